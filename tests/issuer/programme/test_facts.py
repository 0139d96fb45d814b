"""Facts keep what they say when they are stored, and broken ones are refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.issuer.programme import facts
from huepass.issuer.programme.facts import (
    MAX_TIME,
    Application,
    CategoryLifted,
    CategorySet,
    Decision,
    Evidence,
    Fact,
    Reading,
    Report,
    body_of,
    carried,
    day_number,
    fact_from,
    in_order,
)
from huepass.issuer.programme.model import Channel, Succession
from issuer.programme.histories import single
from issuer.programme.sample import text

words = st.text(max_size=8)
times = st.integers(0, MAX_TIME - 1)
local_days = st.dates(min_value=facts.date(1900, 1, 1), max_value=facts.date(2999, 12, 31)).map(str)
answers = st.one_of(
    st.booleans(), words, local_days, st.lists(st.tuples(words, local_days), max_size=3).map(tuple)
)
any_fact = st.one_of(
    st.builds(Application, times, words, st.sampled_from(Channel), words, st.booleans()),
    st.builds(Decision, times, st.sampled_from(Colour), words),
    st.builds(Evidence, times, words, times, times),
    st.builds(CategoryLifted, times, words, words, words),
    st.builds(CategorySet, times, words, words, words),
    st.builds(Report, times, st.dictionaries(words, answers, max_size=3)),
    st.builds(Reading, times, st.floats(allow_nan=False, allow_infinity=False)),
)


@given(fact=any_fact)
def test_a_fact_is_read_as_it_was_stored(fact: Fact) -> None:
    body = body_of(fact)
    assert fact_from(fact.at, fact.kind, body) == fact
    assert body_of(fact_from(fact.at, fact.kind, body)) == body


@given(fact=any_fact)
def test_a_body_is_compact_json(fact: Fact) -> None:
    content = json.loads(body_of(fact))
    assert body_of(fact) == json.dumps(
        content, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )


def test_each_kind_has_its_letter_and_body() -> None:
    found = [
        (fact.kind, body_of(fact))
        for fact in (
            Application(1, "self", Channel.ONLINE, "card", True),
            Decision(1, Colour.RED, "看过"),
            Evidence(1, "worker", 2, 3),
            CategoryLifted(1, "contact", "cdc"),
            Report(1, {"where": (("lake", "2026-03-01"),), "fever": True}),
            CategorySet(1, "contact", "cdc"),
            CategoryLifted(1, "contact", "cdc", "negative"),
            CategorySet(1, "contact", "cdc", "shared-room"),
            Reading(1, 36.5),
        )
    ]
    assert found == [
        ("a", '["self","online","card",1]'),
        ("d", '[3,"看过"]'),
        ("e", '["worker",2,3]'),
        ("l", '["contact","cdc"]'),
        ("r", '{"fever":true,"where":[["lake","2026-03-01"]]}'),
        ("s", '["contact","cdc"]'),
        ("l", '["contact","cdc","negative"]'),
        ("s", '["contact","cdc","shared-room"]'),
        ("t", "36.5"),
    ]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("x", "[]"),
        ("", "[]"),
        ("a", "no json"),
        ("a", '["self","online","card"]'),
        ("a", '["self","by post","card",0]'),
        ("a", '["self","online","card",2]'),
        ("a", '[1,"online","card",0]'),
        ("a", "7"),
        ("d", '[99,"why"]'),
        ("d", '[true,"why"]'),
        ("d", '["red","why"]'),
        ("e", '["worker",1,null]'),
        ("e", f'["worker",1,{MAX_TIME}]'),
        ("l", '["contact"]'),
        ("r", "[]"),
        ("r", '{"fever":1}'),
        ("r", '{"fever":null}'),
        ("r", '{"where":[["lake","2026-02-30"]]}'),
        ("r", '{"where":[["lake","2026-03-01",1]]}'),
        ("r", '{"where":[[1,"2026-03-01"]]}'),
        ("s", '["contact",null]'),
        ("s", '["contact","cdc",null]'),
        ("s", '["contact","cdc",""]'),
        ("l", '["contact","cdc","negative","twice"]'),
        ("t", "true"),
        ("t", "NaN"),
        ("t", "Infinity"),
        ("t", '"36.5"'),
        ("t", "[" * 100000),
    ],
)
def test_a_broken_body_is_refused(kind: str, body: str) -> None:
    with pytest.raises(HuepassError) as caught:
        fact_from(1, kind, body)
    assert caught.value.reason == Reason.FACTS_INVALID
    assert "lake" not in caught.value.detail


@pytest.mark.parametrize("at", [-1, MAX_TIME])
def test_a_time_out_of_range_is_refused(at: int) -> None:
    with pytest.raises(HuepassError, match="out of range"):
        fact_from(at, "t", "36.5")


@given(data=st.data(), found=st.lists(single, max_size=8))
def test_facts_have_one_order(data: Any, found: list[Fact]) -> None:
    expected = sorted(found, key=lambda fact: (fact.at, fact.kind, body_of(fact)))
    assert in_order(data.draw(st.permutations(found))) == expected


@pytest.mark.parametrize(
    "day",
    [None, 1, "", "2026-3-1", "20260301", "2026-W01-1", "2026-02-30", "1899-12-31", "3000-01-01",
     "2026-03-01T", "2026/03/01", "abcdefghij"],
)  # fmt: skip
def test_what_is_no_day(day: object) -> None:
    assert day_number(day) is None


def test_a_day_has_a_number() -> None:
    assert day_number("2026-03-02") == facts.date(2026, 3, 2).toordinal()


def test_categories_are_carried_to_a_later_version() -> None:
    succession = Succession(1, {"old": "new", "gone": None}, text("note"))
    kept = Report(1, {"fever": True})
    found = carried(
        [
            CategorySet(1, "old", "cdc"),
            CategorySet(1, "gone", "cdc"),
            CategorySet(1, "same", "cdc"),
            CategoryLifted(2, "old", "cdc", "negative"),
            CategoryLifted(2, "gone", "cdc"),
            kept,
        ],
        succession,
    )
    assert found == [
        CategorySet(1, "new", "cdc"),
        CategorySet(1, "same", "cdc"),
        CategoryLifted(2, "new", "cdc", "negative"),
        kept,
    ]
