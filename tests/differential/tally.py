"""What a run of inputs came to."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.soak.fuzz import NORMATIVE

from .compare import Pair, results
from .scene import Input

ENOUGH = 20_000  # inputs that must reach every reason


@dataclass(frozen=True)
class Difference:
    """A case on which the two programs differ."""

    index: int
    """Of the input, or -1 if it is none."""
    case: dict[str, Any]
    place: int
    one: Any
    other: Any


@dataclass
class Tally:
    """Counts over many inputs, and what went wrong."""

    families: Counter[str] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    inputs: int = 0
    signed: int = 0
    differences: list[Difference] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def add(self, pair: Pair) -> None:
        """Count the inputs in a case, and compare the answers."""
        found = results(pair.one)[pair.asked.first :]
        for place, (_, one) in enumerate(pair.asked.inputs):
            self._count(one, found[place] if place < len(found) else {})
        place = pair.place()
        if place is not None:
            nth = place - pair.asked.first
            inputs = pair.asked.inputs
            index = inputs[nth][0] if 0 <= nth < len(inputs) else inputs[0][0] if inputs else -1
            found = Difference(index, pair.asked.case, place, pair.one, pair.other)
            self.differences.append(found)

    def _count(self, one: Input, result: Any) -> None:
        self.inputs += 1
        self.signed += one.signed
        self.families[one.family] += 1
        self.results.update(outcomes(result))

    def merge(self, other: "Tally") -> None:
        """Count another tally's inputs as well."""
        self.families += other.families
        self.results += other.results
        self.inputs += other.inputs
        self.signed += other.signed
        self.differences += other.differences
        self.complaints += other.complaints

    def shortcomings(self) -> list[str]:
        """Why these inputs were not enough, or empty."""
        found = []
        if 2 * self.signed < self.inputs:
            found.append(f"only {self.signed} of {self.inputs} inputs were signed again")
        if self.inputs >= ENOUGH:
            missing = [reason for reason in NORMATIVE if not self.results[reason]]
            found += [f"no input reached {reason}" for reason in missing]
        return found

    def table(self) -> str:
        """The counts, one to a line."""
        others = [name for name in sorted(self.results) if name not in NORMATIVE]
        lines = [f"{number:10} {name}" for name, number in sorted(self.families.items())]
        lines += [""] * bool(lines)
        lines += [f"{self.results[name]:10} {name}" for name in (*others, *NORMATIVE)]
        share = 100 * self.signed / max(1, self.inputs)
        lines += ["", f"{self.inputs:10} inputs, {share:.1f} % signed again after a change"]
        return "\n".join(lines)


def outcomes(result: Any) -> list[str]:
    """The words in a result that say what came of a step, each once."""
    if not isinstance(result, dict):
        return ["no result"]
    found = [str(result["error"])] if "error" in result else []
    found += sorted({str(reason) for reason in result.get("errors", [])})
    found += ["loaded"] if result.get("loaded") else []
    found += [str(result["action"])] if "action" in result else []
    return found
