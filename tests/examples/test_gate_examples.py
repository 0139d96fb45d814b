"""The gates that readers copy: `examples/gate.py` and `examples/gate.ts` do as they say."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from spec.testkit import forge
from spec.testkit.forge import DAY, HOUR

TOP = Path(__file__).resolve().parents[2]
Gate = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(
    params=["python", pytest.param("typescript", marks=pytest.mark.needs("node", "npm"))]
)
def gate(request: pytest.FixtureRequest) -> Gate:
    """Runs one of the two with arguments and a line of input for each code."""
    if request.param == "python":
        command = [sys.executable, str(TOP / "examples/gate.py")]
    else:
        command = ["node", str(request.getfixturevalue("web") / "build/gate.js")]

    def run(*arguments: object, codes: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*command, *map(str, arguments)],
            input="".join(f"{code}\n" for code in codes),
            cwd=TOP,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            # What a terminal would have; Chinese can be printed in any.
            env={**os.environ, "PYTHONUTF8": "1"},
        )

    return run


class World:
    """A federation whose times are those of this moment."""

    def __init__(self, folder: Path) -> None:
        self.now = int(time.time())
        self.root, self.bundle = folder / "root.cbor", folder / "bundle.cbor"
        self.paper_expiry = self.now - self.now % DAY + 4 * DAY
        self.live_expiry = self.now - self.now % (6 * HOUR) + 6 * HOUR
        times = {3: self.now - 60 * DAY, 4: self.now + 60 * DAY}
        keys = [
            forge.key_entry("live", forge.LIVE, {**times, 7: 0}),
            forge.key_entry("paper", forge.PAPER, {**times, 7: 0}),
            forge.key_entry("revoke", forge.REVOKE, times),
        ]
        self.trust = forge.trust_list(iat=self.now - DAY, issuers=[forge.issuer(keys=keys)])
        revoked = forge.window(expiry=self.paper_expiry, serials=[9])
        self.lists = forge.revocation_list(iat=self.now - 60, windows=[revoked])
        self.root.write_bytes(forge.root(iat=self.now - DAY, exp=self.now + DAY))
        self.bundle.write_bytes(self.trust + self.lists)

    def paper(self, serial: int, colour: int = 1) -> str:
        return forge.text(forge.paper(serial=serial, expiry=self.paper_expiry, colour=colour))

    def live(self, serial: int) -> str:
        # A little ahead, because the gate starts after it was made.
        at = self.now // 10 * 10 + 10
        return forge.text(forge.live(serial=serial, expiry=self.live_expiry, at=at))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def first_words(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """The lines; of refusals no more than the reason, as sentences are not in both."""
    return [
        " ".join(line.split(" ")[:2]) if line.startswith("refused ") else line
        for line in done.stdout.splitlines()
    ]


def test_codes_are_answered_line_by_line(gate: Gate, world: World) -> None:
    live = world.live(1)
    codes = (world.paper(1), live, world.paper(2, colour=2), world.paper(3, colour=3))
    done = gate(world.root, world.bundle, codes=(*codes, live))
    assert (done.returncode, done.stderr) == (0, "")
    assert first_words(done) == [
        "pass 绿码 green paper",
        "pass 绿码 green live",
        "check 黄码 yellow paper",
        "refuse 红码 red paper",
        "pass 绿码 green live",
    ]


def test_a_colour_without_a_name(gate: Gate, world: World) -> None:
    done = gate(world.root, world.bundle, codes=(world.paper(1, colour=6),))
    assert first_words(done) == ["refuse - - paper"]


def test_refusals(gate: Gate, world: World) -> None:
    other = forge.text(forge.paper(signer="other"))
    broken = world.paper(4)[:-3]
    bare = forge.text(forge.credential(expiry=world.live_expiry))
    codes = (world.paper(9), other, "https://example.org", "", broken, bare, world.paper(1))
    done = gate(world.root, world.bundle, codes=codes)
    assert (done.returncode, done.stderr) == (0, "")
    assert first_words(done) == [
        "refused revoked",
        "refused unknown_key",
        "refused not_ours",
        "refused not_ours",
        "refused bad_cbor",
        "refused proof_missing",
        "pass 绿码 green paper",
    ]


def test_refusals_have_a_sentence_in_both_languages(world: World) -> None:
    command = [sys.executable, str(TOP / "examples/gate.py"), world.root, world.bundle]
    done = subprocess.run(
        command, input=world.paper(9), cwd=TOP, capture_output=True, encoding="utf-8"
    )
    assert done.stdout == (
        "refused revoked 该码已失效，请持码人刷新或重新申领。"
        " No longer valid; the person should refresh the pass or get a new one.\n"
    )


def test_without_a_revocation_list_the_answer_is_stale(gate: Gate, world: World) -> None:
    world.bundle.write_bytes(world.trust)
    done = gate(world.root, world.bundle, codes=(world.paper(1),))
    assert first_words(done) == ["check 绿码 green paper stale"]


def test_a_bad_object_in_the_bundle_is_named_and_the_others_count(gate: Gate, world: World) -> None:
    bad = forge.revocation_list(iat=world.now - 60, signer="other")
    world.bundle.write_bytes(world.trust + bad)
    done = gate(world.root, world.bundle, codes=(world.paper(1),))
    assert done.returncode == 0
    assert "bad_revocation_list" in done.stderr
    assert first_words(done) == ["check 绿码 green paper stale"]


def test_a_bad_bundle(gate: Gate, world: World) -> None:
    world.bundle.write_bytes(b"\xff")
    done = gate(world.root, world.bundle, codes=(world.paper(1),))
    assert (done.returncode, done.stdout) == (1, "")
    assert "bad_cbor" in done.stderr and "Traceback" not in done.stderr


def test_a_bad_root(gate: Gate, world: World) -> None:
    world.root.write_bytes(world.trust)
    done = gate(world.root, world.bundle, codes=(world.paper(1),))
    assert (done.returncode, done.stdout) == (1, "")
    assert "bad_root" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("missing", ["root", "bundle"])
def test_a_missing_file(gate: Gate, world: World, missing: str) -> None:
    getattr(world, missing).unlink()
    done = gate(world.root, world.bundle, codes=(world.paper(1),))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and "read" in done.stderr


def test_without_files(gate: Gate) -> None:
    done = gate()
    assert done.returncode in {1, 2} and done.stdout == ""
    assert "ROOT BUNDLE" in done.stderr


def test_both_are_short() -> None:
    for name in ("gate.py", "gate.ts"):
        assert len((TOP / "examples" / name).read_text("utf-8").splitlines()) < 60
