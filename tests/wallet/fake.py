"""A small issuer for wallets, over HTTP on this machine, that can be told to misbehave.

It reads proofs with PyNaCl and json alone, not with what the wallet writes them with.
"""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote

from nacl.signing import VerifyKey

from huepass.core import Colour, key_id, sign_credential
from kit import DAY, LIVE_LIFETIME, LIVE_STEP, World

CONFIGURATION = "pass"
GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
ISSUER_PATH = "/.well-known/openid-credential-issuer"
SERVER_PATH = "/.well-known/oauth-authorization-server"
OFFER, TOKEN, NONCE, CREDENTIAL = "/offer", "/token", "/nonce", "/credential"


@dataclass
class Reply:
    """What is sent."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"


Twist = Callable[[Reply], Reply]


class Dropped(Exception):
    """The connection is cut in place of a reply."""


class FakeIssuer:
    """One issuer and one person."""

    def __init__(self, world: World, url: str) -> None:
        self.world = world
        self.url = url
        self.now = world.now
        self.colour: int = Colour.GREEN
        self.colour_state: str | None = "first"
        self.cap = 8
        self.ahead = DAY
        self.slack = 0  # seconds by which a wallet's clock may be ahead of this one
        self.batch_size = 16
        self.algorithms = ["EdDSA", "Ed25519"]
        self.announces = True
        self.tx_code: str | None = None
        self.code_used = False
        self.ended = False
        self.generation = 0
        self.nonces: set[str] = set()
        self.minted: dict[tuple[int, bytes], bytes] = {}
        self.counts: dict[tuple[int, int], int] = {}
        self.asked: list[tuple[str, Any]] = []
        self.twists: dict[str, Twist] = {}
        self.twists_once: dict[str, list[Twist]] = {}
        self._made = 0

    def link(self) -> str:
        """An offer by value."""
        return f"openid-credential-offer://?credential_offer={quote(json.dumps(self.offer()))}"

    def link_by_reference(self) -> str:
        """An offer by reference."""
        return f"openid-credential-offer://?credential_offer_uri={quote(self.url + OFFER)}"

    def offer(self) -> dict[str, Any]:
        """The offer itself."""
        grant: dict[str, Any] = {"pre-authorized_code": "the-code"}
        if self.tx_code is not None:
            grant["tx_code"] = {"input_mode": "numeric", "length": 6}
        return {
            "credential_issuer": self.url,
            "credential_configuration_ids": ["other", CONFIGURATION],
            "grants": {GRANT: grant},
        }

    def windows(self) -> list[int]:
        """The expiries of the current window and of all that begin in the time ahead."""
        first = (self.now + LIVE_LIFETIME) // LIVE_STEP * LIVE_STEP
        return list(range(first, self.now + LIVE_LIFETIME + self.ahead, LIVE_STEP))

    def identifier(self, expiry: int) -> str:
        """The credential identifier of a window."""
        return f"live-{key_id(self.world.live_key.public_key).hex()}-{expiry}"

    def count(self, path: str) -> int:
        """How often an address was asked."""
        return sum(asked == path for asked, _ in self.asked)

    def answer(self, path: str, body: bytes, bearer: str) -> Reply:
        """What goes back, with all twists."""
        reply = self._honest(path, body, bearer)
        once = self.twists_once.get(path)
        if once:
            reply = once.pop(0)(reply)
        elif path in self.twists:
            reply = self.twists[path](reply)
        return reply

    def _honest(self, path: str, body: bytes, bearer: str) -> Reply:
        self.asked.append((path, body))
        match path:
            case "/.well-known/openid-credential-issuer":
                return Reply(200, self._metadata())
            case "/.well-known/oauth-authorization-server":
                return Reply(200, {"issuer": self.url, "token_endpoint": self.url + TOKEN})
            case "/offer":
                return Reply(200, self.offer())
            case "/token":
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                return self._token(form)
            case "/nonce":
                self.nonces.add(nonce := self._new("nonce"))
                return Reply(200, {"c_nonce": nonce})
            case "/credential":
                return self._credential(json.loads(body), bearer)
            case _:
                return Reply(404, {"error": "not_found"})

    def _metadata(self) -> dict[str, Any]:
        configuration = {
            "format": "huepass+cwt",
            "cryptographic_binding_methods_supported": ["cose_key"],
            "proof_types_supported": {
                "jwt": {"proof_signing_alg_values_supported": self.algorithms}
            },
            "credential_metadata": {
                "colours": {
                    "1": {"level": "clear", "labels": {"zh": "绿码", "en": "green code"}},
                    "3": {"level": "stop", "labels": {"zh": "红码", "en": "red code"}},
                }
            },
        }
        return {
            "credential_issuer": self.url,
            "credential_endpoint": self.url + CREDENTIAL,
            "nonce_endpoint": self.url + NONCE,
            "batch_credential_issuance": {"batch_size": self.batch_size},
            "display": [{"name": "广州", "locale": "zh"}, {"name": "Guangzhou", "locale": "en"}],
            "credential_configurations_supported": {
                "other": {"format": "dc+sd-jwt"},
                CONFIGURATION: configuration,
            },
        }

    def _token(self, form: dict[str, str]) -> Reply:
        if form["grant_type"] == GRANT:
            if self.tx_code is not None and "tx_code" not in form:
                return _error("invalid_request")
            if self.code_used or form.get("tx_code") != self.tx_code:
                return _error("invalid_grant")
            self.code_used = True
        elif form["grant_type"] == "refresh_token":
            number = int(form["refresh_token"].removeprefix("refresh-"))
            if self.ended or number < self.generation:
                self.ended = True
                return _error("invalid_grant")
            self.generation = number
        else:
            return _error("unsupported_grant_type")
        body: dict[str, Any] = {
            "access_token": self._new("access"),
            "token_type": "Bearer",
            "expires_in": 300,
            "refresh_token": f"refresh-{self.generation + 1}",
        }
        if self.colour_state is not None:
            body["colour_state"] = self.colour_state
        if self.announces:
            (asked,) = json.loads(form["authorization_details"])
            assert asked["type"] == "openid_credential"
            identifiers = [self.identifier(expiry) for expiry in self.windows()]
            body["authorization_details"] = [{**asked, "credential_identifiers": identifiers}]
        return Reply(200, body)

    def _credential(self, body: dict[str, Any], bearer: str) -> Reply:
        if self.ended or not bearer.startswith("access-"):
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            return Reply(401, {"error": "invalid_token"}, challenge)
        if "credential_identifier" in body:
            expiry = int(body["credential_identifier"].rpartition("-")[2])
            assert body["credential_identifier"] == self.identifier(expiry)
            if expiry not in self.windows():
                return _error("unknown_credential_identifier")
        else:
            assert body["credential_configuration_id"] == CONFIGURATION
            expiry = self.windows()[0]
        proofs = [self._read_proof(proof) for proof in body["proofs"]["jwt"]]
        assert 1 <= len(proofs) <= self.batch_size
        (nonce,) = {nonce for _, nonce in proofs}
        if nonce not in self.nonces:
            return _error("invalid_nonce")
        self.nonces.remove(nonce)
        keys = [key for key, _ in proofs]
        new = sum((expiry, key) not in self.minted for key in keys)
        if self.counts.get((expiry, self.colour), 0) + new > self.cap:
            return _error("credential_request_denied")
        # Not in the order of the proofs: a wallet matches by key.
        return Reply(200, {"credentials": [self.entry(expiry, key) for key in reversed(keys)]})

    def entry(self, expiry: int, key: bytes) -> dict[str, str]:
        """A credential as it stands in an answer: the same for the same key."""
        if (expiry, key) not in self.minted:
            self._made += 1
            self.counts[expiry, self.colour] = self.counts.get((expiry, self.colour), 0) + 1
            self.minted[expiry, key] = self.sign(expiry, key, self._made)
        return {"credential": coded(self.minted[expiry, key])}

    def sign(self, expiry: int, key: bytes, serial: int) -> bytes:
        """A credential in the present colour."""
        pseudonymous_id = serial.to_bytes(4, "big") + key
        return sign_credential(
            self.world.live_key,
            pseudonymous_id=pseudonymous_id,
            colour=self.colour,
            expiry=expiry,
        )

    def _read_proof(self, proof: str) -> tuple[bytes, str]:
        head, claims, signature = proof.split(".")
        header, content = json.loads(decoded(head)), json.loads(decoded(claims))
        assert header.keys() == {"typ", "alg", "jwk"}
        assert header["typ"] == "openid4vci-proof+jwt"
        assert header["alg"] in self.algorithms
        assert header["jwk"].keys() == {"kty", "crv", "x"}
        assert (header["jwk"]["kty"], header["jwk"]["crv"]) == ("OKP", "Ed25519")
        key = decoded(header["jwk"]["x"])
        VerifyKey(key).verify(f"{head}.{claims}".encode(), decoded(signature))
        assert content.keys() == {"aud", "iat", "nonce"}
        assert content["aud"] == self.url
        assert 0 <= content["iat"] - self.now <= self.slack
        return key, content["nonce"]

    def _new(self, what: str) -> str:
        self._made += 1
        return f"{what}-{self._made}"


def coded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The other way round."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _error(code: str) -> Reply:
    return Reply(400, {"error": code})


def replaced(status: int = 200, body: Any = None, **options: Any) -> Twist:
    """Send this instead."""
    return lambda reply: Reply(status, body, **options)


def with_members(**members: Any) -> Twist:
    """Send the same with other members."""
    return lambda reply: Reply(reply.status, {**reply.body, **members}, reply.headers)


def without(member: str) -> Twist:
    """Send the same without a member."""
    return lambda reply: Reply(
        reply.status, {name: value for name, value in reply.body.items() if name != member}
    )


def cut(reply: Reply) -> Reply:
    """Do what was asked, then lose the answer."""
    raise Dropped


@contextmanager
def issuing(world: World) -> Iterator[FakeIssuer]:
    """A fake issuer, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: the next waits for nobody's acknowledgement

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            try:
                reply = issuer.answer(self.path, body, bearer)
            except Dropped:
                self.close_connection = True
                return
            data = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                self.wfile.write(data)
                self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):  # the wallet had enough
                self.close_connection = True

        do_GET = do_POST = _do

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    issuer = FakeIssuer(world, f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
