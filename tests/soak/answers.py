"""Whether the conformance program, run here, gives the right answers to all vectors."""

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from spec.compare import faults

HOME = Path(__file__).resolve().parents[2]
VECTORS = HOME / "spec/vectors"


@cache
def vectors() -> list[tuple[str, Any]]:
    """Each case as a line and as what it means."""
    lines = [
        line
        for path in sorted(VECTORS.glob("*.jsonl"))
        for line in path.read_bytes().decode().split("\n")
        if line
    ]
    return [(line, json.loads(line)) for line in lines]


def answer_all(source: Path) -> int:
    """The exit status of a program that stops at the first wrong answer, with this source."""
    os.chdir(HOME)
    # Bytecode would be taken for that of a later mutant of the same size and second.
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(source))
    from huepass.gate.conformance import answer_line

    return int(any(faults(case, answer_line(line)) for line, case in vectors()))
