"""Signing in at an OpenID Connect provider, for persons and for staff.

A browser keeps the sign-in, sealed; the service remembers only which ones were used.
"""

import hmac
import secrets
from typing import Final, NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import sign_in
from huepass.issuer.domain.sign_in import Purpose, SignIn
from huepass.issuer.provider import Provider, Said
from huepass.issuer.service.office import Office
from huepass.issuer.store import wallets

_SECRET: Final = b"sign-in"


class Begun(NamedTuple):
    """A sign-in that has begun."""

    url: str
    """Where the browser goes, to come back with a code and a state."""
    session: str
    """What the browser keeps until then, and shows nobody."""
    expires_at: int


class Returned(NamedTuple):
    """What a browser brings from the provider."""

    session: str
    code: str
    state: str


class SignedIn(NamedTuple):
    """A sign-in at its end, which counts once it is used."""

    said: Said
    sign_in: SignIn


def begin(office: Office, purpose: Purpose) -> Begun:
    """Begin a sign-in.

    Raises:
        RequestRefused: `no_provider`, `provider_unreachable`.
        KeyStoreError: `key_missing`.
    """
    provider, now = _provider(office, purpose), office.now()
    one = SignIn.begin(purpose, now, secrets.token_bytes(sign_in.SECRET_SIZE))
    session = sign_in.seal(office.secret(_SECRET), one, secrets.token_bytes(sign_in.SEAL_SIZE))
    return Begun(provider.authorization_url(one, now), session, one.expires_at)


def finish(office: Office, purpose: Purpose, returned: Returned) -> SignedIn:
    """Ask the provider who came back. This waits for the network: never in a transaction.

    Raises:
        RequestRefused: `no_provider`, `provider_unreachable`; `sign_in_failed`: over, for something
            else, of another browser, or the provider takes the code for no good one.
        KeyStoreError: `key_missing`.
    """
    provider, now = _provider(office, purpose), office.now()
    one = sign_in.unseal(office.secret(_SECRET), returned.session)
    if one is None or one.purpose != purpose or now >= one.expires_at:
        raise RequestRefused(Reason.SIGN_IN_FAILED)
    if not hmac.compare_digest(one.state.encode(), returned.state.encode()):
        raise RequestRefused(Reason.SIGN_IN_FAILED)
    return SignedIn(provider.said(one, returned.code, now), one)


def use(connection: Connection, done: SignedIn) -> Said:
    """Use a sign-in up, in the transaction of what it is for.

    Raises:
        RequestRefused: `sign_in_failed`: it was used.
    """
    if not wallets.use_nonce(connection, done.sign_in.mark):
        raise RequestRefused(Reason.SIGN_IN_FAILED)
    return done.said


def _provider(office: Office, purpose: Purpose) -> Provider:
    found = office.providers.get(purpose)
    if found is None:
        raise RequestRefused(Reason.NO_PROVIDER)
    return found
