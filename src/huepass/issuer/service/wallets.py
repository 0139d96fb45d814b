"""Wallets' tokens: where they come from, how they follow each other, how they end.

A wallet is a family of tokens that begins with an offer. Functions that return a `Job` are done by
`Office.commits`, together with others that wait.
"""

import hmac
import secrets
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from huepass.issuer.domain.records import Offer, Person, Staff
from huepass.issuer.domain.refusals import Fault, WalletRefused
from huepass.issuer.domain.requests import DETAILS_TYPE
from huepass.issuer.domain.strips import CONFIGURATION, identifier
from huepass.issuer.domain.tokens import ID_SIZE
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find, line, revoke_live
from huepass.issuer.store import passes, people, wallets
from huepass.issuer.store.group import Job

ACCESS_LIFETIME: Final = 300  # seconds; OpenID4VCI 1.0 section 13.10
NONCE_LIFETIME: Final = 300  # seconds
REUSED: Final = "a refresh token was used again after its successor"


class WalletsEnded(NamedTuple):
    """What ending a person's wallets did."""

    wallets: int
    revoked: int
    """How many live credentials it revoked, and passes that the person had printed."""


def redeem(office: Office, code: str, tx_code: str | None) -> Job[dict[str, Any]]:
    """Turn an offer into a new wallet; the token response (OpenID4VCI 1.0 section 6.2).

    Raises:
        WalletRefused: `invalid_grant`, `invalid_request`.
    """
    offer_id, now = office.tokens.offer_of_code(code), office.now()
    wallet_id = secrets.token_bytes(ID_SIZE)
    connection = yield
    found = None if offer_id is None else wallets.find_offer(connection, offer_id)
    if found is None or not found.is_open(now):
        raise WalletRefused(Fault.INVALID_GRANT, "the code is wrong, used or expired")
    right = _is_right(office, found, tx_code)
    state = _state(office, connection, found.person_id)
    if right:
        wallets.use_offer(connection, found, wallet_id, now)
    else:
        wallets.count_failed_try(connection, found)
    yield
    if not right:
        raise WalletRefused(Fault.INVALID_GRANT, "the transaction code is wrong")
    return _response(office, wallet_id, 1, now, state)


def renew(office: Office, refresh_token: str) -> Job[dict[str, Any]]:
    """Turn a refresh token into the next ones.

    Until the successor is used the same token gives the same successor, so that an answer that was
    lost loses nothing. Afterwards it has been copied: the wallet ends.

    Raises:
        WalletRefused: `invalid_grant`.
    """
    opened, now = office.tokens.wallet_of_refresh(refresh_token), office.now()
    connection = yield
    found = None if opened is None else wallets.find_wallet(connection, opened[0])
    if opened is None or found is None or found.ended_at is not None:
        raise WalletRefused(Fault.INVALID_GRANT, "the refresh token is not good any more")
    generation = opened[1]
    state = _state(office, connection, found.person_id)
    if generation > found.generation:
        wallets.use_generation(connection, found, generation)
    elif generation < found.generation:
        wallets.end_wallet(connection, found, REUSED, now)
    yield
    if generation < found.generation:
        raise WalletRefused(Fault.INVALID_GRANT, "the refresh token is not good any more")
    return _response(office, found.id, generation + 1, now, state)


def credential_identifiers(office: Office) -> list[dict[str, Any]]:
    """The windows that a wallet can have, for a token response (OpenID4VCI 1.0 section 6.2).

    Raises:
        RequestRefused: `no_usable_key`.
        FolderError: the documents can't be read.
    """
    return [
        {
            "type": DETAILS_TYPE,
            "credential_configuration_id": CONFIGURATION,
            "credential_identifiers": [
                identifier(key.kid, expiry) for key, expiry in office.strip(office.now())
            ],
        }
    ]


def make_nonce(office: Office) -> str:
    """A nonce for one credential request."""
    return office.tokens.nonce(office.now() + NONCE_LIFETIME, secrets.token_bytes(16))


def end_wallets(office: Office, number: str, reason: str, by: Staff) -> WalletsEnded:
    """A phone was lost: end the person's wallets and open offers, revoke what they hold.

    Args:
        office: the issuer.
        number: the person's number.
        reason: why, for the record.
        by: the staff member who decided.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `text_invalid`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        return end_wallets_in(office, connection, find(connection, number, by), reason, by)


def end_wallets_in(
    office: Office, connection: Connection, holder: Person, reason: str, by: Staff | None
) -> WalletsEnded:
    """The same within a transaction that is alone in writing; `by` is None for the person.

    Raises:
        RequestRefused: `text_invalid`.
    """
    reason, now = line(reason), office.now()
    ended = wallets.end_wallets_of(connection, holder, by, reason, now)
    # Whoever has the phone may have printed a pass with it.
    printed = passes.revoke_printed(connection, holder, by, reason, now)
    return WalletsEnded(ended, revoke_live(connection, holder) + printed)


def _is_right(office: Office, offer: Offer, tx_code: str | None) -> bool:
    if offer.tx_code_hash is None:
        if tx_code is not None:
            raise WalletRefused(Fault.INVALID_REQUEST, "no transaction code is expected")
        return True
    if tx_code is None:
        raise WalletRefused(Fault.INVALID_REQUEST, "a transaction code is needed")
    return hmac.compare_digest(offer.tx_code_hash, office.tokens.tx_code_hash(offer.id, tx_code))


def _state(office: Office, connection: Connection, person_id: int) -> str:
    return office.tokens.colour_state(person_id, people.colour_changes(connection, person_id))


def _response(
    office: Office, wallet_id: bytes, generation: int, now: int, state: str
) -> dict[str, Any]:
    return {
        "access_token": office.tokens.access(wallet_id, now + ACCESS_LIFETIME),
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFETIME,
        "refresh_token": office.tokens.refresh(wallet_id, generation),
        # Also where the colour is the same again: what the wallet holds may be revoked.
        "colour_state": state,
    }
