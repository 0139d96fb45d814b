"""Conformance programs, driven over pipes."""

import json
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

PYTHON = (sys.executable, "-m", "huepass", "conformance")
PATIENCE = 60.0  # seconds for one answer


@dataclass(frozen=True)
class Failure:
    """What came instead of an answer."""

    why: str


class Program:
    """A running conformance program. Lines are written by a thread, so that no pipe gets stuck."""

    def __init__(self, command: Sequence[str], patience: float = PATIENCE) -> None:
        self._patience = patience
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this does
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints
        )
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        threading.Thread(target=self._write, daemon=True).start()

    def send(self, line: bytes) -> None:
        """Hand over a line, without waiting."""
        self._lines.put(line + b"\n")

    def receive(self) -> bytes:
        """The next line of output; empty when there won't be any."""
        assert self._process.stdout
        watch = threading.Timer(self._patience, self._process.kill)
        watch.start()
        try:
            return self._process.stdout.readline()
        finally:
            watch.cancel()

    def end(self) -> list[bytes]:
        """Close its input; what it still wrote."""
        self._lines.put(None)
        rest = []
        while line := self.receive():
            rest.append(line)
        self.stop()
        return rest

    def stop(self) -> str:
        """End it at once; how it ended, and the last that it said about itself."""
        try:
            status = self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._lines.put(None)
        assert self._process.stdout
        self._process.stdout.close()
        self._complaints.seek(0)
        said = self._complaints.read()[-500:].decode(errors="replace").strip()
        self._complaints.close()
        return f"exit status {status}" + (f", {said}" if said else "")

    def _write(self) -> None:
        assert self._process.stdin
        try:
            while (line := self._lines.get()) is not None:
                self._process.stdin.write(line)
                self._process.stdin.flush()
            self._process.stdin.close()
        except OSError:
            pass  # it died, which whoever reads will find


class Lane:
    """A program and the cases that it has not answered yet. One that fails is started again."""

    def __init__(self, command: Sequence[str], patience: float = PATIENCE) -> None:
        self._command, self._patience = command, patience
        self._program = Program(command, patience)
        self._owed: deque[tuple[str, bytes]] = deque()

    def give(self, id: str, line: bytes) -> None:
        """Hand over a case."""
        self._owed.append((id, line))
        self._program.send(line)

    def take(self) -> Any:
        """The answer to the oldest case that has none, or a `Failure`."""
        id, _ = self._owed.popleft()
        line = self._program.receive()
        if not line:
            return self._again("it died on this case or gave no answer", died=True)
        try:
            answer = json.loads(line)
        except ValueError:
            return self._again(f"its answer is not JSON: {line[:200]!r}")
        if not isinstance(answer, dict) or answer.get("id") != id:
            return self._again(f"it left out this answer, and wrote: {line[:200]!r}")
        return answer

    def end(self) -> list[bytes]:
        """Close the program's input; lines that nobody asked for."""
        return self._program.end()

    def _again(self, why: str, died: bool = False) -> Failure:
        ended = self._program.stop()
        self._program = Program(self._command, self._patience)
        for _, line in self._owed:
            self._program.send(line)
        return Failure(f"{why}: {ended}" if died else why)
