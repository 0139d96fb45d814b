"""Applications, reports, categories, readings and explanations, on a service with a programme."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from huepass.issuer.domain.records import Role
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.api.conftest import now
from issuer.rules import FIRST, put_in_force
from issuer.server import Server, serving

SECRET = "K7QF-SECRET"
APPLICATION = {"applicant": "self", "document": "card"}


@pytest.fixture(scope="module")
def town(
    issuer_today: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, dict[str, httpx.Client]]]:
    """A service with a programme, and a client for each role and for two authorities."""
    folder = tmp_path_factory.mktemp("town") / "issuer"
    shutil.copytree(issuer_today[0], folder)
    tokens = dict(issuer_today[1])
    office = Office(load_settings(folder), [], now)
    put_in_force(office, FIRST)
    for name in ("hospital", "cdc"):
        tokens[name] = staffing.add_staff(office, name, [Role.AUTHORITY], [name])
    office.close()
    with serving(folder) as server:
        clients = {
            role: httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"})
            for role, token in tokens.items()
        }
        yield server, clients
        for client in clients.values():
            client.close()


@pytest.fixture
def clients(town: tuple[Server, dict[str, httpx.Client]]) -> dict[str, httpx.Client]:
    return town[1]


@pytest.fixture
def person(clients: dict[str, httpx.Client]) -> str:
    """The path of a person for whom somebody has applied."""
    answer = clients["registrar"].post("/v1/persons", json={"application": APPLICATION})
    assert answer.status_code == 201
    assert (answer.json()["colour"], answer.json()["reason"]) == ("grey", "is_unknown")
    return f"/v1/persons/{answer.json()['person']}"


def refused(answer: httpx.Response, status: int, reason: str) -> dict[str, object]:
    assert answer.status_code == status
    content: dict[str, object] = answer.json()
    assert content["reason"] == reason
    assert content["title"] and content["title_zh"]
    assert SECRET not in answer.text
    return content


def test_a_colour_follows_from_what_is_recorded(
    clients: dict[str, httpx.Client], person: str
) -> None:
    registrar, hospital = clients["registrar"], clients["hospital"]
    answer = registrar.post(f"{person}/reports", json={"answers": {"fever": False}})
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "person": person.rpartition("/")[2],
        "colour": "green",
        "reason": "is_well",
        "revoked": 0,
    }
    registrar.post(f"{person}/paper-passes")
    answer = hospital.put(f"{person}/categories/case")
    assert (answer.json()["colour"], answer.json()["revoked"]) == ("red", 1)
    assert hospital.delete(f"{person}/categories/case").json()["colour"] == "green"
    answer = registrar.post(f"{person}/readings", json={"temperature": 38.2, "at": now() - 60})
    assert (answer.status_code, answer.json()["colour"]) == (201, "red")
    assert registrar.post(f"{person}/readings", json={"temperature": 36}).json()["colour"] == (
        "green"
    )
    assert registrar.post(f"{person}/applications", json=APPLICATION).status_code == 201


def test_an_explanation(clients: dict[str, httpx.Client], person: str) -> None:
    clients["hospital"].put(f"{person}/categories/case", json={"authority": "hospital"})
    content = clients["registrar"].get(f"{person}/explanation").json()
    assert (content["colour"], content["level"]) == ("red", "stop")
    assert content["reasons"] == ["is_case"]
    for language, words in (("en", "Hospital"), ("zh", "中文 Hospital")):
        for audience in ("holder", "staff"):
            assert words in str(content[audience][language]["sections"])
    assert "[is_case]" in str(content["staff"]["en"])


def test_what_the_programme_refuses(clients: dict[str, httpx.Client], person: str) -> None:
    registrar, cdc = clients["registrar"], clients["cdc"]
    wrong = {"applicant": "self", "document": SECRET}
    content = refused(
        registrar.post("/v1/persons", json={"application": wrong}), 422, "document_not_accepted"
    )
    assert "中文 Go to the window." in str(content["detail"])
    answers = {"fever": SECRET, SECRET: 1}
    content = refused(
        registrar.post(f"{person}/reports", json={"answers": answers}), 422, "answers_invalid"
    )
    assert "fever: true or false" in str(content["detail"])
    refused(registrar.post(f"{person}/reports", json={"answers": [SECRET]}), 422, "request_invalid")
    content = refused(cdc.put(f"{person}/categories/case"), 403, "not_permitted")
    assert "hospital: Hospital 中文 Hospital" in str(content["detail"])
    refused(cdc.put(f"{person}/categories/{SECRET}"), 422, "not_in_programme")
    refused(cdc.put(f"{person}/categories/watched", json={"at": 1}), 422, "time_invalid")
    refused(cdc.delete(f"{person}/categories/watched"), 409, "category_not_set")
    refused(registrar.post(f"{person}/readings", json={"temperature": 80}), 422, "reading_invalid")
    green = {"colour": "green", "reason": "a favour"}
    refused(clients["admin"].put(f"{person}/colour", json=green), 409, "decisions_off")


def test_nothing_of_a_report_is_in_the_log(
    town: tuple[Server, dict[str, httpx.Client]], person: str
) -> None:
    server, clients = town
    for answers in ({"fever": True, "stays": [["lake", "2026-11-01"]]}, {"fever": SECRET}):
        clients["registrar"].post(f"{person}/reports", json={"answers": answers})
    log = server.log()
    assert "POST /v1/persons/{person}/reports 201" in log
    for word in (SECRET, "lake", "fever", person.rpartition("/")[2]):
        assert word not in log
