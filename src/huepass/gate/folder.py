"""The folder in which a gate keeps what must survive (spec section 6, "remembered atomically").

    documents/<sha256>.cbor   roots, trust list and revocation lists, as they were received
    state.json                which of them are in force, the time floor, the gate's settings
    lock                      keeps two writers apart

Documents are written and flushed first, then `state.json` replaces the old one in one step, then
what nothing refers to any more is removed. So a gate that is killed at any instant starts again
with the old state or with the new one. Readers take no lock.

It holds public documents only: nothing about a code that was shown is ever written.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from huepass.core import GateState, load, load_all, parse_root
from huepass.core.bundle import cut
from huepass.core.document import MAX_SIZE, Kind
from huepass.errors import DocumentRefused, FolderError, HuepassError, Reason
from huepass.files import (
    LOCK_WAIT,
    TEMPORARY_PREFIX,
    locked,
    read_limited,
    sync_directory,
    write_atomically,
)
from huepass.gate.snapshot import Loaded, Settings, Snapshot

_MAX_STATE = 16 * 1024 * 1024
_FORMAT = 1
_READ_ATTEMPTS = 10


class GateFolder:
    """A gate's folder on disk. Making one of these touches nothing; `read` opens it."""

    def __init__(self, path: Path, *, wait: float = LOCK_WAIT) -> None:
        self.path = path
        self._wait = wait
        self._known: tuple[bytes, Snapshot] | None = None

    @classmethod
    def create(cls, path: Path, root: bytes, settings: Settings) -> Self:
        """Make the folder of a gate that trusts `root`, which came by a trusted way.

        Raises:
            DocumentRefused: `bad_root`.
            FolderError: `folder_exists`, also when anything foreign is in it; `folder_busy`.
            HuepassError: `file_unwritable`.
        """
        state = GateState.begin(root)
        folder = cls(path)
        # What an earlier attempt left that was killed half-way is no obstacle.
        ours = {"documents", "lock"}
        try:
            path.mkdir(parents=True, exist_ok=True)
            names = {entry.name for entry in path.iterdir()}
            if any(n not in ours and not n.startswith(TEMPORARY_PREFIX) for n in names):
                raise FolderError(Reason.FOLDER_EXISTS)
            with locked(folder._lock):
                if folder._state.exists():
                    raise FolderError(Reason.FOLDER_EXISTS)
                folder._documents.mkdir(exist_ok=True)
                folder._write(Snapshot(state, settings, (root,)))
                sync_directory(path.parent)
        except (FileExistsError, NotADirectoryError):
            raise FolderError(Reason.FOLDER_EXISTS) from None
        except OSError as error:
            raise HuepassError(Reason.FILE_UNWRITABLE, error.strerror or "") from error
        return folder

    def read(self) -> Snapshot:
        """What the folder holds now; the same object as before if nothing has changed.

        Raises:
            FolderError: `folder_missing`, `folder_broken`, `folder_busy`.
            HuepassError: `file_unreadable`, where the permission is missing.
        """
        for _ in range(_READ_ATTEMPTS):
            text = self._read_state()
            if self._known and self._known[0] == text:
                return self._known[1]
            try:
                snapshot = self._restore(text)
            except FileNotFoundError:
                # A writer may have removed it after a newer state; then that one is read.
                if self._read_state() == text:
                    raise FolderError(Reason.FOLDER_BROKEN, "a document is missing") from None
            else:
                self._known = text, snapshot
                return snapshot
        raise FolderError(Reason.FOLDER_BUSY)

    def load(self, data: bytes, now: int) -> Loaded:
        """Take in a root, a trust list, a revocation list or a bundle, and keep what is good.

        Args:
            data: the bytes of the file.
            now: seconds since the epoch.

        Raises:
            FolderError: `folder_missing`, `folder_broken`, `folder_busy`.
            HuepassError: `file_unreadable`, `file_unwritable`; then nothing has changed.
        """
        self._read_state()  # no lock file in a folder that isn't a gate's
        with locked(self._lock, self._wait):
            before = self.read()
            report = load_all(before.state, data, now)
            if report.state is not before.state:
                roots = before.roots + _new_roots(before.state, report.state, data, now)
                self._write(Snapshot(report.state, before.settings, roots))
        return Loaded(report.loaded, report.errors)

    @property
    def _state(self) -> Path:
        return self.path / "state.json"

    @property
    def _documents(self) -> Path:
        return self.path / "documents"

    @property
    def _lock(self) -> Path:
        return self.path / "lock"

    def _document(self, digest: str) -> Path:
        return self._documents / f"{digest}.cbor"

    def _read_state(self) -> bytes:
        try:
            return read_limited(self._state, _MAX_STATE)
        except FileNotFoundError:
            raise FolderError(Reason.FOLDER_MISSING) from None
        except HuepassError as error:
            raise _unread(error, "state.json") from error

    def _restore(self, text: bytes) -> Snapshot:
        try:
            data = json.loads(text)
            if data["format"] != _FORMAT:
                raise FolderError(Reason.FOLDER_BROKEN, "made by another version of huepass")
            settings = _settings_from(data["settings"])
            roots = tuple(self._read_document(digest, Kind.ROOT) for digest in data["roots"])
            digest = data["trust"]
            state = GateState.restore(
                root=roots[-1],
                trust=None if digest is None else self._read_document(digest, Kind.TRUST_LIST),
                lists=[
                    (
                        self._read_document(held["document"], Kind.REVOCATION_LIST),
                        bytes.fromhex(held["signed_by"]),
                    )
                    for held in data["lists"]
                ],
                time_floor=_whole_number(data["time_floor"]),
            )
        except (ValueError, KeyError, TypeError, IndexError, DocumentRefused) as error:
            raise FolderError(Reason.FOLDER_BROKEN, "state.json can't be understood") from error
        return Snapshot(state, settings, roots)

    def _read_document(self, digest: str, kind: Kind) -> bytes:
        # The name goes into a path, so it is checked before anything is opened.
        if len(bytes.fromhex(digest)) != hashlib.sha256().digest_size:
            raise FolderError(Reason.FOLDER_BROKEN, "state.json can't be understood")
        try:
            data = read_limited(self._document(digest), MAX_SIZE[kind])
        except FileNotFoundError:
            raise
        except HuepassError as error:
            raise _unread(error, "a document") from error
        if _digest(data) != digest:
            raise FolderError(Reason.FOLDER_BROKEN, "a document has changed since it was stored")
        return data

    def _write(self, snapshot: Snapshot) -> None:
        documents = {_digest(document): document for document in snapshot.documents()}
        for digest, document in documents.items():
            path = self._document(digest)
            try:
                there = path.exists()
            except OSError as error:
                raise HuepassError(Reason.FILE_UNWRITABLE, error.strerror or "") from error
            # One that is there was complete before it got its name.
            if not there:
                write_atomically(path, document)
        text = _state_to_json(snapshot)
        write_atomically(self._state, text)
        self._known = text, snapshot
        self._remove_all_but(documents)

    def _remove_all_but(self, digests: Iterable[str]) -> None:
        keep = {f"{digest}.cbor" for digest in digests}
        with suppress(OSError):
            _remove(path for path in self._documents.iterdir() if path.name not in keep)
        with suppress(OSError):
            entries = self.path.iterdir()
            _remove(path for path in entries if path.name.startswith(TEMPORARY_PREFIX))


def _remove(paths: Iterable[Path]) -> None:
    """Only to save room, after the state is safe: what can't be removed stays."""
    for path in list(paths):
        with suppress(OSError):
            path.unlink()


def _unread(error: HuepassError, what: str) -> HuepassError:
    """What it means that a file in the folder can't be read."""
    detail = f"{what}: {error.detail}"
    # Nothing is broken then, and restoring a copy would lose the newer lists.
    if isinstance(error.__cause__, PermissionError):
        return HuepassError(Reason.FILE_UNREADABLE, detail)
    return FolderError(Reason.FOLDER_BROKEN, detail)


def _digest(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _state_to_json(snapshot: Snapshot) -> bytes:
    state = snapshot.state
    data = {
        "format": _FORMAT,
        "roots": [_digest(root) for root in snapshot.roots],
        "trust": _digest(state.trust.document) if state.trust else None,
        "lists": [
            {"document": _digest(held.document), "signed_by": held.signed_by.hex()}
            for _, held in sorted(state.lists.items())
        ],
        "time_floor": state.time_floor,
        "settings": {
            "url": snapshot.settings.url,
            "accept_paper": snapshot.settings.accept_paper,
        },
    }
    return json.dumps(data, indent=1).encode() + b"\n"


def _settings_from(data: Any) -> Settings:
    url, accept_paper = data["url"], data["accept_paper"]
    if not (url is None or isinstance(url, str)) or not isinstance(accept_paper, bool):
        raise ValueError
    return Settings(url, accept_paper)


def _whole_number(value: Any) -> int:
    if type(value) is not int:
        raise ValueError
    return value


def _new_roots(before: GateState, after: GateState, data: bytes, now: int) -> tuple[bytes, ...]:
    """The roots in `data` that lead from one state to the other, in order.

    They are kept, so that a bundle from this gate also serves one that is some roots behind.
    """
    chain: list[bytes] = []
    state = before
    if after.root.document != before.root.document:
        for document in cut(data)[0]:
            try:
                parse_root(document)
                advanced = load(state, document, now)
            except DocumentRefused:
                continue
            if advanced.root.document != state.root.document:
                chain.append(document)
                state = advanced
    return tuple(chain)
