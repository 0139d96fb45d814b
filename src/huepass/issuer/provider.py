"""An OpenID Connect provider: where somebody signs in, and what it then says about them.

The authorization code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636) and discovery. The
protocol is authlib's and the signatures are joserfc's; here is what they must be told to check.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn, TypeVar

import httpx
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, import_key
from joserfc.jws import JWSRegistry

from huepass.errors import FolderError, Reason, RequestRefused
from huepass.issuer.domain.sign_in import Purpose, SignIn
from huepass.issuer.files import read_file
from huepass.issuer.provider_settings import ProviderSettings, is_safe_address
from huepass.issuer.provider_web import ProviderFault, ProviderWeb

# Only such that need a private key of the provider's own.
ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519",
)  # fmt: skip
LEEWAY: Final = 60  # seconds by which the provider's clock may differ
KNOWN_FOR: Final = 3600  # seconds for which what a provider publishes is believed
AT_ONCE: Final = 8
"""Requests that may wait for a provider: the others of a service that hangs are answered."""
_MAX_CLAIM: Final = 255  # characters
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
# Whoever is signed in there already may be another member of the family.
_ANEW: Final = {"prompt": "login"}
_T = TypeVar("_T")
log = logging.getLogger("huepass.issuer")


class Said(NamedTuple):
    """What a provider says about whoever signed in; empty what it doesn't say."""

    subject: str
    document: str
    number: str
    name: str
    birth_date: str


class _Published(NamedTuple):
    authorization: str
    token: str
    userinfo: str | None
    jwks: str
    methods: tuple[str, ...]
    keys: KeySet
    until: int


class Provider:
    """An OpenID Connect provider.

    Args:
        settings: what it is called and how the issuer is registered there.
        secret: the client's secret, if it has one.
    """

    def __init__(self, settings: ProviderSettings, secret: str | None) -> None:
        self._settings = settings
        self._secret = secret
        self._published: _Published | None = None
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def authorization_url(self, sign_in: SignIn, now: int) -> str:
        """Where the browser goes.

        Raises:
            RequestRefused: `provider_unreachable`.
        """

        found = self._fresh(now) or self._with_web(lambda web: self._known(web, now))
        url, _ = self._client(None, found).create_authorization_url(
            found.authorization,
            state=sign_in.state,
            code_verifier=sign_in.verifier,
            nonce=sign_in.nonce,
            **(_ANEW if sign_in.purpose == Purpose.PERSONS else {}),
        )
        return url

    def said(self, sign_in: SignIn, code: str, now: int) -> Said:
        """What the provider says for a code that the browser brought.

        Raises:
            RequestRefused: `sign_in_failed`: the provider takes the code for no good one, or its
                ID token is not good or for something else; `provider_unreachable`.
        """

        def ask(web: ProviderWeb) -> Said:
            found = self._known(web, now)
            try:
                token = self._client(web, found).fetch_token(
                    found.token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=sign_in.verifier,
                )
            except OAuth2Error as error:
                if error.error == "invalid_grant":
                    _fail()
                raise ProviderFault("it refuses this service's request for a token") from None
            except (httpx.HTTPError, ValueError, TypeError, RecursionError):
                raise ProviderFault("what it gives is no token response") from None
            claims = self._checked(web, found, token, sign_in.nonce, now)
            if sign_in.purpose == Purpose.PERSONS:
                _check_anew(claims, sign_in)
            return self._read(web, found, token, claims)

        return self._with_web(ask)

    def _with_web(self, ask: Callable[[ProviderWeb], _T]) -> _T:
        if not self._places.acquire(blocking=False):
            log.warning("OpenID Connect provider: too many wait for it")
            raise RequestRefused(Reason.PROVIDER_UNREACHABLE)
        try:
            with ProviderWeb() as web:
                return ask(web)
        except ProviderFault as fault:
            log.warning("OpenID Connect provider: %s", fault)
            raise RequestRefused(Reason.PROVIDER_UNREACHABLE) from None
        finally:
            self._places.release()

    def _client(self, web: ProviderWeb | None, found: _Published) -> OAuth2Client:
        # In a form a secret can have any character; in a header that depends on the provider.
        method = next(
            (one for one in ("client_secret_post", "client_secret_basic") if one in found.methods),
            "client_secret_basic",
        )
        return OAuth2Client(
            web,
            client_id=self._settings.client_id,
            client_secret=self._secret,
            token_endpoint_auth_method="none" if self._secret is None else method,
            scope=" ".join(self._settings.scopes),
            redirect_uri=self._settings.redirect_uri,
            code_challenge_method="S256",
        )

    def _known(self, web: ProviderWeb, now: int) -> _Published:
        found = self._published = self._fresh(now) or self._discover(web, now)
        return found

    def _fresh(self, now: int) -> _Published | None:
        found = self._published
        # A clock that was ahead must not make it believed for ever.
        is_fresh = found is not None and found.until - KNOWN_FOR <= now < found.until
        return found if is_fresh else None

    def _discover(self, web: ProviderWeb, now: int) -> _Published:
        issuer = self._settings.issuer
        content = web.get(issuer.rstrip("/") + _WELL_KNOWN)
        if content.get("issuer") != issuer:
            raise ProviderFault("its metadata names another issuer")
        methods = content.get("token_endpoint_auth_methods_supported")
        jwks = _address(content, "jwks_uri")
        return _Published(
            authorization=_address(content, "authorization_endpoint"),
            token=_address(content, "token_endpoint"),
            userinfo=(
                _address(content, "userinfo_endpoint") if "userinfo_endpoint" in content else None
            ),
            jwks=jwks,
            methods=tuple(map(str, methods)) if isinstance(methods, list) else (),
            keys=_keys(web.get(jwks)),
            until=now + KNOWN_FOR,
        )

    def _checked(
        self, web: ProviderWeb, found: _Published, token: Mapping[str, Any], nonce: str, now: int
    ) -> dict[str, Any]:
        """The claims of an ID token that is right (OpenID Connect Core 1.0 section 3.1.3.7)."""
        id_token = token.get("id_token")
        if not isinstance(id_token, str):
            raise ProviderFault("it gives no ID token")
        client_id = self._settings.client_id
        try:
            try:
                read = _decode(id_token, found.keys)
            except InvalidKeyIdError:
                # It has changed its keys; once for a token, so that nobody makes us ask for ever.
                found = self._published = found._replace(keys=_keys(web.get(found.jwks)))
                read = _decode(id_token, found.keys)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self._settings.issuer},
                    "aud": {"essential": True, "value": client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=now, leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            # Not why: those who try ID tokens learn nothing.
            _fail()
        return dict(claims)

    def _read(
        self,
        web: ProviderWeb,
        found: _Published,
        token: Mapping[str, Any],
        claims: dict[str, Any],
    ) -> Said:
        subject = _text(claims.get("sub"))
        if not subject:
            _fail()
        names = self._settings.claims
        if names is None:
            return Said(subject, "", "", "", "")
        access = token.get("access_token")
        lacks = not {names.document, names.number} <= set(claims)
        if lacks and found.userinfo and isinstance(access, str):
            more = web.get(found.userinfo, bearer=access)
            if more.get("sub") != subject:  # section 5.3.2: it could be somebody else's
                raise ProviderFault("it speaks of somebody else")
            claims = {**more, **claims}
        return Said(
            subject,
            _text(claims.get(names.document)),
            _text(claims.get(names.number)),
            _text(claims.get(names.name)),
            _text(claims.get(names.birth_date)),
        )


def provider_in(folder: Path, settings: ProviderSettings) -> Provider:
    """The provider that an issuer's settings name, with the client's secret from its file.

    Raises:
        FolderError: `file_unreadable`; `settings_broken`: others may read it too, or there is no
            line of text in it.
    """
    if settings.client_secret_file is None:
        return Provider(settings, None)
    path = folder / settings.client_secret_file
    data = read_file(path)
    if path.stat().st_mode & 0o077:
        raise FolderError(Reason.SETTINGS_BROKEN, f"{path}: only its owner may read it (chmod 600)")
    secret = data.decode("ascii", "replace").strip()
    if not (secret and secret.isascii() and secret.isprintable()):
        raise FolderError(Reason.SETTINGS_BROKEN, f"{path}: one line of visible ASCII characters")
    return Provider(settings, secret)


def _decode(id_token: str, keys: KeySet) -> jwt.Token:
    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    return jwt.decode(id_token, key=keys, registry=registry)


def _keys(content: Mapping[str, Any]) -> KeySet:
    """The keys that can be read; others are for what this service doesn't know."""
    listed = content.get("keys")
    found: list[Key] = []
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and one.get("kty") in ("RSA", "EC", "OKP"):
            try:
                found.append(import_key(one))
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    if not found:
        raise ProviderFault("it has no keys that can be used")
    return KeySet(found)


def _check_anew(claims: Mapping[str, Any], sign_in: SignIn) -> None:
    """That nobody else's sign-in of before was used, if the provider says when it was."""
    at = claims.get("auth_time")
    if isinstance(at, int | float) and at < sign_in.begun_at - LEEWAY:
        _fail()


def _address(content: Mapping[str, Any], name: str) -> str:
    url = content.get(name)
    if not isinstance(url, str) or not is_safe_address(url):
        raise ProviderFault(f"its metadata has no good {name}")
    return url


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_CLAIM:
        return ""
    # JSON can spell half a character, which is none.
    return "" if any("\ud800" <= one <= "\udfff" for one in value) else value


def _fail() -> NoReturn:
    raise RequestRefused(Reason.SIGN_IN_FAILED)
