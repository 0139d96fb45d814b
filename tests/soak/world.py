"""A federation with two issuers, the states that a gate can be in, and what the rules make of them.

What is here restates the specification independently: the expected answers come from it.
"""

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from huepass.core import Action, GateState, Level, Policy, load_all

from .raw import enc, kid, public, rice, sign

HOUR, DAY = 3600, 86400
T0 = 1_790_000_000 // DAY * DAY
BITS = 20
ROOT, TRUST, LIST = (f"application/huepass-{name}+cose" for name in ("root", "trust", "rl"))
ROOT_KEYS = ("root 1", "root 2", "root 3")
TRUST_KEYS = ("trust 1", "trust 2")


@dataclass(frozen=True)
class Spec:
    """A key of an issuer as the trust list describes it."""

    name: str
    issuer: str
    usage: int
    nbf: int = T0 - 200 * DAY
    naf: int = T0 + 200 * DAY
    lifetime: int = 0
    step: int = 0
    phase: int = 0

    def entry(self) -> dict[int, Any]:
        """Its entry in a trust list."""
        entry: dict[int, Any] = {
            1: public(self.name), 2: self.usage, 3: self.nbf, 4: self.naf
        }  # fmt: skip
        return entry | ({5: self.lifetime, 6: self.step, 7: self.phase} if self.lifetime else {})


def _live(name: str, issuer: str, phase: int, **times: int) -> Spec:
    return Spec(name, issuer, 1, lifetime=6 * HOUR + 600, step=6 * HOUR, phase=phase, **times)


def _paper(name: str, issuer: str, phase: int, **times: int) -> Spec:
    return Spec(name, issuer, 2, lifetime=8 * DAY, step=DAY, phase=phase, **times)


SPECS = {
    spec.name: spec
    for spec in (
        _live("aa live", "aa", 600),
        _live("aa live early", "aa", 600, naf=T0 - DAY),
        _live("aa live late", "aa", 600, nbf=T0 + 40 * DAY),
        _paper("aa paper", "aa", HOUR),
        _paper("aa paper early", "aa", HOUR, naf=T0 - DAY),
        _paper("aa paper late", "aa", HOUR, nbf=T0 + 40 * DAY),
        Spec("aa revoke", "aa", 3),
        _live("bb live", "bb", 0),
        _paper("bb paper", "bb", 0),
        Spec("bb revoke", "bb", 3),
    )
}
LEVELS = {"aa": {0: 3, 1: 0, 2: 1, 3: 2, 5: 0, 9: 0}, "bb": {1: 0, 4: 1}}
LABELS = {
    0: {"zh": "灰码"}, 1: {"zh": "绿码", "en": "green"}, 2: {"zh": "黄码"}, 3: {},
    4: {"en": "blue"}, 5: {"en": "orange"}, 9: {"en": "later"},
}  # fmt: skip
NAMES = {"aa": {"zh": "甲", "en": "A"}, "bb": {"zh": "乙"}}

ACTIONS = ("pass", "check", "refuse")
_UNUSUAL = {
    Level.CLEAR: Action.CHECK,
    Level.CHECK: Action.PASS,
    Level.STOP: Action.REFUSE,
    Level.UNDETERMINED: Action.CHECK,
}
# A policy, its actions by level, and its action while the list is stale, as places in ACTIONS.
POLICIES = [
    (Policy(accept_paper=True), (0, 1, 2, 2), 1),
    (Policy(accept_paper=True, on_stale=Action.REFUSE), (0, 1, 2, 2), 2),
    (Policy(accept_paper=True, actions=_UNUSUAL), (1, 0, 2, 1), 1),
]
NO_PAPER = Policy(accept_paper=False)


def root_payload(version: int = 3, issued: int = T0 - 10 * DAY, ends: int = T0 + 300 * DAY) -> Any:
    """The payload of this federation's root."""
    return {
        1: "fed", 2: version, 3: issued, 4: ends,
        5: {kid(name): public(name) for name in ROOT_KEYS + TRUST_KEYS},
        6: {1: [2, [kid(name) for name in ROOT_KEYS]], 2: [1, [kid(name) for name in TRUST_KEYS]]},
    }  # fmt: skip


def trust_payload(sequence: int = 5, issued: int = T0 - HOUR, ends: int = T0 + 29 * DAY) -> Any:
    """The payload of this federation's trust list."""
    return {
        1: "fed", 2: sequence, 3: issued, 4: ends,
        5: [
            {
                1: issuer,
                2: dict(NAMES[issuer]),
                3: [spec.entry() for spec in SPECS.values() if spec.issuer == issuer],
                4: {colour: [level, dict(LABELS[colour])] for colour, level in levels.items()},
                5: f"https://{issuer}.example/list",
            }
            for issuer, levels in LEVELS.items()
        ],
    }  # fmt: skip


def list_payload(
    issuer: str, sequence: int, issued: int, fresh: int, revoked: dict[tuple[bytes, int], list[int]]
) -> Any:
    """The payload of a revocation list."""
    return {
        1: issuer, 2: sequence, 3: issued, 4: fresh,
        5: [
            [key_id, expiry, BITS, len(serials), *rice(serials, BITS)]
            for (key_id, expiry), serials in sorted(revoked.items())
        ],
    }  # fmt: skip


def multi_signed(kind: str, payload: Any, names: Any) -> list[Any]:
    """A COSE_Sign as a tree, signed by the named."""
    protected, body = enc({16: kind}), enc(payload)
    entries = []
    for name in names:
        header = enc({1: -19, 4: kid(name)})
        entries.append([header, {}, sign(name, ["Signature", protected, header, b"", body])])
    return [protected, {}, body, entries]


def sign1(header: Any, payload: Any, name: str) -> list[Any]:
    """A COSE_Sign1 as a tree, signed by the named."""
    protected, body = enc(header), enc(payload)
    return [protected, {}, body, sign(name, ["Signature1", protected, b"", body])]


def list_signed(payload: Any, name: str) -> list[Any]:
    """A revocation list as a tree."""
    return sign1({1: -19, 4: kid(name), 16: LIST}, payload, name)


@dataclass(frozen=True)
class Place:
    """A state of a gate, and what is known about it."""

    state: GateState
    issued: int = 0
    fresh: int = 0
    listed: bool = False


@cache
def revoked() -> dict[str, dict[tuple[bytes, int], list[int]]]:
    """By issuer and window, what is revoked; every fifth window isn't mentioned."""
    rng = Random("revoked")
    found: dict[str, dict[tuple[bytes, int], list[int]]] = {"aa": {}, "bb": {}}
    for spec in SPECS.values():
        if not spec.lifetime:
            continue
        start = T0 - 2 * DAY - (T0 - 2 * DAY - spec.phase) % spec.step
        for count, expiry in enumerate(range(start, T0 + 12 * DAY, spec.step)):
            if count % 5:
                serials = sorted(rng.sample(range(1 << BITS), 30))
                found[spec.issuer][kid(spec.name), expiry] = serials
    return found


@cache
def places() -> dict[str, Place]:
    """The states, made from honest documents."""
    root = enc(multi_signed(ROOT, root_payload(), ROOT_KEYS[:2]))
    trust = enc(multi_signed(TRUST, trust_payload(), TRUST_KEYS[:1]))
    ended = enc(multi_signed(ROOT, root_payload(ends=T0 - 1), ROOT_KEYS[:2]))

    def made(first: bytes, *others: bytes) -> GateState:
        state, loaded, errors, _ = load_all(GateState.begin(first), b"".join(others) or first, T0)
        assert not errors and loaded == max(1, len(others)), errors
        return state

    def lists(fresh: int) -> list[bytes]:
        return [
            enc(list_signed(list_payload(issuer, 7, T0 - 600, fresh, windows), f"{issuer} revoke"))
            for issuer, windows in revoked().items()
        ]

    soon, long = T0 - 300, T0 - 600 + DAY
    return {
        "fresh": Place(made(root, trust, *lists(long)), T0 - 600, long, True),
        "stale": Place(made(root, trust, *lists(soon)), T0 - 600, soon, True),
        "no lists": Place(made(root, trust)),
        "no trust": Place(made(root)),
        "root ended": Place(made(ended, trust, *lists(long)), T0 - 600, long, True),
    }


def expected(
    place: Place, policy: int, spec: Spec, serial: int, expiry: int, colour: int, now: int
) -> dict[str, Any]:
    """The answer to a code without fault (spec sections 5 and 7)."""
    stale = True
    if place.listed:
        named = (kid(spec.name), expiry) in revoked()[spec.issuer]
        covered = expiry > place.issued and expiry - spec.lifetime < place.fresh
        stale = now >= place.fresh or not (named or covered)
    level = LEVELS[spec.issuer].get(colour, 3) if colour <= 6 else 3
    known = colour <= 6 and colour in LEVELS[spec.issuer]
    _, actions, on_stale = POLICIES[policy]
    return {
        "action": ACTIONS[max(actions[level], on_stale) if stale else actions[level]],
        "colour": colour,
        "level": level,
        "labels": LABELS[colour] if known else {},
        "issuer": spec.issuer,
        "issuer_names": NAMES[spec.issuer],
        "medium": "live" if spec.usage == 1 else "paper",
        "stale": stale,
    }
