"""npm packages for tests: what a lock file names, put into a folder of the run's own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

IN_CI = os.environ.get("CI") == "true"
_TIME = 300  # seconds


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in a folder; where that fails, the test fails in CI and is skipped elsewhere."""
    done = subprocess.run(
        ["npm", *arguments], cwd=folder, capture_output=True, text=True, timeout=_TIME
    )
    if done.returncode:
        said = f"{done.stdout[-500:]}{done.stderr[-500:]}"
        reason = f"npm {' '.join(arguments)} failed: {said}"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)


def fetch(folder: Path) -> None:
    """Fetch what a folder's lock file names, and run no script of it."""
    npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def copied(source: Path, folder: Path, program: str) -> Path:
    """A program and its lock file, copied into a folder, with what the lock file names."""
    for name in ("package.json", "package-lock.json", ".npmrc", program):
        shutil.copy(source / name, folder)
    fetch(folder)
    return folder
