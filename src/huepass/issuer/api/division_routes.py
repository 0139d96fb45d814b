"""The endpoints for administrative divisions, under /v1."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from pydantic import BaseModel

from huepass.issuer.api import staff_routes
from huepass.issuer.api.access import Admin, TheOffice
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.staff_routes import Text, not_stored
from huepass.issuer.service import divisions
from huepass.issuer.store.divisions import Division

MAX_DIVISIONS = 1000  # in one request; the command takes as many as there are
router = APIRouter(prefix="/v1/divisions", tags=["divisions"], dependencies=[Depends(not_stored)])


class NewDivision(staff_routes.Body):
    """A division: an ID like `jiangan.dazhi`, a part of `jiangan`, and its names."""

    id: Text
    en: Text
    zh: Text


class DivisionOut(BaseModel):
    """An administrative division and its names."""

    id: str
    en: str
    zh: str


class DivisionsOut(BaseModel):
    """How many divisions were added or got other names."""

    divisions: int


NewDivisions = Annotated[list[NewDivision], Body(min_length=1, max_length=MAX_DIVISIONS)]


@router.get("")
def list_divisions(office: TheOffice, place: Annotated[Place, Depends()]) -> Page[DivisionOut]:
    """The divisions, in order of their IDs."""
    rows = divisions.page(office, place.after_text(), place.wanted)
    return place.page(rows, lambda row: row.id, lambda row: DivisionOut(**row._asdict()))


@router.put("")
def put_divisions(body: NewDivisions, office: TheOffice, by: Admin) -> DivisionsOut:
    """Add divisions, or give them other names: all or none. Whoever does it acts everywhere."""
    divisions.put(office, [Division(one.id, one.en, one.zh) for one in body], by)
    return DivisionsOut(divisions=len(body))
