"""Sheets of paper passes: what is on them, that gates read them, and that nothing else is there."""

import ctypes
import io
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import raw

from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.issuer.sheet.content import Both, Place, Sheet, end_words
from huepass.issuer.sheet.draw import pdf, png
from huepass.issuer.sheet.face import face
from huepass.issuer.sheet.layout import HEIGHT, WIDTH, Area, Line, fitted, lay_out, wrapped

# A text of a paper pass's length and characters.
TEXT = "HP1:" + "A1B2C3 $%*+-./:" * 9 + "ABCDEFGHIJKL"
ZONE = ZoneInfo("Asia/Shanghai")
END = 1_795_968_000  # midnight in Guangzhou after 29 November 2026
PROGRAMMES = sorted((Path(__file__).parents[3] / "examples/programmes").glob("*.toml"))
MARGIN = 15  # millimetres that no text comes into, left and right
SHEET = Sheet(
    TEXT,
    Colour.GREEN,
    Both("穗康码", "Suikang code"),
    Both("广州", "Guangzhou"),
    Both("绿码", "green"),
    END,
    ZONE,
    Both("软件示例。", "An example."),
)
# All that is to be read on it, written down by hand.
WORDS = [
    "穗康码", "Suikang code", "纸质码", "Paper pass",
    "绿码", "green", "颜色 Colour：绿色 green",
    "有效至2026年11月29日 星期日（含当日）", "Valid through Sunday, 29 November 2026",
    "姓名 Name", "电话 Telephone",
    "由持有人自行手写，也可不填。 For the holder to fill in by hand, or to leave empty.",
    "1.", "过检查点时请出示本页二维码，检查点无需联网即可核验。",
    "Show this code at the gate; the gate checks it without a network.",
    "2.", "本页复印后同样有效，请妥善保管，不要转借、拍照或转发。",
    "A copy of it works as well: keep it safe, and don't lend, photograph or forward it.",
    "3.", "过期、遗失或颜色变化后，请到原领取处重新领取。",
    "When it is over or lost, or your colour has changed, get a new one where you got this.",
    "4.", "二维码中没有姓名、电话和证件号码。",
    "The code holds no name, no telephone number and no document number.",
    "签发 Issued by：广州 Guangzhou", "软件示例。", "An example.",
]  # fmt: skip
names = st.text(
    st.sampled_from("广州市新冠肺炎疫情防控指挥部，（）、。 abcdefghij W-'0123"),
    min_size=1,
    max_size=90,
).filter(lambda text: text.strip() == text)


def said(content: bytes, page: int = 0) -> str:
    """The text layer of a page, without spaces: where they stand is the reader's guess."""
    text = pypdfium2.PdfDocument(content)[page].get_textpage().get_text_range()
    return "".join(text.split())


def codes(image: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(image.convert("RGB"), formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]


def fonts(content: bytes) -> dict[str, tuple[bool, int]]:
    """By the name of each font in use: whether it is in the file, and its size in bytes."""
    found = {}
    for page in pypdfium2.PdfDocument(content):
        for one in page.get_objects():
            if one.type == raw.FPDF_PAGEOBJ_TEXT:
                font = raw.FPDFTextObj_GetFont(one.raw)
                name = ctypes.create_string_buffer(100)
                raw.FPDFFont_GetBaseFontName(font, name, 100)
                size = ctypes.c_size_t()
                raw.FPDFFont_GetFontData(font, None, 0, size)
                is_there = raw.FPDFFont_GetIsEmbedded(font) == 1
                found[name.value.decode()] = is_there, size.value
    return found


@pytest.mark.parametrize("colour", Colour)
def test_a_gate_reads_the_printed_page(colour: Colour) -> None:
    sheet = SHEET._replace(colour=colour)
    (page,) = pypdfium2.PdfDocument(pdf([sheet]))
    assert codes(page.render(scale=150 / 72).to_pil()) == [TEXT]
    grey = page.render(scale=150 / 72, grayscale=True).to_pil()
    assert codes(grey) == [TEXT]


def test_a_gate_reads_the_picture() -> None:
    picture = Image.open(io.BytesIO(png(SHEET)))
    assert codes(picture) == [TEXT]
    assert codes(picture.resize((picture.width // 2, picture.height // 2))) == [TEXT]


def test_both_are_a4() -> None:
    (page,) = pypdfium2.PdfDocument(pdf([SHEET]))
    assert [round(length / 72 * 25.4) for length in page.get_size()] == [210, 297]
    picture = Image.open(io.BytesIO(png(SHEET)))
    inches = [length / dpi for length, dpi in zip(picture.size, picture.info["dpi"], strict=True)]
    assert [round(length * 25.4) for length in inches] == [210, 297]


def test_the_text_is_what_it_should_be_and_nothing_else() -> None:
    left = said(pdf([SHEET]))
    for words in sorted(WORDS, key=len, reverse=True):
        words = "".join(words.split())
        assert words in left, words
        left = left.replace(words, "", 1)
    assert left == ""


def test_picture_and_document_have_the_same_words() -> None:
    (page,) = pypdfium2.PdfDocument(pdf([SHEET]))
    drawn = page.render(scale=300 / 72).to_pil().convert("L")
    picture = Image.open(io.BytesIO(png(SHEET))).convert("L").resize(drawn.size)
    small = [image.resize((105, 148), Image.Resampling.BOX) for image in (drawn, picture)]
    pairs = zip(*(image.tobytes() for image in small), strict=True)
    assert max(abs(one - other) for one, other in pairs) < 48


def test_the_font_is_in_the_file_and_only_what_is_used_of_it() -> None:
    ((name, (is_there, size)),) = fonts(pdf([SHEET])).items()
    assert is_there
    assert name.endswith("+NotoSansSC")  # letters and a plus: a part of it
    assert 10_000 < size < 60_000  # of 8 million bytes


def test_the_file_says_nothing_else() -> None:
    content = pdf([SHEET])
    told = pypdfium2.PdfDocument(content).get_metadata_dict(skip_empty=True)
    assert told == {
        "Title": "纸质码 Paper pass",
        "Producer": "huepass",
        "CreationDate": "D:20000101000000Z",
    }
    picture = Image.open(io.BytesIO(png(SHEET)))
    assert picture.info.keys() == {"dpi"}


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert pdf([SHEET]) == pdf([SHEET])
    assert png(SHEET) == png(SHEET)


def test_a_batch_has_a_page_for_each_in_their_order() -> None:
    texts = [TEXT[:-1] + last for last in "XYZ"]
    batch = [
        SHEET._replace(text=text, place=Place(number, 3)) for number, text in enumerate(texts, 1)
    ]
    content = pdf(batch)
    pages = list(pypdfium2.PdfDocument(content))
    assert [codes(page.render(scale=150 / 72).to_pil()) for page in pages] == [[t] for t in texts]
    assert [f"{number}/3" in said(content, number - 1) for number in (1, 2, 3)] == [True] * 3
    assert len(fonts(content)) == 1


def test_a_character_that_the_font_lacks_is_refused_and_not_drawn_as_a_box() -> None:
    for draw in (lambda one: pdf([one]), png):
        with pytest.raises(HuepassError) as error:
            draw(SHEET._replace(issuer=Both("广州🐎", "Guangzhou \ue000")))
        assert error.value.reason == Reason.TEXT_UNPRINTABLE
        assert error.value.detail == "U+E000 U+1F40E"


def test_the_font_has_whatever_chinese_names_are_written_with() -> None:
    rows = range(0xA1, 0xF8)
    every = bytes(byte for row in rows for cell in range(0xA1, 0xFF) for byte in (row, cell))
    face().check([every.decode("gb2312", "ignore")])


@pytest.mark.parametrize("path", PROGRAMMES, ids=lambda path: path.stem)
def test_the_font_has_all_that_the_examples_say(path: Path) -> None:
    def texts(value: Any) -> list[str]:
        if isinstance(value, str):
            return [value]
        values = value.values() if isinstance(value, dict) else value
        return [text for one in values for text in texts(one)]

    programme = tomllib.loads(path.read_text("utf-8"))
    face().check(texts([programme["programme"]["title"], programme["programme"]["notice"]]))
    for colour in programme["colours"].values():
        face().check(texts(colour["label"]))


@pytest.mark.parametrize(
    ("end", "zone", "zh", "en"),
    [
        (
            "2026-12-01T00:00:00+08:00", "Asia/Shanghai",
            "有效至2026年11月30日 星期一（含当日）", "Valid through Monday, 30 November 2026",
        ),
        (
            "2027-01-01T00:00:00+08:00", "Asia/Shanghai",
            "有效至2026年12月31日 星期四（含当日）", "Valid through Thursday, 31 December 2026",
        ),
        (
            "2027-04-01T01:00:00-04:00", "America/New_York",
            "有效至2027年4月1日 星期四 01:00", "Valid until 01:00 on Thursday, 1 April 2027",
        ),
        (
            "2027-11-07T23:00:00-05:00", "America/New_York",
            "有效至2027年11月7日 星期日 23:00", "Valid until 23:00 on Sunday, 7 November 2027",
        ),
    ],
)  # fmt: skip
def test_the_end_is_said_in_words(end: str, zone: str, zh: str, en: str) -> None:
    seconds = int(datetime.fromisoformat(end).timestamp())
    assert end_words(seconds, ZoneInfo(zone)) == (zh, en)


@given(st.integers(1_600_000_000 // 60, 4_000_000_000 // 60))
def test_the_day_is_the_one_of_the_last_second(minute: int) -> None:
    last = datetime.fromtimestamp(minute * 60 - 1, UTC).astimezone(ZONE)
    zh, en = end_words(minute * 60, ZONE)
    assert f"{last.year}年{last.month}月{last.day}日" in zh
    assert last.strftime("%A, X%d %B %Y").replace("X0", "").replace("X", "") in en


@given(names, st.floats(5, 30), st.floats(60, 170))
def test_a_text_in_lines_loses_nothing(text: str, size: float, width: float) -> None:
    lines = wrapped(face(), text, size, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines[1:]:
        assert line[0] not in "，）、。"


@given(names, st.integers(1, 3))
def test_a_text_that_is_fitted_fits(text: str, most: int) -> None:
    size, lines = fitted(face(), text, 20, 100, most)
    assert len(lines) <= most
    assert all(face().width(line, size) <= 100 for line in lines)
    whole = wrapped(face(), text, 20, 100)
    fits = len(whole) <= most and all(face().width(line, 20) <= 100 for line in whole)
    assert (size == 20) == fits


@settings(max_examples=50)
@given(st.builds(Both, names, names), st.builds(Both, names, names), st.builds(Both, names, names))
def test_nothing_leaves_the_page_and_no_lines_meet(title: Both, issuer: Both, label: Both) -> None:
    sheet = SHEET._replace(title=title, issuer=issuer, label=label, place=Place(200, 200))
    lines = []
    for shape in lay_out(sheet, face()):
        if isinstance(shape, Area):
            assert 0 <= shape.left < shape.left + shape.width <= WIDTH
            assert 0 <= shape.top < shape.top + shape.height <= HEIGHT + 1e-6
        else:
            height = shape.size * 25.4 / 72
            right = shape.left + face().width(shape.text, shape.size)
            assert MARGIN < shape.left < right < WIDTH - MARGIN
            assert 12 < shape.baseline - height < shape.baseline < HEIGHT - 7
            lines.append((shape.left, right, shape.baseline - height * 0.85, shape.baseline))
    for number, (left, right, top, bottom) in enumerate(lines):
        for others_left, others_right, others_top, others_bottom in lines[:number]:
            beside = right <= others_left or others_right <= left
            assert beside or bottom <= others_top or others_bottom <= top


def test_a_name_that_is_the_same_in_both_languages_is_there_once() -> None:
    sheet = SHEET._replace(title=Both("Huepass", "Huepass"), issuer=Both("Demo", "Demo"))
    lines = [one.text for one in lay_out(sheet, face()) if isinstance(one, Line)]
    assert lines.count("Huepass") == 1
    assert "签发 Issued by：Demo" in lines
