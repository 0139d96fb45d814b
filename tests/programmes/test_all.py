"""What is asked of every system: who applies and how, who sets and lifts, what a gate does."""

import pytest

from huepass.core import Action, Level
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.programme.engine import Engine
from huepass.issuer.programme.facts import Application
from huepass.issuer.programme.model import Shown
from programmes.story import Story, at, example

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

# How it is known who the person is, for each applicant in turn.
_ANY = {"declared", "provider", "registrar"}
_NAMED = {"self": {"provider"}, "family": {"provider"}}
PROOFING: dict[str, dict[str, set[str]]] = {
    "suikang-2020-02": {"self": _ANY, "family": _ANY}
    | {"property": {"registrar"}, "committee": {"registrar"}},
    "suikang": {"self": {"provider"}, "family": {"provider", "registrar"}}
    | {"property": {"registrar"}, "committee": {"registrar"}},
    "yuekang": _NAMED | {"registrar": {"registrar"}},
    "hubei": _NAMED | {"community": {"registrar"}},
    "wuhan": {"self": {"provider"}, "family": _ANY},
    "guozhouxing": {"self": _ANY, "family": _ANY, "community": {"registrar"}},
}

NUMBERS = {
    "mainland-id": "cn-resident-id",
    "chinese-passport": "cn-passport",
    "hk-macao-permit": "cn-hk-macao-permit",
    "passport": "icao-9303",
}

# Who may have paper; everybody where nothing is said.
PAPER = {
    "suikang-2020-02": {"property", "committee"},
    "suikang": {"family", "property", "committee"},
    "guozhouxing": {"community"},
}

# What for staff may look somebody up, and for which authorities they act then.
LOOK_UPS = {
    "suikang-2020-02": {"visit": "committee"},
    "suikang": {"contact-tracing": "cdc", "quarantine": "district hospital"},
    "yuekang": {"contact-tracing": "cdc district", "home-visit": "community"}
    | {"treatment": "hospital"},
    "hubei": {"contact-tracing": "cdc", "return-to-work": "headquarters community"},
    "hubei-2": {"contact-tracing": "cdc"},
    "wuhan": {"contact-tracing": "cdc", "care": "street community"},
    "wuhan-2": {"contact-tracing": "cdc", "care": "street community"},
    "guozhouxing": {"contact-tracing": "cdc headquarters", "declaration-check": "headquarters"},
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


@pytest.mark.parametrize("name", NAMES)
def test_how_it_is_known_who_somebody_is(name: str) -> None:
    found = {one.id: {*map(str, one.proofing)} for one in example(name).applicants.values()}
    assert found == PROOFING[name if name in PROOFING else name.removesuffix("-2")]


@pytest.mark.parametrize("name", NAMES)
def test_every_document_has_a_number_that_is_checked(name: str) -> None:
    documents = example(name).documents
    assert {one: documents[one].number for one in documents} == {
        one: NUMBERS[one] for one in documents
    }


@pytest.mark.parametrize("name", NAMES)
def test_authorities_give_reasons_and_everything_can_be_a_mistake(name: str) -> None:
    for category in example(name).categories.values():
        assert category.reasons
        assert len(category.lift_reasons) > 1
        assert "mistaken" in category.lift_reasons


@pytest.mark.parametrize("name", NAMES)
def test_who_may_have_paper(name: str) -> None:
    programme = example(name)
    engine, now = Engine(programme), at("03-01 08:00")
    found = {
        one.id
        for one in programme.applicants.values()
        if all(
            engine.may_have_paper(
                [Application(now, one.id, channel, "mainland-id", one.needs_no_device)], now
            )
            for channel in one.channels
        )
    }
    assert found == PAPER.get(name, {*programme.applicants})
    if programme.paper is not None:
        assert not engine.may_have_paper([], now)


@pytest.mark.parametrize("name", NAMES)
def test_what_for_staff_look_somebody_up(name: str) -> None:
    look_ups = example(name).look_ups.values()
    assert {one.id: " ".join(one.authorities) for one in look_ups} == LOOK_UPS[name]
    for one in look_ups:
        assert len(one.shows) < len(Shown)  # only what the purpose needs


def test_proofs_of_health_are_uploaded_where_the_texts_say_so() -> None:
    found = {name: {*example(name).proofs} for name in NAMES if example(name).proofs}
    assert found == {
        "yuekang": {"test-result", "release-notice", "medical-certificate"},
        "guozhouxing": {"test-result", "discharge"},
    }
