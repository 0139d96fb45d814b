"""Files that are whole or absent, whatever happens while they are written. POSIX only."""

import errno
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from huepass.errors import FolderError, HuepassError, Reason

TEMPORARY_PREFIX = ".new-"
LOCK_WAIT = 5.0
_LOCK_POLL = 0.05


def read_limited(path: Path, limit: int) -> bytes:
    """The bytes of a file of at most `limit` bytes.

    Raises:
        FileNotFoundError: it is not there, or can't be, since a part of its path is no folder;
            what that means is the caller's to say.
        HuepassError: `too_large`, `file_unreadable`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise
    except NotADirectoryError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from error
    except OSError as error:
        raise HuepassError(Reason.FILE_UNREADABLE, error.strerror or "") from error
    if len(data) > limit:
        raise HuepassError(Reason.TOO_LARGE, f"a file of more than {limit} bytes")
    return data


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put `data` at `path`: after a crash there is the old file or the new one, never a part.

    Args:
        path: where; its folder exists.
        data: what.
        mode: permissions of the new file.

    Raises:
        HuepassError: `file_unwritable`; the old file is as it was.
    """
    if not path.name:
        raise HuepassError(Reason.FILE_UNWRITABLE, "this is a folder")
    temporary = path.with_name(TEMPORARY_PREFIX + secrets.token_hex(8))
    try:
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_directory(path.parent)
    except OSError as error:
        raise HuepassError(Reason.FILE_UNWRITABLE, error.strerror or "") from error


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, wait: float = LOCK_WAIT) -> Iterator[None]:
    """Keep other writers out; the system lets go of the lock if this process dies.

    Args:
        path: the lock file, made if need be.
        wait: seconds to wait for another writer.

    Raises:
        FolderError: `folder_busy` after `wait` seconds.
        HuepassError: `file_unwritable`.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise HuepassError(Reason.FILE_UNWRITABLE, error.strerror or "") from error
    try:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise FolderError(Reason.FOLDER_BUSY) from None
                time.sleep(_LOCK_POLL)
        yield
    finally:
        os.close(descriptor)
