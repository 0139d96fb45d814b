"""Roots in the wrong form (spec section 6.2), loaded behind an honest root of version 1."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge, points
from ..case import Case, error, load
from ..rawcbor import dump

Fault = tuple[str, str, Any]

ROOT, TRUST = forge.kid("root"), forge.kid("trust")
KEYS: Final[dict[Any, Any]] = {ROOT: forge.public("root"), TRUST: forge.public("trust")}
ROLES: Final[dict[Any, Any]] = {1: [1, [ROOT]], 2: [1, [TRUST]]}
IAT: Final = forge.NOW - 90 * forge.DAY
LARGEST: Final = 2**53 - 1

NOT_IDS: Final[list[Fault]] = [
    ("empty", "has no character", ""),
    ("of-65", "has 65 characters", "a" * 65),
    ("upper-case", "has a capital", "Example"),
    ("underscore", "has an underscore", "ex_ample"),
    ("space", "ends with a space", "example "),
    ("line-end", "ends with a line end", "example\n"),
    ("not-ascii", "has a letter outside a to z", "éxample"),
    ("other-digits", "has a digit outside 0 to 9", "example٣"),
    ("bytes", "is a byte string", b"example"),
    ("number", "is a number", 7),
]
NOT_UINTS: Final[list[Fault]] = [
    ("negative", "is negative", -1),
    ("text", "is text", "1"),
    ("bytes", "is a byte string", b"\x01"),
    ("array", "is an array", [1]),
]
NOT_KEYS: Final[list[Fault]] = [
    ("31-bytes", "has 31 bytes", forge.public("spare")[:31]),
    ("33-bytes", "has 33 bytes", forge.public("spare") + b"\0"),
    ("no-bytes", "has no bytes", b""),
    ("off-curve", "is no point of the curve", (2).to_bytes(32, "little")),
    ("identity", "is the identity", points.IDENTITY),
    ("order-two", "has order two", points.TORSION[4]),
    ("order-four", "has order four", points.TORSION[2]),
    ("order-eight", "has order eight", points.TORSION[1]),
    ("other-identity", "is the identity with y = p + 1", points.NOT_PRIME_ORDER["identities"][0]),
    ("negative-identity", "is the identity as -0", points.NOT_PRIME_ORDER["identities"][1]),
    ("not-canonical", "has a y of p + 3", (points.P + 3).to_bytes(32, "little")),
    ("mixed-order", "has a part of small order", points.NOT_PRIME_ORDER["mixed"][0]),
    (
        "mixed-order-two",
        "is an honest key and the point of order two",
        points.NOT_PRIME_ORDER["mixed"][3],
    ),
]


def without(value: dict[Any, Any], key: Any) -> dict[Any, Any]:
    """The map without one key."""
    return {other: entry for other, entry in value.items() if other != key}


def _content() -> Iterator[Fault]:
    """Faults of single numbers and names, as changes of the payload."""
    for name, what, value in NOT_IDS:
        yield f"federation-{name}", f"the federation's ID {what}", {1: value}
    for key, member in {2: "version", 3: "iat", 4: "exp"}.items():
        for name, what, value in NOT_UINTS:
            yield f"{member}-{name}", f"{member} {what}", {key: value}
    yield "exp-at-iat", "exp is iat", {4: IAT}
    yield "exp-below-iat", "exp is below iat", {4: IAT - 1}
    for key in range(1, 7):
        yield f"without-{key}", f"key {key} is missing", {key: forge.DROP}
    for key in (0, 7, 31, 32, LARGEST, -1, "32", b""):
        name = f"{key}" if isinstance(key, int) else "text" if key else "bytes"
        yield f"also-{name}", "a key too many: later keys are ignored in other maps only", {key: 0}
    yield "payload-array", "the payload is an array", dump([1, 2, 3, 4, 5, 6])
    yield "payload-number", "the payload is a number", dump(1)
    yield "payload-empty-map", "the payload is an empty map", dump({})


def _spare_keys(number: int) -> dict[Any, Any]:
    """So many keys that are in no role, by kid."""
    names = [f"spare-{place}" for place in range(number)]
    return {forge.kid(name): forge.public(name) for name in names}


def _keys() -> Iterator[Fault]:
    """Faults of the map of keys."""
    for name, what, value in NOT_KEYS:
        entry = {forge.thumb(value): value}
        yield f"key-{name}", f"a key, in no role, {what}", {5: {**KEYS, **entry}}
    spare, kid = forge.public("spare"), forge.kid("spare")
    for name, what, entry in [
        ("text", "a key is text", {kid: spare.hex()[:32]}),
        ("number", "a key is a number", {kid: 1}),
        ("kid-of-another", "a key stands under another kid", {b"\0\0\0\0": spare}),
        ("kid-3-bytes", "a kid has 3 bytes", {kid[:3]: spare}),
        ("kid-5-bytes", "a kid has 5 bytes", {forge.kid("spare") + b"\0": spare}),
        ("kid-32-bytes", "a kid is the whole hash's length", {spare: spare}),
        ("kid-text", "a kid is text", {kid.hex(): spare}),
        ("kid-number", "a kid is a number", {32: spare}),
    ]:
        yield f"key-{name}", what, {5: {**KEYS, **entry}}
    swapped = {ROOT: KEYS[TRUST], TRUST: KEYS[ROOT]}
    yield "keys-swapped", "two keys stand under each other's kid", {5: swapped}
    yield "keys-array", "the keys are an array", {5: list(KEYS.values())}
    yield "keys-empty", "there are no keys", {5: {}}
    yield "keys-65", "there are 65 keys", {5: {**KEYS, **_spare_keys(63)}}
    yield "key-of-root-missing", "the kid in role 1 is not among the keys", {5: without(KEYS, ROOT)}
    yield (
        "key-of-trust-missing",
        "the kid in role 2 is not among the keys",
        {5: without(KEYS, TRUST)},
    )


def _roles() -> Iterator[Fault]:
    """Faults of the roles."""
    for name, what, roles in [
        ("without-1", "there is no role 1", without(ROLES, 1)),
        ("without-2", "there is no role 2", without(ROLES, 2)),
        ("also-0", "there is a role 0", {**ROLES, 0: ROLES[1]}),
        ("also-3", "there is a role 3", {**ROLES, 3: ROLES[1]}),
        ("also-32", "there is a role 32", {**ROLES, 32: ROLES[1]}),
        ("also-text", "there is a role with a name", {**ROLES, "root": ROLES[1]}),
        ("array", "the roles are an array", list(ROLES.values())),
        ("empty", "there are no roles", {}),
    ]:
        yield f"roles-{name}", what, {6: roles}
    for number, kid in ((1, ROOT), (2, TRUST)):
        for name, what, role in [
            ("map", "is a map", {1: 1, 2: [kid]}),
            ("of-one", "has no kids", [1]),
            ("of-three", "has a third entry", [1, [kid], 0]),
            ("threshold-0", "has the threshold 0", [0, [kid]]),
            ("threshold-above", "has a threshold above the number of kids", [2, [kid]]),
            ("threshold-negative", "has a negative threshold", [-1, [kid]]),
            ("threshold-text", "has a threshold that is text", ["1", [kid]]),
            ("nobody", "has no kids and the threshold 1", [1, []]),
            ("nobody-and-0", "has no kids and the threshold 0", [0, []]),
            ("kids-map", "has kids in a map", [1, {0: kid}]),
            ("kids-keys", "has kids as the keys of a map", [1, {kid: 0}]),
            ("kid-bare", "has a kid in place of an array", [1, kid]),
            ("kid-twice", "has a kid twice", [1, [kid, kid]]),
            ("kid-twice-of-2", "has a kid twice, for the threshold 2", [2, [kid, kid]]),
            ("kid-unknown", "has a kid that is not among the keys", [1, [kid, forge.kid("spare")]]),
            ("kid-short", "has a kid of 3 bytes", [1, [kid, kid[:3]]]),
            ("kid-text", "has a kid that is text", [1, [kid, kid.hex()]]),
            ("kid-number", "has a kid that is a number", [1, [kid, 1]]),
            ("kid-array", "has a kid that is an array", [1, [kid, [kid]]]),
        ]:
            yield f"role-{number}-{name}", f"role {number} {what}", {6: {**ROLES, number: role}}


def _cose() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Faults around the payload, as changes of the whole object."""
    for name, what, header in [
        ("alg", "the body's header has an alg", {forge.ALG: forge.ED25519}),
        ("kid", "the body's header has a kid", {forge.KID: ROOT}),
        ("later", "the body's header has a key 32: only four payloads ignore such", {32: 0}),
        ("text", "the body's header has a key that is text", {"typ": 0}),
    ]:
        yield f"header-{name}", what, {"header": header}
    for name, what, place, value in [
        ("unprotected-kid", "the unprotected header is not empty", 1, {forge.KID: ROOT}),
        ("unprotected-array", "the unprotected header is an array", 1, []),
        ("unprotected-bytes", "the unprotected header is a byte string", 1, b"\xa0"),
        ("payload-text", "the payload is text", 2, "payload"),
        ("payload-not-wrapped", "the payload is the map itself", 2, {1: "example"}),
        ("signatures-bytes", "a signature in place of the signatures", 3, bytes(64)),
        ("signatures-map", "the signatures are a map", 3, {}),
        ("signatures-number", "the signatures are a number", 3, 0),
    ]:
        yield name, what, {"outer": {place: value}}


FAULTS: Final[list[tuple[str, str, dict[str, Any]]]] = [
    *(
        (name, what, {"change": change})
        for name, what, change in (*_content(), *_keys(), *_roles())
    ),
    *_cose(),
]

SPARES: Final = tuple(f"spare-{number}" for number in range(31))
GOOD: Final[list[tuple[str, str, dict[str, Any]]]] = [
    (
        "key-in-no-role",
        "a key is in no role",
        {"trust_keys": ("trust", "spare"), "change": {6: ROLES}},
    ),
    ("keys-64", "there are 64 keys", {"change": {5: {**KEYS, **_spare_keys(62)}}}),
    ("one-key-for-both", "one key is in both roles", {"trust_keys": ("root",)}),
    (
        "31-more-keys",
        "each role has 32 kids",
        {"root_keys": ("root", *SPARES), "root_threshold": 1},
    ),
    ("shortest-life", "exp is iat + 1", {"exp": IAT + 1}),
    ("last-exp", "exp is the greatest number there is", {"exp": LARGEST}),
    ("from-zero", "iat is 0", {"iat": 0}),
]


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, what, rest in FAULTS:
        yield Case(f"root/{name}", what, "6.2", [load(forge.root(2, **rest), error("bad_root"))])
    for name, what, rest in GOOD:
        yield Case(f"root/good-{name}", what, "6.2", [load(forge.root(2, **rest))])
    yield Case("root/good", "nothing is wrong", "6.2", [load(forge.root(2))])
