"""The holder's side: fetches strips of one-time credentials and shows them (spec sections 4, 8)."""

from huepass.wallet.filling import Refreshed
from huepass.wallet.offer import Offer, parse_offer
from huepass.wallet.person import Held, Person
from huepass.wallet.protocol import IssuerClient
from huepass.wallet.refresh import accept, refresh
from huepass.wallet.show import Shown, bring_up
from huepass.wallet.store import WalletFolder
from huepass.wallet.strip import choose, works_until

__all__ = [
    "Held",
    "IssuerClient",
    "Offer",
    "Person",
    "Refreshed",
    "Shown",
    "WalletFolder",
    "accept",
    "bring_up",
    "choose",
    "parse_offer",
    "refresh",
    "works_until",
]
