"""Numbers of persons and passes: random, readable, forgiving."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.issuer.domain.numbers import normalized, number_from


def test_ten_bytes_become_four_groups() -> None:
    assert number_from(bytes(10)) == "0000-0000-0000-0000"
    assert number_from(b"\xff" * 10) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert number_from(bytes(9) + b"\x01") == "0000-0000-0000-0001"
    assert number_from(b"\x08" + bytes(9)) == "1000-0000-0000-0000"


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_other_bytes_give_another_number(first: bytes, second: bytes) -> None:
    assert (number_from(first) == number_from(second)) == (first == second)


@given(st.binary(min_size=10, max_size=10))
def test_a_number_is_found_however_it_is_typed(random: bytes) -> None:
    number = number_from(random)
    for typed in (number, number.lower(), number.replace("-", ""), f" {number.replace('-', ' ')}"):
        assert normalized(typed) == number
    for right, wrong in ("0O", "1I", "1L"):
        assert normalized(number.replace(right, wrong)) == number


@pytest.mark.parametrize("text", ["", "K7QF", "U000-0000-0000-0000", "0" * 17, "0" * 15 + "零"])
def test_what_can_not_be_a_number_is_refused(text: str) -> None:
    assert normalized(text) is None
