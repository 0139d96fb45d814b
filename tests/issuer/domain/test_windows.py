"""Which window a credential is issued in (spec section 3)."""

from hypothesis import given
from hypothesis import strategies as st

from huepass.core import Key, Usage
from huepass.issuer.domain.windows import current_window, is_over, window_expiry

DAY = 86400
MIDNIGHT = 57600  # of UTC+8, in UTC


def paper_key(name: int, start: int, end: int) -> Key:
    return Key(bytes([name]) * 32, Usage.PAPER, start, end, 8 * DAY, DAY, MIDNIGHT)


def test_a_paper_pass_ends_at_local_midnight_on_the_eighth_day() -> None:
    # 2026-11-22 12:00 at UTC+8; the window began at 00:00 that day and ends at 00:00 on the 30th.
    assert window_expiry(1_795_320_000, 8 * DAY, DAY, MIDNIGHT) == 1_795_968_000


@given(
    now=st.integers(10**9, 4 * 10**9),
    step=st.integers(3600, 200000),
    phase=st.integers(0, 3599),
    steps=st.integers(1, 32),
)
def test_the_window_is_the_newest_that_has_begun(
    now: int, step: int, phase: int, steps: int
) -> None:
    lifetime = step * steps
    expiry = window_expiry(now, lifetime, step, phase)
    assert expiry % step == phase
    assert expiry - lifetime <= now < expiry - lifetime + step


def test_the_newest_key_that_may_be_used_is_used() -> None:
    start = 1_795_968_000 - 8 * DAY
    old = paper_key(1, start - 30 * DAY, start + 30 * DAY)
    new = paper_key(2, start, start + 60 * DAY)
    coming = paper_key(3, start + 1, start + 60 * DAY)
    found = current_window([old, coming, new], Usage.PAPER, start + 3600)
    assert found == (new, 1_795_968_000)


def test_a_key_is_not_used_when_the_window_outlives_it() -> None:
    start = 1_795_968_000 - 8 * DAY
    assert current_window([paper_key(1, start, start + 8 * DAY)], Usage.PAPER, start) is not None
    assert current_window([paper_key(1, start, start + 8 * DAY - 1)], Usage.PAPER, start) is None


def test_a_key_of_another_usage_is_not_used() -> None:
    start = 1_795_968_000 - 8 * DAY
    assert current_window([paper_key(1, start, start + 80 * DAY)], Usage.LIVE, start) is None


def test_a_window_is_over_when_no_gates_clock_can_accept_it() -> None:
    assert not is_over(1000, 1299)
    assert is_over(1000, 1300)
