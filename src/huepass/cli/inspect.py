"""`huepass inspect`: what an object says, for people who debug."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from huepass.cli.output import note, stdin_lines
from huepass.core import challenge_from_text, describe, from_text
from huepass.core.bundle import MAX_BUNDLE, cut
from huepass.core.evidence import PREFIX as EVIDENCE_PREFIX
from huepass.core.evidence import evidence_from_text
from huepass.errors import HuepassError, Reason
from huepass.files import read_limited
from huepass.gate.picture import is_picture, read_picture_bytes

_PREFIXES: Final = ("HP1:", "HPC1:", EVIDENCE_PREFIX)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("inspect")(inspect)


def inspect(
    source: Annotated[
        str,
        typer.Argument(
            metavar="TEXT_OR_FILE",
            help="HP1:, HPC1: or HPE1: text, a picture, a document, or - for standard input. "
            "码的文本、图片、文件，或用 - 从标准输入读取文本。",
        ),
    ],
) -> None:
    """Show what an object says; checks nothing. 显示内容，不作任何核验。

    The output is CBOR diagnostic notation (RFC 8949 section 8).
    """
    note(
        "仅显示内容：未核验签名、有效期和吊销，不能据此放行。",
        "Shown, not checked: no signature, no expiry, no revocation. Let nobody pass by this.",
    )
    for line in _descriptions(source):
        typer.echo(line)


def _descriptions(source: str) -> Iterator[str]:
    if source == "-":
        yield from map(_describe_text, stdin_lines())
    elif source.startswith(_PREFIXES):
        yield _describe_text(source)
    else:
        data = _read(Path(source))
        if is_picture(data):
            yield from map(_describe_text, read_picture_bytes(data))
        elif data.startswith(tuple(map(str.encode, _PREFIXES))):
            yield from map(_describe_text, data.decode("utf-8", "replace").splitlines())
        else:
            documents, uncut = cut(data)
            yield from map(describe, documents)
            if uncut:
                yield describe(data[sum(map(len, documents)) :])  # says why it can't be cut


def _read(path: Path) -> bytes:
    # Never with the path in the error: what was meant as a path may be a scanned text.
    try:
        return read_limited(path, MAX_BUNDLE)
    except FileNotFoundError:
        detail = "neither HP1:, HPC1: or HPE1: text nor a file that is there"
        raise HuepassError(Reason.FILE_UNREADABLE, detail) from None


def _describe_text(text: str) -> str:
    if text.startswith(EVIDENCE_PREFIX):
        return describe(evidence_from_text(text))
    if text.startswith("HPC1:"):
        return f"h'{challenge_from_text(text).hex()}'"
    return describe(from_text(text))
