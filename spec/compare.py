"""Compares a program's answers with the vectors (spec appendix A). Needs nothing but Python.

    cat spec/vectors/*.jsonl | your-program > answers.jsonl
    python3 spec/compare.py answers.jsonl

Other vectors than those beside this file can be named behind the answers.
"""

import json
import sys
from pathlib import Path
from typing import Any


def right(expected: Any, result: Any) -> bool:
    """Whether a result is right for an entry of `expect`."""
    if expected.keys() == {"any"}:
        return any(right(entry, result) for entry in expected["any"])
    if expected == {"error": "*"}:
        members = list(result.items()) if isinstance(result, dict) else []
        return len(members) == 1 and members[0][0] == "error" and isinstance(members[0][1], str)
    # As texts, because to Python 1 and true are equal.
    return json.dumps(expected, sort_keys=True) == json.dumps(result, sort_keys=True)


def faults(case: Any, answer: Any) -> list[str]:
    """What is wrong with the answer to a case, in words."""
    if not isinstance(answer, dict) or answer.get("id") != case["id"]:
        return ["no answer, or not in its place"]
    expect, results = case["expect"], answer.get("results")
    if not isinstance(results, list) or len(results) != len(expect):
        return [f"not one result for each of its {len(expect)} steps"]
    return [
        f"step {number}: expected {json.dumps(entry)}, got {json.dumps(result)}"
        for number, (entry, result) in enumerate(zip(expect, results, strict=True), 1)
        if not right(entry, result)
    ]


def read(path: Path) -> list[Any]:
    """The JSON values on the lines of a file."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line.strip()]


def main(answers: Path, *vectors: Path) -> int:
    """Show the cases with another answer than the right one, and return the exit status."""
    paths = vectors or sorted(Path(__file__).parent.glob("vectors/*.jsonl"))
    cases, given = [case for path in paths for case in read(path)], read(answers)
    wrong = 0
    for case, answer in zip(cases, given + [None] * len(cases), strict=False):
        if found := faults(case, answer):
            wrong += 1
            print(f"{case['id']} (section {case['spec']}): {case['comment']}", *found, sep="\n    ")
    print(f"{len(cases)} cases, {len(given)} answers, {wrong} wrong")
    return 1 if wrong or len(given) != len(cases) or not cases else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])) if sys.argv[1:] else __doc__)
