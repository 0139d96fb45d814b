"""Deterministic CBOR, strictly: one encoding for each value, and no other is read (spec section 1).

Allowed are integers below 2^53 in size, byte strings, text, arrays and maps, in the core
deterministic encoding of RFC 8949 section 4.2.1. Everything else is `bad_cbor`.

Reading is written out here, because a lenient reader can't be made strict afterwards: it has
forgotten which bytes it saw. Writing leaves the bytes to cbor2 and only puts map keys in order
(cbor2 sorts them as RFC 7049 did, shorter ones first).
"""

from array import array
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import cbor2

from huepass.errors import HuepassError, Reason, UsageError

Value = int | bytes | str | list[Any] | dict[Any, Any]
"""What a decoded item can be; entries of lists and maps are again values."""

INTEGER_LIMIT: Final = 1 << 53
MAX_DEPTH: Final = 8
MAX_ITEMS: Final = 1 << 20  # entries of all arrays and maps of an object together

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)  # major types
INDEFINITE: Final = 31
BREAK: Final = 0xFF
_SMALLEST: Final = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}


@dataclass(frozen=True, slots=True)
class CompositeKey:
    """A map key that is itself an array or a map: legal CBOR that no format of ours has."""

    encoded: bytes


def encode(value: Any) -> bytes:
    """The deterministic encoding of a value.

    Raises:
        UsageError: the value holds something that huepass objects can't contain.
    """
    encoded: bytes = cbor2.dumps(_in_order(value, MAX_DEPTH))
    return encoded


def decode(data: bytes) -> Value:
    """The value of exactly one item that fills `data`.

    Raises:
        HuepassError: `bad_cbor`.
    """
    reader = _Reader(data)
    value: Value = reader.item(0)
    if reader.position != len(data):
        _refuse("bytes after the object")
    return value


def end_of_item(data: bytes, start: int) -> int:
    """Where the item that begins at `start` ends, by RFC 8949 alone (well-formed, however encoded).

    Time and memory are proportional to the bytes passed over, at any depth of nesting.

    Raises:
        HuepassError: `bad_cbor`, what begins there is not well-formed.
    """
    size = len(data)
    position = start
    pending = 1  # items still to come in the definite containers that are open
    # Of what is around each open indefinite container: `pending`, and its own kind and parity.
    enclosing, kinds = array("Q"), bytearray()
    is_map = odd = False
    while pending or enclosing:
        if pending + len(enclosing) > size - position:
            _refuse("cut short")  # each needs a byte at least
        if not pending:
            if data[position] == BREAK:
                if is_map and odd:
                    _refuse("a map key without a value")
                position += 1
                pending, kind = enclosing.pop(), kinds.pop()
                is_map, odd = bool(kind & 1), bool(kind & 2)
                continue
            odd = not odd
            pending = 1
        pending -= 1
        major, info, argument, position = loose_head(data, position)
        if info == INDEFINITE and major in (ARRAY, MAP):
            enclosing.append(pending)
            kinds.append(is_map | odd << 1)
            pending, is_map, odd = 0, major == MAP, False
        elif info == INDEFINITE:
            position = _end_of_chunks(data, position, major)
        elif major in (BYTES, TEXT):
            position += argument
            if position > size:
                _refuse("a string runs past the end")
        elif major in (ARRAY, MAP):
            pending += argument * (2 if major == MAP else 1)
        elif major == TAG:
            pending += 1
    return position


def _in_order(value: Any, depth: int) -> Any:
    """The same value with map keys in bytewise order; containers may nest `depth` deep."""
    if isinstance(value, bool):
        raise UsageError("a boolean can't be encoded")
    if isinstance(value, int):
        if not -INTEGER_LIMIT < value < INTEGER_LIMIT:
            raise UsageError("an integer of 2^53 or more can't be encoded")
        return int(value)
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return _encodable(value)
    if depth == 0:
        raise UsageError("nested too deep to be encoded")
    if isinstance(value, list | tuple):
        return [_in_order(entry, depth - 1) for entry in value]
    if isinstance(value, dict):
        if not all(isinstance(key, int | bytes | str) for key in value):
            raise UsageError("a map key must be an integer, a byte string or text")
        keys = sorted((_in_order(key, 1) for key in value), key=cbor2.dumps)
        return {key: _in_order(value[key], depth - 1) for key in keys}
    raise UsageError(f"{type(value).__name__} can't be encoded")


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError("text with a lone surrogate can't be encoded") from None
    return text


def _refuse(why: str) -> NoReturn:
    raise HuepassError(Reason.BAD_CBOR, why)


class _Reader:
    """Reads one object strictly."""

    __slots__ = ("_data", "_left", "position")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = MAX_ITEMS
        self.position = 0

    def item(self, depth: int) -> Any:
        """The next item, inside `depth` containers."""
        major, argument = self._head()
        if major == UNSIGNED:
            return argument
        if major == NEGATIVE:
            if argument == INTEGER_LIMIT - 1:
                _refuse("an integer of 2^53 or more in size")
            return -1 - argument
        if major in (BYTES, TEXT):
            content = self._take(argument)
            return content if major == BYTES else _text(content)
        if depth == MAX_DEPTH:
            _refuse(f"more than {MAX_DEPTH} arrays or maps in each other")
        self._left -= argument
        if self._left < 0:
            _refuse(f"more than {MAX_ITEMS} entries")
        if major == ARRAY:
            return [self.item(depth + 1) for _ in range(argument)]
        return self._map(argument, depth + 1)

    def _map(self, count: int, depth: int) -> dict[Any, Any]:
        entries: dict[Any, Any] = {}
        previous = b""
        for _ in range(count):
            start = self.position
            key = self.item(depth)
            encoded = self._data[start : self.position]
            if encoded <= previous:
                _refuse("map keys out of order or twice")
            previous = encoded
            if isinstance(key, list | dict):
                key = CompositeKey(encoded)
            entries[key] = self.item(depth)
        return entries

    def _head(self) -> tuple[int, int]:
        """Major type and argument, of a head in its shortest form."""
        first = self._take(1)[0]
        major, info = first >> 5, first & 31
        if major in (TAG, SIMPLE):
            _refuse("a tag, a float or a simple value")
        if info < 24:
            return major, info
        if info not in _SMALLEST:
            _refuse("an indefinite or reserved length")
        argument = int.from_bytes(self._take(1 << (info - 24)))
        if argument < _SMALLEST[info]:
            _refuse("a number longer than it needs to be")
        if argument >= INTEGER_LIMIT:
            _refuse("an integer of 2^53 or more in size")
        return major, argument

    def _take(self, count: int) -> bytes:
        start = self.position
        self.position += count
        if self.position > len(self._data):
            _refuse("cut short")
        return self._data[start : self.position]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("text that is not UTF-8")


def loose_head(data: bytes, position: int) -> tuple[int, int, int, int]:
    """Major type, additional information, argument and the position behind, of any head."""
    major, info = data[position] >> 5, data[position] & 31
    position += 1
    if info < 24:
        return major, info, info, position
    if info == INDEFINITE:
        if major in (UNSIGNED, NEGATIVE, TAG, SIMPLE):
            _refuse("an indefinite length where there is none")
        return major, info, 0, position
    if info > 27:
        _refuse("a reserved length")
    end = position + (1 << (info - 24))
    if end > len(data):
        _refuse("cut short")
    argument = int.from_bytes(data[position:end])
    if major == SIMPLE and info == 24 and argument < 32:
        _refuse("a simple value longer than it needs to be")
    return major, info, argument, end


def _end_of_chunks(data: bytes, position: int, major: int) -> int:
    """Where an indefinite string ends: definite chunks of its own type, then a break."""
    while True:
        if position >= len(data):
            _refuse("cut short")
        if data[position] == BREAK:
            return position + 1
        chunk, info, argument, position = loose_head(data, position)
        if chunk != major or info == INDEFINITE:
            _refuse("a chunk of another kind")
        position += argument
