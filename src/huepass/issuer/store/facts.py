"""What is known about persons. Each function works in a transaction; none changes or deletes."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, insert

from huepass.issuer.domain.records import FactRow, Origin, Staff
from huepass.issuer.store.engine import raw
from huepass.issuer.store.tables import fact

_FACTS: Final = "SELECT programme_id, at, kind, body, person_id FROM fact WHERE person_id"
_ORDER: Final = "ORDER BY person_id, at"


def add_fact(
    connection: Connection,
    row: FactRow,
    by: Staff | None,
    now: int,
    origin: Origin = Origin.STAFF,
    point_id: int | None = None,
) -> None:
    """Add a fact.

    Args:
        connection: a transaction.
        row: the fact.
        by: who recorded it; None for whoever works on the folder itself.
        now: when it is recorded, which may be after it began to hold.
        origin: where it came from.
        point_id: the collection point of a reading.
    """
    connection.execute(
        insert(fact).values(
            person_id=row.person_id,
            programme_id=row.programme_id,
            at=row.at,
            kind=row.kind,
            body=row.body,
            recorded_at=now,
            recorded_by=None if by is None else by.id,
            origin=origin,
            point_id=point_id,
        )
    )


def facts_of(connection: Connection, person_id: int) -> list[FactRow]:
    """A person's facts, in order of their times."""
    rows = raw(connection).execute(f"{_FACTS} = ? {_ORDER}", (person_id,))
    return [FactRow._make(row) for row in rows]


def facts_between(connection: Connection, first: int, last: int) -> dict[int, list[FactRow]]:
    """Facts of the persons of a range of row IDs, both ends in it, in order of their times."""
    rows = raw(connection).execute(f"{_FACTS} BETWEEN ? AND ? {_ORDER}", (first, last))
    return _by_person(rows)


def facts_of_each(connection: Connection, person_ids: Iterable[int]) -> dict[int, list[FactRow]]:
    """Facts of some persons."""
    numbers = ",".join(str(int(person_id)) for person_id in person_ids)
    return _by_person(raw(connection).execute(f"{_FACTS} IN ({numbers}) {_ORDER}"))


def last_fact(connection: Connection) -> int:
    """The greatest row ID; 0 if there is none."""
    return int(raw(connection).execute("SELECT ifnull(max(id), 0) FROM fact").fetchone()[0])


def persons_with_facts_after(connection: Connection, fact_id: int) -> set[int]:
    """Whose facts have been recorded since a fact."""
    rows = raw(connection).execute("SELECT person_id FROM fact WHERE id > ?", (fact_id,))
    return {person_id for (person_id,) in rows}


def _by_person(rows: Iterable[Any]) -> dict[int, list[FactRow]]:
    # Plain tuples of that shape: making each one a FactRow would take longer than reading it.
    found: dict[int, list[FactRow]] = {}
    known: list[FactRow] = []
    last = None
    for row in rows:
        if row[4] != last:
            last = row[4]
            known = found[last] = []
        known.append(row)
    return found
