"""The secrets that wallets carry. Each proves itself: the database holds none of them.

A token is a fixed-size body and a MAC of it under a key that only its kind has, in base64url.
Times in seconds since the epoch.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from huepass.issuer.domain.numbers import number_from

ID_SIZE: Final = 16
MAC_SIZE: Final = 16
NONCE_SIZE: Final = 24  # bytes of a nonce's body: expiry, then random
_NUMBER: Final = 8
_GENERATION: Final = 4


class Seal:
    """Makes and reads the tokens of one kind.

    Args:
        key: 32 secret bytes of this kind alone.
        size: bytes of the body.
    """

    def __init__(self, key: bytes, size: int) -> None:
        self._key = key
        self._size = size

    def mac(self, body: bytes) -> bytes:
        """The keyed hash of some bytes."""
        return blake2b(body, key=self._key, digest_size=MAC_SIZE).digest()

    def close(self, body: bytes) -> str:
        """The token for a body."""
        return urlsafe_b64encode(body + self.mac(body)).decode().rstrip("=")

    def open(self, token: str) -> bytes | None:
        """The body of a token that this seal made, else None."""
        try:
            data = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        except (ValueError, Base64Error):
            return None
        body, mac = data[: self._size], data[self._size :]
        # Of several spellings of the same bytes only the one that was given out is good.
        if not hmac.compare_digest(mac, self.mac(body)) or self.close(body) != token:
            return None
        return body


class Tokens:
    """The tokens of an issuer.

    Args:
        secret: gives 32 secret bytes for a purpose.
    """

    def __init__(self, secret: Callable[[bytes], bytes]) -> None:
        self._code = Seal(secret(b"offer code"), ID_SIZE)
        self._reference = Seal(secret(b"offer reference"), ID_SIZE)
        self._tx_code = Seal(secret(b"transaction code"), 0)
        self._access = Seal(secret(b"access token"), ID_SIZE + _NUMBER)
        self._refresh = Seal(secret(b"refresh token"), ID_SIZE + _GENERATION)
        self._nonce = Seal(secret(b"nonce"), NONCE_SIZE)
        self._holder = Seal(secret(b"holder key"), 0)
        self._wallet = Seal(secret(b"wallet handle"), 0)
        self._colour = Seal(secret(b"colour state"), 0)

    def code(self, offer: bytes) -> str:
        """The pre-authorized code of an offer."""
        return self._code.close(offer)

    def offer_of_code(self, code: str) -> bytes | None:
        """The ID of the offer that a pre-authorized code belongs to."""
        return self._code.open(code)

    def reference(self, offer: bytes) -> str:
        """What an offer's address ends in."""
        return self._reference.close(offer)

    def offer_of_reference(self, reference: str) -> bytes | None:
        """The ID of the offer at an address."""
        return self._reference.open(reference)

    def tx_code_hash(self, offer: bytes, tx_code: str) -> bytes:
        """The keyed hash of an offer's transaction code."""
        return self._tx_code.mac(offer + tx_code.encode())

    def access(self, wallet: bytes, expires_at: int) -> str:
        """An access token."""
        return self._access.close(wallet + expires_at.to_bytes(_NUMBER, "big"))

    def wallet_of_access(self, token: str, now: int) -> bytes | None:
        """The ID of the wallet of an access token that has not expired."""
        body = self._access.open(token)
        if body is None or now >= int.from_bytes(body[ID_SIZE:], "big"):
            return None
        return body[:ID_SIZE]

    def refresh(self, wallet: bytes, generation: int) -> str:
        """The refresh token of a generation."""
        return self._refresh.close(wallet + generation.to_bytes(_GENERATION, "big"))

    def wallet_of_refresh(self, token: str) -> tuple[bytes, int] | None:
        """Wallet and generation of a refresh token."""
        body = self._refresh.open(token)
        return None if body is None else (body[:ID_SIZE], int.from_bytes(body[ID_SIZE:], "big"))

    def nonce(self, expires_at: int, random: bytes) -> str:
        """A nonce; 16 random bytes."""
        return self._nonce.close(expires_at.to_bytes(_NUMBER, "big") + random)

    def open_nonce(self, nonce: str, now: int) -> bytes | None:
        """The body of a nonce that has not expired. In order, bodies are in order of expiry."""
        body = self._nonce.open(nonce)
        return None if body is None or now >= int.from_bytes(body[:_NUMBER], "big") else body

    def holder_hash(self, holder_key: bytes) -> bytes:
        """The keyed hash by which a holder key is remembered."""
        return self._holder.mac(holder_key)

    def wallet_handle(self, wallet: bytes) -> str:
        """What the person calls one of their wallets: no token, and no ID."""
        return number_from(self._wallet.mac(wallet))

    def colour_state(self, person: int, changes: int) -> str:
        """Tells a wallet whether its person's colour has changed; of one length, and no count.

        Args:
            person: their row ID.
            changes: how often their colour has changed.
        """
        body = person.to_bytes(_NUMBER, "big") + changes.to_bytes(_NUMBER, "big")
        return urlsafe_b64encode(self._colour.mac(body)).decode().rstrip("=")


def nonces_before(now: int) -> bytes:
    """A bound: every nonce body below it has expired at `now`."""
    return max(now, 0).to_bytes(_NUMBER, "big")
