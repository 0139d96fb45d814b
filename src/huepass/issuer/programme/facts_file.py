"""A file of facts as people write it: JSON with names for everything, to try a programme with.

    {"facts": [{"fact": "report", "at": "2026-03-01T08:00", "answers": {"fever": false}}, ...],
     "risks": [{"at": "2026-03-02T00:00", "region": "lake", "risk": "high"}]}

A time is seconds since the epoch or ISO 8601; without an offset it is in the programme's time zone.
"""

import json
import math
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, NoReturn
from zoneinfo import ZoneInfo

from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.programme import facts
from huepass.issuer.programme.answers import NEEDED, read_answer
from huepass.issuer.programme.days import LocalDays
from huepass.issuer.programme.facts import MAX_TIME, Answer, Fact, RiskChange
from huepass.issuer.programme.model import Category, Channel, Programme


class FactsFile(NamedTuple):
    """What such a file says."""

    facts: list[Fact]
    risks: list[RiskChange]


def read_facts(data: bytes, programme: Programme) -> FactsFile:
    """Read a file of facts. What the programme doesn't know is refused, as it says nothing there.

    Raises:
        HuepassError: `facts_invalid`, with the place in the file.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise HuepassError(Reason.FACTS_INVALID, f"no JSON: {error}") from error
    entry = _Entry(programme, content, "")
    entry.only("facts", "risks")
    return FactsFile(
        [_fact(one) for one in entry.list("facts")],
        [
            RiskChange(
                one.time("at"),
                one.known("region", programme.regions),
                one.known("risk", programme.risks),
            )
            for one in entry.list("risks")
        ],
    )


def time_from(value: Any, zone: ZoneInfo) -> int | None:
    """Seconds, from such a number or from ISO 8601; None if it is neither."""
    if isinstance(value, str):
        if value.isascii() and value.isdecimal() and len(value) < 16:
            value = int(value)
        else:
            try:
                time = datetime.fromisoformat(value)
                value = int((time if time.tzinfo else time.replace(tzinfo=zone)).timestamp())
            except (ValueError, OverflowError):
                return None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < MAX_TIME else None


class _Entry:
    """One object of the file, and where it is."""

    def __init__(self, programme: Programme, content: Any, place: str) -> None:
        self.programme = programme
        self.place = place
        if not isinstance(content, dict):
            self.fail("", "an object is needed")
        self._content: dict[str, Any] = content

    def fail(self, name: str, why: str) -> NoReturn:
        place = ".".join(part for part in (self.place, name) if part) or "the file"
        raise HuepassError(Reason.FACTS_INVALID, f"{place}: {why}")

    def only(self, *names: str) -> None:
        for name in self._content:
            if name not in names:
                self.fail(name, f"not known here; there are: {', '.join(names)}")

    def list(self, name: str) -> "list[_Entry]":
        value = self._content.get(name, [])
        if not isinstance(value, list):
            self.fail(name, "a list is needed")
        return [_Entry(self.programme, one, f"{name}[{place}]") for place, one in enumerate(value)]

    def object(self, name: str) -> Mapping[str, Any]:
        value = self._content.get(name)
        if not isinstance(value, dict):
            self.fail(name, "an object is needed")
        return value

    def text(self, name: str) -> str:
        value = self._content.get(name)
        if not isinstance(value, str):
            self.fail(name, "a text is needed")
        return value

    def known(self, name: str, names: Collection[str]) -> str:
        value = self.text(name)
        if value not in names:
            self.fail(name, f"the programme has no {value!r}; there are: {', '.join(names)}")
        return value

    def lacks(self, name: str) -> bool:
        return name not in self._content

    def time(self, name: str) -> int:
        found = time_from(self._content.get(name), ZoneInfo(self.programme.time_zone))
        if found is None:
            self.fail(name, "a time is seconds since 1970 or like 2026-11-21T08:00:00+08:00")
        return found

    def number(self, name: str) -> float:
        value = self._content.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(name, "a number is needed")
        if not math.isfinite(value):
            self.fail(name, "a number is needed")
        return float(value)

    def flag(self, name: str) -> bool:
        value = self._content.get(name, False)
        if not isinstance(value, bool):
            self.fail(name, "true or false is needed")
        return value


def _fact(entry: _Entry) -> Fact:
    names, read = _READ[entry.known("fact", _READ)]
    entry.only("fact", "at", *names)
    return read(entry, entry.time("at"))


def _application(entry: _Entry, at: int) -> Fact:
    return facts.Application(
        at,
        entry.known("applicant", entry.programme.applicants),
        Channel(entry.known("channel", [str(one) for one in Channel])),
        entry.known("document", entry.programme.documents),
        entry.flag("no_device"),
    )


def _report(entry: _Entry, at: int) -> Fact:
    programme, questions = entry.programme, entry.programme.questions
    today = LocalDays(programme.time_zone).day_of(at)
    found: dict[str, Answer] = {}
    for name, value in entry.object("answers").items():
        if name not in questions:
            entry.fail(f"answers.{name}", f"no such question; there are: {', '.join(questions)}")
        answer = read_answer(questions[name], programme.regions, value, today)
        if answer is None:
            entry.fail(f"answers.{name}", NEEDED[questions[name].kind])
        found[name] = answer
    return facts.Report(at, found)


def _category_set(entry: _Entry, at: int) -> Fact:
    category, authority = _category(entry)
    return facts.CategorySet(at, category.id, authority, _why(entry, category.reasons))


def _category_lifted(entry: _Entry, at: int) -> Fact:
    category, authority = _category(entry)
    return facts.CategoryLifted(at, category.id, authority, _why(entry, category.lift_reasons))


def _category(entry: _Entry) -> tuple[Category, str]:
    programme = entry.programme
    category = programme.categories[entry.known("category", programme.categories)]
    return category, entry.known("authority", programme.authorities)


def _why(entry: _Entry, reasons: Collection[str]) -> str:
    if reasons:
        return entry.known("reason", reasons)
    if not entry.lacks("reason"):
        entry.fail("reason", "this category has none")
    return ""


def _evidence(entry: _Entry, at: int) -> Fact:
    return facts.Evidence(
        at,
        entry.known("evidence", entry.programme.evidence),
        entry.time("valid_from"),
        entry.time("valid_until"),
    )


def _reading(entry: _Entry, at: int) -> Fact:
    return facts.Reading(at, entry.number("temperature"))


def _decision(entry: _Entry, at: int) -> Fact:
    if not entry.programme.decisions:
        entry.fail("fact", "in this programme staff don't decide on colours")
    name = entry.known("colour", [colour_name(one) for one in entry.programme.colours])
    return facts.Decision(at, Colour[name.upper()], entry.text("reason"))


_READ: Final[Mapping[str, tuple[tuple[str, ...], Callable[[_Entry, int], Fact]]]] = {
    "application": (("applicant", "channel", "document", "no_device"), _application),
    "report": (("answers",), _report),
    "category-set": (("category", "authority", "reason"), _category_set),
    "category-lifted": (("category", "authority", "reason"), _category_lifted),
    "evidence": (("evidence", "valid_from", "valid_until"), _evidence),
    "reading": (("temperature",), _reading),
    "decision": (("colour", "reason"), _decision),
}
