"""How a gate's answer looks: a sign, a colour and words, so that each alone is enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.align import Align
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from huepass.core import Action, Answer, Medium
from huepass.errors import HuepassError
from huepass.messages import Language, Message, explain


@dataclass(frozen=True)
class _Look:
    sign: str
    word: Message
    style: str

    @property
    def words(self) -> str:
        return f"{self.sign}  {self.word.zh}  {self.word.en}"


# Black on yellow and white on the others: enough contrast for tired eyes.
_ACTIONS: Final[Mapping[Action, _Look]] = {
    Action.PASS: _Look("✓", Message("PASS", "通过"), "bold white on dark_green"),
    Action.CHECK: _Look("!", Message("CHECK", "核查"), "bold black on yellow"),
    Action.REFUSE: _Look("✗", Message("REFUSE", "拒绝"), "bold white on red3"),
}
_NOT_VALID: Final = _Look("✗", Message("NOT VALID", "无效"), "bold white on grey23")
_MEDIA: Final[Mapping[Medium, Message]] = {
    Medium.PAPER: Message("paper", "纸质"),
    Medium.LIVE: Message("live", "电子"),
}
_STALE: Final = Message("lists out of date, please update", "名单过期，请更新")


def in_both(texts: Mapping[str, str]) -> str:
    """A name or label in Chinese and English, or in whatever language there is."""
    chosen = [texts[language] for language in ("zh", "en") if language in texts]
    return " ".join(dict.fromkeys(chosen or list(texts.values())[:1]))


def answer_sentence(answer: Answer, language: Language) -> str:
    """The action and all that a gate says about a valid code, in one language."""
    medium = _MEDIA[answer.medium]
    parts = [
        getattr(_ACTIONS[answer.action].word, language),
        answer.labels.get(language, ""),
        getattr(medium, language),
        answer.issuer_names.get(language, answer.issuer),
        getattr(_STALE, language) if answer.stale else "",
    ]
    return ("；" if language == "zh" else "; ").join(part for part in parts if part)


def error_facts(error: HuepassError) -> list[str]:
    """What to do about a code that is not valid, in Chinese and in English."""
    return [explain(error.reason, "zh"), explain(error.reason, "en")]


def show_answer(console: Console, answer: Answer) -> None:
    """Show an answer: large and in colour on a terminal, in lines of text elsewhere."""
    facts = [
        in_both(answer.labels),
        _both(_MEDIA[answer.medium]),
        in_both(answer.issuer_names) or answer.issuer,
        _both(_STALE) if answer.stale else "",
    ]
    _show(console, _ACTIONS[answer.action], [fact for fact in facts if fact])


def show_error(console: Console, error: HuepassError) -> None:
    """Show that a code is not valid, and what to do."""
    _show(console, _NOT_VALID, error_facts(error))


def _both(message: Message) -> str:
    return f"{message.zh} {message.en}"


def _show(console: Console, look: _Look, facts: list[str]) -> None:
    if not console.is_terminal:
        for line in (look.words, *("   " + fact for fact in facts)):
            console.print(Text(line), soft_wrap=True)
        return
    lines = [Text(), Text(look.words, style="bold"), Text(), *map(Text, facts), Text()]
    body = Group(*(Align.center(line) for line in lines))
    console.print(Panel(body, style=look.style, padding=(0, 2)))
