"""A gate with a hand scanner, which to the computer is a keyboard: each line is a code.

What was scanned is never printed or logged, only the answer.
"""

import os
import select
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from rich.console import Console
from rich.text import Text

from huepass.errors import CodeRefused, HuepassError
from huepass.gate.render import show_answer, show_error
from huepass.gate.session import GateSession
from huepass.messages import explain
from huepass.qr import for_terminal

# More bytes than the longest text that can be ours has in UTF-8; longer lines are cut there, so
# that they are still refused as too large and a scanner without line ends fills no memory.
MAX_LINE: Final = 4 * 512 + 4
_CHUNK: Final = 4096
_IDLE_SECONDS: Final = 1.0  # between two looks at the challenge while nobody scans


class ByteStream(Protocol):
    """A binary stream such as `sys.stdin.buffer`."""

    def read1(self, size: int, /) -> bytes:
        """At most `size` bytes, as soon as there are any; none at the end."""


def scanned_lines(stream: ByteStream) -> Iterator[str]:
    """The lines that a scanner types, without their line ends (CR, LF or CR LF).

    Each is given as soon as its line end is there. Empty lines are left out: they come from a
    scanner that sends two line ends, or from someone leaning on the Enter key.
    """
    line = bytearray()
    while chunk := stream.read1(_CHUNK):
        *ended, rest = chunk.replace(b"\r", b"\n").split(b"\n")
        for piece in ended:
            line += piece[: MAX_LINE - len(line)]
            if line:
                yield line.decode("utf-8", "replace")
                line.clear()
        line += rest[: MAX_LINE - len(line)]
    if line:
        yield line.decode("utf-8", "replace")


def run(session: GateSession, stream: ByteStream, console: Console) -> None:
    """Answer codes until the stream ends.

    Args:
        session: the gate; one that wants challenges gets a new one shown after each person, and
            whenever the one on the screen has died while nobody came.
        stream: what the scanner types; one without a descriptor that `select` knows is simply
            read, and a challenge that died meanwhile is replaced after the next code.
        console: where the answers are shown.
    """
    console.print(Text("请扫码  Ready to scan"))
    _show_challenge(session, console)
    attended = _Attended(stream, lambda: _show_challenge(session, console))
    for text in scanned_lines(attended):
        try:
            session.refresh()
        except HuepassError as error:
            # The lists in memory are good still, and they say themselves when they are stale.
            for language in ("zh", "en"):
                console.print(Text(explain(error.reason, language)), style="bold red")
        try:
            show_answer(console, session.show(text))
        except CodeRefused as error:
            show_error(console, error)
        _show_challenge(session, console)


class _Attended:
    """A stream that calls `idle` every second while it has nothing to read."""

    def __init__(self, stream: ByteStream, idle: Callable[[], None]) -> None:
        self._stream = stream
        self._idle = idle
        self._descriptor = _descriptor(stream)

    def read1(self, size: int, /) -> bytes:
        # `read1` of a buffered stream leaves nothing in its buffer, so the descriptor tells all.
        while self._descriptor is not None and not _readable(self._descriptor):
            self._idle()
        return self._stream.read1(size)


def _descriptor(stream: ByteStream) -> int | None:
    try:
        return int(stream.fileno())  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return None


def _readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], _IDLE_SECONDS)[0])


def _show_challenge(session: GateSession, console: Console) -> None:
    if session.wants_challenge:
        # Made before anything is shown, so that its time has begun when somebody sees the words.
        qr = Text(for_terminal(session.new_challenge(), "L"), style="black on white")
        console.print(Text("请先扫描此验证码  Scan this question first"))
        console.print(qr, soft_wrap=True)


@contextmanager
def silent_keyboard(descriptor: int) -> Iterator[None]:
    """While this is open a terminal does not show what the scanner types into it."""
    if not os.isatty(descriptor):
        yield
        return
    before = termios.tcgetattr(descriptor)
    silent = [*before]
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
