"""The endpoints for what is known about a person, under /v1. Times are seconds since the epoch."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Strict

from huepass.issuer.api.access import Authority, Registrar, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.staff_routes import (
    Body,
    NewApplication,
    RecordedOut,
    Text,
    not_stored,
    recorded,
)
from huepass.issuer.service import explaining, facts

router = APIRouter(prefix="/v1/persons/{person}", dependencies=[Depends(not_stored)])


class NewReport(Body):
    """A health report: answers by question of the programme in force."""

    answers: dict[str, Any]


class NewCategory(Body):
    """For which authority a category is set, since when, and why.

    By default for the staff member's first that may, and now. A reason is needed where the category
    has reasons, and it is one of those.
    """

    authority: Text | None = None
    reason: Text | None = None
    at: Annotated[int, Strict()] | None = None


class NewReading(Body):
    """A temperature in degrees Celsius, and when it was taken; now by default."""

    temperature: Annotated[float, Strict()]
    at: Annotated[int, Strict()] | None = None


class CategorySetOut(RecordedOut):
    """The same, and when the category ends unless it is renewed; null if only by being lifted."""

    ends: int | None


class SectionOut(BaseModel):
    """A part of an explanation."""

    heading: str
    lines: list[str]


class WordsOut(BaseModel):
    """An explanation in one language."""

    title: str
    sections: list[SectionOut]


class BothOut(BaseModel):
    """An explanation in both languages."""

    en: WordsOut
    zh: WordsOut


class ChangeOut(BaseModel):
    """What changes at a time if nothing new is recorded."""

    at: int
    colour: str
    reason: str


class ProgressOut(BaseModel):
    """How far a conversion is: days in a row.

    They are `complete` then if every day counts, and the conversion is due at `earliest`, which is
    null while the cause of the colour still holds.
    """

    done: int
    needed: int
    complete: int | None
    earliest: int | None


class HolderExplanationOut(BaseModel):
    """The holder's own colour: why, until when, what lifts it."""

    at: int
    colour: str
    level: str
    reasons: list[str]
    since: int | None
    changes: list[ChangeOut]
    progress: ProgressOut | None
    holder: BothOut


class ExplanationOut(HolderExplanationOut):
    """A person's colour: why, until when, what lifts it, for the holder and for staff."""

    person: str
    staff: BothOut


@router.post("/applications", status_code=201, tags=["persons"])
@once
def apply_for(person: str, body: NewApplication, office: TheOffice, by: Registrar) -> RecordedOut:
    """Somebody applies for the person anew."""
    return recorded(facts.apply_for(office, person, body.applying(), by))


@router.post("/reports", status_code=201, tags=["persons"])
@once
def record_report(person: str, body: NewReport, office: TheOffice, by: Registrar) -> RecordedOut:
    """Record a health report, which holds from now on."""
    return recorded(facts.report(office, person, body.answers, by))


@router.put("/categories/{category}", tags=["categories"])
def set_category(
    person: str,
    category: str,
    office: TheOffice,
    by: Authority,
    body: NewCategory = NewCategory(),  # noqa: B008
) -> CategorySetOut:
    """Put the person into a category, or renew it."""
    done = facts.set_category(
        office, person, category, by, authority=body.authority, reason=body.reason, at=body.at
    )
    return CategorySetOut(**recorded(done).model_dump(), ends=done.ends)


@router.delete("/categories/{category}", tags=["categories"])
def lift_category(
    person: str,
    category: str,
    office: TheOffice,
    by: Authority,
    authority: str | None = None,
    reason: str | None = None,
) -> RecordedOut:
    """Take the person out of a category."""
    return recorded(
        facts.lift_category(office, person, category, by, authority=authority, reason=reason)
    )


@router.post("/readings", status_code=201, tags=["readings"])
@once
def take_reading(person: str, body: NewReading, office: TheOffice, by: Registrar) -> RecordedOut:
    """Record a temperature."""
    return recorded(facts.take_reading(office, person, body.temperature, by, at=body.at))


@router.get("/explanation", tags=["persons"])
def explain_colour(person: str, office: TheOffice, by: Registrar) -> ExplanationOut:
    """Explain the person's colour, to the holder and to staff, in both languages."""
    return ExplanationOut.model_validate(explaining.as_data(explaining.explain(office, person, by)))
