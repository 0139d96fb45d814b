"""Files that the user of a test may not look at, even where tests run as root."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def no_rights_to(path: Path) -> Iterator[None]:
    """Nobody may do anything with what is at `path`; root becomes somebody else meanwhile.

    Use paths relative to a working folder that everybody may enter: what is above it is not.
    """
    mode = path.stat().st_mode
    is_root = os.geteuid() == 0
    path.chmod(0)
    try:
        if is_root:
            os.seteuid(_NOBODY)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        path.chmod(mode)
