"""Tokens: only what the issuer made is opened, and in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.issuer.domain.tokens import Seal, Tokens, nonces_before

KEY = bytes(range(32))
TOKENS = Tokens(lambda purpose: purpose.ljust(32, b"."))
WALLET = bytes(16)


@given(st.binary(min_size=24, max_size=24))
def test_what_was_closed_is_opened(body: bytes) -> None:
    token = Seal(KEY, 24).close(body)
    assert Seal(KEY, 24).open(token) == body
    assert Seal(KEY[::-1], 24).open(token) is None
    assert Seal(KEY, 23).open(token) is None


@given(st.text(max_size=60))
def test_anything_else_is_not(text: str) -> None:
    assert Seal(KEY, 16).open(text) is None


@pytest.mark.parametrize("change", [lambda t: t + "=", lambda t: " " + t, lambda t: t + "\n"])
def test_another_spelling_is_not(change: object) -> None:
    token = Seal(KEY, 16).close(bytes(16))
    assert Seal(KEY, 16).open(change(token)) is None  # type: ignore[operator]


def test_every_changed_character_is_seen() -> None:
    token = TOKENS.code(WALLET)
    for place, character in enumerate(token):
        other = "A" if character != "A" else "B"
        assert TOKENS.offer_of_code(token[:place] + other + token[place + 1 :]) is None


def test_each_kind_is_its_own() -> None:
    code, reference = TOKENS.code(WALLET), TOKENS.reference(WALLET)
    assert TOKENS.offer_of_code(code) == TOKENS.offer_of_reference(reference) == WALLET
    assert TOKENS.offer_of_code(reference) is TOKENS.offer_of_reference(code) is None
    assert TOKENS.wallet_of_refresh(TOKENS.refresh(WALLET, 7)) == (WALLET, 7)
    assert TOKENS.wallet_of_refresh(TOKENS.access(WALLET, 7)) is None


def test_times() -> None:
    access, nonce = TOKENS.access(WALLET, 100), TOKENS.nonce(100, bytes(16))
    assert TOKENS.wallet_of_access(access, 99) == WALLET
    assert TOKENS.wallet_of_access(access, 100) is None
    body = TOKENS.open_nonce(nonce, 99)
    assert body is not None
    assert TOKENS.open_nonce(nonce, 100) is None
    assert not body < nonces_before(100)
    assert body < nonces_before(101)
