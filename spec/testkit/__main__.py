"""The command `python -m spec.testkit`."""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from . import cases, issuer_cases
from .case import Case

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def all_cases() -> dict[str, list[Case]]:
    """Every case, by the name of its file."""
    names = sorted(module.name for module in iter_modules(cases.__path__))
    return {name: list(import_module(f"{cases.__name__}.{name}").cases()) for name in names}


def issuer_cases_by_name() -> dict[str, list[Any]]:
    """Every case for accepting issuers (spec section 11.8), by the name of its file."""
    names = sorted(module.name for module in iter_modules(issuer_cases.__path__))
    found = {name: import_module(f"{issuer_cases.__name__}.{name}") for name in names}
    return {f"issuer/{name}": list(module.cases()) for name, module in found.items()}


def files() -> dict[str, str]:
    """What stands in each file of vectors, by its name."""
    return {
        f"{name}.jsonl": "".join(case.line() + "\n" for case in some)
        for name, some in {**all_cases(), **issuer_cases_by_name()}.items()
    }


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the vectors, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m spec.testkit", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    asked = parser.parse_args(arguments)
    made = files()
    found = {
        path.relative_to(VECTORS).as_posix(): path.read_text("utf-8")
        for path in sorted(VECTORS.rglob("*.jsonl"))
    }
    if asked.check:
        wrong = sorted(name for name in made.keys() | found if made.get(name) != found.get(name))
        print("\n".join(f"{name} is not what the testkit makes" for name in wrong) or "unchanged")
        return 1 if wrong else 0
    for name in found.keys() - made:
        (VECTORS / name).unlink()
    for name, text in made.items():
        (VECTORS / name).parent.mkdir(exist_ok=True)
        (VECTORS / name).write_text(text, "utf-8")
    print(f"{sum(text.count(chr(10)) for text in made.values())} cases in {len(made)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
