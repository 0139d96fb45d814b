"""Signing in at an OpenID Connect provider: persons to prove who they are, staff to work.

Idempotency keys have no place here: what is done once is done in a transaction, in which nobody
may wait for a provider, and a sign-in is used once without them.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Strict, StringConstraints

from huepass.issuer.api.access import StaffToken, TheOffice
from huepass.issuer.api.person_routes import OfferOut, RecoveryOut, offer_out
from huepass.issuer.api.staff_routes import Body, Text, not_stored
from huepass.issuer.domain.sign_in import Purpose
from huepass.issuer.service import proving, signing_in, staff_sessions
from huepass.issuer.service.proving import Wanted
from huepass.issuer.service.signing_in import Returned

router = APIRouter(prefix="/v1", dependencies=[Depends(not_stored)])
Word = Annotated[str, StringConstraints(strict=True, pattern="^[!-~]{1,300}$")]
# As long as providers make them; characters as RFC 6749 has them.
Code = Annotated[str, StringConstraints(strict=True, pattern="^[ -~]{1,4096}$")]


class SignInOut(BaseModel):
    """A sign-in that has begun.

    The page keeps `session`, where only itself can read it, and sends the browser to `url`. It
    comes back to the page that is registered there, with `code` and `state` in the address.
    """

    url: str
    session: str
    expires: int


class FromProvider(Body):
    """What the page kept, and what came back with the browser."""

    session: Word
    code: Code
    state: Word

    def returned(self) -> Returned:
        """The same for the use case."""
        return Returned(self.session, self.code, self.state)


class ProvenApplication(Body):
    """Who applies; the document is the one that the provider names."""

    applicant: Text
    no_device: Annotated[bool, Strict()] = False


class ProvenRegistration(FromProvider):
    """A person who signed in, who applies for them, and what they report.

    `answers` answer the programme's questions, `division` is where the person belongs.
    """

    application: ProvenApplication
    answers: dict[str, Any] | None = None
    division: Text | None = None


class SessionOut(BaseModel):
    """A staff member's token, for as long as the session lasts."""

    token: str
    expires: int


@router.post("/registrations/sign-in", tags=["registration"])
def begin_proof(office: TheOffice) -> SignInOut:
    """Begin to prove who you are, or who somebody beside you is, at the identity provider."""
    return _begin(office, Purpose.PERSONS)


@router.post(
    "/registrations/proven",
    status_code=201,
    response_model_exclude_none=True,
    tags=["registration"],
)
def register_proven(body: ProvenRegistration, office: TheOffice) -> OfferOut:
    """Register whoever signed in, or offer them their pass anew if they are registered already.

    The offer is for whichever wallet scans it: the person's own, or that of the family member on
    whose telephone they signed in.
    """
    wanted = Wanted(
        body.application.applicant, body.application.no_device, body.division, body.answers
    )
    return offer_out(proving.register(office, body.returned(), wanted))


@router.post(
    "/registrations/recovery",
    status_code=201,
    response_model_exclude_none=True,
    tags=["registration"],
)
def recover_proven(body: FromProvider, office: TheOffice) -> RecoveryOut:
    """A lost phone: whoever signed in ends their wallets, and gets a new offer."""
    done = proving.recover(office, body.returned())
    return RecoveryOut(
        **offer_out(done.offer).model_dump(), wallets=done.ended.wallets, revoked=done.ended.revoked
    )


@router.post("/staff-session/sign-in", tags=["staff"])
def begin_staff_session(office: TheOffice) -> SignInOut:
    """Begin to sign in as staff at the provider."""
    return _begin(office, Purpose.STAFF)


@router.post("/staff-session", status_code=201, tags=["staff"])
def begin_work(body: FromProvider, office: TheOffice) -> SessionOut:
    """A token for the staff member who signed in, good for a day's work."""
    made = staff_sessions.sign_in(office, body.returned())
    return SessionOut(token=made.token, expires=made.expires_at)


@router.delete("/staff-session", status_code=204, tags=["staff"])
def end_work(office: TheOffice, token: StaffToken) -> None:
    """Sign out: the session's token is good for nothing any more. One that lasts has no session."""
    staff_sessions.sign_out(office, token)


def _begin(office: TheOffice, purpose: Purpose) -> SignInOut:
    begun = signing_in.begin(office, purpose)
    return SignInOut(url=begun.url, session=begun.session, expires=begun.expires_at)
