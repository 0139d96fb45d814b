"""`huepass verify`: what a gate would say about codes, for scripts and for trying out."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from huepass.cli.output import console, note, parse_time, print_json, stdin_lines
from huepass.core import Action, Answer, Policy, check
from huepass.errors import HuepassError, UsageError
from huepass.gate.conformance import result_of_answer, result_of_error
from huepass.gate.folder import GateFolder
from huepass.gate.picture import read_picture
from huepass.gate.render import answer_sentence, error_facts, show_answer, show_error

_STATUS: Final = {Action.PASS: 0, Action.CHECK: 10, Action.REFUSE: 20}
_NOT_VALID: Final = 30
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")
# A gate that was just switched on can't know what was shown before (spec section 4).
_STARTED_BEFORE: Final = 60


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT_OR_PICTURE...",
            help="HP1: texts, pictures of codes, or - for texts on standard input. "
            "码的文本、图片，或用 - 从标准输入读取文本。",
        ),
    ],
    gate: Annotated[Path, typer.Option(help="The gate's folder. 检查点文件夹。")],
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="The time to check for: seconds since 1970, or ISO 8601 with an offset. "
            "按此时刻核验，默认为现在。",
        ),
    ] = None,
    challenge: Annotated[
        str | None,
        typer.Option(
            metavar="HEX",
            help="The challenge that the gate showed. 检查点出示的验证码（十六进制）。",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line. 每行输出一个 JSON 对象。")
    ] = False,
) -> None:
    """Check codes as a gate would. 按检查点的规则核验码。

    Exit status: 0 all pass, 10 some to be checked, 20 some refused, 30 some not valid; the highest
    wins. 退出状态：0 全部通过，10 有需核查，20 有拒绝，30 有无效，取最大值。
    """
    now = int(time.time()) if at is None else parse_time(at)
    snapshot = GateFolder(gate).read()
    policy = Policy(accept_paper=snapshot.settings.accept_paper)
    expected = _challenge(challenge)
    status = None
    for text in _texts(sources):
        try:
            if isinstance(text, HuepassError):
                raise text
            answer = check(
                snapshot.state,
                text,
                policy=policy,
                now=now,
                started_at=now - _STARTED_BEFORE,
                challenge=expected,
            )
        except HuepassError as error:
            _print_error(error, as_json=as_json)
            status = max(status or 0, _NOT_VALID)
        else:
            _print_answer(answer, as_json=as_json)
            status = max(status or 0, _STATUS[answer.action])
    if status is None:
        raise UsageError("there was no code to check")
    note(
        "单次核验看不出重复出示的码；huepass gate run 可以。",
        "Checked once: a code shown twice is not noticed here; huepass gate run does.",
    )
    raise typer.Exit(status)


def _texts(sources: list[str]) -> Iterator[str | HuepassError]:
    for source in sources:
        if source == "-":
            yield from stdin_lines()
        elif _is_picture(source):
            try:
                yield from read_picture(Path(source))
            except HuepassError as error:
                yield error
        else:
            yield source


def _is_picture(source: str) -> bool:
    if source.startswith(("HP1:", "HPC1:")):
        return False
    if source.lower().endswith(_PICTURES):
        return True
    try:
        return Path(source).exists()
    except PermissionError:  # whoever asks is to hear of that
        return True
    except (OSError, ValueError):  # too long for a name, or with a zero byte in it
        return False


def _challenge(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        value = bytes.fromhex(text)
    except ValueError:
        raise UsageError("a challenge is written in hexadecimal") from None
    if not 8 <= len(value) <= 32:
        raise UsageError("a challenge has 8 to 32 bytes")
    return value


def _print_answer(answer: Answer, *, as_json: bool) -> None:
    if not as_json:
        show_answer(console(), answer)
        return
    messages = {
        "message": answer_sentence(answer, "en"),
        "message_zh": answer_sentence(answer, "zh"),
    }
    print_json(result_of_answer(answer) | messages)


def _print_error(error: HuepassError, *, as_json: bool) -> None:
    if not as_json:
        show_error(console(), error)
        return
    zh, en = error_facts(error)
    print_json(result_of_error(error) | {"message": en, "message_zh": zh})
