"""Whose document it is: numbers are checked and hashed, and only masked forms are kept."""

from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.identity import (
    MaskedIdentity,
    NumberFormat,
    Presented,
    birth_date_of,
    checked_number,
    masked_birth_date,
    masked_name,
    masked_number,
    read_birth_date,
)
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.programme.model import Document, Programme, Proofing, Shown
from huepass.issuer.service.noting import note_desk
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find, line
from huepass.issuer.service.wallets import end_wallets_in
from huepass.issuer.store import identities, memberships

PROVEN: Final = "the person proved who they are"
_DAY_AHEAD: Final = 86400  # seconds: it is the next day already where somebody was born


class Known(NamedTuple):
    """A person and what is kept of their documents."""

    person: Person
    identities: list[MaskedIdentity]


class _Checked(NamedTuple):
    format: NumberFormat
    number: str
    shown: MaskedIdentity


def number_hash(office: Office, format_: NumberFormat, number: str) -> bytes:
    """The keyed hash by which a document is known again; whoever lacks the key can't guess it.

    A programme's own name for the kind of document is not in it: another version may change that.

    Args:
        office: the issuer.
        format_: what the number looks like.
        number: the checked number.

    Raises:
        KeyStoreError: `key_missing`.
    """
    key = office.secret(b"document number")
    return blake2b(f"{format_}\n{number}".encode(), key=key, digest_size=32).digest()


def keep(
    office: Office,
    connection: Connection,
    person: Person,
    presented: Presented,
    proofing: Proofing,
    by: Staff | None,
) -> None:
    """Keep by which document a person is known: a keyed hash of its number, and masked forms.

    Args:
        office: the issuer.
        connection: a transaction that is alone in writing.
        person: whose document it is.
        presented: the document.
        proofing: how that is known.
        by: who saw it.

    Raises:
        RequestRefused: `document_not_accepted`, `number_missing`, `number_invalid`,
            `request_invalid`, `text_invalid`, `person_exists`.
        KeyStoreError: `key_missing`.
    """
    checked = _checked(office, connection, presented, proofing)
    if checked is None:
        return
    hashed = number_hash(office, checked.format, checked.number)
    if identities.find(connection, hashed) is not None:
        raise RequestRefused(Reason.PERSON_EXISTS)
    identities.add(connection, person, hashed, checked.shown, by)


def prove(
    office: Office,
    connection: Connection,
    presented: Presented,
    proofing: Proofing,
    by: Staff | None,
) -> tuple[Person, bool] | None:
    """Whose document this is, if anybody's, and keep that it is known better now.

    Returns:
        The person, and whether it was only declared before that the document is theirs.

    Raises:
        RequestRefused: as `keep`, except `person_exists`.
        KeyStoreError: `key_missing`.
    """
    checked = _checked(office, connection, presented, proofing)
    if checked is None:
        return None
    hashed = number_hash(office, checked.format, checked.number)
    found = identities.find(connection, hashed)
    if found is None:
        return None
    person, before = found
    declared = before.proofing == Proofing.DECLARED
    if declared:
        identities.prove(connection, hashed, checked.shown, by)
    return person, declared


def end_declared(office: Office, connection: Connection, person: Person, by: Staff | None) -> None:
    """End what whoever only declared a person's document had of it: wallets, offers, memberships.

    Args:
        office: the issuer.
        connection: a transaction that is alone in writing.
        person: whose document it is.
        by: who saw it; None for a provider.
    """
    end_wallets_in(office, connection, person, PROVEN, by)
    # An organisation that somebody else joined would go on reporting for the person.
    memberships.leave_all(connection, person, office.now())


def check(office: Office, connection: Connection, presented: Presented) -> None:
    """Refuse a document by which nobody could be registered.

    Raises:
        RequestRefused: as `keep`, except `person_exists`; `number_missing` also for a kind of
            document that has none.
    """
    if _checked(office, connection, presented, Proofing.PROVIDER) is None:
        raise RequestRefused(Reason.NUMBER_MISSING)


def by_document(
    office: Office, connection: Connection, document: str, number: str
) -> Person | None:
    """The person who is known by a document.

    Raises:
        RequestRefused: `document_not_accepted`, `number_missing`, `number_invalid`,
            `request_invalid`.
        KeyStoreError: `key_missing`.
    """
    programme = office.rules(connection).programme
    kind = accepted_document(programme, document)
    if kind.number is None:
        raise _no_number_here()
    written = _number(kind.number, number)
    found = identities.find(connection, number_hash(office, kind.number, written))
    return None if found is None else found[0]


def add(office: Office, number: str, presented: Presented, by: Staff) -> Known:
    """Keep one more document of a person, whom somebody at a desk knows by another one.

    So people get on whose document was renewed, or who were registered without one. Of a document
    that is kept already it is known better now whose it is; where that was only declared until
    now, what came of it ends.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, and as `keep`: `person_exists` if the
            document is somebody else's.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        person = find(connection, number, by)
        check(office, connection, presented)
        known = prove(office, connection, presented, Proofing.REGISTRAR, by)
        if known is None:
            keep(office, connection, person, presented, Proofing.REGISTRAR, by)
        elif known[0].id != person.id:
            raise RequestRefused(Reason.PERSON_EXISTS)
        elif known[1]:
            end_declared(office, connection, person, by)
        return _known(office, connection, person, by)


def masked(connection: Connection, person: Person) -> list[MaskedIdentity]:
    """What may be shown of the documents by which a person is known."""
    return identities.of(connection, person)


def show(office: Office, number: str, by: Staff | None = None) -> Known:
    """A person as staff at a desk see them. The person can read who asked.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.reading_for(by) as connection:
        return _known(office, connection, find(connection, number, by), by)


def show_by_document(office: Office, document: str, number: str, by: Staff | None) -> Known:
    """The person whose document staff have before them. The person can read who asked.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, and as `by_document`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    with office.reading_for(by) as connection:
        person = by_document(office, connection, document, number)
        if person is None:
            raise RequestRefused(Reason.PERSON_UNKNOWN)
        return _known(office, connection, find(connection, person.number, by), by)


def accepted_document(programme: Programme, document: str) -> Document:
    """A kind of document that the programme accepts.

    Raises:
        RequestRefused: `document_not_accepted`, with the programme's words.
    """
    found = programme.documents.get(document)
    if found is None:
        words = programme.other_documents
        raise RequestRefused(Reason.DOCUMENT_NOT_ACCEPTED, f"{words['en']} {words['zh']}")
    return found


def _known(office: Office, connection: Connection, person: Person, by: Staff | None) -> Known:
    note_desk(office, connection, person, by, Shown.COLOUR, Shown.IDENTITY)
    return Known(person, identities.of(connection, person))


def _checked(
    office: Office, connection: Connection, presented: Presented, proofing: Proofing
) -> _Checked | None:
    """What to keep of a document; None if its kind has no number."""
    kind = accepted_document(office.rules(connection).programme, presented.document)
    if kind.number is None:
        if any(presented[1:]):
            raise _no_number_here()
        return None
    number = _number(kind.number, presented.number)
    now = office.now()
    today = datetime.fromtimestamp(now + _DAY_AHEAD, UTC).date()
    birth = _birth_date(kind.number, number, presented.birth_date, today)
    return _Checked(
        kind.number,
        number,
        MaskedIdentity(
            document=presented.document,
            number=masked_number(kind.number, number),
            name=masked_name(line(presented.name)) if presented.name else "",
            birth_date="" if birth is None else masked_birth_date(birth),
            proofing=proofing,
            proofed_at=now,
        ),
    )


def _number(format_: NumberFormat, number: str) -> str:
    if not number.strip():
        raise RequestRefused(Reason.NUMBER_MISSING)
    return checked_number(format_, number)


def _birth_date(format_: NumberFormat, number: str, text: str, today: date) -> date | None:
    """The birthday, which the number and whoever gives one must agree on."""
    said = birth_date_of(format_, number)
    given = read_birth_date(text, today) if text else None
    if text and given is None:
        raise RequestRefused(Reason.REQUEST_INVALID, "birth_date: a day like 2001-12-31, gone by")
    if said is not None and (said > today or (given is not None and given != said)):
        raise RequestRefused(Reason.NUMBER_INVALID, "the number has another date of birth in it")
    return given if said is None else said


def _no_number_here() -> RequestRefused:
    return RequestRefused(
        Reason.REQUEST_INVALID, "the programme asks for no number of this kind of document"
    )
