"""Looking persons up, for a purpose of the programme. The person can read that, and by whom."""

from typing import Final, NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import numbers
from huepass.issuer.domain.health_proofs import HealthProof
from huepass.issuer.domain.identity import MaskedIdentity
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.programme.facts import Fact, Reading, Report
from huepass.issuer.programme.model import LookUpPurpose, Programme, Shown
from huepass.issuer.service import colours, identities
from huepass.issuer.service.categories import Stands, standing
from huepass.issuer.service.noting import note
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find
from huepass.issuer.store import facts, health_proofs, people

REPORT_DAYS: Final = 14
MAX_READINGS: Final = 20


class Wanted(NamedTuple):
    """Whom somebody looks up, and what for."""

    purpose: str
    """One of the programme's."""
    person: str = ""
    """The person's number; empty if they are named by a document."""
    document: str = ""
    number: str = ""
    """The document's."""
    authority: str | None = None
    """For which they act; the first of theirs that may, if None."""


class Found(NamedTuple):
    """What the purpose shows of the person; None of what it doesn't show."""

    purpose: LookUpPurpose
    authority: str
    """For which it was looked up; empty if for none."""
    programme: Programme
    identities: list[MaskedIdentity] | None
    colour: Person | None
    """The person, for their colour and its reason."""
    reports: list[Report] | None
    """The newest, and others of the last 14 days, newest first."""
    readings: list[Reading] | None
    """At most 20, newest first."""
    categories: list[Stands] | None
    """Those that the person is in now."""
    proofs: list[HealthProof] | None
    """Those that are not withdrawn, newest first."""


class _Looking(NamedTuple):
    person: Person
    purpose: LookUpPurpose
    authority: str


def look_up(office: Office, wanted: Wanted, by: Staff) -> Found:
    """Look a person up. Whatever is shown, an entry was written before, in the same transaction.

    Args:
        office: the issuer; with its service's secret, if a document names the person.
        wanted: whom and what for.
        by: who looks, within their scope.

    Raises:
        RequestRefused: `not_in_programme` for the purpose, `not_permitted` if it is not for those
            for whom they act; `person_unknown`, `out_of_scope`; `request_invalid`,
            `document_not_accepted`, `number_missing`, `number_invalid`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used; then nothing is shown.
    """
    with office.store.write() as connection:
        looking = _begin(office, connection, wanted, by)
        shows = looking.purpose.shows
        person, now = looking.person, office.now()
        if colours.bring_up_to_date(office, connection, person.id, now):
            person = people.person_of(connection, person.id)
        rules = office.rules(connection)
        known = rules.facts(facts.facts_of(connection, person.id))
        at = rules.moment(known, now)
        stands = standing(rules.programme, known, at)
        found = Found(
            purpose=looking.purpose,
            authority=looking.authority,
            programme=rules.programme,
            identities=identities.masked(connection, person) if Shown.IDENTITY in shows else None,
            colour=person if Shown.COLOUR in shows else None,
            reports=_reports(known, at) if Shown.REPORTS in shows else None,
            readings=_readings(known) if Shown.READINGS in shows else None,
            categories=list(stands.values()) if Shown.CATEGORIES in shows else None,
            proofs=health_proofs.kept(connection, person.id) if Shown.PROOFS in shows else None,
        )
        _note(office, connection, looking, by, *shows)
    # Only now: the entry is on the disk.
    return found


def look_at_proof(
    office: Office, wanted: Wanted, proof: str, by: Staff
) -> tuple[HealthProof, bytes]:
    """Look at one of a person's proofs: another look-up, with an entry of its own.

    Args:
        office: the issuer.
        wanted: whom and what for; a purpose that shows proofs.
        proof: the proof's handle.
        by: who looks.

    Raises:
        RequestRefused: as `look_up`; `not_permitted` if the purpose shows no proofs;
            `proof_unknown`, also if it was withdrawn.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used; then nothing is shown.
    """
    handle = numbers.normalized(proof)
    with office.store.write() as connection:
        looking = _begin(office, connection, wanted, by)
        if Shown.PROOFS not in looking.purpose.shows:
            raise RequestRefused(Reason.NOT_PERMITTED, "this purpose shows no proofs")
        found = handle and health_proofs.find(connection, looking.person.id, handle)
        if not found or found.withdrawn_at is not None:
            raise RequestRefused(Reason.PROOF_UNKNOWN)
        content = health_proofs.content_of(connection, found)
        _note(office, connection, looking, by, Shown.PROOFS)
    return found, content


def _begin(office: Office, connection: Connection, wanted: Wanted, by: Staff) -> _Looking:
    """Whom somebody may look up for a purpose."""
    programme = office.rules(connection).programme
    purpose = programme.look_ups.get(wanted.purpose)
    if purpose is None:
        known = ", ".join(programme.look_ups) or "none"
        raise RequestRefused(Reason.NOT_IN_PROGRAMME, f"its purposes are: {known}")
    authority = _authority(programme, purpose, by, wanted.authority)
    return _Looking(_person(office, connection, wanted, by), purpose, authority)


def _authority(programme: Programme, purpose: LookUpPurpose, by: Staff, wanted: str | None) -> str:
    """For which authority somebody looks; empty if the purpose is everybody's and none is named."""
    if not purpose.authorities and wanted is None:
        return ""
    who_may = purpose.authorities or by.authorities
    acting = [name for name in who_may if name in by.authorities and wanted in (None, name)]
    if not acting:
        words = "; ".join(
            f"{name}: {programme.authorities[name].name['en']} "
            f"{programme.authorities[name].name['zh']}"
            for name in purpose.authorities
        )
        raise RequestRefused(Reason.NOT_PERMITTED, f"{purpose.id}: only {words or 'your own'}")
    return acting[0]


def _person(office: Office, connection: Connection, wanted: Wanted, by: Staff) -> Person:
    if bool(wanted.person) == bool(wanted.document) or bool(wanted.number and wanted.person):
        detail = "either person, or document and number"
        raise RequestRefused(Reason.REQUEST_INVALID, detail)
    if wanted.person:
        return find(connection, wanted.person, by)
    person = identities.by_document(office, connection, wanted.document, wanted.number)
    if person is None:
        raise RequestRefused(Reason.PERSON_UNKNOWN)
    return find(connection, person.number, by)


def _note(
    office: Office, connection: Connection, looking: _Looking, by: Staff, *shown: Shown
) -> None:
    note(
        office, connection, looking.person, by, looking.purpose.id, *shown,
        authority=looking.authority,
    )  # fmt: skip


def _reports(known: list[Fact], at: int) -> list[Report]:
    found = [fact for fact in reversed(known) if isinstance(fact, Report)]
    return [
        one for place, one in enumerate(found) if not place or one.at > at - REPORT_DAYS * 86400
    ]


def _readings(known: list[Fact]) -> list[Reading]:
    return [fact for fact in reversed(known) if isinstance(fact, Reading)][:MAX_READINGS]
