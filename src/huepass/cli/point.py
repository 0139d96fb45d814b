"""`huepass point ...`: collection points and who takes readings there."""

from typing import Annotated, Final

import typer

from huepass.cli.codes import Picture, check_name, show_code
from huepass.cli.office import Dir, Json, StaffName, day_time, opened
from huepass.cli.output import print_json, stdin_lines
from huepass.errors import Reason, RequestRefused, UsageError
from huepass.issuer.domain.records import Role
from huepass.issuer.service import points
from huepass.issuer.service.office import Office
from huepass.issuer.service.staffing import handle_of, staff_named
from huepass.issuer.store.points import Point

Handle = Annotated[str, typer.Argument(metavar="POINT", help="The point's number. 采集点编号。")]
_PAGE: Final = 1000


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Collection points and their collectors. 采集点及采集员。", no_args_is_help=True
    )
    for command in (add, code, collectors, appoint, dismiss, readings, remove):
        group.command(command.__name__)(command)
    group.command("list")(list_points)
    app.add_typer(group, name="point")


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="For people. 采集点名称。")],
    division: Annotated[str, typer.Option(help="Where it is: an ID. 所在行政区划。")],
    staff: StaffName,
    folder: Dir,
    as_json: Json = False,
) -> None:
    """Add a collection point. 添加采集点。"""
    with opened(folder) as office:
        found = points.add(office, name, division, staff_named(office, staff, Role.MANAGER))
        _tell(office, found, as_json)


def list_points(folder: Dir, as_json: Json = False) -> None:
    """List the collection points in use. 列出使用中的采集点。"""
    with opened(folder) as office:
        rows = points.page(office, None, 0, _PAGE)
        while rows:
            for row in rows:
                _tell(office, row, as_json)
            rows = points.page(office, None, rows[-1].id, _PAGE)


def code(handle: Handle, folder: Dir, output: Picture = None) -> None:
    """Draw the code for a point's poster. 生成采集点海报上的码。"""
    check_name(output)
    with opened(folder) as office:
        found = points.show(office, handle, None)
        if found.removed_at is not None:
            raise RequestRefused(Reason.POINT_UNKNOWN)
        text = points.code_of(office, found)
    show_code(text, output, "Q")


def collectors(handle: Handle, folder: Dir, as_json: Json = False) -> None:
    """List who takes readings at a point. 列出采集点的采集员。"""
    with opened(folder) as office:
        rows = points.collectors(office, handle, None, 0, _PAGE)
        while rows:
            for row in rows:
                if as_json:
                    print_json({"staff": row.staff, "name": row.name, "since": row.since})
                else:
                    typer.echo(f"{row.name}  自 since {day_time(office.settings, row.since)}")
            rows = points.collectors(office, handle, None, rows[-1].id, _PAGE)


def appoint(
    handle: Handle,
    staff_code: Annotated[
        str,
        typer.Argument(metavar="CODE", help="Their staff code; - for standard input. 工作人员码。"),
    ],
    staff: StaffName,
    folder: Dir,
) -> None:
    """Appoint whoever showed their staff code as a collector. 扫码任命采集员。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.MANAGER)
        posting = points.appoint(office, handle, _scanned(staff_code), by)
    typer.echo(f"已任命 Appointed: {posting.name}")


def dismiss(
    handle: Handle,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The collector. 采集员。")],
    staff: StaffName,
    folder: Dir,
) -> None:
    """Take a collector off a point. 移除采集员。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.MANAGER)
        points.dismiss(office, handle, handle_of(office, name), by)
    typer.echo(f"已移除 Removed: {name}")


def readings(handle: Handle, folder: Dir, as_json: Json = False) -> None:
    """List what was measured at a point, newest first; not of whom. 列出采集点的体温记录。"""
    with opened(folder) as office:
        rows = points.record_of(office, handle, None, 0, _PAGE)
        while rows:
            for row in rows:
                if as_json:
                    print_json(
                        {
                            "temperature": row.temperature,
                            "taken_at": row.taken_at,
                            "collector": row.collector,
                        }
                    )
                else:
                    at = day_time(office.settings, row.taken_at)
                    typer.echo(f"{at}  {row.temperature:.1f} °C  {row.collector or '-'}")
            rows = points.record_of(office, handle, None, rows[-1].id, _PAGE)


def remove(handle: Handle, staff: StaffName, folder: Dir) -> None:
    """Take a point out of use, where nobody is posted any more. 停用采集点。"""
    with opened(folder) as office:
        points.remove(office, handle, staff_named(office, staff, Role.MANAGER))
    typer.echo(f"已停用 Removed: {handle}")


def _scanned(text: str) -> str:
    """What was scanned: an argument, or the one line of standard input."""
    if text != "-":
        return text
    lines = stdin_lines()
    if len(lines) != 1:
        raise UsageError("standard input has one line: the staff code")
    return lines[0]


def _tell(office: Office, found: Point, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "point": found.handle,
                "name": found.name,
                "division": found.division,
                "code": points.code_of(office, found),
                "created_at": found.created_at,
            }
        )
    else:
        typer.echo(f"{found.handle}  {found.division}  {found.name}")
