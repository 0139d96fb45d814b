"""The police's records: a provider at which people of a town sign in with their name and face."""

import hashlib
import json
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OKPKey

CLIENT = "the-town"
PAGE = "http://127.0.0.1/signed-in"


class Citizen(NamedTuple):
    """Somebody who doesn't exist, and their document."""

    name: str
    document: str
    number: str
    birth_date: str = ""

    def identity(self) -> dict[str, str]:
        """What is written into a form about the document."""
        return {"number": self.number, "name": self.name, "birth_date": self.birth_date}


class _SignIn(NamedTuple):
    citizen: Citizen
    nonce: str
    challenge: str


class Records:
    """An OpenID Connect provider.

    Args:
        url: its issuer identifier.
        now: the town's clock.
    """

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        self.url = url
        self._now = now
        self._key = OKPKey.generate_key("Ed25519", {"kid": "records"})
        self._begun: dict[str, _SignIn] = {}
        self.missing: set[Citizen] = set()
        """Those whose documents are not in the records."""

    def signs_in(self, citizen: Citizen, address: str) -> dict[str, str]:
        """Somebody shows their face; with what the browser comes back to the town's page."""
        asked = {name: one for name, (one,) in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, PAGE)
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self._begun[code] = _SignIn(citizen, asked["nonce"], asked["code_challenge"])
        return {"code": code, "state": asked["state"]}

    def metadata(self) -> dict[str, Any]:
        """What a provider says about itself."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/sign-in",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["none"],
        }

    def keys(self) -> dict[str, Any]:
        """Its public key."""
        return {"keys": [self._key.as_dict(private=False, alg="Ed25519", use="sig")]}

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """What is said for a code, once."""
        begun = self._begun.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert urlsafe_b64encode(digest).decode().rstrip("=") == begun.challenge
        now, citizen = self._now(), begun.citizen
        claims = {
            "iss": self.url,
            "sub": hashlib.sha256(citizen.number.encode()).hexdigest()[:16],
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": begun.nonce,
        }
        if citizen not in self.missing:
            claims |= {
                "document": citizen.document,
                "document_number": citizen.number,
                "name": citizen.name,
            }
        header = {"alg": "Ed25519", "kid": "records"}
        return {
            "access_token": secrets.token_urlsafe(),
            "token_type": "Bearer",
            "id_token": jwt.encode(header, claims, self._key, algorithms=["Ed25519"]),
        }


@contextmanager
def keeping_records(now: Callable[[], int]) -> Iterator[Records]:
    """The records, open while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            what = {"/.well-known/openid-configuration": records.metadata, "/keys": records.keys}
            self._answer(what[self.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(records.token({name: one for name, (one,) in parse_qs(body).items()}))

        def _answer(self, content: dict[str, Any]) -> None:
            data = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    records = Records(f"http://127.0.0.1:{server.server_port}", now)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield records
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
