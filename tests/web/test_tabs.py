"""The pages open in several tabs, and a browser that throws away what they keep."""

import json
import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from browser import Device
from huepass.pages import PageFiles
from programmes.town import Town
from web.at_wallet import AtWallet
from web.desk import offer
from web.test_serving import ANOTHER, PAGES, another, kept

pytestmark = pytest.mark.needs("node", "npm", "chromium")

UPDATE: Final = re.compile("Update")


def test_a_new_build_that_one_tab_begins_is_offered_to_the_others(
    town: Town, built: PageFiles, device: Callable[..., Device]
) -> None:
    visitor = device()
    one = kept(visitor, "wallet")
    other = kept(visitor, "wallet")
    town.serves(another(built, "wallet"))
    try:
        one.reload()
        one.get_by_role("button", name=UPDATE).click()
        expect(one.locator(ANOTHER)).to_have_count(1)
        begin = other.get_by_role("button", name=UPDATE)
        expect(begin).to_be_visible()
        expect(other.locator(ANOTHER)).to_have_count(0)
        begin.click()
        expect(other.locator(ANOTHER)).to_have_count(1)
        expect(begin).to_have_count(0)
    finally:
        town.serves(built)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_was_thrown_away_opens_from_the_network(
    town: Town, built: PageFiles, device: Callable[..., Device], page: str
) -> None:
    visitor = device()
    opened = kept(visitor, page)
    town.serves(another(built, page))
    try:
        opened.evaluate(_THROWN_AWAY)
        opened.reload()
        expect(opened.locator(ANOTHER)).to_have_count(1)
        visitor.faults.clear()  # that the file has another hash is said in the console
    finally:
        town.serves(built)


def test_tabs_show_different_codes_and_refresh_one_after_the_other(
    town: Town, device: Callable[..., Device]
) -> None:
    visitor = device()
    first = AtWallet(visitor).takes(offer(town)["offer"])
    tabs = [first.page, visitor.page("/wallet/"), visitor.page("/wallet/")]
    for tab in tabs:
        expect(tab.get_by_label("The pass, for a gate to scan")).to_be_visible()
    shown = counts(first.page)
    assert max(shown) == 1
    assert sum(shown) == len(tabs)
    for tab in tabs:
        tab.get_by_role("button", name="Refresh", exact=True).click()
    tabs.pop(1).close()  # in the middle of it
    for tab in tabs:
        expect(tab.get_by_text("Refreshed")).to_be_visible()
        expect(tab.locator(".fault")).to_have_count(0)


def counts(page: Page) -> list[int]:
    """How often each credential of the wallet was brought up."""
    found: list[int] = json.loads(page.evaluate(_COUNTS))
    return found


_THROWN_AWAY = """async () => {
    for (const name of await caches.keys()) await caches.delete(name);
}"""
_COUNTS = """async () => {
    const database = await new Promise((resolve) => {
        const request = indexedDB.open("huepass-wallet");
        request.onsuccess = () => resolve(request.result);
    });
    const all = await new Promise((resolve) => {
        const request = database.transaction("persons").objectStore("persons").getAll();
        request.onsuccess = () => resolve(request.result);
    });
    database.close();
    return JSON.stringify(all.flatMap(({ held }) => held.map(({ shown }) => shown)));
}"""
