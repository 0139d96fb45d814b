"""When a revocation list is published and what it names (spec section 5)."""

from huepass.issuer.domain.publishing import is_named, next_sequence, plan, slot_of
from huepass.issuer.domain.records import Window

DAY = 86400
EXPIRY = 1_795_968_000


def window(expiry: int = EXPIRY, key_id: bytes = b"kidA") -> Window:
    return Window(1, key_id, expiry, 8 * DAY, 26, 10, bytes(32))


def test_slots_are_the_same_for_every_process() -> None:
    assert slot_of(1199, 600) == 1
    assert slot_of(1200, 600) == 2


def test_a_sequence_is_higher_than_the_last_and_than_the_time() -> None:
    assert next_sequence(None, 1000) == 1000
    assert next_sequence(7, 1000) == 1000
    assert next_sequence(1000, 1000) == 1001
    assert next_sequence(2000, 1000) == 2001


def test_a_window_is_named_while_some_gate_may_accept_it() -> None:
    assert is_named(window(), EXPIRY + 299, EXPIRY + 10000)
    assert not is_named(window(), EXPIRY + 300, EXPIRY + 10000)


def test_a_coming_window_is_named_when_the_list_is_still_fresh_then() -> None:
    begin = EXPIRY - 8 * DAY
    assert is_named(window(), begin - 100, begin + 1)
    assert not is_named(window(), begin - 100, begin)


def test_the_plan_has_sorted_serials_of_named_windows_with_revocations() -> None:
    now = EXPIRY - DAY
    windows = [
        (window(), [9, 3, 5]),
        (window(key_id=b"kidB"), []),
        (window(EXPIRY - 2 * DAY), [1]),
    ]
    assert plan(windows, now, now + 14400) == {(b"kidA", EXPIRY): (26, [3, 5, 9])}
