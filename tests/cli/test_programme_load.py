"""A programme in force, facts under it, and risks, as commands."""

import json
import os
from pathlib import Path

import pytest

from cli.test_issuer_commands import refused, run, said
from huepass.core import Colour, Level, Usage, parse_trust_list
from huepass.issuer.service import moving
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.rules import FIRST, SECOND

APPLICATION = ("--applicant", "self", "--document", "card")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Both versions of a programme."""
    paths = tmp_path / "town.toml", tmp_path / "town-2.toml"
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text, "utf-8")
    return paths


def test_a_programme_from_the_beginning(tmp_path: Path, files: tuple[Path, Path]) -> None:
    folder = tmp_path / "issuer"
    said("init", folder, "--programme", files[0])
    trust = parse_trust_list((folder / "federation" / "trust-list.cbor").read_bytes())
    keys = {key.usage: (key.step, key.lifetime) for key in trust.issuers[0].keys}
    assert keys[Usage.LIVE] == (43200, 43800)
    assert keys[Usage.PAPER] == (86400, 3 * 86400)
    names = {Colour.GREY, Colour.GREEN, Colour.YELLOW, Colour.RED}
    assert set(load_settings(folder).colours) == set(trust.issuers[0].colours) == names
    assert trust.issuers[0].colours[Colour.GREEN].labels == {"en": "green", "zh": "中文 green"}
    shown = json.loads(said("programme", "current", folder, "--json"))
    assert (shown["id"], shown["version"], shown["to_evaluate"]) == ("town", 1, 0)
    number = said("person", "add", *APPLICATION, folder=folder).strip()
    assert "is_unknown" in said("person", "show", number, "--json", folder=folder)
    said("pass", "paper", number, "--json", folder=folder)


def test_a_faulty_programme_makes_no_issuer(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[programme]\n", "utf-8")
    result = run("init", tmp_path / "issuer", "--programme", tmp_path / "bad.toml")
    assert result.returncode == 1
    assert "bad.toml:1: programme.id" in result.stderr
    assert not (tmp_path / "issuer").exists()


def test_from_one_programme_to_the_next(
    folder: Path, tmp_path: Path, files: tuple[Path, Path]
) -> None:
    number = said("person", "add", folder=folder).strip()
    loaded = said("programme", "load", folder, files[0])
    assert "town" in loaded and "已启用 In force" in loaded  # the trust list
    entry = parse_trust_list((folder / "federation" / "trust-list.cbor").read_bytes()).issuers[0]
    assert entry.colours[Colour.GREEN].labels["zh"] == "中文 green"
    assert entry.colours[Colour.BLUE].level == Level.CLEAR  # passes of before have their colours
    said("staff", "add", "li", "--role", "admin", "--authority", "hospital", folder=folder)
    staff = ("--staff", "li")
    said("person", "apply", number, *APPLICATION, *staff, folder=folder)
    (tmp_path / "answers.json").write_text('{"fever": true}')
    told = said("person", "report", number, tmp_path / "answers.json", *staff, folder=folder)
    assert "is_feverish" in told and "中文 yellow" in told
    said("pass", "paper", number, "--json", folder=folder)
    loaded = said("programme", "load", folder, files[1], *staff)
    assert "颜色变化 Colours changed: 1" in loaded
    assert "orange" in loaded  # what is different, in words
    shown = json.loads(said("person", "show", number, "--json", folder=folder))
    assert (shown["colour"], shown["reason"]) == ("red", "is_feverish")
    assert shown["history"][-1]["cause"] == "programme"
    assert "方案 programme" in said("person", "show", number, folder=folder)
    refused(run("programme", "load", folder, files[1]), "programme_refused")
    assert "There is nothing" in said("programme", "resume", folder)


def test_without_custodians_keys_the_command_is_told(
    folder: Path, tmp_path: Path, files: tuple[Path, Path]
) -> None:
    os.rename(folder / "federation-keys", tmp_path / "stick")
    result = run("programme", "load", folder, files[0])
    assert result.returncode == 0
    assert f"huepass federation renew-trust {folder}" in result.stderr
    said("federation", "renew-trust", folder, "--keys", tmp_path / "stick")
    entry = parse_trust_list((folder / "federation" / "trust-list.cbor").read_bytes()).issuers[0]
    assert entry.colours[Colour.GREEN].labels["zh"] == "中文 green"


def test_a_job_that_was_broken_off_goes_on(folder: Path, files: tuple[Path, Path]) -> None:
    said("person", "add", folder=folder)
    office = Office(load_settings(folder), [], lambda: 1_800_000_000)
    moving.load(office, FIRST.encode(), None)
    office.close()
    assert "Still to be evaluated: 1" in said("programme", "current", folder)
    done = json.loads(said("programme", "resume", folder, "--json"))
    assert done == {"id": "town", "version": 1, "evaluated": 1, "changed": 0}


def test_facts_on_the_command_line(folder: Path, files: tuple[Path, Path]) -> None:
    said("programme", "load", folder, files[0])
    said("staff", "add", "li", "--role", "admin", folder=folder)
    refused(run("staff", "authorities", "li", "--authority", "x", folder=folder),
            "not_in_programme")  # fmt: skip
    said("staff", "authorities", "li", "--authority", "cdc", folder=folder)
    assert "(cdc)" in said("staff", "list", folder=folder)
    staff = ("--staff", "li")
    number = said("person", "add", *APPLICATION, *staff, folder=folder).strip()
    refused(run("person", "add", "--applicant", "self", folder=folder), "wrong_use", 2)
    refused(run("person", "category", number, "case", *staff, folder=folder), "not_permitted")
    told = json.loads(
        said("person", "category", number, "watched", *staff, "--json", folder=folder)
    )
    assert (told["colour"], told["reason"], told["revoked"]) == ("yellow", "is_watched", 0)
    explained = said("person", "explain", number, folder=folder)
    assert "Disease control" in explained and "中文 Disease control" in explained
    assert "[is_watched]" not in explained
    assert "[is_watched]" in said("person", "explain", number, "--for-staff", folder=folder)
    data = json.loads(said("person", "explain", number, "--json", folder=folder))
    assert data["changes"][0]["reason"] == "is_unknown"
    said("person", "category", number, "watched", "--lift", *staff, folder=folder)
    assert "is_hot" in said("person", "reading", number, "38.5", *staff, folder=folder)
    refused(run("person", "reading", number, "385", *staff, folder=folder), "reading_invalid")
    refused(
        run("person", "colour", number, "green", "--reason", "x", *staff, folder=folder),
        "decisions_off",
    )


def test_answers_that_are_none_are_not_shown(
    folder: Path, files: tuple[Path, Path], tmp_path: Path
) -> None:
    said("programme", "load", folder, files[0])
    said("staff", "add", "li", "--role", "registrar", folder=folder)
    number = said("person", "add", *APPLICATION, "--staff", "li", folder=folder).strip()
    for content in ("[]", "{", '{"fever": "s3cret"}', '{"s3cret": 1}'):
        (tmp_path / "answers.json").write_text(content)
        result = run("person", "report", number, tmp_path / "answers.json", "--staff", "li",
                     folder=folder)  # fmt: skip
        refused(result, "answers_invalid")
        assert "s3cret" not in result.stderr


def test_a_risk(folder: Path, files: tuple[Path, Path]) -> None:
    said("programme", "load", folder, files[0])
    said("staff", "add", "li", "--role", "authority", folder=folder)
    assert "lake  low" in said("risk", "list", folder)
    done = json.loads(said("risk", "set", folder, "lake", "high", "--staff", "li", "--json"))
    assert done == {"region": "lake", "risk": "high", "evaluated": 0, "changed": 0}
    (shown,) = [json.loads(line) for line in said("risk", "list", folder, "--json").splitlines()]
    assert shown["risk"] == "high"
    refused(run("risk", "set", folder, "sea", "high", "--staff", "li"), "not_in_programme")


@pytest.mark.parametrize(
    "command",
    [
        ["person", "apply"], ["person", "report"], ["person", "category"], ["person", "reading"],
        ["person", "explain"], ["programme", "load"], ["programme", "resume"],
        ["programme", "current"], ["risk", "set"], ["risk", "list"], ["staff", "authorities"],
    ],
)  # fmt: skip
def test_help_is_in_both_languages(command: list[str]) -> None:
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said(*command, "--help"))
