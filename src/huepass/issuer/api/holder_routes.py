"""The endpoints for holders about themselves, under /v1/holder. Times: seconds since the epoch."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Strict

from huepass.issuer.api.access import TheHolder, TheOffice
from huepass.issuer.api.fact_routes import HolderExplanationOut
from huepass.issuer.api.holder_models import (
    NamedOut,
    OwnChangeOut,
    OwnPageOut,
    RecordOut,
    TextOut,
    change_out,
    named,
    own_page_out,
    record_out,
)
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.staff_routes import Body, Text, not_stored
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import Origin
from huepass.issuer.programme.model import Shown
from huepass.issuer.service import explaining, holding, own_wallets
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.holding import OwnLookUp
from huepass.issuer.service.own_wallets import OwnWallet
from huepass.issuer.service.recording import Recorded

router = APIRouter(prefix="/v1/holder", tags=["holder"], dependencies=[Depends(not_stored)])
ThePlace = Annotated[Place, Depends()]
RecordKind: TypeAlias = Literal[
    "report", "reading", "category", "application", "evidence", "decision"
]


class OwnReport(Body):
    """A health report: answers by question of the programme in force."""

    answers: dict[str, Any]


class OwnApplication(Body):
    """An application over the network: IDs of the programme in force."""

    applicant: Text
    document: Text
    no_device: Annotated[bool, Strict()] = False


class OwnRecordedOut(BaseModel):
    """The person's colour after something was recorded, why, and how many passes it revoked."""

    colour: str
    reason: str
    revoked: int


class OwnLookUpOut(BaseModel):
    """Somebody looked at something of the person."""

    at: int
    purpose: NamedOut
    authority: NamedOut | None
    shown: list[Shown]


class OwnWalletOut(BaseModel):
    """A wallet that holds the person's code."""

    wallet: str
    since: int
    origin: Origin
    is_this: bool


class OwnWalletEndedOut(BaseModel):
    """The wallet that has ended."""

    wallet: str
    note: TextOut


_ENDED: Final = TextOut(
    en="It gets no new codes. Those that it has end within hours; have them revoked at the desk.",
    zh="该钱包不再获得新码；已有的码数小时内失效，如需立即吊销请到窗口办理。",
)


@router.get("")
def show_myself(office: TheOffice, holder: TheHolder) -> OwnPageOut:
    """My colour, what I am known by, and what I may do."""
    return own_page_out(holding.own_page(office, holder))


@router.get("/explanation")
def explain_my_colour(office: TheOffice, holder: TheHolder) -> HolderExplanationOut:
    """Why I have my colour, what lifts it and who can, and what changes when."""
    told = explaining.explain_to_holder(office, holder)
    return HolderExplanationOut.model_validate(explaining.as_data(told))


@router.get("/records")
def list_my_records(
    office: TheOffice, holder: TheHolder, place: ThePlace, kind: RecordKind | None = None
) -> Page[RecordOut]:
    """Everything that is on record about me, as it was recorded, the newest first."""
    rows = holding.records(office, holder, kind or "", place.before_row(), place.wanted)
    return place.page(rows, lambda one: one.kept.id, record_out)


@router.get("/changes")
def list_my_changes(office: TheOffice, holder: TheHolder, place: ThePlace) -> Page[OwnChangeOut]:
    """The changes of my colour, the newest first."""
    rows = holding.changes(office, holder, place.before_row(), place.wanted)
    return place.page(rows, lambda one: one.kept.id, change_out)


@router.post("/reports", status_code=201)
@once
def report_my_health(body: OwnReport, office: TheOffice, holder: TheHolder) -> OwnRecordedOut:
    """Report my health; it holds from now on, and the earlier reports stay on record."""
    return _recorded(holding.report(office, holder, body.answers))


@router.post("/applications", status_code=201)
@once
def apply_anew(body: OwnApplication, office: TheOffice, holder: TheHolder) -> OwnRecordedOut:
    """Apply anew; by oneself only from a wallet that is one's own."""
    application = Applying(body.applicant, body.document, no_device=body.no_device)
    return _recorded(holding.apply_anew(office, holder, application))


@router.get("/look-ups")
def list_my_look_ups(office: TheOffice, holder: TheHolder, place: ThePlace) -> Page[OwnLookUpOut]:
    """Who looked at what of me, and what for, the newest first."""
    rows = holding.look_ups_of(office, holder, place.before_row(), place.wanted)
    return place.page(rows, lambda one: one.kept.id, _look_up)


@router.get("/wallets")
def list_my_wallets(office: TheOffice, holder: TheHolder, place: ThePlace) -> Page[OwnWalletOut]:
    """The wallets that hold my code: first this one, then the oldest."""
    seen = place.after_row()
    rows = own_wallets.list_wallets(office, holder, seen, place.wanted)
    numbered = list(enumerate(rows, seen + 1))
    return place.page(numbered, lambda one: one[0], lambda one: _wallet(one[1]))


@router.post("/wallets/{wallet}/end")
def end_my_wallet(wallet: str, office: TheOffice, holder: TheHolder) -> OwnWalletEndedOut:
    """End one of my wallets: it fetches nothing any more.

    The codes that it has already end with their windows, within hours: nobody can tell them from
    those of my other wallets. A shared wallet ends no other, a relative's none of my own.
    """
    return OwnWalletEndedOut(wallet=own_wallets.end_wallet(office, holder, wallet), note=_ENDED)


def _recorded(done: Recorded) -> OwnRecordedOut:
    return OwnRecordedOut(
        colour=colour_name(done.person.colour), reason=done.person.reason, revoked=done.revoked
    )


def _look_up(one: OwnLookUp) -> OwnLookUpOut:
    kept = one.kept
    return OwnLookUpOut(
        at=kept.at,
        purpose=named(kept.purpose, one.purpose),
        authority=named(kept.authority, one.authority) if kept.authority else None,
        shown=[Shown(what) for what in kept.shown],
    )


def _wallet(one: OwnWallet) -> OwnWalletOut:
    return OwnWalletOut(wallet=one.handle, since=one.since, origin=one.origin, is_this=one.is_this)
