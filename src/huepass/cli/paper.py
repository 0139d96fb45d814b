"""`huepass pass ...`: paper passes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final

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
from huepass.cli.output import console, print_json, read_file, stdin_lines
from huepass.cli.passphrase import PassphraseFile
from huepass.cli.picture import draw
from huepass.errors import FolderError, Reason, UsageError
from huepass.files import write_atomically
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import Role
from huepass.issuer.service import paper as passes
from huepass.issuer.service.office import Office
from huepass.issuer.service.paper import MadePass
from huepass.issuer.service.sheets import sheets_of
from huepass.issuer.service.staffing import staff_named
from huepass.issuer.sheet import draw as sheet
from huepass.qr import for_terminal

DEFAULT_REASON = "asked for on the command line"
CODES: Final = ("png", "svg", "pdf")
SHEETS: Final = ("png", "pdf")
_MAX_LIST: Final = 1 << 16  # bytes


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Paper passes. 纸质码。", no_args_is_help=True)
    group.command("paper")(paper)
    group.command("sheets")(sheets)
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
        typer.Option(
            "--output",
            "-o",
            help="A sheet to print, PDF or PNG; else the terminal. 可打印的页面，否则输出到终端。",
        ),
    ] = None,
    code_only: Annotated[
        bool,
        typer.Option(
            "--code-only", help="The code without a sheet: PNG, SVG or PDF. 只要二维码，不含页面。"
        ),
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make a paper pass in the person's colour. 按人员颜色制作纸质码。"""
    # Refused before a pass is made that nobody could print.
    kind = None if output is None else _kind(output, CODES if code_only else SHEETS)
    with unlocked(folder, passphrase_file) as office:
        made = passes.make_paper_pass(office, number)
        if output is not None and kind is not None:
            _write(office, [made], output, lambda: _drawn(office, made, kind, code_only))
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


def sheets(
    persons: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The persons' numbers, one a line; - reads them from standard input. "
            "人员编号，每行一个；- 表示标准输入。",
        ),
    ],
    folder: Dir,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="PDF, a page for each. PDF，每人一页。")
    ],
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make paper passes for many persons, all or none. 批量制作纸质码，全部成功或全部不做。"""
    _kind(output, ("pdf",))
    numbers = _lines(persons)
    with unlocked(folder, passphrase_file) as office:
        made = passes.make_paper_passes(office, numbers)
        _write(office, made, output, lambda: sheet.pdf(sheets_of(office, made)))
        if as_json:
            print_json({"passes": [one.handle for one in made], "file": str(output)})
        else:
            typer.echo(f"{len(made)} 张纸质码 paper passes: {output}")


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
                        "origin": entry.origin,
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


def _kind(path: Path, kinds: Sequence[str]) -> str:
    """What kind of file to write, by its name, where there is a folder for it.

    Raises:
        UsageError: another ending.
        FolderError: `file_unwritable`.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in kinds:
        raise UsageError(f"the file's name ends in {' or '.join('.' + one for one in kinds)}")
    if not path.parent.is_dir():
        raise FolderError(Reason.FILE_UNWRITABLE, f"{path.parent} is not a folder")
    return kind


def _drawn(office: Office, made: MadePass, kind: str, code_only: bool) -> bytes:
    if code_only:
        return draw(made.text, made.colour, kind)
    pages = sheets_of(office, [made])
    return sheet.png(pages[0]) if kind == "png" else sheet.pdf(pages)


def _write(
    office: Office, made: Sequence[MadePass], output: Path, content: Callable[[], bytes]
) -> None:
    with passes.handing_out(office, made):
        write_atomically(output, content(), mode=0o600)


def _lines(path: Path) -> list[str]:
    if str(path) == "-":
        lines = stdin_lines()
    else:
        lines = read_file(path, _MAX_LIST).decode("utf-8", "replace").splitlines()
    bare = (line.removeprefix("\ufeff").strip() for line in lines)
    return [line for line in bare if line]
