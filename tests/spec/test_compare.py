"""`spec/compare.py` finds every difference, and needs nothing but Python."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from spec.compare import right

from vectors import TOP, cases

ANSWER = {"action": "pass", "colour": 1, "stale": False}
CASES: list[dict[str, Any]] = [
    {"id": "a", "spec": "5.3", "comment": "one", "expect": [{"loaded": 1}, {"error": "revoked"}]},
    {
        "id": "b",
        "spec": "2.1",
        "comment": "two\u2028",
        "expect": [{"any": [ANSWER, {"error": "*"}]}],
    },
]
RIGHT: list[Any] = [
    {"id": "a", "results": [{"loaded": 1}, {"error": "revoked"}]},
    {"id": "b", "results": [{"error": "bad_proof"}]},
]


def compare(folder: Path, answers: list[Any]) -> tuple[int, list[str]]:
    """The exit status and the lines of a comparison with the two cases."""
    for name, values in {"cases": CASES, "answers": answers}.items():
        lines = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
        (folder / name).write_text(lines, "utf-8")
    # Alone: without the packages that are installed, and from any folder.
    command = [sys.executable, "-I", "-S", str(TOP / "spec/compare.py"), "answers", "cases"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_right_answers(tmp_path: Path) -> None:
    assert compare(tmp_path, RIGHT) == (0, ["2 cases, 2 answers, 0 wrong"])


def test_a_wrong_answer_is_shown_with_its_section_and_comment(tmp_path: Path) -> None:
    wrong = {"id": "a", "results": [{"loaded": True}, {"error": "expired"}]}
    assert compare(tmp_path, [wrong, RIGHT[1]]) == (
        1,
        [
            "a (section 5.3): one",
            '    step 1: expected {"loaded": 1}, got {"loaded": true}',
            '    step 2: expected {"error": "revoked"}, got {"error": "expired"}',
            "2 cases, 2 answers, 1 wrong",
        ],
    )


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ([], 2),
        (RIGHT[:1], 1),
        (RIGHT[::-1], 2),
        ([*RIGHT, RIGHT[1]], 0),
        ([7, RIGHT[1]], 1),
        ([{"id": "a"}, RIGHT[1]], 1),
        ([{"id": "a", "results": [{"loaded": 1}]}, RIGHT[1]], 1),
    ],
)
def test_answers_that_are_missing_or_misplaced(
    tmp_path: Path, answers: list[Any], wrong: int
) -> None:
    status, lines = compare(tmp_path, answers)
    assert (status, lines[-1]) == (1, f"2 cases, {len(answers)} answers, {wrong} wrong")


def test_what_is_right() -> None:
    any_error = {"error": "*"}
    assert right(any_error, {"error": "bad_cbor"})
    for wrong in ({}, {"error": 1}, {"error": "x", "more": 1}, {"loaded": "x"}, None, "error"):
        assert not right(any_error, wrong)
    assert right({"any": [ANSWER, any_error]}, dict(reversed(ANSWER.items())))
    assert not right({"any": [ANSWER, any_error]}, ANSWER | {"stale": True})
    assert not right(ANSWER, ANSWER | {"stale": 0})
    assert not right(ANSWER, ANSWER | {"colour": 1.0})
    assert right({"loaded": 1, "errors": ["bad_cbor"]}, {"errors": ["bad_cbor"], "loaded": 1})
    assert not right({"loaded": 1}, {"loaded": 1, "errors": []})


def test_the_example_for_strangers_is_a_real_case() -> None:
    text = (TOP / "spec/README.md").read_text("utf-8")
    found = re.search(
        r"^(\S+) \(section (\S+)\): (.*)\n    step (\d): expected (.*), got", text, re.M
    )
    assert found
    case = next(case for case in cases() if case["id"] == found[1])
    assert [case["spec"], case["comment"]] == [found[2], found[3]]
    assert case["expect"][int(found[4]) - 1] == json.loads(found[5])


def test_files_that_are_named_for_strangers_exist() -> None:
    text = (TOP / "spec/README.md").read_text("utf-8")
    named = re.findall(r"\]\(([^)#]+)\)", text)
    assert len(named) >= 4
    assert [name for name in named if not (TOP / "spec" / name).exists()] == []


def test_it_is_short() -> None:
    assert len((TOP / "spec/compare.py").read_text("utf-8").splitlines()) < 60
