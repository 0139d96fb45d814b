"""What a gate remembers about the codes it has just let pass (spec section 4).

In memory only, and only as keyed hashes, so that nothing can be read back from it; a few minutes at
most.
"""

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from huepass.errors import CodeRefused, Reason, UsageError

if TYPE_CHECKING:
    from huepass.core.decision import Answer

SAME_BYTES: Final = 5  # seconds in which the same bytes get the same answer
REMEMBERED: Final = 140  # seconds in which a serial is refused

KEY_SIZE: Final = 32
_HASH_SIZE: Final = 16


class ReplayMemory:
    """The replay memory of one gate, or of several at one site.

    Args:
        key: 32 random bytes, made when the gate starts.

    Raises:
        UsageError: a key of another length.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_SIZE:
            raise UsageError(f"the replay memory's key has {KEY_SIZE} bytes")
        self._keyed = blake2b(key=key, digest_size=_HASH_SIZE)
        # Two generations, so that the old is dropped at once instead of one by one.
        self._seen: dict[bytes, tuple[int, bytes, Answer]] = {}
        self._before: dict[bytes, tuple[int, bytes, Answer]] = {}
        self._turned = 0

    def mark(self, place: bytes) -> bytes:
        """What stands for a code in this memory, from its key ID, serial and expiry."""
        keyed = self._keyed.copy()
        keyed.update(place)
        return keyed.digest()

    def recall(self, mark: bytes, code: bytes, now: int) -> "Answer | None":
        """The answer to repeat, or None if the code is not remembered.

        Args:
            mark: what stands for the code.
            code: its bytes.
            now: the gate's clock, seconds since the epoch.

        Raises:
            CodeRefused: `replayed`.
        """
        known = self._seen.get(mark) or self._before.get(mark)
        if known is None:
            return None
        since, shown, answer = known
        age = abs(now - since)  # a clock that was set back a little must not open a gap
        if age > REMEMBERED:
            return None
        if age <= SAME_BYTES and shown == self.mark(code):
            return answer
        raise CodeRefused(Reason.REPLAYED)

    def remember(self, mark: bytes, code: bytes, now: int, answer: "Answer") -> None:
        """Remember a code that was answered with `pass` or `check`, from now on."""
        if now < self._turned:
            self._turned = now  # the clock was set back: nothing is forgotten early
        elif now - self._turned > REMEMBERED:
            self._seen, self._before, self._turned = {}, self._seen, now
        self._seen[mark] = now, self.mark(code), answer

    def __len__(self) -> int:
        return len(self._seen) + len(self._before)
