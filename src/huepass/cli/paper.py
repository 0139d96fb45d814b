"""`huepass pass ...`: paper passes."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from huepass.cli.office import (
    Dir,
    Json,
    day_time,
    in_words,
    last_day,
    opened,
    unlocked,
)
from huepass.cli.output import console, print_json
from huepass.cli.passphrase import PassphraseFile
from huepass.cli.sheet import draw, kind_of
from huepass.errors import FolderError, Reason
from huepass.files import write_atomically
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import Role
from huepass.issuer.service import paper as passes
from huepass.issuer.service.staffing import staff_named
from huepass.qr import for_terminal

DEFAULT_REASON = "asked for on the command line"
LOST = "its file could not be written"


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Paper passes. 纸质码。", no_args_is_help=True)
    group.command("paper")(paper)
    group.command("list")(list_passes)
    group.command("revoke")(revoke)
    app.add_typer(group, name="pass")


def paper(
    number: Annotated[
        str, typer.Argument(metavar="PERSON", help="The person's number. 人员编号。")
    ],
    folder: Dir,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="PNG, SVG or PDF; else the terminal. 输出文件。"),
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make a paper pass in the person's colour. 按人员颜色制作纸质码。"""
    # Refused before a pass is made that nobody could print.
    kind = kind_of(output) if output is not None else None
    if output is not None and not output.parent.is_dir():
        raise FolderError(Reason.FILE_UNWRITABLE, f"{output.parent} is not a folder")
    with unlocked(folder, passphrase_file) as office:
        made = passes.make_paper_pass(office, number)
        if output is not None and kind is not None:
            try:
                write_atomically(output, draw(made.text, made.colour, kind), mode=0o600)
            except BaseException:  # of a pass that nobody has nothing may stay valid
                passes.revoke_pass(office, made.handle, LOST, None)
                raise
        if as_json:
            print_json(
                {
                    "pass": made.handle,
                    "text": made.text,
                    "colour": colour_name(made.colour),
                    "expires": made.expires_at,
                    "file": str(output) if output is not None else None,
                }
            )
            return
        if output is None:
            # Not wrapped here: in a window that is made wider it is whole again.
            drawn = Text(for_terminal(made.text, "Q"), style="black on white")
            console().print(drawn, soft_wrap=True)
        else:
            typer.echo(f"纸质码 Paper pass: {output}")
        typer.echo(f"颜色 Colour: {in_words(office.settings, made.colour)}")
        typer.echo(f"有效至 Valid through: {last_day(office.settings, made.expires_at)}")
        typer.echo(f"编号，供吊销 Number, to revoke it: {made.handle}")


def list_passes(
    number: Annotated[
        str, typer.Argument(metavar="PERSON", help="The person's number. 人员编号。")
    ],
    folder: Dir,
    as_json: Json = False,
) -> None:
    """List a person's paper passes. 列出人员的纸质码。"""
    with opened(folder) as office:
        found = passes.list_passes(office, number)
        if as_json:
            for entry in found:
                print_json(
                    {
                        "pass": entry.handle,
                        "colour": colour_name(entry.colour),
                        "made_at": entry.made_at,
                        "expires": entry.expires_at,
                        "revoked_at": entry.revoked_at,
                    }
                )
            return
        for entry in found:
            state = "已吊销 revoked" if entry.revoked_at is not None else ""
            typer.echo(
                f"{entry.handle}  {colour_name(entry.colour)}  "
                f"{day_time(office.settings, entry.made_at)}  "
                f"至 to {last_day(office.settings, entry.expires_at)}  {state}".rstrip()
            )


def revoke(
    handle: Annotated[str, typer.Argument(metavar="PASS", help="The pass's number. 纸质码编号。")],
    folder: Dir,
    reason: Annotated[
        str, typer.Option(help="Why, for the record. 理由，记录在案。")
    ] = DEFAULT_REASON,
    staff: Annotated[
        str | None, typer.Option("--staff", help="The staff member who decided. 决定的工作人员。")
    ] = None,
    as_json: Json = False,
) -> None:
    """Revoke a paper pass; gates learn of it from the next list. 吊销纸质码，随下次名单生效。"""
    with opened(folder) as office:
        by = None if staff is None else staff_named(office, staff, Role.PUBLISHER)
        done = passes.revoke_pass(office, handle, reason, by)
        if as_json:
            print_json({"pass": done.handle, "revoked_at": done.revoked_at})
        else:
            typer.echo(f"已吊销 Revoked: {done.handle}")
