"""A CBOR writer that also writes what no honest program would (RFC 8949).

`dump` gives the deterministic encoding that the specification asks for. The other functions give
`Raw` bytes, which `dump` copies as they are, so that one fault can stand in an object that is
otherwise right.
"""

from dataclasses import dataclass
from typing import Any

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)
BREAK = b"\xff"


@dataclass(frozen=True)
class Raw:
    """Bytes that stand in the encoding as they are."""

    encoded: bytes


def head(major: int, argument: int, size: int | None = None) -> bytes:
    """The first bytes of an item, `size` (0, 1, 2, 4 or 8) being that of the argument.

    Without a size it is the shortest.
    """
    if size is None:
        fits = (limit for limit in ((24, 0), (1 << 8, 1), (1 << 16, 2), (1 << 32, 4)))
        size = next((found for limit, found in fits if argument < limit), 8)
    if size == 0:
        return bytes([major << 5 | argument])
    info = {1: 24, 2: 25, 4: 26, 8: 27}[size]
    return bytes([major << 5 | info]) + argument.to_bytes(size, "big")


def dump(value: Any) -> bytes:
    """The deterministic encoding of a value, in which `Raw` parts stand as they are."""
    match value:
        case Raw():
            return value.encoded
        case int() if value >= 0:
            return head(UNSIGNED, value)
        case int():
            return head(NEGATIVE, -1 - value)
        case bytes():
            return head(BYTES, len(value)) + value
        case str():
            return head(TEXT, len(value.encode())) + value.encode()
        case list() | tuple():
            return head(ARRAY, len(value)) + b"".join(map(dump, value))
        case dict():
            entries = sorted((dump(key), dump(entry)) for key, entry in value.items())
            return head(MAP, len(entries)) + b"".join(key + entry for key, entry in entries)
    raise TypeError(type(value))


def wide(number: int, size: int) -> Raw:
    """A number with an argument of so many bytes, more than it needs perhaps."""
    return Raw(head(UNSIGNED, number, size) if number >= 0 else head(NEGATIVE, -1 - number, size))


def wide_string(value: bytes | str, size: int) -> Raw:
    """A string whose length takes so many bytes."""
    major, content = (TEXT, value.encode()) if isinstance(value, str) else (BYTES, value)
    return Raw(head(major, len(content), size) + content)


def pairs(*entries: tuple[Any, Any]) -> Raw:
    """A map with its entries in the order given, twice the same key if given so."""
    return Raw(head(MAP, len(entries)) + b"".join(dump(k) + dump(v) for k, v in entries))


def endless(major: int, *parts: Any) -> Raw:
    """An array, a map or a string of indefinite length; a map's keys and values in turn."""
    return Raw(bytes([major << 5 | 31]) + b"".join(map(dump, parts)) + BREAK)


def tagged(number: int, value: Any) -> Raw:
    """A value with a tag."""
    return Raw(head(TAG, number) + dump(value))


TRUE = Raw(b"\xf5")
NULL = Raw(b"\xf6")
HALF = Raw(bytes.fromhex("f93800"))  # the number 0.5
