"""Windows of revocation lists whose coding is right, or nearly so (spec section 5.4)."""

from collections.abc import Sequence
from random import Random
from typing import Any

from spec.testkit.forge import coded, packed, parameter
from tests.soak.loads import sealed
from tests.soak.raw import enc, kid
from tests.soak.world import DAY, T0, list_payload

from .scene import Input, Scene

LARGEST = (1 << 53) - 1


def serials(rng: Random, bits: int) -> list[int]:
    """Some serials in order, below 2^bits, few or many, close together or not."""
    size = 1 << bits
    span = rng.choice((size, min(size, 300), min(size, 300)))
    count = rng.choice((1, 2, 3, rng.randint(1, 40), min(span, 100), span if span <= 300 else 7))
    chosen = set(rng.sample(range(span), min(count, span)))
    return sorted(chosen | ({size - 1} if rng.random() < 0.2 else set()))


def window(key_id: bytes, expiry: int, bits: int, some: Sequence[int]) -> list[Any]:
    """A window, rightly coded."""
    k = parameter(bits, len(some))
    return [key_id, expiry, bits, len(some), k, packed(coded(some, k))]


def codings(rng: Random, scene: Scene, now: int) -> Input:
    """A list of which one window has another number, other bits, or a little more or less data."""
    key_id = kid(rng.choice(("aa live", "aa paper", "aa revoke", "unknown", "bb paper")))
    bits = rng.choice((8, 8, 9, 12, 20, 24, 31, 32))
    one = window(key_id, T0 + rng.randrange(4) * DAY + 3600, bits, serials(rng, bits))
    change = rng.choice(CHANGES)
    change(rng, one)
    payload = list_payload("aa", 7 + rng.choice((1, 1, 2, 3)), now, now + 3600, {})
    payload[5] = [one]
    if rng.random() < 0.3:
        payload[5].append(window(key_id, one[1] + rng.choice((1, 0, -1)), 8, [1, 2]))
    data = enc(sealed("list", payload))
    return Input("list: Rice coding", {"at": now, "load": data.hex()}, True)


def _nothing(rng: Random, one: list[Any]) -> None:
    pass


def _number(rng: Random, one: list[Any]) -> None:
    place = rng.choice((2, 3, 4))
    near = one[place] + rng.choice((1, -1, 2, -2))
    one[place] = max(0, rng.choice((near, near, near, 0, 7, 33, 64, 1 << 31, 1 << 32, LARGEST)))


def _both_numbers(rng: Random, one: list[Any]) -> None:
    """Another count or number of bits, with the parameter that belongs to it."""
    one[rng.choice((2, 3))] += rng.choice((1, -1))
    if one[3] > 0 and one[2] > 0:
        one[4] = parameter(one[2], one[3])


def _data(rng: Random, one: list[Any]) -> None:
    data = one[5]
    bit = rng.randrange(len(data) * 8)
    flipped = (int.from_bytes(data) ^ 1 << bit).to_bytes(len(data))
    low = (int.from_bytes(data) ^ 1 << rng.randrange(8)).to_bytes(len(data))
    one[5] = rng.choice(
        (flipped, low, low, data[:-1], data + b"\0", data + b"\x80", b"\0" + data, b"", b"\0" * 9,
         b"\xff" * len(data), b"\0" * len(data) * 2, data[:-1] + b"\xff")
    )  # fmt: skip


def _beyond(rng: Random, one: list[Any]) -> None:
    """The last serial at the end of the space, just inside or just outside."""
    bits = one[2]
    size = 1 << bits
    before = sorted(rng.sample(range(min(size, 50)), min(one[3], 40) - 1)) if one[3] > 1 else []
    some = [*before, size - 1 + rng.choice((0, 1, 1, 2))]
    one[2:] = window(one[0], one[1], bits, some)[2:]


def _padding(rng: Random, one: list[Any]) -> None:
    """Ones in the padding, or a whole byte of it."""
    bits = coded(serials(rng, one[2] if one[2] < 20 else 12), one[4])
    filler = rng.choice(("1", "0", "00000000", "0" * (-len(bits) % 8) + "00000000"))
    one[5] = packed(bits + filler)


def _all(rng: Random, one: list[Any]) -> None:
    """Every serial of a small space: k is as small as it gets."""
    one[2:] = window(one[0], one[1], 8, range(256))[2:]
    rng.choice((_nothing, _data, _number))(rng, one)


CHANGES = (_nothing, _number, _both_numbers, _data, _data, _beyond, _padding, _all)
