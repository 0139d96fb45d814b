"""Endpoints that create something do it once, however often a client has to ask."""

import functools
import inspect
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any, Final, ParamSpec, TypeVar, get_args

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from huepass.issuer.api.access import the_office
from huepass.issuer.domain.records import Holder, Staff
from huepass.issuer.service import repeats
from huepass.issuer.service.repeats import Answer, Asked

KEY: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
P = ParamSpec("P")
T = TypeVar("T")

_Key = Annotated[
    str | None,
    Header(
        alias=KEY,
        pattern="^[!-~]{1,64}$",
        description=(
            "Names this request, best with a random UUID. Asked again with the same key within "
            "24 hours, it gets the same answer and nothing is done twice. "
            "给本次请求的名字（最好是随机 UUID）：24 小时内以同一名字重发，得到同一答复，"
            "不会重复办理。"
        ),
    ),
]


class _Sent:
    """What was sent, byte for byte."""

    def __init__(self, request: Request, body: bytes, key: str | None) -> None:
        self.request = request
        self.key = key
        line = f"{request.method} {request.url.path}?{request.url.query}\n"
        self.what = line.encode() + body


async def _sent(request: Request, key: _Key = None) -> _Sent:
    return _Sent(request, await request.body(), key)


def once(endpoint: Callable[P, T]) -> Callable[P, T]:
    """Let clients name requests to an endpoint, so that asking again does nothing twice.

    The endpoint is a sync one. If it has to know who asks, a parameter is a `Staff` or a `Holder`.
    """
    signature = inspect.signature(endpoint)
    who = _who_asks(signature)

    @functools.wraps(endpoint)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Any:
        sent = kwargs.pop("_sent")
        assert isinstance(sent, _Sent)
        if sent.key is None:
            return endpoint(*args, **kwargs)
        asked = Asked(_name(who and kwargs[who], sent.what), sent.key, sent.what)
        answer, again = repeats.once(
            the_office(sent.request),
            asked,
            lambda: _answer(endpoint(*args, **kwargs), sent.request.scope["route"]),
        )
        headers = {**answer.headers, **({REPLAYED: "true"} if again else {})}
        return Response(answer.body, answer.status, headers)

    add_parameter(wrapped, "_sent", Annotated[_Sent, Depends(_sent)])
    return wrapped


def add_parameter(
    wrapper: Callable[..., Any], name: str, annotation: object, returns: object = None
) -> None:
    """Let FastAPI give an endpoint's wrapper one more parameter than the endpoint has.

    Args:
        wrapper: made with `functools.wraps`.
        name: the parameter's.
        annotation: what FastAPI is to give.
        returns: what the wrapper returns, if that is something else.
    """
    signature = inspect.signature(wrapper)
    added = inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
    # What `inspect` looks at first; a function has none of its own.
    wrapper.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*signature.parameters.values(), added],
        return_annotation=returns or signature.return_annotation,
    )


def _who_asks(signature: inspect.Signature) -> str | None:
    """The parameter that says it, if there is one."""
    for name, parameter in signature.parameters.items():
        if set(get_args(parameter.annotation)[:1]) & {Staff, Holder}:
            return name
    return None


def _name(who: object, what: bytes) -> str:
    if isinstance(who, Holder):
        return f"holder {who.wallet.id.hex()}"
    if isinstance(who, Staff):
        return f"staff {who.id}"
    # Of people who are not known yet, whoever asks for the same is the same: nobody can take a
    # key from somebody else, or learn that it was used.
    return f"anyone {sha256(what).hexdigest()}"


def _answer(made: object, route: Any) -> Answer:
    """The same answer that FastAPI makes of what an endpoint returns."""
    if isinstance(made, Response):
        headers = {name: value for name, value in made.headers.items() if name != "content-length"}
        return Answer(made.status_code, headers, bytes(made.body))
    assert isinstance(made, BaseModel)
    body = made.model_dump_json(
        by_alias=True,
        exclude_none=route.response_model_exclude_none,
        exclude_unset=route.response_model_exclude_unset,
    )
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    return Answer(route.status_code or 200, headers, body.encode())
