"""What is at rest opens with the passphrase only, under its own name only."""

import json

import pytest

from huepass.errors import KeyStoreError, Reason
from huepass.sealing import Cost
from huepass.wallet.sealed import Vault
from wallet.conftest import CHEAP, PASSPHRASE


def refused(reason: Reason, header: bytes, passphrase: str = PASSPHRASE) -> None:
    with pytest.raises(KeyStoreError) as error:
        Vault.unlock(header, passphrase)
    assert error.value.reason == reason


def test_what_was_sealed_opens_again() -> None:
    vault, header = Vault.create(PASSPHRASE, CHEAP)
    box = vault.seal("a", b"secret")
    assert b"secret" not in box
    assert Vault.unlock(header, PASSPHRASE).open("a", box) == b"secret"


def test_the_same_characters_in_another_spelling_open_it() -> None:
    _, header = Vault.create("caf\u00e9 noir", CHEAP)
    Vault.unlock(header, "cafe\u0301 noir")


def test_a_wrong_passphrase_is_refused() -> None:
    _, header = Vault.create(PASSPHRASE, CHEAP)
    refused(Reason.PASSPHRASE_WRONG, header, PASSPHRASE + " ")


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(KeyStoreError) as error:
        Vault.create("seven77", CHEAP)
    assert error.value.reason == Reason.PASSPHRASE_TOO_SHORT


def test_another_files_content_is_refused() -> None:
    vault, _ = Vault.create(PASSPHRASE, CHEAP)
    with pytest.raises(KeyStoreError) as error:
        vault.open("b", vault.seal("a", b"secret"))
    assert error.value.reason == Reason.KEY_FILE_BROKEN


@pytest.mark.parametrize("at", [0, 30, -1])
def test_a_changed_byte_is_refused(at: int) -> None:
    vault, _ = Vault.create(PASSPHRASE, CHEAP)
    box = bytearray(vault.seal("a", b"secret"))
    box[at] ^= 1
    with pytest.raises(KeyStoreError) as error:
        vault.open("a", bytes(box))
    assert error.value.reason == Reason.KEY_FILE_BROKEN


def test_a_cut_box_is_refused() -> None:
    vault, _ = Vault.create(PASSPHRASE, CHEAP)
    with pytest.raises(KeyStoreError):
        vault.open("a", b"short")


@pytest.mark.parametrize("header", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_a_header_that_is_none_is_refused(header: bytes) -> None:
    refused(Reason.KEY_FILE_BROKEN, header)


@pytest.mark.parametrize(
    ("name", "value"),
    [("operations", 0), ("operations", 1 << 20), ("memory", 1), ("memory", 1 << 40),
     ("salt", "00"), ("name", "scrypt")],
)  # fmt: skip
def test_a_header_with_another_derivation_is_refused(name: str, value: object) -> None:
    _, header = Vault.create(PASSPHRASE, CHEAP)
    content = json.loads(header)
    content["kdf"][name] = value
    refused(Reason.KEY_FILE_BROKEN, json.dumps(content).encode())


def test_the_default_costs_an_attacker_256_mib_a_guess() -> None:
    assert Cost() == Cost(3, 256 << 20)
