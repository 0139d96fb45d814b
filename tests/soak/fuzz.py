"""A million inputs, each with its expected answer: `python -m tests.soak.fuzz --count 1000000`.

Every input is made from the seed and its index alone, so that one that fails can be made again.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from random import Random

from huepass.errors import Reason

from . import bundles, loads, others, shows
from .outcome import Outcome

FAMILIES = (
    *[shows.faulty] * 42,
    *[shows.mutated] * 13,
    *[shows.spoilt] * 6,
    *[shows.replayed] * 4,
    *[loads.faulty] * 19,
    *[loads.mutated] * 9,
    *[loads.spoilt] * 2,
    *[others.first_root] * 2,
    *[others.challenge] * 2,
    bundles.sequence,
)
# Spec section 7: the codes', then the documents'.
NORMATIVE = tuple(
    str(reason) for reason in tuple(Reason)[: tuple(Reason).index(Reason.EVIDENCE_NOT_ACCEPTED)]
)
EACH = 500 / 1_000_000  # of the inputs reach each of the reasons at least
CHUNK = 1000


class Tally:
    """What came of many inputs."""

    def __init__(self) -> None:
        self.results: Counter[str] = Counter()
        self.families: Counter[str] = Counter()
        self.inputs = 0
        self.signed = 0
        self.wrong: list[tuple[int, str]] = []

    def add(self, outcome: Outcome) -> None:
        """Count one input."""
        self.inputs += 1
        self.signed += outcome.signed
        self.results.update(outcome.results)
        self.families[outcome.family] += 1

    def merge(self, other: "Tally") -> None:
        """Count another tally's inputs as well."""
        self.inputs += other.inputs
        self.signed += other.signed
        self.results += other.results
        self.families += other.families
        self.wrong += other.wrong

    def complaints(self) -> list[str]:
        """Why this wasn't enough, or empty."""
        least = max(1, round(self.inputs * EACH))
        rare = [
            f"{reason} was reached {self.results[reason]} times, not {least}"
            for reason in NORMATIVE
            if self.results[reason] < least
        ]
        if 2 * self.signed < self.inputs:
            rare.append(f"only {self.signed} of {self.inputs} were signed again")
        return rare


def examine(seed: int, index: int) -> Outcome:
    """Make one input and compare the answer with the expected one; raises whatever goes wrong."""
    rng = Random((seed << 40) + index)
    return rng.choice(FAMILIES)(rng)


def examine_all(seed: int, start: int, stop: int) -> Tally:
    """Examine the inputs from `start` to before `stop`."""
    tally = Tally()
    for index in range(start, stop):
        try:
            tally.add(examine(seed, index))
        except Exception as error:  # any error but the expected is what is looked for
            tally.wrong.append((index, f"{type(error).__name__}: {error}"))
    return tally


def main(arguments: list[str] | None = None) -> int:
    """Run, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, help="the index of one input")
    asked = parser.parse_args(arguments)
    if asked.only is not None:
        print(examine(asked.seed, asked.only))
        return 0
    began = time.monotonic()
    tally = Tally()
    part = partial(examine_all, asked.seed)
    with ProcessPoolExecutor(asked.workers) as pool:
        chunks = [
            pool.submit(part, start, min(start + CHUNK, asked.count))
            for start in range(0, asked.count, CHUNK)
        ]
        for chunk in as_completed(chunks):
            tally.merge(chunk.result())
    for name, number in (
        *tally.families.most_common(),
        *((r, tally.results[r]) for r in NORMATIVE),
    ):
        print(f"{number:10} {name}")
    print(f"{tally.inputs:10} inputs, {tally.signed} of them signed again after a change", end="")
    print(f", in {time.monotonic() - began:.0f} s")
    for index, why in sorted(tally.wrong)[:20]:
        print(f"WRONG: {why}\n  python -m tests.soak.fuzz --seed {asked.seed} --only {index}")
    complaints = tally.complaints()
    print("\n".join(complaints), end="\n" * bool(complaints))
    return 1 if tally.wrong or complaints else 0


if __name__ == "__main__":
    sys.exit(main())
