"""One moment of a person: what conditions see at it, and what the rules say.

What is seen is a tuple that has nothing which no condition uses. Most people look alike, so what
the rules say is remembered by it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

import cel

from huepass.core import Colour
from huepass.issuer.programme.conditions import Condition
from huepass.issuer.programme.days import LocalDays
from huepass.issuer.programme.facts import Report, RiskChange, day_number
from huepass.issuer.programme.model import AnswerKind, Programme

_REMEMBERED: Final = 1 << 14
_WORD: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")

View: TypeAlias = tuple[
    bool,  # registered
    str,  # applicant
    str,  # channel
    bool,  # reported
    tuple[bool | str, ...],  # the answers to `Lens.asked`
    tuple[bool, ...],  # whether the answers to `Lens.dates` still count
    tuple[str, ...],  # stays: the risks, each once, the lowest first
    tuple[str, ...],  # categories, in order of their ID
    tuple[str, ...],  # evidence, in order of its ID
    float,  # temperature
    str,  # decision
]


class Declared(NamedTuple):
    """What a report says, as conditions need it."""

    at: int
    until: float
    """When it has run out."""
    answers: tuple[bool | str, ...]
    counting: tuple[int, ...]
    """By question of `Lens.dates`: until when its answer counts; 0 if it was not answered."""
    stays: tuple[tuple[str, int], ...]
    """Regions, and until when the stay counts."""


class Said(NamedTuple):
    """What the rules say at a moment."""

    rule: int
    """The first rule that holds."""
    colour: Colour
    at_once: bool
    meets: Mapping[Colour, bool]
    """By the colour that a conversion ends: whether its condition holds."""


class Lens:
    """Sees moments as the conditions of a programme do.

    A condition uses a name if the name is a word in it. What no condition uses is the same in every
    view: `used` says which variables are.

    Args:
        programme: the last of its rules holds whatever its condition is.
        risks: the changes of the regions' risks, in any order.
    """

    def __init__(self, programme: Programme, risks: Iterable[RiskChange] = ()) -> None:
        self._rules = programme.rules
        self._meets = {
            conversion.origin: conversion.meets
            for conversion in programme.conversions.values()
            if conversion.meets is not None
        }
        conditions = [*(rule.when for rule in programme.rules), *self._meets.values()]
        if programme.paper is not None:
            conditions.append(programme.paper.when)
        words = {word for one in conditions for word in _WORD.findall(one.source)}
        self.used = frozenset(words)
        questions = programme.questions.values()
        kinds = (AnswerKind.DATE, AnswerKind.STAYS)
        self.asked = tuple(
            one
            for one in questions
            if one.kind not in kinds and one.id in words and "report" in words
        )
        self.dates = tuple(
            one
            for one in questions
            if one.kind == AnswerKind.DATE and one.id in words and "recent" in words
        )
        self._stays = tuple(
            one for one in questions if one.kind == AnswerKind.STAYS and "stays" in words
        )
        self._neutral = tuple(_neutral(one.kind) for one in self.asked)
        self._readings = [
            (one.id, type(neutral), neutral)
            for one, neutral in zip(self.asked, self._neutral, strict=True)
        ]
        self._nothing_counts = (False,) * len(self.dates)
        self._lasts = programme.validity.report
        self._regions = programme.regions
        self._risk_places = {risk: place for place, risk in enumerate(programme.risks)}
        self.risks = _by_region(risks)
        self._memo: dict[View, Said] = {}
        self._ends: dict[tuple[str, int], int] = {}
        self.days = LocalDays(programme.time_zone)

    def declared(self, report: Report) -> Declared:
        """Read a report. What it doesn't answer, or not as the question is asked, is neutral."""
        answers = report.answers
        said = [
            answer if type(answer := answers.get(name)) is kind else neutral
            for name, kind, neutral in self._readings
        ]
        counting = [self._end_of(answers.get(one.id), one.counts_for) for one in self.dates]
        stays = []
        for one in self._stays:
            found = answers.get(one.id)
            for region, last in found if isinstance(found, tuple) else ():
                until = self._end_of(last, one.counts_for)
                if until and region in self._regions:
                    stays.append((region, until))
        end = float("inf") if self._lasts is None else report.at + self._lasts
        return Declared(report.at, end, tuple(said), tuple(counting), tuple(stays))

    def answers_at(
        self, declared: Declared | None, at: int
    ) -> tuple[bool, tuple[bool | str, ...], tuple[bool, ...], tuple[str, ...]]:
        """What is seen of a report: whether there is one, its answers, recent days, and risks."""
        if declared is None or at >= declared.until:
            return False, self._neutral, self._nothing_counts, ()
        return (
            True,
            declared.answers,
            tuple([at < until for until in declared.counting]),
            self._risks_of(declared.stays, at) if declared.stays else (),
        )

    def risk_of(self, region: str, at: int) -> str:
        """The risk of a region of the programme at a time."""
        risk = self._regions[region].risk
        for change in self.risks.get(region, ()):
            if change.at > at:
                break
            risk = change.risk
        return risk

    def said(self, view: View) -> Said:
        """What the rules say."""
        found = self._memo.get(view)
        if found is None:
            if len(self._memo) >= _REMEMBERED:
                self._memo.clear()
            found = self._memo[view] = self._ask(view)
        return found

    def reasons(self, view: View) -> tuple[str, ...]:
        """The reason of the first rule that holds, and of the others of its colour that do.

        The last rule holds for everybody, so it is a reason only if no other rule is.
        """
        first = self.said(view).rule
        colour = self._rules[first].colour
        context = self._context(view)
        return (
            self._rules[first].reason,
            *(
                rule.reason
                for rule in self._rules[first + 1 : -1]
                if rule.colour == colour and rule.when.holds(context)
            ),
        )

    def holds(self, condition: Condition, view: View) -> bool:
        """Whether one of the programme's conditions holds."""
        return condition.holds(self._context(view))

    def _ask(self, view: View) -> Said:
        context = self._context(view)
        last = len(self._rules) - 1
        number = next(
            (place for place in range(last) if self._rules[place].when.holds(context)), last
        )
        rule = self._rules[number]
        meets = {colour: condition.holds(context) for colour, condition in self._meets.items()}
        return Said(number, rule.colour, rule.at_once, meets)

    def _context(self, view: View) -> cel.Context:
        (registered, applicant, channel, reported, answers, recent, stays, categories) = view[:8]
        return cel.Context(
            {
                "registered": registered,
                "applicant": applicant,
                "channel": channel,
                "reported": reported,
                "report": {one.id: answer for one, answer in zip(self.asked, answers, strict=True)},
                "recent": {one.id: counts for one, counts in zip(self.dates, recent, strict=True)},
                "stays": list(stays),
                "categories": list(categories),
                "evidence": list(view[8]),
                "temperature": view[9],
                "decision": view[10],
            }
        )

    def _end_of(self, text: object, counts_for: int) -> int:
        """Until when a day counts; 0 if it is none."""
        if not isinstance(text, str) or not text:
            return 0
        end = self._ends.get((text, counts_for))
        if end is None:
            if len(self._ends) >= _REMEMBERED:
                self._ends.clear()
            day = day_number(text)
            end = 0 if day is None else self.days.end_of(day, counts_for)
            self._ends[text, counts_for] = end
        return end

    def _risks_of(self, stays: tuple[tuple[str, int], ...], at: int) -> tuple[str, ...]:
        found = {self.risk_of(region, at) for region, until in stays if at < until}
        if len(found) < 2:
            return tuple(found)
        # A risk that the programme has not is the highest of all.
        return tuple(sorted(found, key=lambda risk: (self._risk_places.get(risk, 1 << 30), risk)))


def _neutral(kind: AnswerKind) -> bool | str:
    return False if kind == AnswerKind.YES_NO else ""


def _by_region(risks: Iterable[RiskChange]) -> dict[str, tuple[RiskChange, ...]]:
    found: dict[str, list[RiskChange]] = {}
    for change in sorted(risks, key=lambda change: (change.at, change.region, change.risk)):
        found.setdefault(change.region, []).append(change)
    return {region: tuple(changes) for region, changes in found.items()}
