"""Who joined which organisation. Memberships that ended stay. Each function is in a transaction."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, insert, select, update

from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.store.tables import membership, person, staff


class Joined(NamedTuple):
    """An organisation that a person joined, and since when: seconds since the epoch."""

    id: int
    handle: str
    name: str
    since: int


class Member(NamedTuple):
    """A member of an organisation, and since when: seconds since the epoch."""

    id: int
    person: Person
    since: int


def join(connection: Connection, whose: Person, organisation: Staff, now: int) -> Joined:
    """Let an organisation report for a person, for whom it doesn't yet."""
    made = insert(membership).values(person_id=whose.id, staff_id=organisation.id, since=now)
    row_id = connection.execute(made.returning(membership.c.id)).scalar_one()
    return Joined(row_id, organisation.handle, organisation.name, now)


def leave(connection: Connection, found: Joined, now: int) -> None:
    """End a membership."""
    connection.execute(update(membership).where(membership.c.id == found.id).values(ended_at=now))


def leave_all(connection: Connection, whose: Person, now: int) -> None:
    """End all memberships of a person."""
    open_ones = (membership.c.person_id == whose.id) & membership.c.ended_at.is_(None)
    connection.execute(update(membership).where(open_ones).values(ended_at=now))


def joined(connection: Connection, whose: Person, organisation: Staff) -> Joined | None:
    """A person's membership in an organisation."""
    row = connection.execute(
        _of_person(whose).where(membership.c.staff_id == organisation.id)
    ).one_or_none()
    return None if row is None else Joined(*row)


def of_person(connection: Connection, whose: Person, after: int, limit: int) -> list[Joined]:
    """The organisations that a person joined and that are still there, the first one first."""
    rows = connection.execute(
        _of_person(whose).where(membership.c.id > after).order_by(membership.c.id).limit(limit)
    )
    return [Joined(*row) for row in rows]


def members(connection: Connection, organisation: Staff, after: int, limit: int) -> list[Member]:
    """Who joined an organisation, the first one first, after a row ID."""
    rows = connection.execute(
        select(membership.c.id.label("row_id"), membership.c.since.label("joined_at"), person)
        .join(person, person.c.id == membership.c.person_id)
        .where(
            membership.c.staff_id == organisation.id,
            membership.c.ended_at.is_(None),
            membership.c.id > after,
        )
        .order_by(membership.c.id)
        .limit(limit)
    )
    return [Member(row.row_id, Person(*row[2:]), row.joined_at) for row in rows]


def _of_person(whose: Person) -> Select[Any]:
    return (
        select(membership.c.id, staff.c.handle, staff.c.name, membership.c.since)
        .join(staff, staff.c.id == membership.c.staff_id)
        .where(
            membership.c.person_id == whose.id,
            membership.c.ended_at.is_(None),
            staff.c.removed_at.is_(None),
        )
    )
