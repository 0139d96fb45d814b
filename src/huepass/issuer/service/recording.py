"""Recording a fact: it is added, and the colour that follows is kept, in one transaction."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Cause, FactRow, Origin, Person, Staff
from huepass.issuer.programme.facts import Decision, Fact, body_of, in_order
from huepass.issuer.programme.model import Programme
from huepass.issuer.service import colours
from huepass.issuer.service.office import Office
from huepass.issuer.service.rules import Rules
from huepass.issuer.store import facts, people
from huepass.issuer.store.people import Settled

MAX_AGE: Final = 30 * 86400
"""Seconds: a fact that began earlier is not recorded any more."""


class Case(NamedTuple):
    """A person as whoever makes a fact about them sees them."""

    rules: Rules
    person: Person
    facts: Sequence[Fact]
    """What is known, in order."""
    now: int
    next: int
    """When a fact holds from that is recorded now: after all others, so that the latest word is
    the one that counts, also within a second and with a clock that was ahead."""

    @property
    def programme(self) -> Programme:
        """The programme in force."""
        return self.rules.programme

    def time(self, at: int | None) -> int:
        """When a fact holds from: now, or a time that somebody gave.

        Raises:
            RequestRefused: `time_invalid`: in the future, or more than 30 days ago.
        """
        if at is None:
            return self.next
        if not self.now - MAX_AGE <= at <= self.now:
            raise RequestRefused(Reason.TIME_INVALID, "at most 30 days ago, and not to come")
        return at


class Recorded(NamedTuple):
    """What recording a fact did."""

    person: Person
    revoked: int
    """How many passes it revoked."""
    fact: Fact


def record(
    office: Office,
    connection: Connection,
    person: Person,
    make: Callable[[Case], Fact],
    by: Staff | None,
    origin: Origin = Origin.STAFF,
    point_id: int | None = None,
) -> Recorded:
    """Record a fact about a person.

    Args:
        office: the issuer.
        connection: a transaction that is alone in writing.
        person: as the transaction sees them.
        make: makes the fact, or refuses.
        by: who records it; None for the holder, and for whoever works on the folder itself.
        origin: where the fact comes from.
        point_id: the collection point of a reading.

    Raises:
        HuepassError: what `make` raises, `facts_invalid`, `programme_invalid`.
    """
    rules, now = office.rules(connection), office.now()
    # What time did is not to be written down as the work of whoever records something now.
    if colours.bring_up_to_date(office, connection, person.id, now):
        person = people.find_person(connection, person.number) or person
    rows = facts.facts_of(connection, person.id)
    known = rules.facts(rows)
    last = rows[-1].at if rows else 0
    fact = make(Case(rules, person, known, now, max(now, last + 1)))
    row = FactRow(rules.id, fact.at, fact.kind, body_of(fact), person.id)
    facts.add_fact(connection, row, by, now, origin, point_id)
    verdict = rules.verdict(in_order([*known, fact]), now)
    found = colours.Found(person.colour, Settled(*verdict, rules.id, person.id))
    words = fact.reason if isinstance(fact, Decision) else None
    done = colours.keep(connection, rules, [found], Cause.FACT, now, by=by, words=words)
    after = people.find_person(connection, person.number)
    assert after is not None
    return Recorded(after, done.revoked, fact)
