"""Hubei's code, March 2020, in and after the closed management, claim by claim."""

from dataclasses import replace

import pytest

from huepass.core import Action, Colour, Level
from huepass.issuer.programme.facts import carried
from programmes.story import Story, day, example

CLOSED, OPEN = example("hubei"), example("hubei-2")
NEW = Story.of("hubei")
ME = NEW.applies("03-01 10:00").reports("03-01 10:05")
WORKER = ME.put("03-02 10:00", "returning-worker", "headquarters")
LATER = Story.of("hubei-2").applies("03-20 10:00").reports("03-20 10:05")


def moved(story: Story) -> Story:
    """The story goes on under the version after the closed management."""
    facts = carried(story.facts, OPEN.successions[1])
    return replace(story, programme=OPEN, facts=tuple(facts))


def test_grey_while_the_closed_management_lasts() -> None:
    assert ME.shows("03-01 10:05") == ("grey", "closed_management")
    assert ME.level("03-01 10:05") == Level.UNDETERMINED
    assert CLOSED.gate[Level.UNDETERMINED].action == Action.REFUSE


def test_grey_says_registered_and_no_colour_for_now() -> None:
    assert "You are registered." in ME.told("03-01 11:00")
    assert "no colours are given" in ME.told("03-01 11:00")
    assert "信息已登记" in ME.told("03-01 11:00", "zh")
    assert "暂不制发颜色" in ME.told("03-01 11:00", "zh")


def test_grey_is_for_everybody_whatever_is_known() -> None:
    ill = ME.reports("03-02 09:00", fever=True).put("03-02 10:00", "confirmed-case", "hospital")
    assert ill.shows("03-02 10:00") == ("grey", "closed_management")


def test_a_green_code_is_the_pass_of_people_who_have_to_go_back_to_work() -> None:
    assert WORKER.colour("03-02 09:59") == "grey"
    assert WORKER.shows("03-02 10:00") == ("green", "nothing_found")
    assert CLOSED.gate[Level.CLEAR].action == Action.PASS


def test_green_counts_anywhere_in_the_province() -> None:
    assert "anywhere in the province" in WORKER.told("03-02 11:00")
    assert "全省通用" in WORKER.told("03-02 11:00", "zh")
    # To a gate it is the level that counts, wherever it stands.
    assert WORKER.level("03-02 11:00") == Level.CLEAR


def test_who_has_to_go_back_is_for_headquarters_or_community_to_say() -> None:
    category = CLOSED.categories["returning-worker"]
    assert set(category.set_by) == set(category.lift_by) == {"headquarters", "community"}
    ended = WORKER.lifted("03-05 10:00", "returning-worker", "community")
    assert ended.colour("03-05 10:00") == "grey"


def test_a_worker_without_a_report_has_no_colour() -> None:
    worker = NEW.applies("03-01 10:00").put("03-02 10:00", "returning-worker", "community")
    assert worker.shows("03-02 10:00") == ("grey", "no_report")


CHECKED = {
    "confirmed-case": ("red", "confirmed_case", "hospital"),
    "suspected-case": ("red", "suspected_case", "hospital"),
    "close-contact": ("red", "close_contact", "cdc"),
    "home-observation": ("yellow", "home_observation", "community"),
}


@pytest.mark.parametrize("category", CHECKED)
@pytest.mark.parametrize("story", [WORKER, LATER], ids=["worker", "later"])
def test_the_authorities_data_decide_over_what_is_reported(story: Story, category: str) -> None:
    colour, reason, authority = CHECKED[category]
    known = story.put("03-21 10:00", category, authority)
    assert known.colour("03-21 09:59") == "green"
    assert known.shows("03-21 10:00") == (colour, reason)
    assert "health authorities' data" in known.told("03-21 11:00") or colour == "yellow"


@pytest.mark.parametrize("symptom", ["fever", "cough"])
@pytest.mark.parametrize("story", [WORKER, LATER], ids=["worker", "later"])
def test_reported_symptoms_are_yellow(story: Story, symptom: str) -> None:
    ill = story.reports("03-21 09:00", **{symptom: True})
    assert ill.shows("03-21 09:00") == ("yellow", "symptoms")
    assert ill.reports("03-24 09:00").shows("03-24 09:00") == ("green", "nothing_found")


@pytest.mark.parametrize("story", [WORKER, LATER], ids=["worker", "later"])
def test_a_reported_contact_is_yellow_for_fourteen_days(story: Story) -> None:
    met = story.reports("03-21 09:00", contact=day("03-20"))
    assert met.shows("03-21 09:00") == ("yellow", "recent_contact")
    assert met.turns("03-21 09:00") == [("04-03 00:00", "green")]


def test_red_yellow_and_green_and_grey_without_anything() -> None:
    given = {rule.colour for rule in OPEN.rules}
    assert given == {Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.GREY}
    assert Story.of("hubei-2").shows("03-20 10:00") == ("grey", "not_registered")


def test_without_a_report_there_is_no_colour_later_either() -> None:
    new = Story.of("hubei-2").applies("03-20 10:00")
    assert new.shows("03-20 10:00") == ("grey", "no_report")


def test_home_observation_ends_after_fourteen_days_unless_renewed() -> None:
    watched = LATER.put("03-21 10:00", "home-observation", "community")
    assert watched.turns("03-21 10:00") == [("04-04 10:00", "green")]
    renewed = watched.put("04-01 10:00", "home-observation", "cdc")
    assert renewed.turns("04-01 10:00") == [("04-15 10:00", "green")]


def test_when_the_closed_management_ends_everybody_gets_a_colour() -> None:
    assert moved(ME).shows("03-20 10:00") == ("green", "nothing_found")
    ill = ME.reports("03-02 09:00", fever=True).put("03-02 10:00", "confirmed-case", "hospital")
    assert moved(ill).shows("03-20 10:00") == ("red", "confirmed_case")
    assert moved(WORKER).shows("03-20 10:00") == ("green", "nothing_found")
    assert "封闭管理结束" in OPEN.successions[1].note["zh"]


def test_who_had_to_go_back_to_work_is_not_asked_any_more() -> None:
    assert "returning-worker" not in OPEN.categories
    assert len(moved(WORKER).facts) == len(WORKER.facts) - 1
