"""Registering persons and setting their colours."""

import secrets
from typing import Final, NamedTuple
from unicodedata import category

from sqlalchemy import Connection

from huepass.core import Colour
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import numbers
from huepass.issuer.domain.colours import colour_named, is_worse
from huepass.issuer.domain.records import ColourChange, Person, Staff
from huepass.issuer.service.office import Office
from huepass.issuer.store import live, passes, people

MAX_TEXT: Final = 200  # characters


class ColourSet(NamedTuple):
    """What setting a colour did."""

    person: Person
    revoked: int
    """How many passes it revoked."""


def register(office: Office) -> Person:
    """Register a person; they are grey and have a random number.

    Raises:
        FolderError: the database can't be used.
    """
    number = numbers.number_from(secrets.token_bytes(numbers.RANDOM_SIZE))
    with office.store.write() as connection:
        people.add_person(connection, number, Colour.GREY, office.now())
        return find(connection, number)


def show(office: Office, number: str) -> tuple[Person, list[ColourChange]]:
    """A person and their history, oldest change first.

    Raises:
        RequestRefused: `person_unknown`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        person = find(connection, number)
        return person, people.colour_history(connection, person)


def set_colour(office: Office, number: str, colour: str, reason: str, by: Staff) -> ColourSet:
    """Give a person a colour. A worse one revokes whatever they hold, in the same transaction.

    Args:
        office: the issuer.
        number: the person's number.
        colour: the colour's name.
        reason: why, for the person's history.
        by: the staff member who decided.

    Raises:
        RequestRefused: `person_unknown`, `colour_unknown`, `text_invalid`.
        FolderError: the database can't be used.
    """
    colours = office.settings.colours
    new = colour_named(colour, colours)
    if new is None:
        raise RequestRefused(Reason.COLOUR_UNKNOWN)
    reason = line(reason)
    with office.store.write() as connection:
        before = find(connection, number)
        now = office.now()
        people.change_colour(connection, before, new, reason, by, now)
        revoked = 0
        if is_worse(new, before.colour, colours):
            revoked = passes.revoke_passes_of(connection, before, by, now)
            revoked += revoke_live(connection, before)
        return ColourSet(find(connection, number), revoked)


def revoke_live(connection: Connection, holder: Person) -> int:
    """Revoke every live credential that a person holds, of coming windows too; how many."""
    return live.revoke_all_of(connection, holder.id, live.windows(connection))


def find(connection: Connection, number: str) -> Person:
    """The person of a number as someone typed it.

    Raises:
        RequestRefused: `person_unknown`.
    """
    written = numbers.normalized(number)
    person = None if written is None else people.find_person(connection, written)
    if person is None:
        raise RequestRefused(Reason.PERSON_UNKNOWN)
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
