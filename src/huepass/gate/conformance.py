"""The program by which any implementation proves itself: cases in, results out, as JSON lines.

A case is `{"id", "root", "accept_paper", "steps": [{"at", "load"} or {"at", "show"}]}`; its answer
`{"id", "results": [...]}` has one result a step. A case that can't be understood is answered with
an error for each of its steps, so that one bad line never hides the others.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from huepass.core import (
    Answer,
    GateState,
    LoadReport,
    Policy,
    ReplayMemory,
    check,
    load_all,
)
from huepass.errors import CodeRefused, DocumentRefused, HuepassError, Reason

# The memory is of this program and this case alone, and answers should not differ between runs.
_MEMORY_KEY = bytes(32)
_BAD_CASE = "bad_case"

Result = dict[str, Any]
_T = TypeVar("_T")


def answer_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answer each line that is not blank with one line, without line ends."""
    for line in lines:
        if line.strip():
            yield json.dumps(answer_line(line))


def answer_line(line: str) -> Result:
    """Answer one case."""
    try:
        case = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "results": [], "problem": "the line is not JSON"}
    if not isinstance(case, dict):
        return {"id": None, "results": [], "problem": "the case is not an object"}
    steps = case.get("steps")
    if not isinstance(steps, list):
        return {"id": case.get("id"), "results": [], "problem": "the case has no list of steps"}
    return {"id": case.get("id"), "results": _run(case, steps)}


def result_of_answer(answer: Answer) -> Result:
    """A gate's answer in the form of a `show` result."""
    return {
        "action": str(answer.action),
        "colour": int(answer.colour),
        "level": answer.level.name.lower(),
        "issuer": answer.issuer,
        "medium": str(answer.medium),
        "stale": answer.stale,
    }


def result_of_error(error: HuepassError) -> Result:
    """A refusal in the form of a result."""
    return {"error": str(error.reason)}


def result_of_report(report: LoadReport) -> Result:
    """What became of loaded bytes in the form of a `load` result."""
    reasons = [str(error.reason) for error in report.errors]
    if reasons and not report.is_bundle:
        return {"error": reasons[0]}
    return {"loaded": report.loaded} | ({"errors": reasons} if reasons else {})


def _run(case: Result, steps: list[Any]) -> list[Result]:
    try:
        policy = Policy(accept_paper=_typed(case["accept_paper"], bool))
        started_at = _typed(steps[0]["at"], int) if steps else 0
        root = bytes.fromhex(case["root"])
    except (KeyError, TypeError, ValueError):
        return [{"error": _BAD_CASE} for _ in steps]
    try:
        state = GateState.begin(root)
    except DocumentRefused:
        return [{"error": str(Reason.BAD_ROOT)} for _ in steps]
    memory = ReplayMemory(_MEMORY_KEY)
    results: list[Result] = []
    for step in steps:
        try:
            now = _typed(step["at"], int)
            if "load" in step:
                report = load_all(state, bytes.fromhex(step["load"]), now)
                state = report.state
                results.append(result_of_report(report))
            else:
                challenge = step.get("challenge")
                answer = check(
                    state,
                    _typed(step["show"], str),
                    policy=policy,
                    now=now,
                    started_at=started_at,
                    challenge=None if challenge is None else bytes.fromhex(challenge),
                    memory=memory,
                )
                results.append(result_of_answer(answer))
        except (CodeRefused, DocumentRefused) as error:
            results.append(result_of_error(error))
        except (KeyError, TypeError, ValueError, AttributeError, HuepassError):
            results.append({"error": _BAD_CASE})
    return results


def _typed(value: Any, kind: type[_T]) -> _T:
    # In JSON true is no number, whatever Python says.
    if type(value) is not kind:
        raise TypeError
    return value
