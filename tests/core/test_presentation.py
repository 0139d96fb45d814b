"""Presentations, spec section 4."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge
from spec.testkit.forge import NOW
from spec.testkit.rawcbor import dump

from gates import code_refused, misused
from huepass.core import SoftwareSigner, present

HOLDER = SoftwareSigner.from_seed(bytes(forge.key("holder")))
CREDENTIAL = dump(forge.credential())


@given(st.integers(0, 2**33), st.none() | st.binary(min_size=8, max_size=32))
def test_presentations_are_the_specified_bytes(at: int, challenge: bytes | None) -> None:
    made = present(CREDENTIAL, HOLDER, at=at, challenge=challenge)
    assert made == dump(forge.live(at=at - at % 10, challenge=challenge))


@pytest.mark.parametrize(
    ("at", "shown"), [(0, 0), (9, 0), (10, 10), (1_790_000_019, 1_790_000_010)]
)
def test_the_time_is_rounded_down_to_10_seconds(at: int, shown: int) -> None:
    assert present(CREDENTIAL, HOLDER, at=at) == dump(forge.live(at=shown))


def test_the_sizes_of_the_specification() -> None:
    assert len(dump(forge.live())) == 218
    assert len(forge.text(forge.live())) == 331


def test_another_holders_credential_is_not_presented() -> None:
    with misused("another holder key"):
        present(dump(forge.credential(holder="somebody")), HOLDER, at=NOW)


@pytest.mark.parametrize("size", [0, 7, 33])
def test_a_challenge_of_another_length_is_not_answered(size: int) -> None:
    with misused("8 to 32 bytes"):
        present(CREDENTIAL, HOLDER, at=NOW, challenge=bytes(size))


def test_a_negative_time_is_not_presented() -> None:
    with misused("not negative"):
        present(CREDENTIAL, HOLDER, at=-1)


def test_a_paper_credential_is_not_presented() -> None:
    with code_refused("bad_claims"):
        present(dump(forge.paper()), HOLDER, at=NOW)


@pytest.mark.parametrize("data", [b"", b"\xff", b"\0\0"])
def test_what_is_no_cbor_is_not_presented(data: bytes) -> None:
    with code_refused("bad_cbor"):
        present(data, HOLDER, at=NOW)
