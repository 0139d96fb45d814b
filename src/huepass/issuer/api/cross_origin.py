"""What pages that another host serves may ask and read here (CORS).

No request is authorised by where it comes from: there are no cookies. So whatever wallets and gates
need, pages of any origin may have. What is for staff is left out: their pages are this host's own.
"""

from typing import Final

from fastapi import Response
from starlette.types import Scope

_READ: Final = ("GET", "HEAD")
_ALL: Final = (*_READ, "POST", "PUT", "DELETE")
_OPEN: Final = (
    ("/oid4vci/", _ALL),
    ("/v1/holder/", _ALL),
    ("/v1/registrations/", _ALL),
    ("/v1/programme/", _READ),
    ("/v1/divisions/", _READ),
    ("/federation/", _READ),
    ("/revocation-list.cbor/", _READ),
    ("/.well-known/", _READ),
)
"""How paths begin, with a slash after them, and what may be done there."""
_SENT: Final = "Accept, Authorization, Content-Type, Idempotency-Key"
_AGE: Final = "7200"  # seconds; browsers keep none longer
# Always there, so that caches need not tell apart who asked.
_READABLE: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag"),
]


def readable(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers that let pages from elsewhere read an answer; none where they may not."""
    return _READABLE if scope["method"] in _methods(scope["path"]) else []


def preflight(scope: Scope) -> Response | None:
    """The answer to a browser that asks what a page may send; None to anything else."""
    if scope["method"] != "OPTIONS":
        return None
    asked = dict(scope["headers"]).get(b"access-control-request-method", b"").decode("latin-1")
    methods = _methods(scope["path"])
    if asked not in methods:
        return None
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": _SENT,
            "Access-Control-Max-Age": _AGE,
        },
    )


def _methods(path: str) -> tuple[str, ...]:
    path += "/"
    return next((methods for start, methods in _OPEN if path.startswith(start)), ())
