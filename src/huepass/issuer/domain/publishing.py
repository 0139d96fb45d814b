"""When a revocation list is published and what it names (spec section 5). Times in seconds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from huepass.issuer.domain.records import Window
from huepass.issuer.domain.windows import is_over

MAX_FRESH: Final = 86400
MIN_INTERVALS: Final = 3


def slot_of(now: int, interval: int) -> int:
    """The number of the publishing slot that `now` is in: slots are fixed times for everybody."""
    return now // interval


def next_sequence(last: int | None, now: int) -> int:
    """The number of the next list: higher than the last, and at least the time.

    The time makes it higher than every list of an issuer whose database was put back from a copy.
    """
    return now if last is None else max(last + 1, now)


def is_named(window: Window, now: int, fresh_until: int) -> bool:
    """Whether a list signed at `now` names the window if it has revocations (spec section 5).

    It goes on for as long as some gate's clock may still accept the window's credentials: a gate
    whose newest list no longer covers them would answer `stale` instead of `revoked`.
    """
    return not is_over(window.expiry, now) and window.expiry - window.lifetime < fresh_until


def plan(
    windows: Iterable[tuple[Window, Sequence[int]]], now: int, fresh_until: int
) -> Mapping[tuple[bytes, int], tuple[int, Sequence[int]]]:
    """The windows of the list to sign, from windows with their revoked serials in any order."""
    return {
        (window.key_id, window.expiry): (window.bits, sorted(serials))
        for window, serials in windows
        if serials and is_named(window, now, fresh_until)
    }
