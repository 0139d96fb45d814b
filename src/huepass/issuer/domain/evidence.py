"""Challenges for certificates, and what is remembered of certificates (spec section 11).

A challenge proves itself, as wallets' tokens do: it is when it ends, eight random bytes, and a MAC
over both and the person for whom it was made. Times in seconds since the epoch.
"""

import hmac
from hashlib import blake2b, sha256
from typing import Final

from huepass.core.evidence import Certificate

CHALLENGE_LIFETIME: Final = 300
RANDOM_SIZE: Final = 8
_NUMBER: Final = 8
_BODY: Final = _NUMBER + RANDOM_SIZE
_MAC: Final = 16


class Challenges:
    """Makes and reads challenges.

    Args:
        key: 32 secret bytes that nothing else uses.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, person: int, now: int, random: bytes) -> tuple[bytes, int]:
        """A challenge of 32 bytes for one person, and when it ends.

        Args:
            person: the person's row ID.
            now: the time.
            random: 8 random bytes.
        """
        ends = now + CHALLENGE_LIFETIME
        body = ends.to_bytes(_NUMBER, "big") + random
        return body + self._mac(body, person), ends

    def open(self, challenge: bytes, person: int, now: int) -> bytes | None:
        """What to remember of a challenge that is used: it begins with when it ends.

        None for one that was not made here, or for another person, or has ended.
        """
        body, mac = challenge[:_BODY], challenge[_BODY:]
        if not hmac.compare_digest(mac, self._mac(body, person)):
            return None
        return body if now < int.from_bytes(body[:_NUMBER], "big") else None

    def _mac(self, body: bytes, person: int) -> bytes:
        of = body + person.to_bytes(_NUMBER, "big")
        return blake2b(of, key=self._key, digest_size=_MAC).digest()


def certificate_hash(certificate: Certificate) -> bytes:
    """By what a certificate is remembered: a hash of its issuer and its number."""
    return sha256(certificate.issuer.encode() + b"\0" + certificate.number).digest()
