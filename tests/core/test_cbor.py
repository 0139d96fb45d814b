"""Deterministic CBOR, spec section 1."""

from io import BytesIO
from typing import Any

import cbor2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from spec.testkit.rawcbor import (
    ARRAY,
    BYTES,
    HALF,
    MAP,
    NULL,
    TAG,
    TEXT,
    TRUE,
    UNSIGNED,
    Raw,
    dump,
    endless,
    head,
    pairs,
    tagged,
    wide,
    wide_string,
)

from gates import misused, refused
from huepass.core import Colour, cbor
from huepass.errors import HuepassError

LIMIT = 2**53
INTEGERS = st.integers(1 - LIMIT, LIMIT - 1)
SCALARS = INTEGERS | st.binary(max_size=30) | st.text(max_size=30)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(SCALARS, inner, max_size=5),
    max_leaves=12,
)


def depth(value: Any) -> int:
    """How many arrays and maps there are in each other."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def nested(kind: str, levels: int) -> bytes:
    """So many arrays or maps in each other, around a number."""
    around = {"arrays": b"\x81", "maps": b"\xa1\x00", "keys": b"\xa1"}[kind]
    return around * levels + b"\0" + (b"\0" * levels if kind == "keys" else b"")


@given(VALUES)
def test_round_trip_and_both_opinions_on_the_bytes(value: Any) -> None:
    assume(depth(value) <= 8)
    encoded = cbor.encode(value)
    assert encoded == dump(value)
    assert cbor2.loads(encoded) == value
    decoded = cbor.decode(encoded)
    assert decoded == value
    assert dump(decoded) == encoded  # types included: 1 == True


@given(VALUES, st.data())
def test_decode_accepts_only_its_own_encoding(value: Any, data: st.DataObject) -> None:
    mutated = bytearray(dump(value))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(mutated) - 1))
        mutated[place] = data.draw(st.integers(0, 255))
    _accepted_only_as_encoded(bytes(mutated))


@given(st.binary(max_size=12))
def test_decode_accepts_no_other_bytes_either(data: bytes) -> None:
    _accepted_only_as_encoded(data)


def _accepted_only_as_encoded(data: bytes) -> None:
    try:
        decoded = cbor.decode(data)
    except HuepassError as error:
        assert error.reason == "bad_cbor"
    else:
        assert dump(_spelled(decoded)) == data


def _spelled(value: Any) -> Any:
    """A decoded value with composite keys in a form that can be written."""
    if isinstance(value, list):
        return [_spelled(entry) for entry in value]
    if isinstance(value, dict):
        return {
            Raw(key.encoded) if isinstance(key, cbor.CompositeKey) else key: _spelled(entry)
            for key, entry in value.items()
        }
    return value


@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("18ff", 255),
        ("190100", 256),
        ("19ffff", 65535),
        ("1a00010000", 65536),
        ("1affffffff", 2**32 - 1),
        ("1b0000000100000000", 2**32),
        ("1b001fffffffffffff", LIMIT - 1),
        ("20", -1),
        ("37", -24),
        ("3818", -25),
        ("3b001ffffffffffffe", 1 - LIMIT),
        ("40", b""),
        ("4102", b"\x02"),
        ("60", ""),
        ("62c3bc", "ü"),
        ("64f0908591", "\U00010151"),
        ("80", []),
        ("8100", [0]),
        ("a0", {}),
        ("8301a10220410a", [1, {2: -1}, b"\n"]),
    ],
)
def test_examples(encoded: str, value: Any) -> None:
    data = bytes.fromhex(encoded)
    assert cbor.decode(data) == value
    assert cbor.encode(value) == data


REFUSED = {
    "nothing": b"",
    "23_in_two_bytes": wide(23, 1),
    "255_in_three_bytes": wide(255, 2),
    "65535_in_five_bytes": wide(65535, 4),
    "2_to_32_less_1_in_nine_bytes": wide(2**32 - 1, 8),
    "a_negative_number_in_two_bytes": wide(-24, 1),
    "2_to_53": dump(LIMIT),
    "minus_2_to_53": dump(-LIMIT),
    "minus_2_to_53_less_1": dump(-LIMIT - 1),
    "2_to_64_less_1": dump(2**64 - 1),
    "a_number_cut_in_its_head": b"\x19\x01",
    "a_long_length_of_a_byte_string": wide_string(b"ab", 1),
    "a_long_length_of_a_text": wide_string("ab", 4),
    "a_long_length_of_an_array": head(ARRAY, 1, 1) + b"\0",
    "a_long_length_of_a_map": head(MAP, 0, 2),
    "a_byte_string_cut_short": b"\x42\0",
    "a_text_cut_short": b"\x62a",
    "an_array_cut_short": b"\x82\0",
    "a_map_cut_short": b"\xa1\0",
    "an_array_of_2_to_53_less_1": head(ARRAY, LIMIT - 1),
    "an_endless_byte_string": endless(BYTES, b"a"),
    "an_endless_text": endless(TEXT, "a"),
    "an_endless_array": endless(ARRAY, 0),
    "an_endless_map": endless(MAP, 0, 0),
    "a_reserved_length_28": b"\x1c",
    "a_reserved_length_29": b"\x1d" + bytes(32),
    "a_reserved_length_30": b"\x5e",
    "a_tag": tagged(1, 0),
    "a_tag_of_one_byte_more": tagged(61, {}),
    "a_bignum": tagged(2, b"\1"),
    "a_tag_before_what_would_be_a_pair": b"\xc1\0\0",
    "a_simple_value_without_a_name": b"\xe0",
    "false": b"\xf4",
    "true": TRUE,
    "null": NULL,
    "undefined": b"\xf7",
    "a_simple_value": b"\xf8\x63",
    "a_half_float": HALF,
    "a_float": b"\xfa\x3f\x80\0\0",
    "a_double": b"\xfb\x3f\xf0" + bytes(6),
    "a_break": b"\xff",
    "text_that_is_not_utf_8": b"\x61\xff",
    "text_with_a_surrogate": b"\x63\xed\xa0\x80",
    "text_with_an_overlong_form": b"\x62\xc0\x80",
    "keys_out_of_order": pairs((2, 0), (1, 0)),
    "the_same_key_twice": pairs((1, 0), (1, 0)),
    "the_same_composite_key_twice": pairs(([1], 0), ([1], 0)),
    "composite_keys_out_of_order": pairs(([2], 0), ([1], 0)),
    "a_byte_after_the_object": b"\0\0",
    "a_fault_inside_an_array": [wide(0, 1)],
    "a_fault_inside_a_map_key": {Raw(b"\x18\0"): 0},
    "a_fault_inside_a_map_value": {0: wide(0, 1)},
    "nine_arrays_in_each_other": nested("arrays", 9),
    "nine_maps_in_each_other": nested("maps", 9),
    "nine_maps_as_keys_of_each_other": nested("keys", 9),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_decode_refuses(data: Any) -> None:
    with refused("bad_cbor"):
        cbor.decode(data if isinstance(data, bytes) else dump(data))


def test_a_map_key_is_ordered_by_its_bytes_not_by_its_length() -> None:
    right = pairs((100, 0), (-1, 0)).encoded  # 1864 before 20
    assert cbor.decode(right) == {100: 0, -1: 0}
    assert cbor.encode({-1: 0, 100: 0}) == right
    with refused("bad_cbor", "out of order"):
        cbor.decode(pairs((-1, 0), (100, 0)).encoded)


@pytest.mark.parametrize("kind", ["arrays", "maps", "keys"])
def test_eight_levels_are_accepted_and_nine_are_not(kind: str) -> None:
    assert cbor.decode(nested(kind, 8))
    with refused("bad_cbor", "in each other"):
        cbor.decode(nested(kind, 9))


def test_an_object_has_at_most_2_to_20_entries_together() -> None:
    def inside(count: int) -> bytes:
        return b"\x81" + head(ARRAY, count) + bytes(count)

    assert cbor.decode(inside((1 << 20) - 1)) == [[0] * ((1 << 20) - 1)]
    with refused("bad_cbor", "entries"):
        cbor.decode(inside(1 << 20))
    for major in (ARRAY, MAP):
        with refused("bad_cbor", "cut short"):
            cbor.decode(head(major, 1 << 20))
        with refused("bad_cbor", "entries"):
            cbor.decode(head(major, (1 << 20) + 1))


def test_equal_composite_keys_are_equal_and_are_no_integers_of_later_versions() -> None:
    value = cbor.decode(pairs(([1], 0), ({}, 1)).encoded)
    assert value == {cbor.CompositeKey(b"\x81\1"): 0, cbor.CompositeKey(b"\xa0"): 1}
    assert hash(cbor.CompositeKey(b"\xa0")) == hash(cbor.CompositeKey(b"\xa0"))


def test_an_array_in_a_map_in_an_array_counts_as_three() -> None:
    inner = nested("arrays", 6)
    assert cbor.decode(b"\x81\xa1\0" + inner)
    with refused("bad_cbor"):
        cbor.decode(b"\x81\xa1\0\x81" + inner)


UNENCODABLE = {
    "true": True,
    "a_boolean_in_a_list": [False],
    "a_boolean_as_a_key": {True: 0},
    "a_float": 1.0,
    "none": None,
    "2_to_53": LIMIT,
    "minus_2_to_53": -LIMIT,
    "2_to_53_as_a_key": {LIMIT: 0},
    "a_tuple_as_a_key": {(1,): 0},
    "a_lone_surrogate": "\ud800",
    "a_lone_surrogate_as_a_key": {"\ud800": 0},
    "an_object": object(),
    "a_set": {1},
    "nine_lists_in_each_other": [[[[[[[[[]]]]]]]]],
    "nine_maps_in_each_other": {0: {0: {0: {0: {0: {0: {0: {0: {}}}}}}}}},
}


@pytest.mark.parametrize("value", UNENCODABLE.values(), ids=UNENCODABLE)
def test_encode_refuses(value: Any) -> None:
    with misused():
        cbor.encode(value)


@pytest.mark.parametrize(
    "value",
    [LIMIT - 1, 1 - LIMIT, [[[[[[[[0]]]]]]]], {0: {0: {0: {0: {0: {0: {0: {"a": b""}}}}}}}}],
    ids=["most", "least", "eight_lists", "eight_maps"],
)
def test_encode_accepts_the_last_that_is_allowed(value: Any) -> None:
    assert cbor.decode(cbor.encode(value)) == value


def test_encode_writes_enumerations_as_numbers_and_tuples_as_arrays() -> None:
    assert cbor.encode({Colour.RED: (Colour.BLUE,)}) == bytes.fromhex("a1038104")


# end_of_item


def loose_heads(major: int, arguments: st.SearchStrategy[int]) -> st.SearchStrategy[bytes]:
    """Heads with arguments longer than they need to be."""
    return st.tuples(arguments, st.sampled_from([1, 2, 4, 8])).map(
        lambda both: head(major, both[0], both[1])
    )


def _container(major: int, factor: int) -> Any:
    def around(parts: list[bytes]) -> st.SearchStrategy[bytes]:
        count = len(parts) // factor
        body = b"".join(parts[: count * factor])
        return st.sampled_from(
            [
                head(major, count) + body,
                head(major, count, 4) + body,
                bytes([major << 5 | 31]) + body + b"\xff",
            ]
        )

    return around


LOOSE_STRING = st.sampled_from([BYTES, TEXT]).flatmap(
    lambda major: st.lists(st.binary(max_size=3).map(bytes.hex).map(str.encode), max_size=3).map(
        lambda chunks: (
            bytes([major << 5 | 31])
            + b"".join(head(major, len(chunk)) + chunk for chunk in chunks)
            + b"\xff"
        )
    )
)
LOOSE_SCALAR = (
    SCALARS.map(dump)
    | loose_heads(UNSIGNED, st.integers(0, 255))
    | LOOSE_STRING
    | st.sampled_from([b"\xf4", b"\xf6", b"\xf8\x20", b"\xf9\0\0", b"\xfa" + bytes(4)])
    | st.just(b"\xfb" + bytes(8))
)
WELL_FORMED = st.recursive(
    LOOSE_SCALAR,
    lambda inner: (
        st.lists(inner, max_size=4).flatmap(_container(ARRAY, 1))
        | st.lists(inner, max_size=6).flatmap(_container(MAP, 2))
        | inner.map(lambda item: head(TAG, 4000) + item)
    ),
    max_leaves=10,
)


@given(WELL_FORMED, st.binary(max_size=3), st.binary(max_size=3))
def test_end_of_item_finds_the_end_of_whatever_is_well_formed(
    item: bytes, before: bytes, behind: bytes
) -> None:
    data = before + item + behind
    assert cbor.end_of_item(data, len(before)) == len(before) + len(item)
    stream = BytesIO(item + behind)
    cbor2.CBORDecoder(stream, read_size=1).decode()
    assert stream.tell() == len(item)


@given(WELL_FORMED, st.data())
def test_end_of_item_refuses_whatever_is_cut_short(item: bytes, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(item) - 1))
    with refused("bad_cbor"):
        cbor.end_of_item(item[:end], 0)


@given(st.binary(max_size=10))
def test_end_of_item_raises_nothing_else(data: bytes) -> None:
    try:
        assert 0 < cbor.end_of_item(data, 0) <= len(data)
    except HuepassError as error:
        assert error.reason == "bad_cbor"


@pytest.mark.parametrize(
    "encoded",
    [
        "1800",
        "5f41004100ff",
        "5fff",
        "7f61ff60ff",
        "9f00ff",
        "bf0000ff",
        "bfff",
        "9f9f9fffffff",
        "bf9f00ff9f00ffff",
        "829f00ff00",
        "a29f00ff000000",
        "bf8200009fffff",
        "9f820000ff",
        "9fa10000ff",
        "c100",
        "c1c1a0",
        "9fc100ff",
        "e0",
        "f0",
        "f820",
        "f8ff",
        "f90000",
        "fa00000000",
        "fb0000000000000000",
        "1bffffffffffffffff",
        "dbffffffffffffffff00",
        "bf00c100ff",
    ],
)
def test_well_formed(encoded: str) -> None:
    data = bytes.fromhex(encoded)
    assert cbor.end_of_item(data, 0) == len(data)
    assert cbor.end_of_item(data + b"\xff", 0) == len(data)
    with refused("bad_cbor"):
        cbor.end_of_item(data[:-1], 0)


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "ff",
        "1c",
        "3d00",
        "5e00",
        "1f",
        "3f00",
        "df00",
        "f800",
        "f81f",
        "f818",
        "9f",
        "9f00",
        "bf00ff",
        "bf000000ff",
        "bf9fff9fff00ff",
        "bf00bf00ffff",
        "81ff",
        "a100ff",
        "c1ff",
        "5f00ff",
        "5f6100ff",
        "7f4100ff",
        "5f5fffff",
        "5f41",
        "5f4100",
        "5f",
        "42ff",
        "1900",
        "9bffffffffffffffff",
        "bb7fffffffffffffff",
        "82",
        "a200",
        "9f81ffff",
    ],
)
def test_not_well_formed(encoded: str) -> None:
    with refused("bad_cbor"):
        cbor.end_of_item(bytes.fromhex(encoded), 0)


@pytest.mark.parametrize("opening", [b"\x81", b"\x9f", b"\xc1", b"\xa1\0", b"\xbf\0"])
def test_end_of_item_has_no_limit_of_depth(opening: bytes) -> None:
    levels = 30_000
    endless = opening[0] & 31 == 31
    data = opening * levels + b"\0" + b"\xff" * (levels if endless else 0)
    assert cbor.end_of_item(data, 0) == len(data)
    with refused("bad_cbor"):
        cbor.end_of_item(data[:-1], 0)


def test_end_of_item_does_not_start_on_what_cannot_be_there() -> None:
    """A hundred thousand arrays, each said to have more entries than there are bytes."""
    data = (head(ARRAY, 2**32 - 1) + b"\0") * 100_000
    with refused("bad_cbor", "cut short"):
        cbor.end_of_item(data, 0)
