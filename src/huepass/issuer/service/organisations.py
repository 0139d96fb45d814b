"""Organisations that report for their members: those who joined them on purpose.

It is the membership that says for whom an organisation reports, and not a division: people join
where they work or study, wherever they live.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import codes
from huepass.issuer.domain.codes import Poster
from huepass.issuer.domain.identity import MaskedIdentity
from huepass.issuer.domain.numbers import normalized
from huepass.issuer.domain.records import Holder, Origin, Person, Role, Staff
from huepass.issuer.programme.model import MEMBERSHIP, Shown
from huepass.issuer.service import holders, identities
from huepass.issuer.service.facts import reported
from huepass.issuer.service.noting import note
from huepass.issuer.service.office import Office
from huepass.issuer.service.points import handle_in
from huepass.issuer.service.recording import record
from huepass.issuer.store import memberships, people
from huepass.issuer.store.memberships import Joined


class Membership(NamedTuple):
    """Somebody for whom an organisation reports."""

    id: int
    person: str
    """Their number."""
    identities: list[MaskedIdentity]
    since: int
    """Seconds since the epoch."""


def code_of(office: Office, organisation: Staff) -> str | None:
    """What stands in the code on an organisation's poster; None for whoever is none."""
    if Role.ORGANISATION not in organisation.roles:
        return None
    return codes.poster_text(Poster.ORGANISATION, office.settings.issuer, organisation.handle)


def join(office: Office, holder: Holder, organisation: str) -> Joined:
    """Let an organisation report for a person; again if it does already.

    Args:
        office: the issuer.
        holder: the person.
        organisation: what they scanned there, or its number.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`, `organisation_unknown`.
        FolderError: the database can't be used.
    """
    handle = handle_in(office, Poster.ORGANISATION, organisation)
    with office.store.write() as connection:
        person = holders.trusted(connection, holder).person
        found = None if handle is None else people.staff_of_handle(connection, handle)
        if found is None or Role.ORGANISATION not in found.roles:
            raise RequestRefused(Reason.ORGANISATION_UNKNOWN)
        joined = memberships.joined(connection, person, found)
        return joined or memberships.join(connection, person, found, office.now())


def joined_by(office: Office, holder: Holder, after: int, limit: int) -> list[Joined]:
    """The organisations that report for a person, the first one first, after a row ID.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        person = holders.trusted(connection, holder).person
        return memberships.of_person(connection, person, after, limit)


def leave(office: Office, holder: Holder, handle: str) -> None:
    """Let an organisation report for a person no longer.

    Args:
        office: the issuer.
        holder: the person.
        handle: the organisation's.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`, `membership_unknown`.
        FolderError: the database can't be used.
    """
    written = normalized(handle)
    with office.store.write() as connection:
        person = holders.trusted(connection, holder).person
        found = None if written is None else people.staff_of_handle(connection, written)
        joined = None if found is None else memberships.joined(connection, person, found)
        if joined is None:
            raise RequestRefused(Reason.MEMBERSHIP_UNKNOWN)
        memberships.leave(connection, joined, office.now())


def members(office: Office, by: Staff, after: int, limit: int) -> list[Membership]:
    """Who joined an organisation, the first one first. They can read that it asked.

    Args:
        office: the issuer.
        by: the organisation.
        after: the row ID after which the list begins.
        limit: how many are shown; there is one more in the answer if there are more.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        rows = memberships.members(connection, by, after, limit + 1)
        for member in rows[:limit]:
            note(office, connection, member.person, by, MEMBERSHIP, Shown.IDENTITY)
        return [
            Membership(
                member.id,
                member.person.number,
                identities.masked(connection, member.person),
                member.since,
            )
            for member in rows
        ]


def report(office: Office, by: Staff, number: str, answers: Mapping[str, Any]) -> str:
    """Record a member's health report, by the rules for everybody's; the member's number.

    The organisation isn't told what colour follows.

    Args:
        office: the issuer.
        by: the organisation.
        number: the member's number.
        answers: by question, as JSON has them.

    Raises:
        HuepassError: `membership_unknown`, `answers_invalid`, `edit_refused`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        person = _member(connection, by, number)
        record(
            office,
            connection,
            person,
            lambda case: reported(case, answers),
            by,
            Origin.ORGANISATION,
        )
        return person.number


def _member(connection: Connection, by: Staff, number: str) -> Person:
    """A member of an organisation; whether anybody else has a number, it doesn't learn.

    Raises:
        RequestRefused: `membership_unknown`.
    """
    written = normalized(number)
    person = None if written is None else people.find_person(connection, written)
    if person is None or memberships.joined(connection, person, by) is None:
        raise RequestRefused(Reason.MEMBERSHIP_UNKNOWN)
    return person
