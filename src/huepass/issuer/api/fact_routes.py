"""The endpoints for what is known about a person, under /v1. Times are seconds since the epoch."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Strict

from huepass.issuer.api.access import Authority, Registrar, TheOffice
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
    """For which authority a category is set, and since when; by default the staff's first, now."""

    authority: Text | None = None
    at: Annotated[int, Strict()] | None = None


class NewReading(Body):
    """A temperature in degrees Celsius, and when it was taken; now by default."""

    temperature: Annotated[float, Strict()]
    at: Annotated[int, Strict()] | None = None


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


class ExplanationOut(BaseModel):
    """A person's colour: why, until when, what lifts it."""

    person: str
    at: int
    colour: str
    level: str
    reasons: list[str]
    since: int | None
    changes: list[ChangeOut]
    progress: ProgressOut | None
    holder: BothOut
    staff: BothOut


@router.post("/applications", status_code=201)
def apply_for(person: str, body: NewApplication, office: TheOffice, by: Registrar) -> RecordedOut:
    """Somebody applies for the person anew."""
    return recorded(facts.apply_for(office, person, body.applying(), by))


@router.post("/reports", status_code=201)
def report(person: str, body: NewReport, office: TheOffice, by: Registrar) -> RecordedOut:
    """Record a health report, which holds from now on."""
    return recorded(facts.report(office, person, body.answers, by))


@router.put("/categories/{category}")
def set_category(
    person: str,
    category: str,
    office: TheOffice,
    by: Authority,
    body: NewCategory = NewCategory(),  # noqa: B008
) -> RecordedOut:
    """Put the person into a category, or renew it."""
    return recorded(
        facts.set_category(office, person, category, by, authority=body.authority, at=body.at)
    )


@router.delete("/categories/{category}")
def lift_category(
    person: str, category: str, office: TheOffice, by: Authority, authority: str | None = None
) -> RecordedOut:
    """Take the person out of a category."""
    return recorded(facts.lift_category(office, person, category, by, authority=authority))


@router.post("/readings", status_code=201)
def take_reading(person: str, body: NewReading, office: TheOffice, by: Registrar) -> RecordedOut:
    """Record a temperature."""
    return recorded(facts.take_reading(office, person, body.temperature, by, at=body.at))


@router.get("/explanation")
def explain(person: str, office: TheOffice, _: Registrar) -> ExplanationOut:
    """Explain the person's colour, to the holder and to staff, in both languages."""
    return ExplanationOut.model_validate(explaining.as_data(explaining.explain(office, person)))
