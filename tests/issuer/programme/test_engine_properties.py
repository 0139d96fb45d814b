"""What holds of every person's colour, whatever is known about them."""

import os
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from huepass.issuer.programme.conditions import Condition
from huepass.issuer.programme.engine import HORIZON, Engine, colour_of, colour_only
from huepass.issuer.programme.facts import Fact, RiskChange
from huepass.issuer.programme.model import PaperRule, Programme
from issuer.programme.histories import (
    END,
    START,
    conversions,
    histories,
    moments,
    risk_changes,
    single,
)
from issuer.programme.reference import holds, hours
from issuer.programme.sample import (
    CONVERSIONS,
    DAY,
    GREEN,
    HOUR,
    RED,
    YELLOW,
    conversion,
    programme,
    text,
)

# Each example is hundreds of hours of one person, and the simple engine takes its time.
SOAK = float(os.environ.get("HUEPASS_SOAK", "0.01"))
full = settings(deadline=None, max_examples=max(20, round(2000 * SOAK)))
more = settings(deadline=None, max_examples=max(100, round(2000 * SOAK)))
LATER = END + 8 * DAY
SAMPLE = programme()
programmes = st.sampled_from(
    [
        SAMPLE,
        programme(report_lasts=None),
        programme(report_lasts=30 * HOUR),
        programme(conversions={}),
        programme(conversions=conversion(RED, GREEN, 2)),
        programme(
            conversions=conversion(RED, YELLOW, 1) | conversion(YELLOW, GREEN, 3, "reported")
        ),
        programme(
            conversions=conversion(RED, YELLOW, 2, "!report.fever") | conversion(YELLOW, GREEN, 1)
        ),
        programme(conversions={YELLOW: CONVERSIONS[YELLOW]}),
        programme(time_zone="America/Havana"),
    ]
)
paper = st.sampled_from(
    [
        "registered",
        'channel == "offline"',
        "!reported",
        "report.note == 'x'",
        '"contact" in categories || temperature > 37.5',
        '"medium" in stays',
        'decision == "red" || "worker" in evidence',
    ]
)
"""Who may have paper; not only by what the rules use."""


@full
@given(programme=programmes, facts=histories, risks=risk_changes)
def test_every_hour_is_as_the_simple_engine_says(
    programme: Programme, facts: list[Fact], risks: list[RiskChange]
) -> None:
    engine = Engine(programme, risks)
    for hour in hours(programme, facts, END, risks):
        verdict = engine.colour_only(facts, hour.at)
        found = verdict.colour, verdict.reason, verdict.since
        assert found == (hour.colour, hour.reason, hour.since), hour.at


@more
@given(programme=programmes, facts=conversions)
def test_every_hour_of_a_conversion_is_as_the_simple_engine_says(
    programme: Programme, facts: list[Fact]
) -> None:
    engine = Engine(programme)
    expected = hours(programme, facts, START + 10 * DAY)
    last, now = (), -1
    for hour in expected:
        # Up to the due time and the next fact nothing changes.
        if hour.at >= now or (hour.colour, hour.reason) != last:
            verdict = engine.colour_only([one for one in facts if one.at <= hour.at], hour.at)
            now = min([one.at for one in facts if one.at > hour.at], default=hour.at + DAY)
            now = min(now, verdict.due_at or now)
            last = verdict.colour, verdict.reason
            assert (*last, verdict.since) == (hour.colour, hour.reason, hour.since), hour.at


@full
@given(programme=programmes, facts=histories, risks=risk_changes, now=moments)
def test_the_due_time_is_the_next_change(
    programme: Programme, facts: list[Fact], risks: list[RiskChange], now: int
) -> None:
    after = [one for one in hours(programme, facts, LATER, risks) if one.at >= now]
    verdict = Engine(programme, risks).colour_only(facts, now)
    later = [
        one.at for one in after if (one.colour, one.reason) != (verdict.colour, verdict.reason)
    ]
    if later:
        assert verdict.due_at == later[0]
    else:
        assert verdict.due_at is None or verdict.due_at > LATER


@full
@given(programme=programmes, facts=histories, risks=risk_changes, now=moments)
def test_the_changes_ahead_are_those_that_come(
    programme: Programme, facts: list[Fact], risks: list[RiskChange], now: int
) -> None:
    known = [fact for fact in facts if fact.at <= now] or facts[:1]
    outcome = colour_of(programme, known, now, risks)
    last, expected = (outcome.colour, outcome.reasons[0]), []
    for hour in hours(programme, known, LATER, risks):
        if hour.at > now and (hour.colour, hour.reason) != last:
            last = hour.colour, hour.reason
            expected.append((hour.at, hour.colour, hour.reason))
    found = [(one.at, one.colour, one.reason) for one in outcome.changes]
    assert [one for one in found if one[0] <= LATER] == expected
    assert all(change.causes for change in outcome.changes)


@settings(deadline=None)
@given(data=st.data(), programme=programmes, facts=histories, risks=risk_changes, now=moments)
def test_the_order_of_facts_never_matters(
    data: Any, programme: Programme, facts: list[Fact], risks: list[RiskChange], now: int
) -> None:
    outcome = colour_of(programme, facts, now, risks)
    mixed, risks = data.draw(st.permutations(facts)), data.draw(st.permutations(risks))
    assert colour_of(programme, mixed, now, risks) == outcome


@settings(deadline=None)
@given(programme=programmes, facts=histories, risks=risk_changes, now=moments)
def test_the_short_answer_is_the_long_ones(
    programme: Programme, facts: list[Fact], risks: list[RiskChange], now: int
) -> None:
    engine = Engine(programme, risks)
    outcome, verdict = engine.colour_of(facts, now), engine.colour_only(facts, now)
    assert engine.colour_of(facts, now) == outcome  # and again, from what is remembered
    assert verdict == (outcome.colour, outcome.reasons[0], outcome.since, outcome.due_at)
    assert verdict == colour_only(programme, facts, now, risks)


@settings(deadline=None)
@given(condition=paper, programme=programmes, facts=histories, risks=risk_changes, now=moments)
def test_paper_is_for_whom_the_simple_engine_says(
    condition: str, programme: Programme, facts: list[Fact], risks: list[RiskChange], now: int
) -> None:
    rule = PaperRule(Condition(condition), text("paper."))
    engine = Engine(replace(programme, paper=rule), risks)
    expected = holds(programme, facts, now, rule.when, risks)
    assert engine.may_have_paper(facts, now) == expected
    assert engine.colour_of(facts, now).may_have_paper == expected


@settings(deadline=None)
@given(condition=paper, programme=programmes, facts=histories, risks=risk_changes, now=moments)
def test_who_may_have_paper_makes_no_difference_to_colours(
    condition: str, programme: Programme, facts: list[Fact], risks: list[RiskChange], now: int
) -> None:
    rule = PaperRule(Condition(condition), text("paper."))
    without = colour_of(programme, facts, now, risks)
    found = colour_of(replace(programme, paper=rule), facts, now, risks)
    assert (found.colour, found.reasons, found.since, found.progress, found.history) == (
        without.colour, without.reasons, without.since, without.progress, without.history
    )  # fmt: skip
    assert [one[:1] + one[2:] for one in found.changes] == [
        one[:1] + one[2:] for one in without.changes
    ]


@settings(deadline=None)
@given(
    programme=programmes,
    facts=st.one_of(histories, st.lists(single, max_size=4)),
    now=st.integers(START - DAY, END + 2 * HORIZON),
)
def test_a_colour_always_has_a_reason(programme: Programme, facts: list[Fact], now: int) -> None:
    outcome = colour_of(programme, facts, now)
    rules = {rule.reason: rule.colour for rule in programme.rules}
    kept = {one.reason: one.origin for one in programme.conversions.values()}
    assert outcome.reasons
    for reason in outcome.reasons:
        assert (rules | kept)[reason] == outcome.colour
    assert outcome.level == programme.colours[outcome.colour].level
    assert outcome.due_at is None or outcome.due_at > now
    assert outcome.since is None or outcome.since <= now


@settings(deadline=None)
@given(programme=programmes, facts=histories, risks=risk_changes)
def test_step_by_step_is_as_in_one_go(
    programme: Programme, facts: list[Fact], risks: list[RiskChange]
) -> None:
    """Whoever looks only at due times and at new facts, as the service does, sees every change."""
    engine = Engine(programme, risks)
    now, seen = min(fact.at for fact in facts), []
    while now is not None and now <= END:
        known = [fact for fact in facts if fact.at <= now]
        verdict = engine.colour_only(known, now)
        if not seen or seen[-1][1:] != (verdict.colour, verdict.reason):
            seen.append((now, verdict.colour, verdict.reason))
        coming = [fact.at for fact in facts if fact.at > now]
        coming += [] if verdict.due_at is None else [verdict.due_at]
        now = min(coming, default=None)
    assert seen == list(engine.colour_of(facts, END).history)
