"""The small programme with what authorities need: numbers, reasons, purposes; and their lists."""

import secrets

from huepass.core import SoftwareSigner
from huepass.issuer.domain.imports import Format, Head, sign
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service import imports, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.store import divisions
from huepass.issuer.store.divisions import Division
from issuer.rules import FIRST, both, category, put_in_force, rule

DIVISIONS = ("lake", "lake.north", "hill")
_CARD = f"[documents.card]\nname = {both('Card')}\n"
_TRACED = (
    category("traced", "cdc", "cdc", 'lasts = "2d"')
    + f"[categories.traced.reasons]\nmet = {both('Met a case')}\ntravelled = {both('Travelled')}\n"
    + f"[categories.traced.lift_reasons]\ntested = {both('Tested')}\n"
)
_IS_TRACED = rule("is_traced", "yellow", '"traced" in categories')
_PURPOSES = f"""
[look_ups.tracing]
name = {both("Tracing")}
authorities = ["cdc"]
shows = ["identity", "colour", "reports", "readings", "categories", "proofs"]

[look_ups.entry]
name = {both("Entry")}
shows = ["colour"]

[proofs.test-result]
name = {both("Test result")}
"""
PROGRAMME = (
    FIRST.replace(_CARD, f'{_CARD}number = "cn-resident-id"\n').replace(
        "[[rules]]", f"{_TRACED}\n{_IS_TRACED}\n[[rules]]", 1
    )
    + _PURPOSES
)
"""`FIRST` with numbers of identity cards, a category `traced` with reasons, and two purposes."""

SIGNER = SoftwareSigner.from_seed(bytes(range(32)))


def begin(office: Office) -> None:
    """Put the programme in force, and say which divisions there are."""
    put_in_force(office, PROGRAMME)
    with office.store.write() as connection:
        divisions.put(connection, (Division(name, name, f"中文 {name}") for name in DIVISIONS))


def member(
    office: Office, name: str, role: Role, *authorities: str, scopes: tuple[str, ...] = ("*",)
) -> Staff:
    """A staff member with a role who acts for authorities within scopes."""
    staffing.add_staff(office, name, [role], authorities, scopes)
    return staffing.staff_named(office, name, role)


def signing_member(office: Office, name: str, *authorities: str, **more: tuple[str, ...]) -> Staff:
    """One who acts for authorities and signs imports with `SIGNER`."""
    made = member(office, name, Role.AUTHORITY, *authorities, **more)
    imports.set_signing_key(office, name, SIGNER.public_key)
    return made


def signed(
    now: int, *rows: str, header: str = "person,category,reason", **changes: object
) -> bytes:
    """A list of the CDC for Guangzhou, in CSV."""
    head = Head(Format.CSV, "cdc", "gz", now, secrets.token_bytes(16))
    head = head._replace(**changes)  # type: ignore[arg-type]
    return sign(head, "\n".join((header, *rows)).encode(), SIGNER)
