"""A gate's folder that has everything."""

from pathlib import Path

import pytest

from huepass.gate import GateFolder, Settings
from kit import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def folder(tmp_path: Path, world: World) -> GateFolder:
    made = GateFolder.create(tmp_path / "gate", world.root(), Settings())
    report = made.load(world.bundle(paper=[2], live=[2]), world.now)
    assert report.errors == ()
    return made
