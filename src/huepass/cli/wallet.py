"""`huepass wallet ...`: the holder's side, for one person or a family."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from huepass.cli import wallet_certificate, wallet_holder, wallet_organisations, wallet_register
from huepass.cli.output import EXIT_ERROR, console, note, print_json, report, stdin_lines
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.cli.wallet_screen import (
    colour_words,
    facts,
    issuer_words,
    local,
    show_live,
    show_once,
)
from huepass.core import challenge_from_text
from huepass.core.text import is_challenge
from huepass.drawing import png
from huepass.errors import FolderError, HuepassError, Reason, UsageError
from huepass.files import write_atomically
from huepass.gate.picture import read_picture
from huepass.qr import modules
from huepass.wallet import (
    IssuerClient,
    Person,
    Refreshed,
    Shown,
    WalletFolder,
    accept,
    bring_up,
    works_until,
)
from huepass.wallet import refresh as refresh_person
from huepass.wallet.refresh import is_due
from huepass.wallet.web import Web

Wallet = Annotated[
    Path,
    typer.Option("--wallet", envvar="HUEPASS_WALLET", help="The wallet's folder. 钱包文件夹。"),
]
Name = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", help="Whose; needed if there are several. 持码人名称。"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="A wallet: live passes for a family. 钱包：全家的电子码。", no_args_is_help=True
    )
    group.command("add")(add)
    group.command("refresh")(refresh)
    group.command("list")(list_persons)
    group.command("show")(show)
    group.command("remove")(remove)
    wallet_certificate.register(group)
    wallet_holder.register(group)
    wallet_organisations.register(group)
    wallet_register.register(group)
    app.add_typer(group, name="wallet")


def add(
    offer: Annotated[
        str,
        typer.Argument(
            help="The offer's link, a picture of its code, or - for standard input. "
            "邀请链接、其二维码图片，或用 - 从标准输入读取。"
        ),
    ],
    wallet: Wallet,
    name: Annotated[
        str | None, typer.Option(help="What to call this person here. 在钱包中的称呼。")
    ] = None,
    tx_code: Annotated[
        str | None, typer.Option(help="The transaction code, if one was told. 交易码。")
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take an issuer's offer; the first one makes the wallet. 接受邀请，首次使用时创建钱包。"""
    link = _link(offer)
    with _client() as client:
        found = client.offer(link)
        if WalletFolder.exists(wallet):
            store = _opened(wallet, passphrase_file)
        else:
            store = WalletFolder.create(wallet, get_passphrase(passphrase_file, new=True))
        before = len(store.persons())
        try:
            done = accept(store, client, found, name=name, tx_code=tx_code)
        except HuepassError:
            if len(store.persons()) > before:
                note(
                    "邀请已接受，但码未取全；请稍后运行 huepass wallet refresh。",
                    "The offer was taken, but codes are missing: run huepass wallet refresh later.",
                )
            raise
        _tell(done, as_json=as_json)


def refresh(
    wallet: Wallet,
    name: Name = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only those whose time has come. 仅刷新到时的。")
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Fetch new codes now, and the present colour. 立即刷新，获取新码和当前颜色。"""
    store = _opened(wallet, passphrase_file)
    persons = store.persons() if name is None else [store.named(name)]
    failed = False
    with _client() as client:
        for person in persons:
            if due and not is_due(person, client.now()):
                continue
            try:
                _tell(refresh_person(store, client, person.id), as_json=as_json)
            except HuepassError as error:
                # One of a family must not keep the others from theirs.
                typer.echo(f"{person.name}:", err=True)
                report(error)
                failed = True
    if failed:
        raise typer.Exit(EXIT_ERROR)


def list_persons(
    wallet: Wallet, passphrase_file: PassphraseFile = None, as_json: Json = False
) -> None:
    """List whose codes are here, their colours and until when. 列出持码人、颜色和有效时间。"""
    now = int(time.time())
    for person in _opened(wallet, passphrase_file).persons():
        if as_json:
            print_json(_summary(person, now))
            continue
        until = works_until(person.strip, now)
        colour = "-" if person.colour is None else colour_words(person, person.colour)
        typer.echo(
            f"{person.name}  {colour}  {issuer_words(person)}  "
            + (f"至 until {local(until)}" if until else "无有效码 nothing valid")
            + ("  签发方已停用 ended by the issuer" if person.ended else "")
        )


def show(
    wallet: Wallet,
    name: Name = None,
    challenge: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="The question a gate shows: HPC1:... or hex. 检查点的验证码。"
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A PNG file instead. 改为输出 PNG 文件。"),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Print one code and end. 只输出一次。")
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a code, another one each time; needs no network. 出示码，每次不同，无需网络。

    On a terminal it renews itself every 10 seconds until Ctrl-C.
    在终端上每 10 秒自动更新，按 Ctrl-C 结束。
    """
    if output is not None and output.suffix.lower() != ".png":
        raise UsageError("the file's name ends in .png")
    asked = None if challenge is None else _challenge(challenge)
    store = _opened(wallet, passphrase_file)
    person = store.named(name)

    def brought_up(now: int) -> Shown:
        return bring_up(store, person.id, now)

    out = console()
    if output is None and not once and not as_json and out.is_terminal:
        ended = show_live(brought_up, asked, time.time, out)
        if ended:
            typer.echo(ended)
        return
    now = int(time.time())
    shown = brought_up(now)
    text = shown.text(now, asked)
    if output is not None:
        write_atomically(output, png(modules(text, "L"), shown.held.colour), mode=0o600)
    if as_json:
        print_json(
            {
                "text": text,
                "colour": shown.held.colour,
                "repeated": shown.repeated,
                "left": shown.left,
                "works_until": shown.works_until,
            }
        )
    elif output is None:
        show_once(shown, text)
    else:
        typer.echo("\n".join([f"电子码 Live pass: {output}", *facts(shown)]))


def remove(
    name: Annotated[str, typer.Argument(help="Whose. 持码人名称。")],
    wallet: Wallet,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Forget a person, keys and all. 从钱包中删除此人及其密钥。"""
    store = _opened(wallet, passphrase_file)
    person = store.named(name)
    store.remove(person.id)
    typer.echo(f"已删除 Removed: {person.name}")


@contextmanager
def _client() -> Iterator[IssuerClient]:
    with Web() as web:
        yield IssuerClient(web, lambda: int(time.time()))


def _opened(wallet: Path, passphrase_file: Path | None) -> WalletFolder:
    if not WalletFolder.exists(wallet):  # before anybody is asked for a passphrase
        raise FolderError(Reason.FOLDER_MISSING, f"{wallet} is no wallet")
    return WalletFolder.open(wallet, get_passphrase(passphrase_file))


def _link(offer: str) -> str:
    if offer == "-":
        return next(iter(stdin_lines()), "")
    if "://" not in offer and Path(offer).suffix:
        return read_picture(Path(offer))[0]
    return offer


def _challenge(text: str) -> bytes:
    if text.startswith("HPC1:"):
        return challenge_from_text(text)
    try:
        value = bytes.fromhex(text)
    except ValueError:
        raise UsageError("a challenge begins with HPC1: or is hexadecimal") from None
    if not is_challenge(value):
        raise UsageError("a challenge has 8 to 32 bytes")
    return value


def _tell(done: Refreshed, *, as_json: bool) -> None:
    person, now = done.person, int(time.time())
    if as_json:
        print_json(
            _summary(person, now)
            | {
                "colour_changed": done.colour_changed,
                "added": done.added,
                "discarded": done.discarded,
                "unsure": done.unsure,
            }
        )
        return
    assert person.colour is not None
    changed = "（已变更 changed）" if done.colour_changed else ""
    typer.echo(f"{person.name}: {colour_words(person, person.colour)}{changed}")
    typer.echo(f"新码 New codes: {done.added}")
    until = works_until(person.strip, now)
    if until is not None:
        typer.echo(f"无网络可用至 Works without network until: {local(until)}")
    if done.discarded:
        note(
            f"签发方给出 {done.discarded} 个不可用的码，已丢弃。",
            f"The issuer gave {done.discarded} that can't be used; they were discarded.",
        )
    if done.unsure:
        note(
            "签发方暂未发放新码，颜色如有变化尚不可知。",
            "The issuer gave nothing new for now, so a change of colour would not be seen.",
        )


def _summary(person: Person, now: int) -> dict[str, object]:
    return {
        "name": person.name,
        "issuer": person.issuer,
        "colour": person.colour,
        "credentials": len(person.strip),
        "works_until": works_until(person.strip, now),
        "refreshed_at": person.refreshed_at,
        "next_refresh_at": person.next_refresh_at,
        "ended": person.ended,
    }
