"""Certificates in a wallet (spec section 11)."""

import stat
from base64 import urlsafe_b64encode
from dataclasses import replace
from pathlib import Path

import pytest

import gates
from huepass.core import SoftwareSigner
from huepass.core.evidence import Certificate, certify, read_certificate, read_shown
from huepass.errors import CodeRefused, FolderError, WalletError
from huepass.wallet import WalletFolder
from huepass.wallet.certificates import (
    HeldCertificate,
    add_certificate,
    certificate_from_json,
    certificate_to_json,
    chosen,
    new_request,
)
from wallet.conftest import PASSPHRASE

NOW = 1_795_320_000
KEY = SoftwareSigner.from_seed(bytes(32))


def certificate(held: HeldCertificate, *, begin: int = NOW, expiry: int = NOW + 100) -> str:
    """What an issuer makes of a request."""
    subject = bytes.fromhex(held.request)
    made = certify(KEY, Certificate("sc", "migrant-worker", begin, expiry, subject, bytes(16)))
    return urlsafe_b64encode(made).decode().rstrip("=")


def with_certificate(name: str = "工作 work", **times: int) -> HeldCertificate:
    held = new_request(name, NOW)
    return add_certificate(certificate(held, **times), [new_request("x", NOW), held])


def test_a_request_becomes_a_certificate() -> None:
    held = new_request("work", NOW)
    assert held.content is None
    with gates.refused("certificate_unknown", "has not come", WalletError):
        held.text(NOW, bytes(8))
    text = certificate(held)
    got = add_certificate(f" {text[:50]}\n{text[50:]}\r\n", [held])
    assert (got.id, got.name, got.seed) == (held.id, held.name, held.seed)
    assert got.content is not None and got.content.kind == "migrant-worker"
    shown = read_shown(got.text(NOW, bytes(range(8))))
    assert (shown.issued_at, shown.challenge) == (NOW, bytes(range(8)))


def test_every_request_has_a_key_of_its_own() -> None:
    assert len({new_request("x", NOW).request for _ in range(5)}) == 5


def test_a_certificate_for_another_key_is_refused() -> None:
    text = certificate(new_request("x", NOW))
    with gates.refused("certificate_unknown", "not here", WalletError):
        add_certificate(text, [new_request("y", NOW)])


@pytest.mark.parametrize("text", ["", "*", "ü", "AAAA", "A", "hello there"])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(CodeRefused):
        add_certificate(text, [new_request("x", NOW)])


def test_it_is_kept(store: WalletFolder, tmp_path: Path) -> None:
    held, request = with_certificate(), new_request("more", NOW + 1)
    store.keep_certificate(request)
    store.keep_certificate(held)
    again = WalletFolder.open(tmp_path / "wallet", PASSPHRASE)
    assert again.certificates() == [held, request]
    assert again.persons() == []
    files = list((tmp_path / "wallet").glob("*.certificate"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    whole = b"".join(path.read_bytes() for path in files)
    assert held.document is not None
    for secret in (held.seed, held.name.encode(), held.document, b"migrant-worker"):
        assert secret not in whole and secret.hex().encode() not in whole
    assert held.seed.hex() not in repr(held) and repr(held.seed) not in repr(held)
    again.remove_certificate(held.id)
    assert again.certificates() == [request]


def test_swapped_and_damaged_files_are_refused(store: WalletFolder, tmp_path: Path) -> None:
    held = with_certificate()
    store.keep_certificate(held)
    path = tmp_path / "wallet" / f"{held.id}.certificate"
    for bad in (path.read_bytes()[:-1], b""):
        path.with_name("00.certificate").write_bytes(bad)
        with gates.refused("folder_broken", "", FolderError):
            store.certificates()
    path.rename(path.with_name("00.certificate"))
    with gates.refused("folder_broken", "", FolderError):
        store.certificates()


@pytest.mark.parametrize("name", ["", "a\nb", "n" * 65])
def test_a_name_that_can_not_be_shown_is_refused(store: WalletFolder, name: str) -> None:
    with gates.misused("printable"):
        store.keep_certificate(new_request(name, NOW))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"version": 2}', b'{"version": 1}'])
def test_another_version_is_refused(data: bytes) -> None:
    with gates.refused("folder_broken", "", FolderError):
        certificate_from_json(data)


def test_round_trip() -> None:
    for held in (with_certificate(), new_request("x", 0)):
        assert certificate_from_json(certificate_to_json(held)) == held


def test_the_newest_that_is_valid_is_shown() -> None:
    old, new, later = (
        with_certificate(),
        with_certificate(expiry=NOW + 50),
        with_certificate(begin=NOW + 60, expiry=NOW + 200),
    )
    held = [old, new, later, new_request("工作 work", NOW)]
    for now, one in ((NOW, new), (NOW + 49, new), (NOW + 50, old), (NOW + 60, later)):
        assert chosen(held, None, now) == one
        assert chosen(held, "工作 work", now) == one
    for now in (NOW - 1, NOW + 200):
        with gates.refused("strip_ended", "", WalletError):
            chosen(held, None, now)


def test_of_several_names_one_has_to_be_said() -> None:
    held = [with_certificate("a"), with_certificate("b")]
    with gates.misused("several"):
        chosen(held, None, NOW)
    assert chosen(held, "b", NOW) == held[1]
    with gates.refused("certificate_unknown", "", WalletError):
        chosen(held, "c", NOW)
    with gates.refused("certificate_unknown", "", WalletError):
        chosen([new_request("a", NOW)], None, NOW)


def test_the_issuers_signature_is_the_acceptors_matter() -> None:
    """A wallet has no trust list: it keeps what fits its key."""
    held = new_request("x", NOW)
    subject = bytes.fromhex(held.request)
    other = certify(
        SoftwareSigner.generate(), Certificate("sc", "x", NOW, NOW + 1, subject, bytes(16))
    )
    got = add_certificate(urlsafe_b64encode(other).decode(), [held])
    assert replace(got, document=None) == held
    assert got.content == read_certificate(other)
