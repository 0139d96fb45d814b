"""New keys for an issuer, with the command line as people use it."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.test_issuer_commands import Result, refused, run, said
from huepass.cli.federation_keys import _save
from huepass.core import Key, Usage
from huepass.errors import FolderError, Reason
from huepass.files import locked
from huepass.issuer.documents import PENDING, TRUST_FILE, Documents
from huepass.issuer.domain.federation import DAY, KEY_LIFETIME
from huepass.issuer.keystore import KeyMaker, KeyRole, load_folder, unlock_service
from huepass.issuer.settings import load_settings
from issuer.conftest import CHEAP, PASSPHRASE


def keys_of(folder: Path) -> tuple[Key, ...]:
    issuer = Documents(folder / "federation").issuer("gz")
    assert issuer is not None
    return issuer.keys


def renew(folder: Path, *options: object) -> Result:
    return run("federation", "renew-keys", folder, *options)


def files(folder: Path) -> set[Path]:
    return set((folder / "keys").iterdir())


def test_new_keys_of_each_usage_begin_a_trust_list_lifetime_later(folder: Path) -> None:
    before = keys_of(folder)
    now = int(time.time())
    result = renew(folder)
    assert result.returncode == 0, result.stderr
    after = keys_of(folder)
    assert set(before) < set(after)
    new = set(after) - set(before)
    assert {key.usage for key in new} == set(Usage)
    for key in new:
        (old,) = [key_before for key_before in before if key_before.usage == key.usage]
        assert (key.lifetime, key.step, key.phase) == (old.lifetime, old.step, old.phase)
        assert now + 30 * DAY <= key.not_before <= now + 31 * DAY + 60
        assert key.not_after == key.not_before + KEY_LIFETIME
        assert key.kid.hex() in result.stdout
        if key.step:
            assert (key.not_before + key.lifetime) % key.step == key.phase
    opened = unlock_service(load_folder(folder / "keys"), PASSPHRASE)
    assert {key.public_key for key in after} <= {signer.public_key for signer in opened.signers}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files(folder))


def test_after_a_theft_a_new_key_begins_at_once(folder: Path) -> None:
    (stolen,) = [key for key in keys_of(folder) if key.usage == Usage.PAPER]
    said("federation", "drop-key", folder, stolen.kid.hex())
    number = said("person", "add", folder=folder).strip()
    refused(run("pass", "paper", number, folder=folder), "no_usable_key")
    result = renew(folder, "--usage", "paper", "--at-once")
    assert result.returncode == 0
    assert "every gate first" in result.stdout + result.stderr
    (new,) = [key for key in keys_of(folder) if key.usage == Usage.PAPER]
    assert new.public_key != stolen.public_key
    assert (new.lifetime, new.step, new.phase) == (stolen.lifetime, stolen.step, stolen.phase)
    assert new.not_before <= time.time()
    said("pass", "paper", number, folder=folder)


def test_only_the_usages_that_are_asked_for_get_keys(folder: Path) -> None:
    before = keys_of(folder)
    assert renew(folder, "--usage", "live", "--usage", "revoke").returncode == 0
    new = set(keys_of(folder)) - set(before)
    assert sorted(key.usage for key in new) == [Usage.LIVE, Usage.REVOKE]
    refused(renew(folder, "--usage", "service"), "wrong_use", 2)


def test_a_wrong_passphrase_makes_no_keys(folder: Path) -> None:
    before = files(folder)
    refused(run("federation", "renew-keys", folder, passphrase="wrong, wrong"), "passphrase_wrong")
    assert files(folder) == before


def test_new_keys_have_the_passphrase_of_those_that_are_there(folder: Path, tmp_path: Path) -> None:
    before = files(folder)
    other = "of the custodian"
    made = run("federation", "new-custodian", tmp_path / "other.key", passphrase=other)
    assert made.returncode == 0
    result = run("federation", "renew-keys", folder, "--keys", tmp_path, passphrase=other)
    refused(result, "passphrase_wrong")
    assert files(folder) == before


def test_of_key_files_that_can_not_all_be_written_none_stays(tmp_path: Path) -> None:
    maker = KeyMaker(PASSPHRASE, CHEAP)
    first, second = (maker.make(role)[1] for role in (KeyRole.LIVE, KeyRole.PAPER))
    with pytest.raises(FolderError) as error:
        _save(tmp_path, [first, second, first])
    assert error.value.reason == Reason.FOLDER_EXISTS
    assert list(tmp_path.iterdir()) == []


def test_keys_that_can_not_get_into_the_trust_list_are_not_made(folder: Path) -> None:
    before = files(folder)
    with locked(folder / "federation" / ".lock"):
        refused(renew(folder, "--usage", "live"), "folder_busy")
    (folder / "federation" / (TRUST_FILE + PENDING)).write_bytes(b"signed by others")
    refused(renew(folder, "--usage", "live"), "document_pending")
    assert files(folder) == before


def test_keys_wait_with_a_trust_list_that_others_must_sign(folder: Path, tmp_path: Path) -> None:
    said("federation", "new-custodian", tmp_path / "other.key")
    before = keys_of(folder)
    shutil.move(folder / "federation-keys", tmp_path / "elsewhere")
    result = renew(folder, "--usage", "live", "--keys", tmp_path)
    assert result.returncode == 0, result.stderr
    pending = folder / "federation" / (TRUST_FILE + PENDING)
    assert keys_of(folder) == before
    said("federation", "sign", pending, "--key", tmp_path / "elsewhere" / "trust.key")
    said("federation", "install", folder, pending)
    (new,) = set(keys_of(folder)) - set(before)
    opened = unlock_service(load_folder(folder / "keys"), PASSPHRASE)
    assert new.public_key in {signer.public_key for signer in opened.signers}


def test_killed_while_it_writes_the_keys_nothing_is_half_made(folder: Path) -> None:
    """The trust list names no key that is not there, and the command can be repeated."""
    before = files(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "huepass", "federation", "renew-keys", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HUEPASS_PASSPHRASE": PASSPHRASE},
    )
    while process.poll() is None and files(folder) == before:
        pass
    process.kill()
    process.wait(30)
    opened = unlock_service(load_folder(folder / "keys"), PASSPHRASE)
    there = {signer.public_key for signer in opened.signers}
    assert {key.public_key for key in keys_of(folder)} <= there
    state = Documents(load_settings(folder).documents).state(int(time.time()))
    assert state.trust is not None
    assert renew(folder).returncode == 0
    assert {key.role for key in load_folder(folder / "keys")} >= {
        KeyRole.LIVE, KeyRole.PAPER, KeyRole.REVOKE,
    }  # fmt: skip
