"""What a wallet draws as time goes by."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from huepass.cli.wallet_screen import colour_words, frames, issuer_words
from huepass.core import GateState, Policy, check
from huepass.errors import CodeRefused, HuepassError, Reason, WalletError
from huepass.wallet import Person, WalletFolder, accept, bring_up
from huepass.wallet.protocol import IssuerClient
from huepass.wallet.show import Shown
from terminal import drawn_text
from wallet.fake import FakeIssuer

POLICY = Policy(accept_paper=False)


class Screen:
    """A screen of a size, and a clock that the test sets."""

    def __init__(self, store: WalletFolder, person: Person, now: float) -> None:
        self.now = now
        self.brought_up = 0
        self.console = Console(width=90, height=50, force_terminal=True, color_system="truecolor")
        self._store, self._person = store, person

    def start(self, challenge: bytes | None = None) -> Iterator[RenderableType | str]:
        return frames(self._bring_up, challenge, lambda: self.now, self.console)

    def _bring_up(self, now: int) -> Shown:
        self.brought_up += 1
        return bring_up(self._store, self._person.id, now)

    def text(self, frame: RenderableType) -> str:
        with self.console.capture() as capture:
            self.console.print(frame)
        return capture.get()

    def code(self, frame: RenderableType) -> str:
        plain = Console(width=90, height=50, color_system=None)
        with plain.capture() as capture:
            plain.print(frame)
        rows = [line.strip("│\n") for line in capture.get().split("\n")]
        return drawn_text("\n".join(rows))


@pytest.fixture
def screen(store: WalletFolder, person: Person, issuer: FakeIssuer) -> Screen:
    return Screen(store, person, float(issuer.now))


def test_a_new_proof_every_ten_seconds_and_the_same_credential(
    screen: Screen,
    gate: GateState,
) -> None:
    drawn = screen.start()
    texts = []
    for _ in range(45):
        texts.append(screen.code(next(drawn)))
        check(gate, texts[-1], policy=POLICY, now=int(screen.now), started_at=0)
        screen.now += 1
    assert len(set(texts)) == 5
    assert screen.brought_up == 1


def test_a_clock_that_was_set_back_makes_a_new_proof(screen: Screen) -> None:
    drawn = screen.start()
    first = screen.code(next(drawn))
    screen.now -= 3600
    assert screen.code(next(drawn)) != first


def test_the_next_window_comes_in_time(screen: Screen, issuer: FakeIssuer) -> None:
    first, second = issuer.windows()[:2]
    drawn = screen.start()
    next(drawn)
    screen.now = first - 301.0
    next(drawn)
    assert screen.brought_up == 1
    screen.now = first - 300.0
    next(drawn)
    assert screen.brought_up == 2
    screen.now = second - 299.0
    next(drawn)
    assert screen.brought_up == 3


def test_at_the_end_of_the_strip_it_says_so(screen: Screen, issuer: FakeIssuer) -> None:
    drawn = screen.start()
    next(drawn)
    screen.now = issuer.windows()[-1] - 1.0
    next(drawn)
    screen.now += 1
    last = next(drawn)
    assert isinstance(last, str)
    assert "refresh" in last and "刷新" in last
    assert list(drawn) == []


def test_with_nothing_to_show_it_does_not_begin(screen: Screen, issuer: FakeIssuer) -> None:
    screen.now = float(issuer.windows()[-1])
    with pytest.raises(WalletError) as error:
        next(screen.start())
    assert error.value.reason == Reason.STRIP_ENDED


def test_a_challenge_is_answered_for_a_minute(screen: Screen, gate: GateState) -> None:
    challenge = bytes(range(12))
    drawn = screen.start(challenge)
    for later in (0, 30, 29):
        screen.now += later
        text = screen.code(next(drawn))
        check(gate, text, policy=POLICY, now=int(screen.now), started_at=0, challenge=challenge)
        with pytest.raises(CodeRefused):
            check(gate, text, policy=POLICY, now=int(screen.now), started_at=0)
    screen.now += 1
    last = next(drawn)
    assert isinstance(last, str)
    assert "expired" in last and "过期" in last


def test_what_can_be_read(screen: Screen) -> None:
    shown = screen.text(next(screen.start()))
    for words in ("绿码 green code", "广州 Guangzhou", "Works without network until"):
        assert words in shown
    assert "48;2;26;150;65" in shown  # on green


@pytest.mark.parametrize("size", [(64, 50), (90, 34), (20, 5)])
def test_a_terminal_that_is_too_small_is_refused(screen: Screen, size: tuple[int, int]) -> None:
    screen.console = Console(width=size[0], height=size[1], force_terminal=True)
    with pytest.raises(HuepassError) as error:
        next(screen.start())
    assert error.value.reason == Reason.TERMINAL_TOO_SMALL


@pytest.mark.parametrize("size", [(65, 35), (65, 37), (200, 100)])
def test_a_terminal_that_is_large_enough(screen: Screen, size: tuple[int, int]) -> None:
    screen.console = Console(width=size[0], height=size[1], force_terminal=True)
    assert screen.text(next(screen.start())).count("\n") <= size[1]


@pytest.mark.parametrize(
    ("colour", "words"),
    [(1, "绿码 green code"), (2, "黄色 yellow"), (0, "灰色 grey"), (77, "未知颜色 unknown colour")],
)
def test_colours_in_words(person: Person, colour: int, words: str) -> None:
    assert colour_words(person, colour) == words


def test_a_colour_without_a_name_is_shown_all_the_same(
    store: WalletFolder,
    client: IssuerClient,
    issuer: FakeIssuer,
) -> None:
    issuer.colour = 77
    person = accept(store, client, client.offer(issuer.link())).person
    screen = Screen(store, person, float(issuer.now))
    assert "未知颜色 unknown colour" in screen.text(next(screen.start()))


def test_an_issuer_without_a_name_is_called_by_its_address(
    store: WalletFolder,
    client: IssuerClient,
    issuer: FakeIssuer,
) -> None:
    person = accept(store, client, client.offer(issuer.link())).person
    assert issuer_words(person) == "广州 Guangzhou"
    assert issuer_words(replace(person, issuer_names={})) == issuer.url
    assert issuer_words(replace(person, issuer_names={"en": "Gz", "zh": "Gz"})) == "Gz"
