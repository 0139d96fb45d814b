"""Paper passes leave as sheets to print, which are drawn when the passes are on record."""

import functools
from collections.abc import Callable, Sequence
from typing import Final, ParamSpec

from fastapi import Request, Response
from pydantic import BaseModel

from huepass.issuer.api.access import the_office
from huepass.issuer.api.idempotency import REPLAYED, add_parameter
from huepass.issuer.service import paper
from huepass.issuer.service.office import Office
from huepass.issuer.service.paper import MadePass
from huepass.issuer.service.sheets import sheets_of
from huepass.issuer.sheet import draw

PDF: Final = "application/pdf"
PNG: Final = "image/png"
_ENDINGS: Final = {PDF: "pdf", PNG: "png"}
P = ParamSpec("P")


class Made(BaseModel):
    """What an endpoint made that answers with sheets."""

    passes: list[MadePass]


def drawn(
    drawing: Callable[[Office, Sequence[MadePass], Request], Response],
) -> Callable[[Callable[P, Made]], Callable[P, Response]]:
    """Let an endpoint that makes passes answer with sheets.

    It goes around `once`: what is kept for a request that comes again are the passes, and nobody
    has to wait while sheets are drawn. Passes that can't be drawn are revoked, unless the request
    has a key: whoever sent it can ask for them again.
    """

    def decorate(endpoint: Callable[P, Made]) -> Callable[P, Response]:
        @functools.wraps(endpoint)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
            request = kwargs.pop("_request")
            assert isinstance(request, Request)
            office = the_office(request)
            made: object = endpoint(*args, **kwargs)
            if isinstance(made, Response):
                answer = drawing(office, Made.model_validate_json(bytes(made.body)).passes, request)
                if REPLAYED in made.headers:
                    answer.headers[REPLAYED] = made.headers[REPLAYED]
                return answer
            assert isinstance(made, Made)
            with paper.handing_out(office, made.passes):
                return drawing(office, made.passes, request)

        add_parameter(wrapped, "_request", Request, returns=Response)
        return wrapped

    return decorate


def one_sheet(office: Office, made: Sequence[MadePass], request: Request) -> Response:
    """The sheet of one pass: PDF, or PNG if the client prefers it."""
    (sheet,) = sheets_of(office, made)
    if prefers(request.headers.get("Accept", ""), PNG, PDF):
        return _file(draw.png(sheet), PNG, "paper-pass")
    return _file(draw.pdf([sheet]), PDF, "paper-pass")


def all_sheets(office: Office, made: Sequence[MadePass], _: Request) -> Response:
    """A page for each of many passes."""
    return _file(draw.pdf(sheets_of(office, made)), PDF, "paper-passes")


def prefers(accept: str, kind: str, other: str) -> bool:
    """Whether an `Accept` header prefers a media type to another one (RFC 9110 section 12.5.1)."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        said = [one[2:].strip() for one in parameters if one.startswith("q=")]
        try:
            weights[name] = float(said[0]) if said else 1.0
        except ValueError:
            weights[name] = 0.0

    def weight(of: str) -> float:
        ranges = (of, f"{of.partition('/')[0]}/*", "*/*")
        return next((weights[one] for one in ranges if one in weights), 0.0)

    return weight(kind) > weight(other)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.{_ENDINGS[kind]}"',
        "Vary": "Accept",
    }
    return Response(content, 201, headers, kind)
