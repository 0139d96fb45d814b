"""Signed objects taken apart, so that they can be changed anywhere and signed again.

`opened(data)` has what stands in the protected headers and payloads, decoded; `closed` of that
gives the bytes, signed by whoever had signed before.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cbor2
from nacl.signing import SigningKey
from tests.soak.raw import Pairs, enc

from .keyring import key_of, keyring

CREDENTIAL = -65538
Spoil = Callable[[bytes, bytes, SigningKey], Any]
"""What becomes of a signature, given also what was signed and the key."""


_BROKEN = (ValueError, TypeError, AttributeError, LookupError, EOFError, cbor2.CBORError)


class Bare:
    """A header or payload that is to stand there as it is, not inside a byte string."""

    def __init__(self, value: Any) -> None:
        self.value = value


@dataclass
class Entry:
    """One signature, and its header where there are several."""

    header: Any
    key: SigningKey | None
    """Who signs; without one the old signature stays."""
    signature: bytes
    unprotected: Any = field(default_factory=dict)
    spoil: Spoil | None = None


@dataclass
class Signed:
    """A COSE_Sign1 or COSE_Sign."""

    header: Any
    unprotected: Any
    payload: Any
    entries: list[Entry]
    multi: bool
    after: list[Callable[[Any], Any]] = field(default_factory=list)
    """What is done to the array after it was signed."""

    @property
    def inner(self) -> "Signed | None":
        """The credential in a presentation."""
        found = self.payload.get(CREDENTIAL) if isinstance(self.payload, dict) else None
        return found if isinstance(found, Signed) else None

    @property
    def known(self) -> bool:
        """Whether all who sign are known, so that a change is signed again."""
        own = bool(self.entries) and all(entry.key for entry in self.entries)
        return own and (self.inner is None or self.inner.known)


def opened(data: bytes) -> Signed | None:
    """An object taken apart; None if it isn't one, or is broken already."""
    try:
        item = _item(cbor2.loads(data))
        # Whatever this reader lets pass and doesn't write again is no use here.
        return item if item and closed(item, sign=False) == data else None
    except _BROKEN:
        return None


def _item(value: Any) -> Signed | None:
    if not isinstance(value, list) or len(value) != 4:
        return None
    header, payload = cbor2.loads(value[0]), cbor2.loads(value[2])
    if isinstance(value[3], list):
        entries = [
            Entry(cbor2.loads(one[0]), _named(cbor2.loads(one[0])), one[2], one[1])
            for one in value[3]
        ]
        return Signed(header, value[1], payload, entries, True)
    key = _named(header)
    if isinstance(payload, dict) and isinstance(payload.get(CREDENTIAL), list):
        inner = _item(payload[CREDENTIAL])
        if inner:
            payload[CREDENTIAL] = inner
            key = key_of(inner.payload[7][4:])
    return Signed(header, value[1], payload, [Entry(None, key, value[3])], False)


def _named(header: Any) -> SigningKey | None:
    kid = header.get(4) if isinstance(header, dict) else None
    return keyring().get(kid) if isinstance(kid, bytes) else None


def closed(item: Signed, *, sign: bool = True) -> bytes:
    """The bytes of an object, signed again unless told otherwise."""
    return enc(array(item, sign))


def array(item: Signed, sign: bool = True) -> Any:
    """An object as an array whose header and payload are byte strings."""
    header, payload = wrapped(item.header, sign), wrapped(item.payload, sign)
    signatures = []
    for entry in item.entries:
        if item.multi:
            own = wrapped(entry.header, sign)
            made = _signature(entry, ["Signature", header, own, b"", payload], sign)
            signatures.append([own, entry.unprotected, made])
        else:
            signatures.append(_signature(entry, ["Signature1", header, b"", payload], sign))
    last = signatures if item.multi else signatures[0]
    made = [header, item.unprotected, payload, last]
    for act in item.after:
        made = act(made)
    return made


def wrapped(value: Any, sign: bool = True) -> Any:
    """A header or payload as it stands in the array."""
    if isinstance(value, Bare):
        return settled(value.value, sign)
    return enc(settled(value, sign))


def settled(value: Any, sign: bool = True) -> Any:
    """A value with plain arrays instead of the objects in it."""
    if isinstance(value, Signed):
        return array(value, sign)
    if isinstance(value, Pairs):
        return Pairs((key, settled(content, sign)) for key, content in value)
    if isinstance(value, list):
        return [settled(one, sign) for one in value]
    if isinstance(value, dict):
        return {key: settled(content, sign) for key, content in value.items()}
    return value


def _signature(entry: Entry, structure: list[Any], sign: bool) -> Any:
    if not sign or entry.key is None:
        return entry.signature
    message = enc(structure)
    made = entry.key.sign(message).signature
    return entry.spoil(made, message, entry.key) if entry.spoil else made
