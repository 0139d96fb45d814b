"""A day without network; in a town of its own, since a service whose clock was ahead has closed the
windows of the present.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser import Device
from kit import DAY
from programmes.town import Town
from web.at_wallet import AtWallet
from web.desk import offer

pytestmark = pytest.mark.needs("node", "npm", "chromium")


def test_a_wallet_works_for_a_day_without_network(
    town: Town, device: Callable[..., Device]
) -> None:
    visitor = device()
    visitor.context.clock.install()
    wallet = AtWallet(visitor).takes(offer(town)["offer"])
    visitor.keeps(wallet.page)
    visitor.context.set_offline(True)
    wallet.page.reload()
    expect(wallet.page.get_by_text("No network")).to_be_visible()
    first = wallet.code()
    assert town.gate.lets_pass(first)
    # The strip of this town lasts for six hours and what is left of the window.
    visitor.context.clock.fast_forward(5 * 3600 * 1000)
    town.clock.now += 5 * 3600
    later = wallet.code(other_than=first)
    assert town.gate.lets_pass(later)
    town.clock.now += DAY - 5 * 3600
    visitor.context.clock.fast_forward((DAY - 5 * 3600) * 1000)
    wallet.fails("strip_ended")
    expect(wallet.pass_).to_have_count(0)
    # With network it goes on.
    visitor.context.set_offline(False)
    wallet.presses("Refresh now")
    assert town.gate.lets_pass(wallet.code())
