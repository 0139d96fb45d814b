"""Registering oneself, and one's family, over the network."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Strict

from huepass.issuer.api.access import TheHolder, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.person_routes import NewIdentity, OfferOut, offer_out
from huepass.issuer.api.staff_routes import Body, Text, not_stored
from huepass.issuer.domain.identity import Presented
from huepass.issuer.service import registering
from huepass.issuer.service.facts import Applying

router = APIRouter(prefix="/v1", dependencies=[Depends(not_stored)])


class OnlineApplication(Body):
    """Somebody applies over the network: IDs of the programme in force."""

    applicant: Text
    document: Text
    no_device: Annotated[bool, Strict()] = False

    def applying(self) -> Applying:
        """The same for the use case."""
        return Applying(self.applicant, self.document, no_device=self.no_device)


class NewRegistration(Body):
    """Who applies, with which document, and what they report.

    `identity` is needed where the programme asks for the number of this kind of document,
    `answers` answer the programme's questions, `division` is where the person belongs.
    """

    application: OnlineApplication
    identity: NewIdentity | None = None
    answers: dict[str, Any] | None = None
    division: Text | None = None

    def presented(self) -> Presented | None:
        """The document for the use case."""
        return None if self.identity is None else self.identity.presented(self.application.document)


class NewShare(Body):
    """Whether the other wallet needs a code that you tell separately from the link."""

    tx_code: Annotated[bool, Strict()] = False


@router.post(
    "/registrations", status_code=201, response_model_exclude_none=True, tags=["registration"]
)
@once
def register_oneself(body: NewRegistration, office: TheOffice) -> OfferOut:
    """Register without anybody who checks who you are, where the programme accepts that."""
    made = registering.register_online(
        office,
        body.application.applying(),
        body.presented(),
        division=body.division,
        answers=body.answers,
    )
    return offer_out(made)


@router.post(
    "/holder/dependants", status_code=201, response_model_exclude_none=True, tags=["family"]
)
@once
def register_dependant(body: NewRegistration, office: TheOffice, holder: TheHolder) -> OfferOut:
    """Apply for somebody of your family; their pass comes into your wallet.

    They belong where you do unless `division` says otherwise.
    """
    made = registering.register_dependant(
        office,
        holder,
        body.application.applying(),
        body.presented(),
        division=body.division,
        answers=body.answers,
    )
    return offer_out(made)


@router.post("/holder/shares", status_code=201, response_model_exclude_none=True, tags=["family"])
@once
def share_my_pass(
    office: TheOffice,
    holder: TheHolder,
    body: NewShare = NewShare(),  # noqa: B008
) -> OfferOut:
    """Share your pass: whoever scans this within five minutes has it too, and you keep yours."""
    return offer_out(registering.share(office, holder, tx_code=body.tx_code))
