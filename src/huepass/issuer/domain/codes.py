"""Codes that people scan at a collection point or an organisation: a prefix and Base45.

    HPP1:  a collection point, on its poster      [issuer, handle] in CBOR
    HPO1:  an organisation, on its poster         [issuer, handle] in CBOR
    HPS1:  somebody who is to be a collector      [name, SHA-256 of their token] in CBOR
    HPR1:  a person who is to be measured         16 random bytes

Each value has one spelling (spec section 1), apart from a line end that a scanner adds. None of
these is a pass, and no gate takes one for it.
"""

from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, NamedTuple

from huepass.core import base45, cbor
from huepass.core.document import is_id
from huepass.core.text import MAX_TEXT, decoded
from huepass.errors import HuepassError
from huepass.issuer.domain import numbers

MAX_NAME: Final = 200  # characters
READING_SIZE: Final = 16  # bytes
_HASH_SIZE: Final = 32
_STAFF: Final = "HPS1:"
_READING: Final = "HPR1:"
_MAX_STAFF_TEXT: Final = 1280  # 200 characters of four bytes each, a hash, and what is around them


class Poster(StrEnum):
    """What a poster is for; the prefix of its code."""

    POINT = "HPP1:"
    ORGANISATION = "HPO1:"


class StaffCode(NamedTuple):
    """What somebody shows who is to be a collector. The token itself stays with them."""

    name: str
    token_hash: bytes


def poster_text(poster: Poster, issuer: str, handle: str) -> str:
    """The code for a poster.

    Args:
        poster: what it is for.
        issuer: the issuer's ID.
        handle: of the collection point or the organisation.
    """
    return poster + base45.encode(cbor.encode([issuer, handle]))


def read_poster(poster: Poster, text: str, issuer: str) -> str | None:
    """The handle in a poster's code; None unless it is a code of that kind and of that issuer."""
    match _content(text, poster):
        case [str(whose), str(handle)] if whose == issuer and is_id(issuer):
            return handle if numbers.normalized(handle) == handle else None
    return None


def staff_text(code: StaffCode) -> str:
    """The code of somebody who is to be a collector."""
    return _STAFF + base45.encode(cbor.encode([code.name, code.token_hash]))


def read_staff(text: str) -> StaffCode | None:
    """What somebody showed, None if it is no staff code; whether the name is one is not checked."""
    match _content(text, _STAFF, _MAX_STAFF_TEXT):
        case [str(name), bytes(token_hash)] if len(token_hash) == _HASH_SIZE:
            return StaffCode(name, token_hash) if len(name) <= MAX_NAME else None
    return None


def reading_text(token: bytes) -> str:
    """The code of a person who is to be measured; 16 random bytes."""
    return _READING + base45.encode(token)


def reading_hash(text: str) -> bytes | None:
    """By what a reading token is remembered, from its code; None if it is none."""
    try:
        token = decoded(text, _READING)
    except HuepassError:
        return None
    return hash_of(token) if len(token) == READING_SIZE else None


def hash_of(token: bytes) -> bytes:
    """SHA-256, which is enough for what nobody can guess."""
    return sha256(token).digest()


def _content(text: str, prefix: str, max_text: int = MAX_TEXT) -> Any:
    try:
        return cbor.decode(decoded(text, prefix, max_text))
    except HuepassError:
        return None
