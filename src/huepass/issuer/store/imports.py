"""Signed imports: whose key signs them, and which were done. Works in a transaction."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, true, update

from huepass.issuer.domain.records import Staff
from huepass.issuer.store.tables import category_import, staff


class DoneImport(NamedTuple):
    """An import that was done."""

    id: int
    digest: bytes
    staff: str
    authority: str
    lines: int
    at: int
    """Seconds since the epoch."""


def signing_key(connection: Connection, member: Staff) -> bytes | None:
    """The public key with which a staff member signs imports."""
    found = connection.execute(select(staff.c.signing_key).where(staff.c.id == member.id))
    key: bytes | None = found.scalar_one()
    return key


def set_signing_key(connection: Connection, member: Staff, public_key: bytes | None) -> None:
    """Say with which key a staff member signs imports from now on; with none if None."""
    connection.execute(update(staff).where(staff.c.id == member.id).values(signing_key=public_key))


def is_done(connection: Connection, digest: bytes) -> bool:
    """Whether an import was done before."""
    found = select(category_import.c.id).where(category_import.c.hash == digest)
    return connection.execute(found).one_or_none() is not None


def add(
    connection: Connection, digest: bytes, by: Staff, authority: str, lines: int, now: int
) -> None:
    """Write down that an import is done."""
    connection.execute(
        insert(category_import).values(
            hash=digest, staff_id=by.id, authority=authority, lines=lines, at=now
        )
    )


def page(
    connection: Connection, authorities: Collection[str], before: int | None, limit: int
) -> list[DoneImport]:
    """What was imported for some authorities, newest first, before a row ID."""
    columns = category_import.c
    rows = connection.execute(
        select(columns.id, columns.hash, staff.c.name, columns.authority, columns.lines, columns.at)
        .join(staff, staff.c.id == columns.staff_id)
        .where(
            columns.authority.in_(authorities), true() if before is None else columns.id < before
        )
        .order_by(columns.id.desc())
        .limit(limit)
    )
    return [DoneImport(*row) for row in rows]
