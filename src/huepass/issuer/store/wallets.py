"""Offers, wallets and nonces. Each function works in a transaction."""

from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from huepass.issuer.domain.records import Offer, Origin, Person, Staff, Wallet
from huepass.issuer.store.engine import raw
from huepass.issuer.store.tables import offer, used_nonce, wallet

_HOLDER: Final = """
SELECT person.id, person.colour FROM person JOIN wallet ON wallet.person_id = person.id
WHERE wallet.id = ? AND wallet.ended_at IS NULL
"""


def add_offer(connection: Connection, made: Offer) -> None:
    """Remember an offer."""
    connection.execute(
        insert(offer).values(
            id=made.id,
            person_id=made.person_id,
            expires_at=made.expires_at,
            tx_code_hash=made.tx_code_hash,
            tries_left=made.tries_left,
            origin=made.origin,
        )
    )


def find_offer(connection: Connection, id_: bytes) -> Offer | None:
    """The offer of an ID."""
    row = connection.execute(select(offer).where(offer.c.id == id_)).one_or_none()
    if row is None:
        return None
    return Offer(
        id=row.id,
        person_id=row.person_id,
        expires_at=row.expires_at,
        tx_code_hash=row.tx_code_hash,
        tries_left=row.tries_left,
        used_at=row.used_at,
        origin=Origin(row.origin),
    )


def count_failed_try(connection: Connection, of: Offer) -> None:
    """A wrong transaction code was given."""
    connection.execute(
        update(offer).where(offer.c.id == of.id).values(tries_left=of.tries_left - 1)
    )


def use_offer(connection: Connection, used: Offer, wallet_id: bytes, now: int) -> None:
    """Redeem an offer: it is used up, and a wallet begins."""
    connection.execute(update(offer).where(offer.c.id == used.id).values(used_at=now))
    connection.execute(
        insert(wallet).values(
            id=wallet_id,
            person_id=used.person_id,
            generation=0,
            created_at=now,
            origin=used.origin,
        )
    )


def find_wallet(connection: Connection, id_: bytes) -> Wallet | None:
    """The wallet of an ID, ended or not."""
    row = connection.execute(
        select(
            wallet.c.id,
            wallet.c.person_id,
            wallet.c.generation,
            wallet.c.ended_at,
            wallet.c.origin,
        ).where(wallet.c.id == id_)
    ).one_or_none()
    if row is None:
        return None
    return Wallet(
        id=row.id,
        person_id=row.person_id,
        generation=row.generation,
        ended_at=row.ended_at,
        origin=Origin(row.origin),
    )


def wallets_of(connection: Connection, person_id: int) -> list[tuple[int, Wallet]]:
    """A person's wallets that have not ended, each with when it began, the oldest first."""
    rows = connection.execute(
        select(wallet.c.created_at, wallet.c.id, wallet.c.generation, wallet.c.origin)
        .where(wallet.c.person_id == person_id, wallet.c.ended_at.is_(None))
        .order_by(wallet.c.created_at, wallet.c.id)
    )
    return [
        (row.created_at, Wallet(row.id, person_id, row.generation, None, Origin(row.origin)))
        for row in rows
    ]


def holder_of(connection: Connection, id_: bytes) -> tuple[int, int] | None:
    """Row ID and colour of the person whose wallet this is, unless it has ended."""
    found: tuple[int, int] | None = raw(connection).execute(_HOLDER, (id_,)).fetchone()
    return found


def use_generation(connection: Connection, of: Wallet, generation: int) -> None:
    """The refresh token of a generation was used."""
    connection.execute(update(wallet).where(wallet.c.id == of.id).values(generation=generation))


def end_wallet(connection: Connection, ended: Wallet, reason: str, now: int) -> None:
    """End one wallet: none of its tokens is good any more, nor what it may just have shared."""
    connection.execute(
        update(wallet).where(wallet.c.id == ended.id).values(ended_at=now, end_reason=reason)
    )
    if ended.origin != Origin.SHARED:
        shared = (offer.c.person_id == ended.person_id) & (offer.c.origin == Origin.SHARED)
        connection.execute(
            update(offer).where(shared, offer.c.used_at.is_(None)).values(used_at=now)
        )


def end_wallets_of(
    connection: Connection, holder: Person, by: Staff | None, reason: str, now: int
) -> int:
    """End all wallets of a person and their open offers; how many wallets there were."""
    connection.execute(
        update(offer)
        .where(offer.c.person_id == holder.id, offer.c.used_at.is_(None))
        .values(used_at=now)
    )
    return connection.execute(
        update(wallet)
        .where(wallet.c.person_id == holder.id, wallet.c.ended_at.is_(None))
        .values(ended_at=now, ended_by=None if by is None else by.id, end_reason=reason)
    ).rowcount


def use_nonce(connection: Connection, nonce: bytes) -> bool:
    """Use a nonce up; whether it was unused."""
    done = raw(connection).execute("INSERT OR IGNORE INTO used_nonce VALUES (?)", (nonce,))
    return done.rowcount == 1


def forget_expired(connection: Connection, now: int, nonces_before: bytes) -> None:
    """Forget offers and nonces that have expired and say no by themselves."""
    connection.execute(delete(offer).where(offer.c.expires_at <= now))
    connection.execute(delete(used_nonce).where(used_nonce.c.nonce < nonces_before))
