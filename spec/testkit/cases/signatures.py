"""The signatures of a COSE_Sign (spec section 6.1): their form, and which of them count."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from .. import crafted, forge, points
from ..case import Case, error, load
from ..rawcbor import dump
from .document import inside

Entry = list[Any]
Entries = Callable[[list[Entry]], Any]

ALG, KID = forge.ALG, forge.KID
STRANGERS: Final = tuple(f"stranger-{number}" for number in range(32))
# Two public keys with one key ID, found by trying.
TWIN, OTHER_TWIN = "n10110", "n27341"


def header(signer: str, change: Any = None) -> bytes:
    """An entry's protected header."""
    return dump(forge.changed({ALG: forge.ED25519, KID: forge.kid(signer)}, change))


def changed(place: int, value: Any) -> Entries:
    """The honest entries, with another value in one place of the first."""

    def change(entries: list[Entry]) -> list[Entry]:
        entries[0][place] = value(entries[0][place]) if callable(value) else value
        return entries

    return change


def more(*others: Any) -> Entries:
    """The honest entries and others."""
    return lambda entries: [*entries, *others]


def stranger(name: str = "stranger", *, entry_header: Any = None) -> Entry:
    """An entry of somebody whom nobody knows, with a signature that is nothing."""
    protected = header(name) if entry_header is None else entry_header
    return [protected, {}, bytes(64)]


def _forms(signer: str) -> Iterator[tuple[str, str, Entries]]:
    """Entries that refuse a document, whoever made them."""
    for name, what, change in [
        ("alg-8", "the alg is the older -8", {ALG: -8}),
        ("alg-7", "the alg is -7", {ALG: -7}),
        ("alg-text", "the alg is text", {ALG: "Ed25519"}),
        ("alg-missing", "there is no alg", {ALG: forge.DROP}),
        ("kid-missing", "there is no kid", {KID: forge.DROP}),
        ("kid-3-bytes", "the kid has 3 bytes", {KID: forge.kid(signer)[:3]}),
        ("kid-5-bytes", "the kid has 5 bytes", {KID: forge.kid(signer) + b"\0"}),
        ("kid-text", "the kid is text", {KID: "kids"}),
        ("kid-number", "the kid is a number", {KID: 1}),
        ("kid-array", "the kid is an array", {KID: [forge.kid(signer)]}),
        ("also-typ", "the header has a media type", {16: forge.ROOT_TYPE}),
        ("also-later", "the header has a key 32", {32: 0}),
        ("also-text", "the header has a key that is text", {"kid": 0}),
    ]:
        protected = header(signer, change=change)
        yield name, what, changed(0, protected)
        if name in ("alg-8", "kid-5-bytes", "also-later"):
            loose = stranger(entry_header=header("stranger", change=change))
            yield f"stranger-{name}", f"in a stranger's entry, {what}", more(loose)
    for name, what, place, value in [
        ("header-not-wrapped", "the header is the map itself", 0, {ALG: -19}),
        ("header-text", "the header is text", 0, "header"),
        ("header-number", "the header holds a number", 0, dump(1)),
        ("header-bare", "the header is an empty map", 0, dump({})),
        ("header-array", "the header holds an array", 0, dump([ALG, -19])),
        ("unprotected", "the unprotected header is not empty", 1, {KID: b"kids"}),
        ("unprotected-array", "the unprotected header is an array", 1, []),
        ("signature-63", "the signature has 63 bytes", 2, lambda signed: signed[:63]),
        ("signature-65", "the signature has 65 bytes", 2, lambda signed: signed + b"\0"),
        ("signature-none", "the signature has no bytes", 2, b""),
        ("signature-text", "the signature is text", 2, "s" * 64),
        ("signature-array", "the signature is an array", 2, [0] * 64),
    ]:
        yield name, what, changed(place, value)
    for name, what, other in [
        ("of-2", "an entry has no signature", stranger()[:2]),
        ("of-4", "an entry has a fourth part", [*stranger(), 0]),
        ("of-0", "an entry is an empty array", []),
        ("of-2-not-looked-into", "an entry of 2 parts: its header is not decoded", [b"\xff", {}]),
        ("map", "an entry is a map", {0: header("stranger"), 1: {}, 2: bytes(64)}),
        ("bytes", "an entry is a byte string", dump(stranger())),
        ("stranger-63", "a stranger's signature has 63 bytes", [*stranger()[:2], bytes(63)]),
    ]:
        yield f"entry-{name}", what, more(other)
    yield "twice", "the same entry stands there twice", lambda entries: entries * 2
    twice = stranger(signer)
    yield "kid-twice", "the signer's kid again, with a wrong signature", more(twice)
    yield "kid-twice-before", "the same, before the right one", lambda found: [twice, *found]
    yield "stranger-twice", "a stranger's kid in two entries", more(stranger(), stranger())
    yield "33-entries", "there are 33 entries", more(*map(stranger, STRANGERS))


def _wrong(signer: str, other: str, honest: bytes) -> Iterator[tuple[str, str, Any]]:
    """Entries in the right form of which none counts."""
    body, content = inside(honest, 0), inside(honest, 2)
    own = header(signer)
    yield "none", "there are no entries", []
    yield "stranger", "only a stranger signed", [forge.entry(body, content, "stranger")]
    yield "other-role", "only the key of the other role signed", [forge.entry(body, content, other)]
    for name, what, by, named in [
        ("stranger-as-signer", "a stranger signed under the signer's kid", "stranger", signer),
        ("signer-as-stranger", "the signer signed under a stranger's kid", signer, "stranger"),
    ]:
        yield name, what, [forge.entry(body, content, by, header={KID: forge.kid(named)})]
    for place in (0, 31, 32, 63):
        flipped = changed(2, lambda signed, at=place: flip(signed, at))
        yield f"flipped-{place}", f"byte {place} of the signature has a wrong bit", flipped
    yield "zeros", "the signature is zeros", changed(2, bytes(64))
    yield "plus-order", "L is added to S", changed(2, lambda signed: crafted.added(signed, 1))
    right = ["Signature", body, own, b"", content]
    for name, what, structure in [
        ("context", "signed with the context of a COSE_Sign1", ["Signature1", *right[1:]]),
        ("sign1", "signed as a COSE_Sign1", ["Signature1", body, b"", content]),
        ("swapped", "signed with the headers swapped", ["Signature", own, body, b"", content]),
        ("aad", "signed with external data", ["Signature", body, own, b"aad", content]),
        ("other-order", "the external data stand last", ["Signature", body, own, content, b""]),
        ("no-body", "signed with an empty body header", ["Signature", b"", own, b"", content]),
    ]:
        signed = forge.signature(signer, structure)
        yield f"structure-{name}", what, [[own, {}, signed]]
    neutral = crafted.with_point(signer, points.IDENTITY, dump(right))
    yield "neutral-r", "R is the identity, and the equation holds", [[own, {}, neutral]]
    other_r = points.NOT_PRIME_ORDER["identities"][0] + neutral[32:]
    yield "other-neutral-r", "the same, with a y of p + 1", [[own, {}, other_r]]


def flip(signed: bytes, place: int) -> bytes:
    """The signature with one bit changed."""
    return signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for kind, signer, other, make in [
        ("root", "root", "trust", lambda **rest: forge.root(2, **rest)),
        ("trust", "trust", "root", forge.trust_list),
    ]:
        refused = error("bad_root" if kind == "root" else "bad_trust_list")
        for name, what, entries in (*_forms(signer), *_wrong(signer, other, make())):
            document = make(entries=entries)
            yield Case(f"signatures/{kind}-{name}", what, "6.1", [load(document, refused)])
        for name, what, entries in [
            ("32-entries", "there are 32 entries", more(*map(stranger, STRANGERS[:31]))),
            ("stranger-first", "a stranger's wrong signature first", lambda e: [stranger(), *e]),
            ("stranger-last", "a stranger's wrong signature last", more(stranger())),
        ]:
            document = make(entries=entries)
            yield Case(f"signatures/{kind}-good-{name}", what, "6.1", [load(document)])
    yield from _twins()


def _twins() -> Iterator[Case]:
    """Two keys with one kid: the right signature of the wrong one."""
    root = forge.root(trust_keys=[TWIN])
    for name, signer, result in [
        ("of-the-other", OTHER_TWIN, error("bad_trust_list")),
        ("of-this", TWIN, None),
    ]:
        what = f"a kid that two keys have: signed by {name.replace('-', ' ')}"
        steps = [load(forge.trust_list(signers=[signer]), result)]
        yield Case(f"signatures/twin-{name}", what, "2.3", steps, root=root)
    both = forge.root(root_keys=["root", OTHER_TWIN], signers=["root", TWIN])
    steps = [load(forge.trust_list(), error("bad_root"))]
    what = "one of two signed, and another key with the kid of the other"
    yield Case("signatures/twin-in-root", what, "2.3", steps, root=both)
