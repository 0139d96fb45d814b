"""What is asked of every system: who applies and how, who sets and lifts, what a gate does."""

import pytest

from huepass.core import Action, Level
from huepass.issuer.domain.colours import colour_name
from programmes.story import Story, example

NAMES = (
    "suikang-2020-02", "suikang", "yuekang", "hubei", "hubei-2", "wuhan", "wuhan-2", "guozhouxing",
)  # fmt: skip

LEVELS = {
    "suikang-2020-02": {"plain": "clear"},
    "suikang": {"blue": "clear", "green": "clear", "red": "stop"},
    "yuekang": {"green": "clear", "red": "stop"},
    "hubei": {"green": "clear", "yellow": "check", "red": "stop"},
    "hubei-2": {"green": "clear", "yellow": "check", "red": "stop"},
    "wuhan": {"plain": "check"},
    "wuhan-2": {"green": "clear", "yellow": "check", "red": "stop"},
    "guozhouxing": {"green": "clear", "yellow": "check", "red": "stop"},
}

ONLINE, OFFLINE, NO_PHONE = "online", "offline", "only without a phone"
ONESELF = {"self": {ONLINE}}
_BOTH = {ONLINE, OFFLINE, NO_PHONE}
APPLICANTS = {
    "suikang-2020-02": ONESELF
    | {"family": {ONLINE}, "property": {OFFLINE, NO_PHONE}, "committee": {OFFLINE, NO_PHONE}},
    "suikang": ONESELF | {"family": {ONLINE, NO_PHONE}, "property": _BOTH, "committee": _BOTH},
    "yuekang": ONESELF | {"family": {ONLINE}, "registrar": {OFFLINE}},
    "wuhan": ONESELF | {"family": {ONLINE}},
    "wuhan-2": ONESELF | {"family": {ONLINE}},
}
for _name in ("hubei", "hubei-2", "guozhouxing"):
    APPLICANTS[_name] = ONESELF | {"family": {ONLINE}, "community": {OFFLINE, NO_PHONE}}

# Of each category: who sets it, who lifts it, and after how many days it ends by itself.
_PROVINCE = {
    "confirmed-case": ("hospital cdc", "hospital", None),
    "suspected-case": ("hospital cdc", "hospital", None),
    "close-contact": ("cdc", "cdc", None),
    "home-observation": ("community cdc", "community cdc", 14),
}
AUTHORITIES = {
    "hubei": _PROVINCE
    | {"returning-worker": ("headquarters community", "headquarters community", None)},
    "hubei-2": _PROVINCE,
    "wuhan": {"isolated": ("community cdc hospital", "community cdc hospital", None)},
    "wuhan-2": _PROVINCE | {"central-quarantine": ("cdc hospital", "cdc hospital", None)},
}


@pytest.mark.parametrize("name", NAMES)
def test_each_colour_has_the_level_that_others_go_by(name: str) -> None:
    levels = {colour_name(one): use.level for one, use in example(name).colours.items()}
    assert levels.pop("grey") == Level.UNDETERMINED
    assert {colour: level.name.lower() for colour, level in levels.items()} == LEVELS[name]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_gate_does_at_each_level(name: str) -> None:
    assert {level: rule.action for level, rule in example(name).gate.items()} == {
        Level.CLEAR: Action.PASS,
        Level.CHECK: Action.CHECK,
        Level.STOP: Action.REFUSE,
        Level.UNDETERMINED: Action.REFUSE,
    }


@pytest.mark.parametrize("name", NAMES)
def test_whoever_has_not_applied_has_no_colour(name: str) -> None:
    assert Story.of(name).shows("03-01 08:00") == ("grey", "not_registered")
    if "fever" in example(name).questions:
        reported = Story.of(name).reports("03-01 08:00")
        assert reported.shows("03-01 08:00") == ("grey", "not_registered")


@pytest.mark.parametrize("name", NAMES)
def test_who_applies_and_how(name: str) -> None:
    found = {
        one.id: {*map(str, one.channels)} | ({NO_PHONE} if one.needs_no_device else set())
        for one in example(name).applicants.values()
    }
    assert found == APPLICANTS[name]


@pytest.mark.parametrize("name", AUTHORITIES)
def test_who_sets_and_who_lifts(name: str) -> None:
    found = {
        one.id: (
            " ".join(one.set_by),
            " ".join(one.lift_by),
            None if one.lasts is None else one.lasts // 86400,
        )
        for one in example(name).categories.values()
    }
    assert found == AUTHORITIES[name]
