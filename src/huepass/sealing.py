"""From a passphrase to the key that seals secrets at rest, with Argon2id (RFC 9106)."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from nacl.exceptions import RuntimeError as SodiumError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from huepass.errors import KeyStoreError, Reason

MIN_PASSPHRASE: Final = 8  # characters
KDF: Final = "argon2id13"
SALT_SIZE: Final = argon2id.SALTBYTES
_MAX_OPERATIONS: Final = 64
_MAX_MEMORY: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at the passphrase costs; only tests choose another than the default.

    Attributes:
        operations: Argon2id's passes over the memory.
        memory: bytes.
    """

    operations: int = argon2id.OPSLIMIT_MODERATE
    memory: int = argon2id.MEMLIMIT_MODERATE


MODERATE: Final = Cost()


def check_length(passphrase: str) -> None:
    """Refuse a new passphrase that is too short.

    Raises:
        KeyStoreError: `passphrase_too_short`.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise KeyStoreError(Reason.PASSPHRASE_TOO_SHORT, f"at least {MIN_PASSPHRASE} characters")


def is_usable(cost: Cost, salt: bytes) -> bool:
    """Whether a file's cost and salt can be worked with: a file must not order endless work."""
    return (
        argon2id.OPSLIMIT_MIN <= cost.operations <= _MAX_OPERATIONS
        and argon2id.MEMLIMIT_MIN <= cost.memory <= _MAX_MEMORY
        and len(salt) == SALT_SIZE
    )


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key for a SecretBox.

    Raises:
        KeyStoreError: `not_enough_memory`.
    """
    # Input methods spell the same characters in different ways.
    password = unicodedata.normalize("NFC", passphrase).encode()
    try:
        return argon2id.kdf(
            SecretBox.KEY_SIZE, password, salt, opslimit=cost.operations, memlimit=cost.memory
        )
    except (MemoryError, SodiumError) as error:
        needed = f"{cost.memory >> 20} MiB are needed"
        raise KeyStoreError(Reason.NOT_ENOUGH_MEMORY, needed) from error
