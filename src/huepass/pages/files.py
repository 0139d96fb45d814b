"""Reading built pages: exactly the files of a build, each by its name below the folder."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from huepass.errors import FolderError, Reason

PageFiles = Mapping[str, bytes]
"""What is in each file, by its name, such as `wallet/index.html`."""

PAGES: Final = ("wallet", "gate")
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
_NAME: Final = re.compile(r"(?:wallet|gate|assets|icons)/[A-Za-z0-9_-][A-Za-z0-9._-]*")
_NEEDED: Final = tuple(f"{page}/{name}" for page in PAGES for name in ("index.html", "worker.js"))


def built() -> PageFiles | None:
    """The pages that came with this installation, or None if it has none.

    Raises:
        FolderError: `file_unreadable`.
    """
    folder = Path(__file__).parent / "built"
    return read_pages(folder) if all((folder / name).is_file() for name in _NEEDED) else None


def read_pages(folder: Path) -> PageFiles:
    """The files of a folder that pages were built into; whatever else is there is left out.

    Raises:
        FolderError: `pages_missing`, `file_unreadable`.
    """
    files: dict[str, bytes] = {}
    try:
        for path in sorted(folder.glob("*/*")):
            name = path.relative_to(folder).as_posix()
            if _NAME.fullmatch(name) and path.suffix in MEDIA_TYPES and path.is_file():
                files[name] = path.read_bytes()
    except OSError as error:
        raise FolderError(Reason.FILE_UNREADABLE, str(folder)) from error
    if not all(name in files for name in _NEEDED):
        raise FolderError(Reason.PAGES_MISSING, str(folder))
    return files
