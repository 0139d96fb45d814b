"""Strips: the windows that a wallet holds credentials of, now and for the time ahead (section 8).

A window is a credential dataset and has an identifier. Times in seconds since the epoch.
"""

from collections.abc import Iterable
from typing import Final

from huepass.core import Key, Usage
from huepass.issuer.domain.windows import current_window

CONFIGURATION: Final = "huepass-pass"


def strip_windows(keys: Iterable[Key], now: int, ahead: int) -> list[tuple[Key, int]]:
    """The live windows to hold from `now` for `ahead` seconds, the current one first.

    Each is what `current_window` says when it begins, so a new key takes over when it would.

    Args:
        keys: those that can sign.
        now: the time.
        ahead: a window that begins before `now + ahead` is in.
    """
    live = [key for key in keys if key.usage == Usage.LIVE]
    begins = {now}
    for key in live:
        first = now + 1 + (key.phase - key.lifetime - now - 1) % key.step
        begins.update(range(first, now + ahead, key.step))
    found: dict[tuple[bytes, int], tuple[Key, int]] = {}
    for begin in sorted(begins):
        window = current_window(live, Usage.LIVE, begin)
        if window is not None:
            found.setdefault((window[0].kid, window[1]), window)
    return list(found.values())


def identifier(kid: bytes, expiry: int) -> str:
    """The credential identifier of a window."""
    return f"live-{kid.hex()}-{expiry}"
