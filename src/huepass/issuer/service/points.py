"""Collection points, and the collectors whom administrators appoint by scanning their code."""

from typing import NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import codes
from huepass.issuer.domain.codes import Poster
from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.numbers import normalized
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.programme.facts import Reading, fact_from
from huepass.issuer.service import divisions, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import line
from huepass.issuer.store import people, points
from huepass.issuer.store.points import Point, Posting


class TakenReading(NamedTuple):
    """A reading in a point's record. Whose it is, is not for those who run the point."""

    id: int
    temperature: float
    """Degrees Celsius."""
    taken_at: int
    """Seconds since the epoch."""
    collector: str | None


def add(office: Office, name: str, division: str, by: Staff) -> Point:
    """Add a collection point.

    Args:
        office: the issuer.
        name: for people, like a street corner or the gate of a community.
        division: the administrative division in which it is.
        by: who adds it.

    Raises:
        RequestRefused: `text_invalid`, `division_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    name, handle = line(name), staffing.new_handle()
    with office.store.write() as connection:
        by = staffing.again(connection, by)
        divisions.check_there(connection, division)
        points.add_point(connection, handle, division, name, by, office.now())
        return find(connection, handle, by)  # outside the scope it is refused, and not added


def page(office: Office, by: Staff | None, after: int, limit: int) -> list[Point]:
    """The points within somebody's scope, oldest first, after a row ID; not those removed.

    Whoever works on the folder itself (None) sees all.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        scopes = (EVERYWHERE,) if by is None else by.scopes
        return points.page(connection, scopes, after, limit)


def show(office: Office, handle: str, by: Staff | None) -> Point:
    """One point, removed or not.

    Raises:
        RequestRefused: `point_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return find(connection, handle, by, removed=True)


def remove(office: Office, handle: str, by: Staff) -> None:
    """Take a point out of use, where nobody is posted any more; its record stays.

    Raises:
        RequestRefused: `point_unknown`, `out_of_scope`, `point_in_use`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        found = find(connection, handle, staffing.again(connection, by))
        if points.postings(connection, found, 0, 1):
            raise RequestRefused(Reason.POINT_IN_USE)
        points.remove_point(connection, found, office.now())


def code_of(office: Office, found: Point) -> str:
    """What stands in the code on a point's poster."""
    return codes.poster_text(Poster.POINT, office.settings.issuer, found.handle)


def handle_in(office: Office, poster: Poster, text: str) -> str | None:
    """The handle that somebody scanned from a poster, or typed; None if it is none."""
    return codes.read_poster(poster, text, office.settings.issuer) or normalized(text)


def appoint(office: Office, handle: str, text: str, by: Staff) -> Posting:
    """Post at a point whoever showed their staff code, and make them a collector if they are none.

    They act in the divisions of the points where they are posted, and their token, of which the
    code has a hash, never leaves them. Who is posted there already stays.

    Args:
        office: the issuer.
        handle: the point's.
        text: the staff code.
        by: who appoints them.

    Raises:
        RequestRefused: `point_unknown`, `out_of_scope`, `staff_exists`; `staff_code_invalid`, also
            for a token whose owner has another name, is no collector, or was removed.
        FolderError: the database can't be used.
    """
    code = codes.read_staff(text)
    if code is None or not _is_line(code.name):
        raise RequestRefused(Reason.STAFF_CODE_INVALID)
    with office.store.write() as connection:
        by, now = staffing.again(connection, by), office.now()
        found = find(connection, handle, by)
        member = people.staff_of_hash(connection, code.token_hash)
        if member is None:
            staffing.add_collector(office, connection, code, found.division, by)
            member = staffing.member_named(connection, code.name)
        owner = (member.name, member.removed_at)
        if owner != (code.name, None) or Role.COLLECTOR not in member.roles:
            raise RequestRefused(Reason.STAFF_CODE_INVALID)
        posting = points.posting_of(connection, member, found)
        if posting is None:
            posting = points.post(connection, member, found, by, now)
        _settle(connection, member, now)
        return posting


def collectors(
    office: Office, handle: str, by: Staff | None, after: int, limit: int
) -> list[Posting]:
    """Who is posted at a point, the longest there first, after a row ID.

    Raises:
        RequestRefused: `point_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        found = find(connection, handle, by)
        return points.postings(connection, found, after, limit)


def dismiss(office: Office, handle: str, collector: str, by: Staff) -> None:
    """Take a collector off a point; one who is posted nowhere else loses access altogether.

    Args:
        office: the issuer.
        handle: the point's.
        collector: theirs.
        by: who dismisses them.

    Raises:
        RequestRefused: `point_unknown`, `out_of_scope`, `staff_unknown`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        now, found = office.now(), find(connection, handle, staffing.again(connection, by))
        member = staffing.member_of(connection, collector)
        posting = points.posting_of(connection, member, found)
        if posting is None:
            raise RequestRefused(Reason.STAFF_UNKNOWN)
        points.end_posting(connection, posting, now)
        _settle(connection, member, now)


def points_of(office: Office, member: Staff) -> list[Point]:
    """Where somebody takes readings.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return points.points_of(connection, member)


def record_of(
    office: Office, handle: str, by: Staff | None, before: int, limit: int
) -> list[TakenReading]:
    """What was measured at a point, removed or not, newest first, before a row ID; 0 at first.

    Whoever works on the folder itself (None) sees all.

    Raises:
        RequestRefused: `point_unknown`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        found = find(connection, handle, by, removed=True)
        rows = points.readings(connection, found, before, limit)
    return [TakenReading(row.id, _temperature(row.body), row.at, row.collector) for row in rows]


def find(
    connection: Connection, handle: str, by: Staff | None = None, *, removed: bool = False
) -> Point:
    """The point of a handle as somebody typed it.

    Args:
        connection: a transaction.
        handle: the point's.
        by: who asks, if the point has to be in their scope.
        removed: whether one that was removed will do.

    Raises:
        RequestRefused: `point_unknown`, `out_of_scope`.
    """
    written = normalized(handle)
    found = None if written is None else points.find_point(connection, written)
    if found is None or (found.removed_at is not None and not removed):
        raise RequestRefused(Reason.POINT_UNKNOWN)
    if by is not None and not by.covers(found.division):
        raise RequestRefused(Reason.OUT_OF_SCOPE)
    return found


def _settle(connection: Connection, member: Staff, now: int) -> None:
    """Let who is a collector and nothing else act where they are posted, and nowhere else."""
    if member.roles != {Role.COLLECTOR}:
        return
    places = points.points_of(connection, member)
    if places:
        people.set_scopes(connection, member, dict.fromkeys(place.division for place in places))
    else:
        people.remove_staff(connection, member, now)


def _temperature(body: str) -> float:
    fact = fact_from(0, Reading.kind, body)
    assert isinstance(fact, Reading)
    return fact.temperature


def _is_line(name: str) -> bool:
    try:
        return line(name) == name
    except RequestRefused:
        return False
