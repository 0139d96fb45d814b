"""Codes that commands show: on the terminal, or as a picture in a file."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from huepass.cli.output import console
from huepass.errors import UsageError
from huepass.files import write_atomically
from huepass.qr import Level, for_terminal, png

Picture = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="PNG; else the terminal. 输出文件，默认显示在终端。"),
]


def check_name(output: Path | None) -> None:
    """Refuse a file of another kind, before anything is done.

    Raises:
        UsageError: the name doesn't end in `.png`.
    """
    if output is not None and output.suffix.lower() != ".png":
        raise UsageError("the file's name ends in .png")


def show_code(text: str, output: Path | None, level: Level) -> None:
    """Draw a code into a file, or onto the terminal with its text below.

    Args:
        text: what the code says.
        output: the file.
        level: the error-correction level.

    Raises:
        HuepassError: `file_unwritable`.
    """
    if output is not None:
        write_atomically(output, png(text, level))
        typer.echo(f"码 Code: {output}")
        return
    # Not wrapped here: in a window that is made wider it is whole again.
    console().print(Text(for_terminal(text, level), style="black on white"), soft_wrap=True)
    typer.echo(text)
