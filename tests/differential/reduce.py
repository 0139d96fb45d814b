"""Making a case on which two programs differ smaller."""

from collections.abc import Callable
from typing import Any

Case = dict[str, Any]


def reduced(case: Case, place: int, differs: Callable[[Case], bool]) -> Case:
    """The case with as few steps as still show the difference that was first at this place."""
    steps = case["steps"][: place + 1]
    short = {**case, "steps": steps}
    if not differs(short):
        return case  # it takes more than the steps before it, or was an accident
    size = len(steps) // 2
    while size:
        at = 0
        while at + size < len(steps):
            fewer = steps[:at] + steps[at + size :]
            if differs({**case, "steps": fewer}):
                steps = fewer
            else:
                at += size
        size //= 2
    return {**case, "steps": steps}
