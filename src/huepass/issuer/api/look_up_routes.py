"""The endpoints for looking persons up, under /v1. Times are seconds since the epoch."""

from typing import Any, Final

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from huepass.issuer.api.access import Inspector, TheOffice
from huepass.issuer.api.holder_models import TextOut
from huepass.issuer.api.staff_routes import Body, Text, not_stored
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.health_proofs import MEDIA_TYPES
from huepass.issuer.programme.facts import Answer
from huepass.issuer.service import look_ups
from huepass.issuer.service.categories import Stands
from huepass.issuer.service.look_ups import Found, Wanted

_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file. 文件。",
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}} for name in MEDIA_TYPES
        },
    }
}
router = APIRouter(prefix="/v1", dependencies=[Depends(not_stored)], tags=["look-ups"])


class NewLookUp(Body):
    """Whom to look up, by their number or by a document, and for which purpose of the programme.

    For which authority is the staff member's first that may, by default.
    """

    purpose: Text
    person: Text = ""
    document: Text = ""
    number: Text = ""
    authority: Text | None = None

    def wanted(self) -> Wanted:
        """The same for the use case."""
        return Wanted(self.purpose, self.person, self.document, self.number, self.authority)


class ProofLookUp(NewLookUp):
    """The same, and which of the person's proofs."""

    proof: Text


class FoundIdentityOut(BaseModel):
    """A document by which the person is known: masked forms, nothing else is kept."""

    document: str
    number: str
    name: str
    birth_date: str
    proofing: str
    proofed_at: int


class FoundColourOut(BaseModel):
    """The person's colour, since when and why."""

    colour: str
    label: TextOut | None
    reason: str
    since: int | None


class FoundReportOut(BaseModel):
    """What the person reported: answers by question of the programme."""

    at: int
    answers: dict[str, Any]


class FoundReadingOut(BaseModel):
    """A temperature in degrees Celsius."""

    at: int
    temperature: float


class FoundCategoryOut(BaseModel):
    """A category that the person is in; `until` is null if it ends only by being lifted."""

    category: str
    label: TextOut
    authority: str
    reason: str | None
    reason_label: TextOut | None
    since: int
    until: int | None


class FoundProofOut(BaseModel):
    """A proof that the person keeps here; it takes another look-up to see it."""

    proof: str
    kind: str
    media_type: str
    added_at: int


class LookUpOut(BaseModel):
    """What the purpose shows of the person; what it doesn't show is absent."""

    purpose: str
    authority: str | None = Field(description="For which it was looked up; null if for none.")
    identities: list[FoundIdentityOut] | None = None
    colour: FoundColourOut | None = None
    reports: list[FoundReportOut] | None = None
    readings: list[FoundReadingOut] | None = None
    categories: list[FoundCategoryOut] | None = None
    proofs: list[FoundProofOut] | None = None


@router.post("/look-ups", response_model_exclude_unset=True)
def look_up(body: NewLookUp, office: TheOffice, by: Inspector) -> LookUpOut:
    """Look a person up. They can read who did, for which authority, for what, and what was shown.

    Reports are those of the last 14 days and the newest; readings the newest 20.
    """
    found = look_ups.look_up(office, body.wanted(), by)
    return LookUpOut(purpose=found.purpose.id, authority=found.authority or None, **_parts(found))


@router.post("/look-ups/proofs", response_class=Response, responses=_FILE)
def look_at_proof(body: ProofLookUp, office: TheOffice, by: Inspector) -> Response:
    """Look at one of the person's proofs: a look-up of its own."""
    proof, content = look_ups.look_at_proof(office, body.wanted(), body.proof, by)
    return Response(
        content,
        media_type=proof.media_type,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": "attachment",
            # A file that somebody uploaded is never to be taken for a page.
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _parts(found: Found) -> dict[str, Any]:
    """The parts that are shown."""
    parts: dict[str, Any] = {}
    if found.identities is not None:
        parts["identities"] = [FoundIdentityOut(**one._asdict()) for one in found.identities]
    if found.colour is not None:
        parts["colour"] = _colour(found)
    if found.reports is not None:
        parts["reports"] = [
            FoundReportOut(at=one.at, answers={name: _said(a) for name, a in one.answers.items()})
            for one in found.reports
        ]
    if found.readings is not None:
        parts["readings"] = [
            FoundReadingOut(at=one.at, temperature=one.temperature) for one in found.readings
        ]
    if found.categories is not None:
        parts["categories"] = [_stands(one) for one in found.categories]
    if found.proofs is not None:
        parts["proofs"] = [
            FoundProofOut(
                proof=one.handle, kind=one.kind, media_type=one.media_type, added_at=one.added_at
            )
            for one in found.proofs
        ]
    return parts


def _colour(found: Found) -> FoundColourOut:
    person = found.colour
    assert person is not None
    uses = {int(colour): use for colour, use in found.programme.colours.items()}
    use = uses.get(person.colour)
    return FoundColourOut(
        colour=colour_name(person.colour),
        label=None if use is None else TextOut(**use.label),
        reason=person.reason,
        since=person.since,
    )


def _stands(one: Stands) -> FoundCategoryOut:
    label = one.category.reasons.get(one.reason)
    return FoundCategoryOut(
        category=one.category.id,
        label=TextOut(**one.category.label),
        authority=one.authority,
        reason=one.reason or None,
        reason_label=None if label is None else TextOut(**label),
        since=one.since,
        until=one.until,
    )


def _said(answer: Answer) -> bool | str | list[list[str]]:
    """An answer as it was sent."""
    return [list(stay) for stay in answer] if isinstance(answer, tuple) else answer
