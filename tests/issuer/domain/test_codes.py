"""Codes of collection points, organisations, collectors and those who are to be measured."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.core import base45, cbor, from_text, to_text
from huepass.errors import CodeRefused
from huepass.issuer.domain.codes import (
    MAX_NAME,
    Poster,
    StaffCode,
    poster_text,
    read_poster,
    read_staff,
    reading_hash,
    reading_text,
    staff_text,
)
from huepass.issuer.domain.numbers import number_from

HANDLE = "0123-4567-89AB-CDEF"
READERS: dict[str, Callable[[str], object]] = {
    "HPP1:": lambda text: read_poster(Poster.POINT, text, "gz"),
    "HPO1:": lambda text: read_poster(Poster.ORGANISATION, text, "gz"),
    "HPS1:": read_staff,
    "HPR1:": reading_hash,
}
RIGHT = {
    "HPP1:": poster_text(Poster.POINT, "gz", HANDLE),
    "HPO1:": poster_text(Poster.ORGANISATION, "gz", HANDLE),
    "HPS1:": staff_text(StaffCode("王芳", bytes(32))),
    "HPR1:": reading_text(bytes(16)),
}


def coded(prefix: str, value: object) -> str:
    return prefix + base45.encode(cbor.encode(value))


@given(
    st.sampled_from(Poster),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=64),
    st.binary(min_size=10, max_size=10),
)
def test_posters_round_trip(poster: Poster, issuer: str, random: bytes) -> None:
    handle = number_from(random)
    text = poster_text(poster, issuer, handle)
    assert text.startswith(poster)
    assert read_poster(poster, text, issuer) == handle
    assert read_poster(poster, text + "\r\n", issuer) == handle
    assert read_poster(poster, text, f"{issuer}x") is None


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=MAX_NAME),
    st.binary(min_size=32, max_size=32),
)
def test_staff_codes_round_trip(name: str, token_hash: bytes) -> None:
    code = StaffCode(name, token_hash)
    assert read_staff(staff_text(code)) == code


def test_the_longest_name_of_the_longest_characters_is_read() -> None:
    code = StaffCode("\U00020000" * MAX_NAME, bytes(32))
    assert read_staff(staff_text(code)) == code


@given(st.binary(min_size=16, max_size=16))
def test_reading_tokens_round_trip(token: bytes) -> None:
    text = reading_text(token)
    assert text.startswith("HPR1:")
    assert reading_hash(text) == sha256(token).digest()


@given(st.text(max_size=80))
def test_what_is_no_code_is_nothing_and_no_failure(text: str) -> None:
    for read in READERS.values():
        assert read(text) is None


@given(
    st.binary(max_size=64) | st.lists(st.text() | st.binary() | st.integers(0, 9)).map(cbor.encode)
)
def test_whatever_is_read_has_no_other_spelling(data: bytes) -> None:
    for prefix, read in READERS.items():
        found = read(prefix + base45.encode(data))
        if isinstance(found, StaffCode):
            assert staff_text(found) == prefix + base45.encode(data)
        elif isinstance(found, str):
            assert poster_text(Poster(prefix), "gz", found) == prefix + base45.encode(data)
        else:
            assert found is None or found == sha256(data).digest()


@pytest.mark.parametrize("prefix", READERS)
def test_each_code_is_read_as_its_own_kind_only(prefix: str) -> None:
    for other, read in READERS.items():
        assert (read(RIGHT[prefix]) is not None) == (prefix == other)


@pytest.mark.parametrize("prefix", READERS)
def test_no_code_is_a_pass_and_no_pass_is_a_code(prefix: str) -> None:
    with pytest.raises(CodeRefused, match="not_ours"):
        from_text(RIGHT[prefix])
    assert READERS[prefix](to_text(bytes(16))) is None


@pytest.mark.parametrize("prefix", READERS)
@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda text: text[:-1],
        lambda text: text + "0",
        lambda text: text + " ",
        lambda text: " " + text,
        lambda text: text + "\n\n",
        lambda text: text.replace("1:", "2:", 1),
    ],
)
def test_a_changed_code_is_nothing(prefix: str, change: Callable[[str], str]) -> None:
    assert READERS[prefix](change(RIGHT[prefix])) is None


@pytest.mark.parametrize(
    "value",
    [
        [],
        ["gz"],
        [HANDLE, "gz"],
        ["sz", HANDLE],
        ["gz", HANDLE, 1],
        ["gz", HANDLE.lower()],
        ["gz", HANDLE.replace("-", "")],
        ["gz", HANDLE.encode()],
        ["gz", 1],
        {"gz": HANDLE},
        "gz",
    ],
)
@pytest.mark.parametrize("poster", Poster)
def test_a_poster_of_another_form_is_nothing(poster: Poster, value: object) -> None:
    assert read_poster(poster, coded(poster, value), "gz") is None


@pytest.mark.parametrize(
    "value",
    [
        [],
        ["li"],
        ["li", bytes(31)],
        ["li", bytes(33)],
        ["li", "x" * 32],
        [b"li", bytes(32)],
        ["li", bytes(32), 0],
        ["x" * (MAX_NAME + 1), bytes(32)],
        {"li": bytes(32)},
        1,
    ],
)
def test_a_staff_code_of_another_form_is_nothing(value: object) -> None:
    assert read_staff(coded("HPS1:", value)) is None


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_reading_token_of_another_length_is_nothing(size: int) -> None:
    assert reading_hash(reading_text(bytes(size))) is None
