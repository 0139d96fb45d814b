"""Offering credentials to a person's wallet (OpenID4VCI 1.0 section 4)."""

import secrets
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import metadata
from huepass.issuer.domain.records import Offer, Origin, Person, Staff
from huepass.issuer.domain.tokens import ID_SIZE
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find
from huepass.issuer.store import wallets

VALID: Final = 900  # seconds
MAX_VALID: Final = 7 * 86400
TRIES: Final = 5


class Terms(NamedTuple):
    """What kind of offer it is."""

    tx_code: bool = False
    """Whether the wallet must give a transaction code too."""
    by_reference: bool = False
    """Whether the link only says where the offer is: a shorter link."""
    valid: int = VALID
    """Seconds, up to 7 days."""


class MadeOffer(NamedTuple):
    """A new offer. Whoever has the link, and the code if there is one, gets the credentials."""

    link: str
    tx_code: str | None
    """Six digits that reach the person another way than the link."""
    expires_at: int
    """Seconds since the epoch."""


def make_offer(
    office: Office,
    number: str,
    *,
    tx_code: bool = False,
    by_reference: bool = False,
    valid: int = VALID,
    by: Staff | None = None,
    origin: Origin = Origin.STAFF,
) -> MadeOffer:
    """Offer a person's credentials to whichever wallet comes first.

    Args:
        office: the issuer.
        number: the person's number.
        tx_code: whether the wallet must give a transaction code too.
        by_reference: whether the link only says where the offer is: a shorter link.
        valid: seconds, 1 to 7 days.
        by: the staff member who offers.
        origin: why it is offered.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `validity_invalid`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    terms = Terms(tx_code, by_reference, valid)
    with office.store.write() as connection:
        return offer_in(office, connection, find(connection, number, by), terms, origin)


def offer_in(
    office: Office,
    connection: Connection,
    person: Person,
    terms: Terms,
    origin: Origin = Origin.STAFF,
) -> MadeOffer:
    """The same within a transaction that is alone in writing.

    Raises:
        RequestRefused: `validity_invalid`.
        KeyStoreError: `key_missing`.
    """
    tx_code, by_reference, valid = terms
    if not 1 <= valid <= MAX_VALID:
        raise RequestRefused(Reason.VALIDITY_INVALID, f"1 to {MAX_VALID} seconds")
    id_ = secrets.token_bytes(ID_SIZE)
    digits = "".join(secrets.choice("0123456789") for _ in range(metadata.TX_CODE_LENGTH))
    tokens, url = office.tokens, office.settings.url
    made = Offer(
        id=id_,
        person_id=person.id,
        expires_at=office.now() + valid,
        tx_code_hash=tokens.tx_code_hash(id_, digits) if tx_code else None,
        tries_left=TRIES,
        used_at=None,
        origin=origin,
    )
    wallets.add_offer(connection, made)
    link = (
        metadata.reference_link(url, tokens.reference(id_))
        if by_reference
        else metadata.offer_link(metadata.credential_offer(url, tokens.code(id_), tx_code))
    )
    return MadeOffer(link, digits if tx_code else None, made.expires_at)


def offer_at(office: Office, reference: str) -> dict[str, Any]:
    """The offer that a link by reference leads to.

    Raises:
        RequestRefused: `not_found`: none, or it can't be redeemed any more.
        FolderError: the database can't be used.
    """
    id_ = office.tokens.offer_of_reference(reference)
    if id_ is not None:
        with office.store.read() as connection:
            found = wallets.find_offer(connection, id_)
        if found is not None and found.is_open(office.now()):
            return metadata.credential_offer(
                office.settings.url, office.tokens.code(id_), found.tx_code_hash is not None
            )
    raise RequestRefused(Reason.NOT_FOUND)
