"""Where a run of inputs takes place: a gate, what it has loaded, and its clock."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Any

from tests.soak.world import DAY, T0, Place, places

HOME = Path(__file__).resolve().parents[2]
VECTORS = HOME / "spec/vectors"
LONGEST = 60_000  # characters of a vector that is changed; longer ones cost too much time
PLACES = [*["fresh"] * 14, *["stale"] * 2, *["no lists"] * 2, "no trust", "root ended"]
RATES = (0, 0.3, 0.3, 1, 1, 4, 30)  # seconds from one input to the next
SLOW = 1  # so that a scene is over before a code may be forgotten
REMEMBERED = 140  # seconds
JUMPS = (1, 5, 6, 60, 61, 140, 141, 299, 301, 3600, 6 * 3600, DAY, 8 * DAY, 31 * DAY)


@dataclass(frozen=True)
class Scene:
    """A gate as a case begins."""

    name: str
    """Tells it from all others of the same seed."""
    root: bytes
    accept_paper: bool
    steps: list[dict[str, Any]]
    start: int
    rate: float
    steady: bool = True
    """Whether the clock never comes back from more than 140 s away. A gate may then have forgotten
    a code or not (spec section 4.4), so codes are shown again in steady scenes only."""
    place: Place | None = None
    """What the gate knows, in a scene of the soak tests' federation."""
    given: list[dict[str, Any]] = field(default_factory=list)
    """The steps of the vector that is changed, in any other scene."""

    def clock(self, rng: Random, place: int) -> int:
        """The time of an input, mostly a little later than that of the one before."""
        now, other = self.start + int(place * self.rate), rng.random()
        if not self.steady and other < 0.06:
            return now + rng.choice(JUMPS) * rng.choice((1, -1))
        if self.place and self.steady and self.rate <= SLOW and other < 0.15:
            return self.start + rng.randrange(REMEMBERED + 1)
        return now


@dataclass(frozen=True)
class Input:
    """One document to load or code to show."""

    family: str
    given: dict[str, Any]
    """The step."""
    signed: bool
    """Whether it was changed and then signed again, by whoever should sign it."""
    root: bytes | None = None
    """The first root, for an input that is about that, and so needs a case of its own."""


Family = Callable[[Random, Scene, int], Input]
"""Makes an input for a scene and a time."""


@lru_cache(4)
def scene(seed: int, number: int) -> Scene:
    """The scene with this number."""
    name = f"{seed} {number}"
    rng = Random(f"scene {name}")
    found = vectors()
    if found and rng.random() < 0.25:
        return _of_vector(name, rng, rng.choice(found))
    return _of_world(name, rng)


def _of_world(name: str, rng: Random) -> Scene:
    place = places()[rng.choice(PLACES)]
    state = place.state
    start = T0 + rng.randrange(80_000)
    documents = [state.trust.document] if state.trust else []
    documents += [newest.document for newest in state.lists.values()]
    if rng.random() < 0.3:
        steps = [{"at": start, "load": b"".join(documents).hex()}] if documents else []
    else:
        steps = [{"at": start, "load": document.hex()} for document in documents]
    if not steps:
        steps = [{"at": start, "load": state.root.document.hex()}]
    accepts = rng.random() < 0.85
    rate, steady = rng.choice(RATES), rng.random() < 0.6
    return Scene(name, state.root.document, accepts, steps, start, rate, steady, place)


def _of_vector(name: str, rng: Random, case: dict[str, Any]) -> Scene:
    steps = case["steps"]
    # Before some of the steps there is most to be seen, and after all of them.
    count = rng.randint(0, len(steps))
    start = steps[min(count, len(steps) - 1)]["at"]
    root, rate = bytes.fromhex(case["root"]), rng.choice((0, 0.3, 1))
    return Scene(name, root, case["accept_paper"], steps[:count], start, rate, given=steps)


@cache
def vectors() -> list[dict[str, Any]]:
    """The vectors of the specification that can be changed: short, and with a steady clock."""
    lines = [line for _, text in vector_files() for line in text if len(line) <= LONGEST]
    cases = [json.loads(line) for line in lines]
    times = [[step["at"] for step in case["steps"]] for case in cases]
    return [case for case, at in zip(cases, times, strict=True) if at and at == sorted(at)]


def vector_files() -> list[tuple[str, list[str]]]:
    """The lines of each file of vectors, by the name of the file."""
    paths = sorted(VECTORS.glob("*.jsonl"))
    return [(path.name, path.read_text("utf-8").strip("\n").split("\n")) for path in paths]
