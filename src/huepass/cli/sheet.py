"""The picture of a paper pass: its QR code at level Q in a frame of its colour (spec section 9)."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF
from PIL import Image, ImageDraw

from huepass.core import Colour
from huepass.errors import UsageError
from huepass.qr import QUIET, modules

KINDS: Final = ("png", "svg", "pdf")
FRAME: Final = 3  # modules
_PIXELS: Final = 9  # of a module, at 300 dots per inch: a pass is 48 mm wide
_DPI: Final = 300
_MODULE_MM: Final = _PIXELS / _DPI * 25.4
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)  # when a sheet was made is nobody's business

_SHADES: Final = {
    Colour.GREY: (138, 138, 138),
    Colour.GREEN: (26, 150, 65),
    Colour.YELLOW: (242, 194, 0),
    Colour.RED: (215, 25, 28),
    Colour.BLUE: (33, 102, 172),
    Colour.ORANGE: (240, 127, 9),
    Colour.PLAIN: (34, 34, 34),
}

Shade = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""
Box = tuple[int, int, int, int]
"""Left, top, width and height, in modules."""


def kind_of(path: Path) -> str:
    """`png`, `svg` or `pdf`, by a file's name.

    Raises:
        UsageError: another ending.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise UsageError("the file's name ends in .png, .svg or .pdf")
    return kind


def draw(text: str, colour: int, kind: str) -> bytes:
    """The picture of a pass.

    Args:
        text: what the code says.
        colour: the pass's colour.
        kind: `png`, `svg` or `pdf`.
    """
    rows = modules(text, "Q")
    size = len(rows) + 2 * (QUIET + FRAME)
    shade = _SHADES[Colour(colour)]
    boxes = list(_boxes(rows))
    match kind:
        case "svg":
            return _svg(size, shade, boxes)
        case "pdf":
            return _pdf(size, shade, boxes)
        case _:
            return _png(size, shade, boxes)


def _boxes(rows: list[list[bool]]) -> Iterator[Box]:
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


def _white(size: int) -> Box:
    return FRAME, FRAME, size - 2 * FRAME, size - 2 * FRAME


def _png(size: int, shade: Shade, boxes: list[Box]) -> bytes:
    image = Image.new("P", (size * _PIXELS, size * _PIXELS), 0)
    image.putpalette((*shade, 255, 255, 255, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for box, fill in ((_white(size), 1), *((box, 2) for box in boxes)):
        left, top, width, height = (length * _PIXELS for length in box)
        pen.rectangle((left, top, left + width - 1, top + height - 1), fill=fill)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(_DPI, _DPI), optimize=True)
    return file.getvalue()


def _svg(size: int, shade: Shade, boxes: list[Box]) -> bytes:
    def rectangle(box: Box, fill: str) -> str:
        left, top, width, height = box
        return f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{fill}"/>'

    path = "".join(
        f"M{left} {top}h{width}v{height}h-{width}z" for left, top, width, height in boxes
    )
    red, green, blue = shade
    side = f"{size * _MODULE_MM:.2f}mm"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" '
        f'viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        + rectangle((0, 0, size, size), f"rgb({red},{green},{blue})")
        + rectangle(_white(size), "white")
        + f'<path d="{path}"/></svg>\n'
    ).encode()


def _pdf(size: int, shade: Shade, boxes: list[Box]) -> bytes:
    side = size * _MODULE_MM
    pdf = FPDF(unit="mm", format=(side, side))
    pdf.set_creation_date(_NO_DATE)
    pdf.add_page()
    areas = [((0, 0, size, size), shade), (_white(size), (255, 255, 255))]
    for box, fill in (*areas, *((box, (0, 0, 0)) for box in boxes)):
        pdf.set_fill_color(*fill)
        left, top, width, height = (length * _MODULE_MM for length in box)
        pdf.rect(left, top, width, height, style="F")
    return bytes(pdf.output())
