"""Signatures that are wrong, or right only for a verifier that looks at nothing but the equation.

Points outside the prime-order subgroup that are of no small order are not made here: there
conforming gates may differ (spec section 2.1).
"""

from collections.abc import Callable
from hashlib import sha512
from random import Random
from typing import Any

from nacl.bindings import crypto_scalarmult_ed25519_base_noclamp as times_base
from nacl.signing import SigningKey
from spec.testkit.points import NOT_PRIME_ORDER, TORSION, L, P, scalar
from tests.soak import raw
from tests.soak.loads import KINDS
from tests.soak.raw import text

from . import codes, documents
from .scene import Input, Scene
from .trees import Entry, Signed, Spoil, closed

# The eight points of small order, and encodings of them and of others that are not canonical.
SMALL = [
    *TORSION,
    *NOT_PRIME_ORDER["identities"],
    P.to_bytes(32, "little"),  # y = p, that is 0: of order 4
    (P | 1 << 255).to_bytes(32, "little"),
]
NOT_CANONICAL = [(P + y).to_bytes(32, "little") for y in range(2, 19)]


def hashed(r: bytes, public_key: bytes, message: bytes) -> int:
    """The number k of RFC 8032."""
    return int.from_bytes(sha512(r + public_key + message).digest(), "little") % L


def secret(key: SigningKey) -> int:
    """The secret scalar of a key."""
    half = bytearray(sha512(bytes(key)).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    return int.from_bytes(half, "little")


def under(public_key: bytes, message: bytes) -> bytes:
    """What a key of small order has "signed": the equation holds for it, factor 8 or not."""
    number = 1
    while True:
        number += 1
        r = times_base(scalar(number))
        if hashed(r, public_key, message) % 8 == 0:
            return r + scalar(number)


def with_r(r: bytes) -> Spoil:
    """A signature with this R, and the S that belongs to it if R is taken for the identity."""

    def spoil(made: bytes, message: bytes, key: SigningKey) -> bytes:
        return r + scalar(hashed(r, bytes(key.verify_key), message) * secret(key))

    return spoil


def blind(rng: Random) -> Spoil:
    """Another signature, that takes no key to make."""
    flipped, factor = rng.randrange(512), rng.choice((1, 1, 2, 15))
    choices: list[Callable[[bytes], Any]] = [
        lambda made: (int.from_bytes(made) ^ 1 << flipped).to_bytes(64),
        lambda made: (
            made[:32] + (int.from_bytes(made[32:], "little") + factor * L).to_bytes(32, "little")
        ),
        lambda made: made[:32] + (L - int.from_bytes(made[32:], "little")).to_bytes(32, "little"),
        lambda made: made[:32] + rng.choice((bytes(32), L.to_bytes(32, "little"), b"\xff" * 32)),
        lambda made: rng.choice([*SMALL, *NOT_CANONICAL]) + made[32:],
        lambda made: rng.choice(SMALL) + bytes(32),
        lambda made: made[32:] + made[:32],
        lambda made: rng.choice((made[:63], made + b"\0", b"", bytes(64), [made], 0, made.hex())),
    ]
    chosen = rng.choice(choices)
    return lambda made, message, key: chosen(made)


def spoilt(rng: Random, entry: Entry) -> None:
    """Make one signature of an object wrong."""
    kind = rng.random()
    if kind < 0.5:
        entry.spoil = blind(rng)
    elif kind < 0.8:
        entry.spoil = with_r(rng.choice(SMALL))
    else:
        name = rng.choice(("x", "nobody", "aa paper", "aa live", "bb live", "root 1", "trust 2"))
        entry.key = raw.key(name)


def of_codes(rng: Random, scene: Scene, now: int) -> Input:
    """A code with a wrong signature."""
    made = codes.draft(rng, scene, now)
    item = codes.taken_apart(made)
    target = item.inner if item.inner and rng.random() < 0.4 else item
    if item.inner and rng.random() < 0.3:
        return codes.shown("code: small holder key", made, text(_small_holder(rng, item)), True)
    spoilt(rng, target.entries[0])
    return codes.shown("code: signature", made, text(closed(item)), False)


def _small_holder(rng: Random, item: Signed) -> bytes:
    """A presentation of a credential for a key of small order, rightly signed by the issuer."""
    point = rng.choice([*SMALL, *NOT_CANONICAL])
    assert item.inner
    item.inner.payload[7] = item.inner.payload[7][:4] + point
    item.entries[0].spoil = lambda made, message, key: under(point, message)
    return closed(item)


def of_documents(rng: Random, scene: Scene, now: int) -> Input:
    """A document with a wrong signature, or with too many, or one twice."""
    kind = rng.choice(KINDS)
    item = documents.taken_apart(rng, kind, now)
    if not item.multi or rng.random() < 0.4:
        spoilt(rng, rng.choice(item.entries))
    else:
        item.entries = _other_entries(rng, item.entries)
    return documents.loaded(f"{kind}: signature", now, closed(item), False)


def _other_entries(rng: Random, entries: list[Entry]) -> list[Entry]:
    """Entries in another order, doubled, of others, or as many as are allowed and one more."""
    kind = rng.randrange(4)
    names = rng.sample(("root 1", "root 2", "root 3", "trust 1", "trust 2", "x", "aa live"), 3)
    others = [Entry({1: -19, 4: raw.kid(name)}, raw.key(name), b"") for name in names]
    if kind == 0:
        made = [*entries, rng.choice(entries)]
    elif kind == 1:
        made = [*entries, *others]
    elif kind == 2:
        made = others
    else:
        many = 32 - len(entries) + rng.choice((0, 0, 1))
        fill = [Entry({1: -19, 4: number.to_bytes(4)}, None, bytes(64)) for number in range(many)]
        made = [*entries, *fill]
    rng.shuffle(made)
    return made
