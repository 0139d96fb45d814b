"""The hand scanner: what comes in as keystrokes, and what the person at the gate sees."""

import io
import os
import pty
import re
import shutil
import termios
import threading
import time
from pathlib import Path

import pytest
from rich.console import Console

from huepass.core import Colour
from huepass.gate import GateFolder, GateSession
from huepass.gate.run import MAX_LINE, run, scanned_lines, silent_keyboard
from huepass.gate.session import CHALLENGE_LIFETIME
from kit import HOUR, World
from rights import no_rights_to

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class Keys:
    """A stream that gives its pieces one at a time, as a scanner types."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)

    def read1(self, size: int, /) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


def lines(*pieces: bytes) -> list[str]:
    return list(scanned_lines(Keys(*pieces)))


def seen(session: GateSession, *pieces: bytes, terminal: bool = False) -> str:
    file = io.StringIO()
    console = Console(
        file=file, force_terminal=terminal, width=60, highlight=False, color_system="standard"
    )
    run(session, Keys(*pieces), console)
    return file.getvalue()


@pytest.fixture
def session(folder: GateFolder, world: World) -> GateSession:
    times = iter([world.now - 100])
    return GateSession(folder, lambda: next(times, world.now))


def test_line_ends() -> None:
    assert lines(b"a\nb\r\nc\rd") == ["a", "b", "c", "d"]
    assert lines(b"a\r", b"\nb") == ["a", "b"]
    assert lines(b"a", b"b", b"\n") == ["ab"]
    assert lines(b"\n\r\n\r") == []
    assert lines(b" a \n") == [" a "]
    assert lines(b"") == []


def test_a_line_is_given_at_once() -> None:
    keys = Keys(b"a\n", b"b\n")
    assert next(scanned_lines(keys)) == "a"
    assert keys.pieces == [b"b\n"]


def test_a_scanner_without_line_ends_fills_no_memory() -> None:
    found = lines(*[b"x" * 4096] * 1000, b"\nshort\n")
    assert [len(line) for line in found] == [MAX_LINE, 5]
    assert [len(line) for line in lines(b"x" * 4000 + b"\n")] == [MAX_LINE]


def test_too_long_a_line_is_too_large_in_any_alphabet(session: GateSession) -> None:
    for letter in ("x", "码", "😀"):
        text = (letter * 5000).encode() + b"\n"
        assert "Too large" in seen(session, text)


def test_bytes_that_are_no_text() -> None:
    assert lines(b"\xff\xfe\n") == ["\ufffd\ufffd"]


def test_each_answer_in_words(session: GateSession, world: World) -> None:
    codes = [
        world.paper(10),
        world.live(11, Colour.YELLOW),
        world.paper(12, Colour.RED),
        world.paper(2),
    ]
    output = seen(session, *[code.encode() + b"\r\n" for code in codes])
    assert output.splitlines() == [
        "请扫码  Ready to scan",
        "✓  通过  PASS",
        "   绿码 green",
        "   纸质 paper",
        "   广州 Guangzhou",
        "!  核查  CHECK",
        "   黄码 yellow",
        "   电子 live",
        "   广州 Guangzhou",
        "✗  拒绝  REFUSE",
        "   红码 red",
        "   纸质 paper",
        "   广州 Guangzhou",
        "✗  无效  NOT VALID",
        "   该码已失效，请持码人刷新或重新申领。",
        "   No longer valid; the person should refresh the pass or get a new one.",
    ]


def test_without_a_terminal_there_are_no_control_codes(session: GateSession, world: World) -> None:
    output = seen(session, world.paper(10).encode(), b"\nnonsense\n")
    assert not CONTROL.search(output)


def test_on_a_terminal_it_is_in_colour_and_in_words(session: GateSession, world: World) -> None:
    output = seen(session, world.paper(10).encode(), terminal=True)
    assert "\x1b[" in output
    assert "✓  通过  PASS" in output
    assert "纸质 paper" in output


def test_stale_lists_are_said(folder: GateFolder, world: World) -> None:
    later = world.now + 2 * HOUR
    session = GateSession(folder, lambda: later)
    output = seen(session, world.paper(10).encode())
    assert "CHECK" in output
    assert "PASS" not in output
    assert "lists out of date" in output


@pytest.mark.parametrize("terminal", [True, False])
def test_what_was_scanned_is_never_shown(
    session: GateSession, world: World, terminal: bool
) -> None:
    texts = [world.paper(10), world.paper(2), world.live(11), "WIFI:S:secret;;", "HP1:SECRET"]
    texts.append(world.paper(10)[:-1] + "0")
    output = seen(session, *[text.encode() + b"\n" for text in texts], terminal=terminal)
    plain = re.sub(r"\s", "", output)
    for text in texts:
        assert text[4:].strip() not in plain
    assert "secret" not in plain.lower()


def test_a_gate_that_asks_shows_a_question_to_each_person(folder: GateFolder, world: World) -> None:
    times = iter([world.now - 100])
    session = GateSession(folder, lambda: next(times, world.now), challenges=True)
    question = "Scan this question first"
    output = seen(session)
    assert output.count(question) == 1
    assert "█" in output
    # Paper has used no question, so the one on the screen stays.
    assert seen(session, world.paper(10).encode() + b"\n").count(question) == 0


def test_a_challenge_that_died_while_nobody_came_is_replaced(
    folder: GateFolder, world: World
) -> None:
    now = [world.now]
    session = GateSession(folder, lambda: now[0], challenges=True)
    file = io.StringIO()
    console = Console(file=file, width=60)
    reader, writer = os.pipe()

    def shown(times: int) -> bool:
        end = time.monotonic() + 30
        while (count := file.getvalue().count("Scan this question first")) < times:
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return count == times

    with open(reader, "rb") as stream:
        gate = threading.Thread(target=run, args=(session, stream, console))
        gate.start()
        try:
            assert shown(1)
            now[0] += CHALLENGE_LIFETIME
            assert shown(2)
            os.write(writer, world.paper(10).encode() + b"\n")
        finally:
            os.close(writer)
            gate.join()
    assert "PASS" in file.getvalue()
    assert shown(2)


def test_a_folder_that_may_not_be_read_is_said_and_the_gate_goes_on(
    session: GateSession, folder: GateFolder, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.path.parent)
    folder.path.parent.chmod(0o755)
    folder.path = Path("gate")
    with no_rights_to(folder.path):
        output = seen(session, world.paper(10).encode() + b"\n")
    assert "The file can't be read" in output
    assert "PASS" in output


def test_a_broken_folder_is_said_and_the_gate_goes_on(
    session: GateSession, folder: GateFolder, world: World
) -> None:
    shutil.rmtree(folder.path)
    output = seen(session, world.paper(10).encode() + b"\n")
    assert "There is no such folder" in output
    assert "PASS" in output


def test_new_lists_are_taken_over_while_it_runs(
    session: GateSession, folder: GateFolder, world: World
) -> None:
    assert "PASS" in seen(session, world.paper(10).encode() + b"\n")
    GateFolder(folder.path).load(world.revocation_list(2, paper=[10]), world.now)
    assert "NOT VALID" in seen(session, world.paper(10).encode() + b"\n")


def test_the_terminal_does_not_echo_the_scanner() -> None:
    leader, follower = pty.openpty()
    try:
        with silent_keyboard(follower):
            assert not termios.tcgetattr(follower)[3] & termios.ECHO
        assert termios.tcgetattr(follower)[3] & termios.ECHO
    finally:
        os.close(leader)
        os.close(follower)
    reader, writer = os.pipe()
    try:
        with silent_keyboard(reader):
            pass
    finally:
        os.close(reader)
        os.close(writer)
