"""`huepass init`: an issuer's folder, and a federation of one."""

from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.office import DirArgument, clock
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.cli.programme import loaded
from huepass.core.trust import MAX_NAME
from huepass.errors import FolderError, Reason, UsageError
from huepass.issuer.create import create_issuer
from huepass.issuer.documents import root_file
from huepass.issuer.files import is_there
from huepass.issuer.keystore import KeyMaker
from huepass.issuer.programme.builtin import minimal
from huepass.issuer.service.rules import colours_of
from huepass.issuer.settings import Settings

KEYS_INSIDE = Path("federation-keys")
# The option that each setting comes from.
_OPTIONS = {
    "issuer.id": "--id",
    "issuer.url": "--url",
    "issuer.timezone": "--timezone",
    "federation.id": "--federation",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init")(init)


def init(
    folder: DirArgument,
    issuer: Annotated[str, typer.Option("--id", help="The issuer's ID. 签发方编号。")] = "gz",
    name_en: Annotated[str, typer.Option(help="Its name in English. 英文名称。")] = "Guangzhou",
    name_zh: Annotated[str, typer.Option(help="Its name in Chinese. 中文名称。")] = "广州",
    url: Annotated[
        str, typer.Option(help="Where gates reach the service. 检查点访问服务的地址。")
    ] = "http://127.0.0.1:8000",
    timezone: Annotated[
        str | None,
        typer.Option(
            help="Paper passes end at its midnight, under summer time an hour beside it; by "
            "default the programme's. 纸质码在该时区午夜到期，夏令时相差一小时；默认同方案。"
        ),
    ] = None,
    programme: Annotated[
        Path | None,
        typer.Option(
            help="Programme file to begin with; without it staff decide on colours. "
            "初始方案文件；没有则由工作人员定码。"
        ),
    ] = None,
    federation: Annotated[
        str | None,
        typer.Option(help="The federation's ID, by default the issuer's. 联盟编号，默认同签发方。"),
    ] = None,
    federation_keys: Annotated[
        Path | None,
        typer.Option(help="Another folder for root and trust key. 根密钥和信任密钥的另存文件夹。"),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make an issuer's folder and a federation of one. 创建签发方文件夹和单成员联盟。"""
    if is_there(folder):
        raise FolderError(Reason.FOLDER_EXISTS, f"{folder} is there already")
    for option, name in (("--name-en", name_en), ("--name-zh", name_zh)):
        if not 1 <= len(name) <= MAX_NAME:
            raise UsageError(f"{option}: 1 to {MAX_NAME} characters")
    rules = minimal() if programme is None else loaded(programme, as_json=False)
    try:
        settings = Settings(
            folder=folder.absolute(),
            issuer=issuer,
            names={"en": name_en, "zh": name_zh},
            colours=colours_of(0, rules, {}),
            url=url.rstrip("/"),
            timezone=timezone or rules.time_zone,
            federation=federation or issuer,
            federation_keys=federation_keys.absolute() if federation_keys else KEYS_INSIDE,
        )
    except FolderError as error:  # there is no issuer.toml yet that one could correct
        setting, _, rule = error.detail.partition(": ")
        raise UsageError(f"{_OPTIONS.get(setting, setting)}: {rule}") from error
    maker = KeyMaker(get_passphrase(passphrase_file, new=True))
    create_issuer(settings, maker, clock, None if programme is None else rules)
    root = folder / "federation" / root_file(1)
    typer.echo(f"签发方已创建 Issuer made: {folder}")
    typer.echo(f"检查点需要的根文件 Root for gates: {root}")
    typer.echo(
        "请将根密钥移到离线处保管 Keep the root key off this machine: "
        f"{settings.custodian_keys / 'root.key'}"
    )
