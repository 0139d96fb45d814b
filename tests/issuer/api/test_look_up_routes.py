"""Look-ups, by the API."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huepass.issuer.domain.identity import Presented
from huepass.issuer.domain.records import Role
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service import facts, paper, registering
from huepass.issuer.service.facts import Applying
from huepass.issuer.store import health_proofs, people
from issuer.api.lake import SECRET, Lake, refused
from issuer.authorities import PROGRAMME, member
from issuer.conftest import Clock
from people import resident_id

PNG = b"\x89PNG\r\n\x1a\n and so on"
HANDLE = "0123-4567-89AB-CDEF"
NUMBER = resident_id(980)


@pytest.fixture
def lake(folder: Path, clock: Clock) -> Iterator[Lake]:
    lake = Lake(folder, clock, PROGRAMME)
    yield lake
    lake.office.close()


@pytest.fixture
def token(lake: Lake) -> str:
    """That of an inspector of the CDC."""
    return lake.staff("chen", Role.INSPECTOR, "cdc")


@pytest.fixture
def number(lake: Lake) -> str:
    """The number of somebody of whom everything is known."""
    office = lake.office
    document = Presented("card", NUMBER, "王小明")
    made = registering.register(
        office, Applying("self", "card"), None,
        presented=document, proofing=Proofing.REGISTRAR, division="east.one",
    ).person  # fmt: skip
    answers = {"fever": False, "stays": [["lake", "2026-11-20"]]}
    facts.report(office, made.number, answers, None)
    facts.take_reading(office, made.number, 36.6, None)
    wang = member(office, "wang", Role.AUTHORITY, "cdc")
    facts.set_category(office, made.number, "traced", wang, reason="met")
    with office.store.write() as connection:
        person = people.find_person(connection, made.number)
        assert person is not None
        health_proofs.add(
            connection, person.id, HANDLE, "test-result", "image/png", PNG, office.now()
        )
    return made.number


def look_up(lake: Lake, token: str | None, path: str = "", **body: Any) -> Any:
    return lake.ask("POST", f"/v1/look-ups{path}", token, json=body)


def test_everything_that_a_purpose_shows(lake: Lake, token: str, number: str) -> None:
    answer = look_up(lake, token, purpose="tracing", person=number)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    content = answer.json()
    now = lake.clock.now
    (identity,) = content.pop("identities")
    assert (identity["document"], identity["proofing"]) == ("card", "registrar")
    assert content == {
        "purpose": "tracing",
        "authority": "cdc",
        "colour": {
            "colour": "yellow",
            "label": {"en": "yellow", "zh": "中文 yellow"},
            "reason": "is_traced",
            "since": now + 3,
        },
        "reports": [
            {"at": now + 1, "answers": {"fever": False, "stays": [["lake", "2026-11-20"]]}}
        ],
        "readings": [{"at": now + 2, "temperature": 36.6}],
        "categories": [
            {
                "category": "traced",
                "label": {"en": "traced", "zh": "中文 traced"},
                "authority": "cdc",
                "reason": "met",
                "reason_label": {"en": "Met a case", "zh": "中文 Met a case"},
                "since": now + 3,
                "until": now + 3 + 2 * 86400,
            }
        ],
        "proofs": [
            {"proof": HANDLE, "kind": "test-result", "media_type": "image/png", "added_at": now}
        ],
    }
    # Neither the number of the person nor that of the document.
    for secret in (number, NUMBER, "小明"):
        assert secret not in answer.text


def test_what_a_purpose_does_not_show_is_absent(lake: Lake, token: str, number: str) -> None:
    content = look_up(lake, token, purpose="entry", document="card", number=NUMBER).json()
    assert content.keys() == {"purpose", "authority", "colour"}
    assert content["authority"] is None


def test_a_proof(lake: Lake, token: str, number: str) -> None:
    body = {"purpose": "tracing", "person": number}
    answer = look_up(lake, token, "/proofs", proof=HANDLE, **body)
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    refused(look_up(lake, token, "/proofs", proof=SECRET, **body), 404, "proof_unknown")
    refused(
        look_up(lake, token, "/proofs", proof=HANDLE, purpose="entry", person=number),
        403,
        "not_permitted",
    )


def test_what_is_refused(lake: Lake, token: str, number: str) -> None:
    west = lake.staff("sun", Role.INSPECTOR, "cdc", scopes=("west",))
    doctor = lake.staff("zhao", Role.INSPECTOR, "hospital")
    for path, more in (("", {}), ("/proofs", {"proof": HANDLE})):

        def attempt(who: str, purpose: str = "tracing", path: str = path, **body: Any) -> Any:
            return look_up(lake, who, path, purpose=purpose, **body, **more)  # noqa: B023

        right = {"person": number}
        refused(attempt(west, **right), 403, "out_of_scope")
        refused(attempt(doctor, **right), 403, "not_permitted")
        refused(attempt(token, "desk", **right), 422, "not_in_programme")
        refused(attempt(token, SECRET, **right), 422, "not_in_programme")
        refused(attempt(token, person=SECRET), 404, "person_unknown")
        refused(attempt(token), 422, "request_invalid")
        refused(attempt(token, document="card", number=SECRET), 422, "number_invalid")
        refused(attempt(token, person=7), 422, "request_invalid")
        refused(attempt(token, **right, **{SECRET: 1}), 422, "request_invalid")


def test_the_text_of_a_pass_finds_nobody(lake: Lake, token: str, number: str) -> None:
    made = paper.make_paper_pass(lake.office, number)
    for key in (made.text, made.handle):
        answer = look_up(lake, token, purpose="tracing", person=key)
        refused(answer, 404, "person_unknown")
        assert key not in answer.text


def test_who_may_look_up(lake: Lake, number: str) -> None:
    for role in Role:
        token = lake.staff(f"the {role}", role)
        answers = (
            look_up(lake, token, purpose="entry", person=number),
            look_up(lake, token, "/proofs", purpose="entry", person=number, proof=HANDLE),
        )
        if role in (Role.INSPECTOR, Role.ADMIN):
            assert answers[0].status_code == 200
            assert answers[1].json()["detail"] == "this purpose shows no proofs"
        else:
            for answer in answers:
                assert refused(answer, 403, "not_permitted")["detail"].endswith("is needed")
    refused(look_up(lake, None, purpose="entry", person=number), 401, "not_authenticated")


def test_the_person_reads_who_looked(lake: Lake, token: str, number: str) -> None:
    wallet = lake.wallet(number)
    look_up(lake, token, purpose="tracing", person=number)
    look_up(lake, token, purpose="entry", person=number)
    items = wallet.get("/look-ups").json()["items"]
    assert "tracing" in str(items[1]) and "entry" in str(items[0])


def test_nobody_looked_up_is_in_the_log(
    lake: Lake, token: str, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    look_up(lake, token, purpose="tracing", person=number)
    look_up(lake, token, purpose="tracing", document="card", number=NUMBER)
    look_up(lake, token, "/proofs", purpose="tracing", person=number, proof=HANDLE)
    assert "POST /v1/look-ups/proofs 200" in caplog.text
    for word in (number, NUMBER, HANDLE, "tracing", "chen"):
        assert word not in caplog.text
