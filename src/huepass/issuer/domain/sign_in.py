"""A sign-in at an OpenID Connect provider: all that has to be remembered of it until it ends.

The browser keeps it, sealed, so that the service has nothing to remember. Times in seconds since
the epoch.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from enum import StrEnum
from typing import Final, NamedTuple, Self

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

LIFETIME: Final = 600
SECRET_SIZE: Final = 64  # random bytes of a sign-in
SEAL_SIZE: Final = SecretBox.NONCE_SIZE  # random bytes for a seal
_TIME: Final = 8
_STATE: Final = 16
_NONCE: Final = 16
_VERIFIER: Final = 32
_BODY: Final = 1 + _TIME + _STATE + _NONCE + _VERIFIER


class Purpose(StrEnum):
    """What a sign-in is for."""

    PERSONS = "persons"
    STAFF = "staff"


_NUMBERS: Final = {Purpose.PERSONS: 1, Purpose.STAFF: 2}
_PURPOSES: Final = {number: purpose for purpose, number in _NUMBERS.items()}


class SignIn(NamedTuple):
    """A sign-in that has begun."""

    purpose: Purpose
    expires_at: int
    state_bytes: bytes
    nonce_bytes: bytes
    verifier_bytes: bytes

    @classmethod
    def begin(cls, purpose: Purpose, now: int, random: bytes) -> Self:
        """A new one, with 64 random bytes."""
        state, rest = random[:_STATE], random[_STATE:]
        return cls(purpose, now + LIFETIME, state, rest[:_NONCE], rest[_NONCE:])

    @property
    def begun_at(self) -> int:
        """When it began."""
        return self.expires_at - LIFETIME

    @property
    def state(self) -> str:
        """Comes back with the browser."""
        return _text(self.state_bytes)

    @property
    def nonce(self) -> str:
        """Comes back in the ID token."""
        return _text(self.nonce_bytes)

    @property
    def verifier(self) -> str:
        """Proves to the provider who began it (RFC 7636)."""
        return _text(self.verifier_bytes)

    @property
    def mark(self) -> bytes:
        """By which it is remembered that it was used: its expiry, then random."""
        return self.expires_at.to_bytes(_TIME, "big") + self.nonce_bytes


def seal(key: bytes, one: SignIn, random: bytes) -> str:
    """What the browser keeps.

    Args:
        key: 32 secret bytes.
        one: the sign-in.
        random: 24 random bytes.
    """
    body = bytes([_NUMBERS[one.purpose]]) + one.expires_at.to_bytes(_TIME, "big")
    body += one.state_bytes + one.nonce_bytes + one.verifier_bytes
    return _text(bytes(SecretBox(key).encrypt(body, random)))


def unseal(key: bytes, text: str) -> SignIn | None:
    """The sign-in that was sealed; None if it was not this issuer that did it."""
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        body = SecretBox(key).decrypt(data)
    except (ValueError, Base64Error, CryptoError):
        return None
    if _text(data) != text:  # of several spellings only the one that was given out is good
        return None
    if len(body) != _BODY or body[0] not in _PURPOSES:
        return None
    expires_at, rest = int.from_bytes(body[1 : 1 + _TIME], "big"), body[1 + _TIME :]
    state, rest = rest[:_STATE], rest[_STATE:]
    return SignIn(_PURPOSES[body[0]], expires_at, state, rest[:_NONCE], rest[_NONCE:])


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
