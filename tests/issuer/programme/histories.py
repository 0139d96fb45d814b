"""Random histories of a person, at full hours, for the sample programme."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from huepass.core import Colour
from huepass.issuer.programme.facts import (
    Application,
    CategoryLifted,
    CategorySet,
    Decision,
    Evidence,
    Fact,
    Reading,
    Report,
    RiskChange,
)
from huepass.issuer.programme.model import Channel
from issuer.programme.sample import DAY, HOUR, at

START = at("03-01 00:00")
SPAN = 24 * 16  # hours
END = START + SPAN * HOUR

moments = st.integers(0, SPAN).map(lambda hour: START + hour * HOUR)
days = st.integers(-16, 16).map(lambda day: (date(2026, 3, 1) + timedelta(day)).isoformat())
regions = st.sampled_from(["plain", "lake", "hill"])
often = st.sampled_from([False, False, False, True])
categories = st.sampled_from(["case", "contact"])
authorities = st.sampled_from(["cdc", "town"])

answers = st.fixed_dictionaries(
    {},
    optional={
        "fever": often,
        "place": st.sampled_from(["", "a", "b"]),
        "note": st.sampled_from(["", "x"]),
        "contact_day": days,
        "where": st.lists(st.tuples(regions, days), max_size=2).map(tuple),
    },
)
reports = st.builds(Report, at=moments, answers=answers)


@st.composite
def _evidence(draw: Any) -> Evidence:
    begins = draw(moments)
    return Evidence(draw(moments), "worker", begins, begins + draw(st.integers(1, 90)) * HOUR)


@st.composite
def _diaries(draw: Any) -> list[Fact]:
    """A report on each of several days, as conversions need them; sometimes two a day.

    Often the person is in a category on some of these days.
    """
    first, hour = draw(st.integers(0, 10)), draw(st.integers(0, 23))
    found: list[Fact] = []
    if draw(st.booleans()):
        begins = START + first * DAY + draw(st.integers(0, 23)) * HOUR
        ends = begins + draw(st.integers(1, 100)) * HOUR
        name = draw(categories)
        found += [CategorySet(begins, name, "cdc"), CategoryLifted(ends, name, "cdc")]
    for day in range(first, first + draw(st.integers(2, 7))):
        for late in draw(st.sampled_from([[0], [0], [0], [0, 3], []])):
            time = START + day * DAY + min(hour + late, 23) * HOUR
            found.append(Report(time, {"fever": draw(st.integers(0, 9)) == 0}))
    return found


single = st.one_of(
    st.builds(
        Application, moments, st.just("self"), st.just(Channel.ONLINE), st.just("card"), often
    ),
    reports,
    reports,
    st.builds(CategorySet, moments, categories, authorities),
    st.builds(CategoryLifted, moments, categories, authorities),
    _evidence(),
    st.builds(Reading, moments, st.sampled_from([36.5, 37.3, 38.0])),
    st.builds(Decision, moments, st.sampled_from([Colour.RED, Colour.GREEN]), st.just("said so")),
)


@st.composite
def _conversions(draw: Any) -> list[Fact]:
    """Somebody who reports nearly every day for a week, at times in a category or with a fever."""
    found: list[Fact] = [APPLIED]
    hour = st.integers(0, 23)
    usual = draw(hour)
    for day in range(8):
        for late in draw(st.sampled_from([[0]] * 8 + [[], [2]])):
            fever = draw(st.sampled_from([False] * 9 + [True]))
            time = START + day * DAY + min(usual + late, 23) * HOUR
            found.append(Report(time, {"fever": fever or day == 0}))
    for _ in range(draw(st.integers(0, 2))):
        begins = START + draw(st.integers(0, 3)) * DAY + draw(hour) * HOUR
        ends = begins + draw(st.integers(1, 4 * 24)) * HOUR
        name = draw(categories)
        found += [CategorySet(begins, name, "cdc"), CategoryLifted(ends, name, "cdc")]
    return found


APPLIED = Application(START, "self", Channel.ONLINE, "card", False)
histories = st.builds(
    lambda more, diary: [APPLIED, *more, *diary],
    st.lists(single, max_size=6),
    st.one_of(st.just([]), _diaries()),
)
conversions = _conversions()
risk_changes = st.lists(
    st.builds(RiskChange, moments, regions, st.sampled_from(["low", "medium", "high"])), max_size=3
)
