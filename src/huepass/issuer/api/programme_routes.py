"""The programme in force, for whoever applies and for whoever writes a page for them."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from huepass.core import Level
from huepass.issuer.api.access import TheOffice
from huepass.issuer.api.holder_models import TextOut
from huepass.issuer.api.public_routes import SHORT, serve
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.programme.model import (
    Applicant,
    Document,
    Named,
    Programme,
    Question,
    Region,
)

router = APIRouter(prefix="/v1", tags=["registration"])


class ItemOut(BaseModel):
    """Something with an ID and a name."""

    id: str
    name: TextOut


class ColourOut(BaseModel):
    """A colour that the programme gives."""

    colour: str
    level: str
    label: TextOut
    display: str


class DocumentOut(ItemOut):
    """A kind of document; `number` says what its number looks like, null if none is asked for."""

    number: str | None


class ApplicantOut(ItemOut):
    """Who may apply, how, and in which ways it may be known who the person is."""

    channels: list[str]
    needs_no_device: bool
    proofing: list[str]


class QuestionOut(BaseModel):
    """A question of the health report.

    `kind` is yes-no, choice, text, date or stays; for the last two a day counts for `counts_for`
    seconds.
    """

    id: str
    text: TextOut
    kind: str
    choices: list[ItemOut]
    counts_for: int | None
    required: bool


class AppealsOut(BaseModel):
    """Within how many seconds whom an objection is answered by."""

    answered_within: int
    to: ItemOut
    text: TextOut


class ProgrammeOut(BaseModel):
    """What whoever applies needs to know."""

    id: str
    version: int
    title: TextOut
    notice: TextOut
    time_zone: str
    colours: list[ColourOut]
    report_lasts: int | None
    documents: list[DocumentOut]
    other_documents: TextOut
    applicants: list[ApplicantOut]
    questions: list[QuestionOut]
    regions: list[ItemOut]
    paper: TextOut | None
    appeals: AppealsOut | None
    proofs: list[ItemOut]


@router.get(
    "/programme",
    response_model=ProgrammeOut,
    responses={304: {"description": "Not changed since `If-None-Match`. 未变化。"}},
)
def show_programme(request: Request, office: TheOffice) -> Response:
    """The programme in force: documents, applicants, questions, colours. For everybody."""
    with office.store.read() as connection:
        programme = office.rules(connection).programme
    content = _programme(programme).model_dump_json().encode()
    return serve(request, content, "application/json", SHORT)


def _programme(programme: Programme) -> ProgrammeOut:
    appeals = programme.appeals
    return ProgrammeOut(
        id=programme.id,
        version=programme.version,
        title=_words(programme.title),
        notice=_words(programme.notice),
        time_zone=programme.time_zone,
        colours=[
            ColourOut(
                colour=colour_name(use.colour),
                level=_level(use.level),
                label=_words(use.label),
                display=use.display,
            )
            for use in programme.colours.values()
        ],
        report_lasts=programme.validity.report,
        documents=[_document(one) for one in programme.documents.values()],
        other_documents=_words(programme.other_documents),
        applicants=[_applicant(one) for one in programme.applicants.values()],
        questions=[_question(one) for one in programme.questions.values()],
        regions=[_named(one) for one in programme.regions.values()],
        paper=None if programme.paper is None else _words(programme.paper.text),
        appeals=None
        if appeals is None
        else AppealsOut(
            answered_within=appeals.answered_within,
            to=_named(programme.authorities[appeals.to]),
            text=_words(appeals.text),
        ),
        proofs=[_named(one) for one in programme.proofs.values()],
    )


def _words(text: Mapping[str, str]) -> TextOut:
    return TextOut(en=text["en"], zh=text["zh"])


def _named(one: Named | Region | Document | Applicant) -> ItemOut:
    return ItemOut(id=one.id, name=_words(one.name))


def _document(one: Document) -> DocumentOut:
    return DocumentOut(id=one.id, name=_words(one.name), number=one.number)


def _applicant(one: Applicant) -> ApplicantOut:
    return ApplicantOut(
        id=one.id,
        name=_words(one.name),
        channels=sorted(one.channels),
        needs_no_device=one.needs_no_device,
        proofing=sorted(one.proofing),
    )


def _question(one: Question) -> QuestionOut:
    return QuestionOut(
        id=one.id,
        text=_words(one.text),
        kind=one.kind,
        choices=[ItemOut(id=name, name=_words(text)) for name, text in one.choices.items()],
        counts_for=one.counts_for or None,
        required=one.required,
    )


def _level(level: Level) -> str:
    return level.name.lower()
