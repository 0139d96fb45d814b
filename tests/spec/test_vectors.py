"""The vectors of the specification: what they hold, and that the conformance program agrees."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from spec.compare import faults

from huepass.gate.conformance import answer_line
from vectors import TOP, VECTORS, cases

DOCUMENT = (TOP / "spec/huepass.md").read_text("utf-8")
SECTIONS = set(re.findall(r"^##+ (?:Appendix )?([0-9.]+|[A-Z])[ :]", DOCUMENT, re.M))
FILES = sorted(VECTORS.glob("*.jsonl"))

ANSWER = {"action", "colour", "level", "issuer", "medium", "stale"}
ACTIONS = {"pass", "check", "refuse"}
LEVELS = {"clear", "check", "stop", "undetermined"}


def reasons() -> dict[str, str]:
    """Every normative reason code, and what it is of."""
    table = DOCUMENT.split("\n### 7.3 ")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", table, re.M))


CODE_REASONS = {reason for reason, of in reasons().items() if of in {"code", "both"}}
DOCUMENT_REASONS = {reason for reason, of in reasons().items() if of in {"document", "both"}}


def area(path: Path) -> str:
    """What the IDs in a file begin with."""
    return path.stem.replace("_", "-")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_conformance_program_answers_rightly(path: Path) -> None:
    wrong = [
        (case["id"], fault)
        for case, line in zip(
            (case for case in cases() if case["id"].startswith(f"{area(path)}/")),
            filter(None, path.read_bytes().decode().split("\n")),
            strict=True,
        )
        for fault in faults(case, answer_line(line))
    ]
    assert wrong == []


def test_there_are_many_cases() -> None:
    assert len(cases()) >= 400


def test_ids_are_unique_and_name_their_file() -> None:
    names = Counter(case["id"] for case in cases())
    assert [name for name, count in names.items() if count > 1] == []
    areas = {area(path) for path in FILES}
    for name in names:
        assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9][a-z0-9.-]*", name), name
        assert name.partition("/")[0] in areas


def test_each_case_names_a_section_that_there_is() -> None:
    assert {"1.1", "7.1", "10", "A"} <= SECTIONS
    assert {case["id"]: case["spec"] for case in cases() if case["spec"] not in SECTIONS} == {}


def errors_of(entry: Any) -> list[str]:
    """All reasons in an entry of `expect`."""
    return [entry["error"]] if "error" in entry else list(entry.get("errors", []))


def test_each_reason_is_expected_three_times_and_no_other() -> None:
    assert len(reasons()) == 31
    found: Counter[str] = Counter()
    for case in cases():
        found.update({reason for entry in case["expect"] for reason in errors_of(entry)})
    assert found.keys() - reasons().keys() <= {"*"}
    assert {reason for reason in reasons() if found[reason] < 3} == set()


def is_natural(value: Any) -> bool:
    return type(value) is int and value >= 0


def check_result(entry: Any, shown: bool, where: str) -> None:
    """A result has one of the forms that appendix A has for its step."""
    if "any" in entry:
        assert entry.keys() == {"any"} and len(entry["any"]) > 1, where
        for one in entry["any"]:
            assert "any" not in one, where
            check_result(one, shown, where)
    elif "error" in entry:
        right = CODE_REASONS if shown else DOCUMENT_REASONS
        assert entry.keys() == {"error"} and entry["error"] in right | {"*", "bad_root"}, where
    elif shown:
        assert entry.keys() == ANSWER, where
        assert entry["action"] in ACTIONS and entry["level"] in LEVELS, where
        assert is_natural(entry["colour"]) and isinstance(entry["issuer"], str), where
        assert entry["medium"] in {"live", "paper"} and type(entry["stale"]) is bool, where
        # With the default policy.
        least = {"clear": "pass", "check": "check"}.get(entry["level"], "refuse")
        least = "check" if least == "pass" and entry["stale"] else least
        assert entry["action"] == least, where
    else:
        assert is_natural(entry["loaded"]), where
        assert entry.keys() <= {"loaded", "errors"} and entry.get("errors", ["x"]), where
        assert set(entry.get("errors", [])) <= DOCUMENT_REASONS, where


def check_case(case: Any) -> None:
    """A case has the form that appendix A gives it."""
    where = case["id"]
    members = {"id", "comment", "spec", "root", "accept_paper", "steps", "expect"}
    assert case.keys() == members, where
    assert type(case["accept_paper"]) is bool, where
    assert isinstance(case["comment"], str) and len(case["comment"]) > 3, where
    assert re.fullmatch("(?:[0-9a-f]{2})*", case["root"]), where
    assert case["steps"] and len(case["steps"]) == len(case["expect"]), where
    for step, entry in zip(case["steps"], case["expect"], strict=True):
        assert type(step["at"]) is int, where
        if "load" in step:
            assert step.keys() == {"at", "load"}, where
            assert re.fullmatch("(?:[0-9a-f]{2})*", step["load"]), where
        else:
            assert {"at", "show"} <= step.keys() <= {"at", "show", "challenge"}, where
            assert isinstance(step["show"], str), where
            assert re.fullmatch("(?:[0-9a-f]{2}){8,32}", step.get("challenge", "00" * 8)), where
        check_result(entry, "show" in step, where)


def test_each_line_has_the_form_of_a_case() -> None:
    for case in cases():
        check_case(case)


def test_they_are_what_the_testkit_makes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "spec.testkit", "--check"], cwd=TOP, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "unchanged\n", "")
