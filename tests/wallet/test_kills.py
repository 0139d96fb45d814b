"""A wallet that is killed at any moment has lost nothing when it starts again."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from huepass.core import Colour
from huepass.wallet import IssuerClient, Person, WalletFolder, bring_up, refresh
from wallet.conftest import PASSPHRASE
from wallet.fake import FakeIssuer

# The interpreter tells when it opens, renames or removes something, and when it connects.
KILLED_AT = """
import os, signal, sys
from pathlib import Path
from huepass.wallet import IssuerClient, WalletFolder, bring_up, refresh
from huepass.wallet.web import Web

folder, passphrase, person, now, at, what = sys.argv[1:]
store = WalletFolder.open(Path(folder), passphrase)
seen = 0

def hook(event, args):
    global seen
    if event in {"open", "os.rename", "os.remove"} and str(args[0]).startswith(folder):
        seen += 1
        if seen == int(at):
            os.kill(os.getpid(), signal.SIGKILL)

with Web() as web:
    sys.addaudithook(hook)
    if what == "show":
        bring_up(store, person, int(now))
    else:
        refresh(store, IssuerClient(web, lambda: int(now)), person)
print("done", flush=True)
"""


class Scene:
    """A wallet whose holder's colour has just changed."""

    def __init__(self, path: Path, person: Person, issuer: FakeIssuer) -> None:
        self.wallet = path / "wallet"
        self.template = path / "template"
        self.person = person
        self.issuer = issuer
        shutil.copytree(self.wallet, self.template)

    def reset(self) -> None:
        shutil.rmtree(self.wallet)
        shutil.copytree(self.template, self.wallet)

    def kill(self, what: str, at: int) -> bool:
        """Whether it ended before it was killed."""
        done = subprocess.run(
            [sys.executable, "-c", KILLED_AT, str(self.wallet), PASSPHRASE, self.person.id,
             str(self.issuer.now), str(at), what],
            capture_output=True,
            check=False,
        )  # fmt: skip
        assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
        return done.returncode == 0

    def store(self) -> WalletFolder:
        return WalletFolder.open(self.wallet, PASSPHRASE)


@pytest.fixture
def scene(tmp_path: Path, person: Person, issuer: FakeIssuer) -> Scene:
    return Scene(tmp_path, person, issuer)


def test_killed_while_showing_at_every_file_operation(scene: Scene) -> None:
    kills = 0
    for at in range(1, 40):
        scene.reset()
        ended = scene.kill("show", at)
        shown = bring_up(scene.store(), scene.person.id, scene.issuer.now)
        assert not shown.repeated
        assert sum(one.shown for one in scene.store().person(scene.person.id).held) in (1, 2)
        if ended:
            break
        kills += 1
    assert ended
    assert kills >= 5


@pytest.mark.soak
def test_killed_while_refreshing_at_every_file_operation(
    scene: Scene, client: IssuerClient, soak: Callable[[int], int]
) -> None:
    """Its tokens go on to work, and nothing is minted that nobody has."""
    issuer = scene.issuer
    issuer.colour = Colour.RED
    everywhere = list(range(1, 120))
    step = max(1, 110 // max(8, soak(120)))
    kills = 0
    minted_before = dict(issuer.minted)
    for at in everywhere[::step]:
        scene.reset()
        # The issuer's memory is that of the template as well.
        issuer.generation, issuer.ended = 0, False
        issuer.minted, issuer.counts = dict(minted_before), {}
        ended = scene.kill("refresh", at)
        done = refresh(scene.store(), client, scene.person.id)
        person = done.person
        assert person.colour == Colour.RED
        assert {one.expiry for one in person.strip} == set(issuer.windows())
        new = set(issuer.minted.values()) - set(minted_before.values())
        assert new == {one.credential for one in person.held}
        assert person.pending == ()
        assert not list(scene.wallet.glob(".new-*"))
        assert max(issuer.counts.values()) <= issuer.cap
        if ended:
            break
        kills += 1
    assert kills >= 7


def test_a_killed_writer_leaves_no_lock(scene: Scene) -> None:
    scene.kill("refresh", 4)
    assert os.listdir(scene.wallet)
    with scene.store().refreshing():
        pass
