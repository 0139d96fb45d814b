"""What all commands have in common: where they print, and how an error is told."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from huepass.errors import HuepassError, Reason, RequestRefused, UsageError
from huepass.files import read_limited
from huepass.messages import explain

EXIT_ERROR = 1
EXIT_USAGE = 2


def console() -> Console:
    """For people; without a terminal it prints plain text."""
    return Console(highlight=False, markup=False, emoji=False)


def print_json(data: Any) -> None:
    """One line of JSON for programs."""
    typer.echo(json.dumps(data, ensure_ascii=False))


def note(zh: str, en: str) -> None:
    """A remark beside the result, so that the result can be piped on."""
    typer.echo(f"{zh}\n{en}", err=True)


def report(error: HuepassError) -> int:
    """Tell an error in both languages; the exit status that goes with it."""
    note(explain(error.reason, "zh"), explain(error.reason, "en"))
    typer.echo(f"  [{error.reason}] {error.detail}".rstrip(), err=True)
    return EXIT_USAGE if isinstance(error, UsageError) else EXIT_ERROR


def text_in(data: bytes) -> str:
    """Words that somebody wrote into a file; nobody is sent what was garbled on the way.

    Raises:
        RequestRefused: `text_invalid`: it is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except ValueError:
        raise RequestRefused(Reason.TEXT_INVALID, "UTF-8 is needed") from None


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a file that someone named.

    Raises:
        HuepassError: `file_unreadable`, `too_large`.
    """
    try:
        return read_limited(path, limit)
    except FileNotFoundError:
        raise HuepassError(Reason.FILE_UNREADABLE, f"{path}: there is no such file") from None
    except HuepassError as error:
        raise HuepassError(error.reason, f"{path}: {error.detail}") from error


def stdin_lines() -> list[str]:
    """The lines of standard input that are not empty, without their line ends."""
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    return [line for line in text.replace("\r", "\n").split("\n") if line]


def moment(seconds: int) -> str:
    """A time for people, in UTC."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def parse_time(text: str) -> int:
    """Seconds since the epoch, from such a number or from ISO 8601 with an offset.

    Raises:
        UsageError: it is neither.
    """
    if text.isascii() and text.isdecimal() and len(text) < 16:
        return int(text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError("a time is seconds since 1970 or like 2026-11-21T08:00:00+08:00") from None
    if time.tzinfo is None:
        raise UsageError("this time has no offset; write Z or one like +08:00 at its end")
    return int(time.timestamp())
