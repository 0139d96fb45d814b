"""Documents loaded by a gate: with chosen faults, spoilt blindly, and in bundles."""

from random import Random
from typing import Any

from huepass.core import GateState, describe, load, load_all
from huepass.errors import DocumentRefused, HuepassError

from .outcome import Outcome, require
from .papers import BAD_PAYLOADS, BAD_REASON, CONTENT, bad_form, bad_header, bad_signers
from .raw import Raw, enc, kid, poison, rice
from .shows import scramble, shuffle
from .world import (
    BITS,
    DAY,
    LIST,
    NAMES,
    ROOT_KEYS,
    SPECS,
    T0,
    TRUST_KEYS,
    list_payload,
    multi_signed,
    places,
    revoked,
    root_payload,
    sign1,
    trust_payload,
)

KINDS = ("root", "trust", "list")
STAGES = (
    "clock_behind", "too_large", "bad_cbor", "bad_structure", "bad_root", "bad_trust_list",
    "bad_revocation_list", "rollback", "equivocation", "not_yet_issued", "loaded",
)  # fmt: skip
SIZES = {"root": 64 << 10, "trust": 1 << 20}
IN_FORCE = {"root": 3, "trust": 5, "list": 7}
# Text that names no document, or isn't text.
OTHER_TYPES = ("", "application/cbor", "application/huepass-root", LIST + " ", 16, b"x", [], {})


def small_lists(rng: Random) -> dict[tuple[bytes, int], list[int]]:
    """Some windows of the first issuer."""
    windows = rng.sample(list(revoked()["aa"].items()), 4)
    return dict(windows)


def honest(rng: Random, kind: str, number: int, now: int) -> Any:
    """The payload of a document in order."""
    issued = now - rng.choice((-300, -299, 0, 1, 600))
    if kind == "root":
        return root_payload(number, issued, issued + rng.choice((1, DAY, 999 * DAY)))
    if kind == "trust":
        return trust_payload(number, issued, issued + rng.choice((1, DAY, 30 * DAY)))
    fresh = issued + rng.choice((1, 3600, DAY))
    return list_payload("aa", number, issued, fresh, small_lists(rng))


def sealed(kind: str, payload: Any, names: Any = None, header: Any = None) -> list[Any]:
    """The signed tree of a document."""
    if kind == "list":
        signer = names[0] if names else "aa revoke"
        return sign1(header or {1: -19, 4: kid(signer), 16: LIST}, payload, signer)
    if names is None:
        names = ROOT_KEYS[1:] if kind == "root" else TRUST_KEYS[:1]
    return multi_signed(CONTENT[kind], payload, names)


def outcome_of(state: GateState, data: bytes, now: int) -> tuple[str, GateState]:
    """`loaded` or the reason, and the state afterwards."""
    try:
        return "loaded", load(state, data, now)
    except DocumentRefused as error:
        return str(error.reason), state


def faulty(rng: Random) -> Outcome:
    """A document with chosen faults, or with none."""
    kind = rng.choice(KINDS)
    place = places()[rng.choice(("fresh", "stale"))]
    state, now = place.state, T0 + rng.randrange(80_000)
    right = "loaded"
    signed = False
    number = IN_FORCE[kind] + 1 if kind == "root" else IN_FORCE[kind] + rng.choice((1, 2, 1 << 40))
    late = rng.random()
    if late < 0.1:
        number, right, signed = IN_FORCE[kind] - rng.randint(1, IN_FORCE[kind]), "rollback", True
    elif late < 0.2:
        number, right, signed = IN_FORCE[kind], "equivocation", True
    payload = honest(rng, kind, number, now)
    if rng.random() < 0.12:
        later = now + 301 + rng.choice((0, 0, 1, 9999))
        payload[4] += later - payload[3]
        payload[3] = later
        right, signed = _first(right, "not_yet_issued"), True
    names = header = None
    fault = rng.random()
    if kind != "root" and fault > 0.6 and rng.random() < 0.5:
        _later_version(rng, kind, payload)
    if fault < 0.45:
        change = rng.choice(BAD_PAYLOADS[kind])
        other = change(rng, payload)
        payload = payload if other is None else other
        right, signed = BAD_REASON[kind], True
    elif fault < 0.5:
        right = BAD_REASON[kind]
        if kind == "list":
            names = [rng.choice(("nobody", "aa live", "aa paper", "bb revoke", "root 1"))]
        else:
            names = bad_signers(rng, kind)
    elif fault < 0.55 and kind == "list":
        header, right, signed = bad_header(rng, kind), BAD_REASON[kind], True
    elif fault < 0.6:
        right, signed = "bad_cbor", True
        payload = poison(rng, payload)
    item: Any = sealed(kind, payload, names, header)
    form = rng.random()
    if form < 0.05 and right != "bad_cbor":
        item, right, signed = bad_form(rng, item, kind), BAD_REASON[kind], False
    elif form < 0.07 and right != "bad_cbor" and kind != "list":
        item[0] = enc(bad_header(rng, kind))
        right, signed = BAD_REASON[kind], False
    elif form < 0.12 and right != "bad_cbor":
        item, right = _no_structure(rng, item), _first(right, "bad_structure")
        signed = False
    elif form < 0.15:
        item, right, signed = poison(rng, item), "bad_cbor", False
    data = item if isinstance(item, Raw) else enc(item)
    outside = rng.random()
    if outside < 0.04:
        data, right, signed = _around(rng, data), "bad_cbor", False
    elif outside < 0.08 and kind in SIZES and form >= 0.15 and fault < 0.55:
        size = SIZES[kind] + rng.choice((1, 2))
        data, right, signed = data.ljust(size, b"\0"), "too_large", False
    if rng.random() < 0.05:
        now = state.time_floor - 301 - rng.choice((0, 1, DAY))
        right = "clock_behind"
    got, after = outcome_of(state, data, now)
    require(got == right, f"{kind}: {right}", got)
    if got == "loaded":
        _took_effect(kind, payload, data, after)
    else:
        require(after is state, "a refused document has changed something", "")
    return Outcome(f"{kind}", [got], signed)


def _first(*reasons: str) -> str:
    return min(reasons, key=STAGES.index)


def _later_version(rng: Random, kind: str, payload: Any) -> None:
    """What later versions may add, and other things that are no faults."""
    key = rng.choice((32, 33, 1 << 32))
    payload[key] = rng.choice((0, "x", [1], {1: 1}))
    if kind == "trust":
        issuer = payload[5][0]
        issuer[key] = b"later"
        issuer[3][0][key] = []
        issuer[3].insert(0, {2: rng.choice((0, 4, 99)), 1: "anything", "x": {}})
        payload[5][1][4][1 << 40] = [0, {}]
    elif rng.random() < 0.5:
        payload[5] = []
    else:
        payload[5].append([b"\xff" * 4, T0, BITS, 2, *rice([0, (1 << BITS) - 1], BITS)])


def _no_structure(rng: Random, item: Any) -> Any:
    """Well-formed, and no document."""
    typeless: Any = rng.choice(({}, {1: -19}, 0, [], "x", *({16: name} for name in OTHER_TYPES)))
    return rng.choice(
        (
            [enc(typeless), *item[1:]],
            item[:3],
            [*item, 0],
            [{}, *item[1:]],
            rng.choice((0, -1, "x", b"", [], {}, {1: 2})),
        )
    )


def _around(rng: Random, data: bytes) -> bytes:
    return rng.choice(
        (
            data + rng.choice((b"\0", b"\xff", b"\xa0")),
            data[: rng.randrange(len(data))],
            b"\xd8\x62" + data,
            b"\x98\x04" + data[1:],
            b"\x9f" + data[1:] + b"\xff",
        )
    )


def _took_effect(kind: str, payload: Any, data: bytes, state: GateState) -> None:
    """What was loaded is in force, with what it says."""
    if kind == "root":
        root = state.root
        require((root.version, root.document) == (payload[2], data), "another root", "")
        require(state.time_floor >= payload[3], "the time floor is too low", state.time_floor)
    elif kind == "trust":
        trust = state.trust
        assert trust is not None
        require((trust.sequence, trust.document) == (payload[2], data), "another trust list", "")
        require(len(trust.by_kid) == len(SPECS), "keys are missing", len(trust.by_kid))
        require(trust.issuers[0].names == NAMES["aa"], "other names", "")
    else:
        found = state.lists["aa"]
        require((found.sequence, found.document) == (payload[2], data), "another list", "")
        windows = {key: list(serials) for key, serials in found.windows.items()}
        known = revoked()["aa"]
        right = {key: known.get(key, [0, (1 << BITS) - 1]) for key in windows}
        require(windows == right and len(windows) == len(payload[5]), "other serials", "")


def mutated(rng: Random) -> Outcome:
    """A document changed at random and signed again by whoever should."""
    kind = rng.choice(KINDS)
    state, now = places()["fresh"].state, T0 + rng.randrange(80_000)
    payload = honest(rng, kind, IN_FORCE[kind] + 1, now)
    for _ in range(rng.choice((1, 1, 2))):
        payload = shuffle(rng, payload)
    data = enc(sealed(kind, payload))
    got, after = outcome_of(state, data, now)
    right = {"loaded", BAD_REASON[kind], "rollback", "equivocation", "not_yet_issued", "bad_cbor"}
    require(got in right, f"{kind}: one of {right}", got)
    require(got == "loaded" or after is state, "a refused document has changed something", "")
    return Outcome(f"{kind}, mutated", [got], True)


def spoilt(rng: Random) -> Outcome:
    """A document whose bytes are changed blindly: refused unless it is the same."""
    kind = rng.choice(KINDS)
    state, now = places()["fresh"].state, T0 + rng.randrange(80_000)
    payload = honest(rng, kind, IN_FORCE[kind] + 1, now)
    data = enc(sealed(kind, payload))
    changed = scramble(rng, data)
    got, after = outcome_of(state, changed, now)
    require((got == "loaded") == (changed == data), "a changed document is accepted", got)
    require(got == "loaded" or after is state, "a refused document has changed something", "")
    report = load_all(state, changed, now)
    require(report.loaded <= (data in changed), "a changed bundle is accepted", report.loaded)
    try:
        described = describe(changed)
    except HuepassError as error:
        described = str(error.reason)
    require(isinstance(described, str), "no description", described)
    return Outcome(f"{kind}, spoilt", [got], False)
