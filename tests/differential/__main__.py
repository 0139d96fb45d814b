"""The command `python -m tests.differential`."""

import argparse
import json
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

from . import broken, stream, typescript
from .compare import Asked, Both, results, right, same
from .programs import PYTHON, Failure
from .reduce import reduced
from .scene import vector_files
from .tally import Difference, Tally

PART = 4000  # inputs that one pair of programs answers before a new pair is started
SHOWN = 10  # differences that are shown, each with its case
Commands = tuple[Sequence[str], Sequence[str]]


def vectors(commands: Commands) -> Tally:
    """All vectors, compared and also against what they expect."""
    tally = Tally()
    both = Both(commands)
    lines = [(name, line) for name, text in vector_files() for line in text if line]
    cases = [(name, json.loads(line)) for name, line in lines]
    for (name, case), pair in zip(cases, both.ask_all(Asked(c) for _, c in cases), strict=True):
        tally.add(pair)
        for who, answer in (("the first", pair.one), ("the second", pair.other)):
            wrong = _unexpected(answer, case)
            if wrong:
                tally.complaints.append(f"{name}, {case['id']}: {who} program: {wrong}")
    tally.complaints += both.end()
    print(f"{len(cases)} vectors compared, {len(tally.differences)} differ")
    return tally


def _unexpected(answer: Any, case: dict[str, Any]) -> str:
    if isinstance(answer, Failure):
        return answer.why
    found, expect = results(answer), case["expect"]
    if len(found) != len(expect):
        return f"{len(found)} results instead of {len(expect)}"
    for step, (result, one) in enumerate(zip(found, expect, strict=True)):
        if not right(result, one):
            return f"step {step}: {json.dumps(result)} instead of {json.dumps(one)}"
    return ""


def part(commands: Commands, seed: int, start: int, stop: int) -> Tally:
    """Some of the inputs, by a pair of programs of their own."""
    tally = Tally()
    both = Both(commands)
    for pair in both.ask_all(stream.cases(seed, start, stop)):
        tally.add(pair)
        if len(tally.differences) > 20 * SHOWN:
            tally.complaints.append("there are so many differences that the rest was left out")
            break
    else:
        tally.complaints += both.end()
    return tally


def parts(commands: Commands, seed: int, count: int, workers: int) -> Tally:
    """All inputs, by several pairs of programs at the same time."""
    tally = Tally()
    spans = [(start, min(start + PART, count)) for start in range(0, count, PART)]
    if workers == 1 or len(spans) == 1:
        for start, stop in spans:
            tally.merge(part(commands, seed, start, stop))
        return tally
    with ProcessPoolExecutor(workers) as pool:
        running = [pool.submit(part, commands, seed, start, stop) for start, stop in spans]
        for done in as_completed(running):
            tally.merge(done.result())
    return tally


def shown(commands: Commands, seed: int, differences: list[Difference]) -> Iterator[str]:
    """For each difference its answers, the command to see it again, and a short case line."""
    both = Both(commands)
    of_vectors = [found for found in differences if found.index < 0]
    of_inputs = sorted(
        (found for found in differences if found.index >= 0), key=lambda one: one.index
    )
    for found in of_vectors[:SHOWN] + of_inputs[:SHOWN]:
        case = reduced(found.case, found.place, lambda one: both.ask(one).place() is not None)
        pair = both.ask(case)
        yield f"DIFFERENT: {found.case['id']}, step {found.place}"
        if found.index >= 0:
            yield f"  python -m tests.differential --seed {seed} --only {found.index}"
        ones = (pair.one, pair.other)
        if same(*ones):
            yield "  (and not when asked again)"
            ones = (found.one, found.other)
        for who, answer in zip(("first", "second"), ones, strict=True):
            yield f"  {who}: {_short(answer)}"
        yield json.dumps(case)
    both.end()
    left = max(0, len(of_vectors) - SHOWN) + max(0, len(of_inputs) - SHOWN)
    if left:
        yield f"and {left} more"


def _short(answer: Any) -> str:
    if isinstance(answer, Failure):
        return answer.why
    return json.dumps((results(answer) or [answer])[-1])


def only(commands: Commands, seed: int, index: int) -> Tally:
    """One input, in the case that it belongs to; prints what both make of it."""
    tally = Tally()
    both = Both(commands)
    first = index - index % stream.EACH
    for pair in both.ask_all(stream.cases(seed, first, first + stream.EACH)):
        for place, (number, one) in enumerate(pair.asked.inputs, pair.asked.first):
            if number == index:
                print(f"{one.family}, {'signed again' if one.signed else 'not signed again'}")
                print(json.dumps(_alone(pair.asked, place)))
                for who, answer in (("first", pair.one), ("second", pair.other)):
                    found = results(answer)
                    print(f"  {who}: {_short(found[place] if place < len(found) else answer)}")
                tally.add(pair)
    both.end()
    return tally


def _alone(asked: Asked, place: int) -> dict[str, Any]:
    steps = asked.case["steps"]
    return {**asked.case, "steps": [*steps[: asked.first], steps[place]]}


def main(arguments: list[str] | None = None) -> int:
    """Run, print what came of it, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000, help="inputs after the vectors")
    parser.add_argument("--workers", type=int, default=2, help="pairs of programs at a time")
    parser.add_argument("--only", type=int, metavar="INDEX", help="one input of this seed")
    parser.add_argument("--against", metavar="COMMAND", help="instead of the TypeScript program")
    asked = parser.parse_args(arguments)
    try:
        other = shlex.split(asked.against) if asked.against else typescript.command()
    except typescript.Missing as missing:
        print(f"The TypeScript program can't be run: {missing}")
        return 2
    commands: Commands = (PYTHON, tuple(other))
    began = time.monotonic()
    if asked.only is not None:
        tally = only(commands, asked.seed, asked.only)
        shortcomings = []
    else:
        tally = vectors(commands)
        tally.merge(parts(commands, asked.seed, asked.count, asked.workers))
        for name, command in (("first", commands[0]), ("second", commands[1])):
            tally.complaints += [f"{name}: {why}" for why in broken.complaints(command)]
        shortcomings = tally.shortcomings()
        print(f"{tally.table()}, in {time.monotonic() - began:.0f} s")
    for line in shown(commands, asked.seed, tally.differences) if tally.differences else ():
        print(line)
    for line in (*tally.complaints, *shortcomings):
        print(f"WRONG: {line}")
    print(f"{len(tally.differences)} cases with different answers")
    return 1 if tally.differences or tally.complaints or shortcomings else 0


if __name__ == "__main__":
    sys.exit(main())
