"""Faults of documents, each with the reason for which it must be refused (spec sections 5 to 7)."""

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from nacl.bindings import crypto_core_ed25519_add

from .raw import enc, kid, kid_of, public, rice
from .world import BITS, DAY, LIST, ROOT, ROOT_KEYS, T0, TRUST, TRUST_KEYS

# Points that are no keys of ours: small order, mixed order, not canonical, not on the curve.
ORDER_8 = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
BAD_KEYS = (
    bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f", b"\xff" * 32, ORDER_8,
    b"\xee" + b"\xff" * 30 + b"\x7f", crypto_core_ed25519_add(public("mixed"), ORDER_8),
)  # fmt: skip
BAD_IDS = ("", "A", "x" * 65, "a b", "ä", "a_b", "gz\n", 5, b"aa", [], {})
NOT_UNSIGNED = (-1, -(1 << 53) + 1, "1", b"\1", [], {})
NOT_MAPS = (0, "x", b"", [], [1, 2])
NOT_LISTS = (0, "x", b"", {}, {0: 1})
BAD_NAMES = (
    0, [], "x", {0: "name"}, {"en": 0}, {"en": b"x"}, {"en": "x" * 65}, {b"en": "x"}, {"en": {}},
    *({"en": f"a{chr(point)}b"} for point in (
        0, 10, 0x1F, 0x7F, 0x85, 0x9F, 0x61C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069)),
)  # fmt: skip

Change = Callable[[Random, Any], Any]
"""Changes a payload in place, or gives another one instead of it."""


def _at(rng: Random, value: Any, path: Iterable[Any]) -> Any:
    for step in path:
        value = value[rng.randrange(len(value)) if step == "?" else step]
    return value


def put(path: tuple[Any, ...], *values: Any) -> Change:
    """One of these values at a place; `?` is any place of an array."""

    def change(rng: Random, payload: Any) -> None:
        *inner, last = path
        payload = _at(rng, payload, inner)
        payload[rng.randrange(len(payload)) if last == "?" else last] = rng.choice(values)

    return change


def drop(path: tuple[Any, ...], *keys: int) -> Change:
    """A map without one of these keys."""

    def change(rng: Random, payload: Any) -> None:
        del _at(rng, payload, path)[rng.choice(keys)]

    return change


def more(path: tuple[Any, ...], *keys: Any) -> Change:
    """A map with one of these keys besides its own."""

    def change(rng: Random, payload: Any) -> None:
        _at(rng, payload, path)[rng.choice(keys)] = rng.choice((0, "x", [], {}))

    return change


def instead(*values: Any) -> Change:
    """Something else instead of the payload."""
    return lambda rng, payload: rng.choice(values)


def _root_key(rng: Random, payload: Any) -> None:
    bad = rng.choice(BAD_KEYS)
    payload[5][kid_of(bad)] = bad


def _root_kid(rng: Random, payload: Any) -> None:
    other = rng.choice((bytes(4), b"", 7, "kid1", kid("x")[:3], kid("x") + b"\0"))
    payload[5][other] = public("y")


def _dates(rng: Random, payload: Any) -> None:
    payload[4] = payload[3] - rng.choice((0, 0, 1, DAY))


def _twice(rng: Random, payload: Any) -> None:
    kids = payload[6][rng.choice((1, 2))][1]
    kids.append(kids[0])


BAD_ROOT: list[Change] = [
    instead(*NOT_MAPS, {}), drop((), 1, 2, 3, 4, 5, 6), more((), 0, 7, 31, 32, 99, -1, "x", b""),
    put((1,), *BAD_IDS), put((1,), "fed2"), *(put((n,), *NOT_UNSIGNED) for n in (2, 3, 4)),
    put((2,), 5, 6, 1 << 40), _dates, put((5,), *NOT_MAPS), _root_key, _root_kid,
    put((5, kid("root 3")), public("x"), b"", bytes(31), bytes(33), "x" * 32, 0, []),
    put((6,), *NOT_MAPS, {}), drop((6,), 1, 2), more((6,), 0, 3, 32, "x"),
    *(put((6, role, 0), 0, 4, 33, *NOT_UNSIGNED) for role in (1, 2)),
    *(put((6, role, 1), [], *NOT_LISTS) for role in (1, 2)),
    *(put((6, role), 0, "", [], [1], [1, [kid("root 1")], 0], {0: 1}) for role in (1, 2)),
    *(put((6, role, 1, 0), kid("x"), 0, "x", b"", [], {}) for role in (1, 2)), _twice,
]  # fmt: skip

_KEY = (5, 0, 3, 0)  # a live key
_PAPER, _REVOKE = (5, 0, 3, 3), (5, 0, 3, 6)


def _windows(**fields: int) -> Change:
    place = _KEY if fields.pop("live", 0) else _PAPER
    numbers = {"lifetime": 5, "step": 6, "phase": 7}

    def change(rng: Random, payload: Any) -> None:
        _at(rng, payload, place).update({numbers[name]: value for name, value in fields.items()})

    return change


def _same_key(rng: Random, payload: Any) -> None:
    issuers = payload[5]
    issuers[rng.choice((0, 1))][3].append(dict(issuers[0][3][6]))


def _fifth(rng: Random, payload: Any) -> None:
    keys = payload[5][0][3]
    usage = rng.randrange(1, 4)
    model = next(entry for entry in keys if entry[2] == usage)
    have = sum(entry[2] == usage for entry in keys)
    keys += [{**model, 1: public(f"extra {number}")} for number in range(5 - have)]


def _long(rng: Random, payload: Any) -> None:
    payload[4] = payload[3] + 30 * DAY + rng.choice((1, 1, DAY, 1 << 40))


BAD_TRUST: list[Change] = [
    instead(*NOT_MAPS, {}), drop((), 1, 2, 3, 4, 5), more((), 0, 6, 31, -1, "x", b""),
    put((1,), *BAD_IDS), put((1,), "fed2"), *(put((n,), *NOT_UNSIGNED) for n in (2, 3, 4)),
    _dates, _long, put((5,), *NOT_LISTS), put((5, 0), *NOT_MAPS, {}), drop((5, "?"), 1, 2, 3, 4, 5),
    more((5, "?"), 0, 6, 31, -1, "x", b""), put((5, "?", 1), *BAD_IDS), put((5, 0, 1), "bb"),
    put((5, "?", 2), *BAD_NAMES), put((5, "?", 3), *NOT_LISTS), put((5, "?", 3, 0), *NOT_MAPS, {}),
    put((5, "?", 4), *NOT_MAPS), put((5, "?", 5), 0, b"", [], {}),
    put((5, 0, 4, 1), 0, [], [0], [0, {}, 0], {}, "x", [4, {}], [-1, {}], ["0", {}], [[], {}]),
    *(put((5, 0, 4, 1, 1), names) for names in BAD_NAMES),
    more((5, 0, 4), -1, "x", b""), more((5, 0, 4), 2, 7),
    *(drop((*place, ), 1, 2, 3, 4) for place in (_KEY, _PAPER, _REVOKE)), drop(_KEY, 5, 6, 7),
    more(_KEY, 0, 8, 31, -1, "x"), more(_REVOKE, 0, 5, 6, 7, 8, 31, -1, "x"),
    put((*_KEY, 1), *BAD_KEYS, b"", bytes(31), public("x") + b"\0", "x" * 32, 0, []),
    put((*_REVOKE, 1), *BAD_KEYS, public("x")[:31]), put((*_KEY, 2), *NOT_UNSIGNED),
    *(put((*_KEY, number), *NOT_UNSIGNED) for number in (3, 4, 5, 6, 7)),
    put((*_KEY, 4), 0, 1), put((*_REVOKE, 3), T0 + 200 * DAY, T0 + 300 * DAY),
    _windows(live=1, phase=21600), _windows(live=1, lifetime=21599), _windows(live=1, step=0),
    _windows(live=1, lifetime=32 * 21600 + 1), _windows(live=1, step=3599, phase=0, lifetime=4300),
    _windows(live=1, lifetime=22199), _windows(phase=86400), _windows(lifetime=86399),
    _windows(step=86399), _windows(lifetime=32 * 86400 + 1), _same_key, _fifth,
]  # fmt: skip


def _entry(place: int, *values: Any) -> Change:
    def change(rng: Random, payload: Any) -> None:
        payload[5][rng.randrange(len(payload[5]))][place] = rng.choice(values)

    return change


def _coding(rng: Random, payload: Any) -> None:
    entry = rng.choice(payload[5])
    count, k, data = entry[3:]
    last = (1 << BITS) - 1
    kind = rng.randrange(9)
    if kind < 4:
        entry[4] = rng.choice((k + 1, k - 1, 0, BITS, 60)) if kind else 1 << 50
    elif kind == 4:
        entry[5] = rng.choice((b"", data[:-1], data + b"\0", data + b"\xff", b"\xff" * len(data)))
    elif kind == 5:
        entry[3] = rng.choice((count * 2, 1 << 52))
    elif kind == 6:
        serials = sorted(rng.sample(range(last), count))
        serials[-1] = last + 1 + rng.randrange(3)
        entry[5] = _with_k(serials, k)
    elif kind == 7:
        padded = _with_k(sorted(rng.sample(range(last), count)), k, "1")
        entry[5] = padded if padded else b""
    else:
        entry[5] = b"\0" * (len(data) * 2)


def _with_k(serials: list[int], k: int, padding: str = "0") -> bytes:
    spelled, previous = "", -1
    for serial in serials:
        gap, previous = serial - previous - 1, serial
        spelled += "1" * (gap >> k) + f"0{gap & (1 << k) - 1:0{k}b}"
    if padding == "1" and len(spelled) % 8 == 0:
        return b""
    spelled += padding * (-len(spelled) % 8)
    return int("1" + spelled, 2).to_bytes(len(spelled) // 8 + 1)[1:]


def _order(rng: Random, payload: Any) -> None:
    entries = payload[5]
    place = rng.randrange(len(entries) - 1)
    if rng.random() < 0.5:
        entries[place], entries[place + 1] = entries[place + 1], entries[place]
    else:
        entries[place + 1] = [*entries[place][:2], *entries[place + 1][2:]]


def _freshness(rng: Random, payload: Any) -> None:
    payload[4] = payload[3] + rng.choice((0, -1, -DAY, DAY + 1, 40 * DAY, 1 << 40))


def _key_time(rng: Random, payload: Any) -> None:
    payload[3] = rng.choice((T0 - 200 * DAY - 1, T0 - 300 * DAY, T0 + 200 * DAY, T0 + 300 * DAY))
    payload[4] = payload[3] + 3600


def _foreign_window(rng: Random, payload: Any) -> None:
    payload[5].append([kid("bb paper"), T0, BITS, 1, *rice([5], BITS)])
    payload[5].sort(key=lambda entry: entry[:2])


BAD_LIST: list[Change] = [
    instead(*NOT_MAPS, {}), drop((), 1, 2, 3, 4, 5), more((), 0, 6, 31, -1, "x", b""),
    put((1,), *BAD_IDS), put((1,), "bb", "cc"), *(put((n,), *NOT_UNSIGNED) for n in (2, 3, 4)),
    _freshness, _key_time, put((5,), *NOT_LISTS), _foreign_window, _order, _coding, _coding,
    put((5, "?"), 0, [], [0] * 5, [0] * 7, {}, "x", b""),
    _entry(0, b"", b"abc", b"abcde", 0, "abcd"),
    *(_entry(place, *NOT_UNSIGNED) for place in (1, 2, 3, 4)), _entry(2, 0, 7, 33, 1 << 50),
    _entry(3, 0), _entry(5, 0, "x", [], {}),
]  # fmt: skip

BAD_PAYLOADS = {"root": BAD_ROOT, "trust": BAD_TRUST, "list": BAD_LIST}
BAD_REASON = {
    "root": "bad_root", "trust": "bad_trust_list", "list": "bad_revocation_list"
}  # fmt: skip
CONTENT = {"root": ROOT, "trust": TRUST, "list": LIST}


def bad_signers(rng: Random, kind: str) -> list[str]:
    """Who signs, so that the threshold isn't reached."""
    if kind == "root":
        return rng.choice((["root 1"], [], ["root 2", "trust 1"], ["root 3", *TRUST_KEYS], ["x"]))
    return rng.choice(([], ["root 1"], list(ROOT_KEYS), ["x", "aa revoke"], ["aa live"]))


def bad_form(rng: Random, item: list[Any], kind: str) -> Any:
    """A document's tree out of form, its content type and encoding being right."""
    last = item[3] or [[enc({1: -19, 4: kid("y")}), {}, bytes(64)]]
    junk = rng.choice((0, "x", [], [1], {1: 2}))
    changes: list[Callable[[], Any]] = [
        lambda: [item[0], rng.choice((0, [], b"", {1: 1})), *item[2:]],
        lambda: [*item[:2], junk, item[3]],
        lambda: [*item[:3], rng.choice((0, "x", {}, b""))],
    ]
    if kind == "list":
        changes += [lambda: [*item[:3], rng.choice((last[:63], last + b"\0", [last]))]]
        flipped = rng.randrange(512)
        changes += [lambda: [*item[:3], (int.from_bytes(last) ^ 1 << flipped).to_bytes(64)]]
        return rng.choice(changes)()
    header = {1: -19, 4: kid("x")}
    bad_header: Any = rng.choice(
        (
            {**header, 1: rng.choice((-8, -7, 5, "x"))},
            {**header, 4: rng.choice((b"abc", b"abcde", "abcd", 0))},
            {**header, rng.choice((0, 5, 16, 32, "x")): 1},
            {1: -19}, {4: kid("x")}, {}, 0, [], b"",
        )
    )  # fmt: skip
    bad_entry: Any = rng.choice(
        (
            [enc(bad_header), {}, bytes(64)],
            [enc(header), rng.choice((0, [], {1: 1})), bytes(64)],
            [enc(header), {}, rng.choice((bytes(63), bytes(65), b"", 0, "x" * 64, []))],
            [enc(header), {}], [enc(header), {}, bytes(64), 0], [header, {}, bytes(64)],
            [], 0, "x", b"", {}, [{}, {}, bytes(64)],
            [last[0][0], {}, bytes(64)],  # a key ID twice
        )
    )  # fmt: skip
    many = [[enc({1: -19, 4: number.to_bytes(4)}), {}, bytes(64)] for number in range(32)]
    changes += [
        lambda: [*item[:3], [bad_entry, *last]],
        lambda: [*item[:3], [*last, bad_entry]],
        lambda: [*item[:3], last + many],
    ]
    return rng.choice(changes)()


def bad_header(rng: Random, kind: str) -> Any:
    """A protected header with the right content type and something wrong besides."""
    right: dict[Any, Any] = {16: CONTENT[kind]}
    if kind != "list":
        return {**right, rng.choice((0, 1, 4, 17, 32, -1, "x", b"")): rng.choice((0, -19, "x"))}
    right |= {1: -19, 4: kid("aa revoke")}
    return rng.choice(
        (
            {**right, 1: rng.choice((-8, -7, 5, "x", b"", []))},
            {**right, 4: rng.choice((right[4][:3], right[4] + b"\0", 0, "abcd", b"", []))},
            {**right, rng.choice((0, 5, 32, "x")): 1},
            {16: LIST, 1: -19}, {16: LIST, 4: right[4]}, {16: LIST},
        )
    )  # fmt: skip
