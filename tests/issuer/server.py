"""Runs the service as people run it: the command, a real socket, a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from issuer.conftest import PASSPHRASE

COMMAND = (sys.executable, "-c", "from huepass.cli.app import main; main()")


class Server:
    """A running service.

    Args:
        process: the command.
        stderr: where it writes its log.
        folder: the issuer's.
    """

    def __init__(self, process: "subprocess.Popen[str]", stderr: IO[bytes], folder: Path) -> None:
        self.process = process
        self.folder = folder
        self._stderr = stderr
        assert process.stdout is not None
        self.ready = process.stdout.readline()
        found = re.search(r"http://\S+", self.ready)
        assert found, self.log()
        self.url = found[0]

    def log(self) -> str:
        """What the service has logged until now."""
        return os.pread(self._stderr.fileno(), 1 << 20, 0).decode()


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    """A service that runs while the block does."""
    with TemporaryFile() as stderr:
        process = subprocess.Popen(
            [*COMMAND, "serve", str(folder), "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={**os.environ, "HUEPASS_PASSPHRASE": PASSPHRASE},
        )
        try:
            yield Server(process, stderr, folder)
        finally:
            process.terminate()
            process.wait(30)
            assert process.stdout is not None
            process.stdout.close()
