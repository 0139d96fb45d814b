"""What survives in a gate's folder, and what it refuses."""

import fcntl
import json
import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from huepass.errors import DocumentRefused, FolderError, HuepassError, Reason
from huepass.gate import GateFolder, Settings
from kit import DAY, World
from rights import no_rights_to


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder is one that everybody may enter, whatever is above it."""
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)


def _reason(error: pytest.ExceptionInfo[HuepassError]) -> Reason:
    return error.value.reason


def test_what_was_loaded_is_there_again(folder: GateFolder, world: World) -> None:
    again = GateFolder(folder.path).read()
    assert again.state.root.document == world.root()
    assert again.state.trust is not None
    assert again.state.trust.document == world.trust_list()
    assert again.state.lists["gz"].document == world.revocation_list(paper=[2], live=[2])
    assert again.state.lists["gz"].signed_by == world.revoke_key.public_key
    assert again.state.time_floor == world.now - 3600
    assert again.settings == Settings(url=None, accept_paper=True)


def test_settings_survive(tmp_path: Path, world: World) -> None:
    settings = Settings(url="https://pass.example", accept_paper=False)
    GateFolder.create(tmp_path / "gate", world.root(), settings)
    folder = GateFolder(tmp_path / "gate")
    folder.load(world.trust_list(), world.now)
    assert GateFolder(tmp_path / "gate").read().settings == settings


def test_a_bad_root_makes_no_folder(tmp_path: Path, world: World) -> None:
    stranger = World(root_signers=world.trust_signers, trust_signers=world.root_signers)
    broken = bytearray(stranger.root())
    broken[-1] ^= 1
    with pytest.raises(DocumentRefused) as error:
        GateFolder.create(tmp_path / "gate", bytes(broken), Settings())
    assert _reason(error) == Reason.BAD_ROOT
    assert not (tmp_path / "gate").exists()


def test_an_existing_gate_is_kept(folder: GateFolder, world: World) -> None:
    before = folder.read()
    with pytest.raises(FolderError) as error:
        GateFolder.create(folder.path, world.root(), Settings(accept_paper=False))
    assert _reason(error) == Reason.FOLDER_EXISTS
    after = GateFolder(folder.path).read()
    assert (after.documents(), after.settings) == (before.documents(), before.settings)


def test_a_foreign_folder_is_kept(tmp_path: Path, world: World) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("a")
    with pytest.raises(FolderError) as error:
        GateFolder.create(tmp_path / "letters", world.root(), Settings())
    assert _reason(error) == Reason.FOLDER_EXISTS
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["a.txt"]


def test_a_file_in_the_way_is_kept(tmp_path: Path, world: World) -> None:
    (tmp_path / "gate").write_text("a")
    with pytest.raises(FolderError) as error:
        GateFolder.create(tmp_path / "gate", world.root(), Settings())
    assert _reason(error) == Reason.FOLDER_EXISTS
    assert (tmp_path / "gate").read_text() == "a"


def test_an_attempt_that_was_killed_can_be_repeated(tmp_path: Path, world: World) -> None:
    path = tmp_path / "gate"
    (path / "documents").mkdir(parents=True)
    (path / "lock").touch()
    (path / ".new-0123").write_bytes(b"half")
    folder = GateFolder.create(path, world.root(), Settings())
    assert folder.read().state.root.version == 1
    assert not (path / ".new-0123").exists()


def test_a_missing_folder(tmp_path: Path, world: World) -> None:
    for action in (GateFolder(tmp_path).read, lambda: GateFolder(tmp_path).load(b"", world.now)):
        with pytest.raises(FolderError) as error:
            action()
        assert _reason(error) == Reason.FOLDER_MISSING
    assert list(tmp_path.iterdir()) == []


def test_an_older_trust_list_is_rollback_after_a_restart(folder: GateFolder, world: World) -> None:
    folder.load(world.trust_list(5), world.now)
    again = GateFolder(folder.path)
    report = again.load(world.trust_list(4), world.now)
    assert [error.reason for error in report.errors] == [Reason.ROLLBACK]
    assert again.read().state.trust.sequence == 5  # type: ignore[union-attr]


def test_an_older_revocation_list_is_rollback_after_a_restart(
    folder: GateFolder, world: World
) -> None:
    folder.load(world.revocation_list(5, paper=[2, 3]), world.now)
    report = GateFolder(folder.path).load(world.revocation_list(4), world.now)
    assert [error.reason for error in report.errors] == [Reason.ROLLBACK]


def test_a_clock_that_was_set_back_is_noticed_after_a_restart(
    folder: GateFolder, world: World
) -> None:
    report = GateFolder(folder.path).load(world.trust_list(2), world.now - DAY)
    assert [error.reason for error in report.errors] == [Reason.CLOCK_BEHIND]


def test_a_bundle_keeps_what_is_good_in_it(folder: GateFolder, world: World) -> None:
    stranger = World(revoke_key=world.paper_key)
    data = world.trust_list(2) + stranger.revocation_list(9) + world.revocation_list(2)
    report = folder.load(data, world.now)
    assert report.loaded == 2
    assert [error.reason for error in report.errors] == [Reason.BAD_REVOCATION_LIST]
    assert GateFolder(folder.path).read().state.lists["gz"].sequence == 2


def test_the_chain_of_roots_is_kept_for_bundles(folder: GateFolder, world: World) -> None:
    chain = [world.root(1), world.root(2), world.root(3)]
    folder.load(b"".join(chain), world.now)
    snapshot = GateFolder(folder.path).read()
    assert list(snapshot.roots) == chain
    late = GateFolder.create(folder.path.parent / "late", world.root(), Settings())
    report = late.load(b"".join(snapshot.documents()), world.now)
    assert report.errors == ()
    assert late.read().state.root.version == 3
    assert late.read().state.lists.keys() == {"gz"}


def test_a_root_with_a_wrong_signature_is_not_in_the_chain(
    folder: GateFolder, world: World
) -> None:
    forged = bytearray(world.root(2))
    forged[-1] ^= 1
    folder.load(bytes(forged) + world.root(2), world.now)
    assert list(folder.read().roots) == [world.root(1), world.root(2)]


def test_what_is_no_longer_in_force_is_removed(folder: GateFolder, world: World) -> None:
    for sequence in range(2, 6):
        folder.load(world.trust_list(sequence) + world.revocation_list(sequence), world.now)
    assert len(list((folder.path / "documents").iterdir())) == 3


def test_loading_the_same_again_changes_nothing(folder: GateFolder, world: World) -> None:
    before = (folder.path / "state.json").stat().st_ino
    report = folder.load(world.trust_list(), world.now)
    assert (report.loaded, report.errors) == (1, ())
    assert (folder.path / "state.json").stat().st_ino == before


def test_a_changed_document_is_noticed(folder: GateFolder) -> None:
    for path in (folder.path / "documents").iterdir():
        data = bytearray(path.read_bytes())
        # In the signature, which is not looked at again.
        data[-1] ^= 1
        path.write_bytes(data)
        with pytest.raises(FolderError) as error:
            GateFolder(folder.path).read()
        assert _reason(error) == Reason.FOLDER_BROKEN
        data[-1] ^= 1
        path.write_bytes(data)
    GateFolder(folder.path).read()


def test_a_document_that_is_too_large_is_not_read(folder: GateFolder) -> None:
    snapshot = folder.read()
    for path in (folder.path / "documents").iterdir():
        if path.read_bytes() == snapshot.roots[0]:
            with path.open("ab") as file:
                file.truncate(64 * 1024 + 1)
    with pytest.raises(FolderError) as error:
        GateFolder(folder.path).read()
    assert _reason(error) == Reason.FOLDER_BROKEN


def test_a_missing_document_is_noticed(folder: GateFolder) -> None:
    next((folder.path / "documents").iterdir()).unlink()
    with pytest.raises(FolderError) as error:
        GateFolder(folder.path).read()
    assert _reason(error) == Reason.FOLDER_BROKEN


def test_a_damaged_state_file_is_noticed(folder: GateFolder) -> None:
    path = folder.path / "state.json"
    good = json.loads(path.read_text())
    damaged: list[object] = [
        {**good, "format": 2},
        {**good, "roots": []},
        {**good, "roots": ["../../state.json"]},
        {**good, "roots": [good["roots"][0].upper()]},
        {**good, "trust": 7},
        {**good, "trust": good["lists"][0]["document"]},
        {**good, "lists": [{"document": good["trust"], "signed_by": "00"}]},
        {**good, "lists": [{}]},
        {**good, "time_floor": True},
        {**good, "time_floor": "0"},
        {**good, "settings": {"url": 7, "accept_paper": True}},
        {**good, "settings": {"url": None, "accept_paper": "yes"}},
        {},
        [],
        7,
    ]
    texts = [json.dumps(one) for one in damaged]
    for text in [*texts, "", "{", "\x00" * 100, path.read_text()[:-10]]:
        path.write_text(text)
        with pytest.raises(FolderError) as error:
            GateFolder(folder.path).read()
        assert _reason(error) == Reason.FOLDER_BROKEN, text
    path.write_text(json.dumps(good))
    GateFolder(folder.path).read()


@pytest.mark.parametrize("lock", [fcntl.LOCK_EX, fcntl.LOCK_SH])
def test_two_writers_are_kept_apart(folder: GateFolder, world: World, lock: int) -> None:
    impatient = GateFolder(folder.path, wait=0)
    descriptor = os.open(folder.path / "lock", os.O_RDWR)
    try:
        fcntl.flock(descriptor, lock)
        with pytest.raises(FolderError) as error:
            impatient.load(world.trust_list(2), world.now)
        assert _reason(error) == Reason.FOLDER_BUSY
        assert impatient.read().state.trust.sequence == 1  # type: ignore[union-attr]
    finally:
        os.close(descriptor)
    assert impatient.load(world.trust_list(2), world.now).loaded == 1


def test_the_folder_holds_nothing_but_public_documents(folder: GateFolder) -> None:
    assert sorted(path.name for path in folder.path.iterdir()) == [
        "documents",
        "lock",
        "state.json",
    ]
    data = json.loads((folder.path / "state.json").read_text())
    assert data.keys() == {"format", "roots", "trust", "lists", "time_floor", "settings"}


def test_a_reader_is_never_in_a_writers_way(folder: GateFolder, world: World) -> None:
    """Documents vanish behind the state that named them; then the newer state is read."""
    lists = [world.revocation_list(number, paper=[number]) for number in range(2, 100)]

    def write() -> None:
        for one in lists:
            folder.load(one, world.now)

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    while writer.is_alive():
        seen.append(GateFolder(folder.path).read().state.lists["gz"].sequence)
    writer.join()
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert GateFolder(folder.path).read().state.lists["gz"].sequence == 99


@contextmanager
def no_room(limit: int) -> Iterator[None]:
    """As on a full disk: no file can become longer than `limit` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_changes_nothing(folder: GateFolder, world: World) -> None:
    for limit in (0, 100, 400):
        with no_room(limit), pytest.raises(HuepassError) as error:
            GateFolder(folder.path).load(world.trust_list(2), world.now)
        assert _reason(error) == Reason.FILE_UNWRITABLE
        after = GateFolder(folder.path).read().state
        assert after.trust is not None
        assert after.trust.sequence == 1
        assert not list(folder.path.rglob(".new-*"))
    assert folder.load(world.trust_list(2), world.now).loaded == 1


def test_a_new_gate_on_a_full_disk(tmp_path: Path, world: World) -> None:
    with no_room(100), pytest.raises(HuepassError) as error:
        GateFolder.create(tmp_path / "gate", world.root(), Settings())
    assert _reason(error) == Reason.FILE_UNWRITABLE
    assert GateFolder.create(tmp_path / "gate", world.root(), Settings()).read()


def test_a_lock_that_is_let_go_in_time(folder: GateFolder, world: World) -> None:
    descriptor = os.open(folder.path / "lock", os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    release = threading.Timer(0.2, os.close, [descriptor])
    release.start()
    assert GateFolder(folder.path, wait=30).load(world.trust_list(2), world.now).loaded == 1
    release.join()


@pytest.mark.usefixtures("folder", "here")
@pytest.mark.parametrize("name", ["", "state.json", "documents"])
def test_a_folder_that_one_may_not_read_is_not_called_broken(world: World, name: str) -> None:
    path = Path("gate")
    with no_rights_to(path / name):
        for action in (
            GateFolder(path).read,
            lambda: GateFolder(path, wait=0).load(world.trust_list(2), world.now),
        ):
            with pytest.raises(HuepassError) as error:
                action()
            assert _reason(error) in {Reason.FILE_UNREADABLE, Reason.FILE_UNWRITABLE}
        with pytest.raises(HuepassError) as error:
            GateFolder(path).read()
        assert _reason(error) == Reason.FILE_UNREADABLE


@pytest.mark.usefixtures("here")
def test_documents_that_one_may_not_look_for_are_no_traceback(
    folder: GateFolder, world: World
) -> None:
    again = GateFolder(Path("gate"))
    again.read()  # so that it needs no document from the disk
    (folder.path / "lock").chmod(0o666)
    folder.path.chmod(0o777)
    with no_rights_to(folder.path / "documents"), pytest.raises(HuepassError) as error:
        again.load(world.trust_list(2), world.now)
    assert _reason(error) == Reason.FILE_UNWRITABLE
    assert GateFolder(folder.path).read().state.trust.sequence == 1  # type: ignore[union-attr]


@pytest.mark.usefixtures("here")
def test_a_gate_in_a_folder_that_one_may_not_enter(tmp_path: Path, world: World) -> None:
    Path("closed").mkdir()
    with no_rights_to(tmp_path / "closed"), pytest.raises(HuepassError) as error:
        GateFolder.create(Path("closed") / "gate", world.root(), Settings())
    assert _reason(error) == Reason.FILE_UNWRITABLE


def test_what_can_not_be_cleaned_up_does_not_fail_a_load(folder: GateFolder, world: World) -> None:
    (folder.path / "documents" / "lost+found").mkdir()
    (folder.path / ".new-0123").mkdir()
    assert folder.load(world.trust_list(2), world.now).loaded == 1
    assert GateFolder(folder.path).read().state.trust.sequence == 2  # type: ignore[union-attr]
    # The old one is gone all the same.
    assert len(list((folder.path / "documents").iterdir())) == 4


def test_a_file_in_place_of_a_folder_is_missing(tmp_path: Path, world: World) -> None:
    path = tmp_path / "file"
    path.write_text("a")
    for action in (GateFolder(path).read, lambda: GateFolder(path).load(b"", world.now)):
        with pytest.raises(FolderError) as error:
            action()
        assert _reason(error) == Reason.FOLDER_MISSING
