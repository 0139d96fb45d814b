"""The command `huepass`: puts the groups of commands together."""

import importlib
import importlib.util
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from huepass.cli import conformance, gate, inspect, verify
from huepass.cli.output import report
from huepass.errors import HuepassError, Reason

# Command, and the module under huepass.cli that has it.
_ISSUER_COMMANDS = {
    "demo": "demo",
    "init": "init",
    "serve": "serve",
    "person": "person",
    "pass": "paper",
    "staff": "staff",
    "offer": "offer",
    "publish": "publish",
    "federation": "federation",
    "programme": "programme",
    "evidence": "evidence",
    "risk": "risk",
    "division": "division",
    "point": "point",
    "organisation": "organisation",
    "objection": "objection",
    "import": "imports",
}
# Loaded late as well, though they need nothing that a gate has not.
_OTHER_COMMANDS = {"wallet": "wallet", "pages": "pages"}
_LATE_COMMANDS = _ISSUER_COMMANDS | _OTHER_COMMANDS
_ISSUER_EXTRA = (
    "alembic", "authlib", "cel", "fastapi", "fpdf", "pylopdf_fonts_zh_cn", "sqlalchemy", "uvicorn",
)  # fmt: skip


class _Huepass(TyperGroup):
    """Tells errors in both languages, and loads most commands only when they are needed.

    A gate is often a small machine, and the service's libraries take a second to import.
    """

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except HuepassError as error:
            raise typer.Exit(report(error)) from None

    def list_commands(self, ctx: Any) -> list[str]:
        for name in _LATE_COMMANDS:
            self._add(name)
        return super().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        self._add(cmd_name)
        return super().get_command(ctx, cmd_name)

    def _add(self, name: str) -> None:
        if name in _LATE_COMMANDS and name not in self.commands:
            self.commands.update(typer.main.get_group(_late_app(name)).commands)


def _late_app(command: str) -> typer.Typer:
    app = typer.Typer()
    if command in _OTHER_COMMANDS or all(map(importlib.util.find_spec, _ISSUER_EXTRA)):
        importlib.import_module(f"huepass.cli.{_LATE_COMMANDS[command]}").register(app)
    else:
        _register_missing(app, command)
    return app


def _register_missing(app: typer.Typer, command: str) -> None:
    anything = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

    @app.command(command, context_settings=anything)
    def missing(ctx: typer.Context) -> None:
        """Needs the issuer's part. 需要安装签发方组件。"""
        raise HuepassError(Reason.EXTRA_MISSING)


def _callback() -> None:
    """Coloured passes that gates check offline. 可离线核验的多色通行码。"""


def create_app() -> typer.Typer:
    """The command line, for `main` and for tests."""
    app = typer.Typer(
        cls=_Huepass,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=_callback,
    )
    for module in (gate, verify, inspect, conformance):
        module.register(app)
    return app


def main() -> None:
    """Run the command line and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has no Chinese shows question marks and does not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if sys.stdin is None:  # closed by whoever started this
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    create_app()()
