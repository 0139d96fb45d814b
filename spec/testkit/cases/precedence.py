"""Codes with two faults, and with many: the first in the order of section 7.1 is the answer."""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import Any

from .. import forge
from ..case import Case, Result, Step, answer, error, load, show, shown
from ..forge import DAY, NOW

# All faults that a presentation, and that a sheet can have, in the order of section 7.1. A name
# before a dot is the reason; "colour" is a colour that is refused, which is no error.
FIRST = (
    "too_large.text", "not_ours", "bad_base45", "too_large.bytes", "bad_cbor", "bad_structure",
    "unsupported_alg", "clock_behind", "trust_stale.none", "trust_stale.root", "unknown_key",
    "wrong_usage",
)  # fmt: skip
CLAIMS = (
    "bad_signature", "bad_claims", "misaligned_expiry", "key_not_valid", "not_yet_valid", "expired",
)  # fmt: skip
LIVE = (
    *FIRST, *CLAIMS, "bad_proof", "proof_not_fresh", "challenge_missing", "challenge_unexpected",
    "challenge_mismatch", "revoked", "replayed", "colour",
)  # fmt: skip
PAPER = (*FIRST, "proof_missing", "paper_not_accepted", *CLAIMS, "revoked", "replayed", "colour")

# Of these only one at a time can be.
APART = (
    {"trust_stale.none", "trust_stale.root"},
    {"unknown_key", "wrong_usage", "proof_missing"},
    {"not_yet_valid", "expired"},
    {"challenge_missing", "challenge_unexpected", "challenge_mismatch"},
    # What was shown before has the same serial and has to have passed under these documents.
    *({"replayed", other} for other in (
        "trust_stale.none", "trust_stale.root", "unknown_key", "wrong_usage", "proof_missing",
        "paper_not_accepted", "key_not_valid", "not_yet_valid", "expired", "misaligned_expiry")),
    # Without a trust list there is no time floor but that of the root, and no list.
    *({"trust_stale.none", other} for other in ("clock_behind", "key_not_valid", "revoked",
                                                "replayed")),
)  # fmt: skip
ONE, OTHER = bytes(range(8)), bytes(range(1, 9))


def _together(faults: Collection[str]) -> bool:
    """Whether a code can have all of these."""
    return not any(len(apart & set(faults)) > 1 for apart in APART)


def _signer(kind: str, faults: Collection[str]) -> str:
    others = {"unknown_key": "nobody", "wrong_usage": "revoke", "proof_missing": "live"}
    return next((others[fault] for fault in faults if fault in others), kind)


def _expiry(kind: str, faults: Collection[str]) -> int:
    expiry, far = (
        (forge.PAPER_EXPIRY, 30 * forge.PAPER_STEP)
        if kind == "paper"
        else (forge.LIVE_EXPIRY, 2 * forge.LIVE_STEP)
    )
    expiry += far if "not_yet_valid" in faults else 0
    expiry -= far if "expired" in faults else 0
    return expiry + ("misaligned_expiry" in faults)


def _answered(faults: Collection[str]) -> tuple[bytes | None, bytes | None]:
    """The challenge in a presentation, and the one that the gate shows."""
    if "challenge_missing" in faults:
        return None, OTHER
    if "challenge_unexpected" in faults:
        return ONE, None
    return (ONE, OTHER) if "challenge_mismatch" in faults else (None, None)


def _code(kind: str, faults: Collection[str]) -> Any:
    credential = {
        "signer": _signer(kind, faults),
        "expiry": _expiry(kind, faults),
        "colour": 3 if "colour" in faults else 1,
        "header": {forge.ALG: -8} if "unsupported_alg" in faults else None,
        "claims": {40: 0} if "bad_claims" in faults else None,
    }
    wrong = {3: bytes(64)} if "bad_signature" in faults else {}
    form = {1: {33: 0}} if "bad_structure" in faults else {}
    if kind == "paper":
        return forge.paper(**credential, outer={**wrong, **form})
    inner = forge.credential(**credential, outer=wrong)
    proof = {3: bytes(64)} if "bad_proof" in faults else {}
    at = NOW + 30 if "proof_not_fresh" in faults else NOW
    answered, _ = _answered(faults)
    return forge.live(inner=inner, at=at, challenge=answered, outer={**proof, **form})


def _text(kind: str, faults: Collection[str]) -> str:
    code = forge.dump(_code(kind, faults)) + b"\0" * ("bad_cbor" in faults)
    if "too_large.bytes" in faults:
        code += bytes(330 - len(code))
    text = forge.text(code)
    if "not_ours" in faults:
        text = "HP2" + text[3:]
    if "bad_base45" in faults:
        text += "_"
    return text + "0" * 600 * ("too_large.text" in faults)


def _documents(kind: str, faults: Collection[str]) -> Iterator[Step]:
    """What is loaded, and shown, before the code."""
    if "trust_stale.none" in faults:
        return
    usage = forge.PAPER if kind == "paper" else forge.LIVE
    late = {3: NOW + 100 * DAY} if "key_not_valid" in faults else None
    keys = [key for key in forge.issuer_keys() if key[2] != usage]
    issuers = [forge.issuer(keys=[*keys, forge.key_entry(kind, usage, late)])]
    iat = NOW + 300 if "clock_behind" in faults else NOW - DAY
    yield load(forge.trust_list(iat=iat, issuers=issuers))
    named = [forge.window(_signer(kind, faults), _expiry(kind, faults))]
    fresh = {"fresh_until": NOW + DAY - 60}
    if "replayed" in faults:
        yield load(forge.revocation_list(**fresh))
        yellow = forge.paper(colour=2) if kind == "paper" else forge.live(colour=2)
        yield show(yellow, answer("check", colour=2, level="check", medium=kind))
    if "revoked" in faults:
        yield load(forge.revocation_list(2, windows=named, **fresh))
    elif "replayed" not in faults:
        yield load(forge.revocation_list(**fresh))


def _case(name: str, kind: str, faults: Sequence[str], first: str) -> Case:
    """A code with these faults, of which the first decides."""
    result: Result = error(first.split(".")[0])
    if first == "colour":
        result = answer("refuse", colour=3, level="stop", medium=kind)
    _, asked = _answered(faults)
    at = NOW - 1 if "clock_behind" in faults else NOW
    steps = [
        *_documents(kind, faults),
        show(_text(kind, faults), result, at=at, challenge=asked if kind == "live" else None),
    ]
    root = forge.root(exp=NOW - 1) if "trust_stale.root" in faults else forge.root()
    comment = " and ".join(fault.replace(".", ", ").replace("_", " ") for fault in faults)
    paper = "paper_not_accepted" not in faults
    return Case(f"precedence/{name}", comment, "7.1", steps, root=root, accept_paper=paper)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for kind, order in (("live", LIVE), ("paper", PAPER)):
        for fault in order:
            name = fault.replace(".", "-").replace("_", "-")
            yield _case(f"{kind}-only-{name}", kind, [fault], fault)
            rest = [fault]
            for later in order[order.index(fault) + 1 :]:
                rest += [later] if _together([*rest, later]) else []
            if len(rest) > 2:
                yield _case(f"{kind}-from-{name}", kind, rest, fault)
        for pair in combinations(order, 2):
            if _together(pair):
                name = "-and-".join(fault.replace(".", "-").replace("_", "-") for fault in pair)
                yield _case(f"{kind}-{name}", kind, pair, pair[0])
    yield from _layers()


def _layers() -> Iterator[Case]:
    """Step 2 looks at all of a presentation before its next pass."""
    short = {3: bytes(63)}
    other = {forge.ALG: -8}
    broken = {2: b"\xff"}
    for name, comment, code, reason in (
        ("form-outside-cbor-inside", "the form outside, CBOR inside",
         forge.live(inner=forge.credential(outer=broken), outer=short), "bad_cbor"),
        ("alg-outside-cbor-inside", "the algorithm outside, CBOR inside",
         forge.live(inner=forge.credential(outer=broken), header=other), "bad_cbor"),
        ("alg-outside-form-inside", "the algorithm outside, the form inside",
         forge.live(inner=forge.credential(outer=short), header=other), "bad_structure"),
        ("form-outside-alg-inside", "the form outside, the algorithm inside",
         forge.live(inner=forge.credential(header=other), outer=short), "bad_structure"),
        ("form-and-alg-outside", "the form and the algorithm outside",
         forge.live(header=other, outer=short), "bad_structure"),
        ("form-and-alg-inside", "the form and the algorithm inside",
         forge.live(inner=forge.credential(header=other, outer=short)), "bad_structure"),
        ("proof-and-signature", "both signatures are wrong",
         forge.live(inner=forge.credential(outer={3: bytes(64)}), outer={3: bytes(64)}),
         "bad_signature"),
        ("alg-and-claims", "the algorithm, and a payload that is no map",
         forge.paper(header=other, claims=[]), "unsupported_alg"),
        ("claims-and-type", "a payload that is no map, and a wrong signature",
         forge.paper(claims=[], outer={3: bytes(64)}), "bad_signature"),
        ("unknown-and-claims", "an unknown key, and a payload that is no map",
         forge.paper(claims=[], signer="nobody"), "unknown_key"),
        ("missing-and-claims", "a live credential, bare, whose payload is no map",
         forge.credential(claims=[]), "proof_missing"),
    ):  # fmt: skip
        yield shown(f"precedence/{name}", comment, "7.1", code, error(reason))
