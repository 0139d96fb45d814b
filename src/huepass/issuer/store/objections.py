"""Objections. Each function works in a transaction."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.objections import Objection, State, Verdict
from huepass.issuer.domain.records import Staff
from huepass.issuer.store.tables import objection, person


def add(connection: Connection, made: Objection) -> Objection:
    """Keep an objection; its row ID is found here."""
    row = connection.execute(
        insert(objection)
        .values(
            handle=made.handle,
            person_id=made.person_id,
            words=made.words,
            colour=made.colour,
            reason=made.reason,
            authority=made.authority,
            filed_at=made.filed_at,
            due_at=made.due_at,
        )
        .returning(objection)
    ).one()
    return _objection(row)


def find(connection: Connection, handle: str) -> Objection | None:
    """The objection of a handle."""
    row = connection.execute(select(objection).where(objection.c.handle == handle)).one_or_none()
    return None if row is None else _objection(row)


def open_of(connection: Connection, person_id: int) -> Objection | None:
    """A person's objection that has no answer yet; there is at most one."""
    row = connection.execute(
        select(objection).where(
            objection.c.person_id == person_id, objection.c.answered_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else _objection(row)


def of_person(
    connection: Connection, person_id: int, before: int | None, limit: int
) -> list[Objection]:
    """A person's objections before a row ID, newest first."""
    rows = connection.execute(
        select(objection)
        .where(
            objection.c.person_id == person_id,
            true() if before is None else objection.c.id < before,
        )
        .order_by(objection.c.id.desc())
        .limit(limit)
    )
    return [_objection(row) for row in rows]


def page(
    connection: Connection, by: Staff, state: State, now: int, after: tuple[int, int], limit: int
) -> list[Objection]:
    """The objections that somebody answers, in order of their deadlines.

    Args:
        connection: a transaction.
        by: they act for the authority, in the person's division.
        state: which.
        now: the time.
        after: deadline and row ID of the last one that was seen.
        limit: how many at most.
    """
    due_at, id_ = after
    rows = connection.execute(
        select(objection)
        .join(person)
        .where(
            objection.c.authority.in_(by.authorities),
            _in_scope(by.scopes),
            _is(state, now),
            or_(
                objection.c.due_at > due_at,
                (objection.c.due_at == due_at) & (objection.c.id > id_),
            ),
        )
        .order_by(objection.c.due_at, objection.c.id)
        .limit(limit)
    )
    return [_objection(row) for row in rows]


def answer(
    connection: Connection, of: Objection, verdict: Verdict, words: str, by: Staff, now: int
) -> None:
    """Keep the answer to an objection that has none."""
    connection.execute(
        update(objection)
        .where(objection.c.id == of.id, objection.c.answered_at.is_(None))
        .values(answered_at=now, answered_by=by.id, outcome=verdict, answer=words)
    )


def count_overdue(connection: Connection, now: int) -> int:
    """How many objections should have been answered by now."""
    found = connection.execute(
        select(func.count()).select_from(objection).where(_is(State.OVERDUE, now))
    )
    return int(found.scalar_one())


def _is(state: State, now: int) -> ColumnElement[bool]:
    if state == State.ANSWERED:
        return objection.c.answered_at.is_not(None)
    unanswered = objection.c.answered_at.is_(None)
    return unanswered if state == State.OPEN else unanswered & (objection.c.due_at <= now)


def _in_scope(scopes: Collection[str]) -> ColumnElement[bool]:
    """The same as `Staff.covers`, for a list."""
    if EVERYWHERE in scopes:
        return true()
    division = person.c.division
    return or_(
        false(),
        *(
            (division == scope) | division.startswith(f"{scope}.", autoescape=True)
            for scope in scopes
        ),
    )


def _objection(row: Row[Any]) -> Objection:
    return Objection(
        id=row.id,
        handle=row.handle,
        person_id=row.person_id,
        words=row.words,
        colour=row.colour,
        reason=row.reason,
        authority=row.authority,
        filed_at=row.filed_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        verdict=None if row.outcome is None else Verdict(row.outcome),
        answer=row.answer,
    )
