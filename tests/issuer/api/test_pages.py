"""Pages of a list: together they are the list, and a cursor is from a page or nothing."""

from collections.abc import Sequence
from itertools import islice

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.errors import HuepassError, Reason
from huepass.issuer.api.pages import MAX_ITEMS, Place
from issuer.api.test_problems import check

IDS = st.lists(st.integers(1, 10**18 - 1), unique=True).map(sorted)
LIMITS = st.integers(1, 7)


def walk(ids: Sequence[int], limit: int, newest_first: bool) -> list[int]:
    """All entries, page by page."""
    found: list[int] = []
    cursor = None
    while True:
        place = Place(limit, cursor)
        if newest_first:
            before = place.before_row()
            rows = (one for one in reversed(ids) if before is None or one < before)
        else:
            after = place.after_row()
            rows = (one for one in ids if one > after)
        page = place.page(list(islice(rows, place.wanted)), lambda row: row, lambda row: row)
        assert len(page.items) <= limit
        found += page.items
        if page.next is None:
            return found
        assert len(page.items) == limit
        cursor = page.next


@given(IDS, LIMITS)
def test_the_pages_are_the_list(ids: list[int], limit: int) -> None:
    assert walk(ids, limit, newest_first=False) == ids
    assert walk(ids, limit, newest_first=True) == ids[::-1]


@given(st.lists(st.text(min_size=1), unique=True).map(sorted), LIMITS)
def test_the_pages_are_the_list_that_is_in_order_of_a_text(texts: list[str], limit: int) -> None:
    found: list[str] = []
    place = Place(limit)
    while True:
        after = place.after_text()
        rows = [one for one in texts if one > after][: place.wanted]
        page = place.page(rows, lambda row: row, lambda row: row)
        found += page.items
        if page.next is None:
            break
        place = Place(limit, page.next)
    assert found == texts


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 99)), unique=True).map(sorted), LIMITS)
def test_the_pages_are_the_list_that_is_in_order_of_a_pair(
    pairs: list[tuple[int, int]], limit: int
) -> None:
    found: list[tuple[int, int]] = []
    place = Place(limit)
    while True:
        after = place.after_pair()
        rows = [one for one in pairs if one > after][: place.wanted]
        page = place.page(rows, lambda row: f"{row[0]}-{row[1]}", lambda row: row)
        found += page.items
        if page.next is None:
            break
        place = Place(limit, page.next)
    assert found == pairs


@given(st.text(max_size=200))
def test_a_cursor_is_from_a_page_or_refused(cursor: str) -> None:
    for read in (Place.after_row, Place.after_text, Place.before_row, Place.after_pair):
        place = Place(5, cursor)
        try:
            read(place)
        except HuepassError as error:
            assert error.reason == Reason.CURSOR_INVALID


@pytest.mark.parametrize("cursor", ["MQ=", "MQ==", "M", "MR", "M!Q", "-", "YQ", "MTIz\n", "LTE"])
def test_cursor_invalid(admin: httpx.Client, cursor: str) -> None:
    person = admin.post("/v1/persons").json()["person"]
    answer = admin.get(f"/v1/persons/{person}/paper-passes", params={"cursor": cursor})
    check(answer, 422, "cursor_invalid")


def test_a_limit_that_is_none(admin: httpx.Client) -> None:
    person = admin.post("/v1/persons").json()["person"]
    for limit in ("0", "-1", str(MAX_ITEMS + 1), "x", ""):
        answer = admin.get(f"/v1/persons/{person}/paper-passes", params={"limit": limit})
        check(answer, 422, "request_invalid")


def test_the_paper_passes_of_a_person_come_in_pages(admin: httpx.Client) -> None:
    person = admin.post("/v1/persons").json()["person"]
    path = f"/v1/persons/{person}/paper-passes"
    made = [admin.post(path).json()["pass"] for _ in range(3)]
    first = admin.get(path, params={"limit": 2}).json()
    second = admin.get(path, params={"limit": 2, "cursor": first["next"]}).json()
    assert [entry["pass"] for entry in (*first["items"], *second["items"])] == made
    assert (len(first["items"]), second["next"]) == (2, None)
