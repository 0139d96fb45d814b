"""Registering, finding and recovering with the command line."""

import io
import json
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from cli.test_issuer_commands import Result, refused, run, said
from command import huepass
from huepass.cli import person_desk
from huepass.issuer.domain.identity import Presented
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import NOON, PASSPHRASE
from issuer.rules import PEOPLE, districts, put_in_force, registrar
from people import machine_readable, resident_id

NAME = "欧阳锦成"
NUMBER = resident_id(1)
APPLICATION = ("--applicant", "self", "--document", "mainland-id")


@pytest.fixture
def town(folder: Path) -> Path:
    """An issuer whose programme asks for documents, with a registrar for a district."""
    office = Office(load_settings(folder), [], lambda: NOON)
    put_in_force(office, PEOPLE)
    districts(office, "jiangan", "wuchang")
    registrar(office, "li", "*")
    registrar(office, "wang", "jiangan")
    office.close()
    return folder


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A file with what is on an identity card."""
    file = tmp_path / "card.json"
    content = {"number": NUMBER, "name": NAME, "birth_date": "1985-03-12"}
    file.write_text(json.dumps(content), "utf-8")
    return file


def nothing_shown(result: Result) -> None:
    for word in (NUMBER, NAME, "1985-03-12"):
        assert word not in result.stdout + result.stderr


def test_a_person_is_registered_and_found_by_a_document(town: Path, card: Path) -> None:
    number = said(
        "person", "add", *APPLICATION, "--identity", card, "--division", "wuchang", "--staff", "li",
        folder=town,
    ).strip()  # fmt: skip
    known = json.loads(
        said("person", "find", "mainland-id", "--identity", card, "--json", folder=town)
    )
    masked = known.pop("identities")
    assert known == {"person": number, "colour": "grey", "division": "wuchang"}
    assert [(one["number"], one["name"]) for one in masked] == [("4401************19", "欧**")]
    shown = json.loads(said("person", "show", number, "--json", folder=town))
    assert (shown["division"], shown["identities"]) == ("wuchang", masked)
    for done in (
        run("person", "find", "mainland-id", "--identity", card, folder=town),
        run("person", "show", number, folder=town),
    ):
        assert "4401************19  欧**  1985-**-**  [registrar]" in done.stdout
        nothing_shown(done)


def test_a_registrar_of_one_division_needs_not_name_it(town: Path, card: Path) -> None:
    said("person", "add", *APPLICATION, "--identity", card, "--staff", "wang", folder=town)
    known = said("person", "find", "mainland-id", "--identity", card, "--json", folder=town)
    assert json.loads(known)["division"] == "jiangan"


def test_a_document_from_standard_input(town: Path, card: Path) -> None:
    words = {"HUEPASS_DIR": str(town), "HUEPASS_PASSPHRASE": PASSPHRASE}
    for command in (
        ["person", "add", *APPLICATION, "--identity", "-"],
        ["person", "find", "mainland-id", "--identity", "-"],
    ):
        done = huepass(*command, stdin=card.read_bytes(), **words)
        assert done.status == 0, done.err
        assert NUMBER not in done.out + done.err


class Typing(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_document_typed_at_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Typing(f"{NUMBER}\n{NAME}\n\n"))
    presented = person_desk.read_identity("mainland-id", Path("-"))
    assert presented == Presented("mainland-id", NUMBER, NAME, "")
    captured = capsys.readouterr()
    assert "证件号码 Number" in captured.err
    assert NUMBER not in captured.out + captured.err


def test_what_is_refused(town: Path, card: Path, tmp_path: Path) -> None:
    add = ("person", "add", *APPLICATION, "--staff", "li")
    refused(run(*add, folder=town), "number_missing")
    for wrong, reason in (
        ({"number": NUMBER[:-1] + "8"}, "number_invalid"),
        ({"number": NUMBER, "birth_date": "1985-03-13"}, "number_invalid"),
        ({"name": NAME}, "request_invalid"),
        ({"number": NUMBER, "face": NAME}, "request_invalid"),
        ({"number": 1}, "request_invalid"),
        ([NUMBER], "request_invalid"),
    ):
        file = tmp_path / "wrong.json"
        file.write_text(json.dumps(wrong), "utf-8")
        result = run(*add, "--identity", file, folder=town)
        refused(result, reason)
        nothing_shown(result)
    said(*add, "--identity", card, folder=town)
    refused(run(*add, "--identity", card, folder=town), "person_exists")
    result = run("person", "add", *APPLICATION, "--identity", card, "--staff", "wang",
                 "--division", "wuchang", folder=town)  # fmt: skip
    refused(result, "out_of_scope")
    refused(run("person", "add", "--identity", card, folder=town), "wrong_use", 2)
    refused(run("person", "add", "--division", "wuchang", folder=town), "wrong_use", 2)
    refused(run("person", "add", "--document", "mainland-id", folder=town), "wrong_use", 2)


def test_keys_are_needed_for_a_number_only(town: Path, card: Path) -> None:
    add = ("person", "add", "--applicant", "self")
    result = run(*add, "--document", "card", folder=town, passphrase=None)
    assert result.returncode == 0
    add = (*add, "--document", "mainland-id", "--identity", str(card))
    refused(run(*add, folder=town, passphrase=None), "passphrase_missing")


def test_nobody_has_this_document(town: Path, card: Path) -> None:
    result = run("person", "find", "mainland-id", "--identity", card, folder=town)
    refused(result, "person_unknown")
    nothing_shown(result)


def test_a_renewed_passport(town: Path, card: Path, tmp_path: Path) -> None:
    add = ("person", "add", *APPLICATION, "--identity", card, "--staff", "wang")
    number = said(*add, folder=town).strip()
    passport = tmp_path / "passport.json"
    passport.write_text(json.dumps({"number": machine_readable(7)}), "utf-8")
    identify = ("person", "identify", number, "passport", "--identity", passport)
    text = said(*identify, "--staff", "wang", folder=town)
    assert "4401************19" in text and "X****07" in text
    found = said("person", "find", "passport", "--identity", passport, "--json", folder=town)
    assert json.loads(found)["person"] == number
    result = run(*identify, "--staff", "nobody", folder=town)
    refused(result, "staff_unknown")


def test_somebody_moves(town: Path, card: Path) -> None:
    add = ("person", "add", *APPLICATION, "--identity", card, "--staff", "wang")
    number = said(*add, folder=town).strip()
    move = ("person", "division", number)
    assert said(*move, "wuchang", "--staff", "li", folder=town).split() == [number, "wuchang"]
    refused(run(*move, "jiangan", "--staff", "wang", folder=town), "out_of_scope")
    assert said(*move, "-", "--staff", "li", folder=town).split() == [number, "-"]


def test_a_lost_phone(town: Path, card: Path, tmp_path: Path) -> None:
    add = ("person", "add", *APPLICATION, "--identity", card, "--staff", "wang")
    number = said(*add, folder=town).strip()
    recover = ("person", "recover", number, "--reason", "stolen", "--staff", "wang")
    picture = tmp_path / "offer.png"
    done = json.loads(said(*recover, "--tx-code", "-o", picture, "--json", folder=town))
    assert done.keys() == {"offer", "tx_code", "expires", "file", "wallets", "revoked"}
    [code] = zxingcpp.read_barcodes(Image.open(picture))
    assert code.text == done["offer"]
    text = said(*recover, "--by-reference", "--valid", "60", folder=town)
    assert "停用的钱包 Wallets ended: 0" in text
    assert "openid-credential-offer://" in text
    refused(run(*recover, "--valid", "0", folder=town), "validity_invalid")
    refused(run(*recover, "-o", tmp_path / "offer.txt", folder=town), "wrong_use", 2)
