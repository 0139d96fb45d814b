"""Registering, finding and recovering persons, at a desk and over the network, on a service."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from huepass.issuer.domain.metadata import PRE_AUTHORIZED
from huepass.issuer.domain.records import Role
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.api.conftest import now
from issuer.holder import code_in
from issuer.rules import PEOPLE, districts, put_in_force
from issuer.server import Server, serving
from people import resident_id

NEXT = count(1)
NAME = "欧阳锦成"
SELF = {"applicant": "self", "document": "mainland-id"}
FAMILY = {"applicant": "family", "document": "mainland-id", "no_device": True}
WELL = {"fever": False}
Clients = dict[str, httpx.Client]


@pytest.fixture(scope="module")
def town(
    issuer_today: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Clients]]:
    """A service whose programme asks for documents, and a client for each who asks."""
    folder = tmp_path_factory.mktemp("town") / "issuer"
    shutil.copytree(issuer_today[0], folder)
    tokens = dict(issuer_today[1])
    office = Office(load_settings(folder), [], now)
    put_in_force(office, PEOPLE)
    districts(office, "jiangan", "jiangan.dazhi", "wuchang")
    tokens["wang"] = staffing.add_staff(office, "wang", [Role.REGISTRAR], scopes=["jiangan"])
    office.close()
    with serving(folder) as server:
        clients = {
            name: httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"})
            for name, token in tokens.items()
        }
        clients["nobody"] = httpx.Client(base_url=server.url)
        yield server, clients
        for client in clients.values():
            client.close()


@pytest.fixture
def clients(town: tuple[Server, Clients]) -> Clients:
    return town[1]


@pytest.fixture
def registrar(clients: Clients) -> httpx.Client:
    return clients["registrar"]


def identity(**changes: str) -> dict[str, str]:
    """A document that nobody has shown yet."""
    return {"number": resident_id(next(NEXT)), "name": NAME, "birth_date": "1985-03-12", **changes}


def registered(client: httpx.Client, shown: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/persons", json={"application": SELF, "identity": shown, **more})
    assert answer.status_code == 201, answer.text
    content: dict[str, Any] = answer.json()
    return content


def refused(answer: httpx.Response, status: int, reason: str, *hidden: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.headers["Content-Type"] == "application/problem+json"
    for word in (NAME, "1985-03-12", *hidden):
        assert word not in answer.text
    content: dict[str, Any] = answer.json()
    return content


def holder(client: httpx.Client, offer: dict[str, Any]) -> dict[str, str]:
    """The header of a wallet that takes an offer."""
    form = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code_in(offer["offer"])}
    if offer.get("tx_code"):
        form["tx_code"] = offer["tx_code"]
    answer = client.post("/oid4vci/token", data=form)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


# At a desk.


def test_registered_with_a_document_and_found_by_it(registrar: httpx.Client) -> None:
    shown = identity()
    person = registered(registrar, shown, division="jiangan", answers=WELL)
    assert (person["colour"], person["reason"], person["division"]) == (
        "green", "is_well", "jiangan",
    )  # fmt: skip
    detail = registrar.get(f"/v1/persons/{person['person']}").json()
    [masked] = detail.pop("identities")
    assert detail == person
    assert 0 < masked.pop("proofed_at") <= now()
    assert masked == {
        "document": "mainland-id",
        "number": f"4401************{shown['number'][-2:]}",
        "name": "欧**",
        "birth_date": "1985-**-**",
        "proofing": "registrar",
    }
    asked = {"document": "mainland-id", "number": shown["number"]}
    found = registrar.post("/v1/persons/find", json=asked)
    assert found.json()["person"] == person["person"]
    assert found.headers["Cache-Control"] == "no-store"


def test_what_is_refused_of_a_document(registrar: httpx.Client) -> None:
    number = resident_id(next(NEXT))
    registered(registrar, identity(number=number))

    def attempt(status: int, reason: str, **body: Any) -> dict[str, Any]:
        body = {"application": SELF, **body}
        return refused(registrar.post("/v1/persons", json=body), status, reason, number)

    assert "detail" not in attempt(409, "person_exists", identity=identity(number=number))
    attempt(422, "number_missing")
    attempt(422, "number_missing", identity=identity(number=" "))
    attempt(422, "number_invalid", identity=identity(number=f"{number[:-1]}A"))
    attempt(422, "number_invalid", identity=identity(birth_date="1985-03-13"))
    attempt(422, "request_invalid", identity=identity(birth_date="yesterday"))
    attempt(422, "request_invalid", identity={"name": NAME})
    attempt(422, "request_invalid", identity={**identity(), "face": "x"})
    attempt(422, "text_invalid", identity=identity(name="a\nb"))
    attempt(422, "division_unknown", identity=identity(), division="atlantis")
    attempt(422, "answers_invalid", identity=identity(), answers={"fever": "1985-03-12"})
    content = attempt(
        422, "document_not_accepted", application={"applicant": "self", "document": "library"}
    )
    assert content["detail"] == "Go to the window. 中文 Go to the window."
    for alone in ({"identity": identity()}, {"answers": WELL}):
        refused(registrar.post("/v1/persons", json=alone), 422, "request_invalid")


def test_what_is_refused_when_finding(registrar: httpx.Client) -> None:
    number = resident_id(next(NEXT))
    for body, status, reason in (
        ({"document": "mainland-id", "number": number}, 404, "person_unknown"),
        ({"document": "mainland-id", "number": ""}, 422, "number_missing"),
        ({"document": "mainland-id", "number": number[:-1]}, 422, "number_invalid"),
        ({"document": "card", "number": number}, 422, "request_invalid"),
        ({"document": "library", "number": number}, 422, "document_not_accepted"),
        ({"document": "mainland-id"}, 422, "request_invalid"),
    ):
        refused(registrar.post("/v1/persons/find", json=body), status, reason, number)


def test_nobody_acts_outside_their_division(registrar: httpx.Client, clients: Clients) -> None:
    wang, shown = clients["wang"], identity()
    person = registered(registrar, shown, division="wuchang")
    path = f"/v1/persons/{person['person']}"
    asked = {"document": "mainland-id", "number": shown["number"]}
    elsewhere = {"application": SELF, "identity": identity(), "division": "wuchang"}
    for answer in (
        wang.get(path),
        wang.post("/v1/persons/find", json=asked),
        wang.post(f"{path}/offers"),
        wang.post(f"{path}/recovery", json={"reason": "lost"}),
        wang.post(f"{path}/wallets/end", json={"reason": "lost"}),
        wang.put(f"{path}/division", json={"division": "jiangan"}),
        wang.post("/v1/persons", json=elsewhere),
    ):
        refused(answer, 403, "out_of_scope", shown["number"])
    # Of those whom wang registers wang needn't say where they belong.
    assert registered(wang, identity())["division"] == "jiangan"
    assert wang.post("/v1/persons").json()["division"] == "jiangan"


def test_a_renewed_passport(registrar: httpx.Client) -> None:
    person, shown = registered(registrar, identity())["person"], identity()
    path = f"/v1/persons/{person}/identities"
    answer = registrar.post(path, json={"document": "mainland-id", **shown})
    assert answer.status_code == 201
    assert [one["number"][-2:] for one in answer.json()["identities"]][1] == shown["number"][-2:]
    asked = {"document": "mainland-id", "number": shown["number"]}
    assert registrar.post("/v1/persons/find", json=asked).json()["person"] == person
    other = registered(registrar, identity())["person"]
    answer = registrar.post(
        f"/v1/persons/{other}/identities", json={"document": "mainland-id", **shown}
    )
    assert "detail" not in refused(answer, 409, "person_exists", shown["number"])
    refused(registrar.post(path, json=shown), 422, "request_invalid")


def test_somebody_moves(registrar: httpx.Client, clients: Clients) -> None:
    person = registered(registrar, identity(), division="jiangan")
    path = f"/v1/persons/{person['person']}"
    moved = clients["wang"].put(f"{path}/division", json={"division": "jiangan.dazhi"})
    assert moved.json() == {**person, "division": "jiangan.dazhi"}
    answer = clients["wang"].put(f"{path}/division", json={"division": "wuchang"})
    refused(answer, 403, "out_of_scope")
    answer = registrar.put(f"{path}/division", json={"division": "atlantis"})
    refused(answer, 422, "division_unknown")
    refused(registrar.put(f"{path}/division", json={}), 422, "request_invalid")
    assert registrar.put(f"{path}/division", json={"division": None}).json()["division"] is None


def test_a_lost_phone(registrar: httpx.Client) -> None:
    person = registered(registrar, identity())
    path = f"/v1/persons/{person['person']}"
    lost = holder(registrar, registrar.post(f"{path}/offers").json())
    assert registrar.post("/v1/holder/shares", headers=lost).status_code == 201
    body = {"reason": "stolen", "tx_code": True, "valid": 60}
    done = registrar.post(f"{path}/recovery", json=body).json()
    assert (done["wallets"], done["revoked"]) == (1, 0)
    assert 0 < done["expires"] - now() <= 60
    refused(registrar.post("/v1/holder/shares", headers=lost), 401, "not_authenticated")
    new = holder(registrar, done)
    assert registrar.post("/v1/holder/shares", headers=new).status_code == 201
    for wrong, reason in (
        ({"reason": " "}, "text_invalid"),
        ({"reason": "stolen", "valid": 0}, "validity_invalid"),
        ({}, "request_invalid"),
    ):
        refused(registrar.post(f"{path}/recovery", json=wrong), 422, reason)
    assert registrar.post("/v1/holder/shares", headers=new).status_code == 201


# Over the network.


def test_somebody_registers_themselves(clients: Clients) -> None:
    nobody, shown = clients["nobody"], identity()
    body = {"application": SELF, "identity": shown, "answers": WELL, "division": "wuchang"}
    answer = nobody.post("/v1/registrations", json=body)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert answer.json().keys() == {"offer", "expires"}
    assert holder(nobody, answer.json())
    asked = {"document": "mainland-id", "number": shown["number"]}
    person = clients["registrar"].post("/v1/persons/find", json=asked).json()
    assert (person["colour"], person["division"]) == ("green", "wuchang")
    assert person["identities"][0]["proofing"] == "declared"
    answer = nobody.post("/v1/registrations", json=body)
    assert "detail" not in refused(answer, 409, "person_exists", shown["number"])


def test_what_is_refused_over_the_network(clients: Clients) -> None:
    number = resident_id(next(NEXT))

    def attempt(reason: str, application: dict[str, Any], **more: Any) -> dict[str, Any]:
        body = {"application": application, "identity": identity(number=number), **more}
        answer = clients["nobody"].post("/v1/registrations", json=body)
        return refused(answer, 422, reason, number)

    content = attempt("proofing_not_accepted", {**SELF, "applicant": "colleague"})
    assert content["detail"] == "colleague: provider, registrar"
    # Whoever asks over the network is not at a window, whatever they say.
    attempt("request_invalid", {**SELF, "channel": "offline"})
    attempt("channel_not_accepted", {**SELF, "applicant": "community", "no_device": True})
    attempt("device_at_hand", {**FAMILY, "no_device": False})
    attempt("not_in_programme", {**SELF, "applicant": NAME})
    attempt("document_not_accepted", {**SELF, "document": NAME})
    attempt("division_unknown", SELF, division=NAME)
    attempt("answers_invalid", SELF, answers={NAME: 1})
    attempt("number_invalid", SELF, identity=identity(number=NAME))
    attempt("number_missing", SELF, identity=None)


def test_a_family(clients: Clients) -> None:
    nobody = clients["nobody"]
    body = {"application": SELF, "identity": identity(), "division": "wuchang"}
    mother = holder(nobody, nobody.post("/v1/registrations", json=body).json())
    shown = identity()
    body = {"application": FAMILY, "identity": shown, "answers": WELL}
    answer = nobody.post("/v1/holder/dependants", json=body, headers=mother)
    assert answer.status_code == 201
    child = holder(nobody, answer.json())
    asked = {"document": "mainland-id", "number": shown["number"]}
    person = clients["registrar"].post("/v1/persons/find", json=asked).json()
    assert (person["division"], person["reason"]) == ("wuchang", "is_well")
    # The father scans what the mother's wallet shares of the child.
    answer = nobody.post("/v1/holder/shares", json={"tx_code": True}, headers=child)
    assert len(answer.json()["tx_code"]) == 6
    assert 0 < answer.json()["expires"] - now() <= 300
    father = holder(nobody, answer.json())
    answer = nobody.post("/v1/holder/shares", headers=father)
    assert refused(answer, 403, "not_permitted")["detail"] == "the person's own wallet can"


def test_what_a_holder_is_refused(clients: Clients) -> None:
    nobody, shown = clients["nobody"], identity()
    body = {"application": SELF, "identity": shown}
    someone = holder(nobody, nobody.post("/v1/registrations", json=body).json())
    for application, status, reason in (
        (SELF, 422, "request_invalid"),
        ({**FAMILY, "no_device": False}, 422, "device_at_hand"),
        ({**SELF, "applicant": "colleague"}, 422, "proofing_not_accepted"),
        (FAMILY, 409, "person_exists"),
    ):
        body = {"application": application, "identity": shown}
        answer = nobody.post("/v1/holder/dependants", json=body, headers=someone)
        refused(answer, status, reason, shown["number"])
    for path in ("/v1/holder/dependants", "/v1/holder/shares"):
        refused(nobody.post(path, json=body), 401, "not_authenticated")
        # A staff member's token is no holder's.
        refused(clients["admin"].post(path, json=body), 401, "not_authenticated")


# What anybody may know.


def test_the_programme_for_whoever_applies(clients: Clients) -> None:
    answer = clients["nobody"].get("/v1/programme")
    content = answer.json()
    assert (content["id"], content["version"]) == ("town", 1)
    assert content["title"] == {"en": "Town", "zh": "中文 Town"}
    assert content["other_documents"]["zh"] == "中文 Go to the window."
    assert {one["id"]: one["number"] for one in content["documents"]} == {
        "card": None,
        "mainland-id": "cn-resident-id",
        "passport": "icao-9303",
        "permit": "cn-hk-macao-permit",
    }
    family = next(one for one in content["applicants"] if one["id"] == "family")
    assert family == {
        "id": "family",
        "name": {"en": "Family", "zh": "中文 Family"},
        "channels": ["online"],
        "needs_no_device": True,
        "proofing": ["declared", "provider", "registrar"],
    }
    assert content["questions"][1] == {
        "id": "stays",
        "text": {"en": "Where?", "zh": "中文 Where?"},
        "kind": "stays",
        "choices": [],
        "counts_for": 14 * 86400,
        "required": False,
    }
    assert content["regions"] == [{"id": "lake", "name": {"en": "Lake", "zh": "中文 Lake"}}]
    assert content["colours"][1] == {
        "colour": "green",
        "level": "clear",
        "label": {"en": "green", "zh": "中文 green"},
        "display": "#123456",
    }
    assert (content["paper"], content["appeals"], content["report_lasts"]) == (
        None,
        None,
        7 * 86400,
    )


def test_the_programme_is_cached(clients: Clients) -> None:
    answer = clients["nobody"].get("/v1/programme")
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    known = {"If-None-Match": answer.headers["ETag"]}
    again = clients["nobody"].get("/v1/programme", headers=known)
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_of_a_document_is_in_the_log_or_the_folder(town: tuple[Server, Clients]) -> None:
    server, clients = town
    shown = identity()
    number = shown["number"]
    person = registered(clients["registrar"], shown)["person"]
    body = {"application": SELF, "identity": shown}
    clients["nobody"].post("/v1/registrations", json=body)
    clients["nobody"].post("/v1/registrations", json={**body, "answers": NAME})
    asked = {"document": "mainland-id", "number": number}
    clients["registrar"].post("/v1/persons/find", json=asked)
    log = server.log()
    assert "POST /v1/persons/find 200" in log
    hidden = (number, number[4:16], NAME, NAME[1:], "1985-03-12", "19850312")
    for word in (*hidden, person, "mainland-id", "jiangan"):
        assert word not in log
    for file in server.folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for word in hidden:
            assert word.encode() not in content, file.name
