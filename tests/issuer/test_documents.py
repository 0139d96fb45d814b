"""The federation's documents: kept, verified, installed (spec section 6)."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from huepass.core import SoftwareSigner, add_signature, key_id, sign_trust_list
from huepass.errors import DocumentRefused, FolderError, Reason
from huepass.files import locked
from huepass.issuer.documents import PENDING, TRUST_FILE, Documents, root_file
from huepass.issuer.domain.federation import next_root, next_trust_list
from huepass.issuer.keystore import load_folder, unlock_all
from issuer.conftest import PASSPHRASE

NOON = 1_795_320_000
OTHER = SoftwareSigner.from_seed(bytes(32))


@pytest.fixture
def documents(folder: Path) -> Documents:
    return Documents(folder / "federation")


@pytest.fixture
def custodians(folder: Path) -> list[SoftwareSigner]:
    """Root and trust key."""
    return unlock_all(load_folder(folder / "federation-keys"), PASSPHRASE)


def test_a_renewed_trust_list_is_in_force_at_once(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    before = documents.trust_list()
    assert before is not None
    content = next_trust_list(before, NOON + 100)
    assert documents.sign_and_install(content, custodians, NOON + 100) == (TRUST_FILE, True)
    after = documents.trust_list()
    assert after is not None
    assert (after.sequence, after.issued_at) == (before.sequence + 1, NOON + 100)
    assert after.issuers == before.issuers


def test_a_file_that_another_process_wrote_is_read_again(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    reader = Documents(documents.folder)
    first = reader.read()
    assert reader.read() is first
    content = next_root(documents.root(), NOON)
    documents.sign_and_install(content, custodians, NOON)
    assert len(reader.read()[0]) == 2
    assert reader.root().version == 2


def test_two_custodians_sign_one_after_the_other(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    root = next_root(documents.root(), NOON, add=[OTHER.public_key], threshold=2)
    name, in_force = documents.sign_and_install(root, custodians, NOON)
    assert (name, in_force) == (root_file(2) + PENDING, False)
    pending = (documents.folder / name).read_bytes()
    with pytest.raises(DocumentRefused) as error:
        documents.install(pending, NOON)
    assert error.value.reason == Reason.BAD_ROOT
    assert documents.root().version == 1
    assert documents.install(add_signature(pending, OTHER), NOON) == root_file(2)
    assert documents.root().root_role.threshold == 2
    assert not (documents.folder / name).exists()


def test_other_custodians_of_the_trust_list_must_sign_it_anew(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    before = documents.root()
    root = next_root(
        before, NOON, of_root=False, add=[OTHER.public_key], drop=before.trust_role.kids
    )
    assert documents.sign_and_install(root, custodians, NOON)[1]
    assert documents.state(NOON).trust is None
    trust = documents.trust_list()
    assert trust is not None
    name, in_force = documents.sign_and_install(next_trust_list(trust, NOON), custodians, NOON)
    assert not in_force
    (documents.folder / name).unlink()
    assert documents.sign_and_install(next_trust_list(trust, NOON), [OTHER], NOON)[1]
    assert documents.state(NOON).trust is not None


def test_a_sequence_is_never_lowered(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    first = documents.trust_list()
    assert first is not None
    second = next_trust_list(first, NOON)
    documents.sign_and_install(second, custodians, NOON)
    with pytest.raises(DocumentRefused) as error:
        documents.install(first.document, NOON)
    assert error.value.reason == Reason.ROLLBACK
    # Not even when a gate has dropped the trust list because other custodians sign it now.
    before = documents.root()
    root = next_root(
        before, NOON, of_root=False, add=[OTHER.public_key], drop=before.trust_role.kids
    )
    documents.sign_and_install(root, custodians, NOON)
    with pytest.raises(DocumentRefused) as error:
        documents.install(sign_trust_list(first, [OTHER]), NOON)
    assert error.value.reason == Reason.ROLLBACK


def test_of_two_renewals_at_once_one_is_refused(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    trust = documents.trust_list()
    assert trust is not None
    documents.sign_and_install(next_trust_list(trust, NOON + 1), custodians, NOON + 1)
    with pytest.raises(DocumentRefused) as error:
        documents.sign_and_install(next_trust_list(trust, NOON + 2), custodians, NOON + 2)
    assert error.value.reason == Reason.EQUIVOCATION


def test_a_document_that_waits_for_signatures_is_not_replaced(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    root = next_root(documents.root(), NOON, add=[OTHER.public_key], threshold=2)
    name, _ = documents.sign_and_install(root, custodians, NOON)
    pending = documents.folder / name
    pending.write_bytes(add_signature(pending.read_bytes(), OTHER))
    signed = pending.read_bytes()
    other = next_root(documents.root(), NOON + 1, add=[OTHER.public_key], threshold=2)
    for at_hand in (custodians, [*custodians, OTHER], []):
        with pytest.raises(FolderError) as error:
            documents.sign_and_install(other, at_hand, NOON + 1)
        assert error.value.reason == Reason.DOCUMENT_PENDING
    assert pending.read_bytes() == signed
    assert documents.root().version == 1
    assert documents.install(signed, NOON) == root_file(2)


def test_a_trust_list_that_waits_for_signatures_is_not_replaced(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    trust = documents.trust_list()
    assert trust is not None
    name, in_force = documents.sign_and_install(next_trust_list(trust, NOON), [], NOON)
    assert not in_force
    before = (documents.folder / name).read_bytes()
    with pytest.raises(FolderError) as error:
        documents.sign_and_install(next_trust_list(trust, NOON + 1), custodians, NOON + 1)
    assert error.value.reason == Reason.DOCUMENT_PENDING
    assert (documents.folder / name).read_bytes() == before
    assert documents.trust_list() == trust


def test_a_number_in_force_is_not_put_up_for_signing(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    trust = documents.trust_list()
    assert trust is not None
    documents.sign_and_install(next_trust_list(trust, NOON), custodians, NOON)
    with pytest.raises(DocumentRefused) as error:
        documents.sign_and_install(next_trust_list(trust, NOON + 1), [], NOON + 1)
    assert error.value.reason == Reason.ROLLBACK
    assert not list(documents.folder.glob("*" + PENDING))


def test_nothing_is_signed_while_another_process_installs(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    trust = documents.trust_list()
    assert trust is not None
    with locked(documents.folder / ".lock"), pytest.raises(FolderError) as error:
        documents.sign_and_install(next_trust_list(trust, NOON), [], NOON)
    assert error.value.reason == Reason.FOLDER_BUSY


@pytest.mark.parametrize("complete", [True, False])
def test_what_must_be_done_before_a_document_is_written(
    documents: Documents, custodians: list[SoftwareSigner], complete: bool
) -> None:
    trust = documents.trust_list()
    assert trust is not None
    before = {path.name: path.read_bytes() for path in documents.folder.iterdir()}

    def fail() -> None:
        raise FolderError(Reason.FILE_UNWRITABLE)

    signers = custodians if complete else []
    with pytest.raises(FolderError) as error:
        documents.sign_and_install(next_trust_list(trust, NOON), signers, NOON, fail)
    assert error.value.reason == Reason.FILE_UNWRITABLE
    after = {path.name: path.read_bytes() for path in documents.folder.iterdir()}
    assert after == before


class Interleaved(Documents):
    """Holds one thread before its first assignment, and another one after its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.before: dict[int, Callable[[], None]] = {}
        self.after: dict[int, Callable[[], None]] = {}

    def __setattr__(self, name: str, value: object) -> None:
        thread = threading.get_ident()
        self.__dict__.get("before", {}).pop(thread, lambda: None)()
        super().__setattr__(name, value)
        self.__dict__.get("after", {}).pop(thread, lambda: None)()


def test_a_slow_thread_does_not_bring_back_what_was_there_before(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    reader = Interleaved(documents.folder)
    has_read, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        def wait() -> None:
            has_read.set()
            go_on.wait(20)

        reader.before[threading.get_ident()] = wait
        reader.read()

    thread = threading.Thread(target=slow)
    thread.start()
    assert has_read.wait(20)
    trust = documents.trust_list()
    assert trust is not None
    documents.sign_and_install(next_trust_list(trust, NOON), custodians, NOON)

    def let_go() -> None:
        go_on.set()
        thread.join(20)

    reader.after[threading.get_ident()] = let_go
    after = (documents.folder / TRUST_FILE).read_bytes()
    assert reader.read()[1] == after
    assert reader.read()[1] == after


def test_content_that_breaks_a_limit_is_not_written(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    trust = documents.trust_list()
    assert trust is not None
    (issuer,) = trust.issuers
    twice = (issuer, replace(issuer, id="sz"))  # the same key IDs
    with pytest.raises(DocumentRefused) as error:
        documents.sign_and_install(next_trust_list(trust, NOON, twice), custodians, NOON)
    assert error.value.reason == Reason.BAD_TRUST_LIST
    with pytest.raises(DocumentRefused):
        documents.sign_and_install(next_trust_list(trust, NOON, twice), [], NOON)
    assert documents.trust_list() == trust
    assert not list(documents.folder.glob("*" + PENDING))


def test_a_revocation_list_is_not_installed(documents: Documents, folder: Path) -> None:
    connection = sqlite3.connect(folder / "issuer.db")
    (document,) = connection.execute("SELECT document FROM publication").fetchone()
    connection.close()
    with pytest.raises(DocumentRefused) as error:
        documents.install(document, NOON)
    assert error.value.reason == Reason.BAD_STRUCTURE


def test_a_gap_in_the_chain_is_refused(documents: Documents, folder: Path) -> None:
    (folder / "federation" / root_file(1)).rename(folder / "federation" / root_file(2))
    with pytest.raises(FolderError) as error:
        documents.read()
    assert error.value.reason == Reason.FOLDER_BROKEN


def test_keys_at_hand_that_do_not_count_do_not_sign(
    documents: Documents, custodians: list[SoftwareSigner]
) -> None:
    trust = documents.trust_list()
    assert trust is not None
    documents.sign_and_install(next_trust_list(trust, NOON), [*custodians, OTHER], NOON)
    after = documents.trust_list()
    assert after is not None
    assert key_id(OTHER.public_key) not in after.document
