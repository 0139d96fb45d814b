"""The endpoints for staff, under /v1. Times are seconds since the epoch."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Strict, StringConstraints

from huepass.issuer.api.access import Authority, Publisher, Registrar, TheOffice
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import PaperPass, Person
from huepass.issuer.service import facts, offers, paper, persons, publishing, wallets
from huepass.issuer.service.recording import Recorded


def not_stored(response: Response) -> None:
    """Numbers of persons and the texts of passes belong in no cache."""
    response.headers["Cache-Control"] = "no-store"


router = APIRouter(prefix="/v1", dependencies=[Depends(not_stored)])
Text = Annotated[str, StringConstraints(strict=True, max_length=1000)]


class Body(BaseModel):
    """What a request sends; anything else in it is refused."""

    model_config = ConfigDict(extra="forbid")


class NewApplication(Body):
    """Somebody applies for a person: IDs of the programme in force."""

    applicant: Text
    document: Text
    channel: Text = "online"
    no_device: Annotated[bool, Strict()] = False

    def applying(self) -> facts.Applying:
        """The same for the use case."""
        return facts.Applying(self.applicant, self.document, self.channel, self.no_device)


class NewPerson(Body):
    """What is known of a person who is registered."""

    application: NewApplication | None = None


class NewColour(Body):
    """A colour to set, and why."""

    colour: Text
    reason: Text


class Revocation(Body):
    """Why a pass is revoked, or wallets are ended."""

    reason: Text


class NewOffer(Body):
    """What kind of offer to make."""

    tx_code: Annotated[bool, Strict()] = False
    by_reference: Annotated[bool, Strict()] = False
    valid: Annotated[int, Strict()] = offers.VALID


class PersonOut(BaseModel):
    """A person."""

    person: str
    colour: str
    reason: str
    registered_at: int


class RecordedOut(BaseModel):
    """A person's colour after something was recorded, why, and how many passes it revoked."""

    person: str
    colour: str
    reason: str
    revoked: int


class MadePassOut(BaseModel):
    """A new paper pass; `text` goes into the QR code and is not kept."""

    pass_: str
    text: str
    colour: str
    expires: int

    model_config = ConfigDict(serialize_by_alias=True, alias_generator=lambda name: name.strip("_"))


class OfferOut(BaseModel):
    """An offer for a wallet: a link, which goes into a QR code, and a code to send otherwise."""

    offer: str
    tx_code: str | None = None
    expires: int


class WalletsEndedOut(BaseModel):
    """How many wallets were ended, and how many live credentials were revoked."""

    wallets: int
    revoked: int


class PassOut(BaseModel):
    """A paper pass that was made."""

    pass_: str
    colour: str
    made_at: int
    expires: int
    revoked_at: int | None

    model_config = ConfigDict(serialize_by_alias=True, alias_generator=lambda name: name.strip("_"))


class PassesOut(BaseModel):
    """A person's paper passes, oldest first."""

    passes: list[PassOut]


class PublicationOut(BaseModel):
    """A revocation list that was published."""

    sequence: int
    issued_at: int
    fresh_until: int


@router.post("/persons", status_code=201)
def register_person(
    office: TheOffice,
    by: Registrar,
    body: NewPerson = NewPerson(),  # noqa: B008
) -> PersonOut:
    """Register a person, for whom somebody may apply at once. No name is needed."""
    if body.application is None:
        return _person(persons.register(office))
    return _person(facts.register_with(office, body.application.applying(), by).person)


@router.get("/persons/{person}")
def show_person(person: str, office: TheOffice, _: Registrar) -> PersonOut:
    """A person's colour."""
    return _person(persons.show(office, person)[0])


@router.put("/persons/{person}/colour")
def set_colour(person: str, body: NewColour, office: TheOffice, by: Authority) -> RecordedOut:
    """Decide on a person's colour. A worse one revokes all that they hold."""
    return recorded(persons.set_colour(office, person, body.colour, body.reason, by))


@router.post("/persons/{person}/paper-passes", status_code=201)
def make_paper_pass(person: str, office: TheOffice, _: Registrar) -> MadePassOut:
    """Make a paper pass in the person's colour."""
    made = paper.make_paper_pass(office, person)
    return MadePassOut(
        **{"pass": made.handle},
        text=made.text,
        colour=colour_name(made.colour),
        expires=made.expires_at,
    )


@router.get("/persons/{person}/paper-passes")
def list_paper_passes(person: str, office: TheOffice, _: Registrar) -> PassesOut:
    """A person's paper passes."""
    return PassesOut(passes=[_pass(found) for found in paper.list_passes(office, person)])


@router.post("/persons/{person}/offers", status_code=201, response_model_exclude_none=True)
def make_offer(
    person: str,
    office: TheOffice,
    _: Registrar,
    body: NewOffer = NewOffer(),  # noqa: B008
) -> OfferOut:
    """Offer the person's credentials to a wallet."""
    made = offers.make_offer(
        office, person, tx_code=body.tx_code, by_reference=body.by_reference, valid=body.valid
    )
    return OfferOut(offer=made.link, tx_code=made.tx_code, expires=made.expires_at)


@router.post("/persons/{person}/wallets/end")
def end_wallets(person: str, body: Revocation, office: TheOffice, by: Registrar) -> WalletsEndedOut:
    """A lost phone: end the person's wallets and revoke all that they hold."""
    done = wallets.end_wallets(office, person, body.reason, by)
    return WalletsEndedOut(wallets=done.wallets, revoked=done.revoked)


@router.post("/paper-passes/{handle}/revocation")
def revoke_paper_pass(handle: str, body: Revocation, office: TheOffice, by: Publisher) -> PassOut:
    """Revoke a paper pass; the next revocation list names it."""
    return _pass(paper.revoke_pass(office, handle, body.reason, by))


@router.post("/publications", status_code=201)
def publish(office: TheOffice, _: Publisher) -> PublicationOut:
    """Publish a new revocation list now."""
    made = publishing.publish(office)
    return PublicationOut(
        sequence=made.sequence, issued_at=made.issued_at, fresh_until=made.fresh_until
    )


def recorded(done: Recorded) -> RecordedOut:
    """What recording something did."""
    return RecordedOut(
        person=done.person.number,
        colour=colour_name(done.person.colour),
        reason=done.person.reason,
        revoked=done.revoked,
    )


def _person(person: Person) -> PersonOut:
    return PersonOut(
        person=person.number,
        colour=colour_name(person.colour),
        reason=person.reason,
        registered_at=person.registered_at,
    )


def _pass(found: PaperPass) -> PassOut:
    return PassOut(
        **{"pass": found.handle},
        colour=colour_name(found.colour),
        made_at=found.made_at,
        expires=found.expires_at,
        revoked_at=found.revoked_at,
    )
