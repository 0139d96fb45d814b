"""Base45, spec section 1 and RFC 9285."""

import base45 as second_opinion
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates import refused
from huepass.core import base45
from huepass.errors import HuepassError


@given(st.binary(max_size=700))
def test_round_trip_and_both_opinions_on_the_text(data: bytes) -> None:
    text = base45.encode(data)
    assert text.encode() == second_opinion.b45encode(data)
    assert base45.decode(text) == data


@given(st.text(base45.ALPHABET, max_size=12))
def test_both_opinions_on_any_text_of_the_alphabet(text: str) -> None:
    try:
        expected = second_opinion.b45decode(text)
    except ValueError:
        with refused("bad_base45"):
            base45.decode(text)
    else:
        assert base45.decode(text) == expected
        assert base45.encode(expected) == text  # one text for each value


@given(st.text(max_size=6))
def test_whatever_is_read_is_what_would_be_written(text: str) -> None:
    try:
        data = base45.decode(text)
    except HuepassError as error:
        assert error.reason == "bad_base45"
    else:
        assert base45.encode(data) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"\0", "00"),
        (b"\xff", "U5"),
        (b"\xff\xff", "FGW"),
        (b"\xff\xff\xff", "FGWU5"),
        (b"\0\0\0", "00000"),
    ],
)
def test_examples(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("lanes", [1, 170, 171, 172, 173, 500])
def test_texts_of_every_length(lanes: int) -> None:
    """Around the longest text for which there is a table."""
    for data in (b"\xff\xff" * lanes, bytes(range(256)) * lanes, b"\x01" * (2 * lanes + 1)):
        assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0", "too many or too few"),
        ("0000", "too many or too few"),
        ("GGW", "above 65535"),
        (":::", "above 65535"),
        ("000GGW", "above 65535"),
        ("GGW000", "above 65535"),
        ("V5", "above 255"),
        ("::", "above 255"),
        ("000V5", "above 255"),
        ("BB8a", "character"),
        ("bb8", "character"),
        ("BB,", "character"),
        ("BB\n", "character"),
        ("BB\x00", "character"),
        ("BB\x7f", "character"),
        ("BBé", "character"),
        ("BB\u0130", "character"),
        ("BB\uff18", "character"),
        ("BB\ud800", "character"),
    ],
)
def test_decode_refuses(text: str, why: str) -> None:
    with refused("bad_base45", why):
        base45.decode(text)
