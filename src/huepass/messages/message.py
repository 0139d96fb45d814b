"""A sentence in both languages."""

from typing import Literal, NamedTuple

Language = Literal["en", "zh"]


class Message(NamedTuple):
    """One sentence in both languages."""

    en: str
    zh: str
