"""A gate at work: freshness, replays, challenges, and lists that change under it."""

import shutil
from collections.abc import Iterator

import pytest

from huepass.core import Action, Colour, Medium, Policy, challenge_from_text
from huepass.errors import CodeRefused, FolderError, Reason
from huepass.gate import GateFolder, GateSession
from kit import World


class Clock:
    """A clock that the test sets."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(world: World) -> Clock:
    return Clock(world.now - 100)


@pytest.fixture
def gate(folder: GateFolder, clock: Clock, world: World) -> GateSession:
    session = GateSession(folder, clock)
    clock.now = world.now
    return session


@pytest.fixture
def asking(folder: GateFolder, clock: Clock, world: World) -> GateSession:
    session = GateSession(folder, clock, challenges=True)
    clock.now = world.now
    return session


def refused(gate: GateSession, text: str) -> Reason:
    with pytest.raises(CodeRefused) as error:
        gate.show(text)
    assert len(text) < 5 or text not in str(error.value)
    return error.value.reason


def test_answers(gate: GateSession, world: World) -> None:
    paper = gate.show(world.paper(10))
    assert (paper.action, paper.medium, paper.stale) == (Action.PASS, Medium.PAPER, False)
    live = gate.show(world.live(11, Colour.YELLOW))
    assert (live.action, live.medium, live.colour) == (Action.CHECK, Medium.LIVE, Colour.YELLOW)
    assert gate.show(world.paper(12, Colour.RED)).action == Action.REFUSE
    assert refused(gate, world.paper(2)) == Reason.REVOKED
    assert refused(gate, world.live(2)) == Reason.REVOKED


def test_a_second_presentation_is_replayed(gate: GateSession, world: World, clock: Clock) -> None:
    text = world.live(10)
    first = gate.show(text)
    clock.now += 5
    assert gate.show(text) == first
    clock.now += 1
    assert refused(gate, text) == Reason.REPLAYED


def test_a_presentation_from_before_the_start(
    folder: GateFolder, world: World, clock: Clock
) -> None:
    clock.now = world.now
    gate = GateSession(folder, clock)
    assert refused(gate, world.live(10, at=world.now - 10)) == Reason.PROOF_NOT_FRESH
    assert gate.show(world.live(10, at=world.now)).action == Action.PASS


def test_a_new_list_counts_from_the_next_code_on(
    gate: GateSession, folder: GateFolder, world: World, clock: Clock
) -> None:
    assert gate.show(world.paper(10)).action == Action.PASS
    GateFolder(folder.path).load(world.revocation_list(2, paper=[10]), world.now)
    clock.now += 200
    gate.refresh()
    assert gate.state.lists["gz"].sequence == 2
    assert refused(gate, world.paper(10)) == Reason.REVOKED


def test_a_folder_that_went_away_leaves_the_gate_at_work(
    gate: GateSession, folder: GateFolder, world: World
) -> None:
    shutil.rmtree(folder.path)
    with pytest.raises(FolderError):
        gate.refresh()
    assert gate.show(world.paper(10)).action == Action.PASS


def test_a_policy_of_ones_own(folder: GateFolder, clock: Clock, world: World) -> None:
    clock.now = world.now
    gate = GateSession(folder, clock, policy=Policy(accept_paper=False))
    assert refused(gate, world.paper(10)) == Reason.PAPER_NOT_ACCEPTED


def test_a_gate_that_asks_wants_an_answer(asking: GateSession, world: World) -> None:
    assert asking.wants_challenge
    challenge = challenge_from_text(asking.new_challenge())
    assert not asking.wants_challenge
    assert len(challenge) == 16
    assert refused(asking, world.live(10)) == Reason.CHALLENGE_MISSING
    assert refused(asking, world.live(10, challenge=bytes(16))) == Reason.CHALLENGE_MISMATCH
    assert not asking.wants_challenge
    assert asking.show(world.live(10, challenge=challenge)).action == Action.PASS
    assert asking.wants_challenge


def test_a_gate_that_does_not_ask_takes_no_answer(gate: GateSession, world: World) -> None:
    assert not gate.wants_challenge
    assert refused(gate, world.live(10, challenge=bytes(16))) == Reason.CHALLENGE_UNEXPECTED


def test_paper_needs_no_challenge_and_uses_none(asking: GateSession, world: World) -> None:
    asking.new_challenge()
    assert asking.show(world.paper(10)).action == Action.PASS
    assert not asking.wants_challenge


def test_a_challenge_is_used_once(asking: GateSession, world: World) -> None:
    challenge = challenge_from_text(asking.new_challenge())
    asking.show(world.live(10, challenge=challenge))
    assert refused(asking, world.live(11, challenge=challenge)) == Reason.CHALLENGE_MISMATCH
    assert asking.wants_challenge


def test_a_challenge_is_used_by_a_revoked_pass_and_by_a_refused_one(
    asking: GateSession, world: World
) -> None:
    challenge = challenge_from_text(asking.new_challenge())
    assert refused(asking, world.live(2, challenge=challenge)) == Reason.REVOKED
    assert asking.wants_challenge
    challenge = challenge_from_text(asking.new_challenge())
    assert asking.show(world.live(10, Colour.RED, challenge=challenge)).action == Action.REFUSE
    assert asking.wants_challenge


def test_the_same_bytes_match_for_five_seconds_after(
    asking: GateSession, world: World, clock: Clock
) -> None:
    text = world.live(10, challenge=challenge_from_text(asking.new_challenge()))
    first = asking.show(text)
    asking.new_challenge()
    clock.now += 5
    assert asking.show(text) == first
    assert not asking.wants_challenge
    clock.now += 1
    assert refused(asking, text) == Reason.CHALLENGE_MISMATCH


def test_a_challenge_is_dead_after_sixty_seconds(
    asking: GateSession, world: World, clock: Clock
) -> None:
    challenge = challenge_from_text(asking.new_challenge())
    clock.now += 60
    assert asking.wants_challenge
    text = world.live(10, at=int(clock.now), challenge=challenge)
    assert refused(asking, text) == Reason.CHALLENGE_MISMATCH
    challenge = challenge_from_text(asking.new_challenge())
    clock.now += 59
    text = world.live(10, at=int(clock.now), challenge=challenge)
    assert asking.show(text).action == Action.PASS


def test_a_clock_set_back_does_not_prolong_a_challenge(
    asking: GateSession, world: World, clock: Clock
) -> None:
    challenge = challenge_from_text(asking.new_challenge())
    clock.now -= 1
    assert asking.wants_challenge
    assert refused(asking, world.live(10, challenge=challenge)) == Reason.CHALLENGE_MISMATCH


def test_challenges_differ(asking: GateSession) -> None:
    assert len({asking.new_challenge() for _ in range(50)}) == 50


def test_any_text_gets_a_reason(gate: GateSession) -> None:
    def texts() -> Iterator[str]:
        yield from ("", " ", "HP1:", "HP1:x", "\ud800", "\x00", "码" * 600, "https://example.org")

    assert [refused(gate, text) for text in texts() if text]
