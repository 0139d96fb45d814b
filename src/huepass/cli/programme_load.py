"""`huepass programme load` and `resume`: a programme in force, and everybody's colour by it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.custody import Keys, custodians, finish, opened_documents
from huepass.cli.office import DirArgument, Json, clock, opened
from huepass.cli.output import note, print_json
from huepass.cli.passphrase import PassphraseFile
from huepass.cli.programme import File, loaded
from huepass.cli.sweeping import tell, work_on
from huepass.core import ColourEntry, Usage
from huepass.errors import HuepassError, Reason
from huepass.issuer.domain import federation
from huepass.issuer.domain.records import Job, Role
from huepass.issuer.programme.difference import differences
from huepass.issuer.programme.model import Programme
from huepass.issuer.service import moving
from huepass.issuer.service.office import Office
from huepass.issuer.service.rules import colours_of
from huepass.issuer.service.staffing import staff_named
from huepass.issuer.settings import save_colours


def register(group: typer.Typer) -> None:
    """Add the commands to the group of programmes' commands."""
    group.command("load")(load)
    group.command("resume")(resume)
    group.command("current")(current)


def load(
    folder: DirArgument,
    file: File,
    staff: Annotated[
        str | None, typer.Option("--staff", help="The staff member who loads it. 加载的工作人员。")
    ] = None,
    keys: Keys = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Put a programme in force and evaluate everybody by it. 启用方案并重新计算所有人的颜色。"""
    programme = loaded(file, as_json)
    with opened(folder) as office:
        by = None if staff is None else staff_named(office, staff, Role.ADMIN)
        with office.store.read() as connection:
            before = office.rules(connection)
            moving.check_successor(before, programme)
        if not as_json:
            _tell_differences(before.programme, programme)
        _describe(folder, office, programme, keys, passphrase_file)
        job = work_on(office, moving.load(office, programme.source, by), quiet=as_json)
        _finished(programme, job, as_json)


def resume(folder: DirArgument, as_json: Json = False) -> None:
    """Go on with a job that was broken off. 继续中断的重新计算。"""
    with opened(folder) as office:
        job = moving.unfinished(office)
        if job is None:
            if as_json:
                print_json(None)
            else:
                typer.echo("没有未完成的计算 There is nothing to go on with.")
            return
        job = work_on(office, job, quiet=as_json)
        with office.store.read() as connection:
            programme = office.rules(connection).programme
        _finished(programme, job, as_json)


def current(folder: DirArgument, as_json: Json = False) -> None:
    """Tell which programme is in force, and whether everybody is evaluated. 查看现行方案。"""
    with opened(folder) as office:
        job = moving.unfinished(office)
        with office.store.read() as connection:
            rules = office.rules(connection)
    programme = rules.programme
    if as_json:
        print_json(
            {
                "id": programme.id,
                "version": programme.version,
                "title": dict(programme.title),
                "to_evaluate": 0 if job is None else job.total - job.done,
            }
        )
        return
    typer.echo(
        f"{programme.id}, 版本 version {programme.version}: "
        f"{programme.title['zh']} {programme.title['en']}"
    )
    if job is not None:
        typer.echo(f"尚待计算 Still to be evaluated: {job.total - job.done}")


def _finished(programme: Programme, job: Job, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "id": programme.id,
                "version": programme.version,
                "evaluated": job.done,
                "changed": job.changed,
            }
        )
        return
    typer.echo(f"现行方案 In force: {programme.id}, 版本 version {programme.version}")
    tell(job)


def _tell_differences(old: Programme, new: Programme) -> None:
    if old.id == new.id:
        for change in differences(old, new):
            typer.echo(f"{change.zh}\n  {change.en}")


def _describe(
    folder: Path, office: Office, programme: Programme, keys: Path | None, passphrase: Path | None
) -> None:
    """Take over the programme's colours into settings and, with the keys, into the trust list."""
    settings, documents, trust = opened_documents(folder)
    colours = colours_of(0, programme, settings.colours)
    if colours != settings.colours:
        settings = save_colours(settings, colours)
    entry = office.entry()
    for usage, step, lifetime in (
        (Usage.LIVE, programme.validity.live_step, programme.validity.live_lifetime),
        (Usage.PAPER, programme.validity.paper_step, programme.validity.paper_lifetime),
    ):
        of_usage = [key for key in entry.keys if key.usage == usage]
        if any((key.step, key.lifetime) != (step, lifetime) for key in of_usage):
            name = usage.name.lower()
            note(
                f"{name} 密钥的有效期与方案不同，仍以密钥为准",
                f"The {name} keys have other windows than the programme; theirs stay.",
            )
    if _same(colours, entry.colours):
        return
    try:
        signers = custodians(settings, keys, passphrase)
    except HuepassError as error:
        if error.reason == Reason.PASSPHRASE_WRONG:
            raise
        signers = []
    if not signers:
        note(
            f"检查点要从信任列表得知新的颜色，请运行：huepass federation renew-trust {folder}",
            "Gates learn of the colours from the trust list; run: "
            f"huepass federation renew-trust {folder}",
        )
        return
    issuers = federation.described_as(
        trust, settings.issuer, settings.names, colours, settings.revocation_list_url
    )
    finish(documents, federation.next_trust_list(trust, clock(), issuers), signers)


def _same(one: Mapping[int, ColourEntry], other: Mapping[int, ColourEntry]) -> bool:
    return {int(colour): (entry.level, dict(entry.labels)) for colour, entry in one.items()} == {
        int(colour): (entry.level, dict(entry.labels)) for colour, entry in other.items()
    }
