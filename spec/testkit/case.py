"""What a test case is made of (spec appendix A): steps, each with the right result beside it.

    Case("revoked/first-of-three", "the serial is the first of three", "5.3",
         [load(forge.trust_list()), load(one_list), show(forge.paper(), error("revoked"))])

The results are written by hand, from the specification. Nothing here asks an implementation.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import forge

Result = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One step: what a gate is given, and the right result."""

    given: Mapping[str, Any]
    expect: Result


@dataclass(frozen=True)
class Case:
    """One gate's life. `spec` is the section that decides the last step."""

    id: str
    comment: str
    spec: str
    steps: Sequence[Step]
    root: bytes = forge.root()
    accept_paper: bool = True

    def line(self) -> str:
        """The case as one line of JSON, without a line end."""
        case = {
            "id": self.id,
            "comment": self.comment,
            "spec": self.spec,
            "root": self.root.hex(),
            "accept_paper": self.accept_paper,
            "steps": [dict(step.given) for step in self.steps],
            "expect": [step.expect for step in self.steps],
        }
        return json.dumps(case, ensure_ascii=False)


def loaded(number: int = 1, *errors: str) -> Result:
    """What a file gives of which so many documents are good."""
    return {"loaded": number} | ({"errors": list(errors)} if errors else {})


def error(reason: str) -> Result:
    """A refusal."""
    return {"error": reason}


def answer(
    action: str = "pass",
    *,
    colour: int = 1,
    level: str = "clear",
    issuer: str = "gz",
    medium: str = "live",
    stale: bool = False,
) -> Result:
    """A code's answer: that of an honest live code unless told otherwise."""
    return {
        "action": action,
        "colour": colour,
        "level": level,
        "issuer": issuer,
        "medium": medium,
        "stale": stale,
    }


def load(document: bytes, expect: Result | None = None, *, at: int = forge.NOW) -> Step:
    """A file is loaded; it is a good document unless told otherwise."""
    return Step({"at": at, "load": document.hex()}, loaded() if expect is None else expect)


def show(
    code: Any, expect: Result | None = None, *, at: int = forge.NOW, challenge: bytes | None = None
) -> Step:
    """A code is shown: a scanned text, an object or its bytes. It passes unless told otherwise."""
    given: dict[str, Any] = {"at": at, "show": code if isinstance(code, str) else forge.text(code)}
    if challenge is not None:
        given["challenge"] = challenge.hex()
    return Step(given, answer() if expect is None else expect)


# A gate that knows the issuer `gz`, and that nothing of it is revoked.
READY: Sequence[Step] = (load(forge.trust_list()), load(forge.revocation_list()))


def shown(
    id: str, comment: str, spec: str, code: Any, expect: Result | None = None, **rest: Any
) -> Case:
    """A case of one code shown to a gate that has all that it needs; the rest is as for `show`."""
    return Case(id, comment, spec, [*READY, show(code, expect, **rest)])
