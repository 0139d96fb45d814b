"""Points of Ed25519 that nobody honest uses, for tests (RFC 8032, section 5.1)."""

import hashlib
from typing import Final

import nacl.bindings as sodium

from . import forge

P: Final = 2**255 - 19
L: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
IDENTITY: Final = (1).to_bytes(32, "little")

Point = tuple[int, int]


def _add(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P)
    return x % P, y % P


def _times(factor: int, point: Point) -> Point:
    total = (0, 1)
    while factor:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


def _encoded(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def _decoded(encoded: bytes) -> Point:
    """The point, whatever its order and even if y is not below p."""
    value = int.from_bytes(encoded, "little")
    sign, y = value >> 255, value % 2**255 % P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * pow(2, (P - 1) // 4, P) % P
    if v * x * x % P != u:
        raise ValueError("not on the curve")
    return (P - x if x and x & 1 != sign else x), y


def scalar(value: int) -> bytes:
    """A number modulo L, as it stands in a signature."""
    return (value % L).to_bytes(32, "little")


def signs(public_key: bytes, signed: bytes) -> bool:
    """Whether S B = R + k A, checked by somebody who looks at nothing but this equation."""
    r, s, message = signed[:32], int.from_bytes(signed[32:64], "little"), signed[64:]
    k = int.from_bytes(hashlib.sha512(r + public_key + message).digest(), "little")
    base = _decoded(((4 * pow(5, -1, P)) % P).to_bytes(32, "little"))
    return _times(s, base) == _add(_decoded(r), _times(k % L, _decoded(public_key)))


def _torsion() -> list[bytes]:
    """The eight points of small order."""
    point = (0, 1)
    y = 2
    while _times(4, point) == (0, 1):
        y += 1
        try:
            point = _times(L, _decoded(y.to_bytes(32, "little")))
        except ValueError:
            continue
    return [_encoded(_times(factor, point)) for factor in range(8)]


TORSION: Final = _torsion()
NOT_PRIME_ORDER: Final = {
    # Other encodings of the identity: y not below p, the sign of x = 0, both.
    "identities": [
        (P + 1).to_bytes(32, "little"),
        (1 | 1 << 255).to_bytes(32, "little"),
        (P + 1 | 1 << 255).to_bytes(32, "little"),
    ],
    # An honest key and a point of small order.
    "mixed": [
        sodium.crypto_core_ed25519_add(forge.public("holder"), point) for point in TORSION[1:]
    ],
}
