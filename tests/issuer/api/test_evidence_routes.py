"""The endpoints for certificates, on a running service."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import Request

from huepass.core import challenge_from_text
from huepass.errors import CodeRefused, Reason
from huepass.issuer.api.problems import _not_evidence
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.service import moving
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import PASSPHRASE
from issuer.server import Server, serving
from issuer.sichuan import PROGRAMME, SUBJECT, certificate, join, shown
from people import registered


@pytest.fixture(scope="module")
def nanchong(
    issuer_today: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A service with the programme of Nanchong, in a federation with Sichuan."""
    folder = Path(shutil.copytree(issuer_today[0], tmp_path_factory.mktemp("nanchong") / "issuer"))
    settings = load_settings(folder)
    join(settings, int(time.time()))
    office = Office(settings, [], lambda: int(time.time()))
    moving.load(office, PROGRAMME.read_bytes(), None)
    office.close()
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="module")
def registrar(nanchong: Server, tokens: dict[str, str]) -> Iterator[httpx.Client]:
    """A member of its staff."""
    header = {"Authorization": f"Bearer {tokens['registrar']}"}
    with httpx.Client(base_url=nanchong.url, headers=header) as client:
        yield client


@pytest.fixture
def worker(nanchong: Server) -> str:
    """Somebody who applied."""
    settings = load_settings(nanchong.folder)
    secret = unlock_service(load_folder(settings.keys), PASSPHRASE).secret
    office = Office(settings, [], lambda: int(time.time()), secret)
    person = registered(office)
    office.close()
    return person.number


def challenge(client: httpx.Client, person: str) -> bytes:
    answer = client.post(f"/v1/persons/{person}/evidence-challenges")
    assert answer.status_code == 201
    assert answer.json()["expires"] <= time.time() + 300
    return challenge_from_text(answer.json()["challenge"])


def test_a_certificate_makes_green(registrar: httpx.Client, nanchong: Server, worker: str) -> None:
    now = int(time.time())
    document = certificate(now - 10)
    text = shown(challenge(registrar, worker), now, document)
    answer = registrar.post(f"/v1/persons/{worker}/evidence", json={"text": text})
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "person": worker,
        "evidence": "migrant-worker",
        "expires": now - 10 + 30 * 86400,
        "colour": "green",
        "reason": "migrant_worker",
        "revoked": 0,
    }
    again = registrar.post(f"/v1/persons/{worker}/evidence", json={"text": text})
    assert (again.status_code, again.json()["reason"]) == (422, "challenge_mismatch")
    log = nanchong.log()
    assert "POST /v1/persons/{person}/evidence 201" in log
    assert text not in log and worker not in log


def test_what_is_wrong_has_its_code(registrar: httpx.Client, worker: str) -> None:
    now = int(time.time())
    path = f"/v1/persons/{worker}/evidence"
    made = challenge(registrar, worker)
    for text, reason in {
        "": "not_ours",
        "https://a.example/secret": "not_ours",
        "HPE1:" + "0" * 1500: "too_large",
        shown(made, now, certificate(now + 100)): "not_yet_valid",
        shown(made, now - 1000, certificate(now - 2000)): "proof_not_fresh",
        shown(made, now, certificate(now, kind="fisherman")): "evidence_not_accepted",
    }.items():
        answer = registrar.post(path, json={"text": text})
        assert (answer.status_code, answer.json()["reason"]) == (422, reason)
        assert "secret" not in answer.text
    for body in ({}, {"text": 1}, {"text": "x" * 5000}, {"text": "x", "more": 1}):
        answer = registrar.post(path, json=body)
        assert (answer.status_code, answer.json()["reason"]) == (422, "request_invalid")
    unknown = registrar.post("/v1/persons/0000/evidence-challenges")
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "person_unknown")


def test_what_it_can_not_be_checked_against_is_the_services_fault() -> None:
    for reason, status in ((Reason.TRUST_STALE, 503), (Reason.CLOCK_BEHIND, 503)):
        answer = asyncio.run(_not_evidence(Request({"type": "http"}), CodeRefused(reason)))
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({}, 503, "no_usable_key"),
        ({"kind": "A"}, 422, "certificate_refused"),
        ({"key": "00" * 32}, 422, "certificate_refused"),
        ({"until": "2020-01-01"}, 422, "certificate_refused"),
        ({"key": "x"}, 422, "request_invalid"),
        ({"until": "soon"}, 422, "request_invalid"),
        ({"until": 2**31}, 422, "request_invalid"),
    ],
)
def test_what_is_not_certified(
    registrar: httpx.Client, worker: str, change: dict[str, object], status: int, reason: str
) -> None:
    body = {"kind": "x", "key": SUBJECT.public_key.hex(), "until": time.strftime("%Y-12-31")}
    answer = registrar.post(f"/v1/persons/{worker}/certificates", json={**body, **change})
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
