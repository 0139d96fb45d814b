"""What time changes: a report that ran out, a category that ended, days that are complete.

Each person's row says until when nothing changes by itself; whoever is past that is evaluated.
"""

import time
from collections.abc import Callable
from typing import Final, NamedTuple

from huepass.issuer.domain.records import Cause
from huepass.issuer.service import colours
from huepass.issuer.service.office import Office
from huepass.issuer.store import facts, people

BATCH: Final = 500
"""Persons in one transaction: others that write wait for some hundredths of a second."""


class Done(NamedTuple):
    """What was done."""

    persons: int
    """How many were looked at."""
    changed: int
    """How many colours changed."""
    revoked: int
    """How many passes were revoked."""


def run(
    office: Office, seconds: float | None = None, stop: Callable[[], bool] = lambda: False
) -> Done:
    """Evaluate everybody whose time has come, after a downtime too.

    Several processes may do it at once: each batch is found and done in one transaction, so
    nothing has an effect twice.

    Args:
        office: the issuer.
        seconds: begin no batch after so long; the rest is for the next time.
        stop: asked before each batch.

    Raises:
        FolderError: the database can't be used.
        ProgrammeError: `programme_invalid`.
    """
    until = None if seconds is None else time.monotonic() + seconds
    total = Done(0, 0, 0)
    while (until is None or time.monotonic() < until) and not stop():
        with office.store.read() as connection:
            if not people.is_any_due(connection, office.now()):
                break
        done = _batch(office)
        total = Done(*map(sum, zip(total, done, strict=True)))
    return total


def _batch(office: Office) -> Done:
    with office.store.write() as connection:
        now, rules = office.now(), office.rules(connection)
        persons = people.due(connection, now, BATCH)
        known = facts.facts_of_each(connection, [person.person_id for person in persons])
        found = colours.evaluate(rules, persons, known, now)
        done = colours.keep(connection, rules, found, Cause.TIME, now)
    return Done(len(persons), *done)
