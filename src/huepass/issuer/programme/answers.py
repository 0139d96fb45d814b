"""Answers to a programme's questions, as somebody sends them: JSON values."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from huepass.errors import HuepassError, Reason
from huepass.issuer.programme.facts import Answer, day_number
from huepass.issuer.programme.model import AnswerKind, Programme, Question

MAX_TEXT: Final = 200
"""Characters of an answer in one's own words."""
MAX_STAYS: Final = 50

NEEDED: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.YES_NO: "true or false is needed",
    AnswerKind.TEXT: f"a text of at most {MAX_TEXT} characters is needed",
    AnswerKind.CHOICE: "one of the question's choices is needed",
    AnswerKind.DATE: "a day like 2026-11-21 is needed, not one to come",
    AnswerKind.STAYS: 'a list like [["REGION", "2026-11-21"]] is needed, with known regions and '
    "no days to come",
}


def read_answers(programme: Programme, content: Mapping[str, Any], today: int) -> dict[str, Answer]:
    """The answers of a health report. `null` is no answer.

    Args:
        programme: whose questions they answer.
        content: by question.
        today: the ordinal of the local day.

    Raises:
        HuepassError: `answers_invalid`, with all that is wrong, but never with what was answered.
    """
    wrong: list[str] = []
    found: dict[str, Answer] = {}
    for name, question in programme.questions.items():
        value = content.get(name)
        answer = None if value is None else read_answer(question, programme.regions, value, today)
        if answer is not None:
            found[name] = answer
        elif value is not None:
            wrong.append(f"{name}: {NEEDED[question.kind]}")
        elif question.required:
            wrong.append(f"{name}: is missing")
    if not set(content) <= set(programme.questions):
        known = ", ".join(programme.questions) or "none"
        wrong.append(f"there is a question that the programme has not; it has: {known}")
    if wrong:
        raise HuepassError(Reason.ANSWERS_INVALID, "; ".join(wrong))
    return found


def read_answer(
    question: Question, regions: Collection[str], value: Any, today: int
) -> Answer | None:
    """The answer to a question, or None if it is none; see `NEEDED`.

    Args:
        question: what it answers.
        regions: the programme's, by ID.
        value: as JSON has it.
        today: the ordinal of the local day.
    """
    match question.kind:
        case AnswerKind.YES_NO:
            return value if isinstance(value, bool) else None
        case AnswerKind.TEXT:
            fits = isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable()
            return str(value) if fits else None
        case AnswerKind.CHOICE:
            return value if isinstance(value, str) and value in question.choices else None
        case AnswerKind.DATE:
            return value if _is_past(value, today) else None
    if not isinstance(value, list) or len(value) > MAX_STAYS:
        return None
    stays = []
    for stay in value:
        if not isinstance(stay, list) or len(stay) != 2:
            return None
        region, day = stay
        if not isinstance(region, str) or region not in regions or not _is_past(day, today):
            return None
        stays.append((region, day))
    return tuple(stays)


def _is_past(value: Any, today: int) -> bool:
    day = day_number(value)
    return day is not None and day <= today
