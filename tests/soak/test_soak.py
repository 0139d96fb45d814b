"""The long runs: a seeded sample of each in `make test`, all of them in `make soak`."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.soak

HOME = Path(__file__).resolve().parents[2]
SEED = os.environ.get("HUEPASS_SEED", "1")


def run(module: str, *arguments: str) -> None:
    """Run a module of this folder and fail with what it printed."""
    command = [sys.executable, "-m", f"tests.soak.{module}", *arguments]
    ended = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{' '.join(command)}\n{ended.stdout}\n{ended.stderr[-4000:]}"


def test_inputs_get_the_expected_answer_or_error(soak: Callable[[int], int]) -> None:
    """Every reason of spec section 7 is reached, and half of the inputs are signed again."""
    run("fuzz", "--seed", SEED, "--count", str(soak(1_000_000)))


def test_no_check_of_the_core_can_be_left_out(soak: Callable[[int], int]) -> None:
    """Each check that is left out makes a test of the core fail."""
    run("checks_matter", "--seed", SEED, "--sample", str(soak(600)))


def test_no_check_of_the_core_can_be_left_out_of_a_gate(soak: Callable[[int], int]) -> None:
    """Each check that is left out makes the conformance program answer a vector wrongly."""
    run("checks_matter", "--vectors", "--seed", SEED, "--sample", str(soak(600)))


@pytest.mark.skipif(
    find_spec("atheris") is None and os.environ.get("CI") != "true",
    reason="needs atheris, which is not installed",
)
def test_nothing_but_our_errors_escapes(soak: Callable[[int], int]) -> None:
    """Coverage-guided fuzzing finds no other exception."""
    run("fuzz_target", f"-seed={SEED}", f"-runs={soak(2_000_000)}")
