"""How the objects of a bundle are cut: by RFC 8949 alone (spec section 6.6)."""

from collections.abc import Iterator
from typing import Final

from ..case import Case, Result, Step, load, loaded
from ..rawcbor import ARRAY, MAP, Raw, dump, endless, pairs
from .bundle import BAD, LISTED, STALE, TRUST, UNSURE

# One well-formed item each, which is no deterministic CBOR of the allowed types.
WELL_FORMED: Final[dict[str, bytes]] = {
    "half": bytes.fromhex("f93c00"),
    "single": bytes.fromhex("fa00000000"),
    "double": bytes.fromhex("fb0000000000000000"),
    "false": b"\xf4",
    "undefined": b"\xf7",
    "simple-0": b"\xe0",
    "simple-32": b"\xf8\x20",
    "simple-255": b"\xf8\xff",
    "tag": b"\xc0\x60",
    "tags-in-tags": b"\xc1" * 3000 + b"\x00",
    "wide-tag": bytes.fromhex("db000000000000000100"),
    "bignum": bytes.fromhex("c249010000000000000000"),
    "wide-number": bytes.fromhex("1800"),
    "wide-8": bytes.fromhex("1b0000000000000000"),
    "large": bytes.fromhex("1bffffffffffffffff"),
    "low": bytes.fromhex("3bffffffffffffffff"),
    "wide-string": bytes.fromhex("5b000000000000000161"),
    "not-utf-8": b"\x62\xc3\x28",
    "cut-utf-8-in-pieces": b"\x7f\x61\xc3\x61\xa9\xff",
    "string-in-pieces": b"\x5f\x41\x00\x58\x01\x00\x40\xff",
    "no-pieces": b"\x7f\xff",
    "endless-array": dump(endless(ARRAY, 1, [2], endless(ARRAY))),
    "endless-map": dump(endless(MAP, 1, 2, 3, endless(MAP))),
    "endless-in-array": dump([endless(ARRAY), [endless(MAP, [], {})], 0]),
    "endless-in-tag": b"\xc1\xbf\xff",
    "map-twice": dump(pairs((1, 1), (1, 1))),
    "map-order": dump(pairs((2, 1), (1, 1))),
    "map-keys": dump(pairs(([], {}), ({}, [Raw(b"\xf4")]))),
    "deep": b"\x81" * 20_000 + b"\x00",
    "deep-endless": b"\x9f" * 20_000 + b"\xff" * 20_000,
    "deep-maps": b"\xa1\x00" * 5000 + b"\x00",
    "deep-keys": b"\xa1" * 5000 + b"\x00" * 5001,
}
# No well-formed item begins here.
NOT_WELL_FORMED: Final[dict[str, bytes]] = {
    **{
        f"reserved-{first:02x}": bytes([first, 0]) for first in (0x1C, 0x1D, 0x3E, 0x5C, 0x7D, 0x9E)
    },
    **{f"reserved-{first:02x}": bytes([first, 0]) for first in (0xBC, 0xDD, 0xFC, 0xFD, 0xFE)},
    "break": b"\xff",
    "break-in-array": b"\x82\x00\xff",
    "break-in-map": b"\xa1\x00\xff",
    "break-in-tag": b"\xc0\xff",
    "break-in-definite": b"\x9f\x81\xff\xff",
    "endless-number": b"\x1f\xff",
    "endless-negative": b"\x3f\xff",
    "endless-tag": b"\xdf\x00\xff",
    "simple-24": b"\xf8\x18",
    "simple-31": b"\xf8\x1f",
    "simple-0-wide": b"\xf8\x00",
    "odd-map": b"\xbf\x00\xff",
    "odd-map-of-3": b"\xbf\x00\x01\x02\xff",
    "odd-map-inside": b"\x81\xbf\x00\xff",
    "odd-map-after-array": b"\xbf\x9f\xff\xff",
    "piece-of-text": b"\x5f\x61\x61\xff",
    "piece-of-bytes": b"\x7f\x41\x61\xff",
    "piece-number": b"\x5f\x00\xff",
    "piece-array": b"\x5f\x80\xff",
    "piece-endless": b"\x5f\x5f\x41\x61\xff\xff",
    "piece-reserved": b"\x5f\x5c\xff",
}
# The file ends within an item; nothing can follow.
CUT: Final[dict[str, bytes]] = {
    "argument-1": b"\x18",
    "argument-8": b"\x1b" + bytes(7),
    "half": b"\xf9\x00",
    "string": b"\x42\x00",
    "string-huge": b"\x5b" + b"\xff" * 8 + bytes(100),
    "text-huge": b"\x7b\x7f" + b"\xff" * 7 + bytes(100),
    "array": b"\x82\x00",
    "array-huge": b"\x9b" + b"\xff" * 8 + bytes(100),
    "map": b"\xa1\x00",
    "map-huge": b"\xbb" + b"\xff" * 8 + bytes(100),
    "map-half-of-2-64": b"\xbb\x80" + bytes(107),
    "arrays-of-2-31": (b"\x9a\x80\x00\x00\x00" * 8) + bytes(100),
    "endless-array": b"\x9f\x00",
    "endless-map": b"\xbf\x00\x00",
    "endless-string": b"\x5f\x41\x00",
    "piece": b"\x5f\x42\x00\xff",
    "piece-huge": b"\x5f\x5b" + b"\xff" * 8 + b"\xff",
    "tag": b"\xc0",
    "wide-tag": b"\xd9\x00",
    "document": TRUST[:-1],
    "deep": b"\x81" * 5000,
    "deep-endless": b"\x9f" * 5000 + b"\xff" * 4999,
}


def case(name: str, comment: str, data: bytes, result: Result, *after: Step) -> Case:
    """One file for a new gate, and what it shows then."""
    return Case(f"cutting/{name}", comment, "6.6", [load(data, result), *after])


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, item in WELL_FORMED.items():
        what = f"one well-formed object ({name}): the one behind it is loaded"
        yield case(f"object-{name}", what, item + TRUST, loaded(1, "bad_cbor"), UNSURE)
        if len(item) < 12:
            yield case(f"single-{name}", f"only this object ({name})", item, BAD)
    for name, data in NOT_WELL_FORMED.items():
        what = f"not well-formed ({name}) at the beginning: nothing is loaded"
        yield case(f"begin-{name}", what, data + TRUST, BAD, STALE)
    for name, data in {**NOT_WELL_FORMED, **CUT}.items():
        what = f"not well-formed ({name}) behind a trust list: that is loaded"
        tail = b"" if name in CUT else LISTED
        result = loaded(1, "bad_cbor")
        yield case(f"end-{name}", what, TRUST + data + tail, result, UNSURE)
    for name, data in CUT.items():
        if len(data) < 200:
            yield case(f"begin-cut-{name}", f"the file ends within the object ({name})", data, BAD)
