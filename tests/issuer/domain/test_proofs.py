"""Key proofs: one test for each reason to refuse one (OpenID4VCI 1.0, appendix F)."""

import hashlib
from typing import Any

import nacl.bindings as sodium
import pytest
from spec.testkit import forge
from spec.testkit.points import IDENTITY, NOT_PRIME_ORDER, TORSION, L, scalar

from huepass.core import SoftwareSigner
from huepass.core.keys import holds
from huepass.issuer.domain.proofs import Proof, check_proofs
from huepass.issuer.domain.refusals import Fault, WalletRefused
from issuer.holder import encoded, proof

ISSUER = "https://gz.example"
NOW = 1_795_320_000
HOLDER = SoftwareSigner.from_seed(bytes(range(32)))


def check(*proofs: str) -> list[Proof]:
    return check_proofs(list(proofs), ISSUER, NOW)


def refused(*proofs: str) -> None:
    with pytest.raises(WalletRefused) as error:
        check(*proofs)
    assert error.value.fault == Fault.INVALID_PROOF
    assert set(error.value.detail) <= {chr(c) for c in range(0x20, 0x7F)} - {'"', "\\"}


def test_a_good_one() -> None:
    assert check(proof(HOLDER, ISSUER, "n", NOW)) == [Proof(HOLDER.public_key, "n")]


@pytest.mark.parametrize(
    "changes",
    [
        {"header": {"alg": "EdDSA"}},
        {"claims": {"aud": [ISSUER]}},
        {"claims": {"iat": NOW - 300}},
        {"claims": {"iat": NOW + 60}},
        {"claims": {"iat": NOW + 0.5}},
        {"claims": {"iss": "someone", "exp": 1}},
        {"jwk": {"alg": "EdDSA", "use": "sig"}},
        {"header": {"something": "else"}},
    ],
)
def test_what_does_not_matter(changes: dict[str, Any]) -> None:
    assert check(proof(HOLDER, ISSUER, "n", NOW, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"header": {"typ": "JWT"}},
        {"header": {"typ": None}},
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS256"}},
        {"header": {"alg": "ES256"}},
        {"header": {"alg": ["EdDSA"]}},
        {"header": {"alg": None}},
        {"header": {"jwk": None}},
        {"header": {"jwk": "x"}},
        {"header": {"jwk": None, "kid": "did:example:1"}},
        {"header": {"kid": "1"}},
        {"header": {"x5c": []}},
        {"header": {"crit": ["b64"], "b64": False}},
        {"jwk": {"d": encoded(HOLDER.seed)}},
        {"jwk": {"kty": "EC"}},
        {"jwk": {"crv": "X25519"}},
        {"jwk": {"x": None}},
        {"jwk": {"x": 7}},
        {"jwk": {"x": ""}},
        {"jwk": {"x": "é"}},
        {"jwk": {"x": encoded(HOLDER.public_key) + "="}},
        {"jwk": {"x": encoded(HOLDER.public_key[:31])}},
        {"claims": {"aud": None}},
        {"claims": {"aud": ISSUER + "/"}},
        {"claims": {"aud": "https://sz.example"}},
        {"claims": {"aud": [ISSUER, "https://sz.example"]}},
        {"claims": {"iat": None}},
        {"claims": {"iat": str(NOW)}},
        {"claims": {"iat": True}},
        {"claims": {"iat": NOW - 301}},
        {"claims": {"iat": NOW + 61}},
        {"claims": {"iat": float("nan")}},
        {"claims": {"nonce": None}},
        {"claims": {"nonce": 7}},
    ],
)
def test_what_is_refused(changes: dict[str, Any]) -> None:
    refused(proof(HOLDER, ISSUER, "n", NOW, **changes))


@pytest.mark.parametrize(
    "text", ["", "x", "..", "a.b.c", "é.é.é", "e30.e30.", "e30.e30.e30", "W10.e30.e30", "a.b.c.d"]
)
def test_what_is_no_jwt(text: str) -> None:
    refused(text)


def test_a_payload_that_is_no_object() -> None:
    for payload in ("[]", "7", "null", "[" * 40_000):
        head = encoded({"typ": "openid4vci-proof+jwt", "alg": "EdDSA", "jwk": {
            "kty": "OKP", "crv": "Ed25519", "x": encoded(HOLDER.public_key)}})  # fmt: skip
        signed = f"{head}.{encoded(payload.encode())}"
        refused(f"{signed}.{encoded(HOLDER.sign(signed.encode()))}")


def test_another_signature() -> None:
    good = proof(HOLDER, ISSUER, "n", NOW)
    head, payload, signature = good.split(".")
    other = proof(HOLDER, ISSUER, "m", NOW).split(".")[1]
    refused(f"{head}.{other}.{signature}")
    refused(f"{head}.{payload}.{signature[:-4]}")
    refused(f"{head}.{payload}.{signature}AAAA")
    refused(f"{head}.{payload}.")
    refused(
        proof(HOLDER, ISSUER, "n", NOW, jwk={"x": encoded(SoftwareSigner.generate().public_key)})
    )


def test_the_same_key_twice() -> None:
    refused(proof(HOLDER, ISSUER, "n", NOW), proof(HOLDER, ISSUER, "n", NOW + 1))


def test_one_bad_one_refuses_them_all() -> None:
    refused(
        proof(SoftwareSigner.generate(), ISSUER, "n", NOW),
        proof(HOLDER, ISSUER, "n", NOW, claims={"aud": "x"}),
    )


@pytest.mark.parametrize("key", [*TORSION, *NOT_PRIME_ORDER["identities"]])
def test_a_key_of_small_order(key: bytes) -> None:
    class Anything(SoftwareSigner):
        """With the identity as R and 0 as S the equation holds for these keys."""

        @property
        def public_key(self) -> bytes:
            return key

        def sign(self, message: bytes) -> bytes:
            return IDENTITY + bytes(32)

    refused(proof(Anything.generate(), ISSUER, "n", NOW))


@pytest.mark.parametrize("key", NOT_PRIME_ORDER["mixed"])
def test_a_key_that_signs_well_but_is_not_of_prime_order(key: bytes) -> None:
    digest = hashlib.sha512(bytes(forge.key("holder"))).digest()
    secret = int.from_bytes(digest[:32], "little") & ~7 & (1 << 254) - 1 | 1 << 254

    class Mixed(SoftwareSigner):
        """Tries until the part of small order falls out of the equation."""

        @property
        def public_key(self) -> bytes:
            return key

        def sign(self, message: bytes) -> bytes:
            for r in range(1, 1000):
                point = sodium.crypto_scalarmult_ed25519_base_noclamp(scalar(r))
                k = int.from_bytes(hashlib.sha512(point + key + message).digest(), "little") % L
                if k % 8 == 0:
                    signature = point + scalar(r + k * secret)
                    assert holds(key, signature + message)
                    return signature
            raise AssertionError

    refused(proof(Mixed.generate(), ISSUER, "n", NOW))
