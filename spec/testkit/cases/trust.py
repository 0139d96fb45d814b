"""Trust lists in the wrong form (spec section 6.3), apart from their issuers' keys."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, answer, error, load, show
from ..rawcbor import dump
from .root import LARGEST, NOT_IDS, NOT_UINTS

Fault = tuple[str, str, Any]

IAT: Final = forge.NOW - forge.DAY
MONTH: Final = 30 * forge.DAY
NOT_LATER: Final[dict[str, Any]] = {
    "0": 0,
    "31": 31,
    "minus-1": -1,
    "minus-33": -33,
    "text": "32",
    "bytes": b"\x20",
    "no-bytes": b"",
}

NOT_NAMES: Final[list[Fault]] = [
    ("array", "are an array", [["en", "name"]]),
    ("text", "are a text", "name"),
    ("language-number", "have a number for a language", {1: "name"}),
    ("language-bytes", "have a byte string for a language", {b"en": "name"}),
    ("number", "have a number for a name", {"en": 1}),
    ("bytes", "have a byte string for a name", {"en": b"name"}),
    ("map", "have a map for a name", {"en": {"name": "name"}}),
    ("65", "have one of 65 code points", {"en": "n" * 65}),
    ("65-of-4-bytes", "have one of 65 code points outside the BMP", {"en": "\U0001f7e2" * 65}),
    ("second-of-65", "have a second one of 65 code points", {"en": "name", "zh": "广" * 65}),
    *(
        (f"u-{point:04x}", f"have one with U+{point:04X} in it", {"en": f"a{chr(point)}z"})
        for point in (
            *(0x0000, 0x0009, 0x000A, 0x000D, 0x001F, 0x007F, 0x0080, 0x009F, 0x061C),
            *(0x200E, 0x200F, 0x202A, 0x202C, 0x202E, 0x2066, 0x2068, 0x2069),
        )
    ),
]
GOOD_NAMES: Final[list[Fault]] = [
    ("none", "are empty", {}),
    ("empty", "have an empty one", {"en": ""}),
    ("64", "have one of 64 code points", {"en": "n" * 64}),
    ("64-of-4-bytes", "have one of 64 code points outside the BMP", {"en": "\U0001f7e2" * 64}),
    ("combining", "have one with marks that combine: each is a code point", {"en": "e\u0301" * 32}),
    (
        "any-language",
        "have languages that are any text",
        {"": "a", "\u202e\x00": "b", "l" * 70: "c"},
    ),
    (
        "neighbours",
        "have the neighbours of what is forbidden",
        {"en": " ~\u00a0\u061b\u061d\u200d\u2010\u2029\u202f\u2065\u206a\ue000\U0010ffff"},
    ),
]


def _content() -> Iterator[Fault]:
    """Faults as changes of the payload."""
    for name, what, value in NOT_IDS:
        yield f"federation-{name}", f"the federation's ID {what}", {1: value}
    yield "federation-other", "it is another federation's", {1: "example2"}
    for key, member in {2: "seq", 3: "iat", 4: "exp"}.items():
        for name, what, value in NOT_UINTS:
            yield f"{member}-{name}", f"{member} {what}", {key: value}
    for name, what, exp in [
        ("at-iat", "exp is iat", IAT),
        ("below-iat", "exp is below iat", IAT - 1),
        ("after-30-days", "exp is 30 days and a second after iat", IAT + MONTH + 1),
        ("never", "exp is the greatest number there is", LARGEST),
    ]:
        yield f"exp-{name}", what, {4: exp}
    for key in range(1, 6):
        yield f"without-{key}", f"key {key} is missing", {key: forge.DROP}
    for name, key in {"6": 6, **NOT_LATER}.items():
        yield f"also-{name}", "a key too many that is no integer of 32 or more", {key: 0}
    yield "issuers-map", "the issuers are a map", {5: {"gz": forge.issuer()}}
    yield "issuers-number", "the issuers are a number", {5: 0}
    yield "issuer-array", "an issuer is an array", {5: [forge.issuer(), ["sz"]]}
    yield "issuer-text", "an issuer is a text", {5: ["gz"]}
    yield "issuer-twice", "an issuer stands there twice", {5: [forge.issuer(keys=[])] * 2}
    same = forge.issuer(keys=forge.issuer_keys("sz-"))
    yield "issuers-of-one-id", "two issuers have one ID", {5: [forge.issuer(), same]}
    yield "payload-array", "the payload is an array", dump([1, 2, 3, 4, 5])
    yield "payload-number", "the payload is a number", dump(1)


def _issuer() -> Iterator[Fault]:
    """Faults as changes of the issuer."""
    for name, what, value in NOT_IDS:
        yield f"id-{name}", f"the issuer's ID {what}", {1: value}
    for name, what, value in NOT_NAMES:
        yield f"names-{name}", f"the names {what}", {2: value}
    yield "keys-map", "the keys are a map", {3: {}}
    yield "keys-bytes", "the keys are a byte string", {3: b""}
    yield "colours-array", "the colours are an array", {4: [[1, [0, {}]]]}
    yield "url-number", "the URL is a number", {5: 1}
    yield "url-bytes", "the URL is a byte string", {5: b"http://localhost/"}
    for key in range(1, 6):
        yield f"issuer-without-{key}", f"an issuer without key {key}", {key: forge.DROP}
    for name, key in {"6": 6, **NOT_LATER}.items():
        yield f"issuer-also-{name}", "a key too many that is no integer of 32 or more", {key: 0}
    for name, what, value in NOT_NAMES:
        if not name.startswith("u-00"):
            yield f"labels-{name}", f"a colour's labels {what}", {4: {1: [0, value]}}
    for name, what, colours in [
        ("level-4", "a level is 4", {1: [4, {}]}),
        ("level-negative", "a level is negative", {1: [-1, {}]}),
        ("level-text", "a level is text", {1: ["clear", {}]}),
        ("level-array", "a level is an array", {1: [[0], {}]}),
        ("colour-negative", "a colour is negative", {-1: [0, {}]}),
        ("colour-text", "a colour is text", {"1": [0, {}]}),
        ("colour-bytes", "a colour is a byte string", {b"\x01": [0, {}]}),
        ("colour-of-1", "a colour has no labels", {1: [0]}),
        ("colour-of-3", "a colour has a third entry", {1: [0, {}, 0]}),
        ("colour-map", "a colour's entry is a map", {1: {0: 0, 1: {}}}),
        ("colour-bare", "a colour's entry is a level", {1: 0}),
        ("colour-7-level-4", "a colour that is not used has the level 4", {7: [4, {}]}),
        ("colour-7-labels", "a colour that is not used has wrong labels", {7: [0, {"en": 1}]}),
        ("colour-7-bare", "a colour that is not used has another form", {7: 0}),
    ]:
        yield name, what, {4: colours}


def _good() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Unusual trust lists that are right, and have the issuer's keys."""
    yield "exp-after-30-days", "exp is 30 days after iat", {"exp": IAT + MONTH}
    yield "exp-later", "the list ends in a second", {"exp": forge.NOW + 1}
    yield "seq-0", "seq is 0", {"seq": 0}
    yield "seq-largest", "seq is the greatest number there is", {"seq": LARGEST}
    for key in (32, 33, LARGEST):
        what = f"key {key} is left to later versions"
        yield f"later-{key}", what, {"change": {key: [{"x": [-1]}]}}
        yield f"issuer-later-{key}", what, {"issuers": [forge.issuer(change={key: {}})]}
    yield (
        "order",
        "the issuers are in no order",
        {"issuers": [forge.other_issuer(), forge.issuer()]},
    )
    bare = forge.issuer("sz", keys=[], colours={}, change={2: {}, 5: ""})
    yield "bare-issuer", "another issuer has nothing", {"issuers": [forge.issuer(), bare]}
    for id in ("a", "0", "-", ".", "z" * 64):
        issuer = forge.issuer(id, keys=[])
        yield f"id-{id}", f"another issuer is called {id}", {"issuers": [issuer, forge.issuer()]}
    for name, what, names in GOOD_NAMES:
        issuer = forge.issuer(change={2: names})
        yield f"names-{name}", f"the names {what}", {"issuers": [issuer]}
        issuer = forge.issuer(colours={1: [0, names]})
        yield f"labels-{name}", f"the labels {what}", {"issuers": [issuer]}
    for name, url in {"empty": "", "other": "\u202ex\x00", "long": "u" * 3000}.items():
        issuer = forge.issuer(change={5: url})
        yield f"url-{name}", "of the URL only the type is looked at", {"issuers": [issuer]}


def cases() -> Iterator[Case]:
    """All cases of this file."""
    refused = error("bad_trust_list")
    for name, what, change in _content():
        steps = [load(forge.trust_list(change=change), refused)]
        yield Case(f"trust/{name}", what, "6.3", steps)
    for name, what, change in _issuer():
        steps = [load(forge.trust_list(issuers=[forge.issuer(change=change)]), refused)]
        yield Case(f"trust/{name}", what, "6.3", steps)
    for name, what, change in _content():
        if name.startswith("exp-"):
            # A list in force stays, and is neither rolled back nor replaced by a bad one.
            bad = load(forge.trust_list(2, change=change), refused)
            shown = show(forge.paper(), answer("check", medium="paper", stale=True))
            steps = [load(forge.trust_list()), bad, shown]
            yield Case(f"trust/kept-{name}", f"{what}; the list before stays", "6.3", steps)
    shown = show(forge.live(), answer("check", stale=True))
    for name, what, rest in _good():
        yield Case(f"trust/good-{name}", what, "6.3", [load(forge.trust_list(**rest)), shown])
    nobody = load(forge.trust_list(issuers=[]))
    steps = [nobody, show(forge.paper(), error("unknown_key"))]
    yield Case("trust/good-no-issuers", "there are no issuers", "6.3", steps)
    colours = {**forge.COLOURS, 7: [0, {"en": "seven"}], LARGEST: [3, {}]}
    unused = load(forge.trust_list(issuers=[forge.issuer(colours=colours)]))
    undetermined = answer("refuse", colour=7, level="undetermined", medium="paper", stale=True)
    steps = [unused, show(forge.paper(colour=7), undetermined)]
    yield Case("trust/good-colour-7", "a colour above 6 is listed, and not used", "6.4", steps)
    for name, what, rest in [
        ("body-alg", "the body's header has an alg", {"header": {forge.ALG: forge.ED25519}}),
        ("body-later", "the body's header has a key 32", {"header": {32: 0}}),
        ("unprotected", "the unprotected header is not empty", {"outer": {1: {4: b"kids"}}}),
        ("unprotected-array", "the unprotected header is an array", {"outer": {1: []}}),
        ("payload-text", "the payload is text", {"outer": {2: "payload"}}),
        ("payload-not-wrapped", "the payload is a map", {"outer": {2: {}}}),
        ("signature-bare", "a signature in place of the array", {"outer": {3: bytes(64)}}),
        ("signatures-map", "the signatures are a map", {"outer": {3: {}}}),
    ]:
        yield Case(f"trust/{name}", what, "2.2", [load(forge.trust_list(**rest), refused)])
