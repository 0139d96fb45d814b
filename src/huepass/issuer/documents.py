"""The federation's documents in an issuer's folder: kept, verified, installed (spec section 6)."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from huepass.core import (
    GateState,
    Issuer,
    Root,
    Signer,
    TrustList,
    load,
    parse_root,
    parse_trust_list,
    sign_root,
    sign_trust_list,
)
from huepass.errors import DocumentRefused, FolderError, Reason
from huepass.files import locked, write_atomically
from huepass.issuer.files import read_file

TRUST_FILE: Final = "trust-list.cbor"
PENDING: Final = ".pending"
_LOCK_FILE: Final = ".lock"
_ROOT_FILE: Final = re.compile(r"root-([1-9][0-9]*)\.cbor")


def root_file(version: int) -> str:
    """The file name of a root."""
    return f"root-{version}.cbor"


class Documents:
    """A folder with the chain of roots and the trust list in force.

    Args:
        folder: the folder, which exists.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # What was there and what it said, set in one step: many threads read.
        self._cache: tuple[tuple[tuple[str, int, int], ...], tuple[list[bytes], bytes | None]] = (
            (),
            ([], None),
        )
        self._parsed: tuple[bytes, TrustList] | None = None

    def read(self) -> tuple[list[bytes], bytes | None]:
        """All roots in order and the trust list; read again only when a file has changed.

        Raises:
            FolderError: `folder_broken`, `file_unreadable`.
        """
        try:
            seen = tuple(
                sorted(
                    (path.name, path.stat().st_mtime_ns, path.stat().st_ino)
                    for path in self.folder.glob("*.cbor")
                )
            )
        except OSError as error:
            raise FolderError(Reason.FILE_UNREADABLE, f"{self.folder}") from error
        before, content = self._cache
        if seen != before or not seen:
            versions = sorted(
                int(match[1]) for name, *_ in seen if (match := _ROOT_FILE.fullmatch(name))
            )
            if not versions or versions != list(range(1, len(versions) + 1)):
                raise FolderError(Reason.FOLDER_BROKEN, f"no chain of roots in {self.folder}")
            roots = [read_file(self.folder / root_file(version)) for version in versions]
            trust = self.folder / TRUST_FILE
            content = roots, read_file(trust) if trust.exists() else None
            self._cache = seen, content
        return content

    def root(self) -> Root:
        """The newest root.

        Raises:
            FolderError: `folder_broken`, `file_unreadable`.
            DocumentRefused: the file is not a root.
        """
        roots, _ = self.read()
        return parse_root(roots[-1])

    def trust_list(self) -> TrustList | None:
        """The trust list in force; it may have expired.

        Raises:
            FolderError: `folder_broken`, `file_unreadable`.
            DocumentRefused: the file is not a trust list.
        """
        _, document = self.read()
        if document is None:
            return None
        parsed = self._parsed
        if parsed is None or parsed[0] != document:
            parsed = self._parsed = document, parse_trust_list(document)
        return parsed[1]

    def issuer(self, name: str) -> Issuer | None:
        """An issuer of the trust list.

        Raises:
            FolderError: `folder_broken`, `file_unreadable`.
            DocumentRefused: the file is not a trust list.
        """
        trust = self.trust_list()
        issuers = trust.issuers if trust else ()
        return next((issuer for issuer in issuers if issuer.id == name), None)

    def state(self, now: int) -> GateState:
        """What a gate knows that loaded all of it.

        It has no trust list if a new root has put other custodians in charge of that, and they have
        not signed one yet.

        Raises:
            FolderError: `folder_broken`, `file_unreadable`.
            DocumentRefused: a document that a gate would refuse.
        """
        roots, trust = self.read()
        state = GateState.begin(roots[0])
        for root in roots[1:]:
            state = load(state, root, now)
        if trust is None:
            return state
        try:
            return load(state, trust, now)
        except DocumentRefused as error:
            if error.reason == Reason.BAD_TRUST_LIST:
                return state
            raise

    def install(self, document: bytes, now: int) -> str:
        """Verify a root or trust list as a gate would, and put it in force; its file name.

        Raises:
            FolderError: `folder_broken`, `folder_busy`, `file_unreadable`.
            HuepassError: `file_unwritable`.
            DocumentRefused: a gate would refuse it, or it is neither a root nor a trust list.
        """
        # Two people at once must not put two documents of one number into the world.
        with locked(self.folder / _LOCK_FILE):
            return self._install(document, now)

    def _install(
        self, document: bytes, now: int, before_writing: Callable[[], None] | None = None
    ) -> str:
        state = load(self.state(now), document, now)
        if state.root.document == document:
            name = root_file(state.root.version)
        elif state.trust is not None and state.trust.document == document:
            before = self.trust_list()
            if before is not None and state.trust.sequence < before.sequence:
                raise DocumentRefused(Reason.ROLLBACK, "a lower number than before")
            name = TRUST_FILE
        else:
            raise DocumentRefused(Reason.BAD_STRUCTURE, "neither a root nor a trust list")
        if before_writing is not None:
            before_writing()
        write_atomically(self.folder / name, document)
        (self.folder / (name + PENDING)).unlink(missing_ok=True)
        return name

    def sign_and_install(
        self,
        content: Root | TrustList,
        signers: Iterable[Signer],
        now: int,
        before_writing: Callable[[], None] | None = None,
    ) -> tuple[str, bool]:
        """Sign new content with the custodians at hand, and install it if they are enough.

        Otherwise it is kept beside, for other custodians to sign.

        Args:
            content: the new root or trust list.
            signers: the custodians' keys at hand.
            now: the time.
            before_writing: called when the document is signed and verified, before it is written.

        Returns:
            The file's name, and whether the document is in force.

        Raises:
            FolderError: `folder_broken`, `folder_busy`, `file_unreadable`; `document_pending` if
                another document of that number waits for signatures.
            HuepassError: `file_unwritable`.
            DocumentRefused: the content breaks a limit of the specification.
        """
        with locked(self.folder / _LOCK_FILE):
            return self._sign_and_install(content, signers, now, before_writing)

    def _sign_and_install(
        self,
        content: Root | TrustList,
        signers: Iterable[Signer],
        now: int,
        before_writing: Callable[[], None] | None,
    ) -> tuple[str, bool]:
        at_hand = {signer.public_key: signer for signer in signers}
        now_needed, enough = self._needed(content, set(at_hand))
        chosen = [at_hand[key] for key in now_needed]
        if isinstance(content, Root):
            document = sign_root(content, chosen)
            parse_root(document)
            name = root_file(content.version)
            taken = content.version <= self.root().version
        else:
            document = sign_trust_list(content, chosen)
            parse_trust_list(document)
            name = TRUST_FILE
            before = self.trust_list()
            taken = before is not None and content.sequence <= before.sequence
        pending = self.folder / (name + PENDING)
        if pending.exists():
            # Custodians may have signed that one: two valid documents of one number stop gates.
            raise FolderError(Reason.DOCUMENT_PENDING, str(pending))
        if enough:
            return self._install(document, now, before_writing), True
        if taken:
            raise DocumentRefused(Reason.ROLLBACK, "that number is in force already")
        if before_writing is not None:
            before_writing()
        write_atomically(pending, document)
        return pending.name, False

    def _needed(self, content: Root | TrustList, at_hand: set[bytes]) -> tuple[list[bytes], bool]:
        """The keys at hand that count for some content, and whether they are enough."""
        root = self.root()
        if isinstance(content, Root):
            roles = [(root, root.root_role), (content, content.root_role)]
        else:
            roles = [(root, root.trust_role)]
        keys: dict[bytes, None] = {}
        enough = True
        for owner, role in roles:
            counted = [owner.keys[kid] for kid in role.kids if owner.keys[kid] in at_hand]
            enough = enough and len(counted) >= role.threshold
            keys.update(dict.fromkeys(counted))
        return list(keys), enough
