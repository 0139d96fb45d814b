"""The endpoints for certificates as evidence, under /v1 (spec section 11).

Times are seconds since the epoch.
"""

from base64 import urlsafe_b64encode
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, BeforeValidator, StringConstraints

from huepass.core import challenge_to_text
from huepass.core.evidence import MAX_TEXT
from huepass.issuer.api.access import Registrar, TheOffice
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.staff_routes import Body, Text, not_stored
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.service import evidence

router = APIRouter(
    prefix="/v1/persons/{person}", dependencies=[Depends(not_stored)], tags=["evidence"]
)


def _text(value: object) -> str:
    # A number would be taken for seconds since the epoch.
    if not isinstance(value, str):
        raise ValueError("a day is text")
    return value


class ShownEvidence(Body):
    """What a wallet shows in answer to a challenge."""

    # What is longer is refused as such, with its reason code.
    text: Annotated[str, StringConstraints(strict=True, max_length=4 * MAX_TEXT)]


class NewCertificate(Body):
    """What to certify, for which key of the person's wallet, and its last day."""

    kind: Text
    key: Annotated[str, StringConstraints(strict=True, pattern="^[0-9a-f]{64}$")]
    until: Annotated[date, BeforeValidator(_text)]


class ChallengeOut(BaseModel):
    """A challenge for the person's wallet."""

    challenge: str
    expires: int


class EvidenceOut(BaseModel):
    """Evidence that counts from now on, and what it did."""

    person: str
    evidence: str
    expires: int
    colour: str
    reason: str
    revoked: int


class CertificateOut(BaseModel):
    """A certificate for the wallet that has the key, in base64url; it is not kept."""

    certificate: str
    begins: int
    expires: int


@router.post("/evidence-challenges", status_code=201)
@once
def make_evidence_challenge(person: str, office: TheOffice, by: Registrar) -> ChallengeOut:
    """A challenge that the person's wallet answers with a certificate, within five minutes."""
    made = evidence.make_challenge(office, person, by)
    return ChallengeOut(challenge=challenge_to_text(made.challenge), expires=made.expires_at)


@router.post("/evidence", status_code=201)
def accept_evidence(
    person: str, body: ShownEvidence, office: TheOffice, by: Registrar
) -> EvidenceOut:
    """Take another issuer's certificate for a fact about the person."""
    done = evidence.accept(office, person, body.text, by)
    after = done.recorded.person
    return EvidenceOut(
        person=after.number,
        evidence=done.use.id,
        expires=done.expires_at,
        colour=colour_name(after.colour),
        reason=after.reason,
        revoked=done.recorded.revoked,
    )


@router.post("/certificates", status_code=201)
@once
def issue_certificate(
    person: str, body: NewCertificate, office: TheOffice, by: Registrar
) -> CertificateOut:
    """Certify something about the person, for other issuers."""
    made = evidence.issue(office, person, body.kind, bytes.fromhex(body.key), body.until, by)
    return CertificateOut(
        certificate=urlsafe_b64encode(made.document).decode().rstrip("="),
        begins=made.begins_at,
        expires=made.expires_at,
    )
