"""Durations as programme files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.issuer.programme.durations import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("6h10m", 22200), ("7d", 604800), ("1d1h1m1s", 90061)],
)
def test_durations_are_read(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "0s", "0d0h", "7", "d", "-1d", "1.5h", "1h 5m", "5m1h", "1h1h", "1w", "1D", "１d", "7d\n",
     "9999999d"],
)  # fmt: skip
def test_what_is_no_duration_is_refused(text: str) -> None:
    assert parse_duration(text) is None


@given(st.integers(1, 10**9))
def test_what_is_written_is_read(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


def test_the_shortest_text_is_written() -> None:
    assert format_duration(22200) == "6h10m"
    assert format_duration(86400) == "1d"
