"""Divisions and staff, on a running service."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from huepass.issuer.domain import numbers
from issuer.server import Server

DIVISIONS = [
    {"id": "jiangan", "en": "Jiangan", "zh": "江岸"},
    {"id": "jiangan.dazhi", "en": "Dazhi", "zh": "大智"},
    {"id": "hongshan", "en": "Hongshan", "zh": "洪山"},
]
Connect = Callable[[str], httpx.Client]
Join = Callable[..., httpx.Client]


@pytest.fixture
def join(connect: Connect, admin: httpx.Client) -> Join:
    """Adds a staff member over the API and gives a client with their token."""
    assert admin.put("/v1/divisions", json=DIVISIONS).status_code == 200

    def made(*roles: str, name: str | None = None, by: httpx.Client = admin, **more: object) -> Any:
        body = {"name": name or f"staff {uuid4()}", "roles": roles, **more}
        answer = by.post("/v1/staff", json=body)
        assert answer.status_code == 201, answer.text
        assert answer.json().keys() == {"staff", "name", "token"}
        return connect(answer.json()["token"])

    return made


def refused(answer: httpx.Response, status: int, reason: str) -> None:
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.headers["Cache-Control"] == "no-store"


def everything(client: httpx.Client, path: str, limit: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get(path, params={"limit": limit, **cursor}).json()
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def test_divisions_are_public_and_in_pages(public: httpx.Client, join: Join) -> None:
    join("registrar")
    found = everything(public, "/v1/divisions", 2)
    assert found == sorted(DIVISIONS, key=lambda one: one["id"])
    assert everything(public, "/v1/divisions", 100) == found


def test_divisions_are_put_all_or_none(
    admin: httpx.Client, public: httpx.Client, join: Join
) -> None:
    before = public.get("/v1/divisions").json()
    for body, reason in (
        ([{"id": "a", "en": "A", "zh": "某"}, {"id": "b.c", "en": "C", "zh": "某"}], "unknown"),
        ([{"id": "a", "en": "A", "zh": "某"}, {"id": "B", "en": "B", "zh": "某"}], "invalid"),
    ):
        refused(admin.put("/v1/divisions", json=body), 422, f"division_{reason}")
    for body in ([], {}, [{"id": "a", "en": "A"}], [{"id": "a", "en": "A", "zh": "某", "x": 1}]):
        refused(admin.put("/v1/divisions", json=body), 422, "request_invalid")
    part = join("admin", scopes=["jiangan"])
    refused(part.put("/v1/divisions", json=DIVISIONS), 403, "out_of_scope")
    assert public.get("/v1/divisions").json() == before


def test_staff_are_added_changed_and_removed(admin: httpx.Client, join: Join) -> None:
    name = f"王芳 / {uuid4()}"
    member = join("registrar", name=name, scopes=["jiangan"])
    me = member.get("/v1/staff/me").json()
    assert numbers.normalized(me["staff"]) == me["staff"]
    assert {**me, "created_at": 0} == {
        "staff": me["staff"],
        "name": name,
        "roles": ["registrar"],
        "authorities": [],
        "scopes": ["jiangan"],
        "created_at": 0,
        "removed_at": None,
        "points": [],
        "code": None,
    }
    path = f"/v1/staff/{me['staff']}"
    answer = admin.patch(path, json={"scopes": ["hongshan", "jiangan.dazhi"]})
    assert (answer.json()["staff"], answer.json()["name"]) == (me["staff"], name)
    assert answer.json()["scopes"] == ["hongshan", "jiangan.dazhi"]
    assert admin.patch(path.lower().replace("-", ""), json={}).json() == answer.json()
    assert member.get("/v1/staff/me").json()["scopes"] == ["hongshan", "jiangan.dazhi"]
    assert admin.delete(path).status_code == 204
    refused(member.get("/v1/staff/me"), 401, "not_authenticated")
    (found,) = [one for one in everything(admin, "/v1/staff", 7) if one["name"] == name]
    assert isinstance(found["removed_at"], int)
    assert found["staff"] == me["staff"]
    refused(admin.delete(path), 404, "staff_unknown")
    refused(admin.patch(path, json={}), 404, "staff_unknown")


def test_a_name_is_no_address(admin: httpx.Client, join: Join) -> None:
    name = f"li{uuid4().hex}"
    member = join("registrar", name=name)
    refused(admin.patch(f"/v1/staff/{name}", json={}), 404, "staff_unknown")
    refused(admin.delete(f"/v1/staff/{name}"), 404, "staff_unknown")
    assert member.get("/v1/staff/me").status_code == 200


@pytest.mark.parametrize("role", ["registrar", "authority", "manager", "collector", "organisation"])
def test_every_role_may_ask_who_it_is_and_no_other_manages_staff(join: Join, role: str) -> None:
    member = join(role, scopes=["jiangan"])
    assert member.get("/v1/staff/me").json()["roles"] == [role]
    for method, path, body in (
        ("GET", "/v1/staff", None),
        ("POST", "/v1/staff", {"name": "x", "roles": ["admin"]}),
        ("PATCH", "/v1/staff/x", {"scopes": ["*"]}),
        ("DELETE", "/v1/staff/x", None),
        ("PUT", "/v1/divisions", DIVISIONS),
    ):
        refused(member.request(method, path, json=body), 403, "not_permitted")


def test_an_organisation_finds_its_code(join: Join) -> None:
    assert join("organisation").get("/v1/staff/me").json()["code"].startswith("HPO1:")


def test_an_administrator_of_a_part_stays_within_it(admin: httpx.Client, join: Join) -> None:
    part = join("admin", scopes=["jiangan"])
    name = f"staff {uuid4()}"
    body = {"name": name, "roles": ["admin"], "scopes": ["*"]}
    refused(part.post("/v1/staff", json=body), 403, "out_of_scope")
    li = join("registrar", name=name, by=part).get("/v1/staff/me").json()["staff"]
    refused(part.patch(f"/v1/staff/{li}", json={"scopes": ["*"]}), 403, "out_of_scope")
    whole = admin.get("/v1/staff/me").json()["staff"]
    refused(part.delete(f"/v1/staff/{whole}"), 403, "out_of_scope")
    me = part.get("/v1/staff/me").json()["staff"]
    refused(part.patch(f"/v1/staff/{me}", json={"scopes": ["jiangan"]}), 403, "not_permitted")
    refused(part.delete(f"/v1/staff/{me}"), 403, "not_permitted")
    seen = everything(part, "/v1/staff", 50)
    assert {me, li} <= {one["staff"] for one in seen}
    assert all(str(one["scopes"]).startswith("['jiangan") for one in seen)
    assert len(seen) < len(everything(admin, "/v1/staff", 50))


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"name": "the admin", "roles": ["admin"]}, 409, "staff_exists"),
        ({"name": " ", "roles": ["admin"]}, 422, "text_invalid"),
        ({"name": "x", "roles": []}, 422, "role_unknown"),
        ({"name": "x", "roles": ["emperor"]}, 422, "request_invalid"),
        ({"name": "x", "roles": ["admin"], "scopes": ["x"]}, 422, "division_unknown"),
        ({"name": "x", "roles": ["admin"], "authorities": ["x"]}, 422, "not_in_programme"),
        ({"name": "x", "roles": ["admin"], "token": "x"}, 422, "request_invalid"),
        ({"name": "x"}, 422, "request_invalid"),
    ],
)
def test_what_nobody_can_be_given_is_refused(
    admin: httpx.Client, body: dict[str, object], status: int, reason: str
) -> None:
    refused(admin.post("/v1/staff", json=body), status, reason)


def test_a_cursor_that_is_none_is_refused(admin: httpx.Client, public: httpx.Client) -> None:
    refused(admin.get("/v1/staff", params={"cursor": "eA"}), 422, "cursor_invalid")
    refused(public.get("/v1/divisions", params={"cursor": "_w"}), 422, "cursor_invalid")


def test_staff_added_with_a_key_are_added_once(admin: httpx.Client) -> None:
    body = {"name": f"staff {uuid4()}", "roles": ["registrar"]}
    header = {"Idempotency-Key": str(uuid4())}
    first = admin.post("/v1/staff", json=body, headers=header)
    assert first.status_code == 201
    assert admin.post("/v1/staff", json=body, headers=header).json() == first.json()
    refused(admin.post("/v1/staff", json=body), 409, "staff_exists")


def test_neither_names_nor_tokens_are_logged(server: Server, join: Join) -> None:
    member = join("registrar", name=f"Secretive {uuid4()}")
    assert member.get("/v1/staff/me").status_code == 200
    log = server.log()
    assert "/v1/staff" in log
    assert "Secretive" not in log and "hpst_" not in log
