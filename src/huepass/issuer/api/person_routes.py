"""The endpoints for staff who serve a person, under /v1/persons. Times in epoch seconds."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Strict

from huepass.errors import Reason, RequestRefused
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
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.identity import MaskedIdentity, Presented
from huepass.issuer.domain.records import Person
from huepass.issuer.service import identities, offers, persons, recovering, registering, wallets
from huepass.issuer.service.offers import MadeOffer, Terms

router = APIRouter(prefix="/v1/persons", dependencies=[Depends(not_stored)])


class NewIdentity(Body):
    """A document, of the kind that the application names. Only masked forms of it are kept."""

    number: Text
    name: Text = ""
    birth_date: Text = ""

    def presented(self, document: str) -> Presented:
        """The same for the use case."""
        return Presented(document, self.number, self.name, self.birth_date)


class NewPerson(Body):
    """What is known of a person who is registered.

    Where the programme asks for the number of the application's kind of document, `identity` is
    needed. `division` is where the person belongs; for a registrar who acts in one division only
    it is that one. `answers` are a health report.
    """

    application: NewApplication | None = None
    identity: NewIdentity | None = None
    division: Text | None = None
    answers: dict[str, Any] | None = None


class NewDocument(NewIdentity):
    """One more document of a person, of a kind that the programme accepts."""

    document: Text


class ShownDocument(Body):
    """The document that a person shows: its kind and its number."""

    document: Text
    number: Text


class PersonDivision(Body):
    """Where a person belongs; null if nowhere."""

    division: Text | None


class NewColour(Body):
    """A colour to set, and why."""

    colour: Text
    reason: Text


class WalletsEnd(Body):
    """Why wallets are ended."""

    reason: Text


class NewOffer(Body):
    """What kind of offer to make."""

    tx_code: Annotated[bool, Strict()] = False
    by_reference: Annotated[bool, Strict()] = False
    valid: Annotated[int, Strict()] = offers.VALID

    def terms(self) -> Terms:
        """The same for the use case."""
        return Terms(self.tx_code, self.by_reference, self.valid)


class NewRecovery(NewOffer):
    """Why a person begins anew, and what kind of offer to make."""

    reason: Text


class PersonOut(BaseModel):
    """A person."""

    person: str
    colour: str
    reason: str
    registered_at: int
    division: str | None


class IdentityOut(BaseModel):
    """A document by which a person is known, masked: all that is kept of it."""

    document: str
    number: str
    name: str
    birth_date: str
    proofing: str
    proofed_at: int


class PersonDetailOut(PersonOut):
    """A person and the documents by which they are known."""

    identities: list[IdentityOut]


class OfferOut(BaseModel):
    """An offer for a wallet: a link, which goes into a QR code, and a code to send otherwise."""

    offer: str
    tx_code: str | None = None
    expires: int


class WalletsEndedOut(BaseModel):
    """How many wallets were ended; how many live credentials and printed passes were revoked."""

    wallets: int
    revoked: int


class RecoveryOut(WalletsEndedOut, OfferOut):
    """What was ended, and the offer for the new phone."""


@router.post("", status_code=201, tags=["persons"])
@once
def register_person(
    office: TheOffice,
    by: Registrar,
    body: NewPerson = NewPerson(),  # noqa: B008
) -> PersonOut:
    """Register a person, for whom somebody may apply at once, by the document that they show."""
    sent = body.application
    if sent is None:
        if body.identity is not None or body.answers is not None:
            detail = "identity and answers belong to an application"
            raise RequestRefused(Reason.REQUEST_INVALID, detail)
        return _person(registering.register_unknown(office, body.division, by))
    shown = None if body.identity is None else body.identity.presented(sent.document)
    done = registering.register(
        office,
        sent.applying(),
        by,
        presented=shown,
        division=body.division,
        answers=body.answers,
    )
    return _person(done.person)


@router.post("/find", tags=["persons"])
def find_person(body: ShownDocument, office: TheOffice, by: Registrar) -> PersonDetailOut:
    """The person whose document lies before you. They can read that you asked."""
    return _detail(identities.show_by_document(office, body.document, body.number, by))


@router.get("/{person}", tags=["persons"])
def show_person(person: str, office: TheOffice, by: Registrar) -> PersonDetailOut:
    """A person's colour and masked documents. They can read that you asked."""
    return _detail(identities.show(office, person, by))


@router.post("/{person}/identities", status_code=201, tags=["persons"])
@once
def add_identity(
    person: str, body: NewDocument, office: TheOffice, by: Registrar
) -> PersonDetailOut:
    """One more document by which the person is known, after a new passport for example."""
    return _detail(identities.add(office, person, body.presented(body.document), by))


@router.put("/{person}/division", tags=["persons"])
def set_division(person: str, body: PersonDivision, office: TheOffice, by: Registrar) -> PersonOut:
    """Say where the person belongs, within your scope."""
    return _person(registering.move(office, person, body.division, by))


@router.put("/{person}/colour", tags=["persons"])
def set_colour(person: str, body: NewColour, office: TheOffice, by: Authority) -> RecordedOut:
    """Decide on a person's colour. A worse one revokes all that they hold."""
    return recorded(persons.set_colour(office, person, body.colour, body.reason, by))


@router.post(
    "/{person}/offers", status_code=201, response_model_exclude_none=True, tags=["wallets"]
)
@once
def make_offer(
    person: str,
    office: TheOffice,
    by: Registrar,
    body: NewOffer = NewOffer(),  # noqa: B008
) -> OfferOut:
    """Offer the person's credentials to a wallet."""
    tx_code, by_reference, valid = body.terms()
    return offer_out(
        offers.make_offer(
            office, person, tx_code=tx_code, by_reference=by_reference, valid=valid, by=by
        )
    )


@router.post("/{person}/wallets/end", tags=["wallets"])
def end_wallets(person: str, body: WalletsEnd, office: TheOffice, by: Registrar) -> WalletsEndedOut:
    """A lost phone: end the person's wallets and revoke all that they hold."""
    done = wallets.end_wallets(office, person, body.reason, by)
    return WalletsEndedOut(wallets=done.wallets, revoked=done.revoked)


@router.post(
    "/{person}/recovery", status_code=201, response_model_exclude_none=True, tags=["wallets"]
)
@once
def recover_person(person: str, body: NewRecovery, office: TheOffice, by: Registrar) -> RecoveryOut:
    """A lost phone, and a new one at hand: end the wallets, revoke, and offer anew, in one go."""
    done = recovering.recover(office, person, body.reason, by, body.terms())
    return RecoveryOut(
        **offer_out(done.offer).model_dump(), wallets=done.ended.wallets, revoked=done.ended.revoked
    )


def offer_out(made: MadeOffer) -> OfferOut:
    """An offer as it is answered."""
    return OfferOut(offer=made.link, tx_code=made.tx_code, expires=made.expires_at)


def identity_out(found: MaskedIdentity) -> IdentityOut:
    """A masked document as it is answered."""
    return IdentityOut(**found._asdict())


def _person(person: Person) -> PersonOut:
    return PersonOut(
        person=person.number,
        colour=colour_name(person.colour),
        reason=person.reason,
        registered_at=person.registered_at,
        division=person.division,
    )


def _detail(known: identities.Known) -> PersonDetailOut:
    return PersonDetailOut(
        **_person(known.person).model_dump(),
        identities=[identity_out(one) for one in known.identities],
    )
