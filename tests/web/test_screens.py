"""Every screen, in both languages: nothing that keeps people from using it.

That is, what axe finds of WCAG 2.2 AA. With `HUEPASS_SCREENSHOTS=FOLDER` each screen is
photographed, on a phone and on a desktop.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from browser import DESKTOP, DRAWN, PHONE, Device
from huepass.core import Colour
from kit import DAY, World
from programmes.town import Town
from vectors import TOP
from web.at_gate import AtGate
from web.at_wallet import AtWallet
from web.desk import offer

pytestmark = pytest.mark.needs("node", "npm", "chromium")

_PHOTOS: Final = os.environ.get("HUEPASS_SCREENSHOTS")
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN: Final = """async (tags) => {
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
        `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 240)}`));
}"""
_CHANGE: Final = "(language) => localStorage.setItem('huepass.language', language)"
_ALONE: Final = ("pass", "add", "scan", "apply")
_WITH_A_PASS: Final = (
    "pass", "people", "menu", "why", "report", "records", "objections", "reading", "lookups",
    "paper", "share", "devices", "proofs", "memberships", "challenge", "scan", "add", "apply",
)  # fmt: skip


@pytest.fixture(scope="session")
def axe(request: pytest.FixtureRequest) -> str:
    """The program that looks for barriers."""
    own = TOP / "web/node_modules/axe-core/axe.min.js"
    if not (os.environ.get("HUEPASS_PAGES") and own.exists()):
        own = request.getfixturevalue("web") / "node_modules/axe-core/axe.min.js"
    return own.read_text("utf-8")


class Looking:
    """Looks at screens, one after the other.

    Args:
        axe: the program that looks for barriers.
        language: in which the screens are.
        page: which page they are of.
    """

    def __init__(self, axe: str, language: str, page: str) -> None:
        self._axe = axe
        self._name = f"{page}-{language}"
        self.found: list[str] = []

    def at(self, page: Page, name: str) -> None:
        """The screen that is there now."""
        expect(page.locator(".busy")).to_have_count(0)
        page.evaluate(DRAWN)
        page.evaluate(self._axe)
        self.found += [f"{name}: {one}" for one in page.evaluate(_RUN, _RULES)]
        if _PHOTOS:
            self._photograph(page, Path(_PHOTOS), name)

    def _photograph(self, page: Page, folder: Path, name: str) -> None:
        before = page.viewport_size
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.evaluate(DRAWN)
            path = folder / f"{self._name}-{size['width']}-{name}.png"
            page.screenshot(path=path, full_page=True)
        if before:
            page.set_viewport_size(before)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_wallets_screens(
    town: Town, device: Callable[..., Device], axe: str, language: str
) -> None:
    visitor, looking = device(), Looking(axe, language, "wallet")
    wallet = AtWallet(visitor)
    wallet.page.evaluate(_CHANGE, language)
    wallet.page.reload()
    for screen in _ALONE:
        wallet.goes(screen)
        looking.at(wallet.page, f"first-{screen}")
    wallet.page.evaluate(_CHANGE, "en")
    wallet.page.reload()
    for name in ("Mum", "Dad"):
        wallet.takes(offer(town)["offer"], name)
    wallet.page.evaluate(_CHANGE, language)
    wallet.page.reload()
    for screen in _WITH_A_PASS:
        wallet.goes(screen)
        looking.at(wallet.page, screen)
    wallet.goes("people")
    wallet.page.locator("[aria-expanded=false]").first.click()
    looking.at(wallet.page, "people-manage")
    assert not looking.found, "\n".join(looking.found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_gates_screens(device: Callable[..., Device], axe: str, language: str) -> None:
    visitor, looking = device(), Looking(axe, language, "gate")
    world = World(int(time.time()))
    gate = AtGate(visitor)
    page = gate.page
    page.evaluate(_CHANGE, language)
    page.reload()
    looking.at(page, "set-up")
    page.get_by_role("button", name="Get the lists from this service").or_(
        page.get_by_role("button", name="从此服务获取列表")
    ).click()
    expect(page.get_by_role("checkbox")).to_be_visible()
    looking.at(page, "set-up-compare")
    page.evaluate(_CHANGE, "en")
    page.reload()
    gate.from_files(world.root(), world.bundle(paper=[9]))
    page.evaluate(_CHANGE, language)
    page.reload()
    looking.at(page, "start")
    page.get_by_role("button", name="Start scanning").or_(
        page.get_by_role("button", name="开始扫描")
    ).click()
    looking.at(page, "scan")
    for name, text in {
        "pass": world.live(1, at=int(time.time())),
        "pass-paper": world.paper(2),
        "check": world.paper(3, Colour.YELLOW),
        "refuse": world.paper(4, Colour.RED),
        "undetermined": world.paper(5, Colour.GREY),
        "ended": world.paper(6, expiry=world.paper_expiry - 8 * DAY),
        "foreign": "https://example.org/",
    }.items():
        gate.scans(text)
        expect(gate.answer).to_be_visible()
        looking.at(page, f"answer-{name}")
    gate.scans(world.paper(7))  # an answer goes by itself
    page.get_by_role("button", name="Export this code").or_(
        page.get_by_role("button", name="导出此码")
    ).click()
    looking.at(page, "export")
    page.reload()
    for button, name in (("Lists", "列表"), ("Settings", "设置")):
        page.get_by_role("button", name=button).or_(page.get_by_role("button", name=name)).click()
        looking.at(page, button.lower())
        page.reload()
    page.get_by_role("button", name="Start scanning").or_(
        page.get_by_role("button", name="开始扫描")
    ).click()
    page.get_by_role("button", name="Show a challenge").or_(
        page.get_by_role("button", name="出示验证码")
    ).click()
    looking.at(page, "challenge")
    assert not looking.found, "\n".join(looking.found)
