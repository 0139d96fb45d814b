"""Revocation lists that are refused, or just not (spec sections 5.1 and 5.2)."""

from collections.abc import Iterator
from typing import Any, Final

from .. import crafted, forge, points
from ..case import Case, answer, error, load, loaded, show
from ..rawcbor import dump
from .document import inside
from .root import LARGEST, NOT_IDS, NOT_UINTS
from .signatures import flip
from .trust import NOT_LATER

ALG, KID, TYP = forge.ALG, forge.KID, forge.CONTENT_TYPE
IAT: Final = forge.NOW - 60
EXP: Final = forge.PAPER_EXPIRY
BAD: Final = error("bad_revocation_list")
TRUSTED: Final = load(forge.trust_list(issuers=[forge.issuer(), forge.other_issuer()]))
GOOD: Final[list[Any]] = forge.window()

Rest = dict[str, Any]


def _header() -> Iterator[tuple[str, str, Rest]]:
    for name, what, change in [
        ("alg-8", "the alg is the older -8", {ALG: -8}),
        ("alg-text", "the alg is text", {ALG: "Ed25519"}),
        ("alg-missing", "there is no alg", {ALG: forge.DROP}),
        ("kid-missing", "there is no kid", {KID: forge.DROP}),
        ("kid-3-bytes", "the kid has 3 bytes", {KID: forge.kid("revoke")[:3]}),
        ("kid-5-bytes", "the kid has 5 bytes", {KID: forge.kid("revoke") + b"\0"}),
        ("kid-text", "the kid is text", {KID: "kids"}),
        ("kid-array", "the kid is an array", {KID: [forge.kid("revoke")]}),
        ("header-later", "the header has a key 32", {32: 0}),
        ("header-crit", "the header has a key 2", {2: [16]}),
        ("header-text", "the header has a key that is text", {"kid": 0}),
        ("kid-unknown", "the kid is nobody's", {KID: b"\0\0\0\0"}),
        ("kid-of-live", "the kid is that of the live key", {KID: forge.kid("live")}),
        ("kid-of-other", "the kid is that of the other issuer", {KID: forge.kid("sz-revoke")}),
    ]:
        yield name, what, {"header": change}
    for name, what, outer in [
        ("unprotected", "the unprotected header is not empty", {1: {KID: forge.kid("revoke")}}),
        ("unprotected-array", "the unprotected header is an array", {1: []}),
        ("payload-text", "the payload is text", {2: "payload"}),
        ("payload-not-wrapped", "the payload is the map itself", {2: {}}),
        ("signature-63", "the signature has 63 bytes", {3: bytes(63)}),
        ("signature-65", "the signature has 65 bytes", {3: bytes(65)}),
        ("signature-array", "signatures as in a COSE_Sign", {3: []}),
        ("signature-zeros", "the signature is zeros", {3: bytes(64)}),
    ]:
        yield name, what, {"outer": outer}
    for signer in ("live", "paper", "root", "trust", "stranger"):
        yield f"signed-by-{signer}", f"the {signer} key signed, and says so", {"signer": signer}
    yield (
        "stranger-as-revoke",
        "a stranger signed under the revoke key's kid",
        {
            "signer": "stranger",
            "header": {KID: forge.kid("revoke")},
        },
    )
    yield "other-issuer", "the list names the other issuer", {"name": "sz"}
    yield "other-signer", "the other issuer's key signed", {"signer": "sz-revoke"}
    yield "no-issuer", "the list names an issuer whom nobody knows", {"name": "xz"}


def _signatures() -> Iterator[tuple[str, str, Rest]]:
    honest = forge.revocation_list()
    body, content, signed = inside(honest, 0), inside(honest, 2), honest[-64:]
    right = ["Signature1", body, b"", content]
    for place in (0, 31, 32, 63):
        what = f"byte {place} of the signature has a wrong bit"
        yield f"flipped-{place}", what, {"outer": {3: flip(signed, place)}}
    yield "plus-order", "L is added to S", {"outer": {3: crafted.added(signed, 1)}}
    neutral = crafted.with_point("revoke", points.IDENTITY, dump(right))
    yield "neutral-r", "R is the identity, and the equation holds", {"outer": {3: neutral}}
    other = points.NOT_PRIME_ORDER["identities"][0] + neutral[32:]
    yield "other-neutral-r", "the same, with a y of p + 1", {"outer": {3: other}}
    for name, what, structure in [
        ("context", "signed as an entry of a COSE_Sign", ["Signature", body, b"", b"", content]),
        ("aad", "signed with external data", ["Signature1", body, b"aad", content]),
        ("no-aad", "signed without the external data", ["Signature1", body, content]),
        ("no-header", "signed with an empty header", ["Signature1", b"", b"", content]),
    ]:
        yield f"structure-{name}", what, {"outer": {3: forge.signature("revoke", structure)}}
    yield (
        "other-payload",
        "the payload of another list",
        {"outer": {2: inside(forge.revocation_list(2), 2)}},
    )


def _content() -> Iterator[tuple[str, str, Any]]:
    """Faults as changes of the payload."""
    for name, what, value in NOT_IDS:
        yield f"issuer-{name}", f"the issuer's ID {what}", {1: value}
    for key, member in {2: "seq", 3: "iat", 4: "fresh-until"}.items():
        for name, what, value in NOT_UINTS:
            yield f"{member}-{name}", f"{member} {what}", {key: value}
    for key in range(1, 6):
        yield f"without-{key}", f"key {key} is missing", {key: forge.DROP}
    for name, key in {"6": 6, **NOT_LATER}.items():
        yield f"also-{name}", "a key too many that is no integer of 32 or more", {key: 0}
    for name, what, until in [
        ("at-iat", "fresh-until is iat", IAT),
        ("below-iat", "fresh-until is below iat", IAT - 1),
        ("after-a-day", "fresh-until is a day and a second after iat", IAT + forge.DAY + 1),
        ("never", "fresh-until is the greatest number there is", LARGEST),
    ]:
        yield f"fresh-until-{name}", what, {4: until}
    yield "payload-array", "the payload is an array", dump(["gz", 1, IAT, IAT + 1, []])
    yield "windows-map", "the windows are a map", {5: {}}
    yield "windows-bytes", "the windows are a byte string", {5: b""}
    for name, what, window in [
        ("of-5", "a window has no data", GOOD[:5]),
        ("of-7", "a window has a seventh entry", [*GOOD, 0]),
        ("map", "a window is a map", dict(enumerate(GOOD))),
        ("bytes", "a window is a byte string", dump(GOOD)),
        ("kid-3-bytes", "a window's kid has 3 bytes", forge.window(change={0: b"kid"})),
        ("kid-5-bytes", "a window's kid has 5 bytes", forge.window(change={0: b"kid.."})),
        ("kid-text", "a window's kid is text", forge.window(change={0: "kids"})),
        ("data-text", "a window's data are text", forge.window(change={5: "aaaa"})),
        ("data-array", "a window's data are an array", forge.window(change={5: [0, 0, 0]})),
    ]:
        yield f"window-{name}", what, {5: [window]}
    for place, member in {1: "exp", 2: "b", 3: "count", 4: "k"}.items():
        for name, what, value in NOT_UINTS:
            change = {5: [forge.window(change={place: value})]}
            yield f"window-{member}-{name}", f"a window's {member} {what}", change


def _windows() -> Iterator[tuple[str, str, bool, list[Any]]]:
    """Windows of faultless form: whether they may stand there like this."""
    step = forge.PAPER_STEP
    low, high = sorted(["live", "paper"], key=forge.kid)
    at = {exp: forge.window("paper", exp) for exp in (EXP, EXP + step, 255, 256, 65536)}
    yield from [
        ("rising-exp", "exp rises", True, [at[EXP], at[EXP + step]]),
        ("falling-exp", "exp falls", False, [at[EXP + step], at[EXP]]),
        ("same-exp", "a window stands there twice", False, [at[EXP], at[EXP]]),
        ("number-exp", "exp rises as a number", True, [at[255], at[256], at[65536]]),
        (
            "number-exp-falling",
            "exp rises as text and falls as a number",
            False,
            [at[65536], at[255]],
        ),
        (
            "rising-kid",
            "the kid rises, exp falls",
            True,
            [forge.window(low, EXP), forge.window(high, 1)],
        ),
        (
            "falling-kid",
            "the kid falls, exp rises",
            False,
            [forge.window(high, 1), forge.window(low, EXP)],
        ),
        ("third", "the third one is out of order", False, [at[255], at[65536], at[256]]),
        ("unaligned", "exp is not aligned", True, [forge.window("paper", EXP + 1)]),
        ("past", "the window ended before iat", True, [forge.window("paper", EXP - 90 * step)]),
        (
            "far",
            "the window begins after fresh-until",
            True,
            [forge.window("paper", EXP + 90 * step)],
        ),
        ("exp-0", "exp is 0", True, [forge.window("paper", 0)]),
        (
            "exp-largest",
            "exp is the greatest number there is",
            True,
            [forge.window("paper", LARGEST)],
        ),
        ("own-revoke", "it is one of the issuer's revoke key", True, [forge.window("revoke", EXP)]),
        ("unknown", "nobody has the kid", True, [forge.window("coming", EXP)]),
        (
            "unknown-coding",
            "nobody has the kid, the coding is wrong",
            False,
            [forge.window("coming", EXP, change={4: 1})],
        ),
        ("other-live", "it is the other issuer's, live", False, [forge.window("sz-live", EXP)]),
        ("other-paper", "it is the other issuer's, paper", False, [forge.window("sz-paper", EXP)]),
        (
            "other-revoke",
            "it is one of the other's revoke key",
            False,
            [forge.window("sz-revoke", EXP)],
        ),
        (
            "other-second",
            "the second one is the other issuer's",
            False,
            forge.in_order(at[EXP], forge.window("sz-live", EXP)),
        ),
    ]


def _key_times() -> Iterator[Case]:
    """`iat` and the times of the revoke key."""
    for name, what, change, good in [
        ("at-nbf", "iat is nbf", {3: IAT}, True),
        ("below-nbf", "iat is below nbf", {3: IAT + 1}, False),
        ("below-naf", "iat is one below naf", {4: IAT + 1}, True),
        ("at-naf", "iat is naf", {4: IAT}, False),
        ("after-naf", "naf is long past", {4: IAT - forge.DAY}, False),
    ]:
        keys = [*forge.issuer_keys()[:2], forge.key_entry("revoke", forge.REVOKE, change)]
        trust = load(forge.trust_list(issuers=[forge.issuer(keys=keys)]))
        steps = [trust, load(forge.revocation_list(), loaded() if good else BAD)]
        name = f"good-{name}" if good else name
        yield Case(f"revocation/key-{name}", what, "5.2", steps)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    found = [(name, what, {"change": change}) for name, what, change in _content()]
    for name, what, rest in [*_header(), *_signatures(), *found]:
        steps = [TRUSTED, load(forge.revocation_list(**rest), BAD)]
        yield Case(f"revocation/{name}", what, "5.2", steps)
    steps = [load(forge.revocation_list(), BAD), TRUSTED, load(forge.revocation_list())]
    yield Case("revocation/too-early", "there is no trust list yet", "5.2", steps)
    yield from _key_times()
    passes = show(forge.live(serial=99), answer())
    for name, what, good, windows in _windows():
        listed = forge.revocation_list(windows=windows)
        steps = [TRUSTED, load(listed, None if good else BAD), *([passes] if good else [])]
        yield Case(f"revocation/windows-{'good-' if good else ''}{name}", what, "5.2", steps)
    for name, what, rest in [
        ("plain", "nothing is wrong", {}),
        ("seq-0", "seq is 0", {"seq": 0}),
        ("seq-largest", "seq is the greatest number there is", {"seq": LARGEST}),
        ("fresh-a-day", "it is fresh for a day", {"fresh_until": IAT + forge.DAY}),
        *(
            (f"later-{key}", f"key {key} is ignored", {"change": {key: {}}})
            for key in (32, 33, LARGEST)
        ),
    ]:
        steps = [TRUSTED, load(forge.revocation_list(**rest)), show(forge.live())]
        yield Case(f"revocation/good-{name}", what, "5.2", steps)
    second = load(forge.revocation_list(fresh_until=IAT + 1))
    steps = [TRUSTED, second, show(forge.live(), answer("check", stale=True))]
    yield Case("revocation/good-fresh-1", "it was fresh for a second", "5.2", steps)
    trust = load(forge.trust_list(exp=forge.NOW))
    steps = [trust, load(forge.revocation_list()), load(forge.trust_list(2)), show(forge.live())]
    yield Case("revocation/good-under-expired", "the trust list has expired", "5.2", steps)
