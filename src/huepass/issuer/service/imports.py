"""Importing what an authority has signed: all of it, or nothing."""

from collections import Counter
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection

from huepass.core import check_holder_key
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.identity import Presented
from huepass.issuer.domain.imports import (
    Action,
    Fault,
    Line,
    LinesRefused,
    SignedList,
    entries,
    parse,
)
from huepass.issuer.domain.records import Origin, Person, Role, Staff
from huepass.issuer.programme.facts import Fact
from huepass.issuer.service import identities, registering
from huepass.issuer.service.categories import Statement, lifting, setting, standing
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find
from huepass.issuer.service.recording import Case, record
from huepass.issuer.service.staffing import staff_named
from huepass.issuer.store import imports
from huepass.issuer.store.imports import DoneImport

MAX_AGE: Final = 86400
"""Seconds: what was signed earlier is not imported any more."""
AHEAD: Final = 300
"""Seconds that the clock of whoever signed may be fast."""


class Effect(StrEnum):
    """What a line did."""

    SET = "set"
    RENEWED = "renewed"
    LIFTED = "lifted"
    REGISTERED = "registered"
    """It was the first thing known about somebody: they were registered, and it was set."""


class LineDone(NamedTuple):
    """What one line did."""

    place: int
    effect: Effect
    colour: int
    """The person's colour afterwards."""


class Imported(NamedTuple):
    """What an import did, or would do."""

    digest: bytes
    """SHA-256 of what was signed."""
    authority: str
    lines: int
    done: list[LineDone]
    """Line by line; none if it was only tried."""

    def totals(self) -> dict[Effect, int]:
        """How many lines did what."""
        return dict(Counter(one.effect for one in self.done))


def set_signing_key(office: Office, name: str, public_key: bytes | None) -> None:
    """Say with which key a staff member signs imports, instead of the one before.

    Args:
        office: the issuer.
        name: theirs; they act for authorities.
        public_key: 32 bytes, Ed25519; with None they sign no more.

    Raises:
        RequestRefused: `staff_unknown`, `not_permitted`.
        UsageError: not such a key.
        FolderError: the database can't be used.
    """
    if public_key is not None:
        check_holder_key(public_key)
    member = staff_named(office, name, Role.AUTHORITY)
    with office.store.write() as connection:
        imports.set_signing_key(connection, member, public_key)


def do_import(office: Office, document: bytes, by: Staff, *, only_try: bool = False) -> Imported:
    """Do what a signed list says, in one transaction.

    Args:
        office: the issuer, with its service's secret if lines name documents.
        document: the import.
        by: who brings it: the one whose key signed it.
        only_try: whether to find faults only. Then nothing is written, and nothing said about
            persons either: they could not see who asked.

    Raises:
        RequestRefused: `import_refused`, `import_repeated`, `import_invalid`.
        LinesRefused: `import_invalid`, with the faults of the lines.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    signed = parse(document)
    _check_head(office, signed, by)
    with office.store.write() as connection:
        key = imports.signing_key(connection, by)
        if key is None:
            raise RequestRefused(Reason.IMPORT_REFUSED, "you have no key for imports here")
        if not signed.is_by(key):
            raise RequestRefused(Reason.IMPORT_REFUSED, "another key signed it, or it was changed")
        if imports.is_done(connection, signed.digest):
            raise RequestRefused(Reason.IMPORT_REPEATED)
        found = entries(signed.head.format, signed.payload)
        with connection.begin_nested() as savepoint:
            done = _apply(office, connection, found, signed.head.authority, by)
            if only_try:
                savepoint.rollback()
        authority = signed.head.authority
        if not only_try:
            imports.add(connection, signed.digest, by, authority, len(found), office.now())
    return Imported(signed.digest, authority, len(found), [] if only_try else done)


def page(office: Office, by: Staff, before: int | None, limit: int) -> list[DoneImport]:
    """What was imported for the authorities that somebody acts for, newest first.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return imports.page(connection, by.authorities, before, limit)


def _check_head(office: Office, signed: SignedList, by: Staff) -> None:
    head, now = signed.head, office.now()
    if head.issuer != office.settings.issuer:
        raise RequestRefused(Reason.IMPORT_REFUSED, "it is for another issuer")
    if head.authority not in by.authorities:
        raise RequestRefused(Reason.IMPORT_REFUSED, "you don't act for the authority that it names")
    if not now - MAX_AGE <= head.signed_at <= now + AHEAD:
        raise RequestRefused(Reason.IMPORT_REFUSED, "not signed within the last 24 hours")


def _apply(
    office: Office, connection: Connection, found: list[Line | Fault], authority: str, by: Staff
) -> list[LineDone]:
    """Do all lines, or say what is wrong with which."""
    done: list[LineDone] = []
    faults: list[Fault] = []
    said: set[tuple[int, str]] = set()
    for entry in found:
        if isinstance(entry, Fault):
            faults.append(entry)
            continue
        try:
            person, known = _person(office, connection, entry, by)
            if (person.id, entry.category) in said:
                detail = "an earlier line has this person and category"
                raise RequestRefused(Reason.REQUEST_INVALID, detail)
            done.append(_state(office, connection, person, known, entry, authority, by))
            said.add((person.id, entry.category))
        except RequestRefused as error:
            faults.append(Fault(entry.place, error.reason, error.detail))
    if faults:
        raise LinesRefused(faults, len(found))
    return done


def _person(office: Office, connection: Connection, line: Line, by: Staff) -> tuple[Person, bool]:
    """Whom a line is about, and whether they were registered before it."""
    if line.person:
        return find(connection, line.person, by), True
    person = identities.by_document(office, connection, line.document, line.number)
    if person is not None:
        return find(connection, person.number, by), True
    if line.action == Action.LIFT:
        raise RequestRefused(Reason.PERSON_UNKNOWN)
    presented = Presented(line.document, line.number)
    division = line.division or None
    return registering.register_unapplied(office, connection, presented, division, by), False


def _state(
    office: Office,
    connection: Connection,
    person: Person,
    known: bool,
    line: Line,
    authority: str,
    by: Staff,
) -> LineDone:
    statement = Statement(line.category, authority, line.reason or None, line.at)
    make = (lifting if line.action == Action.LIFT else setting)(statement, by)
    was_in = False

    def observed(case: Case) -> Fact:
        nonlocal was_in
        was_in = line.category in standing(case.programme, case.facts, case.next)
        return make(case)

    after = record(office, connection, person, observed, by, Origin.IMPORT).person
    if line.action == Action.LIFT:
        effect = Effect.LIFTED
    elif not known:
        effect = Effect.REGISTERED
    else:
        effect = Effect.RENEWED if was_in else Effect.SET
    return LineDone(line.place, effect, after.colour)
