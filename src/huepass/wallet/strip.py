"""Which credential to show at a time (spec sections 3.3 and 4). Pure; times in seconds.

Windows overlap by at least 600 s, and a wallet moves to the next one 300 s before the old one ends:
by then the next has begun for every gate, and the old one has ended for none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from huepass.errors import Reason, WalletError
from huepass.wallet.person import Held

MOVE_BEFORE: Final = 300
OVERLAP: Final = 600


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show.

    Attributes:
        index: of the credential in the strip.
        repeated: whether it was brought up before, since all of the window were.
        show_until: when to move on to the next window.
    """

    index: int
    repeated: bool
    show_until: int


def choose(strip: Sequence[Held], now: int) -> Choice:
    """The credential to bring up: of the window that is on, the one that was shown least.

    Raises:
        WalletError: `strip_ended`, when none can be shown now.
    """
    window = _window(strip, now)
    if window is None:
        raise WalletError(Reason.STRIP_ENDED)
    indices = [index for index, one in enumerate(strip) if one.expiry == window]
    best = min(indices, key=lambda index: (strip[index].shown, index))
    return Choice(best, strip[best].shown > 0, _show_until(strip, window, now))


def works_until(strip: Iterable[Held], now: int) -> int | None:
    """Until when there is something to show without a gap, or None if there is nothing now."""
    end = None
    for begin, expiry in sorted({(one.begin, one.expiry) for one in strip}):
        if begin <= (now if end is None else end) and expiry > max(now, end or 0):
            end = expiry
    return end


def unshown(strip: Iterable[Held], window: int) -> int:
    """How many credentials of a window nobody has seen yet."""
    return sum(one.expiry == window and not one.shown for one in strip)


def window_begins(expiries: Sequence[int], now: int) -> list[int]:
    """From when credentials may be shown, for the windows that an issuer announced, in order.

    The first is on now. A wallet isn't told the key's lifetime and needn't be: each window begins
    at least 600 s before the one before it ends.
    """
    return [now] * bool(expiries) + [expiry - OVERLAP for expiry in expiries[:-1]]


def _window(strip: Iterable[Held], now: int) -> int | None:
    """The expiry of the window to show at `now`."""
    open_now = sorted({one.expiry for one in strip if one.begin <= now < one.expiry})
    for expiry in open_now:
        if now < expiry - MOVE_BEFORE:
            return expiry
    return open_now[-1] if open_now else None


def _show_until(strip: Iterable[Held], window: int, now: int) -> int:
    """When the choice of a window changes, at the latest when it ends."""
    later = [one.begin for one in strip if one.expiry > window]
    if not later:
        return window
    return min(window, max(window - MOVE_BEFORE, min(later), now + 1))
