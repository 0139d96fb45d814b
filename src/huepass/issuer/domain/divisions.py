"""Administrative divisions: `jiangan.dazhi` is a part of `jiangan`."""

import re
from typing import Final

EVERYWHERE: Final = "*"
"""The scope of whoever acts in all divisions, and for those who belong to none."""
_ID: Final = re.compile(r"[a-z0-9]{1,16}(?:\.[a-z0-9]{1,16}){0,5}")


def is_division(text: str) -> bool:
    """Whether this can be the ID of a division: up to six parts of a-z and 0-9, with dots."""
    return _ID.fullmatch(text) is not None


def contains(scope: str, division: str | None) -> bool:
    """Whether a division lies in a scope, itself a division or `EVERYWHERE`."""
    if scope == EVERYWHERE:
        return True
    return division is not None and f"{division}.".startswith(f"{scope}.")


def parent(division: str) -> str | None:
    """The division that this is a part of."""
    return division.rpartition(".")[0] or None
