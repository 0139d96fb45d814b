"""Nothing is built on a colour that is over, and nothing that time or a job did is done twice."""

import sqlite3
from collections.abc import Iterator

import pytest

from huepass.core import Colour
from huepass.errors import FolderError, Reason, RequestRefused
from huepass.issuer.domain.records import Cause, Staff
from huepass.issuer.service import due, facts, moving, paper, persons
from huepass.issuer.service.moving import Evaluated
from huepass.issuer.service.office import Office
from huepass.issuer.store.engine import raw
from issuer.conftest import Clock
from issuer.holder import Holder
from issuer.rules import DAY, FIRST, SECOND, put_in_force
from people import registered

SELF = facts.Applying("self", "card")


def reported(office: Office, **answers: object) -> str:
    """A person with a health report."""
    number = registered(office, SELF).number
    facts.report(office, number, {"fever": False, **answers}, None)
    return number


def told(office: Office, number: str) -> list[tuple[int, int, Cause, str | None]]:
    """A person's history."""
    return [(one.old, one.new, one.cause, one.staff) for one in persons.show(office, number)[1]]


def test_a_paper_pass_has_the_colour_of_now(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    number = reported(office)
    clock.now += 8 * DAY
    assert paper.make_paper_pass(office, number).colour == Colour.GREY
    assert told(office, number)[-1] == (Colour.GREEN, Colour.GREY, Cause.TIME, None)
    assert due.run(office) == (0, 0, 0)


def test_a_live_credential_has_the_colour_of_now(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    number = reported(office)
    holder = Holder(office, number)
    clock.now += 8 * DAY
    holder.refresh()
    holder.ask(1)
    assert told(office, number)[-1] == (Colour.GREEN, Colour.GREY, Cause.TIME, None)


def test_what_time_did_is_not_written_down_as_somebodys_work(
    office: Office, clock: Clock, li: Staff
) -> None:
    put_in_force(office, FIRST)
    number = reported(office)
    clock.now += 8 * DAY
    facts.take_reading(office, number, 36.5, li)
    assert told(office, number)[-1] == (Colour.GREEN, Colour.GREY, Cause.TIME, None)


def test_a_job_does_not_do_again_what_came_due_meanwhile(office: Office, clock: Clock) -> None:
    put_in_force(office, FIRST)
    number = reported(office)
    clock.now += 8 * DAY
    moving.load(office, SECOND.encode(), None)

    def evaluations(cursor: int) -> Iterator[Evaluated]:
        found = moving.in_this_process(office)(cursor)
        yield_now = next(found)
        assert due.run(office).changed == 1
        paper.make_paper_pass(office, number)
        yield yield_now
        yield from found

    assert [job.changed for job in moving.go_on(office, evaluations)] == [0]
    assert [one[:3] for one in told(office, number)][-1:] == [
        (Colour.GREEN, Colour.GREY, Cause.TIME)
    ]
    assert [one.revoked_at for one in paper.list_passes(office, number)] == [None]


def test_a_version_that_lacks_a_risk_in_use_is_refused(office: Office, li: Staff) -> None:
    extreme = 'risks = ["low", "high", "extreme"]'
    put_in_force(office, FIRST.replace('risks = ["low", "high"]', extreme))
    moving.set_risk(office, "lake", "extreme", li)
    with pytest.raises(RequestRefused, match="regions have the risks extreme") as refused:
        moving.load(office, SECOND.encode(), None)
    assert refused.value.reason == Reason.PROGRAMME_REFUSED
    moving.set_risk(office, "lake", "low", li)
    moving.load(office, SECOND.encode(), None)


def test_a_risk_that_could_not_begin_now_is_refused(
    office: Office, clock: Clock, li: Staff
) -> None:
    put_in_force(office, FIRST)
    clock.now += DAY
    moving.set_risk(office, "lake", "low", li)
    clock.now -= DAY
    with pytest.raises(RequestRefused) as refused:
        moving.set_risk(office, "lake", "high", li)
    assert refused.value.reason == Reason.TIME_INVALID


def test_a_place_that_a_version_does_not_know_is_nobodys_to_declare_again(
    office: Office, clock: Clock
) -> None:
    put_in_force(office, FIRST)
    number = reported(office, fever=True, stays=[["lake", "2026-11-22"]])
    put_in_force(office, SECOND.replace("[regions.lake]", "[regions.hill]"))
    clock.now += DAY
    assert facts.report(office, number, {"fever": True}, None).person.colour == Colour.RED


def test_a_colour_that_meant_better_before_is_revoked(office: Office) -> None:
    put_in_force(office, FIRST.replace('colour = "green"', 'colour = "yellow"').replace(
        '[colours.yellow]\nlevel = "check"', '[colours.yellow]\nlevel = "clear"'
    ))  # fmt: skip
    number = reported(office)
    paper.make_paper_pass(office, number)
    # Yellow is a stop now, and this person gets orange, which is to be checked.
    put_in_force(office, SECOND.replace('colour = "green"', 'colour = "orange"').replace(
        '[colours.yellow]\nlevel = "check"', '[colours.yellow]\nlevel = "stop"'
    ))  # fmt: skip
    assert persons.show(office, number)[0].colour == Colour.ORANGE
    assert [one.revoked_at is None for one in paper.list_passes(office, number)] == [False]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (sqlite3.OperationalError("no room"), Reason.FOLDER_BROKEN),
        (sqlite3.DatabaseError("malformed"), Reason.FOLDER_BROKEN),
    ],
)
def test_the_drivers_errors_are_ours(office: Office, error: sqlite3.Error, reason: Reason) -> None:
    with pytest.raises(FolderError) as failed, office.store.write() as connection:
        raw(connection)
        raise error
    assert failed.value.reason == reason


def test_a_full_disk_is_said(office: Office) -> None:
    with pytest.raises(FolderError) as failed, office.store.write() as connection:
        driver = raw(connection)
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages}")
        driver.execute("CREATE TABLE large (content BLOB)")
        driver.execute("INSERT INTO large VALUES (zeroblob(10000000))")
    assert failed.value.reason == Reason.FILE_UNWRITABLE
