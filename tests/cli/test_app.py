"""The command as a whole, `inspect` and `conformance`."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from spec.testkit import certificates
from typer.testing import CliRunner

from command import huepass
from huepass.cli import app as app_module
from huepass.cli.app import create_app
from huepass.gate import GateFolder, Settings
from kit import World


@pytest.fixture
def world() -> World:
    return World()


def test_help_is_in_both_languages() -> None:
    done = huepass("--help")
    assert done.status == 0
    for command in ("gate", "verify", "inspect", "conformance", "demo", "init", "person", "pass"):
        assert command in done.out
    assert "可离线核验" in done.out
    assert "Check codes as a gate would" in done.out


def test_an_unknown_command() -> None:
    assert huepass("nonsense").status == 2
    assert huepass("gate", "nonsense").status == 2


def test_a_terminal_without_chinese_does_not_end_the_program(tmp_path: Path) -> None:
    done = huepass("gate", "show", tmp_path, PYTHONIOENCODING="ascii:strict", PYTHONUTF8="0")
    assert done.status == 1
    assert "[folder_missing]" in done.err
    assert "Traceback" not in done.err


def test_without_the_issuers_libraries_its_commands_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app_module, "_ISSUER_EXTRA", ("a_library_that_nobody_has",))
    for arguments in (["init", "DIR"], ["serve", "DIR", "--port", "1"], ["pass", "paper", "--x"]):
        result = CliRunner().invoke(create_app(), arguments)
        assert result.exit_code == 1
        assert "huepass[issuer]" in result.output
        assert "此命令需要签发方组件" in result.output
    assert CliRunner().invoke(create_app(), ["--help"]).exit_code == 0


def test_conformance_answers_a_file_of_cases(world: World) -> None:
    case = {
        "id": "revoked",
        "root": world.root().hex(),
        "accept_paper": True,
        "steps": [
            {"at": world.now, "load": world.bundle(paper=[2]).hex()},
            {"at": world.now, "show": world.paper(2)},
            {"at": world.now, "show": world.paper(3)},
        ],
    }
    stdin = json.dumps(case).encode() + b"\n\xff\xfe\n\n" + json.dumps(case).encode()
    done = huepass("conformance", stdin=stdin)
    assert (done.status, done.err) == (0, "")
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert len(answers) == 3
    assert answers[0] == answers[2]
    assert [list(result) for result in answers[0]["results"][:2]] == [["loaded"], ["error"]]
    assert answers[1]["results"] == []


def test_inspect_shows_and_says_that_it_checks_nothing(world: World, tmp_path: Path) -> None:
    done = huepass("inspect", world.paper(7))
    assert done.status == 0
    assert "h'00000007'" in done.out
    assert "not checked" in done.err
    assert "未核验" in done.err
    path = tmp_path / "all.cbor"
    path.write_bytes(world.bundle())
    done = huepass("inspect", path)
    assert (done.status, len(done.out.splitlines()) >= 3) == (0, True)
    assert "application/huepass-trust+cose" in done.out
    path.write_bytes(world.root() + b"\xff\xff")
    done = huepass("inspect", path)
    assert (done.status, "[bad_cbor]" in done.err) == (1, True)
    assert "application/huepass-root+cose" in done.out
    assert huepass("inspect", "-", stdin=world.paper(7).encode()).out.count("00000007") == 1


def test_inspect_shows_a_certificate(tmp_path: Path) -> None:
    text = certificates.text(certificates.shown())
    (tmp_path / "shown.txt").write_text(text)
    for argument, stdin in ((text, b""), ("-", text.encode()), (tmp_path / "shown.txt", b"")):
        done = huepass("inspect", argument, stdin=stdin)
        assert (done.status, '"migrant-worker"' in done.out) == (0, True)


def test_inspect_of_what_can_not_be_shown(tmp_path: Path) -> None:
    for argument in (tmp_path / "none", "HP1:%", tmp_path):
        done = huepass("inspect", argument)
        assert (done.status, "Traceback" in done.err) == (1, False)


@pytest.mark.parametrize("text", ["hp1:", "XHP1:", "HTTPS://EXAMPLE/"])
def test_inspect_does_not_repeat_a_text_that_is_no_file(world: World, text: str) -> None:
    body = world.paper(7)[4:]
    done = huepass("inspect", text + body)
    assert (done.status, "[file_unreadable]" in done.err) == (1, True)
    assert body[:20] not in done.out + done.err


@pytest.mark.parametrize(
    ("words", "status"), [("conformance", 0), ("inspect -", 0), ("verify - --gate GATE", 2)]
)
def test_with_standard_input_closed(tmp_path: Path, world: World, words: str, status: int) -> None:
    GateFolder.create(tmp_path / "GATE", world.root(), Settings())
    command = shlex.join([sys.executable, "-m", "huepass", *words.split()])
    done = subprocess.run(
        ["sh", "-c", f"{command} <&-"], capture_output=True, timeout=120, cwd=tmp_path
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (status, False)
