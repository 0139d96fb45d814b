"""`huepass wallet register`: applying to an issuer oneself, with its questions in the terminal."""

import time
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from huepass.cli.output import note, print_json
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.cli.wallet_holder import Json, Wallet, json_object, opened
from huepass.errors import HuepassError, Reason, RequestRefused
from huepass.wallet import IssuerClient, WalletFolder, accept
from huepass.wallet.holder import apply_to, both, link_in, plain, programme, signed_in
from huepass.wallet.web import Web, unusable

_SELF = "self"  # the applicant of whoever applies for themselves, in every programme
_YES_NO = {"y": True, "yes": True, "是": True, "n": False, "no": False, "否": False}
FromFile = Annotated[
    Path | None,
    typer.Option(
        "--from",
        help="JSON with application, identity and answers; - for standard input; asked for "
        "if left out. 申请内容文件，省略则逐项询问。",
    ),
]


class _Choice(NamedTuple):
    id: str
    words: str
    whole: dict[str, Any]


def register(group: typer.Typer) -> None:
    """Add the command to the wallet's."""
    group.command("register")(apply)
    group.command("family")(apply_for)


def apply(
    url: Annotated[str, typer.Argument(metavar="URL", help="The issuer's address. 签发方网址。")],
    wallet: Wallet,
    name: Annotated[
        str | None, typer.Option(help="What to call this person here. 在钱包中的称呼。")
    ] = None,
    from_file: FromFile = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Apply to an issuer for oneself, and take what it offers. 自行申请并领取电子码。"""
    sent = None if from_file is None else json_object(from_file)
    with Web() as web:
        if sent is None:
            sent = _asked(programme(web, url), for_oneself=True)
        if WalletFolder.exists(wallet):
            store = WalletFolder.open(wallet, get_passphrase(passphrase_file))
        else:
            store = WalletFolder.create(wallet, get_passphrase(passphrase_file, new=True))
        client = IssuerClient(web, lambda: int(time.time()))
        _take(store, client, apply_to(web, url, sent), name, as_json)


def apply_for(
    by: Annotated[str, typer.Argument(metavar="NAME", help="Who applies. 申请人在钱包中的名称。")],
    wallet: Wallet,
    name: Annotated[
        str | None, typer.Option(help="What to call the other person here. 被申请人的称呼。")
    ] = None,
    from_file: FromFile = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Apply for somebody of the family, whose pass comes into this wallet. 为家人申请。"""
    sent = None if from_file is None else json_object(from_file)
    store = opened(wallet, passphrase_file)
    person = store.named(by)
    with Web() as web:
        client = IssuerClient(web, lambda: int(time.time()))
        if sent is None:
            sent = _asked(programme(web, person.issuer), for_oneself=False)
        made = signed_in(store, web, client, person.id).post("/dependants", sent)
        _take(store, client, link_in(made), name, as_json)


def _take(
    store: WalletFolder, client: IssuerClient, link: str, name: str | None, as_json: bool
) -> None:
    """Take the offer that came of an application."""
    try:
        done = accept(store, client, client.offer(link), name=name)
    except HuepassError:
        note(
            "已登记，但码未取全；请运行 huepass wallet refresh，或持证件到窗口办理。",
            "The registration is done, but codes are missing: run huepass wallet refresh, "
            "or ask at a desk with the document.",
        )
        raise
    if as_json:
        print_json({"name": done.person.name, "colour": done.person.colour, "added": done.added})
    else:
        typer.echo(f"已登记 Registered: {done.person.name}")


def _asked(content: dict[str, Any], *, for_oneself: bool) -> dict[str, Any]:
    """A registration, asked for question by question."""
    typer.echo(f"{both(content.get('title'))}\n{both(content.get('notice'))}", err=True)
    applicants = [
        one
        for one in _choices(content, "applicants", "name")
        if "online" in _texts(one, "channels")
        and "declared" in _texts(one, "proofing")
        and (one.id == _SELF) == for_oneself
    ]
    if not applicants:
        raise RequestRefused(Reason.PROOFING_NOT_ACCEPTED)
    applicant = _choose("申请人 Who applies", applicants)
    no_device = applicant.whole.get("needs_no_device") is True and typer.confirm(
        "本人没有智能手机？ Has the person no smartphone?", err=True
    )
    document = _choose("证件 Document", _choices(content, "documents", "name"))
    sent: dict[str, Any] = {
        "application": {
            "applicant": applicant.id,
            "document": document.id,
            "no_device": no_device,
        },
        "answers": {},
    }
    if document.whole.get("number") is not None:
        sent["identity"] = {
            "number": _prompt("证件号码 Number"),
            "name": _prompt("姓名（可略） Name, if you like", optional=True),
        }
    regions = _choices(content, "regions", "name")
    for question in _choices(content, "questions", "text"):
        answer = _answer(question, regions)
        if answer is not None:
            sent["answers"][question.id] = answer
    return sent


def _answer(question: _Choice, regions: list[_Choice]) -> object:
    """The answer to a question; None if it is skipped."""
    whole, optional = question.whole, question.whole.get("required") is not True
    words = question.words + ("（可略） (may be skipped)" if optional else "")
    match whole.get("kind"):
        case "yes-no":
            return _yes_or_no(words, optional=optional)
        case "choice":
            return _choose(words, _choices(whole, "choices", "name"), optional=optional).id or None
        case "date":
            return _prompt(f"{words} 2026-11-21", optional=optional) or None
        case "stays":
            typer.echo(words, err=True)
            stays = []
            while region := _choose(
                "地区，回车结束 Region, Enter to end", regions, optional=True
            ).id:
                stays.append([region, _prompt("最后一天 Last day there, 2026-11-21")])
            return stays
        case _:
            return _prompt(words, optional=optional) or None


def _yes_or_no(words: str, *, optional: bool) -> bool | None:
    """What somebody says about their health, never what Enter would say for them."""
    while text := _prompt(f"{words} [y/n 是/否]", optional=optional).lower():
        if text in _YES_NO:
            return _YES_NO[text]
    return None


def _choose(words: str, choices: list[_Choice], *, optional: bool = False) -> _Choice:
    """One of some; the only one there is, if it is needed. An empty one if it is skipped."""
    if len(choices) == 1 and not optional:
        return choices[0]
    for number, one in enumerate(choices, 1):
        typer.echo(f"  {number}  {one.words}", err=True)
    while True:
        text = _prompt(words, optional=optional)
        if not text:
            return _Choice("", "", {})
        if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= len(choices):
            return choices[int(text[:4]) - 1]


def _prompt(words: str, *, optional: bool = False) -> str:
    default = "" if optional else None
    return str(typer.prompt(words, default=default, show_default=False, err=True)).strip()


def _choices(content: dict[str, Any], key: str, named_by: str) -> list[_Choice]:
    entries = content.get(key)
    found = []
    for one in entries if isinstance(entries, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise unusable("its programme can't be read")
        found.append(_Choice(one["id"], both(one.get(named_by)) or plain(one["id"], 64), one))
    return found


def _texts(choice: _Choice, key: str) -> list[object]:
    value = choice.whole.get(key)
    return value if isinstance(value, list) else []
