"""`huepass pass paper` and `huepass pass sheets`: what they write, and what they refuse."""

import io
import json
import stat
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from cli.test_issuer_commands import refused, run, said


def picture(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def codes(image: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(image.convert("RGB"), formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]


def on_pages(path: Path) -> list[list[str]]:
    pages = pypdfium2.PdfDocument(path.read_bytes())
    return [codes(page.render(scale=150 / 72).to_pil()) for page in pages]


def passes_of(folder: Path, number: str) -> list[dict[str, object]]:
    lines = said("pass", "list", number, "--json", folder=folder).splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def number(folder: Path) -> str:
    return said("person", "add", folder=folder).strip()


def test_a_document_is_a_sheet(folder: Path, tmp_path: Path, number: str) -> None:
    path = tmp_path / "pass.PDF"
    told = json.loads(said("pass", "paper", number, "-o", path, "--json", folder=folder))
    assert told["file"] == str(path)
    assert on_pages(path) == [[told["text"]]]
    text = pypdfium2.PdfDocument(path.read_bytes())[0].get_textpage().get_text_range()
    assert "签发 Issued by：广州 Guangzhou" in text
    assert number not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_picture_is_a_sheet(folder: Path, tmp_path: Path, number: str) -> None:
    path = tmp_path / "pass.png"
    told = json.loads(said("pass", "paper", number, "-o", path, "--json", folder=folder))
    assert codes(picture(path)) == [told["text"]]
    assert picture(path).size == (2480, 3508)


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_code_alone(folder: Path, tmp_path: Path, number: str, kind: str) -> None:
    path = tmp_path / f"pass.{kind}"
    command = ("pass", "paper", number, "--code-only", "-o", path, "--json")
    text = json.loads(said(*command, folder=folder))["text"]
    if kind == "png":
        assert codes(picture(path)) == [text]
        assert picture(path).width < 800
    elif kind == "pdf":
        assert on_pages(path) == [[text]]
        assert pypdfium2.PdfDocument(path.read_bytes())[0].get_width() < 160
    else:
        assert path.read_text().startswith("<svg")


@pytest.mark.parametrize(
    ("name", "more"), [("a.svg", []), ("a", []), ("png", []), ("a.jpg", ["--code-only"])]
)
def test_a_file_of_another_kind_is_refused_before_a_pass_is_made(
    folder: Path, tmp_path: Path, number: str, name: str, more: list[str]
) -> None:
    result = run("pass", "paper", number, "-o", tmp_path / name, *more, folder=folder)
    refused(result, "wrong_use", 2)
    assert passes_of(folder, number) == []


def test_an_issuer_whose_name_the_font_lacks_is_told(
    folder: Path, tmp_path: Path, number: str
) -> None:
    settings = folder / "issuer.toml"
    settings.write_text(settings.read_text("utf-8").replace("广州", "广州🐎"), "utf-8")
    path = tmp_path / "pass.pdf"
    result = run("pass", "paper", number, "-o", path, folder=folder)
    refused(result, "text_unprintable")
    assert "U+1F40E" in result.stderr
    assert not path.exists()
    (entry,) = passes_of(folder, number)
    assert entry["revoked_at"] is not None


def test_sheets_for_a_list(folder: Path, tmp_path: Path) -> None:
    numbers = [said("person", "add", folder=folder).strip() for _ in range(3)]
    names, path = tmp_path / "numbers.txt", tmp_path / "all.pdf"
    names.write_text("\ufeff" + "\r\n".join(f" {number} " for number in numbers) + "\n\n", "utf-8")
    told = json.loads(said("pass", "sheets", names, "-o", path, "--json", folder=folder))
    assert len({code for (code,) in on_pages(path)}) == 3
    entries = [entry for number in numbers for entry in passes_of(folder, number)]
    assert [entry["pass"] for entry in entries] == told["passes"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_sheets_for_people(folder: Path, tmp_path: Path, number: str) -> None:
    names, path = tmp_path / "numbers.txt", tmp_path / "all.pdf"
    names.write_text(number, "utf-8")
    assert said("pass", "sheets", names, "-o", path, folder=folder) == (
        f"1 张纸质码 paper passes: {path}\n"
    )


def test_sheets_for_a_list_from_another_program(folder: Path, tmp_path: Path, number: str) -> None:
    path = tmp_path / "all.pdf"
    listed = f"\ufeff{number}\r\n  \r\n".encode()
    told = said("pass", "sheets", "-", "-o", path, folder=folder, stdin=listed)
    assert told == f"1 张纸质码 paper passes: {path}\n"


def test_one_who_is_unknown_refuses_all(folder: Path, tmp_path: Path, number: str) -> None:
    names, path = tmp_path / "numbers.txt", tmp_path / "all.pdf"
    names.write_text(f"{number}\n0000-0000-0000-0000\n", "utf-8")
    result = run("pass", "sheets", names, "-o", path, folder=folder)
    refused(result, "person_unknown")
    assert "entry 2 of the list" in result.stderr
    assert not path.exists()
    assert passes_of(folder, number) == []


def test_sheets_that_can_not_be_written_are_revoked(
    folder: Path, tmp_path: Path, number: str
) -> None:
    names = tmp_path / "numbers.txt"
    names.write_text(number, "utf-8")
    (tmp_path / "all.pdf" / "in the way").mkdir(parents=True)
    result = run("pass", "sheets", names, "-o", tmp_path / "all.pdf", folder=folder)
    refused(result, "file_unwritable")
    (entry,) = passes_of(folder, number)
    assert entry["revoked_at"] is not None


@pytest.mark.parametrize(
    ("name", "reason", "status"),
    [("all.png", "wrong_use", 2), ("nowhere/all.pdf", "file_unwritable", 1)],
)
def test_sheets_that_could_not_be_written_are_not_made(
    folder: Path, tmp_path: Path, number: str, name: str, reason: str, status: int
) -> None:
    names = tmp_path / "numbers.txt"
    names.write_text(number, "utf-8")
    result = run("pass", "sheets", names, "-o", tmp_path / name, folder=folder)
    refused(result, reason, status)
    assert passes_of(folder, number) == []


def test_a_list_that_is_not_there_is_refused(folder: Path, tmp_path: Path) -> None:
    result = run("pass", "sheets", tmp_path / "none", "-o", tmp_path / "all.pdf", folder=folder)
    refused(result, "file_unreadable")


def test_an_empty_list_is_refused(folder: Path, tmp_path: Path) -> None:
    names = tmp_path / "numbers.txt"
    names.write_text("\n \n", "utf-8")
    result = run("pass", "sheets", names, "-o", tmp_path / "all.pdf", folder=folder)
    refused(result, "list_invalid")
