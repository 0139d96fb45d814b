"""The endpoints for proofs of health that holders upload, under /v1/holder/proofs."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from huepass.issuer.api.access import TheHolder, TheOffice
from huepass.issuer.api.holder_models import NamedOut, named
from huepass.issuer.api.idempotency import once
from huepass.issuer.api.pages import Page, Place
from huepass.issuer.api.staff_routes import not_stored
from huepass.issuer.domain.health_proofs import MEDIA_TYPES
from huepass.issuer.service import health_proofs
from huepass.issuer.service.health_proofs import ShownProof

router = APIRouter(prefix="/v1/holder/proofs", tags=["holder"], dependencies=[Depends(not_stored)])
_FILE: Final[dict[str, Any]] = {
    one: {"schema": {"type": "string", "format": "binary"}} for one in MEDIA_TYPES
}


class HealthProofOut(BaseModel):
    """A proof that was uploaded. Of one that was withdrawn, only this is left."""

    proof: str
    kind: NamedOut
    media_type: str
    added_at: int
    withdrawn_at: int | None


async def _content(request: Request) -> bytes:
    return await request.body()


def file_response(media_type: str, handle: str, content: bytes) -> Response:
    """A file that somebody uploaded: to be saved, and never to be shown as a page of ours."""
    ending = media_type.partition("/")[2]
    return Response(
        content,
        media_type=media_type,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="proof-{handle}.{ending}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("")
def list_my_proofs(
    office: TheOffice, holder: TheHolder, place: Annotated[Place, Depends()]
) -> Page[HealthProofOut]:
    """My proofs, the newest first."""
    rows = health_proofs.page(office, holder, place.before_row(), place.wanted)
    return place.page(rows, lambda one: one.proof.id, _proof)


@router.post(
    "/{kind}",
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": _FILE}},
)
@once
def upload_proof(
    kind: str,
    request: Request,
    office: TheOffice,
    holder: TheHolder,
    content: Annotated[bytes, Depends(_content)],
) -> HealthProofOut:
    """Upload a proof of one of the programme's kinds: PDF, PNG or JPEG, at most 256 KiB."""
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return _proof(health_proofs.add(office, holder, kind, media_type, content))


@router.get(
    "/{proof}",
    response_class=Response,
    responses={200: {"description": "The file.", "content": _FILE}},
)
def download_proof(proof: str, office: TheOffice, holder: TheHolder) -> Response:
    """A proof's file."""
    found, content = health_proofs.content_of(office, holder, proof)
    return file_response(found.media_type, found.handle, content)


@router.delete("/{proof}", status_code=204)
def withdraw_proof(proof: str, office: TheOffice, holder: TheHolder) -> None:
    """Withdraw a proof: its file is erased; that there was one stays on record."""
    health_proofs.withdraw(office, holder, proof)


def _proof(shown: ShownProof) -> HealthProofOut:
    one = shown.proof
    return HealthProofOut(
        proof=one.handle,
        kind=named(one.kind, shown.name),
        media_type=one.media_type,
        added_at=one.added_at,
        withdrawn_at=one.withdrawn_at,
    )
