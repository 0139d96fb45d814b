"""A paper pass without a sheet: its code at level Q in a frame of its colour (spec section 9)."""

from datetime import UTC, datetime
from typing import Final

from fpdf import FPDF

from huepass.drawing import DPI, PIXELS, Box, Shade, boxes, inside, png, shade_of, side
from huepass.qr import modules

_MODULE_MM: Final = PIXELS / DPI * 25.4
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)  # when a sheet was made is nobody's business


def draw(text: str, colour: int, kind: str) -> bytes:
    """The picture of a pass.

    Args:
        text: what the code says.
        colour: the pass's colour.
        kind: `png`, `svg` or `pdf`.
    """
    rows = modules(text, "Q")
    match kind:
        case "svg":
            return _svg(side(rows), shade_of(colour), list(boxes(rows)))
        case "pdf":
            return _pdf(side(rows), shade_of(colour), list(boxes(rows)))
        case _:
            return png(rows, colour)


def _svg(size: int, shade: Shade, dark: list[Box]) -> bytes:
    def rectangle(box: Box, fill: str) -> str:
        left, top, width, height = box
        return f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{fill}"/>'

    path = "".join(f"M{left} {top}h{width}v{height}h-{width}z" for left, top, width, height in dark)
    red, green, blue = shade
    length = f"{size * _MODULE_MM:.2f}mm"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{length}" height="{length}" '
        f'viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        + rectangle((0, 0, size, size), f"rgb({red},{green},{blue})")
        + rectangle(inside(size), "white")
        + f'<path d="{path}"/></svg>\n'
    ).encode()


def _pdf(size: int, shade: Shade, dark: list[Box]) -> bytes:
    length = size * _MODULE_MM
    pdf = FPDF(unit="mm", format=(length, length))
    pdf.set_creation_date(_NO_DATE)
    pdf.add_page()
    areas = [((0, 0, size, size), shade), (inside(size), (255, 255, 255))]
    for box, fill in (*areas, *((box, (0, 0, 0)) for box in dark)):
        pdf.set_fill_color(*fill)
        left, top, width, height = (length * _MODULE_MM for length in box)
        pdf.rect(left, top, width, height, style="F")
    return bytes(pdf.output())
