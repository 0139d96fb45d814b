"""Private keys at rest."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from huepass.errors import FolderError, KeyStoreError, Reason
from huepass.issuer.keystore import (
    MODERATE,
    Cost,
    KeyMaker,
    KeyRole,
    SealedKey,
    Unlocker,
    load_folder,
    load_key,
    save_key,
    unlock_all,
    unlock_folder,
    unlock_service,
)

CHEAP = Cost(1, 8192)
PASSPHRASE = "正确的马 battery staple"


def changed(key: SealedKey, **members: object) -> bytes:
    return json.dumps(json.loads(key.to_json()) | members).encode()


@pytest.fixture
def sealed() -> SealedKey:
    return KeyMaker(PASSPHRASE, CHEAP).make(KeyRole.PAPER)[1]


def test_what_was_sealed_is_opened(tmp_path: Path) -> None:
    maker = KeyMaker(PASSPHRASE, CHEAP)
    signers = []
    for role in (KeyRole.LIVE, KeyRole.PAPER):
        signer, key = maker.make(role)
        save_key(tmp_path / f"{role}.key", key)
        signers.append(signer)
    opened = unlock_all(load_folder(tmp_path), PASSPHRASE)
    assert [signer.seed for signer in opened] == [signer.seed for signer in signers]


def test_the_service_has_a_secret_that_signs_nothing(tmp_path: Path) -> None:
    maker = KeyMaker(PASSPHRASE, CHEAP)
    made = {}
    for role in (KeyRole.LIVE, KeyRole.SERVICE):
        made[role], key = maker.make(role)
        save_key(tmp_path / f"{role}.key", key)
    unlocked = unlock_service(load_folder(tmp_path), PASSPHRASE)
    assert [one.public_key for one in unlocked.signers] == [made[KeyRole.LIVE].public_key]
    assert unlocked.secret == made[KeyRole.SERVICE].seed


def test_a_folder_without_a_secret_gets_one_once(tmp_path: Path) -> None:
    save_key(tmp_path / "live.key", KeyMaker(PASSPHRASE, CHEAP).make(KeyRole.LIVE)[1])
    assert unlock_service(load_folder(tmp_path), PASSPHRASE).secret is None
    with pytest.raises(KeyStoreError):
        unlock_folder(tmp_path, "another passphrase")
    assert not (tmp_path / "service.key").exists()
    secret = unlock_folder(tmp_path, PASSPHRASE).secret
    assert secret is not None
    assert unlock_folder(tmp_path, PASSPHRASE).secret == secret


def test_moderate_argon2id_is_the_default() -> None:
    _, key = KeyMaker(PASSPHRASE).make(KeyRole.PAPER)
    assert key.cost == MODERATE == Cost(3, 256 << 20)
    assert json.loads(key.to_json())["kdf"]["memory"] == 256 << 20


def test_neither_key_nor_passphrase_is_in_the_file(tmp_path: Path) -> None:
    signer, key = KeyMaker(PASSPHRASE, CHEAP).make(KeyRole.PAPER)
    path = tmp_path / "paper.key"
    save_key(path, key)
    data = path.read_bytes()
    for secret in (signer.seed, signer.seed.hex().encode(), PASSPHRASE.encode()):
        assert secret not in data
    assert [entry.name for entry in tmp_path.iterdir()] == ["paper.key"]


def test_only_the_owner_may_read_it(tmp_path: Path, sealed: SealedKey) -> None:
    save_key(tmp_path / "paper.key", sealed)
    assert stat.S_IMODE(os.stat(tmp_path / "paper.key").st_mode) == 0o600


def test_a_key_file_is_never_replaced(tmp_path: Path, sealed: SealedKey) -> None:
    save_key(tmp_path / "paper.key", sealed)
    with pytest.raises(FolderError) as error:
        save_key(tmp_path / "paper.key", sealed)
    assert error.value.reason == Reason.FOLDER_EXISTS


def test_another_spelling_of_the_same_characters_opens_it() -> None:
    _, key = KeyMaker("caf\u00e9 caf\u00e9", CHEAP).make(KeyRole.PAPER)
    assert Unlocker("cafe\u0301 cafe\u0301").unlock(key).public_key == key.public_key


def test_a_wrong_passphrase_is_refused(sealed: SealedKey) -> None:
    with pytest.raises(KeyStoreError) as error:
        Unlocker(PASSPHRASE + "!").unlock(sealed)
    assert error.value.reason == Reason.PASSPHRASE_WRONG


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(KeyStoreError) as error:
        KeyMaker("1234567", CHEAP)
    assert error.value.reason == Reason.PASSPHRASE_TOO_SHORT


def test_a_key_in_another_role_is_refused(sealed: SealedKey) -> None:
    with pytest.raises(KeyStoreError) as error:
        Unlocker(PASSPHRASE).unlock(SealedKey.from_json(changed(sealed, role="revoke")))
    assert error.value.reason == Reason.KEY_FILE_BROKEN


def test_a_key_under_another_public_key_is_refused(sealed: SealedKey) -> None:
    with pytest.raises(KeyStoreError) as error:
        Unlocker(PASSPHRASE).unlock(SealedKey.from_json(changed(sealed, public_key="00" * 32)))
    assert error.value.reason == Reason.KEY_FILE_BROKEN


@pytest.mark.parametrize("flipped", [0, 23, 24, 60])
def test_a_changed_box_is_refused(sealed: SealedKey, flipped: int) -> None:
    box = bytearray(sealed.box)
    box[flipped] ^= 1
    with pytest.raises(KeyStoreError) as error:
        Unlocker(PASSPHRASE).unlock(SealedKey.from_json(changed(sealed, box=box.hex())))
    assert error.value.reason == Reason.PASSPHRASE_WRONG


def test_a_box_that_is_too_short_is_refused(sealed: SealedKey) -> None:
    with pytest.raises(KeyStoreError):
        Unlocker(PASSPHRASE).unlock(SealedKey.from_json(changed(sealed, box="00")))


@pytest.mark.parametrize(
    "members",
    [
        {"huepass_key": 2},
        {"role": "emperor"},
        {"public_key": "xyz"},
        {"kdf": None},
        {"kdf": {"name": "scrypt", "operations": 1, "memory": 8192, "salt": "00" * 16}},
        {"kdf": {"name": "argon2id13", "operations": 1, "memory": 1 << 40, "salt": "00" * 16}},
        {"kdf": {"name": "argon2id13", "operations": 10**6, "memory": 8192, "salt": "00" * 16}},
        {"kdf": {"name": "argon2id13", "operations": 1, "memory": 8192, "salt": "00"}},
    ],
)
def test_a_key_file_of_another_form_is_refused(
    sealed: SealedKey, members: dict[str, object]
) -> None:
    with pytest.raises(KeyStoreError) as error:
        SealedKey.from_json(changed(sealed, **members))
    assert error.value.reason == Reason.KEY_FILE_BROKEN


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"null", b"{}"])
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    with pytest.raises(KeyStoreError) as error:
        SealedKey.from_json(data)
    assert error.value.reason == Reason.KEY_FILE_BROKEN


def test_a_missing_key_is_refused(tmp_path: Path) -> None:
    for attempt in (lambda: load_key(tmp_path / "root.key"), lambda: load_folder(tmp_path)):
        with pytest.raises(KeyStoreError) as error:
            attempt()
        assert error.value.reason == Reason.KEY_MISSING


def test_of_two_that_save_at_once_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    keys = [KeyMaker(PASSPHRASE, CHEAP).make(KeyRole.CUSTODIAN)[1] for _ in range(8)]
    begin = threading.Barrier(len(keys))
    saved: list[SealedKey] = []
    told: list[Reason] = []

    def work(key: SealedKey) -> None:
        begin.wait()
        try:
            save_key(path, key)
            saved.append(key)
        except FolderError as error:
            told.append(error.reason)

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [load_key(path)] == saved
    assert told == [Reason.FOLDER_EXISTS] * 7
    assert [one.name for one in tmp_path.iterdir()] == ["root.key"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_path_that_can_not_be_looked_at_is_not_called_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for look in (
        lambda: load_key(tmp_path / ("n" * 300)),
        lambda: load_folder(tmp_path / ("n" * 300)),
        lambda: load_folder(tmp_path / "file"),
    ):
        with pytest.raises(FolderError) as error:
            look()
        assert error.value.reason == Reason.FILE_UNREADABLE


# Nobody but root passes by permissions, so this runs as nobody.
UNPRIVILEGED = """
import os, sys
from pathlib import Path
from huepass.errors import FolderError, HuepassError
from huepass.issuer.keystore import load_folder, load_key
from huepass.issuer.settings import load_settings
from huepass.issuer.store.engine import Store
folder = Path(sys.argv[1])
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for use in (
    lambda: load_settings(folder),
    lambda: load_folder(folder),
    lambda: load_key(folder / "a.key"),
    lambda: Store(folder / "issuer.db").upgrade(),
):
    try:
        use()
    except HuepassError as error:
        print(type(error).__name__, error.reason)
"""


def test_a_folder_of_somebody_else_is_called_unreadable(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o000)
    done = subprocess.run(
        [sys.executable, "-c", UNPRIVILEGED, str(tmp_path / "closed")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["FolderError file_unreadable"] * 4


SHORT_OF_MEMORY = """
import resource, sys
from huepass.errors import KeyStoreError
from huepass.issuer.keystore import Cost, KeyMaker
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
try:
    KeyMaker("long enough", Cost(1, 1 << 31))
except KeyStoreError as error:
    print(error)
"""


def test_too_little_memory_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHORT_OF_MEMORY], capture_output=True, text=True, check=False
    )
    assert done.stdout == "not_enough_memory: 2048 MiB are needed\n", done.stderr
