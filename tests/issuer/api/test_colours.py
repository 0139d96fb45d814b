"""The service's timer: what is due, and jobs that nobody works on."""

import logging
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from huepass.core import Colour
from huepass.issuer.api.app import Colours
from huepass.issuer.service import facts, moving, persons
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import Clock
from issuer.rules import DAY, FIRST, SECOND, put_in_force
from issuer.server import serving
from people import registered

SELF = facts.Applying("self", "card")


def person(office: Office) -> str:
    number = registered(office, SELF).number
    facts.report(office, number, {"fever": True}, None)
    return number


def test_what_is_due_is_done(
    office: Office, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put_in_force(office, FIRST)
    number = person(office)
    clock.now += 8 * DAY
    with caplog.at_level(logging.INFO, "huepass.issuer"):
        Colours(office).tend(None)
    assert persons.show(office, number)[0].colour == Colour.GREY
    assert "due: 1 persons, 1 colours changed" in caplog.text


def test_a_job_that_nobody_works_on_goes_on(office: Office) -> None:
    put_in_force(office, FIRST)
    number = person(office)
    moving.load(office, SECOND.encode(), None)
    colours = Colours(office)
    colours.tend(None)
    assert moving.unfinished(office) is not None  # the command may be at work
    colours.tend(None)
    assert moving.unfinished(office) is None
    assert persons.show(office, number)[0].colour == Colour.RED


def test_what_fails_is_tried_again(
    office: Office, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put_in_force(office, FIRST)
    number = person(office)
    clock.now += 8 * DAY
    colours = Colours(office)
    with office.store.write() as connection:
        connection.execute(text("ALTER TABLE fact RENAME TO facts"))
    colours.tend(None)
    assert "colours not up to date" in caplog.text
    with office.store.write() as connection:
        connection.execute(text("ALTER TABLE facts RENAME TO fact"))
    colours.tend(None)
    assert persons.show(office, number)[0].colour == Colour.GREY


def test_a_service_catches_up_before_it_answers(today: Path, tokens: dict[str, str]) -> None:
    office = Office(load_settings(today), [], lambda: int(time.time()) - 8 * DAY)
    put_in_force(office, FIRST)
    numbers = [person(office) for _ in range(3)]
    office.close()
    with serving(today, "--workers", "2") as server:
        header = {"Authorization": f"Bearer {tokens['admin']}"}
        for number in numbers:
            answer = httpx.get(f"{server.url}/v1/persons/{number}", headers=header)
            assert answer.json()["colour"] == "grey"
    office = Office(load_settings(today), [], lambda: 0)
    for number in numbers:
        assert [one.cause for one in persons.show(office, number)[1]] == ["fact", "time"]
    office.close()
