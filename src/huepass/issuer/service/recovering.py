"""A lost phone: what was on it ends, and the person begins anew, in one go."""

from typing import NamedTuple

from sqlalchemy import Connection

from huepass.issuer.domain.records import Origin, Person, Staff
from huepass.issuer.service.offers import MadeOffer, Terms, offer_in
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import find
from huepass.issuer.service.wallets import WalletsEnded, end_wallets_in


class Recovery(NamedTuple):
    """What became of a person's wallets."""

    offer: MadeOffer
    """For the new phone."""
    ended: WalletsEnded


def recover(
    office: Office,
    number: str,
    reason: str,
    by: Staff,
    terms: Terms = Terms(),  # noqa: B008
) -> Recovery:
    """End a person's wallets and open offers, revoke what they hold, and make a new offer.

    Args:
        office: the issuer.
        number: the person's number.
        reason: why, for the record.
        by: who has the person before them.
        terms: of the new offer.

    Raises:
        RequestRefused: `person_unknown`, `out_of_scope`, `text_invalid`, `validity_invalid`.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        return recover_in(office, connection, find(connection, number, by), reason, by, terms)


def recover_in(
    office: Office,
    connection: Connection,
    person: Person,
    reason: str,
    by: Staff | None,
    terms: Terms = Terms(),  # noqa: B008
    origin: Origin = Origin.STAFF,
) -> Recovery:
    """The same within a transaction that is alone in writing; `by` is None for the person.

    Raises:
        RequestRefused: `text_invalid`, `validity_invalid`.
        KeyStoreError: `key_missing`.
    """
    ended = end_wallets_in(office, connection, person, reason, by)
    return Recovery(offer_in(office, connection, person, terms, origin), ended)
