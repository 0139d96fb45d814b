"""Administrative divisions: added all or none, never removed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.divisions import EVERYWHERE, contains, is_division, parent
from huepass.issuer.domain.records import Role
from huepass.issuer.service import divisions
from huepass.issuer.service.office import Office
from huepass.issuer.store.divisions import Division
from issuer.places import DIVISIONS, put_divisions, staff

IDS = st.lists(st.text("abc09", min_size=1, max_size=16), min_size=1, max_size=6).map(".".join)


def refusal(office: Office, *entries: Division) -> Reason:
    before = divisions.page(office, "", 100)
    with pytest.raises(RequestRefused) as error:
        divisions.put(office, entries)
    assert divisions.page(office, "", 100) == before
    return error.value.reason


def named(*ids: str) -> list[Division]:
    return [Division(one, "x", "某") for one in ids]


@given(IDS)
def test_every_part_of_a_division_lies_in_it_and_it_in_none(one: str) -> None:
    assert is_division(one)
    assert contains(EVERYWHERE, one) and contains(one, one)
    assert not contains(one, None) and not contains(one, EVERYWHERE)
    assert contains(one, f"{one}.x") and not contains(f"{one}.x", one)
    assert not contains(one, f"{one}x")
    above = parent(one)
    assert above is None or (contains(above, one) and parent(f"{above}.x") == above)


def test_divisions_are_listed_in_order(office: Office) -> None:
    put_divisions(office)
    assert divisions.page(office, "", 100) == sorted(DIVISIONS)
    assert divisions.page(office, "jiangan", 2) == sorted(DIVISIONS)[2:4]


def test_a_division_that_is_there_gets_other_names(office: Office) -> None:
    put_divisions(office)
    divisions.put(office, [Division("jiangan", " Jiang'an ", "江岸区")])
    assert Division("jiangan", "Jiang'an", "江岸区") in divisions.page(office, "", 100)
    assert len(divisions.page(office, "", 100)) == len(DIVISIONS)


def test_parents_may_come_later_in_the_same_list(office: Office) -> None:
    divisions.put(office, named("a.b.c", "a.b", "a"))
    assert [one.id for one in divisions.page(office, "", 100)] == ["a", "a.b", "a.b.c"]


def test_a_division_without_its_parent_is_refused_with_all_others(office: Office) -> None:
    assert refusal(office, *named("b", "a.b")) == Reason.DIVISION_UNKNOWN


@pytest.mark.parametrize(
    "one",
    ["", "*", "A", "a b", "a.", ".a", "a..b", "a" * 17, "a.a.a.a.a.a.a", "a-b", "江岸", "a\n"],
)
def test_an_id_of_another_form_is_refused(office: Office, one: str) -> None:
    assert refusal(office, *named("a", one)) == Reason.DIVISION_INVALID


def test_an_id_that_is_there_twice_is_refused(office: Office) -> None:
    assert refusal(office, *named("a", "b", "a")) == Reason.DIVISION_INVALID


@pytest.mark.parametrize("ids", [("b", "a.b"), ("a", "A"), ("a", "a"), ("a", "a\x00")])
def test_a_refusal_names_the_place_in_the_list(office: Office, ids: tuple[str, str]) -> None:
    with pytest.raises(RequestRefused, match="entry 2: "):
        divisions.put(office, named(*ids))


@pytest.mark.parametrize("names", [("", "某"), ("x", " "), ("x\ny", "某"), ("x", "某" * 201)])
def test_a_name_that_is_no_line_of_text_is_refused(office: Office, names: tuple[str, str]) -> None:
    assert refusal(office, Division("a", *names)) == Reason.TEXT_INVALID


def test_only_who_acts_everywhere_may_put_divisions(office: Office) -> None:
    divisions.put(office, named("a"), staff(office, "li", Role.ADMIN))
    with pytest.raises(RequestRefused) as error:
        divisions.put(office, named("a.b"), staff(office, "wang", Role.ADMIN, "a"))
    assert error.value.reason == Reason.OUT_OF_SCOPE
    assert [one.id for one in divisions.page(office, "", 100)] == ["a"]
