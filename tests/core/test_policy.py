"""A gate's policy, spec section 7."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from spec.testkit import forge

from gates import misused, shown
from huepass.core import Action, Level, Policy
from huepass.core.policy import DEFAULT_ACTIONS


def policy(**options: Any) -> Policy:
    """A policy that accepts paper, with some options."""
    return Policy(accept_paper=True, **options)


def with_action(level: Level, action: Any) -> dict[Level, Any]:
    """The default actions, but for one level."""
    return {**DEFAULT_ACTIONS, level: action}


def test_the_defaults() -> None:
    default = policy()
    assert default.actions == {
        Level.CLEAR: Action.PASS,
        Level.CHECK: Action.CHECK,
        Level.STOP: Action.REFUSE,
        Level.UNDETERMINED: Action.REFUSE,
    }
    assert default.on_stale == Action.CHECK
    assert (default.clock_tolerance, default.proof_max_age, default.proof_max_ahead) == (60, 60, 20)


def test_whether_paper_is_accepted_has_to_be_said() -> None:
    with pytest.raises(TypeError):
        Policy()  # type: ignore[call-arg]


@pytest.mark.parametrize("level", Level)
def test_an_action_is_missing(level: Level) -> None:
    actions = {other: action for other, action in DEFAULT_ACTIONS.items() if other != level}
    with misused("each of the four levels"):
        policy(actions=actions)


def test_an_action_too_many() -> None:
    with misused("each of the four levels"):
        policy(actions={**DEFAULT_ACTIONS, 4: Action.REFUSE})


@pytest.mark.parametrize("change", [{"on_stale": "stop"}, with_action(Level.CLEAR, "let in")])
def test_an_action_that_does_not_exist(change: Any) -> None:
    options = change if "on_stale" in change else {"actions": change}
    with misused("pass, check or refuse"):
        policy(**options)


@pytest.mark.parametrize("action", [Action.PASS, "pass"], ids=["action", "text"])
def test_an_undetermined_colour_never_passes(action: Any) -> None:
    with misused("undetermined"):
        policy(actions=with_action(Level.UNDETERMINED, action))


@pytest.mark.parametrize("action", [Action.PASS, "pass"], ids=["action", "text"])
def test_with_a_stale_list_nothing_passes(action: Any) -> None:
    with misused("stale"):
        policy(on_stale=action)


@pytest.mark.parametrize("seconds", [-1, 301])
def test_a_clock_tolerance_is_refused(seconds: int) -> None:
    with misused("clock tolerance"):
        policy(clock_tolerance=seconds)


@pytest.mark.parametrize("seconds", [0, 300])
def test_a_clock_tolerance_is_accepted(seconds: int) -> None:
    assert policy(clock_tolerance=seconds).clock_tolerance == seconds


@pytest.mark.parametrize("option", ["proof_max_age", "proof_max_ahead"])
def test_the_times_of_proofs(option: str) -> None:
    assert policy(**{option: 0})
    with misused("not negative"):
        policy(**{option: -1})


def test_a_proof_does_not_live_longer_than_replays_are_seen() -> None:
    assert policy(proof_max_age=120, proof_max_ahead=20)
    with misused("140 seconds"):
        policy(proof_max_age=120, proof_max_ahead=21)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("on_stale", [Action.CHECK, Action.REFUSE])
@pytest.mark.parametrize("action", Action)
def test_a_stale_answer_is_the_stricter_of_both(
    level: Level, action: Action, on_stale: Action
) -> None:
    if level == Level.UNDETERMINED and action == Action.PASS:
        return
    made = policy(actions=with_action(level, action), on_stale=on_stale)
    strictness = list(Action)
    fresh, stale = made.by_level[level]
    assert fresh == action
    assert strictness.index(stale) == max(strictness.index(action), strictness.index(on_stale))


def test_the_order_of_strictness() -> None:
    assert list(Action) == ["pass", "check", "refuse"]


def test_a_policy_is_frozen() -> None:
    made = policy()
    with pytest.raises(FrozenInstanceError):
        made.accept_paper = False  # type: ignore[misc]
    with pytest.raises(TypeError):
        made.actions[Level.STOP] = Action.PASS  # type: ignore[index]


def test_actions_that_are_changed_afterwards_change_nothing() -> None:
    actions = dict(DEFAULT_ACTIONS)
    made = policy(actions=actions)
    actions[Level.STOP] = Action.PASS
    assert shown(forge.paper(colour=3), policy=made).action == Action.REFUSE
