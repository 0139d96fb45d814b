"""Random numbers that people read, type and say: four groups of Crockford's base 32."""

import re
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SIZE: Final = 10
_GROUP: Final = 4
_SHAPE: Final = re.compile(f"[{ALPHABET}]{{16}}")
_LOOKALIKES: Final = str.maketrans("OIL", "011", "- ")


def number_from(random: bytes) -> str:
    """Ten random bytes as `K7QF-2M9D-...`: 80 bits, so nobody guesses another person's."""
    value = int.from_bytes(random[:RANDOM_SIZE], "big")
    digits = "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(16)))
    return _grouped(digits)


def normalized(text: str) -> str | None:
    """The number that someone typed, however they wrote it; None if it can't be one."""
    digits = text.upper().translate(_LOOKALIKES)
    return _grouped(digits) if _SHAPE.fullmatch(digits) else None


def _grouped(digits: str) -> str:
    return "-".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))
