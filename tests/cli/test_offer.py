"""`huepass offer` and `huepass person end-wallets`, as scripts use them."""

import json
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from cli.test_issuer_commands import run
from issuer.holder import offer_in


@pytest.fixture
def person(folder: Path) -> str:
    return run("person", "add", folder=folder).stdout.strip()


def test_a_picture_of_the_link(folder: Path, person: str, tmp_path: Path) -> None:
    picture = tmp_path / "offer.png"
    done = run("offer", person, "-o", picture, "--json", folder=folder)
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer.keys() == {"offer", "expires", "file"}
    (found,) = zxingcpp.read_barcodes(Image.open(picture), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == answer["offer"]
    assert offer_in(found.text)["credential_issuer"] == "http://127.0.0.1:8000"
    assert picture.stat().st_mode & 0o077 == 0


def test_on_the_terminal_with_a_transaction_code(folder: Path, person: str) -> None:
    done = run("offer", person, "--tx-code", "--by-reference", folder=folder)
    assert done.returncode == 0
    assert "█" in done.stdout
    assert "openid-credential-offer://?credential_offer_uri=" in done.stdout
    assert re.search(r"Code, to be told separately: \d{6}\n", done.stdout)


def test_another_kind_of_picture_is_refused_before_an_offer_is_made(
    folder: Path, person: str, tmp_path: Path
) -> None:
    assert run("offer", person, "-o", tmp_path / "offer.pdf", folder=folder).returncode == 2


@pytest.mark.parametrize("arguments", [["0000-0000-0000-0000"], ["x", "--valid", "0"]])
def test_what_is_refused(folder: Path, arguments: list[str]) -> None:
    assert run("offer", *arguments, folder=folder).returncode == 1


def test_a_folder_from_before_wallets_gets_its_secret(folder: Path, person: str) -> None:
    secret = folder / "keys" / "service.key"
    secret.unlink()
    assert run("offer", person, folder=folder, passphrase="wrong words").returncode == 1
    assert not secret.exists()
    assert run("offer", person, folder=folder).returncode == 0
    kept = secret.read_bytes()
    assert secret.stat().st_mode & 0o077 == 0
    assert run("offer", person, folder=folder).returncode == 0
    assert secret.read_bytes() == kept


def test_ending_wallets(folder: Path, person: str) -> None:
    run("staff", "add", "wang", "--role", "registrar", folder=folder)
    arguments = ("person", "end-wallets", person, "--staff", "wang", "--reason", "lost")
    done = run(*arguments, "--json", folder=folder)
    assert json.loads(done.stdout) == {"wallets": 0, "revoked": 0}
    assert "Wallets ended: 0" in run(*arguments, folder=folder).stdout
    run("staff", "add", "zhou", "--role", "publisher", folder=folder)
    assert run(*arguments[:4], "zhou", *arguments[5:], folder=folder).returncode == 1
