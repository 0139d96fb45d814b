"""What a change of colour does (spec sections 3 and 6)."""

from collections.abc import Mapping
from typing import Final

from huepass.core import Colour, ColourEntry, Level

# From the best to the worst for the person. An undetermined colour never passes, a stop always
# has a cause, so it is the worst.
_SEVERITY: Final = (Level.CLEAR, Level.CHECK, Level.UNDETERMINED, Level.STOP)

DEFAULT_COLOURS: Final[Mapping[int, ColourEntry]] = {
    colour: ColourEntry(level=level, labels={"en": english, "zh": chinese})
    for colour, level, english, chinese in (
        (Colour.GREY, Level.UNDETERMINED, "undetermined", "未定"),
        (Colour.GREEN, Level.CLEAR, "green", "绿码"),
        (Colour.YELLOW, Level.CHECK, "yellow", "黄码"),
        (Colour.RED, Level.STOP, "red", "红码"),
        (Colour.BLUE, Level.CLEAR, "blue", "蓝码"),
        (Colour.ORANGE, Level.CHECK, "orange", "橙码"),
        (Colour.PLAIN, Level.CLEAR, "pass", "通行码"),
    )
}


def colour_name(colour: int) -> str:
    """The name used in commands and in the API: `grey`, `green`, ..."""
    return Colour(colour).name.lower()


def colour_named(name: str, colours: Mapping[int, ColourEntry]) -> Colour | None:
    """The colour of that name, or None if the issuer does not use it."""
    colour = Colour.__members__.get(name.upper())
    return colour if colour in colours else None


def is_worse(
    new: int,
    old: int,
    colours: Mapping[int, ColourEntry],
    before: Mapping[int, ColourEntry] | None = None,
) -> bool:
    """Whether `new` is worse than `old` by the issuer's own levels.

    A colour that the issuer doesn't list counts as undetermined, as it does at a gate.

    Args:
        new: the colour from now on.
        old: the colour until now.
        colours: what colours mean.
        before: what they meant when `old` was given, and still mean to gates that have not heard
            of the change; as now if None.
    """
    return any(
        _severity(new, colours) > _severity(old, meant) for meant in (colours, before or colours)
    )


def severity(level: Level) -> int:
    """How bad a level is for the person, from 0, the best."""
    return _SEVERITY.index(level)


def _severity(colour: int, colours: Mapping[int, ColourEntry]) -> int:
    entry = colours.get(colour)
    return severity(Level.UNDETERMINED if entry is None else entry.level)
