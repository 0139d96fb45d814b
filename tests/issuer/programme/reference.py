"""The engine again, slow and simple: every hour from the first fact on, nothing remembered.

It knows nothing of due times and views: at each hour it looks at all facts from the start, and the
days of a conversion with a condition are counted anew, back from yesterday. Facts, and whatever
ends, must be at full hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import cel

from huepass.core import Colour, Level
from huepass.issuer.programme.conditions import Condition
from huepass.issuer.programme.facts import Fact, Report, RiskChange, body_of
from huepass.issuer.programme.model import AnswerKind, Conversion, Programme

HOUR = 3600
ORDER = [Level.CLEAR, Level.CHECK, Level.UNDETERMINED, Level.STOP]


@dataclass
class Hour:
    """What the reference says of an hour."""

    at: int
    colour: Colour
    reason: str
    since: int


def hours(
    programme: Programme, facts: Sequence[Fact], until: int, risks: Sequence[RiskChange] = ()
) -> list[Hour]:
    """Every hour from the first fact to `until`."""
    facts = sorted(facts, key=lambda fact: (fact.at, fact.kind, body_of(fact)))
    return _Hours(programme, facts, risks).all(until) if facts else []


def holds(
    programme: Programme,
    facts: Sequence[Fact],
    at: int,
    condition: Condition,
    risks: Sequence[RiskChange] = (),
) -> bool:
    """Whether a condition holds at a time."""
    facts = sorted(facts, key=lambda fact: (fact.at, fact.kind, body_of(fact)))
    return condition.holds(_Hours(programme, facts, risks).context(at, None))


class _Hours:
    def __init__(
        self, programme: Programme, facts: Sequence[Fact], risks: Sequence[RiskChange]
    ) -> None:
        self.programme = programme
        self.facts = facts
        self.risks = sorted(risks, key=lambda one: (one.at, one.region, one.risk))
        self.zone = ZoneInfo(programme.time_zone)
        self.by_day: dict[date, list[Report]] = {}
        for one in self.facts:
            if isinstance(one, Report):
                self.by_day.setdefault(self.day(one.at), []).append(one)
        # The conversion that is pending, the first day that can count, and the days that can't.
        self.pending: Conversion | None = None
        self.first = date.min
        self.spoilt: set[date] = set()
        self.judged: dict[tuple[int, Colour], bool] = {}

    def all(self, until: int) -> list[Hour]:
        found: list[Hour] = []
        start = self.facts[0].at
        today = self.day(start)
        for at in range(start, until + 1, HOUR):
            midnight = self.day(at) != today
            today = self.day(at)
            rule = self.rule(at)
            if midnight and self.pending and self.pending.meets is None and self.complete(today):
                self.convert(today)
            better = self.is_better(rule.colour)
            if better and rule.at_once:
                self.pending, better = None, False
            elif better and self.completes_late(today, at):
                self.convert(today if midnight else today + timedelta(1))
                better = self.is_better(rule.colour)
            if self.pending is not None and not better:
                if self.pending.meets is None or self.is_worse(rule.colour):
                    self.spoilt.add(today)
                own = self.programme.conversions.get(rule.colour)
                if own is not None and own is not self.pending:
                    self.begin(own, today)
            elif self.pending is None and rule.colour in self.programme.conversions:
                self.begin(self.programme.conversions[rule.colour], today)
            if better:
                assert self.pending is not None
                colour, reason = self.pending.origin, self.pending.reason
            else:
                colour, reason = rule.colour, rule.reason
            since = found[-1].since if found and found[-1].colour == colour else at
            found.append(Hour(at, colour, reason, since))
        return found

    def begin(self, conversion: Conversion, today: date) -> None:
        self.pending, self.first, self.spoilt = conversion, today, set()
        if conversion.meets is None:
            self.spoilt.add(today)

    def convert(self, first: date) -> None:
        assert self.pending is not None
        self.pending = self.programme.conversions.get(self.pending.to)
        self.first, self.spoilt = first, set()

    def is_better(self, colour: Colour) -> bool:
        return self.pending is not None and self.rank(colour) < self.rank(self.pending.origin)

    def is_worse(self, colour: Colour) -> bool:
        return self.pending is not None and self.rank(colour) > self.rank(self.pending.origin)

    def complete(self, today: date) -> bool:
        """Whether the days before today that count in a row are enough."""
        assert self.pending is not None
        days = [today - timedelta(back) for back in range(1, self.pending.days + 1)]
        return all(self.counted(day) for day in days)

    def counted(self, day: date) -> bool:
        assert self.pending is not None
        if day < self.first or day in self.spoilt:
            return False
        return self.pending.meets is None or (bool(self.reports(day)) and self.all_met(day))

    def completes_late(self, today: date, now: int) -> bool:
        """The same with a condition, and whether today doesn't break the row so far."""
        if self.pending is None or self.pending.meets is None or not self.complete(today):
            return False
        return today not in self.spoilt and self.all_met(today, now)

    def all_met(self, day: date, now: int | None = None) -> bool:
        return all(self.met(one) for one in self.reports(day) if now is None or one.at <= now)

    def met(self, report: Report) -> bool:
        assert self.pending is not None and self.pending.meets is not None
        key = id(report), self.pending.origin
        if key not in self.judged:
            self.judged[key] = self.pending.meets.holds(self.context(report.at, report))
        return self.judged[key]

    def reports(self, day: date) -> list[Report]:
        return self.by_day.get(day, [])

    def rule(self, at: int) -> Any:
        context = self.context(at, None)
        return next(rule for rule in self.programme.rules if rule.when.holds(context))

    def rank(self, colour: Colour) -> int:
        return ORDER.index(self.programme.colours[colour].level)

    def day(self, at: int) -> date:
        return datetime.fromtimestamp(at, self.zone).date()

    def context(self, at: int, report: Report | None) -> cel.Context:
        facts = [fact for fact in self.facts if fact.at <= at]
        last: dict[str, Any] = {fact.kind: fact for fact in facts}
        report = report or last.get("r")
        lasts = self.programme.validity.report
        if report is not None and lasts is not None and at >= report.at + lasts:
            report = None
        answers = {} if report is None else report.answers
        application, decision = last.get("a"), last.get("d")
        asked: dict[str, Any] = {}
        recent, stays = {}, set()
        for one in self.programme.questions.values():
            answer: Any = answers.get(one.id)
            if one.kind == AnswerKind.DATE:
                recent[one.id] = bool(answer) and self.counts(answer, one.counts_for, at)
            elif one.kind == AnswerKind.STAYS:
                stays |= {
                    self.risk(region, at)
                    for region, day in answer or ()
                    if self.counts(day, one.counts_for, at)
                }
            else:
                asked[one.id] = answer or (False if one.kind == AnswerKind.YES_NO else "")
        categories = set()
        for name, category in self.programme.categories.items():
            about = [one for one in facts if getattr(one, "category", None) == name]
            if about and about[-1].kind == "s":
                age = at - about[-1].at
                if category.lasts is None or age < category.lasts:
                    categories.add(name)
        evidence = {
            one.evidence
            for one in facts
            if one.kind == "e" and one.valid_from <= at < one.valid_until  # type: ignore[union-attr]
        }
        return cel.Context(
            {
                "registered": application is not None,
                "applicant": application.applicant if application else "",
                "channel": str(application.channel) if application else "",
                "reported": report is not None,
                "report": asked,
                "recent": recent,
                "stays": list(stays),
                "categories": list(categories),
                "evidence": list(evidence),
                "temperature": last["t"].temperature if "t" in last else 0.0,
                "decision": decision.colour.name.lower() if decision else "",
            }
        )

    def counts(self, day: str, counts_for: int, at: int) -> bool:
        ended = date.fromisoformat(day) + timedelta(seconds=counts_for)
        return self.day(at) < ended

    def risk(self, region: str, at: int) -> str:
        risk = self.programme.regions[region].risk
        for change in self.risks:
            if change.region == region and change.at <= at:
                risk = change.risk
        return risk
