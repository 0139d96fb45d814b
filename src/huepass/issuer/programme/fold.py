"""The fold: from a person's facts, moment by moment, to a colour. Times in seconds.

A colour can change only when a fact begins or ends, or at a local midnight while the days of a
conversion are counted. The fold goes from one such moment to the next. At each it sees what holds
then, and the first rule that holds gives a colour R.

**Conversions.** When a rule gives a colour that a conversion ends, that conversion is *pending*.
R is compared with its colour by the level: better, as bad, or worse.

- While it is pending and R is better, its colour is kept.
- If R is as bad or worse, the colour is R. The conversion goes on being pending, unless R has a
  conversion of its own, which takes its place and has no days yet.
- A rule that is `at_once` and gives a better colour ends it, and the colour is R.

Meanwhile local days in a row are counted, and a day that does not count starts the count anew.

- *Without a condition* a day counts if R was better at every moment of it. As soon as R is not, the
  count starts anew.
- *With a condition* a day counts if there was a report on it, the condition held at each of its
  reports, and R was worse at no moment of it. Whether R was better or as bad makes no difference:
  days count while the cause still holds. As soon as R is worse, the count starts anew. The
  condition sees what rules see at the report.
- The first day of a conversion with a condition that a rule made pending can be that very day: all
  of its reports matter, also earlier ones, but not what R was before. Otherwise the first day is
  the first one that begins when it is pending, or later.

When so many days in a row have counted as the conversion needs, it is due:

- *Without a condition* at the midnight that ends the last of them.
- *With a condition* at that midnight if R is better then, and otherwise at the first moment at
  which it is, if the row goes on until then: each further day must count, and on the day of that
  moment there was by then neither a report that does not meet the condition nor a worse R.

If the colour that it leads to has a conversion, that one is pending from there on. If it has none,
nothing is pending. Then as before: a colour is kept only against a better one, so a conversion
never gives a better colour than the rules do.

All that begins, ends or is recorded in one second happens at once; rules see the outcome.
"""

from collections.abc import Iterable, Mapping

from huepass.core import Colour
from huepass.issuer.domain.colours import severity
from huepass.issuer.programme.facts import Fact
from huepass.issuer.programme.known import Known, Scope
from huepass.issuer.programme.model import Conversion, Programme
from huepass.issuer.programme.moment import Declared, Lens, Said, View


class Rules:
    """What the fold needs of a programme, and of the risks of its regions."""

    def __init__(self, programme: Programme, lens: Lens) -> None:
        self.lens = lens
        self.scope = Scope(programme, lens)
        self.conversions = programme.conversions
        self.reasons = [rule.reason for rule in programme.rules]
        self.counts_reports = any(one.meets is not None for one in self.conversions.values())
        places = {colour: severity(programme.colours[colour].level) for colour in programme.colours}
        self.better: Mapping[Colour, frozenset[Colour]] = {
            origin: frozenset(colour for colour in places if places[colour] < places[origin])
            for origin in programme.colours
        }
        self.worse: Mapping[Colour, frozenset[Colour]] = {
            origin: frozenset(colour for colour in places if places[colour] > places[origin])
            for origin in programme.colours
        }


class Fold:
    """A person's facts, folded up to some moment.

    Args:
        rules: the programme's.
        facts: in any order; those still to come are known to come.
    """

    __slots__ = (
        "_better",
        "_clean",
        "_colour",
        "_day",
        "_day_ends",
        "_judged_until",
        "_met",
        "_next",
        "_reason",
        "_rules",
        "_spoils",
        "_times",
        "_view",
        "by_rule",
        "converted_at",
        "done",
        "known",
        "pending",
        "since",
    )

    def __init__(self, rules: Rules, facts: Iterable[Fact]) -> None:
        self._rules = rules
        self.known = Known(rules.scope, facts)
        self._times = self.known.moments()
        self._next = 0
        self._view: View | None = None
        # What comes of it.
        self._colour: Colour | None = None
        self._reason = ""
        self.since: int | None = None
        # The conversion that is pending, if one is, and the days that have counted for it.
        self.pending: Conversion | None = None
        self.by_rule: int | None = None  # the rule that gave its colour last, if one did
        self.done = 0
        self.converted_at: int | None = None
        self._better = False  # whether the rules give a better colour now
        self._spoils = False  # whether no day counts on which they give what they give now
        self._day = self._day_ends = 0
        self._clean = False  # whether this day can count by what the rules gave
        # By conversion: whether all reports of the last day that has any meet its condition.
        self._met: Mapping[Colour, bool] = {}
        self._judged_until = 0  # the end of that day

    def next_moment(self) -> int | None:
        """The next moment at which anything can change."""
        event = self._times[self._next] if self._next < len(self._times) else None
        if self._midnight_matters() and (event is None or self._day_ends < event):
            return self._day_ends
        return event

    def step(self, at: int) -> None:
        """Go on to a moment: the next one."""
        if self._next < len(self._times) and self._times[self._next] == at:
            self._next += 1
        if self.pending is not None and at >= self._day_ends:
            self._turn(self.pending, at)
        known = self.known
        reports = known.take_up(at)
        self._view = known.view(at, known.report)
        said = self._rules.lens.said(self._view)
        if reports and self._rules.counts_reports:
            self._judge(at, reports, said)
        self._settle(at, said)

    def shown(self) -> tuple[Colour, str]:
        """The colour, and the deciding reason. Before the first fact it is what the rules say."""
        if self._colour is not None:
            return self._colour, self._reason
        said = self.said()
        return said.colour, self._rules.reasons[said.rule]

    def view(self) -> View:
        """What conditions see."""
        if self._view is None:
            self._view = self.known.view(0, None)
        return self._view

    def said(self) -> Said:
        """What the rules say."""
        return self._rules.lens.said(self.view())

    @property
    def is_better(self) -> bool:
        """Whether the rules give something better than the colour of the pending conversion."""
        return self._better

    @property
    def is_counting(self) -> bool:
        """Whether days can count while the rules give what they do."""
        return not self._spoils

    def days_at(self, now: int) -> tuple[int, int, bool | None]:
        """Of the pending conversion: the days that have counted, today, and whether it can count.

        None if it can count, but only with a report that is not there yet.
        """
        pending = self.pending
        today = self._rules.lens.days.day_of(now)
        done, clean = self.done, self._clean
        good = None if pending is None else self._good(pending)
        if pending is not None and today > self._day:
            done, clean, good = self._done_by(pending, today), not self._spoils, None
        if not clean or good is False:
            return 0, today, False
        needs_report = pending is not None and pending.meets is not None
        return done, today, good if needs_report else True

    def leads_to(self) -> Colour:
        """What is shown if the pending conversion is due while the rules say what they do."""
        rules, said = self._rules, self.said()
        if self.pending is not None and not said.at_once:
            to = self.pending.to
            if to in rules.conversions and said.colour in rules.better[to]:
                return to
        return said.colour

    def _midnight_matters(self) -> bool:
        """Whether a conversion may be due at the end of this day, or a day must be counted there.

        With a condition what else a midnight counts can be counted at the next moment.
        """
        pending = self.pending
        if pending is None:
            return False
        if pending.meets is None:
            return not self._spoils
        return self._better and self.done + 1 == pending.days and self._counts(pending)

    def _counts(self, pending: Conversion) -> bool:
        """Whether this day counts if it ends now."""
        return self._clean and (pending.meets is None or self._good(pending) is True)

    def _done_by(self, pending: Conversion, day: int) -> int:
        """The days that have counted before a later day, nothing having happened since this one.

        Days without a condition are counted at each midnight, others only if they have reports.
        """
        if day == self._day + 1 and self._counts(pending):
            return min(self.done + 1, pending.days)
        return 0

    def _good(self, pending: Conversion) -> bool | None:
        """Whether this day's reports meet the condition; None if it has none."""
        return self._met.get(pending.origin) if self._judged_until == self._day_ends else None

    def _turn(self, pending: Conversion, at: int) -> None:
        """One or more local days have ended since the last moment."""
        day, ends = self._rules.lens.days.day_and_end(at)
        self.done = self._done_by(pending, day)
        self._day, self._day_ends = day, ends
        # At its first second rules are about to say what they give on it.
        self._clean = not self._spoils or self._is_first(at)
        if pending.meets is None and self.done == pending.days:
            self._convert(pending, at)

    def _is_first(self, at: int) -> bool:
        """Whether this day begins now."""
        return at == self._rules.lens.days.start_of(self._day)

    def _convert(self, pending: Conversion, at: int) -> Conversion | None:
        """The pending conversion is due: what is pending from now on."""
        self.converted_at = at
        self.pending = self._rules.conversions.get(pending.to)
        self.by_rule = None
        self.done = 0
        self._clean = self._is_first(at)
        return self.pending

    def _settle(self, at: int, said: Said) -> None:
        """The colour at this moment."""
        pending, better = self.pending, self._rules.better
        self._better = self._spoils = False
        if pending is not None and said.colour in better[pending.origin]:
            if said.at_once:
                self.pending = pending = None
            elif pending.meets is not None and self._is_complete(pending):
                pending = self._convert(pending, at)
        if pending is not None:
            if said.colour in better[pending.origin]:
                self._better = True
                self._show(at, pending.origin, pending.reason)
                return
            if pending.meets is None or said.colour in self._rules.worse[pending.origin]:
                self.done = 0
                self._clean, self._spoils = False, True
        conversion = self._rules.conversions.get(said.colour)
        if conversion is not None:
            if conversion is not pending:
                self._begin(conversion, at)
            self.by_rule = said.rule
        self._show(at, said.colour, self._rules.reasons[said.rule])

    def _is_complete(self, pending: Conversion) -> bool:
        """Whether enough days have counted, and this one still can."""
        # A day on which rules gave something worse has left none.
        return self.done == pending.days and self._good(pending) is not False

    def _begin(self, conversion: Conversion, at: int) -> None:
        """A rule makes a conversion pending."""
        self.pending = conversion
        self.done = 0
        self._day, self._day_ends = self._rules.lens.days.day_and_end(at)
        self._spoils = conversion.meets is None
        self._clean = not self._spoils

    def _show(self, at: int, colour: Colour, reason: str) -> None:
        if colour != self._colour:
            self._colour, self.since = colour, at
        self._reason = reason

    def _judge(self, at: int, reports: list[Declared], said: Said) -> None:
        """Whether this day's reports meet the conversions' conditions."""
        ends = self._rules.lens.days.day_and_end(at)[1]
        met = self._met if ends == self._judged_until else None
        for report in reports:
            meets = said.meets
            if report is not self.known.report:
                meets = self._rules.lens.said(self.known.view(at, report)).meets
            met = meets if met is None else {one: met[one] and meets[one] for one in met}
        if met is not None:
            self._met, self._judged_until = met, ends
