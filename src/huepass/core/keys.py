"""Ed25519 keys, key IDs and signatures (spec section 2). All of the mathematics is libsodium's."""

from hashlib import sha256
from typing import Final, Protocol, Self

from nacl import bindings as sodium
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from huepass.errors import UsageError

ALG_ED25519: Final = -19
KEY_SIZE: Final = 32
SIGNATURE_SIZE: Final = 64
KEY_ID_SIZE: Final = 4

# COSE_Key {1: 1 (OKP), -1: 6 (Ed25519), -2: x}, the part before x (RFC 9679 section 4).
_COSE_KEY_HEAD: Final = bytes.fromhex("a301012006215820")


class Signer(Protocol):
    """Something that signs with one private key: software, or a module that never lets it out."""

    @property
    def public_key(self) -> bytes:
        """The 32-byte public key."""

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of a message."""


class SoftwareSigner:
    """A `Signer` whose private key is in this process's memory."""

    __slots__ = ("_key",)

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> Self:
        """A new key from the system's random numbers."""
        return cls(SigningKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """The key with the given 32-byte seed (RFC 8032's private key).

        Raises:
            UsageError: not 32 bytes.
        """
        if len(seed) != KEY_SIZE:
            raise UsageError("a private key has 32 bytes")
        return cls(SigningKey(seed))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, for whoever stores the key encrypted."""
        return bytes(self._key)

    @property
    def public_key(self) -> bytes:
        """The 32-byte public key."""
        return bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of a message."""
        return self._key.sign(message).signature


def key_id(public_key: bytes) -> bytes:
    """The 4-byte key ID: it finds a key and proves nothing (spec section 2, RFC 9679)."""
    return sha256(_COSE_KEY_HEAD + public_key).digest()[:KEY_ID_SIZE]


def is_prime_order(public_key: bytes) -> bool:
    """Whether 32 bytes are a canonical point of the prime-order subgroup, other than the identity.

    Asked of every key when it enters: federation and issuer keys on loading a root or trust list,
    holder keys on issuing (spec section 2).
    """
    return sodium.crypto_core_ed25519_is_valid_point(public_key)


def check_holder_key(public_key: bytes) -> None:
    """Refuse a holder key that an issuer must not certify (spec section 2).

    Raises:
        UsageError: not 32 bytes, not canonical, of small order, or not of prime order.
    """
    if len(public_key) != KEY_SIZE or not is_prime_order(public_key):
        raise UsageError("not an Ed25519 public key of prime order")


def holds(public_key: bytes, signature_and_message: bytes) -> bool:
    """Whether the first 64 bytes are a valid signature of the rest (spec section 2).

    libsodium refuses S >= L, and a non-canonical or small-order A or R.
    """
    try:
        sodium.crypto_sign_open(signature_and_message, public_key)
    except BadSignatureError:
        return False
    return True
