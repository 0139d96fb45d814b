"""The kit notices what pages must not do, and barriers on their screens."""

import pytest
from playwright.sync_api import Browser

from browser import Device
from programmes.town import Town
from web.test_screens import Looking, axe

__all__ = ["axe"]
pytestmark = pytest.mark.needs("node", "npm", "chromium")


@pytest.mark.parametrize(
    ("deed", "noticed"),
    [
        ("console.error('out of order')", "console: out of order"),
        ("console.info(42)", "logged: 42"),
        ("setTimeout(() => { throw new Error('lost'); })", "error: lost"),
        ("localStorage.setItem('token', '1')", "kept: token"),
        ("document.cookie = 'a=1'", "cookie: a"),
        ("fetch('/health?HP1:ABC')", "a secret in an address"),
        (f"location.hash = '{'x' * 43}'", "a secret in an address"),
        ("fetch('http://127.0.0.2:9/').catch(() => 0)", "policy: connect-src"),
    ],
)
def test_a_deed_is_noticed(browser: Browser, town: Town, deed: str, noticed: str) -> None:
    visitor = Device(browser, town.url)
    page = visitor.page("/wallet/")
    page.evaluate(f"() => {{ {deed} }}")
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    with pytest.raises(AssertionError, match=noticed):
        visitor.leave()


def test_a_barrier_is_noticed(browser: Browser, town: Town, axe: str) -> None:
    visitor, looking = Device(browser, town.url), Looking(axe, "en", "wallet")
    page = visitor.page("/wallet/")
    page.get_by_role("button").first.wait_for()
    page.evaluate("() => document.body.append(document.createElement('input'))")
    looking.at(page, "first")
    assert any("label" in one for one in looking.found)
    visitor.leave()
