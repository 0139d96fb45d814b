"""A wallet's proofs that it has the keys to be certified (OpenID4VCI 1.0, appendix F.1 and F.4).

Parsing is joserfc's; the signature rule is the specification's (spec section 2), which libsodium
keeps and joserfc's own verification does not.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, NoReturn

from joserfc.errors import JoseError
from joserfc.jws import CompactSignature, extract_compact

from huepass.core.keys import KEY_SIZE, SIGNATURE_SIZE, holds, is_prime_order
from huepass.issuer.domain.refusals import Fault, WalletRefused

ALGORITHMS: Final = ("Ed25519", "EdDSA")
TYPE: Final = "openid4vci-proof+jwt"
MAX_AGE: Final = 300  # seconds
MAX_AHEAD: Final = 60  # seconds
_PRIVATE: Final = "d"  # member of a JWK (RFC 8037)
# Other ways to name a key; and extensions that must be understood, of which there are none.
_OTHER_KEYS: Final = frozenset(("kid", "x5c", "trust_chain", "crit"))


class Proof(NamedTuple):
    """A proof that holds, but for its nonce, which only the issuer's memory can tell."""

    holder_key: bytes
    nonce: str


def check_proofs(proofs: list[str], issuer: str, now: int) -> list[Proof]:
    """Check all proofs of a request; one that fails refuses them all.

    Args:
        proofs: JWTs in compact form.
        issuer: the credential issuer identifier.
        now: seconds since the epoch.

    Raises:
        WalletRefused: `invalid_proof`.
    """
    found = [_check(proof, issuer, now) for proof in proofs]
    if len({proof.holder_key for proof in found}) != len(found):
        _refuse("two proofs of one key")
    return found


def _check(proof: str, issuer: str, now: int) -> Proof:
    try:
        jws = extract_compact(proof.encode("ascii"))
        claims = json.loads(jws.payload)
        # Whether the signature is the canonical spelling of its bytes is no matter: it is not kept.
        segment = jws.segments["signature"]
        signature = urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except (JoseError, ValueError, RecursionError) as error:
        raise WalletRefused(Fault.INVALID_PROOF, "not a JWT") from error
    key = _holder_key(jws)
    _check_claims(claims, issuer, now)
    message = jws.segments["header"] + b"." + jws.segments["payload"]
    if len(signature) != SIGNATURE_SIZE or not holds(key, signature + message):
        _refuse("a signature is wrong")
    if not is_prime_order(key):
        _refuse("a weak key")
    return Proof(key, claims["nonce"])


def _holder_key(jws: CompactSignature) -> bytes:
    header = jws.headers()
    if not isinstance(header, Mapping) or header.get("typ") != TYPE:
        _refuse(f"typ is not {TYPE}")
    if header.get("alg") not in ALGORITHMS:
        _refuse("alg is neither Ed25519 nor EdDSA")
    jwk = header.get("jwk")
    if not isinstance(jwk, dict) or not _OTHER_KEYS.isdisjoint(header):
        _refuse("the key is given by jwk and nothing else")
    if jwk.get("kty") != "OKP" or jwk.get("crv") != "Ed25519" or _PRIVATE in jwk:
        _refuse("jwk is not a public Ed25519 key")
    return _decoded(jwk.get("x"))


def _decoded(x: Any) -> bytes:
    try:
        key = urlsafe_b64decode(x.encode("ascii") + b"=")
    except (AttributeError, ValueError):
        key = b""
    if len(key) != KEY_SIZE or urlsafe_b64encode(key).decode().rstrip("=") != x:
        _refuse("x is not 32 bytes in base64url")
    return key


def _check_claims(claims: Any, issuer: str, now: int) -> None:
    if not isinstance(claims, dict):
        _refuse("the claims are no object")
    if claims.get("aud") not in (issuer, [issuer]):
        _refuse("aud is not this issuer")
    issued_at = claims.get("iat")
    if isinstance(issued_at, bool) or not isinstance(issued_at, int | float):
        _refuse("iat is no number")
    if not now - MAX_AGE <= issued_at <= now + MAX_AHEAD:
        _refuse("iat is too old or in the future")
    if not isinstance(claims.get("nonce"), str):
        _refuse("nonce is missing")


def _refuse(why: str) -> NoReturn:
    raise WalletRefused(Fault.INVALID_PROOF, why)
