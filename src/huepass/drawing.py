"""Pictures of codes: a QR code in a frame of its colour (spec section 9)."""

import io
from collections.abc import Iterator, Mapping
from typing import Final

from PIL import Image, ImageDraw

from huepass.core import Colour
from huepass.qr import QUIET

FRAME: Final = 3  # modules
PIXELS: Final = 9  # of a module, at 300 dots per inch: a paper pass is 48 mm wide
DPI: Final = 300

Shade = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""
Box = tuple[int, int, int, int]
"""Left, top, width and height, in modules."""

_SHADES: Final[Mapping[int, Shade]] = {
    Colour.GREY: (138, 138, 138),
    Colour.GREEN: (26, 150, 65),
    Colour.YELLOW: (242, 194, 0),
    Colour.RED: (215, 25, 28),
    Colour.BLUE: (33, 102, 172),
    Colour.ORANGE: (240, 127, 9),
    Colour.PLAIN: (34, 34, 34),
}


def shade_of(colour: int) -> Shade:
    """The shade of a colour; one without a name looks like grey, which says nothing."""
    return _SHADES.get(colour, _SHADES[Colour.GREY])


def side(rows: list[list[bool]]) -> int:
    """The width and height of a picture with quiet zone and frame, in modules."""
    return len(rows) + 2 * (QUIET + FRAME)


def boxes(rows: list[list[bool]]) -> Iterator[Box]:
    """The dark modules, neighbours of a row in one box so that no hairlines part them."""
    start = QUIET + FRAME
    for top, row in enumerate(rows, start):
        left = None
        for place, dark in enumerate((*row, False), start):
            if dark and left is None:
                left = place
            elif not dark and left is not None:
                yield left, top, place - left, 1
                left = None


def inside(size: int) -> Box:
    """What the frame leaves white, in a picture of `size` modules."""
    return FRAME, FRAME, size - 2 * FRAME, size - 2 * FRAME


def png(rows: list[list[bool]], colour: int) -> bytes:
    """A PNG file of a code in a frame."""
    size = side(rows)
    image = Image.new("P", (size * PIXELS, size * PIXELS), 0)
    image.putpalette((*shade_of(colour), 255, 255, 255, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for box, fill in ((inside(size), 1), *((box, 2) for box in boxes(rows))):
        left, top, width, height = (length * PIXELS for length in box)
        pen.rectangle((left, top, left + width - 1, top + height - 1), fill=fill)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(DPI, DPI), optimize=True)
    return file.getvalue()
