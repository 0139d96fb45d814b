"""What is known about a person as time goes on: facts begin and end. Times in seconds."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from huepass.core import Colour
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.programme.facts import (
    Application,
    CategoryLifted,
    CategorySet,
    Decision,
    Evidence,
    Fact,
    Reading,
    Report,
    in_order,
)
from huepass.issuer.programme.model import Category, Programme
from huepass.issuer.programme.moment import Declared, Lens, View

FOREVER: Final = float("inf")
_NAMES: Final[Mapping[Colour, str]] = {colour: colour_name(colour) for colour in Colour}


class CauseKind(StrEnum):
    """What happens at a moment."""

    FACT = "fact"
    REPORT_ENDS = "report-ends"
    ANSWER_ENDS = "answer-ends"
    STAY_ENDS = "stay-ends"
    CATEGORY_ENDS = "category-ends"
    EVIDENCE_BEGINS = "evidence-begins"
    EVIDENCE_ENDS = "evidence-ends"
    RISK_CHANGES = "risk-changes"
    CONVERSION = "conversion"


class Cause(NamedTuple):
    """Something that happens at a moment, and to what: an ID of the programme, or empty."""

    kind: CauseKind
    what: str = ""


class Membership(NamedTuple):
    """That a person is in a category."""

    since: int
    until: float
    """When it ends unless it is renewed; `FOREVER` if it doesn't end by itself."""
    authority: str
    """Who set it, or renewed it last."""
    reason: str
    """Why: one of the category's reasons; empty if none was given."""


class Scope:
    """What of a programme says which facts matter."""

    def __init__(self, programme: Programme, lens: Lens) -> None:
        self.lens = lens
        used = lens.used
        self.categories: Mapping[str, Category] = (
            programme.categories if "categories" in used else {}
        )
        self.evidence = frozenset(programme.evidence if "evidence" in used else ())
        self.reads_temperature = "temperature" in used
        self.nothing_reported = lens.answers_at(None, 0)


class Known:
    """A person's facts, those up to some moment taken up.

    Args:
        scope: the programme's.
        facts: in any order.
    """

    __slots__ = (
        "_categories",
        "_decision",
        "_declared",
        "_evidence",
        "_facts",
        "_next",
        "_reading",
        "_scope",
        "application",
        "report",
    )

    def __init__(self, scope: Scope, facts: Iterable[Fact]) -> None:
        self._scope = scope
        self._facts = in_order(facts)
        self._next = 0
        self._declared: dict[int, Declared] = {}
        self.application: Application | None = None
        self.report: Declared | None = None
        """The newest, also if it has run out."""
        self._decision = ""
        self._categories: dict[str, Membership] = {}
        self._evidence: list[Evidence] = []
        self._reading = 0.0

    def moments(self) -> list[int]:
        """Every moment at which a fact begins or ends, in order."""
        scope = self._scope
        found: set[float] = set()
        replaced_at = FOREVER
        for fact in reversed(self._facts):
            at = fact.at
            if isinstance(fact, Report):
                self._add_report(fact, replaced_at, found)
                replaced_at = at
            elif isinstance(fact, CategorySet):
                category = scope.categories.get(fact.category)
                if category is not None:
                    found.add(at)
                    if category.lasts is not None:
                        found.add(at + category.lasts)
            elif isinstance(fact, Evidence):
                if fact.evidence in scope.evidence:
                    found.update((at, max(at, fact.valid_from), max(at, fact.valid_until)))
            elif not isinstance(fact, Reading) or scope.reads_temperature:
                found.add(at)
        if self._facts:
            found.add(self._facts[0].at)
        return sorted(found)  # type: ignore[arg-type]

    def take_up(self, at: int) -> list[Declared]:
        """Take up the facts that begin by now; the reports among them."""
        reports: list[Declared] = []
        facts, number = self._facts, self._next
        while number < len(facts) and facts[number].at <= at:
            fact = facts[number]
            number += 1
            if isinstance(fact, Report):
                self.report = self._declared[id(fact)]
                reports.append(self.report)
            elif isinstance(fact, Application):
                self.application = fact
            elif isinstance(fact, CategorySet):
                self._put(fact)
            elif isinstance(fact, CategoryLifted):
                self._categories.pop(fact.category, None)
            elif isinstance(fact, Evidence):
                if fact.evidence in self._scope.evidence:
                    self._evidence.append(fact)
            elif isinstance(fact, Reading):
                self._reading = fact.temperature
            elif isinstance(fact, Decision):
                self._decision = _NAMES[fact.colour]
        self._next = number
        return reports

    def view(self, at: int, report: Declared | None) -> View:
        """What conditions see, with this as the newest report."""
        scope, application = self._scope, self.application
        reported, answers, recent, stays = (
            scope.nothing_reported if report is None else scope.lens.answers_at(report, at)
        )
        return (
            application is not None,
            "" if application is None else application.applicant,
            "" if application is None else application.channel,
            reported,
            answers,
            recent,
            stays,
            tuple(sorted(self.memberships(at))) if self._categories else (),
            tuple(sorted({one.evidence for one in self.certificates(at)}))
            if self._evidence
            else (),
            self._reading if scope.reads_temperature else 0.0,
            self._decision,
        )

    def memberships(self, at: int) -> dict[str, Membership]:
        """The categories that the person is in, of those that conditions use."""
        return {name: one for name, one in self._categories.items() if at < one.until}

    def certificates(self, at: int) -> list[Evidence]:
        """The evidence that is valid, of what conditions use."""
        return [one for one in self._evidence if one.valid_from <= at < one.valid_until]

    def causes(self, at: int) -> list[Cause]:
        """What begins or ends at a moment to come, by what is taken up now."""
        found = [Cause(CauseKind.FACT, fact.kind) for fact in self._facts if fact.at == at]
        found += self._report_causes(at)
        found += [
            Cause(CauseKind.CATEGORY_ENDS, name)
            for name, one in self._categories.items()
            if one.until == at
        ]
        for one in self._evidence:
            if one.valid_from == at:
                found.append(Cause(CauseKind.EVIDENCE_BEGINS, one.evidence))
            if one.valid_until == at:
                found.append(Cause(CauseKind.EVIDENCE_ENDS, one.evidence))
        return found

    def _report_causes(self, at: int) -> list[Cause]:
        report, lens = self.report, self._scope.lens
        if report is None or at > report.until:
            return []
        if at == report.until:
            return [Cause(CauseKind.REPORT_ENDS)]
        found = [
            Cause(CauseKind.ANSWER_ENDS, question.id)
            for question, until in zip(lens.dates, report.counting, strict=True)
            if until == at
        ]
        for region, until in dict.fromkeys(report.stays):
            if until == at:
                found.append(Cause(CauseKind.STAY_ENDS, region))
            elif at < until and any(one.at == at for one in lens.risks.get(region, ())):
                found.append(Cause(CauseKind.RISK_CHANGES, region))
        return found

    def _add_report(self, fact: Report, replaced_at: float, found: set[float]) -> None:
        lens = self._scope.lens
        declared = self._declared[id(fact)] = lens.declared(fact)
        at, end = fact.at, declared.until
        found.add(at)
        if end < replaced_at:
            found.add(end)
        else:
            end = replaced_at
        for until in declared.counting:
            if at < until < end:
                found.add(until)
        for region, until in declared.stays:
            if at < until < end:
                found.add(until)
            for change in lens.risks.get(region, ()):
                if at < change.at < min(until, end):
                    found.add(change.at)

    def _put(self, fact: CategorySet) -> None:
        category = self._scope.categories.get(fact.category)
        if category is None:
            return
        before = self._categories.get(fact.category)
        since = fact.at if before is None or before.until <= fact.at else before.since
        until = FOREVER if category.lasts is None else fact.at + category.lasts
        self._categories[fact.category] = Membership(since, until, fact.authority, fact.reason)
