"""Registering persons and deciding on their colours."""

import secrets
from typing import Final
from unicodedata import category

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import numbers
from huepass.issuer.domain.colours import colour_named
from huepass.issuer.domain.records import ColourChange, Person, Staff
from huepass.issuer.programme.facts import Decision
from huepass.issuer.programme.model import Shown
from huepass.issuer.service.noting import note_desk
from huepass.issuer.service.office import Office
from huepass.issuer.service.recording import Case, Recorded, record
from huepass.issuer.store import live, people
from huepass.issuer.store.people import Settled

MAX_TEXT: Final = 200  # characters


def register(office: Office) -> Person:
    """Register a person of whom nothing is known.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        return register_in(office, connection)


def register_in(office: Office, connection: Connection, division: str | None = None) -> Person:
    """Register a person; they have a random number, and the colour of whom nothing is known about.

    Args:
        office: the issuer.
        connection: a transaction that is alone in writing.
        division: the administrative division that they belong to; one that there is.
    """
    number = numbers.number_from(secrets.token_bytes(numbers.RANDOM_SIZE))
    rules, now = office.rules(connection), office.now()
    found = Settled(*rules.verdict([], now), rules.id, 0)
    people.add_person(connection, number, found, division, now)
    return find(connection, number)


def show(office: Office, number: str, by: Staff | None = None) -> tuple[Person, list[ColourChange]]:
    """A person and their history, oldest change first. The person can read who of staff asked.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.reading_for(by) as connection:
        person = find(connection, number, by)
        note_desk(office, connection, person, by, Shown.COLOUR)
        return person, people.colour_history(connection, person)


def set_colour(office: Office, number: str, colour: str, reason: str, by: Staff) -> Recorded:
    """Decide on a person's colour, where the programme has decisions.

    The colour that follows is the programme's matter. A worse one revokes whatever the person
    holds, in the same transaction.

    Args:
        office: the issuer.
        number: the person's number.
        colour: the colour's name.
        reason: why, for the person's history.
        by: the staff member who decided.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `decisions_off`, `colour_unknown`,
            `text_invalid`.
        FolderError: the database can't be used.
    """
    reason = line(reason)

    def decide(case: Case) -> Decision:
        if not case.programme.decisions:
            raise RequestRefused(Reason.DECISIONS_OFF)
        new = colour_named(colour, case.rules.colours)
        if new is None or new not in case.programme.colours:
            raise RequestRefused(Reason.COLOUR_UNKNOWN)
        return Decision(case.next, new, reason)

    with office.store.write() as connection:
        return record(office, connection, find(connection, number, by), decide, by)


def revoke_live(connection: Connection, holder: Person) -> int:
    """Revoke every live credential that a person holds, of coming windows too; how many."""
    return live.revoke_all_of(connection, [holder.id], live.windows(connection))


def find(connection: Connection, number: str, by: Staff | None = None) -> Person:
    """The person of a number as someone typed it.

    Args:
        connection: a transaction.
        number: the person's number.
        by: who asks, if the person has to be in their scope.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`.
    """
    written = numbers.normalized(number)
    person = None if written is None else people.find_person(connection, written)
    if person is None:
        raise RequestRefused(Reason.PERSON_UNKNOWN)
    if by is not None and not by.covers(person.division):
        raise RequestRefused(Reason.OUT_OF_SCOPE)
    return person


def line(text: str) -> str:
    """A short line of text that someone wrote, without spaces around it.

    Raises:
        RequestRefused: `text_invalid`: empty, over 200 characters, or with control characters.
    """
    # A space as wide as a Chinese character is a space, and not what isprintable() takes it for.
    text = "".join(" " if category(c) == "Zs" else c for c in text).strip()
    if not text or len(text) > MAX_TEXT or not text.isprintable():
        raise RequestRefused(Reason.TEXT_INVALID)
    return text
