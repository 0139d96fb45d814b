"""Certificates, from one issuer over a wallet to another, with the command line."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from cli.test_issuer_commands import refused, run, said
from command import huepass
from huepass.core import parse_trust_list
from huepass.core.evidence import evidence_keys
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.service import facts, moving
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import PASSPHRASE
from issuer.sichuan import PROGRAMME
from people import registered

LAST_DAY = (datetime.now(UTC) + timedelta(30)).date().isoformat()


@pytest.fixture
def worker(folder: Path) -> str:
    """Somebody who applied, where a certificate of this very issuer counts; and staff `li`."""
    said("staff", "add", "li", "--role", "registrar", folder=folder)
    settings = load_settings(folder)
    secret = unlock_service(load_folder(settings.keys), PASSPHRASE).secret
    office = Office(settings, [], lambda: int(time.time()), secret)
    source = PROGRAMME.read_text("utf-8").replace('issuer = "sichuan"', 'issuer = "gz"')
    moving.load(office, source.encode(), None)
    application = facts.Applying("self", "mainland-id")
    number = registered(office, application).number
    office.close()
    return number


def issue(folder: Path, number: str, key: str, *options: object) -> str:
    return said(
        "evidence", "issue", number, "--kind", "migrant-worker", "--key", key, "--until", LAST_DAY,
        "--staff", "li", *options, folder=folder,
    ).strip()  # fmt: skip


def test_from_the_key_to_the_colour(folder: Path, worker: str, tmp_path: Path) -> None:
    made = said("evidence", "new-key", folder)
    trust = parse_trust_list((folder / "federation/trust-list.cbor").read_bytes())
    (key,) = evidence_keys(trust).values()
    assert key.issuer == "gz" and key.kid.hex() in made
    path = folder / f"keys/evidence-{key.kid.hex()}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert f"{key.kid.hex()}  evidence" in said("federation", "show", folder)
    shown = json.loads(said("federation", "show", folder, "--json"))
    keys = shown["trust_list"]["issuers"][0]["keys"]
    assert [one["usage"] for one in keys] == ["live", "paper", "revoke", "evidence"]

    wallet = ("--wallet", tmp_path / "wallet")
    request = said("wallet", "certificate", "request", "工作 work", *wallet).strip()
    assert f"waiting  {request}" in said("wallet", "certificate", "list", *wallet)
    certificate = issue(folder, worker, request)
    added = said("wallet", "certificate", "add", certificate, *wallet)
    assert "工作 work  migrant-worker  gz" in added
    (listed,) = said("wallet", "certificate", "list", "--json", *wallet).splitlines()
    assert json.loads(listed)["key"] == request

    challenge = said("evidence", "challenge", worker, folder=folder).strip()
    assert challenge.startswith("HPC1:")
    picture = tmp_path / "certificate.png"
    said("wallet", "certificate", "show", challenge, "-o", picture, *wallet)
    text = zxingcpp.read_barcodes(Image.open(picture), formats=zxingcpp.BarcodeFormat.QRCode)[
        0
    ].text
    assert text.startswith("HPE1:")
    done = said("evidence", "accept", worker, text, "--staff", "li", folder=folder)
    assert "green" in done
    refused(
        run("evidence", "accept", worker, text, "--staff", "li", folder=folder),
        "challenge_mismatch",
    )
    assert "green" in said("person", "show", worker, folder=folder)

    said("wallet", "certificate", "remove", "工作 work", *wallet)
    assert said("wallet", "certificate", "list", *wallet) == ""
    refused(run("wallet", "certificate", "show", challenge, *wallet), "certificate_unknown")

    said("federation", "drop-key", folder, key.kid.hex())
    trust = parse_trust_list((folder / "federation/trust-list.cbor").read_bytes())
    assert evidence_keys(trust) == {}


def test_scripts_get_json(folder: Path, worker: str, tmp_path: Path) -> None:
    said("evidence", "new-key", folder)
    wallet = ("--wallet", tmp_path / "wallet")
    key = json.loads(said("wallet", "certificate", "request", "x", "--json", *wallet))["key"]
    made = json.loads(issue(folder, worker, key, "--json"))
    assert made.keys() == {"certificate", "begins", "expires"}
    added = json.loads(said("wallet", "certificate", "add", made["certificate"], "--json", *wallet))
    assert added == {
        "name": "x",
        "key": key,
        "issuer": "gz",
        "kind": "migrant-worker",
        "begins": made["begins"],
        "expires": made["expires"],
    }
    challenge = json.loads(said("evidence", "challenge", worker, "--json", folder=folder))
    assert challenge["expires"] <= time.time() + 300
    shown = json.loads(
        said("wallet", "certificate", "show", challenge["challenge"], "--json", *wallet)
    )
    assert shown["name"] == "x"
    done = json.loads(
        said("evidence", "accept", worker, shown["text"], "--staff", "li", "--json", folder=folder)
    )
    assert done == {
        "person": worker,
        "evidence": "migrant-worker",
        "expires": made["expires"],
        "colour": "green",
        "reason": "migrant_worker",
        "revoked": 0,
    }
    assert made["certificate"] not in shown["text"]


def test_what_is_refused(folder: Path, worker: str, tmp_path: Path) -> None:
    command = ("evidence", "issue", worker, "--kind", "x", "--key", "00" * 32, "--staff", "li")
    refused(run(*command, "--until", LAST_DAY, folder=folder), "certificate_refused")
    refused(run(*command, "--until", "tomorrow", folder=folder), "wrong_use", 2)
    wrong = run(
        "evidence", "issue", worker, "--kind", "x", "--key", "xy", "--until", LAST_DAY,
        "--staff", "li", folder=folder,
    )  # fmt: skip
    refused(wrong, "wrong_use", 2)
    refused(run("evidence", "accept", worker, "HP1:00", "--staff", "li", folder=folder), "not_ours")
    refused(
        run("evidence", "accept", worker, "HP1:00", "--staff", "nobody", folder=folder),
        "staff_unknown",
    )
    said("staff", "add", "wang", "--role", "publisher", folder=folder)
    refused(
        run("evidence", "accept", worker, "HP1:00", "--staff", "wang", folder=folder),
        "not_permitted",
    )
    for name in ("add", "remove"):
        gone = run("wallet", "certificate", name, "x", "--wallet", tmp_path / "none")
        refused(gone, "folder_missing")
    picture = run(
        "wallet", "certificate", "show", "HPC1:000000", "-o", "x.jpg", "--wallet", tmp_path
    )
    refused(picture, "wrong_use", 2)


def test_texts_come_from_standard_input(folder: Path, worker: str, tmp_path: Path) -> None:
    words = {"HUEPASS_DIR": str(folder), "HUEPASS_PASSPHRASE": PASSPHRASE}
    done = huepass("evidence", "accept", worker, "-", "--staff", "li", stdin=b"HP1:0\n", **words)
    assert (done.status, "[not_ours]" in done.err) == (1, True)
    said("wallet", "certificate", "request", "x", "--wallet", tmp_path / "wallet")
    words = {"HUEPASS_WALLET": str(tmp_path / "wallet"), "HUEPASS_PASSPHRASE": PASSPHRASE}
    done = huepass("wallet", "certificate", "add", "-", stdin=b"AAAA\n", **words)
    assert (done.status, "[bad_cbor]" in done.err) == (1, True)
