"""Files that are no document at all, whatever their kind (spec section 7.2, steps 4 and 5)."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, error, load
from ..rawcbor import (
    BYTES,
    HALF,
    MAP,
    NULL,
    TRUE,
    Raw,
    dump,
    endless,
    head,
    pairs,
    tagged,
    wide,
    wide_string,
)

Broken = tuple[str, str, Callable[[bytes], bytes]]

DOCUMENTS: Final[dict[str, bytes]] = {
    "root": forge.root(2),
    "trust": forge.trust_list(2),
    "list": forge.revocation_list(),
}
TYPES: Final = {"root": forge.ROOT_TYPE, "trust": forge.TRUST_TYPE, "list": forge.LIST_TYPE}
REASONS: Final = {"root": "bad_root", "trust": "bad_trust_list", "list": "bad_revocation_list"}


def parts(document: bytes) -> list[bytes]:
    """The four encoded entries of an honest document."""
    found, at = [], 1
    for _ in range(3):
        size = _size(document, at)
        found.append(document[at : at + size])
        at += size
    return [*found, document[at:]]


def _size(document: bytes, at: int) -> int:
    """How long a byte string or an empty map is."""
    info = document[at] & 31
    wider = {24: 1, 25: 2, 26: 4}.get(info, 0)
    length = int.from_bytes(document[at + 1 : at + 1 + wider], "big") if wider else info
    return 1 + wider + length


def inside(document: bytes, place: int) -> bytes:
    """The content of the first or the third entry, both byte strings."""
    wrapped = parts(document)[place]
    return wrapped[{24: 2, 25: 3, 26: 5}.get(wrapped[0] & 31, 1) :]


def replaced(place: int, value: Any) -> Callable[[bytes], bytes]:
    """What puts another value in one of the four places."""

    def put(document: bytes) -> bytes:
        entries: list[Any] = [Raw(part) for part in parts(document)]
        entries[place] = value
        return dump(entries)

    return put


def content(place: int, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """What changes the content of the first or the third place."""

    return lambda document: replaced(place, change(inside(document, place)))(document)


def array(*entries: Any) -> Callable[[bytes], bytes]:
    """What takes the place of the document whole."""
    return lambda document: dump(list(entries))


NESTED_9: Final[Any] = [[[[[[[[[]]]]]]]]]
BAD_CBOR: Final[list[Broken]] = [
    ("cbor-cut", "the last byte is missing", lambda document: document[:-1]),
    ("cbor-tail", "a byte stands behind the object", lambda document: document + b"\xff"),
    ("cbor-tag", "the object has tag 98", lambda document: head(6, 98) + document),
    ("cbor-wide-array", "the array's length takes a byte", lambda d: b"\x98\x04" + d[1:]),
    ("cbor-endless-array", "the array is indefinite", lambda d: b"\x9f" + d[1:] + b"\xff"),
    ("cbor-unprotected-null", "the unprotected header is null", replaced(1, NULL)),
    ("cbor-unprotected-endless", "the unprotected header is indefinite", replaced(1, endless(MAP))),
    ("cbor-payload-null", "the payload is null: detached", replaced(2, NULL)),
    ("cbor-payload-half", "the payload is a float", replaced(2, HALF)),
    ("cbor-payload-true", "the payload is true", replaced(2, TRUE)),
    ("cbor-payload-not-utf-8", "the payload is text, not in UTF-8", replaced(2, Raw(b"\x61\xff"))),
    ("cbor-payload-pieces", "the payload is in pieces", replaced(2, endless(BYTES, b"\xa0"))),
    ("cbor-payload-wide", "the payload's length is wide", replaced(2, wide_string(b"\xa0", 4))),
    ("cbor-payload-empty", "the payload is an empty byte string", replaced(2, b"")),
    ("cbor-payload-tail", "a byte stands behind the payload", content(2, lambda c: c + b"\0")),
    ("cbor-payload-cut", "the payload lacks its last byte", content(2, lambda c: c[:-1])),
    ("cbor-payload-order", "payload keys out of order", replaced(2, dump(pairs((2, 1), (1, 1))))),
    ("cbor-payload-twice", "a payload key twice", replaced(2, dump(pairs((1, 1), (1, 1))))),
    ("cbor-payload-wide-key", "a payload key is wide", replaced(2, dump(pairs((wide(1, 1), 1))))),
    ("cbor-payload-endless", "the payload is indefinite", replaced(2, dump(endless(MAP, 1, 1)))),
    ("cbor-payload-big", "the payload has the number 2^53", replaced(2, dump({1: 2**53}))),
    ("cbor-payload-low", "the payload has the number -2^53", replaced(2, dump({1: -(2**53)}))),
    ("cbor-payload-bignum", "the payload has a bignum", replaced(2, dump({1: tagged(2, b"\1")}))),
    ("cbor-payload-nested", "the payload nests 9 deep", replaced(2, dump(NESTED_9))),
    ("cbor-payload-undefined", "undefined in the payload", replaced(2, dump({1: Raw(b"\xf7")}))),
    ("cbor-header-empty", "the header is an empty byte string", replaced(0, b"")),
    ("cbor-header-tail", "a byte stands behind the header", content(0, lambda c: c + b"\0")),
    ("cbor-header-cut", "the header lacks its last byte", content(0, lambda c: c[:-1])),
    (
        "cbor-header-wide",
        "a key of the header is wide",
        content(0, lambda c: b"\xa1\x18\x10" + c[2:]),
    ),
    (
        "cbor-header-endless",
        "the header is indefinite",
        content(0, lambda c: b"\xbf" + c[1:] + b"\xff"),
    ),
    ("cbor-last-nested", "the fourth entry nests too deep", replaced(3, NESTED_9[0])),
    ("cbor-last-tag", "the fourth entry has a tag", replaced(3, tagged(1, 1))),
    ("cbor-entry-empty", "a signature's header is empty", replaced(3, [[b"", {}, bytes(64)]])),
    ("cbor-entry-tail", "a signature's header has a tail", replaced(3, [[b"\xa0\0", {}, b""]])),
    (
        "cbor-entry-twice",
        "a key twice in a signature's header",
        replaced(3, [[dump(pairs((1, -19), (1, -19))), {}, b""]]),
    ),
    (
        "cbor-second-entry",
        "the second signature's header is cut",
        replaced(3, [[b"\xa0", {}, b""], [b"\xa1", {}, b""]]),
    ),
]
NO_DOCUMENT: Final[list[Broken]] = [
    ("form-number", "a number", lambda document: dump(1)),
    ("form-bytes", "a byte string that holds a document", dump),
    ("form-text", "a text", lambda document: dump("root")),
    ("form-map", "a map", lambda document: dump({0: 1})),
    ("form-no-entries", "an empty array", array()),
    ("form-array-in-array", "a document in an array", lambda document: b"\x81" + document),
    ("form-of-3", "the signatures are missing", lambda d: b"\x83" + b"".join(parts(d)[:3])),
    ("form-of-5", "an array of 5", lambda document: b"\x85" + document[1:] + b"\0"),
    ("form-header-text", "the header is text", replaced(0, "header")),
    ("form-header-not-wrapped", "the header is the map itself", replaced(0, {16: forge.ROOT_TYPE})),
    ("form-header-array", "the header holds an array", replaced(0, dump([16, forge.ROOT_TYPE]))),
    ("form-header-number", "the header holds a number", replaced(0, dump(16))),
    ("form-header-bare", "the header holds an empty map", replaced(0, dump({}))),
    (
        "form-header-key-3",
        "the media type stands under key 3",
        replaced(0, dump({3: forge.ROOT_TYPE})),
    ),
    (
        "form-type-unknown",
        "the media type is another one",
        replaced(0, dump({16: "application/cose"})),
    ),
    (
        "form-type-upper-case",
        "the media type is in capitals",
        replaced(0, dump({16: forge.ROOT_TYPE.upper()})),
    ),
    (
        "form-type-space",
        "a space behind the media type",
        replaced(0, dump({16: forge.ROOT_TYPE + " "})),
    ),
    (
        "form-type-bytes",
        "the media type is a byte string",
        replaced(0, dump({16: forge.ROOT_TYPE.encode()})),
    ),
    ("form-type-number", "the media type is a number", replaced(0, dump({16: 101}))),
    (
        "form-type-array",
        "the media type is in an array",
        replaced(0, dump({16: [forge.ROOT_TYPE]})),
    ),
]


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for kind, document in DOCUMENTS.items():
        before = [load(forge.trust_list())] if kind == "list" else []
        for name, what, broken in BAD_CBOR:
            # With a byte behind it, a file is a bundle.
            refused = (
                {"loaded": 1, "errors": ["bad_cbor"]} if name == "cbor-tail" else error("bad_cbor")
            )
            yield Case(
                f"document/{kind}-{name}", what, "1.1", [*before, load(broken(document), refused)]
            )
    for name, what, broken in NO_DOCUMENT:
        for kind, document in DOCUMENTS.items():
            if kind == "root" or name in ("form-of-3", "form-of-5", "form-bytes"):
                yield Case(
                    f"document/{kind}-{name}",
                    what,
                    "7.2",
                    [load(broken(document), error("bad_structure"))],
                )
    for name, what, item in [
        ("credential", "a credential is loaded", forge.paper()),
        ("presentation", "a presentation is loaded", forge.live()),
        (
            "inner-not-looked-at",
            "an array of 3: what its byte strings hold counts for nothing",
            [b"\xff", {}, b"\xff"],
        ),
        ("inner-not-looked-at-in-5", "an array of 5: the same", [b"\xff", {}, b"\xff", [], 0]),
        ("inner-of-map", "a map: the same", {0: b"\xff"}),
    ]:
        yield Case(f"document/{name}", what, "7.2", [load(dump(item), error("bad_structure"))])
    for kind, document in {
        "root": lambda named: forge.root(2, header=named),
        "trust": lambda named: forge.trust_list(2, header=named),
        "list": lambda named: forge.revocation_list(header=named),
    }.items():
        for named, reason in REASONS.items():
            if named != kind:
                what = f"the media type of another kind: a {kind} that says it is a {named}"
                given = document({forge.CONTENT_TYPE: TYPES[named]})
                steps = [load(forge.trust_list()), load(given, error(reason))]
                yield Case(f"document/{kind}-as-{named}", what, "2.2", steps)
