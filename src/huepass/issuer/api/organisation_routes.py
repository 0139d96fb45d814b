"""The endpoints for organisations and those who join them, under /v1. Times in seconds."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from huepass.issuer.api.access import Organisation, TheHolder, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.person_routes import IdentityOut, identity_out
from huepass.issuer.api.staff_routes import Body, Text, not_stored
from huepass.issuer.service import organisations
from huepass.issuer.service.organisations import Membership
from huepass.issuer.store.memberships import Joined

router = APIRouter(prefix="/v1", dependencies=[Depends(not_stored)])


class NewMembership(Body):
    """What the holder scanned at an organisation, or its number."""

    organisation: Text


class MemberReport(Body):
    """A member's health report: answers by question of the programme in force."""

    answers: dict[str, Any]


class MembershipOut(BaseModel):
    """An organisation that reports for the holder."""

    organisation: str
    name: str
    since: int


class OrganisationMemberOut(BaseModel):
    """A member of the organisation, by documents of which only masked forms are kept."""

    person: str
    identities: list[IdentityOut]
    since: int


class ReportTakenOut(BaseModel):
    """For whom a report was recorded. What colour follows, the organisation isn't told."""

    person: str


@router.get("/organisation/members", tags=["organisations"])
def list_members(
    office: TheOffice, by: Organisation, place: Annotated[Place, Depends()]
) -> Page[OrganisationMemberOut]:
    """Who joined the organisation, the first one first. They can read that it asked."""
    rows = organisations.members(office, by, place.after_row(), place.limit)
    return place.page(rows, lambda row: row.id, _member)


@router.post("/organisation/members/{person}/reports", status_code=201, tags=["organisations"])
@once
def report_for_member(
    person: str, body: MemberReport, office: TheOffice, by: Organisation
) -> ReportTakenOut:
    """Record a member's health report, which holds from now on."""
    return ReportTakenOut(person=organisations.report(office, by, person, body.answers))


@router.get("/holder/memberships", tags=["holder"])
def list_memberships(
    office: TheOffice, holder: TheHolder, place: Annotated[Place, Depends()]
) -> Page[MembershipOut]:
    """The organisations that report for the holder, the first one first."""
    rows = organisations.joined_by(office, holder, place.after_row(), place.wanted)
    return place.page(rows, lambda row: row.id, _membership)


@router.post("/holder/memberships", status_code=201, tags=["holder"])
@once
def join_organisation(body: NewMembership, office: TheOffice, holder: TheHolder) -> MembershipOut:
    """Join an organisation, which may then report for the holder and see their masked documents."""
    return _membership(organisations.join(office, holder, body.organisation))


@router.delete("/holder/memberships/{organisation}", status_code=204, tags=["holder"])
def leave_organisation(organisation: str, office: TheOffice, holder: TheHolder) -> None:
    """Let an organisation report for the holder no longer."""
    organisations.leave(office, holder, organisation)


def _membership(joined: Joined) -> MembershipOut:
    return MembershipOut(organisation=joined.handle, name=joined.name, since=joined.since)


def _member(found: Membership) -> OrganisationMemberOut:
    return OrganisationMemberOut(
        person=found.person,
        identities=[identity_out(one) for one in found.identities],
        since=found.since,
    )
