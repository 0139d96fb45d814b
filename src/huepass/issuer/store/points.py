"""Collection points, who is posted there, and what is measured. Each function is in a transaction.

Removed points and ended postings stay; reading tokens don't.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, delete, insert, or_, select, update

from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.store.tables import fact, point, posting, reading_token, staff

_POINTS: Final = select(
    point.c.id,
    point.c.handle,
    point.c.division,
    point.c.name,
    point.c.created_at,
    point.c.removed_at,
)


class Point(NamedTuple):
    """A place where readings are taken. Times in seconds since the epoch."""

    id: int
    handle: str
    division: str
    name: str
    created_at: int
    removed_at: int | None


class Posting(NamedTuple):
    """Somebody who takes readings at a point, since when."""

    id: int
    staff: str
    """Their handle."""
    name: str
    since: int


class Taken(NamedTuple):
    """A reading as the point's record has it: nothing says whose it is."""

    id: int
    body: str
    at: int
    """When it was recorded, seconds since the epoch."""
    collector: str | None


def add_point(
    connection: Connection, handle: str, division: str, name: str, by: Staff, now: int
) -> None:
    """Add a point under a handle that none has."""
    connection.execute(
        insert(point).values(
            handle=handle, division=division, name=name, created_at=now, created_by=by.id
        )
    )


def find_point(connection: Connection, handle: str) -> Point | None:
    """The point of a handle, removed or not."""
    row = connection.execute(_POINTS.where(point.c.handle == handle)).one_or_none()
    return None if row is None else Point(*row)


def page(connection: Connection, scopes: Iterable[str], after: int, limit: int) -> list[Point]:
    """Points in some divisions that are not removed, oldest first, after a row ID."""
    wanted = _POINTS.where(point.c.id > after, point.c.removed_at.is_(None))
    scopes = tuple(scopes)
    if EVERYWHERE not in scopes:
        # From the division itself to all that begin with it and a dot: a slash comes after the dot.
        inside = [point.c.division.between(one, f"{one}/") for one in scopes]
        wanted = wanted.where(or_(*inside))
    rows = connection.execute(wanted.order_by(point.c.id).limit(limit))
    return [Point(*row) for row in rows]


def remove_point(connection: Connection, found: Point, now: int) -> None:
    """Take a point out of use; its record stays."""
    connection.execute(update(point).where(point.c.id == found.id).values(removed_at=now))
    connection.execute(delete(reading_token).where(reading_token.c.point_id == found.id))


def post(connection: Connection, member: Staff, at: Point, by: Staff, now: int) -> Posting:
    """Post somebody at a point, where they are not posted yet."""
    made = insert(posting).values(staff_id=member.id, point_id=at.id, since=now, posted_by=by.id)
    row_id = connection.execute(made.returning(posting.c.id)).scalar_one()
    return Posting(row_id, member.handle, member.name, now)


def posting_of(connection: Connection, member: Staff, at: Point) -> Posting | None:
    """The posting of somebody, who is still staff, at a point."""
    row = connection.execute(_postings(at).where(posting.c.staff_id == member.id)).one_or_none()
    return None if row is None else Posting(*row)


def postings(connection: Connection, at: Point, after: int, limit: int) -> list[Posting]:
    """Who is posted at a point, the longest there first, after a row ID."""
    rows = connection.execute(
        _postings(at).where(posting.c.id > after).order_by(posting.c.id).limit(limit)
    )
    return [Posting(*row) for row in rows]


def end_posting(connection: Connection, found: Posting, now: int) -> None:
    """Take somebody off a point."""
    connection.execute(update(posting).where(posting.c.id == found.id).values(ended_at=now))


def points_of(connection: Connection, member: Staff) -> list[Point]:
    """Where somebody is posted, the longest first."""
    rows = connection.execute(
        _POINTS.join(posting, posting.c.point_id == point.c.id)
        .where(posting.c.staff_id == member.id, posting.c.ended_at.is_(None))
        .order_by(posting.c.id)
    )
    return [Point(*row) for row in rows]


def keep_token(
    connection: Connection, token_hash: bytes, whose: Person, at: Point, expires_at: int, now: int
) -> None:
    """Keep the hash of a person's new reading token: their only one; those that are over go."""
    connection.execute(
        delete(reading_token).where(
            or_(reading_token.c.expires_at <= now, reading_token.c.person_id == whose.id)
        )
    )
    connection.execute(
        insert(reading_token).values(
            hash=token_hash, person_id=whose.id, point_id=at.id, expires_at=expires_at
        )
    )


def use_token(connection: Connection, token_hash: bytes, at: Point, now: int) -> int | None:
    """The row ID of whom a token is for, which is used with that; None if it is good for nothing.

    A token for another point, or that is over, is left alone.
    """
    person_id: int | None = connection.execute(
        delete(reading_token)
        .where(
            reading_token.c.hash == token_hash,
            reading_token.c.point_id == at.id,
            reading_token.c.expires_at > now,
        )
        .returning(reading_token.c.person_id)
    ).scalar_one_or_none()
    return person_id


def readings(connection: Connection, at: Point, before: int, limit: int) -> list[Taken]:
    """What was measured at a point, newest first, before a row ID; from the newest one if 0."""
    wanted = (
        select(fact.c.id, fact.c.body, fact.c.recorded_at, staff.c.name)
        .outerjoin(staff, staff.c.id == fact.c.recorded_by)
        .where(fact.c.point_id == at.id)
    )
    if before:
        wanted = wanted.where(fact.c.id < before)
    rows = connection.execute(wanted.order_by(fact.c.id.desc()).limit(limit))
    return [Taken(*row) for row in rows]


def _postings(at: Point) -> Select[Any]:
    """Who is posted at a point and still staff."""
    return (
        select(posting.c.id, staff.c.handle, staff.c.name, posting.c.since)
        .join(staff, staff.c.id == posting.c.staff_id)
        .where(
            posting.c.point_id == at.id,
            posting.c.ended_at.is_(None),
            staff.c.removed_at.is_(None),
        )
    )
