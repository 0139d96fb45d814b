"""The endpoints for paper passes: for staff, and for holders who print their own."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from huepass.issuer.api.access import Publisher, Registrar, TheHolder, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.sheets import PDF, PNG, Made, all_sheets, drawn, one_sheet
from huepass.issuer.api.staff_routes import Body, Revocation, Text, not_stored
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import PaperPass
from huepass.issuer.service import paper
from huepass.issuer.service.paper import MadePass

_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_SHEET: Final[dict[int | str, dict[str, Any]]] = {
    201: {"description": "The sheet", "content": {PDF: _BINARY, PNG: _BINARY}}
}
_SHEETS: Final[dict[int | str, dict[str, Any]]] = {
    201: {"description": "A page for each person", "content": {PDF: _BINARY}}
}

router = APIRouter(prefix="/v1", dependencies=[Depends(not_stored)])


class MadePassOut(BaseModel):
    """A new paper pass; `text` goes into the QR code and is not kept."""

    pass_: str
    text: str
    colour: str
    expires: int

    model_config = ConfigDict(serialize_by_alias=True, alias_generator=lambda name: name.strip("_"))


class PassOut(BaseModel):
    """A paper pass that was made; `origin` says by whom, `staff` or the `holder`."""

    pass_: str
    colour: str
    origin: str
    made_at: int
    expires: int
    revoked_at: int | None

    model_config = ConfigDict(serialize_by_alias=True, alias_generator=lambda name: name.strip("_"))


class NewSheets(Body):
    """The persons' numbers, each once, in the order in which the pages are to be."""

    persons: Annotated[list[Text], Field(min_length=1, max_length=paper.MOST)]


@router.post("/persons/{person}/paper-passes", status_code=201, tags=["paper"])
@once
def make_paper_pass(person: str, office: TheOffice, by: Registrar) -> MadePassOut:
    """Make a paper pass in the person's colour, if the programme gives them one."""
    return _made(paper.make_paper_pass(office, person, by))


@router.get("/persons/{person}/paper-passes", tags=["paper"])
def list_paper_passes(
    person: str, office: TheOffice, by: Registrar, place: Annotated[Place, Depends()]
) -> Page[PassOut]:
    """A person's paper passes, oldest first."""
    found = paper.list_passes(office, person, by, place.after_row(), place.wanted)
    return place.page(found, lambda one: one.id, _pass)


@router.post(
    "/persons/{person}/paper-sheet",
    status_code=201,
    response_class=Response,
    responses=_SHEET,
    tags=["paper"],
)
@drawn(one_sheet)
@once
def make_paper_sheet(person: str, office: TheOffice, by: Registrar) -> Made:
    """Make a paper pass, as a sheet to print: PDF, or PNG if `Accept` prefers it."""
    return Made(passes=[paper.make_paper_pass(office, person, by)])


@router.post(
    "/paper-sheets", status_code=201, response_class=Response, responses=_SHEETS, tags=["paper"]
)
@drawn(all_sheets)
@once
def make_paper_sheets(body: NewSheets, office: TheOffice, by: Registrar) -> Made:
    """Make paper passes for many persons, for all or none: one PDF, a page for each in order.

    A refusal names the place in the list.
    """
    return Made(passes=paper.make_paper_passes(office, body.persons, by))


@router.post("/paper-passes/{handle}/revocation", tags=["paper"])
def revoke_paper_pass(handle: str, body: Revocation, office: TheOffice, by: Publisher) -> PassOut:
    """Revoke a paper pass; the next revocation list names it."""
    return _pass(paper.revoke_pass(office, handle, body.reason, by))


@router.post("/holder/paper-passes", status_code=201, tags=["holder"])
@once
def print_own_pass(office: TheOffice, holder: TheHolder) -> MadePassOut:
    """The holder's paper pass, if the programme gives them one.

    Asked again on the same day it is the same pass; a new one revokes what the holder printed
    before.
    """
    return _made(paper.print_own(office, holder))


@router.get("/holder/paper-passes", tags=["holder"])
def list_own_passes(
    office: TheOffice, holder: TheHolder, place: Annotated[Place, Depends()]
) -> Page[PassOut]:
    """The holder's paper passes, oldest first, whoever made them."""
    found = paper.own_passes(office, holder, place.after_row(), place.wanted)
    return place.page(found, lambda one: one.id, _pass)


@router.post(
    "/holder/paper-sheet",
    status_code=201,
    response_class=Response,
    responses=_SHEET,
    tags=["holder"],
)
@drawn(one_sheet)
@once
def print_own_sheet(office: TheOffice, holder: TheHolder) -> Made:
    """The same pass as a sheet to print: PDF, or PNG if `Accept` prefers it."""
    return Made(passes=[paper.print_own(office, holder)])


def _made(made: MadePass) -> MadePassOut:
    return MadePassOut(
        **{"pass": made.handle},
        text=made.text,
        colour=colour_name(made.colour),
        expires=made.expires_at,
    )


def _pass(found: PaperPass) -> PassOut:
    return PassOut(
        **{"pass": found.handle},
        colour=colour_name(found.colour),
        origin=found.origin,
        made_at=found.made_at,
        expires=found.expires_at,
        revoked_at=found.revoked_at,
    )
