"""The endpoints for collection points, collectors and readings, under /v1. Times in seconds."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Strict, StringConstraints

from huepass.issuer.api.access import Collector, Manager, TheHolder, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.staff_routes import Body, Text, not_stored
from huepass.issuer.service import points, reading_tokens
from huepass.issuer.service.office import Office
from huepass.issuer.store.points import Point, Posting

router = APIRouter(prefix="/v1", dependencies=[Depends(not_stored)])


class NewPoint(Body):
    """A collection point to add: its name, and the division in which it is."""

    name: Text
    division: Text


class NewCollector(Body):
    """The staff code of who is to take readings, as it was scanned."""

    staff_code: Annotated[str, StringConstraints(strict=True, max_length=2000)]


class NewReadingToken(Body):
    """What the holder scanned at a collection point, or its number."""

    point: Text


class NewTaken(Body):
    """The token that a person showed, as it was scanned, and a temperature in degrees Celsius."""

    token: Text
    temperature: Annotated[float, Strict()]


class PointOut(BaseModel):
    """A collection point; `code` goes into the QR code of its poster."""

    point: str
    name: str
    division: str
    code: str
    created_at: int
    removed_at: int | None


class CollectorOut(BaseModel):
    """Who takes readings at a point, and since when; `staff` is their number."""

    staff: str
    name: str
    since: int


class ReadingTokenOut(BaseModel):
    """A reading token; `token` goes into a QR code and is not kept."""

    token: str
    expires: int


class TakenOut(BaseModel):
    """When the reading was taken. Nothing about the person."""

    taken_at: int


class PointReadingOut(BaseModel):
    """A reading in a point's record. Whose it is, the record doesn't say."""

    temperature: float
    taken_at: int
    collector: str | None


@router.get("/points", tags=["points"])
def list_points(
    office: TheOffice, by: Manager, place: Annotated[Place, Depends()]
) -> Page[PointOut]:
    """The collection points within one's scope that are in use, oldest first."""
    rows = points.page(office, by, place.after_row(), place.wanted)
    return place.page(rows, lambda row: row.id, lambda row: _point(office, row))


@router.post("/points", status_code=201, tags=["points"])
@once
def add_point(body: NewPoint, office: TheOffice, by: Manager) -> PointOut:
    """Add a collection point."""
    return _point(office, points.add(office, body.name, body.division, by))


@router.get("/points/{point}", tags=["points"])
def show_point(point: str, office: TheOffice, by: Manager) -> PointOut:
    """One collection point, removed or not."""
    return _point(office, points.show(office, point, by))


@router.delete("/points/{point}", status_code=204, tags=["points"])
def remove_point(point: str, office: TheOffice, by: Manager) -> None:
    """Take a collection point out of use, where no collector is posted any more."""
    points.remove(office, point, by)


@router.get("/points/{point}/collectors", tags=["points"])
def list_collectors(
    point: str, office: TheOffice, by: Manager, place: Annotated[Place, Depends()]
) -> Page[CollectorOut]:
    """Who takes readings at the point, the longest there first."""
    rows = points.collectors(office, point, by, place.after_row(), place.wanted)
    return place.page(rows, lambda row: row.id, _collector)


@router.post("/points/{point}/collectors", status_code=201, tags=["points"])
@once
def appoint_collector(
    point: str, body: NewCollector, office: TheOffice, by: Manager
) -> CollectorOut:
    """Appoint whoever showed their staff code as a collector at the point."""
    return _collector(points.appoint(office, point, body.staff_code, by))


@router.delete("/points/{point}/collectors/{staff}", status_code=204, tags=["points"])
def dismiss_collector(point: str, staff: str, office: TheOffice, by: Manager) -> None:
    """Take a collector off the point; who is posted nowhere else loses access altogether."""
    points.dismiss(office, point, staff, by)


@router.get("/points/{point}/readings", tags=["readings"])
def list_point_readings(
    point: str, office: TheOffice, by: Manager, place: Annotated[Place, Depends()]
) -> Page[PointReadingOut]:
    """What was measured at the point, newest first, and by whom; not of whom."""
    rows = points.record_of(office, point, by, place.after_row(), place.wanted)
    return place.page(
        rows,
        lambda row: row.id,
        lambda row: PointReadingOut(
            temperature=row.temperature, taken_at=row.taken_at, collector=row.collector
        ),
    )


@router.post("/points/{point}/readings", status_code=201, tags=["readings"])
@once
def take_point_reading(point: str, body: NewTaken, office: TheOffice, by: Collector) -> TakenOut:
    """Record the temperature of whoever showed a reading token, as who is posted at the point."""
    return TakenOut(taken_at=reading_tokens.take(office, point, body.token, body.temperature, by))


@router.post("/holder/reading-tokens", status_code=201, tags=["holder"])
@once
def make_reading_token(
    body: NewReadingToken, office: TheOffice, holder: TheHolder
) -> ReadingTokenOut:
    """Make a token for one reading at a point. It lasts 300 s, and ends the one before it."""
    made = reading_tokens.make(office, holder, body.point)
    return ReadingTokenOut(token=made.text, expires=made.expires_at)


def _collector(posting: Posting) -> CollectorOut:
    return CollectorOut(staff=posting.staff, name=posting.name, since=posting.since)


def _point(office: Office, found: Point) -> PointOut:
    return PointOut(
        point=found.handle,
        name=found.name,
        division=found.division,
        code=points.code_of(office, found),
        created_at=found.created_at,
        removed_at=found.removed_at,
    )
