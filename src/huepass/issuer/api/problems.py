"""Problem documents (RFC 9457) for every error, in English and in Chinese."""

import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from huepass.errors import CodeRefused, HuepassError, Reason
from huepass.messages import explain

MEDIA_TYPE: Final = "application/problem+json"
_NO_STORE: Final = {"Cache-Control": "no-store"}

_STATUS: Final[Mapping[Reason, int]] = {
    Reason.NOT_AUTHENTICATED: 401,
    Reason.NOT_PERMITTED: 403,
    Reason.NOT_FOUND: 404,
    Reason.PERSON_UNKNOWN: 404,
    Reason.PASS_UNKNOWN: 404,
    Reason.NOT_PUBLISHED: 404,
    Reason.METHOD_NOT_ALLOWED: 405,
    Reason.REQUEST_TIMEOUT: 408,
    Reason.REQUEST_TOO_LARGE: 413,
    Reason.REQUEST_INVALID: 422,
    Reason.TEXT_INVALID: 422,
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
    content = {
        "type": f"urn:huepass:problem:{reason}",
        "title": explain(reason, "en"),
        "title_zh": explain(reason, "zh"),
        "status": status,
        "reason": str(reason),
        **({"detail": detail} if detail else {}),
        **more,
    }
    if status == 401:
        headers = {**(headers or {}), "WWW-Authenticate": "Bearer"}
    return Response(
        json.dumps(content, ensure_ascii=False).encode(),
        status_code=status,
        headers={**_NO_STORE, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def add_handlers(app: FastAPI) -> None:
    """Make the app answer every error with a problem document."""
    app.add_exception_handler(HuepassError, _refused)
    app.add_exception_handler(CodeRefused, _not_evidence)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HuepassError)
    if error.reason in _STATUS:
        return problem(error.reason, detail=error.detail)
    # What is wrong inside the service is for its operator, who finds it in the log.
    raise error


async def _not_evidence(_: Request, error: Exception) -> Response:
    assert isinstance(error, CodeRefused)
    # Of documents that are old the service is to blame, and of all else whoever showed it.
    status = 503 if error.reason in (Reason.CLOCK_BEHIND, Reason.TRUST_STALE) else 422
    return problem(error.reason, detail=error.detail, status=status)


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
