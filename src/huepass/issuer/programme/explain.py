"""A colour in words, for its holder and for staff: why, until when, and what lifts it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from huepass.core import Colour
from huepass.issuer.programme.engine import Change, Outcome, Progress
from huepass.issuer.programme.explain_words import (
    CAUSES,
    HEADINGS,
    day_in,
    joined,
    pick,
    say,
    span_in,
    time_in,
)
from huepass.issuer.programme.facts import CategoryLifted, CategorySet
from huepass.issuer.programme.known import FOREVER, Cause, CauseKind, Membership
from huepass.issuer.programme.model import Category, Programme, Rule, Text
from huepass.messages import Language

MAX_CHANGES: Final = 3
"""How many of the coming changes are told."""
MAX_STEPS: Final = 20
"""How many of the latest steps staff are told."""

_OF_REPORTS: Final = re.compile(r"\b(report|reported|recent|stays)\b")
"""What conditions call reports and what is in them."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A colour in one language: sentences, by section."""

    title: str
    why: tuple[str, ...]
    lifted: tuple[str, ...]
    """What to do, what ends it, and who can."""
    ahead: tuple[str, ...]
    """What happens if nothing new is recorded."""
    gate: str
    paper: tuple[str, ...]
    """Who may have a paper pass, and whether this person may; empty if everybody may."""
    appeal: tuple[str, ...]
    """Empty if the programme has no appeals."""
    record: tuple[str, ...]
    """How the colour came about, with reason codes, and what authorities said; empty for the
    holder."""

    def sections(self, language: Language) -> list[tuple[str, tuple[str, ...]]]:
        """The sections that have something in them, with their headings."""
        found = {
            "why": self.why,
            "lifted": self.lifted,
            "ahead": self.ahead,
            "gate": (self.gate,),
            "paper": self.paper,
            "appeal": self.appeal,
            "record": self.record,
        }
        return [(pick(HEADINGS[key], language), lines) for key, lines in found.items() if lines]


def explain_colour(
    programme: Programme, outcome: Outcome, language: Language, *, for_staff: bool = False
) -> Explanation:
    """A colour in words.

    Args:
        programme: the one that the outcome is of.
        outcome: what `colour_of` gave.
        language: `en` or `zh`.
        for_staff: adds reason codes and how the colour came about.
    """
    return _Speaker(programme, outcome, language, for_staff).explanation()


class _Speaker:
    def __init__(
        self, programme: Programme, outcome: Outcome, language: Language, for_staff: bool
    ) -> None:
        self._programme = programme
        self._outcome = outcome
        self._language = language
        self._for_staff = for_staff
        self._zone = ZoneInfo(programme.time_zone)
        self._rules = {rule.reason: rule for rule in programme.rules}
        self._texts = {rule.reason: rule.text for rule in programme.rules} | {
            conversion.reason: conversion.text for conversion in programme.conversions.values()
        }

    def explanation(self) -> Explanation:
        return Explanation(
            title=self._title(),
            why=tuple(self._why()),
            lifted=tuple(self._lifted()),
            ahead=tuple(self._ahead()),
            gate=self._programme.gate[self._outcome.level].text[self._language],
            paper=tuple(self._paper()),
            appeal=tuple(self._appeal()),
            record=tuple(self._record()) if self._for_staff else (),
        )

    def _title(self) -> str:
        since, label = self._outcome.since, self._label(self._outcome.colour)
        if since is None:
            return self._say("unknown", label=label)
        return self._say("since", label=label, time=self._time(since))

    def _why(self) -> list[str]:
        progress = self._outcome.progress
        if progress is not None and progress.is_kept:
            conversion = progress.conversion
            found = [self._with_code(conversion.text[self._language], conversion.reason)]
            began = self._rules.get(progress.began_by or "")
            if began is None:
                found.append(self._say("led"))
            else:
                text = self._with_code(began.text[self._language], began.reason)
                found.append(self._say("began", text=text))
            return found
        texts = [self._with_code(rule.text[self._language], rule.reason) for rule in self._giving()]
        found = [texts[0], *(self._say("also", text=text) for text in texts[1:])]
        found += [
            self._category(category, membership) for category, membership in self._memberships()
        ]
        return found + self._evidence() + self._report()

    def _lifted(self) -> list[str]:
        progress = self._outcome.progress
        found: list[str] = []
        if progress is None or not progress.is_kept:
            found += [rule.guidance[self._language] for rule in self._giving()]
            for category, _ in self._memberships():
                found.append(category.guidance[self._language])
                names = [
                    self._programme.authorities[one].name[self._language]
                    for one in category.lift_by
                ]
                if names:
                    authorities = joined(self._language, names)
                    label = category.label[self._language]
                    found.append(self._say("lifted_by", label=label, authorities=authorities))
        if progress is not None:
            found += self._progress(progress)
        return [one for one in dict.fromkeys(found) if one]

    def _progress(self, progress: Progress) -> list[str]:
        conversion = progress.conversion
        found = []
        text = conversion.text[self._language]
        if conversion.origin != self._outcome.colour:
            found.append(self._say("after", label=self._label(conversion.origin), text=text))
        elif not progress.is_kept:  # otherwise it is the reason
            found.append(text)
        found.append(self._say("days", needed=str(conversion.days), done=str(progress.done)))
        if progress.is_kept:
            return found
        if progress.done == conversion.days:
            found.append(self._say("waiting"))
        else:
            found.append(self._say("not_counting" if progress.complete is None else "counting"))
        return found

    def _coming(self, progress: Progress | None) -> list[str]:
        if progress is None:
            return []
        found = []
        if progress.complete is not None or progress.done == progress.conversion.days:
            found.append(self._today(progress))
        if progress.earliest is not None:
            time, label = self._time(progress.earliest), self._label(progress.leads_to)
            found.append(self._say("earliest", time=time, label=label))
        elif progress.complete is not None:
            found.append(self._say("complete", time=self._time(progress.complete)))
        return found

    def _today(self, progress: Progress) -> str:
        if progress.counts_today is None:
            return self._say("today_missing" if progress.done else "today_first")
        if progress.counts_today:
            return self._say("today_counts")
        tomorrow = date.fromordinal(progress.today + 1)
        return self._say("today_lost", day=day_in(self._language, tomorrow))

    def _ahead(self) -> list[str]:
        found = self._coming(self._outcome.progress)
        colour = self._outcome.colour
        for change in self._outcome.changes[:MAX_CHANGES]:
            key = "stays" if change.colour == colour else "change"
            if key == "stays" and change.reason not in self._rules:  # that of a conversion
                key = "stays_kept"
            found.append(self._change(change, key))
            colour = change.colour
        return [*(found or [self._say("no_change")]), self._say("zone", zone=self._zone.key)]

    def _change(self, change: Change, key: str) -> str:
        causes = dict.fromkeys(self._cause(cause) for cause in change.causes)
        return self._say(
            key,
            time=self._time(change.at),
            cause=joined(self._language, list(causes)),
            label=self._label(change.colour),
            text=self._texts[change.reason][self._language],
        )

    def _cause(self, cause: Cause) -> str:
        programme, language = self._programme, self._language
        what = ""
        match cause.kind:
            case CauseKind.ANSWER_ENDS:
                what = programme.questions[cause.what].text[language]
            case CauseKind.STAY_ENDS | CauseKind.RISK_CHANGES:
                what = programme.regions[cause.what].name[language]
            case CauseKind.CATEGORY_ENDS:
                what = programme.categories[cause.what].label[language]
            case CauseKind.EVIDENCE_BEGINS | CauseKind.EVIDENCE_ENDS:
                what = programme.evidence[cause.what].name[language]
        return pick(CAUSES[cause.kind], language, what=what)

    def _paper(self) -> list[str]:
        paper = self._programme.paper
        if paper is None:
            return []
        key = "paper_yes" if self._outcome.may_have_paper else "paper_no"
        return [paper.text[self._language], self._say(key)]

    def _appeal(self) -> list[str]:
        appeals = self._programme.appeals
        if appeals is None:
            return []
        authority = self._authority(appeals.to)
        time = span_in(self._language, appeals.answered_within)
        return [
            appeals.text[self._language],
            self._say("answer", authority=authority, time=time),
        ]

    def _record(self) -> list[str]:
        # What an authority says comes before the colour that follows from it.
        steps = [
            *((one.at, 0, self._statement(one)) for one in self._outcome.statements),
            *(
                (
                    at,
                    1,
                    self._say(
                        "step", time=self._time(at), label=self._label(colour), reason=reason
                    ),
                )
                for at, colour, reason in self._outcome.history
            ),
        ]
        return [line for _, _, line in sorted(steps, key=lambda step: step[:2])[-MAX_STEPS:]]

    def _statement(self, fact: CategorySet | CategoryLifted) -> str:
        category = self._programme.categories[fact.category]
        is_set = isinstance(fact, CategorySet)
        line = self._say(
            "set" if is_set else "lifted",
            time=self._time(fact.at),
            label=category.label[self._language],
            authority=self._authority(fact.authority),
        )
        reasons = category.reasons if is_set else category.lift_reasons
        return self._sentences(line, *self._reason(reasons, fact.reason))

    def _giving(self) -> list[Rule]:
        return [self._rules[reason] for reason in self._outcome.reasons]

    def _memberships(self) -> list[tuple[Category, Membership]]:
        """The groups that the rules are about which give the colour."""
        sources = " ".join(rule.when.source for rule in self._giving())
        return [
            (self._programme.categories[name], one)
            for name, one in self._outcome.standing.categories
            if f'"{name}"' in sources or f"'{name}'" in sources
        ]

    def _category(self, category: Category, membership: Membership) -> str:
        first = self._say(
            "category",
            label=category.label[self._language],
            authority=self._authority(membership.authority),
            time=self._time(membership.since),
        )
        if membership.until == FOREVER:
            last = self._say("category_open")
        else:
            last = self._say("category_until", time=self._time(int(membership.until)))
        return self._sentences(first, *self._reason(category.reasons, membership.reason), last)

    def _reason(self, reasons: Mapping[str, Text], reason: str) -> list[str]:
        if not reason:
            return []
        # A version may not have a reason any more that an earlier one had.
        words = reasons[reason][self._language] if reason in reasons else reason
        return [self._say("category_reason", reason=words)]

    def _sentences(self, *parts: str) -> str:
        return ("" if self._language == "zh" else " ").join(parts)

    def _evidence(self) -> list[str]:
        sources = " ".join(rule.when.source for rule in self._giving())
        return [
            self._say(
                "evidence",
                label=self._programme.evidence[one.evidence].name[self._language],
                time=self._time(one.valid_until),
            )
            for one in self._outcome.standing.evidence
            if f'"{one.evidence}"' in sources or f"'{one.evidence}'" in sources
        ]

    def _report(self) -> list[str]:
        if not self._programme.questions:
            return []
        standing = self._outcome.standing
        if standing.reported_at is None:
            return [self._say("no_report")] if self._asks_for_reports() else []
        time = self._time(standing.reported_at)
        if standing.report_until is None:
            return [self._say("report", time=time)]
        return [self._say("report_until", time=time, until=self._time(standing.report_until))]

    def _asks_for_reports(self) -> bool:
        """Whether a report can make a difference to the colour."""
        conversions = self._programme.conversions.values()
        return any(one.meets is not None for one in conversions) or any(
            _OF_REPORTS.search(rule.when.source) for rule in self._programme.rules
        )

    def _authority(self, name: str) -> str:
        # A version may not have an authority any more that an earlier one had.
        authority = self._programme.authorities.get(name)
        return name if authority is None else authority.name[self._language]

    def _with_code(self, text: str, reason: str) -> str:
        return f"{text} [{reason}]" if self._for_staff else text

    def _label(self, colour: Colour) -> str:
        return self._programme.colours[colour].label[self._language]

    def _time(self, at: int) -> str:
        return time_in(self._language, at, self._zone)

    def _say(self, key: str, **values: str) -> str:
        return say(key, self._language, **values)
