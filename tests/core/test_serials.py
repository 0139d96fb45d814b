"""Rice-coded sets of serials, spec section 5."""

import tracemalloc
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge

from gates import document_refused, misused
from huepass.core.serials import SerialList, encode_serials, rice_parameter
from huepass.errors import DocumentRefused

# Serial spaces and how many serials: kept as a bitmap from unary data, as a bitmap, as an array.
DENSE = st.tuples(st.just(8), st.integers(150, 256))
MIDDLING = st.tuples(st.sampled_from([8, 10]), st.integers(33, 60))
SPARSE = st.tuples(st.sampled_from([8, 16, 26, 32]), st.integers(1, 8))


@st.composite
def sets_of_serials(draw: st.DrawFn) -> tuple[int, list[int]]:
    """A serial space and strictly increasing serials in it."""
    bits, count = draw(DENSE | MIDDLING | SPARSE)
    count = min(count, 1 << bits)
    if bits <= 10:
        order = draw(st.randoms(use_true_random=False)).sample(range(1 << bits), count)
        return bits, sorted(order)
    serials = st.integers(0, (1 << bits) - 1)
    return bits, sorted(draw(st.sets(serials, min_size=1, max_size=count)))


def coded(serials: list[int], bits: int, k: int | None = None) -> tuple[int, int, int, bytes]:
    """What stands in a list for these serials, by the tests' own coder."""
    k = forge.parameter(bits, len(serials)) if k is None else k
    return bits, len(serials), k, forge.packed(forge.coded(serials, k))


@given(sets_of_serials())
def test_round_trip_and_membership(case: tuple[int, list[int]]) -> None:
    bits, serials = case
    arguments = coded(serials, bits)
    assert encode_serials(serials, bits) == arguments[-1]
    read = SerialList(*arguments)
    assert list(read) == serials
    assert read.count == len(serials)
    known = set(serials)
    near = {serial + step for serial in serials for step in (-1, 0, 1)}
    for serial in {max(serial, 0) for serial in near} | {(1 << bits) - 1}:
        assert (serial in read) == (serial in known)
    assert (1 << bits) not in read
    assert 2**32 - 1 not in read or 2**32 - 1 in known


@given(sets_of_serials(), st.data())
def test_corrupted_data_are_refused_or_another_canonical_coding(
    case: tuple[int, list[int]], data: st.DataObject
) -> None:
    bits, serials = case
    _, count, k, honest = coded(serials, bits)
    corrupted = bytearray(honest)
    for _ in range(data.draw(st.integers(1, 2))):
        match data.draw(st.sampled_from(["flip", "cut", "add"])):
            case "flip" if corrupted:
                bit = data.draw(st.integers(0, 8 * len(corrupted) - 1))
                corrupted[bit // 8] ^= 0x80 >> bit % 8
            case "cut":
                del corrupted[-1:]
            case _:
                corrupted.append(data.draw(st.sampled_from([0, 0x80, 0xFF])))
    try:
        read = SerialList(bits, count, k, bytes(corrupted))
    except DocumentRefused as error:
        assert error.reason == "bad_revocation_list"
        return
    found = list(read)
    assert len(found) == count
    assert all(low < high for low, high in pairwise(found))
    assert found[0] >= 0 and found[-1] < 1 << bits
    assert coded(found, bits)[-1] == corrupted


@given(st.integers(8, 32), st.integers(1, 2**33))
def test_the_parameter_is_the_specified_one(bits: int, count: int) -> None:
    assert rice_parameter(bits, count) == forge.parameter(bits, count)


@pytest.mark.parametrize(
    ("bits", "count", "k"),
    [
        (8, 1, 7),  # floor(256 * 77 / 160) = 123
        (8, 2, 6),  # 61
        (8, 61, 1),  # floor(4 * 77 / 160) = 1
        (8, 85, 1),  # floor(3 * 77 / 160) = 1
        (8, 86, 0),  # floor(2 * 77 / 160) = 0
        (8, 256, 0),
        (8, 257, 0),
        (20, 1000, 9),  # 504
        (32, 1, 31),
        (26, 40_000, 10),  # floor(1677 * 77 / 160) = 807
    ],
)
def test_parameters_by_hand(bits: int, count: int, k: int) -> None:
    assert rice_parameter(bits, count) == k


def test_a_coding_by_hand() -> None:
    """Of 2^8 with k = 6: 3 is 0 000011, 140 a gap of 136, 110 001000, and no padding."""
    data = bytes([0b0000011_1, 0b10001000])
    assert encode_serials([3, 140], 8) == data
    assert list(SerialList(8, 2, 6, data)) == [3, 140]


# Each case has one fault.
K20 = forge.parameter(20, 3)
THREE = [5, 1000, 2**20 - 1]
EIGHT = [1, 2, 3, 4, 5, 6, 7, 2**20 - 1]
K8 = forge.parameter(20, 8)
UNARY = list(range(0, 256, 2))  # k = 0


def _data(serials: list[int], k: int) -> bytes:
    return forge.packed(forge.coded(serials, k))


REFUSED: dict[str, tuple[tuple[int, int, int, bytes], str]] = {
    "bits_below_8": (coded([1], 7), "8 to 32 bits"),
    "bits_above_32": (coded([1], 33), "8 to 32 bits"),
    "no_bits": ((0, 1, 0, b"\0"), "8 to 32 bits"),
    "a_count_of_0": ((8, 0, 7, b""), "empty window"),
    "a_k_one_too_small": (coded(THREE, 20, K20 - 1), "Rice parameter"),
    "a_k_one_too_large": (coded(THREE, 20, K20 + 1), "Rice parameter"),
    "a_k_of_the_unary_list_that_is_1": (coded(UNARY, 8, 1), "Rice parameter"),
    "more_serials_than_data": ((20, 4, forge.parameter(20, 4), _data(THREE, K20)[:-1]), "can hold"),
    "many_more_serials_than_data": ((32, 2**30, 1, b"\0"), "can hold"),
    "more_unary_serials_than_data": ((8, 2**50, 0, b"\0"), "can hold"),
    "a_serial_outside_the_serial_space": (coded([5, 1000, 2**20], 20), "outside the serial space"),
    "a_first_serial_outside_the_serial_space": (coded([256], 8, 7), "outside the serial space"),
    "a_serial_far_outside_the_serial_space": (
        (20, 3, K20, b"\xff" * 100 + _data(THREE, K20)),
        "outside the serial space",
    ),
    "a_middling_serial_outside": (coded([*range(0, 60), 256], 8), "outside the serial space"),
    "a_unary_serial_outside_the_serial_space": (
        coded([*range(0, 254, 2), 256], 8),
        "outside the serial space",
    ),
    "an_end_within_the_ones": ((20, 1, 19, b"\xff\xff\xff"), "end within"),
    "an_end_within_the_low_bits": ((20, 8, K8, _data(EIGHT, K8)[:-1]), "end within"),
    "a_unary_end_within_a_serial": ((8, 128, 0, b"\xaa" * 30 + b"\xff" * 2), "end within"),
    "8_bits_of_padding": ((8, 1, 7, _data([3], 7) + b"\0"), "7 bits of padding"),
    "8_bits_of_unary_padding": ((8, 96, 0, bytes(13)), "7 bits of padding"),
    "a_byte_after_the_padding": ((20, 3, K20, _data(THREE, K20) + b"\0"), "7 bits of padding"),
    "ones_after_the_end": ((20, 3, K20, _data(THREE, K20) + b"\xff"), "7 bits of padding"),
    "two_bytes_after_the_padding": ((20, 3, K20, _data(THREE, K20) + b"\0\0"), "7 bits"),
    "a_unary_byte_after_the_padding": (
        (8, 128, 0, _data(UNARY, 0) + b"\0"),
        "7 bits of padding",
    ),
    "padding_that_is_not_zero": ((8, 2, 6, bytes([0b00000110, 0b10010001])), "not zero"),
    "padding_that_begins_with_a_one": ((8, 2, 6, bytes([0b00000110, 0b10010010])), "not zero"),
    "unary_padding_that_is_not_zero": ((8, 100, 0, b"\0" * 12 + b"\x01"), "not zero"),
    "unary_padding_that_ends_in_ones": ((8, 97, 0, b"\0" * 12 + b"\x07"), "not zero"),
}


@pytest.mark.parametrize(("arguments", "why"), REFUSED.values(), ids=REFUSED)
def test_a_list_is_refused_for(arguments: tuple[int, int, int, bytes], why: str) -> None:
    with document_refused("bad_revocation_list", why):
        SerialList(*arguments)


@pytest.mark.parametrize("bits", [8, 32])
def test_the_smallest_and_the_largest_serial_space(bits: int) -> None:
    serials = [0, (1 << bits) - 1]
    read = SerialList(*coded(serials, bits))
    assert list(read) == serials
    assert encode_serials(serials, bits) == coded(serials, bits)[-1]


@pytest.mark.parametrize(
    "serials", [THREE, UNARY, [*range(0, 60), 255], [*range(0, 254, 2), 255]], ids=len
)
def test_the_largest_serial_of_a_space_is_accepted(serials: list[int]) -> None:
    bits = 20 if serials == THREE else 8
    assert list(SerialList(*coded(serials, bits))) == serials


@pytest.mark.parametrize("count", range(9, 17))
def test_every_length_of_padding(count: int) -> None:
    """Of 2^8 the serials are in a row, so each but the first takes k + 1 bits."""
    serials = list(range(255 - count, 255))
    arguments = coded(serials, 8)
    assert list(SerialList(*arguments)) == serials
    with document_refused("bad_revocation_list", "7 bits of padding"):
        SerialList(*arguments[:3], arguments[-1] + b"\0")


def test_exactly_7_bits_of_padding() -> None:
    assert list(SerialList(8, 1, 7, bytes([0b10_000000, 0b0_0000000]))) == [128]


@pytest.mark.parametrize("count", range(97, 105))
def test_up_to_7_bits_of_unary_padding(count: int) -> None:
    serials = list(range(count))
    assert list(SerialList(*coded(serials, 8))) == serials
    assert len(coded(serials, 8)[-1]) == 13


def test_all_serials_of_a_space() -> None:
    read = SerialList(8, 256, 0, bytes(32))
    assert list(read) == list(range(256))
    assert 256 not in read


@pytest.mark.parametrize("count", [8, 9])
def test_an_array_and_a_bitmap_on_both_sides_of_their_border(count: int) -> None:
    serials = [31 * place for place in range(count)]
    read = SerialList(*coded(serials, 8))
    assert [serial for serial in range(300) if serial in read] == list(read) == serials


def test_data_of_several_chunks() -> None:
    """Codes that cross the places where the data are spelled out piece by piece (32 KiB)."""
    bits = 26
    serials = list(range(3, 1 << bits, (1 << bits) // 25_000))
    arguments = coded(serials, bits)
    assert len(arguments[-1]) > 1 << 15
    assert list(SerialList(*arguments)) == serials
    assert encode_serials(serials, bits) == arguments[-1]
    with document_refused("bad_revocation_list", "7 bits"):
        SerialList(*arguments[:3], arguments[-1] + b"\0")
    with document_refused("bad_revocation_list", "end within"):
        SerialList(*arguments[:3], arguments[-1][:-1])


def test_ones_that_cross_a_chunk() -> None:
    """Two gaps of 2^31 among many serials: more ones in a row than are spelled out at a time."""
    serials = [0, *range(2**31, 2**31 + 300_000), 2**32 - 1]
    assert list(SerialList(*coded(serials, 32))) == serials


@pytest.mark.parametrize(
    ("serials", "bits", "why"),
    [
        ([1], 7, "8 to 32 bits"),
        ([1], 33, "8 to 32 bits"),
        ([], 8, "must be serials"),
        ([-1, 2], 8, "must be serials"),
        ([2, 256], 8, "must be serials"),
        ([3, 3], 8, "strictly increasing"),
        ([4, 3], 8, "strictly increasing"),
        ([1, 5, 4, 7], 8, "strictly increasing"),
    ],
)
def test_encoding_is_refused_for(serials: Any, bits: int, why: str) -> None:
    with misused(why):
        encode_serials(serials, bits)


def test_a_list_of_zeros_stays_small() -> None:
    """A million bytes of zeros with k = 0 are eight million serials, and are kept as bits."""
    tracemalloc.start()
    try:
        read = SerialList(23, 1 << 23, 0, bytes(1 << 20))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20
    assert 0 in read
    assert (1 << 23) - 1 in read
    assert 1 << 23 not in read
