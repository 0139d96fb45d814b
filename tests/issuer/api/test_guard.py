"""What becomes of requests whose body never ends, or ends too early."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from huepass.issuer.api.guard import Guard


def guarded(path: str, messages: list[Message], body_time: float) -> tuple[list[bytes], list[Any]]:
    """The bodies that reached the app, and what was sent, when these messages come and no more."""
    reached: list[bytes] = []
    sent: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": []}
    asyncio.run(Guard(app, body_time)(scope, receive, send))
    return reached, sent


def part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_whole_body_reaches_the_app() -> None:
    reached, sent = guarded("/v1/persons", [part(b"a", more=True), part(b"b", more=False)], 20)
    assert reached == [b"ab"]
    assert sent[0]["status"] == 200


@pytest.mark.parametrize("begun", [[], [part(b'{"colour": "red"}', more=True)]])
def test_a_request_that_was_broken_off_is_not_carried_out(begun: list[Message]) -> None:
    left: list[Message] = [*begun, {"type": "http.disconnect"}]
    assert guarded("/v1/persons", left, 20) == ([], [])


def test_a_body_that_does_not_arrive_in_time() -> None:
    reached, (start, body) = guarded("/v1/persons", [part(b"a", more=True)], 0.01)
    assert reached == []
    assert start["status"] == 408
    headers = dict(start["headers"])
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"connection"] == b"close"
    assert json.loads(body["body"])["reason"] == "request_timeout"


def test_a_wallet_whose_body_does_not_arrive_in_time() -> None:
    _, (start, body) = guarded("/oid4vci/credential", [part(b"a", more=True)], 0.01)
    assert start["status"] == 408
    assert json.loads(body["body"])["error"] == "invalid_credential_request"
