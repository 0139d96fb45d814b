"""Making an issuer's folder: all of it, or nothing."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from huepass.core import Usage, load
from huepass.errors import FolderError, Reason
from huepass.issuer.create import create_issuer
from huepass.issuer.documents import Documents
from huepass.issuer.domain.colours import DEFAULT_COLOURS
from huepass.issuer.keystore import Cost, KeyMaker, KeyRole, load_folder
from huepass.issuer.service.office import Office
from huepass.issuer.service.publishing import newest
from huepass.issuer.settings import Settings, load_settings

NOON = 1_795_320_000
PASSPHRASE = "long enough"
DAY = 86400


def settings(folder: Path, keys: Path = Path("federation-keys"), zone: str = "UTC") -> Settings:
    return Settings(
        folder, "gz", {"en": "G"}, DEFAULT_COLOURS, "http://127.0.0.1:1", zone, "gz", keys
    )


def make(chosen: Settings) -> None:
    create_issuer(chosen, KeyMaker(PASSPHRASE, Cost(1, 8192)), lambda: NOON)


def test_a_gate_accepts_what_was_made(tmp_path: Path) -> None:
    make(settings(tmp_path / "issuer"))
    found = load_settings(tmp_path / "issuer")
    assert found == settings(tmp_path / "issuer")
    state = Documents(found.documents).state(NOON)
    assert state.trust is not None
    assert state.trust.expires_at == NOON + 30 * DAY
    assert state.root.expires_at == NOON + 730 * DAY
    assert [key.usage for key in state.trust.issuers[0].keys] == list(Usage)
    assert state.trust.issuers[0].revocation_list_url == "http://127.0.0.1:1/revocation-list.cbor"
    office = Office(found, [], lambda: NOON)
    state = load(state, newest(office).document, NOON)
    office.close()
    assert state.lists["gz"].fresh_until == NOON + 14400


def test_the_service_has_no_federation_key(tmp_path: Path) -> None:
    make(settings(tmp_path / "issuer"))
    service, custodians = tmp_path / "issuer" / "keys", tmp_path / "issuer" / "federation-keys"
    roles = [KeyRole.LIVE, KeyRole.PAPER, KeyRole.REVOKE, KeyRole.SERVICE]
    assert [key.role for key in load_folder(service)] == roles
    assert sorted(path.name for path in custodians.iterdir()) == ["root.key", "trust.key"]


def test_federation_keys_can_lie_elsewhere(tmp_path: Path) -> None:
    make(settings(tmp_path / "issuer", tmp_path / "stick"))
    assert sorted(path.name for path in (tmp_path / "stick").iterdir()) == ["root.key", "trust.key"]
    assert not (tmp_path / "issuer" / "federation-keys").exists()
    assert load_settings(tmp_path / "issuer").custodian_keys == tmp_path / "stick"


def test_nobody_else_may_look_inside(tmp_path: Path) -> None:
    make(settings(tmp_path / "issuer", tmp_path / "stick"))
    for path in (tmp_path / "issuer", tmp_path / "stick"):
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(tmp_path / "issuer" / "issuer.db").st_mode) == 0o600


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Urumqi", "America/New_York", "UTC"])
def test_paper_passes_end_at_local_midnight(tmp_path: Path, zone: str) -> None:
    make(settings(tmp_path / "issuer", zone=zone))
    trust = Documents(tmp_path / "issuer" / "federation").trust_list()
    assert trust is not None
    key = trust.issuers[0].keys[1]
    start = datetime.fromtimestamp(key.not_before, UTC).astimezone(ZoneInfo(zone))
    assert (start.hour, start.minute, start.second) == (0, 0, 0)


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "issuer").mkdir()
    (tmp_path / "issuer" / "mine").write_text("mine")
    with pytest.raises(FolderError) as error:
        make(settings(tmp_path / "issuer"))
    assert error.value.reason == Reason.FOLDER_EXISTS
    assert [path.name for path in tmp_path.rglob("*")] == ["issuer", "mine"]


def test_custodians_keys_that_are_there_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "root.key").write_text("mine")
    with pytest.raises(FolderError) as error:
        make(settings(tmp_path / "issuer", tmp_path / "stick"))
    assert error.value.reason == Reason.FOLDER_EXISTS
    assert not (tmp_path / "issuer").exists()
    assert (tmp_path / "stick" / "root.key").read_text() == "mine"


def test_a_place_that_can_not_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(FolderError) as error:
        make(settings(tmp_path / "file" / "issuer"))
    assert error.value.reason == Reason.FILE_UNWRITABLE


def test_a_place_that_can_not_be_looked_at_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError) as error:
        make(settings(tmp_path / ("n" * 300)))
    assert error.value.reason == Reason.FILE_UNREADABLE


def test_a_name_that_no_trust_list_may_hold_is_refused(tmp_path: Path) -> None:
    chosen = Settings(
        tmp_path / "issuer", "gz", {"en": "x" * 65}, DEFAULT_COLOURS, "http://x1", "UTC", "gz",
        Path("federation-keys"),
    )  # fmt: skip
    with pytest.raises(Exception, match="bad_trust_list"):
        make(chosen)
    assert list(tmp_path.iterdir()) == []


# Kills itself at the n-th of the calls that change the disk, and says how many there were.
KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
limit, done = int(sys.argv[2]), 0
def counted(call):
    def wrapper(*args, **more):
        global done
        if done == limit:
            os.kill(os.getpid(), 9)
        done += 1
        return call(*args, **more)
    return wrapper
for name in ("fsync", "rename", "replace", "mkdir", "chmod", "link", "unlink", "rmdir"):
    setattr(os, name, counted(getattr(os, name)))
from test_create import make, settings
make(settings(Path(sys.argv[1])))
print(done)
"""


def killed_at(folder: Path, number: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(number), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.soak
def test_killed_anywhere_it_leaves_nothing_or_all(
    tmp_path: Path, soak: Callable[[int], int]
) -> None:
    whole = killed_at(tmp_path / "whole" / "issuer", -1)
    assert whole.returncode == 0, whole.stderr
    count = int(whole.stdout)
    assert count > 20
    # The last ones always: that is where a folder could be half in its place.
    step = count // min(count, soak(300))
    found = set()
    for number in sorted({*range(0, count, step), *range(count - 6, count)}):
        folder = tmp_path / str(number) / "issuer"
        assert killed_at(folder, number).returncode == -signal.SIGKILL
        found.add(folder.exists())
        if folder.exists():
            names = {path.name for path in folder.iterdir()}
            assert names == {path.name for path in (tmp_path / "whole" / "issuer").iterdir()}
            assert Documents(folder / "federation").state(NOON).trust is not None
    assert found == {True, False}
