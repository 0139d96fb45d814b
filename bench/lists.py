"""Revocation lists: size against the theoretical bound, building, loading, memory, lookup.

python -m bench.lists
"""

import math
import random
import time
import tracemalloc

from bench import world
from huepass.core.serials import SerialList, encode_serials, rice_parameter

BITS = world.SERIAL_BITS
LOOKUPS = 200_000


def main() -> None:
    print(f"One window, b = {BITS}: the data alone")
    print(
        f"{'serials':>10}{'bytes':>12}{'/ bound':>10}{'build s':>10}{'load s':>10}{'lookup us':>11}"
    )
    for count in (100, 10_000, 100_000, 1_000_000):
        serials = sorted(random.Random(count).sample(range(1 << BITS), count))
        start = time.perf_counter()
        data = encode_serials(serials, BITS)
        built = time.perf_counter()
        loaded = SerialList(BITS, count, rice_parameter(BITS, count), data)
        done = time.perf_counter()
        print(
            f"{count:10}{len(data):12}{len(data) / bound(BITS, count):10.4f}"
            f"{built - start:10.3f}{done - built:10.3f}{lookup(loaded, serials):11.3f}"
        )
    count = 100_000
    document = world.make(count).revocation_list
    tracemalloc.start()
    kept = world.load_again(document)
    size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    windows = len(kept.windows)
    print(f"\nA gate's memory for a list of {windows} windows with {count} serials each, document")
    print(f"included: {size / 1e6:.2f} MB, {size / windows / 1e6:.2f} MB a window")
    print(f"(while loading: {peak / 1e6:.2f} MB)")


def bound(bits: int, count: int) -> float:
    """Bytes that it takes at least to name `count` of 2^bits serials."""
    choices = sum(math.log2(((1 << bits) - i) / (i + 1)) for i in range(count))
    return choices / 8


def lookup(loaded: SerialList, serials: list[int]) -> float:
    """Microseconds a lookup, half of them of revoked serials."""
    numbers = random.Random(3)
    asked = [numbers.randrange(1 << BITS) for _ in range(LOOKUPS // 2)]
    asked += numbers.choices(serials, k=LOOKUPS // 2)
    numbers.shuffle(asked)
    start = time.perf_counter()
    for serial in asked:
        serial in loaded  # noqa: B015
    return 1e6 * (time.perf_counter() - start) / LOOKUPS


if __name__ == "__main__":
    main()
