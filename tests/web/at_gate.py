"""Somebody at a gate's screen."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from browser import DRAWN, Device

WORDS: Mapping[str, str] = {
    "pass": "PASS",
    "check": "CHECK",
    "refuse": "REFUSE",
    "not-valid": "NOT VALID",
}

# All keys within one turn, since a busy machine would let more time pass between them than a
# scanner does.
_TYPE = """(text) => {
    for (const key of [...text, "Enter"]) {
        const target = document.activeElement ?? document.body;
        const event = { key, bubbles: true, cancelable: true };
        target.dispatchEvent(new KeyboardEvent("keydown", event));
    }
}"""


class AtGate:
    """The gate's page on a device.

    Args:
        device: on which it is opened.
    """

    def __init__(self, device: Device) -> None:
        self.device = device
        self.page: Page = device.page("/gate/")

    def from_files(self, *files: bytes, paper: bool = True) -> "AtGate":
        """The gate is set up from a root and what belongs to it, in files."""
        self.opens(*files)
        return self._confirmed(paper)

    def opens(self, *files: bytes) -> None:
        """Somebody opens files on the screen that is there."""
        self.page.locator("input[type=file][multiple]").set_input_files(
            [
                {"name": f"{n}.cbor", "mimeType": "application/cbor", "buffer": content}
                for n, content in enumerate(files)
            ]
        )

    def from_service(self, *, paper: bool = True) -> "AtGate":
        """The gate is set up from the service that has its page."""
        self.page.get_by_role("button", name="Get the lists from this service").click()
        self._confirmed(paper)
        expect(self.page.get_by_text("good until").first).to_be_visible()  # they have come
        return self

    def _confirmed(self, paper: bool) -> "AtGate":
        self.page.get_by_label("I have compared all groups").check()
        choice = "Accept paper" if paper else "Live passes only"
        self.page.get_by_label(choice, exact=True).check()
        finish = self.page.get_by_role("button", name="Finish the set-up")
        finish.click()
        expect(finish).to_have_count(0)  # that screen has a way back as well
        done = self.page.get_by_role("button", name=re.compile("Start scanning|Back"))
        expect(done).to_be_visible()
        if self.start.count() == 0:  # what became of the files is shown first
            done.click()
        return self

    @property
    def start(self) -> Locator:
        """What begins a day at the gate."""
        return self.page.get_by_role("button", name="Start scanning")

    def begins(self) -> "AtGate":
        """The gate reads codes from now on."""
        self.start.click()
        expect(self.start).to_have_count(0)
        return self

    def scans(self, text: str) -> Locator:
        """A hand scanner types a code; the answer that comes."""
        self.page.evaluate(DRAWN)
        self.page.evaluate(_TYPE, text)
        return self.answer

    @property
    def answer(self) -> Locator:
        """The answer that is on screen."""
        return self.page.locator("section.answer")

    def says(self, look: str, *words: str) -> None:
        """The answer on screen is this one, in large words of both languages, with these others."""
        expect(self.page.locator(f"section.answer.{look}")).to_be_visible()
        expect(self.answer.get_by_text(WORDS[look], exact=True)).to_be_visible()
        for one in words:
            expect(self.answer).to_contain_text(one)

    def tally(self) -> list[int]:
        """How many passed, were checked, and were refused."""
        said = self.page.get_by_label("Count since this page was opened")
        return [int(one) for one in said.locator("dd").all_inner_texts()]

    def next(self) -> None:
        """The answer is put away."""
        self.page.get_by_role("button", name="Next", exact=True).click()
        expect(self.answer).to_have_count(0)
