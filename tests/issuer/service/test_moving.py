"""Another programme or another risk: what becomes of everybody, whatever is killed when."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from huepass.core import Colour
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Cause, Staff
from huepass.issuer.programme.faults import ProgrammeError
from huepass.issuer.service import due, evaluators, explaining, facts, moving, paper, persons
from huepass.issuer.service.moving import Evaluated
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import Clock
from issuer.rules import DAY, FIRST, SECOND, category, doctor, put_in_force
from people import registered

SELF = facts.Applying("self", "card")


def person(office: Office, *, fever: bool = False, **answers: object) -> str:
    number = registered(office, SELF).number
    facts.report(office, number, {"fever": fever, **answers}, None)
    return number


def finish(office: Office) -> None:
    for _ in moving.go_on(office, moving.in_this_process(office)):
        pass


def count(office: Office, what: str) -> int:
    with office.store.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())


def agrees(office: Office, number: str) -> None:
    """What is kept of a person is what the engine says."""
    kept, outcome = persons.show(office, number)[0], explaining.explain(office, number).outcome
    assert (kept.colour, kept.reason) == (outcome.colour, outcome.reasons[0])
    assert (kept.since, kept.due_at) == (outcome.since, outcome.due_at)


def test_everybody_is_evaluated_by_the_new_programme(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    well, ill, watched = person(office), person(office, fever=True), person(office)
    facts.set_category(office, watched, "watched", doctor(office, "wang", "cdc"))
    paper.make_paper_pass(office, ill)
    clock.now += 60
    job = moving.load(office, SECOND.encode(), None)
    assert (job.cause, job.total, job.done, job.finished_at) == (Cause.PROGRAMME, 3, 0, None)
    finish(office)
    assert moving.unfinished(office) is None
    found = {number: persons.show(office, number) for number in (well, ill, watched)}
    assert {number: one[0].colour for number, one in found.items()} == {
        well: Colour.GREEN, ill: Colour.RED, watched: Colour.YELLOW,
    }  # fmt: skip
    assert {one[0].programme_id for one in found.values()} == {3}
    assert found[watched][0].reason == "is_observed"
    last = found[ill][1][-1]
    assert (last.old, last.new, last.reason, last.staff, last.cause, last.at) == (
        Colour.YELLOW, Colour.RED, "is_feverish", None, Cause.PROGRAMME, clock.now,
    )  # fmt: skip
    assert [one.revoked_at for one in paper.list_passes(office, ill)] == [clock.now]
    for number in found:
        agrees(office, number)
    clock.now += 2 * DAY
    due.run(office)
    assert persons.show(office, watched)[0].colour == Colour.GREEN


def test_what_is_recorded_meanwhile_is_evaluated_at_once(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    early, late = person(office), person(office)
    moving.load(office, SECOND.encode(), None)
    done = facts.report(office, late, {"fever": True}, None)
    assert done.person.colour == Colour.RED
    newcomer = person(office, fever=True)
    finish(office)
    for number in (early, late, newcomer):
        agrees(office, number)
    assert [one.cause for one in persons.show(office, late)[1]] == [Cause.FACT, Cause.FACT]


def between(office: Office, act: Callable[[], object]) -> moving.Evaluations:
    """Evaluations in this process; something happens before the first of them is kept."""

    def evaluations(cursor: int) -> Iterator[Evaluated]:
        made = moving.in_this_process(office)(cursor)
        one = next(made)
        act()
        yield one
        yield from made

    return evaluations


def test_a_fact_between_evaluating_and_keeping_is_not_lost(office: Office) -> None:
    put_in_force(office, FIRST)
    numbers = [person(office), person(office, fever=True)]
    moving.load(office, SECOND.encode(), None)
    act = iter([lambda: facts.report(office, numbers[1], {"fever": False}, None)])
    for _ in moving.go_on(office, between(office, lambda: next(act)())):
        pass
    assert persons.show(office, numbers[1])[0].colour == Colour.GREEN
    assert [one.cause for one in persons.show(office, numbers[1])[1]] == [Cause.FACT] * 2
    for number in numbers:
        agrees(office, number)


def test_time_between_evaluating_and_keeping_changes_nothing_twice(
    office: Office, clock: Clock
) -> None:
    put_in_force(office, FIRST)
    numbers = [person(office, fever=True), person(office)]
    moving.load(office, SECOND.encode(), None)

    def later() -> None:
        clock.now += 8 * DAY
        due.run(office)

    act = iter([later])
    for _ in moving.go_on(office, between(office, lambda: next(act)())):
        pass
    for number in numbers:
        agrees(office, number)
        assert [one.cause for one in persons.show(office, number)[1]] == [Cause.FACT, Cause.TIME]


def test_a_risk_between_evaluating_and_keeping_begins_anew(office: Office, li: Staff) -> None:
    put_in_force(office, FIRST)
    number = person(office, stays=[["lake", "2026-11-22"]])
    moving.load(office, SECOND.encode(), None)
    act = iter([lambda: moving.set_risk(office, "lake", "high", li)])
    jobs = list(moving.go_on(office, between(office, lambda: next(act, lambda: None)())))
    assert persons.show(office, number)[0].reason == "came_from_there"
    assert (jobs[-1].cause, jobs[-1].done) == (Cause.PROGRAMME, 1)
    agrees(office, number)


def test_a_risk_changes_those_who_were_there(office: Office, clock: Clock, li: Staff) -> None:
    put_in_force(office, FIRST)
    there = person(office, stays=[["lake", "2026-11-20"]])
    elsewhere = person(office)
    moving.set_risk(office, "lake", "high", li)
    finish(office)
    assert persons.show(office, elsewhere)[0].colour == Colour.GREEN
    changed, history = persons.show(office, there)
    assert (changed.colour, history[-1].cause) == (Colour.YELLOW, Cause.RISK)
    moving.set_risk(office, "lake", "low", li)  # in the same second: it is the later word
    finish(office)
    clock.now += 1
    due.run(office)
    assert persons.show(office, there)[0].colour == Colour.GREEN
    for number in (there, elsewhere):
        agrees(office, number)


@pytest.mark.parametrize(("region", "risk"), [("sea", "high"), ("lake", "s3cret")])
def test_a_risk_that_the_programme_has_not(
    office: Office, li: Staff, region: str, risk: str
) -> None:
    put_in_force(office, FIRST)
    with pytest.raises(RequestRefused) as error:
        moving.set_risk(office, region, risk, li)
    assert error.value.reason == Reason.NOT_IN_PROGRAMME
    assert count(office, "region_risk") == 0


def third(old: str, new: str) -> str:
    assert old in SECOND
    return SECOND.replace("version = 2", "version = 3").replace(old, new)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (SECOND, "the version must be higher"),
        (FIRST, "the version must be higher"),
        (third('id = "town"', 'id = "village"'), "only a new version of it"),
        (third("from = 1", "from = 1"), "from = 2"),
        (third("from = 1", "from = 2").replace("observed", "seen").replace("watched", "x"),
         "categories observed"),
    ],
)  # fmt: skip
def test_a_programme_that_can_not_follow(office: Office, file: str, why: str) -> None:
    put_in_force(office, FIRST)
    put_in_force(office, SECOND)
    with pytest.raises(RequestRefused) as error:
        moving.load(office, file.encode(), None)
    assert error.value.reason == Reason.PROGRAMME_REFUSED
    assert why in error.value.detail
    assert count(office, "programme") == 3


def test_a_faulty_programme_is_not_loaded(office: Office) -> None:
    with pytest.raises(ProgrammeError):
        moving.load(office, FIRST.replace("red", "mauve").encode(), None)
    assert count(office, "programme") == 1


def test_facts_go_through_every_version(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    number, later = person(office), person(office)
    wang = doctor(office, "wang", "cdc")
    facts.set_category(office, number, "watched", wang)
    moving.load(office, SECOND.encode(), None)  # and nobody is evaluated yet
    facts.set_category(office, later, "observed", wang)
    text = (
        third("from = 1", "from = 2")
        .replace("observed = ", "")
        .replace('watched = "observed"', 'observed = "seen"')
    )
    text = text.replace(category("observed", "cdc", "cdc", 'lasts = "2d"'),
                        category("seen", "cdc", "cdc", 'lasts = "2d"'))  # fmt: skip
    put_in_force(office, text.replace('"observed" in', '"seen" in'))
    for one in (number, later):
        assert persons.show(office, one)[0].colour == Colour.YELLOW
        agrees(office, one)
    assert facts.lift_category(office, number, "seen", wang).person.colour == Colour.GREEN


def test_decisions_of_before_say_nothing_any_more(office: Office, li: Staff) -> None:
    number = persons.register(office).number
    persons.set_colour(office, number, "red", "x", li)
    put_in_force(office, FIRST)
    found, history = persons.show(office, number)
    assert (found.colour, history[-1].cause) == (Colour.GREY, Cause.PROGRAMME)


def crowd(office: Office, number: int) -> None:
    """Persons, every third with a fever."""
    with office.store.write() as connection:
        connection.connection.driver_connection.executemany(  # type: ignore[union-attr]
            "INSERT INTO person (number, colour, registered_at, programme_id, reason) "
            "VALUES (?, 0, 0, 2, 'is_unknown')",
            [(f"P{one}",) for one in range(number)],
        )
        connection.connection.driver_connection.executemany(  # type: ignore[union-attr]
            "INSERT INTO fact (person_id, programme_id, at, kind, body, recorded_at) "
            "VALUES (?, 2, ?, ?, ?, ?)",
            [
                (one + 1, office.now() - 5, kind, body, office.now())
                for one in range(number)
                for kind, body in (
                    ("a", '["self","online","card",0]'),
                    ("r", '{"fever":true}' if one % 3 == 0 else '{"fever":false}'),
                )
            ],
        )


def colours(office: Office) -> dict[int, int]:
    with office.store.read() as connection:
        rows = connection.execute(text("SELECT colour, count(*) FROM person GROUP BY colour"))
        return {row[0]: row[1] for row in rows}


def work(folder: Path, now: int) -> None:
    moving.BATCH = 5  # type: ignore[misc]
    office = Office(load_settings(folder), [], lambda: now)
    finish(office)
    os._exit(0)


def test_killed_at_any_moment_it_does_nothing_twice(
    office: Office, folder: Path, clock: Clock
) -> None:
    put_in_force(office, FIRST)
    crowd(office, 900)
    put_in_force(office, SECOND)
    assert colours(office) == {Colour.RED: 300, Colour.GREEN: 600}
    before = count(office, "colour_change")
    third = SECOND.replace("version = 2", "version = 3").replace("from = 1", "from = 2")
    third = third.replace('watched = "observed"', "").replace(
        'reason = "is_feverish"\ncolour = "red"', 'reason = "is_feverish"\ncolour = "orange"'
    )
    job = moving.load(office, third.encode(), None)
    office.close()  # a fork has no use for its connections
    source, context, seen = random.Random(3), multiprocessing.get_context("fork"), set()
    for _ in range(500):
        process = context.Process(target=work, args=(folder, clock.now))
        process.start()
        time.sleep(source.uniform(0.01, 0.1))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        left = moving.unfinished(office)
        if left is None:
            break
        seen.add(left.done)
    assert len(seen) >= 3
    assert colours(office) == {Colour.ORANGE: 300, Colour.GREEN: 600}
    assert count(office, "colour_change") == before + 300
    with office.store.read() as connection:
        row = connection.execute(
            text("SELECT done, changed, total, finished_at FROM job WHERE id = :id"),
            {"id": job.id},
        ).one()
    assert tuple(row) == (900, 300, 900, clock.now)


def test_two_at_work_on_one_job_do_nothing_twice(office: Office) -> None:
    put_in_force(office, FIRST)
    crowd(office, 2500)
    job = moving.load(office, SECOND.encode(), None)
    other = moving.go_on(office, moving.in_this_process(office))
    act = iter([lambda: next(other)])
    jobs = list(moving.go_on(office, between(office, lambda: next(act, lambda: None)())))
    assert (jobs[-1].id, jobs[-1].done, jobs[-1].changed) == (job.id, 2500, 2500)
    assert count(office, "colour_change") == 2500


def test_other_processes_find_the_same(office: Office) -> None:
    put_in_force(office, FIRST)
    crowd(office, 2500)
    moving.load(office, SECOND.encode(), None)
    with evaluators.processes(office, 2) as evaluations:
        jobs = list(moving.go_on(office, evaluations))
    assert [job.done for job in jobs] == [1000, 2000, 2500]
    assert jobs[-1].changed == 2500
    assert colours(office) == {Colour.RED: 834, Colour.GREEN: 1666}
    assert count(office, "person WHERE programme_id = 3") == 2500


def asks(folder: Path, now: int) -> None:
    office = Office(load_settings(folder), [], lambda: now)
    with evaluators.processes(office, 2) as evaluations:
        next(evaluations(0))
        Path(folder, "begun").touch()
        time.sleep(600)


def test_processes_end_with_whoever_asked(office: Office, folder: Path, clock: Clock) -> None:
    put_in_force(office, FIRST)
    office.close()
    process = multiprocessing.get_context("spawn").Process(target=asks, args=(folder, clock.now))
    process.start()
    deadline = time.monotonic() + 120
    while not Path(folder, "begun").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    process.kill()
    process.join()
    for pid in listed.split():
        while Path(f"/proc/{pid}/cmdline").exists() and _runs(pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
