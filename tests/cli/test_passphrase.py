"""How a passphrase gets in."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from huepass.cli.passphrase import VARIABLE, get_passphrase
from huepass.errors import FolderError, KeyStoreError, Reason
from issuer.server import COMMAND


def ask(typed: list[str], *arguments: object) -> tuple[int, str]:
    """Run a command on a terminal, type a line at each prompt; status and what was shown."""
    master, slave = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name != VARIABLE}
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=env,
        start_new_session=True,  # without a terminal of its own it uses this one
    )
    os.close(slave)
    shown = ""
    lines = iter(typed)
    while True:
        try:
            data = os.read(master, 4096)
        except OSError:  # the terminal's end, on Linux
            break
        if not data:
            break
        shown += data.decode(errors="replace")
        if shown.endswith(": "):
            os.write(master, next(lines).encode() + b"\n")
            shown += "\n"
    os.close(master)
    return process.wait(), shown


def test_a_new_one_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    word = "correct horse battery"
    status, shown = ask([word, word], "federation", "new-custodian", tmp_path / "a.key")
    assert status == 0, shown
    assert word not in shown
    assert (tmp_path / "a.key").exists()


def test_two_that_differ_are_refused(tmp_path: Path) -> None:
    status, shown = ask(
        ["correct horse", "correct house"], "federation", "new-custodian", tmp_path / "a.key"
    )
    assert status == 1
    assert "[passphrase_differs]" in shown
    assert list(tmp_path.iterdir()) == []


def test_no_command_takes_it_as_an_argument() -> None:
    for command in (["init"], ["serve"], ["publish"], ["federation", "sign"]):
        result = subprocess.run(
            [*COMMAND, *command, "--passphrase", "x"], capture_output=True, check=False
        )
        assert result.returncode == 2


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_file_may_end_its_line(tmp_path: Path, end: str) -> None:
    (tmp_path / "word").write_bytes(f" 口令 with spaces {end}".encode())
    assert get_passphrase(tmp_path / "word") == " 口令 with spaces "


def test_the_file_comes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "from the environment")
    (tmp_path / "word").write_text("from the file")
    assert get_passphrase(tmp_path / "word") == "from the file"
    assert get_passphrase(None) == "from the environment"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "word").write_bytes(b"\xff")
    with pytest.raises(KeyStoreError) as error:
        get_passphrase(tmp_path / "word")
    assert error.value.reason == Reason.PASSPHRASE_MISSING


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError) as error:
        get_passphrase(tmp_path / "word")
    assert error.value.reason == Reason.FILE_UNREADABLE


def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        with pytest.raises(KeyStoreError) as error:
            get_passphrase(None)
    assert error.value.reason == Reason.PASSPHRASE_MISSING


def test_an_environment_that_is_no_text_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, os.fsdecode(b"secret \xff\xfe words"))
    with pytest.raises(KeyStoreError) as error:
        get_passphrase(None)
    assert error.value.reason == Reason.PASSPHRASE_MISSING
    assert error.value.__suppress_context__  # what failed has the passphrase in it


@pytest.mark.parametrize("closed", [True, False])
def test_without_a_standard_input_nothing_is_asked(
    monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    nothing = None  # what Python has when it begins without one
    if closed:
        with open(os.devnull) as nothing:
            pass
    monkeypatch.setattr(sys, "stdin", nothing)
    with pytest.raises(KeyStoreError) as error:
        get_passphrase(None)
    assert error.value.reason == Reason.PASSPHRASE_MISSING
