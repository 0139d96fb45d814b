"""Who looked at what of a person. Only ever added. Each function works in a transaction."""

from typing import NamedTuple

from sqlalchemy import Connection, insert, select, true

from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.store.tables import look_up, staff


class LookUp(NamedTuple):
    """That somebody looked."""

    id: int
    staff: str | None
    """Who; None for whoever worked on the folder itself."""
    authority: str
    """For which they acted; empty if for none."""
    purpose: str
    shown: tuple[str, ...]
    """What they were shown."""
    at: int
    """Seconds since the epoch."""


def add(
    connection: Connection,
    person: Person,
    by: Staff | None,
    authority: str,
    purpose: str,
    shown: str,
    now: int,
) -> None:
    """Write down that somebody looked."""
    connection.execute(
        insert(look_up).values(
            person_id=person.id,
            staff_id=None if by is None else by.id,
            authority=authority,
            purpose=purpose,
            shown=shown,
            at=now,
        )
    )


def page(connection: Connection, person_id: int, before: int | None, limit: int) -> list[LookUp]:
    """Who looked at a person, newest first, before a row ID."""
    rows = connection.execute(
        select(look_up, staff.c.name)
        .outerjoin(staff, staff.c.id == look_up.c.staff_id)
        .where(
            look_up.c.person_id == person_id, true() if before is None else look_up.c.id < before
        )
        .order_by(look_up.c.id.desc())
        .limit(limit)
    )
    return [
        LookUp(row.id, row.name, row.authority, row.purpose, tuple(row.shown.split()), row.at)
        for row in rows
    ]
