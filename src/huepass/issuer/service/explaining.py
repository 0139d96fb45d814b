"""Explaining a person's colour, to the holder and to staff, in both languages."""

from typing import Any, Final, NamedTuple

from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import Person
from huepass.issuer.programme.engine import Outcome
from huepass.issuer.programme.explain import Explanation, explain_colour
from huepass.issuer.service.facts import outcome_of
from huepass.issuer.service.office import Office
from huepass.messages import Language

_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")


class Explained(NamedTuple):
    """A person's colour, explained."""

    person: Person
    outcome: Outcome
    holder: dict[Language, Explanation]
    staff: dict[Language, Explanation]


def explain(office: Office, number: str) -> Explained:
    """Explain a person's colour.

    Raises:
        RequestRefused: `person_unknown`.
        FolderError: the database can't be used.
    """
    person, programme, outcome = outcome_of(office, number)
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
