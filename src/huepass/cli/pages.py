"""`huepass pages`: the wallet's and the gate's pages, for a host that serves files."""

from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.output import note
from huepass.errors import FolderError, HuepassError, Reason, UsageError
from huepass.files import write_atomically
from huepass.pages import PageFiles, built, prepare, read_pages, server_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("pages")(pages)


def pages(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder. 新的或空的文件夹。")],
    issuer: Annotated[
        list[str] | None,
        typer.Option(
            help="Address of an issuer's service that the pages ask, once for each; "
            "none is the host they are on. 页面所用的签发方服务地址，可重复；不填即为页面所在主机。"
        ),
    ] = None,
    pages: Annotated[
        Path | None,
        typer.Option(help="Built pages, instead of those installed. 改用此文件夹中的页面。"),
    ] = None,
) -> None:
    """Write the wallet's and the gate's pages for a static host. 导出钱包和检查点页面。"""
    servers = [_server(address) for address in issuer or ()]
    files = built() if pages is None else read_pages(pages)
    if files is None:
        raise FolderError(Reason.PAGES_MISSING)
    _write(folder, prepare(files, (), servers))
    typer.echo(f"页面已写入 Pages written: {folder}/wallet/  {folder}/gate/")
    note(
        "请用 HTTPS 提供这些文件；服务器应设置的响应头见 docs/pages.md。",
        "Serve them over HTTPS; the headers that a host should set are in docs/pages.md.",
    )


def _server(address: str) -> str:
    server = server_of(address)
    if server is None:
        raise UsageError("--issuer: https://HOST or https://HOST/PATH; http only for this machine")
    return server


def _write(folder: Path, files: PageFiles) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FolderError(Reason.FOLDER_EXISTS, str(folder))
        for name in sorted({Path(name).parts[0] for name in files}):
            (folder / name).mkdir()
    except FileExistsError:
        raise FolderError(Reason.FOLDER_EXISTS, str(folder)) from None
    except OSError as error:
        raise HuepassError(Reason.FILE_UNWRITABLE, error.strerror or "") from error
    for name, content in files.items():
        write_atomically(folder / name, content)
