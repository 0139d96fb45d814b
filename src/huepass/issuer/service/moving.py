"""Another programme, or another risk of a region: what everybody's colour becomes.

Everybody is evaluated anew by a job, batch by batch. A batch's changes and how far the job has come
are one transaction, so a job that is killed goes on where it was and does nothing twice. Meanwhile
the service goes on: whatever is recorded is evaluated by the new rules at once.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, NoReturn

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Cause, Job, Staff
from huepass.issuer.programme.model import Programme
from huepass.issuer.service import colours
from huepass.issuer.service.colours import Found
from huepass.issuer.service.office import Office
from huepass.issuer.service.rules import BUILT_IN, Rules, programme_from
from huepass.issuer.store import facts, people, programmes

BATCH: Final = 1000
"""Row IDs in one transaction: others that write wait for some hundredths of a second."""

_AHEAD: Final = 60
"""Seconds by which a change of a risk may be dated ahead, when several came at once."""


class Evaluated(NamedTuple):
    """What an evaluation of a range of persons found, by one state of the database."""

    first: int
    last: int
    persons: int
    found: list[Found]
    last_fact: int
    """The newest fact that it knew."""


Evaluations = Callable[[int], Iterator[Evaluated]]
"""Evaluations of the ranges of `BATCH` row IDs that come after one, without an end."""


def check_successor(before: Rules, programme: Programme) -> None:
    """Check that a programme can follow the one in force.

    After the built-in programme any other can follow, and after that its own later versions. These
    say what becomes of each category.

    Raises:
        RequestRefused: `programme_refused`, with the reason.
    """
    old = before.programme
    if before.id == BUILT_IN and programme.id != old.id:
        return
    if programme.id != old.id:
        _refuse(f"{old.id!r} is in force; only a new version of it can follow")
    if programme.version <= old.version:
        _refuse(f"version {old.version} is in force; the version must be higher")
    succession = programme.successions.get(old.version)
    if succession is None:
        _refuse(f"it needs [[successions]] with from = {old.version}")
    lost = set(old.categories) - set(programme.categories) - set(succession.categories)
    if lost:
        names = ", ".join(sorted(lost))
        _refuse(f"succession from {old.version}: what becomes of the categories {names}?")
    newest = {one.region: one.risk for one in before.risks if one.region in programme.regions}
    gone = set(newest.values()) - set(programme.risks)
    if gone:
        # No condition could ask for it, so colours would get better in silence.
        _refuse(f"regions have the risks {', '.join(sorted(gone))}: set others first")


def load(office: Office, source: bytes, by: Staff | None) -> Job:
    """Put a programme in force, and begin the job that evaluates everybody by it.

    Args:
        office: the issuer.
        source: the programme's file.
        by: who loads it; None for whoever works on the folder itself.

    Raises:
        ProgrammeError: `programme_invalid`.
        RequestRefused: `programme_refused`.
        FolderError: the database can't be used.
    """
    programme = programme_from(source)
    with office.store.write() as connection:
        check_successor(office.rules(connection), programme)
        now = office.now()
        id_ = programmes.add_programme(connection, programme.id, programme.version, source, by, now)
        return programmes.add_job(connection, Cause.PROGRAMME, id_, now)


def set_risk(office: Office, region: str, risk: str, by: Staff) -> Job:
    """Say that a region has another risk from now on, and begin the job that evaluates everybody.

    Args:
        office: the issuer.
        region: its ID in the programme in force.
        risk: one of the programme's.
        by: who says so.

    Raises:
        RequestRefused: `not_in_programme`, or `time_invalid` if a clock that was ahead has set a
            risk that is still to come.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        rules, now = office.rules(connection), office.now()
        for name, there in ((region, rules.programme.regions), (risk, rules.programme.risks)):
            if name not in there:
                known = ", ".join(there) or "none"
                raise RequestRefused(Reason.NOT_IN_PROGRAMME, f"there are: {known}")
        # Of two changes in one second the later one counts.
        last = max((one.at for one in rules.risks if one.region == region), default=0)
        if last > now + _AHEAD:
            # It would begin when the earlier one does, and until then change nothing.
            raise RequestRefused(Reason.TIME_INVALID, "an earlier change of it is still to come")
        programmes.add_risk(connection, region, risk, by, max(now, last + 1))
        # Who is still to be moved to a programme is moved by this job.
        unfinished = programmes.unfinished_job(connection)
        cause = Cause.RISK if unfinished is None else unfinished.cause
        return programmes.add_job(connection, cause, rules.id, now)


def unfinished(office: Office) -> Job | None:
    """The job that is not finished, if there is one.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return programmes.unfinished_job(connection)


def evaluate_range(
    connection: Connection, rules: Rules, first: int, last: int, now: int
) -> Evaluated:
    """Evaluate the persons from one row ID to another, both in it."""
    persons = people.settled(connection, first, last)
    known = facts.facts_between(connection, first, last)
    return Evaluated(
        first,
        last,
        len(persons),
        colours.evaluate(rules, persons, known, now),
        facts.last_fact(connection),
    )


def go_on(office: Office, evaluations: Evaluations) -> Iterator[Job]:
    """Go on with the job that is not finished; how far it has come, after each batch.

    Args:
        office: the issuer.
        evaluations: where they come from.

    Raises:
        FolderError: the database can't be used.
    """
    while (job := unfinished(office)) is not None:
        for one in evaluations(job.cursor):
            kept = _keep(office, job.id, one)
            if kept is None:
                break  # somebody else has come further, or there is a newer job
            yield kept
            if kept.finished_at is not None:
                return


def in_this_process(office: Office) -> Evaluations:
    """Evaluations one after the other, as they are asked for."""

    def evaluated(cursor: int) -> Iterator[Evaluated]:
        while True:
            with office.store.read() as connection:
                rules = office.rules(connection)
                first, last = cursor + 1, cursor + BATCH
                one = evaluate_range(connection, rules, first, last, office.now())
            yield one
            cursor = last

    return evaluated


def _keep(office: Office, job_id: int, one: Evaluated) -> Job | None:
    """Keep what was found for a range; None if it is of no use any more.

    Rules change together with the job, so what was found for this one is by the rules in force.
    """
    with office.store.write() as connection:
        job = programmes.unfinished_job(connection)
        if job is None or job.id != job_id or job.cursor != one.first - 1:
            return None
        rules, now = office.rules(connection), office.now()
        # About whom something was recorded since then, they are evaluated already.
        fresh = facts.persons_with_facts_after(connection, one.last_fact)
        # And who has come due meanwhile may have been kept by somebody else.
        kept = {each.person_id: each for each in people.settled(connection, one.first, one.last)}
        found = [
            Found(kept[each.new.person_id].colour, each.new)
            for each in one.found
            if each.new.person_id not in fresh and kept[each.new.person_id] != each.new
        ]
        late = {each.new.person_id for each in found if _is_over(each, now)}
        if late:
            found = [each for each in found if each.new.person_id not in late]
            known = facts.facts_of_each(connection, late)
            found += colours.evaluate(rules, [kept[id_] for id_ in late], known, now)
        done = colours.keep(connection, rules, found, job.cause, now)
        programmes.advance_job(connection, job, one.last, one.persons, done.changed)
        if one.last >= people.last_person(connection):
            programmes.end_jobs(connection, now)
        return programmes.find_job(connection, job.id)


def _is_over(found: Found, now: int) -> bool:
    """Whether something has come due since the evaluation."""
    return found.new.due_at is not None and found.new.due_at <= now


def _refuse(why: str) -> NoReturn:
    raise RequestRefused(Reason.PROGRAMME_REFUSED, why)
