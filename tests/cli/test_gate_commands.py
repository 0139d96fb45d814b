"""`huepass gate ...`, as scripts and people run it."""

import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command import huepass
from huepass.cli.gate import bundle
from huepass.errors import HuepassError, Reason
from huepass.gate import GateFolder, Settings
from kit import World
from rights import no_rights_to


@pytest.fixture
def world() -> World:
    return World(now=int(time.time()))


@pytest.fixture
def gate(tmp_path: Path, world: World) -> Path:
    folder = GateFolder.create(tmp_path / "gate", world.root(), Settings())
    folder.load(world.bundle(paper=[2]), world.now)
    return folder.path


@pytest.fixture
def root(tmp_path: Path, world: World) -> Path:
    path = tmp_path / "root.cbor"
    path.write_bytes(world.root())
    return path


def test_init_load_show(tmp_path: Path, world: World, root: Path) -> None:
    gate = tmp_path / "gate"
    done = huepass("gate", "init", gate, "--root", root, "--url", "http://a.example", "--no-paper")
    assert (done.status, done.err) == (0, "")
    lists = tmp_path / "lists.cbor"
    lists.write_bytes(world.bundle(paper=[2, 3]))
    done = huepass("gate", "load", gate, lists)
    assert done.status == 0
    assert "已加载 loaded 3" in done.out
    shown = huepass("gate", "show", gate)
    assert "example" in shown.out
    assert "http://a.example" in shown.out
    assert "否 no" in shown.out
    facts = json.loads(huepass("gate", "show", gate, "--json").out)
    assert facts["federation"] == "example"
    assert facts["accept_paper"] is False
    assert facts["root"]["version"] == 1
    assert facts["trust_list"]["sequence"] == 1
    held = facts["issuers"][0]["revocation_list"]
    assert (held["sequence"], held["stale"], held["revoked"]) == (1, False, 2)


def test_show_of_a_new_gate(tmp_path: Path, root: Path) -> None:
    huepass("gate", "init", tmp_path / "gate", "--root", root)
    shown = huepass("gate", "show", tmp_path / "gate")
    assert shown.status == 0
    assert "无 none" in shown.out
    facts = json.loads(huepass("gate", "show", tmp_path / "gate", "--json").out)
    assert facts["trust_list"] is None


def test_init_twice(gate: Path, root: Path) -> None:
    done = huepass("gate", "init", gate, "--root", root)
    assert (done.status, done.out) == (1, "")
    assert "[folder_exists]" in done.err
    assert "文件夹已存在" in done.err


def test_init_with_a_bad_root(tmp_path: Path) -> None:
    path = tmp_path / "root.cbor"
    for data, reason in ((b"", "bad_cbor"), (b"\x80", "bad_structure"), (bytes(70_000), "too_")):
        path.write_bytes(data)
        done = huepass("gate", "init", tmp_path / "gate", "--root", path)
        assert done.status == 1
        assert reason in done.err
    done = huepass("gate", "init", tmp_path / "gate", "--root", tmp_path / "none")
    assert (done.status, "[file_unreadable]" in done.err) == (1, True)
    assert not (tmp_path / "gate").exists()


def test_load_of_what_is_refused(gate: Path, tmp_path: Path, world: World) -> None:
    newer, older = tmp_path / "newer", tmp_path / "older"
    newer.write_bytes(world.trust_list(3))
    older.write_bytes(world.trust_list(2))
    done = huepass("gate", "load", gate, newer, older)
    assert done.status == 1
    assert "loaded 1" in done.out
    assert "[rollback]" in done.err
    done = huepass("gate", "load", gate, older, newer, "--json")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [(line["loaded"], line["errors"]) for line in lines] == [(0, ["rollback"]), (1, [])]


def test_load_of_a_file_that_is_none_of_ours_says_each_reason_once(
    gate: Path, tmp_path: Path
) -> None:
    junk = tmp_path / "junk"
    junk.write_bytes(bytes(100) + b"\x18\x00" * 50)
    done = huepass("gate", "load", gate, junk)
    assert done.status == 1
    assert done.err.count("[bad_structure]") == done.err.count("[bad_cbor]") == 1
    assert "refused 100: bad_structure" in done.err
    assert "refused 50: bad_cbor" in done.err


def test_bundle_serves_another_gate(gate: Path, tmp_path: Path, world: World, root: Path) -> None:
    GateFolder(gate).load(world.root(2) + world.root(3), world.now)
    bundle = tmp_path / "all.cbor"
    assert huepass("gate", "bundle", gate, "-o", bundle).status == 0
    assert bundle.read_bytes() == (
        world.root(1)
        + world.root(2)
        + world.root(3)
        + world.trust_list()
        + world.revocation_list(paper=[2])
    )
    other = tmp_path / "other"
    huepass("gate", "init", other, "--root", root)
    assert huepass("gate", "load", other, bundle).status == 0
    assert GateFolder(other).read().state.root.version == 3


def test_bundle_into_a_folder_that_is_not_there(gate: Path, tmp_path: Path) -> None:
    done = huepass("gate", "bundle", gate, "-o", tmp_path / "none" / "all.cbor")
    assert (done.status, "[file_unwritable]" in done.err) == (1, True)


@pytest.mark.parametrize("name", [".", "/"])
def test_bundle_onto_a_folder(gate: Path, name: str) -> None:
    done = huepass("gate", "bundle", gate, "-o", name)
    assert (done.status, "[file_unwritable]" in done.err) == (1, True)
    assert "Traceback" not in done.err


def test_bundle_into_a_folder_that_one_may_not_enter(
    gate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.parent.chmod(0o755)
    monkeypatch.chdir(gate.parent)
    Path("closed").mkdir()
    with no_rights_to(Path("closed")), pytest.raises(HuepassError) as error:
        bundle(Path("gate"), Path("closed/a/b"))
    assert error.value.reason == Reason.FILE_UNWRITABLE


@pytest.mark.parametrize("words", ["gate sync", "gate show", "gate run"])
def test_a_file_in_place_of_a_gates_folder(root: Path, words: str) -> None:
    done = huepass(*words.split(), root)
    assert (done.status, "[folder_missing]" in done.err) == (1, True)


def test_sync_with_useless_settings_of_the_environment(gate: Path) -> None:
    for settings in ({"ALL_PROXY": "socks5://127.0.0.1:1"}, {"SSL_CERT_FILE": "/nonexistent"}):
        done = huepass("gate", "sync", gate, "--url", "http://127.0.0.1:1", **settings)
        assert (done.status, "[fetch_failed]" in done.err) == (1, True)
        assert "Traceback" not in done.err


def test_run_with_its_input_closed(gate: Path) -> None:
    command = shlex.join([sys.executable, "-m", "huepass", "gate", "run", str(gate)])
    done = subprocess.run(["sh", "-c", f"{command} <&-"], capture_output=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")


def test_sync_without_an_address(gate: Path) -> None:
    done = huepass("gate", "sync", gate)
    assert (done.status, "[wrong_use]" in done.err) == (2, True)


def test_sync_from_nowhere(gate: Path) -> None:
    done = huepass("gate", "sync", gate, "--url", "http://127.0.0.1:1")
    assert done.status == 1
    assert "下载失败 not fetched" in done.out
    assert "[fetch_failed]" in done.err
    assert "http://127.0.0.1:1/federation/roots.cbor" in done.err
    done = huepass("gate", "sync", gate, "--url", "http://127.0.0.1:1", "--json")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line["file"] for line in lines] == ["roots", "trust-list", "revocation-list"]
    assert {line["error"] for line in lines} == {"fetch_failed"}
    assert lines[2]["issuer"] == "gz"


@pytest.mark.parametrize("command", ["sync", "load", "bundle", "run", "show"])
def test_a_folder_that_is_none(tmp_path: Path, command: str, root: Path) -> None:
    more = {"load": [root], "bundle": ["-o", tmp_path / "a"]}.get(command, [])
    done = huepass("gate", command, tmp_path / "none", *more)
    assert (done.status, "[folder_missing]" in done.err) == (1, True)
    assert "Traceback" not in done.err


def test_run_without_a_terminal(gate: Path, world: World) -> None:
    codes = [world.paper(10), world.paper(2), "nonsense"]
    done = huepass("gate", "run", gate, stdin="\n".join(codes).encode())
    assert (done.status, done.err) == (0, "")
    words = [line for line in done.out.splitlines() if line[0] in "✓!✗"]
    assert words == ["✓  通过  PASS", "✗  无效  NOT VALID", "✗  无效  NOT VALID"]
    assert "\x1b" not in done.out
    assert "HP1:" not in done.out


def test_run_answers_each_code_at_once(gate: Path, world: World) -> None:
    command = [sys.executable, "-m", "huepass", "gate", "run", str(gate)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        process.stdout.readline()
        for serial, word in ((10, b"PASS"), (2, b"NOT VALID"), (11, b"PASS")):
            process.stdin.write(world.paper(serial).encode() + b"\r")
            process.stdin.flush()
            while word not in process.stdout.readline():
                pass
        process.stdin.close()
        assert process.wait(60) == 0


def test_run_shows_nothing_of_what_is_typed_on_a_terminal(gate: Path, world: World) -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "huepass", "gate", "run", str(gate)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "70"}
    with subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=environment
    ) as process:
        os.close(follower)
        output = b""
        while b"scan" not in output:
            output += os.read(leader, 4096)
        os.write(leader, world.paper(10).encode() + b"\n")
        while b"Guangzhou" not in output:
            output += os.read(leader, 4096)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    os.close(leader)
    assert b"HP1:" not in output
    assert b"\x1b[" in output
    assert "通过".encode() in output


def test_the_reader_of_the_answers_goes_away(gate: Path, world: World) -> None:
    command = [sys.executable, "-m", "huepass", "gate", "run", str(gate)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(world.paper(10).encode() + b"\n")
        process.stdin.close()
        error = process.stderr.read()
        assert process.wait(60) == 1
    assert b"Traceback" not in error
