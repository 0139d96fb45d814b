"""Lines that are no cases. What is answered to them is not specified, only that all are answered.

A program must write one line for each line that is not blank, and a JSON object; and the good case
in between must get its right answer, so that nothing was left out or put in.
"""

import json
from collections.abc import Sequence
from typing import Any

from tests.soak.world import T0, places

from .compare import same
from .programs import PATIENCE, Program

STEP: dict[str, Any] = {"at": T0, "load": "00"}
GOOD: dict[str, Any] = {
    "root": places()["fresh"].state.root.document.hex(),
    "accept_paper": True,
    "steps": [STEP],
}
RIGHT = [{"error": "bad_structure"}]
VALUES: tuple[Any, ...] = (None, True, 0, -1, 1.5, 1e300, 10**40, "", "x", "0", "zz", "Ā", [], {})


def lines() -> list[bytes]:
    """The lines, without any that is good."""
    found = [
        b"{", b"}", b"nothing", b"null", b"true", b"0", b'"x"', b"[]", b"{}", b"[{}]", b"{]", b'"',
        b'{"id": "a"', b'{"id": "a"} {"id": "b"}', b'{"id": "a",}', b"{'id': 1}", b"NaN", b"-",
        b'{"id": "\\ud800"}', b'{"id": "\xff"}', b"\xff\xfe", b"\xef\xbb\xbf{}", b"\x00", b"1e999",
        b'{"id": "a", "id": "b", "steps": []}', b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000,
        b'"' + b"x" * 1_000_000, b'{"id": {"a": [1]}, "steps": []}', b'{"steps": [null]}',
    ]  # fmt: skip
    found += [_line(GOOD | {"id": value}) for value in VALUES]
    for key in GOOD:
        found.append(_line({name: content for name, content in GOOD.items() if name != key}))
        found += [_line(GOOD | {key: value}) for value in VALUES]
    for key in ("at", "load", "show", "challenge"):
        step = STEP if key in STEP else {"at": T0, "show": "HP1:", "challenge": "00" * 8}
        fewer = {name: content for name, content in step.items() if name != key}
        found.append(_line(GOOD | {"steps": [fewer]}))
        found += [_line(GOOD | {"steps": [step | {key: value}]}) for value in VALUES]
    found += [_line(GOOD | {"steps": [value]}) for value in VALUES]
    found.append(_line(GOOD | {"steps": [STEP | {"show": "HP1:"}]}))
    found.append(_line(GOOD | {"expect": 1, "comment": [], "spec": None, "later": {}}))
    return found


def _line(case: Any) -> bytes:
    return json.dumps(case).encode()


def complaints(command: Sequence[str], patience: float = PATIENCE) -> list[str]:
    """What the program made of these lines that it must not."""
    program = Program(command, patience)
    found = []
    for place, line in enumerate(lines()):
        good = {"id": f"good {place}"}
        for one in (line, b"", b"  \t ", _line(good | GOOD)):
            program.send(one)
        answers = [program.receive()]
        if not same(_parsed(answers[0]), good | {"results": RIGHT}):
            answers.append(program.receive())
        if not answers[-1]:
            return [*found, f"it ended on {line[:100]!r}: {program.stop()}"]
        if len(answers) == 1 or not same(_parsed(answers[1]), good | {"results": RIGHT}):
            program.stop()
            return [*found, f"{line[:100]!r} is not answered by one line: {answers[0][:100]!r}"]
        if not isinstance(_parsed(answers[0]), dict):
            found.append(f"{line[:100]!r} is not answered by an object: {answers[0][:100]!r}")
    rest = program.end()
    return [*found, f"more lines than there were cases: {rest[:3]}"] if rest else found


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
