"""What accepting issuers do with certificates (spec section 11); each case has one fault, or none.

The results are written by hand, from the specification.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .. import certificates as made
from .. import crafted, forge
from ..certificates import (
    CERTIFICATE,
    CHALLENGE,
    EXP,
    FIRST,
    ISSUER,
    KIND,
    LAST,
    NBF,
    NUMBER,
    SUBJECT,
)
from ..forge import ALG, CNONCE, CONTENT_TYPE, DAY, DROP, IAT, KID, NOW, dump
from ..points import NOT_PRIME_ORDER, TORSION
from ..rawcbor import Raw

Result = dict[str, Any]
ROOT = forge.root()
TRUST = made.trust_list()
SPAN = 366 * DAY


@dataclass(frozen=True)
class Case:
    """One showing to one issuer. `spec` is the section that decides."""

    id: str
    comment: str
    spec: str
    show: str
    expect: Result
    root: bytes = ROOT
    trust: bytes | None = TRUST
    at: int = NOW
    challenge: bytes | None = CHALLENGE

    def line(self) -> str:
        """The case as one line of JSON, without a line end."""
        case = {
            "id": self.id,
            "comment": self.comment,
            "spec": self.spec,
            "root": self.root.hex(),
            "trust": None if self.trust is None else self.trust.hex(),
            "at": self.at,
            "challenge": None if self.challenge is None else self.challenge.hex(),
            "show": self.show,
            "expect": self.expect,
        }
        return json.dumps(case, ensure_ascii=False)


def understood(*, kind: str = "migrant-worker", nbf: int = FIRST, exp: int = LAST) -> Result:
    """What an honest certificate says, or one with other claims."""
    number = made.number("certificate").hex()
    return {"issuer": "sc", "kind": kind, "nbf": nbf, "exp": exp, "number": number}


def case(name: str, comment: str, spec: str, shown: Any, expect: Any, **rest: Any) -> Case:
    """A case of a text, an object or its bytes; `expect` is a reason or what was understood."""
    show = shown if isinstance(shown, str) else made.text(shown)
    result = {"error": expect} if isinstance(expect, str) else expect
    return Case(f"evidence/{name}", comment, spec, show, result, **rest)


def with_key(change: Any = None, *, name: str = "evidence", **rest: Any) -> bytes:
    """A trust list whose evidence key is another, or has another form."""
    return made.trust_list(made.entry(name, change), **rest)


def padded(size: int) -> list[Any]:
    """A certificate of so many bytes, by a claim of a later version."""
    return next(
        one
        for padding in range(size)
        if len(dump(one := made.certificate(claims={32: bytes(padding)}))) >= size
    )


def accepted() -> Iterator[Case]:
    """What holds."""
    yes = understood()
    yield case("good", "nothing is wrong", "11.4", made.shown(), yes)
    yield case("line-end", "a line end is stripped", "11.3", made.text(made.shown()) + "\r\n", yes)
    for size in (8, 32):
        challenge = bytes(range(size))
        yield case(f"challenge-of-{size}", f"a challenge of {size} bytes", "11.3",
                   made.shown(challenge=challenge), yes, challenge=challenge)  # fmt: skip
    yield case("later-claim", "an unknown claim of 32", "11.2", made.shown(claims={32: "x"}), yes)
    yield case("latest-claim", "an unknown claim of 2^53 - 1", "11.2",
               made.shown(claims={2**53 - 1: [{}]}), yes)  # fmt: skip
    yield case("512-bytes", "a certificate as large as can be", "11.3",
               made.shown(inner=padded(512)), yes)  # fmt: skip
    yield case("kind-of-64", "the longest kind", "11.2", made.shown(claims={KIND: "k" * 64}),
               understood(kind="k" * 64))  # fmt: skip
    yield case("366-days", "the longest time", "11.2",
               made.shown(claims={NBF: NOW, EXP: NOW + SPAN}),
               understood(nbf=NOW, exp=NOW + SPAN), trust=with_key({4: NOW + SPAN}))  # fmt: skip
    yield case("nbf-now", "it begins now", "11.4", made.shown(claims={NBF: NOW}),
               understood(nbf=NOW))  # fmt: skip
    yield case("last-second", "it ends in a second", "11.4", made.shown(claims={EXP: NOW + 1}),
               understood(exp=NOW + 1))  # fmt: skip
    yield case("times-of-the-key", "its key has just its times", "11.4", made.shown(), yes,
               trust=with_key({3: FIRST, 4: LAST}))  # fmt: skip
    yield case("iat-300-old", "the proof is 300 s old", "11.4", made.shown(at=NOW - 300), yes)
    yield case("iat-300-ahead", "the proof is 300 s ahead", "11.4", made.shown(at=NOW + 300), yes)
    yield case("later-key-field", "the key has an unknown field of 32", "11.1", made.shown(), yes,
               trust=with_key({32: "x"}))  # fmt: skip
    yield case("five-keys", "an issuer has five evidence keys", "11.1", made.shown(), yes,
               trust=made.trust_list(*map(made.entry, ("evidence", *"abcd"))))  # fmt: skip
    yield case("beside-malformed", "another entry is malformed", "11.1", made.shown(), yes,
               trust=made.trust_list(made.entry(change={3: "x"}), made.entry()))  # fmt: skip


def texts() -> Iterator[Case]:
    """Step 1."""
    for name, text, reason in (
        ("text-of-1025", "HPE1:" + "0" * 1020, "too_large"),
        ("text-of-1024", "HPE1:" + "0" * 1018 + "!", "bad_base45"),
        ("text-of-1025-of-another", "HPX1:" + "0" * 1020, "too_large"),
        ("641-bytes", made.text(bytes(641)), "too_large"),
        ("640-bytes", made.text(bytes(640)), "bad_cbor"),
        ("a-pass", forge.text(made.shown()), "not_ours"),
        ("a-challenge", "HPC1:" + made.text(CHALLENGE)[5:], "not_ours"),
        ("lower-case", "hpe1:" + made.text(made.shown())[5:], "not_ours"),
        ("a-space-before", " " + made.text(made.shown()), "not_ours"),
        ("two-line-ends", made.text(made.shown()) + "\n\n", "bad_base45"),
        ("nothing", "", "not_ours"),
        ("one-character", "HPE1:0", "bad_base45"),
        ("group-above", "HPE1::::", "bad_base45"),
    ):
        yield case(name, "the text", "11.4", text, reason)


def parses() -> Iterator[Case]:
    """Step 2."""
    cbor: dict[str, Any] = {
        "empty": b"",
        "float": Raw(bytes.fromhex("f90000")),
        "bytes-behind": dump(made.shown()) + b"\0",
        "in-the-header": made.shown(proof_header=b"\xff"),
        "in-the-payload": made.shown(payload=b"\xa1"),
        "in-the-certificates-header": made.shown(header=b""),
        "in-the-certificates-payload": made.shown(claims=b"\x18\x01"),
        "though-no-form": made.shown(proof_header={9: 9}, header={9: 9}, claims=b"\xff"),
    }
    for name, item in cbor.items():
        yield case(f"cbor-{name}", "not deterministic CBOR", "1.1", item, "bad_cbor")
    form: dict[str, Any] = {
        "number": dump(7),
        "three-entries": made.shown()[:3],
        "header-no-bytes": made.shown(proof_outer={0: {ALG: -19}}),
        "header-no-map": made.shown(proof_header=[1]),
        "unprotected": made.shown(proof_outer={1: {4: b"abcd"}}),
        "payload-no-bytes": made.shown(proof_outer={2: {}}),
        "signature-of-63": made.shown(proof_outer={3: bytes(63)}),
        "no-alg": made.shown(proof_header={ALG: DROP}),
        "with-kid": made.shown(proof_header={KID: b"abcd"}),
        "with-typ": made.shown(proof_header={CONTENT_TYPE: made.TYPE}),
        "alg-is-a-text": made.shown(proof_header={ALG: "EdDSA"}),
        "payload-no-map": made.shown(payload=[1]),
        "no-iat": made.shown(payload={IAT: DROP}),
        "no-challenge": made.shown(payload={CNONCE: DROP}),
        "no-certificate": made.shown(payload={CERTIFICATE: DROP}),
        "later-claim-of-the-showing": made.shown(payload={32: 1}),
        "a-credential-beside": made.shown(payload={forge.CREDENTIAL: forge.credential()}),
        "iat-minus-1": made.shown(at=-1),
        "iat-is-a-text": made.shown(payload={IAT: "now"}),
        "challenge-of-7": made.shown(challenge=bytes(7)),
        "challenge-of-33": made.shown(challenge=bytes(33)),
        "challenge-is-a-text": made.shown(payload={CNONCE: "12345678"}),
        "certificate-in-bytes": made.shown(inner=dump(made.certificate())),
        "certificate-alone": made.certificate(),
        "credential-inside": made.shown(inner=forge.credential()),
        "presentation": forge.live(),
        "certificate-of-three": made.shown(inner=made.certificate()[:3]),
        "certificate-unprotected": made.shown(outer={1: {1: 1}}),
        "certificate-payload-no-bytes": made.shown(outer={2: 0}),
        "certificate-signature-empty": made.shown(outer={3: b""}),
        "no-kid": made.shown(header={KID: DROP}),
        "kid-of-3": made.shown(header={KID: b"abc"}),
        "kid-is-a-text": made.shown(header={KID: "abcd"}),
        "no-typ": made.shown(header={CONTENT_TYPE: DROP}),
        "typ-of-a-revocation-list": made.shown(header={CONTENT_TYPE: forge.LIST_TYPE}),
        "typ-is-a-number": made.shown(header={CONTENT_TYPE: 16}),
        "header-with-32": made.shown(header={32: 1}),
        "certificate-alg-is-a-text": made.shown(header={ALG: "x"}),
        "and-old-alg": made.shown(proof_header={ALG: -8}, header={ALG: "x"}),
        "and-too-large": made.shown(header={KID: b""}, claims={32: bytes(310)}),
    }  # fmt: skip
    for name, item in form.items():
        yield case(f"form-{name}", "not the form of a showing", "11.4", item, "bad_structure")
    large = padded(513)
    yield case("513-bytes", "the certificate is too large", "11.3", made.shown(inner=large),
               "too_large")  # fmt: skip
    yield case("513-bytes-and-old-alg", "too large comes before the algorithm", "11.4",
               made.shown(inner=large, proof_header={ALG: -8}), "too_large")  # fmt: skip
    yield case("old-alg", "-8, outside", "2.1", made.shown(proof_header={ALG: -8}),
               "unsupported_alg")  # fmt: skip
    yield case("old-alg-inside", "-8, inside", "2.1", made.shown(header={ALG: -8}),
               "unsupported_alg")  # fmt: skip
    yield case("old-alg-of-nobody", "the algorithm comes before the key", "11.4",
               made.shown(signer="nobody", header={ALG: -8}), "unsupported_alg")  # fmt: skip


def federations() -> Iterator[Case]:
    """Step 3."""
    late = forge.root(iat=NOW)
    yield case("clock-301-behind", "301 s before the root", "6.5", made.shown(at=NOW - 301),
               "clock_behind", root=late, at=NOW - 301)  # fmt: skip
    yield case("clock-300-behind", "300 s before the root", "6.5", made.shown(at=NOW - 300),
               understood(), root=late, at=NOW - 300)  # fmt: skip
    yield case("no-trust-list", "there is none", "6.5", made.shown(), "trust_stale", trust=None)
    yield case("expired-trust-list", "it has expired", "6.5", made.shown(), "trust_stale",
               trust=made.trust_list(iat=NOW - 2 * DAY, exp=NOW))  # fmt: skip
    yield case("expired-root", "the root has expired", "6.5", made.shown(), "trust_stale",
               root=forge.root(exp=NOW))  # fmt: skip
    yield case("unsigned-trust-list", "its list is of no custodian", "6.3", made.shown(),
               "trust_stale", trust=made.trust_list(signers=()))  # fmt: skip


def keys() -> Iterator[Case]:
    """Step 4."""
    yield case("nobodys-key", "the trust list has no such key", "11.4",
               made.shown(signer="nobody"), "unknown_key")  # fmt: skip
    yield case("no-evidence-keys", "no issuer has evidence keys", "11.4", made.shown(),
               "unknown_key", trust=forge.trust_list())  # fmt: skip
    for signer in ("live", "paper", "revoke", "sc-live", "sc-paper", "sc-revoke"):
        yield case(f"signed-by-{signer}", "a key of another usage", "11.4",
                   made.shown(signer=signer), "wrong_usage")  # fmt: skip
    malformed: dict[str, Any] = {
        "no-key": {1: DROP},
        "key-of-31": {1: bytes(31)},
        "key-is-a-text": {1: "k" * 32},
        "key-identity": {1: TORSION[0]},
        "key-mixed": {1: NOT_PRIME_ORDER["mixed"][0]},
        "no-nbf": {3: DROP},
        "nbf-minus-1": {3: -1},
        "nbf-is-a-text": {3: "0"},
        "no-naf": {4: DROP},
        "naf-is-a-text": {4: "9"},
        "naf-is-nbf": {3: NOW, 4: NOW},
        "lifetime": {5: 22200},
        "field-31": {31: 0},
        "text-field": {"x": 1},
        "usage-5": {2: 5},
        "usage-0": {2: 0},
    }
    for name, change in malformed.items():
        yield case(f"entry-{name}", "the entry is ignored", "11.1", made.shown(), "unknown_key",
                   trust=with_key(change))  # fmt: skip
    twice = made.trust_list(made.entry(), made.entry(change={4: LAST}))
    yield case("key-twice", "both are ignored", "11.1", made.shown(), "unknown_key", trust=twice)
    issuers = [forge.issuer(keys=[*forge.issuer_keys(), made.entry()]),
               forge.issuer("sc", keys=[made.entry()])]  # fmt: skip
    yield case("key-of-two-issuers", "both are ignored", "11.1", made.shown(), "unknown_key",
               trust=forge.trust_list(issuers=issuers))  # fmt: skip
    yield case("key-of-two-usages", "the entry of usage 4 is ignored", "11.1",
               made.shown(signer="live"), "wrong_usage", trust=with_key(name="live"))  # fmt: skip


def signatures() -> Iterator[Case]:
    """Step 5, and the person's signature of step 7."""
    forged = made.certificate(signer="mallory", header={KID: forge.kid("evidence")})
    yield case("forged", "signed by somebody else", "11.4", made.shown(inner=forged),
               "bad_signature")  # fmt: skip
    zero = {3: bytes(64)}
    yield case("signature-of-zeros", "no signature", "2.1", made.shown(outer=zero), "bad_signature")
    yield case("signature-before-claims", "a wrong signature of wrong claims", "11.4",
               made.shown(outer=zero, claims={KIND: 7}), "bad_signature")  # fmt: skip
    honest = made.certificate()
    raised = [*honest[:3], crafted.added(honest[3], 1)]
    yield case("s-not-below-l", "L was added to S", "2.1", made.shown(inner=raised),
               "bad_signature")  # fmt: skip
    shown = made.shown()
    yield case("proof-s-not-below-l", "L was added to the person's S", "2.1",
               [*shown[:3], crafted.added(shown[3], 1)], "bad_proof")  # fmt: skip
    message = dump(["Signature1", shown[0], b"", shown[2]])
    yield case("proof-r-of-small-order", "the person's R is of small order", "2.1",
               [*shown[:3], crafted.with_point("subject", TORSION[1], message)],
               "bad_proof")  # fmt: skip


def claims() -> Iterator[Case]:
    """Step 6."""
    bad: dict[str, Any] = {
        "array": [1],
        "number": dump(4),
        "no-issuer": {ISSUER: DROP},
        "no-kind": {KIND: DROP},
        "no-nbf": {NBF: DROP},
        "no-exp": {EXP: DROP},
        "no-subject": {SUBJECT: DROP},
        "no-number": {NUMBER: DROP},
        "key-0": {0: 0},
        "key-7": {7: 1},
        "key-31": {31: 1},
        "key-minus-1": {-1: 0},
        "text-key": {"kind": "x"},
        "bytes-key": {b"\2": "x"},
        "issuer-empty": {ISSUER: ""},
        "issuer-of-65": {ISSUER: "s" * 65},
        "issuer-in-capitals": {ISSUER: "SC"},
        "issuer-is-bytes": {ISSUER: b"sc"},
        "another-issuer": {ISSUER: "gz"},
        "no-such-issuer": {ISSUER: "sz"},
        "kind-empty": {KIND: ""},
        "kind-of-65": {KIND: "k" * 65},
        "kind-with-a-space": {KIND: "migrant worker"},
        "kind-in-chinese": {KIND: "工"},
        "kind-is-a-number": {KIND: 1},
        "nbf-is-a-text": {NBF: "2026"},
        "nbf-minus-1": {NBF: -1},
        "exp-is-a-text": {EXP: "2027"},
        "exp-is-nbf": {NBF: NOW, EXP: NOW},
        "exp-before-nbf": {NBF: NOW, EXP: NOW - 1},
        "a-second-too-long": {NBF: NOW, EXP: NOW + SPAN + 1},
        "subject-of-31": {SUBJECT: bytes(31)},
        "subject-is-a-text": {SUBJECT: "s" * 32},
        "subject-identity": {SUBJECT: TORSION[0]},
        "subject-of-small-order": {SUBJECT: TORSION[1]},
        "subject-mixed": {SUBJECT: NOT_PRIME_ORDER["mixed"][0]},
        "subject-not-canonical": {SUBJECT: NOT_PRIME_ORDER["identities"][0]},
        "number-of-15": {NUMBER: bytes(15)},
        "number-of-17": {NUMBER: bytes(17)},
        "number-is-an-integer": {NUMBER: 16},
    }
    for name, change in bad.items():
        yield case(f"claims-{name}", "not the content of a certificate", "11.2",
                   made.shown(claims=change), "bad_claims")  # fmt: skip
    yield case("claims-before-the-key", "wrong claims under a key that has ended", "11.4",
               made.shown(claims={KIND: 7}), "bad_claims", trust=with_key({4: NOW}))  # fmt: skip
    for name, times in (("begins-later", {3: FIRST + 1}), ("ends-earlier", {4: LAST - 1})):
        yield case(f"key-{name}", "outside the times of its key", "11.4", made.shown(),
                   "key_not_valid", trust=with_key(times))  # fmt: skip
    yield case("key-before-times", "outside the times of its key, and not begun", "11.4",
               made.shown(claims={NBF: NOW + 1}), "key_not_valid",
               trust=with_key({4: NOW}))  # fmt: skip
    yield case("not-begun", "it begins in a second", "11.4", made.shown(claims={NBF: NOW + 1}),
               "not_yet_valid")  # fmt: skip
    yield case("ended", "it ends now", "11.4", made.shown(claims={EXP: NOW}), "expired")


def proofs() -> Iterator[Case]:
    """Step 7."""
    theirs = made.certificate(subject="somebody")
    yield case("another-persons", "shown with another key", "11.4", made.shown(inner=theirs),
               "bad_proof")  # fmt: skip
    yield case("old-and-another-persons", "the signature comes before the time", "11.4",
               made.shown(inner=theirs, at=NOW - 301), "bad_proof")  # fmt: skip
    yield case("ended-and-another-persons", "the times come before the person", "11.4",
               made.shown(inner=made.certificate(subject="somebody", claims={EXP: NOW})),
               "expired")  # fmt: skip
    for name, iat in (("old", NOW - 301), ("ahead", NOW + 301), ("at-0", 0)):
        yield case(f"iat-too-{name}", "not within 300 s", "11.4", made.shown(at=iat),
                   "proof_not_fresh")  # fmt: skip
    yield case("old-and-another-challenge", "the time comes before the challenge", "11.4",
               made.shown(at=NOW - 301), "proof_not_fresh", challenge=None)  # fmt: skip
    for name, good in (
        ("none", None),
        ("another", bytes(16)),
        ("shorter", CHALLENGE[:8]),
        ("longer", CHALLENGE + b"\0"),
    ):
        yield case(f"challenge-{name}", "not the challenge that is good", "11.4", made.shown(),
                   "challenge_mismatch", challenge=good)  # fmt: skip


def cases() -> Iterator[Case]:
    """All cases."""
    for some in (accepted, texts, parses, federations, keys, signatures, claims, proofs):
        yield from some()
