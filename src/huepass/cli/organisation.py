"""`huepass organisation ...`: those who report for whom joined them."""

import typer

from huepass.cli.codes import Picture, check_name, show_code
from huepass.cli.office import Dir, opened
from huepass.cli.staff import Name
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Role
from huepass.issuer.service import organisations
from huepass.issuer.service.staffing import staff_named


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Organisations that report for their members. 为成员填报的单位。",
        no_args_is_help=True,
    )
    group.command("code")(code)
    app.add_typer(group, name="organisation")


def code(name: Name, folder: Dir, output: Picture = None) -> None:
    """Draw the code for an organisation's poster. 生成单位海报上的码。"""
    check_name(output)
    with opened(folder) as office:
        organisation = staff_named(office, name, Role.ORGANISATION)
        text = organisations.code_of(office, organisation)
    if text is None:  # an admin may do everything, but nobody joins them
        raise RequestRefused(Reason.ORGANISATION_UNKNOWN)
    show_code(text, output, "Q")
