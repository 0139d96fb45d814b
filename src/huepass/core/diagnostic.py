"""What an object says, as diagnostic notation (RFC 8949 section 8), for people who debug.

It reads any well-formed CBOR, deterministic or not, and checks nothing. A byte string that holds an
array or a map itself is shown as `<<...>>`.
"""

import json
from struct import unpack
from typing import Final

from huepass.core import cbor
from huepass.errors import HuepassError, Reason

_MAX_DEPTH: Final = 64
_INDENT: Final = "  "
_SIMPLE: Final = {20: "false", 21: "true", 22: "null", 23: "undefined"}
_FLOATS: Final = {25: ">e", 26: ">f", 27: ">d"}


def describe(data: bytes) -> str:
    """The items of `data` in diagnostic notation, one after the other.

    Raises:
        HuepassError: `bad_cbor`, not well-formed, or nested more than 64 deep.
    """
    shown: list[str] = []
    position = 0
    while position < len(data) or not shown:
        cbor.end_of_item(data, position)  # from here on every head is well-formed
        text, position = _show(data, position, 0)
        shown.append(text)
    return "\n".join(shown)


def _show(data: bytes, position: int, depth: int) -> tuple[str, int]:
    """The item at `position` and where it ends."""
    if depth > _MAX_DEPTH:
        raise HuepassError(Reason.BAD_CBOR, f"nested more than {_MAX_DEPTH} deep")
    major, info, argument, position = cbor.loose_head(data, position)
    if major == cbor.UNSIGNED:
        return str(argument), position
    if major == cbor.NEGATIVE:
        return str(-1 - argument), position
    if major == cbor.TAG:
        content, position = _show(data, position, depth + 1)
        return f"{argument}({content})", position
    if major == cbor.SIMPLE:
        return _simple(info, argument), position
    if info == cbor.INDEFINITE:
        entries, position = _until_break(data, position, depth)
        if not entries and major in (cbor.BYTES, cbor.TEXT):
            return ("''_" if major == cbor.BYTES else '""_'), position
        return _enclose(major, entries, depth, "_ "), position
    if major in (cbor.BYTES, cbor.TEXT):
        end = position + argument
        return _string(major, data[position:end], depth), end
    entries = []
    for _ in range(argument * (2 if major == cbor.MAP else 1)):
        entry, position = _show(data, position, depth + 1)
        entries.append(entry)
    return _enclose(major, entries, depth, ""), position


def _until_break(data: bytes, position: int, depth: int) -> tuple[list[str], int]:
    entries = []
    while data[position] != cbor.BREAK:
        entry, position = _show(data, position, depth + 1)
        entries.append(entry)
    return entries, position + 1


def _simple(info: int, argument: int) -> str:
    if info in _FLOATS:
        number = unpack(_FLOATS[info], argument.to_bytes(1 << (info - 24)))[0]
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(str(number), repr(number))
    return _SIMPLE.get(argument, f"simple({argument})")


def _string(major: int, content: bytes, depth: int) -> str:
    if major == cbor.TEXT:
        quoted = json.dumps(content.decode("utf-8", "replace"), ensure_ascii=False)
        # What would turn the text around or move the cursor is written as an escape.
        return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in quoted)
    if content[:1] and content[0] >> 5 in (cbor.ARRAY, cbor.MAP):
        try:
            if cbor.end_of_item(content, 0) == len(content):
                return f"<<{_show(content, 0, depth)[0]}>>"
        except HuepassError:
            pass  # bytes that only begin like CBOR
    return f"h'{content.hex()}'"


def _enclose(major: int, entries: list[str], depth: int, mark: str) -> str:
    """A container or a chunked string, on one line if it is short."""
    if major == cbor.MAP:
        keys, values = entries[::2], entries[1::2]
        entries = [f"{key}: {value}" for key, value in zip(keys, values, strict=True)]
    opening, closing = {cbor.ARRAY: ("[", "]"), cbor.MAP: ("{", "}")}.get(major, ("(", ")"))
    line = ", ".join(entries)
    if len(line) + len(_INDENT) * depth < 80:
        return f"{opening}{mark}{line}{closing}"
    lines = (",\n" + _INDENT * (depth + 1)).join(entries)
    outer = _INDENT * depth
    return f"{opening}{mark}\n{_INDENT * (depth + 1)}{lines}\n{outer}{closing}"
