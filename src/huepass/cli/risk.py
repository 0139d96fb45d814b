"""`huepass risk ...`: the risks of regions, and what follows for everybody."""

from typing import Annotated

import typer

from huepass.cli.office import DirArgument, Json, StaffName, day_time, opened
from huepass.cli.output import print_json
from huepass.cli.sweeping import tell, work_on
from huepass.issuer.domain.records import Role
from huepass.issuer.service import moving
from huepass.issuer.service.staffing import staff_named


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Risks of regions. 地区风险等级。", no_args_is_help=True)
    group.command("set")(set_risk)
    group.command("list")(list_risks)
    app.add_typer(group, name="risk")


def set_risk(
    folder: DirArgument,
    region: Annotated[str, typer.Argument(metavar="REGION", help="Its ID. 地区编号。")],
    risk: Annotated[str, typer.Argument(metavar="RISK", help="low, high, ... 风险等级。")],
    staff: StaffName,
    as_json: Json = False,
) -> None:
    """Give a region another risk from now on, and evaluate everybody. 调整地区风险并重新计算。"""
    with opened(folder) as office:
        by = staff_named(office, staff, Role.AUTHORITY)
        job = work_on(office, moving.set_risk(office, region, risk, by), quiet=as_json)
    if as_json:
        print_json({"region": region, "risk": risk, "evaluated": job.done, "changed": job.changed})
        return
    tell(job)


def list_risks(folder: DirArgument, as_json: Json = False) -> None:
    """List the regions of the programme in force and their risks. 列出地区及其风险等级。"""
    with opened(folder) as office:
        with office.store.read() as connection:
            rules = office.rules(connection)
        changed = {one.region: one for one in rules.risks}
        for region in rules.programme.regions.values():
            change = changed.get(region.id)
            risk = region.risk if change is None else change.risk
            since = None if change is None else change.at
            if as_json:
                print_json({"region": region.id, "risk": risk, "since": since})
                continue
            when = "" if since is None else f"  自 since {day_time(office.settings, since)}"
            typer.echo(f"{region.id}  {risk}  {region.name['zh']} {region.name['en']}{when}")
