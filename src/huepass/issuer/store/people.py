"""Persons, their colours, and the staff who set them. Each function works in a transaction."""

from sqlalchemy import Connection, Row, insert, select, update

from huepass.issuer.domain.records import ColourChange, Person, Role, Staff
from huepass.issuer.store.tables import colour_change, person, staff


def add_person(connection: Connection, number: str, colour: int, now: int) -> None:
    """Register a person under a number that nobody has."""
    connection.execute(insert(person).values(number=number, colour=colour, registered_at=now))


def find_person(connection: Connection, number: str) -> Person | None:
    """The person of a number."""
    row = connection.execute(select(person).where(person.c.number == number)).one_or_none()
    return None if row is None else Person(row.id, row.number, row.colour, row.registered_at)


def change_colour(
    connection: Connection, of: Person, new: int, reason: str, by: Staff, now: int
) -> None:
    """Give a person a colour and write it into their history."""
    connection.execute(update(person).where(person.c.id == of.id).values(colour=new))
    connection.execute(
        insert(colour_change).values(
            person_id=of.id, old=of.colour, new=new, reason=reason, staff_id=by.id, at=now
        )
    )


def colour_history(connection: Connection, of: Person) -> list[ColourChange]:
    """A person's changes of colour, oldest first."""
    rows = connection.execute(
        select(colour_change, staff.c.name)
        .join(staff)
        .where(colour_change.c.person_id == of.id)
        .order_by(colour_change.c.id)
    )
    return [ColourChange(row.old, row.new, row.reason, row.name, row.at) for row in rows]


def add_staff(
    connection: Connection, name: str, roles: frozenset[Role], token_hash: bytes, now: int
) -> None:
    """Add a staff member under a name that nobody had before."""
    connection.execute(
        insert(staff).values(
            name=name, roles=" ".join(sorted(roles)), token_hash=token_hash, created_at=now
        )
    )


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
    )
