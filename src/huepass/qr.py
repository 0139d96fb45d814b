"""Drawing QR codes; `huepass.gate.picture` reads them."""

import io
from typing import Final, Literal

from PIL import Image
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_Q

Level = Literal["L", "Q"]
"""L for screens, which suffer from blur: fewer modules win. Q for paper, which suffers damage."""

QUIET: Final = 4  # modules around a code that stay light
_LEVELS: Final = {"L": ERROR_CORRECT_L, "Q": ERROR_CORRECT_Q}
_BLOCKS: Final = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}


def modules(text: str, level: Level) -> list[list[bool]]:
    """The modules of a code in alphanumeric mode, row by row, true where dark (spec section 9).

    Args:
        text: digits, capitals, and the other characters that Base45 has as well.
        level: the error-correction level.
    """
    code = QRCode(error_correction=_LEVELS[level], border=0)
    code.add_data(text, optimize=0)  # one segment; its characters make it alphanumeric
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    return rows


def png(text: str, level: Level, pixels: int = 8) -> bytes:
    """A code with its quiet zone as a PNG, black on white.

    Args:
        text: what the code says.
        level: the error-correction level.
        pixels: side of a module.
    """
    found = modules(text, level)
    side = len(found) + 2 * QUIET
    image = Image.new("1", (side, side), 1)
    for row, line in enumerate(found, QUIET):
        for column, dark in enumerate(line, QUIET):
            if dark:
                image.putpixel((column, row), 0)
    buffer = io.BytesIO()
    image.resize((side * pixels, side * pixels)).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def for_terminal(text: str, level: Level) -> str:
    """A code with its quiet zone as lines of block characters, two modules each, dark as ink.

    It is to be shown black on white, whatever the terminal's own colours are.
    """
    found = modules(text, level)
    side = len(found) + 2 * QUIET
    light = [False] * side
    border = [False] * QUIET
    rows = [light] * QUIET + [border + row + border for row in found] + [light] * (QUIET + 1)
    return "\n".join(
        "".join(_BLOCKS[above, below] for above, below in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)  # a code has an odd number of rows
    )
