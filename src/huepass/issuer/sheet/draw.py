"""Drawing sheets: the same shapes as PDF and as PNG. The same sheet always gives the same bytes."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from huepass.drawing import DPI
from huepass.issuer.sheet.content import NAME, Sheet
from huepass.issuer.sheet.face import FAMILY, face, in_document
from huepass.issuer.sheet.layout import HEIGHT, WIDTH, Area, Line, Shape, lay_out

_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)  # when a sheet was made is nobody's business
_PIXELS: Final = DPI / 25.4  # of a millimetre


def pdf(sheets: Sequence[Sheet]) -> bytes:
    """A document with a page for each sheet, in their order. It has what it needs of the font.

    Raises:
        HuepassError: `text_unprintable`.
    """
    font = face()
    pages = [lay_out(sheet, font) for sheet in sheets]
    used = {ord(c) for page in pages for one in page if isinstance(one, Line) for c in one.text}
    document = FPDF(unit="mm", format="A4")
    document.set_creation_date(_NO_DATE)
    document.set_title(f"{NAME.zh} {NAME.en}")
    document.set_lang("zh-CN")
    document.set_producer("huepass")
    document.set_auto_page_break(False)
    with in_document(document, font.path, used):
        for page in pages:
            document.add_page()
            _page(document, page)
        return bytes(document.output())


def png(sheet: Sheet) -> bytes:
    """A picture of a sheet, 300 dots per inch.

    Raises:
        HuepassError: `text_unprintable`.
    """
    font = face()
    image = Image.new("RGB", (round(WIDTH * _PIXELS), round(HEIGHT * _PIXELS)), "white")
    pen = ImageDraw.Draw(image)
    for shape in lay_out(sheet, font):
        if isinstance(shape, Area):
            left, top = round(shape.left * _PIXELS), round(shape.top * _PIXELS)
            right = round((shape.left + shape.width) * _PIXELS)
            bottom = round((shape.top + shape.height) * _PIXELS)
            pen.rectangle((left, top, right - 1, bottom - 1), fill=shape.shade)
        else:
            letters = ImageFont.truetype(
                font.path, shape.size * DPI / 72, layout_engine=ImageFont.Layout.BASIC
            )
            start = shape.left * _PIXELS, shape.baseline * _PIXELS
            pen.text(start, shape.text, shape.shade, letters, "ls")
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(DPI, DPI))
    return file.getvalue()


def _page(document: FPDF, shapes: Sequence[Shape]) -> None:
    shade = size = None
    for shape in shapes:
        if isinstance(shape, Area):
            if shape.shade != shade:
                document.set_fill_color(*shape.shade)
                shade = shape.shade
            document.rect(*shape[:4], style="F")
        else:
            if shape.size != size:
                document.set_font(FAMILY, size=shape.size)
                size = shape.size
            document.set_text_color(*shape.shade)
            document.text(shape.left, shape.baseline, shape.text)
