"""All benchmarks one after the other: python -m bench."""

import platform
import sys

from bench import engine, gate, gate_page, lists, reevaluate, strips


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}, {sys.platform}\n")
    gate.main()
    print()
    lists.main()
    print()
    engine.main()
    print()
    reevaluate.main()
    print()
    strips.main()
    print()
    gate_page.main()


if __name__ == "__main__":
    main()
