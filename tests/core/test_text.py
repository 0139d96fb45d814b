"""What stands in a QR code, spec section 1."""

from collections.abc import Callable

import pytest
from base45 import b45encode
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge

from gates import code_refused
from huepass.core import (
    challenge_from_text,
    challenge_to_text,
    from_text,
    strip_line_end,
    to_text,
)
from huepass.core.text import looks_like
from huepass.errors import CodeRefused


def of_size(size: int) -> str:
    """The text of so many bytes."""
    return forge.text(bytes(size))


@given(st.binary(max_size=320))
def test_codes_round_trip(code: bytes) -> None:
    assert to_text(code) == "HP1:" + b45encode(code).decode()
    assert from_text(to_text(code)) == code


@given(st.binary(min_size=8, max_size=32))
def test_challenges_round_trip(challenge: bytes) -> None:
    assert challenge_to_text(challenge) == "HPC1:" + b45encode(challenge).decode()
    assert challenge_from_text(challenge_to_text(challenge)) == challenge


def test_320_bytes_are_accepted() -> None:
    assert from_text(of_size(320)) == bytes(320)


def test_321_bytes_are_too_large() -> None:
    with code_refused("too_large", "320 bytes"):
        from_text(of_size(321))


@pytest.mark.parametrize("read", [from_text, challenge_from_text])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_512_characters_are_looked_at_and_513_are_too_large(
    read: Callable[[str], bytes], end: str
) -> None:
    with code_refused("not_ours"):
        read("x" * 512 + end)
    with code_refused("too_large", "512 characters"):
        read("x" * 513 + end)


def test_the_length_in_characters_comes_before_everything_else() -> None:
    with code_refused("too_large", "characters"):
        from_text("HP1:" + "," * 509)


def test_the_length_in_bytes_comes_after_the_base45() -> None:
    with code_refused("bad_base45"):
        from_text(of_size(321)[:-1] + ",")


@pytest.mark.parametrize("end", ["", "\r", "\n", "\r\n"])
def test_one_line_end_is_taken_off(end: str) -> None:
    assert strip_line_end("A" + end) == "A"
    assert from_text("HP1:BB8" + end) == b"AB"
    assert challenge_from_text(challenge_to_text(bytes(8)) + end) == bytes(8)


@pytest.mark.parametrize(
    "end", ["\n\r", "\n\n", "\r\r", "\r\n\r\n", "\r\r\n", "\n\r\n", "\t", "\v"]
)
def test_nothing_else_is_taken_off(end: str) -> None:
    assert strip_line_end("A" + end) != "A"
    with code_refused("bad_base45"):
        from_text("HP1:BB8" + end)


@pytest.mark.parametrize(
    ("text", "left"),
    [("", ""), ("\n", ""), ("\r", ""), ("\r\n", ""), ("\n\r", "\n"), ("\nA", "\nA")],
)
def test_line_ends_of_short_texts(text: str, left: str) -> None:
    assert strip_line_end(text) == left


@pytest.mark.parametrize(
    "text", ["", "HP1", "HP1;BB8", " HP1:BB8", "hp1:BB8", "Hp1:BB8", "HP2:BB8"]
)
def test_another_prefix_is_not_ours(text: str) -> None:
    with code_refused("not_ours"):
        from_text(text)


@pytest.mark.parametrize(
    "text", ["", "HPC1", "HP1:" + "0" * 12, "hpc1:" + "0" * 12, " HPC1:" + "0" * 12]
)
def test_another_prefix_is_no_challenge(text: str) -> None:
    with code_refused("not_ours"):
        challenge_from_text(text)


def test_a_challenge_is_not_a_code() -> None:
    with code_refused("not_ours", "challenge"):
        from_text(challenge_to_text(bytes(16)))


def test_a_code_in_bad_base45_is_refused() -> None:
    with code_refused("bad_base45", "above 65535"):
        from_text("HP1::::")


def test_a_challenge_in_bad_base45_is_refused() -> None:
    with code_refused("bad_base45", "above 65535"):
        challenge_from_text("HPC1::::")


@pytest.mark.parametrize("size", [0, 7, 33])
def test_a_challenge_of_another_length_is_refused(size: int) -> None:
    with code_refused("bad_structure", "8 to 32"):
        challenge_from_text(challenge_to_text(bytes(size)))


@pytest.mark.parametrize("size", [8, 32])
def test_the_shortest_and_the_longest_challenge_are_read(size: int) -> None:
    assert challenge_from_text(challenge_to_text(bytes(size))) == bytes(size)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "an empty code"),
        ("hp1:BB8", "wrong case"),
        ("HPC1:BB8", "challenge"),
        ("hpc1:BB8", "challenge"),
        ("HPE1:BB8", "a certificate"),
        ("HPP1:BB8", "a collection point's code"),
        ("HPO1:BB8", "an organisation's code"),
        ("HPS1:BB8", "a staff member's code"),
        ("HPR1:BB8", "a code for a temperature reading"),
        ("HP2:BB8", "another version"),
        ("HC1:6BF", "EU Digital COVID Certificate"),
        ("shc:/567", "SMART Health Card"),
        ("NL2:", "CoronaCheck"),
        ("openid-credential-offer://?x", "an offer"),
        ("https://example.org", "web address"),
        ("http://example.org", "web address"),
        ("WIFI:S:x", "wireless"),
        ("BEGIN:VCARD\nN:x", "visiting card"),
        ("MECARD:N:x", "visiting card"),
        ("wxp://f2f", "payment"),
        ("something", "something else"),
        ("\u00df\ud800", "something else"),
    ],
)
def test_what_a_foreign_code_looks_like(text: str, what: str) -> None:
    assert what in looks_like(text)
    with code_refused("not_ours", what):
        from_text(text)


def test_what_it_looks_like_never_quotes_it() -> None:
    with pytest.raises(CodeRefused) as caught:
        from_text("https://example.org/?name=Zhang")
    assert "Zhang" not in str(caught.value)
    assert "example" not in str(caught.value)
