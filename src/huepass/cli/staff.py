"""`huepass staff ...`: who may use the service's API, and for what."""

from typing import Annotated

import typer

from huepass.cli.office import Dir, Json, day_time, opened
from huepass.cli.output import print_json
from huepass.issuer.domain.records import Role
from huepass.issuer.service import staffing

Authorities = Annotated[
    list[str] | None,
    typer.Option(
        "--authority",
        help="An authority of the programme that they act for; may be repeated. "
        "所代表的机构，可重复。",
    ),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Their name. 姓名或代号。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Staff and their tokens. 工作人员及其令牌。", no_args_is_help=True)
    group.command("add")(add)
    group.command("authorities")(authorities)
    group.command("list")(list_staff)
    group.command("remove")(remove)
    app.add_typer(group, name="staff")


def add(
    name: Name,
    folder: Dir,
    role: Annotated[
        list[Role],
        typer.Option(
            help="registrar: persons, reports and passes; authority: colours and categories; "
            "publisher: revocation and lists; admin: all. May be repeated. 角色，可重复。"
        ),
    ],
    authority: Authorities = None,
    as_json: Json = False,
) -> None:
    """Add a staff member and show their token, once. 添加工作人员，令牌只显示一次。"""
    with opened(folder) as office:
        token = staffing.add_staff(office, name, role, authority or ())
    if as_json:
        print_json(
            {
                "name": name,
                "roles": sorted(set(role)),
                "authorities": authority or [],
                "token": token,
            }
        )
        return
    typer.echo("令牌只显示这一次 This token is shown only now:", err=True)
    typer.echo(token)


def authorities(name: Name, folder: Dir, authority: Authorities = None) -> None:
    """Say for which authorities somebody acts, instead of those before. 设定所代表的机构。"""
    with opened(folder) as office:
        member = staffing.set_authorities(office, name, authority or ())
    typer.echo(f"{member.name}: {' '.join(member.authorities) or '-'}")


def list_staff(folder: Dir, as_json: Json = False) -> None:
    """List everybody who is or was staff. 列出现有和曾有的工作人员。"""
    with opened(folder) as office:
        for member in staffing.list_staff(office):
            if as_json:
                print_json(
                    {
                        "name": member.name,
                        "roles": sorted(member.roles),
                        "authorities": list(member.authorities),
                        "created_at": member.created_at,
                        "removed_at": member.removed_at,
                    }
                )
                continue
            end = (
                f"  已移除 removed {day_time(office.settings, member.removed_at)}"
                if member.removed_at is not None
                else ""
            )
            acts_for = f"  ({' '.join(member.authorities)})" if member.authorities else ""
            typer.echo(f"{member.name}  {' '.join(sorted(member.roles))}{acts_for}{end}")


def remove(name: Name, folder: Dir) -> None:
    """End a staff member's access at once. 立即终止工作人员的权限。"""
    with opened(folder) as office:
        staffing.remove_staff(office, name)
    typer.echo(f"已移除 Removed: {name}")
