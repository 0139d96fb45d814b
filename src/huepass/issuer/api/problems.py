"""Problem documents (RFC 9457) for every error, in English and in Chinese."""

import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from huepass.errors import CodeRefused, HuepassError, Reason
from huepass.issuer.domain.imports import LinesRefused
from huepass.messages import explain

MEDIA_TYPE: Final = "application/problem+json"
MAX_LINES_NAMED: Final = 100
"""Of the lines of an import that have faults."""
_NO_STORE: Final = {"Cache-Control": "no-store"}

_STATUS: Final[Mapping[Reason, int]] = {
    Reason.NOT_AUTHENTICATED: 401,
    Reason.NOT_PERMITTED: 403,
    Reason.NOT_FOUND: 404,
    Reason.PERSON_UNKNOWN: 404,
    Reason.PASS_UNKNOWN: 404,
    Reason.NOT_PUBLISHED: 404,
    Reason.PAGES_MISSING: 404,
    Reason.METHOD_NOT_ALLOWED: 405,
    Reason.REQUEST_TIMEOUT: 408,
    Reason.REQUEST_TOO_LARGE: 413,
    Reason.REQUEST_INVALID: 422,
    Reason.TEXT_INVALID: 422,
    Reason.LIST_INVALID: 422,
    Reason.COLOUR_UNKNOWN: 422,
    Reason.VALIDITY_INVALID: 422,
    Reason.NOT_IN_PROGRAMME: 422,
    Reason.ANSWERS_INVALID: 422,
    Reason.READING_INVALID: 422,
    Reason.TIME_INVALID: 422,
    Reason.DOCUMENT_NOT_ACCEPTED: 422,
    Reason.CHANNEL_NOT_ACCEPTED: 422,
    Reason.DEVICE_AT_HAND: 422,
    Reason.DECISIONS_OFF: 409,
    Reason.EDIT_REFUSED: 409,
    Reason.CATEGORY_NOT_SET: 409,
    Reason.OUT_OF_SCOPE: 403,
    Reason.DIVISION_UNKNOWN: 422,
    Reason.DIVISION_INVALID: 422,
    Reason.NUMBER_MISSING: 422,
    Reason.NUMBER_INVALID: 422,
    Reason.PERSON_EXISTS: 409,
    Reason.PROOFING_NOT_ACCEPTED: 422,
    Reason.IDENTITY_UNPROVEN: 422,
    Reason.SIGN_IN_FAILED: 422,
    Reason.NO_PROVIDER: 409,
    Reason.PROVIDER_UNREACHABLE: 503,
    Reason.PAPER_NOT_ALLOWED: 409,
    Reason.STAFF_UNKNOWN: 404,
    Reason.STAFF_EXISTS: 409,
    Reason.ROLE_UNKNOWN: 422,
    Reason.POINT_UNKNOWN: 404,
    Reason.POINT_IN_USE: 409,
    Reason.STAFF_CODE_INVALID: 422,
    Reason.READING_TOKEN_INVALID: 422,
    Reason.STATEMENT_REASON_INVALID: 422,
    Reason.IMPORT_INVALID: 422,
    Reason.IMPORT_REFUSED: 422,
    Reason.IMPORT_REPEATED: 409,
    Reason.OBJECTION_UNKNOWN: 404,
    Reason.OBJECTION_OPEN: 409,
    Reason.OBJECTION_ANSWERED: 409,
    Reason.OBJECTIONS_OFF: 409,
    Reason.PROOF_UNKNOWN: 404,
    Reason.PROOF_INVALID: 422,
    Reason.PROOFS_FULL: 409,
    Reason.ORGANISATION_UNKNOWN: 404,
    Reason.MEMBERSHIP_UNKNOWN: 404,
    Reason.WALLET_UNKNOWN: 404,
    Reason.CURSOR_INVALID: 422,
    Reason.KEY_REUSED: 422,
    Reason.CERTIFICATE_REFUSED: 422,
    Reason.NO_USABLE_KEY: 503,
    Reason.WINDOW_FULL: 503,
    Reason.WINDOW_CLOSED: 503,
    Reason.FOLDER_BUSY: 503,
    Reason.NOT_READY: 503,
}


def problem(
    reason: Reason,
    *,
    detail: str = "",
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """The response for an error.

    Args:
        reason: the stable code; it gives title and status.
        detail: what helps to mend it; nothing that came with the request.
        status: another status than the reason's own.
        headers: more headers.
        more: more members of the problem document.
    """
    status = status or _STATUS.get(reason, 500)
    content = {**content_of(reason, status), **({"detail": detail} if detail else {}), **more}
    if status == 401:
        headers = {**(headers or {}), "WWW-Authenticate": "Bearer"}
    return Response(
        json.dumps(content, ensure_ascii=False).encode(),
        status_code=status,
        headers={**_NO_STORE, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def content_of(reason: Reason, status: int) -> dict[str, Any]:
    """What every problem document says."""
    return {
        "type": f"urn:huepass:problem:{reason}",
        "title": explain(reason, "en"),
        "title_zh": explain(reason, "zh"),
        "status": status,
        "reason": str(reason),
    }


def status_of(reason: Reason) -> int:
    """The status of an answer that refuses a request, or evidence in it."""
    return _STATUS.get(reason, _status_of_evidence(reason))


def _status_of_evidence(reason: Reason) -> int:
    # Of documents that are old the service is to blame, and of all else whoever showed it.
    return 503 if reason in (Reason.CLOCK_BEHIND, Reason.TRUST_STALE) else 422


def add_handlers(app: FastAPI) -> None:
    """Make the app answer every error with a problem document."""
    app.add_exception_handler(HuepassError, _refused)
    app.add_exception_handler(LinesRefused, _faulty_lines)
    app.add_exception_handler(CodeRefused, _not_evidence)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _faulty_lines(_: Request, error: Exception) -> Response:
    assert isinstance(error, LinesRefused)
    lines = [
        {
            "line": fault.place,
            "reason": str(fault.reason),
            **({"detail": fault.detail} if fault.detail else {}),
        }
        for fault in error.faults[:MAX_LINES_NAMED]
    ]
    return problem(error.reason, detail=error.detail, faults=len(error.faults), lines=lines)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HuepassError)
    if error.reason in _STATUS:
        return problem(error.reason, detail=error.detail)
    # What is wrong inside the service is for its operator, who finds it in the log.
    raise error


async def _not_evidence(_: Request, error: Exception) -> Response:
    assert isinstance(error, CodeRefused)
    return problem(error.reason, detail=error.detail, status=_status_of_evidence(error.reason))


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = []
    for fault in error.errors():
        kind = str(fault["type"])
        # What the client made up, values and names of fields alike, is not given back.
        place = fault["loc"][:-1] if kind == "extra_forbidden" else fault["loc"]
        fields.append({"field": ".".join(map(str, place)), "fault": kind})
    return problem(Reason.REQUEST_INVALID, fields=fields)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    reason = {404: Reason.NOT_FOUND, 405: Reason.METHOD_NOT_ALLOWED}.get(
        error.status_code, Reason.REQUEST_INVALID
    )
    # A body that can't be read at all is as invalid as one of another form.
    status = None if error.status_code == 400 else error.status_code
    return problem(reason, status=status, headers=error.headers)
