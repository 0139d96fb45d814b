"""Running the command line as scripts do."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str


def huepass(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> Done:
    """Run the command in a process of its own, without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "huepass", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONWARNINGS": "error", **environment},
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
