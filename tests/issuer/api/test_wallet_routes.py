"""What wallets ask of a running service: every answer, every error by its standard's name."""

import json
import re
import sqlite3
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from huepass.core import SoftwareSigner
from huepass.core.credential import holder_key
from huepass.issuer.domain.metadata import PRE_AUTHORIZED
from huepass.issuer.domain.strips import CONFIGURATION
from issuer.holder import DETAILS, code_in, offer_in, proof
from issuer.server import Server, serving

ISSUER = "http://127.0.0.1:8000"  # as in the settings; the tests' port is another
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def refused(answer: httpx.Response, error: str, status: int = 400) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json().keys() == {"error", "error_description"}
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", answer.json()["error_description"])
    not_stored(answer)


def not_stored(answer: httpx.Response) -> None:
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert answer.headers["Content-Type"] == "application/json"
    assert "null" not in answer.text


@pytest.fixture
def minted(server: Server) -> Iterator[Callable[[], int]]:
    """Counts the live credentials that the service has on record."""
    with closing(sqlite3.connect(server.folder / "issuer.db")) as database:

        def count() -> int:
            names = database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'live_*'"
            ).fetchall()
            return sum(
                database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in names
            )

        yield count


@pytest.fixture
def made(admin: httpx.Client) -> dict[str, Any]:
    """An offer to a new person."""
    person = admin.post("/v1/persons").json()["person"]
    offer: dict[str, Any] = admin.post(f"/v1/persons/{person}/offers").json()
    return {"person": person, **offer}


def redeem(client: httpx.Client, made: dict[str, Any], **more: str) -> httpx.Response:
    form = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code_in(made["offer"]), **more}
    return client.post("/oid4vci/token", data=form)


class Asker:
    """A wallet with tokens."""

    def __init__(self, client: httpx.Client, made: dict[str, Any]) -> None:
        self.client = client
        self.tokens = redeem(client, made, authorization_details=DETAILS).json()

    def nonce(self) -> str:
        nonce: str = self.client.post("/oid4vci/nonce").json()["c_nonce"]
        return nonce

    def proofs(self, count: int, **changes: Any) -> list[str]:
        nonce, now = self.nonce(), int(time.time())
        keys = (SoftwareSigner.generate() for _ in range(count))
        return [proof(key, ISSUER, nonce, now, **changes) for key in keys]

    def send(self, content: Any, token: str | None = None) -> httpx.Response:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        header = {"Authorization": f"Bearer {token or self.tokens['access_token']}"}
        return self.client.post("/oid4vci/credential", content=data, headers={**JSON, **header})

    def ask(self, proofs: list[str], **more: Any) -> httpx.Response:
        content = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": proofs}, **more}
        return self.send({name: value for name, value in content.items() if value is not None})


@pytest.fixture
def wallet(public: httpx.Client, made: dict[str, Any]) -> Asker:
    return Asker(public, made)


def test_metadata_of_the_issuer(public: httpx.Client) -> None:
    answer = public.get("/.well-known/openid-credential-issuer")
    assert answer.headers["Content-Type"] == "application/json"
    found = answer.json()
    assert found["credential_issuer"] == ISSUER
    assert found["credential_endpoint"] == f"{ISSUER}/oid4vci/credential"
    assert found["nonce_endpoint"] == f"{ISSUER}/oid4vci/nonce"
    assert found["batch_credential_issuance"] == {"batch_size": 8}
    assert {one["locale"]: one["name"] for one in found["display"]} == {
        "en": "Guangzhou", "zh": "广州",
    }  # fmt: skip
    configuration = found["credential_configurations_supported"][CONFIGURATION]
    assert configuration["format"] == "huepass+cwt"
    assert configuration["credential_signing_alg_values_supported"] == [-19]
    assert configuration["cryptographic_binding_methods_supported"] == ["cose_key"]
    assert set(
        configuration["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"]
    ) == {"Ed25519", "EdDSA"}
    colours = configuration["credential_metadata"]["colours"]
    assert colours["1"]["level"] == "clear"
    assert colours["1"]["labels"].keys() == {"en", "zh"}
    assert "null" not in answer.text


def test_metadata_of_the_authorization_server(public: httpx.Client) -> None:
    found = public.get("/.well-known/oauth-authorization-server").json()
    assert found["issuer"] == ISSUER
    assert found["token_endpoint"] == f"{ISSUER}/oid4vci/token"
    assert found["pre-authorized_grant_anonymous_access_supported"] is True
    assert found["grant_types_supported"] == [PRE_AUTHORIZED, "refresh_token"]
    assert found["token_endpoint_auth_methods_supported"] == ["none"]


def test_metadata_of_an_issuer_with_a_path(today: Path) -> None:
    settings = today / "issuer.toml"
    settings.write_text(settings.read_text().replace(ISSUER, f"{ISSUER}/issuers/gz"))
    with serving(today) as server, httpx.Client(base_url=server.url) as client:
        for name in ("openid-credential-issuer", "oauth-authorization-server"):
            answer = client.get(f"/.well-known/{name}/issuers/gz")
            assert answer.status_code == 200
            content = answer.json()
            assert content.get("credential_issuer", content.get("issuer")) == (
                f"{ISSUER}/issuers/gz"
            )
            assert client.get(f"/.well-known/{name}").status_code == 404


def test_a_plain_client(public: httpx.Client, made: dict[str, Any]) -> None:
    answer = redeem(public, made, resource=ISSUER, user_pin="1", client_id="x")
    assert answer.status_code == 200
    not_stored(answer)
    assert answer.json().keys() == {
        "access_token", "token_type", "expires_in", "refresh_token", "colour_state"
    }  # fmt: skip
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 300)


def test_a_client_that_asks_for_identifiers_gets_the_windows(wallet: Asker) -> None:
    (details,) = wallet.tokens["authorization_details"]
    assert details["type"] == "openid_credential"
    assert details["credential_configuration_id"] == CONFIGURATION
    windows = details["credential_identifiers"]
    assert 4 <= len(windows) <= 6
    ends = []
    for window in windows:
        answer = wallet.ask(
            wallet.proofs(4), credential_configuration_id=None, credential_identifier=window
        )
        assert answer.status_code == 200
        not_stored(answer)
        ends.append(int(window.rpartition("-")[2]))
        assert len(answer.json()["credentials"]) == 4
    assert ends == sorted(set(ends))
    form = {
        "grant_type": "refresh_token",
        "refresh_token": wallet.tokens["refresh_token"],
        "authorization_details": DETAILS,
    }
    again = wallet.client.post("/oid4vci/token", data=form).json()
    assert again["authorization_details"][0]["credential_identifiers"][-1] >= windows[-1]


def test_credentials_are_bound_to_the_keys(wallet: Asker) -> None:
    nonce, keys = wallet.nonce(), [SoftwareSigner.generate() for _ in range(8)]
    answer = wallet.ask([proof(key, ISSUER, nonce, int(time.time())) for key in keys])
    assert answer.status_code == 200
    texts = [one["credential"] for one in answer.json()["credentials"]]
    assert all(re.fullmatch("[A-Za-z0-9_-]{176}", one) for one in texts)
    assert {holder_key(urlsafe_b64decode(one + "==")) for one in texts} == {
        key.public_key for key in keys
    }


def test_a_nonce_is_new_each_time(public: httpx.Client) -> None:
    answers = [public.post("/oid4vci/nonce") for _ in range(3)]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.json().keys() == {"c_nonce"}
        not_stored(answer)
    assert len({answer.json()["c_nonce"] for answer in answers}) == 3


def test_an_offer_by_reference(admin: httpx.Client, public: httpx.Client) -> None:
    person = admin.post("/v1/persons").json()["person"]
    body = {"by_reference": True, "tx_code": True}
    made = admin.post(f"/v1/persons/{person}/offers", json=body).json()
    reference = made["offer"].rpartition("%2F")[2]
    answer = public.get(f"/oid4vci/offers/{reference}")
    assert answer.status_code == 200
    not_stored(answer)
    grant = answer.json()["grants"][PRE_AUTHORIZED]
    form = {
        "grant_type": PRE_AUTHORIZED,
        "pre-authorized_code": grant["pre-authorized_code"],
        "tx_code": made["tx_code"],
    }
    assert public.post("/oid4vci/token", data=form).status_code == 200
    for gone in (reference, "x"):
        refused(public.get(f"/oid4vci/offers/{gone}"), "invalid_request", 404)


def test_a_link_has_no_literal_per_cent_sign(made: dict[str, Any]) -> None:
    assert "%" not in json.dumps(offer_in(made["offer"]))
    assert made["offer"].startswith("openid-credential-offer://?credential_offer=")


def test_the_registrar_ends_wallets(
    admin: httpx.Client, made: dict[str, Any], wallet: Asker
) -> None:
    assert wallet.ask(wallet.proofs(4)).status_code == 200
    path = f"/v1/persons/{made['person']}/wallets/end"
    assert admin.post(path, json={"reason": "lost"}).json() == {"wallets": 1, "revoked": 4}
    answer = wallet.ask(wallet.proofs(1))
    refused(answer, "invalid_token", 401)
    form = {"grant_type": "refresh_token", "refresh_token": wallet.tokens["refresh_token"]}
    refused(wallet.client.post("/oid4vci/token", data=form), "invalid_grant")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "invalid_request"),
        (b"x", "invalid_request"),
        (b"grant_type=", "invalid_request"),
        (b"grant_type=authorization_code&code=x", "unsupported_grant_type"),
        (b"grant_type=password", "unsupported_grant_type"),
        (f"grant_type={PRE_AUTHORIZED}".encode(), "invalid_request"),
        (f"grant_type={PRE_AUTHORIZED}&pre-authorized_code=x".encode(), "invalid_grant"),
        (f"grant_type={PRE_AUTHORIZED}&pre-authorized_code=%ff".encode(), "invalid_request"),
        (b"grant_type=refresh_token", "invalid_request"),
        (b"grant_type=refresh_token&refresh_token=x", "invalid_grant"),
        (b"grant_type=refresh_token&refresh_token=x&refresh_token=x", "invalid_request"),
        (b"&".join(b"a%d=1" % number for number in range(40)), "invalid_request"),
        (b"grant_type=refresh_token&refresh_token=\xff", "invalid_request"),
        (b"a" * (16 << 10), "invalid_request"),
    ],
)
def test_token_requests_that_are_refused(public: httpx.Client, body: bytes, error: str) -> None:
    refused(public.post("/oid4vci/token", content=body, headers=FORM), error)


def test_a_token_request_that_is_no_form(public: httpx.Client) -> None:
    refused(public.post("/oid4vci/token", json={"grant_type": "refresh_token"}), "invalid_request")
    refused(
        public.post("/oid4vci/token", content=b"x" * 16385, headers=FORM), "invalid_request", 413
    )


@pytest.mark.parametrize(
    "details",
    [
        "x", "{}", "[]", "7", "[7]", '[{"type": "x"}]', '[{"type": "openid_credential"}]',
        "[" * 5000, '[{"type": "openid_credential", "credential_configuration_id": "x"}]',
    ],
)  # fmt: skip
def test_authorization_details_of_something_else_use_no_offer_up(
    public: httpx.Client, made: dict[str, Any], details: str
) -> None:
    answer = redeem(public, made, authorization_details=details)
    refused(answer, "invalid_authorization_details")
    assert redeem(public, made).status_code == 200


def test_transaction_codes(admin: httpx.Client, public: httpx.Client, made: dict[str, Any]) -> None:
    refused(redeem(public, made, tx_code="123456"), "invalid_request")
    person = made["person"]
    other = admin.post(f"/v1/persons/{person}/offers", json={"tx_code": True}).json()
    refused(redeem(public, other), "invalid_request")
    refused(redeem(public, other, tx_code="wrong"), "invalid_grant")
    assert redeem(public, other, tx_code=other["tx_code"]).status_code == 200
    refused(redeem(public, other, tx_code=other["tx_code"]), "invalid_grant")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic dTpw", "bearer é"])
def test_without_a_good_access_token(public: httpx.Client, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": ["x"]}}
    answer = public.post("/oid4vci/credential", json=body, headers=headers)
    refused(answer, "invalid_token", 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_an_expired_or_changed_access_token(wallet: Asker, minted: Callable[[], int]) -> None:
    before, proofs = minted(), wallet.proofs(1)
    token = wallet.tokens["access_token"]
    for wrong in (token[:-1], token + "A", wallet.tokens["refresh_token"]):
        content = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": proofs}}
        refused(wallet.send(content, wrong), "invalid_token", 401)
    assert minted() == before
    assert wallet.ask(proofs).status_code == 200


GOOD = {"jwt": ["x"]}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "invalid_credential_request"),
        (b"x", "invalid_credential_request"),
        (b"\xff", "invalid_credential_request"),
        (b"[" * 60_000, "invalid_credential_request"),
        ([], "invalid_credential_request"),
        ({"proofs": GOOD}, "invalid_credential_request"),
        ({"credential_configuration_id": 7, "proofs": GOOD}, "invalid_credential_request"),
        (
            {
                "credential_configuration_id": CONFIGURATION,
                "credential_identifier": "x",
                "proofs": GOOD,
            },
            "invalid_credential_request",
        ),
        (
            {"credential_configuration_id": "x", "proofs": GOOD},
            "unknown_credential_configuration",
        ),
        ({"credential_identifier": "x", "proofs": GOOD}, "unknown_credential_identifier"),
        ({"credential_configuration_id": CONFIGURATION}, "invalid_proof"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": []}, "invalid_proof"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {}}, "invalid_proof"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": []}}, "invalid_proof"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": "x"}}, "invalid_proof"),
        ({"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [7]}}, "invalid_proof"),
        (
            {"credential_configuration_id": CONFIGURATION, "proofs": {"di_vp": ["x"]}},
            "invalid_proof",
        ),
        (
            {"credential_configuration_id": CONFIGURATION, "proof": {"proof_type": "jwt"}},
            "invalid_proof",
        ),
        ({"credential_configuration_id": CONFIGURATION, "proofs": GOOD}, "invalid_proof"),
        (
            {
                "credential_configuration_id": CONFIGURATION,
                "proofs": GOOD,
                "credential_response_encryption": {"enc": "A128GCM"},
            },
            "invalid_encryption_parameters",
        ),
    ],
)
def test_credential_requests_that_are_refused(
    wallet: Asker, minted: Callable[[], int], content: Any, error: str
) -> None:
    before = minted()
    refused(wallet.send(content), error)
    assert minted() == before


def test_too_many_proofs(wallet: Asker, minted: Callable[[], int]) -> None:
    before = minted()
    refused(wallet.ask(wallet.proofs(9)), "invalid_credential_request")
    assert minted() == before


def test_a_body_that_is_too_large(wallet: Asker, minted: Callable[[], int]) -> None:
    before, proofs = minted(), wallet.proofs(1)
    refused(wallet.ask(proofs, more="x" * (64 << 10)), "invalid_credential_request", 413)
    assert minted() == before
    assert wallet.ask(proofs, more="x" * (60 << 10)).status_code == 200


def test_a_body_of_another_type(wallet: Asker) -> None:
    header = {"Authorization": f"Bearer {wallet.tokens['access_token']}", **FORM}
    answer = wallet.client.post("/oid4vci/credential", content=b"{}", headers=header)
    refused(answer, "invalid_credential_request")


def test_proofs_that_are_refused(wallet: Asker, minted: Callable[[], int]) -> None:
    before, now = minted(), int(time.time())
    good, key = wallet.proofs(1), SoftwareSigner.generate()
    for_another = wallet.proofs(1, claims={"aud": "https://sz.example"})
    without_nonce = wallet.proofs(1, claims={"nonce": None})
    nonce = wallet.nonce()
    twice = [
        proof(key, ISSUER, nonce, now),
        proof(key, ISSUER, nonce, now, header={"alg": "EdDSA"}),
    ]
    for bad in (for_another, without_nonce, twice):
        refused(wallet.ask([*good, *bad]), "invalid_proof")
    for bad_nonce in ("x", nonce[:-1] + ("A" if nonce[-1] != "A" else "B")):
        refused(wallet.ask([proof(key, ISSUER, bad_nonce, now)]), "invalid_nonce")
    assert minted() == before
    assert wallet.ask(good).status_code == 200
    refused(wallet.ask(good), "invalid_nonce")
    assert minted() == before + 1


def test_more_than_the_cap(wallet: Asker, minted: Callable[[], int]) -> None:
    for _ in range(4):
        assert wallet.ask(wallet.proofs(8)).status_code == 200
    before = minted()
    refused(wallet.ask(wallet.proofs(1)), "credential_request_denied")
    assert minted() == before


def test_a_wrong_method_and_a_slash_are_not_redirected(public: httpx.Client) -> None:
    assert public.get("/oid4vci/token").status_code == 405
    assert public.post("/oid4vci/token/").status_code == 404


def test_nothing_of_a_wallet_is_in_the_log(
    server: Server, wallet: Asker, made: dict[str, Any]
) -> None:
    proofs = wallet.proofs(2)
    answer = wallet.ask(proofs)
    secrets = {*proofs, made["person"], code_in(made["offer"])}
    secrets |= {wallet.tokens[name] for name in ("access_token", "refresh_token")}
    secrets |= {one["credential"] for one in answer.json()["credentials"]}
    log = server.log()
    assert "POST /oid4vci/credential 200" in log
    assert [secret for secret in secrets if secret in log] == []
