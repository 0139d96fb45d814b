"""Items that CBOR has and codes must not (spec section 1.1), in every place where one can stand."""

from collections.abc import Callable, Iterator
from typing import Any

from .. import forge
from ..case import Case, error, shown
from ..rawcbor import (
    ARRAY,
    BYTES,
    HALF,
    MAP,
    NEGATIVE,
    NULL,
    TEXT,
    TRUE,
    UNSIGNED,
    Raw,
    endless,
    head,
    pairs,
    tagged,
    wide,
    wide_string,
)

MOST = 2**53 - 1

# One item too many at each place. Without the fault in the item this would be the next fault.
PLACES: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "paper": ("the payload of a paper credential", "bad_claims",
              lambda item: forge.paper(claims={40: item})),
    "paper-header": ("the protected header of a paper credential", "bad_structure",
                     lambda item: forge.paper(header={40: item})),
    "outer": ("the presentation's array", "bad_structure",
              lambda item: forge.live(outer={1: item})),
    "header": ("the presentation's protected header", "bad_structure",
               lambda item: forge.live(header={40: item})),
    "payload": ("the presentation's payload", "bad_structure",
                lambda item: forge.live(payload={40: item})),
    "inner": ("the array of the credential inside", "bad_structure",
              lambda item: forge.live(inner=forge.credential(outer={1: item}))),
    "inner-header": ("the protected header of the credential inside", "bad_structure",
                     lambda item: forge.live(inner=forge.credential(header={40: item}))),
    "inner-payload": ("the payload of the credential inside", "bad_claims",
                      lambda item: forge.live(inner=forge.credential(claims={40: item}))),
}  # fmt: skip

# These are tried at every place.
FORBIDDEN = {
    "half": ("a half-precision float", HALF),
    "true": ("true", TRUE),
    "null": ("null", NULL),
    "tag": ("a tag", tagged(1, 0)),
    "bignum": ("a bignum", tagged(2, b"\1")),
    "too-great": ("2^53", 2**53),
    "too-small": ("-2^53", -(2**53)),
    "wide-zero": ("a zero in two bytes", wide(0, 1)),
    "endless-array": ("an array of indefinite length", endless(ARRAY)),
    "endless-map": ("a map of indefinite length", endless(MAP)),
    "endless-bytes": ("a byte string of indefinite length", endless(BYTES, b"a")),
    "endless-text": ("a text of indefinite length", endless(TEXT, "a")),
    "twice": ("a map with the same key twice", pairs((1, 0), (1, 0))),
    "unordered": ("a map whose keys are out of order", pairs((2, 0), (1, 0))),
    "not-utf-8": ("a text that is not UTF-8", Raw(b"\x61\xff")),
}

# These only in the payload of a paper credential.
MORE_FORBIDDEN = {
    "single": ("a single-precision float", Raw(bytes.fromhex("fa3f800000"))),
    "double": ("a double-precision float", Raw(bytes.fromhex("fb3ff199999999999a"))),
    "whole-half": ("the float 1.0", Raw(bytes.fromhex("f93c00"))),
    "infinity": ("infinity", Raw(bytes.fromhex("f97c00"))),
    "not-a-number": ("a float that is no number", Raw(bytes.fromhex("f97e00"))),
    "minus-zero": ("the float -0.0", Raw(bytes.fromhex("f98000"))),
    "false": ("false", Raw(b"\xf4")),
    "undefined": ("undefined", Raw(b"\xf7")),
    "simple-0": ("the simple value 0", Raw(b"\xe0")),
    "simple-19": ("the simple value 19", Raw(b"\xf3")),
    "simple-32": ("the simple value 32", Raw(b"\xf8\x20")),
    "simple-255": ("the simple value 255", Raw(b"\xf8\xff")),
    "simple-true-wide": ("true in two bytes", Raw(b"\xf8\x15")),
    "break": ("a break that ends nothing", Raw(b"\xff")),
    "tag-0": ("a tag around a text", tagged(0, "2026-09-21T16:00:00Z")),
    "tag-24": ("a tag around encoded CBOR", tagged(24, b"\0")),
    "tag-wide": ("a tag of eight bytes", tagged(2**53, 0)),
    "tag-in-tag": ("a tag inside a tag", tagged(1, tagged(1, 0))),
    "negative-bignum": ("a negative bignum", tagged(3, b"\1")),
    "2-to-the-63": ("2^63", 2**63),
    "2-to-the-64-less-1": ("2^64 - 1", 2**64 - 1),
    "minus-2-to-the-63": ("-2^63", -(2**63)),
    "minus-2-to-the-64": ("-2^64", -(2**64)),
    "reserved-28": ("a number with the reserved length 28", Raw(b"\x1c")),
    "reserved-29": ("a byte string with the reserved length 29", Raw(b"\x5d")),
    "reserved-30": ("an array with the reserved length 30", Raw(b"\x9e")),
    "endless-number": ("a number of indefinite length", Raw(b"\x1f")),
    "endless-negative": ("a negative number of indefinite length", Raw(b"\x3f")),
    "endless-tag": ("a tag of indefinite length", Raw(b"\xdf\x00")),
    "endless-array-of-one": ("an array of indefinite length", endless(ARRAY, 0)),
    "endless-map-of-one": ("a map of indefinite length", endless(MAP, 0, 0)),
    "endless-bytes-empty": ("an empty byte string of indefinite length", endless(BYTES)),
    "endless-text-empty": ("an empty text of indefinite length", endless(TEXT)),
    "in-an-array": ("true, in an array", [0, TRUE]),
    "in-a-map": ("true, as a value in a map", {0: TRUE}),
    "as-a-key": ("true, as a key of a map", {TRUE: 0}),
    "float-as-a-key": ("a float, as a key of a map", {HALF: 0}),
    "wide-key": ("a key longer than it needs to be", pairs((wide(1, 1), 0))),
    "wide-in-key": ("an array with a wide number as a key", pairs(([wide(1, 1)], 0))),
    "text-twice": ("a map with the same text twice", pairs(("a", 0), ("a", 1))),
    "bytes-twice": ("a map with the same byte string twice", pairs((b"a", 0), (b"a", 1))),
    "array-twice": ("a map with the same array as key twice", pairs(([1], 0), ([1], 1))),
    "twice-not-next": ("a key comes again later", pairs((1, 0), (2, 0), (1, 0))),
    "shorter-first": ("shorter keys before those that are bytewise less", pairs((-1, 0), (24, 0))),
    "shorter-text-first": ("text keys by length before their type", pairs(("", 0), (b"abc", 0))),
    "negative-first": ("keys in the order of their numbers", pairs((-1, 0), (1, 0))),
    "text-unordered": ("text keys out of order", pairs(("b", 0), ("a", 0))),
    "texts-as-in-a-book": ("text keys in alphabetical order", pairs(("aa", 0), ("b", 0))),
    "lone-surrogate": ("a surrogate in UTF-8", Raw(b"\x63\xed\xa0\x80")),
    "surrogate-pair": ("a pair of surrogates in UTF-8", Raw(b"\x66\xed\xa0\x81\xed\xb0\x80")),
    "overlong-null": ("U+0000 in two bytes", Raw(b"\x62\xc0\x80")),
    "overlong-slash": ("a slash in three bytes", Raw(b"\x63\xe0\x80\xaf")),
    "overlong-four": ("U+FFFF in four bytes", Raw(b"\x64\xf0\x8f\xbf\xbf")),
    "above-unicode": ("a character above U+10FFFF", Raw(b"\x64\xf4\x90\x80\x80")),
    "five-bytes": ("a character of five bytes", Raw(b"\x65\xf8\x88\x80\x80\x80")),
    "lone-continuation": ("a byte that continues nothing", Raw(b"\x61\x80")),
    "character-cut": ("a character that is cut", Raw(b"\x62\xe4\xb8")),
    "latin-1": ("a text in Latin-1", Raw(b"\x62\xe9a")),
    "text-key-not-utf-8": ("a key that is not UTF-8", pairs((Raw(b"\x61\xff"), 0))),
}  # fmt: skip

# Good CBOR, on the other side of the border.
ALLOWED = {
    "greatest": ("2^53 - 1", MOST),
    "least": ("-(2^53 - 1)", -MOST),
    "zero": ("0", 0),
    "minus-1": ("-1", -1),
    "8-bytes": ("2^32", 2**32),
    "minus-8-bytes": ("-2^32 - 1", -(2**32) - 1),
    "empty-bytes": ("an empty byte string that is no header", b""),
    "empty-text": ("an empty text", ""),
    "text": ("characters of one to four bytes", "a\u00e9\u7801\U0001f600"),
    "last-character": ("U+10FFFF", "\U0010ffff"),
    "no-character": ("U+FFFE, which is no character", "\ufffe"),
    "null-character": ("U+0000", "\0"),
    "surrogates-around": ("U+D7FF and U+E000", "\ud7ff\ue000"),
    "empty-array": ("an empty array", []),
    "empty-map": ("an empty map", {}),
    "keys": ("keys of every type in bytewise order", {0: 0, 24: 0, -1: 0, b"abc": 0, "": 0, "b": 0,
                                                      "aa": 0}),
    "array-as-key": ("an array as key of a map", pairs(([1], 0), ([2], 0))),
    "map-as-key": ("a map as key of a map", pairs((pairs((1, 2)), 0))),
    "like-types": ("1, h'01' and \"1\" as keys", {1: 0, b"\1": 0, "1": 0}),
}  # fmt: skip


def _wide() -> Iterator[tuple[str, str, Any]]:
    """Arguments that are longer than they need to be."""
    for size, most in {1: 23, 2: 255, 4: 65_535, 8: 2**32 - 1}.items():
        yield f"{most}-in-{size}", f"{most} with {size} bytes more than its head", wide(most, size)
        least = -1 - most
        yield f"minus-{most + 1}-in-{size}", f"{least} with {size} bytes", wide(least, size)
        yield f"bytes-length-in-{size}", "the length of a byte string", wide_string(b"a", size)
        yield f"text-length-in-{size}", "the length of a text", wide_string("a", size)
        yield f"array-length-in-{size}", "the length of an array", Raw(head(ARRAY, 0, size))
        yield f"map-length-in-{size}", "the length of a map", Raw(head(MAP, 0, size))


def _shortest() -> Iterator[tuple[str, str, Any]]:
    """Numbers that need all the bytes that they have."""
    for size, least in {1: 24, 2: 256, 4: 65_536, 8: 2**32}.items():
        for major, sign in ((UNSIGNED, ""), (NEGATIVE, "minus-")):
            name = f"{sign}{least + (major == NEGATIVE)}-in-{size}"
            yield name, "a number that needs its bytes", Raw(head(major, least, size))


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for place, (where, _, made) in PLACES.items():
        for name, (what, item) in FORBIDDEN.items():
            comment = f"{what} in {where}"
            yield shown(f"cbor/{place}-{name}", comment, "1.1", made(item), error("bad_cbor"))
    _, after, made = PLACES["paper"]
    for name, (what, item) in MORE_FORBIDDEN.items():
        yield shown(f"cbor/{name}", what, "1.1", made(item), error("bad_cbor"))
    for name, comment, item in _wide():
        comment = f"a longer argument than needed: {comment}"
        yield shown(f"cbor/wide-{name}", comment, "1.1", made(item), error("bad_cbor"))
    for name, comment, item in _shortest():
        yield shown(f"cbor/allowed-{name}", comment, "1.1", made(item), error(after))
    for place, (where, after, made) in PLACES.items():
        some = list(ALLOWED.items()) if place == "paper" else list(ALLOWED.items())[:2]
        for name, (what, item) in some:
            comment = f"{what} is good CBOR, but one entry too much in {where}"
            yield shown(f"cbor/{place}-allowed-{name}", comment, "1.1", made(item), error(after))
