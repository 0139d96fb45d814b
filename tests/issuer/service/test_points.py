"""Collection points, and the collectors who are appointed there."""

from collections.abc import Callable
from typing import Any

import pytest

from huepass.core import base45, cbor
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.codes import Poster, StaffCode, hash_of, read_poster, staff_text
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service import points, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.store.points import Point
from issuer.conftest import Clock
from issuer.places import code_of, collector, put_divisions, staff, token_of


@pytest.fixture
def city(office: Office) -> Office:
    """An issuer with divisions."""
    put_divisions(office)
    return office


@pytest.fixture
def street(city: Office) -> Staff:
    """An administrator whom a street has named."""
    return staff(city, "street", Role.MANAGER, "jiangan.dazhi")


@pytest.fixture
def whole(city: Office) -> Staff:
    """An administrator of everything."""
    return staff(city, "whole", Role.MANAGER)


@pytest.fixture
def gate(city: Office, street: Staff) -> Point:
    """A collection point."""
    return points.add(city, "东门", "jiangan.dazhi.1", street)


def refusal(attempt: Callable[..., object], *given: Any) -> Reason:
    with pytest.raises(RequestRefused) as error:
        attempt(*given)
    return error.value.reason


def names(office: Office, at: Point, by: Staff) -> list[str]:
    return [one.name for one in points.collectors(office, at.handle, by, 0, 100)]


def found(office: Office, name: str) -> Staff:
    return next(one for one in staffing.list_staff(office) if one.name == name)


def test_a_point_is_added_shown_listed_and_removed(
    city: Office, street: Staff, gate: Point, clock: Clock
) -> None:
    assert (gate.name, gate.division, gate.created_at) == ("东门", "jiangan.dazhi.1", clock.now)
    assert points.show(city, gate.handle.lower(), street) == gate
    assert points.page(city, street, 0, 100) == [gate]
    clock.now += 60
    points.remove(city, gate.handle, street)
    assert points.page(city, street, 0, 100) == []
    assert points.show(city, gate.handle, street).removed_at == clock.now


def test_the_code_of_a_point_leads_to_it(city: Office, gate: Point) -> None:
    text = points.code_of(city, gate)
    assert read_poster(Poster.POINT, text, "gz") == gate.handle
    assert points.handle_in(city, Poster.POINT, text) == gate.handle
    assert points.handle_in(city, Poster.POINT, gate.handle.replace("-", " ")) == gate.handle
    assert points.handle_in(city, Poster.ORGANISATION, text) is None


def test_the_list_has_the_points_within_the_scopes(
    city: Office, whole: Staff, street: Staff
) -> None:
    for division in ("jiangan", "jiangan.dazhi", "jiangan.dazhi.1", "jiangan.dazhi2", "hongshan"):
        points.add(city, division, division, whole)
    seen = [one.division for one in points.page(city, street, 0, 100)]
    assert seen == ["jiangan.dazhi", "jiangan.dazhi.1"]
    two = staff(city, "two", Role.MANAGER, "jiangan.dazhi2", "hongshan")
    assert [one.division for one in points.page(city, two, 0, 100)] == [
        "jiangan.dazhi2",
        "hongshan",
    ]
    first = points.page(city, whole, 0, 2)
    rest = points.page(city, whole, first[-1].id, 100)
    assert len(first) == 2 and len(first + rest) == 5


def test_no_point_is_added_outside_the_scope(city: Office, street: Staff) -> None:
    for division in ("jiangan", "jiangan.dazhi2", "hongshan"):
        assert refusal(points.add, city, "x", division, street) == Reason.OUT_OF_SCOPE
    assert points.page(city, street, 0, 100) == []


def test_no_point_is_added_in_a_division_that_is_not_there(city: Office, whole: Staff) -> None:
    for division in ("", "*", "nowhere", "jiangan.nowhere", "JIANGAN"):
        assert refusal(points.add, city, "x", division, whole) == Reason.DIVISION_UNKNOWN


def test_a_point_without_a_name_is_refused(city: Office, whole: Staff) -> None:
    assert refusal(points.add, city, " ", "jiangan", whole) == Reason.TEXT_INVALID


def test_who_was_removed_meanwhile_changes_nothing(
    city: Office, street: Staff, gate: Point
) -> None:
    member = collector(city, "王芳", gate, street)
    staffing.remove_staff(city, "street")
    for attempt in (
        (points.add, city, "x", "jiangan.dazhi", street),
        (points.appoint, city, gate.handle, code_of("李明"), street),
        (points.dismiss, city, gate.handle, member.handle, street),
        (points.remove, city, gate.handle, street),
    ):
        assert refusal(*attempt) == Reason.NOT_AUTHENTICATED
    assert points.points_of(city, member) == [gate]


@pytest.mark.parametrize("handle", ["", "x", "0000-0000-0000-0000", "東門"])
def test_a_point_that_is_not_there_is_refused(city: Office, whole: Staff, handle: str) -> None:
    for attempt in (
        (points.show, city, handle, whole),
        (points.remove, city, handle, whole),
        (points.appoint, city, handle, code_of("王芳"), whole),
        (points.collectors, city, handle, whole, 0, 1),
        (points.dismiss, city, handle, "王芳", whole),
        (points.record_of, city, handle, whole, 0, 1),
    ):
        assert refusal(*attempt) == Reason.POINT_UNKNOWN


def test_a_point_outside_the_scope_is_refused(city: Office, street: Staff, whole: Staff) -> None:
    far = points.add(city, "x", "hongshan", whole)
    collector(city, "王芳", far, whole)
    for attempt in (
        (points.show, city, far.handle, street),
        (points.remove, city, far.handle, street),
        (points.appoint, city, far.handle, code_of("李明"), street),
        (points.collectors, city, far.handle, street, 0, 1),
        (points.dismiss, city, far.handle, "王芳", street),
        (points.record_of, city, far.handle, street, 0, 1),
    ):
        assert refusal(*attempt) == Reason.OUT_OF_SCOPE
    assert names(city, far, whole) == ["王芳"]


def test_a_removed_point_is_only_to_be_looked_at(city: Office, street: Staff, gate: Point) -> None:
    points.remove(city, gate.handle, street)
    for attempt in (
        (points.remove, city, gate.handle, street),
        (points.appoint, city, gate.handle, code_of("王芳"), street),
        (points.collectors, city, gate.handle, street, 0, 1),
        (points.dismiss, city, gate.handle, "王芳", street),
    ):
        assert refusal(*attempt) == Reason.POINT_UNKNOWN
    assert points.record_of(city, gate.handle, street, 0, 10) == []


def test_who_showed_their_code_is_a_collector_there_and_nothing_else(
    city: Office, street: Staff, gate: Point, clock: Clock
) -> None:
    posting = points.appoint(city, gate.handle, code_of("王芳") + "\r\n", street)
    assert (posting.name, posting.since) == ("王芳", clock.now)
    made = staffing.authenticate(city, token_of("王芳"), Role.COLLECTOR)
    assert made.roles == {Role.COLLECTOR}
    assert made.scopes == ("jiangan.dazhi.1",)
    assert made.authorities == ()
    for role in Role:
        if role != Role.COLLECTOR:
            assert refusal(staffing.authenticate, city, token_of("王芳"), role) == (
                Reason.NOT_PERMITTED
            )


def test_who_is_posted_already_stays(
    city: Office, street: Staff, gate: Point, clock: Clock
) -> None:
    first = points.appoint(city, gate.handle, code_of("王芳"), street)
    clock.now += 60
    assert points.appoint(city, gate.handle, code_of("王芳"), street) == first
    assert names(city, gate, street) == ["王芳"]


def test_a_collector_acts_where_they_are_posted(
    city: Office, street: Staff, whole: Staff, gate: Point
) -> None:
    far = points.add(city, "西门", "hongshan", whole)
    member = collector(city, "王芳", gate, street)
    points.appoint(city, far.handle, code_of("王芳"), whole)
    assert found(city, "王芳").scopes == ("jiangan.dazhi.1", "hongshan")
    assert points.points_of(city, member) == [gate, far]
    points.dismiss(city, gate.handle, found(city, "王芳").handle, street)
    assert found(city, "王芳").scopes == ("hongshan",)
    assert points.points_of(city, member) == [far]
    staffing.authenticate(city, token_of("王芳"), Role.COLLECTOR)
    points.dismiss(city, far.handle, found(city, "王芳").handle, whole)
    assert refusal(staffing.authenticate, city, token_of("王芳")) == Reason.NOT_AUTHENTICATED
    assert found(city, "王芳").removed_at is not None


def test_who_is_more_than_a_collector_keeps_their_scope_and_their_access(
    city: Office, street: Staff, gate: Point
) -> None:
    collector(city, "王芳", gate, street)
    with city.store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE staff SET roles = 'collector registrar', scopes = '*' WHERE name = '王芳'"
        )
    assert points.appoint(city, gate.handle, code_of("王芳"), street).name == "王芳"
    points.dismiss(city, gate.handle, found(city, "王芳").handle, street)
    assert (found(city, "王芳").scopes, found(city, "王芳").removed_at) == (("*",), None)


def test_a_point_in_use_is_not_removed(city: Office, street: Staff, gate: Point) -> None:
    collector(city, "王芳", gate, street)
    collector(city, "李明", gate, street)
    points.dismiss(city, gate.handle, found(city, "王芳").handle, street)
    assert refusal(points.remove, city, gate.handle, street) == Reason.POINT_IN_USE
    staffing.remove_staff(city, "李明")
    assert names(city, gate, street) == []
    points.remove(city, gate.handle, street)


def test_who_is_not_posted_there_is_not_dismissed(
    city: Office, street: Staff, gate: Point, whole: Staff
) -> None:
    far = points.add(city, "西门", "hongshan", whole)
    collector(city, "王芳", far, whole)
    elsewhere = found(city, "王芳").handle
    for handle in (elsewhere, street.handle, "0000-0000-0000-0000", "王芳", "street", ""):
        assert refusal(points.dismiss, city, gate.handle, handle, street) == Reason.STAFF_UNKNOWN
    assert names(city, far, whole) == ["王芳"]


def test_a_token_that_was_ended_is_never_good_again(
    city: Office, street: Staff, gate: Point
) -> None:
    collector(city, "王芳", gate, street)
    points.dismiss(city, gate.handle, found(city, "王芳").handle, street)
    attempt = (points.appoint, city, gate.handle, code_of("王芳"), street)
    assert refusal(*attempt) == Reason.STAFF_CODE_INVALID
    assert refusal(staffing.authenticate, city, token_of("王芳")) == Reason.NOT_AUTHENTICATED


def test_a_name_that_somebody_has_or_had_is_refused(
    city: Office, street: Staff, gate: Point
) -> None:
    collector(city, "王芳", gate, street)
    other = staff_text(StaffCode("王芳", bytes(32)))
    assert refusal(points.appoint, city, gate.handle, other, street) == Reason.STAFF_EXISTS
    points.dismiss(city, gate.handle, found(city, "王芳").handle, street)
    assert refusal(points.appoint, city, gate.handle, other, street) == Reason.STAFF_EXISTS


def test_a_token_under_another_name_is_refused(city: Office, street: Staff, gate: Point) -> None:
    collector(city, "王芳", gate, street)
    other = staff_text(StaffCode("李明", hash_of(token_of("王芳").encode())))
    assert refusal(points.appoint, city, gate.handle, other, street) == Reason.STAFF_CODE_INVALID


def test_nobody_becomes_a_collector_by_the_token_of_another_role(
    city: Office, street: Staff, gate: Point
) -> None:
    token = staffing.add_staff(city, "li", [Role.REGISTRAR])
    code = staff_text(StaffCode("li", hash_of(token.encode())))
    assert refusal(points.appoint, city, gate.handle, code, street) == Reason.STAFF_CODE_INVALID
    assert found(city, "li").roles == {Role.REGISTRAR}


@pytest.mark.parametrize(
    "code",
    [
        "",
        "王芳",
        "HP1:00",
        "HPS1:",
        "HPS1:" + base45.encode(cbor.encode(["li", "x"])),
        staff_text(StaffCode("", bytes(32))),
        staff_text(StaffCode(" li", bytes(32))),
        staff_text(StaffCode("li\n", bytes(32))),
        staff_text(StaffCode("l\x00i", bytes(32))),
    ],
)
def test_what_is_no_staff_code_is_refused(
    city: Office, street: Staff, gate: Point, code: str
) -> None:
    attempt = (points.appoint, city, gate.handle, code, street)
    assert refusal(*attempt) == Reason.STAFF_CODE_INVALID
    assert names(city, gate, street) == []


def test_the_staff_code_that_the_command_makes_appoints_its_owner(
    city: Office, street: Staff, gate: Point
) -> None:
    token, code = staffing.staff_code(" 王芳 ")
    assert points.appoint(city, gate.handle, code, street).name == "王芳"
    assert staffing.authenticate(city, token, Role.COLLECTOR).name == "王芳"
    assert token not in code


def test_collectors_are_listed_page_by_page(city: Office, street: Staff, gate: Point) -> None:
    for number in range(5):
        collector(city, f"c{number}", gate, street)
    first = points.collectors(city, gate.handle, street, 0, 2)
    rest = points.collectors(city, gate.handle, street, first[-1].id, 100)
    assert [one.name for one in first + rest] == [f"c{number}" for number in range(5)]
    assert len(first) == 2
