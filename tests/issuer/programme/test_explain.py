"""What a person and staff are told, word by word, in both languages."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huepass.issuer.programme import explain_words
from huepass.issuer.programme.conditions import Condition
from huepass.issuer.programme.engine import colour_of
from huepass.issuer.programme.explain import MAX_STEPS, Explanation, explain_colour
from huepass.issuer.programme.facts import CategoryLifted, CategorySet, Evidence, Fact, RiskChange
from huepass.issuer.programme.known import CauseKind
from huepass.issuer.programme.model import PaperRule, Programme
from huepass.messages import Language
from issuer.programme.histories import histories, moments, risk_changes
from issuer.programme.sample import (
    CONVERSIONS,
    DAY,
    GREEN,
    RED,
    YELLOW,
    applied,
    at,
    conversion,
    programme,
    report,
    text,
)

SAMPLE = programme()
ME = applied("03-01 08:00")
FEVER = [ME, report("03-01 09:00", fever=True)]


def told(
    facts: list[Fact], when: str, language: Language = "en", of: Programme = SAMPLE, **more: Any
) -> Explanation:
    risks = more.pop("risks", ())
    return explain_colour(of, colour_of(of, facts, at(when), risks), language, **more)


def test_a_red_person_is_told_why_who_lifts_it_and_what_comes() -> None:
    facts = [ME, report("03-01 09:00"), CategorySet(at("03-02 10:00"), "contact", "town")]
    said = told(facts, "03-03 08:00")
    assert said.title == "Now red, since 2 March 2026, 10:00."
    assert said.why == (
        "why contact.",
        'Group "category contact", since 2 March 2026, 10:00. Recorded by: the town. '
        "It ends on 7 March 2026, 10:00 unless it is renewed.",
        "The newest health report was made on 1 March 2026, 09:00 and counts until "
        "8 March 2026, 09:00.",
    )
    assert said.lifted == (
        "do contact.",
        "guidance contact.",
        'Group "category contact" can be lifted by: the centre.',
        "kept red-days.",
        "Days in a row so far: 0 of 3.",
        "These days count already, but the reasons above must end as well.",
    )
    assert said.ahead == (
        "With a health report today the count begins today.",
        "If every day counts, the days are complete on 6 March 2026, 00:00.",
        'On 7 March 2026, 10:00 the group "category contact" ends unless it is renewed; '
        "the pass stays red until the days are complete.",
        "All times are local times (Asia/Shanghai).",
    )
    assert said.gate == "gate stop."
    assert said.appeal == ("appeal.", "To be answered within 3 days by: the centre.")
    assert said.record == ()


def test_a_red_person_is_told_in_chinese() -> None:
    facts = [ME, CategorySet(at("03-02 10:00"), "case", "town")]
    said = told(facts, "03-03 08:00", "zh")
    assert said.title == "当前为中文 red，自2026年3月2日 10:00起。"
    assert said.why == (
        "中文 why case.",
        "类别“中文 category case”，自2026年3月2日 10:00起，由中文 the town认定。不会自行结束。",
        "目前没有有效的健康填报。",
    )
    assert said.lifted[2:] == (
        "类别“中文 category case”可由以下机构解除：中文 the centre。",
        "中文 kept red-days.",
        "目前已连续0天，共需3天。",
        "目前已开始计天数，但还须待上述原因消除。",
    )
    assert said.ahead == (
        "今天填报，则从今天起计。",
        "如每天都计入，将于2026年3月6日 00:00满所需天数。",
        "以上均为当地时间（Asia/Shanghai）。",
    )


def test_a_yellow_person_is_told_how_many_days_are_done() -> None:
    facts = [*FEVER, report("03-02 09:00")]
    said = told(facts, "03-03 08:00")
    assert said.why == ("kept yellow-days.", "It began for this reason: why fever.")
    assert said.lifted == ("Days in a row so far: 1 of 2.",)
    assert said.ahead == (
        "Today's health report is still missing; without it the count starts anew.",
        "If every day counts, the pass becomes green on 4 March 2026, 00:00.",
        "On 9 March 2026, 09:00 the health report runs out; the pass becomes grey: why no-report.",
        "All times are local times (Asia/Shanghai).",
    )


def test_a_yellow_person_is_told_in_chinese() -> None:
    said = told([*FEVER, report("03-02 09:00")], "03-03 08:00", "zh")
    assert said.lifted == ("目前已连续1天，共需2天。",)
    assert said.ahead[:2] == (
        "今天尚未填报；如不填报，将重新计算天数。",
        "如每天都计入，将于2026年3月4日 00:00转为中文 green。",
    )


@pytest.mark.parametrize(
    ("more", "when", "line"),
    [
        ([], "03-02 12:00", "Today counts so far."),
        ([], "03-04 08:00", "With a health report today the count begins today."),
        (
            [report("03-02 10:00", fever=True), report("03-02 11:00")],
            "03-02 12:00",
            "Today does not count; the first day can be 3 March 2026.",
        ),
    ],
)
def test_what_today_means_is_told(more: list[Fact], when: str, line: str) -> None:
    assert told([*FEVER, report("03-02 09:00"), *more], when).ahead[0] == line


def test_staff_are_told_the_codes_and_how_it_came_about() -> None:
    said = told([*FEVER, report("03-02 09:00")], "03-03 08:00", for_staff=True)
    assert said.why == (
        "kept yellow-days. [yellow-days]",
        "It began for this reason: why fever. [fever]",
    )
    assert said.record == (
        "1 March 2026, 08:00: grey [no-report]",
        "1 March 2026, 09:00: yellow [fever]",
        "2 March 2026, 09:00: yellow [yellow-days]",
    )
    assert [heading for heading, _ in said.sections("en")] == [
        "Why", "What to do, and what lifts it", "What happens next", "What is done at the gate",
        "Who finds this wrong", "On record",
    ]  # fmt: skip


REASONED = programme(
    categories={
        name: replace(
            category,
            reasons={"room": text("shared a room")},
            lift_reasons={"negative": text("two tests")},
        )
        for name, category in SAMPLE.categories.items()
    }
)
PUT = CategorySet(at("03-02 10:00"), "contact", "town", "room")
LIFTED = CategoryLifted(at("03-04 10:00"), "contact", "cdc", "negative")


def test_why_somebody_is_in_a_group_is_told() -> None:
    assert told([ME, PUT], "03-03 08:00", of=REASONED).why[1] == (
        'Group "category contact", since 2 March 2026, 10:00. Recorded by: the town. '
        "Reason: shared a room. It ends on 7 March 2026, 10:00 unless it is renewed."
    )
    assert told([ME, PUT], "03-03 08:00", "zh", REASONED).why[1] == (
        "类别“中文 category contact”，自2026年3月2日 10:00起，由中文 the town认定。"
        "理由：中文 shared a room。如不续期，将于2026年3月7日 10:00自行结束。"
    )


def test_the_reason_is_that_of_the_renewal() -> None:
    again = CategorySet(at("03-03 09:00"), "contact", "cdc")
    assert told([ME, PUT, again], "03-04 08:00", of=REASONED).why[1] == (
        'Group "category contact", since 2 March 2026, 10:00. Recorded by: the centre. '
        "It ends on 8 March 2026, 09:00 unless it is renewed."
    )


def test_a_reason_that_a_later_version_has_not_is_told_by_its_name() -> None:
    assert "Reason: room." in told([ME, PUT], "03-03 08:00").why[1]


def test_staff_are_told_who_put_somebody_into_a_group_and_took_them_out() -> None:
    facts: list[Fact] = [ME, PUT, LIFTED]
    assert told(facts, "03-05 08:00", of=REASONED, for_staff=True).record == (
        "1 March 2026, 08:00: grey [no-report]",
        '2 March 2026, 10:00: into group "category contact", by: the town. Reason: shared a room.',
        "2 March 2026, 10:00: red [contact]",
        '4 March 2026, 10:00: out of group "category contact", by: the centre. Reason: two tests.',
        "4 March 2026, 10:00: red [red-days]",
    )
    chinese = told(facts, "03-05 08:00", "zh", REASONED, for_staff=True).record
    assert chinese[1] == (
        "2026年3月2日 10:00：由中文 the town列入类别“中文 category contact”。"
        "理由：中文 shared a room。"
    )
    assert chinese[3] == (
        "2026年3月4日 10:00：由中文 the centre解除类别“中文 category contact”。"
        "理由：中文 two tests。"
    )


def test_what_is_to_come_and_what_the_programme_has_not_is_not_on_record() -> None:
    facts = [ME, PUT, LIFTED, CategorySet(at("03-02 11:00"), "gone", "cdc")]
    assert len(told(facts, "03-03 08:00", of=REASONED, for_staff=True).record) == 3


def test_staff_are_told_the_latest_steps() -> None:
    facts = [ME, *(CategorySet(at(f"03-0{day} 09:00"), "contact", "cdc") for day in range(2, 9))]
    facts += [CategorySet(at(f"03-0{day} 10:00"), "case", "cdc") for day in range(2, 9)]
    facts += [CategorySet(at(f"03-0{day} 11:00"), "contact", "cdc") for day in range(2, 9)]
    record = told(facts, "03-09 08:00", for_staff=True).record
    assert len(record) == MAX_STEPS
    assert record[-1].startswith("8 March 2026, 11:00: into group")


@pytest.mark.parametrize(
    ("condition", "en", "zh"),
    [
        ("registered", "A paper pass may be made.", "可发放纸质码。"),
        ('channel == "offline"', "No paper pass may be made.", "不可发放纸质码。"),
    ],
)
def test_who_may_have_paper_is_told(condition: str, en: str, zh: str) -> None:
    of = programme(paper=PaperRule(Condition(condition), text("for some.")))
    assert told([ME], "03-02 08:00", of=of).paper == ("for some.", en)
    assert told([ME], "03-02 08:00", "zh", of).paper == ("中文 for some.", zh)
    assert ("On paper", ("for some.", en)) in told([ME], "03-02 08:00", of=of).sections("en")


def test_where_everybody_may_have_paper_nothing_is_told() -> None:
    assert told([ME], "03-02 08:00").paper == ()


def test_several_reasons_are_all_told() -> None:
    facts = [
        ME,
        report("03-02 08:00", where=(("lake", "2026-03-01"),)),
        CategorySet(at("03-02 09:00"), "case", "cdc"),
    ]
    said = told(facts, "03-03 08:00")
    assert said.why[:2] == ("why case.", "Also: why high-risk.")
    assert said.lifted[:2] == ("do case.", "do high-risk.")


def test_a_colour_that_another_led_to_is_told_so() -> None:
    facts = [
        ME,
        report("03-01 09:00"),
        CategorySet(at("03-02 08:00"), "case", "cdc"),
        CategoryLifted(at("03-02 09:00"), "case", "cdc"),
        *(report(f"03-0{day} 09:00") for day in range(3, 6)),
    ]
    assert told(facts, "03-06 08:00").why == (
        "kept yellow-days.",
        "It follows on from an earlier colour.",
    )


def test_a_conversion_that_waits_behind_a_worse_colour_is_told() -> None:
    of = programme(conversions={YELLOW: CONVERSIONS[YELLOW]})
    facts = [*FEVER, CategorySet(at("03-02 08:00"), "case", "cdc")]
    assert told(facts, "03-03 08:00", of=of).lifted[3:] == (
        "When these reasons are gone, the pass is yellow until the days are complete: "
        "kept yellow-days.",
        "Days in a row so far: 0 of 2.",
        "The days begin to count when these reasons are gone.",
    )
    assert told(facts, "03-03 08:00", "zh", of=of).lifted[3:] == (
        "上述原因消除后，天数未满前为中文 yellow：中文 kept yellow-days.",
        "目前已连续0天，共需2天。",
        "上述原因消除后开始计天数。",
    )


@pytest.mark.parametrize(
    ("language", "counting", "ahead", "waiting", "today"),
    [
        (
            "en",
            (
                "Days in a row so far: 2 of 3.",
                "These days count already, but the reasons above must end as well.",
            ),
            (
                "Today's health report is still missing; without it the count starts anew.",
                "If every day counts, the days are complete on 5 March 2026, 00:00.",
            ),
            (
                "Days in a row so far: 3 of 3.",
                "The days are complete; the reasons above must end as well, and every day until "
                "then must count.",
            ),
            "Today counts so far.",
        ),
        (
            "zh",
            ("目前已连续2天，共需3天。", "目前已开始计天数，但还须待上述原因消除。"),
            (
                "今天尚未填报；如不填报，将重新计算天数。",
                "如每天都计入，将于2026年3月5日 00:00满所需天数。",
            ),
            ("目前已连续3天，共需3天。", "所需天数已满，但还须待上述原因消除，其间每天均须计入。"),
            "今天目前计入。",
        ),
    ],
)
def test_how_many_days_are_done_is_told_while_the_reason_still_holds(
    language: Language,
    counting: tuple[str, ...],
    ahead: tuple[str, ...],
    waiting: tuple[str, ...],
    today: str,
) -> None:
    facts = [ME, CategorySet(at("03-02 08:00"), "case", "cdc")]
    facts += [report(f"03-0{day} 09:00") for day in (2, 3)]
    said = told(facts, "03-04 08:00", language)
    assert said.lifted[-2:] == counting
    assert said.ahead[:2] == ahead
    facts += [report(f"03-0{day} 09:00") for day in (4, 5)]
    said = told(facts, "03-05 10:00", language)
    assert said.lifted[-2:] == waiting
    assert (said.ahead[0], len(said.ahead)) == (today, 2)  # and the time zone
    assert told(facts, "03-06 08:00", language).ahead[0] == ahead[0]


def test_days_alone_are_told_without_reports() -> None:
    of = programme(conversions=conversion(RED, GREEN, 3), report_lasts=None)
    facts = [
        ME,
        report("03-01 09:00"),
        CategorySet(at("03-02 08:00"), "case", "cdc"),
        CategoryLifted(at("03-04 08:00"), "case", "cdc"),
    ]
    said = told(facts, "03-05 08:00", of=of)
    assert said.lifted == ("Days in a row so far: 0 of 3.",)
    assert said.ahead == (
        "Today counts so far.",
        "If every day counts, the pass becomes green on 8 March 2026, 00:00.",
        "On 8 March 2026, 00:00 the days are complete; the pass becomes green: why well.",
        "All times are local times (Asia/Shanghai).",
    )


def test_evidence_is_told_with_its_end() -> None:
    worker = Evidence(at("03-01 08:00"), "worker", 0, at("04-01 00:00"))
    said = told([ME, worker], "03-02 08:00")
    assert said.why == (
        "why worker.",
        'Certificate "worker\'s certificate": valid until 1 April 2026, 00:00.',
        "No health report counts now.",
    )
    assert said.ahead[0] == (
        'On 1 April 2026, 00:00 the certificate "worker\'s certificate" runs out; '
        "the pass becomes grey: why no-report."
    )


def test_a_group_that_the_rules_are_not_about_is_not_told() -> None:
    facts = [
        ME,
        CategorySet(at("03-02 08:00"), "case", "cdc"),
        CategorySet(at("03-02 09:00"), "contact", "nobody"),
    ]
    of = programme(conversions={}, rules=(SAMPLE.rules[0], SAMPLE.rules[3], SAMPLE.rules[-1]))
    said = told(facts, "03-03 08:00", of=of)
    assert "Recorded by: nobody." in said.why[1]
    assert not any("category case" in line for line in (*said.why, *said.lifted))


def test_nothing_known_and_a_programme_with_little() -> None:
    of = programme(SAMPLE.rules[-3:], {}, appeals=None, questions={})
    said = told([], "03-02 08:00", of=of)
    assert said.title == "Now grey: nothing is known about the person yet."
    assert said.why == ("why not-applied.", "Also: why no-report.")
    assert said.appeal == ()


def test_other_causes_are_told() -> None:
    free = programme(conversions={})
    facts: list[Fact] = [
        ME,
        report("03-05 08:00", contact_day="2026-02-22", where=(("lake", "2026-02-24"),)),
    ]
    ahead = told(facts, "03-06 08:00", of=free).ahead
    assert ahead[0].startswith('On 8 March 2026, 00:00 the day given for "contact_day" no longer')
    assert ahead[1].startswith(
        "On 10 March 2026, 00:00 the stay in Lake no longer counts; the pass"
    )
    risks = [RiskChange(at("03-09 00:00"), "lake", "low")]
    ahead = told(facts, "03-08 08:00", of=free, risks=risks).ahead
    assert ahead[0].startswith("On 9 March 2026, 00:00 the risk of Lake changes; the pass becomes")
    coming = CategorySet(at("03-08 00:00"), "case", "cdc")
    assert "recorded already" in told([*facts, coming], "03-07 08:00", of=free).ahead[0]


@settings(deadline=None)
@given(
    facts=histories,
    risks=risk_changes,
    now=moments,
    language=st.sampled_from(["en", "zh"]),
    for_staff=st.booleans(),
)
def test_everybody_can_be_told_everything(
    facts: list[Fact],
    risks: list[RiskChange],
    now: int,
    language: Language,
    for_staff: bool,
) -> None:
    outcome = colour_of(SAMPLE, facts, now, risks)
    said = explain_colour(SAMPLE, outcome, language, for_staff=for_staff)
    sections = said.sections(language)
    assert said.why
    assert said.ahead
    assert all(lines for _, lines in sections)
    assert bool(said.record) == for_staff
    lines = [said.title, *(line for heading, lines in sections for line in (heading, *lines))]
    for line in lines:
        assert line.strip() == line != ""
        assert not re.search(r"[{}]|None", line)
        assert (re.search(r"[\u4e00-\u9fff]", line) is not None) == (language == "zh")


def test_every_sentence_is_there_in_both_languages() -> None:
    assert explain_words.CAUSES.keys() == set(CauseKind)
    tables = (explain_words.WORDS, explain_words.HEADINGS, explain_words.CAUSES)
    for message in (message for table in tables for message in table.values()):
        # Without the fields; a line can have nothing else.
        en, zh = (re.sub(r"{\w+}|\W", "", one) for one in message)
        assert en.isascii()
        assert bool(en) == bool(zh)
        assert not re.search("[a-z]", zh)
        fields = [sorted(re.findall(r"{(\w+)}", one)) for one in message]
        assert fields[0] == fields[1]


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (3 * DAY, "3 days", "3天"),
        (DAY, "1 day", "1天"),
        (5400, "90 minutes", "90分钟"),
        (3600, "1 hour", "1小时"),
        (61, "61 seconds", "61秒"),
    ],
)
def test_durations_in_words(seconds: int, en: str, zh: str) -> None:
    assert explain_words.span_in("en", seconds) == en
    assert explain_words.span_in("zh", seconds) == zh


def test_where_reports_make_no_colour_a_missing_one_is_not_told() -> None:
    of = programme(SAMPLE.rules[1:2] + SAMPLE.rules[-1:], {})
    facts: list[Fact] = [ME, CategorySet(at("03-02 08:00"), "case", "cdc")]
    assert not any("report" in line for line in told(facts, "03-03 08:00", of=of).why)
    made = told([*facts, report("03-02 09:00")], "03-03 08:00", of=of).why
    assert any("newest health report" in line for line in made)


def test_where_a_conversion_counts_reports_a_missing_one_is_told() -> None:
    of = programme(SAMPLE.rules[1:2] + SAMPLE.rules[-1:], conversion(RED, GREEN, 3, "report.fever"))
    facts: list[Fact] = [ME, CategorySet(at("03-02 08:00"), "case", "cdc")]
    assert told(facts, "03-03 08:00", of=of).why[-1] == "No health report counts now."
