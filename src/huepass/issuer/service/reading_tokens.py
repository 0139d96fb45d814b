"""Readings at collection points: a person shows a token on purpose, and a collector uses it."""

import secrets
from typing import Final, NamedTuple

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import codes
from huepass.issuer.domain.codes import READING_SIZE, Poster
from huepass.issuer.domain.records import Holder, Origin, Staff
from huepass.issuer.service import holders
from huepass.issuer.service.facts import measured
from huepass.issuer.service.office import Office
from huepass.issuer.service.points import find, handle_in
from huepass.issuer.service.recording import record
from huepass.issuer.store import people, points

LIFETIME: Final = 300
"""Seconds that a reading token is good for."""


class MadeToken(NamedTuple):
    """A reading token. It is not kept."""

    text: str
    """What goes into the QR code."""
    expires_at: int
    """Seconds since the epoch."""


def make(office: Office, holder: Holder, point: str) -> MadeToken:
    """Make a token with which one reading can be taken of a person, at one point.

    It is random, so that nobody sees that two are the same person's. A person has one: a new token
    ends the one before.

    Args:
        office: the issuer.
        holder: the person who is to be measured.
        point: what they scanned at the point, or its number.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`, `point_unknown`.
        FolderError: the database can't be used.
    """
    handle = handle_in(office, Poster.POINT, point)
    if handle is None:
        raise RequestRefused(Reason.POINT_UNKNOWN)
    made = MadeToken(codes.reading_text(secrets.token_bytes(READING_SIZE)), office.now() + LIFETIME)
    token_hash = codes.reading_hash(made.text)
    assert token_hash is not None
    with office.store.write() as connection:
        # A reading can turn the person red.
        person = holders.trusted(connection, holder).person
        found = find(connection, handle)
        points.keep_token(connection, token_hash, person, found, made.expires_at, office.now())
    return made


def take(office: Office, handle: str, token: str, temperature: float, by: Staff) -> int:
    """Record the temperature of whoever showed a token; the time, seconds since the epoch.

    Whoever measures learns nothing about the person, and the token is gone with it.

    Args:
        office: the issuer.
        handle: the point's.
        token: what the person showed.
        temperature: degrees Celsius.
        by: who measures, and is posted at the point.

    Raises:
        RequestRefused: `point_unknown`, `out_of_scope`, `reading_invalid`;
            `reading_token_invalid`, alike for one that is unknown, used, over or for another point.
        FolderError: the database can't be used.
    """
    token_hash = codes.reading_hash(token)
    with office.store.write() as connection:
        now, found = office.now(), find(connection, handle, by)
        if points.posting_of(connection, by, found) is None:
            raise RequestRefused(Reason.OUT_OF_SCOPE, "not posted at this point")
        person_id = None
        if token_hash is not None:
            person_id = points.use_token(connection, token_hash, found, now)
        if person_id is None:
            raise RequestRefused(Reason.READING_TOKEN_INVALID)
        record(
            office,
            connection,
            people.person_of(connection, person_id),
            lambda case: measured(case, temperature),
            by,
            Origin.POINT,
            found.id,
        )
        return now
