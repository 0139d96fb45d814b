"""Objections: what a person says against their colour, and what an authority answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_WORDS: Final = 2000  # characters


class Verdict(StrEnum):
    """What an objection came to."""

    UPHELD = "upheld"
    REJECTED = "rejected"


class State(StrEnum):
    """Which objections are listed."""

    OPEN = "open"
    """Those without an answer, overdue or not."""
    OVERDUE = "overdue"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection. Times are seconds since the epoch."""

    id: int
    handle: str
    person_id: int
    words: str
    colour: int
    """The person's when they objected."""
    reason: str
    authority: str
    """Who answers."""
    filed_at: int
    due_at: int
    """Until when it is to be answered."""
    answered_at: int | None = None
    verdict: Verdict | None = None
    answer: str | None = None
    """The authority's words."""

    def state(self, now: int) -> State:
        """Answered, overdue, or open with time left."""
        if self.answered_at is not None:
            return State.ANSWERED
        return State.OVERDUE if now >= self.due_at else State.OPEN


def cleaned(text: str) -> str | None:
    """Words of several lines, without spaces around them.

    None if they are empty, over 2,000 characters, or have control characters besides line ends.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > MAX_WORDS:
        return None
    # A space as wide as a Chinese character is not printable by isprintable().
    plain = text.replace("\n", "").replace("\u3000", "")
    return text if not plain or plain.isprintable() else None
