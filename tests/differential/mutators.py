"""Changes of decoded values: other fields, and other encodings of the same."""

import struct
from random import Random
from typing import Any

from spec.testkit import rawcbor
from tests.soak.raw import Pairs, Raw, enc, poison
from tests.soak.shows import shuffle

from .trees import Bare, Entry, Signed, settled

LARGEST = (1 << 53) - 1
EDGES = (
    0, 1, 2, 3, 4, 7, 8, 31, 32, 33, 299, 300, 301, 3599, 3600, 86399, 86400, 86401, 2591999,
    2592000, 2592001, 23, 24, 255, 256, 65535, 65536, (1 << 32) - 1, 1 << 32, LARGEST - 1, LARGEST,
)  # fmt: skip
NEAR = (0, 1, -1, 19, 20, 21, 59, 60, 61, 299, 300, 301, 600, 3600, 21600, 86400)
JUNK: tuple[Any, ...] = (0, -1, -19, -8, 5, "x", "", b"", b"xxxx", [], {}, [1], {1: 2}, [[], {}])

# Text that is long, or may not be shown, or is just at the edge of that.
TEXTS = (
    "x" * 64, "x" * 65, "码" * 64, "𠀀" * 64, "𠀀" * 65, "\x00", "\x1f", " ", "\x7e", "\x7f",
    "\x9f", "\xa0", "\u061b", "\u061c", "\u061d", "\u200d", "\u200e", "\u200f", "\u2010", "\u2029",
    "\u202a", "\u202e", "\u202f", "\u2065", "\u2066", "\u2069", "\u206a", "\ufeff", "\U0010ffff",
    "a.b-9", "A", "a_b", "gz\n", "e\u0301", "aa", "bb",
)  # fmt: skip


def places(item: Signed) -> list[tuple[Any, str]]:
    """Where an object can be changed before it is signed, as owner and attribute."""
    found: list[tuple[Any, str]] = [(item, "payload")] * 6 + [(item, "header")] * 2
    found += [(entry, "header") for entry in item.entries if item.multi]
    if item.inner:
        found += places(item.inner)
    return found


def field_change(rng: Random, value: Any, now: int) -> Any:
    """A value with one part of it changed."""
    if isinstance(value, Signed):
        owner, name = rng.choice(places(value))
        setattr(owner, name, field_change(rng, getattr(owner, name), now))
        return value
    if rng.random() < 0.35:
        return shuffle(rng, value)
    return at_a_leaf(rng, value, lambda leaf: other_leaf(rng, leaf, now))


def at_a_leaf(rng: Random, value: Any, change: Any) -> Any:
    """A copy with one part changed that is neither an array nor a map, or is an empty one."""
    if isinstance(value, dict) and value:
        key = rng.choice(list(value))
        return {**value, key: at_a_leaf(rng, value[key], change)}
    if isinstance(value, list) and value and not isinstance(value, Pairs):
        place = rng.randrange(len(value))
        return [*value[:place], at_a_leaf(rng, value[place], change), *value[place + 1 :]]
    return change(value)


def other_leaf(rng: Random, value: Any, now: int) -> Any:
    """A number at an edge, a text or bytes of another length, or another type."""
    if isinstance(value, Signed):
        return field_change(rng, value, now)
    kind = rng.random()
    if isinstance(value, int) and kind < 0.85:
        near = rng.choice((value, now)) + rng.choice(NEAR) * rng.choice((1, -1))
        return max(-LARGEST, min(LARGEST, rng.choice((near, near, rng.choice(EDGES), -value))))
    if isinstance(value, str) and kind < 0.85:
        other = rng.choice(TEXTS)
        return rng.choice((other, value + other, other + value, value[:-1]))
    if isinstance(value, bytes) and not isinstance(value, Raw) and kind < 0.85:
        return rng.choice(
            (value[:-1], value + b"\0", b"\0" + value, value * 2, bytes(len(value)), value[::-1])
        )
    return rng.choice(JUNK)


def encoding_change(rng: Random, value: Any) -> Any:
    """A value of which one part is written in another way: mostly one that is not allowed."""
    if isinstance(value, Signed):
        owner, name = rng.choice(places(value))
        setattr(owner, name, encoding_change(rng, getattr(owner, name)))
        return value
    if isinstance(value, dict | list) and value and rng.random() < 0.75:
        if isinstance(value, dict):
            key = rng.choice(list(value))
            if rng.random() < 0.25 and not isinstance(value[key], Signed):
                return _other_key(rng, value, key)
            return {**value, key: encoding_change(rng, value[key])}
        place = rng.randrange(len(value))
        return [*value[:place], encoding_change(rng, value[place]), *value[place + 1 :]]
    return other_encoding(rng, value)


def _other_key(rng: Random, value: dict[Any, Any], key: Any) -> Any:
    entries = sorted(value.items(), key=lambda entry: enc(entry[0]))
    kind = rng.randrange(4)
    if kind == 0:
        rng.shuffle(entries)
    elif kind == 1:
        entries.insert(rng.randrange(len(entries) + 1), (key, rng.choice((value[key], 0))))
    else:
        written = other_encoding(rng, key)
        entries = [(written if name == key else name, content) for name, content in entries]
        if kind == 2:
            entries.sort(key=lambda entry: enc(entry[0]))
    return Pairs(entries)


def other_encoding(rng: Random, value: Any) -> Any:
    """The same value, or one that looks like it, in other bytes."""
    value = settled(value)
    kind = rng.randrange(8)
    if kind == 0:
        return Raw(rawcbor.head(rawcbor.TAG, rng.choice((0, 1, 2, 3, 24, 55799))) + enc(value))
    if kind == 1:
        return nested(rng.randint(1, 12), value)
    if kind == 2:
        return poison(rng, value)
    if isinstance(value, Raw):
        return Raw(value + value)
    return _other_form(rng, value)


def _other_form(rng: Random, value: Any) -> Raw:
    whole = enc(value)
    if isinstance(value, int):
        size = rng.choice((1, 2, 4, 8))
        argument = value if value >= 0 else -1 - value
        if rng.random() < 0.3:
            form, code = rng.choice(((">e", 0xF9), (">f", 0xFA), (">d", 0xFB)))
            try:
                return Raw(bytes([code]) + struct.pack(form, value))
            except (OverflowError, struct.error):
                return Raw(b"\xfb" + struct.pack(">d", value))
        if argument >= 1 << 8 * size or rng.random() < 0.2:
            raw = argument.to_bytes(9).lstrip(b"\0")
            return Raw((b"\xc2" if value >= 0 else b"\xc3") + enc(raw))
        return Raw(rawcbor.head(0 if value >= 0 else 1, argument, size))
    major = whole[0] >> 5
    count = len(value.encode()) if isinstance(value, str) else len(value)
    body = whole[len(rawcbor.head(major, count)) :]
    kind = rng.randrange(4)
    if kind == 0:
        inside = whole if major in (2, 3) and count else body
        return Raw(bytes([major << 5 | 31]) + inside + b"\xff")
    if kind == 1:
        size = rng.choice([size for size in (1, 2, 4, 8) if count < 1 << 8 * size])
        return Raw(rawcbor.head(major, count, size) + body)
    if kind == 2:
        wrong = max(0, count + rng.choice((1, -1, 100, 1 << 31, 1 << 62)))
        return Raw(rawcbor.head(major, wrong) + body)
    other = {2: 3, 3: 2, 4: 5, 5: 4}[major]
    return Raw(rawcbor.head(other, count) + body)


def nested(depth: int, value: Any = 0) -> Any:
    """A value inside so many arrays or maps."""
    for level in range(depth):
        value = [value] if level % 3 else {0: value}
    return value


def form_change(rng: Random, item: Signed) -> Signed:
    """The array itself changed: entries that are missing, too many, or of other types."""
    target = item.inner if item.inner and rng.random() < 0.4 else item
    junk, place = rng.choice(JUNK), rng.randrange(4)
    kind = rng.randrange(7)
    if kind == 0:
        target.unprotected = rng.choice(({1: 1}, {4: b"xxxx"}, [], 0, b"", "", Raw(b"\xb8\x00")))
    elif kind == 1:
        name = rng.choice(("header", "payload"))
        setattr(target, name, Bare(getattr(target, name)))
    elif kind == 2:
        target.after.append(lambda made: [*made[:place], junk, *made[place + 1 :]])
    elif kind == 3:
        target.after.append(lambda made: rng.choice((made[:place], [*made, junk], [made])))
    elif kind == 4:
        name = rng.choice(("header", "payload"))
        wrong = rng.choice((b"", b"\xf6", b"\xa0", b"\x80", b"\x00", enc(junk)))
        setattr(target, name, Bare(wrong))
    elif kind == 5 and item.multi:
        entry = Entry(junk, None, rng.choice((bytes(64), bytes(63), b"", bytes(65))))
        item.entries.insert(rng.randrange(len(item.entries) + 1), entry)
    else:
        target.after.append(lambda made: dict(enumerate(made)))
    return item
