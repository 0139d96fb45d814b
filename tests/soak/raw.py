"""Writing CBOR and COSE by hand, so that it can be wrong; nothing here comes from huepass."""

from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

import base45
from nacl.signing import SigningKey


class Raw(bytes):
    """Bytes that stand for themselves where a value is expected."""


class Pairs(list[tuple[Any, Any]]):
    """A map with its entries as they come: in any order, or twice."""


def head(major: int, number: int) -> bytes:
    """The first bytes of an item, in their shortest form."""
    if number < 24:
        return bytes([major << 5 | number])
    size = next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size)
    return bytes([major << 5 | 23 + size.bit_length()]) + number.to_bytes(size)


def enc(value: Any) -> bytes:
    """The deterministic encoding, apart from what is `Raw` or `Pairs` in it."""
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        entries = sorted((enc(key), enc(content)) for key, content in value.items())
        return head(5, len(entries)) + b"".join(key + content for key, content in entries)
    if isinstance(value, Pairs):
        return head(5, len(value)) + b"".join(enc(key) + enc(content) for key, content in value)
    return head(4, len(value)) + b"".join(map(enc, value))


_FORBIDDEN = """
    1805 1900ff 1a0000ffff 1b00000000ffffffff 3805 580100 7801 9800 b800
    1b0020000000000000 3b001fffffffffffff 1bffffffffffffffff 3bffffffffffffffff
    f4 f5 f6 f7 e0 f820 f93c00 fa3f800000 fb3ff0000000000000 c000 c24101 d28440a04040
    5f4100ff 7f6161ff 9fff bfff 1c 3d 5e 7c 9d be ff
    61ff 62c328 63eda080 64f4908080
    a201000100 a202000100 a26161000100 a220000100
    5affffffff 7b000fffffffffffff 9a00ffffff ba00ffffff 9b0000000100000000
    81818181818181818180 a100a100a100a100a100a100a100a100a0
"""
FORBIDDEN = [Raw.fromhex(item) for item in _FORBIDDEN.split()]
"""One item each that no object of ours may contain, wherever it stands. A line each: not in the
shortest form; 2^53 and above; types that aren't ours; indefinite and reserved lengths; not UTF-8;
map keys twice or out of order; running past the end; nested too deep."""


def poison(rng: Random, value: Any) -> Any:
    """A copy with one entry, at any depth, replaced by a forbidden item."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        if rng.random() < 0.15:
            entries = sorted(value.items(), key=lambda entry: enc(entry[0]))
            entries.insert(rng.randrange(len(entries)), entries[-1])  # twice, or out of order
            return Pairs(entries)
        return {**value, key: poison(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.9:
        place = rng.randrange(len(value))
        return [*value[:place], poison(rng, value[place]), *value[place + 1 :]]
    return rng.choice(FORBIDDEN)


@cache
def key(name: str) -> SigningKey:
    """The private key that this name always has."""
    return SigningKey(name.encode().ljust(32, b"."))


@cache
def public(name: str) -> bytes:
    """The public key of a name."""
    return bytes(key(name).verify_key)


@cache
def kid(name: str) -> bytes:
    """The key ID of a name."""
    return kid_of(public(name))


def kid_of(public_key: bytes) -> bytes:
    """The key ID of a public key."""
    return sha256(enc({1: 1, -1: 6, -2: public_key})).digest()[:4]


def sign(name: str, structure: list[Any]) -> bytes:
    """The signature of a name over a Sig_structure."""
    return key(name).sign(enc(structure)).signature


def text(code: bytes) -> str:
    """The text of a code."""
    return "HP1:" + base45.b45encode(code).decode()


def rice(serials: list[int], bits: int) -> tuple[int, bytes]:
    """k and the data of a window, spelled out as the specification does."""
    k = min(((1 << bits) // len(serials) * 77 // 160).bit_length(), bits - 1)
    spelled, previous = "", -1
    for serial in serials:
        gap, previous = serial - previous - 1, serial
        spelled += "1" * (gap >> k) + "0" + (f"{gap & (1 << k) - 1:0{k}b}" if k else "")
    spelled += "0" * (-len(spelled) % 8)
    return k, int("1" + spelled, 2).to_bytes(len(spelled) // 8 + 1)[1:]
