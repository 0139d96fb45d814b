"""What a wallet reads of a credential."""

import contextlib
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.core import Colour, from_text, sign_credential
from huepass.errors import CodeRefused, Reason
from huepass.wallet.person import read_credential
from kit import World, signer

HOLDER = signer("holder")
LIVE = sign_credential(
    signer("live"),
    pseudonymous_id=b"\0\0\0\7" + HOLDER.public_key,
    colour=Colour.YELLOW,
    expiry=1_790_013_600,
)


def changed(at: int, value: Any) -> bytes:
    """The credential with another header, payload or signature."""
    parts = cbor2.loads(LIVE)
    parts[at] = value
    return cbor2.dumps(parts)


def refused(credential: bytes, reason: Reason) -> None:
    with pytest.raises(CodeRefused) as error:
        read_credential(credential)
    assert error.value.reason == reason


def test_what_it_says() -> None:
    found = read_credential(LIVE)
    assert found.holder_key == HOLDER.public_key
    assert found.kid == cbor2.loads(cbor2.loads(LIVE)[0])[4]
    assert (found.expiry, found.colour) == (1_790_013_600, 2)


def test_a_paper_credential_is_refused() -> None:
    refused(from_text(World().paper()), Reason.BAD_CLAIMS)


def test_a_presentation_is_refused() -> None:
    refused(from_text(World().live()), Reason.BAD_STRUCTURE)


def test_another_algorithm_is_refused() -> None:
    header = cbor2.dumps({1: -8, 4: b"abcd"}, canonical=True)
    refused(changed(0, header), Reason.UNSUPPORTED_ALG)


def test_a_short_signature_is_refused() -> None:
    refused(changed(3, bytes(63)), Reason.BAD_STRUCTURE)


def test_other_claims_are_refused() -> None:
    refused(changed(2, cbor2.dumps({4: 1})), Reason.BAD_CLAIMS)


def test_bytes_after_it_are_refused() -> None:
    refused(LIVE + b"\0", Reason.BAD_CBOR)


@given(st.binary(max_size=200))
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with pytest.raises(CodeRefused):
        read_credential(rubbish)


@given(st.integers(0, len(LIVE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_read_or_refused(at: int, change: int) -> None:
    credential = bytearray(LIVE)
    credential[at] ^= change
    with contextlib.suppress(CodeRefused):
        read_credential(bytes(credential))
