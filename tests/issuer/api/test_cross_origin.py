"""Which endpoints pages of other hosts may use: those of wallets, holders and gates."""

import json
from typing import Any

import httpx
import pytest

from issuer.api.test_matrix import MATRIX
from vectors import TOP

PATHS: dict[str, dict[str, Any]] = json.loads((TOP / "spec/openapi.json").read_text("utf-8"))[
    "paths"
]
OPEN = {
    "/oid4vci/token": {"POST"},
    "/oid4vci/nonce": {"POST"},
    "/oid4vci/credential": {"POST"},
    "/oid4vci/offers/{reference}": {"GET"},
    "/federation/roots.cbor": {"GET"},
    "/federation/root-{version}.cbor": {"GET"},
    "/federation/trust-list.cbor": {"GET"},
    "/revocation-list.cbor": {"GET"},
    "/v1/programme": {"GET"},
    "/v1/registrations": {"POST"},
    "/v1/registrations/sign-in": {"POST"},
    "/v1/registrations/proven": {"POST"},
    "/v1/registrations/recovery": {"POST"},
    "/v1/divisions": {"GET"},
    "/.well-known/openid-credential-issuer": {"GET"},
    "/.well-known/oauth-authorization-server": {"GET"},
}
OPERATIONS = [(path, method.upper()) for path, methods in PATHS.items() for method in methods]


def is_open(path: str, method: str) -> bool:
    holder = path == "/v1/holder" or path.startswith("/v1/holder/")
    return holder or method in OPEN.get(path, set())


def preflight(public: httpx.Client, path: str, method: str) -> httpx.Response:
    headers = {
        "Origin": "https://pages.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    return public.options(path.replace("{", "").replace("}", ""), headers=headers)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_a_page_of_another_host_may_use(public: httpx.Client, path: str, method: str) -> None:
    answer = preflight(public, path, method)
    asked = public.request(method, path.replace("{", "").replace("}", ""))
    assert "Access-Control-Allow-Credentials" not in {**answer.headers, **asked.headers}
    if not is_open(path, method):
        assert answer.status_code == 405
        assert not any(name.startswith("access-control") for name in answer.headers)
        assert not any(name.startswith("access-control") for name in asked.headers)
        return
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert set(allowed) == {"accept", "authorization", "content-type", "idempotency-key"}
    assert answer.headers["Access-Control-Max-Age"] == "7200"
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert asked.headers["Access-Control-Expose-Headers"] == "ETag"


def test_nobody_of_the_staff_is_let_in_where_other_hosts_pages_are() -> None:
    staff = {"registrar", "authority", "inspector", "manager", "collector", "organisation"}
    for endpoint, row in MATRIX.items():
        method, _, path = endpoint.partition(" ")
        if is_open(path, method) and "anybody" not in row.roles:
            assert row.roles <= {"holder"}, endpoint
            assert not row.roles & staff


def test_what_the_guard_refuses_can_be_read_as_well(public: httpx.Client) -> None:
    answer = public.post("/v1/registrations", content=b"x" * (17 << 10))
    assert answer.status_code == 413
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_learns_nothing_where_the_path_only_looks_alike(public: httpx.Client) -> None:
    for path in ("/v1/holders", "/v1/programmes", "/federationx", "/V1/holder"):
        assert "Access-Control-Allow-Origin" not in public.get(path).headers
        assert preflight(public, path, "GET").status_code == 404


def test_a_question_that_is_no_preflight_is_answered_as_before(public: httpx.Client) -> None:
    assert public.options("/v1/programme").status_code == 405
