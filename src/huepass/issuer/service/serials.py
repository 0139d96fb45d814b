"""Serials for live credentials: each process takes a block of counters at a time (spec section 3).

What a process has taken and not used is lost with it; a serial is never given twice.
"""

import secrets
from typing import Final

from sqlalchemy import Connection

from huepass.core import Key
from huepass.issuer.domain.records import Window
from huepass.issuer.domain.serials import KEY_SIZE, serial_at
from huepass.issuer.store import live, passes

BLOCK: Final = 1024  # counters
_SHARE: Final = 256  # a block is at most this part of a window's serials


class SerialBlocks:
    """The counters that this process has taken, by window; for one thread.

    Whoever takes serials in a transaction that fails calls `forget`.
    """

    def __init__(self) -> None:
        self._blocks: dict[int, tuple[Window, range]] = {}

    def forget(self) -> None:
        """Give up all counters: the database may not know that they were taken."""
        self._blocks.clear()

    def take(
        self,
        connection: Connection,
        key: Key,
        expiry: int,
        window_id: int | None,
        count: int,
        *,
        bits: int,
    ) -> tuple[Window, list[int]]:
        """The next serials of a live window, whose table is there afterwards.

        Args:
            connection: a transaction that is alone in writing.
            key: the window's key.
            expiry: the window's expiry, seconds.
            window_id: the window's, if it is open and has a table.
            count: how many serials.
            bits: serial space of a new window.

        Raises:
            RequestRefused: `window_full`, `window_closed`.
        """
        kept = self._blocks.get(window_id) if window_id is not None else None
        if kept is None or len(kept[1]) < count:
            kept = passes.lease(
                connection,
                key.kid,
                expiry,
                count,
                most=min(BLOCK, (1 << bits) // _SHARE),
                lifetime=key.lifetime,
                bits=bits,
                new_key=lambda: secrets.token_bytes(KEY_SIZE),
            )
            live.begin(connection, kept[0])
            # What is left of windows that are over goes when the next one begins.
            start = expiry - key.lifetime
            self._blocks = {i: one for i, one in self._blocks.items() if one[0].expiry > start}
        window, counters = kept
        self._blocks[window.id] = window, counters[count:]
        secret = window.permutation_key
        assert secret is not None
        return window, [serial_at(counter, window.bits, secret) for counter in counters[:count]]
