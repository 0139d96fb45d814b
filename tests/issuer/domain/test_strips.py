"""Which windows a strip has (spec sections 3 and 8)."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from huepass.core import Key, Usage
from huepass.issuer.domain.strips import identifier, strip_windows

DAY = 86400
NOW = 1_795_320_000


def key(
    number: int, begin: int = 0, step: int = 21600, lifetime: int = 22200, phase: int = 0
) -> Key:
    return Key(bytes([number]) * 32, Usage.LIVE, begin, 2 * NOW, lifetime, step, phase)


def test_the_typical_strip() -> None:
    found = strip_windows([key(1)], NOW, DAY)
    assert [(expiry - NOW + NOW % 21600) // 21600 for _, expiry in found] == [1, 2, 3, 4, 5]


@given(
    step=st.integers(3600, 90_000),
    extra=st.integers(600, 90_000),
    phase=st.integers(0, 3599),
    now=st.integers(NOW, NOW + DAY),
)
def test_a_strip_covers_the_time_ahead_without_a_gap(
    step: int, extra: int, phase: int, now: int
) -> None:
    lifetime = min(step + extra, 32 * step)
    found = [expiry for _, expiry in strip_windows([key(1, 0, step, lifetime, phase)], now, DAY)]
    assert found[0] - lifetime <= now < found[0]
    assert all(expiry % step == phase for expiry in found)
    assert all(after - before == step for before, after in pairwise(found))
    assert found[-1] - lifetime < now + DAY <= found[-1] - lifetime + step


def test_a_new_key_takes_over_with_its_first_window() -> None:
    new = key(2, NOW + DAY // 2)
    found = strip_windows([key(1), new], NOW, DAY)
    begins = [(one.public_key[0], expiry - 22200) for one, expiry in found]
    assert [number for number, _ in begins] == sorted(number for number, _ in begins)
    assert {number for number, _ in begins} == {1, 2}
    assert all((begin >= new.not_before) == (number == 2) for number, begin in begins)


def test_no_window_comes_twice_when_keys_have_other_steps() -> None:
    new = key(2, NOW + DAY // 2, 7200, 9000, 60)
    found = [(one.kid, expiry) for one, expiry in strip_windows([key(1), new], NOW, DAY)]
    assert len(found) == len(set(found))
    assert len({kid for kid, _ in found}) == 2


def test_paper_keys_have_no_strip() -> None:
    paper = Key(bytes(32), Usage.PAPER, 0, 2 * NOW, 8 * DAY, DAY, 0)
    assert strip_windows([paper], NOW, DAY) == []


def test_an_identifier_names_key_and_expiry() -> None:
    assert identifier(bytes.fromhex("0a0b0c0d"), NOW) == f"live-0a0b0c0d-{NOW}"
