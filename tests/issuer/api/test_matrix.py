"""Role x endpoint x scope: `matrix.md`, written by hand, is what the service does."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copytree
from typing import Final, NamedTuple

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from issuer.api.town import ASKS, Ask, Town, Who
from issuer.conftest import NOON, Clock


class Row(NamedTuple):
    """A line of the matrix."""

    roles: frozenset[str]
    scope: str


def _read() -> dict[str, Row]:
    rows, columns = {}, []
    for line in Path(__file__).with_name("matrix.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| Endpoint |"):
            columns = cells[1:-1]
        elif line.startswith("| "):
            assert set(cells[1:-1]) <= {"", "●"}, line
            assert cells[0] not in rows, line
            let_in = frozenset(
                name for name, cell in zip(columns, cells[1:-1], strict=True) if cell
            )
            rows[cells[0]] = Row(let_in, cells[-1])
    return rows


MATRIX: Final = _read()
SCOPES: Final = {"-", "own", "scope", "list", "lines", "everywhere", "posted"}


@pytest.fixture(scope="module")
def town(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = copytree(made_once, tmp_path_factory.mktemp("town") / "issuer")
    town = Town(folder, Clock(NOON))
    yield town
    town.office.close()


def test_the_matrix_has_every_endpoint_and_no_other(town: Town) -> None:
    there = {
        f"{method} {route.path.replace(':path}', '}')}"
        for route in iter_route_contexts(town.app.routes)
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert set(MATRIX) == there == set(ASKS)
    assert {row.scope for row in MATRIX.values()} <= SCOPES


@contextmanager
def unchanged(town: Town) -> Iterator[None]:
    """Nothing is written meanwhile."""
    with closing(sqlite3.connect(town.office.settings.database)) as watcher:
        before = watcher.execute("PRAGMA data_version").fetchone()
        yield
        assert watcher.execute("PRAGMA data_version").fetchone() == before


def send(town: Town, endpoint: str, who: Who, asked: Ask) -> httpx.Response:
    method = endpoint.partition(" ")[0]
    return town.ask(method, asked.path, asked.token or who.token, **asked.options())


def check_refused(endpoint: str, who: Who, answer: httpx.Response, status: int, why: str) -> None:
    assert answer.status_code == status, (endpoint, who, answer.text)
    if endpoint.partition(" ")[2].startswith("/oid4vci"):
        assert answer.json()["error"] == "invalid_token"
    else:
        assert answer.json()["reason"] == why, (endpoint, who)


@pytest.mark.parametrize("endpoint", MATRIX)
def test_whoever_is_not_let_in_is_told_so_and_nothing_happens(town: Town, endpoint: str) -> None:
    row = MATRIX[endpoint]
    ask = ASKS[endpoint](town, Who("nobody", None))._replace(token=None)
    with unchanged(town):
        for who in town.askers:
            if who.role in row.roles:
                continue
            answer = send(town, endpoint, who, ask)
            if who.name and row.roles != {"holder"}:
                check_refused(endpoint, who, answer, 403, "not_permitted")
            else:
                check_refused(endpoint, who, answer, 401, "not_authenticated")


@pytest.mark.parametrize("endpoint", MATRIX)
def test_whoever_is_let_in_gets_what_they_ask_for(town: Town, endpoint: str) -> None:
    row = MATRIX[endpoint]
    for who in town.askers:
        if who.role not in row.roles or not _reaches(row, who):
            continue
        ask = ASKS[endpoint](town, who)
        answer = send(town, endpoint, who, ask)
        assert answer.status_code == ask.status, (endpoint, who, answer.text)
        if row.scope == "list":
            assert ask.shows in town.everything(who, ask.path)


def _reaches(row: Row, who: Who) -> bool:
    """Whether what is asked for is in the scope of who asks, and is theirs to ask for."""
    match row.scope:
        case "scope" | "list" | "lines":
            return who.reach != "outside"
        case "everywhere":
            return who.reach == "everywhere"
        case "posted":
            return who.role == "collector" and who.reach != "outside"
    return True


@pytest.mark.parametrize(
    "endpoint", [name for name, row in MATRIX.items() if row.scope not in ("-", "own")]
)
def test_whoever_is_let_in_stays_in_their_scope(town: Town, endpoint: str) -> None:
    row = MATRIX[endpoint]
    outside = [who for who in town.askers if who.role in row.roles and not _reaches(row, who)]
    assert outside
    asked = [ASKS[endpoint](town, who) for who in outside]
    with unchanged(town):
        for who, ask in zip(outside, asked, strict=True):
            if row.scope == "list":
                assert ask.shows not in town.everything(who, ask.path)
                continue
            answer = send(town, endpoint, who, ask)
            if row.scope == "lines":
                check_refused(endpoint, who, answer, 422, "import_invalid")
                assert [line["reason"] for line in answer.json()["lines"]] == ["out_of_scope"]
            else:
                check_refused(endpoint, who, answer, 403, "out_of_scope")


@pytest.mark.parametrize(
    "endpoint",
    [
        name
        for name, row in MATRIX.items()
        if row.scope == "own" and "{" in name and "{kind}" not in name
    ],
)
def test_nobody_gets_at_what_is_somebody_elses(town: Town, endpoint: str) -> None:
    of_holder = MATRIX[endpoint].roles == {"holder"}
    owner = next(who for who in town.askers if who.name == "organisation everywhere")
    other = next(who for who in town.askers if who.name == "organisation inside")
    ask = ASKS[endpoint](town, owner)
    token = town.somebody().access if of_holder else other.token
    with unchanged(town):
        answer = send(town, endpoint, other, ask._replace(token=token))
    assert answer.status_code == 404, (endpoint, answer.text)
    assert answer.json()["reason"].endswith("_unknown")
