"""Windows: a key and an expiry that many credentials share (spec section 3). Times in seconds."""

from collections.abc import Iterable
from typing import Final

from huepass.core import Key, Usage

# The largest clock difference that a gate may allow for (spec section 3), so the time past its
# expiry for which a credential may still be accepted somewhere.
GATE_TOLERANCE: Final = 300

# How long after a window's expiry its revoked serials are kept, without their persons: an issuer
# whose clock was ahead by less than this still names them when its clock is right again.
KEEP_REVOKED: Final = 60 * 86400


def window_expiry(now: int, lifetime: int, step: int, phase: int) -> int:
    """The largest expiry with `exp mod step == phase` whose window has begun at `now`."""
    latest = now + lifetime
    return latest - (latest - phase) % step


def current_window(keys: Iterable[Key], usage: Usage, now: int) -> tuple[Key, int] | None:
    """The key to issue under at `now` and the expiry to use, or None if no key can.

    Of several keys it is the one with the greatest `nbf` that the window allows (spec section 3).
    """
    candidates = sorted(
        (key for key in keys if key.usage == usage), key=lambda key: key.not_before, reverse=True
    )
    for key in candidates:
        expiry = window_expiry(now, key.lifetime, key.step, key.phase)
        if key.not_before <= expiry - key.lifetime and expiry <= key.not_after:
            return key, expiry
    return None


def is_over(expiry: int, now: int) -> bool:
    """Whether no gate anywhere accepts a credential of this expiry any more."""
    return now >= expiry + GATE_TOLERANCE
