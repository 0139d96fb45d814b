"""What is drawn is read again by another library."""

import io

import pytest
import zxingcpp
from PIL import Image

from huepass.qr import Level, for_terminal, modules

TEXT = "HP1:" + "A1B2C3 $%*+-./:" * 9 + "ABCDEFGHIJKL"


def painted(rows: list[list[bool]]) -> Image.Image:
    """Eight pixels a module, black where it is dark."""
    image = Image.new("L", (len(rows[0]), len(rows)))
    image.putdata([0 if dark else 255 for row in rows for dark in row])
    return image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST)


@pytest.mark.parametrize("level", ["L", "Q"])
def test_the_modules_say_the_text_at_the_level(level: Level) -> None:
    rows = [[False, *row, False] for row in modules(TEXT, level)]
    light = [False] * len(rows[0])
    (found,) = zxingcpp.read_barcodes(
        painted([light, *rows, light]), formats=zxingcpp.BarcodeFormat.QRCode
    )
    assert (found.text, found.ec_level) == (TEXT, level)


def test_sizes_are_those_of_the_specification() -> None:
    assert len(modules("HP1:" + "A" * 147, "Q")) == 49  # a paper credential
    assert len(modules("HP1:" + "A" * 327, "L")) == 53  # a live presentation


@pytest.mark.parametrize("level", ["L", "Q"])
def test_what_a_terminal_shows_says_the_text(level: Level) -> None:
    rows = []
    for line in for_terminal(TEXT, level).split("\n"):
        rows.append([block in "█▀" for block in line])
        rows.append([block in "█▄" for block in line])
    side = len(modules(TEXT, level)) + 8
    assert {len(row) for row in rows} == {side}
    assert len(rows) == side + side % 2
    image = io.BytesIO()
    painted(rows).save(image, "PNG")
    (found,) = zxingcpp.read_barcodes(Image.open(image), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == TEXT
