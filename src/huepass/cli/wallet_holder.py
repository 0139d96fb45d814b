"""`huepass wallet why|report|...`: what the issuer knows of a person, asked by their wallet."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from huepass.cli.output import console, note, print_json, read_file, text_in
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.cli.wallet_screen import local
from huepass.cli.wallet_words import named, on_record, part, parts
from huepass.errors import FolderError, HuepassError, Reason, RequestRefused, UsageError
from huepass.qr import for_terminal
from huepass.wallet import IssuerClient, WalletFolder
from huepass.wallet import refresh as refresh_person
from huepass.wallet.holder import Myself, both, link_in, plain, signed_in
from huepass.wallet.web import Web

_MAX_FILE = 16 << 10  # bytes, as the service takes them
_LANGUAGES = ("zh", "en")
_ORIGINS = {
    "staff": "工作人员 staff",
    "holder": "本人 myself",
    "family": "家人代办 family",
    "shared": "受分享者 shared with",
    "organisation": "单位 organisation",
    "point": "采集点 collection point",
    "import": "机构名单 an authority's list",
}
_STATES = {
    "open": "待答复 open",
    "overdue": "已超期 overdue",
    "answered": "已答复 answered",
}
_SHOWN = {
    "identity": "身份 identity",
    "colour": "颜色 colour",
    "reports": "填报 reports",
    "readings": "体温 readings",
    "categories": "类别 categories",
    "proofs": "材料 proofs",
}
_OUTCOMES = {"upheld": "成立 upheld", "rejected": "不成立 rejected"}

Wallet = Annotated[
    Path,
    typer.Option("--wallet", envvar="HUEPASS_WALLET", help="The wallet's folder. 钱包文件夹。"),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Whose. 持码人名称。")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]


def register(group: typer.Typer) -> None:
    """Add the commands to the wallet's."""
    commands: tuple[tuple[str, Callable[..., None]], ...] = (
        ("why", why),
        ("report", report),
        ("records", records),
        ("lookups", look_ups),
        ("object", object_),
        ("measure", measure),
        ("share", share),
        ("devices", devices),
    )
    for name, command in commands:
        group.command(name)(command)


def why(
    name: Name, wallet: Wallet, passphrase_file: PassphraseFile = None, as_json: Json = False
) -> None:
    """Explain the colour: why, what lifts it and who can. 说明颜色的原因、解除方式和机构。"""
    with asking(wallet, name, passphrase_file) as me:
        told = me.get("/explanation")
    if as_json:
        print_json(told)
        return
    words = part(told, "holder")
    for place, language in enumerate(_LANGUAGES):
        if place:
            typer.echo()
        said = part(words, language)
        typer.echo(plain(said.get("title")))
        for section in parts(said, "sections"):
            typer.echo(f"\n{plain(section.get('heading'))}")
            lines = section.get("lines")
            for line in lines if isinstance(lines, list) else ():
                typer.echo(f"  {plain(line)}")


def report(
    name: Name,
    answers: Annotated[
        Path,
        typer.Argument(
            metavar="ANSWERS",
            help="JSON file: answers by question; - for standard input. 填报内容。",
        ),
    ],
    wallet: Wallet,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Report one's health, then fetch the codes of the colour. 健康填报，并获取新码。"""
    content = json_object(answers)
    store = opened(wallet, passphrase_file)
    person = store.named(name)
    with Web() as web:
        client = _client(web)
        me = signed_in(store, web, client, person.id)
        done = me.post("/reports", {"answers": content})
        try:
            if as_json:
                print_json(done)
            else:
                colour, reason = both(me.get("").get("label")), plain(done.get("reason"), 64)
                typer.echo(f"已填报，颜色 Reported, colour: {colour}  [{reason}]")
            refresh_person(store, client, person.id)
        except HuepassError:
            note(
                "填报已登记，但码未更新；请稍后运行 huepass wallet refresh。",
                "The report is on record, but the codes are not new: "
                "run huepass wallet refresh later.",
            )
            raise


def records(
    name: Name,
    wallet: Wallet,
    kind: Annotated[
        str | None,
        typer.Option(
            help="report, reading, category, application, evidence or decision; all if left out. "
            "种类，默认全部。"
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List what is on record, as it was recorded, the newest first. 列出登记在案的全部内容。"""
    query = {} if kind is None else {"kind": kind}
    with asking(wallet, name, passphrase_file) as me:
        for one in _listed(me, "/records", **query):
            if as_json:
                print_json(one)
                continue
            origin = _word(_ORIGINS, one.get("origin"))
            whose = plain(one.get("organisation"))
            typer.echo(f"{time_in(one, 'at')}  {on_record(part(one, 'content'))}  {origin} {whose}")


def look_ups(
    name: Name, wallet: Wallet, passphrase_file: PassphraseFile = None, as_json: Json = False
) -> None:
    """List who looked at what, and what for, the newest first. 列出查询记录：何人何事。"""
    with asking(wallet, name, passphrase_file) as me:
        for one in _listed(me, "/look-ups"):
            if as_json:
                print_json(one)
                continue
            shown = one.get("shown")
            every = shown if isinstance(shown, list) else ()
            what = ", ".join(_word(_SHOWN, what) for what in every)
            who = named(one, "authority")
            typer.echo(f"{time_in(one, 'at')}  {named(one, 'purpose')}  {who}  ({what})")


def object_(
    name: Name,
    wallet: Wallet,
    words: Annotated[
        Path | None,
        typer.Argument(
            metavar="[WORDS]",
            help="A text file that says why; - for standard input; without it, lists them. "
            "申诉理由文件；省略则列出申诉及答复。",
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Object to the colour, or see the answers. 对颜色提出申诉，或查看答复。"""
    text = None if words is None else text_in(_read(words))
    with asking(wallet, name, passphrase_file) as me:
        if text is None:
            found = list(_listed(me, "/objections"))
        else:
            found = [me.post("/objections", {"words": text})]
    for one in found:
        if as_json:
            print_json(one)
            continue
        due = time_in(one, "due_at")
        typer.echo(
            f"{plain(one.get('objection'), 64)}  {_word(_STATES, one.get('state'))}  "
            f"{named(one, 'authority')}  期限 due {due}"
        )
        answer = one.get("answer")
        if isinstance(answer, dict):
            outcome = _word(_OUTCOMES, answer.get("outcome"))
            typer.echo(f"  {time_in(answer, 'at')}  {outcome}: {plain(answer.get('words'))}")


def measure(
    name: Name,
    point: Annotated[
        str,
        typer.Argument(metavar="POINT_CODE", help="What the point's poster says. 采集点的码。"),
    ],
    wallet: Wallet,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a code for one reading at this point, for five minutes. 出示一次性测温码。"""
    with asking(wallet, name, passphrase_file) as me:
        made = me.post("/reading-tokens", {"point": point})
    if as_json:
        print_json(made)
        return
    _draw(plain(made.get("token"), 100))
    typer.echo(f"仅可使用一次，有效至 For one use, until: {time_in(made, 'expires')}")


def share(
    name: Name,
    wallet: Wallet,
    tx_code: Annotated[
        bool,
        typer.Option(
            "--tx-code", help="Also ask for a code that you tell separately. 另需告知交易码。"
        ),
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Let another wallet hold this person's pass too. 分享给另一个钱包，自己的不受影响。

    Whoever gets it can show it and sees why it has its colour; `devices` ends it again.
    对方可出示此码并看到颜色原因，看不到其他内容；可用 devices 命令停用。
    """
    with asking(wallet, name, passphrase_file) as me:
        made = me.post("/shares", {"tx_code": tx_code})
    link = link_in(made)
    if as_json:
        print_json(made)
        return
    _draw(link)
    typer.echo(plain(link, 4096))
    if tx_code:
        typer.echo(
            f"交易码，请另行告知 Code, to be told separately: {plain(made.get('tx_code'), 16)}"
        )
    typer.echo(f"有效至 Valid until: {time_in(made, 'expires')}")


def devices(
    name: Name,
    wallet: Wallet,
    end: Annotated[
        str | None, typer.Option(metavar="WALLET", help="End this one. 停用该钱包。")
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List the wallets that hold this pass, or end one. 列出或停用持有此码的钱包。"""
    with asking(wallet, name, passphrase_file) as me:
        if end is not None:
            ended = me.post(f"/wallets/{end}/end", {})
            typer.echo(both(ended.get("note")), err=as_json)
        found = list(me.every("/wallets")) if end is None else []
    for one in found:
        if as_json:
            print_json(one)
            continue
        mine = "  本机 this one" if one.get("is_this") is True else ""
        origin = _word(_ORIGINS, one.get("origin"))
        handle = plain(one.get("wallet"), 64)
        typer.echo(f"{handle}  {origin}  自 since {time_in(one, 'since')}{mine}")


def json_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file, or in standard input if it is `-`.

    Raises:
        RequestRefused: `answers_invalid`; what it says is told to nobody.
        HuepassError: `file_unreadable`, `too_large`.
    """
    try:
        content = json.loads(_read(path))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise RequestRefused(Reason.ANSWERS_INVALID, "JSON is needed: an object")
    return content


def _read(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(_MAX_FILE)
    return read_file(path, _MAX_FILE)


@contextmanager
def asking(wallet: Path, name: str, passphrase_file: Path | None) -> Iterator[Myself]:
    """Ask the issuer about a person, with an access token of their wallet.

    Raises:
        HuepassError: as `opened` and `signed_in`.
    """
    store = opened(wallet, passphrase_file)
    person = store.named(name)
    with Web() as web:
        yield signed_in(store, web, _client(web), person.id)


def _listed(me: Myself, path: str, **query: str) -> Iterator[dict[str, Any]]:
    """The entries of a list; whoever has none is told so."""
    empty = True
    for one in me.every(path, **query):
        empty = False
        yield one
    if empty:
        note("没有记录。", "There is nothing on record.")


def _client(web: Web) -> IssuerClient:
    return IssuerClient(web, lambda: int(time.time()))


def opened(wallet: Path, passphrase_file: Path | None) -> WalletFolder:
    """The wallet in a folder.

    Raises:
        FolderError: `folder_missing`.
        KeyStoreError: no passphrase, the wrong one, or a file that can't be used.
    """
    if not WalletFolder.exists(wallet):  # before anybody is asked for a passphrase
        raise FolderError(Reason.FOLDER_MISSING, f"{wallet} is no wallet")
    return WalletFolder.open(wallet, get_passphrase(passphrase_file))


def _draw(text: str) -> None:
    try:
        drawn = for_terminal(text, "L")
    except ValueError:
        raise UsageError("what the issuer gave fits into no code") from None
    console().print(Text(drawn, style="black on white"), soft_wrap=True)


def _word(words: dict[str, str], value: object) -> str:
    return words.get(value, plain(value, 64)) if isinstance(value, str) else ""


def time_in(whole: dict[str, Any], key: str) -> str:
    """A time that the issuer tells, for people."""
    value = whole.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        return "-"
    try:
        return local(value)
    except (ValueError, OverflowError, OSError):
        return "-"
