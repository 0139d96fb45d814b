"""Credentials, spec section 3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge
from spec.testkit.forge import ALG, COLOUR, CTI, EXP, KID
from spec.testkit.rawcbor import dump

from gates import code_refused, misused
from huepass.core import Colour, SoftwareSigner, sign_credential
from huepass.core.credential import holder_key


def signer(name: str) -> SoftwareSigner:
    """The forge's key of this name."""
    return SoftwareSigner.from_seed(bytes(forge.key(name)))


@given(st.integers(0, 2**32 - 1), st.integers(0, 300), st.integers(0, 2**53 - 1))
def test_paper_credentials_are_the_specified_bytes(serial: int, colour: int, expiry: int) -> None:
    made = sign_credential(
        signer("paper"), pseudonymous_id=serial.to_bytes(4), colour=colour, expiry=expiry
    )
    assert made == dump(forge.paper(serial=serial, colour=colour, expiry=expiry))


@given(st.integers(0, 2**32 - 1), st.sampled_from(list(Colour)))
def test_live_credentials_are_the_specified_bytes(serial: int, colour: Colour) -> None:
    made = sign_credential(
        signer("live"),
        pseudonymous_id=serial.to_bytes(4) + forge.public("holder"),
        colour=colour,
        expiry=forge.LIVE_EXPIRY,
    )
    assert made == dump(forge.credential(serial=serial, colour=int(colour)))
    assert holder_key(made) == forge.public("holder")


def test_the_sizes_of_the_specification() -> None:
    assert len(dump(forge.paper())) == 98
    assert len(forge.text(forge.paper())) == 151


def test_the_names_of_the_colours() -> None:
    assert {colour.name.lower(): int(colour) for colour in Colour} == {
        "grey": 0,
        "green": 1,
        "yellow": 2,
        "red": 3,
        "blue": 4,
        "orange": 5,
        "plain": 6,
    }


@pytest.mark.parametrize("size", [0, 3, 5, 35, 37])
def test_an_id_of_another_length_is_not_signed(size: int) -> None:
    with misused("4 bytes, or 36"):
        sign_credential(signer("paper"), pseudonymous_id=bytes(size), colour=1, expiry=1)


@pytest.mark.parametrize(("colour", "expiry"), [(-1, 0), (0, -1)])
def test_negative_numbers_are_not_signed(colour: int, expiry: int) -> None:
    with misused("not negative"):
        sign_credential(signer("paper"), pseudonymous_id=bytes(4), colour=colour, expiry=expiry)
    assert sign_credential(signer("paper"), pseudonymous_id=bytes(4), colour=0, expiry=0)


@pytest.mark.parametrize(("colour", "expiry"), [(2**53, 0), (0, 2**53)])
def test_numbers_of_2_to_53_are_not_signed(colour: int, expiry: int) -> None:
    with misused("2^53"):
        sign_credential(signer("paper"), pseudonymous_id=bytes(4), colour=colour, expiry=expiry)


def test_a_paper_credential_has_no_holder_key() -> None:
    with code_refused("bad_claims", "not a live credential"):
        holder_key(dump(forge.paper()))


@pytest.mark.parametrize("claims", [{EXP: forge.DROP}, [1], {CTI: bytes(35)}, {COLOUR: -1}])
def test_wrong_claims_have_no_holder_key(claims: object) -> None:
    with code_refused("bad_claims", "not a live credential"):
        holder_key(dump(forge.credential(claims=claims)))


@pytest.mark.parametrize("header", [{KID: b"abc"}, {ALG: "EdDSA"}, {KID: forge.DROP}])
def test_another_structure_has_no_holder_key(header: object) -> None:
    with code_refused("bad_structure"):
        holder_key(dump(forge.credential(header=header)))


@pytest.mark.parametrize("data", [b"", b"\xff", dump(forge.credential(claims=b"\xff"))])
def test_what_is_no_cbor_has_no_holder_key(data: bytes) -> None:
    with code_refused("bad_cbor"):
        holder_key(data)
