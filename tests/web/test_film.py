"""Wallets and gates that see each other: what is on one screen is filmed, and plays in a camera."""

from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import expect

from browser import DESKTOP, Device, picture
from programmes.town import Town
from web.at_gate import AtGate
from web.at_wallet import AtWallet
from web.desk import offer

pytestmark = pytest.mark.needs("node", "npm", "chromium")

Devices = Callable[..., Device]


def filmed(wallet: AtWallet, seconds: int = 3) -> list[Image.Image]:
    """The wallet's screen, once for each second that its clock shows."""
    pictures, clock = [], wallet.page.locator("main.pass time")
    expect(wallet.pass_).to_be_visible()
    for _ in range(seconds):
        shown = clock.inner_text()
        pictures.append(picture(wallet.page))
        expect(clock).not_to_have_text(shown)
    return pictures


def test_a_filmed_pass_is_good_now_and_refused_two_minutes_later(
    town: Town, device: Devices, filming: Devices
) -> None:
    today, later = filming(viewport=DESKTOP), filming()
    later.context.clock.install()
    gates = [AtGate(one).from_service() for one in (today, later)]
    shown = filmed(AtWallet(device()).takes(offer(town)["offer"]))

    today.sees(*shown)
    gates[0].begins().says("pass", "green", "绿码", "Guangzhou", "广州")
    expect(gates[0].answer.get_by_text("PAPER")).to_have_count(0)

    later.sees(*shown)
    later.context.clock.fast_forward(120_000)
    gates[1].begins()
    gates[1].says("not-valid", "A picture of a pass, or a wrong clock", "截图、录像，或时钟不准")


def test_a_phone_that_is_held_still_is_counted_once(
    town: Town, device: Devices, filming: Devices
) -> None:
    at_gate = filming()
    gate = AtGate(at_gate).from_service()
    visitor = device()
    visitor.context.clock.install()
    wallet = AtWallet(visitor).takes(offer(town)["offer"])
    first = wallet.code()
    shown = [picture(wallet.page)]
    visitor.context.clock.fast_forward(10_000)
    second = wallet.code(other_than=first)
    shown.append(picture(wallet.page))
    at_gate.sees(*shown)
    gate.begins().says("pass")
    # The film goes on, and shows both proofs again and again.
    video = gate.page.get_by_label("What the camera sees")
    video.evaluate(_PLAYED, 5)
    gate.says("pass")
    assert gate.tally() == [1, 0, 0]
    # Whoever shows either of them to the next one in the queue, comes too late.
    gate.scans(second)
    gate.says("not-valid", "Shown here a moment ago")


def test_a_gates_challenge_is_filmed_and_answered(
    town: Town, device: Devices, filming: Devices
) -> None:
    at_gate, phone = filming(), filming()
    gate = AtGate(at_gate).from_service().begins()
    gate.page.get_by_role("button", name="Show a challenge").click()
    expect(gate.page.get_by_text("New challenge")).to_be_visible()

    phone.sees(picture(gate.page))
    wallet = AtWallet(phone).takes(offer(town)["offer"])
    plain = wallet.code()
    wallet.presses("Answer gate")
    expect(wallet.page.get_by_text("Show this to the gate that asked")).to_be_visible()
    text = wallet.code(other_than=plain)
    gate.scans(plain)
    gate.says("not-valid", "It does not answer this gate's challenge")
    gate.next()
    gate.scans(text)
    gate.says("pass")


# Waits until a camera has played for so many seconds more.
_PLAYED = """async (video, seconds) => {
    const until = video.currentTime + seconds;
    await new Promise((done) => {
        video.addEventListener("timeupdate", () => { if (video.currentTime >= until) done(); });
    });
}"""
