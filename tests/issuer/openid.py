"""A small OpenID Connect provider on this machine that can be told to misbehave."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, Key

from huepass.issuer.domain.sign_in import Purpose
from huepass.issuer.provider_settings import ClaimNames, ProviderSettings
from huepass.issuer.service import signing_in
from huepass.issuer.service.office import Office
from huepass.issuer.service.signing_in import Returned

CLIENT = "huepass"
PAGE = "http://127.0.0.1:9/back"
ALGORITHMS = ["ES256", "ES384", "RS256", "PS256", "HS256"]
Reply = tuple[int, Any]


class FakeProvider:
    """One provider, at which one person at a time signs in.

    Args:
        url: its issuer identifier.
        now: the clock.
    """

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        self.url = url
        self.now = now
        self.claims: dict[str, Any] = {"sub": "somebody"}
        """What it says; a value None leaves a claim out."""
        self.in_userinfo: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "ES256"}
        self.key: Key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.published: list[Any] = [self.key.as_dict(private=False)]
        self.metadata: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.instead: dict[str, Reply] = {}
        """What is answered at a path in place of what should be."""
        self.padding = 0
        """Spaces after every answer."""
        self.asked: list[tuple[str, dict[str, str], str]] = []
        """Path, form and Authorization header of every request."""
        self.codes: dict[str, dict[str, str]] = {}

    def settings(self, **changes: Any) -> ProviderSettings:
        """How an issuer is registered here."""
        values: dict[str, Any] = {"issuer": self.url, "client_id": CLIENT, "redirect_uri": PAGE}
        return ProviderSettings(**{"claims": ClaimNames(), **values, **changes})

    def signs_in(self, url: str) -> tuple[str, str]:
        """Somebody signs in at the address they were sent to; the code and the state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, PAGE)
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return code, asked["state"]

    def returns(self, office: Office, purpose: Purpose = Purpose.PERSONS) -> Returned:
        """Somebody begins to sign in, does it, and comes back."""
        begun = signing_in.begin(office, purpose)
        code, state = self.signs_in(begun.url)
        return Returned(begun.session, code, state)

    def count(self, path: str) -> int:
        """How often something was asked for."""
        return [asked for asked, _, _ in self.asked].count(path)

    def answer(self, path: str, form: dict[str, str], authorization: str) -> Reply:
        """What is sent for a request."""
        self.asked.append((path, form, authorization))
        if path in self.instead:
            return self.instead[path]
        match path:
            case "/.well-known/openid-configuration":
                return 200, self._metadata()
            case "/jwks":
                return 200, {"keys": self.published}
            case "/token":
                return self._token(form)
            case "/userinfo":
                good = authorization == "Bearer the-access-token"
                return (200, {"sub": self.claims["sub"], **self.in_userinfo}) if good else (401, {})
        return 404, {}

    def _metadata(self) -> dict[str, Any]:
        made = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            **self.metadata,
        }
        return {name: value for name, value in made.items() if value is not None}

    def _token(self, form: dict[str, str]) -> Reply:
        asked = self.codes.pop(form["code"], None)
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest())
        if asked is None or challenge.decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant", "error_description": "the words of others"}
        assert (form["grant_type"], form["redirect_uri"]) == ("authorization_code", PAGE)
        now = self.now()
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        header = {"kid": self.key.kid, **self.header}
        signed = jwt.encode(header, said, self.key, ALGORITHMS)
        return 200, {
            "access_token": "the-access-token",
            "token_type": "Bearer",
            "id_token": signed,
            **self.token,
        }


@contextmanager
def providing(now: Callable[[], int]) -> Iterator[FakeProvider]:
    """A provider, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, content = provider.answer(
                self.path, form, self.headers.get("Authorization", "")
            )
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            data += b" " * provider.padding
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{provider.url}/elsewhere")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                self.wfile.write(data)
                self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):  # whoever asked had enough
                self.close_connection = True

        do_GET = do_POST = _do

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider = FakeProvider(f"http://127.0.0.1:{server.server_port}", now)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
