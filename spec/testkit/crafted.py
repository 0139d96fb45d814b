"""Ed25519 signatures that only a lenient verifier accepts (spec section 2.1)."""

from hashlib import sha512

from nacl import bindings as sodium

from . import forge
from .points import L, scalar


def secret(name: str) -> int:
    """The secret number behind the named key (RFC 8032, section 5.1.5)."""
    half = int.from_bytes(sha512(bytes(forge.key(name))).digest()[:32], "little")
    return half & ~7 & (1 << 254) - 1 | 1 << 254


def challenge(r: bytes, public_key: bytes, message: bytes) -> int:
    """What the hash of a signature gives, modulo L."""
    return int.from_bytes(sha512(r + public_key + message).digest(), "little") % L


def with_point(name: str, r: bytes, message: bytes) -> bytes:
    """A signature with a given R of small order: S is right up to this R."""
    k = challenge(r, forge.public(name), message)
    return r + scalar(k * secret(name))


def under_small_order(public_key: bytes, message: bytes) -> bytes:
    """A signature under a key of small order, that any secret number makes: 8 k A is nothing."""
    nonce = 1
    while True:
        s = scalar(nonce)
        r = sodium.crypto_scalarmult_ed25519_base_noclamp(s)
        if challenge(r, public_key, message) % 8 == 0:
            return r + s
        nonce += 1


def added(signature: bytes, times: int) -> bytes:
    """The same signature with so many times L added to S, if that fits into 32 bytes."""
    s = int.from_bytes(signature[32:], "little") + times * L
    return signature[:32] + s.to_bytes(32, "little")
