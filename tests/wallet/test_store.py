"""A wallet's folder."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from huepass.core import ColourEntry, Level
from huepass.errors import HuepassError, Reason
from huepass.wallet.person import Held, Pending, Person, from_json, to_json
from huepass.wallet.store import WalletFolder
from wallet.conftest import CHEAP, PASSPHRASE

LI = Person(
    id="00",
    name="小丽 Li",
    issuer="https://pass.example",
    configuration="pass",
    refresh_token="secret-token",
    issuer_names={"zh": "广州"},
    colours={1: ColourEntry(Level.CLEAR, {"en": "green"})},
    colour=1,
    held=(Held(b"credential", bytes(32), b"kidk", 1, 10, 20, 3),),
    pending=(Pending("live-00-1", (bytes(32),)), Pending(None, (b"\1" * 32,))),
    refreshed_at=5,
    next_refresh_at=6,
    ended=True,
)


def refused(reason: Reason) -> "pytest.RaisesExc[HuepassError]":
    return pytest.raises(HuepassError, check=lambda error: error.reason == reason)


def test_round_trip(store: WalletFolder, tmp_path: Path) -> None:
    store.add(LI)
    wang = replace(LI, id="01", name="王", colour=None, refresh_token=None)
    store.add(wang)
    again = WalletFolder.open(tmp_path / "wallet", PASSPHRASE)
    assert again.persons() == [LI, wang]
    assert again.person("00") == LI
    assert again.named("王") == wang


def test_nothing_can_be_read_from_the_files(store: WalletFolder, tmp_path: Path) -> None:
    store.add(LI)
    whole = b"".join(p.read_bytes() + p.name.encode() for p in (tmp_path / "wallet").iterdir())
    for secret in ("小丽", "Li", "secret-token", "pass.example", b"credential".hex()):
        assert secret.encode() not in whole


def test_only_the_owner_may_read(store: WalletFolder, tmp_path: Path) -> None:
    store.add(LI)
    folder = tmp_path / "wallet"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("wallet.json", "00.person"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_no_secret_is_in_a_representation() -> None:
    words = repr(LI)
    for secret in ("secret-token", "credential=", "seed", "kidk"):
        assert secret not in words


def test_a_change_is_made_on_the_newest_state(store: WalletFolder, tmp_path: Path) -> None:
    store.add(LI)
    other = WalletFolder.open(tmp_path / "wallet", PASSPHRASE)
    other.change("00", lambda person: replace(person, refreshed_at=7))
    changed = store.change("00", lambda person: replace(person, next_refresh_at=8))
    assert (changed.refreshed_at, changed.next_refresh_at) == (7, 8)


def test_a_change_that_fails_changes_nothing(store: WalletFolder) -> None:
    store.add(LI)

    def fail(person: Person) -> Person:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.change("00", fail)
    assert store.person("00") == LI


def test_a_wrong_passphrase_is_refused(store: WalletFolder, tmp_path: Path) -> None:
    with refused(Reason.PASSPHRASE_WRONG):
        WalletFolder.open(tmp_path / "wallet", "another one")


def test_a_folder_that_is_no_wallet_is_refused(tmp_path: Path) -> None:
    with refused(Reason.FOLDER_MISSING):
        WalletFolder.open(tmp_path, PASSPHRASE)
    with refused(Reason.FOLDER_MISSING):
        WalletFolder.open(tmp_path / "none", PASSPHRASE)


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter").touch()
    with refused(Reason.FOLDER_EXISTS):
        WalletFolder.create(tmp_path, PASSPHRASE, CHEAP)


def test_a_wallet_is_never_made_anew(store: WalletFolder, tmp_path: Path) -> None:
    with refused(Reason.FOLDER_EXISTS):
        WalletFolder.create(tmp_path / "wallet", PASSPHRASE, CHEAP)


def test_what_a_killed_creation_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".new-0011").write_bytes(b"half")
    (tmp_path / "wallet.lock").touch()
    store = WalletFolder.create(tmp_path, PASSPHRASE, CHEAP)
    store.add(LI)
    assert not list(tmp_path.glob(".new-*"))


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with refused(Reason.FILE_UNREADABLE):
        WalletFolder.create(tmp_path / "file", PASSPHRASE, CHEAP)


def test_a_folder_that_can_not_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with refused(Reason.FILE_UNWRITABLE):
        WalletFolder.create(tmp_path / "file" / "wallet", PASSPHRASE, CHEAP)


def test_a_name_twice_is_refused(store: WalletFolder) -> None:
    store.add(LI)
    with refused(Reason.HOLDER_EXISTS):
        store.add(replace(LI, id="01"))


@pytest.mark.parametrize("name", ["", "x" * 65, "two\nlines", "\x1b[2J"])
def test_a_name_that_can_not_be_shown_is_refused(store: WalletFolder, name: str) -> None:
    with refused(Reason.WRONG_USE):
        store.add(replace(LI, name=name))


def test_an_unknown_name_is_refused(store: WalletFolder) -> None:
    store.add(LI)
    for name in ("王", "小丽", ""):
        with refused(Reason.HOLDER_UNKNOWN):
            store.named(name)


def test_without_a_name_the_only_one_is_meant(store: WalletFolder) -> None:
    with refused(Reason.HOLDER_UNKNOWN):
        store.named(None)
    store.add(LI)
    assert store.named(None) == LI
    store.add(replace(LI, id="01", name="王"))
    with refused(Reason.WRONG_USE):
        store.named(None)


def test_files_that_were_swapped_are_refused(store: WalletFolder, tmp_path: Path) -> None:
    store.add(LI)
    folder = tmp_path / "wallet"
    (folder / "00.person").rename(folder / "01.person")
    with refused(Reason.FOLDER_BROKEN):
        store.persons()


def test_a_damaged_file_is_refused(store: WalletFolder, tmp_path: Path) -> None:
    store.add(LI)
    (tmp_path / "wallet" / "00.person").write_bytes(b"")
    with refused(Reason.FOLDER_BROKEN):
        store.person("00")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", to_json(LI).replace(b'sion": 1', b'sion": 2')])
def test_another_version_is_refused(data: bytes) -> None:
    with refused(Reason.FOLDER_BROKEN):
        from_json(data)


def test_removing_leaves_nothing(store: WalletFolder, tmp_path: Path) -> None:
    store.add(LI)
    store.remove("00")
    assert store.persons() == []
    assert not list((tmp_path / "wallet").glob("*.person"))
    with refused(Reason.HOLDER_UNKNOWN):
        store.change("00", lambda person: person)


def test_free_names(store: WalletFolder) -> None:
    assert store.free_name() == "1"
    store.add(replace(LI, name="1"))
    store.add(replace(LI, id="03", name="3"))
    assert store.free_name() == "2"


def test_a_second_refresh_at_the_same_time_is_refused(
    store: WalletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huepass.files.time.monotonic", iter(range(0, 1000, 3)).__next__)
    with store.refreshing(), refused(Reason.FOLDER_BUSY), store.refreshing():
        pass
