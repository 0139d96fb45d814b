"""What holders see of themselves, and what they say about themselves."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from huepass.core import ColourEntry
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.identity import MaskedIdentity
from huepass.issuer.domain.objections import Objection
from huepass.issuer.domain.records import Holder, Origin, Person
from huepass.issuer.programme.engine import Outcome
from huepass.issuer.programme.facts import Application, Fact, fact_from
from huepass.issuer.programme.model import Programme, Proofing, Text
from huepass.issuer.service.facts import Applying, applied, outcome_in, reported
from huepass.issuer.service.holders import again, trusted
from huepass.issuer.service.identities import masked
from huepass.issuer.service.noting import PURPOSES
from huepass.issuer.service.office import Office
from huepass.issuer.service.recording import Case, Recorded, record
from huepass.issuer.service.registering import SELF
from huepass.issuer.service.rules import programme_from
from huepass.issuer.store import divisions, facts, history, look_ups, objections, programmes
from huepass.issuer.store.divisions import Division
from huepass.issuer.store.history import KeptChange, KeptFact
from huepass.issuer.store.look_ups import LookUp

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "report": ("r",),
    "reading": ("t",),
    "category": ("s", "l"),
    "application": ("a",),
    "evidence": ("e",),
    "decision": ("d",),
}
"""What is on record, and the kinds of facts that it is made of."""


class OwnPage(NamedTuple):
    """A person as they see themselves."""

    person: Person
    programme: Programme
    colour: ColourEntry
    """Level and labels of their colour."""
    outcome: Outcome
    identities: list[MaskedIdentity]
    division: Division | None
    may_replace: bool
    """Whether a new report may take back what an earlier one declared."""
    may_have_paper: bool
    objection: Objection | None
    """The one that has no answer yet."""
    is_shared: bool
    """Whether the wallet only shows what the person shared."""


class OwnRecord(NamedTuple):
    """Something on record about the person, under the programme that was in force then."""

    kept: KeptFact
    fact: Fact
    programme: Programme


class OwnLookUp(NamedTuple):
    """Somebody of staff looked at something of the person."""

    kept: LookUp
    purpose: Text | None
    authority: Text | None
    """For which they acted; None if for none, or for one that the programme doesn't know."""


class OwnChange(NamedTuple):
    """A change of their colour."""

    kept: KeptChange
    text: Text | None
    """Why; None for a decision, whose reason is in words already."""


def own_page(office: Office, holder: Holder) -> OwnPage:
    """What a person is shown first; whom a pass was shared with isn't told whose it is.

    Raises:
        RequestRefused: `not_authenticated`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        person, wallet = again(connection, holder)
        shared = wallet.origin == Origin.SHARED
        rules = office.rules(connection)
        programme, outcome = rules.programme, outcome_in(office, connection, person)
        known = rules.facts(facts.facts_of(connection, person.id))
        return OwnPage(
            person,
            programme,
            rules.colours[outcome.colour],
            outcome,
            [] if shared else masked(connection, person),
            None
            if shared or person.division is None
            else divisions.find(connection, person.division),
            programme.may_edit is None or outcome.colour in programme.may_edit,
            not shared and rules.engine.may_have_paper(known, outcome.at),
            None if shared else objections.open_of(connection, person.id),
            shared,
        )


def records(
    office: Office, holder: Holder, kind: str, before: int | None, limit: int
) -> list[OwnRecord]:
    """What is on record about the person before a row ID, as it was, newest first.

    Args:
        office: the issuer.
        holder: who asks.
        kind: one of `KINDS`; all of them if empty.
        before: the row ID.
        limit: how many at most.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        HuepassError: `facts_invalid`.
        FolderError: the database can't be used.
    """
    kinds = KINDS[kind] if kind else [one for kinds in KINDS.values() for one in kinds]
    with office.store.read() as connection:
        person = trusted(connection, holder).person
        found = history.facts_before(connection, person.id, kinds, before, limit)
        sources = {row.id: row.source for row in programmes.programmes(connection)}
    return [
        OwnRecord(
            kept,
            fact_from(kept.at, kept.kind, kept.body),
            programme_from(sources[kept.programme_id]),
        )
        for kept in found
    ]


def changes(office: Office, holder: Holder, before: int | None, limit: int) -> list[OwnChange]:
    """The changes of the person's colour before a row ID, newest first.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        person = trusted(connection, holder).person
        found = history.changes_before(connection, person.id, before, limit)
        rows = programmes.programmes(connection)
    loaded = [row.loaded_at for row in rows]
    return [
        OwnChange(
            kept, _texts(rows[max(0, bisect_right(loaded, kept.at) - 1)].source).get(kept.reason)
        )
        for kept in found
    ]


def look_ups_of(office: Office, holder: Holder, before: int | None, limit: int) -> list[OwnLookUp]:
    """Who looked at what of the person, before a row ID, newest first; nobody by name.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        person = trusted(connection, holder).person
        programme = office.rules(connection).programme
        found = look_ups.page(connection, person.id, before, limit)
    purposes = {**PURPOSES, **{one.id: one.name for one in programme.look_ups.values()}}
    authorities = {one.id: one.name for one in programme.authorities.values()}
    return [
        OwnLookUp(one, purposes.get(one.purpose), authorities.get(one.authority)) for one in found
    ]


def report(office: Office, holder: Holder, answers: Mapping[str, Any]) -> Recorded:
    """A health report of the person's own; what may be edited is as in any report.

    Raises:
        HuepassError: `not_authenticated`, `not_permitted`, `answers_invalid`, `edit_refused`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        person = trusted(connection, holder).person
        origin = _origin(holder)
        return record(
            office, connection, person, lambda case: reported(case, answers), None, origin
        )


def apply_anew(office: Office, holder: Holder, application: Applying) -> Recorded:
    """Somebody applies anew from a wallet; the newest application counts.

    A person who was applied for can so apply by themselves, if it is known who they are in a way
    that the programme accepts for that.

    Args:
        office: the issuer.
        holder: whose wallet it is.
        application: an online one; for themselves only from a wallet of the person's own, and
            for somebody else not from one with which the person applied for themselves.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`, `not_in_programme`,
            `document_not_accepted`, `channel_not_accepted`, `device_at_hand`,
            `proofing_not_accepted`.
        FolderError: the database can't be used.
    """
    origin, by_themselves = _origin(holder), application.applicant == SELF
    if by_themselves and origin != Origin.HOLDER:
        raise RequestRefused(Reason.NOT_PERMITTED, "from a wallet of the person's own")
    # Otherwise they would have what is for people who can't apply, such as paper.
    if not by_themselves and holder.wallet.origin == Origin.HOLDER:
        raise RequestRefused(Reason.NOT_PERMITTED, "from a wallet of whoever applies for them")
    with office.store.write() as connection:
        person = trusted(connection, holder).person
        known = masked(connection, person)

        def make(case: Case) -> Application:
            made = applied(case, application)
            accepted = case.programme.applicants[made.applicant].proofing
            ways = {one.proofing for one in known if one.document == made.document}
            if case.programme.documents[made.document].number is None:
                # Nothing is kept of it: whoever was at the desk has seen it.
                at_desk = holder.wallet.origin == Origin.STAFF
                ways = {Proofing.REGISTRAR if at_desk else Proofing.DECLARED}
            if not ways & accepted:
                detail = f"{made.applicant}: {', '.join(sorted(accepted))}"
                raise RequestRefused(Reason.PROOFING_NOT_ACCEPTED, detail)
            return made

        return record(office, connection, person, make, None, origin)


def _origin(holder: Holder) -> Origin:
    """Who says what comes from a wallet: whoever got it."""
    return Origin.FAMILY if holder.wallet.origin == Origin.FAMILY else Origin.HOLDER


def _texts(source: bytes) -> dict[str, Text]:
    programme = programme_from(source)
    return {one.reason: one.text for one in programme.rules} | {
        one.reason: one.text for one in programme.conversions.values()
    }
