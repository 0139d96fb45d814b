"""What time changes, found by the index of due times."""

import logging
import multiprocessing
import random
from pathlib import Path

import pytest
from sqlalchemy import text

from huepass.core import Colour
from huepass.issuer.domain.records import Cause
from huepass.issuer.service import due, explaining, facts, paper, persons
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import Clock
from issuer.rules import DAY, FIRST, doctor, put_in_force
from people import registered

WELL = {"fever": False}
SELF = facts.Applying("self", "card")


def healthy(office: Office) -> str:
    number = registered(office, SELF).number
    facts.report(office, number, WELL, None)
    return number


def changes(office: Office) -> list[tuple[int, int, str]]:
    with office.store.read() as connection:
        rows = connection.execute(
            text("SELECT old, new, cause FROM colour_change WHERE cause = 'time' ORDER BY id")
        )
        return [tuple(row) for row in rows]


def test_a_report_runs_out_to_the_second(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    number = healthy(office)
    paper.make_paper_pass(office, number)
    end = clock.now + 7 * DAY + 1
    clock.now = end - 1
    assert due.run(office) == (0, 0, 0)
    paper.make_paper_pass(office, number)
    clock.now = end
    assert due.run(office) == (1, 1, 2)
    person, history = persons.show(office, number)
    assert (person.colour, person.reason, person.since) == (Colour.GREY, "is_unknown", end)
    assert person.due_at is None
    assert (history[-1].cause, history[-1].staff, history[-1].reason) == (
        Cause.TIME,
        None,
        "is_unknown",
    )
    assert due.run(office) == (0, 0, 0)


def test_a_category_that_nobody_renews_ends(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    number = healthy(office)
    facts.set_category(office, number, "watched", doctor(office, "wang", "cdc"))
    clock.now += 2 * DAY + 2  # it is the third fact of that second
    assert due.run(office).changed == 1
    assert persons.show(office, number)[0].colour == Colour.GREEN


def test_after_a_downtime_only_what_holds_now_is_done(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    number = healthy(office)
    facts.set_category(office, number, "watched", doctor(office, "wang", "cdc"))
    clock.now += 30 * DAY  # in which it was green for a while
    assert due.run(office) == (1, 1, 0)
    assert changes(office) == [(Colour.YELLOW, Colour.GREY, "time")]
    assert len(explaining.explain(office, number).outcome.history) >= 3


def test_many_are_done_in_batches(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    for _ in range(7):
        healthy(office)
    clock.now += 8 * DAY
    assert due.run(office, seconds=0) == (0, 0, 0)
    due_batch, due.BATCH = due.BATCH, 3  # type: ignore[misc]
    try:
        assert due.run(office) == (7, 7, 0)
    finally:
        due.BATCH = due_batch  # type: ignore[misc]


def work(folder: Path, now: int, begin: "multiprocessing.synchronize.Barrier") -> None:
    office = Office(load_settings(folder), [], lambda: now)
    begin.wait(60)
    due.BATCH = 2  # type: ignore[misc]
    due.run(office)
    office.close()


def test_two_processes_do_nothing_twice(office: Office, folder: Path, clock: Clock) -> None:
    put_in_force(office, FIRST)
    for _ in range(60):
        healthy(office)
    clock.now += 8 * DAY
    context = multiprocessing.get_context("spawn")
    begin = context.Barrier(2)
    processes = [context.Process(target=work, args=(folder, clock.now, begin)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    assert changes(office) == [(Colour.GREEN, Colour.GREY, "time")] * 60


def test_at_random_times_everybody_is_what_the_engine_says(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    source, cdc = random.Random(5), doctor(office, "wang", "cdc")
    numbers = [healthy(office) for _ in range(8)]
    for _ in range(60):
        clock.now += source.randrange(DAY)
        number = source.choice(numbers)
        if source.random() < 0.5:
            facts.set_category(office, number, "watched", cdc)
        elif source.random() < 0.5:
            facts.report(office, number, {"fever": source.random() < 0.3}, None)
        due.run(office)
        for number in numbers:
            person, outcome = persons.show(office, number)[0], explaining.explain(office, number)
            assert person.colour == outcome.outcome.colour
            assert person.reason == outcome.outcome.reasons[0]
            assert person.since == outcome.outcome.since
            assert person.due_at is None or person.due_at > clock.now


def test_facts_that_can_not_be_read_stop_nobody_else(
    office: Office, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put_in_force(office, FIRST)
    broken, other = healthy(office), healthy(office)
    with office.store.write() as connection:
        connection.execute(
            text(
                "INSERT INTO fact (person_id, programme_id, at, kind, body, recorded_at) "
                "VALUES (1, 2, 5, 'r', '{s3cret', 5)"
            )
        )
    clock.now += 8 * DAY
    with caplog.at_level(logging.ERROR):
        assert due.run(office) == (2, 1, 0)
    assert persons.show(office, broken)[0].colour == Colour.GREEN
    assert persons.show(office, other)[0].colour == Colour.GREY
    assert "facts_invalid" in caplog.text
    assert "s3cret" not in caplog.text
    assert due.run(office) == (0, 0, 0)
