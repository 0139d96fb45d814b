"""How a passphrase gets in: a prompt, a file or the environment, never an argument."""

import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from huepass.errors import KeyStoreError, Reason
from huepass.issuer.files import read_file

VARIABLE: Final = "HUEPASS_PASSPHRASE"
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        help=f"File with the passphrase; otherwise {VARIABLE} or a prompt. "
        "口令文件；否则用环境变量或提示输入。"
    ),
]


def get_passphrase(file: Path | None, *, new: bool = False) -> str:
    """The passphrase of an existing keystore, or of a new one, which a prompt asks for twice.

    Raises:
        KeyStoreError: `passphrase_missing`, also if what is given is not UTF-8;
            `passphrase_differs`.
        FolderError: `file_unreadable`.
    """
    if file is not None:
        try:
            return read_file(file).decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise KeyStoreError(Reason.PASSPHRASE_MISSING, f"{file} is not UTF-8") from None
    given = os.environ.get(VARIABLE)
    if given is not None:
        try:
            given.encode()
        except UnicodeEncodeError:  # whose text has the passphrase in it
            raise KeyStoreError(Reason.PASSPHRASE_MISSING, f"{VARIABLE} is not UTF-8") from None
        return given
    # Python has no standard input at all when it was closed before it began.
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        raise KeyStoreError(Reason.PASSPHRASE_MISSING)
    text = typer.prompt("口令 Passphrase", hide_input=True, err=True)
    if new and text != typer.prompt("再次输入 Again", hide_input=True, err=True):
        raise KeyStoreError(Reason.PASSPHRASE_DIFFERS)
    return str(text)
