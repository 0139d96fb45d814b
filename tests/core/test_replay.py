"""The replay memory, spec section 4."""

from typing import Any

import pytest
from spec.testkit import forge
from spec.testkit.forge import NOW

from gates import ACCEPTS_PAPER, code_refused, gate, misused, outcome, ready, shown
from huepass.core import Policy, ReplayMemory
from huepass.core.replay import REMEMBERED


@pytest.fixture
def memory() -> ReplayMemory:
    return ReplayMemory(bytes(32))


def at(memory: ReplayMemory, later: int, item: Any = None, **options: Any) -> str:
    """What a gate with this memory says to a code so many seconds after `NOW`."""
    item = forge.paper() if item is None else item
    return outcome(item, memory=memory, now=NOW + later, **options)


def test_the_same_bytes_get_the_same_answer_for_5_seconds(memory: ReplayMemory) -> None:
    first = shown(forge.paper(), memory=memory)
    for later in (0, 1, 5):
        assert shown(forge.paper(), memory=memory, now=NOW + later) == first
    assert at(memory, 6) == "replayed"


def test_it_is_the_first_answer_even_if_the_list_is_stale_by_now(memory: ReplayMemory) -> None:
    state = gate(forge.trust_list(), forge.revocation_list(fresh_until=NOW + 3))
    first = shown(forge.paper(), state, memory=memory)
    assert not first.stale
    assert shown(forge.paper(), state, now=NOW + 3).stale
    assert shown(forge.paper(), state, now=NOW + 3, memory=memory) == first


def test_a_code_is_replayed_up_to_140_seconds_after(memory: ReplayMemory) -> None:
    assert at(memory, 0) == "pass"
    assert [at(memory, later) for later in (6, 139, 140, 141)] == [*["replayed"] * 3, "pass"]


def test_a_repeat_prolongs_nothing(memory: ReplayMemory) -> None:
    assert at(memory, 0) == "pass"
    assert at(memory, 5) == "pass"
    assert at(memory, 6) == "replayed"
    assert at(memory, 140) == "replayed"
    assert at(memory, 141) == "pass"


def test_after_that_it_is_remembered_anew(memory: ReplayMemory) -> None:
    assert [at(memory, later) for later in (0, 141, 146, 147, 281, 282)] == [
        "pass", "pass", "pass", "replayed", "replayed", "pass",
    ]  # fmt: skip


@pytest.mark.parametrize("later", [0, 5])
def test_other_bytes_of_the_same_serial_are_replayed(memory: ReplayMemory, later: int) -> None:
    assert at(memory, 0, forge.live()) == "pass"
    assert at(memory, later, forge.live(at=NOW // 10 * 10 - 10)) == "replayed"


def test_another_colour_of_the_same_serial_is_replayed(memory: ReplayMemory) -> None:
    assert at(memory, 0, forge.paper(colour=1)) == "pass"
    assert at(memory, 0, forge.paper(colour=2)) == "replayed"


@pytest.mark.parametrize(
    "other",
    [
        forge.paper(serial=8),
        forge.paper(expiry=forge.PAPER_EXPIRY + forge.DAY),
        forge.live(),
    ],
    ids=["another_serial", "another_window", "another_key"],
)
def test_another_code_is_not(memory: ReplayMemory, other: Any) -> None:
    assert at(memory, 0) == "pass"
    assert at(memory, 1, other) == "pass"


def test_what_is_to_be_checked_is_remembered(memory: ReplayMemory) -> None:
    assert at(memory, 0, forge.paper(colour=2)) == "check"
    assert at(memory, 5, forge.paper(colour=2)) == "check"
    assert at(memory, 6, forge.paper(colour=2)) == "replayed"


def test_what_was_refused_is_not_remembered(memory: ReplayMemory) -> None:
    assert at(memory, 0, forge.paper(colour=3)) == "refuse"
    assert at(memory, 6, forge.paper(colour=3)) == "refuse"
    assert at(memory, 7, forge.paper(colour=1)) == "pass"
    assert len(memory) == 1


def test_what_was_an_error_is_not_remembered(memory: ReplayMemory) -> None:
    assert at(memory, 0, policy=Policy(accept_paper=False)) == "paper_not_accepted"
    assert len(memory) == 0
    assert at(memory, 6) == "pass"


def test_revocation_comes_before_a_repeated_answer(memory: ReplayMemory) -> None:
    assert at(memory, 0) == "pass"
    assert at(memory, 1, state=ready(forge.window())) == "revoked"


@pytest.mark.parametrize(
    ("later", "expected"),
    [(-1, "pass"), (-5, "pass"), (-6, "replayed"), (-140, "replayed"), (-141, "pass")],
)
def test_a_clock_that_was_set_back_a_little_opens_no_gap(
    memory: ReplayMemory, later: int, expected: str
) -> None:
    assert at(memory, 0) == "pass"
    assert at(memory, later) == expected


def test_without_a_memory_nothing_is_replayed() -> None:
    assert outcome(forge.paper()) == outcome(forge.paper(), now=NOW + 60) == "pass"


def test_gates_of_one_site_share_a_memory(memory: ReplayMemory) -> None:
    options: dict[str, Any] = {"policy": ACCEPTS_PAPER, "memory": memory}
    assert outcome(forge.paper(), ready(), **options) == "pass"
    assert outcome(forge.paper(), gate(forge.trust_list()), now=NOW + 6, **options) == "replayed"


@pytest.mark.parametrize("start", [0, 70, 139, 140])
def test_nothing_is_forgotten_too_early(memory: ReplayMemory, start: int) -> None:
    """Whenever the memory clears up, and with others remembered all the time."""
    for later in range(0, start, 7):
        assert at(memory, later, forge.paper(serial=1000 + later)) == "pass"
    assert at(memory, start) == "pass"
    for later in (start + 1, start + 70, start + 139, start + 140):
        assert at(memory, later, forge.paper(serial=2000 + later)) == "pass"
        assert at(memory, later) == ("pass" if later <= start + 5 else "replayed")


def test_it_does_not_grow_for_ever(memory: ReplayMemory) -> None:
    answer = shown(forge.paper())
    for second in range(5000):
        memory.remember(memory.mark(b"%d" % second), b"", NOW + second, answer)
    assert REMEMBERED <= len(memory) <= 2 * REMEMBERED + 2


def test_it_does_not_grow_for_ever_after_the_clock_was_set_back(memory: ReplayMemory) -> None:
    answer = shown(forge.paper())
    memory.remember(b"before", b"", NOW + forge.YEAR, answer)
    for second in range(1000):
        memory.remember(b"%d" % second, b"", NOW + second, answer)
    assert len(memory) <= 2 * REMEMBERED + 3


def test_nothing_can_be_read_back_from_it(memory: ReplayMemory) -> None:
    shown(forge.paper(), memory=memory)
    held = repr([vars(memory)])
    for secret in (forge.kid("paper"), forge.dump(forge.paper()), bytes([0, 0, 0, 7])):
        assert repr(secret)[2:-1] not in held


def test_another_key_gives_other_marks() -> None:
    assert ReplayMemory(bytes(32)).mark(b"x") != ReplayMemory(b"\1" * 32).mark(b"x")
    assert ReplayMemory(bytes(32)).mark(b"x") != ReplayMemory(bytes(32)).mark(b"y")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    with misused("32 bytes"):
        ReplayMemory(bytes(size))


def test_the_reason_is_replayed(memory: ReplayMemory) -> None:
    shown(forge.paper(), memory=memory)
    with code_refused("replayed"):
        shown(forge.paper(), memory=memory, now=NOW + 6)
