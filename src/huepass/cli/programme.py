"""`huepass programme ...`: whether a programme file is right, what it says, what has changed."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from huepass.cli.office import Json
from huepass.cli.output import EXIT_ERROR, console, note, print_json, read_file
from huepass.errors import Reason
from huepass.issuer.programme.difference import differences
from huepass.issuer.programme.faults import ProgrammeError
from huepass.issuer.programme.file import MAX_FILE, load_programme
from huepass.issuer.programme.model import Programme
from huepass.issuer.programme.outline import FIELDS, SECTIONS, Entry, outline
from huepass.messages import explain

File = Annotated[Path, typer.Argument(metavar="FILE", help="A programme file. 方案文件。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Programmes: the rules that colours follow from. 方案：颜色的规则。",
        no_args_is_help=True,
    )
    group.command("check")(check)
    group.command("show")(show)
    group.command("diff")(diff)
    # They use what is in this module.
    for name in ("programme_explain", "programme_load"):
        importlib.import_module(f"huepass.cli.{name}").register(group)
    app.add_typer(group, name="programme")


def check(file: File, as_json: Json = False) -> None:
    """Tell whether a programme file is right, or all its faults. 检查方案文件，列出所有错误。"""
    programme = loaded(file, as_json)
    if as_json:
        print_json({"id": programme.id, "version": programme.version, "faults": []})
        return
    typer.echo(f"正确 Right: {programme.id}, 版本 version {programme.version}")


def show(file: File, as_json: Json = False) -> None:
    """Show everything that a programme says. 显示方案的全部内容。"""
    sections = outline(loaded(file, as_json))
    if as_json:
        print_json(
            {
                section: {
                    name: {field: value._asdict() for field, value in entry.items()}
                    for name, entry in entries.items()
                }
                for section, entries in sections.items()
            }
        )
        return
    for section, entries in sections.items():
        console().print(_table(section, entries))


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The file before. 旧文件。")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The file now. 新文件。")],
    as_json: Json = False,
) -> None:
    """Tell in words what is different between two programmes. 用文字说明两个方案的差别。"""
    changes = differences(loaded(old, as_json), loaded(new, as_json))
    if as_json:
        print_json([change._asdict() for change in changes])
        return
    if not changes:
        typer.echo("内容相同 They say the same.")
    for change in changes:
        typer.echo(f"{change.zh}\n  {change.en}")


def loaded(file: Path, as_json: bool) -> Programme:
    """The programme of a file. If it has faults, they are told and the command ends."""
    data = read_file(file, MAX_FILE)
    try:
        return load_programme(data)
    except ProgrammeError as error:
        if as_json:
            print_json({"file": str(file), "faults": [fault._asdict() for fault in error.faults]})
        else:
            _tell(file, error)
        raise typer.Exit(EXIT_ERROR) from None


def _tell(file: Path, error: ProgrammeError) -> None:
    for fault in error.faults:
        where = f"{file}:{fault.line}: {fault.field}".rstrip(": ")
        typer.echo(f"{where}\n  {fault.zh}\n  {fault.en}", err=True)
    note(
        explain(Reason.PROGRAMME_INVALID, "zh") + f"（共 {len(error.faults)} 处）",
        explain(Reason.PROGRAMME_INVALID, "en") + f" ({len(error.faults)} in all)",
    )


def _table(section: str, entries: Mapping[str, Entry]) -> Table:
    title = SECTIONS[section]
    hint = "（首条成立者生效 the first that holds counts）" if section == "rules" else ""
    table = Table(
        title=f"{title.zh} {title.en} {hint}".rstrip(),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_header=False,
        expand=True,
    )
    table.add_column(ratio=4, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=8, overflow="fold")
    for name, entry in entries.items():
        for place, (field, value) in enumerate(entry.items()):
            words = value.en if value.en == value.zh else f"{value.zh}\n{value.en}"
            last = place == len(entry) - 1
            label = f"{FIELDS[field].zh}\n{FIELDS[field].en}"
            table.add_row(name if place == 0 else "", label, words or "-", end_section=last)
    return table
