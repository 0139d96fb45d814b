"""Somebody with the wallet's page open."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from browser import DRAWN, Device, codes, picture


class AtWallet:
    """The wallet's page on a device, in English.

    Args:
        device: on which it is opened.
    """

    def __init__(self, device: Device) -> None:
        self.device = device
        self.page: Page = device.page("/wallet/")
        expect(self.page.get_by_role("heading", name="Your pass")).to_be_visible()

    def takes(self, link: str, name: str = "", code: str | None = None) -> "AtWallet":
        """Somebody's offer is taken, from its link."""
        self.goes("add")
        self.page.get_by_label("Or paste the link of an offer").fill(link)
        self.presses("Continue")
        return self.accepts(name, code)

    def accepts(self, name: str = "", code: str | None = None) -> "AtWallet":
        """The offer that was read is taken; the pass is on screen."""
        self.page.get_by_label("Name").fill(name)
        if code is not None:
            self.page.get_by_label("Transaction code").fill(code)
        self.presses("Take it")
        expect(self.pass_).to_be_visible()
        return self

    def goes(self, screen: str) -> "AtWallet":
        """To a screen, as its address says it."""
        self.page.evaluate(DRAWN)  # until then nobody hears that the address changes
        self.page.goto(f"{self.device.origin}/wallet/#{screen}")
        return self

    def presses(self, name: str) -> None:
        """A button or a link."""
        button = self.page.get_by_role("button", name=name, exact=True)
        button.or_(self.page.get_by_role("link", name=name, exact=True)).first.click()

    @property
    def pass_(self) -> Locator:
        """The code that is alive on screen."""
        return self.page.get_by_label("The pass, for a gate to scan")

    @property
    def who(self) -> Locator:
        """Whose code it is."""
        return self.page.locator("main.pass h1 .who")

    def code(self, other_than: str = "") -> str:
        """The text of the code on screen, as a camera reads it; another one than before."""
        expect(self.pass_).to_be_visible()
        for _ in range(60):
            found = codes(picture(self.page))
            if found and found[0] != other_than:
                return found[0]
            self.page.wait_for_timeout(100)
        raise AssertionError("no other code came")

    def codes(self) -> list[str]:
        """The texts of all codes on a screen, however long it is."""
        return codes(picture(self.page, full_page=True))

    def fails(self, reason: str) -> Locator:
        """What is said about something that went wrong."""
        said = self.page.locator(".fault").filter(has_text=f"[{reason}]").first
        expect(said).to_be_visible()
        return said

    def chooses(self, question: str, answer: str) -> None:
        """An answer of a questionnaire."""
        group: Any = self.page.get_by_role("radiogroup", name=question)
        group.get_by_label(answer, exact=True).check()
