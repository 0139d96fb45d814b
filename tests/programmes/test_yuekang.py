"""Guangdong's code, April 2020: what was published about it, claim by claim."""

from dataclasses import replace

import pytest

from huepass.core import Action, Colour, Level
from huepass.issuer.programme.facts import Reading
from huepass.issuer.programme.file import load_programme
from huepass.issuer.programme.model import Channel
from programmes.story import Story, at, example

PROGRAMME = example("yuekang")
NEW = Story.of("yuekang")
ME = NEW.applies("04-07 10:00")

# Each kind, its reason, who sets it here, and everybody who may lift it.
KINDS = {
    "confirmed-or-positive": ("confirmed_or_positive", "hospital", {"hospital"}),
    "suspected-case": ("suspected_case", "hospital", {"hospital"}),
    "close-contact": ("close_contact", "cdc", {"cdc"}),
    "high-risk-arrival": ("high_risk_arrival", "community", {"district", "community"}),
    "central-quarantine": ("central_quarantine", "cdc", {"district", "cdc", "hospital"}),
    "home-quarantine": ("home_quarantine", "district", {"district", "hospital"}),
}


def test_there_are_green_and_red_only() -> None:
    given = {rule.colour for rule in PROGRAMME.rules} - {Colour.GREY}
    assert given == {Colour.GREEN, Colour.RED}
    # Grey is for whom there is no code.
    assert NEW.shows("04-07 10:00") == ("grey", "not_registered")
    assert {rule.reason for rule in PROGRAMME.rules if rule.colour == Colour.GREY} == {
        "not_registered"
    }


@pytest.mark.parametrize("kind", KINDS)
def test_red_is_for(kind: str) -> None:
    reason, authority, _ = KINDS[kind]
    red = ME.put("04-08 10:00", kind, authority)
    assert red.shows("04-08 10:00") == ("red", reason)
    assert red.level("04-08 10:00") == Level.STOP


def test_there_are_six_kinds_and_no_more() -> None:
    assert set(PROGRAMME.categories) == set(KINDS)
    red = [rule.reason for rule in PROGRAMME.rules if rule.colour == Colour.RED]
    assert sorted(red) == sorted(reason for reason, _, _ in KINDS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_the_holder_of_a_red_code_sees_why_and_how_it_is_lifted(kind: str) -> None:
    reason, authority, lifters = KINDS[kind]
    rule = next(rule for rule in PROGRAMME.rules if rule.reason == reason)
    red = ME.put("04-08 10:00", kind, authority)
    for language, told in (("en", red.told("04-09 08:00")), ("zh", red.told("04-09 08:00", "zh"))):
        assert rule.text[language] in told
        assert rule.guidance[language] in told
        for lifter in lifters:
            assert PROGRAMME.authorities[lifter].name[language] in told


@pytest.mark.parametrize("kind", KINDS)
def test_lifting_makes_green_again(kind: str) -> None:
    _, authority, lifters = KINDS[kind]
    assert set(PROGRAMME.categories[kind].lift_by) == lifters
    for lifter in lifters:
        lifted = ME.put("04-08 10:00", kind, authority).lifted("04-22 09:00", kind, lifter)
        assert lifted.colour("04-22 08:59") == "red"
        assert lifted.shows("04-22 09:00") == ("green", "not_in_a_key_group")


def test_the_notice_of_release_ends_a_quarantine() -> None:
    for kind in ("central-quarantine", "home-quarantine"):
        assert "notice of release" in PROGRAMME.categories[kind].guidance["en"]
        assert "解除告知书" in PROGRAMME.categories[kind].guidance["zh"]


def test_no_health_report_is_needed() -> None:
    assert ME.shows("04-07 10:00") == ("green", "not_in_a_key_group")
    assert ME.turns("04-07 10:00") == []
    assert "no daily report is needed" in ME.told("04-08 08:00")


def test_it_is_there_ahead_of_a_journey_and_for_the_long_term() -> None:
    assert ME.colour("06-30 10:00") == "green"
    assert "also ahead of a journey" in NEW.told("04-07 10:00")
    assert "可在出行前办理" in NEW.told("04-07 10:00", "zh")


def test_a_report_changes_nothing() -> None:
    for fever in (False, True):
        assert ME.reports("04-08 08:00", fever=fever).colour("04-08 08:00") == "green"


def test_three_kinds_of_documents_are_accepted() -> None:
    assert set(PROGRAMME.documents) == {"mainland-id", "chinese-passport", "hk-macao-permit"}


def test_other_documents_are_refused_clearly() -> None:
    assert "Only the three documents" in PROGRAMME.other_documents["en"]
    assert "只接受所列三种证件" in PROGRAMME.other_documents["zh"]


def test_people_missing_in_the_records_register_offline() -> None:
    registrar = PROGRAMME.applicants["registrar"]
    assert registrar.channels == {Channel.OFFLINE} and not registrar.needs_no_device
    assert NEW.applies("04-07 10:00", "registrar", "offline").colour("04-07 10:00") == "green"
    assert "register offline" in PROGRAMME.other_documents["en"]
    assert "线下登记" in PROGRAMME.other_documents["zh"]


def test_family_members_are_added() -> None:
    assert NEW.applies("04-07 11:00", "family").colour("04-07 11:00") == "green"
    assert "after a check of the face" in PROGRAMME.applicants["family"].name["en"]


def test_switching_shows_all_of_the_other_person_and_nothing_of_oneself() -> None:
    other = NEW.applies("04-07 11:00", "family").put("04-08 10:00", "close-contact", "cdc")
    assert "Close contact" in other.told("04-09 08:00")
    assert "Close contact" not in ME.told("04-09 08:00")


def test_the_newest_temperature_counts_and_none_is_lost() -> None:
    # The rule is not Guangdong's: there staff looked at the reading themselves.
    source = PROGRAMME.source.decode().replace(
        '[[rules]]\nreason = "not_in_a_key_group"',
        '[[rules]]\nreason = "hot"\ncolour = "red"\nwhen = "temperature >= 37.3"\n'
        'text = { en = "Hot.", zh = "发热。" }\nguidance = { en = "Rest.", zh = "请休息。" }\n\n'
        '[[rules]]\nreason = "not_in_a_key_group"',
    )
    hot = replace(ME, programme=load_programme(source.encode())).measured("04-08 09:00", 38.5)
    assert hot.shows("04-08 09:30") == ("red", "hot")
    again = hot.measured("04-08 09:40", 36.6)
    assert again.colour("04-08 09:40") == "green"
    # The wrong one is still there, as it was.
    assert Reading(at("04-08 09:00"), 38.5) in again.facts
    assert again.outcome("04-08 10:00").history[-2].reason == "hot"


def test_a_temperature_alone_makes_no_colour() -> None:
    assert ME.measured("04-08 09:00", 39.5).colour("04-08 09:00") == "green"


def test_red_may_not_enter_and_green_passes() -> None:
    assert PROGRAMME.gate[Level.STOP].action == Action.REFUSE
    assert PROGRAMME.gate[Level.CLEAR].action == Action.PASS
    assert PROGRAMME.gate[Level.STOP].text == {"en": "Red may not enter.", "zh": "红码禁入。"}
