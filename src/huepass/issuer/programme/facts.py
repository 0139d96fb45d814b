"""Facts: what is known about a person, one by one, never changed afterwards.

A fact holds from `at` on, in seconds since the epoch. Who recorded it is kept beside it. In the
database a fact is its time, a letter for its kind and a body: compact JSON.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Final, TypeAlias

from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.issuer.programme.model import Channel, Succession

Stay: TypeAlias = tuple[str, str]
"""A region and the last local day in it, `2026-11-21`."""

Answer: TypeAlias = bool | str | tuple[Stay, ...]
"""Yes or no; a choice, a text or a local day, `2026-11-21`; stays."""

MAX_TIME: Final = 32503680000
"""The year 3000: no fact is about a time from then on."""


@dataclass(frozen=True, slots=True)
class Application:
    """An application for a pass was accepted."""

    at: int
    applicant: str
    """Who applied: one of the programme's applicants."""
    channel: Channel
    document: str
    """The kind of the document that was shown."""
    no_device: bool
    """Whether the person has no smartphone."""
    kind: ClassVar[str] = "a"


@dataclass(frozen=True, slots=True)
class Decision:
    """Staff decided on a colour."""

    at: int
    colour: Colour
    reason: str
    """In the staff's words."""
    kind: ClassVar[str] = "d"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A certificate of another issuer was accepted."""

    at: int
    evidence: str
    valid_from: int
    valid_until: int
    """The first second at which it is not valid any more."""
    kind: ClassVar[str] = "e"


@dataclass(frozen=True, slots=True)
class CategoryLifted:
    """An authority took the person out of a category."""

    at: int
    category: str
    authority: str
    reason: str = ""
    """Of the category's reasons; empty if it has none."""
    kind: ClassVar[str] = "l"


@dataclass(frozen=True, slots=True)
class Report:
    """A health report; it replaces the one before."""

    at: int
    answers: Mapping[str, Answer]
    """By question. Which may be missing is the programme's matter."""
    kind: ClassVar[str] = "r"


@dataclass(frozen=True, slots=True)
class CategorySet:
    """An authority put the person into a category, or renewed it."""

    at: int
    category: str
    authority: str
    reason: str = ""
    """Of the category's reasons; empty if it has none."""
    kind: ClassVar[str] = "s"


@dataclass(frozen=True, slots=True)
class Reading:
    """A temperature was taken."""

    at: int
    temperature: float
    """Degrees Celsius."""
    kind: ClassVar[str] = "t"


Fact: TypeAlias = (
    Application | Decision | Evidence | CategoryLifted | Report | CategorySet | Reading
)


@dataclass(frozen=True, slots=True)
class RiskChange:
    """An authority said that a region has another risk from now on. No person's fact."""

    at: int
    region: str
    risk: str


def body_of(fact: Fact) -> str:
    """A fact without its time and kind, as the database keeps it. Equal facts, equal bodies."""
    return json.dumps(
        _CONTENT[fact.kind](fact), ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )


def fact_from(at: int, kind: str, body: str) -> Fact:
    """The fact that `body_of` made a body of.

    Raises:
        HuepassError: `facts_invalid`, with what is wrong but never with what it says.
    """
    if kind not in _READ:
        raise _invalid("there is no such kind of fact")
    if not 0 <= at < MAX_TIME:
        raise _invalid("a time is out of range")
    try:
        made, content = _content(kind, body)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise _invalid(f"the body of a fact of the kind {kind!r} is broken") from error
    return made(at, *content)


@lru_cache(maxsize=1 << 14)
def _content(kind: str, body: str) -> tuple[Callable[..., Fact], tuple[Any, ...]]:
    """What makes the fact of a body, and of what. Many bodies are alike, so it is remembered."""
    fact = _READ[kind](0, json.loads(body))
    return type(fact), tuple(getattr(fact, one.name) for one in fields(fact)[1:])


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts in the order in which they count: by time, then kind, then body.

    So the order in which they are given never matters. In one second a lifting comes before a
    setting: a category that was lifted and set in it is set.
    """
    found = list(facts)
    last = -1
    for fact in found:
        if fact.at <= last:
            return sorted(found, key=lambda fact: (fact.at, fact.kind, body_of(fact)))
        last = fact.at
    return found


def carried(facts: Iterable[Fact], succession: Succession) -> list[Fact]:
    """The facts of an earlier version of a programme as the later one sees them.

    Categories get their new IDs; facts about dropped ones are left out. The others stay as they
    are, since what a version doesn't know says nothing in it.
    """
    found: list[Fact] = []
    for fact in facts:
        if isinstance(fact, CategorySet | CategoryLifted):
            category = succession.categories.get(fact.category, fact.category)
            if category is not None:
                found.append(replace(fact, category=category))
        else:
            found.append(fact)
    return found


def day_number(text: object) -> int | None:
    """The ordinal of a local day like `2026-11-21`, or None if it is none before the year 3000."""
    if not isinstance(text, str) or len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() if 1900 <= day.year < 3000 else None


def _statement(fact: CategorySet | CategoryLifted) -> list[str]:
    # Without a reason it is the same text that it was before there were reasons.
    return [fact.category, fact.authority, *((fact.reason,) if fact.reason else ())]


def _invalid(detail: str) -> HuepassError:
    return HuepassError(Reason.FACTS_INVALID, detail)


_CONTENT: Final[Mapping[str, Callable[[Any], Any]]] = {
    "a": lambda fact: [fact.applicant, fact.channel, fact.document, int(fact.no_device)],
    "d": lambda fact: [int(fact.colour), fact.reason],
    "e": lambda fact: [fact.evidence, fact.valid_from, fact.valid_until],
    "l": _statement,
    "r": lambda fact: dict(fact.answers),
    "s": _statement,
    "t": lambda fact: fact.temperature,
}


def _application(at: int, body: Any) -> Application:
    applicant, channel, document, no_device = body
    if no_device not in (0, 1):
        raise ValueError
    return Application(at, _text(applicant), Channel(channel), _text(document), bool(no_device))


def _decision(at: int, body: Any) -> Decision:
    colour, reason = body
    return Decision(at, Colour(_whole(colour)), _text(reason))


def _evidence(at: int, body: Any) -> Evidence:
    evidence, valid_from, valid_until = body
    return Evidence(at, _text(evidence), _time(valid_from), _time(valid_until))


def _category_lifted(at: int, body: Any) -> CategoryLifted:
    return CategoryLifted(at, *_said(body))


def _category_set(at: int, body: Any) -> CategorySet:
    return CategorySet(at, *_said(body))


def _said(body: Any) -> tuple[str, str, str]:
    category, authority, *rest = body
    if not rest:
        return _text(category), _text(authority), ""
    (reason,) = rest
    if not reason:  # equal facts have equal bodies
        raise ValueError
    return _text(category), _text(authority), _text(reason)


def _report(at: int, body: Any) -> Report:
    return Report(at, {question: _answer(answer) for question, answer in body.items()})


def _reading(at: int, body: Any) -> Reading:
    if isinstance(body, bool) or not isinstance(body, int | float) or not math.isfinite(body):
        raise ValueError
    return Reading(at, float(body))


_READ: Final[Mapping[str, Callable[[int, Any], Fact]]] = {
    "a": _application,
    "d": _decision,
    "e": _evidence,
    "l": _category_lifted,
    "r": _report,
    "s": _category_set,
    "t": _reading,
}


def _answer(answer: Any) -> Answer:
    if isinstance(answer, bool | str):
        return answer
    stays = []
    for region, day in answer:
        if day_number(day) is None:
            raise ValueError
        stays.append((_text(region), _text(day)))
    return tuple(stays)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _time(value: Any) -> int:
    if not 0 <= _whole(value) < MAX_TIME:
        raise ValueError
    return int(value)
