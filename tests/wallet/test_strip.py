"""Which credential is shown when, over all times."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.errors import Reason, WalletError
from huepass.wallet.person import Held
from huepass.wallet.strip import choose, unshown, window_begins, works_until

START = 1_790_000_000
STEPS = st.sampled_from([3600, 21_600, 43_200])


def strip_of(step: int, extra: int, windows: int, per_window: int) -> list[Held]:
    """A strip as an issuer makes it, with begins as the key's lifetime says."""
    return [
        Held(
            credential=bytes([window, number]),
            seed=bytes([window, number]) * 16,
            kid=b"kidk",
            colour=1,
            begin=START + window * step - extra,
            expiry=START + (window + 1) * step,
        )
        for window in range(windows)
        for number in range(per_window)
    ]


STRIPS = st.builds(strip_of, STEPS, st.integers(600, 3600), st.integers(1, 6), st.integers(1, 5))


def brought_up(strip: list[Held], now: int) -> tuple[Held, bool]:
    choice = choose(strip, now)
    held = strip[choice.index]
    strip[choice.index] = replace(held, shown=held.shown + 1)
    return held, choice.repeated


@given(STRIPS, st.data())
def test_never_an_expired_or_a_coming_window(strip: list[Held], data: st.DataObject) -> None:
    end = strip[-1].expiry
    now = data.draw(st.integers(strip[0].begin - 100, end + 100))
    if not strip[0].begin <= now < end:
        with pytest.raises(WalletError) as error:
            choose(strip, now)
        assert error.value.reason == Reason.STRIP_ENDED
        assert works_until(strip, now) is None
        return
    choice = choose(strip, now)
    held = strip[choice.index]
    assert held.begin <= now < held.expiry
    assert now < choice.show_until <= held.expiry
    assert works_until(strip, now) == end


@given(STRIPS, st.data())
def test_the_next_window_300_seconds_before_the_old_one_ends(
    strip: list[Held], data: st.DataObject
) -> None:
    expiries = sorted({one.expiry for one in strip})
    old = data.draw(st.sampled_from(expiries))
    if old == expiries[-1]:
        return
    new = expiries[expiries.index(old) + 1]
    before, at = choose(strip, old - 301), choose(strip, old - 300)
    assert strip[before.index].expiry == old
    assert before.show_until == old - 300
    assert strip[at.index].expiry == new


@given(STRIPS, st.data())
def test_never_the_same_twice_before_all_were_shown(strip: list[Held], data: st.DataObject) -> None:
    seen: set[bytes] = set()
    end = strip[-1].expiry
    times = data.draw(st.lists(st.integers(strip[0].begin, end - 1), max_size=40))
    for now in sorted(times):
        left = {
            one.seed
            for one in strip
            if one.expiry == strip[choose(strip, now).index].expiry and one.seed not in seen
        }
        held, repeated = brought_up(strip, now)
        assert repeated == (held.seed in seen)
        assert repeated == (not left)
        seen.add(held.seed)
        assert unshown(strip, held.expiry) == max(0, len(left) - 1)


@given(STRIPS, st.integers(1, 20))
def test_wrapping_around_shows_all_equally_often(strip: list[Held], times: int) -> None:
    for _ in range(times):
        brought_up(strip, START)
    counts = [one.shown for one in strip if one.expiry == strip[0].expiry]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == times


@given(STEPS, st.integers(600, 7200), st.integers(0, 5), st.integers(0, 21_599))
def test_begins_are_never_before_the_true_ones(
    step: int, extra: int, windows: int, offset: int
) -> None:
    """What the wallet works out without knowing the lifetime, against an issuer who knows it."""
    now = START + offset % step
    lifetime = step + extra
    # The current window as an issuer sees it: the latest that has begun.
    first = START + (now + lifetime - START) // step * step
    expiries = [first + number * step for number in range(windows)]
    for begin, expiry in zip(window_begins(expiries, now), expiries, strict=True):
        assert begin >= min(expiry - lifetime, now)
        assert begin >= expiry - lifetime
    held = [
        Held(b"", b"", b"", 1, begin, expiry)
        for begin, expiry in zip(window_begins(expiries, now), expiries, strict=True)
    ]
    assert works_until(held, now) == (expiries[-1] if expiries else None)


def test_a_gap_ends_what_works() -> None:
    held = [Held(b"", b"", b"", 1, 0, 100), Held(b"", b"", b"", 1, 100, 200)]
    assert works_until(held, 50) == 200
    assert works_until([*held, Held(b"", b"", b"", 1, 201, 300)], 50) == 200


def test_an_empty_strip() -> None:
    assert works_until([], 1) is None
    with pytest.raises(WalletError):
        choose([], 1)


def test_without_the_next_window_the_old_one_is_shown_to_its_end() -> None:
    (held,) = strip_of(3600, 600, 1, 1)
    choice = choose([held], held.expiry - 1)
    assert (choice.index, choice.show_until) == (0, held.expiry)


@pytest.mark.parametrize(("at", "shown"), [(-1, False), (0, True), (99, True), (100, False)])
def test_the_edges_of_a_window(at: int, shown: bool) -> None:
    held = Held(b"", b"", b"", 1, 0, 100)
    assert (works_until([held], at) is not None) == shown
    if shown:
        assert choose([held], at).index == 0
    else:
        with pytest.raises(WalletError):
            choose([held], at)
