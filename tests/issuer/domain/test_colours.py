"""Which colour is worse, by the issuer's own levels."""

import pytest

from huepass.core import Colour, ColourEntry, Level
from huepass.issuer.domain.colours import (
    DEFAULT_COLOURS,
    colour_name,
    colour_named,
    is_worse,
)

CLEAR = {Colour.GREEN, Colour.BLUE, Colour.PLAIN}
CHECK = {Colour.YELLOW, Colour.ORANGE}
WORSE = (
    {(new, old) for new in (*CHECK, Colour.GREY, Colour.RED) for old in CLEAR}
    | {(new, old) for new in (Colour.GREY, Colour.RED) for old in CHECK}
    | {(Colour.RED, Colour.GREY)}
)


@pytest.mark.parametrize("new", Colour)
@pytest.mark.parametrize("old", Colour)
def test_clear_is_better_than_check_than_undetermined_than_stop(new: Colour, old: Colour) -> None:
    assert is_worse(new, old, DEFAULT_COLOURS) == ((new, old) in WORSE)


def test_the_issuers_own_levels_count() -> None:
    colours = {
        **DEFAULT_COLOURS,
        Colour.GREEN: ColourEntry(Level.STOP, {}),
        Colour.RED: ColourEntry(Level.CLEAR, {}),
    }
    assert is_worse(Colour.GREEN, Colour.RED, colours)
    assert not is_worse(Colour.RED, Colour.GREEN, colours)


def test_a_colour_that_is_not_listed_is_undetermined() -> None:
    colours = {colour: entry for colour, entry in DEFAULT_COLOURS.items() if colour != Colour.BLUE}
    assert is_worse(Colour.BLUE, Colour.YELLOW, colours)
    assert not is_worse(Colour.BLUE, Colour.GREY, colours)


def test_colours_are_found_by_name() -> None:
    for colour in Colour:
        assert colour_named(colour_name(colour), DEFAULT_COLOURS) == colour
    assert colour_named("purple", DEFAULT_COLOURS) is None
    assert colour_named("green", {Colour.GREY: DEFAULT_COLOURS[Colour.GREY]}) is None


def test_every_default_colour_has_labels_in_both_languages() -> None:
    assert set(DEFAULT_COLOURS) == set(Colour)
    assert all(entry.labels.keys() == {"en", "zh"} for entry in DEFAULT_COLOURS.values())
