"""Serials that never repeat in a window and don't show the order of issue (spec section 3).

A window counts 0, 1, 2, ... and a keyed permutation of [0, 2^bits) turns each count into a serial:
a balanced Feistel network with keyed BLAKE2b as its round function. With an odd number of bits it
permutes the next larger even domain and walks along the cycle until it is back inside.
"""

from hashlib import blake2b
from typing import Final

from huepass.errors import UsageError

MIN_BITS: Final = 8
MAX_BITS: Final = 32
KEY_SIZE: Final = 32
ROUNDS: Final = 10


def serial_at(counter: int, bits: int, key: bytes) -> int:
    """The serial for the counter-th issue of a window (spec section 3).

    Args:
        counter: 0 <= counter < 2^bits.
        bits: size of the window's serial space, 8 to 32.
        key: the window's 32-byte secret.

    Raises:
        UsageError: an argument is out of range.
    """
    if not MIN_BITS <= bits <= MAX_BITS or not 0 <= counter < 1 << bits or len(key) != KEY_SIZE:
        raise UsageError("a serial needs 8 to 32 bits, a counter below 2^bits and a 32-byte key")
    half = (bits + 1) // 2
    serial = _feistel(counter, half, key)
    while serial >> bits:
        serial = _feistel(serial, half, key)
    return serial


def _feistel(value: int, half: int, key: bytes) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for number in range(ROUNDS):
        message = bytes((number, half)) + right.to_bytes(2, "big")
        digest = blake2b(message, key=key, digest_size=8).digest()
        left, right = right, left ^ (int.from_bytes(digest, "big") & mask)
    return left << half | right
