"""QR codes from pictures, and on a terminal."""

import io
import struct
import zlib
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from huepass.errors import HuepassError, Reason
from huepass.gate import read_picture
from huepass.gate.picture import is_picture, read_picture_bytes
from kit import World


def qr(text: str, level: str = "Q", scale: int = 4) -> Image.Image:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    pixels = memoryview(code.to_image(scale=scale))  # type: ignore[arg-type]
    return Image.frombytes("L", (pixels.shape[1], pixels.shape[0]), bytes(pixels))


def encoded(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def reason(data: bytes) -> Reason:
    with pytest.raises(HuepassError) as error:
        read_picture_bytes(data)
    return error.value.reason


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_kinds_of_pictures(kind: str, world: World, tmp_path: Path) -> None:
    for text in (world.paper(1), world.live(1)):
        path = tmp_path / "code"
        path.write_bytes(encoded(qr(text), kind))
        assert read_picture(path) == [text]


def test_several_codes_from_top_to_bottom(world: World) -> None:
    texts = [world.paper(number) for number in range(3)]
    codes = [qr(text) for text in texts]
    page = Image.new("RGB", (codes[0].width, 900), "white")
    for place, code in enumerate(codes):
        page.paste(code, (0, 300 * place))
    assert read_picture_bytes(encoded(page, "PNG")) == texts


@pytest.mark.parametrize("degrees", [90, 180, 270, 15])
def test_turned(degrees: int, world: World) -> None:
    turned = qr(world.paper()).rotate(degrees, expand=True, fillcolor=255)
    assert read_picture_bytes(encoded(turned, "PNG")) == [world.paper()]


def test_on_a_transparent_ground(world: World) -> None:
    code = qr(world.paper())
    layer = Image.new("RGBA", code.size, (0, 0, 0, 0))
    layer.paste((0, 0, 0, 255), mask=code.point(lambda value: 255 - value))
    assert read_picture_bytes(encoded(layer, "PNG")) == [world.paper()]


def test_light_on_dark(world: World) -> None:
    inverted = qr(world.paper()).point(lambda value: 255 - value)
    assert read_picture_bytes(encoded(inverted, "PNG")) == [world.paper()]


def test_no_code_in_the_picture() -> None:
    assert reason(encoded(Image.new("L", (200, 200), 255), "PNG")) == Reason.NO_CODE_FOUND


def test_another_kind_of_code_is_not_read() -> None:
    code = zxingcpp.create_barcode("HP1:A", zxingcpp.BarcodeFormat.Aztec)
    pixels = memoryview(code.to_image(scale=4))  # type: ignore[arg-type]
    image = Image.frombytes("L", (pixels.shape[1], pixels.shape[0]), bytes(pixels))
    assert reason(encoded(image, "PNG")) == Reason.NO_CODE_FOUND


def test_what_is_no_picture() -> None:
    for data in (b"", b"HP1:", bytes(1000), b"\x89PNG\r\n\x1a\n", b"GIF89a", b"%!PS-Adobe"):
        assert reason(data) == Reason.FILE_UNREADABLE, data


def test_half_a_picture(world: World) -> None:
    for kind in ("PNG", "GIF", "BMP", "WEBP"):
        data = encoded(qr(world.paper()), kind)
        assert reason(data[: len(data) // 2]) == Reason.FILE_UNREADABLE, kind


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(HuepassError) as error:
            read_picture(path)
        assert error.value.reason == Reason.FILE_UNREADABLE


@pytest.mark.parametrize("side", [8193, 12_000, 60_000])
def test_a_small_file_with_a_huge_picture(side: int) -> None:
    """The size is believed before a single pixel is unpacked."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    assert reason(data) == Reason.TOO_LARGE
    assert is_picture(data)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(HuepassError) as error:
        read_picture(path)
    assert error.value.reason == Reason.TOO_LARGE
