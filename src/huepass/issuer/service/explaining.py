"""Explaining a person's colour, to the holder and to staff, in both languages."""

from typing import Any, Final, NamedTuple

from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import Holder, Person, Staff
from huepass.issuer.programme.engine import Outcome
from huepass.issuer.programme.explain import Explanation, explain_colour
from huepass.issuer.programme.model import Programme
from huepass.issuer.service.facts import outcome_in, outcome_of
from huepass.issuer.service.holders import again
from huepass.issuer.service.office import Office
from huepass.messages import Language

_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")


class Explained(NamedTuple):
    """A person's colour, explained."""

    person: Person
    outcome: Outcome
    holder: dict[Language, Explanation]
    staff: dict[Language, Explanation]


def explain(office: Office, number: str, by: Staff | None = None) -> Explained:
    """Explain a person's colour.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    return _explained(*outcome_of(office, number, by))


def explain_to_holder(office: Office, holder: Holder) -> Explained:
    """Explain their own colour to whoever holds it.

    Raises:
        RequestRefused: `not_authenticated`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        person = again(connection, holder).person
        programme = office.rules(connection).programme
        return _explained(person, programme, outcome_in(office, connection, person))


def _explained(person: Person, programme: Programme, outcome: Outcome) -> Explained:
    holder, staff = (
        {one: explain_colour(programme, outcome, one, for_staff=staff) for one in _LANGUAGES}
        for staff in (False, True)
    )
    return Explained(person, outcome, holder, staff)


def as_data(explained: Explained) -> dict[str, Any]:
    """The same for programs."""
    outcome, progress = explained.outcome, explained.outcome.progress
    return {
        "person": explained.person.number,
        "at": outcome.at,
        "colour": colour_name(outcome.colour),
        "level": outcome.level.name.lower(),
        "reasons": list(outcome.reasons),
        "since": outcome.since,
        "changes": [
            {"at": change.at, "colour": colour_name(change.colour), "reason": change.reason}
            for change in outcome.changes
        ],
        "progress": None
        if progress is None
        else {
            "done": progress.done,
            "needed": progress.conversion.days,
            "complete": progress.complete,
            "earliest": progress.earliest,
        },
        "holder": {one: _words(told, one) for one, told in explained.holder.items()},
        "staff": {one: _words(told, one) for one, told in explained.staff.items()},
    }


def _words(told: Explanation, language: Language) -> dict[str, Any]:
    return {
        "title": told.title,
        "sections": [
            {"heading": heading, "lines": list(lines)} for heading, lines in told.sections(language)
        ],
    }
