"""The issuer's commands, as scripts use them."""

import io
import json
import re
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from huepass.cli.app import create_app
from huepass.cli.office import last_day
from huepass.cli.picture import draw
from huepass.core import Colour, from_text, parse_root, parse_trust_list
from huepass.issuer.create import create_issuer
from huepass.issuer.keystore import KeyMaker
from huepass.qr import modules
from issuer.conftest import CHEAP, NOON, PASSPHRASE, settings_for


class Result(NamedTuple):
    """What a command did."""

    returncode: int
    stdout: str
    stderr: str


def run(
    *arguments: object,
    folder: Path | None = None,
    passphrase: str | None = PASSPHRASE,
    stdin: bytes = b"",
) -> Result:
    """Run a command in this process, which is much faster than in one of its own."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        for name, value in (("HUEPASS_DIR", folder), ("HUEPASS_PASSPHRASE", passphrase)):
            if value is None:
                patch.delenv(name, raising=False)
            else:
                patch.setenv(name, str(value))
        with redirect_stdout(out), redirect_stderr(err):
            try:
                create_app()(list(map(str, arguments)))
            except SystemExit as end:
                assert isinstance(end.code, int)
                status = end.code
    return Result(status, out.getvalue(), err.getvalue())


def said(*arguments: object, folder: Path | None = None, stdin: bytes = b"") -> str:
    result = run(*arguments, folder=folder, stdin=stdin)
    assert result.returncode == 0, result.stderr
    return result.stdout


def refused(result: Result, reason: str, status: int = 1) -> None:
    assert result.returncode == status
    assert f"[{reason}]" in result.stderr
    assert re.search("[\u4e00-\u9fff]", result.stderr)


def test_init_makes_what_the_other_commands_use(tmp_path: Path) -> None:
    (tmp_path / "word").write_text(PASSPHRASE + "\n", "utf-8")
    folder = tmp_path / "issuer"
    result = run(
        "init", folder, "--id", "sz", "--name-en", "Shenzhen", "--name-zh", "深圳",
        "--federation-keys", tmp_path / "stick", "--passphrase-file", tmp_path / "word",
        passphrase=None,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    trust = parse_trust_list((folder / "federation" / "trust-list.cbor").read_bytes())
    assert trust.issuers[0].names == {"en": "Shenzhen", "zh": "深圳"}
    content = json.loads((tmp_path / "stick" / "root.key").read_text())
    assert content["kdf"]["memory"] == 256 << 20
    refused(run("init", folder), "folder_exists")
    assert json.loads(said("publish", "--json", folder=folder))["bytes"] < 200


def test_without_a_passphrase_nothing_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "issuer"
    refused(run("init", folder, passphrase=None), "passphrase_missing")
    refused(run("init", folder, passphrase="short"), "passphrase_too_short")
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_passphrase_is_refused(folder: Path) -> None:
    for command in (["publish"], ["serve", folder], ["federation", "renew-trust", folder]):
        refused(run(*command, folder=folder, passphrase="wrong, wrong"), "passphrase_wrong")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    refused(run("person", "add", folder=tmp_path), "folder_missing")
    assert list(tmp_path.iterdir()) == []


def test_a_day_at_the_issuer(folder: Path, tmp_path: Path) -> None:
    number = said("person", "add", "--dir", folder).strip()
    token = said("staff", "add", "li", "--role", "authority", folder=folder).strip()
    assert token.startswith("hpst_")
    change = ("person", "colour", number, "green", "--reason", "登记", "--staff", "li")
    assert "绿码" in said(*change, folder=folder)
    picture = tmp_path / "pass.png"
    said("pass", "paper", number, "-o", picture, folder=folder)
    (found,) = zxingcpp.read_barcodes(Image.open(picture), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text.startswith("HP1:")
    (entry,) = [
        json.loads(line)
        for line in said("pass", "list", number, "--json", folder=folder).splitlines()
    ]
    assert entry["revoked_at"] is None
    said("pass", "revoke", entry["pass"], folder=folder)
    entry = json.loads(said("pass", "list", number, "--json", folder=folder))
    assert entry["revoked_at"] is not None
    assert json.loads(said("publish", "--json", folder=folder))["sequence"] > 0
    shown = json.loads(said("person", "show", number, "--json", folder=folder))
    assert shown["colour"] == "green"
    assert [change["staff"] for change in shown["history"]] == ["li"]
    assert "li: 登记" in said("person", "show", number, folder=folder)


def test_a_worse_colour_says_how_many_passes_it_revoked(folder: Path) -> None:
    number = json.loads(said("person", "add", "--json", folder=folder))["person"]
    said("staff", "add", "li", "--role", "admin", folder=folder)
    made = json.loads(said("pass", "paper", number, "--json", folder=folder))
    assert made.keys() == {"pass", "text", "colour", "expires", "file"}
    change = ("person", "colour", number, "red", "--reason", "x", "--staff", "li", "--json")
    assert json.loads(said(*change, folder=folder))["revoked"] == 1


def test_who_may_not_is_refused(folder: Path) -> None:
    number = said("person", "add", folder=folder).strip()
    said("staff", "add", "li", "--role", "registrar", folder=folder)
    for staff, reason in (("li", "not_permitted"), ("wang", "staff_unknown")):
        change = ("person", "colour", number, "red", "--reason", "x", "--staff", staff)
        refused(run(*change, folder=folder), reason)


def test_staff_come_and_go(folder: Path) -> None:
    said("staff", "add", "li", "--role", "registrar", "--role", "publisher", folder=folder)
    refused(run("staff", "add", "li", "--role", "admin", folder=folder), "staff_exists")
    said("staff", "remove", "li", folder=folder)
    entry = json.loads(said("staff", "list", "--json", folder=folder))
    assert entry["roles"] == ["publisher", "registrar"]
    assert entry["removed_at"] is not None
    assert "li" in said("staff", "list", folder=folder)


def test_a_file_of_another_kind_is_refused_before_a_pass_is_made(
    folder: Path, tmp_path: Path
) -> None:
    number = said("person", "add", folder=folder).strip()
    result = run("pass", "paper", number, "-o", tmp_path / "pass.jpg", folder=folder)
    refused(result, "wrong_use", 2)
    assert said("pass", "list", number, folder=folder) == ""


def test_a_pass_whose_folder_is_not_there_is_not_made(folder: Path, tmp_path: Path) -> None:
    number = said("person", "add", folder=folder).strip()
    result = run("pass", "paper", number, "-o", tmp_path / "nodir" / "p.png", folder=folder)
    refused(result, "file_unwritable")
    assert said("pass", "list", number, folder=folder) == ""


def test_a_pass_that_can_not_be_written_is_revoked(folder: Path, tmp_path: Path) -> None:
    number = said("person", "add", folder=folder).strip()
    (tmp_path / "p.png" / "in the way").mkdir(parents=True)
    result = run("pass", "paper", number, "-o", tmp_path / "p.png", folder=folder)
    refused(result, "file_unwritable")
    entry = json.loads(said("pass", "list", number, "--json", folder=folder))
    assert entry["revoked_at"] is not None


@pytest.mark.parametrize("command", [["pass", "paper"], ["offer"]])
def test_a_narrow_terminal_does_not_break_the_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    number = said("person", "add", folder=folder).strip()
    monkeypatch.setenv("COLUMNS", "20")
    blocks = [line for line in said(*command, number, folder=folder).splitlines() if "█" in line]
    assert len({len(line) for line in blocks}) == 1
    assert 24 <= len(blocks) <= len(blocks[0]) / 2 + 1


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        ("2026-12-01T00:00:00-05:00", "2026-11-30"),
        ("2027-04-01T01:00:00-04:00", "2027-04-01 00:59:59"),
        ("2027-03-31T23:00:00-04:00", "2027-03-31 22:59:59"),
    ],
)
def test_where_clocks_change_the_last_second_is_told(tmp_path: Path, end: str, shown: str) -> None:
    settings = settings_for(tmp_path, timezone="America/New_York")
    assert last_day(settings, int(datetime.fromisoformat(end).timestamp())) == shown


@pytest.mark.parametrize(
    "option",
    [
        ("--name-zh", "广" * 65), ("--name-en", "x" * 65), ("--name-en", ""), ("--id", "GZ"),
        ("--timezone", "Asia/Nowhere"), ("--url", "ftp://x1"), ("--federation", "a b"),
    ],
)  # fmt: skip
def test_an_option_of_init_that_can_not_be_is_named(
    tmp_path: Path, option: tuple[str, str]
) -> None:
    result = run("init", tmp_path / "issuer", *option)
    refused(result, "wrong_use", 2)
    assert f"{option[0]}: " in result.stderr
    assert "issuer.toml" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_init_in_a_place_that_can_not_be_looked_at_is_refused(tmp_path: Path) -> None:
    refused(run("init", tmp_path / ("n" * 300)), "file_unreadable")


def test_a_lost_database_is_not_made_up_by_any_command(folder: Path) -> None:
    for damage, reason in (("", "folder_broken"), (None, "folder_missing")):
        database = folder / "issuer.db"
        database.unlink()
        if damage is not None:
            database.write_text(damage)
        for command in (["publish"], ["person", "add"], ["staff", "list"], ["serve", folder]):
            refused(run(*command, folder=folder), reason)
        assert not database.exists() or database.stat().st_size == 0


def test_two_custodians_make_a_root_on_machines_of_their_own(folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "wang.key"
    public = said("federation", "new-custodian", key).strip()
    refused(run("federation", "new-custodian", key), "folder_exists")
    said("federation", "renew-root", folder, "--add-custodian", public, "--threshold", "2")
    pending = folder / "federation" / "root-2.cbor.pending"
    refused(run("federation", "install", folder, pending), "bad_root")
    assert not (folder / "federation" / "root-2.cbor").exists()
    carried = tmp_path / "carried.cbor"
    shutil.copy(pending, carried)
    said("federation", "sign", carried, "--key", key)
    said("federation", "install", folder, carried)
    root = parse_root((folder / "federation" / "root-2.cbor").read_bytes())
    assert root.root_role.threshold == 2
    assert not pending.exists()
    # From now on one custodian is not enough.
    said("federation", "renew-root", folder)
    assert (folder / "federation" / "root-3.cbor.pending").exists()


def test_a_service_key_does_not_sign_for_the_federation(folder: Path, tmp_path: Path) -> None:
    said("federation", "new-custodian", tmp_path / "wang.key")
    document = folder / "federation" / "trust-list.cbor"
    result = run("federation", "sign", document, "--key", folder / "keys" / "paper.key")
    refused(result, "federation_change")


def test_a_second_issuer_joins_and_a_key_leaves(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "sz"
    create_issuer(settings_for(other, issuer="sz"), KeyMaker(PASSPHRASE, CHEAP), lambda: NOON)
    said("federation", "export-issuer", other, "-o", tmp_path / "sz.json")
    said("federation", "add-issuer", folder, tmp_path / "sz.json")
    refused(run("federation", "add-issuer", folder, tmp_path / "sz.json"), "federation_change")
    shown = json.loads(said("federation", "show", folder, "--json"))
    assert [issuer["id"] for issuer in shown["trust_list"]["issuers"]] == ["gz", "sz"]
    assert shown["trust_list"]["sequence"] == 2
    kid = shown["trust_list"]["issuers"][0]["keys"][1]["key_id"]
    said("federation", "drop-key", folder, kid)
    refused(run("federation", "drop-key", folder, kid), "federation_change")
    number = said("person", "add", folder=folder).strip()
    refused(run("pass", "paper", number, folder=folder), "no_usable_key")
    assert kid not in said("federation", "show", folder)


def test_renewing_the_trust_list_takes_over_the_settings(folder: Path) -> None:
    path = folder / "issuer.toml"
    path.write_text(path.read_text("utf-8").replace("绿码", "通行绿码"), "utf-8")
    said("federation", "renew-trust", folder)
    trust = parse_trust_list((folder / "federation" / "trust-list.cbor").read_bytes())
    assert trust.sequence == 2
    assert trust.issuers[0].colours[Colour.GREEN].labels["zh"] == "通行绿码"


@pytest.mark.parametrize("wrong", ["xyz", "00", "00" * 5])
def test_a_key_id_of_another_form_is_refused(folder: Path, wrong: str) -> None:
    refused(run("federation", "drop-key", folder, wrong), "wrong_use", 2)


# A text of a paper pass's length and characters.
TEXT = "HP1:PWGSLKOE67S8CZEZA3 PAFN0:NDGR9F-0Z00X4K/E7V5000027B$23YMA:PE7ATHJO:WLN45PDQDDL1WV7POCT2WPUGI1LNC6JRKJM2ZL6F6F0ELIHRC85CK OVSFID-BMF6HZSK4UZ67Q.UG8R"  # noqa: E501


def read(image: Image.Image) -> str:
    (found,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)


def test_a_paper_pass_is_a_version_8_code_at_level_q() -> None:
    assert len(TEXT) == 151
    assert len(from_text(TEXT)) == 98
    (found,) = zxingcpp.read_barcodes(
        Image.open(io.BytesIO(draw(TEXT, Colour.GREEN, "png"))).convert("RGB"),
        formats=zxingcpp.BarcodeFormat.QRCode,
    )
    assert (found.ec_level, found.symbology_identifier) == ("Q", "]Q1")
    assert len(modules(TEXT, "Q")) == 49  # version 8; a version more has 53


@pytest.mark.parametrize("colour", Colour)
def test_the_picture_is_read_and_framed_in_its_colour(colour: Colour) -> None:
    picture = Image.open(io.BytesIO(draw(TEXT, colour, "png")))
    image = picture.convert("RGB")
    assert read(image) == TEXT
    frames = {image.getpixel((x, y)) for x, y in ((0, 0), (300, 5), (5, 300), (image.width - 1, 9))}
    assert len(frames) == 1
    inside = 3 * 9 + 4  # within the quiet zone
    assert image.getpixel((inside, inside)) == (255, 255, 255)
    assert frames != {(255, 255, 255)}
    width = picture.width / picture.info["dpi"][0] * 25.4
    assert 45 < width < 52  # millimetres


def test_each_colour_has_a_frame_of_its_own() -> None:
    frames = {
        Image.open(io.BytesIO(draw(TEXT, colour, "png"))).convert("RGB").getpixel((0, 0))
        for colour in Colour
    }
    assert len(frames) == len(Colour)


def painted(boxes: "list[tuple[int, int, int, int]]", size: int) -> Image.Image:
    """Black boxes on white, ten pixels a unit."""
    image = Image.new("L", (size * 10, size * 10), 255)
    pen = ImageDraw.Draw(image)
    for x, y, width, height in boxes:
        pen.rectangle((x * 10, y * 10, (x + width) * 10 - 1, (y + height) * 10 - 1), fill=0)
    return image


def test_the_drawing_has_the_same_code() -> None:
    root = ElementTree.fromstring(draw(TEXT, Colour.GREEN, "svg"))
    size = int(root.attrib["viewBox"].split()[2])
    (path,) = root.findall("{http://www.w3.org/2000/svg}path")
    boxes = [
        (int(x), int(y), int(width), int(height))
        for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)", path.attrib["d"])
    ]
    assert read(painted(boxes, size)) == TEXT


def test_the_document_has_the_same_code() -> None:
    (page,) = pypdfium2.PdfDocument(draw(TEXT, Colour.RED, "pdf"))
    assert read(page.render(scale=4).to_pil()) == TEXT
    assert 45 < page.get_width() / 72 * 25.4 < 52  # millimetres


@pytest.mark.parametrize(
    "command",
    [
        ["init"], ["serve"], ["person", "add"], ["person", "colour"], ["person", "show"],
        ["person", "end-wallets"], ["offer"],
        ["pass", "paper"], ["pass", "sheets"], ["pass", "list"], ["pass", "revoke"],
        ["publish"], ["staff", "add"],
        ["staff", "list"], ["staff", "remove"], ["federation", "renew-trust"],
        ["federation", "renew-root"], ["federation", "add-issuer"], ["federation", "sign"],
        ["federation", "export-issuer"], ["federation", "drop-key"], ["federation", "install"],
        ["federation", "new-custodian"], ["federation", "show"], ["federation", "join"],
    ],
)  # fmt: skip
def test_help_is_in_both_languages(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        create_app()([*command, "--help"])
    assert end.value.code == 0
    assert re.search("[\u4e00-\u9fff]", capsys.readouterr().out)
