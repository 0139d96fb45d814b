"""Divisions, staff who act in them, and collection points, for tests."""

from huepass.issuer.domain.codes import StaffCode, hash_of, staff_text
from huepass.issuer.domain.records import Holder, Role, Staff
from huepass.issuer.service import divisions, holders, points, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.store.divisions import Division
from huepass.issuer.store.points import Point
from issuer import holder as wallets

DIVISIONS = [
    Division("jiangan", "Jiangan", "江岸"),
    Division("jiangan.dazhi", "Dazhi", "大智"),
    Division("jiangan.dazhi.1", "First", "第一"),
    Division("jiangan.dazhi2", "Dazhi Two", "大智二"),
    Division("hongshan", "Hongshan", "洪山"),
]


def put_divisions(office: Office) -> None:
    """Add the divisions."""
    divisions.put(office, DIVISIONS)


def staff(
    office: Office, name: str, role: Role, *scopes: str, authorities: tuple[str, ...] = ()
) -> Staff:
    """A staff member with one role, in some divisions or everywhere."""
    staffing.add_staff(office, name, [role], authorities, scopes or ["*"])
    return staffing.staff_named(office, name, role)


def token_of(name: str) -> str:
    """The token that a collector of a name has made in a test."""
    return f"hpst_{name}"


def code_of(name: str) -> str:
    """The staff code of that collector."""
    return staff_text(StaffCode(name, hash_of(token_of(name).encode())))


def collector(office: Office, name: str, at: Point, by: Staff) -> Staff:
    """Somebody who was appointed at a point."""
    points.appoint(office, at.handle, code_of(name), by)
    return staffing.authenticate(office, token_of(name), Role.COLLECTOR)


def holder_of(office: Office, number: str) -> Holder:
    """A person with a wallet."""
    return holders.authenticate(office, wallets.Holder(office, number).tokens["access_token"])
