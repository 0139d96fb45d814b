"""Sign-ins of staff at a provider. Each function works in a transaction."""

from sqlalchemy import Connection, delete, insert, select, update

from huepass.issuer.domain.records import Staff
from huepass.issuer.store.people import find_staff
from huepass.issuer.store.tables import staff, staff_session


def add(connection: Connection, token_hash: bytes, member: Staff, expires_at: int) -> None:
    """Begin a session."""
    connection.execute(
        insert(staff_session).values(hash=token_hash, staff_id=member.id, expires_at=expires_at)
    )


def staff_of(connection: Connection, token_hash: bytes, now: int) -> Staff | None:
    """Whose session this is, unless it is over or they were removed."""
    name = connection.execute(
        select(staff.c.name)
        .join(staff_session, staff_session.c.staff_id == staff.c.id)
        .where(
            staff_session.c.hash == token_hash,
            staff_session.c.expires_at > now,
            staff.c.removed_at.is_(None),
        )
    ).scalar_one_or_none()
    return None if name is None else find_staff(connection, name)


def end(connection: Connection, token_hash: bytes) -> bool:
    """End a session; whether there was one."""
    ended = connection.execute(delete(staff_session).where(staff_session.c.hash == token_hash))
    return ended.rowcount == 1


def end_all_of(connection: Connection, member: Staff) -> None:
    """End a staff member's sessions."""
    connection.execute(delete(staff_session).where(staff_session.c.staff_id == member.id))


def forget_expired(connection: Connection, now: int) -> None:
    """Forget sessions that are over."""
    connection.execute(delete(staff_session).where(staff_session.c.expires_at <= now))


def staff_by_subject(connection: Connection, subject: str) -> Staff | None:
    """Whoever has a subject at the provider, unless they were removed."""
    name = connection.execute(
        select(staff.c.name).where(staff.c.subject == subject, staff.c.removed_at.is_(None))
    ).scalar_one_or_none()
    return None if name is None else find_staff(connection, name)


def set_subject(connection: Connection, member: Staff, subject: str | None) -> None:
    """Say who somebody is at the provider; nobody else who is there has that subject."""
    if subject is not None:
        removed = staff.c.removed_at.is_not(None)
        connection.execute(
            update(staff).where(staff.c.subject == subject, removed).values(subject=None)
        )
    connection.execute(update(staff).where(staff.c.id == member.id).values(subject=subject))
