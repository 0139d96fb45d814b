"""Signing in at a provider, on a running service that has one that can be told to misbehave."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from huepass.issuer.domain.records import Role
from huepass.issuer.service import staff_sessions
from huepass.issuer.service.office import Office
from huepass.issuer.settings import dump_settings, load_settings
from issuer.openid import FakeProvider, providing
from issuer.rules import put_in_force
from issuer.server import Server, serving
from people import resident_id
from programmes.story import EXAMPLES

NUMBER = resident_id(21)


def now() -> int:
    return int(time.time())


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with providing(now) as provider:
        yield provider


@pytest.fixture(scope="module")
def city(
    issuer_today: tuple[Path, dict[str, str]],
    provider: FakeProvider,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """A service with that provider for persons and for staff."""
    folder = tmp_path_factory.mktemp("signing-in") / "issuer"
    shutil.copytree(issuer_today[0], folder)
    settings = replace(
        load_settings(folder),
        identity_provider=provider.settings(),
        staff_provider=provider.settings(claims=None),
    )
    (folder / "issuer.toml").write_text(dump_settings(settings), "utf-8")
    office = Office(load_settings(folder), [], now)
    put_in_force(office, (EXAMPLES / "yuekang.toml").read_text("utf-8"))
    staff_sessions.add_staff(office, "wang", "wang@gz", [Role.REGISTRAR])
    office.close()
    with serving(folder) as server:
        yield server


@pytest.fixture
def page(city: Server, provider: FakeProvider) -> Iterator[httpx.Client]:
    """A page of the city, and somebody whose record is there."""
    provider.claims = {"sub": "a", "document": "mainland-id", "document_number": NUMBER}
    provider.instead = {}
    with httpx.Client(base_url=city.url) as client:
        yield client


def came_back(
    page: httpx.Client, provider: FakeProvider, path: str = "/v1/registrations"
) -> dict[str, str]:
    begun = page.post(f"{path}/sign-in")
    assert begun.status_code == 200, begun.text
    assert begun.headers["Cache-Control"] == "no-store"
    assert abs(begun.json()["expires"] - now() - 600) < 60
    code, state = provider.signs_in(begun.json()["url"])
    return {"session": begun.json()["session"], "code": code, "state": state}


def register(page: httpx.Client, sent: dict[str, str], **more: Any) -> httpx.Response:
    body = {**sent, "application": {"applicant": "self"}, **more}
    return page.post("/v1/registrations/proven", json=body)


def refused(answer: httpx.Response, status: int, reason: str) -> None:
    assert (answer.status_code, answer.json()["reason"]) == (status, reason), answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_person_registers_and_recovers(page: httpx.Client, provider: FakeProvider) -> None:
    made = register(page, came_back(page, provider))
    assert made.status_code == 201, made.text
    assert made.json().keys() == {"offer", "expires"}
    done = page.post("/v1/registrations/recovery", json=came_back(page, provider))
    assert done.status_code == 201, done.text
    assert done.json() == {
        "offer": done.json()["offer"], "expires": done.json()["expires"], "wallets": 0, "revoked": 0
    }  # fmt: skip


def test_nobody_recovers_what_they_do_not_have(page: httpx.Client, provider: FakeProvider) -> None:
    provider.claims |= {"document_number": resident_id(22)}
    answer = page.post("/v1/registrations/recovery", json=came_back(page, provider))
    refused(answer, 404, "person_unknown")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"answers": {"fever": 5}}, "answers_invalid"),
        ({"division": "atlantis"}, "division_unknown"),
        ({"application": {"applicant": "emperor"}}, "not_in_programme"),
        ({"application": {"applicant": "registrar"}}, "channel_not_accepted"),
    ],
)
def test_what_the_programme_does_not_have_is_refused(
    page: httpx.Client, provider: FakeProvider, more: dict[str, Any], reason: str
) -> None:
    refused(register(page, came_back(page, provider), **more), 422, reason)


def test_whose_record_is_missing_is_told_where_to_go(
    page: httpx.Client, provider: FakeProvider
) -> None:
    del provider.claims["document"]
    answer = register(page, came_back(page, provider))
    refused(answer, 422, "identity_unproven")
    assert "请线下登记" in answer.json()["detail"]


def test_a_used_sign_in_is_refused(page: httpx.Client, provider: FakeProvider) -> None:
    sent = came_back(page, provider)
    assert register(page, sent).status_code == 201
    refused(register(page, sent), 422, "sign_in_failed")


@pytest.mark.parametrize("path", ["/v1/registrations/proven", "/v1/staff-session"])
def test_a_provider_that_fails(page: httpx.Client, provider: FakeProvider, path: str) -> None:
    start = "/v1/staff-session" if "staff" in path else "/v1/registrations"
    sent: dict[str, Any] = came_back(page, provider, start)
    provider.instead["/token"] = (500, {})
    more = {} if "staff" in path else {"application": {"applicant": "self"}}
    refused(page.post(path, json={**sent, **more}), 503, "provider_unreachable")


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"code": "a" * 4097},
        {"code": "码"},
        {"code": 5},
        {"code": "a\n"},
        {"state": ""},
        {"state": "a b"},
        {"session": "a" * 301},
        {"session": None},
        {"extra": "x"},
        {"application": {"applicant": "self", "document": "mainland-id"}},
        {"application": {"applicant": "self", "no_device": "no"}},
    ],
)
def test_a_request_of_another_form_is_refused(
    page: httpx.Client, provider: FakeProvider, changes: dict[str, Any]
) -> None:
    sent = {**came_back(page, provider), "application": {"applicant": "self"}, **changes}
    refused(page.post("/v1/registrations/proven", json=sent), 422, "request_invalid")


def test_staff_sign_in_and_out(page: httpx.Client, provider: FakeProvider) -> None:
    provider.claims = {"sub": "wang@gz"}
    made = page.post("/v1/staff-session", json=came_back(page, provider, "/v1/staff-session"))
    assert made.status_code == 201, made.text
    headers = {"Authorization": f"Bearer {made.json()['token']}"}
    assert abs(made.json()["expires"] - now() - 8 * 3600) < 60
    assert page.get("/v1/staff/me", headers=headers).json()["name"] == "wang"
    assert page.delete("/v1/staff-session", headers=headers).status_code == 204
    refused(page.get("/v1/staff/me", headers=headers), 401, "not_authenticated")
    refused(page.delete("/v1/staff-session", headers=headers), 401, "not_authenticated")
    refused(page.delete("/v1/staff-session"), 401, "not_authenticated")


def test_who_is_no_staff_is_refused(page: httpx.Client, provider: FakeProvider) -> None:
    sent = came_back(page, provider, "/v1/staff-session")
    refused(page.post("/v1/staff-session", json=sent), 403, "not_permitted")


def test_a_person_is_no_staff(page: httpx.Client, provider: FakeProvider) -> None:
    provider.claims = {"sub": "wang@gz"}
    sent = came_back(page, provider)
    refused(page.post("/v1/staff-session", json=sent), 422, "sign_in_failed")


def test_an_administrator_adds_who_signs_in(
    page: httpx.Client, provider: FakeProvider, tokens: dict[str, str]
) -> None:
    admin = {"Authorization": f"Bearer {tokens['admin']}"}
    body = {"name": "chen", "roles": ["registrar"], "subject": "chen@gz"}
    made = page.post("/v1/staff", json=body, headers=admin)
    assert (made.status_code, made.json().keys()) == (201, {"staff", "name"})
    provider.claims = {"sub": "chen@gz"}
    sent = came_back(page, provider, "/v1/staff-session")
    assert page.post("/v1/staff-session", json=sent).status_code == 201
    # Neither half of it is there if the subject is somebody's.
    body = {"name": "zhou", "roles": ["registrar"], "subject": "chen@gz"}
    refused(page.post("/v1/staff", json=body, headers=admin), 409, "staff_exists")
    del body["subject"]
    assert page.post("/v1/staff", json=body, headers=admin).status_code == 201


@pytest.mark.parametrize("path", ["/v1/registrations/sign-in", "/v1/staff-session/sign-in"])
def test_without_a_provider(public: httpx.Client, path: str) -> None:
    refused(public.post(path), 409, "no_provider")


def test_the_log_has_nothing_of_it(
    page: httpx.Client, provider: FakeProvider, city: Server
) -> None:
    sent = came_back(page, provider)
    register(page, sent)
    log = city.log()
    assert "POST /v1/registrations/proven 201" in log
    for secret in (NUMBER, *sent.values(), "the-access-token"):
        assert secret not in log
