"""The endpoints for staff, under /v1. Times are seconds since the epoch."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Strict, StringConstraints

from huepass.issuer.api.access import Publisher, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.service import facts, publishing
from huepass.issuer.service.categories import Stated
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


class Revocation(Body):
    """Why a pass is revoked, or wallets are ended."""

    reason: Text


class RecordedOut(BaseModel):
    """A person's colour after something was recorded, why, and how many passes it revoked."""

    person: str
    colour: str
    reason: str
    revoked: int


class PublicationOut(BaseModel):
    """A revocation list that was published."""

    sequence: int
    issued_at: int
    fresh_until: int


@router.post("/publications", status_code=201, tags=["publishing"])
@once
def publish(office: TheOffice, _: Publisher) -> PublicationOut:
    """Publish a new revocation list now."""
    made = publishing.publish(office)
    return PublicationOut(
        sequence=made.sequence, issued_at=made.issued_at, fresh_until=made.fresh_until
    )


def recorded(done: Recorded | Stated) -> RecordedOut:
    """What recording something did."""
    return RecordedOut(
        person=done.person.number,
        colour=colour_name(done.person.colour),
        reason=done.person.reason,
        revoked=done.revoked,
    )
