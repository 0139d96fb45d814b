"""`huepass objection ...`: objections to colours, for the authorities that answer them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.office import Dir, Json, StaffName, day_time, in_words, opened
from huepass.cli.output import print_json, read_file, text_in
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.objections import MAX_WORDS, Objection, State, Verdict
from huepass.issuer.domain.records import Role
from huepass.issuer.service import objecting
from huepass.issuer.service.office import Office
from huepass.issuer.service.staffing import staff_named

_MAX_FILE = 4 * MAX_WORDS + 4  # bytes: more than what is taken, in UTF-8
_STATES = {
    State.OPEN: "待答复 open",
    State.OVERDUE: "已超期 overdue",
    State.ANSWERED: "已答复 answered",
}
_VERDICTS = {Verdict.UPHELD: "成立 upheld", Verdict.REJECTED: "不成立 rejected"}

Handle = Annotated[
    str, typer.Argument(metavar="OBJECTION", help="The objection's number. 申诉编号。")
]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Objections to colours, and their answers. 颜色申诉及答复。", no_args_is_help=True
    )
    group.command("list")(list_objections)
    group.command("show")(show)
    group.command("answer")(answer)
    app.add_typer(group, name="objection")


def list_objections(
    staff: StaffName,
    folder: Dir,
    state: Annotated[
        State, typer.Option(help="Which; overdue ones are open too. 状态，超期的也属待答复。")
    ] = State.OPEN,
    as_json: Json = False,
) -> None:
    """List what somebody answers for their authorities, by deadline. 按期限列出待办申诉。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        after, found = (0, 0), objecting.page(office, by, state, (0, 0), 100)
        while found:
            for one in found:
                _tell(office, one, as_json)
                after = one.due_at, one.id
            found = objecting.page(office, by, state, after, 100)


def show(handle: Handle, staff: StaffName, folder: Dir, as_json: Json = False) -> None:
    """Open an objection; the person can read that it was opened. 查看申诉，本人可知。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        found = objecting.opened(office, handle, by)
        one = found.objection
        if as_json:
            shown = [identity._asdict() for identity in found.identities]
            print_json({**_summary(office, one), "words": one.words, "identities": shown})
            return
        _tell(office, one, as_json=False)
        typer.echo(f"当时颜色 Colour then: {in_words(office.settings, one.colour)}  [{one.reason}]")
        for identity in found.identities:
            words = (identity.document, identity.number, identity.name, identity.birth_date)
            typer.echo("证件 Document: " + "  ".join(filter(None, words)))
        typer.echo(f"\n{one.words}")
        if one.verdict is not None:
            typer.echo(f"\n{_VERDICTS[one.verdict]}\n{one.answer}")


def answer(
    handle: Handle,
    verdict: Annotated[
        Verdict, typer.Argument(metavar="OUTCOME", help="upheld or rejected. 成立或不成立。")
    ],
    words: Annotated[
        Path,
        typer.Argument(
            metavar="WORDS", help="A text file for the person; - for standard input. 答复文本。"
        ),
    ],
    staff: StaffName,
    folder: Dir,
    as_json: Json = False,
) -> None:
    """Answer an objection, once and for all. 答复申诉，答复后不可更改。

    It changes no colour: whoever upholds one lifts the category too.
    答复本身不改变颜色；申诉成立的，须另行解除相应类别。
    """
    from_stdin = str(words) == "-"
    text = text_in(sys.stdin.buffer.read(_MAX_FILE) if from_stdin else read_file(words, _MAX_FILE))
    with opened(folder) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        _tell(office, objecting.answer(office, handle, verdict, text, by), as_json)


def _tell(office: Office, one: Objection, as_json: bool) -> None:
    if as_json:
        print_json(_summary(office, one))
        return
    due = day_time(office.settings, one.due_at)
    state = _STATES[one.state(office.now())]
    colour = in_words(office.settings, one.colour)
    typer.echo(f"{one.handle}  {colour}  {state}  期限 due {due}  {one.authority}")


def _summary(office: Office, one: Objection) -> dict[str, object]:
    return {
        "objection": one.handle,
        "authority": one.authority,
        "colour": colour_name(one.colour),
        "reason": one.reason,
        "filed_at": one.filed_at,
        "due_at": one.due_at,
        "state": one.state(office.now()),
        "outcome": one.verdict,
        "answer": one.answer,
    }
