"""Secrets of a wallet at rest: sealed with a key that Argon2id makes of a passphrase (RFC 9106).

One salt for the whole wallet, so that opening it takes a single Argon2id run. What is sealed is
bound to the name of its file: files can't be swapped.
"""

import json
from typing import Final, Self

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from huepass.errors import KeyStoreError, Reason
from huepass.sealing import KDF, MODERATE, SALT_SIZE, Cost, check_length, derive, is_usable

_VERSION: Final = 1
_CHECK: Final = "wallet"


class Vault:
    """Seals and opens with one key."""

    __slots__ = ("_box",)

    def __init__(self, key: bytes) -> None:
        self._box = SecretBox(key)

    @classmethod
    def create(cls, passphrase: str, cost: Cost | None = None) -> tuple[Self, bytes]:
        """A new vault, and the header with which the passphrase opens it again.

        Raises:
            KeyStoreError: `passphrase_too_short`, `not_enough_memory`.
        """
        check_length(passphrase)
        cost = cost or MODERATE
        salt = random(SALT_SIZE)
        vault = cls(derive(passphrase, salt, cost))
        header = {
            "huepass_wallet": _VERSION,
            "kdf": {
                "name": KDF,
                "operations": cost.operations,
                "memory": cost.memory,
                "salt": salt.hex(),
            },
            "check": vault.seal(_CHECK, b"").hex(),
        }
        return vault, (json.dumps(header, indent=2) + "\n").encode()

    @classmethod
    def unlock(cls, header: bytes, passphrase: str) -> Self:
        """The vault of a header.

        Raises:
            KeyStoreError: `passphrase_wrong`, `key_file_broken`, `not_enough_memory`.
        """
        try:
            content = json.loads(header)
            kdf = content["kdf"]
            known = content["huepass_wallet"] == _VERSION and kdf["name"] == KDF
            cost = Cost(int(kdf["operations"]), int(kdf["memory"]))
            salt = bytes.fromhex(kdf["salt"])
            check = bytes.fromhex(content["check"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise KeyStoreError(Reason.KEY_FILE_BROKEN, "not the header of a wallet") from error
        if not known or not is_usable(cost, salt):
            raise KeyStoreError(Reason.KEY_FILE_BROKEN, "unknown version or key derivation")
        vault = cls(derive(passphrase, salt, cost))
        try:
            vault.open(_CHECK, check)
        except KeyStoreError:
            raise KeyStoreError(Reason.PASSPHRASE_WRONG) from None
        return vault

    def seal(self, name: str, data: bytes) -> bytes:
        """The sealed bytes for the file of this name."""
        return bytes(self._box.encrypt(name.encode() + b"\0" + data))

    def open(self, name: str, box: bytes) -> bytes:
        """What was sealed under this name.

        Raises:
            KeyStoreError: `key_file_broken`, for damaged bytes, another key or another name.
        """
        try:
            content: bytes = self._box.decrypt(box)
        except (CryptoError, ValueError, TypeError) as error:
            raise KeyStoreError(Reason.KEY_FILE_BROKEN, "damaged") from error
        found, _, data = content.partition(b"\0")
        if found != name.encode():
            raise KeyStoreError(Reason.KEY_FILE_BROKEN, "this is another file's content")
        return data
