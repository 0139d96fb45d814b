"""The grammar `spec/huepass.cddl` agrees with every object of the vectors.

cddl-verifier checks it. Other validators were tried and fall short of RFC 8610 here: the Rust crate
`cddl` (pycddl) takes `{}` for any map and loses its place behind `.cbor` in an array.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import cbor2
import pytest
from cddl_verifier import Validator
from spec.testkit import certificates, forge
from spec.testkit.rawcbor import dump

from vectors import TOP, Thing, cases, issuer_cases, scanned, things

logging.getLogger("cddl_verifier").setLevel(logging.CRITICAL)
GRAMMAR = (TOP / "spec/huepass.cddl").read_text("utf-8")
LARGEST = 200_000  # bytes; the validator is slow
# Found before any form is looked at, or of encodings: no grammar can tell.
OUT_OF_REACH = {"bad_cbor", "bad_base45", "not_ours", "too_large", "?"}
# Found before the claims are looked at: they may be anything, and the documents are not looked at.
BEFORE_CLAIMS = {"clock_behind", "trust_stale", "unknown_key", "proof_missing", "wrong_usage"}
BEFORE_CLAIMS |= {"paper_not_accepted", "bad_signature"}
AFTER_CLAIMS = {"misaligned_expiry", "key_not_valid", "not_yet_valid", "expired", "bad_proof"}
AFTER_CLAIMS |= {"proof_not_fresh", "challenge_missing", "challenge_unexpected"}
AFTER_CLAIMS |= {"challenge_mismatch", "revoked", "replayed", None}
# The form is right, the relations between numbers and issuers or the points are not.
BEYOND_FORM = {
    "evidence/claims-another-issuer",
    "evidence/claims-no-such-issuer",
    "evidence/claims-exp-is-nbf",
    "evidence/claims-exp-before-nbf",
    "evidence/claims-a-second-too-long",
    "evidence/claims-subject-identity",
    "evidence/claims-subject-of-small-order",
    "evidence/claims-subject-mixed",
    "evidence/claims-subject-not-canonical",
    "evidence/entry-key-identity",
    "evidence/entry-key-mixed",
    "evidence/entry-naf-is-nbf",
}
KINDS = {
    "application/huepass-root+cose": "root",
    "application/huepass-trust+cose": "trust-list",
    "application/huepass-rl+cose": "revocation-list",
}


@dataclass(frozen=True)
class Claim:
    """An object matches a rule, or it does not."""

    case: str
    rule: str
    data: bytes
    holds: bool


def claims_of_code(thing: Thing) -> Iterator[tuple[str, bool]]:
    """What must be true of a code, by the reason for which it is refused."""
    if thing.reason == "bad_structure":
        yield "code-form", False
        yield "code", False
        return
    yield "code-form", True
    # Bare codes get to their claims only under a paper key: so no rule needs the key's usage.
    strict = "presentation" if _without_kid(thing.data) else "paper-credential"
    if thing.reason == "unsupported_alg":
        yield "code", False
    elif thing.reason == "bad_claims":
        yield strict, False
    elif thing.reason in AFTER_CLAIMS:
        yield strict, True
    elif thing.reason not in BEFORE_CLAIMS:
        raise ValueError(f"{thing.case}: {thing.reason} is no reason of a code")


def claims_of_document(thing: Thing) -> Iterator[tuple[str, bool]]:
    """What must be true of a document."""
    if thing.reason == "clock_behind":
        return
    if thing.reason == "bad_structure":
        yield "document-form", False
        yield "document", False
        return
    yield "document-form", True
    if thing.reason in {None, "rollback", "equivocation", "not_yet_issued"}:
        yield _kind(thing.data), True
    elif thing.reason not in {"bad_root", "bad_trust_list", "bad_revocation_list"}:
        raise ValueError(f"{thing.case}: {thing.reason} is no reason of a document")


def claims_of_showing(case: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """What must be true of a showing, by the reason for which it is refused."""
    reason = case["expect"].get("error")
    yield "showing-form", reason != "bad_structure"
    if reason in {"bad_structure", "unsupported_alg"}:
        yield "showing", False
    elif reason == "bad_claims":
        yield "showing", case["id"] in BEYOND_FORM
    elif reason in AFTER_CLAIMS:
        yield "showing", True
    elif reason not in BEFORE_CLAIMS:
        raise ValueError(f"{case['id']}: {reason} is no reason of a showing")


def claims_of_issuers() -> Iterator[Claim]:
    """What the vectors for accepting issuers say about the grammar."""
    for case in issuer_cases():
        where, reason = case["id"], case["expect"].get("error")
        data = scanned(case["show"], "HPE1:")
        if data is not None and reason not in OUT_OF_REACH:
            for rule, holds in claims_of_showing(case):
                yield Claim(where, rule, data, holds)
        if case["trust"] is not None:
            trust = bytes.fromhex(case["trust"])
            yield Claim(where, "trust-list", trust, True)
            entry = cbor2.loads(cbor2.loads(trust)[2])[5][-1][3][-1]
            if entry[2] not in {1, 2, 3}:
                right = not where.startswith("evidence/entry-") or where in BEYOND_FORM
                yield Claim(where, "evidence-key", dump(entry), right)


def _without_kid(code: bytes) -> bool:
    return 4 not in cbor2.loads(cbor2.loads(code)[0])


def _kind(document: bytes) -> str:
    return KINDS[cbor2.loads(cbor2.loads(document)[0])[16]]


@cache
def claims() -> tuple[dict[Claim, None], Counter[str]]:
    """All that the vectors say about the grammar, once each, and how many objects say nothing."""
    found: dict[tuple[str, bytes, bool], Claim] = {}
    left: Counter[str] = Counter()
    for case in cases():
        for thing in things(case):
            if thing.reason in OUT_OF_REACH:
                left[thing.reason or ""] += 1
            elif len(thing.data) > LARGEST:
                left["too large for the validator"] += 1
            else:
                of_kind = claims_of_code if thing.kind == "code" else claims_of_document
                for rule, holds in of_kind(thing):
                    found.setdefault(
                        (rule, thing.data, holds), Claim(thing.case, rule, thing.data, holds)
                    )
    for claim in claims_of_issuers():
        found.setdefault((claim.rule, claim.data, claim.holds), claim)
    return dict.fromkeys(found.values()), left


def wrong(grammar: str, rule: str | None = None) -> Iterator[str]:
    """The claims, of one rule or of all, that this grammar contradicts."""
    validator = Validator(grammar)
    for claim in claims()[0]:
        if rule in {None, claim.rule}:
            result = validator.validate(claim.data, root_type=claim.rule)
            if result.valid != claim.holds:
                why = result.diagnostics[0].message[:200] if result.diagnostics else "it matches"
                yield f"{claim.case}: {claim.rule} should be {claim.holds}: {why}"


def test_the_grammar_agrees_with_the_vectors() -> None:
    assert list(wrong(GRAMMAR)) == []


def test_the_vectors_say_much_about_the_grammar() -> None:
    found = Counter((claim.rule, claim.holds) for claim in claims()[0])
    for rule in ("root", "trust-list", "revocation-list", "presentation", "paper-credential"):
        assert found[rule, True] >= 10, (rule, found)
    for rule in ("showing", "showing-form", "evidence-key"):
        assert min(found[rule, True], found[rule, False]) >= 5, (rule, found)
    assert found["code-form", False] >= 10
    assert found["document-form", False] >= 5
    assert found["presentation", False] + found["paper-credential", False] >= 10
    assert claims()[1]["too large for the validator"] <= 40


# What is broken, and the rule that no longer agrees with the vectors.
BREAKS = {
    "an older algorithm": ("alg = -19", "alg = -8", "presentation"),
    "a short signature": ("signature = bstr .size 64", "signature = bstr .size 63", "presentation"),
    "a longer challenge": ("bstr .size (8..32)", "bstr .size (8..33)", "code-form"),
    "a shorter challenge": ("bstr .size (8..32)", "bstr .size (7..32)", "code-form"),
    "anything unprotected": ("empty = {}", "empty = { * item => item }", "code-form"),
    "a colour of one bit": ("-65537 => uint53,", "-65537 => 0..1,", "paper-credential"),
    "an ID of any length": ("7 => bstr .size 4,", "7 => bstr,", "paper-credential"),
    "a proof without time": ("  6 => uint53, ", "  ? 6 => uint53, ", "code"),
    "no later keys": ("later = (* later-key", "later = (* 0..0", "trust-list"),
    "later keys only from 33": ("later-key = 32..", "later-key = 33..", "trust-list"),
    "no usages of later versions": ("2 => 0 / 4..9007199254740991,", "2 => 0,", "trust-list"),
    "at most 8 bits": ("b: 8..32", "b: 8..8", "revocation-list"),
    "at most 31 signatures": ("[0*32 entry]", "[0*31 entry]", "root"),
    "one letter less": ("[a-z0-9.-]{1,64}", "[a-y0-9.-]{1,64}", "trust-list"),
    "a level less": ("level: 0..3", "level: 0..2", "trust-list"),
    "63 characters": ("\\u2069]{0,64}", "\\u2069]{0,63}", "trust-list"),
    "any kid": ("kid = bstr .size 4", "kid = bstr", "code-form"),
    "other headers": ("{ 1 => int53 },", "{ 1 => int53, * item => item },", "code-form"),
    "any media type": ("{ 16 => media-type,", "{ 16 => tstr,", "document-form"),
    "no challenge": ("  39 => challenge, ", "  ? 39 => challenge, ", "showing"),
    "a number of any length": ("6 => bstr .size 16,", "6 => bstr,", "showing"),
    "any type of certificate": (
        'certificate-type = "application/huepass-evidence+cose"',
        "certificate-type = tstr",
        "showing-form",
    ),
    "a kind of any letters": (
        "  2 => id,                          ; kind",
        "  2 => tstr,",
        "showing",
    ),
    "no later claims": ("; number\n  later,", "; number", "showing"),
    "evidence keys of any usage": ("2 => 4, ", "2 => uint, ", "evidence-key"),
    "evidence keys without end": (
        "  2 => 4,                           ; usage\n"
        "  3 => uint53,                      ; nbf\n  4 =>",
        "  2 => 4,\n  3 => uint53,\n  ? 4 =>",
        "evidence-key",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_grammar_is_noticed(name: str) -> None:
    old, new, rule = BREAKS[name]
    assert old in GRAMMAR
    assert next(wrong(GRAMMAR.replace(old, new), rule), None), "no vector contradicts it"


def _valid(rule: str, data: bytes) -> bool:
    return bool(Validator(GRAMMAR).validate(data, root_type=rule).valid)


HONEST: dict[str, list[Any]] = {
    "live-credential": [forge.credential()],
    "paper-credential": [forge.paper()],
    "presentation": [forge.live(), forge.live(challenge=b"c" * 8)],
    "root": [forge.root()],
    "trust-list": [forge.trust_list()],
    "revocation-list": [forge.revocation_list(), forge.revocation_list(windows=[forge.window()])],
    "certificate": [certificates.certificate()],
    "showing": [certificates.shown()],
}


@pytest.mark.parametrize("rule", HONEST)
def test_an_object_matches_its_own_rule_and_no_other(rule: str) -> None:
    for item in HONEST[rule]:
        data = item if isinstance(item, bytes) else dump(item)
        assert [other for other in HONEST if _valid(other, data)] == [rule]
        assert _valid("huepass", data)


def test_what_is_signed() -> None:
    paper, root = forge.paper(), cbor2.loads(forge.root())
    one = ["Signature1", paper[0], b"", paper[2]]
    many = ["Signature", root[0], root[3][0][0], b"", root[2]]
    certified = certificates.certificate()
    other = ["Signature1", certified[0], b"", certified[2]]
    for rule, structure in (
        ("sig-structure-1", one),
        ("sig-structure-1", other),
        ("sig-structure-of-entry", many),
    ):
        assert _valid(rule, dump(structure))
        assert _valid("sig-structure", dump(structure))
        assert not _valid("sig-structure", dump(["Signature2", *structure[1:]]))
        assert not _valid("sig-structure", dump(structure[:-1]))


def test_challenges_and_bundles() -> None:
    assert [size for size in range(40) if _valid("challenge", dump(bytes(size)))] == [*range(8, 33)]
    documents = [forge.root(), forge.trust_list(), forge.revocation_list()]
    # A rule is about one item, so the bytes of the file are wrapped in a byte string.
    assert _valid("bundle", dump(b"".join(documents)))
    assert not _valid("bundle", dump(b"".join([*documents, dump(forge.paper())])))
    assert not _valid("bundle", dump(b""))
