"""Holders: people who ask with an access token of their wallet."""

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Holder, Origin
from huepass.issuer.service.office import Office
from huepass.issuer.store import people, wallets


def authenticate(office: Office, token: str) -> Holder:
    """Whose wallet's access token this is.

    Raises:
        RequestRefused: `not_authenticated`: wrong, over, or of a wallet that has ended.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    wallet_id = office.tokens.wallet_of_access(token, office.now())
    if wallet_id is None:
        raise RequestRefused(Reason.NOT_AUTHENTICATED)
    with office.store.read() as connection:
        return _holder(connection, wallet_id)


def again(connection: Connection, holder: Holder) -> Holder:
    """The holder as a transaction sees them; a wallet may have ended meanwhile.

    Raises:
        RequestRefused: `not_authenticated`.
    """
    return _holder(connection, holder.wallet.id)


def trusted(connection: Connection, holder: Holder) -> Holder:
    """The same for what is between the person and the issuer.

    Whom a pass was shared with may show it and see why it has its colour, and nothing else.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
    """
    found = _holder(connection, holder.wallet.id)
    if found.wallet.origin == Origin.SHARED:
        raise RequestRefused(Reason.NOT_PERMITTED, "the person's own wallet can")
    return found


def _holder(connection: Connection, wallet_id: bytes) -> Holder:
    wallet = wallets.find_wallet(connection, wallet_id)
    if wallet is None or wallet.ended_at is not None:
        raise RequestRefused(Reason.NOT_AUTHENTICATED)
    person = people.person_of(connection, wallet.person_id)
    return Holder(person, wallet)
