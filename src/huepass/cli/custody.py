"""What the commands of a federation have in common: its documents and its custodians."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.office import clock, unlock
from huepass.cli.output import note
from huepass.core import Root, Signer, TrustList
from huepass.errors import FolderError, Reason
from huepass.issuer.documents import Documents
from huepass.issuer.settings import Settings, load_settings

Keys = Annotated[
    Path | None,
    typer.Option(help="Folder of the custodians' keys at hand. 手头保管人密钥的文件夹。"),
]


def opened_documents(folder: Path) -> tuple[Settings, Documents, TrustList]:
    """An issuer's settings, its federation's documents and the trust list in force.

    Raises:
        FolderError: `folder_missing`, `settings_broken`, `folder_broken`, `file_unreadable`.
    """
    settings = load_settings(folder)
    documents = Documents(settings.documents)
    trust = documents.trust_list()
    if trust is None:
        raise FolderError(Reason.FOLDER_BROKEN, f"no trust list in {settings.documents}")
    return settings, documents, trust


def custodians(settings: Settings, keys: Path | None, passphrase_file: Path | None) -> list[Signer]:
    """The custodians' keys at hand.

    Raises:
        KeyStoreError: no passphrase, the wrong one, or a key file that can't be used.
    """
    return unlock(keys or settings.custodian_keys, passphrase_file)


def finish(
    documents: Documents,
    content: Root | TrustList,
    signers: list[Signer],
    before_writing: Callable[[], None] | None = None,
) -> None:
    """Sign and install, or say whose signatures are still needed.

    Args:
        documents: the federation's.
        content: the new root or trust list.
        signers: the custodians' keys at hand.
        before_writing: called when the document is signed and verified, before it is written.

    Raises:
        FolderError: another document waits for signatures, or the folder can't be used.
        DocumentRefused: a gate would refuse it.
    """
    name, in_force = documents.sign_and_install(content, signers, clock(), before_writing)
    if in_force:
        installed(documents, name)
        return
    typer.echo(f"尚缺签名 More signatures are needed: {documents.folder / name}")
    note(
        "请各保管人用 federation sign 签名，再用 federation install 启用",
        'Let custodians sign it with "federation sign", then use "federation install".',
    )


def installed(documents: Documents, name: str) -> None:
    """Say what is in force now, and what has to follow."""
    typer.echo(f"已启用 In force: {documents.folder / name}")
    if documents.state(clock()).trust is None:
        note(
            "信任列表的保管人已变更：请立即签发新的信任列表，否则所有检查点停止工作",
            "Other custodians now sign the trust list: renew it at once, or every gate stops.",
        )
