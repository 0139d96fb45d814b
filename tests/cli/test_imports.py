"""`huepass import ...`: from an authority's key to what its list did; and categories' reasons."""

import json
import time
from pathlib import Path

import pytest

from cli.test_issuer_commands import refused, run, said
from huepass.core import cbor
from huepass.issuer.keystore import KeyMaker, KeyRole, load_folder, save_key, unlock_service
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.authorities import begin
from issuer.conftest import CHEAP, PASSPHRASE
from people import resident_id

SECRET = "K7QF-SECRET"
HEADER = "document,number,category,reason"


@pytest.fixture
def town(folder: Path) -> Path:
    """An issuer with a programme and `wang`, who acts for the CDC."""
    settings = load_settings(folder)
    secret = unlock_service(load_folder(settings.keys), PASSPHRASE).secret
    office = Office(settings, [], lambda: int(time.time()), secret)
    begin(office)
    office.close()
    said("staff", "add", "wang", "--role", "authority", "--authority", "cdc", folder=folder)
    return folder


@pytest.fixture
def key(town: Path, tmp_path: Path) -> Path:
    """The key file with which wang signs."""
    _, sealed = KeyMaker(PASSPHRASE, CHEAP).make(KeyRole.IMPORT)
    path = tmp_path / "cdc.key"
    save_key(path, sealed)
    said("staff", "key", "wang", "--public-key", sealed.public_key.hex(), folder=town)
    return path


def signed(key: Path, *rows: str, header: str = HEADER) -> Path:
    """A list that is signed now."""
    file = key.with_name("list.csv")
    file.write_text("\n".join((header, *rows)), "utf-8")
    output = key.with_name("list.huepass")
    options = ("--authority", "cdc", "--issuer", "gz", "--key", key, "-o", output)
    said("import", "sign", file, *options)
    return output


def test_from_the_key_to_the_colour(town: Path, tmp_path: Path) -> None:
    key = tmp_path / "made.key"
    public_key = said("import", "keygen", "--key", key).strip()
    assert key.stat().st_mode & 0o777 == 0o600
    said("staff", "key", "wang", "--public-key", public_key, folder=town)
    rows = [f"card,{resident_id(n)},traced,met" for n in (960, 961)]
    output = signed(key, *rows)
    assert output.stat().st_mode & 0o777 == 0o600
    load = ("import", "load", output, "--staff", "wang")
    assert "2 行 lines" in said(*load, "--dry-run", folder=town)
    done = said(*load, folder=town)
    assert "已导入 Imported: 2 行 lines" in done
    assert "登记并认定 registered: 2" in done
    refused(run(*load, folder=town), "import_repeated")
    refused(run(*load, "--dry-run", folder=town), "import_repeated")
    renewed = json.loads(
        said("import", "load", signed(key, *rows), "--staff", "wang", "--json", folder=town)
    )
    assert (renewed["totals"], renewed["dry_run"]) == ({"renewed": 2}, False)
    assert renewed["lines"][1] == {"line": 3, "effect": "renewed", "colour": "yellow"}
    (last, first) = said("import", "list", "--staff", "wang", folder=town).splitlines()
    assert "cdc  wang  2 行 lines" in first
    listed = said("import", "list", "--staff", "wang", "--json", folder=town).splitlines()
    assert json.loads(listed[0])["import"] == renewed["import"]
    assert renewed["import"][:16] in last


def test_a_list_in_cbor(town: Path, key: Path) -> None:
    file = key.with_name("list.cbor")
    entry = {"document": "card", "number": resident_id(962), "category": "watched"}
    file.write_bytes(cbor.encode([entry]))
    output = key.with_name("list.huepass")
    said("import", "sign", file, "--authority", "cdc", "--issuer", "gz", "--key", key, "-o", output)
    done = json.loads(said("import", "load", output, "--staff", "wang", "--json", folder=town))
    assert done["totals"] == {"registered": 1}


def test_lines_with_faults_are_told_in_both_languages(town: Path, key: Path) -> None:
    rows = (f"card,{resident_id(963)},traced,met", f"card,{SECRET},traced,met")
    result = run("import", "load", signed(key, *rows), "--staff", "wang", folder=town)
    refused(result, "import_invalid")
    assert "第 3 行 line 3: [number_invalid]" in result.stderr
    assert "证件号码有误" in result.stderr
    assert SECRET not in result.stderr


def test_what_has_faults_is_not_signed(key: Path) -> None:
    file, output = key.with_name("list.csv"), key.with_name("out")
    options = ("--authority", "cdc", "--issuer", "gz", "--key", key, "-o", output)
    file.write_text("\n".join((HEADER, *[f"card,,{SECRET},"] * 120)), "utf-8")
    result = run("import", "sign", file, *options)
    refused(result, "import_invalid")
    assert "第 2 行 line 2: [number_missing]" in result.stderr
    assert result.stderr.count("number_missing") == 100 and "……" in result.stderr
    file.write_text("nothing", "utf-8")
    refused(run("import", "sign", file, *options), "import_invalid")
    other = key.with_name("list.txt")
    other.write_text(HEADER, "utf-8")
    refused(run("import", "sign", other, *options), "wrong_use", 2)
    assert not output.exists()


def test_a_key_of_another_use_signs_no_list(town: Path, key: Path) -> None:
    file = key.with_name("list.csv")
    file.write_text(f"{HEADER}\ncard,{resident_id(964)},traced,met", "utf-8")
    options = ("--authority", "cdc", "--issuer", "gz", "-o", key.with_name("out"))
    revoke = next((town / "keys").glob("revoke*.key"))
    refused(run("import", "sign", file, *options, "--key", revoke), "key_file_broken")
    missing = key.with_name("none.key")
    refused(run("import", "sign", file, *options, "--key", missing), "key_missing")
    result = run("import", "sign", file, *options, "--key", key, passphrase="another word")
    refused(result, "passphrase_wrong")


def test_a_key_is_registered_and_removed(town: Path, key: Path) -> None:
    output = signed(key, f"card,{resident_id(965)},traced,met")
    said("staff", "key", "wang", "--remove", folder=town)
    refused(run("import", "load", output, "--staff", "wang", folder=town), "import_refused")
    for options in ((), ("--remove", "--public-key", "00"), ("--public-key", "xyz")):
        refused(run("staff", "key", "wang", *options, folder=town), "wrong_use", 2)
    zero = ("--public-key", "00" * 32)
    refused(run("staff", "key", "wang", *zero, folder=town), "wrong_use", 2)


def test_a_category_with_a_reason(town: Path, key: Path) -> None:
    number = said("person", "add", folder=town).strip()
    category = ("person", "category", number, "traced", "--staff", "wang")
    refused(run(*category, folder=town), "statement_reason_invalid")
    done = json.loads(said(*category, "--reason", "met", "--json", folder=town))
    assert (done["colour"], done["reason"]) == ("yellow", "is_traced")
    assert abs(done["ends"] - time.time() - 2 * 86400) < 100
    assert "类别至 Category ends: " in said(*category, "--reason", "met", folder=town)
    lift = (*category, "--lift")
    refused(run(*lift, "--reason", "met", folder=town), "statement_reason_invalid")
    done = json.loads(said(*lift, "--reason", "tested", "--json", folder=town))
    assert "ends" not in done
