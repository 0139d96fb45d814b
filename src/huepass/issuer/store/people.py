"""Persons, their colours, and the staff who set them. Each function works in a transaction."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection, Row, insert, or_, select, update

from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.records import Cause, ColourChange, Person, Role, Staff
from huepass.issuer.store.engine import raw
from huepass.issuer.store.tables import colour_change, person, staff

_SETTLED: Final = "SELECT colour, reason, since, due_at, programme_id, id FROM person"
_SETTLE: Final = """
UPDATE person SET colour = ?, reason = ?, since = ?, due_at = ?, programme_id = ? WHERE id = ?
"""
_CHANGE: Final = """
INSERT INTO colour_change (person_id, old, new, reason, staff_id, at, cause)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""


class Settled(NamedTuple):
    """What was found for a person, to be kept."""

    colour: int
    reason: str
    since: int | None
    due_at: int | None
    programme_id: int
    person_id: int


class Changed(NamedTuple):
    """A line for a person's history."""

    person_id: int
    old: int
    new: int
    reason: str
    staff_id: int | None
    at: int
    cause: Cause


def add_person(
    connection: Connection, number: str, found: Settled, division: str | None, now: int
) -> None:
    """Register a person under a number that nobody has; the row ID in `found` is not used."""
    connection.execute(
        insert(person).values(
            number=number,
            colour=found.colour,
            registered_at=now,
            programme_id=found.programme_id,
            reason=found.reason,
            since=found.since,
            due_at=found.due_at,
            division=division,
        )
    )


def set_division(connection: Connection, of: Person, division: str | None) -> None:
    """Say where a person belongs; None if nowhere."""
    connection.execute(update(person).where(person.c.id == of.id).values(division=division))


def find_person(connection: Connection, number: str) -> Person | None:
    """The person of a number."""
    row = connection.execute(select(person).where(person.c.number == number)).one_or_none()
    return None if row is None else Person(*row)


def person_of(connection: Connection, row_id: int) -> Person:
    """The person of a row ID; there is one."""
    return Person(*connection.execute(select(person).where(person.c.id == row_id)).one())


def settled(connection: Connection, first: int, last: int) -> list[Settled]:
    """What is kept for each person of a range of row IDs, both ends in it, in order."""
    rows = raw(connection).execute(
        f"{_SETTLED} WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)
    )
    return [Settled(*row) for row in rows]


def is_any_due(connection: Connection, now: int) -> bool:
    """Whether somebody's colour or reason may change by now."""
    found = raw(connection).execute("SELECT 1 FROM person WHERE due_at <= ? LIMIT 1", (now,))
    return found.fetchone() is not None


def due(connection: Connection, now: int, limit: int) -> list[Settled]:
    """Some of those whose colour or reason may change by now, the longest due first."""
    rows = raw(connection).execute(
        f"{_SETTLED} WHERE due_at <= ? ORDER BY due_at LIMIT ?", (now, limit)
    )
    return [Settled(*row) for row in rows]


def last_person(connection: Connection) -> int:
    """The greatest row ID; 0 if there is nobody."""
    return int(raw(connection).execute("SELECT ifnull(max(id), 0) FROM person").fetchone()[0])


def settle(connection: Connection, found: Iterable[Settled], changed: Iterable[Changed]) -> None:
    """Keep what was found for persons, and write the changes into their history."""
    driver = raw(connection)
    driver.executemany(_SETTLE, found)
    driver.executemany(_CHANGE, changed)


def colour_changes(connection: Connection, person_id: int) -> int:
    """How often a person's colour has changed."""
    query = "SELECT count(*) FROM colour_change WHERE person_id = ?"
    return int(raw(connection).execute(query, (person_id,)).fetchone()[0])


def colour_history(connection: Connection, of: Person) -> list[ColourChange]:
    """A person's changes of colour, oldest first."""
    rows = connection.execute(
        select(colour_change, staff.c.name)
        .outerjoin(staff)
        .where(colour_change.c.person_id == of.id)
        .order_by(colour_change.c.id)
    )
    return [
        ColourChange(row.old, row.new, row.reason, row.name, row.at, Cause(row.cause))
        for row in rows
    ]


def add_staff(
    connection: Connection,
    handle: str,
    name: str,
    roles: frozenset[Role],
    authorities: Iterable[str],
    token_hash: bytes,
    now: int,
    *,
    scopes: Iterable[str] = (EVERYWHERE,),
    by: Staff | None = None,
) -> None:
    """Add a staff member under a handle and a name that nobody had before."""
    connection.execute(
        insert(staff).values(
            handle=handle,
            name=name,
            roles=" ".join(sorted(roles)),
            authorities=" ".join(authorities),
            token_hash=token_hash,
            created_at=now,
            scopes=" ".join(scopes),
            appointed_by=None if by is None else by.id,
        )
    )


def set_authorities(connection: Connection, member: Staff, authorities: Iterable[str]) -> None:
    """Say for which authorities a staff member acts from now on."""
    connection.execute(
        update(staff).where(staff.c.id == member.id).values(authorities=" ".join(authorities))
    )


def set_scopes(connection: Connection, member: Staff, scopes: Iterable[str]) -> None:
    """Say in which divisions a staff member acts from now on."""
    connection.execute(update(staff).where(staff.c.id == member.id).values(scopes=" ".join(scopes)))


def find_staff(connection: Connection, name: str) -> Staff | None:
    """The staff member of a name, removed or not."""
    row = connection.execute(select(staff).where(staff.c.name == name)).one_or_none()
    return None if row is None else _staff(row)


def staff_by_token(connection: Connection, token_hash: bytes) -> Staff | None:
    """The staff member of a token's hash, if not removed."""
    row = connection.execute(
        select(staff).where(staff.c.token_hash == token_hash, staff.c.removed_at.is_(None))
    ).one_or_none()
    return None if row is None else _staff(row)


def staff_of_hash(connection: Connection, token_hash: bytes) -> Staff | None:
    """Whoever has or had the token of a hash."""
    row = connection.execute(select(staff).where(staff.c.token_hash == token_hash)).one_or_none()
    return None if row is None else _staff(row)


def staff_of_handle(connection: Connection, handle: str) -> Staff | None:
    """The staff member of a handle, if not removed."""
    row = connection.execute(
        select(staff).where(staff.c.handle == handle, staff.c.removed_at.is_(None))
    ).one_or_none()
    return None if row is None else _staff(row)


def staff_after(connection: Connection, row_id: int, scopes: Iterable[str]) -> Iterator[Staff]:
    """Everybody who is or was staff, oldest first, from the first one after a row ID.

    Some of those are left out who act elsewhere than in some divisions, but not all of them.
    """
    wanted = select(staff).where(staff.c.id > row_id)
    scopes = tuple(scopes)
    if EVERYWHERE not in scopes:
        # By the first division of each, which saves reading most rows. What may come after it in
        # the text is before a slash: nothing, a dot, or the space before the next one.
        wanted = wanted.where(or_(*(staff.c.scopes.between(one, f"{one}/") for one in scopes)))
    return map(_staff, connection.execute(wanted.order_by(staff.c.id)))


def list_staff(connection: Connection) -> list[Staff]:
    """Everybody who is or was staff, by name."""
    return [_staff(row) for row in connection.execute(select(staff).order_by(staff.c.name))]


def remove_staff(connection: Connection, member: Staff, now: int) -> None:
    """End a staff member's access; their name stays in the history."""
    connection.execute(update(staff).where(staff.c.id == member.id).values(removed_at=now))


def _staff(row: Row[tuple[object, ...]]) -> Staff:
    return Staff(
        id=row.id,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles.split()),
        created_at=row.created_at,
        removed_at=row.removed_at,
        authorities=tuple(row.authorities.split()),
        scopes=tuple(row.scopes.split()),
        handle=row.handle,
    )
