"""Reading QR codes in pictures."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zxingcpp
from PIL import Image

from huepass.errors import HuepassError, Reason
from huepass.files import read_limited

MAX_PICTURE_BYTES = 64 * 1024 * 1024
MAX_PICTURE_PIXELS = 64 * 1024 * 1024
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")


def read_picture(path: Path) -> list[str]:
    """The texts of all QR codes in a picture, from top to bottom.

    Raises:
        HuepassError: `file_unreadable`, `too_large`, `no_code_found`.
    """
    try:
        data = read_limited(path, MAX_PICTURE_BYTES)
    except FileNotFoundError:
        raise HuepassError(Reason.FILE_UNREADABLE, "there is no such file") from None
    return read_picture_bytes(data)


def read_picture_bytes(data: bytes) -> list[str]:
    """As `read_picture`, for the bytes of a PNG, JPEG, GIF, BMP or WebP file."""
    codes = zxingcpp.read_barcodes(
        _open(data),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        text_mode=zxingcpp.TextMode.Plain,
    )
    if not codes:
        raise HuepassError(Reason.NO_CODE_FOUND)
    codes.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [code.text for code in codes]


def is_picture(data: bytes) -> bool:
    """Whether these bytes begin like a picture that `read_picture_bytes` can read."""
    try:
        with _without_warnings(), Image.open(io.BytesIO(data), formats=_FORMATS):
            return True
    except Image.DecompressionBombError:
        return True
    except (OSError, ValueError):
        return False


def _open(data: bytes) -> Image.Image:
    try:
        with _without_warnings(), Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            # A small file may unpack to gigabytes: the size is looked at before the pixels.
            if image.width * image.height > MAX_PICTURE_PIXELS:
                raise Image.DecompressionBombError
            return _on_white(image)
    except Image.DecompressionBombError:
        raise HuepassError(
            Reason.TOO_LARGE, f"a picture of more than {MAX_PICTURE_PIXELS} pixels"
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise HuepassError(Reason.FILE_UNREADABLE, "not a picture that can be read") from error


@contextmanager
def _without_warnings() -> Iterator[None]:
    # Pillow warns of large pictures; these are refused here, and at another size.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("L")
    # A code drawn in black on nothing would be black on black.
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    paper.alpha_composite(layer)
    return paper.convert("L")
