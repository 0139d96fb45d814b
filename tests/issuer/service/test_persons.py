"""Registering persons and setting their colours."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from huepass.core import Colour
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Staff
from huepass.issuer.service import paper, persons, staffing
from huepass.issuer.service.office import Office
from issuer.conftest import Clock


def revoked(office: Office, number: str) -> list[bool]:
    return [found.revoked_at is not None for found in paper.list_passes(office, number)]


def test_a_person_is_grey_and_has_a_number_of_their_own(office: Office) -> None:
    people = [persons.register(office) for _ in range(20)]
    assert len({person.number for person in people}) == 20
    assert all(re.fullmatch("([0-9A-Z]{4}-){3}[0-9A-Z]{4}", person.number) for person in people)
    assert {person.colour for person in people} == {Colour.GREY}
    assert persons.show(office, people[3].number.lower()) == (people[3], [])


def test_every_change_is_in_the_history(office: Office, clock: Clock, li: Staff) -> None:
    number = persons.register(office).number
    for colour, reason in (("green", " registered "), ("green", "again"), ("red", "测试阳性")):
        clock.now += 1
        persons.set_colour(office, number, colour, reason, li)
    person, history = persons.show(office, number)
    assert person.colour == Colour.RED
    assert [(change.old, change.new, change.reason, change.staff) for change in history] == [
        (Colour.GREY, Colour.GREEN, "registered", "li"),
        (Colour.GREEN, Colour.GREEN, "again", "li"),
        (Colour.GREEN, Colour.RED, "测试阳性", "li"),
    ]
    assert [change.at - history[0].at for change in history] == [0, 1, 2]


def test_history_is_never_rewritten(office: Office, li: Staff) -> None:
    persons.set_colour(office, persons.register(office).number, "red", "x", li)
    with pytest.raises(IntegrityError), office.store.write() as connection:
        connection.execute(text("UPDATE colour_change SET reason = 'y'"))


def test_a_worse_colour_revokes_all_passes(office: Office, li: Staff) -> None:
    number, other = (persons.register(office).number for _ in range(2))
    for somebody in (number, number, other):
        paper.make_paper_pass(office, somebody)
    assert persons.set_colour(office, number, "red", "x", li).revoked == 2
    assert revoked(office, number) == [True, True]
    assert revoked(office, other) == [False]


def test_a_better_or_equal_colour_revokes_nothing(office: Office, li: Staff) -> None:
    number = persons.register(office).number
    for colour in ("yellow", "orange", "green", "blue", "blue"):
        paper.make_paper_pass(office, number)
        assert persons.set_colour(office, number, colour, "x", li).revoked == 0
    assert revoked(office, number) == [False] * 5


def test_a_pass_that_has_ended_is_not_revoked(office: Office, clock: Clock, li: Staff) -> None:
    number = persons.register(office).number
    made = paper.make_paper_pass(office, number)
    clock.now = made.expires_at + 300
    assert persons.set_colour(office, number, "red", "x", li).revoked == 0


@pytest.mark.parametrize("space", ["\u3000", "\u00a0", "\u2002"])
def test_a_wide_space_is_a_space(office: Office, li: Staff, space: str) -> None:
    number = persons.register(office).number
    persons.set_colour(office, number, "red", f"{space}密接{space}隔离{space}", li)
    assert persons.show(office, number)[1][0].reason == "密接 隔离"
    staffing.add_staff(office, f"王{space}小明", ["authority"])
    assert "王 小明" in [member.name for member in staffing.list_staff(office)]


@pytest.mark.parametrize("reason", ["\u3000", "", "  ", "a\nb", "a\x1b[2J", "a\u202eb", "x" * 201])
def test_a_reason_that_is_no_line_of_text_is_refused(
    office: Office, li: Staff, reason: str
) -> None:
    number = persons.register(office).number
    with pytest.raises(RequestRefused) as error:
        persons.set_colour(office, number, "red", reason, li)
    assert error.value.reason == Reason.TEXT_INVALID
    assert persons.show(office, number)[1] == []


@pytest.mark.parametrize("colour", ["purple", "", "3"])
def test_a_colour_that_the_issuer_does_not_use_is_refused(
    office: Office, li: Staff, colour: str
) -> None:
    with pytest.raises(RequestRefused) as error:
        persons.set_colour(office, persons.register(office).number, colour, "x", li)
    assert error.value.reason == Reason.COLOUR_UNKNOWN


@pytest.mark.parametrize("number", ["", "nobody", "0000-0000-0000-0000"])
def test_a_person_that_nobody_registered_is_refused(office: Office, li: Staff, number: str) -> None:
    for attempt in (
        lambda: persons.show(office, number),
        lambda: persons.set_colour(office, number, "red", "x", li),
        lambda: paper.make_paper_pass(office, number),
        lambda: paper.list_passes(office, number),
    ):
        with pytest.raises(RequestRefused) as error:
            attempt()
        assert error.value.reason == Reason.PERSON_UNKNOWN
