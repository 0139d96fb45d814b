"""Certificates and what is shown of them, made without any of huepass's own code (spec section 11).

certificates.certificate()                     an honest certificate, decoded
certificates.shown()                           the same with a proof of the person's key
certificates.shown(claims={certificates.KIND: DROP})   with one fault, rightly signed
certificates.text(certificates.shown())        what stands in its QR code
"""

from collections.abc import Mapping
from typing import Any, Final

from base45 import b45encode

from . import forge
from .forge import ALG, CNONCE, CONTENT_TYPE, DAY, ED25519, IAT, KID, NOW, changed, dump

EVIDENCE: Final = 4  # usage
TYPE: Final = "application/huepass-evidence+cose"
CERTIFICATE: Final = -65539
PREFIX: Final = "HPE1:"
ISSUER, KIND, NBF, EXP, SUBJECT, NUMBER = range(1, 7)
FIRST, LAST = NOW - 10 * DAY, NOW + 20 * DAY  # of every certificate
CHALLENGE: Final = bytes(range(16))


def number(name: str) -> bytes:
    """The certificate number that this name always has."""
    return forge.public(name)[:16]


def certificate(
    *,
    signer: str = "evidence",
    subject: str = "subject",
    header: Any = None,
    claims: Any = None,
    outer: Mapping[int, Any] | None = None,
) -> list[Any]:
    """A certificate of `sc` that somebody is a migrant worker, decoded."""
    payload = {
        ISSUER: "sc",
        KIND: "migrant-worker",
        NBF: FIRST,
        EXP: LAST,
        SUBJECT: forge.public(subject),
        NUMBER: number("certificate"),
    }
    return forge.sign1(
        changed({ALG: ED25519, KID: forge.kid(signer), CONTENT_TYPE: TYPE}, header),
        changed(payload, claims),
        signer,
        outer=outer,
    )


def shown(
    *,
    inner: Any = None,
    subject: str = "subject",
    at: int = NOW,
    challenge: bytes = CHALLENGE,
    proof_header: Any = None,
    payload: Any = None,
    proof_outer: Mapping[int, Any] | None = None,
    **rest: Any,
) -> list[Any]:
    """A certificate with a proof, decoded: `inner`, or one with the rest as for `certificate`."""
    inner = certificate(subject=subject, **rest) if inner is None else inner
    content = {IAT: at, CNONCE: challenge, CERTIFICATE: inner}
    return forge.sign1(
        changed({ALG: ED25519}, proof_header), changed(content, payload), subject, outer=proof_outer
    )


def text(item: Any) -> str:
    """What stands in the QR code of a decoded object, or of bytes."""
    return PREFIX + str(b45encode(item if isinstance(item, bytes) else dump(item)), "ascii")


def entry(name: str = "evidence", change: Any = None) -> Any:
    """An evidence key in a trust list."""
    return forge.key_entry(name, EVIDENCE, change)


def trust_list(*entries: Any, **rest: Any) -> bytes:
    """A trust list with `gz`, and `sc` with these evidence keys, or else with `evidence`."""
    keys = [*forge.issuer_keys("sc-"), *(entries or (entry(),))]
    issuers = [forge.issuer(), forge.issuer("sc", keys=keys)]
    return forge.trust_list(**{"issuers": issuers, **rest})
