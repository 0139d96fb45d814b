"""A running service that all tests of the API share, and a client for each role."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from huepass.issuer.create import create_issuer
from huepass.issuer.domain.records import Role
from huepass.issuer.keystore import KeyMaker
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import CHEAP, PASSPHRASE, settings_for
from issuer.server import Server, serving

Client = Callable[[str | None], httpx.Client]


def now() -> int:
    return int(time.time())


@pytest.fixture(scope="session")
def issuer_today(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An issuer's folder of this moment, to copy, and a token for each role."""
    folder = tmp_path_factory.mktemp("today") / "issuer"
    create_issuer(settings_for(folder), KeyMaker(PASSPHRASE, CHEAP), now)
    office = Office(load_settings(folder), [], now)
    tokens = {str(role): staffing.add_staff(office, f"the {role}", [role]) for role in Role}
    office.close()
    return folder, tokens


@pytest.fixture
def today(issuer_today: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    """An issuer's folder of this moment, of the test's own."""
    return Path(shutil.copytree(issuer_today[0], tmp_path / "issuer"))


@pytest.fixture(scope="session")
def tokens(issuer_today: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """A token for each role."""
    return issuer_today[1]


@pytest.fixture(scope="session")
def server(
    issuer_today: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The service."""
    folder = tmp_path_factory.mktemp("served") / "issuer"
    shutil.copytree(issuer_today[0], folder)
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="session")
def clients(server: Server, tokens: dict[str, str]) -> Iterator[dict[str | None, httpx.Client]]:
    """A client for each role, and one without a token."""
    made: dict[str | None, httpx.Client] = {
        role: httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"})
        for role, token in tokens.items()
    }
    made[None] = httpx.Client(base_url=server.url)
    yield made
    for client in made.values():
        client.close()


@pytest.fixture
def connect(server: Server) -> Iterator[Callable[[str], httpx.Client]]:
    """Clients for other tokens."""
    with ExitStack() as opened:
        yield lambda token: opened.enter_context(
            httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"})
        )


@pytest.fixture
def admin(clients: dict[str | None, httpx.Client]) -> httpx.Client:
    """A client that may do everything."""
    return clients["admin"]


@pytest.fixture
def public(clients: dict[str | None, httpx.Client]) -> httpx.Client:
    """A client without a token."""
    return clients[None]
