"""Diagnostic notation, RFC 8949 section 8."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge

from gates import refused
from huepass.core import describe
from huepass.errors import HuepassError


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        # RFC 8949, appendix A
        ("00", "0"),
        ("1bffffffffffffffff", "18446744073709551615"),
        ("3bffffffffffffffff", "-18446744073709551616"),
        ("29", "-10"),
        ("f90000", "0.0"),
        ("f98000", "-0.0"),
        ("fb3ff199999999999a", "1.1"),
        ("f93e00", "1.5"),
        ("fa47c35000", "100000.0"),
        ("f97c00", "Infinity"),
        ("f97e00", "NaN"),
        ("f9fc00", "-Infinity"),
        ("fa7fc00000", "NaN"),
        ("fbfff0000000000000", "-Infinity"),
        ("f4", "false"),
        ("f5", "true"),
        ("f6", "null"),
        ("f7", "undefined"),
        ("f0", "simple(16)"),
        ("f8ff", "simple(255)"),
        ("c11a514b67b0", "1(1363896240)"),
        ("d74401020304", "23(h'01020304')"),
        ("40", "h''"),
        ("4401020304", "h'01020304'"),
        ("60", '""'),
        ("62225c", '"\\"\\\\"'),
        ("62c3bc", '"ü"'),
        ("63e6b0b4", '"水"'),
        ("80", "[]"),
        ("83010203", "[1, 2, 3]"),
        ("8301820203820405", "[1, [2, 3], [4, 5]]"),
        ("a0", "{}"),
        ("a201020304", "{1: 2, 3: 4}"),
        ("a26161016162820203", '{"a": 1, "b": [2, 3]}'),
        ("5f42010243030405ff", "(_ h'0102', h'030405')"),
        ("7f657374726561646d696e67ff", '(_ "strea", "ming")'),
        ("9fff", "[_ ]"),
        ("9f018202039f0405ffff", "[_ 1, [2, 3], [_ 4, 5]]"),
        ("bf61610161629f0203ffff", '{_ "a": 1, "b": [_ 2, 3]}'),
        # Section 8.1: an endless string of no chunks, which must say its kind
        ("5fff", "''_"),
        ("7fff", '""_'),
        # Byte strings that hold an array or a map themselves
        ("43820102", "<<[1, 2]>>"),
        ("41a0", "<<{}>>"),
        ("4482010241", "h'82010241'"),
        ("4100", "h'00'"),
        ("4180", "<<[]>>"),
        ("4181", "h'81'"),
        ("45824180a041", "h'824180a041'"),
        ("44824180a0", "<<[<<[]>>, {}]>>"),
        # Not deterministic, and shown all the same
        ("1800", "0"),
        ("a20000" + "0000", "{0: 0, 0: 0}"),
        ("61ff", '"\ufffd"'),
        ("6101", '"\\u0001"'),
    ],
)
def test_examples(encoded: str, text: str) -> None:
    assert describe(bytes.fromhex(encoded)) == text


def test_several_items_one_after_the_other() -> None:
    assert describe(b"\0\x81\1\xa0") == "0\n[1]\n{}"


def test_what_is_long_takes_several_lines() -> None:
    numbers = [10**9 + place for place in range(8)]
    inner = {1: numbers, 2: [3]}
    lines = ",\n    ".join(map(str, numbers))
    assert describe(forge.dump(inner)) == f"{{\n  1: [\n    {lines}\n  ],\n  2: [3]\n}}"


@pytest.mark.parametrize(("size", "lines"), [(79, 1), (80, 3)])
def test_where_a_line_is_broken(size: int, lines: int) -> None:
    shown = describe(forge.dump(["x" * (size - 2)]))
    assert len(shown.split("\n")) == lines


def test_a_line_further_in_is_shorter() -> None:
    deep = [["y" * 70, "y" * 70], ["x" * 73]]
    assert describe(forge.dump(deep)).split("\n")[-3:-1] != []
    assert max(map(len, describe(forge.dump(deep)).split("\n"))) <= 80


def test_a_paper_pass() -> None:
    shown = describe(forge.dump(forge.paper()))
    kid = forge.kid("paper").hex()
    assert f"<<{{1: -19, 4: h'{kid}'}}>>,\n  {{}},\n" in shown
    assert f"<<{{4: {forge.PAPER_EXPIRY}, 7: h'00000007', -65537: 1}}>>" in shown


@pytest.mark.parametrize("encoded", ["", "ff", "1c", "81", "0082", "5f00ff", "bf00ff", "f818"])
def test_what_is_not_well_formed(encoded: str) -> None:
    with refused("bad_cbor"):
        describe(bytes.fromhex(encoded))


@pytest.mark.parametrize("opening", [b"\x81", b"\xc1", b"\xa1\0", b"\x9f"])
def test_nesting_of_64_and_no_more(opening: bytes) -> None:
    def nested(levels: int) -> bytes:
        return opening * levels + b"\0" + (b"\xff" * levels if opening == b"\x9f" else b"")

    assert describe(nested(64))
    with refused("bad_cbor", "64"):
        describe(nested(65))
    with refused("bad_cbor", "64"):
        describe(nested(5000))


def test_a_byte_string_that_is_too_deep_inside_is_shown_as_bytes() -> None:
    inner = b"\x81" * 70 + b"\0"
    assert describe(forge.dump(inner)) == f"h'{inner.hex()}'"


def test_byte_strings_within_each_other_stay_quick() -> None:
    data = b"\0"
    for _ in range(60):
        data = forge.dump([data])
    assert describe(data).count("<<") == 59


@given(st.binary(max_size=30) | st.binary(max_size=9).map(lambda tail: b"\x9f" + tail + b"\xff"))
def test_it_never_raises_anything_else(data: bytes) -> None:
    try:
        assert describe(data)
    except HuepassError as error:
        assert error.reason == "bad_cbor"


@given(st.sampled_from([forge.dump(forge.live()), forge.root(), forge.trust_list()]), st.data())
def test_nor_does_it_for_mutated_objects(document: bytes, data: st.DataObject) -> None:
    mutated = bytearray(document)
    mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert describe(bytes(mutated))
    except HuepassError as error:
        assert error.reason == "bad_cbor"


def test_text_can_neither_turn_the_line_around_nor_move_the_cursor() -> None:
    text = "\u5e7f\u202e\x9b2J\U0001f600"
    shown = describe(cbor2.dumps(text))
    assert shown == '"\u5e7f\\u202e\\u009b2J\U0001f600"'
    assert shown.isprintable()
