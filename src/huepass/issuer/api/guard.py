"""What every request goes through: size, log line, who may read it, the last net for errors."""

import asyncio
import logging
import time
import traceback
from typing import Final

from fastapi import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from huepass.errors import HuepassError, Reason
from huepass.issuer.api import cross_origin
from huepass.issuer.api.import_routes import IMPORT_PATH
from huepass.issuer.api.problems import problem
from huepass.issuer.api.wallet_routes import MAX_CREDENTIAL_BODY, failed
from huepass.issuer.domain import health_proofs
from huepass.issuer.domain.imports import MAX_IMPORT
from huepass.issuer.domain.metadata import CREDENTIAL_PATH

MAX_BODY: Final = 16 << 10  # bytes
_LARGER: Final = (
    (CREDENTIAL_PATH, MAX_CREDENTIAL_BODY),
    ("/v1/holder/proofs/", health_proofs.MAX_SIZE),
    (IMPORT_PATH, MAX_IMPORT),
)
"""Addresses that take more, by how they begin."""
BODY_TIME: Final = 10.0  # seconds for all of a body, whoever sends it
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
log = logging.getLogger("huepass.issuer")


class Guard:
    """Refuses large and slow bodies, logs each request, turns what nobody caught into a 500.

    The line has the route's template, never its values, and nothing of query, header or body.

    Args:
        app: what answers.
        body_time: seconds that a body may take to arrive.
    """

    def __init__(self, app: ASGIApp, body_time: float = BODY_TIME) -> None:
        self._app = app
        self._body_time = body_time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), *cross_origin.readable(scope)]
                message = {**message, "headers": headers}
            await send(message)

        try:
            body = await _read_body(receive, _limit(scope["path"]), self._body_time)
            if isinstance(body, Reason):
                response = _answer(scope, body, None)
                # The rest of the body must not be taken for the next request.
                response.headers["Connection"] = "close"
                await response(scope, receive, observed)
            elif (asked := cross_origin.preflight(scope)) is not None:
                await asked(scope, receive, observed)
            elif body is not None:
                await self._app(scope, _replayed(body, receive), observed)
        except Exception as error:
            _log_failure(error)
            if status:
                # The answer has begun: all that is left is to break it off.
                raise ConnectionError("the answer was broken off") from None
            reason = error.reason if isinstance(error, HuepassError) else Reason.INTERNAL_ERROR
            await _answer(scope, reason, 500)(scope, receive, observed)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            milliseconds = (time.perf_counter() - started) * 1000
            method = scope["method"] if scope["method"] in _METHODS else "-"
            log.info("%s %s %d %.1f ms", method, route, status, milliseconds)


def _limit(path: str) -> int:
    """How many bytes a body may have at an address."""
    return next((size for start, size in _LARGER if path.startswith(start)), MAX_BODY)


def _answer(scope: Scope, reason: Reason, status: int | None) -> Response:
    """A problem document, or what wallets understand."""
    return failed(scope["path"], reason) or problem(reason, status=status)


async def _read_body(receive: Receive, limit: int, seconds: float) -> bytes | Reason | None:
    """The whole body, why it is refused, or None if the client left in the middle of it."""
    body = bytearray()  # bytes would be copied with each piece that arrives
    more = True
    try:
        async with asyncio.timeout(seconds):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > limit:
                    return Reason.REQUEST_TOO_LARGE
    except TimeoutError:
        return Reason.REQUEST_TIMEOUT
    return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _log_failure(error: Exception) -> None:
    # Messages of exceptions can quote what was sent; where it happened can't.
    reason = str(error.reason) if isinstance(error, HuepassError) else "-"
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    log.error("failed: %s %s at %s", type(error).__name__, reason, places)
