"""Categories with reasons and scopes: what is refused, when they end, what is kept."""

from collections.abc import Callable

import pytest

from huepass.errors import HuepassError, Reason, RequestRefused
from huepass.issuer.domain.records import Person, Role, Staff
from huepass.issuer.programme.facts import CategoryLifted, CategorySet
from huepass.issuer.service import facts
from huepass.issuer.service.categories import standing
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.office import Office
from huepass.issuer.store import facts as kept
from issuer.authorities import begin, member
from issuer.conftest import Clock
from issuer.rules import DAY, FIRST, category, put_in_force
from people import registered


@pytest.fixture
def town(office: Office) -> Office:
    begin(office)
    return office


@pytest.fixture
def cdc(town: Office) -> Staff:
    return member(town, "wang", Role.AUTHORITY, "cdc")


@pytest.fixture
def person(town: Office) -> Person:
    return registered(town, Applying("self", "card"), division="lake.north")


def refused(attempt: Callable[[], object]) -> HuepassError:
    with pytest.raises(RequestRefused) as error:
        attempt()
    return error.value


def test_the_reason_is_kept(town: Office, cdc: Staff, person: Person, clock: Clock) -> None:
    facts.set_category(town, person.number, "traced", cdc, reason="met")
    clock.now += 60
    facts.lift_category(town, person.number, "traced", cdc, reason="tested")
    with town.store.read() as connection:
        rows = kept.facts_of(connection, person.id)
        known = town.rules(connection).facts(rows)
    assert CategorySet(clock.now - 59, "traced", "cdc", "met") in known
    assert CategoryLifted(clock.now, "traced", "cdc", "tested") in known


@pytest.mark.parametrize("reason", [None, "", "tested", "s3cret"])
def test_a_statement_without_one_of_the_reasons(
    town: Office, cdc: Staff, person: Person, reason: str | None
) -> None:
    error = refused(lambda: facts.set_category(town, person.number, "traced", cdc, reason=reason))
    assert error.reason == Reason.STATEMENT_REASON_INVALID
    assert error.detail == (
        "traced: one of met: Met a case 中文 Met a case; travelled: Travelled 中文 Travelled"
    )


@pytest.mark.parametrize("reason", [None, "met"])
def test_a_lifting_without_one_of_its_reasons(
    town: Office, cdc: Staff, person: Person, reason: str | None
) -> None:
    facts.set_category(town, person.number, "traced", cdc, reason="met")
    error = refused(lambda: facts.lift_category(town, person.number, "traced", cdc, reason=reason))
    assert error.reason == Reason.STATEMENT_REASON_INVALID
    assert "one of tested" in error.detail


def test_a_reason_where_there_is_none(town: Office, cdc: Staff, person: Person) -> None:
    error = refused(
        lambda: facts.set_category(town, person.number, "watched", cdc, reason="s3cret")
    )
    assert error.reason == Reason.STATEMENT_REASON_INVALID
    assert error.detail == "watched: has none, leave it out"


def test_when_a_category_ends(town: Office, cdc: Staff, person: Person, clock: Clock) -> None:
    before = facts.set_category(
        town, person.number, "traced", cdc, reason="met", at=clock.now - DAY
    )
    assert before.ends == clock.now + DAY
    clock.now += 60
    renewed = facts.set_category(town, person.number, "traced", cdc, reason="met")
    assert renewed.ends == clock.now + 2 * DAY
    doctor = member(town, "chen", Role.AUTHORITY, "hospital")
    assert facts.set_category(town, person.number, "case", doctor).ends is None


def test_nobody_says_anything_about_a_person_outside_their_scope(
    town: Office, person: Person
) -> None:
    there = member(town, "zhao", Role.AUTHORITY, "cdc", scopes=("lake",))
    facts.set_category(town, person.number, "watched", there)
    elsewhere = member(town, "sun", Role.AUTHORITY, "cdc", scopes=("hill",))
    for attempt in (
        lambda: facts.set_category(town, person.number, "watched", elsewhere),
        lambda: facts.lift_category(town, person.number, "watched", elsewhere),
    ):
        assert refused(attempt).reason == Reason.OUT_OF_SCOPE


def test_who_sets_a_category_and_who_lifts_it(office: Office) -> None:
    put_in_force(
        office,
        FIRST.replace(
            category("case", "hospital", "hospital"), category("case", "hospital", "cdc")
        ),
    )
    person = registered(office, Applying("self", "card"))
    hospital = member(office, "chen", Role.AUTHORITY, "hospital")
    cdc = member(office, "wang", Role.AUTHORITY, "cdc")
    error = refused(lambda: facts.set_category(office, person.number, "case", cdc))
    assert (error.reason, error.detail[:19]) == (Reason.NOT_PERMITTED, "case: only hospital")
    facts.set_category(office, person.number, "case", hospital)
    error = refused(lambda: facts.lift_category(office, person.number, "case", hospital))
    assert (error.reason, error.detail[:14]) == (Reason.NOT_PERMITTED, "case: only cdc")
    facts.lift_category(office, person.number, "case", cdc)


def test_what_stands_at_a_time(town: Office) -> None:
    with town.store.read() as connection:
        programme = town.rules(connection).programme
    found = [
        CategorySet(1000, "watched", "cdc"),
        CategorySet(2000, "watched", "hospital"),
        CategorySet(3000, "traced", "cdc", "met"),
        CategorySet(3000, "unheard-of", "cdc"),
        CategoryLifted(4000, "traced", "cdc", "tested"),
        CategorySet(5000, "case", "hospital"),
    ]

    def at(time: int) -> dict[str, tuple[int, int | None, str, str]]:
        stands = standing(programme, reversed(found), time)
        return {name: tuple(one[1:]) for name, one in stands.items()}  # type: ignore[misc]

    assert at(999) == {}
    assert at(3000) == {
        "traced": (3000, 3000 + 2 * DAY, "cdc", "met"),
        "watched": (1000, 2000 + 2 * DAY, "hospital", ""),
    }
    assert at(2000 + 2 * DAY - 1) == {
        "case": (5000, None, "hospital", ""),
        "watched": (1000, 2000 + 2 * DAY, "hospital", ""),
    }
    assert at(2000 + 2 * DAY) == {"case": (5000, None, "hospital", "")}
    found.append(CategorySet(2000 + 2 * DAY, "watched", "cdc"))
    assert at(2000 + 2 * DAY)["watched"][0] == 2000 + 2 * DAY
