"""`huepass person ...`: registering persons and setting their colours."""

from typing import Annotated

import typer

from huepass.cli.office import Dir, Json, StaffName, day_time, in_words, opened
from huepass.cli.output import print_json
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import Role
from huepass.issuer.service import persons, wallets
from huepass.issuer.service.staffing import staff_named

Number = Annotated[str, typer.Argument(metavar="PERSON", help="The person's number. 人员编号。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Persons and their colours. 人员及其颜色。", no_args_is_help=True)
    for command in (add, colour, show):
        group.command(command.__name__)(command)
    group.command("end-wallets")(end_wallets)
    app.add_typer(group, name="person")


def add(folder: Dir, as_json: Json = False) -> None:
    """Register a person; no name is needed. 登记人员，无需姓名。"""
    with opened(folder) as office:
        person = persons.register(office)
        if as_json:
            print_json({"person": person.number, "colour": colour_name(person.colour)})
        else:
            typer.echo(person.number)


def colour(
    number: Number,
    new: Annotated[
        str, typer.Argument(metavar="COLOUR", help="green, yellow, red, ... 颜色名称。")
    ],
    reason: Annotated[str, typer.Option(help="Why, for the history. 理由，记入历史。")],
    staff: StaffName,
    folder: Dir,
    as_json: Json = False,
) -> None:
    """Set a person's colour; a worse one revokes their passes. 设置颜色；变差则吊销其码。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        done = persons.set_colour(office, number, new, reason, by)
        if as_json:
            print_json(
                {
                    "person": done.person.number,
                    "colour": colour_name(done.person.colour),
                    "revoked": done.revoked,
                }
            )
            return
        typer.echo(f"颜色 Colour: {in_words(office.settings, done.person.colour)}")
        typer.echo(f"吊销的码 Passes revoked: {done.revoked}")


def show(number: Number, folder: Dir, as_json: Json = False) -> None:
    """Show a person's colour and its history. 查看人员的颜色和历史。"""
    with opened(folder) as office:
        person, history = persons.show(office, number)
        if as_json:
            print_json(
                {
                    "person": person.number,
                    "colour": colour_name(person.colour),
                    "registered_at": person.registered_at,
                    "history": [
                        {
                            "at": change.at,
                            "old": colour_name(change.old),
                            "new": colour_name(change.new),
                            "reason": change.reason,
                            "staff": change.staff,
                        }
                        for change in history
                    ],
                }
            )
            return
        typer.echo(f"{person.number}  {in_words(office.settings, person.colour)}")
        for change in history:
            typer.echo(
                f"{day_time(office.settings, change.at)}  {colour_name(change.old)} -> "
                f"{colour_name(change.new)}  {change.staff}: {change.reason}"
            )


def end_wallets(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why, for the record. 理由，记录在案。")],
    staff: StaffName,
    folder: Dir,
    as_json: Json = False,
) -> None:
    """A lost phone: end all wallets, revoke what they hold. 手机丢失：停用钱包并吊销其码。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        done = wallets.end_wallets(office, number, reason, by)
        if as_json:
            print_json({"wallets": done.wallets, "revoked": done.revoked})
            return
        typer.echo(f"停用的钱包 Wallets ended: {done.wallets}")
        typer.echo(f"吊销的码 Passes revoked: {done.revoked}")
