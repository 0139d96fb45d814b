"""Every error is a problem document (RFC 9457), in both languages, without what was sent."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from huepass.issuer.api.app import create_app
from huepass.issuer.api.guard import MAX_BODY
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.settings import load_settings
from issuer.conftest import NOON, PASSPHRASE, Clock

SECRET = "K7QF-2M9D-SECRET"
JSON = {"Content-Type": "application/json"}


def check(answer: httpx.Response, status: int, reason: str) -> None:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    content = answer.json()
    assert content["status"] == status
    assert content["reason"] == reason
    assert content["type"] == f"urn:huepass:problem:{reason}"
    assert content["title"].isascii()
    assert any("\u4e00" <= character <= "\u9fff" for character in content["title_zh"])
    assert SECRET not in answer.text


def test_an_address_that_does_not_exist(admin: httpx.Client) -> None:
    for path in (f"/{SECRET}", "/v1", "/v1/persons/", f"/v1/{SECRET}/x", "/%ff"):
        check(admin.get(path), 404, "not_found")


def test_a_method_that_does_not_exist(admin: httpx.Client) -> None:
    for method, path in (("DELETE", "/v1/persons"), ("POST", "/health"), ("BREW", "/ready")):
        answer = admin.request(method, path)
        check(answer, 405, "method_not_allowed")
        assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'"x"',
        b"{}",
        b'{"colour": 1, "reason": "%s"}' % SECRET.encode(),
        b'{"colour": "red", "reason": ["%s"]}' % SECRET.encode(),
        b'{"colour": "red", "reason": "x", "%s": 1}' % SECRET.encode(),
        b'{"colour": "red", "reason": "%s"}' % (SECRET.encode() * 100),
        b"[" * 8000,
    ],
)
def test_a_body_of_another_form(admin: httpx.Client, body: bytes) -> None:
    answer = admin.put(f"/v1/persons/{SECRET}/colour", content=body, headers=JSON)
    check(answer, 422, "request_invalid")


def test_a_body_of_another_type(admin: httpx.Client) -> None:
    answer = admin.put("/v1/persons/x/colour", content=b"colour=red", headers={})
    check(answer, 422, "request_invalid")


def test_a_body_that_is_too_large(public: httpx.Client) -> None:
    def chunks() -> "list[bytes]":
        return [b" " * 1000] * (MAX_BODY // 1000 + 1)

    check(public.post("/v1/persons", content=b" " * (MAX_BODY + 1)), 413, "request_too_large")
    check(public.post("/v1/persons", content=iter(chunks())), 413, "request_too_large")
    check(public.post("/v1/persons", content=b" " * MAX_BODY), 401, "not_authenticated")


def test_what_the_issuer_refuses(admin: httpx.Client) -> None:
    person = admin.post("/v1/persons").json()["person"]
    red = {"colour": "red", "reason": "x"}
    check(admin.get(f"/v1/persons/{SECRET}"), 404, "person_unknown")
    check(admin.put(f"/v1/persons/{SECRET}/colour", json=red), 404, "person_unknown")
    check(admin.post(f"/v1/persons/{SECRET}/paper-passes"), 404, "person_unknown")
    check(
        admin.post(f"/v1/paper-passes/{SECRET}/revocation", json={"reason": "x"}),
        404,
        "pass_unknown",
    )
    path = f"/v1/persons/{person}/colour"
    check(admin.put(path, json={"colour": SECRET, "reason": "x"}), 422, "colour_unknown")
    check(admin.put(path, json={"colour": "red", "reason": f"{SECRET}\nx"}), 422, "text_invalid")
    check(admin.put(path, json={"colour": "red", "reason": "  "}), 422, "text_invalid")


def in_process(
    folder: Path,
    clock: Clock,
    method: str,
    path: str,
    secret: bytes | None = None,
    **more: object,
) -> httpx.Response:
    """One request to an app in this process, for states that a service is seldom in."""

    async def ask() -> httpx.Response:
        app = create_app(load_settings(folder), [], clock, secret)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://issuer") as client:
            answer = await client.request(method, path, **more)  # type: ignore[arg-type]
        app.state.office.close()
        return answer

    return asyncio.run(ask())


def test_a_service_that_is_not_ready(folder: Path, clock: Clock) -> None:
    clock.now = NOON + 31 * 86400
    answer = in_process(folder, clock, "GET", "/ready")
    check(answer, 503, "not_ready")
    codes = {finding["code"] for finding in answer.json()["checks"]}
    assert codes == {"list_stale", "trust_stale", "keys"}


def test_readiness_is_found_once_a_second(folder: Path, clock: Clock) -> None:
    async def ask() -> list[int]:
        keys = unlock_service(load_folder(folder / "keys"), PASSPHRASE)
        app = create_app(load_settings(folder), keys.signers, clock, keys.secret)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://issuer") as client:
            statuses = [(await client.get("/ready")).status_code]
            (folder / "federation" / "trust-list.cbor").write_bytes(b"")
            statuses.append((await client.get("/ready")).status_code)
            clock.now += 1
            statuses.append((await client.get("/ready")).status_code)
        app.state.office.close()
        return statuses

    assert asyncio.run(ask()) == [200, 200, 503]


def test_what_is_not_there_yet(folder: Path, clock: Clock) -> None:
    (folder / "federation" / "trust-list.cbor").unlink()
    check(in_process(folder, clock, "GET", "/federation/trust-list.cbor"), 404, "not_found")


def test_a_fault_inside_says_nothing_of_itself(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "federation" / "root-1.cbor").unlink()
    answer = in_process(folder, clock, "GET", "/federation/roots.cbor")
    check(answer, 500, "folder_broken")
    assert str(folder) not in answer.text
    assert "detail" not in answer.json()
    assert "folder_broken" in caplog.text


@pytest.mark.parametrize("path", ["token", "credential", "nonce"])
def test_wallets_understand_that_something_failed(folder: Path, clock: Clock, path: str) -> None:
    """This app has no secret, so that nothing of it works."""
    answer = in_process(
        folder, clock, "POST", f"/oid4vci/{path}",
        **{
            "token": {"data": {"grant_type": "refresh_token", "refresh_token": "x"}},
            "credential": {
                "json": {"credential_configuration_id": "huepass-pass", "proofs": {"jwt": ["x"]}},
                "headers": {"Authorization": "Bearer x"},
            },
            "nonce": {},
        }[path],
    )  # fmt: skip
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")


def test_wallets_are_told_to_come_back_when_there_is_no_key(folder: Path, clock: Clock) -> None:
    details = [{"type": "openid_credential", "credential_configuration_id": "huepass-pass"}]
    form = {
        "grant_type": "refresh_token",
        "refresh_token": "x",
        "authorization_details": json.dumps(details),
    }
    clock.now += 366 * 86400
    keys = unlock_service(load_folder(folder / "keys"), PASSPHRASE)
    answer = in_process(folder, clock, "POST", "/oid4vci/token", secret=keys.secret, data=form)
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Retry-After"]) > 0


def test_an_error_that_nobody_expected(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    header = {"Authorization": "Bearer x"}
    (folder / "issuer.db").write_bytes(b"x" * 4096)
    answer = in_process(folder, clock, "POST", "/v1/persons", headers=header)
    check(answer, 500, "folder_broken")
    assert "failed: FolderError folder_broken at" in caplog.text
