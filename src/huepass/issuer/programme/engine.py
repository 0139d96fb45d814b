"""The colour engine: from programme, a person's facts and a time to a colour, and why.

It is a pure function: no clock, no files, and the order in which facts are given never matters. How
it goes about it, and what conversions do, is in `huepass.issuer.programme.fold`. Times in seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from huepass.core import Colour, Level
from huepass.issuer.programme.facts import (
    Application,
    CategoryLifted,
    CategorySet,
    Evidence,
    Fact,
    RiskChange,
    in_order,
)
from huepass.issuer.programme.fold import Fold, Rules
from huepass.issuer.programme.known import FOREVER, Cause, CauseKind, Known, Membership
from huepass.issuer.programme.model import Conversion, Programme
from huepass.issuer.programme.moment import Lens

HORIZON: Final = 366 * 86400
"""How far ahead changes are looked for."""


class Verdict(NamedTuple):
    """What is kept about a person's colour."""

    colour: Colour
    reason: str
    """The deciding rule's, or that of the conversion for which the colour is kept."""
    since: int | None
    """When the colour began; None while no fact says anything."""
    due_at: int | None
    """Until then neither colour nor reason change unless a fact is added; None if never."""


class Step(NamedTuple):
    """A moment at which the colour or its reason changed."""

    at: int
    colour: Colour
    reason: str


class Change(NamedTuple):
    """A moment at which the colour or its reason will change unless a fact is added."""

    at: int
    causes: tuple[Cause, ...]
    colour: Colour
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the conversion is that is pending."""

    conversion: Conversion
    done: int
    """Days in a row that have counted, without today; no more than it needs."""
    today: int
    """The ordinal of the local day."""
    counts_today: bool | None
    """Whether today will count if nothing changes; None if it needs a report first."""
    is_kept: bool
    """Whether the colour is kept for the conversion alone, the rules giving a better one."""
    began_by: str | None
    """The reason of the rule that gave the colour last; None if another conversion led to it."""
    complete: int | None
    """When so many days have counted as it needs if every day from now on counts.

    None if they already have, and if no day counts while the rules give what they do.
    """
    earliest: int | None
    """The same if it is due then; None while rules give the colour or worse."""
    leads_to: Colour
    """The colour that it leads to if the rules go on giving what they give now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds at the moment, of what has an end or an author."""

    application: Application | None
    categories: tuple[tuple[str, Membership], ...]
    """Those that conditions use, in order of their ID."""
    evidence: tuple[Evidence, ...]
    reported_at: int | None
    report_until: int | None
    """None if there is none, or if it doesn't run out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A person's colour at a time, why, and what will change it."""

    at: int
    colour: Colour
    level: Level
    reasons: tuple[str, ...]
    """All rules that give the colour, the deciding one first; or the conversion's alone."""
    since: int | None
    due_at: int | None
    progress: Progress | None
    standing: Standing
    history: tuple[Step, ...]
    """Every moment so far at which the colour or its reason changed."""
    changes: tuple[Change, ...]
    """The changes of the colour or its reason within a year, unless a fact is added."""
    statements: tuple[CategorySet | CategoryLifted, ...]
    """What authorities have said so far about the programme's categories, in order."""
    may_have_paper: bool

    @property
    def next_change(self) -> Change | None:
        """The first change of the colour."""
        return next((change for change in self.changes if change.colour != self.colour), None)


class Engine:
    """A programme, made ready for many people. Safe to use from several threads.

    Args:
        programme: a valid one.
        risks: every change of a region's risk, in any order.
    """

    def __init__(self, programme: Programme, risks: Iterable[RiskChange] = ()) -> None:
        self.programme = programme
        self._lens = Lens(programme, risks)
        self._rules = Rules(programme, self._lens)

    def colour_only(self, facts: Iterable[Fact], now: int) -> Verdict:
        """The colour at a time and when to look again: what `colour_of` says, and no more."""
        fold = Fold(self._rules, facts)
        due = fold.next_moment()
        while due is not None and due <= now:
            fold.step(due)
            due = fold.next_moment()
        shown, since = fold.shown(), fold.since
        end = now + HORIZON
        while due is not None and due <= end:
            fold.step(due)
            if fold.shown() != shown:
                break
            due = fold.next_moment()
        return Verdict(*shown, since, due)

    def colour_of(self, facts: Iterable[Fact], now: int) -> Outcome:
        """The colour at a time, why, and what will change it.

        Args:
            facts: in any order. Those that begin after `now` are known to come.
            now: the time.
        """
        facts = list(facts)
        fold = Fold(self._rules, facts)
        history = _history(fold, now)
        colour, reason = fold.shown()
        since, standing, progress = fold.since, _standing(fold.known, now), None
        if fold.pending is not None:
            progress = self._progress(fold, fold.pending, now)
        kept = progress is not None and progress.is_kept
        reasons = (reason,) if kept else self._lens.reasons(fold.view())
        paper = self._allows_paper(fold)
        due, changes = _ahead(fold, now + HORIZON)
        level = self.programme.colours[colour].level
        said = tuple(
            fact
            for fact in in_order(facts)
            if isinstance(fact, CategorySet | CategoryLifted)
            and fact.at <= now
            and fact.category in self.programme.categories
        )
        return Outcome(
            now, colour, level, reasons, since, due, progress, standing, history, changes, said,
            paper,
        )  # fmt: skip

    def may_have_paper(self, facts: Iterable[Fact], now: int) -> bool:
        """Whether the programme allows the person a paper pass at a time."""
        fold = Fold(self._rules, facts)
        _history(fold, now)
        return self._allows_paper(fold)

    def _allows_paper(self, fold: Fold) -> bool:
        rule = self.programme.paper
        return rule is None or self._lens.holds(rule.when, fold.view())

    def _progress(self, fold: Fold, conversion: Conversion, now: int) -> Progress:
        done, today, counts = fold.days_at(now)
        complete = None
        if fold.is_counting and done < conversion.days:
            first = today + 1 if counts is False else today
            complete = self._lens.days.start_of(first + conversion.days - done)
        earliest = complete if fold.is_better else None
        rule = fold.by_rule
        began_by = None if rule is None else self.programme.rules[rule].reason
        return Progress(
            conversion=conversion,
            done=done,
            today=today,
            counts_today=counts,
            is_kept=fold.is_better,
            began_by=began_by,
            complete=complete,
            earliest=earliest,
            leads_to=fold.leads_to(),
        )


def colour_of(
    programme: Programme, facts: Iterable[Fact], now: int, risks: Iterable[RiskChange] = ()
) -> Outcome:
    """The colour at a time, why, and what will change it. For many people use an `Engine`.

    Args:
        programme: a valid one.
        facts: the person's, in any order. Those that begin after `now` are known to come.
        now: the time.
        risks: every change of a region's risk, in any order.
    """
    return Engine(programme, risks).colour_of(facts, now)


def colour_only(
    programme: Programme, facts: Iterable[Fact], now: int, risks: Iterable[RiskChange] = ()
) -> Verdict:
    """The colour at a time and when to look again. For many people use an `Engine`."""
    return Engine(programme, risks).colour_only(facts, now)


def _history(fold: Fold, now: int) -> tuple[Step, ...]:
    found: list[Step] = []
    at = fold.next_moment()
    while at is not None and at <= now:
        fold.step(at)
        if not found or found[-1][1:] != fold.shown():
            found.append(Step(at, *fold.shown()))
        at = fold.next_moment()
    return tuple(found)


def _standing(known: Known, now: int) -> Standing:
    report = known.report
    if report is not None and now >= report.until:
        report = None
    return Standing(
        known.application,
        tuple(sorted(known.memberships(now).items())),
        tuple(known.certificates(now)),
        None if report is None else report.at,
        None if report is None or report.until == FOREVER else int(report.until),
    )


def _ahead(fold: Fold, end: int) -> tuple[int | None, tuple[Change, ...]]:
    """When to look again, and the changes up to `end`."""
    last = fold.shown()
    changes: list[Change] = []
    at = fold.next_moment()
    while at is not None and at <= end:
        causes = fold.known.causes(at)
        fold.step(at)
        if fold.converted_at == at:
            causes.append(Cause(CauseKind.CONVERSION))
        if fold.shown() != last:
            last = fold.shown()
            changes.append(Change(at, tuple(causes), *last))
        at = fold.next_moment()
    return (changes[0].at if changes else at), tuple(changes)
