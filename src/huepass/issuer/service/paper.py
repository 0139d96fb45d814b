"""Making paper passes and taking them back (spec section 3)."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from sqlalchemy import Connection

from huepass.core import Key, Signer, Usage, sign_credential, to_text
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import numbers
from huepass.issuer.domain.records import Holder, Origin, PaperPass, Person, Staff
from huepass.issuer.domain.serials import KEY_SIZE, serial_at
from huepass.issuer.programme.model import Shown
from huepass.issuer.service.colours import bring_up_to_date
from huepass.issuer.service.holders import trusted
from huepass.issuer.service.noting import note_desk
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find, line
from huepass.issuer.store import facts, passes, people

MOST: Final = 200
"""Passes that are made at once."""
_LOST: Final = "it could not be handed out"
_ANEW: Final = "its holder printed another one"


class MadePass(NamedTuple):
    """A new paper pass. The text is given out once and not kept."""

    handle: str
    """The pass's number for whoever revokes it; it is not on the pass."""
    text: str
    """What goes into the QR code."""
    colour: int
    expires_at: int
    """Seconds since the epoch."""


class _Kept(NamedTuple):
    """A pass that is on record and not signed yet."""

    handle: str
    serial: int
    colour: int


def make_paper_pass(office: Office, number: str, by: Staff | None = None) -> MadePass:
    """Make a paper pass in the colour that the person has.

    It is on record before it is signed: whatever is killed when, its serial isn't used again.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `paper_not_allowed`, `no_usable_key`,
            `window_full`, `window_closed`.
        FolderError: the database or the documents can't be used.
    """
    with office.store.write() as connection:
        signer, key, expiry = office.window(Usage.PAPER, office.now())
        person = _for_staff(office, connection, number, by)
        (kept,) = _keep(office, connection, [person], key, expiry, Origin.STAFF)
    return _signed(kept, signer, expiry)


def make_paper_passes(
    office: Office, persons: Sequence[str], by: Staff | None = None
) -> list[MadePass]:
    """Make a paper pass for each of many persons, or for none of them.

    A refusal names the place in the list, and not the person.

    Args:
        office: the issuer.
        persons: their numbers, at most `MOST`.
        by: who has them made.

    Raises:
        RequestRefused: `list_invalid`; for one of them `person_unknown`, `out_of_scope`,
            `paper_not_allowed`; `no_usable_key`, `window_full`, `window_closed`.
        FolderError: the database or the documents can't be used.
    """
    if not 1 <= len(persons) <= MOST:
        raise RequestRefused(Reason.LIST_INVALID, f"1 to {MOST} persons")
    found: dict[int, Person] = {}
    with office.store.write() as connection:
        signer, key, expiry = office.window(Usage.PAPER, office.now())
        for place, number in enumerate(persons, 1):
            with _at(place):
                person = _for_staff(office, connection, number, by)
                if person.id in found:
                    raise RequestRefused(Reason.LIST_INVALID, "this person is in the list already")
                found[person.id] = person
        made = _keep(office, connection, [*found.values()], key, expiry, Origin.STAFF)
    return [_signed(kept, signer, expiry) for kept in made]


def print_own(office: Office, holder: Holder) -> MadePass:
    """The paper pass that a holder prints: one in a window, however often they ask.

    Within a window and a colour it is the same pass again. A new one revokes those that the holder
    printed before; those that staff made stay. A wallet that the code was shared with prints none.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`, `paper_not_allowed`,
            `no_usable_key`, `window_full`, `window_closed`.
        FolderError: the database or the documents can't be used.
    """
    with office.store.write() as connection:
        now = office.now()
        signer, key, expiry = office.window(Usage.PAPER, now)
        # Otherwise it would outlive the sharing, and replace what the person printed.
        person = _entitled(office, connection, trusted(connection, holder).person)
        printed = passes.printed_in(connection, person, key.kid, expiry)
        if printed is None:
            (kept,) = _keep(office, connection, [person], key, expiry, Origin.HOLDER)
        else:
            kept = _Kept(printed.handle, printed.serial, printed.colour)
        passes.revoke_printed(connection, person, None, _ANEW, now, kept.handle)
    return _signed(kept, signer, expiry)


@contextmanager
def handing_out(office: Office, made: Sequence[MadePass]) -> Iterator[None]:
    """Passes that nobody gets are not to stay valid: what goes wrong in the block revokes them.

    What a holder prints stays: they may have it on paper already, and get the same one again.
    """
    try:
        yield
    except BaseException:
        with office.store.write() as connection:
            for one in made:
                passes.revoke_pass(
                    connection, one.handle, None, _LOST, office.now(), origin=Origin.STAFF
                )
        raise


def list_passes(
    office: Office, number: str, by: Staff | None = None, after: int = 0, limit: int | None = None
) -> list[PaperPass]:
    """A person's paper passes that have not been forgotten yet, oldest first.

    Args:
        office: the issuer.
        number: the person's number.
        by: who looks.
        after: the row ID after which the list begins.
        limit: how many at most.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.reading_for(by) as connection:
        person = find(connection, number, by)
        note_desk(office, connection, person, by, Shown.COLOUR)
        return passes.passes_of(connection, person, after, limit)


def own_passes(
    office: Office, holder: Holder, after: int = 0, limit: int | None = None
) -> list[PaperPass]:
    """The holder's paper passes, whoever made them.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return passes.passes_of(connection, trusted(connection, holder).person, after, limit)


def revoke_pass(office: Office, handle: str, reason: str, by: Staff | None) -> PaperPass:
    """Revoke one pass; the next revocation list names it. Again changes nothing.

    Args:
        office: the issuer.
        handle: the pass's number.
        reason: why, for the record.
        by: the staff member who decided; None for whoever works on the folder itself.

    Raises:
        RequestRefused: `pass_unknown`, `out_of_scope`, `text_invalid`.
        FolderError: the database can't be used.
    """
    written, reason = numbers.normalized(handle), line(reason)
    with office.store.write() as connection:
        known = None if written is None else passes.find_pass(connection, written)
        if known is None:
            raise RequestRefused(Reason.PASS_UNKNOWN)
        person = people.person_of(connection, known.person_id)
        if by is not None and not by.covers(person.division):
            raise RequestRefused(Reason.OUT_OF_SCOPE)
        passes.revoke_pass(connection, known.handle, by, reason, office.now())
        done = passes.find_pass(connection, known.handle)
        assert done is not None
        return done


def _for_staff(office: Office, connection: Connection, number: str, by: Staff | None) -> Person:
    """A person for whom staff make a pass, which shows them the colour."""
    person = _entitled(office, connection, find(connection, number, by))
    note_desk(office, connection, person, by, Shown.COLOUR)
    return person


def _entitled(office: Office, connection: Connection, person: Person) -> Person:
    """A person who may have a paper pass, brought up to date."""
    now = office.now()
    if bring_up_to_date(office, connection, person.id, now):
        person = people.person_of(connection, person.id)
    rules = office.rules(connection)
    rule = rules.programme.paper
    if rule is not None:
        known = rules.facts(facts.facts_of(connection, person.id))
        if not rules.engine.may_have_paper(known, rules.moment(known, now)):
            detail = f"{rule.text['en']} {rule.text['zh']}"
            raise RequestRefused(Reason.PAPER_NOT_ALLOWED, detail)
    return person


def _keep(
    office: Office,
    connection: Connection,
    persons: Sequence[Person],
    key: Key,
    expiry: int,
    origin: Origin,
) -> list[_Kept]:
    window, counters = passes.lease(
        connection,
        key.kid,
        expiry,
        len(persons),
        lifetime=key.lifetime,
        bits=office.settings.serial_bits,
        new_key=lambda: secrets.token_bytes(KEY_SIZE),
    )
    assert window.permutation_key is not None
    made = []
    for person, counter in zip(persons, counters, strict=True):
        serial = serial_at(counter, window.bits, window.permutation_key)
        handle = numbers.number_from(secrets.token_bytes(numbers.RANDOM_SIZE))
        passes.add_pass(connection, handle, person, window, serial, office.now(), origin)
        made.append(_Kept(handle, serial, person.colour))
    return made


def _signed(kept: _Kept, signer: Signer, expiry: int) -> MadePass:
    credential = sign_credential(
        signer,
        pseudonymous_id=kept.serial.to_bytes(4, "big"),
        colour=kept.colour,
        expiry=expiry,
    )
    return MadePass(kept.handle, to_text(credential), kept.colour, expiry)


@contextmanager
def _at(place: int) -> Iterator[None]:
    try:
        yield
    except RequestRefused as error:
        detail = f"entry {place} of the list, 名单第 {place} 项: {error.detail}".rstrip(": ")
        raise RequestRefused(error.reason, detail) from None
