"""Imports and categories with reasons, by the API."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from huepass.issuer.domain.imports import MAX_IMPORT
from huepass.issuer.domain.records import Role
from huepass.issuer.service import imports
from issuer.api.lake import SECRET, Lake, refused
from issuer.authorities import PROGRAMME, SIGNER, signed
from issuer.conftest import Clock
from issuer.rules import DAY
from people import resident_id

COSE = {"Content-Type": "application/cose"}


@pytest.fixture
def lake(folder: Path, clock: Clock) -> Iterator[Lake]:
    lake = Lake(folder, clock, PROGRAMME)
    yield lake
    lake.office.close()


@pytest.fixture
def token(lake: Lake) -> str:
    """That of somebody who signs for the CDC."""
    made = lake.staff("wang", Role.AUTHORITY, "cdc")
    imports.set_signing_key(lake.office, "wang", SIGNER.public_key)
    return made


@pytest.fixture
def number(lake: Lake) -> str:
    return lake.person()


def send(lake: Lake, token: str | None, document: bytes, **options: Any) -> httpx.Response:
    headers = {**COSE, **options.pop("headers", {})}
    return lake.ask("POST", "/v1/imports", token, content=document, headers=headers, **options)


def test_an_import(lake: Lake, token: str, number: str) -> None:
    rows = (f",card,{resident_id(970)},traced,met", f"{number},,,traced,travelled")
    document = signed(lake.clock.now, *rows, header="person,document,number,category,reason")
    tried = send(lake, token, document, params={"dry_run": "true"})
    assert tried.status_code == 200
    content = tried.json()
    assert (content["dry_run"], content["total"]) == (True, 2)
    assert (content["totals"], content["lines"]) == ({}, [])
    done = send(lake, token, document)
    assert done.status_code == 200
    assert done.headers["Cache-Control"] == "no-store"
    assert done.json() == {
        "import": content["import"],
        "authority": "cdc",
        "dry_run": False,
        "total": 2,
        "totals": {"registered": 1, "set": 1},
        "lines": [
            {"line": 2, "effect": "registered", "colour": "yellow"},
            {"line": 3, "effect": "set", "colour": "yellow"},
        ],
    }
    refused(send(lake, token, document), 409, "import_repeated")
    listed = lake.ask("GET", "/v1/imports", token)
    assert listed.json() == {
        "items": [
            {
                "import": content["import"],
                "authority": "cdc",
                "staff": "wang",
                "total": 2,
                "at": lake.clock.now,
            }
        ],
        "next": None,
    }


def test_an_import_that_is_asked_for_again(lake: Lake, token: str, number: str) -> None:
    document = signed(lake.clock.now, f"{number},traced,met")
    key = {"Idempotency-Key": "an-import"}
    first = send(lake, token, document, headers=key)
    again = send(lake, token, document, headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


def test_lines_with_faults_are_named(lake: Lake, token: str, number: str) -> None:
    document = signed(lake.clock.now, f"{number},traced,met", f"{SECRET},traced,met", SECRET)
    content = refused(send(lake, token, document), 422, "import_invalid")
    assert (content["detail"], content["faults"]) == ("2 of 3 lines", 2)
    assert content["lines"] == [
        {"line": 3, "reason": "person_unknown"},
        {
            "line": 4,
            "reason": "request_invalid",
            "detail": "as many fields as there are columns",
        },
    ]


def test_no_more_than_a_hundred_lines_are_named(lake: Lake, token: str) -> None:
    document = signed(lake.clock.now, *[f"{SECRET},traced,met"] * 150)
    content = refused(send(lake, token, document), 422, "import_invalid")
    assert (content["faults"], len(content["lines"])) == (150, 100)


def test_what_is_no_import(lake: Lake, token: str) -> None:
    refused(send(lake, token, SECRET.encode()), 422, "import_refused")
    refused(send(lake, token, b""), 422, "import_refused")
    document = signed(lake.clock.now - 2 * DAY, f"{SECRET},traced,met")
    refused(send(lake, token, document), 422, "import_refused")
    refused(send(lake, token, signed(lake.clock.now)), 422, "import_invalid")


def test_another_kind_of_body(lake: Lake, token: str, number: str) -> None:
    document = signed(lake.clock.now, f"{number},traced,met")
    for media_type in ("text/csv", "application/json"):
        answer = send(lake, token, document, headers={"Content-Type": media_type})
        refused(answer, 422, "request_invalid")
    answer = send(
        lake, token, document, headers={"Content-Type": 'Application/COSE; cose-type="cose-sign1"'}
    )
    assert answer.status_code == 200


def test_an_import_that_is_too_large(lake: Lake, token: str) -> None:
    # It is a list, and larger than any other body.
    refused(send(lake, token, bytes(MAX_IMPORT)), 422, "import_refused")
    refused(send(lake, token, bytes(MAX_IMPORT + 1)), 413, "request_too_large")


def test_who_may_import(lake: Lake, token: str, number: str) -> None:
    document = signed(lake.clock.now, f"{number},traced,met")
    for role in Role:
        other = lake.staff(f"the {role}", role)
        listed = lake.ask("GET", "/v1/imports", other)
        if role in (Role.AUTHORITY, Role.ADMIN):
            # They act for no authority, so nobody's signature is theirs.
            refused(send(lake, other, document), 422, "import_refused")
            assert listed.json()["items"] == []
        else:
            refused(send(lake, other, document), 403, "not_permitted")
            refused(listed, 403, "not_permitted")
    refused(send(lake, None, document), 401, "not_authenticated")
    refused(lake.ask("GET", "/v1/imports", None), 401, "not_authenticated")


def test_imports_come_in_pages(lake: Lake, token: str, number: str) -> None:
    for _ in range(3):
        send(lake, token, signed(lake.clock.now, f"{number},traced,met"))
        lake.clock.now += 60
    first = lake.ask("GET", "/v1/imports", token, params={"limit": 2}).json()
    rest = lake.ask(
        "GET", "/v1/imports", token, params={"limit": 2, "cursor": first["next"]}
    ).json()
    times = [one["at"] for one in (*first["items"], *rest["items"])]
    assert times == [lake.clock.now - 60 * n for n in (1, 2, 3)]
    assert rest["next"] is None
    answer = lake.ask("GET", "/v1/imports", token, params={"cursor": SECRET})
    refused(answer, 422, "cursor_invalid")


def test_nothing_of_an_import_is_in_the_log(
    lake: Lake, token: str, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    identity = resident_id(971)
    rows = (f"{number},,,traced,met", f",card,{identity},traced,met", SECRET)
    for many in (2, 3):
        header = "person,document,number,category,reason"
        send(lake, token, signed(lake.clock.now, *rows[:many], header=header))
    assert "POST /v1/imports 422" in caplog.text
    for word in (number, identity, SECRET, "traced"):
        assert word not in caplog.text


def test_categories_with_reasons(lake: Lake, token: str, number: str) -> None:
    path = f"/v1/persons/{number}/categories/traced"
    content = refused(lake.ask("PUT", path, token), 422, "statement_reason_invalid")
    assert "met: Met a case 中文 Met a case" in content["detail"]
    answer = lake.ask("PUT", path, token, json={"reason": SECRET})
    refused(answer, 422, "statement_reason_invalid")
    content = lake.ask("PUT", path, token, json={"reason": "met"}).json()
    assert (content["colour"], content["ends"]) == ("yellow", lake.clock.now + 2 * DAY + 2)
    refused(lake.ask("DELETE", path, token), 422, "statement_reason_invalid")
    answer = lake.ask("DELETE", path, token, params={"reason": "tested"})
    assert answer.json()["colour"] == "green"


def test_a_category_that_is_lifted_only(lake: Lake, number: str) -> None:
    hospital = lake.staff("chen", Role.AUTHORITY, "hospital")
    answer = lake.ask("PUT", f"/v1/persons/{number}/categories/case", hospital)
    assert answer.json()["ends"] is None


def test_a_category_outside_the_scope(lake: Lake, number: str) -> None:
    there = lake.staff("zhao", Role.AUTHORITY, "cdc", scopes=("east",))
    elsewhere = lake.staff("sun", Role.AUTHORITY, "cdc", scopes=("west",))
    path = f"/v1/persons/{number}/categories/watched"
    assert lake.ask("PUT", path, there).status_code == 200
    for method in ("PUT", "DELETE"):
        refused(lake.ask(method, path, elsewhere), 403, "out_of_scope")
