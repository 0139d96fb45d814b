"""The endpoints for what authorities import, under /v1. Times are seconds since the epoch."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from huepass.errors import Reason, RequestRefused
from huepass.issuer.api.access import Authority, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.staff_routes import not_stored
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.service import imports
from huepass.issuer.store.imports import DoneImport

IMPORT_PATH: Final = "/v1/imports"
_MEDIA_TYPE: Final = "application/cose"
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The list as `huepass import sign` signs it. 经签名的名单。",
        "content": {_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
router = APIRouter(prefix="/v1", dependencies=[Depends(not_stored)], tags=["imports"])


class ImportedLineOut(BaseModel):
    """What a line did, and the person's colour afterwards."""

    line: int
    effect: imports.Effect
    colour: str


class ImportedOut(BaseModel):
    """What an import did; `import` is the SHA-256 of what was signed.

    A dry run tells only that it would be done, and nothing about persons.
    """

    import_: str
    authority: str
    dry_run: bool
    total: int
    totals: dict[imports.Effect, int]
    lines: list[ImportedLineOut]

    model_config = {"serialize_by_alias": True, "alias_generator": lambda name: name.strip("_")}


class ImportOut(BaseModel):
    """An import that was done, and who brought it."""

    import_: str
    authority: str
    staff: str
    total: int
    at: int

    model_config = {"serialize_by_alias": True, "alias_generator": lambda name: name.strip("_")}


async def _signed(request: Request) -> bytes:
    named = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if named != _MEDIA_TYPE:
        raise RequestRefused(Reason.REQUEST_INVALID, f"the body is {_MEDIA_TYPE}")
    return await request.body()


@router.post("/imports", openapi_extra=_BODY)
@once
def do_import(
    office: TheOffice,
    by: Authority,
    signed: Annotated[bytes, Depends(_signed)],
    dry_run: Annotated[bool, Query(description="Only look for faults. 只检查，不导入。")] = False,
) -> ImportedOut:
    """Set and lift categories as a list says that the authority signed: all of it, or nothing."""
    done = imports.do_import(office, signed, by, only_try=dry_run)
    return ImportedOut(
        **{"import": done.digest.hex()},
        authority=done.authority,
        dry_run=dry_run,
        total=done.lines,
        totals=done.totals(),
        lines=[
            ImportedLineOut(line=one.place, effect=one.effect, colour=colour_name(one.colour))
            for one in done.done
        ],
    )


@router.get("/imports")
def list_imports(
    office: TheOffice, by: Authority, place: Annotated[Place, Depends()]
) -> Page[ImportOut]:
    """What was imported for the authorities that you act for, newest first."""
    found = imports.page(office, by, place.before_row(), place.wanted)
    return place.page(found, lambda one: one.id, _shown)


def _shown(one: DoneImport) -> ImportOut:
    return ImportOut(
        **{"import": one.digest.hex()},
        authority=one.authority,
        staff=one.staff,
        total=one.lines,
        at=one.at,
    )
