"""Guangzhou's code in colours, 24 March 2020: what was published about it, claim by claim."""

import pytest

from huepass.core import Action, Colour, Level
from huepass.issuer.programme.model import Channel
from programmes.story import Story, example

PROGRAMME = example("suikang")
NEW = Story.of("suikang")
ME = NEW.applies("03-24 10:00")
CHILD = NEW.applies("03-24 10:00", "family", no_device=True)

# Each group, its reason, who sets it here, and everybody who may lift it.
GROUPS = {
    "home-quarantine": ("home_quarantine", "district", {"district", "hospital"}),
    "central-quarantine": ("central_quarantine", "cdc", {"district", "cdc", "hospital"}),
    "close-contact": ("close_contact", "cdc", {"cdc"}),
    "suspected-case": ("suspected_case", "hospital", {"hospital"}),
    "confirmed-case": ("confirmed_case", "hospital", {"hospital"}),
    "positive-test": ("positive_test", "hospital", {"hospital"}),
    "key-area-arrival": ("key_area_arrival", "district", {"community", "employer"}),
}


def test_blue_is_for_whoever_applied_and_is_well() -> None:
    assert ME.shows("03-24 10:00") == ("blue", "applied_by_self")
    assert ME.level("03-24 10:00") == Level.CLEAR


@pytest.mark.parametrize("who", ["family", "committee", "property"])
def test_green_is_for_whom_somebody_else_applied(who: str) -> None:
    other = NEW.applies("03-24 10:00", who, no_device=True)
    assert other.shows("03-24 10:00") == ("green", "applied_by_other")
    assert other.level("03-24 10:00") == Level.CLEAR


@pytest.mark.parametrize("group", GROUPS)
def test_red_is_for(group: str) -> None:
    reason, authority, _ = GROUPS[group]
    for story in (ME, CHILD):
        red = story.put("03-25 10:00", group, authority)
        assert red.level("03-25 09:59") == Level.CLEAR
        assert red.shows("03-25 10:00") == ("red", reason)
        assert red.level("03-25 10:00") == Level.STOP


def test_red_is_for_nothing_else() -> None:
    assert set(PROGRAMME.categories) == set(GROUPS)
    red = [rule.reason for rule in PROGRAMME.rules if rule.colour == Colour.RED]
    assert sorted(red) == sorted(reason for reason, _, _ in GROUPS.values())


def test_a_group_makes_red_also_before_any_application() -> None:
    assert NEW.put("03-25 10:00", "close-contact", "cdc").colour("03-25 10:00") == "red"


@pytest.mark.parametrize("group", GROUPS)
def test_red_is_lifted_only_by_the_right_authority(group: str) -> None:
    assert set(PROGRAMME.categories[group].lift_by) == GROUPS[group][2]


@pytest.mark.parametrize("group", GROUPS)
def test_after_lifting_the_earlier_colour_is_back_at_once(group: str) -> None:
    _, authority, lifters = GROUPS[group]
    for lifter in lifters:
        for story, colour in ((ME, "blue"), (CHILD, "green")):
            lifted = story.put("03-25 10:00", group, authority).lifted("04-08 15:00", group, lifter)
            assert lifted.colour("04-08 14:59") == "red"
            assert lifted.colour("04-08 15:00") == colour


@pytest.mark.parametrize("group", GROUPS)
def test_red_does_not_end_by_itself(group: str) -> None:
    red = ME.put("03-25 10:00", group, GROUPS[group][1])
    assert red.turns("03-25 10:00") == []
    assert red.colour("12-31 10:00") == "red"


@pytest.mark.parametrize("group", GROUPS)
def test_a_red_person_is_told_why_and_who_lifts_it(group: str) -> None:
    red = ME.put("03-25 10:00", group, GROUPS[group][1])
    english, chinese = red.told("03-26 08:00"), red.told("03-26 08:00", "zh")
    assert PROGRAMME.categories[group].label["en"] in english
    assert PROGRAMME.categories[group].label["zh"] in chinese
    for lifter in GROUPS[group][2]:
        assert PROGRAMME.authorities[lifter].name["en"] in english
        assert PROGRAMME.authorities[lifter].name["zh"] in chinese


def test_of_two_groups_both_have_to_be_lifted() -> None:
    both = ME.put("03-25 10:00", "close-contact", "cdc").put(
        "03-26 10:00", "positive-test", "hospital"
    )
    assert both.outcome("03-26 10:00").reasons == ("positive_test", "close_contact")
    one = both.lifted("04-10 10:00", "positive-test", "hospital")
    assert one.shows("04-10 10:00") == ("red", "close_contact")
    assert one.lifted("04-12 10:00", "close-contact", "cdc").colour("04-12 10:00") == "blue"


def test_valid_for_the_long_term() -> None:
    assert PROGRAMME.validity.report is None
    assert ME.turns("03-24 10:00") == []
    assert ME.colour("12-31 23:59") == "blue"


def test_a_change_of_health_is_to_be_reported() -> None:
    assert "If your health changes, report it." in ME.told("03-25 08:00")
    assert "健康状况变化时请及时申报" in ME.told("03-25 08:00", "zh")
    ill = ME.reports("03-27 08:00", fever=True, symptoms="cough")
    assert "The newest health report was made on 27 March 2020, 08:00." in ill.told("03-27 09:00")
    # No published rule makes a colour of it: an authority does, as a suspected case.
    assert ill.colour("03-27 09:00") == "blue"
    assert ill.put("03-27 10:00", "suspected-case", "hospital").colour("03-27 10:00") == "red"


def test_family_committees_and_property_companies_apply_for_those_who_cannot() -> None:
    others = {name: one for name, one in PROGRAMME.applicants.items() if name != "self"}
    assert set(others) == {"family", "committee", "property"}
    assert all(one.needs_no_device for one in others.values())
    assert PROGRAMME.applicants["self"].channels == {Channel.ONLINE}
    assert not PROGRAMME.applicants["self"].needs_no_device


def test_whoever_gets_a_phone_applies_and_turns_from_green_to_blue() -> None:
    assert CHILD.applies("04-01 10:00").shows("04-01 10:00") == ("blue", "applied_by_self")


def test_a_printed_page_is_valid() -> None:
    assert PROGRAMME.validity.paper_lifetime == 8 * 86400
    assert "also printed" in CHILD.told("03-25 08:00")
    assert "打印页同样有效" in CHILD.told("03-25 08:00", "zh")


def test_each_person_has_a_colour_of_their_own() -> None:
    assert ME.put("03-25 10:00", "positive-test", "cdc").colour("03-25 10:00") == "red"
    assert CHILD.colour("03-25 10:00") == "green"


def test_gates_let_clear_pass_and_stop_red() -> None:
    assert PROGRAMME.gate[Level.CLEAR].action == Action.PASS
    assert PROGRAMME.gate[Level.STOP].action == Action.REFUSE
