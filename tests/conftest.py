"""What all tests share."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from npm import IN_CI, fetch, npm

# Which part of the long tests is run: `make soak` sets 1.
SOAK = float(os.environ.get("HUEPASS_SOAK", "0.01"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose tool is missing, and say so; in CI that is a failure."""
    for marker in item.iter_markers("needs"):
        for tool in marker.args:
            if shutil.which(tool) is None:
                reason = f"needs {tool}, which is not on this machine"
                if IN_CI:
                    pytest.fail(reason)
                pytest.skip(reason)


@pytest.fixture
def soak() -> Callable[[int], int]:
    """How many of so many repetitions to do now: `soak(1_000_000)`; at least one."""
    return lambda whole: max(1, round(whole * SOAK))


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `web`, copied, with what its lock file names, and built."""
    top = Path(__file__).resolve().parents[1]
    folder = tmp_path_factory.mktemp("built")
    left_out = shutil.ignore_patterns("node_modules", "dist", "build")
    for name in ("web", "examples"):
        shutil.copytree(top / name, folder / name, ignore=left_out)
    (folder / "spec").symlink_to(top / "spec")
    fetch(folder / "web")
    npm(folder / "web", "run", "build")
    return folder / "web"
