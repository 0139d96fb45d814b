"""A gate's page: what it answers to every kind of code, and what it does without network."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import Device, codes, picture
from huepass.core import Colour, challenge_from_text
from kit import DAY, HOUR, World
from web.at_gate import AtGate

pytestmark = pytest.mark.needs("node", "npm", "chromium")

CERTIFICATE = "HC1:6BFOXN%TSMAHN-H%OM3WMZ.E%VCTSFP.S4QJ0DU"
ADDRESS = "https://example.org/p?id=123456"


class Today(World):
    """A federation as of now, in which people bring up their pass when they show it."""

    def live(self, serial: int = 1, colour: int = Colour.GREEN, **more: Any) -> str:
        return super().live(serial, colour, **{"at": int(time.time()), **more})


@pytest.fixture
def world() -> World:
    """A federation as of now."""
    return Today(int(time.time()))


@pytest.fixture
def gate(device: Callable[..., Device], world: World) -> AtGate:
    """A gate that accepts paper, set up from files, at work."""
    return AtGate(device()).from_files(world.root(), world.bundle()).begins()


def test_each_colour_has_its_answer_in_both_languages(gate: AtGate, world: World) -> None:
    for serial, (colour, look, *words) in enumerate(
        [
            (Colour.GREEN, "pass", "green", "绿码", "Guangzhou", "广州", "通过"),
            (Colour.YELLOW, "check", "yellow", "黄码", "查验"),
            (Colour.RED, "refuse", "red", "红码", "不予通行"),
            (Colour.GREY, "refuse", "grey", "灰码", "This colour has no meaning here"),
        ]
    ):
        gate.scans(world.live(serial, colour))
        gate.says(look, *words)
        expect(gate.answer.get_by_text("PAPER")).to_have_count(0)
    gate.next()
    assert gate.tally() == [1, 1, 2]
    gate.page.get_by_role("button", name="Reset the count").click()
    assert gate.tally() == [0, 0, 0]


def test_paper_is_shown_as_paper(gate: AtGate, world: World) -> None:
    gate.scans(world.paper())
    gate.says("pass", "PAPER", "纸质码")


def test_a_gate_without_paper_says_what_to_ask_for(
    device: Callable[..., Device], world: World
) -> None:
    gate = AtGate(device()).from_files(world.root(), world.bundle(), paper=False).begins()
    gate.scans(world.paper())
    gate.says("not-valid", "Paper passes are not accepted here", "此处不接受纸质码")


def test_other_codes_are_told_apart(gate: AtGate) -> None:
    for text, words in [
        (CERTIFICATE, "A health certificate of another system"),
        (ADDRESS, "A web address, not a pass"),
        ("HPC1:ABC", "This is the challenge of a gate"),
        ("6901234567892", "This is not a pass"),
        ("X" * 600, "Too long to be a pass"),
    ]:
        gate.scans(text)
        gate.says("not-valid", words)


def test_nobody_learns_whether_a_pass_ended_or_was_revoked(
    device: Callable[..., Device], world: World
) -> None:
    bundle = world.bundle(paper=[5])
    gate = AtGate(device()).from_files(world.root(), bundle).begins()
    said = []
    for text in (world.paper(5), world.paper(6, expiry=world.paper_expiry - 8 * DAY)):
        gate.scans(text)
        gate.says("not-valid", "No longer valid")
        said.append(gate.answer.inner_text())
        gate.next()
    assert said[0] == said[1]


def test_a_code_that_is_passed_back_is_noticed(device: Callable[..., Device], world: World) -> None:
    visitor = device()
    visitor.context.clock.install()
    gate = AtGate(visitor).from_files(world.root(), world.bundle()).begins()
    text = world.live()
    for _ in range(2):  # a scanner that reads twice gets its answer again
        gate.scans(text)
        gate.says("pass")
    visitor.context.clock.fast_forward(6_000)
    gate.scans(text)
    gate.says("not-valid", "Shown here a moment ago")


def test_an_answer_goes_by_itself(device: Callable[..., Device], world: World) -> None:
    visitor = device()
    visitor.context.clock.install()
    gate = AtGate(visitor).from_files(world.root(), world.bundle()).begins()
    gate.scans(world.live())
    gate.says("pass")
    visitor.context.clock.fast_forward(9_000)
    expect(gate.answer).to_have_count(0)
    expect(gate.page.get_by_role("button", name="Export this code")).to_have_count(0)


def test_a_challenge_is_answered_once(gate: AtGate, world: World) -> None:
    gate.page.get_by_role("button", name="Show a challenge").click()
    expect(gate.page.get_by_text("New challenge")).to_be_visible()
    (text,) = codes(picture(gate.page))
    gate.scans(world.live(1))
    gate.says("not-valid", "It does not answer this gate's challenge")
    gate.next()
    gate.scans(world.live(2, challenge=challenge_from_text(text)))
    gate.says("pass")
    gate.next()
    expect(gate.page.get_by_role("button", name="Show a challenge")).to_be_visible()
    gate.scans(world.live(3, challenge=challenge_from_text(text)))
    gate.says("not-valid", "It answers a challenge that is not shown here")


def test_a_code_leaves_the_gate_on_purpose_only(gate: AtGate, world: World, tmp_path: Path) -> None:
    text = world.live()
    gate.scans(text)
    gate.page.get_by_role("button", name="Export this code").click()
    expect(gate.answer).to_contain_text("delete it afterwards")
    with gate.page.expect_download() as begun:
        gate.page.get_by_role("button", name="Save the file").click()
    kept = json.loads(begun.value.path().read_text("utf-8"))
    assert (kept["text"], kept["action"]) == (text, "pass")
    expect(gate.answer).to_have_count(0)


def test_a_hand_scanner_never_presses_buttons(gate: AtGate) -> None:
    button = gate.page.get_by_role("button", name="Settings")
    button.focus()
    gate.page.keyboard.type("6901234567892")
    gate.page.keyboard.press("Enter")
    gate.says("not-valid", "This is not a pass")
    gate.next()
    expect(button).to_be_visible()


def test_without_network_nothing_changes_until_the_list_ends(
    device: Callable[..., Device], world: World
) -> None:
    visitor = device()
    clock = visitor.context.clock
    clock.install()
    gate = AtGate(visitor).from_files(world.root(), world.bundle())
    visitor.keeps(gate.page)
    visitor.context.set_offline(True)
    gate.page.reload()
    gate.begins()
    minutes = 50  # the list is good for an hour, from a minute ago
    clock.fast_forward(minutes * 60_000)
    later = World(world.now + minutes * 60)
    gate.scans(later.live(1))
    gate.says("pass")
    assert "out of date" not in gate.answer.inner_text()
    gate.next()
    clock.fast_forward(HOUR * 1000)
    later = World(later.now + HOUR)
    gate.scans(later.live(2))
    gate.says("check", "The revocation list of this gate is out of date", "本机的吊销列表已过期")
    gate.next()
    clock.fast_forward(31 * DAY * 1000)
    later = World(later.now + 31 * DAY)
    gate.scans(later.live(3))
    gate.says("not-valid", "This gate has no trust list in force", "本机没有有效的信任列表")
    # What to do about it helps.
    gate.next()
    gate.page.get_by_role("button", name="Lists").click()
    gate.opens(later.trust_list(2) + later.revocation_list(2))
    gate.page.get_by_role("button", name="Back").click()
    gate.scans(later.live(4))
    gate.says("pass")


def test_a_clock_that_is_behind_is_said(device: Callable[..., Device], world: World) -> None:
    visitor = device()
    visitor.context.clock.install()
    gate = AtGate(visitor).from_files(world.root(), world.bundle()).begins()
    visitor.context.clock.set_system_time(world.now - 2 * DAY)
    gate.scans(world.live())
    gate.says("not-valid", "The clock of this device is behind", "本机时钟落后")


def test_a_gate_that_is_set_up_stays_so(gate: AtGate, world: World) -> None:
    gate.page.reload()
    gate.begins().scans(world.paper())
    gate.says("pass")
    gate.next()
    gate.page.get_by_role("button", name="Settings").click()
    gate.page.get_by_role("button", name="Remove everything from this device").click()
    gate.page.get_by_role("button", name="Yes, remove it").click()
    expect(gate.page.get_by_role("heading", name="Set up this gate")).to_be_visible()


def test_files_that_are_no_lists_are_told_apart(
    device: Callable[..., Device], world: World
) -> None:
    gate = AtGate(device())
    gate.opens(b"\x00" * 50)
    expect(gate.page.get_by_text("[no_root]")).to_be_visible()
    gate.from_files(world.root(), world.bundle())
    gate.page.get_by_role("button", name="Lists").click()
    gate.opens(world.revocation_list(2))
    expect(gate.page.get_by_text("0.cbor: 1 loaded")).to_be_visible()
    gate.opens(world.revocation_list(1))
    expect(gate.page.get_by_text("[rollback]")).to_be_visible()
    gate.opens(world.revocation_list(2, paper=[1]))
    expect(gate.page.get_by_text("[equivocation]")).to_be_visible()
