"""What an issuer has on record about a person, in words, each thing on one line."""

from typing import Any

from huepass.wallet.holder import both, plain


def on_record(content: dict[str, Any]) -> str:
    """One thing on record, on one line."""
    match content.get("kind"):
        case "report":
            return "填报 report: " + "; ".join(
                f"{named(one, 'question')} {_answer(one)}" for one in parts(content, "answers")
            )
        case "reading":
            point = plain(content.get("point"))
            return f"体温 temperature: {_plain_number(content.get('temperature'))} °C {point}"
        case "category":
            what = "解除 released from" if content.get("lifted") is True else "认定 put into"
            because = named(content, "because")
            words = f"{what}: {named(content, 'category')}, {named(content, 'authority')}"
            return f"{words} ({because})" if because else words
        case "application":
            words = f"{named(content, 'applicant')}, {named(content, 'document')}"
            return f"申请 application: {words}"
        case "evidence":
            return f"依据 evidence: {named(content, 'evidence')}"
        case "decision":
            words = f"{plain(content.get('colour'))}: {plain(content.get('words'))}"
            return f"决定 decision: {words}"
        case other:
            return plain(other, 64)


def _answer(given: dict[str, Any]) -> str:
    answer = given.get("answer")
    if isinstance(answer, bool):
        return "是 yes" if answer else "否 no"
    if isinstance(answer, list):
        return ", ".join(" ".join(map(plain, one)) for one in answer if isinstance(one, list))
    return both(given.get("label")) or plain(answer)


def part(whole: dict[str, Any], key: str) -> dict[str, Any]:
    """An object within what the issuer said; an empty one if there is none."""
    found = whole.get(key)
    return found if isinstance(found, dict) else {}


def parts(whole: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of a list within it."""
    found = whole.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def named(whole: dict[str, Any], key: str) -> str:
    """What something is called, in both languages, or its ID."""
    one = part(whole, key)
    return both(one.get("name")) or plain(one.get("id"), 64)


def _plain_number(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else "-"
