"""What came of an input."""

from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """What an input was, and the reasons (or `answer`, `loaded`) that came of it."""

    family: str
    results: list[str]
    signed: bool
    """Whether it was changed and then signed again, by whoever should sign it."""


class Wrong(Exception):
    """An input was answered otherwise than it should have been."""


def require(condition: bool, why: str, got: Any) -> None:
    """Raise `Wrong` unless the condition holds."""
    if not condition:
        raise Wrong(f"{why}; instead: {got}")
