"""`huepass division ...`: the administrative divisions in which people live and staff act."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from huepass.cli.office import Dir, Json, opened
from huepass.cli.output import print_json, read_file
from huepass.errors import Reason, RequestRefused, UsageError
from huepass.issuer.service import divisions
from huepass.issuer.store.divisions import Division

_MAX_FILE: Final = 16 << 20  # bytes: all divisions of the country are less
_PAGE: Final = 1000


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Administrative divisions. 行政区划。", no_args_is_help=True)
    group.command("load")(load)
    group.command("list")(list_divisions)
    app.add_typer(group, name="division")


def load(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="TOML with [[division]], or CSV; id, en and zh each. 行政区划文件。",
        ),
    ],
    folder: Dir,
) -> None:
    """Add divisions or rename them, all or none; none is removed. 加载行政区划，不会删除。"""
    entries = _entries(file)
    with opened(folder) as office:
        divisions.put(office, entries)
    typer.echo(f"已加载 Loaded: {len(entries)}")


def list_divisions(folder: Dir, as_json: Json = False) -> None:
    """List the divisions. 列出行政区划。"""
    with opened(folder) as office:
        rows = divisions.page(office, "", _PAGE)
        while rows:
            for row in rows:
                if as_json:
                    print_json(row._asdict())
                else:
                    typer.echo(f"{row.id}  {row.zh} {row.en}")
            rows = divisions.page(office, rows[-1].id, _PAGE)


def _entries(file: Path) -> list[Division]:
    """The divisions in a file.

    Raises:
        UsageError: its name has another ending.
        HuepassError: `file_unreadable`, `too_large`.
        RequestRefused: `division_invalid`.
    """
    read = {".toml": _of_toml, ".csv": _of_csv}.get(file.suffix.lower())
    if read is None:
        raise UsageError("the file's name ends in .toml or .csv")
    try:
        # Spreadsheets write a mark of their own before everything else.
        found = read(read_file(file, _MAX_FILE).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as error:
        raise _invalid(f"the file is no {file.suffix[1:].upper()} in UTF-8") from error
    return [_division(place, entry) for place, entry in enumerate(found, 1)]


def _of_toml(text: str) -> list[Any]:
    content = tomllib.loads(text)
    found = content.get("division")
    if content.keys() != {"division"} or not isinstance(found, list):
        raise _invalid("the file has [[division]] and nothing else")
    return found


def _of_csv(text: str) -> list[Any]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def _division(place: int, entry: Any) -> Division:
    match entry:
        case {"id": str(id_), "en": str(en), "zh": str(zh)} if len(entry) == 3:
            return Division(id_, en, zh)
    raise _invalid(f"entry {place}: it has id, en and zh and nothing else")


def _invalid(detail: str) -> RequestRefused:
    return RequestRefused(Reason.DIVISION_INVALID, detail)
