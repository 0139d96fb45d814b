"""Durations as programme files write them: `90s`, `10m`, `6h10m`, `7d`. Values in seconds."""

import re
from typing import Final

_UNITS: Final = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_PATTERN: Final = re.compile("".join(f"(?:([0-9]{{1,6}}){unit})?" for unit in _UNITS))


def parse_duration(text: str) -> int | None:
    """Seconds, or None unless it is a duration above 0 with its units from days down."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    counts = (int(count or 0) for count in match.groups())
    return sum(count * size for count, size in zip(counts, _UNITS.values(), strict=True)) or None


def format_duration(seconds: int) -> str:
    """The shortest text that `parse_duration` reads as so many seconds."""
    parts = []
    for unit, size in _UNITS.items():
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)
