"""What is recorded about a person: applications, reports, categories, readings."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.programme.answers import read_answers
from huepass.issuer.programme.days import LocalDays
from huepass.issuer.programme.engine import Outcome
from huepass.issuer.programme.facts import (
    Answer,
    Application,
    Evidence,
    Fact,
    Reading,
    Report,
    day_number,
)
from huepass.issuer.programme.model import AnswerKind, Channel, Programme, Shown
from huepass.issuer.service.categories import Stated, Statement, lifting, setting, stated
from huepass.issuer.service.identities import accepted_document
from huepass.issuer.service.noting import note_desk
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find
from huepass.issuer.service.recording import Case, Recorded, record
from huepass.issuer.store import facts, identities

MIN_TEMPERATURE: Final = 30.0
MAX_TEMPERATURE: Final = 45.0


@dataclass(frozen=True, slots=True)
class Applying:
    """An application as somebody sends it."""

    applicant: str
    """Who applies: one of the programme's applicants."""
    document: str
    """The kind of the document that was shown; its number is not asked for."""
    channel: str = Channel.ONLINE
    no_device: bool = False
    """Whether the person has no smartphone."""


def apply_for(office: Office, number: str, application: Applying, by: Staff | None) -> Recorded:
    """Record an application; the newest one counts.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `not_in_programme`,
            `document_not_accepted`, `channel_not_accepted`, `device_at_hand`; `number_missing`:
            nobody knows yet by which document the person can be found.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        person = find(connection, number, by)

        def make(case: Case) -> Application:
            made = applied(case, application)
            # Or somebody could be registered once more, whose number nobody has looked up.
            asks = case.programme.documents[made.document].number is not None
            if asks and not identities.of(connection, person):
                raise RequestRefused(Reason.NUMBER_MISSING, "add the person's document first")
            return made

        return record(office, connection, person, make, by)


def report(office: Office, number: str, answers: Mapping[str, Any], by: Staff | None) -> Recorded:
    """Record a health report, which holds from now on.

    Where only people with certain colours may edit, the others may report too, but take nothing
    back: stays and dates that still count are in the new report as well, on that day or a later
    one. A changed state of health can always be reported.

    Args:
        office: the issuer.
        number: the person's number.
        answers: by question, as JSON has them.
        by: who records it.

    Raises:
        HuepassError: `person_unknown`, `answers_invalid`, `edit_refused`.
        FolderError: the database can't be used.
    """

    return _record(office, number, lambda case: reported(case, answers), by)


def reported(case: Case, answers: Mapping[str, Any]) -> Report:
    """The fact for answers as JSON has them.

    Raises:
        HuepassError: `answers_invalid`, `edit_refused`.
    """
    zone = LocalDays(case.programme.time_zone)
    made = Report(case.next, read_answers(case.programme, answers, zone.day_of(case.now)))
    _check_edit(case, made, zone)
    return made


def set_category(
    office: Office,
    number: str,
    category: str,
    by: Staff,
    *,
    authority: str | None = None,
    reason: str | None = None,
    at: int | None = None,
) -> Stated:
    """Put a person into a category, or renew it.

    Args:
        office: the issuer.
        number: the person's number.
        category: its ID.
        by: the staff member; they act for one of the authorities that may set it.
        authority: for which one; the first of theirs that may, if None.
        reason: one of the category's reasons, if it has any.
        at: since when, seconds; now if None.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `not_in_programme`, `not_permitted`,
            `statement_reason_invalid`, `time_invalid`.
        FolderError: the database can't be used.
    """
    make = setting(Statement(category, authority, reason, at), by)
    with office.store.write() as connection:
        done = record(office, connection, find(connection, number, by), make, by)
        return stated(office.rules(connection).programme, done)


def lift_category(
    office: Office,
    number: str,
    category: str,
    by: Staff,
    *,
    authority: str | None = None,
    reason: str | None = None,
) -> Recorded:
    """Take a person out of a category.

    Args:
        office: the issuer.
        number: the person's number.
        category: its ID.
        by: the staff member; they act for one of the authorities that may lift it.
        authority: for which one; the first of theirs that may, if None.
        reason: one of those for lifting the category, if it has any.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `not_in_programme`, `not_permitted`,
            `statement_reason_invalid`, `category_not_set`.
        FolderError: the database can't be used.
    """
    return _record(office, number, lifting(Statement(category, authority, reason, None), by), by)


def take_reading(
    office: Office, number: str, temperature: float, by: Staff | None, *, at: int | None = None
) -> Recorded:
    """Record a temperature.

    Args:
        office: the issuer.
        number: the person's number.
        temperature: degrees Celsius.
        by: who took it.
        at: when, seconds; now if None.

    Raises:
        RequestRefused: `person_unknown`, `reading_invalid`, `time_invalid`.
        FolderError: the database can't be used.
    """
    return _record(office, number, lambda case: measured(case, temperature, at), by)


def measured(case: Case, temperature: float, at: int | None = None) -> Reading:
    """The fact for a temperature in degrees Celsius, taken now or at a time.

    Raises:
        RequestRefused: `reading_invalid`, `time_invalid`.
    """
    if not (math.isfinite(temperature) and MIN_TEMPERATURE <= temperature <= MAX_TEMPERATURE):
        detail = f"{MIN_TEMPERATURE:g} to {MAX_TEMPERATURE:g} degrees"
        raise RequestRefused(Reason.READING_INVALID, detail)
    return Reading(case.time(at), float(temperature))


def accept_evidence(
    office: Office, number: str, evidence: str, valid_from: int, valid_until: int, by: Staff | None
) -> Recorded:
    """Record that a certificate of another issuer was verified; this function verifies nothing.

    Args:
        office: the issuer.
        number: the person's number.
        evidence: its ID in the programme.
        valid_from: seconds.
        valid_until: the first second at which it is not valid any more.
        by: who accepted it.

    Raises:
        RequestRefused: `person_unknown`, `not_in_programme`.
        FolderError: the database can't be used.
    """

    def make(case: Case) -> Evidence:
        _check_known(evidence, case.programme.evidence, "kinds of evidence")
        return Evidence(case.next, evidence, valid_from, valid_until)

    return _record(office, number, make, by)


def outcome_of(
    office: Office, number: str, by: Staff | None = None
) -> tuple[Person, Programme, Outcome]:
    """A person, the programme in force, and what it says about them now.

    The person can read who of staff asked.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.reading_for(by) as connection:
        person, rules = find(connection, number, by), office.rules(connection)
        note_desk(office, connection, person, by, Shown.COLOUR, Shown.CATEGORIES)
        return person, rules.programme, outcome_in(office, connection, person)


def outcome_in(office: Office, connection: Connection, person: Person) -> Outcome:
    """What the programme in force says about a person now."""
    rules = office.rules(connection)
    known = rules.facts(facts.facts_of(connection, person.id))
    return rules.engine.colour_of(known, rules.moment(known, office.now()))


def _record(
    office: Office, number: str, make: Callable[[Case], Fact], by: Staff | None
) -> Recorded:
    with office.store.write() as connection:
        return record(office, connection, find(connection, number, by), make, by)


def applied(case: Case, sent: Applying) -> Application:
    """The fact for an application.

    Raises:
        RequestRefused: `not_in_programme`, `document_not_accepted`, `channel_not_accepted`,
            `device_at_hand`.
    """
    programme = case.programme
    _check_known(sent.applicant, programme.applicants, "applicants")
    accepted_document(programme, sent.document)
    applicant = programme.applicants[sent.applicant]
    if sent.channel not in applicant.channels:
        ways = ", ".join(sorted(applicant.channels))
        raise RequestRefused(Reason.CHANNEL_NOT_ACCEPTED, f"{applicant.id} applies: {ways}")
    if applicant.needs_no_device and not sent.no_device:
        raise RequestRefused(Reason.DEVICE_AT_HAND)
    return Application(
        case.next, sent.applicant, Channel(sent.channel), sent.document, sent.no_device
    )


def _check_edit(case: Case, made: Report, days: LocalDays) -> None:
    """Refuse what takes back a declaration that still counts, if the colour doesn't allow it."""
    programme, now = case.programme, case.now
    if programme.may_edit is None or case.person.colour in programme.may_edit:
        return
    before = next((one for one in reversed(case.facts) if isinstance(one, Report)), None)
    lasts = programme.validity.report
    if before is None or (lasts is not None and now >= before.at + lasts):
        return
    for name, question in programme.questions.items():
        if question.kind not in (AnswerKind.DATE, AnswerKind.STAYS):
            continue
        # Places that a new version doesn't know any more can't be declared again.
        places = {"", *programme.regions}
        old = {w: d for w, d in _days(before.answers.get(name)).items() if w in places}
        new = _days(made.answers.get(name))
        for what, day in old.items():
            if now < days.end_of(day, question.counts_for) and new.get(what, 0) < day:
                raise RequestRefused(Reason.EDIT_REFUSED, f"{name}: a day is gone or earlier")


def _days(answer: Answer | None) -> dict[str, int]:
    """The days that an answer declares: by region, or the one day of a date."""
    if isinstance(answer, str):
        day = day_number(answer)
        return {} if day is None else {"": day}
    found: dict[str, int] = {}
    for region, last in answer if isinstance(answer, tuple) else ():
        found[region] = max(found.get(region, 0), day_number(last) or 0)
    return found


def _check_known(name: str, there: Mapping[str, object], what: str) -> None:
    if name not in there:
        known = ", ".join(there) or "none"
        raise RequestRefused(Reason.NOT_IN_PROGRAMME, f"its {what} are: {known}")
