"""Ed25519 keys, key IDs and signatures, spec section 2."""

import hashlib
from typing import Final

import nacl.bindings as sodium
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge
from spec.testkit.points import IDENTITY, NOT_PRIME_ORDER, TORSION, L, P, scalar, signs

from gates import misused
from huepass.core import Signer, SoftwareSigner, check_holder_key, key_id
from huepass.core.keys import holds, is_prime_order

MESSAGE: Final = b"what is signed"


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100))
def test_both_opinions_on_keys_and_signatures(seed: bytes, message: bytes) -> None:
    ours, theirs = SoftwareSigner.from_seed(seed), Ed25519PrivateKey.from_private_bytes(seed)
    assert ours.seed == seed
    assert ours.public_key == theirs.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert ours.sign(message) == theirs.sign(message)
    assert holds(ours.public_key, ours.sign(message) + message)
    assert is_prime_order(ours.public_key)


def test_the_second_vector_of_rfc_8032() -> None:
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    signer = SoftwareSigner.from_seed(seed)
    assert signer.public_key.hex() == (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    assert signer.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


@given(st.integers(0, 64 * 8 + len(MESSAGE) * 8 - 1))
def test_one_wrong_bit_is_a_wrong_signature(bit: int) -> None:
    signed = bytearray(forge.key("live").sign(MESSAGE))
    signed[bit // 8] ^= 1 << bit % 8
    assert not holds(forge.public("live"), bytes(signed))
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(forge.public("live")).verify(
            bytes(signed[:64]), bytes(signed[64:])
        )


def test_another_keys_signature_is_wrong() -> None:
    assert not holds(forge.public("paper"), bytes(forge.key("live").sign(MESSAGE)))


def test_a_signature_of_nothing_holds() -> None:
    assert holds(forge.public("live"), bytes(forge.key("live").sign(b"")))


@pytest.mark.parametrize("data", [b"", bytes(63), bytes(64)])
def test_no_signature_at_all_does_not_hold(data: bytes) -> None:
    assert not holds(forge.public("live"), data)


def test_s_of_l_or_more_is_refused() -> None:
    """The same signature as an honest one, in a second form."""
    signed = bytes(forge.key("live").sign(MESSAGE))
    s = int.from_bytes(signed[32:64], "little")
    again = signed[:32] + (s + L).to_bytes(32, "little") + signed[64:]
    assert holds(forge.public("live"), signed)
    assert not holds(forge.public("live"), again)


def test_a_key_of_small_order_signs_nothing() -> None:
    """S B = R + k A holds for every message when A is the identity and R = S B."""
    s = scalar(5)
    forged = sodium.crypto_scalarmult_ed25519_base_noclamp(s) + s + MESSAGE
    assert signs(IDENTITY, forged)
    assert not holds(IDENTITY, forged)


@pytest.mark.parametrize("identity", NOT_PRIME_ORDER["identities"], ids=bytes.hex)
def test_a_non_canonical_key_signs_nothing(identity: bytes) -> None:
    s = scalar(5)
    forged = sodium.crypto_scalarmult_ed25519_base_noclamp(s) + s + MESSAGE
    assert signs(identity, forged)
    assert not holds(identity, forged)


@pytest.mark.parametrize("r", [IDENTITY, *NOT_PRIME_ORDER["identities"]], ids=bytes.hex)
def test_an_r_of_small_order_or_not_canonical_is_refused(r: bytes) -> None:
    """With R the identity S = k a holds: whoever has the private key could sign without chance."""
    secret = hashlib.sha512(bytes(forge.key("live"))).digest()[:32]
    a = int.from_bytes(secret, "little") & ~7 & (1 << 254) - 1 | 1 << 254
    public = forge.public("live")
    k = int.from_bytes(hashlib.sha512(r + public + MESSAGE).digest(), "little")
    forged = r + scalar(k * a) + MESSAGE
    assert signs(public, forged)
    assert not holds(public, forged)


def test_key_ids() -> None:
    """RFC 9679 section 6 has no Ed25519 key; the first 4 bytes of the thumbprint, made by hand."""
    public = forge.public("live")
    whole = hashlib.sha256(bytes.fromhex("a3010120062158" + "20") + public).digest()
    assert key_id(public) == whole[:4] == forge.kid("live")


def test_generated_keys_differ_and_come_back_from_their_seed() -> None:
    one, other = SoftwareSigner.generate(), SoftwareSigner.generate()
    assert one.public_key != other.public_key
    assert SoftwareSigner.from_seed(one.seed).public_key == one.public_key
    signers: list[Signer] = [one, other]
    assert all(len(signer.sign(b"")) == 64 for signer in signers)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_of_another_length_is_refused(size: int) -> None:
    with misused("32 bytes"):
        SoftwareSigner.from_seed(bytes(size))


def test_an_honest_holder_key_is_accepted() -> None:
    check_holder_key(forge.public("holder"))


BAD_KEYS = {
    **{f"order_{place}": point for place, point in enumerate(TORSION)},
    **{f"identity_{place}": point for place, point in enumerate(NOT_PRIME_ORDER["identities"])},
    **{f"mixed_{place}": point for place, point in enumerate(NOT_PRIME_ORDER["mixed"])},
    "not_on_the_curve": (2).to_bytes(32, "little"),
    "y_of_p": P.to_bytes(32, "little"),
    "all_ones": b"\xff" * 32,
    "31_bytes": forge.public("holder")[:31],
    "33_bytes": forge.public("holder") + b"\0",
    "no_bytes": b"",
}


@pytest.mark.parametrize("public_key", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_holder_key_is_refused_that_is(public_key: bytes) -> None:
    with misused("prime order"):
        check_holder_key(public_key)
