"""Objections: whoever finds their colour wrong says so, and an authority answers in time."""

import secrets
from typing import NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import numbers
from huepass.issuer.domain.identity import MaskedIdentity
from huepass.issuer.domain.objections import Objection, State, Verdict, cleaned
from huepass.issuer.domain.records import Holder, Person, Staff
from huepass.issuer.programme.model import OBJECTION, Shown, Text
from huepass.issuer.service.colours import bring_up_to_date
from huepass.issuer.service.holders import trusted
from huepass.issuer.service.identities import masked
from huepass.issuer.service.noting import note
from huepass.issuer.service.office import Office
from huepass.issuer.store import objections, people


class OwnObjection(NamedTuple):
    """An objection as the person sees it."""

    objection: Objection
    authority: Text | None
    """Its name; None if the programme in force doesn't know it any more."""
    state: State


class Opened(NamedTuple):
    """An objection as the authority sees it: no number, and nothing else of the person."""

    objection: Objection
    identities: list[MaskedIdentity]


def object_to_colour(office: Office, holder: Holder, words: str) -> OwnObjection:
    """Object to one's colour.

    What the colour is and why is kept with it: the answer is about that one.

    Args:
        office: the issuer.
        holder: who objects.
        words: why, to the authority that the programme names.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`, `text_invalid`, `objections_off`,
            `objection_open`.
        FolderError: the database can't be used.
    """
    text = _words(words)
    handle = numbers.number_from(secrets.token_bytes(numbers.RANDOM_SIZE))
    with office.store.write() as connection:
        person, now = trusted(connection, holder).person, office.now()
        appeals = office.rules(connection).programme.appeals
        if appeals is None:
            raise RequestRefused(Reason.OBJECTIONS_OFF)
        if objections.open_of(connection, person.id) is not None:
            raise RequestRefused(Reason.OBJECTION_OPEN)
        if bring_up_to_date(office, connection, person.id, now):
            person = people.person_of(connection, person.id)
        made = Objection(
            id=0,
            handle=handle,
            person_id=person.id,
            words=text,
            colour=person.colour,
            reason=person.reason,
            authority=appeals.to,
            filed_at=now,
            due_at=now + appeals.answered_within,
        )
        return _own(office, connection, objections.add(connection, made))


def own(office: Office, holder: Holder, before: int | None, limit: int) -> list[OwnObjection]:
    """The holder's objections before a row ID, newest first, with their answers.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        person = trusted(connection, holder).person
        found = objections.of_person(connection, person.id, before, limit)
        return [_own(office, connection, one) for one in found]


def page(
    office: Office, by: Staff, state: State, after: tuple[int, int], limit: int
) -> list[Objection]:
    """What somebody has to answer, or has been answered, in order of the deadlines.

    Nothing of it is to be shown but that it is there: opening one is a look-up, listing is none.

    Args:
        office: the issuer.
        by: they act for authorities, in their scopes.
        state: which.
        after: deadline and row ID of the last one that was seen.
        limit: how many at most.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return objections.page(connection, by, state, office.now(), after, limit)


def opened(office: Office, handle: str, by: Staff) -> Opened:
    """An objection with its words. The person can read who opened it.

    Raises:
        RequestRefused: `objection_unknown`, `not_permitted`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        found, person = _find(connection, handle, by)
        note(
            office,
            connection,
            person,
            by,
            OBJECTION,
            Shown.IDENTITY,
            Shown.COLOUR,
            authority=found.authority,
        )
        return Opened(found, masked(connection, person))


def answer(office: Office, handle: str, verdict: Verdict, words: str, by: Staff) -> Objection:
    """Answer an objection, once and for all.

    It changes no colour: whoever upholds one lifts the category, or has it lifted, as always.

    Args:
        office: the issuer.
        handle: the objection's.
        verdict: whether it is upheld.
        words: to the person.
        by: they act for the authority, in the person's division.

    Raises:
        RequestRefused: `objection_unknown`, `not_permitted`, `out_of_scope`,
            `objection_answered`, `text_invalid`.
        FolderError: the database can't be used.
    """
    text = _words(words)
    with office.store.write() as connection:
        found, _ = _find(connection, handle, by)
        if found.answered_at is not None:
            raise RequestRefused(Reason.OBJECTION_ANSWERED)
        objections.answer(connection, found, verdict, text, by, office.now())
        after = objections.find(connection, found.handle)
        assert after is not None
        return after


def _own(office: Office, connection: Connection, found: Objection) -> OwnObjection:
    authority = office.rules(connection).programme.authorities.get(found.authority)
    name = None if authority is None else authority.name
    return OwnObjection(found, name, found.state(office.now()))


def _find(connection: Connection, handle: str, by: Staff) -> tuple[Objection, Person]:
    written = numbers.normalized(handle)
    found = None if written is None else objections.find(connection, written)
    if found is None:
        raise RequestRefused(Reason.OBJECTION_UNKNOWN)
    if found.authority not in by.authorities:
        raise RequestRefused(Reason.NOT_PERMITTED, f"only {found.authority} answers it")
    person = people.person_of(connection, found.person_id)
    if not by.covers(person.division):
        raise RequestRefused(Reason.OUT_OF_SCOPE)
    return found, person


def _words(text: str) -> str:
    found = cleaned(text)
    if found is None:
        raise RequestRefused(Reason.TEXT_INVALID)
    return found
