"""A wallet's folder: one sealed file for each person and each certificate.

    DIR/wallet.json           how the passphrase becomes a key; no secret
    DIR/<id>.person           one person, sealed
    DIR/<id>.certificate      one certificate or the key for one, sealed

Files are replaced whole. Writers take turns; a refresh holds its own lock while it is on the
network, so that showing never waits for one.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final, Self

from huepass.errors import FolderError, KeyStoreError, Reason, UsageError, WalletError
from huepass.files import TEMPORARY_PREFIX, locked, read_limited, sync_directory, write_atomically
from huepass.sealing import Cost
from huepass.wallet.certificates import HeldCertificate, certificate_from_json, certificate_to_json
from huepass.wallet.person import Person, from_json, to_json
from huepass.wallet.sealed import Vault

_HEADER: Final = "wallet.json"
_SUFFIX: Final = ".person"
_CERTIFICATE: Final = ".certificate"
_LOCK: Final = "wallet.lock"
_REFRESH_LOCK: Final = "refresh.lock"
_MAX_FILE: Final = 4 * 1024 * 1024
_MAX_NAME: Final = 64  # characters


class WalletFolder:
    """An open wallet.

    Args:
        path: its folder.
        vault: opens what is in it.
    """

    def __init__(self, path: Path, vault: Vault) -> None:
        self._path = path
        self._vault = vault

    @staticmethod
    def exists(path: Path) -> bool:
        """Whether there is a wallet in this folder."""
        return (path / _HEADER).is_file()

    @classmethod
    def create(cls, path: Path, passphrase: str, cost: Cost | None = None) -> Self:
        """A new, empty wallet.

        Raises:
            FolderError: `folder_exists`, if the folder has something else in it.
            KeyStoreError: `passphrase_too_short`.
            HuepassError: `file_unwritable`.
        """
        if path.exists() and any(
            not one.name.startswith(TEMPORARY_PREFIX) and one.name != _LOCK
            for one in _entries(path)
        ):
            raise FolderError(Reason.FOLDER_EXISTS, f"{path} is not empty")
        vault, header = Vault.create(passphrase, cost)
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise FolderError(Reason.FILE_UNWRITABLE, error.strerror or "") from error
        with locked(path / _LOCK):
            if cls.exists(path):
                raise FolderError(Reason.FOLDER_EXISTS, f"{path} has a wallet already")
            write_atomically(path / _HEADER, header, mode=0o600)
        return cls(path, vault)

    @classmethod
    def open(cls, path: Path, passphrase: str) -> Self:
        """The wallet in a folder.

        Raises:
            FolderError: `folder_missing`.
            KeyStoreError: `passphrase_wrong`, `key_file_broken`.
            HuepassError: `file_unreadable`, `too_large`.
        """
        try:
            header = read_limited(path / _HEADER, _MAX_FILE)
        except FileNotFoundError:
            raise FolderError(Reason.FOLDER_MISSING, f"{path} has no {_HEADER}") from None
        return cls(path, Vault.unlock(header, passphrase))

    def persons(self) -> list[Person]:
        """Everybody in the wallet, by name.

        Raises:
            FolderError: `folder_broken`.
            HuepassError: `file_unreadable`, `too_large`.
        """
        found = (self.person(one.stem) for one in _entries(self._path) if one.suffix == _SUFFIX)
        return sorted(found, key=lambda person: (person.name, person.id))

    def person(self, person_id: str) -> Person:
        """The newest state of one person.

        Raises:
            WalletError: `holder_unknown`.
            FolderError: `folder_broken`.
            HuepassError: `file_unreadable`, `too_large`.
        """
        try:
            box = read_limited(self._file(person_id), _MAX_FILE)
        except FileNotFoundError:
            raise WalletError(Reason.HOLDER_UNKNOWN) from None
        try:
            return from_json(self._vault.open(person_id, box))
        except KeyStoreError as error:
            raise FolderError(Reason.FOLDER_BROKEN, "a person's file is damaged") from error

    def named(self, name: str | None) -> Person:
        """The person of a name; without a name the only one there is.

        Raises:
            WalletError: `holder_unknown`.
            UsageError: there are several, and no name was given.
        """
        persons = self.persons()
        if name is None:
            if len(persons) > 1:
                raise UsageError("there are several persons in this wallet; name one")
            found = persons
        else:
            found = [person for person in persons if person.name == name]
        if not found:
            raise WalletError(Reason.HOLDER_UNKNOWN)
        return found[0]

    def add(self, person: Person) -> None:
        """Put a new person in.

        Raises:
            UsageError: a name that is empty, too long or not printable.
            WalletError: `holder_exists`.
            HuepassError: `file_unwritable`.
        """
        check_name(person.name)
        with self._writing():
            if any(other.name == person.name for other in self.persons()):
                raise WalletError(Reason.HOLDER_EXISTS)
            self._write(person)

    def change(self, person_id: str, change: Callable[[Person], Person]) -> Person:
        """Replace a person by what `change` makes of the newest state, and wait for the disk.

        Raises:
            WalletError: `holder_unknown`.
            HuepassError: `file_unwritable`; the old state is as it was.
        """
        with self._writing():
            changed = change(self.person(person_id))
            self._write(changed)
        return changed

    def remove(self, person_id: str) -> None:
        """Forget a person, keys and all.

        Raises:
            HuepassError: `file_unwritable`.
        """
        with self._writing():
            self._remove(self._file(person_id))

    def certificates(self) -> list[HeldCertificate]:
        """Certificates, and keys for which none has come yet, in the order in which they were made.

        Raises:
            FolderError: `folder_broken`.
            HuepassError: `file_unreadable`, `too_large`.
        """
        found = []
        for one in _entries(self._path):
            if one.suffix == _CERTIFICATE:
                box = read_limited(one, _MAX_FILE)
                try:
                    found.append(certificate_from_json(self._vault.open(one.name, box)))
                except KeyStoreError as error:
                    raise FolderError(Reason.FOLDER_BROKEN, "a certificate is damaged") from error
        return sorted(found, key=lambda held: (held.made_at, held.id))

    def keep_certificate(self, held: HeldCertificate) -> None:
        """Put a certificate or the key for one in, or another state of it.

        Raises:
            UsageError: a name that is empty, too long or not printable.
            HuepassError: `file_unwritable`; the old state is as it was.
        """
        check_name(held.name)
        path = self._certificate_file(held.id)
        with self._writing():
            box = self._vault.seal(path.name, certificate_to_json(held))
            write_atomically(path, box, mode=0o600)

    def remove_certificate(self, certificate_id: str) -> None:
        """Forget a certificate and its key.

        Raises:
            HuepassError: `file_unwritable`.
        """
        with self._writing():
            self._remove(self._certificate_file(certificate_id))

    def refreshing(self) -> AbstractContextManager[None]:
        """Held while the wallet talks to an issuer (`folder_busy` if another process does)."""
        return locked(self._path / _REFRESH_LOCK)

    def free_name(self) -> str:
        """A name that nobody in the wallet has."""
        taken = {person.name for person in self.persons()}
        return next(name for name in map(str, range(1, len(taken) + 2)) if name not in taken)

    def _writing(self) -> AbstractContextManager[None]:
        return locked(self._path / _LOCK)

    def _write(self, person: Person) -> None:
        for left in _entries(self._path):  # by a writer that was killed
            if left.name.startswith(TEMPORARY_PREFIX):
                with suppress(OSError):
                    left.unlink()
        write_atomically(
            self._file(person.id), self._vault.seal(person.id, to_json(person)), mode=0o600
        )

    def _remove(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
            sync_directory(self._path)
        except OSError as error:
            raise FolderError(Reason.FILE_UNWRITABLE, error.strerror or "") from error

    def _file(self, person_id: str) -> Path:
        return self._path / f"{person_id}{_SUFFIX}"

    def _certificate_file(self, certificate_id: str) -> Path:
        return self._path / f"{certificate_id}{_CERTIFICATE}"


def new_id() -> str:
    """A random name for a person's file."""
    return secrets.token_hex(8)


def check_name(name: str) -> None:
    """Refuse a name that can't be shown (UsageError)."""
    if not name or len(name) > _MAX_NAME or not name.isprintable():
        raise UsageError(f"a name has 1 to {_MAX_NAME} printable characters")


def _entries(path: Path) -> list[Path]:
    try:
        return [path / name for name in os.listdir(path)]
    except OSError as error:
        raise FolderError(Reason.FILE_UNREADABLE, error.strerror or "") from error
