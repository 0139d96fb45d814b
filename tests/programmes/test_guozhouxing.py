"""Nanchong's code, March 2020: what was published about it, claim by claim."""

from dataclasses import dataclass

import pytest

from huepass.core import Action, Colour, Level
from huepass.issuer.programme.facts import Report
from huepass.issuer.programme.model import Channel
from programmes.story import Story, clock, day, example

PROGRAMME = example("guozhouxing")
NEW = Story.of("guozhouxing")
ME = NEW.applies("03-05 09:00")
GREEN = ME.reports("03-05 09:10")
SYMPTOMS = ("fever", "dry_cough", "short_of_breath", "other_breathing")
SEVERE = ("japan", "korea", "italy", "iran")


@dataclass(frozen=True)
class Declared:
    """What somebody declares on 6 March, who has applied the day before."""

    stays: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    """A question that is answered with yes, or with the fifth of March."""

    def told_by(self, story: Story) -> Story:
        """The story with that report."""
        if not self.answer:
            return story.reports("03-06 08:00", stays=self.stays)
        is_date = PROGRAMME.questions[self.answer].kind == "date"
        return story.reports("03-06 08:00", **{self.answer: day("03-05") if is_date else True})


def stayed(region: str) -> Declared:
    """The fifth of March was the last day there."""
    return Declared(stays=((region, day("03-05")),))


GREEN_FOR = {
    "people_who_live_here_as_always": Declared(),
    "people_who_stayed_here": stayed("nanchong"),
    "arrivals_from_low_risk_in_the_province": stayed("sichuan-low"),
    "arrivals_from_low_risk_in_other_provinces": stayed("other-low"),
}
YELLOW_FOR = {
    "arrivals_from_medium_risk_in_the_province": (stayed("sichuan-medium"), "stayed_medium_risk"),
    "arrivals_from_medium_risk_in_others": (stayed("other-medium"), "stayed_medium_risk"),
    "fever": (Declared(answer="fever"), "symptoms"),
    "dry_cough": (Declared(answer="dry_cough"), "symptoms"),
    "short_breath": (Declared(answer="short_of_breath"), "symptoms"),
    "other_complaints_of_the_airways": (Declared(answer="other_breathing"), "symptoms"),
    "arrivals_from_other_countries": (stayed("other-countries"), "stayed_abroad"),
}
RED_FOR = {
    "arrivals_from_high_risk_in_the_province": (stayed("sichuan-high"), "stayed_high_risk"),
    "arrivals_from_hubei": (stayed("hubei"), "stayed_high_risk"),
    "arrivals_from_high_risk_in_others": (stayed("other-high"), "stayed_high_risk"),
    "contact_with_people_from_severe_areas": (Declared(answer="contact"), "recent_contact"),
    "living_with_somebody_observed": (
        Declared(answer="lives_with_observed"),
        "lives_with_observed",
    ),
    "discharged_in_the_last_14_days": (Declared(answer="discharged"), "recently_discharged"),
    **{f"arrivals_from_{one}": (stayed(one), "stayed_abroad_severe") for one in SEVERE},
}
# Groups: the reason, who puts people into them here, and everybody who takes them out.
YELLOW_GROUPS = {
    "home-observation": ("home_observation", "hospital", {"hospital", "community"}),
    "managed-as-medium-risk": ("managed_as_medium_risk", "headquarters", {"headquarters"}),
}
RED_GROUPS = {
    "confirmed-case": ("confirmed_case", "hospital", {"hospital"}),
    "suspected-case": ("suspected_case", "hospital", {"hospital"}),
    "asymptomatic-isolated": ("asymptomatic_isolated", "hospital", {"hospital", "cdc"}),
    "asymptomatic-released": ("asymptomatic_released", "cdc", {"cdc"}),
    "close-contact-isolated": ("close_contact_isolated", "cdc", {"cdc"}),
    "managed-as-high-risk": ("managed_as_high_risk", "headquarters", {"headquarters"}),
}


@pytest.mark.parametrize("who", GREEN_FOR)
def test_green_is_for(who: str) -> None:
    declared = GREEN_FOR[who].told_by(ME)
    assert declared.shows("03-06 08:00") == ("green", "nothing_found")
    assert declared.level("03-06 08:00") == Level.CLEAR


@pytest.mark.parametrize("region", ["sichuan-medium", "other-medium"])
def test_green_is_for_medium_risk_with_a_certificate_that_provinces_recognise(region: str) -> None:
    use = PROGRAMME.evidence["health-certificate"]
    assert (use.issuer, use.kind) == ("national", "health-certificate")
    holder = ME.certified("03-05 09:05", "health-certificate", "03-31 00:00")
    assert stayed(region).told_by(holder).shows("03-06 08:00") == ("green", "nothing_found")
    over = ME.certified("03-05 09:05", "health-certificate", "03-06 00:00")
    assert stayed(region).told_by(over).shows("03-06 08:00") == ("yellow", "stayed_medium_risk")


@pytest.mark.parametrize("region", ["hubei", "italy", "other-countries"])
def test_that_certificate_helps_nobody_else(region: str) -> None:
    holder = ME.certified("03-05 09:05", "health-certificate", "03-31 00:00")
    assert stayed(region).told_by(holder).colour("03-06 08:00") != "green"


@pytest.mark.parametrize("who", YELLOW_FOR)
def test_yellow_is_for(who: str) -> None:
    declared, reason = YELLOW_FOR[who]
    assert declared.told_by(ME).shows("03-06 08:00") == ("yellow", reason)
    assert declared.told_by(ME).level("03-06 08:00") == Level.CHECK


@pytest.mark.parametrize("group", YELLOW_GROUPS)
def test_yellow_is_for_the_group(group: str) -> None:
    reason, authority, lifters = YELLOW_GROUPS[group]
    assert GREEN.put("03-06 08:00", group, authority).shows("03-06 08:00") == ("yellow", reason)
    assert set(PROGRAMME.categories[group].lift_by) == lifters


@pytest.mark.parametrize("who", RED_FOR)
def test_red_is_for(who: str) -> None:
    declared, reason = RED_FOR[who]
    assert declared.told_by(ME).shows("03-06 08:00") == ("red", reason)
    assert declared.told_by(ME).level("03-06 08:00") == Level.STOP


@pytest.mark.parametrize("group", RED_GROUPS)
def test_red_is_for_the_group(group: str) -> None:
    reason, authority, lifters = RED_GROUPS[group]
    assert GREEN.put("03-06 08:00", group, authority).shows("03-06 08:00") == ("red", reason)
    assert set(PROGRAMME.categories[group].lift_by) == lifters


def test_there_are_no_other_reasons_for_yellow_and_red() -> None:
    for colour, declared, groups in (
        (Colour.YELLOW, YELLOW_FOR, YELLOW_GROUPS), (Colour.RED, RED_FOR, RED_GROUPS)
    ):  # fmt: skip
        tested = {reason for _, reason in declared.values()}
        tested |= {reason for reason, _, _ in groups.values()}
        assert {rule.reason for rule in PROGRAMME.rules if rule.colour == colour} == tested
    assert set(PROGRAMME.categories) == {*YELLOW_GROUPS, *RED_GROUPS}


@pytest.mark.parametrize("who", [*YELLOW_FOR, *RED_FOR])
def test_the_holder_is_told_why_in_both_languages(who: str) -> None:
    declared, reason = {**YELLOW_FOR, **RED_FOR}[who]
    rule = next(rule for rule in PROGRAMME.rules if rule.reason == reason)
    story = declared.told_by(ME)
    for language, told in (
        ("en", story.told("03-06 09:00")),
        ("zh", story.told("03-06 09:00", "zh")),
    ):
        assert rule.text[language] in told and rule.guidance[language] in told


def test_the_worse_reason_decides() -> None:
    both = ME.reports("03-06 08:00", fever=True, stays=(("hubei", day("03-05")),))
    assert both.shows("03-06 08:00") == ("red", "stayed_high_risk")


@pytest.mark.parametrize("question", ["stays", "contact", "discharged"])
def test_a_stay_or_another_day_counts_for_fourteen_days(question: str) -> None:
    # The day was 20 February: it counts to the end of 4 March.
    answer = (("hubei", day("02-20")),) if question == "stays" else day("02-20")
    for when, colour in (("03-04 23:00", "red"), ("03-05 00:30", "green")):
        new = NEW.applies("03-04 09:00").reports(when, **{question: answer})
        assert new.colour(when) == colour


def test_released_and_observed_people_are_so_for_fourteen_days() -> None:
    for group in ("asymptomatic-released", "home-observation"):
        assert PROGRAMME.categories[group].lasts == 14 * 86400
    watched = NEW.put("03-06 08:00", "home-observation", "hospital")
    assert watched.reason("03-20 07:59") == "home_observation"
    assert watched.reason("03-20 08:00") != "home_observation"


def test_a_cured_person_is_red_until_they_are_observed_at_home() -> None:
    # The published lists name the cured twice: as discharged, and as observed at home.
    cured = GREEN.put("03-06 08:00", "confirmed-case", "hospital").lifted(
        "03-20 10:00", "confirmed-case", "hospital"
    )
    alone = cured.reports("03-20 11:00", discharged=day("03-20"))
    assert alone.shows("03-20 11:00") == ("red", "recently_discharged")
    observed = alone.put("03-21 09:00", "home-observation", "hospital")
    assert observed.shows("03-21 09:00") == ("yellow", "home_observation")
    assert observed.reports_daily("03-22", 40).turns("04-30 08:00") == []
    assert observed.reports_daily("03-22", 40).colour("04-30 08:00") == "green"


def test_a_newly_dangerous_region_makes_red_without_a_report() -> None:
    was_there = ME.reports("03-06 08:00", stays=(("other-low", day("03-05")),))
    worse = was_there.risk("03-08 00:00", "other-low", "high")
    assert worse.colour("03-07 23:59") == "green"
    assert worse.shows("03-08 00:00") == ("red", "stayed_high_risk")


def test_data_of_the_authorities_are_checked_against_what_is_declared() -> None:
    assert GREEN.colour("03-06 07:59") == "green"
    known = GREEN.put("03-06 08:00", "close-contact-isolated", "cdc").reports("03-06 09:00")
    assert known.colour("03-06 09:00") == "red"


# Conversions.


def test_yellow_becomes_green_after_fourteen_days_of_reports() -> None:
    ill = ME.reports("03-06 08:00", fever=True).reports_daily("03-07", 14)
    assert ill.shows("03-07 08:00") == ("yellow", "yellow_until_14_days")
    assert ill.colour("03-20 23:59") == "yellow"
    assert ill.shows("03-21 00:00") == ("green", "nothing_found")


def test_red_becomes_yellow_after_fourteen_days_of_reports_and_green_after_fourteen_more() -> None:
    contact = (
        GREEN.put("03-06 08:00", "close-contact-isolated", "cdc")
        .lifted("03-20 10:00", "close-contact-isolated", "cdc")
        .reports_daily("03-21", 28)
    )
    assert contact.shows("03-20 10:00") == ("red", "red_until_14_days")
    assert contact.colour("04-03 23:59") == "red"
    assert contact.shows("04-04 00:00") == ("yellow", "yellow_until_14_days")
    assert contact.colour("04-17 23:59") == "yellow"
    assert contact.shows("04-18 00:00") == ("green", "nothing_found")


def test_red_never_becomes_green_at_once() -> None:
    assert PROGRAMME.conversions[Colour.RED].to == Colour.YELLOW
    assert PROGRAMME.conversions[Colour.YELLOW].to == Colour.GREEN


def test_green_needs_no_conversion() -> None:
    assert Colour.GREEN not in PROGRAMME.conversions
    assert GREEN.turns("03-05 09:10") == []
    assert GREEN.colour("12-31 09:00") == "green"


def test_who_left_hubei_and_is_well_is_yellow_after_fourteen_days_and_green_after_28() -> None:
    left = NEW.applies("03-05 09:00").reports_daily("03-05", 40, stays=(("hubei", day("03-05")),))
    assert left.shows("03-05 09:00") == ("red", "stayed_high_risk")
    assert left.shows("03-18 23:59") == ("red", "stayed_high_risk")
    assert left.shows("03-19 00:00") == ("yellow", "yellow_until_14_days")
    assert left.colour("04-01 23:59") == "yellow"
    assert left.shows("04-02 00:00") == ("green", "nothing_found")


def test_the_days_count_while_the_reason_still_holds() -> None:
    # Who begins to report two days after leaving waits for the days, the stay having ended.
    late = ME.reports_daily("03-07", 40, stays=(("hubei", day("03-05")),))
    assert late.shows("03-19 00:00") == ("red", "red_until_14_days")
    assert "Days in a row so far: 12 of 14." in late.told("03-19 07:00")
    assert late.colour("03-20 23:59") == "red"
    assert late.colour("03-21 00:00") == "yellow"
    # And who is in a group is told how many days are done.
    contact = GREEN.put("03-06 08:00", "close-contact-isolated", "cdc").reports_daily("03-06", 20)
    told = contact.told("03-15 09:00")
    assert "Days in a row so far: 9 of 14." in told and "must end as well" in told
    assert contact.colour("03-21 09:00") == "red"
    free = contact.lifted("03-21 10:00", "close-contact-isolated", "cdc")
    assert free.shows("03-21 10:00") == ("yellow", "yellow_until_14_days")


def test_a_day_without_a_report_starts_the_count_anew() -> None:
    ill = ME.reports("03-06 08:00", fever=True).reports_daily("03-07", 10)
    ill = ill.reports_daily("03-18", 14)  # nothing on the seventeenth
    assert ill.colour("03-21 00:00") == "yellow"
    assert ill.colour("03-31 23:59") == "yellow"
    assert ill.colour("04-01 00:00") == "green"


@pytest.mark.parametrize("answer", [*SYMPTOMS, "lives_with_observed"])
def test_a_report_that_does_not_meet_the_conditions_starts_the_count_anew(answer: str) -> None:
    ill = ME.reports("03-06 08:00", dry_cough=True).reports_daily("03-07", 14)
    bad = ill.reports("03-20 20:00", **{answer: True})
    assert ill.colour("03-21 00:00") == "green"
    before, after = ("yellow", "green") if answer in SYMPTOMS else ("red", "yellow")
    assert bad.colour("03-21 00:00") == before
    again = bad.reports_daily("03-21", 14)
    assert again.colour("04-03 23:59") == before
    assert again.colour("04-04 00:00") == after


def test_how_many_days_are_done_is_told() -> None:
    ill = ME.reports("03-06 08:00", fever=True).reports_daily("03-07", 9)
    assert "Days in a row so far: 9 of 14." in ill.told("03-16 07:00")
    assert "目前已连续9天，共需14天。" in ill.told("03-16 07:00", "zh")
    assert "the pass becomes green on 21 March 2020, 00:00" in ill.told("03-16 07:00")
    assert "将于2020年3月21日 00:00转为绿码" in ill.told("03-16 07:00", "zh")


# Certificates of another issuer.


def test_a_sichuan_certificate_for_migrant_workers_makes_green_at_once() -> None:
    use = PROGRAMME.evidence["migrant-worker"]
    assert (use.issuer, use.kind) == ("sichuan", "migrant-worker")
    new = ME.certified("03-05 09:05", "migrant-worker", "06-30 00:00")
    assert new.colour("03-05 09:04") == "grey"
    assert new.shows("03-05 09:05") == ("green", "migrant_worker")


def test_that_certificate_needs_no_conversion_first() -> None:
    ill = ME.reports("03-06 08:00", fever=True).reports("03-07 08:00")
    worker = ill.certified("03-08 08:00", "migrant-worker", "06-30 00:00")
    assert worker.colour("03-08 07:59") == "yellow"
    assert worker.shows("03-08 08:00") == ("green", "migrant_worker")


def test_that_certificate_counts_while_it_is_valid() -> None:
    worker = ME.certified("03-05 09:05", "migrant-worker", "03-20 00:00")
    assert worker.turns("03-05 09:05") == [("03-20 00:00", "grey")]
    assert "valid until 20 March 2020, 00:00" in worker.told("03-06 08:00")
    away = worker.reports("03-06 08:00", stays=(("hubei", day("03-15")),))
    assert away.colour("03-19 23:59") == "green"
    assert away.shows("03-20 00:00") == ("red", "stayed_high_risk")


@pytest.mark.parametrize("group", RED_GROUPS)
def test_that_certificate_does_not_outweigh_what_authorities_know(group: str) -> None:
    _, authority, _ = RED_GROUPS[group]
    worker = ME.certified("03-05 09:05", "migrant-worker", "06-30 00:00")
    assert worker.put("03-06 08:00", group, authority).colour("03-06 08:00") == "red"


# The rest.


def test_the_gate_measures_and_examines() -> None:
    assert PROGRAMME.gate[Level.CLEAR].action == Action.PASS
    assert PROGRAMME.gate[Level.CHECK].action == Action.CHECK
    assert PROGRAMME.gate[Level.STOP].action == Action.REFUSE
    assert "Measure the temperature" in PROGRAMME.gate[Level.CLEAR].text["en"]
    assert "examine the person fully" in PROGRAMME.gate[Level.CHECK].text["en"]
    assert "充分核验" in PROGRAMME.gate[Level.CHECK].text["zh"]


def test_only_a_green_person_may_edit_what_they_declared() -> None:
    assert PROGRAMME.may_edit == {Colour.GREEN}


def test_whoever_finds_the_colour_wrong_can_object_and_is_answered() -> None:
    assert PROGRAMME.appeals is not None
    assert (PROGRAMME.appeals.to, PROGRAMME.appeals.answered_within) == ("headquarters", 3 * 86400)
    red = stayed("hubei").told_by(ME)
    assert "To be answered within 3 days by: The city's epidemic headquarters." in red.told(
        "03-06 09:00"
    )
    assert "由市疫情防控指挥部在3天内答复。" in red.told("03-06 09:00", "zh")


def test_family_members_are_added() -> None:
    child = NEW.applies("03-05 09:00", "family").reports("03-05 09:10")
    assert child.colour("03-05 09:10") == "green"


def test_old_people_and_pupils_have_a_paper_travel_card() -> None:
    community = PROGRAMME.applicants["community"]
    assert community.channels == {Channel.OFFLINE} and community.needs_no_device
    old = NEW.applies("03-05 09:00", "community", "offline", no_device=True)
    assert old.reports("03-05 09:10").colour("03-05 09:10") == "green"
    assert PROGRAMME.validity.paper_lifetime == 8 * 86400
    assert "paper travel card" in NEW.told("03-05 09:00")


def test_posters_lead_to_the_application() -> None:
    assert "posters" in NEW.told("03-05 09:00") and "海报" in NEW.told("03-05 09:00", "zh")


def test_what_was_declared_is_kept_as_it_was() -> None:
    story = ME.reports("03-06 08:00").reports("03-07 08:00", fever=True)
    reports = [fact for fact in story.facts if isinstance(fact, Report)]
    assert [dict(one.answers) for one in reports] == [{}, {"fever": True}]
    history = story.outcome("03-08 08:00").history
    assert [step.reason for step in history] == ["nothing_declared", "nothing_found", "symptoms"]
    assert "it is kept as it was" in GREEN.told("03-05 10:00")
    assert "原样留存" in GREEN.told("03-05 10:00", "zh")


def test_no_daily_report_is_needed_with_green() -> None:
    assert PROGRAMME.validity.report is None
    assert GREEN.colour(clock("03-05 09:10", 200)) == "green"
