"""`huepass staff ...`: who may use the service's API, and for what."""

from typing import Annotated

import typer

from huepass.cli.codes import Picture, check_name, show_code
from huepass.cli.office import Dir, Json, day_time, opened
from huepass.cli.output import print_json
from huepass.errors import UsageError
from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.records import Role
from huepass.issuer.service import imports, staff_sessions, staffing

Authorities = Annotated[
    list[str] | None,
    typer.Option(
        "--authority",
        help="An authority of the programme that they act for; may be repeated. "
        "所代表的机构，可重复。",
    ),
]
Scopes = Annotated[
    list[str] | None,
    typer.Option(
        "--scope",
        help="A division in which they act; may be repeated. Everywhere if left out. "
        "管辖的行政区划，可重复，默认不限。",
    ),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Their name. 姓名或代号。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Staff and their tokens. 工作人员及其令牌。", no_args_is_help=True)
    group.command("add")(add)
    group.command("authorities")(authorities)
    group.command("scopes")(scopes)
    group.command("subject")(subject)
    group.command("code")(code)
    group.command("key")(key)
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
            "inspector: look-ups; manager: collection points; collector: readings; "
            "organisation: reports for its members; publisher: revocation and lists; "
            "admin: all. May be repeated. 角色，可重复。"
        ),
    ],
    authority: Authorities = None,
    scope: Scopes = None,
    subject: Annotated[
        str | None,
        typer.Option(
            help="Who they are at the provider for staff (sub): they sign in there and have no "
            "token. 在员工认证平台的标识（sub）：在该平台登录，不发令牌。"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Add a staff member and show their token, once. 添加工作人员，令牌只显示一次。"""
    acts_in = scope or [EVERYWHERE]
    with opened(folder) as office:
        if subject is None:
            token = staffing.add_staff(office, name, role, authority or (), acts_in)
        else:
            staff_sessions.add_staff(office, name, subject, role, authority or (), acts_in)
            token = None
        handle = staffing.handle_of(office, name)
    if as_json:
        print_json(
            {
                "staff": handle,
                "name": name,
                "roles": sorted(set(role)),
                "authorities": authority or [],
                "scopes": acts_in,
                **({} if token is None else {"token": token}),
            }
        )
        return
    if token is None:
        typer.echo(f"已添加，在员工认证平台登录 Added, and signs in at the provider: {name}")
        return
    typer.echo("令牌只显示这一次 This token is shown only now:", err=True)
    typer.echo(token)


def authorities(name: Name, folder: Dir, authority: Authorities = None) -> None:
    """Say for which authorities somebody acts, instead of those before. 设定所代表的机构。"""
    with opened(folder) as office:
        member = staffing.set_authorities(office, name, authority or ())
    typer.echo(f"{member.name}: {' '.join(member.authorities) or '-'}")


def scopes(
    name: Name,
    folder: Dir,
    scope: Annotated[
        list[str],
        typer.Option(
            help="A division in which they act, or * for everywhere; may be repeated. "
            "管辖的行政区划，* 为不限，可重复。"
        ),
    ],
) -> None:
    """Say in which divisions somebody acts, instead of those before. 设定管辖区划。"""
    with opened(folder) as office:
        member = staffing.set_scopes(office, name, scope)
    typer.echo(f"{member.name}: {' '.join(member.scopes)}")


def subject(
    name: Name,
    folder: Dir,
    subject: Annotated[
        str | None,
        typer.Argument(help="Who they are at the provider for staff (sub). 在认证平台的标识。"),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="They sign in there no more. 不再由该平台登录。")
    ] = False,
) -> None:
    """Say who somebody is at the provider for staff. 设定工作人员在员工认证平台的标识。"""
    if (subject is None) != remove:
        raise UsageError("either a subject or --remove")
    with opened(folder) as office:
        staff_sessions.set_subject(office, name, subject)
    typer.echo(f"已注销 Removed: {name}" if remove else f"已登记 Registered: {name}")


def code(name: Name, output: Picture = None, as_json: Json = False) -> None:
    """Make a token of one's own, and the code to be made a collector. 生成令牌及工作人员码。"""
    check_name(output)
    token, text = staffing.staff_code(name)
    if as_json:
        if output is not None:
            raise UsageError("either --json or --output")
        print_json({"token": token, "code": text})
        return
    show_code(text, output, "L")
    typer.echo("令牌只显示这一次，请自己保管 This token is shown only now; keep it:", err=True)
    typer.echo(token)


def key(
    name: Name,
    folder: Dir,
    public_key: Annotated[
        str | None,
        typer.Option(help="From huepass import keygen. 机构生成的公钥，十六进制。"),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="No key any more. 注销公钥。")] = False,
) -> None:
    """Say with which key somebody signs imports, instead of the one before. 登记导入用公钥。"""
    if (public_key is None) != remove:
        raise UsageError("either --public-key or --remove")
    try:
        new = None if public_key is None else bytes.fromhex(public_key)
    except ValueError:
        raise UsageError("the key is in hexadecimal") from None
    with opened(folder) as office:
        imports.set_signing_key(office, name, new)
    typer.echo(f"已注销 Removed: {name}" if remove else f"已登记 Registered: {name}")


def list_staff(folder: Dir, as_json: Json = False) -> None:
    """List everybody who is or was staff. 列出现有和曾有的工作人员。"""
    with opened(folder) as office:
        for member in staffing.list_staff(office):
            if as_json:
                print_json(
                    {
                        "staff": member.handle,
                        "name": member.name,
                        "roles": sorted(member.roles),
                        "authorities": list(member.authorities),
                        "scopes": list(member.scopes),
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
            acts_in = f"  {' '.join(member.scopes)}"
            roles = " ".join(sorted(member.roles))
            typer.echo(f"{member.handle}  {member.name}  {roles}{acts_for}{acts_in}{end}")


def remove(name: Name, folder: Dir) -> None:
    """End a staff member's access at once. 立即终止工作人员的权限。"""
    with opened(folder) as office:
        staffing.remove_staff(office, name)
    typer.echo(f"已移除 Removed: {name}")
