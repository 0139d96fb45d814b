"""Two programs side by side, case by case."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .programs import PATIENCE, Failure, Lane

AHEAD = 4  # cases that the programs have got and not answered yet
# Answered at once, and only to notice that the answer before it is missing.
CANARY: dict[str, Any] = {"id": "canary", "root": "", "accept_paper": False, "steps": []}


@dataclass(frozen=True)
class Asked:
    """A case, and where in a stream of inputs its steps come from."""

    case: dict[str, Any]
    inputs: list[Any] = field(default_factory=list)
    """The inputs in the case, in the order of the steps from `first` on."""
    first: int = 0
    plain: bool = False
    """Whether the line is written without escapes, as far as that is possible."""

    def line(self) -> bytes:
        """The case as the programs get it."""
        if self.plain:
            try:
                return json.dumps(self.case, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                pass  # half a surrogate pair has no UTF-8
        return json.dumps(self.case).encode()


@dataclass(frozen=True)
class Pair:
    """What both programs made of a case."""

    asked: Asked
    one: Any
    other: Any

    def place(self) -> int | None:
        """The first step with different results; None if there is none."""
        if same(self.one, self.other):
            return None
        ones, others = results(self.one), results(self.other)
        for place, (one, other) in enumerate(zip(ones, others, strict=False)):
            if not same(one, other):
                return place
        return min(len(ones), len(others))


def results(answer: Any) -> list[Any]:
    """The results in an answer, as far as there are any."""
    found = answer.get("results") if isinstance(answer, dict) else None
    return found if isinstance(found, list) else []


def same(one: Any, other: Any) -> bool:
    """Whether these are the same JSON value; `true` and 1 are not, whatever Python says."""
    if isinstance(one, Failure) or isinstance(other, Failure):
        return False
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def right(result: Any, expect: Any) -> bool:
    """Whether a result is one that a case expects (spec appendix A, comparing)."""
    if isinstance(expect, dict) and expect.keys() == {"any"}:
        return any(right(result, one) for one in expect["any"])
    if expect == {"error": "*"}:
        return isinstance(result, dict) and result.keys() == {"error"}
    return same(result, expect)


class Both:
    """The two programs, running."""

    def __init__(self, commands: Sequence[Sequence[str]], patience: float = PATIENCE) -> None:
        self._lanes = [Lane(command, patience) for command in commands]

    def ask(self, case: dict[str, Any]) -> Pair:
        """What both make of one case."""
        [pair] = self.ask_all([Asked(case)])
        return pair

    def ask_all(self, stream: Iterable[Asked]) -> Iterator[Pair]:
        """What both make of each case, in order; a case is made while earlier ones are answered."""
        waiting: list[Asked] = []
        for asked in stream:
            self._give(asked)
            waiting.append(asked)
            if len(waiting) > AHEAD:
                yield self._take(waiting.pop(0))
        self._give(Asked(CANARY))
        for asked in waiting:
            yield self._take(asked)
        self._take(Asked(CANARY))

    def end(self) -> list[str]:
        """End both; complaints about lines that nobody asked for."""
        rests = [lane.end() for lane in self._lanes]
        return [f"more answers than cases: {rest[:3]}" for rest in rests if rest]

    def _give(self, asked: Asked) -> None:
        line = asked.line()
        for lane in self._lanes:
            lane.give(asked.case["id"], line)

    def _take(self, asked: Asked) -> Pair:
        one, other = (lane.take() for lane in self._lanes)
        return Pair(asked, one, other)
