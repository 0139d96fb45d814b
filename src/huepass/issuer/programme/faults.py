"""What is wrong with a programme file: where, what, and what to do."""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from huepass.errors import HuepassError, Reason
from huepass.issuer.programme.lines import Path


class Said(NamedTuple):
    """What is wrong and what to do about it."""

    en: str
    zh: str


class Problem(NamedTuple):
    """Something wrong at a field."""

    path: Path
    said: Said
    text_line: int | None = None
    """On which line of the text that stands there, from 0; None if it isn't about a part of it."""


class Fault(NamedTuple):
    """Something wrong on a line."""

    line: int
    """From 1."""
    field: str
    """As in the file: `rules[3].when`, the first of an array being 0; empty for the whole file."""
    en: str
    """What is wrong and what to do."""
    zh: str


class ProgrammeError(HuepassError):
    """A programme file is refused.

    Args:
        faults: all that is wrong, at least one, in the order of lines.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        where = f"line {first.line}" + (f", {first.field}" if first.field else "")
        super().__init__(Reason.PROGRAMME_INVALID, f"{where}: {first.en}{more}")


def field_name(path: Path) -> str:
    """A path as people write it; keys that need quotes have them, and show nothing hidden."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in path]
    return "".join(parts).removeprefix(".")


def _key(key: str) -> str:
    return key if re.fullmatch("[A-Za-z0-9_-]+", key) else json.dumps(key)
