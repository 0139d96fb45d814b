"""What roots, trust lists and revocation lists have in common (spec sections 2, 5 and 6)."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from huepass.core import cbor, cose
from huepass.core.keys import KEY_ID_SIZE, Signer, holds
from huepass.errors import DocumentRefused, HuepassError, Reason, UsageError

_T = TypeVar("_T")

MAX_SIGNATURES: Final = 32
FIRST_LATER_KEY: Final = 32  # unknown integer keys from here on are left to later versions
MAX_ID: Final = 64
_BYTE_STRING_HEADS: Final = frozenset(bytes([head]) for head in range(0x40, 0x5C))
_ID_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


class Kind(StrEnum):
    """The content types of the three documents."""

    ROOT = "application/huepass-root+cose"
    TRUST_LIST = "application/huepass-trust+cose"
    REVOCATION_LIST = "application/huepass-rl+cose"


MAX_SIZE: Final[Mapping[Kind, int]] = {
    Kind.ROOT: 64 << 10,
    Kind.TRUST_LIST: 1 << 20,
    Kind.REVOCATION_LIST: 128 << 20,
}
"""Bytes that a document may have (spec section 1)."""

BAD: Final[Mapping[Kind, Reason]] = {
    Kind.ROOT: Reason.BAD_ROOT,
    Kind.TRUST_LIST: Reason.BAD_TRUST_LIST,
    Kind.REVOCATION_LIST: Reason.BAD_REVOCATION_LIST,
}
"""The reason for which a document of a kind is refused when its content is wrong."""


class Parts(NamedTuple):
    """A document that was read and not yet understood or believed: an array of four entries, the
    first a byte string that holds a map with a content type of ours."""

    kind: Kind
    item: Any
    header: Any
    payload: Any
    document: bytes


class Bad(Exception):
    """The content of a document is wrong; `judging` gives it the reason of the document's kind."""


def read(document: bytes) -> Parts:
    """Read a document of any kind (spec section 7, the first steps for documents).

    Raises:
        DocumentRefused: `too_large`, `bad_cbor`, or `bad_structure` unless it names one of the
            three content types.
    """
    kind = peek(document)
    if len(document) > (MAX_SIZE[kind] if kind else max(MAX_SIZE.values())):
        raise DocumentRefused(Reason.TOO_LARGE, f"{len(document)} bytes")
    try:
        item = cbor.decode(document)
        header, payload = _decode_inside(item)
    except HuepassError as error:
        raise DocumentRefused(error.reason, error.detail) from None
    if kind is None:
        raise DocumentRefused(Reason.BAD_STRUCTURE, "no root, trust list or revocation list")
    return Parts(kind, item, header, payload, document)


def peek(document: bytes) -> Kind | None:
    """The kind that a document names in its protected header, before anything else is looked at."""
    if document[:1] != b"\x84" or document[1:2] not in _BYTE_STRING_HEADS:
        return None
    try:
        protected = cbor.decode(document[1 : cbor.end_of_item(document, 1)])
        header = cbor.decode(protected) if isinstance(protected, bytes) else None
    except HuepassError:
        return None
    named = header.get(cose.TYP) if isinstance(header, dict) else None
    return next((kind for kind in Kind if kind == named), None)


def judging(kind: Kind, understand: Callable[[], _T]) -> _T:
    """What `understand` gives, with `Bad` turned into the refusal for this kind of document."""
    try:
        return understand()
    except Bad as bad:
        raise DocumentRefused(BAD[kind], str(bad)) from None


def expect(condition: bool, why: str) -> None:
    """Raise `Bad` with a reason in words unless the condition holds."""
    if not condition:
        raise Bad(why)


def sign(kind: Kind, payload: bytes, signers: Iterable[Signer]) -> bytes:
    """A COSE_Sign document with the given signatures, perhaps none yet (spec section 6)."""
    protected = cbor.encode({cose.TYP: kind.value})
    entries = [cose.signature_entry(protected, payload, signer) for signer in signers]
    return cbor.encode([protected, {}, payload, entries])


def add_signature(document: bytes, signer: Signer) -> bytes:
    """The same root or trust list with one more signature; a signer's earlier one is replaced.

    Raises:
        DocumentRefused: not a root or a trust list.
        UsageError: it has as many signatures as a document may have.
    """
    parts = read(document)
    judging(parts.kind, lambda: check_multi_signed(parts))
    protected, unprotected, payload, entries = parts.item
    entry = cose.signature_entry(protected, payload, signer)
    entries = [other for other in entries if other[0] != entry[0]] + [entry]
    if len(entries) > MAX_SIGNATURES:
        raise UsageError(f"a document has at most {MAX_SIGNATURES} signatures")
    return cbor.encode([protected, unprotected, payload, entries])


def check_multi_signed(parts: Parts) -> None:
    """The form of a COSE_Sign document, its signatures' form included (spec section 6)."""
    item = parts.item
    expect(
        parts.header.keys() == {cose.TYP}
        and item[1] == {}
        and isinstance(item[2], bytes)
        and isinstance(item[3], list),
        "not a COSE_Sign",
    )
    expect(len(item[3]) <= MAX_SIGNATURES, f"more than {MAX_SIGNATURES} signatures")
    expect(all(cose.is_signature_entry(entry) for entry in item[3]), "a signature without its form")
    headers = [entry[0] for entry in item[3]]
    expect(len(set(headers)) == len(headers), "two signatures with one key ID")


def signers(item: Any, keys: Mapping[bytes, bytes]) -> set[bytes]:
    """Which public keys, of those given by key ID, have signed a decoded and checked COSE_Sign.

    Unknown signers and invalid signatures are just not counted.
    """
    protected, _, payload, entries = item
    found = set()
    for header, _, signature in entries:
        key = keys.get(header[-KEY_ID_SIZE:])  # the key ID is the last thing in {1: -19, 4: kid}
        if key and holds(key, signature + cose.to_be_signed_by(protected, header, payload)):
            found.add(key)
    return found


def has_keys(value: Any, named: set[int]) -> bool:
    """Whether a decoded map has exactly the named keys."""
    return isinstance(value, dict) and value.keys() == named


def has_keys_and_later(value: Any, named: set[int]) -> bool:
    """Whether a decoded map has exactly the named keys, unknown integers of 32 and above aside."""
    return isinstance(value, dict) and named == {
        key for key in value if not (isinstance(key, int) and key >= FIRST_LATER_KEY)
    }


def is_id(value: Any) -> bool:
    """Whether a decoded item can be the ID of an issuer or a federation."""
    return isinstance(value, str) and 0 < len(value) <= MAX_ID and _ID_CHARACTERS.issuperset(value)


def _decode_inside(item: Any) -> tuple[Any, Any]:
    """What the protected and payload byte strings hold; those of signatures are read as well."""
    if not cose.is_array_of(item, 4):
        return None, None
    protected, _, payload, last = item
    for entry in last if isinstance(last, list) else ():
        if cose.is_array_of(entry, 3) and isinstance(entry[0], bytes):
            cbor.decode(entry[0])
    return (
        cbor.decode(protected) if isinstance(protected, bytes) else None,
        cbor.decode(payload) if isinstance(payload, bytes) else None,
    )
