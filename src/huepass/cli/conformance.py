"""`huepass conformance`: the program that proves an implementation of a gate."""

import sys

import typer

from huepass.gate.conformance import answer_lines


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("conformance")(conformance)


def conformance() -> None:
    """Answer conformance cases from standard input. 从标准输入读取一致性用例并作答。

    One case as JSON on a line, one answer as JSON on a line.
    """
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    for answer in answer_lines(lines):
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
