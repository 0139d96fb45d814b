"""Collection points, collectors, readings and organisations, on a running service."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from huepass.issuer.service import staffing
from issuer.api.test_personnel_routes import Connect, everything, join, refused
from issuer.api.test_wallet_routes import redeem
from issuer.server import Server

__all__ = ["join"]
Join = Callable[..., httpx.Client]


@pytest.fixture
def manager(join: Join) -> httpx.Client:
    """Whom a district has named."""
    return join("manager", scopes=["jiangan"])


@pytest.fixture
def point(manager: httpx.Client) -> dict[str, Any]:
    """A collection point."""
    answer = manager.post("/v1/points", json={"name": "东门", "division": "jiangan.dazhi"})
    assert answer.status_code == 201
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def appoint(
    connect: Connect, manager: httpx.Client, point: dict[str, Any]
) -> Callable[[], tuple[str, httpx.Client]]:
    """Makes a token, shows its staff code, and gives the name and a client with the token."""

    def made() -> tuple[str, httpx.Client]:
        name = f"王芳 {uuid4()}"
        token, code = staffing.staff_code(name)
        path = f"/v1/points/{point['point']}/collectors"
        answer = manager.post(path, json={"staff_code": code})
        assert (answer.status_code, answer.json()["name"]) == (201, name)
        assert answer.json().keys() == {"staff", "name", "since"}
        return name, connect(token)

    return made


@pytest.fixture
def holder(connect: Connect, admin: httpx.Client, public: httpx.Client) -> httpx.Client:
    """A person's wallet."""
    person = admin.post("/v1/persons").json()["person"]
    offer = admin.post(f"/v1/persons/{person}/offers").json()
    client = connect(redeem(public, offer).json()["access_token"])
    client.person = person  # type: ignore[attr-defined]
    return client


def test_from_the_point_to_the_reading(
    manager: httpx.Client,
    point: dict[str, Any],
    appoint: Callable[[], tuple[str, httpx.Client]],
    holder: httpx.Client,
    admin: httpx.Client,
) -> None:
    path = f"/v1/points/{point['point']}"
    name, collector = appoint()
    assert collector.get("/v1/staff/me").json()["points"] == [
        {"point": point["point"], "name": "东门", "division": "jiangan.dazhi"}
    ]
    made = holder.post("/v1/holder/reading-tokens", json={"point": point["code"]})
    assert made.status_code == 201
    taken = {"token": made.json()["token"], "temperature": 36.6}
    answer = collector.post(f"{path}/readings", json=taken)
    assert (answer.status_code, answer.json().keys()) == (201, {"taken_at"})
    refused(collector.post(f"{path}/readings", json=taken), 422, "reading_token_invalid")
    (found,) = everything(manager, f"{path}/readings", 5)
    assert found == {"temperature": 36.6, "collector": name, **answer.json()}
    refused(manager.delete(path), 409, "point_in_use")
    refused(manager.delete(f"{path}/collectors/x"), 404, "staff_unknown")
    (posted,) = everything(manager, f"{path}/collectors", 5)
    assert posted["staff"] == collector.get("/v1/staff/me").json()["staff"]
    assert manager.delete(f"{path}/collectors/{posted['staff']}").status_code == 204
    refused(collector.post(f"{path}/readings", json=taken), 401, "not_authenticated")
    assert manager.delete(path).status_code == 204
    assert manager.get(path).json()["removed_at"] is not None
    assert everything(manager, f"{path}/readings", 5) == [found]
    refused(manager.delete(path), 404, "point_unknown")


def test_the_newest_reading_is_first_page_by_page(
    manager: httpx.Client,
    point: dict[str, Any],
    appoint: Callable[[], tuple[str, httpx.Client]],
    holder: httpx.Client,
) -> None:
    _, collector = appoint()
    path = f"/v1/points/{point['point']}/readings"
    for temperature in (36.1, 36.2, 36.3):
        made = holder.post("/v1/holder/reading-tokens", json={"point": point["point"]}).json()
        body = {"token": made["token"], "temperature": temperature}
        assert collector.post(path, json=body).status_code == 201
    found = [one["temperature"] for one in everything(manager, path, 1)]
    assert found == [36.3, 36.2, 36.1]


def test_a_collector_has_no_other_endpoint(
    public: httpx.Client,
    point: dict[str, Any],
    appoint: Callable[[], tuple[str, httpx.Client]],
) -> None:
    _, collector = appoint()
    paths = public.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method, endpoint in methods.items():
            if not endpoint.get("security") or not path.startswith("/v1/"):
                continue
            if (method, path) in (
                ("get", "/v1/staff/me"),
                ("post", "/v1/points/{point}/readings"),
                ("delete", "/v1/staff-session"),
            ):
                continue
            filled = path.replace("{point}", point["point"]).replace("{person}", "x")
            answer = collector.request(method.upper(), filled, json={})
            assert answer.status_code in (401, 403), (method, path)


def test_nobody_else_takes_readings(
    clients: dict[str | None, httpx.Client],
    manager: httpx.Client,
    point: dict[str, Any],
    holder: httpx.Client,
) -> None:
    made = holder.post("/v1/holder/reading-tokens", json={"point": point["code"]}).json()
    body = {"token": made["token"], "temperature": 36.6}
    path = f"/v1/points/{point['point']}/readings"
    refused(manager.post(path, json=body), 403, "not_permitted")
    refused(clients["registrar"].post(path, json=body), 403, "not_permitted")
    refused(clients["collector"].post(path, json=body), 403, "out_of_scope")
    refused(clients["admin"].post(path, json=body), 403, "out_of_scope")
    refused(holder.post(path, json=body), 401, "not_authenticated")


def test_a_manager_elsewhere_is_refused(join: Join, point: dict[str, Any]) -> None:
    other = join("manager", scopes=["hongshan"])
    path = f"/v1/points/{point['point']}"
    code = staffing.staff_code("x")[1]
    for method, rest, body in (
        ("GET", "", None),
        ("DELETE", "", None),
        ("GET", "/collectors", None),
        ("POST", "/collectors", {"staff_code": code}),
        ("DELETE", "/collectors/x", None),
        ("GET", "/readings", None),
    ):
        refused(other.request(method, path + rest, json=body), 403, "out_of_scope")
    body = {"name": "x", "division": "jiangan.dazhi"}
    refused(other.post("/v1/points", json=body), 403, "out_of_scope")
    assert point["point"] not in [one["point"] for one in everything(other, "/v1/points", 100)]


def test_the_points_of_the_scope_are_listed(manager: httpx.Client, point: dict[str, Any]) -> None:
    found = everything(manager, "/v1/points", 1)
    assert point in found
    assert all(str(one["division"]).startswith("jiangan") for one in found)


def test_collectors_are_listed(
    manager: httpx.Client,
    point: dict[str, Any],
    appoint: Callable[[], tuple[str, httpx.Client]],
) -> None:
    names = [appoint()[0], appoint()[0]]
    found = everything(manager, f"/v1/points/{point['point']}/collectors", 1)
    assert [one["name"] for one in found] == names


def test_what_is_no_staff_code_is_refused_and_not_repeated(
    manager: httpx.Client, point: dict[str, Any]
) -> None:
    path = f"/v1/points/{point['point']}/collectors"
    for code in ("SECRET", "HPS1:SECRET", ""):
        answer = manager.post(path, json={"staff_code": code})
        refused(answer, 422, "staff_code_invalid")
        assert "SECRET" not in answer.text
    refused(manager.post(path, json={"staff_code": "x" * 2001}), 422, "request_invalid")


@pytest.mark.parametrize("temperature", ["36.6", None, True, [36.6]])
def test_a_temperature_that_is_no_number_is_refused(
    point: dict[str, Any],
    appoint: Callable[[], tuple[str, httpx.Client]],
    temperature: object,
) -> None:
    _, collector = appoint()
    body = {"token": "x", "temperature": temperature}
    path = f"/v1/points/{point['point']}/readings"
    refused(collector.post(path, json=body), 422, "request_invalid")


def test_a_token_for_a_point_that_is_not_there_is_refused(holder: httpx.Client) -> None:
    answer = holder.post("/v1/holder/reading-tokens", json={"point": "x"})
    refused(answer, 404, "point_unknown")


def test_only_holders_make_reading_tokens(
    clients: dict[str | None, httpx.Client], point: dict[str, Any]
) -> None:
    for client in clients.values():
        answer = client.post("/v1/holder/reading-tokens", json={"point": point["code"]})
        refused(answer, 401, "not_authenticated")


def test_from_joining_an_organisation_to_leaving_it(
    join: Join, holder: httpx.Client, admin: httpx.Client
) -> None:
    name = f"棉纺厂 {uuid4()}"
    mill = join("organisation", name=name, scopes=["hongshan"])
    code = mill.get("/v1/staff/me").json()["code"]
    person = holder.person  # type: ignore[attr-defined]
    path = f"/v1/organisation/members/{person}/reports"
    refused(mill.post(path, json={"answers": {}}), 404, "membership_unknown")
    joined = holder.post("/v1/holder/memberships", json={"organisation": code})
    assert joined.status_code == 201
    assert joined.json().keys() == {"organisation", "name", "since"}
    assert everything(holder, "/v1/holder/memberships", 1) == [joined.json()]
    (member,) = everything(mill, "/v1/organisation/members", 1)
    assert member == {"person": person, "identities": [], "since": joined.json()["since"]}
    answer = mill.post(path, json={"answers": {}})
    assert (answer.status_code, answer.json()) == (201, {"person": person})
    refused(mill.get(f"/v1/persons/{person}"), 403, "not_permitted")
    end = f"/v1/holder/memberships/{joined.json()['organisation']}"
    assert holder.delete(end).status_code == 204
    refused(holder.delete(end), 404, "membership_unknown")
    refused(mill.post(path, json={"answers": {}}), 404, "membership_unknown")
    assert everything(mill, "/v1/organisation/members", 1) == []


def test_members_and_memberships_come_page_by_page(
    join: Join, admin: httpx.Client, public: httpx.Client, holder: httpx.Client
) -> None:
    codes = []
    for _ in range(3):
        organisation = join("organisation")
        codes.append(organisation.get("/v1/staff/me").json()["code"])
    for code in codes:
        holder.post("/v1/holder/memberships", json={"organisation": code})
    assert len(everything(holder, "/v1/holder/memberships", 2)) == 3
    for _ in range(2):
        person = admin.post("/v1/persons").json()["person"]
        offer = admin.post(f"/v1/persons/{person}/offers").json()
        header = {"Authorization": f"Bearer {redeem(public, offer).json()['access_token']}"}
        body = {"organisation": codes[-1]}
        answer = public.post("/v1/holder/memberships", json=body, headers=header)
        assert answer.status_code == 201
    assert len(everything(organisation, "/v1/organisation/members", 2)) == 3


def test_an_organisation_that_is_not_there_is_refused(holder: httpx.Client) -> None:
    answer = holder.post("/v1/holder/memberships", json={"organisation": "SECRET"})
    refused(answer, 404, "organisation_unknown")
    assert "SECRET" not in answer.text


def test_no_token_and_no_code_is_logged(
    server: Server,
    point: dict[str, Any],
    appoint: Callable[[], tuple[str, httpx.Client]],
    holder: httpx.Client,
) -> None:
    _, collector = appoint()
    made = holder.post("/v1/holder/reading-tokens", json={"point": point["code"]}).json()
    path = f"/v1/points/{point['point']}/readings"
    collector.post(path, json={"token": made["token"], "temperature": 36.6})
    log = server.log()
    assert "/v1/points/{point}/readings" in log
    for secret in ("HPR1:", "HPS1:", "王芳", "36.6", point["point"]):
        assert secret not in log
