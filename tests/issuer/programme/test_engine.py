"""What follows from which facts, told day by day."""

from collections.abc import Iterable

import pytest

from huepass.core import Colour
from huepass.issuer.programme.engine import HORIZON, Engine, Outcome, colour_of, colour_only
from huepass.issuer.programme.facts import (
    CategoryLifted,
    CategorySet,
    Decision,
    Evidence,
    Fact,
    Reading,
    Report,
    RiskChange,
)
from huepass.issuer.programme.known import CauseKind
from huepass.issuer.programme.model import Programme
from issuer.programme.sample import (
    CONVERSIONS,
    GREEN,
    GREY,
    ORANGE,
    RED,
    RULES,
    YELLOW,
    applied,
    at,
    conversion,
    local,
    programme,
    report,
    rule,
)

SAMPLE = programme()
FREE = programme(conversions={})
ME = applied("03-01 08:00")
WELL = report("03-01 08:00")


def story(facts: Iterable[Fact], until: str, of: Programme = SAMPLE, **more: object) -> list[str]:
    """The changes up to a time, a line each."""
    outcome = colour_of(of, facts, at(until), **more)  # type: ignore[arg-type]
    return [
        f"{local(step.at)} {step.colour.name.lower()} {step.reason}" for step in outcome.history
    ]


def ahead(outcome: Outcome) -> list[str]:
    """The changes to come, a line each."""
    return [
        f"{local(one.at)} {' '.join(cause.kind for cause in one.causes)}: {one.colour.name.lower()}"
        for one in outcome.changes
    ]


def daily(first: int, last: int, **answers: bool) -> list[Fact]:
    """A report at nine on each of these days of March."""
    return [report(f"03-{day:02} 09:00", **answers) for day in range(first, last + 1)]


def test_without_facts_rules_give_a_colour_that_never_began() -> None:
    outcome = colour_of(SAMPLE, [], at("03-01 08:00"))
    assert (outcome.colour, outcome.reasons) == (GREY, ("not-applied", "no-report"))
    assert (outcome.since, outcome.due_at, outcome.changes) == (None, None, ())
    assert outcome.history == ()


def test_the_first_rule_that_holds_decides_and_others_of_its_colour_are_told() -> None:
    facts = [
        ME,
        report("03-02 08:00", where=(("lake", "2026-03-01"),), fever=True),
        CategorySet(at("03-02 09:00"), "case", "cdc"),
    ]
    outcome = colour_of(SAMPLE, facts, at("03-03 08:00"))
    assert (outcome.colour, outcome.reasons) == (RED, ("case", "high-risk"))
    assert story(facts, "03-03 08:00") == [
        "03-01 08:00 grey no-report",
        "03-02 08:00 red high-risk",
        "03-02 09:00 red case",
    ]
    assert outcome.since == at("03-02 08:00")


def test_the_rule_for_everybody_else_is_a_reason_only_alone() -> None:
    facts = [ME, WELL, Evidence(at("03-01 08:00"), "worker", 0, at("04-01 00:00"))]
    assert colour_of(SAMPLE, facts, at("03-02 08:00")).reasons == ("worker",)
    assert colour_of(SAMPLE, facts[:2], at("03-02 08:00")).reasons == ("well",)


def test_a_report_runs_out() -> None:
    outcome = colour_of(SAMPLE, [ME, WELL], at("03-05 12:00"))
    assert ahead(outcome) == ["03-08 08:00 report-ends: grey"]
    assert outcome.due_at == at("03-08 08:00")
    assert outcome.standing.report_until == at("03-08 08:00")
    assert colour_of(SAMPLE, [ME, WELL], at("03-08 08:00")).colour == GREY
    later = [ME, WELL, report("03-07 08:00")]
    assert colour_of(SAMPLE, later, at("03-08 08:00")).due_at == at("03-14 08:00")


def test_a_report_that_never_runs_out() -> None:
    outcome = colour_of(programme(report_lasts=None), [ME, WELL], at("03-05 12:00"))
    assert (outcome.colour, outcome.due_at, outcome.standing.report_until) == (GREEN, None, None)


def test_a_report_that_has_run_out_says_nothing_any_more() -> None:
    facts = [ME, report("03-01 08:00", where=(("lake", "2026-02-28"),))]
    assert colour_of(FREE, facts, at("03-07 08:00")).colour == RED
    assert colour_of(FREE, facts, at("03-08 08:00")).reasons == ("no-report",)


def test_a_category_ends_by_itself_unless_it_is_renewed() -> None:
    facts = [ME, WELL, CategorySet(at("03-02 10:00"), "contact", "cdc")]
    outcome = colour_of(FREE, facts, at("03-03 08:00"))
    assert ahead(outcome)[0] == "03-07 10:00 category-ends: green"
    facts.append(CategorySet(at("03-04 10:00"), "contact", "town"))
    outcome = colour_of(FREE, facts, at("03-05 08:00"))
    assert ahead(outcome) == ["03-09 10:00 category-ends: grey"]
    ((name, membership),) = outcome.standing.categories
    assert (name, membership.authority) == ("contact", "town")
    assert (membership.since, membership.until) == (at("03-02 10:00"), at("03-09 10:00"))


def test_a_category_that_ended_and_is_set_again_is_new() -> None:
    facts = [ME, *(CategorySet(at(f"03-{day} 10:00"), "contact", "cdc") for day in ("02", "07"))]
    ((_, membership),) = colour_of(FREE, facts, at("03-08 08:00")).standing.categories
    assert membership.since == at("03-07 10:00")


def test_a_category_is_lifted() -> None:
    facts = [
        ME,
        WELL,
        CategorySet(at("03-02 10:00"), "case", "town"),
        CategoryLifted(at("03-03 11:00"), "case", "cdc"),
        CategoryLifted(at("03-04 11:00"), "case", "cdc"),
    ]
    assert colour_of(FREE, facts[:3], at("03-03 11:00")).changes == ()
    assert story(facts, "03-05 00:00", FREE)[-2:] == [
        "03-02 10:00 red case",
        "03-03 11:00 green well",
    ]


def test_set_and_lifted_in_one_second_is_set() -> None:
    facts = [
        ME,
        CategorySet(at("03-02 10:00"), "case", "cdc"),
        CategoryLifted(at("03-02 10:00"), "case", "cdc"),
    ]
    assert colour_of(FREE, facts, at("03-02 10:00")).colour == RED


def test_evidence_counts_from_when_it_was_accepted_and_while_it_is_valid() -> None:
    begins, ends = at("03-03 00:00"), at("03-05 00:00")
    early = [ME, Evidence(at("03-02 10:00"), "worker", begins, ends)]
    outcome = colour_of(SAMPLE, early, at("03-02 12:00"))
    assert ahead(outcome) == [
        "03-03 00:00 evidence-begins: green",
        "03-05 00:00 evidence-ends: grey",
    ]
    late = [ME, Evidence(at("03-04 10:00"), "worker", begins, ends)]
    assert story(late, "03-06 00:00")[1:] == [
        "03-04 10:00 green worker",
        "03-05 00:00 grey no-report",
    ]
    never = [ME, Evidence(at("03-06 10:00"), "worker", begins, ends)]
    assert story(never, "03-08 00:00") == ["03-01 08:00 grey no-report"]


def test_a_day_counts_from_its_beginning_for_so_many_days() -> None:
    facts = [ME, report("03-05 08:00", contact_day="2026-02-22")]
    outcome = colour_of(FREE, facts, at("03-06 08:00"))
    assert outcome.reasons == ("contact",)
    assert ahead(outcome) == ["03-08 00:00 answer-ends: green", "03-12 08:00 report-ends: grey"]


def test_a_stay_counts_with_the_risk_that_its_region_has_now() -> None:
    facts = [ME, report("03-05 08:00", where=(("plain", "2026-02-22"), ("hill", "2026-02-24")))]
    risks = [
        RiskChange(at("03-06 10:00"), "plain", "high"),
        RiskChange(at("03-04 10:00"), "hill", "low"),
        RiskChange(at("03-07 10:00"), "hill", "medium"),
        RiskChange(at("03-11 10:00"), "hill", "low"),
    ]
    outcome = colour_of(FREE, facts, at("03-05 12:00"), risks)
    assert outcome.colour == GREEN
    assert ahead(outcome) == [
        "03-06 10:00 risk-changes: red",
        "03-08 00:00 stay-ends: orange",
        "03-10 00:00 stay-ends: green",
        "03-12 08:00 report-ends: grey",
    ]


def test_the_newest_reading_counts() -> None:
    facts = [ME, WELL, Reading(at("03-02 08:00"), 38.0), Reading(at("03-02 09:00"), 36.5)]
    assert story(facts, "03-03 08:00", FREE)[-2:] == [
        "03-02 08:00 yellow fever",
        "03-02 09:00 green well",
    ]


def test_staff_decide() -> None:
    facts = [
        ME,
        WELL,
        Decision(at("03-02 08:00"), RED, "seen"),
        Decision(at("03-03 08:00"), GREY, ""),
    ]
    assert story(facts, "03-04 08:00", FREE)[-2:] == [
        "03-02 08:00 red decided",
        "03-03 08:00 green well",
    ]


def test_what_a_programme_does_not_know_says_nothing() -> None:
    facts: list[Fact] = [
        ME,
        WELL,
        CategorySet(at("03-02 08:00"), "other", "cdc"),
        Evidence(at("03-02 08:00"), "other", 0, at("04-01 00:00")),
        report("03-02 09:00", fever="yes", place=True, where=(("far", "2026-03-01"),), more=True),
        report("03-02 10:00", contact_day="yesterday", where=(("lake", "soon"),), note=()),
    ]
    outcome = colour_of(SAMPLE, facts, at("03-03 08:00"))
    assert (outcome.colour, outcome.reasons) == (GREEN, ("well",))
    assert outcome.standing.categories == ()
    assert outcome.standing.evidence == ()


def test_fourteen_days_nine_done() -> None:
    of = programme(conversions=conversion(YELLOW, GREEN, 14, "!report.fever"))
    facts = [ME, report("03-01 09:00", fever=True), *daily(2, 10)]
    progress = colour_of(of, facts, at("03-11 08:00")).progress
    assert progress is not None
    assert (progress.done, progress.conversion.days, progress.counts_today) == (9, 14, None)
    assert progress.began_by == "fever"
    assert local(progress.earliest) == "03-16 00:00"
    assert progress.leads_to == GREEN
    kept = colour_of(of, [*facts, *daily(11, 15)], at("03-15 23:59"))
    assert (kept.colour, kept.due_at) == (YELLOW, at("03-16 00:00"))
    assert kept.progress is not None
    assert (kept.progress.done, kept.progress.counts_today) == (13, True)
    assert ahead(kept)[0] == "03-16 00:00 conversion: green"
    assert colour_of(of, [*facts, *daily(11, 15)], at("03-16 00:00")).colour == GREEN


def fever_then(*more: Fact) -> list[Fact]:
    return [ME, report("03-01 09:00", fever=True), *more]


def test_a_missing_day_starts_the_count_anew() -> None:
    facts = fever_then(*daily(2, 2), *daily(4, 5))
    assert story(facts, "03-09 00:00")[-1] == "03-06 00:00 green well"
    progress = colour_of(SAMPLE, facts[:3], at("03-04 08:00")).progress
    assert progress is not None
    assert (progress.done, progress.counts_today) == (0, None)
    assert local(progress.earliest) == "03-06 00:00"


def test_a_bad_report_starts_the_count_anew() -> None:
    facts = fever_then(*daily(2, 2), report("03-03 08:00", fever=True), *daily(3, 5))
    progress = colour_of(SAMPLE, facts[:5], at("03-03 12:00")).progress
    assert progress is not None
    assert (progress.done, progress.counts_today) == (0, False)
    assert local(progress.earliest) == "03-06 00:00"
    assert story(facts, "03-09 00:00")[-1] == "03-06 00:00 green well"


def test_every_report_of_a_day_must_meet_the_condition() -> None:
    of = programme(conversions=conversion(YELLOW, GREEN, 2, 'report.place != "a"'))
    bad = report("03-03 10:00", place="a")
    first = report("03-01 10:00", place="a", fever=True)  # so the second is the first that counts
    assert story(fever_then(first, *daily(2, 3)), "03-04 00:00", of)[-1] == "03-04 00:00 green well"
    assert colour_of(of, fever_then(first, *daily(2, 3), bad), at("03-04 00:00")).colour == YELLOW
    again = report("03-03 11:00")
    assert (
        colour_of(of, fever_then(first, *daily(2, 3), bad, again), at("03-04 00:00")).colour
        == YELLOW
    )
    # Two in one second: one after the other, though only the later can be seen.
    for later in ("ab", "0"):  # after it, or before it
        twins = [Report(at("03-03 10:00"), {"place": place}) for place in ("a", later)]
        twin = fever_then(first, *daily(2, 3), *twins)
        assert colour_of(of, twin, at("03-04 00:00")).colour == YELLOW


def lifted_on(when: str) -> list[Fact]:
    """Well and a contact from the second, who reports daily, until somebody lifts it."""
    return [
        ME,
        WELL,
        CategorySet(at("03-02 08:00"), "contact", "cdc"),
        CategoryLifted(at(when), "contact", "cdc"),
    ]


def test_days_count_while_the_cause_still_holds() -> None:
    facts = [*lifted_on("03-04 10:00"), *daily(2, 6)]
    assert story(facts, "03-07 00:00")[1:] == [
        "03-02 08:00 red contact",
        "03-04 10:00 red red-days",
        "03-05 00:00 yellow yellow-days",
        "03-07 00:00 green well",
    ]
    waits = colour_of(SAMPLE, [*facts[:3], *daily(2, 3)], at("03-04 08:00"))
    assert (waits.colour, waits.progress and waits.progress.is_kept) == (RED, False)
    assert waits.progress is not None
    assert (waits.progress.done, waits.progress.counts_today) == (2, None)
    assert local(waits.progress.complete) == "03-05 00:00"
    assert waits.progress.earliest is None
    assert waits.progress.leads_to == RED


def test_it_is_due_as_soon_as_the_cause_has_ended() -> None:
    facts = [*lifted_on("03-05 10:00"), *daily(2, 5)]
    # The days are complete at midnight; the cause ends at ten.
    assert story(facts, "03-05 23:59")[1:] == [
        "03-02 08:00 red contact",
        "03-05 10:00 yellow yellow-days",
    ]
    progress = colour_of(SAMPLE, facts[:3] + daily(2, 5), at("03-05 09:30")).progress
    assert progress is not None
    assert (progress.done, progress.conversion.days, progress.counts_today) == (3, 3, True)
    assert (progress.complete, progress.earliest) == (None, None)
    # More days than it needs are no more than it needs.
    progress = colour_of(SAMPLE, facts[:3] + daily(2, 5), at("03-06 08:00")).progress
    assert progress is not None
    assert (progress.done, progress.counts_today) == (3, None)


def test_the_next_conversion_begins_with_the_next_day() -> None:
    # Yellow at ten on the fifth, whose report doesn't count for it: the sixth and the seventh do.
    facts = [*lifted_on("03-05 10:00"), *daily(2, 7)]
    assert story(facts, "03-08 00:00")[-2:] == [
        "03-05 10:00 yellow yellow-days",
        "03-08 00:00 green well",
    ]
    progress = colour_of(SAMPLE, facts, at("03-05 12:00")).progress
    assert progress is not None
    assert (progress.done, progress.counts_today) == (0, False)


def test_the_next_conversion_without_a_condition_begins_with_the_next_day() -> None:
    both = conversion(RED, YELLOW, 3, "!report.fever") | conversion(YELLOW, GREEN, 1)
    facts = [*lifted_on("03-05 10:00"), *daily(2, 5)]
    assert story(facts, "03-07 00:00", programme(conversions=both))[-2:] == [
        "03-05 10:00 yellow yellow-days",
        "03-07 00:00 green well",
    ]


def test_the_row_must_go_on_until_the_cause_has_ended() -> None:
    # No report on the fifth, so the days before it don't count any more: the sixth is the first.
    facts = [*lifted_on("03-06 10:00"), *daily(2, 4), *daily(6, 8)]
    assert story(facts, "03-09 00:00")[-2:] == [
        "03-06 10:00 red red-days",
        "03-09 00:00 yellow yellow-days",
    ]
    # It still can come on the day itself.
    assert story([*lifted_on("03-05 08:00"), *daily(2, 5)], "03-05 23:00")[-1] == (
        "03-05 08:00 yellow yellow-days"
    )


@pytest.mark.parametrize("bad", ["03-05 08:00", "03-05 10:00"])
def test_a_bad_report_on_the_day_on_which_the_cause_ends_breaks_the_row(bad: str) -> None:
    facts = [*lifted_on("03-05 10:00"), *daily(2, 4), report(bad, fever=True)]
    assert story(facts, "03-06 00:00")[-1] == "03-05 10:00 red red-days"
    # After it: it is yellow already.
    late = [*lifted_on("03-05 10:00"), *daily(2, 4), report("03-05 11:00", fever=True)]
    assert story(late, "03-06 00:00")[-2:] == [
        "03-05 10:00 yellow yellow-days",
        "03-05 11:00 yellow fever",
    ]


def test_the_same_colour_by_another_rule_changes_nothing_in_the_count() -> None:
    def brief(begins: str, ends: str) -> list[Fact]:
        case = CategorySet(at(begins), "case", "cdc"), CategoryLifted(at(ends), "case", "cdc")
        return [*case, *daily(2, 8)]

    facts = [ME, report("03-01 07:00", fever=True), *brief("03-01 09:00", "03-01 10:00")]
    assert story(facts, "03-09 00:00")[-2] == "03-05 00:00 yellow yellow-days"
    for begins, ends in (("03-04 07:00", "03-04 08:00"), ("03-04 10:00", "03-04 11:00")):
        again = [*facts, *brief(begins, ends)]
        assert story(again, "03-09 00:00")[-2] == "03-05 00:00 yellow yellow-days"
    # Nor does one of the same level: orange has no conversion here.
    of = programme(conversions={YELLOW: CONVERSIONS[YELLOW]}, report_lasts=None)
    orange = fever_then(*daily(2, 2), report("03-03 09:00", place="b"), *daily(4, 4))
    assert story(orange, "03-05 00:00", of)[2:] == [
        "03-02 09:00 yellow yellow-days",
        "03-03 09:00 orange medium-risk",
        "03-04 09:00 green well",
    ]


def test_another_conversion_that_takes_the_place_has_no_days_yet() -> None:
    of = programme(
        conversions=conversion(YELLOW, GREEN, 3, "!report.fever")
        | conversion(ORANGE, GREEN, 2, "!report.fever")
    )
    facts = fever_then(*daily(2, 3), report("03-04 09:00", place="b"), *daily(5, 7))
    assert story(facts, "03-07 00:00", of)[3:] == [
        "03-04 09:00 orange medium-risk",
        "03-05 09:00 orange orange-days",
        "03-06 00:00 green well",
    ]


def test_a_worse_colour_starts_the_count_anew() -> None:
    # Grey is worse than yellow, and has no conversion: the second and the third don't count.
    of = programme(conversions={YELLOW: CONVERSIONS[YELLOW]}, report_lasts=30 * 3600)
    facts = fever_then(*daily(2, 2), *daily(4, 6))
    assert story(facts, "03-07 00:00", of)[3:] == [
        "03-03 15:00 grey no-report",
        "03-04 09:00 yellow yellow-days",
        "03-07 00:00 green well",
    ]
    case = (
        CategorySet(at("03-03 12:00"), "case", "cdc"),
        CategoryLifted(at("03-03 13:00"), "case", "cdc"),
    )
    of = programme(conversions={YELLOW: CONVERSIONS[YELLOW]})
    assert story(fever_then(*daily(2, 5), *case), "03-06 00:00", of)[-1] == (
        "03-06 00:00 green well"
    )
    progress = colour_of(of, fever_then(*daily(2, 3), *case[:1]), at("03-04 08:00")).progress
    assert progress is not None
    assert (progress.done, progress.counts_today, progress.complete) == (0, False, None)


def test_the_day_on_which_a_rule_gives_the_colour_can_be_the_first() -> None:
    case = [
        CategorySet(at("03-02 09:00"), "case", "cdc"),
        CategoryLifted(at("03-02 10:00"), "case", "cdc"),
    ]
    for hour in ("08", "11"):
        facts = [ME, *case, *[report(f"03-0{day} {hour}:00") for day in range(2, 5)]]
        assert story(facts, "03-06 00:00")[-1] == "03-05 00:00 yellow yellow-days"
        # All its reports must be good, also those before.
        bad = [*facts, report("03-02 07:00", fever=True), report("03-05 08:00")]
        assert story(bad, "03-06 00:00")[-1] == "03-06 00:00 yellow yellow-days"
    # What it was before doesn't matter: grey is worse than yellow.
    facts = [ME, *[report(f"03-0{day} 11:00") for day in (1, 2)]]
    fever = Reading(at("03-01 11:00"), 38.0), Reading(at("03-02 12:00"), 36.5)
    assert story([*facts, *fever], "03-03 00:00") == [
        "03-01 08:00 grey no-report",
        "03-01 11:00 yellow fever",
        "03-02 12:00 yellow yellow-days",
        "03-03 00:00 green well",
    ]


def test_without_a_condition_the_day_on_which_a_colour_begins_never_counts() -> None:
    of = programme(conversions=conversion(RED, GREEN, 1))
    case = [
        CategorySet(at("03-02 09:00"), "case", "cdc"),
        CategoryLifted(at("03-02 10:00"), "case", "cdc"),
    ]
    assert story([ME, WELL, *case], "03-05 00:00", of)[-1] == "03-04 00:00 green well"


def test_one_conversion_leads_to_the_next() -> None:
    facts = [
        ME,
        WELL,
        CategorySet(at("03-02 08:00"), "case", "cdc"),
        CategoryLifted(at("03-04 08:00"), "case", "cdc"),
        *daily(4, 8),
    ]
    assert story(facts, "03-12 00:00")[1:] == [
        "03-02 08:00 red case",
        "03-04 08:00 red red-days",
        "03-07 00:00 yellow yellow-days",
        "03-09 00:00 green well",
    ]
    progress = colour_of(SAMPLE, facts, at("03-07 12:00")).progress
    assert progress is not None
    assert progress.began_by is None
    first = colour_of(SAMPLE, facts, at("03-05 12:00")).progress
    assert first is not None
    assert first.leads_to == YELLOW


def test_days_alone_count_when_no_reports_are_asked_for() -> None:
    of = programme(conversions=conversion(RED, GREEN, 3), report_lasts=None)
    facts = [
        ME,
        WELL,
        CategorySet(at("03-02 08:00"), "case", "cdc"),
        CategoryLifted(at("03-04 08:00"), "case", "cdc"),
    ]
    # The fifth, sixth and seventh: whole days without a reason.
    outcome = colour_of(of, facts, at("03-06 12:00"))
    assert outcome.progress is not None
    assert (outcome.progress.done, outcome.progress.counts_today) == (1, True)
    assert ahead(outcome) == ["03-08 00:00 conversion: green"]
    assert outcome.due_at == outcome.progress.earliest == at("03-08 00:00")
    earlier = colour_of(of, facts, at("03-04 12:00"))
    assert earlier.progress is not None
    assert (earlier.progress.done, earlier.progress.counts_today) == (0, False)
    assert earlier.due_at == at("03-08 00:00")


def test_a_reason_that_ends_at_midnight_leaves_a_whole_day() -> None:
    of = programme(conversions=conversion(RED, GREEN, 1), report_lasts=None)
    facts = [ME, report("03-05 08:00", contact_day="2026-02-22")]
    assert story(facts, "03-10 00:00", of)[1:] == [
        "03-05 08:00 red contact",
        "03-08 00:00 red red-days",
        "03-09 00:00 green well",
    ]


def test_a_worse_colour_comes_at_once_and_the_better_one_is_still_to_be_waited_for() -> None:
    of = programme(conversions={YELLOW: CONVERSIONS[YELLOW]})
    facts = fever_then(
        *daily(2, 2),
        CategorySet(at("03-03 08:00"), "case", "cdc"),
        CategoryLifted(at("03-03 12:00"), "case", "cdc"),
        *daily(4, 6),
    )
    assert story(facts, "03-09 00:00", of)[2:] == [
        "03-02 09:00 yellow yellow-days",
        "03-03 08:00 red case",
        "03-03 12:00 yellow yellow-days",
        "03-06 00:00 green well",
    ]
    progress = colour_of(of, facts, at("03-03 10:00")).progress
    assert progress is not None
    assert (progress.is_kept, progress.earliest, progress.leads_to) == (False, None, RED)


def test_a_rule_can_give_a_better_colour_at_once() -> None:
    facts = fever_then(
        *daily(2, 2),
        Evidence(at("03-02 12:00"), "worker", 0, at("03-03 12:00")),
    )
    assert story(facts, "03-09 00:00")[2:] == [
        "03-02 09:00 yellow yellow-days",
        "03-02 12:00 green worker",
        "03-03 12:00 green well",
    ]
    assert colour_of(SAMPLE, facts, at("03-02 13:00")).progress is None


def test_a_conversion_to_a_colour_without_one_leaves_it_to_the_rules() -> None:
    of = programme(conversions=conversion(RED, YELLOW, 1))
    facts = [
        ME,
        WELL,
        CategorySet(at("03-02 08:00"), "case", "cdc"),
        CategoryLifted(at("03-02 09:00"), "case", "cdc"),
    ]
    assert story(facts, "03-05 00:00", of)[-1] == "03-04 00:00 green well"
    progress = colour_of(of, facts, at("03-03 12:00")).progress
    assert progress is not None
    assert progress.leads_to == GREEN


def test_a_conversion_never_gives_a_better_colour_than_rules_do() -> None:
    of = programme(conversions=conversion(RED, GREEN, 1) | conversion(GREEN, YELLOW, 1))
    facts = [ME, CategorySet(at("03-02 08:00"), "case", "cdc")]
    facts += [CategoryLifted(at("03-02 09:00"), "case", "cdc")]
    assert story(facts, "03-05 00:00", of)[-1] == "03-04 00:00 grey no-report"


@pytest.mark.parametrize(
    ("zone", "starts", "ends"),
    [
        ("Asia/Shanghai", "03-28 00:00", "03-29 00:00"),
        ("Europe/Berlin", "03-28 00:00", "03-29 00:00"),
        ("America/Santiago", "09-06 01:00", "09-07 00:00"),  # no midnight on that day
    ],
)
def test_days_are_those_of_the_programmes_time_zone(zone: str, starts: str, ends: str) -> None:
    of = programme(
        rules=(rule("case", RED, '"case" in categories'), rule("well", GREEN)),
        conversions=conversion(RED, GREEN, 1),
        time_zone=zone,
    )
    begins = at(starts, zone)
    facts: list[Fact] = [
        CategorySet(begins - 7200, "case", "cdc"),
        CategoryLifted(begins, "case", "cdc"),
    ]
    verdict = colour_only(of, facts, begins)
    assert (verdict.colour, verdict.reason) == (RED, "red-days")
    assert verdict.due_at == at(ends, zone)
    late = colour_only(of, [facts[0], CategoryLifted(begins + 1, "case", "cdc")], begins + 1)
    assert late.due_at is not None
    assert verdict.due_at < late.due_at <= verdict.due_at + 25 * 3600


def test_facts_to_come_are_known_to_come() -> None:
    facts = [ME, WELL, CategorySet(at("03-04 08:00"), "case", "cdc")]
    outcome = colour_of(FREE, facts, at("03-02 08:00"))
    assert ahead(outcome)[0] == "03-04 08:00 fact: red"
    assert outcome.due_at == at("03-04 08:00")


def test_changes_are_looked_for_a_year_ahead() -> None:
    far = at("03-02 08:00") + HORIZON + 1
    facts = [ME, WELL, report("03-02 08:00"), Evidence(at("03-02 08:00"), "worker", far, far + 9)]
    outcome = colour_of(programme(report_lasts=None), facts, at("03-02 08:00"))
    assert outcome.changes == ()
    assert outcome.due_at == far
    assert colour_only(programme(report_lasts=None), facts, at("03-02 08:00")).due_at == far


def test_the_next_change_is_the_next_of_the_colour() -> None:
    facts = [ME, report("03-05 08:00", contact_day="2026-02-22")]
    outcome = colour_of(programme(report_lasts=None), facts, at("03-06 08:00"))
    assert ahead(outcome) == ["03-08 00:00 answer-ends: red"]
    assert outcome.next_change is None
    change = colour_of(FREE, facts, at("03-06 08:00")).next_change
    assert change is not None
    assert change.causes == ((CauseKind.ANSWER_ENDS, "contact_day"),)


def test_an_engine_remembers_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huepass.issuer.programme.moment._REMEMBERED", 2)
    engine = Engine(SAMPLE)
    for temperature in (36.0, 36.1, 36.2, 38.0):
        facts = [ME, WELL, Reading(at("03-02 08:00"), temperature)]
        fever = temperature > 37
        assert engine.colour_only(facts, at("03-02 09:00")).colour == (YELLOW if fever else GREEN)


def test_what_no_condition_uses_makes_no_difference() -> None:
    of = programme(rules=(rule("case", RED, '"case" in categories'), rule("well", GREEN)))
    facts = [
        ME,
        report(
            "03-02 08:00", fever=True, contact_day="2026-03-01", where=(("lake", "2026-03-01"),)
        ),
        Reading(at("03-02 09:00"), 39.0),
        Evidence(at("03-02 08:00"), "worker", 0, at("03-03 12:00")),
    ]
    assert story(facts, "03-09 00:00", of) == ["03-01 08:00 green well"]
    assert colour_only(of, facts, at("03-02 10:00")).due_at in (None, at("03-09 08:00"))


def test_all_colours_of_the_sample_are_reached() -> None:
    reached = {one.colour for one in RULES}
    assert reached == {GREY, GREEN, YELLOW, ORANGE, RED} <= set(Colour)
