"""A wallet, an issuer that can misbehave, and a clock for both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huepass.core import GateState, load_all
from huepass.sealing import Cost
from huepass.wallet import IssuerClient, Person, WalletFolder, accept
from huepass.wallet.web import Limits, Web
from kit import World
from wallet.fake import FakeIssuer, issuing

PASSPHRASE = "正确的马 battery"
CHEAP = Cost(1, 8192)  # the least that Argon2id allows: tests don't guard anything


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def issuer(world: World) -> Iterator[FakeIssuer]:
    with issuing(world) as fake:
        yield fake


@pytest.fixture
def client(issuer: FakeIssuer) -> Iterator[IssuerClient]:
    with Web(Limits(connect=5, silence=5, whole=10)) as web:
        yield IssuerClient(web, lambda: issuer.now)


@pytest.fixture
def store(tmp_path: Path) -> WalletFolder:
    return WalletFolder.create(tmp_path / "wallet", PASSPHRASE, CHEAP)


@pytest.fixture
def person(store: WalletFolder, client: IssuerClient, issuer: FakeIssuer) -> Person:
    """Somebody whose strip has just been fetched."""
    return accept(store, client, client.offer(issuer.link())).person


@pytest.fixture
def gate(world: World) -> GateState:
    """A gate that has its lists."""
    report = load_all(GateState.begin(world.root()), world.bundle(), world.now)
    assert report.errors == ()
    return report.state
