"""Guangzhou's pass without colours, February 2020: what was published about it, claim by claim."""

import pytest

from huepass.core import Action, Level
from huepass.issuer.programme.model import Channel
from programmes.story import Story, clock, example

PROGRAMME = example("suikang-2020-02")
NEW = Story.of("suikang-2020-02")
ME = NEW.applies("02-20 09:00").reports("02-20 09:10")


def test_the_pass_has_no_colour() -> None:
    assert ME.shows("02-20 09:10") == ("plain", "reported")
    assert {use.level for use in PROGRAMME.colours.values()} == {Level.CLEAR, Level.UNDETERMINED}
    assert PROGRAMME.colours[ME.outcome("02-21 08:00").colour].display == "#24292f"  # near black


def test_without_an_application_there_is_no_pass() -> None:
    assert NEW.shows("02-20 09:00") == ("grey", "not_registered")
    assert NEW.reports("02-20 09:00").shows("02-20 09:00") == ("grey", "not_registered")


def test_without_a_report_there_is_no_pass() -> None:
    assert NEW.applies("02-20 09:00").shows("02-20 09:05") == ("grey", "report_ran_out")


def test_a_pass_lasts_seven_days_from_the_report() -> None:
    assert ME.colour("02-27 09:09") == "plain"
    assert ME.shows("02-27 09:10") == ("grey", "report_ran_out")
    assert ME.level("02-27 09:10") == Level.UNDETERMINED
    assert ME.turns("02-20 09:10") == [("02-27 09:10", "grey")]


def test_a_new_report_renews_it() -> None:
    renewed = ME.reports("02-25 20:00")
    assert renewed.turns("02-25 20:00") == [("03-03 20:00", "grey")]


def test_a_late_report_brings_it_back_at_once() -> None:
    late = ME.reports("03-05 07:00")
    assert late.colour("03-05 06:59") == "grey"
    assert late.shows("03-05 07:00") == ("plain", "reported")


def test_applying_long_before_a_journey_is_pointless() -> None:
    journey = clock("02-20 09:10", 10)
    assert ME.colour(journey) == "grey"
    assert ME.reports(journey).colour(journey) == "plain"


def test_the_holder_is_told_until_when_and_how_to_renew() -> None:
    english, chinese = ME.told("02-21 08:00"), ME.told("02-21 08:00", "zh")
    assert "counts until 27 February 2020, 09:10" in english
    assert "Report again before the seven days are over" in english
    assert "有效期至2020年2月27日 09:10" in chinese and "请再次上报" in chinese


def test_family_members_get_a_pass_by_a_report_on_their_behalf() -> None:
    child = NEW.applies("02-20 10:00", "family").reports("02-20 10:00")
    assert child.shows("02-20 10:00") == ("plain", "reported")
    # A pass of their own: the parent's end is not the child's.
    assert ME.turns("02-21 08:00") != child.turns("02-21 08:00")


def test_whoever_was_added_by_others_can_still_add_it_alone() -> None:
    child = NEW.applies("02-20 10:00", "family").reports("02-20 10:00").applies("02-22 18:00")
    outcome = child.outcome("02-22 18:00")
    assert outcome.standing.application is not None
    assert outcome.standing.application.applicant == "self"
    assert child.turns("02-22 18:00") == [("02-27 10:00", "grey")]


@pytest.mark.parametrize("where", ["property", "committee"])
def test_people_without_a_smartphone_apply_offline(where: str) -> None:
    old = NEW.applies("02-20 11:00", where, "offline", no_device=True).reports("02-20 11:00")
    assert old.shows("02-20 11:00") == ("plain", "reported")


def test_only_people_without_a_smartphone_may_apply_offline() -> None:
    offline = [one for one in PROGRAMME.applicants.values() if Channel.OFFLINE in one.channels]
    assert {one.id for one in offline} == {"property", "committee"}
    assert all(one.needs_no_device for one in offline)


def test_a_relative_may_also_apply_online_for_them() -> None:
    family = PROGRAMME.applicants["family"]
    assert family.channels == {Channel.ONLINE} and not family.needs_no_device


def test_whoever_has_a_pass_is_not_registered_again_at_the_gate() -> None:
    rule = PROGRAMME.gate[Level.CLEAR]
    assert rule.action == Action.PASS
    assert "do not register them again" in rule.text["en"] and "不再登记" in rule.text["zh"]
    assert "need not register there again" in ME.told("02-21 08:00")


def test_everybody_in_a_vehicle_shows_a_pass_of_their_own() -> None:
    rule = PROGRAMME.gate[Level.CLEAR]
    assert "Everybody in a vehicle" in rule.text["en"] and "车内每人" in rule.text["zh"]


def test_without_a_valid_pass_nobody_enters() -> None:
    assert PROGRAMME.gate[Level.UNDETERMINED].action == Action.REFUSE


@pytest.mark.parametrize("question", ["fever", "cough", "contact"])
def test_what_was_reported_does_not_show_on_the_pass(question: str) -> None:
    ill = NEW.applies("02-20 09:00").reports("02-20 09:10", **{question: True})
    assert ill.shows("02-21 08:00") == ME.shows("02-21 08:00")
