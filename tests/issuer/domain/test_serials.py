"""Serials: a permutation of the whole space, whatever its size (spec section 3)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.errors import UsageError
from huepass.issuer.domain.serials import KEY_SIZE, MAX_BITS, MIN_BITS, serial_at

KEY = bytes(range(32))
keys = st.binary(min_size=KEY_SIZE, max_size=KEY_SIZE)


@pytest.mark.parametrize("bits", [8, 9, 12])
@pytest.mark.parametrize("key", [KEY, bytes(32), b"\xff" * 32])
def test_every_serial_comes_exactly_once(bits: int, key: bytes) -> None:
    serials = {serial_at(counter, bits, key) for counter in range(1 << bits)}
    assert serials == set(range(1 << bits))


@given(bits=st.integers(MIN_BITS, MAX_BITS), key=keys, data=st.data())
def test_two_counters_never_share_a_serial(bits: int, key: bytes, data: st.DataObject) -> None:
    counter = st.integers(0, (1 << bits) - 1)
    counters = data.draw(st.lists(counter, unique=True, min_size=2, max_size=50))
    serials = [serial_at(counter, bits, key) for counter in counters]
    assert len(set(serials)) == len(counters)
    assert all(0 <= serial < 1 << bits for serial in serials)


@given(first=keys, second=keys)
def test_another_key_gives_another_order(first: bytes, second: bytes) -> None:
    orders = [tuple(serial_at(counter, 26, key) for counter in range(8)) for key in (first, second)]
    assert (orders[0] == orders[1]) == (first == second)


def test_the_order_of_issue_does_not_show() -> None:
    serials = [serial_at(counter, 26, KEY) for counter in range(2000)]
    rising = sum(low < high for low, high in pairwise(serials))
    assert 850 < rising < 1150  # 1000 expected, standard deviation below 13


@pytest.mark.parametrize("bits", [16, 25, 26, 31, 32])
def test_every_bit_of_a_serial_is_mixed(bits: int) -> None:
    serials = [serial_at(counter, bits, KEY) for counter in range(1000)]
    ones = [sum(serial >> place & 1 for serial in serials) for place in range(bits)]
    assert all(400 < count < 600 for count in ones)  # 500 expected, standard deviation 16


@pytest.mark.parametrize(
    ("counter", "bits", "key"),
    [(0, 7, KEY), (0, 33, KEY), (-1, 8, KEY), (256, 8, KEY), (0, 8, KEY[:31])],
)
def test_arguments_out_of_range_are_refused(counter: int, bits: int, key: bytes) -> None:
    with pytest.raises(UsageError):
        serial_at(counter, bits, key)
