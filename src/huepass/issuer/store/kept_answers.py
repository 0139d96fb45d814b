"""Answers that are kept for requests that come again. Each function works in a transaction."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from huepass.issuer.store.tables import kept_answer


class Kept(NamedTuple):
    """An answer as it is kept."""

    request_hash: bytes
    """Keyed, of what was asked."""
    status: int
    sealed: bytes


def find(connection: Connection, name: bytes) -> Kept | None:
    """The answer of a name, which is a keyed hash."""
    columns = (kept_answer.c.request_hash, kept_answer.c.status, kept_answer.c.sealed)
    row = connection.execute(select(*columns).where(kept_answer.c.hash == name)).one_or_none()
    return None if row is None else Kept(*row)


def add(connection: Connection, name: bytes, kept: Kept, expires_at: int) -> None:
    """Keep an answer until a time."""
    connection.execute(
        insert(kept_answer).values(hash=name, expires_at=expires_at, **kept._asdict())
    )


def forget_expired(connection: Connection, now: int) -> None:
    """Forget all answers whose time is over."""
    connection.execute(delete(kept_answer).where(kept_answer.c.expires_at <= now))
