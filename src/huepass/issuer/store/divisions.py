"""Administrative divisions. Each function works in a transaction."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from huepass.issuer.store.tables import division


class Division(NamedTuple):
    """An administrative division and its names."""

    id: str
    en: str
    zh: str


def ids(connection: Connection) -> frozenset[str]:
    """The IDs of all divisions."""
    return frozenset(connection.execute(select(division.c.id)).scalars())


def find(connection: Connection, id_: str) -> Division | None:
    """The division of an ID."""
    row = connection.execute(select(division).where(division.c.id == id_)).one_or_none()
    return None if row is None else Division(*row)


def page(connection: Connection, after: str, limit: int) -> list[Division]:
    """Divisions in order of their IDs, from the first one after an ID."""
    rows = connection.execute(
        select(division).where(division.c.id > after).order_by(division.c.id).limit(limit)
    )
    return [Division(*row) for row in rows]


def put(connection: Connection, entries: Iterable[Division]) -> None:
    """Add divisions, or give those that there are other names."""
    for entry in entries:
        made = insert(division).values(id=entry.id, en=entry.en, zh=entry.zh)
        connection.execute(
            made.on_conflict_do_update(index_elements=["id"], set_={"en": entry.en, "zh": entry.zh})
        )
