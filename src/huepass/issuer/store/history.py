"""What is on record about a person, newest first. Each function works in a transaction."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, select, true

from huepass.issuer.domain.records import Cause, Origin
from huepass.issuer.store.tables import colour_change, fact, point, staff


class KeptFact(NamedTuple):
    """A fact as it was recorded. Times are seconds since the epoch."""

    id: int
    programme_id: int
    """The programme in force then."""
    at: int
    kind: str
    body: str
    recorded_at: int
    origin: Origin
    organisation: str | None
    """Its name, if an organisation reported."""
    point: str | None
    """The collection point's name, if it was a reading there."""


class KeptChange(NamedTuple):
    """A change of a person's colour, without who was behind it."""

    id: int
    old: int
    new: int
    reason: str
    """The staff's words for a decision, otherwise a reason code of the programme."""
    at: int
    cause: Cause


def facts_before(
    connection: Connection,
    person_id: int,
    kinds: Collection[str],
    before: int | None,
    limit: int,
) -> list[KeptFact]:
    """A person's facts of some kinds before a row ID."""
    rows = connection.execute(
        select(
            fact.c.id,
            fact.c.programme_id,
            fact.c.at,
            fact.c.kind,
            fact.c.body,
            fact.c.recorded_at,
            fact.c.origin,
            staff.c.name,
            point.c.name.label("point"),
        )
        .outerjoin(staff, staff.c.id == fact.c.recorded_by)
        .outerjoin(point, point.c.id == fact.c.point_id)
        .where(
            fact.c.person_id == person_id,
            fact.c.kind.in_(kinds),
            true() if before is None else fact.c.id < before,
        )
        .order_by(fact.c.id.desc())
        .limit(limit)
    )
    return [
        KeptFact(
            row.id,
            row.programme_id,
            row.at,
            row.kind,
            row.body,
            row.recorded_at,
            Origin(row.origin),
            # An organisation is no person; everybody else of staff is nobody's business.
            row.name if row.origin == Origin.ORGANISATION else None,
            row.point,
        )
        for row in rows
    ]


def changes_before(
    connection: Connection, person_id: int, before: int | None, limit: int
) -> list[KeptChange]:
    """A person's changes of colour before a row ID."""
    columns = colour_change.c
    rows = connection.execute(
        select(columns.id, columns.old, columns.new, columns.reason, columns.at, columns.cause)
        .where(
            columns.person_id == person_id,
            true() if before is None else columns.id < before,
        )
        .order_by(columns.id.desc())
        .limit(limit)
    )
    return [
        KeptChange(row.id, row.old, row.new, row.reason, row.at, Cause(row.cause)) for row in rows
    ]
