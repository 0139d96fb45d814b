"""Documents with a change, bundles, and sequences of documents in order."""

from random import Random
from typing import Any

from tests.soak.loads import IN_FORCE, KINDS, honest, sealed
from tests.soak.papers import BAD_PAYLOADS, bad_form, bad_header, bad_signers
from tests.soak.raw import Raw, enc, kid, poison, public
from tests.soak.shows import scramble
from tests.soak.world import BITS, DAY, ROOT_KEYS, T0, list_payload, root_payload, trust_payload

from .mutators import JUNK, encoding_change, field_change, form_change, nested
from .rice import serials, window
from .scene import Input, Scene
from .trees import Signed, closed, opened

# Items of RFC 8949, well-formed and not, for the places where a bundle is cut.
_ITEMS = """
    00 05 20 40 60 80 a0 f4 f5 f6 f7 e0 f0 f820 f8ff f93c00 fa3f800000 fb3ff0000000000000 c000
    1817 190001 1bffffffffffffffff 3bffffffffffffffff 5fff 7fff 5f4101420203ff 7f6161ff 9fff bfff
    9f00ff bf0000ff 9f9f9fffffff a201000100 62c328 d9d9f780 da0000000080 db000000000000000080
    f818 f81f f800 1c 1d 1e 1f 3f df ff 5f00ff 5f6161ff 7f4100ff 5f5f4100ffff bf00ff 9f00 81 a100
    4101 d84000 5803 9b7fffffffffffffff bbffffffffffffffff 5bffffffffffffffff fc fe c0 d8 18 f8 f9
    fb00 8180ff
"""
ITEMS = [bytes.fromhex(item) for item in _ITEMS.split()]


def loaded(family: str, now: int, data: bytes, signed: bool) -> Input:
    """A file, loaded."""
    return Input(family, {"at": now, "load": data.hex()}, signed)


def numbered(rng: Random, kind: str) -> int:
    """A number for a document, mostly one above that in force."""
    step = rng.choice((1, 1, 1, 1, 1, 0, -1)) if kind == "root" else rng.choice((1, 1, 2, 3, 0, -1))
    return IN_FORCE[kind] + step


def chosen_faults(rng: Random, scene: Scene, now: int) -> Input:
    """A document with the faults that the soak tests know, or with a date that is too late."""
    kind = rng.choice(KINDS)
    payload = honest(rng, kind, numbered(rng, kind), now)
    names = header = None
    signed, fault = True, rng.random()
    if rng.random() < 0.15:
        ahead = now + rng.choice((299, 300, 301, 301, 302, DAY)) - payload[3]
        payload[4] += ahead
        payload[3] += ahead
        fault = max(fault, rng.choice((0, 1)))
    if fault < 0.75:
        other = rng.choice(BAD_PAYLOADS[kind])(rng, payload)
        payload = payload if other is None else other
    elif fault < 0.82 and kind == "list":
        header = bad_header(rng, kind)
    elif fault < 0.88:
        names = bad_signers(rng, kind) if kind != "list" else [rng.choice(("x", "bb revoke"))]
        signed = False
    elif fault < 0.94:
        payload = poison(rng, payload)
    item = sealed(kind, payload, names, header)
    form = rng.random()
    if form < 0.1:
        item, signed = bad_form(rng, item, kind), False
    elif form < 0.13 and kind != "list":
        item[0], signed = enc(bad_header(rng, kind)), False
    return loaded(f"{kind}: chosen faults", now, enc(item), signed)


def taken_apart(rng: Random, kind: str, now: int) -> Signed:
    """The object of an honest document."""
    item = opened(enc(sealed(kind, honest(rng, kind, numbered(rng, kind), now))))
    assert item
    return item


def fields(rng: Random, scene: Scene, now: int) -> Input:
    """A document with other fields, signed again."""
    kind = rng.choice(KINDS)
    item = taken_apart(rng, kind, now)
    for _ in range(rng.choice((1, 1, 1, 2))):
        field_change(rng, item, now)
    return loaded(f"{kind}: fields", now, closed(item), item.known)


def encodings(rng: Random, scene: Scene, now: int) -> Input:
    """A document in which something is encoded otherwise, signed again."""
    kind = rng.choice(KINDS)
    item = taken_apart(rng, kind, now)
    encoding_change(rng, item)
    return loaded(f"{kind}: encoding", now, closed(item), item.known)


def forms(rng: Random, scene: Scene, now: int) -> Input:
    """A document whose arrays have other entries."""
    kind = rng.choice(KINDS)
    item = form_change(rng, taken_apart(rng, kind, now))
    return loaded(f"{kind}: form", now, closed(item), False)


def bytes_changed(rng: Random, scene: Scene, now: int) -> Input:
    """A document whose bytes were changed blindly."""
    kind = rng.choice(KINDS)
    data = closed(taken_apart(rng, kind, now))
    around = (scramble(rng, data), data[: rng.randrange(len(data))], data + rng.choice(ITEMS))
    return loaded(f"{kind}: bytes", now, rng.choice(around), False)


def extended(rng: Random, scene: Scene, now: int) -> Input:
    """Keys that this version does not name, with anything inside, at the edge of the depth."""
    kind = rng.choice(("trust", "trust", "list", "root"))
    item = taken_apart(rng, kind, now)
    key = rng.choice((32, 32, 33, 99, 1 << 32, (1 << 53) - 1, 31, -33, "x", b""))
    value = rng.choice((nested(rng.randint(1, 9)), *JUNK, nested(1, {1: 2, "x": [b"", "码"]})))
    spots = [item.payload]
    if kind == "trust":
        issuers = item.payload[5]
        issuers[0][3].insert(0, {2: rng.choice((0, 4, 99, 1 << 40)), 1: 0, "x": nested(3)})
        spots += [*issuers, issuers[0][3][1], issuers[1][3][0], issuers[0][2], issuers[0][4]]
    rng.choice(spots)[key] = value
    return loaded(f"{kind}: more keys", now, closed(item), True)


def large(rng: Random, scene: Scene, now: int) -> Input:
    """A document at the edge of its size, or with more entries than an object may have."""
    kind = rng.choice(("root", "root", "root", "root", "trust", "list"))
    item = taken_apart(rng, kind, now)
    if kind == "list":
        others = 6 + 4 + 4 * 6  # the payload's keys with this one, the windows, and what is in them
        many = (1 << 20) - others + rng.choice((-20, -1, 0, 1, 20))
        item.payload[40] = Raw(b"\x9a" + many.to_bytes(4) + bytes(many))
        return loaded("list: entries", now, closed(item), True)
    size = {"root": 1 << 16, "trust": 1 << 20}[kind] + rng.choice((-1, 0, 1))
    item.payload[32] = b""
    item.payload[32] = bytes(size - len(closed(item)) - (2 if size < 1 << 16 else 4))
    data = closed(item)
    return loaded(f"{kind}: size", now, data + bytes(rng.choice((0, 0, 1))), True)


def next_ones(rng: Random, scene: Scene, now: int) -> Input:
    """Documents in order, numbers near each other, at times the very bytes of an earlier one."""
    return loaded("next documents", now, next_one(rng, scene), True)


def next_one(rng: Random, scene: Scene) -> bytes:
    """One of a few documents of this scene with low numbers."""
    kind = rng.choice(("root", "trust", "trust", "list", "list", "list"))
    number = max(0, IN_FORCE[kind] + rng.choice((-1, 0, 1, 1, 2, 3)))
    which = Random(f"{scene.name} {kind} {number} {rng.choice((0, 0, 1))}")
    issued = scene.start + which.choice((-600, 0, 1, 300))
    if kind == "root":
        names = which.choice((("trust 1", "trust 2"), ("trust 1",), ("trust 3", "trust 1")))
        payload = root_payload(number, issued, issued + which.choice((50, DAY, DAY)))
        payload[5] |= {kid(name): public(name) for name in names}
        payload[6][2] = [1, [kid(name) for name in names]]
        return enc(sealed(kind, payload, which.sample(ROOT_KEYS, 2)))
    if kind == "trust":
        payload = trust_payload(number, issued, issued + which.choice((50, DAY, DAY)))
        if which.random() < 0.3:
            del payload[5][which.randrange(2)][3][which.randrange(3)]
        signers = which.choice((["trust 1"], ["trust 2"], ["trust 1", "trust 2"], ["trust 3"]))
        return enc(sealed(kind, payload, signers))
    payload = list_payload("aa", number, issued, issued + which.choice((50, 3600, DAY)), {})
    payload[5] = dense(which, scene)
    return enc(sealed(kind, payload, [which.choice(("aa revoke",) * 9 + ("bb revoke",))]))


def dense(rng: Random, scene: Scene) -> list[Any]:
    """Windows of now with low serials, many of them."""
    spans = [("aa live", 6 * 3600, 600), ("aa paper", DAY, 3600)]
    found = []
    for name, step, phase in spans:
        first = scene.start - 60 + (phase - scene.start + 60) % step
        for number in range(rng.randint(1, 4)):
            bits = rng.choice((8, 9, 16, BITS, 32))
            found.append(window(kid(name), first + number * step, bits, serials(rng, bits)))
    return sorted(found, key=lambda one: (one[0], one[1]))


def bundles(rng: Random, scene: Scene, now: int) -> Input:
    """Some documents one behind the other, with other items between or behind them."""
    parts, signed = [], False
    for _ in range(rng.randint(1, 5)):
        kind = rng.random()
        if kind < 0.5:
            parts.append(next_one(rng, scene))
        elif kind < 0.75:
            made = rng.choice((fields, encodings, chosen_faults))(rng, scene, now)
            parts.append(bytes.fromhex(made.given["load"]))
            signed |= made.signed
        elif kind < 0.9:
            parts.append(rng.choice(ITEMS))
        elif kind < 0.92:
            opening = rng.choice((b"\x81", b"\xa1\0", b"\xc1", b"\x9f", b"\xd8\x20"))
            closing = b"\xff" if opening == b"\x9f" else b""
            depth = rng.choice((8, 9, 500, 5000, 50_000))
            parts.append(opening * depth + b"\0" + closing * (depth - rng.randrange(2)))
        elif kind < 0.925:
            parts.append(b"\0" * rng.choice((4094, 4095, 4096, 4097)))
        else:
            parts.append(next_one(rng, scene)[: rng.randrange(1, 100)])
    data = b"".join(parts)
    return loaded("bundle", now, b"" if rng.random() < 0.01 else data, signed)


def first_roots(rng: Random, scene: Scene, now: int) -> Input:
    """A root that a gate is given by hand; two answers show whether it took it."""
    payload = root_payload(rng.choice((0, 1, 77, (1 << 53) - 1)), T0 - DAY, T0 + 9 * DAY)
    signed, names, kind = True, None, rng.random()
    if kind < 0.4:
        other = rng.choice(BAD_PAYLOADS["root"])(rng, payload)
        payload = payload if other is None else other
    elif kind < 0.5:
        names, signed = bad_signers(rng, "root"), False
    data = enc(sealed("root", payload, names))
    item = opened(data) if kind > 0.6 else None
    if item:
        if kind < 0.9:
            field_change(rng, item, now)
        else:
            encoding_change(rng, item)
        data, signed = closed(item), item.known
    given = {"at": now, "load": enc(sealed("trust", trust_payload())).hex()}
    return Input("first root", given, signed, root=data)
