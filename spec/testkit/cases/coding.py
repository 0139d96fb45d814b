"""The coding of serials (spec section 5.4)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from .. import forge
from ..case import Case, Step, answer, error, load, show

TRUSTED: Final = load(forge.trust_list())
REVOKED, PASSES = error("revoked"), answer(medium="paper")

# b, serials, and two serials that are not among them.
GOOD: Final[list[tuple[str, int, Sequence[int], Sequence[int]]]] = [
    ("example", 8, (0, 7, 100, 255), (1, 101)),
    ("only-first", 8, (0,), (1, 255)),
    ("only-last", 8, (255,), (254, 0)),
    ("b-8-beyond", 8, (7,), (256 + 7, 2**31)),
    ("b-9", 9, (300, 511), (510, 44)),
    ("b-31", 31, (0, 2**31 - 1), (2**31, 2**32 - 1)),
    ("b-32", 32, (1, 2**32 - 1), (0, 2**31)),
    ("b-32-one", 32, (2**32 - 1,), (2**32 - 2, 2**31 - 1)),
    ("neighbours", 16, (41, 42, 43), (40, 44)),
    ("eight-of-256", 8, tuple(range(3, 256, 32)), (4, 256)),
    ("nine-of-256", 8, tuple(range(3, 256, 30)), (2, 256)),
    ("dense", 8, tuple(range(0, 256, 3)), (1, 254)),
    ("k-1", 8, tuple(range(85)), (85, 255)),
    ("k-0", 8, tuple(range(86)), (86, 255)),
    ("k-0-spread", 8, tuple(range(1, 256, 2)), (0, 256)),
    ("k-0-divided-twice", 8, tuple(range(100, 200)), (99, 200)),
    ("k-0-last", 8, tuple(range(128, 256)), (127, 256)),
    ("k-0-padding-7", 8, tuple(range(129)), (129, 255)),
    ("k-0-beyond", 8, tuple(range(90)), (256, 2**24)),
    ("all", 8, tuple(range(256)), (256, 2**32 - 1)),
    ("all-but-one", 8, tuple(serial for serial in range(256) if serial != 77), (77, 333)),
    ("all-of-16", 16, range(2**16), (2**16, 2**17)),
    ("long-run", 8, (250, *range(251, 256)), (249, 0)),
    ("long", 20, tuple(17 * place + place**2 % 13 for place in range(45_000)), (5, 765_000)),
    ("whole-bytes", 8, (0, 128), (1, 129)),
]


def raw(b: int, count: int, k: int, data: bytes | str) -> list[Any]:
    """A window as it stands, its data as bytes or as zeros and ones."""
    packed = forge.packed(data) if isinstance(data, str) else data
    return [forge.kid("paper"), forge.PAPER_EXPIRY, b, count, k, packed]


def code(b: int, serials: Sequence[int], k: int | None = None) -> str:
    """The right bits of serials, perhaps with another k."""
    return forge.coded(serials, forge.parameter(b, len(serials)) if k is None else k)


FOUR: Final = (0, 7, 100, 255)
BITS: Final = code(8, FOUR)  # 32 bits, of which the last two are padding

BAD: Final[list[tuple[str, str, list[Any]]]] = [
    ("b-7", "b is 7", raw(7, 1, 6, code(7, [5]))),
    ("b-0", "b is 0", raw(0, 1, 0, "0")),
    ("b-1", "b is 1", raw(1, 1, 0, "0")),
    ("b-33", "b is 33", raw(33, 1, 32, code(33, [5]))),
    ("b-64", "b is 64", raw(64, 1, 63, code(64, [5]))),
    ("b-huge", "b is the greatest number there is", raw(2**53 - 1, 1, 7, bytes(8))),
    ("count-0", "count is 0, without data", raw(8, 0, 7, b"")),
    ("count-0-data", "count is 0, with data", raw(8, 0, 7, b"\0")),
    ("count-0-k-0", "count is 0, and so is k", raw(8, 0, 0, b"")),
    ("k-below", "k is one too small", raw(8, 4, 4, code(8, FOUR, 4))),
    ("k-above", "k is one too great", raw(8, 4, 6, code(8, FOUR, 6))),
    ("k-0", "k is 0 and should be 5", raw(8, 4, 0, code(8, FOUR, 0))),
    ("k-1-for-0", "k is 1 and should be 0", raw(8, 86, 1, code(8, range(86), 1))),
    ("k-0-for-1", "k is 0 and should be 1", raw(8, 85, 0, code(8, range(85), 0))),
    ("k-b", "k is b", raw(8, 1, 8, code(8, [5], 8))),
    ("k-b-less-2", "k is b - 2, for one serial", raw(8, 1, 6, code(8, [5], 6))),
    ("k-divided-once", "2^b / count was not rounded down", raw(8, 100, 1, code(8, range(100), 1))),
    ("k-huge", "k is the greatest number there is", raw(8, 4, 2**53 - 1, bytes(8))),
    ("k-of-other-count", "k is that of 4 serials, not 8", raw(9, 8, 6, code(9, range(8), 6))),
    ("count-above", "count is one too great", raw(8, 5, 5, BITS)),
    ("count-huge", "count is far above what data can hold", raw(32, 2**32, 0, bytes(16))),
    ("count-largest", "count is the greatest number there is", raw(32, 2**53 - 1, 0, bytes(16))),
    ("count-just-above", "one code more than data can hold", raw(16, 8, 12, bytes(12))),
    ("no-data", "there are no data", raw(8, 1, 7, b"")),
    ("no-data-k-0", "there are no data, k is 0", raw(8, 128, 0, b"")),
    ("cut", "the last byte is missing", raw(8, 4, 5, forge.packed(BITS)[:-1])),
    ("only-ones", "the data are ones", raw(8, 4, 5, b"\xff" * 4)),
    ("only-ones-k-0", "the data are ones, k is 0", raw(8, 128, 0, b"\xff" * 16)),
    ("ends-in-unary", "the data end before a zero-bit", raw(8, 2, 6, "0000000" + "1" * 9)),
    ("ends-in-binary", "the data end within the low bits", raw(8, 2, 6, "0000000" + "111000000")),
    ("serial-256", "a serial is 256", raw(8, 4, 5, code(8, (0, 7, 100, 256), 5))),
    ("first-256", "the only serial is 256", raw(8, 1, 7, code(8, [256], 7))),
    ("middle-256", "two serials are too great", raw(8, 4, 5, code(8, (0, 7, 256, 257), 5))),
    ("serial-2-32", "a serial is 2^32", raw(32, 1, 31, code(32, [2**32], 31))),
    ("serial-wraps", "a serial is 2^32 + 7", raw(32, 1, 31, code(32, [2**32 + 7], 31))),
    ("serial-far", "a serial is 2^34", raw(32, 1, 31, code(32, [2**34], 31))),
    ("serial-512-b-9", "a serial is 512", raw(9, 2, 7, code(9, [1, 512], 7))),
    ("k-0-256", "a serial is 256, k is 0", raw(8, 128, 0, code(8, (*range(127), 256), 0))),
    ("257-serials", "there are 257 serials below 256", raw(8, 257, 0, "0" * 257)),
    ("padding-byte", "a byte too many", raw(8, 4, 5, forge.packed(BITS) + b"\0")),
    ("padding-40-kib", "40 KiB too many", raw(8, 4, 5, forge.packed(BITS) + bytes(40 << 10))),
    ("padding-8-exact", "the codes fill their bytes, and a byte follows", raw(8, 1, 7, bytes(2))),
    ("padding-ones-byte", "a byte of ones too many", raw(8, 4, 5, forge.packed(BITS) + b"\xff")),
    ("padding-first", "the first bit of padding is one", raw(8, 4, 5, BITS[:30] + "10")),
    ("padding-last", "the last bit of padding is one", raw(8, 4, 5, BITS[:30] + "01")),
    ("padding-7-ones", "7 bits of padding are ones", raw(8, 1, 7, code(8, [200]) + "1" * 7)),
    ("padding-7-last", "the last of 7 bits is one", raw(8, 1, 7, code(8, [200]) + "0000001")),
    ("k-0-padding-byte", "a byte too many, k is 0", raw(8, 128, 0, bytes(17))),
    ("k-0-padding-one", "a bit of padding is one, k is 0", raw(8, 86, 0, "0" * 86 + "01")),
    (
        "k-0-padding-first",
        "the first bit of padding is one, k is 0",
        raw(8, 86, 0, "0" * 86 + "10"),
    ),
    ("k-0-cut", "the last byte is missing, k is 0", raw(8, 130, 0, "1" * 8 + "0" * 128)),
    ("k-0-ends", "the data end in ones, k is 0", raw(8, 126, 0, "0" * 125 + "111")),
]


def _probes(serials: Sequence[int], others: Sequence[int]) -> list[Step]:
    listed = dict.fromkeys([serials[0], serials[len(serials) // 2], serials[-1]])
    return [
        *(show(forge.paper(serial=serial), REVOKED) for serial in listed),
        *(show(forge.paper(serial=serial), PASSES) for serial in others),
    ]


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, b, serials, others in GOOD:
        listed = load(forge.revocation_list(windows=[forge.window(serials=serials, bits=b)]))
        what = f"{len(serials)} serials of {b} bits"
        steps = [TRUSTED, listed, *_probes(serials, others)]
        yield Case(f"coding/good-{name}", what, "5.4", steps)
    for name, what, window in BAD:
        refused = load(forge.revocation_list(windows=[window]), error("bad_revocation_list"))
        yield Case(f"coding/{name}", what, "5.4", [TRUSTED, refused])
    for padding in range(8):
        serials = tuple(range(0, 7 * (8 - padding), 7))
        window = forge.window(serials=serials, bits=8)
        bits = len(code(8, serials))
        what = f"{-bits % 8} bits of padding after {len(serials)} serials"
        listed = load(forge.revocation_list(windows=[window]))
        steps = [TRUSTED, listed, *_probes(serials, (1, 200))]
        yield Case(f"coding/good-{len(serials)}-by-sevens", what, "5.4", steps)
    window = raw(8, 4, 5, bytes.fromhex("006dcf68"))
    listed = load(forge.revocation_list(windows=[window]))
    what = "the example of the specification, byte for byte"
    yield Case("coding/good-bytes", what, "5.4", [TRUSTED, listed, *_probes(FOUR, (6, 8))])
    second = forge.in_order(forge.window("live", forge.LIVE_EXPIRY), raw(8, 4, 6, code(8, FOUR, 6)))
    refused = load(forge.revocation_list(windows=second), error("bad_revocation_list"))
    steps = [TRUSTED, refused, show(forge.paper(), answer("check", medium="paper", stale=True))]
    yield Case("coding/one-of-two", "one of two windows is wrong", "5.2", steps)
