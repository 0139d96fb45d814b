"""`huepass person ...`: registering persons, and what is recorded about them."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from huepass.cli import person_desk as desk
from huepass.cli.office import Dir, Json, StaffName, day_time, in_words, opened
from huepass.cli.output import parse_time, print_json, read_file
from huepass.cli.person_desk import NoDevice, Number, Way
from huepass.cli.programme_explain import Tongue
from huepass.errors import Reason, RequestRefused, UsageError
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import ColourChange, Role
from huepass.issuer.programme.model import Channel
from huepass.issuer.service import explaining, facts, identities, persons, wallets
from huepass.issuer.service.categories import Stated
from huepass.issuer.service.office import Office
from huepass.issuer.service.recording import Recorded
from huepass.issuer.service.staffing import staff_named
from huepass.messages import Language

_MAX_ANSWERS = 16 << 10  # bytes, as the service takes them
_LANGUAGES: tuple[Language, ...] = ("zh", "en")

At = Annotated[str | None, typer.Option(help="When it was; now if left out. 发生时间，默认现在。")]
ForAuthority = Annotated[
    str | None,
    typer.Option(help="For which authority; the first that may. 以何机构名义，默认首个有权者。"),
]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Persons and their colours. 人员及其颜色。", no_args_is_help=True)
    for served in (desk.add, desk.find, desk.identify, desk.division, desk.recover):
        group.command(served.__name__)(served)
    for command in (apply, report, category, reading, colour, show, explain):
        group.command(command.__name__)(command)
    group.command("end-wallets")(end_wallets)
    app.add_typer(group, name="person")


def apply(
    number: Number,
    applicant: Annotated[str, typer.Option(help="Who applies, by the programme. 申请人。")],
    document: Annotated[str, typer.Option(help="The document's kind. 证件种类。")],
    staff: StaffName,
    folder: Dir,
    channel: Way = Channel.ONLINE,
    no_device: NoDevice = False,
    as_json: Json = False,
) -> None:
    """Somebody applies for a person. 为人员提出申请。"""
    sent = facts.Applying(applicant, document, channel, no_device)
    with opened(folder) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        _tell(office, facts.apply_for(office, number, sent, by), as_json)


def report(
    number: Number,
    answers: Annotated[
        Path,
        typer.Argument(
            metavar="ANSWERS",
            help="JSON file: answers by question; - for standard input. 填报内容，JSON 文件。",
        ),
    ],
    staff: StaffName,
    folder: Dir,
    as_json: Json = False,
) -> None:
    """Record a health report; answers are no arguments, which others can see. 登记健康填报。"""
    content = _answers(answers)
    with opened(folder) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        _tell(office, facts.report(office, number, content, by), as_json)


def category(
    number: Number,
    category: Annotated[str, typer.Argument(metavar="CATEGORY", help="Its ID. 类别编号。")],
    staff: StaffName,
    folder: Dir,
    lift: Annotated[bool, typer.Option("--lift", help="Take the person out. 解除。")] = False,
    authority: ForAuthority = None,
    reason: Annotated[
        str | None,
        typer.Option(help="One of the category's reasons, if it has any. 该类别的理由之一。"),
    ] = None,
    at: At = None,
    as_json: Json = False,
) -> None:
    """Put a person into a category, renew it, or lift it. 认定、续期或解除人员类别。"""
    if lift and at is not None:
        raise UsageError("what is lifted is lifted now: --at is for setting")
    since = None if at is None else parse_time(at)
    with opened(folder) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        done: Recorded | Stated
        if lift:
            done = facts.lift_category(
                office, number, category, by, authority=authority, reason=reason
            )
        else:
            done = facts.set_category(
                office, number, category, by, authority=authority, reason=reason, at=since
            )
        _tell(office, done, as_json)


def reading(
    number: Number,
    temperature: Annotated[float, typer.Argument(metavar="DEGREES", help="Celsius. 摄氏度。")],
    staff: StaffName,
    folder: Dir,
    at: At = None,
    as_json: Json = False,
) -> None:
    """Record a temperature; it is never changed. 登记体温，不可更改。"""
    taken = None if at is None else parse_time(at)
    with opened(folder) as office:
        by = staff_named(office, staff, Role.REGISTRAR)
        _tell(office, facts.take_reading(office, number, temperature, by, at=taken), as_json)


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
    """Decide on a colour; a worse one revokes their passes. 决定颜色；变差则吊销其码。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        _tell(office, persons.set_colour(office, number, new, reason, by), as_json)


def explain(
    number: Number,
    folder: Dir,
    for_staff: Annotated[
        bool, typer.Option("--for-staff", help="With reason codes and history. 含原因代码和经过。")
    ] = False,
    lang: Annotated[Tongue, typer.Option(help="Languages. 语言。")] = Tongue.BOTH,
    as_json: Json = False,
) -> None:
    """Explain a person's colour: why, until when, what lifts it. 说明颜色及其原因。"""
    with opened(folder) as office:
        explained = explaining.explain(office, number)
    if as_json:
        print_json(explaining.as_data(explained))
        return
    told = explained.staff if for_staff else explained.holder
    languages = [one for one in _LANGUAGES if lang in (one, Tongue.BOTH)]
    for place, language in enumerate(languages):
        if place:
            typer.echo()
        typer.echo(told[language].title)
        for heading, lines in told[language].sections(language):
            typer.echo(f"\n{heading}")
            for line in lines:
                typer.echo(f"  {line}")


def show(number: Number, folder: Dir, as_json: Json = False) -> None:
    """Show a person's colour and its history. 查看人员的颜色和历史。"""
    with opened(folder) as office:
        person, history = persons.show(office, number)
        documents = identities.show(office, number).identities
        if as_json:
            print_json(
                {
                    "person": person.number,
                    "colour": colour_name(person.colour),
                    "reason": person.reason,
                    "since": person.since,
                    "registered_at": person.registered_at,
                    "division": person.division,
                    "identities": [one._asdict() for one in documents],
                    "history": [
                        {
                            "at": change.at,
                            "old": colour_name(change.old),
                            "new": colour_name(change.new),
                            "reason": change.reason,
                            "staff": change.staff,
                            "cause": change.cause,
                        }
                        for change in history
                    ],
                }
            )
            return
        desk.tell(office, person, documents)
        for change in history:
            typer.echo(
                f"{day_time(office.settings, change.at)}  {colour_name(change.old)} -> "
                f"{colour_name(change.new)}  {_cause(change)}: {change.reason}"
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


def _tell(office: Office, done: Recorded | Stated, as_json: bool) -> None:
    person = done.person
    if as_json:
        print_json(
            {
                "person": person.number,
                "colour": colour_name(person.colour),
                "reason": person.reason,
                "revoked": done.revoked,
                **({"ends": done.ends} if isinstance(done, Stated) else {}),
            }
        )
        return
    typer.echo(f"颜色 Colour: {in_words(office.settings, person.colour)}  [{person.reason}]")
    typer.echo(f"吊销的码 Passes revoked: {done.revoked}")
    if isinstance(done, Stated) and done.ends is not None:
        typer.echo(f"类别至 Category ends: {day_time(office.settings, done.ends)}")


def _cause(change: ColourChange) -> str:
    words = {"fact": "登记 fact", "time": "到期 time", "programme": "方案 programme"}
    return change.staff or words.get(change.cause, "风险 risk")


def _answers(path: Path) -> dict[str, Any]:
    if str(path) == "-":
        data = sys.stdin.buffer.read(_MAX_ANSWERS)
    else:
        data = read_file(path, _MAX_ANSWERS)
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None  # what it says is told to nobody
    if not isinstance(content, dict):
        raise RequestRefused(Reason.ANSWERS_INVALID, "JSON is needed: an object")
    return content
