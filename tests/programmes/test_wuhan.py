"""Wuhan's code, February 2020, and with the province's colours: claim by claim."""

from dataclasses import replace

import pytest

from huepass.core import Action, Colour, Level
from huepass.issuer.programme.difference import differences
from huepass.issuer.programme.facts import Report, carried
from programmes.story import Story, day, example

FIRST, SECOND = example("wuhan"), example("wuhan-2")
NEW = Story.of("wuhan")
ME = NEW.applies("02-29 20:00").reports("02-29 20:05", stay="stayed")


def moved(story: Story) -> Story:
    """The story goes on under the version with colours."""
    facts = carried(story.facts, SECOND.successions[1])
    return replace(story, programme=SECOND, facts=tuple(facts))


def test_there_are_no_colours_yet() -> None:
    assert set(FIRST.colours) == {Colour.PLAIN, Colour.GREY}
    assert ME.shows("02-29 20:05") == ("plain", "reported")
    assert "Colours come when the province has set one standard" in ME.told("03-01 08:00")
    assert "待省里明确统一标准后上线颜色" in ME.told("03-01 08:00", "zh")


def test_a_code_alone_does_not_say_who_may_travel() -> None:
    assert ME.level("03-01 08:00") == Level.CHECK
    assert FIRST.gate[Level.CHECK].action == Action.CHECK
    assert "your district's rules" in FIRST.gate[Level.CHECK].text["en"]
    assert "按所在区的规定" in FIRST.gate[Level.CHECK].text["zh"]


def test_what_is_reported_makes_no_colour_yet() -> None:
    ill = ME.reports("03-01 08:00", stay="stayed", fever=True, cough=True)
    assert ill.shows("03-01 08:00") == ("plain", "reported")


@pytest.mark.parametrize("kind", ["returning", "coming", "stayed"])
def test_everybody_who_is_or_comes_here_reports(kind: str) -> None:
    assert kind in FIRST.questions["stay"].choices
    assert NEW.applies("02-29 20:00").shows("02-29 20:00") == ("grey", "no_report")
    there = NEW.applies("02-29 20:00").reports("02-29 20:05", stay=kind)
    assert there.colour("02-29 20:05") == "plain"


def test_reporting_ahead_of_the_journey_is_advised() -> None:
    unreported = NEW.applies("02-29 20:00")
    assert "some days before you travel" in unreported.told("02-29 21:00")
    assert "提前申报" in unreported.told("02-29 21:00", "zh")


def test_a_changed_state_is_reported_again_and_every_report_stays() -> None:
    again = ME.reports("03-02 08:00", stay="stayed", fever=True).reports("03-05 08:00")
    reports = [fact for fact in again.facts if isinstance(fact, Report)]
    assert [dict(one.answers) for one in reports] == [
        {"stay": "stayed"}, {"stay": "stayed", "fever": True}, {}
    ]  # fmt: skip
    assert again.outcome("03-05 09:00").standing.reported_at == reports[-1].at
    assert "report again" in ME.told("03-01 08:00")


def test_one_person_manages_several_peoples_codes() -> None:
    family = FIRST.applicants["family"]
    assert not family.needs_no_device
    for _ in range(3):
        other = NEW.applies("02-29 20:00", "family").reports("02-29 20:05", stay="stayed")
        assert other.colour("02-29 20:05") == "plain"


def test_a_collectors_reading_changes_nothing_that_was_reported() -> None:
    hot = ME.measured("03-01 09:00", 38.9)
    assert hot.shows("03-01 09:00") == ME.shows("03-01 09:00")
    assert [fact for fact in hot.facts if isinstance(fact, Report)] == [
        fact for fact in ME.facts if isinstance(fact, Report)
    ]


def test_the_second_version_has_the_provinces_colours() -> None:
    assert set(SECOND.colours) == {Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.GREY}
    province = example("hubei-2")
    for colour, use in SECOND.colours.items():
        assert use.level == province.colours[colour].level
    # Reasons and colours are the province's own too, and one more: the isolation from before.
    rules = {rule.reason: rule.colour for rule in SECOND.rules}
    assert rules.pop("central_quarantine") == Colour.RED
    assert rules == {rule.reason: rule.colour for rule in province.rules}


def test_people_move_and_their_reports_make_colours() -> None:
    assert moved(ME).shows("03-15 08:00") == ("green", "nothing_found")
    ill = ME.reports("03-14 08:00", fever=True)
    assert moved(ill).shows("03-15 08:00") == ("yellow", "symptoms")
    met = ME.reports("03-14 08:00", contact=day("03-10"))
    assert moved(met).shows("03-15 08:00") == ("yellow", "recent_contact")
    assert moved(met).turns("03-15 08:00") == [("03-24 00:00", "green")]


def test_whoever_has_reported_nothing_has_no_colour_either() -> None:
    assert moved(NEW.applies("02-29 20:00")).shows("03-15 08:00") == ("grey", "no_report")
    coughing = ME.reports("03-14 08:00", cough=True)
    assert moved(coughing).shows("03-15 08:00") == ("yellow", "symptoms")


def test_isolation_moves_as_central_quarantine() -> None:
    isolated = ME.put("03-10 08:00", "isolated", "community")
    assert isolated.shows("03-10 08:00") == ("grey", "isolated")
    assert moved(isolated).shows("03-15 08:00") == ("red", "central_quarantine")
    ended = isolated.lifted("03-12 08:00", "isolated", "community")
    assert moved(ended).shows("03-15 08:00") == ("green", "nothing_found")


def test_what_changes_is_told_before() -> None:
    told = {(one.en, one.zh) for one in differences(FIRST, SECOND)}
    assert any("green" in english for english, _ in told)
    assert any("绿码" in chinese for _, chinese in told)
