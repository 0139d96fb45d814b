"""Organisations that report for those who joined them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.issuer.domain.codes import Poster, poster_text
from huepass.issuer.domain.records import Holder, Role, Staff
from huepass.issuer.service import facts, organisations, persons, staffing, wallets
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.office import Office
from issuer.conftest import Clock
from issuer.places import holder_of, put_divisions, staff
from issuer.rules import DAY, FIRST, put_in_force
from people import registered


@pytest.fixture
def town(office: Office) -> Office:
    """An issuer with divisions and a programme in which colours follow from reports."""
    put_divisions(office)
    put_in_force(office, FIRST)
    return office


@pytest.fixture
def mill(town: Office) -> Staff:
    """An enterprise that reports for its staff."""
    return staff(town, "棉纺厂", Role.ORGANISATION, "hongshan")


@pytest.fixture
def number(town: Office) -> str:
    """A person of whom nothing is known but that they applied."""
    return registered(town, Applying("self", "card")).number


@pytest.fixture
def holder(town: Office, number: str) -> Holder:
    """Their wallet."""
    return holder_of(town, number)


def refusal(attempt: Callable[..., object], *given: Any) -> Reason:
    with pytest.raises(HuepassError) as error:
        attempt(*given)
    return error.value.reason


def look_ups(office: Office) -> list[tuple[object, ...]]:
    query = "SELECT person_id, staff_id, purpose, shown FROM look_up ORDER BY id"
    with office.store.read() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def code(office: Office, organisation: Staff) -> str:
    found = organisations.code_of(office, organisation)
    assert found is not None
    return found


def test_an_organisation_reports_for_who_joined_it(
    town: Office, mill: Staff, number: str, holder: Holder, clock: Clock
) -> None:
    joined = organisations.join(town, holder, code(town, mill))
    assert (joined.name, joined.since, joined.handle) == ("棉纺厂", clock.now, mill.handle)
    assert organisations.report(town, mill, number.lower(), {"fever": True}) == number
    assert persons.show(town, number)[0].colour == Colour.YELLOW
    with town.store.read() as connection:
        row = connection.execute(text("SELECT origin, recorded_by FROM fact WHERE kind = 'r'"))
        assert tuple(row.one()) == ("organisation", mill.id)


def test_whoever_did_not_join_is_reported_for_by_nobody(
    town: Office, mill: Staff, number: str, holder: Holder
) -> None:
    other = staff(town, "other", Role.ORGANISATION)
    organisations.join(town, holder, code(town, other))
    for one in (number, "0000-0000-0000-0000", "x", ""):
        attempt = (organisations.report, town, mill, one, {"fever": True})
        assert refusal(*attempt) == Reason.MEMBERSHIP_UNKNOWN
    admin = staff(town, "li", Role.ADMIN)
    attempt = (organisations.report, town, admin, number, {"fever": True})
    assert refusal(*attempt) == Reason.MEMBERSHIP_UNKNOWN
    assert organisations.members(town, mill, 0, 10) == []


def test_whoever_left_is_reported_for_no_longer_and_may_join_again(
    town: Office, mill: Staff, number: str, holder: Holder
) -> None:
    organisations.join(town, holder, mill.handle)
    organisations.leave(town, holder, mill.handle.lower())
    attempt = (organisations.report, town, mill, number, {"fever": True})
    assert refusal(*attempt) == Reason.MEMBERSHIP_UNKNOWN
    assert organisations.joined_by(town, holder, 0, 10) == []
    assert organisations.members(town, mill, 0, 10) == []
    organisations.join(town, holder, mill.handle)
    organisations.report(town, mill, number, {"fever": True})


def test_who_joins_twice_is_a_member_once(
    town: Office, mill: Staff, holder: Holder, clock: Clock
) -> None:
    first = organisations.join(town, holder, code(town, mill))
    clock.now += DAY
    assert organisations.join(town, holder, code(town, mill)) == first
    assert organisations.joined_by(town, holder, 0, 10) == [first]
    assert len(organisations.members(town, mill, 0, 10)) == 1


def test_whose_number_is_no_organisations_is_joined_by_nobody(town: Office, holder: Holder) -> None:
    for role in (Role.REGISTRAR, Role.ADMIN):
        member = staff(town, f"a {role}", role)
        assert organisations.code_of(town, member) is None
        attempt = (organisations.join, town, holder, member.handle)
        assert refusal(*attempt) == Reason.ORGANISATION_UNKNOWN


@pytest.mark.parametrize("handle", ["", "x", "0000-0000-0000-0000", "HPO1:00"])
def test_what_is_no_organisation_is_refused(town: Office, holder: Holder, handle: str) -> None:
    assert refusal(organisations.join, town, holder, handle) == Reason.ORGANISATION_UNKNOWN


def test_another_issuers_organisation_is_refused(town: Office, mill: Staff, holder: Holder) -> None:
    other = poster_text(Poster.ORGANISATION, "sz", mill.handle)
    assert refusal(organisations.join, town, holder, other) == Reason.ORGANISATION_UNKNOWN


def test_an_organisation_that_was_removed_is_gone(
    town: Office, mill: Staff, holder: Holder
) -> None:
    text_ = code(town, mill)
    organisations.join(town, holder, text_)
    staffing.remove_staff(town, mill.name)
    assert organisations.joined_by(town, holder, 0, 10) == []
    assert refusal(organisations.join, town, holder, text_) == Reason.ORGANISATION_UNKNOWN
    attempt = (organisations.leave, town, holder, mill.handle)
    assert refusal(*attempt) == Reason.MEMBERSHIP_UNKNOWN


@pytest.mark.parametrize("handle", ["", "x", "0000-0000-0000-0000"])
def test_nobody_leaves_what_they_have_not_joined(
    town: Office, mill: Staff, holder: Holder, handle: str
) -> None:
    for one in (handle, mill.handle):
        assert refusal(organisations.leave, town, holder, one) == Reason.MEMBERSHIP_UNKNOWN


def test_a_wallet_that_has_ended_joins_and_leaves_nothing(
    town: Office, mill: Staff, number: str, holder: Holder
) -> None:
    organisations.join(town, holder, mill.handle)
    wallets.end_wallets(town, number, "lost", staff(town, "li", Role.REGISTRAR))
    for use in (organisations.join, organisations.leave):
        assert refusal(use, town, holder, mill.handle) == Reason.NOT_AUTHENTICATED


def test_whom_a_pass_was_shared_with_joins_and_leaves_nothing_and_sees_no_memberships(
    town: Office, mill: Staff, number: str, holder: Holder
) -> None:
    organisations.join(town, holder, mill.handle)
    other = holder_of(town, number)
    with town.store.write() as connection:
        connection.execute(
            text("UPDATE wallet SET origin = 'shared' WHERE id = :id"), {"id": other.wallet.id}
        )
    for use in (organisations.join, organisations.leave):
        assert refusal(use, town, other, mill.handle) == Reason.NOT_PERMITTED
    assert refusal(organisations.joined_by, town, other, 0, 10) == Reason.NOT_PERMITTED
    assert len(organisations.members(town, mill, 0, 10)) == 1


def test_only_organisations_have_a_code(town: Office, mill: Staff) -> None:
    for role in Role:
        if role != Role.ORGANISATION:
            assert organisations.code_of(town, staff(town, f"the {role}", role)) is None
    assert code(town, mill).startswith("HPO1:")


def test_members_are_shown_by_masked_documents_and_can_read_it(
    town: Office, mill: Staff, number: str
) -> None:
    for _ in range(3):
        other = registered(town, Applying("self", "card")).number
        organisations.join(town, holder_of(town, other), code(town, mill))
    first = organisations.members(town, mill, 0, 2)
    # The one more only says that there are more: nobody is shown them yet.
    assert len(first) == 3
    assert look_ups(town) == [(row, mill.id, "membership", "identity") for row in (2, 3)]
    (last,) = organisations.members(town, mill, first[1].id, 2)
    assert last == first[2]
    assert len(look_ups(town)) == 3


def test_reporting_follows_the_rules_for_editing(
    town: Office, mill: Staff, number: str, holder: Holder
) -> None:
    organisations.join(town, holder, code(town, mill))
    facts.report(town, number, {"fever": True, "stays": [["lake", "2026-11-20"]]}, None)
    attempt = (organisations.report, town, mill, number, {"fever": True})
    assert refusal(*attempt) == Reason.EDIT_REFUSED
    attempt = (organisations.report, town, mill, number, {"cough": True})
    assert refusal(*attempt) == Reason.ANSWERS_INVALID


def test_an_organisation_needs_no_scope_over_where_a_member_lives(
    town: Office, mill: Staff
) -> None:
    with town.store.write() as connection:
        person = persons.register_in(town, connection, "jiangan.dazhi")
    organisations.join(town, holder_of(town, person.number), code(town, mill))
    assert refusal(persons.show, town, person.number, mill) == Reason.OUT_OF_SCOPE
    organisations.report(town, mill, person.number, {"fever": False})
