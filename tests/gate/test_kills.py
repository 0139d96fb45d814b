"""A gate that is killed while it writes starts again with the old state or with the new one."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from huepass.errors import Reason
from huepass.gate import GateFolder, Settings
from kit import World

LOAD = [sys.executable, "-m", "huepass", "gate", "load"]
# What changes a folder or makes a change last, under the names that the kernel gives it. A kill at
# the `write` that follows it stands for `openat`, of which an interpreter has hundreds.
SYSCALLS = ["write", "fsync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "flock"]
# No byte code is written, so that each run makes the same calls.
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


class Scene:
    """A folder with version 1 of everything, and files with version 1 and version 2."""

    def __init__(self, path: Path) -> None:
        # The command reads the real clock.
        self.world = World(now=int(time.time()))
        self.before = self.world.bundle(paper=[2])
        self.after = (
            self.world.root(2) + self.world.trust_list(2) + self.world.revocation_list(2, paper=[3])
        )
        self.template = path / "template"
        self.path = path / "gate"
        self.file = path / "after.cbor"
        self.file.write_bytes(self.after)
        GateFolder.create(self.template, self.world.root(), Settings())
        GateFolder(self.template).load(self.before, self.world.now)

    def reset(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.copytree(self.template, self.path)

    def versions(self) -> tuple[int, int, int]:
        state = GateFolder(self.path).read().state
        assert state.trust is not None
        return state.root.version, state.trust.sequence, state.lists["gz"].sequence

    def check(self, *, answered: bool) -> None:
        versions = self.versions()
        assert versions in {(1, 1, 1), (2, 2, 2)}
        if answered:
            assert versions == (2, 2, 2)
        now = self.world.now
        if versions == (2, 2, 2):
            older = [self.world.root(1), self.world.trust_list(1), self.world.revocation_list(1)]
            for document in older:
                report = GateFolder(self.path).load(document, now)
                assert [error.reason for error in report.errors] == [Reason.ROLLBACK]
        # The lock went with the process, and nothing is in the way of the next attempt.
        assert GateFolder(self.path, wait=0).load(self.after, now).errors == ()
        assert self.versions() == (2, 2, 2)
        # What the killed one left behind goes with the next change.
        assert GateFolder(self.path).load(self.world.trust_list(3), now).errors == ()
        assert len(list((self.path / "documents").iterdir())) == 4
        assert not list(self.path.rglob(".new-*"))


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


@pytest.mark.needs("strace")
def test_killed_at_every_system_call_that_writes(scene: Scene, tmp_path: Path) -> None:
    log = tmp_path / "strace.log"
    scene.reset()
    _strace(scene, ["-y", "-s", "0", "-e", "trace=" + ",".join(SYSCALLS), "-o", str(log)])
    assert scene.versions() == (2, 2, 2)
    counts = dict.fromkeys(SYSCALLS, 0)
    kills = []
    for line in log.read_text().splitlines():
        name = line.partition("(")[0].split()[-1]
        if name not in counts:
            continue
        counts[name] += 1
        if str(scene.path) in line:
            kills.append((name, counts[name]))
    # 3 documents and the state, each written, flushed and renamed, and its folder flushed.
    assert len(kills) >= 19
    for name, number in kills:
        scene.reset()
        inject = f"inject={name}:signal=KILL:when={number}"
        done = _strace(scene, ["-e", f"trace={name}", "-e", inject, "-o", str(log)])
        assert done.returncode == -signal.SIGKILL, (name, number)
        scene.check(answered=b"loaded" in done.stdout)


def _strace(scene: Scene, options: list[str]) -> subprocess.CompletedProcess[bytes]:
    command = ["strace", "-f", *options, *LOAD, str(scene.path), str(scene.file)]
    return subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT)


# As above without strace: the interpreter tells when it opens, renames or removes something.
KILLED_AT = """
import os, signal, sys
from pathlib import Path
from huepass.gate import GateFolder

folder, file, now, at = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
data = Path(file).read_bytes()
seen = 0

def hook(event, args):
    global seen
    if event in {"open", "os.rename", "os.remove"} and str(args[0]).startswith(folder):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
GateFolder(Path(folder)).load(data, now)
print("loaded", flush=True)
"""


def test_killed_at_every_file_operation(scene: Scene) -> None:
    kills = 0
    for at in range(1, 200):
        scene.reset()
        arguments = [str(scene.path), str(scene.file), str(scene.world.now), str(at)]
        command = [sys.executable, "-c", KILLED_AT, *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
        scene.check(answered=b"loaded" in done.stdout)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        kills += 1
    assert done.returncode == 0
    assert kills >= 15


LOADING = """
import sys
from pathlib import Path
from huepass.gate import GateFolder

folder = GateFolder(Path(sys.argv[1]))
for line in sys.stdin:
    report = folder.load(bytes.fromhex(line), int(sys.argv[2]))
    print(report.loaded, flush=True)
"""


@pytest.mark.soak
def test_killed_under_load(scene: Scene, soak: Callable[[int], int]) -> None:
    """Nothing that was answered is lost, whenever the kill comes."""
    chance = random.Random(2)
    world = scene.world
    lists = [world.revocation_list(number, paper=[number]) for number in range(2, 60)]
    fed = "".join(one.hex() + "\n" for one in lists)
    for _ in range(soak(200)):
        scene.reset()
        command = [sys.executable, "-c", LOADING, str(scene.path), str(world.now)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin and process.stdout
            process.stdin.write(fed)
            process.stdin.flush()
            answered = 0
            for _ in range(chance.randrange(1, 40)):
                assert process.stdout.readline() == "1\n"
                answered += 1
            for _ in range(chance.randrange(20_000)):
                pass
            process.kill()
            answered += process.stdout.read().count("1\n")
        held = GateFolder(scene.path).read().state.lists["gz"].sequence
        assert held >= answered + 1
        report = GateFolder(scene.path, wait=0).load(world.revocation_list(1), world.now)
        assert [error.reason for error in report.errors] == [Reason.ROLLBACK]
