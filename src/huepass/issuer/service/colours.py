"""Keeping the colours that follow from facts: rows, history and revocations in one transaction."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from huepass.errors import HuepassError
from huepass.issuer.domain.colours import is_worse
from huepass.issuer.domain.records import Cause, FactRow, Staff
from huepass.issuer.service.office import Office
from huepass.issuer.service.rules import Rules
from huepass.issuer.store import facts, live, passes, people
from huepass.issuer.store.people import Changed, Settled

_TRY_AGAIN: Final = 3600  # seconds
log = logging.getLogger("huepass.issuer")


class Found(NamedTuple):
    """What an evaluation found for a person."""

    old: int
    """The colour until now."""
    new: Settled


class Applied(NamedTuple):
    """What keeping it did."""

    changed: int
    """How many colours changed."""
    revoked: int
    """How many passes were revoked."""


def evaluate(
    rules: Rules,
    persons: Iterable[Settled],
    known: Mapping[int, Sequence[FactRow]],
    now: int,
) -> list[Found]:
    """What the rules say now about persons for whom it is not what is kept.

    Facts that can't be read keep their person's colour as it is, and nobody else's: they are
    looked at again an hour later, and the operator is told.
    """
    found = []
    for before in persons:
        try:
            readable = rules.facts(known.get(before.person_id, ()))
        except HuepassError as error:
            log.error("facts of a person can't be read: %s", error.reason)
            new = before._replace(due_at=now + _TRY_AGAIN)
        else:
            new = Settled(*rules.verdict(readable, now), rules.id, before.person_id)
        if new != before:
            found.append(Found(before.colour, new))
    return found


def keep(
    connection: Connection,
    rules: Rules,
    found: Sequence[Found],
    cause: Cause,
    now: int,
    *,
    by: Staff | None = None,
    words: str | None = None,
) -> Applied:
    """Keep what was found. A colour that is worse revokes whatever the person holds.

    Args:
        connection: a transaction that is alone in writing.
        rules: the programme in force.
        found: for each person.
        cause: what changed the colours.
        now: the time.
        by: who recorded the fact, if it was a fact.
        words: what staff said about their decision; with it there is a line in the history even
            if the colour stays.
    """
    staff_id = None if by is None else by.id
    changed = [
        Changed(new.person_id, old, new.colour, words or new.reason, staff_id, now, cause)
        for old, new in found
        if old != new.colour or words is not None
    ]
    people.settle(connection, [new for _, new in found], changed)
    meant = rules.colours, rules.colours_before
    worse = [one.person_id for one in changed if is_worse(one.new, one.old, *meant)]
    revoked = 0
    if worse:
        revoked = passes.revoke_passes_of(connection, worse, by, now)
        revoked += live.revoke_all_of(connection, worse, live.windows(connection))
    return Applied(sum(one.old != one.new for one in changed), revoked)


def bring_up_to_date(office: Office, connection: Connection, person_id: int, now: int) -> bool:
    """Keep what time has changed for a person, before anything is built on their colour.

    The timer would do it within a minute; where no service runs, nobody else does.

    Returns:
        Whether there was anything to look at.
    """
    kept = people.settled(connection, person_id, person_id)
    if not any(one.due_at is not None and one.due_at <= now for one in kept):
        return False
    rules = office.rules(connection)
    found = evaluate(rules, kept, facts.facts_of_each(connection, [person_id]), now)
    keep(connection, rules, found, Cause.TIME, now)
    return True
