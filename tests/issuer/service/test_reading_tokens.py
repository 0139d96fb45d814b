"""Readings at collection points: a token made on purpose, used once, and nothing learnt."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.issuer.domain.codes import reading_text
from huepass.issuer.domain.records import Holder, Role, Staff
from huepass.issuer.service import facts, paper, persons, points, staffing, wallets
from huepass.issuer.service import reading_tokens as readings
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.office import Office
from huepass.issuer.store.points import Point
from issuer.conftest import Clock
from issuer.places import collector, holder_of, put_divisions, staff
from issuer.rules import FIRST, put_in_force
from people import registered


@pytest.fixture
def town(office: Office) -> Office:
    """An issuer with divisions and a programme in which a high temperature is red."""
    put_divisions(office)
    put_in_force(office, FIRST)
    return office


@pytest.fixture
def manager(town: Office) -> Staff:
    """An administrator of collection points."""
    return staff(town, "street", Role.MANAGER, "jiangan")


@pytest.fixture
def gate(town: Office, manager: Staff) -> Point:
    """A collection point."""
    return points.add(town, "东门", "jiangan.dazhi", manager)


@pytest.fixture
def fang(town: Office, gate: Point, manager: Staff) -> Staff:
    """Who takes readings there."""
    return collector(town, "王芳", gate, manager)


@pytest.fixture
def number(town: Office) -> str:
    """A person who is well."""
    made = registered(town, Applying("self", "card")).number
    facts.report(town, made, {"fever": False}, None)
    return made


def test_whom_a_pass_was_shared_with_is_not_measured_for_the_person(
    town: Office, holder: Holder, gate: Point
) -> None:
    with town.store.write() as connection:
        connection.execute(
            text("UPDATE wallet SET origin = 'shared' WHERE id = :id"), {"id": holder.wallet.id}
        )
    with pytest.raises(HuepassError) as error:
        readings.make(town, holder, gate.handle)
    assert error.value.reason == Reason.NOT_PERMITTED


@pytest.fixture
def holder(town: Office, number: str) -> Holder:
    """Their wallet."""
    return holder_of(town, number)


def refusal(attempt: Callable[..., object], *given: Any) -> Reason:
    with pytest.raises(HuepassError) as error:
        attempt(*given)
    return error.value.reason


def rows(office: Office, query: str) -> list[tuple[object, ...]]:
    with office.store.read() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_reading_is_taken_with_the_token_that_the_holder_made(
    town: Office, gate: Point, fang: Staff, holder: Holder, manager: Staff, clock: Clock
) -> None:
    made = readings.make(town, holder, points.code_of(town, gate))
    assert made.expires_at == clock.now + 300
    clock.now += 299
    assert readings.take(town, gate.handle, made.text, 36.6, fang) == clock.now
    (taken,) = points.record_of(town, gate.handle, manager, 0, 10)
    assert taken[1:] == (36.6, clock.now, "王芳")
    query = "SELECT origin, point_id, recorded_by FROM fact WHERE kind = 't'"
    assert rows(town, query) == [("point", gate.id, fang.id)]


def test_a_reading_counts_at_once_and_revokes(
    town: Office, gate: Point, fang: Staff, holder: Holder, number: str
) -> None:
    paper.make_paper_pass(town, number)
    made = readings.make(town, holder, gate.handle)
    readings.take(town, gate.handle, made.text, 38.5, fang)
    assert persons.show(town, number)[0].colour == Colour.RED
    assert rows(town, "SELECT count(*) FROM paper_pass WHERE revoked_at IS NOT NULL") == [(1,)]
    made = readings.make(town, holder, gate.handle)
    readings.take(town, gate.handle, made.text, 36.5, fang)
    assert persons.show(town, number)[0].colour == Colour.GREEN


def test_neither_token_nor_person_is_kept_once_it_was_used(
    town: Office, gate: Point, fang: Staff, holder: Holder
) -> None:
    made = readings.make(town, holder, gate.handle)
    assert len(rows(town, "SELECT * FROM reading_token")) == 1
    readings.take(town, gate.handle, made.text, 36.6, fang)
    assert rows(town, "SELECT * FROM reading_token") == []


def test_the_database_has_no_token(town: Office, gate: Point, holder: Holder) -> None:
    made = readings.make(town, holder, gate.handle)
    secret = made.text.removeprefix("HPR1:").encode()
    town.close()
    for path in town.settings.folder.rglob("*"):
        if path.is_file():
            assert secret not in path.read_bytes()


def test_tokens_of_one_person_are_not_alike(town: Office, gate: Point, holder: Holder) -> None:
    made = {readings.make(town, holder, gate.handle).text for _ in range(20)}
    assert len({one[:9] for one in made}) > 10


def test_a_used_token_is_refused(
    town: Office, gate: Point, fang: Staff, holder: Holder, manager: Staff
) -> None:
    made = readings.make(town, holder, gate.handle)
    readings.take(town, gate.handle, made.text, 36.6, fang)
    attempt = (readings.take, town, gate.handle, made.text, 36.6, fang)
    assert refusal(*attempt) == Reason.READING_TOKEN_INVALID
    assert len(points.record_of(town, gate.handle, manager, 0, 10)) == 1


def test_a_token_after_five_minutes_is_refused(
    town: Office, gate: Point, fang: Staff, holder: Holder, clock: Clock
) -> None:
    made = readings.make(town, holder, gate.handle)
    clock.now += 300
    attempt = (readings.take, town, gate.handle, made.text, 36.6, fang)
    assert refusal(*attempt) == Reason.READING_TOKEN_INVALID


def test_a_token_for_another_point_is_refused_and_stays_good_for_its_own(
    town: Office, gate: Point, fang: Staff, holder: Holder, manager: Staff
) -> None:
    other = points.add(town, "西门", "jiangan.dazhi", manager)
    collector(town, "王芳", other, manager)
    made = readings.make(town, holder, gate.handle)
    attempt = (readings.take, town, other.handle, made.text, 36.6, fang)
    assert refusal(*attempt) == Reason.READING_TOKEN_INVALID
    readings.take(town, gate.handle, made.text, 36.6, fang)


def test_a_token_is_refused_after_a_newer_one_was_made(
    town: Office, gate: Point, fang: Staff, holder: Holder
) -> None:
    first = readings.make(town, holder, gate.handle)
    second = readings.make(town, holder, gate.handle)
    attempt = (readings.take, town, gate.handle, first.text, 36.6, fang)
    assert refusal(*attempt) == Reason.READING_TOKEN_INVALID
    readings.take(town, gate.handle, second.text, 36.6, fang)


@pytest.mark.parametrize("token", ["", "x", "HPR1:", "HPR1:00", reading_text(bytes(16))])
def test_a_token_that_nobody_made_is_refused(
    town: Office, gate: Point, fang: Staff, holder: Holder, token: str
) -> None:
    readings.make(town, holder, gate.handle)
    attempt = (readings.take, town, gate.handle, token, 36.6, fang)
    assert refusal(*attempt) == Reason.READING_TOKEN_INVALID


def test_a_pass_is_no_token_and_neither_is_a_persons_number(
    town: Office, gate: Point, fang: Staff, holder: Holder, number: str
) -> None:
    readings.make(town, holder, gate.handle)
    for shown in (paper.make_paper_pass(town, number).text, number):
        attempt = (readings.take, town, gate.handle, shown, 36.6, fang)
        assert refusal(*attempt) == Reason.READING_TOKEN_INVALID


@pytest.mark.parametrize("temperature", [29.9, 45.1, float("nan"), float("inf")])
def test_a_temperature_that_nobody_has_is_refused_and_the_token_stays_good(
    town: Office, gate: Point, fang: Staff, holder: Holder, temperature: float
) -> None:
    made = readings.make(town, holder, gate.handle)
    attempt = (readings.take, town, gate.handle, made.text, temperature, fang)
    assert refusal(*attempt) == Reason.READING_INVALID
    readings.take(town, gate.handle, made.text, 36.6, fang)


def test_who_is_not_posted_there_takes_no_readings(
    town: Office, gate: Point, fang: Staff, holder: Holder, manager: Staff
) -> None:
    made = readings.make(town, holder, gate.handle)
    admin = staff(town, "admin", Role.ADMIN)
    other = points.add(town, "西门", "jiangan.dazhi", manager)
    for by in (admin, manager, collector(town, "李明", other, manager)):
        attempt = (readings.take, town, gate.handle, made.text, 36.6, by)
        assert refusal(*attempt) == Reason.OUT_OF_SCOPE
    points.dismiss(town, gate.handle, fang.handle, manager)
    attempt = (readings.take, town, gate.handle, made.text, 36.6, fang)
    assert refusal(*attempt) == Reason.OUT_OF_SCOPE


def test_who_was_given_another_scope_takes_no_readings(
    town: Office, gate: Point, fang: Staff, holder: Holder
) -> None:
    made = readings.make(town, holder, gate.handle)
    by = staffing.set_scopes(town, "王芳", ["hongshan"])
    attempt = (readings.take, town, gate.handle, made.text, 36.6, by)
    assert refusal(*attempt) == Reason.OUT_OF_SCOPE


@pytest.mark.parametrize("point", ["", "x", "0000-0000-0000-0000", "HPP1:00"])
def test_a_token_for_a_point_that_is_not_there_is_refused(
    town: Office, holder: Holder, point: str
) -> None:
    assert refusal(readings.make, town, holder, point) == Reason.POINT_UNKNOWN
    assert rows(town, "SELECT * FROM reading_token") == []


def test_a_removed_point_makes_its_tokens_void(
    town: Office, gate: Point, holder: Holder, manager: Staff, fang: Staff
) -> None:
    made = readings.make(town, holder, gate.handle)
    points.dismiss(town, gate.handle, fang.handle, manager)
    points.remove(town, gate.handle, manager)
    assert rows(town, "SELECT * FROM reading_token") == []
    assert refusal(readings.make, town, holder, gate.handle) == Reason.POINT_UNKNOWN
    attempt = (readings.take, town, gate.handle, made.text, 36.6, fang)
    assert refusal(*attempt) == Reason.POINT_UNKNOWN


def test_a_wallet_that_has_ended_makes_no_token(
    town: Office, gate: Point, holder: Holder, number: str
) -> None:
    wallets.end_wallets(town, number, "lost", staff(town, "li", Role.REGISTRAR))
    assert refusal(readings.make, town, holder, gate.handle) == Reason.NOT_AUTHENTICATED


def test_tokens_that_are_over_go_when_new_ones_are_made(
    town: Office, gate: Point, holder: Holder, clock: Clock
) -> None:
    readings.make(town, holder, gate.handle)
    other = holder_of(town, registered(town, Applying("self", "card")).number)
    clock.now += 200
    readings.make(town, other, gate.handle)
    assert len(rows(town, "SELECT * FROM reading_token")) == 2
    third = holder_of(town, registered(town, Applying("self", "card")).number)
    clock.now += 100
    readings.make(town, third, gate.handle)
    assert len(rows(town, "SELECT * FROM reading_token")) == 2


def test_the_record_has_the_newest_first_page_by_page(
    town: Office, gate: Point, fang: Staff, holder: Holder, manager: Staff
) -> None:
    for temperature in (36.1, 36.2, 36.3, 36.4):
        made = readings.make(town, holder, gate.handle)
        readings.take(town, gate.handle, made.text, temperature, fang)
    first = points.record_of(town, gate.handle, manager, 0, 3)
    rest = points.record_of(town, gate.handle, manager, first[-1].id, 3)
    assert [one.temperature for one in first + rest] == [36.4, 36.3, 36.2, 36.1]
    points.dismiss(town, gate.handle, fang.handle, manager)
    points.remove(town, gate.handle, manager)
    assert points.record_of(town, gate.handle, manager, 0, 3) == first
