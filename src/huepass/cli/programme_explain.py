"""`huepass programme explain`: what a programme makes of somebody's facts, in words."""

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from huepass.cli.office import Json
from huepass.cli.output import print_json, read_file
from huepass.cli.programme import loaded
from huepass.errors import UsageError
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.programme.engine import Outcome, colour_of
from huepass.issuer.programme.explain import Explanation, explain_colour
from huepass.issuer.programme.facts_file import read_facts, time_from
from huepass.issuer.programme.file import MAX_FILE
from huepass.issuer.programme.model import Programme
from huepass.messages import Language

_LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Tongue(StrEnum):
    """In which languages."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


def register(group: typer.Typer) -> None:
    """Add the command to the group of programmes' commands."""
    group.command("explain")(explain)


def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A programme file. 方案文件。")],
    facts: Annotated[
        Path, typer.Argument(metavar="FACTS", help="A person's facts, in JSON. 人员的事实。")
    ],
    at: Annotated[
        str | None,
        typer.Option(help="At what time: 2026-11-21T08:00; now if left out. 时刻，默认现在。"),
    ] = None,
    staff: Annotated[
        bool, typer.Option("--staff", help="With reason codes and history. 含原因代码和经过。")
    ] = False,
    lang: Annotated[Tongue, typer.Option(help="Languages. 语言。")] = Tongue.BOTH,
    as_json: Json = False,
) -> None:
    """Explain the colour that facts give: why, until when, what lifts it. 说明颜色及其原因。"""
    programme = loaded(file, as_json)
    known = read_facts(read_file(facts, MAX_FILE), programme)
    outcome = colour_of(programme, known.facts, _time(programme, at), known.risks)
    languages = [one for one in _LANGUAGES if lang in (one, Tongue.BOTH)]
    told = {one: explain_colour(programme, outcome, one, for_staff=staff) for one in languages}
    if as_json:
        print_json(_json(outcome, told))
        return
    for place, (language, explanation) in enumerate(told.items()):
        if place:
            typer.echo()
        typer.echo(explanation.title)
        for heading, lines in explanation.sections(language):
            typer.echo(f"\n{heading}")
            for line in lines:
                typer.echo(f"  {line}")


def _time(programme: Programme, at: str | None) -> int:
    if at is None:
        return int(time.time())
    found = time_from(at, ZoneInfo(programme.time_zone))
    if found is None:
        raise UsageError("a time is seconds since 1970 or like 2026-11-21T08:00:00+08:00")
    return found


def _json(outcome: Outcome, told: dict[Language, Explanation]) -> dict[str, Any]:
    progress = outcome.progress
    return {
        "at": outcome.at,
        "colour": colour_name(outcome.colour),
        "level": outcome.level.name.lower(),
        "reasons": outcome.reasons,
        "since": outcome.since,
        "due_at": outcome.due_at,
        "progress": None
        if progress is None
        else {
            "reason": progress.conversion.reason,
            "needed": progress.conversion.days,
            "done": progress.done,
            "counts_today": progress.counts_today,
            "is_kept": progress.is_kept,
            "complete": progress.complete,
            "earliest": progress.earliest,
            "leads_to": colour_name(progress.leads_to),
        },
        "changes": [
            {
                "at": change.at,
                "causes": [cause._asdict() for cause in change.causes],
                "colour": colour_name(change.colour),
                "reason": change.reason,
            }
            for change in outcome.changes
        ],
        "history": [
            {"at": step.at, "colour": colour_name(step.colour), "reason": step.reason}
            for step in outcome.history
        ],
        "explanation": {
            language: {
                "title": one.title,
                "why": one.why,
                "lifted": one.lifted,
                "ahead": one.ahead,
                "gate": one.gate,
                "appeal": one.appeal,
                "record": one.record,
            }
            for language, one in told.items()
        },
    }
