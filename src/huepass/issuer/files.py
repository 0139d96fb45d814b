"""Reading the small files of an issuer's folder."""

from pathlib import Path
from typing import Final

from huepass.core.bundle import MAX_BUNDLE
from huepass.errors import FolderError, HuepassError, Reason
from huepass.files import read_limited

MAX_FILE: Final = MAX_BUNDLE


def is_there(path: Path) -> bool:
    """Whether there is something at a path.

    Raises:
        FolderError: `file_unreadable`: whoever asks may not know, or the path can't be one.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise FolderError(Reason.FILE_UNREADABLE, f"{path}: {error.strerror}") from error
    return True


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        FolderError: `file_unreadable`, `too_large`.
    """
    try:
        return read_limited(path, MAX_FILE)
    except FileNotFoundError:
        raise FolderError(Reason.FILE_UNREADABLE, f"{path}: there is no such file") from None
    except HuepassError as error:
        raise FolderError(error.reason, f"{path}: {error.detail}") from error
