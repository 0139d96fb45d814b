"""Leaves out every check of the core, one at a time: `python -m tests.soak.checks_matter`.

Each time the tests of the core must fail. A mutant that they don't notice survives, and is shown.
One that runs for too long, or breaks the import, has been noticed.

With `--vectors` it is the vectors of the specification that must notice: a gate written from it is
tested with nothing else.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import hypothesis
import pytest

from .answers import answer_all, vectors
from .equivalent import EQUIVALENT
from .mutants import Mutant, mutants_of
from .unreachable import UNREACHABLE

HOME = Path(__file__).resolve().parents[2]
CORE = HOME / "src/huepass/core"
TESTS = HOME / "tests/core"
TIME_LIMIT = 180.0  # seconds for the tests of one mutant
VECTORS_TIME_LIMIT = 60.0  # seconds for the vectors
MEMORY_LIMIT = 4 << 30  # bytes
NOT_RUN = 99  # a status: nothing was tested


def all_mutants() -> list[Mutant]:
    """Every mutant of the core."""
    return [mutant for path in sorted(CORE.glob("*.py")) for mutant in mutants_of(path)]


@contextmanager
def copied_source() -> Iterator[Path]:
    """A copy of `src` that may be changed."""
    with tempfile.TemporaryDirectory(prefix="huepass-mutants-") as folder:
        copy = Path(folder) / "src"
        shutil.copytree(HOME / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
        yield copy


def passes(run: Callable[[], int], time_limit: float) -> bool:
    """Whether this ends with status 0, and in time, in a process of its own."""
    child = os.fork()
    if child == 0:
        status = 70
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
            silent = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silent, stream)
            status = run()
        finally:
            os._exit(status)
    until = time.monotonic() + time_limit
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == NOT_RUN:
                raise RuntimeError("pytest could not run")
            return status == 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def run_tests(source: Path, module: str, own_only: bool) -> int:
    """The tests of the core, those of a module first."""
    os.chdir(HOME)
    # Bytecode would be taken for that of a later mutant of the same size and second.
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(source))
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    # Most are noticed by the module's own tests, so the others aren't even collected before.
    own = TESTS / f"test_{module}.py"
    others = [path for path in sorted(TESTS.glob("test_*.py")) if path != own and not own_only]
    for files in ([own] if own.exists() else [], others):
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:cov"]
        options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # imported before the fork
        status = pytest.main([*options, *map(str, files)]) if files else 0
        if status:
            return NOT_RUN if status > 2 else int(status)
    return 0


def all_pass(source: Path, module: str, asked: argparse.Namespace) -> bool:
    """Whether what is asked for passes with this source."""
    if asked.vectors:
        return passes(partial(answer_all, source), VECTORS_TIME_LIMIT)
    return passes(partial(run_tests, source, module, asked.own), TIME_LIMIT)


def survives(mutant: Mutant, asked: argparse.Namespace) -> bool:
    """Whether everything passes all the same."""
    with copied_source() as source:
        (source / "huepass/core" / mutant.file).write_text(mutant.source)
        return all_pass(source, mutant.file.removesuffix(".py"), asked)


def main(arguments: list[str] | None = None) -> int:
    """Try the mutants, show the survivors, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="try only so many, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="only mutants whose name contains this")
    parser.add_argument("--own", action="store_true", help="only each module's own tests")
    parser.add_argument("--vectors", action="store_true", help="the vectors in place of the tests")
    parser.add_argument("--list", action="store_true", help="show the mutants and stop")
    asked = parser.parse_args(arguments)
    mutants = all_mutants()
    beyond = tuple(UNREACHABLE) if asked.vectors else ()
    known = {one.name for one in mutants if one.name.startswith(beyond)} | EQUIVALENT.keys()
    unknown = EQUIVALENT.keys() - {mutant.name for mutant in mutants}
    unknown |= {start for start in beyond if not any(one.startswith(start) for one in known)}
    mutants = [one for one in mutants if asked.only in one.name and one.name not in known]
    if asked.sample is not None:
        random.Random(asked.seed).shuffle(mutants)
        mutants = mutants[: asked.sample]
    if asked.list:
        print("\n".join(f"{mutant.line}: {mutant.name}" for mutant in mutants))
        return 0
    if asked.vectors:
        vectors()  # read once, before the processes part
    with copied_source() as source:
        for module in (
            {mutant.file.removesuffix(".py") for mutant in mutants} if asked.own else [""]
        ):
            if not all_pass(source, module, asked):
                print(f"The tests fail with nothing left out {module}")
                return 1
    began = time.monotonic()
    survivors = []
    with ProcessPoolExecutor(asked.workers) as pool:
        running = {pool.submit(survives, mutant, asked): mutant for mutant in mutants}
        for done in as_completed(running):
            if done.result():
                survivors.append(running[done])
                print(
                    f"SURVIVES src/huepass/core/{running[done].file}:{running[done].line}", end="  "
                )
                print(running[done].name, flush=True)
    print(f"{len(mutants)} checks left out, {len(survivors)} of them unnoticed", end="")
    why = "change nothing" + (" that a vector can show" if asked.vectors else "")
    print(f", {len(known)} known to {why}, in {time.monotonic() - began:.0f} s")
    for name in sorted(unknown):
        print(f"There is no such mutant any more: {name}")
    return 1 if survivors or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
