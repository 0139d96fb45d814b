"""Staff by administrators: nobody gives what they don't have."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service import managing, staffing
from huepass.issuer.service.office import Office
from issuer.places import DIVISIONS, put_divisions, staff
from issuer.rules import FIRST, put_in_force


@pytest.fixture
def city(office: Office) -> Office:
    """An issuer with divisions and authorities."""
    put_divisions(office)
    put_in_force(office, FIRST)
    return office


@pytest.fixture
def whole(city: Office) -> Staff:
    """An administrator who acts everywhere."""
    return staff(city, "whole", Role.ADMIN)


@pytest.fixture
def part(city: Office) -> Staff:
    """An administrator of one district who acts for the CDC there."""
    return staff(city, "part", Role.ADMIN, "jiangan", authorities=("cdc",))


def refusal(attempt: Callable[..., object], *given: Any, **named: Any) -> Reason:
    with pytest.raises(RequestRefused) as error:
        attempt(*given, **named)
    return error.value.reason


def found(office: Office, name: str) -> Staff:
    return next(one for one in staffing.list_staff(office) if one.name == name)


def handle(office: Office, name: str) -> str:
    return found(office, name).handle


def test_who_is_added_can_work_at_once_and_it_is_known_who_added_them(
    city: Office, part: Staff
) -> None:
    member, token = managing.add(city, part, "li", ["registrar"], ["cdc"], ["jiangan.dazhi"])
    assert token is not None
    li = staffing.authenticate(city, token, Role.REGISTRAR)
    assert member == li
    assert (li.scopes, li.authorities) == (("jiangan.dazhi",), ("cdc",))
    with city.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT appointed_by FROM staff WHERE name = 'li'")
        assert rows.scalar_one() == part.id


def test_the_scope_is_that_of_who_adds_them_by_default(
    city: Office, whole: Staff, part: Staff
) -> None:
    for by in (whole, part):
        managing.add(city, by, f"of {by.name}", ["registrar"])
        assert found(city, f"of {by.name}").scopes == by.scopes


@pytest.mark.parametrize(
    "scopes", [["*"], ["hongshan"], ["jiangan.dazhi", "hongshan"], ["jiangan", "*"]]
)
def test_nobody_gives_a_wider_scope_than_their_own(
    city: Office, part: Staff, scopes: list[str]
) -> None:
    assert refusal(managing.add, city, part, "li", ["registrar"], (), scopes) == Reason.OUT_OF_SCOPE
    managing.add(city, part, "wang", ["registrar"])
    assert (
        refusal(managing.change, city, part, handle(city, "wang"), scopes=scopes)
        == Reason.OUT_OF_SCOPE
    )
    assert found(city, "wang").scopes == ("jiangan",)
    assert "li" not in [one.name for one in staffing.list_staff(city)]


def test_nobody_gives_an_authority_that_they_lack(city: Office, part: Staff, whole: Staff) -> None:
    assert (
        refusal(managing.add, city, part, "li", ["authority"], ["hospital"]) == Reason.NOT_PERMITTED
    )
    managing.add(city, part, "wang", ["authority"])
    for authorities in (["hospital"], ["cdc", "hospital"]):
        assert (
            refusal(managing.change, city, part, handle(city, "wang"), authorities=authorities)
            == Reason.NOT_PERMITTED
        )
    assert managing.change(city, part, handle(city, "wang"), authorities=["cdc"]).authorities == (
        "cdc",
    )
    # Who acts everywhere answers for the whole issuer.
    assert managing.change(
        city, whole, handle(city, "wang"), authorities=["hospital"]
    ).authorities == ("hospital",)


def test_an_authority_that_somebody_has_is_not_spread_by_who_lacks_it(
    city: Office, part: Staff, whole: Staff
) -> None:
    managing.add(city, whole, "li", ["authority"], ["hospital"], ["jiangan.dazhi"])
    assert (
        refusal(managing.change, city, part, handle(city, "li"), scopes=["jiangan"])
        == Reason.NOT_PERMITTED
    )
    assert managing.change(city, part, handle(city, "li"), scopes=["jiangan.dazhi.1"]).scopes == (
        "jiangan.dazhi.1",
    )
    assert (
        refusal(managing.change, city, part, handle(city, "li"), scopes=["jiangan.dazhi"])
        == Reason.NOT_PERMITTED
    )
    both = managing.change(city, part, handle(city, "li"), authorities=["cdc"], scopes=["jiangan"])
    assert (both.authorities, both.scopes) == (("cdc",), ("jiangan",))
    assert found(city, "li") == both


def test_authorities_can_be_taken_by_who_lacks_them(
    city: Office, part: Staff, whole: Staff
) -> None:
    managing.add(city, whole, "li", ["authority"], ["hospital", "cdc"], ["jiangan"])
    assert managing.change(
        city, part, handle(city, "li"), authorities=["hospital"]
    ).authorities == ("hospital",)
    assert managing.change(city, part, handle(city, "li"), authorities=[]).authorities == ()


@pytest.mark.parametrize("scopes", [("*",), ("hongshan",), ("jiangan", "hongshan")])
def test_who_acts_elsewhere_too_is_not_theirs_to_manage(
    city: Office, part: Staff, scopes: tuple[str, ...]
) -> None:
    staff(city, "li", Role.REGISTRAR, *scopes)
    for attempt in (
        lambda: managing.change(city, part, handle(city, "li"), scopes=["jiangan"]),
        lambda: managing.change(city, part, handle(city, "li"), authorities=[]),
        lambda: managing.remove(city, part, handle(city, "li")),
    ):
        assert refusal(attempt) == Reason.OUT_OF_SCOPE
    assert found(city, "li").removed_at is None
    assert "li" not in [one.name for one in managing.page(city, part, 0, 100)]


def test_nobody_changes_or_removes_themselves(city: Office, whole: Staff, part: Staff) -> None:
    for by in (whole, part):
        for attempt in (
            lambda by=by: managing.change(city, by, by.handle, authorities=["hospital"]),
            lambda by=by: managing.change(city, by, by.handle, scopes=["jiangan.dazhi"]),
            lambda by=by: managing.remove(city, by, by.handle),
        ):
            assert refusal(attempt) == Reason.NOT_PERMITTED
        assert found(city, by.name) == by


def test_who_was_removed_meanwhile_manages_nobody(city: Office, part: Staff, whole: Staff) -> None:
    staff(city, "li", Role.REGISTRAR, "jiangan")
    managing.remove(city, whole, handle(city, "part"))
    for attempt in (
        lambda: managing.add(city, part, "wang", ["admin"]),
        lambda: managing.change(city, part, handle(city, "li"), authorities=[]),
        lambda: managing.remove(city, part, handle(city, "li")),
    ):
        assert refusal(attempt) == Reason.NOT_AUTHENTICATED


def test_what_was_taken_from_them_meanwhile_they_give_to_nobody(
    city: Office, part: Staff, whole: Staff
) -> None:
    managing.change(city, whole, handle(city, "part"), authorities=[], scopes=["jiangan.dazhi"])
    for attempt, reason in (
        (lambda: managing.add(city, part, "li", ["authority"], ["cdc"]), Reason.NOT_PERMITTED),
        (
            lambda: managing.add(city, part, "li", ["registrar"], (), ["jiangan"]),
            Reason.OUT_OF_SCOPE,
        ),
    ):
        assert refusal(attempt) == reason


def test_what_nobody_can_be_given_is_refused(city: Office, whole: Staff) -> None:
    managing.add(city, whole, "li", ["registrar"])
    for attempt, reason in (
        (lambda: managing.add(city, whole, "li", ["registrar"]), Reason.STAFF_EXISTS),
        (lambda: managing.add(city, whole, " ", ["registrar"]), Reason.TEXT_INVALID),
        (lambda: managing.add(city, whole, "x", []), Reason.ROLE_UNKNOWN),
        (lambda: managing.add(city, whole, "x", ["admin"], ["x"]), Reason.NOT_IN_PROGRAMME),
        (lambda: managing.add(city, whole, "x", ["admin"], (), ["x"]), Reason.DIVISION_UNKNOWN),
        (lambda: managing.add(city, whole, "x", ["admin"], (), []), Reason.DIVISION_UNKNOWN),
        (
            lambda: managing.change(city, whole, handle(city, "li"), authorities=["x"]),
            Reason.NOT_IN_PROGRAMME,
        ),
        (
            lambda: managing.change(city, whole, handle(city, "li"), scopes=["x"]),
            Reason.DIVISION_UNKNOWN,
        ),
        (
            lambda: managing.change(city, whole, handle(city, "li"), scopes=[]),
            Reason.DIVISION_UNKNOWN,
        ),
        (lambda: managing.change(city, whole, "nobody"), Reason.STAFF_UNKNOWN),
        (lambda: managing.remove(city, whole, "nobody"), Reason.STAFF_UNKNOWN),
    ):
        assert refusal(attempt) == reason


def test_of_two_changes_one_that_is_refused_undoes_the_other(city: Office, whole: Staff) -> None:
    managing.add(city, whole, "li", ["authority"])
    assert (
        refusal(
            managing.change,
            city,
            whole,
            handle(city, "li"),
            authorities=["cdc"],
            scopes=["nowhere"],
        )
        == Reason.DIVISION_UNKNOWN
    )
    assert found(city, "li").authorities == ()


def test_the_list_has_those_all_of_whose_divisions_lie_within_the_scope(city: Office) -> None:
    there = ["*", *(one.id for one in DIVISIONS)]
    for scopes in product(there, there):
        staffing.add_staff(city, " and ".join(scopes), [Role.REGISTRAR], (), scopes)
    members = staffing.list_staff(city)
    for scopes in [("*",), ("jiangan",), ("jiangan.dazhi",), ("hongshan", "jiangan.dazhi2")]:
        by = staff(city, f"by {scopes}", Role.ADMIN, *scopes)
        listed = {one.name for one in managing.page(city, by, 0, 100)}
        for one in members:
            assert (one.name in listed) == all(map(by.covers, one.scopes))


def test_the_list_has_who_is_within_the_scope_page_by_page(
    city: Office, whole: Staff, part: Staff
) -> None:
    for number in range(5):
        staff(city, f"in {number}", Role.REGISTRAR, "jiangan.dazhi")
        staff(city, f"out {number}", Role.REGISTRAR, "hongshan")
    managing.remove(city, whole, handle(city, "in 4"))
    first = managing.page(city, part, 0, 3)
    assert [one.name for one in first] == ["part", "in 0", "in 1"]
    rest = managing.page(city, part, first[-1].id, 100)
    assert [one.name for one in rest] == ["in 2", "in 3", "in 4"]
    assert rest[-1].removed_at is not None
    assert len(managing.page(city, whole, 0, 100)) == 12
