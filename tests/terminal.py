"""Reading codes that were drawn with block characters."""

import zxingcpp
from PIL import Image

_BLOCKS = "█▀▄ "


def drawn_text(out: str) -> str:
    """What the QR code among these lines says."""
    lines = [line for line in out.split("\n") if line.strip() and not line.strip(_BLOCKS)]
    width = max(map(len, lines))
    pixels = []
    for line in [" " * width, *(line.ljust(width) for line in lines), " " * width]:
        pixels.append([0 if block in "█▀" else 255 for block in line])
        pixels.append([0 if block in "█▄" else 255 for block in line])
    image = Image.new("L", (width, len(pixels)))
    image.putdata([value for row in pixels for value in row])
    big = image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST)
    # Of a big picture some part can look like a bar code of another kind.
    (found,) = zxingcpp.read_barcodes(big, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)
