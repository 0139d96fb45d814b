"""The wallet's page: taking a pass, showing it, and what it does without network."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import Device
from huepass.core import from_text
from huepass.core.shown import parse
from huepass.qr import png
from programmes.town import Town
from web.at_wallet import AtWallet
from web.desk import offer

pytestmark = pytest.mark.needs("node", "npm", "chromium")


def test_an_offer_is_taken_from_its_link_and_shown(
    town: Town, device: Callable[..., Device]
) -> None:
    wallet = AtWallet(device()).takes(offer(town)["offer"])
    text = wallet.code()
    assert town.gate.lets_pass(text)
    page = wallet.page.locator("main.pass")
    for words in ("green", "绿码", "Guangzhou", "广州", "Works without network until"):
        expect(page).to_contain_text(words)
    assert page.evaluate("(here) => getComputedStyle(here).backgroundColor") == "rgb(20, 128, 58)"
    # The clock runs.
    time = page.locator("time").inner_text()
    expect(page.locator("time")).not_to_have_text(time)


def test_an_offer_is_taken_from_a_picture_with_its_code(
    town: Town, device: Callable[..., Device]
) -> None:
    made = offer(town, tx_code=True)
    wallet = AtWallet(device()).goes("add")
    wallet.page.locator("input[type=file]").set_input_files(
        {"name": "offer.png", "mimeType": "image/png", "buffer": drawn(made["offer"])}
    )
    wallet.accepts("Grandma", made["tx_code"])
    expect(wallet.who).to_have_text("Grandma")
    assert town.gate.lets_pass(wallet.code())


def test_proofs_are_renewed_and_credentials_are_not_shown_twice(
    town: Town, device: Callable[..., Device]
) -> None:
    visitor = device()
    visitor.context.clock.install()
    wallet = AtWallet(visitor).takes(offer(town)["offer"])
    first = wallet.code()
    visitor.context.clock.fast_forward(10_000)
    second = wallet.code(other_than=first)
    assert credential(first) == credential(second)
    assert town.gate.lets_pass(second)
    # Whoever puts the phone away and takes it out again shows another one.
    wallet.page.evaluate(_HIDE, True)
    expect(wallet.pass_).to_have_count(0)
    wallet.page.evaluate(_HIDE, False)
    third = wallet.code(other_than=second)
    assert credential(third) != credential(second)
    wallet.page.reload()
    fourth = wallet.code(other_than=third)
    assert credential(fourth) not in (credential(second), credential(third))


def test_a_family_is_turned_by_buttons_keys_and_swipes(
    town: Town, device: Callable[..., Device]
) -> None:
    wallet = AtWallet(device(has_touch=True))
    names = ("Mum", "Dad", "Xiaoli")
    for name in names:
        wallet.takes(offer(town)["offer"], name)
    page, keys = wallet.page, wallet.page.keyboard
    expect(wallet.who).to_have_text("Xiaoli")
    expect(page.locator("main.pass h1")).to_contain_text("3 / 3")
    shown = {"Xiaoli": wallet.code()}
    page.get_by_role("button", name="Previous: Dad").click()
    expect(wallet.who).to_have_text("Dad")
    shown["Dad"] = wallet.code(other_than=shown["Xiaoli"])
    keys.press("ArrowLeft")
    expect(wallet.who).to_have_text("Mum")
    shown["Mum"] = wallet.code(other_than=shown["Dad"])
    swipe(wallet, 300, 60)
    expect(wallet.who).not_to_have_text("Mum")
    swipe(wallet, 60, 300)
    expect(wallet.who).to_have_text("Mum")
    swipe(wallet, 200, 190)  # a finger that trembles
    expect(wallet.who).to_have_text("Mum")
    keys.press("ArrowRight")
    expect(wallet.who).to_have_text("Dad")
    assert len({credential(text) for text in shown.values()}) == 3
    assert all(town.gate.lets_pass(text) for text in shown.values())
    # The wallet opens with whoever was shown last.
    page.reload()
    expect(wallet.who).to_have_text("Dad")


def test_people_are_renamed_ordered_and_removed_in_two_steps(
    town: Town, device: Callable[..., Device]
) -> None:
    wallet = AtWallet(device())
    for name in ("Mum", "Dad"):
        wallet.takes(offer(town)["offer"], name)
    wallet.presses("People")
    wallet.presses("Manage: Dad")
    page = wallet.page
    page.get_by_label("Name", exact=True).fill("Papa")
    wallet.presses("Change the name")
    entry = page.get_by_role("listitem").filter(has_text="Papa")
    expect(entry).to_be_visible()
    wallet.presses("Move up")
    expect(page.get_by_role("listitem").first).to_contain_text("Papa")
    wallet.presses("Remove from this wallet")
    wallet.presses("No, keep it")
    expect(entry).to_be_visible()
    wallet.presses("Remove from this wallet")
    wallet.presses("Remove for good")
    expect(entry).to_have_count(0)
    page.reload()
    wallet.goes("pass")
    expect(wallet.who).to_have_text("Mum")


def test_what_is_no_offer_is_told_apart(device: Callable[..., Device]) -> None:
    wallet = AtWallet(device()).goes("add")
    for text, reason in [
        ("HC1:6BFOXN%TSMAHN-H%OM3WMZ.E%VCTSFP.S4QJ0DU", "health_certificate"),
        ("https://example.org/pay?id=1", "web_address"),
        ("HP1:NCFOXN", "pass_not_for_wallets"),
        ("HPE1:ABC", "code_for_issuer"),
        ("HPC1:ABC", "challenge_invalid"),
        ("6901234567892", "code_unknown"),
        ("openid-credential-offer://?credential_offer=%7B%7D", "offer_invalid"),
    ]:
        wallet.page.get_by_label("Or paste the link of an offer").fill(text)
        wallet.presses("Continue")
        said = wallet.fails(reason).inner_text()
        assert text not in said
        wallet.page.reload()


def test_an_offer_works_once(town: Town, device: Callable[..., Device]) -> None:
    link = offer(town)["offer"]
    AtWallet(device()).takes(link)
    second = AtWallet(device()).goes("add")
    second.page.get_by_label("Or paste the link of an offer").fill(link)
    second.presses("Continue")
    second.presses("Take it")
    second.fails("offer_refused")


def test_everything_is_said_in_chinese_as_well(town: Town, device: Callable[..., Device]) -> None:
    wallet = AtWallet(device()).takes(offer(town)["offer"])
    wallet.presses("More")
    page = wallet.page
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="更多")).to_be_visible()
    assert page.evaluate("() => document.documentElement.lang") == "zh-CN"
    page.reload()
    expect(page.get_by_role("heading", name="更多")).to_be_visible()
    wallet.goes("pass")
    expect(page.locator("main.pass")).to_contain_text("无网络可用至")


def credential(text: str) -> bytes:
    """The credential inside what is shown."""
    shown: Any = parse(from_text(text))
    held: bytes = shown.credential.signed
    return held


def drawn(text: str) -> bytes:
    """A picture of a code."""
    return png(text, "L")


def swipe(wallet: AtWallet, begin: int, end: int) -> None:
    """A finger goes over the screen, sideways."""
    touch = wallet.page.context.new_cdp_session(wallet.page)
    for kind, at in (("touchStart", begin), ("touchMove", (begin + end) // 2), ("touchMove", end)):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at, "y": 500}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


# As a browser says it when another tab is in front, or the phone is locked.
_HIDE = """(hidden) => {
    const state = hidden ? "hidden" : "visible";
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
