"""Faults in the form of codes, each with the reason for which a gate must refuse it.

Spec section 7, steps 1 and 2: the text, its encoding, its structure.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from .draft import Draft, Fault
from .raw import enc, poison

FOREIGN = "abcxyz!#\"&'()=;?@_~\t\0\x7fé码\u2028\udc80"
PREFIXES = (
    "hp1:", "Hp1:", "HP1 ", "HP2:", "HPC1:", "HC1:", "SHC:/", "NL2:", "https://a.example/", "",
    " HP1:", "\nHP1:", "\ufeffHP1:", "ＨＰ１:", "WIFI:", "openid-credential-offer://", "HP1;",
)  # fmt: skip
JUNK: tuple[Any, ...] = (0, -1, 5, "x", "", b"", b"x", [], {}, [1], {1: 2}, [[], {}])
ALGORITHMS = (-8, -7, 0, 1, 19, -18, -20, -257, 5, (1 << 53) - 1, -(1 << 53) + 1)

FAULTS: dict[str, list[Fault]] = {}


def fault(
    reason: str, phase: str, shape: str = "any", signed: bool = True
) -> Callable[[Callable[[Random, Draft], None]], Callable[[Random, Draft], None]]:
    """Enter a fault into the list of its reason."""

    def enter(act: Callable[[Random, Draft], None]) -> Callable[[Random, Draft], None]:
        FAULTS.setdefault(reason, []).append(Fault(reason, phase, act, shape, signed))
        return act

    return enter


# 1. Text


@fault("too_large", "text", signed=False)
def long_text(rng: Random, d: Draft) -> None:
    filler = rng.choice(("0", "A", "%", "é", "\n"))
    wrong = rng.choice(("", "", "x"))
    d.written = lambda right: wrong + right.ljust(513, filler) + filler * rng.choice((1, 5000))


@fault("too_large", "text", signed=False)
def long_code(rng: Random, d: Draft) -> None:
    size = rng.choice((321, 322, 338))
    d.at["bytes"] = lambda right: right.ljust(size, rng.choice((b"\0", b"\xff")))


@fault("not_ours", "text", signed=False)
def prefix(rng: Random, d: Draft) -> None:
    other = rng.choice(PREFIXES)
    d.written = lambda right: other + right[4:]


@fault("bad_base45", "text", signed=False)
def foreign(rng: Random, d: Draft) -> None:
    def change(right: str) -> str:
        place = rng.randint(4, len(right))
        return right[:place] + rng.choice(FOREIGN) + right[place + rng.randrange(2) :]

    # An insertion might end the text, and a line end there is no fault.
    d.written = lambda right: change(right) + "0"


@fault("bad_base45", "text", signed=False)
def group(rng: Random, d: Draft) -> None:
    bad = rng.choice((":::", "GGW", "000:::", "ZZ:"))
    d.written = lambda right: "HP1:" + bad + right[4:]


@fault("bad_base45", "text", signed=False)
def last_group(rng: Random, d: Draft) -> None:
    groups = rng.randint(0, 45)
    bad = rng.choice(("V5", "::", ":6", "0", ":"))
    d.written = lambda right: right[: 4 + 3 * min(groups, (len(right) - 4) // 3)] + bad


# 2. Parsing


@fault("bad_cbor", "parse")
def forbidden_inside(rng: Random, d: Draft) -> None:
    d.at[d.some_layer(rng.choice(("header", "payload")))] = lambda tree: poison(rng, tree)


@fault("bad_cbor", "parse")
def empty_or_longer_inside(rng: Random, d: Draft) -> None:
    rest = rng.choice((b"", b"\0", b"\xff", b"\xf6"))
    d.at[d.some_layer(rng.choice(("header bytes", "payload bytes")))] = lambda right: (
        right + rest if rest else right[: rng.randrange(len(right))]
    )


@fault("bad_cbor", "parse", signed=False)
def forbidden_outside(rng: Random, d: Draft) -> None:
    d.at[d.outer("item")] = lambda tree: poison(rng, tree)


@fault("bad_cbor", "parse", signed=False)
def around(rng: Random, d: Draft) -> None:
    def change(right: bytes) -> bytes:
        return rng.choice(
            (
                right + rng.choice((b"\0", b"\xff", right[:40])),
                right[: rng.randrange(len(right))],
                b"\xd2" + right,
                b"\x98\x04" + right[1:],
                b"\x9f" + right[1:] + b"\xff",
                b"\x85" + right[1:],
                b"\xd9\xd9\xf7" + right,
                b"",
            )
        )

    d.at["bytes"] = change


@fault("bad_structure", "parse")
def item_form(rng: Random, d: Draft) -> None:
    def change(item: list[Any]) -> Any:
        place = rng.randrange(4)
        wrong = rng.choice(
            [value for value in JUNK if value != item[place] and not (
                isinstance(value, bytes) and place in (0, 2))]
        )  # fmt: skip
        signature = rng.choice((item[3][:63], item[3] + b"\0", item[3].hex(), b"", [item[3]]))
        return rng.choice(
            (
                [*item[:place], wrong, *item[place + 1 :]],
                [*item[:3], signature],
                item[:place] + item[place + 1 :],
                [*item, rng.choice(JUNK)],
                rng.choice([value for value in JUNK if not isinstance(value, list)]),
            )
        )

    d.at[d.some_layer("item")] = change


@fault("bad_structure", "parse")
def header_form(rng: Random, d: Draft) -> None:
    def change(header: dict[int, Any]) -> Any:
        algorithm = rng.choice((-19, -19, -8))
        key_id = header.get(4, b"")
        wrong: list[Any] = [
            {**header, 1: rng.choice(("", "EdDSA", b"", [], {}, b"\x32"))},
            {**header, 1: algorithm, rng.choice((0, 2, 3, 5, 16, 32, -1, "x", b"")): 1},
            {key: value for key, value in header.items() if key != 1},
            rng.choice((0, "x", b"", [], [1], "")),
        ]
        if 4 in header:
            short = rng.choice((b"", key_id[:3], key_id + b"\0", key_id.hex(), 7, [key_id], {}))
            wrong += [{1: algorithm, 4: short}, {1: algorithm, 4: short}, {1: algorithm}]
        return rng.choice(wrong)

    d.at[d.some_layer("header")] = change


@fault("bad_structure", "parse", "presented")
def proof_form(rng: Random, d: Draft) -> None:
    def change(payload: dict[int, Any]) -> Any:
        gone = rng.choice((6, -65538))
        size = rng.choice((0, 7, 33, 64))
        return rng.choice(
            (
                {key: value for key, value in payload.items() if key != gone},
                {**payload, rng.choice((0, 4, 5, 7, 38, 40, 100, -65537, "x", b"")): 1},
                {**payload, 6: rng.choice((-1, "now", b"", [], {}, -(1 << 53) + 1))},
                {**payload, 39: rng.choice((rng.randbytes(size), "x" * 16, 16, [], {}))},
                {**payload, -65538: rng.choice((*JUNK, enc(payload[-65538])))},
                rng.choice([value for value in JUNK if not isinstance(value, dict)]),
            )
        )

    d.at["proof payload"] = change


@fault("unsupported_alg", "parse")
def algorithm(rng: Random, d: Draft) -> None:
    if d.presented and rng.random() < 0.6:
        d.proof_alg = rng.choice(ALGORITHMS)
        d.alg = rng.choice((-19, -19, *ALGORITHMS))
    else:
        d.alg = rng.choice(ALGORITHMS)
