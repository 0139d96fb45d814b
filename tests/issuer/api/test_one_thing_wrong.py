"""Right requests with one thing in them that is not: never an error inside the service.

What schemathesis makes up is refused early. These requests get as far as right ones do.
"""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from shutil import copytree
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

import api_file
from huepass.errors import Reason
from issuer.api.town import ASKS, Town
from issuer.conftest import NOON, Clock

JUNK: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1 << 63, 10**400, 1e308, -0.0, "", " ", "0", "-1", "x" * 900, "x\0y",
    "\u202e", "甲" * 300, "*", "east", "%", "../..", "9" * 200, "2026-13-45T", [], [[]], [None],
    ["east", "east"], {}, {"": None}, {"a": {"a": {"a": 1}}},
)  # fmt: skip
WORDS: Final = (
    "0", "-1", "x" * 900, "x\0y", "甲", "%", "a/b", "*", "hpst_x", "K7QF-2M9D-K7QF-2M9D",
)  # fmt: skip
DOCUMENT: Final = api_file.described()
BODIES: Final = [
    f"{method.upper()} {path}"
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if "application/json" in operation.get("requestBody", {}).get("content", {})
]
PATHS: Final = [endpoint for endpoint in ASKS if "{" in endpoint]


@pytest.fixture(scope="module")
def town(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = copytree(made_once, tmp_path_factory.mktemp("town") / "issuer")
    town = Town(folder, Clock(NOON))
    yield town
    town.office.close()


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The way to everything in some JSON, itself included."""
    yield ()
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ((name, *rest) for rest in places(inner))
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from ((number, *rest) for rest in places(inner))


def changed(value: Any, place: tuple[Any, ...], to: Any) -> Any:
    if not place:
        return to
    result = deepcopy(value)
    inner = result
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = to
    return result


def check(endpoint: str, answer: httpx.Response, sent: object) -> None:
    """It did something, or was refused for a reason that the description has."""
    method, path = endpoint.split(" ", 1)
    # Of the pages nothing is described: what isn't there is not found, and no more is said.
    operation = DOCUMENT["paths"].get(path, {}).get(method.lower(), {})
    responses = operation.get("responses", {})
    if answer.is_success:
        return
    assert answer.status_code < 500 or answer.status_code == 503, (endpoint, sent, answer.text)
    if path.startswith("/oid4vci"):
        assert str(answer.status_code) in responses, (endpoint, sent)
        return
    reason = answer.json()["reason"]
    if reason in (Reason.NOT_FOUND, Reason.METHOD_NOT_ALLOWED):
        return  # a place that is none
    described = responses[str(answer.status_code)]["content"]["application/problem+json"]
    assert reason in described["examples"], (endpoint, sent, answer.text)


@pytest.mark.parametrize("endpoint", BODIES)
def test_in_the_body(town: Town, endpoint: str) -> None:
    method = endpoint.split(" ")[0]
    who = next(one for one in town.askers if one.name == "admin everywhere")
    if endpoint == "POST /v1/organisation/members/{person}/reports":
        who = next(one for one in town.askers if one.name == "organisation everywhere")
    if endpoint == "POST /v1/points/{point}/readings":
        who = next(one for one in town.askers if one.name == "collector everywhere")
    for place in places(ASKS[endpoint](town, who).json or {}):
        ask = ASKS[endpoint](town, who)
        token = ask.token or (town.me.access if "/holder" in ask.path else who.token)
        for junk in JUNK:
            sent = changed(ask.json or {}, place, junk)
            answer = town.ask(method, ask.path, token, json=sent)
            check(endpoint, answer, (place, junk))


@pytest.mark.parametrize("endpoint", PATHS)
def test_in_the_path(town: Town, endpoint: str) -> None:
    method, template = endpoint.split(" ", 1)
    who = next(one for one in town.askers if one.name == "admin everywhere")
    ask = ASKS[endpoint](town, who)
    token = ask.token or (town.me.access if "/holder" in ask.path else who.token)
    steps = ask.path.split("/")
    for number, step in enumerate(template.split("/")):
        if "{" not in step:
            continue
        for word in WORDS:
            there = step.replace(step[step.index("{") : step.index("}") + 1], quote(word, safe=""))
            path = "/".join((*steps[:number], there, *steps[number + 1 :]))
            check(endpoint, town.ask(method, path, token, **ask.options()), (number, word))
