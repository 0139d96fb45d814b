"""`huepass staff`: those who sign in at a provider; and a service whose provider has a secret."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cli.test_issuer_commands import refused, run, said
from huepass.issuer.provider_settings import ProviderSettings
from huepass.issuer.service.office import Office
from huepass.issuer.settings import dump_settings, load_settings
from huepass.issuer.store import staff_sessions


def name_of(folder: Path, subject: str) -> str | None:
    office = Office(load_settings(folder), [], lambda: 0)
    try:
        with office.store.read() as connection:
            found = staff_sessions.staff_by_subject(connection, subject)
        return None if found is None else found.name
    finally:
        office.close()


def test_who_signs_in_has_no_token(folder: Path) -> None:
    add = ("staff", "add", "li", "--role", "registrar", "--subject", "li@gz")
    assert "hpst_" not in said(*add, folder=folder)
    assert name_of(folder, "li@gz") == "li"
    refused(run("staff", "add", "wang", *add[3:], folder=folder), "staff_exists")
    other = said("staff", "add", "wang", *add[3:-1], "wang@gz", "--json", folder=folder)
    assert "token" not in json.loads(other)
    assert name_of(folder, "wang@gz") == "wang"


def test_who_has_a_token_can_sign_in_too(folder: Path) -> None:
    assert said("staff", "add", "li", "--role", "admin", folder=folder).startswith("hpst_")
    assert "登记 Registered" in said("staff", "subject", "li", "li@gz", folder=folder)
    assert name_of(folder, "li@gz") == "li"
    said("staff", "subject", "li", "--remove", folder=folder)
    assert name_of(folder, "li@gz") is None


@pytest.mark.parametrize("words", [[], ["li@gz", "--remove"]])
def test_a_subject_or_none(folder: Path, words: list[str]) -> None:
    refused(run("staff", "subject", "li", *words, folder=folder), "wrong_use", 2)


def test_a_service_does_not_begin_without_its_secret(folder: Path) -> None:
    provider = ProviderSettings(
        "https://id.example", "x", "https://pass.example/back", client_secret_file="secret"
    )
    settings = replace(load_settings(folder), staff_provider=provider)
    (folder / "issuer.toml").write_text(dump_settings(settings), "utf-8")
    refused(run("serve", folder), "file_unreadable")
    (folder / "secret").write_text("s3cret")
    (folder / "secret").chmod(0o640)
    result = run("serve", folder)
    refused(result, "settings_broken")
    assert "s3cret" not in result.stderr
