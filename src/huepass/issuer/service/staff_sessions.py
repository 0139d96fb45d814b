"""Staff who sign in at an OpenID Connect provider, besides those who have a token."""

import secrets
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.sign_in import Purpose
from huepass.issuer.service import signing_in, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.service.signing_in import Returned
from huepass.issuer.store import staff_sessions

LIFETIME: Final = 8 * 3600  # seconds: a day's work
MAX_SUBJECT: Final = 255  # characters (OpenID Connect Core 1.0 section 2)
_PREFIX: Final = "hpss_"


class Session(NamedTuple):
    """A session; its token is not kept."""

    token: str
    expires_at: int
    """Seconds since the epoch."""


def sign_in(office: Office, returned: Returned) -> Session:
    """Begin the session of whoever came back from the provider.

    Raises:
        RequestRefused: `no_provider`, `provider_unreachable`, `sign_in_failed`; `not_permitted`:
            they are no staff here.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    done = signing_in.finish(office, Purpose.STAFF, returned)
    token, now = _PREFIX + secrets.token_urlsafe(staffing.TOKEN_SIZE), office.now()
    with office.store.write() as connection:
        said = signing_in.use(connection, done)
        member = staff_sessions.staff_by_subject(connection, said.subject)
        if member is None:
            raise RequestRefused(Reason.NOT_PERMITTED)
        staff_sessions.forget_expired(connection, now)
        staff_sessions.add(connection, _hash(token), member, now + LIFETIME)
    return Session(token, now + LIFETIME)


def sign_out(office: Office, token: str) -> None:
    """End a session.

    Raises:
        RequestRefused: `not_authenticated`; `not_found`: the token is one that lasts.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        staffing.authenticate(office, token)
        if not staff_sessions.end(connection, _hash(token)):
            raise RequestRefused(Reason.NOT_FOUND)


def set_subject(office: Office, name: str, subject: str | None) -> None:
    """Say who a staff member is at the provider; what they began as somebody else ends.

    Args:
        office: the issuer.
        name: theirs.
        subject: the provider's name for them (`sub`); None if they sign in there no more.

    Raises:
        RequestRefused: `staff_unknown`, `text_invalid`; `staff_exists`: somebody else has it.
        FolderError: the database can't be used.
    """
    if subject is not None:
        _check(subject)
    with office.store.write() as connection:
        member = staffing.member_named(connection, name)
        other = None if subject is None else staff_sessions.staff_by_subject(connection, subject)
        if other is not None and other.id != member.id:
            raise RequestRefused(Reason.STAFF_EXISTS, "somebody else has this subject")
        staff_sessions.set_subject(connection, member, subject)
        staff_sessions.end_all_of(connection, member)


def add_staff(
    office: Office,
    name: str,
    subject: str,
    roles: Iterable[str],
    authorities: Iterable[str] = (),
    scopes: Iterable[str] = (EVERYWHERE,),
) -> None:
    """Add a staff member who signs in at the provider, and has no token.

    Raises:
        RequestRefused: as `staffing.add_staff` and `set_subject`.
        FolderError: the database can't be used.
    """
    with office.store.write():
        # The token is for nobody: it is forgotten here.
        staffing.add_staff(office, name, roles, authorities, scopes)
        set_subject(office, name, subject)


def _check(subject: str) -> None:
    if not (0 < len(subject) <= MAX_SUBJECT and subject.isascii() and subject.isprintable()):
        raise RequestRefused(Reason.TEXT_INVALID, f"a subject: 1 to {MAX_SUBJECT} ASCII characters")


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
