"""What gates fetch, like static files, and what operators ask (spec sections 5 and 6)."""

from hashlib import sha256
from typing import Any, Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from huepass.core import Kind
from huepass.errors import Reason, RequestRefused
from huepass.issuer.api.access import TheOffice
from huepass.issuer.api.problems import problem
from huepass.issuer.service import publishing, readiness
from huepass.issuer.service.office import Office

SEQUENCE_TYPE: Final = "application/cbor-seq"
SHORT: Final = 30  # seconds that a cache may answer for the newest of something
_LONG: Final = 86400  # for what never changes

router = APIRouter()


class FindingOut(BaseModel):
    """What stops the service, or soon will: a stable code, and words for the operator."""

    code: str
    en: str
    zh: str


class ReadyOut(BaseModel):
    """That the service can do its work."""

    status: Literal["ready"]
    warnings: list[FindingOut]


class AliveOut(BaseModel):
    """That the process answers."""

    status: Literal["alive"]


def _document(media_type: str) -> dict[str, Any]:
    """What the description says of a signed document."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "tags": ["federation"],
        "response_class": Response,
        "responses": {
            200: {"description": "The document. 文档。", "content": content},
            304: {"description": "Not changed since `If-None-Match`. 未变化。"},
        },
    }


@router.head("/federation/roots.cbor", include_in_schema=False)
@router.get("/federation/roots.cbor", **_document(SEQUENCE_TYPE))
def fetch_roots(request: Request, office: TheOffice) -> Response:
    """All roots in order, as a CBOR sequence."""
    return serve(request, b"".join(office.documents.read()[0]), SEQUENCE_TYPE, SHORT)


@router.head("/federation/root-{version}.cbor", include_in_schema=False)
@router.get("/federation/root-{version}.cbor", **_document(Kind.ROOT))
def fetch_root(version: str, request: Request, office: TheOffice) -> Response:
    """One root."""
    documents = office.documents.read()[0]
    versions = [str(number) for number in range(1, len(documents) + 1)]
    if version not in versions:
        raise RequestRefused(Reason.NOT_FOUND)
    return serve(request, documents[versions.index(version)], Kind.ROOT, _LONG)


@router.head("/federation/trust-list.cbor", include_in_schema=False)
@router.get("/federation/trust-list.cbor", **_document(Kind.TRUST_LIST))
def fetch_trust_list(request: Request, office: TheOffice) -> Response:
    """The trust list in force."""
    document = office.documents.read()[1]
    if document is None:
        raise RequestRefused(Reason.NOT_FOUND)
    return serve(request, document, Kind.TRUST_LIST, SHORT)


@router.head("/revocation-list.cbor", include_in_schema=False)
@router.get("/revocation-list.cbor", **_document(Kind.REVOCATION_LIST))
def fetch_revocation_list(request: Request, office: TheOffice) -> Response:
    """The newest revocation list."""
    return serve(request, publishing.newest(office).document, Kind.REVOCATION_LIST, SHORT)


@router.get("/health", tags=["service"])
def show_health() -> AliveOut:
    """Whether the process answers at all."""
    return AliveOut(status="alive")


@router.get("/ready", response_model=ReadyOut, tags=["service"])
def show_readiness(request: Request, office: TheOffice) -> Response:
    """Whether the service can do its work, and what will soon stop it.

    Anybody may ask, and the answer costs signatures: it is found once a second.
    """
    now = office.now()
    known: tuple[int, Response] | None = getattr(request.app.state, "ready", None)
    if known is None or known[0] != now:
        known = request.app.state.ready = now, _ready(office)
    return known[1]


def _ready(office: Office) -> Response:
    failures = [finding._asdict() for finding in readiness.failures(office)]
    if failures:
        return problem(Reason.NOT_READY, checks=failures)
    warnings = [finding._asdict() for finding in readiness.warnings(office)]
    return JSONResponse(
        {"status": "ready", "warnings": warnings}, headers={"Cache-Control": "no-store"}
    )


def serve(request: Request, document: bytes, media_type: str, max_age: int) -> Response:
    """Something that anybody may have and caches may keep, or that it has not changed.

    Args:
        request: says what its sender knows already.
        document: what is served.
        media_type: its media type.
        max_age: seconds for which a cache may answer.
    """
    tag = f'"{sha256(document).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={max_age}",
        "X-Content-Type-Options": "nosniff",
    }
    if known_tags(request) & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(document, media_type=media_type, headers=headers)


def known_tags(request: Request) -> set[str]:
    """The tags of what a client has already; `*` stands for all."""
    asked = request.headers.get("If-None-Match", "")
    return {candidate.strip().removeprefix("W/") for candidate in asked.split(",")}
