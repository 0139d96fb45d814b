"""Base45, RFC 9285 (spec section 1).

A group of three characters is computed in a lane of 24 bits, all lanes at once in one large
integer: an answer at a gate would otherwise spend most of its own time here.
"""

from typing import Final, NoReturn

from huepass.errors import HuepassError, Reason

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_FOREIGN: Final = 0xFF
_DIGITS: Final = bytes(
    ALPHABET.index(chr(byte)) if chr(byte) in ALPHABET else _FOREIGN for byte in range(256)
)


def _every_lane(value: int, lanes: int) -> int:
    """The same value in each of so many lanes of 24 bits."""
    return int.from_bytes(value.to_bytes(3) * lanes)


# The lowest byte of each lane; enough for every text that a gate accepts.
_LOW_BYTES: Final = tuple(_every_lane(0xFF, lanes) for lanes in range(172))


def encode(data: bytes) -> str:
    """The Base45 text of `data`."""
    characters: list[str] = []
    for start in range(0, len(data) - 1, 2):
        rest, first = divmod(data[start] << 8 | data[start + 1], 45)
        third, second = divmod(rest, 45)
        characters += (ALPHABET[first], ALPHABET[second], ALPHABET[third])
    if len(data) % 2:
        second, first = divmod(data[-1], 45)
        characters += (ALPHABET[first], ALPHABET[second])
    return "".join(characters)


def decode(text: str) -> bytes:
    """The bytes of a Base45 text.

    Raises:
        HuepassError: `bad_base45`, a foreign character, a length or a group that no bytes have.
    """
    if not text.isascii():
        _refuse("a character that Base45 does not have")
    digits = text.encode("ascii").translate(_DIGITS)
    if _FOREIGN in digits:
        _refuse("a character that Base45 does not have")
    lanes, tail = divmod(len(digits), 3)
    if tail == 1:
        _refuse("one character too many or too few")
    whole = 3 * lanes
    packed = int.from_bytes(digits[:whole])
    low = _LOW_BYTES[lanes] if lanes < len(_LOW_BYTES) else _every_lane(0xFF, lanes)
    sums = (packed >> 16 & low) + (packed >> 8 & low) * 45 + (packed & low) * 2025
    data = bytearray(sums.to_bytes(whole))
    if 1 in data[::3]:  # the 17th bit; a group is at most 45^3 - 1
        _refuse("a group above 65535")
    del data[::3]
    if tail:
        last = digits[-2] + 45 * digits[-1]
        if last > 0xFF:
            _refuse("a last group above 255")
        data.append(last)
    return bytes(data)


def _refuse(why: str) -> NoReturn:
    raise HuepassError(Reason.BAD_BASE45, why)
