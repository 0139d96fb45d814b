"""The wallets that hold a person's code, as the person sees them."""

from typing import Final, NamedTuple

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.numbers import normalized
from huepass.issuer.domain.records import Holder, Origin
from huepass.issuer.service.holders import again
from huepass.issuer.service.office import Office
from huepass.issuer.store import wallets

ENDED: Final = "ended by the holder"
# Who may end whose: a wallet that was shared or made by a relative must not lock the person out.
_STANDING: Final = {Origin.SHARED: 0, Origin.FAMILY: 1}
_OWN: Final = 2


class OwnWallet(NamedTuple):
    """A wallet of the person."""

    handle: str
    since: int
    """Seconds since the epoch."""
    origin: Origin
    """How it came to the code."""
    is_this: bool
    """Whether it is the one that asks."""


def list_wallets(office: Office, holder: Holder, after: int, limit: int) -> list[OwnWallet]:
    """The wallets that have not ended, first the one that asks, then the oldest.

    One that the code was shared with sees only itself.

    Args:
        office: the issuer.
        holder: who asks.
        after: how many have been seen.
        limit: how many at most.

    Raises:
        RequestRefused: `not_authenticated`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        mine = again(connection, holder).wallet
        found = wallets.wallets_of(connection, mine.person_id)
    found.sort(key=lambda one: one[1].id != mine.id)
    if mine.origin == Origin.SHARED:
        found = [(since, one) for since, one in found if one.id == mine.id]
    return [
        OwnWallet(office.tokens.wallet_handle(one.id), since, one.origin, one.id == mine.id)
        for since, one in found[after : after + limit]
    ]


def end_wallet(office: Office, holder: Holder, handle: str) -> str:
    """End one of the person's wallets: it fetches nothing any more, and shares nothing. Its handle.

    What it holds ends with its windows: codes can't be told from those of the person's other
    wallets, and must not be. Whoever lost a phone has them revoked at the desk.

    Args:
        office: the issuer.
        holder: who asks. Any wallet ends itself; one that was shared ends no other, and one
            that a relative got ends none of the person's own.
        handle: the wallet's.

    Raises:
        RequestRefused: `not_authenticated`, `wallet_unknown`, `not_permitted`.
        FolderError: the database can't be used.
    """
    wanted = normalized(handle) or ""
    with office.store.write() as connection:
        mine = again(connection, holder).wallet
        for _, one in wallets.wallets_of(connection, mine.person_id):
            if office.tokens.wallet_handle(one.id) != wanted:
                continue
            standing = _STANDING.get(mine.origin, _OWN)
            if one.id != mine.id and (not standing or standing < _STANDING.get(one.origin, _OWN)):
                raise RequestRefused(Reason.NOT_PERMITTED, "the person's own wallet can")
            wallets.end_wallet(connection, one, ENDED, office.now())
            return wanted
    raise RequestRefused(Reason.WALLET_UNKNOWN)
