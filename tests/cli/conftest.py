"""An issuer's folder for its commands, and the wallet's fixtures for what its commands draw."""

import shutil
import time
from pathlib import Path

import pytest

from huepass.issuer.create import create_issuer
from huepass.issuer.keystore import KeyMaker
from issuer.conftest import CHEAP, PASSPHRASE, settings_for
from wallet.conftest import client, gate, issuer, person, store, world

__all__ = ["client", "gate", "issuer", "person", "store", "world"]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An issuer's folder that tests copy: keys take their time to make."""
    folder = tmp_path_factory.mktemp("made") / "issuer"
    create_issuer(settings_for(folder), KeyMaker(PASSPHRASE, CHEAP), lambda: int(time.time()))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """An issuer's folder of a test's own."""
    return Path(shutil.copytree(made, tmp_path / "issuer"))
