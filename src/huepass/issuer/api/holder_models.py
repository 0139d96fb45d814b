"""What holders are sent about themselves. Times are seconds since the epoch."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from huepass.core import Colour
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import Cause, Origin
from huepass.issuer.programme.facts import (
    Answer,
    Application,
    CategoryLifted,
    CategorySet,
    Decision,
    Evidence,
    Reading,
    Report,
)
from huepass.issuer.programme.model import (
    Applicant,
    Channel,
    Document,
    EvidenceUse,
    Named,
    Programme,
    Text,
)
from huepass.issuer.service.holding import OwnChange, OwnPage, OwnRecord


class TextOut(BaseModel):
    """A text for people, in both languages."""

    en: str
    zh: str


class NamedOut(BaseModel):
    """Something with an ID, and what it is called; null if the programme doesn't know it."""

    id: str
    name: TextOut | None


class ProgrammeNameOut(BaseModel):
    """The programme in force."""

    id: str
    version: int
    title: TextOut


class OwnIdentityOut(BaseModel):
    """A document by which the person is known, masked."""

    document: NamedOut
    number: str
    name: str
    birth_date: str
    proofing: str
    proofed_at: int


class MayOut(BaseModel):
    """What the person may do now."""

    report: Literal["replace", "add"] | None = Field(
        description="Whether a new report may take back what an earlier one declared; "
        "null for a wallet that the pass was shared with, which reports nothing."
    )
    paper: bool
    object: bool


class OpenObjectionOut(BaseModel):
    """The objection that waits for its answer."""

    objection: str
    filed_at: int
    due_at: int


class OwnPageOut(BaseModel):
    """A person as they see themselves. The person's number is not shown: no screen needs it."""

    colour: str
    level: str
    label: TextOut
    display: str | None = Field(description="What a screen paints, `#rrggbb`.")
    reason: str
    since: int | None
    registered_at: int
    programme: ProgrammeNameOut
    identities: list[OwnIdentityOut]
    division: NamedOut | None
    may: MayOut
    proofs: list[NamedOut] = Field(description="The kinds of proofs that may be uploaded.")
    objection: OpenObjectionOut | None


class GivenAnswerOut(BaseModel):
    """An answer as it was given: stays are pairs of a region and the last day there."""

    question: NamedOut
    answer: bool | str | list[tuple[str, str]]
    label: TextOut | None = Field(description="Of the choice, if it was one.")


class ReportOut(BaseModel):
    """A health report."""

    kind: Literal["report"] = "report"
    answers: list[GivenAnswerOut]


class ReadingOut(BaseModel):
    """A temperature, degrees Celsius, and the collection point where it was taken."""

    kind: Literal["reading"] = "reading"
    temperature: float
    point: str | None


class CategoryOut(BaseModel):
    """An authority put the person into a category, or took them out: a notice of release."""

    kind: Literal["category"] = "category"
    category: NamedOut
    lifted: bool
    authority: NamedOut
    because: NamedOut | None
    until: int | None = Field(description="When it ends by itself, unless it is renewed.")


class ApplicationOut(BaseModel):
    """An application."""

    kind: Literal["application"] = "application"
    applicant: NamedOut
    document: NamedOut
    channel: str
    no_device: bool


class OwnEvidenceOut(BaseModel):
    """Another issuer's certificate that was accepted."""

    kind: Literal["evidence"] = "evidence"
    evidence: NamedOut
    valid_from: int
    valid_until: int


class DecisionOut(BaseModel):
    """A decision on the colour, and why in the words of whoever decided."""

    kind: Literal["decision"] = "decision"
    colour: str
    words: str


Content = Annotated[
    ReportOut | ReadingOut | CategoryOut | ApplicationOut | OwnEvidenceOut | DecisionOut,
    Field(discriminator="kind"),
]


class RecordOut(BaseModel):
    """Something on record, as it was recorded."""

    at: int = Field(description="When it holds from.")
    recorded_at: int
    origin: Origin
    organisation: str | None
    programme: str
    version: int
    content: Content


class OwnChangeOut(BaseModel):
    """A change of colour."""

    at: int
    old: str
    new: str
    cause: Cause
    reason: str = Field(description="A code of the programme; of a decision the words.")
    text: TextOut | None


def text_out(text: Text) -> TextOut:
    """A text of a programme."""
    return TextOut(en=text["en"], zh=text["zh"])


def named(id_: str, name: Text | None) -> NamedOut:
    """Something of a programme."""
    return NamedOut(id=id_, name=None if name is None else text_out(name))


def own_page_out(page: OwnPage) -> OwnPageOut:
    """What a person is shown first."""
    programme, outcome, waiting = page.programme, page.outcome, page.objection
    use = programme.colours.get(outcome.colour)
    documents = {one.id: one.name for one in programme.documents.values()}
    return OwnPageOut(
        colour=colour_name(outcome.colour),
        level=page.colour.level.name.lower(),
        label=text_out(page.colour.labels),
        display=None if use is None else use.display,
        reason=outcome.reasons[0],
        since=outcome.since,
        registered_at=page.person.registered_at,
        programme=ProgrammeNameOut(
            id=programme.id, version=programme.version, title=text_out(programme.title)
        ),
        identities=[
            OwnIdentityOut(
                document=named(one.document, documents.get(one.document)),
                number=one.number,
                name=one.name,
                birth_date=one.birth_date,
                proofing=one.proofing,
                proofed_at=one.proofed_at,
            )
            for one in page.identities
        ],
        division=None
        if page.division is None
        else named(page.division.id, {"en": page.division.en, "zh": page.division.zh}),
        may=MayOut(
            report=None if page.is_shared else "replace" if page.may_replace else "add",
            paper=page.may_have_paper and not page.is_shared,
            object=programme.appeals is not None and waiting is None and not page.is_shared,
        ),
        proofs=[named(one.id, one.name) for one in programme.proofs.values()],
        objection=None
        if waiting is None
        else OpenObjectionOut(
            objection=waiting.handle, filed_at=waiting.filed_at, due_at=waiting.due_at
        ),
    )


def record_out(record: OwnRecord) -> RecordOut:
    """Something on record."""
    kept, programme = record.kept, record.programme
    return RecordOut(
        at=kept.at,
        recorded_at=kept.recorded_at,
        origin=kept.origin,
        organisation=kept.organisation,
        programme=programme.id,
        version=programme.version,
        content=_content(record),
    )


def change_out(change: OwnChange) -> OwnChangeOut:
    """A change of colour."""
    kept = change.kept
    return OwnChangeOut(
        at=kept.at,
        old=colour_name(kept.old),
        new=colour_name(kept.new),
        cause=kept.cause,
        reason=kept.reason,
        text=None if change.text is None else text_out(change.text),
    )


def _content(record: OwnRecord) -> Content:
    programme, fact = record.programme, record.fact
    match fact:
        case Report(answers=answers):
            places = {name: place for place, name in enumerate(programme.questions)}
            asked = sorted(answers, key=lambda one: places.get(one, len(places)))
            return ReportOut(answers=[_answer(programme, one, answers[one]) for one in asked])
        case Reading(temperature=temperature):
            return ReadingOut(temperature=temperature, point=record.kept.point)
        case CategorySet() | CategoryLifted():
            return _category(programme, fact)
        case Application():
            return ApplicationOut(
                applicant=_known(fact.applicant, programme.applicants),
                document=_known(fact.document, programme.documents),
                channel=Channel(fact.channel),
                no_device=fact.no_device,
            )
        case Evidence():
            return OwnEvidenceOut(
                evidence=_known(fact.evidence, programme.evidence),
                valid_from=fact.valid_from,
                valid_until=fact.valid_until,
            )
        case Decision(colour=colour, reason=words):
            return DecisionOut(colour=colour_name(Colour(colour)), words=words)


def _category(programme: Programme, fact: CategorySet | CategoryLifted) -> CategoryOut:
    category, lifted = programme.categories.get(fact.category), isinstance(fact, CategoryLifted)
    reasons: Mapping[str, Text] = {}
    if category is not None:
        reasons = category.lift_reasons if lifted else category.reasons
    lasts = None if category is None or lifted else category.lasts
    return CategoryOut(
        category=named(fact.category, None if category is None else category.label),
        lifted=lifted,
        authority=_known(fact.authority, programme.authorities),
        because=named(fact.reason, reasons.get(fact.reason)) if fact.reason else None,
        until=None if lasts is None else fact.at + lasts,
    )


def _answer(programme: Programme, question: str, answer: Answer) -> GivenAnswerOut:
    asked = programme.questions.get(question)
    label = asked.choices.get(answer) if asked is not None and isinstance(answer, str) else None
    return GivenAnswerOut(
        question=named(question, None if asked is None else asked.text),
        answer=list(answer) if isinstance(answer, tuple) else answer,
        label=None if label is None else text_out(label),
    )


def _known(
    id_: str,
    there: Mapping[str, Named]
    | Mapping[str, Document]
    | Mapping[str, Applicant]
    | Mapping[str, EvidenceUse],
) -> NamedOut:
    found = there.get(id_)
    return named(id_, None if found is None else found.name)
