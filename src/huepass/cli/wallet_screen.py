"""How a wallet shows a code: colour, words, until when; alive on a terminal."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from rich.align import Align
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from huepass.cli.output import console
from huepass.core import Colour
from huepass.drawing import shade_of
from huepass.errors import HuepassError, Reason
from huepass.messages import Message, explain
from huepass.qr import for_terminal
from huepass.wallet.person import Person
from huepass.wallet.show import Shown, next_proof

CHALLENGE_SECONDS: Final = 60  # a gate's challenge is dead after that (spec section 4)
_BLACK_ON: Final = (Colour.YELLOW, Colour.ORANGE)
# For issuers that don't say what they call their colours.
_NAMES: Final = {
    Colour.GREY: Message("grey", "灰色"),
    Colour.GREEN: Message("green", "绿色"),
    Colour.YELLOW: Message("yellow", "黄色"),
    Colour.RED: Message("red", "红色"),
    Colour.BLUE: Message("blue", "蓝色"),
    Colour.ORANGE: Message("orange", "橙色"),
    Colour.PLAIN: Message("plain", "无色"),
}
_UNKNOWN: Final = Message("unknown colour", "未知颜色")


def colour_words(person: Person, colour: int) -> str:
    """A colour in Chinese and English: the issuer's labels, else its plain name."""
    entry = person.colours.get(colour)
    labels = entry.labels if entry else {}
    plain = _NAMES[Colour(colour)] if colour in tuple(Colour) else _UNKNOWN
    return f"{labels.get('zh', plain.zh)} {labels.get('en', plain.en)}"


def issuer_words(person: Person) -> str:
    """The issuer's name in Chinese and English, else its address."""
    names = person.issuer_names
    words = [names[language] for language in ("zh", "en") if language in names]
    return " ".join(dict.fromkeys(words)) or person.issuer


def local(seconds: int) -> str:
    """A time for people, in this machine's time zone."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")


def facts(shown: Shown) -> list[str]:
    """What is to be read beside the code."""
    lines = [
        f"{colour_words(shown.person, shown.held.colour)}  ·  {issuer_words(shown.person)}",
        f"{shown.person.name}",
        f"无网络可用至 Works without network until: {local(shown.works_until)}",
    ]
    if shown.repeated:
        lines.append(
            "本时段的码均已出示过，此码为重复出示，检查点之间可能关联。\n"
            "All codes of this period have been shown: two gates that compare could link this one."
        )
    return lines


def show_once(shown: Shown, text: str) -> None:
    """Print the code and what belongs to it, once."""
    out = console()
    out.print(Text(for_terminal(text, "L"), style="black on white"), soft_wrap=True)
    for line in facts(shown):
        out.print(Text(line), soft_wrap=True)


def show_live(
    bring_up: Callable[[int], Shown],
    challenge: bytes | None,
    clock: Callable[[], float],
    out: Console,
) -> str:
    """Show the code until someone presses Ctrl-C or there is nothing more to show.

    Args:
        bring_up: chooses a credential for a time; asked again when a new window has come.
        challenge: the gate's, or None.
        clock: seconds since the epoch.
        out: a terminal.

    Returns:
        why it ended, in both languages.

    Raises:
        WalletError: `strip_ended` if there is nothing to show to begin with.
        HuepassError: `terminal_too_small`.
    """
    drawn = frames(bring_up, challenge, clock, out)
    first = next(drawn)
    assert not isinstance(first, str)
    # On a screen of its own, so that no code stays in the terminal's memory.
    with Live(first, console=out, screen=True, auto_refresh=False) as live:
        try:
            for frame in drawn:
                if isinstance(frame, str):
                    return frame
                live.update(frame, refresh=True)
                time.sleep(1 - clock() % 1)
        except KeyboardInterrupt:
            return ""
    return ""


def frames(
    bring_up: Callable[[int], Shown],
    challenge: bytes | None,
    clock: Callable[[], float],
    out: Console,
) -> Iterator[RenderableType | str]:
    """What to draw each time the clock is looked at; a text at the end, which says why.

    Args:
        bring_up: as for `show_live`.
        challenge: the gate's, or None.
        clock: seconds since the epoch.
        out: tells the size that there is.

    Raises:
        WalletError: `strip_ended` if there is nothing to show to begin with.
        HuepassError: `terminal_too_small`.
    """
    started = now = clock()
    shown = bring_up(int(now))
    code, renew_at = "", 0.0
    while True:
        if challenge is not None and now >= started + CHALLENGE_SECONDS:
            yield "验证码已过期，请扫描新的。\nThe gate's question has expired; scan the new one."
            return
        if now >= shown.show_until:
            try:
                shown = bring_up(int(now))
            except HuepassError as error:
                if error.reason != Reason.STRIP_ENDED:
                    raise
                yield f"{explain(error.reason, 'zh')}\n{explain(error.reason, 'en')}"
                return
            renew_at = 0.0
        # Also when the clock was set back: a proof from the future is refused.
        if not renew_at - 10 <= now < renew_at:
            code = for_terminal(shown.text(int(now), challenge), "L")
            renew_at = next_proof(now)
        yield _panel(shown, code, now, out)
        now = clock()


def _panel(shown: Shown, code: str, now: float, out: Console) -> RenderableType:
    red, green, blue = shade_of(shown.held.colour)
    ink = "black" if shown.held.colour in _BLACK_ON else "white"
    words, *rest = facts(shown)
    clock = datetime.fromtimestamp(now).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    lines = code.split("\n")
    width, height = len(lines[0]) + 4, len(lines) + 4  # with border, words and clock
    if out.width < width or out.height < height:
        raise HuepassError(Reason.TERMINAL_TOO_SMALL, f"{width} x {height} characters are needed")
    # The code comes first; of what is said below it, what there is room for.
    below = [clock, *(line for fact in rest for line in fact.split("\n"))]
    below = below[: out.height - height + 1]
    body = Group(
        Align.center(Text(words, style="bold")),
        Align.center(Text(code, style="black on white", no_wrap=True)),
        *(Align.center(Text(line)) for line in below),
    )
    return Panel(body, style=f"{ink} on rgb({red},{green},{blue})", padding=(0, 1))
