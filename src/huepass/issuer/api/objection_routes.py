"""The endpoints for objections, of holders and of the authorities that answer them, under /v1."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, StringConstraints

from huepass.issuer.api.access import Authority, TheHolder, TheOffice
from huepass.issuer.api.holder_models import NamedOut, named
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.staff_routes import Body, not_stored
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.objections import MAX_WORDS, Objection, State, Verdict
from huepass.issuer.service import objecting
from huepass.issuer.service.objecting import Opened, OwnObjection

router = APIRouter(prefix="/v1", tags=["objections"], dependencies=[Depends(not_stored)])
ThePlace = Annotated[Place, Depends()]
# What is longer by a little is refused as such, with its reason code.
Words = Annotated[str, StringConstraints(strict=True, max_length=2 * MAX_WORDS)]


class NewObjection(Body):
    """Why the colour is wrong, in the person's words."""

    words: Words


class NewAnswer(Body):
    """What the objection came to, and why, in words to the person."""

    outcome: Verdict
    words: Words


class AnswerOut(BaseModel):
    """The authority's answer."""

    at: int
    outcome: Verdict
    words: str


class OwnObjectionOut(BaseModel):
    """An objection of the person's own, and its answer; null while there is none."""

    objection: str
    words: str
    colour: str
    reason: str
    authority: NamedOut
    filed_at: int
    due_at: int
    state: State
    answer: AnswerOut | None


class ListedObjectionOut(BaseModel):
    """An objection in the list of an authority: nothing of the person."""

    objection: str
    authority: str
    colour: str
    filed_at: int
    due_at: int
    state: State


class ShownIdentityOut(BaseModel):
    """A document by which the person is known, masked."""

    document: str
    number: str
    name: str
    birth_date: str


class OpenedObjectionOut(ListedObjectionOut):
    """An objection as whoever answers it sees it."""

    words: str
    reason: str
    identities: list[ShownIdentityOut]
    answer: AnswerOut | None


@router.post("/holder/objections", status_code=201)
@once
def object_to_my_colour(
    body: NewObjection, office: TheOffice, holder: TheHolder
) -> OwnObjectionOut:
    """Object to my colour, to the authority that the programme names. One at a time."""
    return _own(objecting.object_to_colour(office, holder, body.words))


@router.get("/holder/objections")
def list_my_objections(
    office: TheOffice, holder: TheHolder, place: ThePlace
) -> Page[OwnObjectionOut]:
    """My objections and their answers, the newest first."""
    rows = objecting.own(office, holder, place.before_row(), place.wanted)
    return place.page(rows, lambda one: one.objection.id, _own)


@router.get("/objections")
def list_objections(
    office: TheOffice, by: Authority, place: ThePlace, state: State = State.OPEN
) -> Page[ListedObjectionOut]:
    """The objections that I answer for my authorities, by deadline; overdue ones are open too."""
    now = office.now()
    rows = objecting.page(office, by, state, place.after_pair(), place.wanted)
    return place.page(rows, lambda one: f"{one.due_at}-{one.id}", lambda one: _listed(one, now))


@router.get("/objections/{objection}")
def open_objection(objection: str, office: TheOffice, by: Authority) -> OpenedObjectionOut:
    """An objection with its words. The person can read that it was opened."""
    return _opened(objecting.opened(office, objection, by), office.now())


@router.post("/objections/{objection}/answer", status_code=201)
@once
def answer_objection(
    objection: str, body: NewAnswer, office: TheOffice, by: Authority
) -> ListedObjectionOut:
    """Answer an objection, once and for all. A colour is changed as always: by what holds."""
    done = objecting.answer(office, objection, body.outcome, body.words, by)
    return _listed(done, office.now())


def _listed(one: Objection, now: int) -> ListedObjectionOut:
    return ListedObjectionOut(
        objection=one.handle,
        authority=one.authority,
        colour=colour_name(one.colour),
        filed_at=one.filed_at,
        due_at=one.due_at,
        state=one.state(now),
    )


def _opened(found: Opened, now: int) -> OpenedObjectionOut:
    one = found.objection
    return OpenedObjectionOut(
        **_listed(one, now).model_dump(),
        words=one.words,
        reason=one.reason,
        identities=[
            ShownIdentityOut(
                document=shown.document,
                number=shown.number,
                name=shown.name,
                birth_date=shown.birth_date,
            )
            for shown in found.identities
        ],
        answer=_answer(one),
    )


def _own(found: OwnObjection) -> OwnObjectionOut:
    one = found.objection
    return OwnObjectionOut(
        objection=one.handle,
        words=one.words,
        colour=colour_name(one.colour),
        reason=one.reason,
        authority=named(one.authority, found.authority),
        filed_at=one.filed_at,
        due_at=one.due_at,
        state=found.state,
        answer=_answer(one),
    )


def _answer(one: Objection) -> AnswerOut | None:
    if one.answered_at is None or one.verdict is None or one.answer is None:
        return None
    return AnswerOut(at=one.answered_at, outcome=one.verdict, words=one.answer)
