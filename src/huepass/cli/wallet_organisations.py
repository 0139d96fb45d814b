"""`huepass wallet join|organisations`: organisations that report for the person."""

from typing import Annotated

import typer

from huepass.cli.output import print_json
from huepass.cli.passphrase import PassphraseFile
from huepass.cli.wallet_holder import Json, Name, Wallet, asking, time_in
from huepass.wallet.holder import plain


def register(group: typer.Typer) -> None:
    """Add the commands to the wallet's."""
    group.command("join")(join)
    group.command("organisations")(organisations)


def join(
    name: Name,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="What the poster says. 单位海报上的码。")
    ],
    wallet: Wallet,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Let an organisation report for this person. 加入单位，由其代为填报。

    It sees documents in their masked form, and no colour; `organisations` ends it again.
    单位只能看到脱敏的证件信息，看不到颜色；可用 organisations 命令退出。
    """
    with asking(wallet, name, passphrase_file) as me:
        joined = me.post("/memberships", {"organisation": code})
    if as_json:
        print_json(joined)
    else:
        typer.echo(f"已加入 Joined: {plain(joined.get('name'))}")


def organisations(
    name: Name,
    wallet: Wallet,
    leave: Annotated[
        str | None, typer.Option(metavar="ORGANISATION", help="Leave this one. 退出该单位。")
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List the organisations that report for this person, or leave one. 列出或退出单位。"""
    with asking(wallet, name, passphrase_file) as me:
        if leave is not None:
            me.delete(f"/memberships/{leave}")
            typer.echo(f"已退出 Left: {leave}", err=as_json)
        found = list(me.every("/memberships")) if leave is None else []
    for one in found:
        if as_json:
            print_json(one)
        else:
            handle = plain(one.get("organisation"), 64)
            typer.echo(f"{handle}  {plain(one.get('name'))}  自 since {time_in(one, 'since')}")
