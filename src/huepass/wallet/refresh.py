"""Taking an offer, and fetching what is missing of a strip (spec section 8)."""

from dataclasses import replace

from huepass.errors import Reason, UsageError, WalletError
from huepass.wallet.filling import Filling, Refreshed
from huepass.wallet.metadata import IssuerInfo
from huepass.wallet.offer import Offer
from huepass.wallet.person import Person
from huepass.wallet.protocol import IssuerClient, Tokens
from huepass.wallet.store import WalletFolder, check_name, new_id


def accept(
    store: WalletFolder,
    client: IssuerClient,
    offer: Offer,
    *,
    name: str | None = None,
    tx_code: str | None = None,
) -> Refreshed:
    """Take an offer: put a new person into the wallet and fetch their strip.

    The person is in the wallet as soon as the offer's code is used up; if the network fails after
    that, `refresh` goes on.

    Raises:
        UsageError: a transaction code that isn't asked for, or a name that can't be shown.
        WalletError: `tx_code_missing`, `holder_exists`, `offer_refused`.
        RequestRefused, FetchError, HuepassError: as `refresh`.
    """
    if offer.needs_tx_code and not tx_code:
        raise WalletError(Reason.TX_CODE_MISSING)
    if not offer.needs_tx_code and tx_code is not None:
        raise UsageError("this offer needs no transaction code")
    with store.refreshing():
        # All that can be refused here is refused before the code is used up.
        name = store.free_name() if name is None else name
        check_name(name)
        if any(person.name == name for person in store.persons()):
            raise WalletError(Reason.HOLDER_EXISTS)
        info = client.discover(offer.issuer, offer.configurations)
        tokens = client.redeem(info, offer, tx_code)
        person = Person(
            id=new_id(),
            name=name,
            issuer=info.issuer,
            configuration=info.configuration,
            refresh_token=tokens.refresh,
            issuer_names=info.names,
            colours=info.colours,
        )
        store.add(person)
        return Filling(store, client, info, tokens, person).run()


def refresh(store: WalletFolder, client: IssuerClient, person_id: str) -> Refreshed:
    """Fetch what is missing of a person's strip; all of it anew if their colour has changed.

    Raises:
        WalletError: `wallet_ended`, `holder_unknown`, `address_refused`.
        RequestRefused: `issuer_refused`, `credentials_denied` if there is nothing to show at all.
        FetchError: `fetch_failed`, `issuer_unusable`.
        FolderError: `folder_busy` if another refresh is under way.
        HuepassError: `file_unwritable`.
    """
    with store.refreshing():
        person, info, tokens = renewed(store, client, person_id)
        return Filling(store, client, info, tokens, person).run()


def renewed(
    store: WalletFolder, client: IssuerClient, person_id: str
) -> tuple[Person, IssuerInfo, Tokens]:
    """New tokens for a person; the new refresh token is on the disk when this returns.

    The caller holds `store.refreshing()`: two who use one refresh token would end the wallet.

    Raises:
        WalletError: `wallet_ended`, `holder_unknown`, `address_refused`.
        RequestRefused: `issuer_refused`.
        FetchError: `fetch_failed`, `issuer_unusable`.
        HuepassError: `file_unwritable`.
    """
    person = store.person(person_id)
    if person.refresh_token is None or person.ended:
        raise WalletError(Reason.WALLET_ENDED)
    info = client.discover(person.issuer, [person.configuration])
    try:
        tokens = client.renew(info, person.refresh_token)
    except WalletError as error:
        if error.reason == Reason.WALLET_ENDED:
            store.change(person_id, lambda now: replace(now, ended=True))
        raise
    store.change(
        person_id,
        lambda now: replace(
            now,
            refresh_token=tokens.refresh or now.refresh_token,
            issuer_names=info.names,
            colours=info.colours,
        ),
    )
    return person, info, tokens


def is_due(person: Person, now: int) -> bool:
    """Whether the time has come that the wallet chose for this person's next refresh."""
    return not person.ended and person.refresh_token is not None and now >= person.next_refresh_at
