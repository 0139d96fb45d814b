"""Roots of the greatest size, and how deep documents nest (spec sections 1.1 and 1.2)."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, error, load
from ..rawcbor import Raw, dump, head, wide_string
from .document import inside, replaced

ROOT_LIMIT: Final = 1 << 16
BAD_CBOR, TOO_LARGE = error("bad_cbor"), error("too_large")
TRUST: Final = forge.trust_list()


def large_root(size: int) -> bytes:
    """A root of so many bytes, which no right one has: its payload is a byte string."""
    root = forge.root(2)
    heads = 6  # of a string that fills another: both have lengths of two bytes
    filler = bytes(size - len(replaced(2, b"")(root)) + 1 - heads)
    return replaced(2, dump(filler))(root)


def deep(levels: int) -> Any:
    """Arrays in each other."""
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


def _largest() -> Iterator[Case]:
    for name, what, size, result in [
        ("at-limit", "a wrong root has 64 KiB", ROOT_LIMIT, error("bad_root")),
        ("over", "a root has 64 KiB and a byte", ROOT_LIMIT + 1, TOO_LARGE),
    ]:
        document = load(large_root(size), result)
        yield Case(f"sizes/root-{name}", what, "1.2", [document])


def _over() -> Iterator[Case]:
    """Roots of 64 KiB and a byte or less, with another fault."""
    filler = dump(bytes(ROOT_LIMIT))  # in a payload it is an item by itself
    large = replaced(2, filler)(forge.root(2))
    for name, what, document, result in [
        (
            "header-key",
            "the header has a key too many",
            _root_header({16: forge.ROOT_TYPE, 17: 0}, filler),
            TOO_LARGE,
        ),
        ("of-5", "an array of 5", b"\x85" + large[1:] + b"\0", error("bad_structure")),
        (
            "type",
            "the media type is unknown",
            _root_header({16: "application/cose"}, filler),
            error("bad_structure"),
        ),
        (
            "header-wide",
            "the header is not deterministic",
            replaced(0, b"\xa1\x18\x10" + dump(forge.ROOT_TYPE))(large),
            BAD_CBOR,
        ),
        (
            "wide-string",
            "the header's length takes two bytes",
            replaced(0, wide_string(inside(large, 0), 2))(large),
            BAD_CBOR,
        ),
        ("wide-array", "the length of the array takes a byte", b"\x98\x04" + large[1:], BAD_CBOR),
        (
            "revocation-list",
            "a revocation list of that size",
            _root_header({1: -19, 4: b"kids", 16: forge.LIST_TYPE}, filler),
            error("bad_revocation_list"),
        ),
    ]:
        what = f"above 64 KiB: {what}"
        yield Case(f"sizes/over-64-kib-{name}", what, "1.2", [load(document, result)])


def _root_header(header: Any, filler: bytes) -> bytes:
    return dump([dump(header), {}, filler, []])


def _nested() -> Iterator[Case]:
    """How deep things nest: the payload is one, what stands under key 32 the others."""
    for name, what, change in [
        ("payload", "the payload", {32: deep(7)}),
        ("maps", "maps in the payload", {32: _maps(7)}),
        ("payload-issuer", "an issuer", {5: [forge.issuer(change={32: deep(5)})]}),
        (
            "payload-key",
            "a key",
            {5: [forge.issuer(keys=[forge.key_entry("live", 1, {32: deep(3)})])]},
        ),
    ]:
        steps = [load(forge.trust_list(change=change))]
        yield Case(f"sizes/depth-8-{name}", f"{what} nests 8 deep", "1.1", steps)
    for name, what, change in [
        ("payload", "the payload", {32: deep(8)}),
        ("maps", "maps in the payload", {32: _maps(8)}),
        ("payload-issuer", "an issuer", {5: [forge.issuer(change={32: deep(6)})]}),
        (
            "payload-key",
            "a key",
            {5: [forge.issuer(keys=[forge.key_entry("live", 1, {32: deep(4)})])]},
        ),
        ("far", "the payload", {32: Raw(b"\x81" * 20_000 + b"\x00")}),
    ]:
        steps = [load(forge.trust_list(change=change), BAD_CBOR)]
        yield Case(f"sizes/depth-9-{name}", f"{what} nests deeper than 8", "1.1", steps)
    for name, levels, result in (("8", 7, error("bad_trust_list")), ("9", 8, BAD_CBOR)):
        document = replaced(3, deep(levels))(TRUST)
        what = f"the object nests {name} deep"
        yield Case(f"sizes/depth-{name}-outside", what, "1.1", [load(document, result)])


def _maps(levels: int) -> Any:
    value: Any = {}
    for _ in range(levels - 1):
        value = {0: value}
    return value


def _promised() -> Iterator[Case]:
    """Entries that are promised in the payload of a revocation list, and are not there."""
    for name, encoded in {
        "array": head(4, 2**53 - 1),
        "map": head(5, 2**52),
        "array-2-64": b"\x9b" + b"\xff" * 8,
    }.items():
        document = forge.revocation_list(change={32: Raw(encoded)})
        what = "far more entries are promised than there are"
        yield Case(f"sizes/promised-{name}", what, "1.1", [load(TRUST), load(document, BAD_CBOR)])


def cases() -> Iterator[Case]:
    """All cases of this file."""
    yield from _largest()
    yield from _over()
    yield from _nested()
    yield from _promised()
