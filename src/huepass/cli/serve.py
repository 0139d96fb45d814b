"""`huepass serve`: the issuer's service."""

import os
from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.office import DirArgument, opened
from huepass.cli.passphrase import VARIABLE, PassphraseFile, get_passphrase
from huepass.issuer.api.server import Service, run_service
from huepass.issuer.keystore import unlock_folder
from huepass.issuer.settings import load_settings
from huepass.pages import built, read_pages


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    folder: DirArgument,
    host: Annotated[str, typer.Option(help="Address to listen on. 监听地址。")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port, 0 for a free one. 端口，0 为任意空闲端口。")
    ] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes. 进程数。")] = 1,
    pages: Annotated[
        Path | None,
        typer.Option(help="Built pages, instead of those installed. 改用此文件夹中的页面。"),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Run the issuer's service. 运行发码服务。"""
    settings = load_settings(folder)
    files = built() if pages is None else read_pages(pages)
    keys = unlock_folder(settings.keys, get_passphrase(passphrase_file))
    os.environ.pop(VARIABLE, None)  # workers get keys, not the passphrase
    with opened(folder) as office:
        # The database is brought up to date before there are several workers, and what is wrong
        # with a provider's secret is said now, not to the first who sign in.
        _ = office.providers
    service = Service(folder.absolute(), [key.seed for key in keys.signers], keys.secret, files)
    run_service(service, host, port, workers, _ready)


def _ready(url: str) -> None:
    typer.echo(f"服务已就绪 Ready: {url}")
