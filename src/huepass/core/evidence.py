"""Evidence: what one issuer certifies about a person, for another issuer (spec section 11).

A *certificate* is signed by an issuer and names a key that the person's wallet made for it. The
person *shows* it to an issuer that accepts such evidence: with a proof of that key, made for the
challenge of this issuer. No gate takes part.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from huepass.core import base45, cbor, cose, document
from huepass.core.credential import decode_inside, refuse_structure
from huepass.core.keys import ALG_ED25519, KEY_ID_SIZE, KEY_SIZE, Signer, holds, is_prime_order
from huepass.core.keys import key_id as kid_of
from huepass.core.presentation import CNONCE, IAT
from huepass.core.state import GateState
from huepass.core.text import decoded, is_challenge
from huepass.core.trust import Issuer, TrustList
from huepass.errors import CodeRefused, HuepassError, Reason, UsageError

USAGE: Final = 4  # of the keys that sign certificates; gates skip it
TYPE: Final = "application/huepass-evidence+cose"
CERTIFICATE: Final = -65539
PREFIX: Final = "HPE1:"
MAX_TEXT: Final = 1024  # characters
MAX_SHOWN: Final = 640  # bytes
MAX_CERTIFICATE: Final = 512  # bytes
MAX_VALIDITY: Final = 366 * 86400  # seconds
MAX_AGE: Final = 300  # seconds that a proof may be old, or ahead of the clock
NUMBER_SIZE: Final = 16

_ISSUER, _KIND, _NBF, _EXP, _SUBJECT, _NUMBER = range(1, 7)
_PUBLIC_KEY, _KEY_USAGE, _KEY_NBF, _KEY_NAF = range(1, 5)


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """A key with which an issuer signs certificates. Times in seconds since the epoch."""

    issuer: str
    public_key: bytes
    not_before: int
    not_after: int

    @property
    def kid(self) -> bytes:
        """The key ID (spec section 2)."""
        return kid_of(self.public_key)

    def entry(self) -> dict[int, Any]:
        """The key as it stands in the trust list: one of the issuer's `skipped`."""
        return {
            _PUBLIC_KEY: self.public_key,
            _KEY_USAGE: USAGE,
            _KEY_NBF: self.not_before,
            _KEY_NAF: self.not_after,
        }


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an issuer certifies. Times in seconds since the epoch."""

    issuer: str
    kind: str
    """What it certifies about the person: a word that issuers agree on, written like an ID."""
    not_before: int
    expiry: int
    subject: bytes
    """Public key that the person's wallet made for this certificate."""
    number: bytes
    """16 random bytes."""


class ShownCertificate(NamedTuple):
    """A certificate with a proof, read and not yet believed."""

    kid: bytes
    certified: bytes
    """The issuer's signature and its Sig_structure, as libsodium wants them."""
    payload: Any
    issued_at: int
    """The wallet's clock, seconds since the epoch."""
    challenge: bytes
    signed: bytes
    """The person's signature and its Sig_structure."""


class _Layer(NamedTuple):
    """A COSE_Sign1, or what should be one, and what is encoded inside of it."""

    item: Any
    header: Any
    payload: Any


def evidence_keys(trust: TrustList) -> dict[bytes, EvidenceKey]:
    """The keys in a trust list that sign certificates, by key ID (spec section 11).

    An entry of another form is left out, and so are all whose key ID another key has too.
    """
    found = [key for issuer in trust.issuers for key in keys_of(issuer)]
    times = Counter(key.kid for key in found)
    return {key.kid: key for key in found if times[key.kid] == 1 and key.kid not in trust.by_kid}


def keys_of(issuer: Issuer) -> tuple[EvidenceKey, ...]:
    """The evidence keys of one issuer that have the right form, whatever their key IDs."""
    found = (_key(issuer.id, dict(entry)) for entry in issuer.skipped)
    return tuple(key for key in found if key)


def certify(signer: Signer, certificate: Certificate) -> bytes:
    """A signed certificate, as bytes (spec section 11).

    Args:
        signer: the issuer's evidence key.
        certificate: what it certifies. The number has to be a new one, from a random source.

    Raises:
        UsageError: a certificate that nobody would accept.
    """
    payload = {
        _ISSUER: certificate.issuer,
        _KIND: certificate.kind,
        _NBF: certificate.not_before,
        _EXP: certificate.expiry,
        _SUBJECT: certificate.subject,
        _NUMBER: certificate.number,
    }
    if _claims(payload) is None:
        raise UsageError("not what a certificate can say")
    header = {cose.KID: kid_of(signer.public_key), cose.TYP: TYPE}
    return cose.sign1(header, cbor.encode(payload), signer)


def read_certificate(data: bytes) -> Certificate:
    """What a certificate says, for the wallet that it was made for.

    The issuer's signature is not verified: the issuer that accepts it does that.

    Raises:
        CodeRefused: `too_large`, `bad_cbor`, `bad_structure`, `unsupported_alg` or `bad_claims`.
    """
    if len(data) > MAX_CERTIFICATE:
        raise CodeRefused(Reason.TOO_LARGE, f"more than {MAX_CERTIFICATE} bytes")
    certificate = _layer(_decoded(data))
    _check_certificate(certificate)
    _check_algorithms(certificate)
    return _understood(certificate.payload)


def show_certificate(certificate: bytes, subject: Signer, *, at: int, challenge: bytes) -> bytes:
    """A certificate with a proof for one challenge, as bytes (spec section 11).

    Args:
        certificate: the signed certificate.
        subject: the key that it names.
        at: the wallet's clock, seconds since the epoch.
        challenge: 8 to 32 bytes, from the issuer that is to accept it.

    Raises:
        CodeRefused: not a certificate.
        UsageError: another key, a challenge of the wrong length, or a negative time.
    """
    if read_certificate(certificate).subject != subject.public_key:
        raise UsageError("the certificate belongs to another key")
    if not is_challenge(challenge):
        raise UsageError("a challenge has 8 to 32 bytes")
    if at < 0:
        raise UsageError("a time is not negative")
    payload = {IAT: at, CNONCE: challenge, CERTIFICATE: cbor.decode(certificate)}
    return cose.sign1({}, cbor.encode(payload), subject)


def evidence_to_text(shown: bytes) -> str:
    """The text for the QR code of a certificate with its proof."""
    return PREFIX + base45.encode(shown)


def evidence_from_text(text: str) -> bytes:
    """The bytes of what somebody shows as evidence (step 1).

    Raises:
        CodeRefused: `too_large`, `not_ours` or `bad_base45`.
    """
    shown = decoded(text, PREFIX, MAX_TEXT)
    if len(shown) > MAX_SHOWN:
        raise CodeRefused(Reason.TOO_LARGE, f"more than {MAX_SHOWN} bytes")
    return shown


def read_shown(text: str) -> ShownCertificate:
    """Read what somebody shows as evidence, without believing any of it (steps 1 and 2).

    Raises:
        CodeRefused: `too_large`, `not_ours`, `bad_base45`, `bad_cbor`, `bad_structure` or
            `unsupported_alg`.
    """
    proof = _layer(_decoded(evidence_from_text(text)))
    inside = proof.payload.get(CERTIFICATE) if isinstance(proof.payload, dict) else None
    certificate = _layer(inside)
    _check_proof(proof)
    _check_certificate(certificate)
    if len(cbor.encode(certificate.item)) > MAX_CERTIFICATE:
        raise CodeRefused(Reason.TOO_LARGE, f"a certificate of more than {MAX_CERTIFICATE} bytes")
    _check_algorithms(proof, certificate)
    return ShownCertificate(
        kid=certificate.header[cose.KID],
        certified=_signed(certificate),
        payload=certificate.payload,
        issued_at=proof.payload[IAT],
        challenge=proof.payload[CNONCE],
        signed=_signed(proof),
    )


def verify(
    shown: ShownCertificate, state: GateState, *, challenge: bytes | None, now: int
) -> Certificate:
    """The certificate that was shown, if all of it holds (steps 3 to 7).

    Whether this issuer takes such evidence, and whether somebody else's pass rests on this very
    certificate, is not known here: steps 8 and 9 are left to the caller.

    Args:
        shown: what was read.
        state: the federation's documents in force.
        challenge: the one that this issuer gave to the person and nobody has used; None if none.
        now: the issuer's clock, seconds since the epoch.

    Raises:
        CodeRefused: with the first reason that applies, in the order of spec section 11.
    """
    # 3. Federation
    if state.is_clock_behind(now):
        raise CodeRefused(Reason.CLOCK_BEHIND)
    trust = state.trust_in_force(now)
    if trust is None:
        raise CodeRefused(Reason.TRUST_STALE)

    # 4. Key
    key = evidence_keys(trust).get(shown.kid)
    if key is None:
        raise CodeRefused(Reason.WRONG_USAGE if shown.kid in trust.by_kid else Reason.UNKNOWN_KEY)

    # 5. Issuer's signature
    if not holds(key.public_key, shown.certified):
        raise CodeRefused(Reason.BAD_SIGNATURE)

    # 6. Claims
    certificate = _understood(shown.payload)
    if certificate.issuer != key.issuer:
        raise CodeRefused(Reason.BAD_CLAIMS, "another issuer's name")
    if key.not_before > certificate.not_before or certificate.expiry > key.not_after:
        raise CodeRefused(Reason.KEY_NOT_VALID)
    if now < certificate.not_before:
        raise CodeRefused(Reason.NOT_YET_VALID)
    if now >= certificate.expiry:
        raise CodeRefused(Reason.EXPIRED)

    # 7. Holder
    if not holds(certificate.subject, shown.signed):
        raise CodeRefused(Reason.BAD_PROOF)
    if not now - MAX_AGE <= shown.issued_at <= now + MAX_AGE:
        raise CodeRefused(Reason.PROOF_NOT_FRESH)
    if shown.challenge != challenge:
        raise CodeRefused(Reason.CHALLENGE_MISMATCH)
    return certificate


def _key(issuer: str, entry: dict[Any, Any]) -> EvidenceKey | None:
    """An evidence key, or None for an entry of another usage or another form."""
    named = {_PUBLIC_KEY, _KEY_USAGE, _KEY_NBF, _KEY_NAF}
    if entry[_KEY_USAGE] != USAGE or not document.has_keys_and_later(entry, named):
        return None
    public_key, not_before, not_after = entry[_PUBLIC_KEY], entry[_KEY_NBF], entry[_KEY_NAF]
    if not _is_key(public_key) or not _is_span(not_before, not_after):
        return None
    return EvidenceKey(issuer, public_key, not_before, not_after)


def _understood(payload: Any) -> Certificate:
    certificate = _claims(payload)
    if certificate is None:
        raise CodeRefused(Reason.BAD_CLAIMS, "not the content of a certificate")
    return certificate


def _claims(payload: Any) -> Certificate | None:
    """What the payload of a certificate says, None unless it is exactly what it must be."""
    named = {_ISSUER, _KIND, _NBF, _EXP, _SUBJECT, _NUMBER}
    if not document.has_keys_and_later(payload, named):
        return None
    issuer, kind, not_before, expiry, subject, number = (payload[key] for key in sorted(named))
    right = (
        document.is_id(issuer)
        and document.is_id(kind)
        and _is_span(not_before, expiry)
        and expiry - not_before <= MAX_VALIDITY
        and _is_key(subject)
        and cose.is_bytes_of(number, NUMBER_SIZE)
    )
    return Certificate(issuer, kind, not_before, expiry, subject, number) if right else None


def _is_span(first: Any, end: Any) -> bool:
    return cose.is_unsigned(first) and cose.is_unsigned(end) and first < end


def _is_key(value: Any) -> bool:
    return cose.is_bytes_of(value, KEY_SIZE) and is_prime_order(value)


def _decoded(data: bytes) -> Any:
    try:
        return cbor.decode(data)
    except HuepassError as error:
        raise CodeRefused(error.reason, error.detail) from None


def _layer(item: Any) -> _Layer:
    try:
        return _Layer(item, *decode_inside(item))
    except HuepassError as error:
        raise CodeRefused(error.reason, error.detail) from None


def _check_proof(proof: _Layer) -> None:
    payload = proof.payload
    _check_layer(proof, {cose.ALG})
    if not isinstance(payload, dict) or payload.keys() != {IAT, CNONCE, CERTIFICATE}:
        refuse_structure("not the payload of a proof")
    if not cose.is_unsigned(payload[IAT]):
        refuse_structure("the time is not an unsigned integer")
    if not is_challenge(payload[CNONCE]):
        refuse_structure("a challenge has 8 to 32 bytes")


def _check_certificate(certificate: _Layer) -> None:
    _check_layer(certificate, {cose.ALG, cose.KID, cose.TYP})
    if not cose.is_bytes_of(certificate.header[cose.KID], KEY_ID_SIZE):
        refuse_structure("a key ID has 4 bytes")
    if certificate.header[cose.TYP] != TYPE:
        refuse_structure("another type than that of a certificate")


def _check_layer(layer: _Layer, named: set[int]) -> None:
    if not cose.is_sign1(layer.item):
        refuse_structure("not a COSE_Sign1")
    if not document.has_keys(layer.header, named):
        refuse_structure("not the header that belongs here")
    if not isinstance(layer.header[cose.ALG], int):
        refuse_structure("the algorithm is not an integer")


def _check_algorithms(*layers: _Layer) -> None:
    if any(layer.header[cose.ALG] != ALG_ED25519 for layer in layers):
        raise CodeRefused(Reason.UNSUPPORTED_ALG, "only Ed25519 (-19) is accepted")


def _signed(layer: _Layer) -> bytes:
    """Signature and Sig_structure."""
    protected, _, payload, signature = layer.item
    signed: bytes = signature + cose.to_be_signed(protected, payload)
    return signed
