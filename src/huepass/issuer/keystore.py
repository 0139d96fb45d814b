"""Private keys at rest: one small JSON file for each, encrypted with a passphrase.

Argon2id (RFC 9106) turns the passphrase into a key, and libsodium's SecretBox seals the private key
and its role with it. All files that one `KeyMaker` makes share a salt, so that unlocking them takes
a single Argon2id run.
"""

import errno
import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from huepass.core import SoftwareSigner, key_id
from huepass.errors import FolderError, KeyStoreError, Reason
from huepass.files import TEMPORARY_PREFIX, sync_directory, write_atomically
from huepass.issuer.files import is_there, read_file
from huepass.sealing import KDF, MODERATE, SALT_SIZE, Cost, check_length, derive, is_usable

SUFFIX: Final = ".key"
_VERSION: Final = 1


class KeyRole(StrEnum):
    """What a private key is for; a file can't be renamed into another role."""

    CUSTODIAN = "custodian"  # signs roots or trust lists, as the root says
    LIVE = "live"
    PAPER = "paper"
    REVOKE = "revoke"
    EVIDENCE = "evidence"
    IMPORT = "import"  # an authority's: signs lists for the issuer, which never has it
    SERVICE = "service"  # signs nothing: 32 secret bytes that wallets' tokens are made with


@dataclass(frozen=True, slots=True)
class SealedKey:
    """The content of a key file."""

    role: KeyRole
    public_key: bytes
    cost: Cost
    salt: bytes
    box: bytes

    def to_json(self) -> bytes:
        """The file's bytes."""
        content = {
            "huepass_key": _VERSION,
            "role": str(self.role),
            "public_key": self.public_key.hex(),
            "key_id": key_id(self.public_key).hex(),
            "kdf": {
                "name": KDF,
                "operations": self.cost.operations,
                "memory": self.cost.memory,
                "salt": self.salt.hex(),
            },
            "box": self.box.hex(),
        }
        return (json.dumps(content, indent=2) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> "SealedKey":
        """Parse a key file.

        Raises:
            KeyStoreError: `key_file_broken`.
        """
        try:
            content = json.loads(data)
            kdf = content["kdf"]
            known = content["huepass_key"] == _VERSION and kdf["name"] == KDF
            key = cls(
                role=KeyRole(content["role"]),
                public_key=bytes.fromhex(content["public_key"]),
                cost=Cost(int(kdf["operations"]), int(kdf["memory"])),
                salt=bytes.fromhex(kdf["salt"]),
                box=bytes.fromhex(content["box"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise KeyStoreError(Reason.KEY_FILE_BROKEN, "not a key file") from error
        if not known or not is_usable(key.cost, key.salt):
            raise KeyStoreError(Reason.KEY_FILE_BROKEN, "unknown version or key derivation")
        return key


class KeyMaker:
    """Makes keys that are sealed with one passphrase.

    Args:
        passphrase: at least 8 characters.
        cost: of a guess; only tests choose another than `MODERATE`.

    Raises:
        KeyStoreError: `passphrase_too_short`.
    """

    def __init__(self, passphrase: str, cost: Cost = MODERATE) -> None:
        check_length(passphrase)
        self._cost = cost
        self._salt = random(SALT_SIZE)
        self._box = SecretBox(derive(passphrase, self._salt, cost))

    def make(self, role: KeyRole) -> tuple[SoftwareSigner, SealedKey]:
        """A new key, open and sealed."""
        signer = SoftwareSigner.generate()
        box = bytes(self._box.encrypt(signer.seed + role.encode()))
        return signer, SealedKey(role, signer.public_key, self._cost, self._salt, box)


class Unlocker:
    """Opens key files with one passphrase; Argon2id runs once for each salt."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase
        self._boxes: dict[tuple[bytes, Cost], SecretBox] = {}

    def unlock(self, key: SealedKey) -> SoftwareSigner:
        """The signer of a sealed key.

        Raises:
            KeyStoreError: `passphrase_wrong`; `key_file_broken` if what is inside is not what the
                file says.
        """
        index = (key.salt, key.cost)
        if index not in self._boxes:
            self._boxes[index] = SecretBox(derive(self._passphrase, key.salt, key.cost))
        try:
            content = self._boxes[index].decrypt(key.box)
        except (CryptoError, ValueError, TypeError) as error:
            raise KeyStoreError(Reason.PASSPHRASE_WRONG) from error
        if content[32:] != key.role.encode():
            raise KeyStoreError(Reason.KEY_FILE_BROKEN, "the key is for another use")
        signer = SoftwareSigner.from_seed(content[:32])
        if signer.public_key != key.public_key:
            raise KeyStoreError(Reason.KEY_FILE_BROKEN, "the key does not fit its public key")
        return signer


class Unlocked(NamedTuple):
    """What the service works with."""

    signers: list[SoftwareSigner]
    secret: bytes | None
    """The service's 32 secret bytes; None if the folder has no such file."""


def save_key(path: Path, key: SealedKey) -> None:
    """Write a key file that only its owner may read; a file that is there is never replaced.

    Raises:
        FolderError: `folder_exists`, `file_unwritable`.
        HuepassError: `file_unwritable`.
    """
    whole = path.with_name(TEMPORARY_PREFIX + secrets.token_hex(8))
    write_atomically(whole, key.to_json(), mode=0o600)
    try:
        _move(whole, path)
        sync_directory(path.parent)
    except FileExistsError as error:
        raise FolderError(Reason.FOLDER_EXISTS, f"{path} is there already") from error
    except OSError as error:
        raise FolderError(Reason.FILE_UNWRITABLE, f"{path}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            whole.unlink()


def load_key(path: Path) -> SealedKey:
    """Read a key file.

    Raises:
        KeyStoreError: `key_missing`, `key_file_broken`.
        FolderError: `file_unreadable`.
    """
    if not is_there(path):
        raise KeyStoreError(Reason.KEY_MISSING, str(path))
    return SealedKey.from_json(read_file(path))


def load_folder(folder: Path) -> list[SealedKey]:
    """The sealed keys of a folder, by file name.

    Raises:
        KeyStoreError: `key_missing` if there are none, `key_file_broken`.
        FolderError: `file_unreadable`.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except FileNotFoundError:
        paths = []
    except OSError as error:
        raise FolderError(Reason.FILE_UNREADABLE, f"{folder}: {error.strerror}") from error
    if not paths:
        raise KeyStoreError(Reason.KEY_MISSING, f"no key files in {folder}")
    return [load_key(path) for path in paths]


def unlock_all(keys: Iterable[SealedKey], passphrase: str) -> list[SoftwareSigner]:
    """The signers of several sealed keys.

    Raises:
        KeyStoreError: `passphrase_wrong`, `key_file_broken`.
    """
    unlocker = Unlocker(passphrase)
    return [unlocker.unlock(key) for key in keys]


def unlock_service(keys: Iterable[SealedKey], passphrase: str) -> Unlocked:
    """The service's signers and its secret.

    Raises:
        KeyStoreError: `passphrase_wrong`, `key_file_broken`.
    """
    keys = list(keys)
    opened = zip(keys, unlock_all(keys, passphrase), strict=True)
    by_role = [(key.role, signer) for key, signer in opened]
    secrets = [signer.seed for role, signer in by_role if role == KeyRole.SERVICE]
    return Unlocked(
        [signer for role, signer in by_role if role != KeyRole.SERVICE],
        secrets[0] if secrets else None,
    )


def unlock_folder(folder: Path, passphrase: str) -> Unlocked:
    """Unlock the service's keys; a folder from before wallets gets its secret now.

    Raises:
        KeyStoreError: `key_missing`, `passphrase_wrong`, `key_file_broken`.
        FolderError: `file_unreadable`.
        HuepassError: `file_unwritable`.
    """
    unlocked = unlock_service(load_folder(folder), passphrase)
    if unlocked.secret is not None:
        return unlocked
    signer, sealed = KeyMaker(passphrase).make(KeyRole.SERVICE)
    save_key(folder / f"{KeyRole.SERVICE}{SUFFIX}", sealed)
    return unlocked._replace(secret=signer.seed)


def _move(whole: Path, path: Path) -> None:
    """Give a file its name, unless the name is taken, by somebody else at this moment too."""
    try:
        os.link(whole, path)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        # A memory stick that knows no links: the name is reserved first.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        whole.replace(path)
