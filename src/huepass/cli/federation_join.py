"""`huepass federation join`: from a federation of one into a larger one."""

from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.office import DirArgument, clock
from huepass.cli.output import note
from huepass.core.bundle import cut
from huepass.errors import DocumentRefused
from huepass.issuer.files import read_file
from huepass.issuer.joining import join_federation
from huepass.issuer.settings import load_settings


def join(
    folder: DirArgument,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="The federation's roots from the first on, then its trust list. "
            "该联盟自首版起的根文件，最后是信任列表。",
        ),
    ],
) -> None:
    """Take over the documents of a federation that has added this issuer. 加入已收录本方的联盟。"""
    settings = load_settings(folder)
    documents: list[bytes] = []
    for path in files:
        objects, fault = cut(read_file(path))
        if fault is not None:
            raise DocumentRefused(fault, str(path))
        documents += objects
    federation = join_federation(settings, documents, clock())
    typer.echo(f"已加入联盟 Joined: {federation}")
    note(
        f"检查点须用该联盟的首版根文件新建文件夹；此后的信任列表用 federation install 启用。"
        f"原文件保留在 {settings.documents.name}-until-*",
        "Gates need a new folder with this federation's first root. Later trust lists come with "
        f'"federation install". The earlier documents are kept: {settings.documents.name}-until-*',
    )
