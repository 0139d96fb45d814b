"""A client that others wrote gets credentials from the running service: OpenID4VCI 1.0."""

import json
import socket
import subprocess
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import npm
from huepass.core.credential import holder_key
from huepass.issuer.create import create_issuer
from huepass.issuer.domain.records import Role
from huepass.issuer.keystore import KeyMaker
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import CHEAP, PASSPHRASE, settings_for
from issuer.server import serving

HERE = Path(__file__).parent
pytestmark = pytest.mark.needs("node", "npm")
Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the client with the libraries that the lock file names."""
    folder = npm.copied(HERE, tmp_path_factory.mktemp("interop"), "wallet.mjs")

    def run_wallet(*arguments: str) -> dict[str, Any]:
        done = subprocess.run(
            ["node", "wallet.mjs", *arguments],
            cwd=folder, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run_wallet


def clock() -> int:
    return int(time.time())


@pytest.fixture(scope="session")
def url() -> str:
    """Where the service will be."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture(scope="session")
def registrar(tmp_path_factory: pytest.TempPathFactory, url: str) -> Iterator[httpx.Client]:
    """A registrar at a running service."""
    folder = tmp_path_factory.mktemp("served") / "issuer"
    create_issuer(settings_for(folder, url=url), KeyMaker(PASSPHRASE, CHEAP), clock)
    office = Office(load_settings(folder), [], clock)
    token = staffing.add_staff(office, "wang", [Role.REGISTRAR])
    office.close()
    with (
        serving(folder, "--port", url.rpartition(":")[2]) as server,
        httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client,
    ):
        assert server.url == url
        yield client


def offer(registrar: httpx.Client, **kind: bool) -> dict[str, Any]:
    person = registrar.post("/v1/persons").json()["person"]
    made: dict[str, Any] = registrar.post(f"/v1/persons/{person}/offers", json=kind).json()
    return made


def keys_of(credentials: list[str]) -> set[bytes]:
    return {holder_key(urlsafe_b64decode(one + "==")) for one in credentials}


@pytest.mark.parametrize("by_reference", [False, True])
@pytest.mark.parametrize("tx_code", [False, True])
def test_the_whole_way(
    run: Run, registrar: httpx.Client, by_reference: bool, tx_code: bool
) -> None:
    made = offer(registrar, by_reference=by_reference, tx_code=tx_code)
    got = run(made["offer"], *([made["tx_code"]] if tx_code else []))
    keys = {urlsafe_b64decode(key + "==") for key in got["keys"]}
    assert len(keys) == 8
    assert keys_of(got["before"]) | keys_of(got["after"]) == keys
    assert got["rotated"]
    assert not got["identifiers"]


def test_an_offer_that_was_used_is_refused_by_name(run: Run, registrar: httpx.Client) -> None:
    made = offer(registrar)
    assert "before" in run(made["offer"])
    assert run(made["offer"]) == {"error": "invalid_grant"}


def test_a_wrong_transaction_code_is_refused_by_name(run: Run, registrar: httpx.Client) -> None:
    made = offer(registrar, tx_code=True)
    wrong = "000001" if made["tx_code"] == "000000" else "000000"
    assert run(made["offer"], wrong) == {"error": "invalid_grant"}
    assert "before" in run(made["offer"], made["tx_code"])
