"""The endpoints for staff and who manages them, under /v1/staff. Times in seconds."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from huepass.issuer.api.access import Admin, AnyStaff, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.staff_routes import Body, Text, not_stored
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service import managing, organisations, points

router = APIRouter(prefix="/v1/staff", tags=["staff"], dependencies=[Depends(not_stored)])


class NewMember(Body):
    """A staff member to add.

    `authorities` are those of the programme for which they act. `scopes` are the divisions in which
    they act, or `*`; by default those of who adds them. `subject` is who they are at the OpenID
    Connect provider for staff (`sub`): they sign in there and get no token.
    """

    name: Text
    roles: list[Role]
    authorities: list[Text] | None = None
    scopes: list[Text] | None = None
    subject: Text | None = None


class ChangedMember(Body):
    """For what a staff member acts from now on, instead of before; what is left out stays."""

    authorities: list[Text] | None = None
    scopes: list[Text] | None = None


class TokenOut(BaseModel):
    """A new staff member's number and token; none with a subject. It is not kept or shown again."""

    staff: str
    name: str
    token: str | None = None


class MemberOut(BaseModel):
    """A staff member, removed or not; `staff` is their number."""

    staff: str
    name: str
    roles: list[Role]
    authorities: list[str]
    scopes: list[str]
    created_at: int
    removed_at: int | None


class PlaceOut(BaseModel):
    """A collection point at which somebody is posted."""

    point: str
    name: str
    division: str


class MeOut(MemberOut):
    """Who asks; where they take readings, and an organisation's code for its poster."""

    points: list[PlaceOut]
    code: str | None


@router.get("/me")
def show_me(office: TheOffice, by: AnyStaff) -> MeOut:
    """Who the token belongs to, and what they may do."""
    posted = [
        PlaceOut(point=one.handle, name=one.name, division=one.division)
        for one in points.points_of(office, by)
    ]
    code = organisations.code_of(office, by)
    return MeOut(**member_out(by).model_dump(), points=posted, code=code)


@router.get("")
def list_staff(office: TheOffice, by: Admin, place: Annotated[Place, Depends()]) -> Page[MemberOut]:
    """Everybody who is or was staff and whose scope lies in one's own, oldest first."""
    rows = managing.page(office, by, place.after_row(), place.wanted)
    return place.page(rows, lambda row: row.id, member_out)


@router.post("", status_code=201, response_model_exclude_none=True)
@once
def add_staff(body: NewMember, office: TheOffice, by: Admin) -> TokenOut:
    """Add a staff member: no wider scope than one's own, and no authority that isn't one's own."""
    member, token = managing.add(
        office, by, body.name, body.roles, body.authorities or (), body.scopes, body.subject
    )
    return TokenOut(staff=member.handle, name=member.name, token=token)


@router.patch("/{staff}")
def change_staff(staff: str, body: ChangedMember, office: TheOffice, by: Admin) -> MemberOut:
    """Say for which authorities and in which divisions somebody else acts from now on."""
    return member_out(
        managing.change(office, by, staff, authorities=body.authorities, scopes=body.scopes)
    )


@router.delete("/{staff}", status_code=204)
def remove_staff(staff: str, office: TheOffice, by: Admin) -> None:
    """End somebody else's access at once."""
    managing.remove(office, by, staff)


def member_out(member: Staff) -> MemberOut:
    """A staff member as administrators see them."""
    return MemberOut(
        staff=member.handle,
        name=member.name,
        roles=sorted(member.roles),
        authorities=list(member.authorities),
        scopes=list(member.scopes),
        created_at=member.created_at,
        removed_at=member.removed_at,
    )
