"""`huepass verify`: its answers and its exit status."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from command import Done, huepass
from huepass.cli.verify import _texts
from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.gate import GateFolder, Settings
from kit import HOUR, World
from rights import no_rights_to


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def gate(tmp_path: Path, world: World) -> Path:
    folder = GateFolder.create(tmp_path / "gate", world.root(), Settings())
    folder.load(world.bundle(paper=[2]), world.now)
    return folder.path


def verify(gate: Path, world: World, *arguments: str | Path, stdin: bytes = b"") -> Done:
    return huepass("verify", "--gate", gate, "--at", str(world.now), *arguments, stdin=stdin)


def picture(path: Path, text: str) -> Path:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    pixels = memoryview(code.to_image(scale=4))  # type: ignore[arg-type]
    size = (pixels.shape[1], pixels.shape[0])
    Image.frombytes("L", size, bytes(pixels)).save(path, "PNG")
    return path


def test_all_pass(gate: Path, world: World) -> None:
    done = verify(gate, world, world.paper(10), world.live(11))
    assert done.status == 0
    assert done.out.count("PASS") == 2


def test_some_to_be_checked(gate: Path, world: World) -> None:
    assert verify(gate, world, world.paper(10), world.paper(11, Colour.YELLOW)).status == 10


def test_some_refused(gate: Path, world: World) -> None:
    codes = [world.paper(10, Colour.RED), world.paper(11, Colour.YELLOW), world.paper(12)]
    assert verify(gate, world, *codes).status == 20


def test_some_not_valid(gate: Path, world: World) -> None:
    codes = [world.paper(2), world.paper(10, Colour.RED), world.paper(12)]
    done = verify(gate, world, *codes)
    assert done.status == 30
    assert "不" not in done.out.splitlines()[0]
    assert "No longer valid" in done.out


def test_wrong_usage(gate: Path, world: World) -> None:
    for arguments in (
        ["verify", "--gate", gate],
        ["verify", "HP1:"],
        ["verify", "--gate", gate, "--at", "noon", "HP1:"],
        ["verify", "--gate", gate, "--at", "2026-11-21T08:00:00", "HP1:"],
        ["verify", "--gate", gate, "--at", "-1", "HP1:"],
        ["verify", "--gate", gate, "--challenge", "zz", "HP1:"],
        ["verify", "--gate", gate, "--challenge", "00", "HP1:"],
        ["verify", "--gate", gate, "--nonsense", "HP1:"],
    ):
        done = huepass(*arguments)
        assert (done.status, done.out) == (2, ""), arguments
        assert "Traceback" not in done.err


def test_a_gate_that_is_none_is_neither_usage_nor_an_answer(tmp_path: Path) -> None:
    done = huepass("verify", "--gate", tmp_path, "HP1:")
    assert (done.status, done.out) == (1, "")
    assert "[folder_missing]" in done.err


def test_it_says_that_it_sees_no_replays(gate: Path, world: World) -> None:
    text = world.live(10)
    done = verify(gate, world, text, text)
    assert done.status == 0
    assert "a code shown twice is not noticed here" in done.err
    assert "看不出重复" in done.err


def test_it_starts_a_minute_before(gate: Path, world: World) -> None:
    assert verify(gate, world, world.live(10, at=world.now - 60)).status == 0
    assert verify(gate, world, world.live(10, at=world.now - 61)).status == 30


def test_pictures(gate: Path, world: World, tmp_path: Path) -> None:
    good = picture(tmp_path / "good.png", world.paper(10))
    revoked = picture(tmp_path / "revoked", world.paper(2))
    assert verify(gate, world, good).status == 0
    assert verify(gate, world, good, revoked).status == 30
    Image.new("L", (100, 100), 255).save(tmp_path / "empty.png")
    done = verify(gate, world, good, tmp_path / "empty.png", "--json")
    assert done.status == 30
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line.get("error") for line in lines] == [None, "no_code_found"]
    done = verify(gate, world, tmp_path / "none.png", "--json")
    assert (done.status, json.loads(done.out)["error"]) == (30, "file_unreadable")


def test_texts_from_standard_input(gate: Path, world: World) -> None:
    stdin = "\r\n".join([world.paper(10), "", world.paper(2), world.paper(11)]).encode()
    done = verify(gate, world, "-", "--json", stdin=stdin)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line.get("error", "pass") for line in lines] == ["pass", "revoked", "pass"]


def test_nothing_to_check_is_wrong_usage_and_not_a_pass(gate: Path, world: World) -> None:
    assert verify(gate, world, "-", stdin=b"\n").status == 2


def test_json(gate: Path, world: World) -> None:
    done = verify(gate, world, "--json", world.paper(10), world.paper(2))
    answer, error = [json.loads(line) for line in done.out.splitlines()]
    assert answer == {
        "action": "pass",
        "colour": 1,
        "level": "clear",
        "issuer": "gz",
        "medium": "paper",
        "stale": False,
        "message": "PASS; green; paper; Guangzhou",
        "message_zh": "通过；绿码；纸质；广州",
    }
    assert error == {
        "error": "revoked",
        "message": "No longer valid; the person should refresh the pass or get a new one.",
        "message_zh": "该码已失效，请持码人刷新或重新申领。",
    }


def test_challenge(gate: Path, world: World) -> None:
    challenge = bytes(range(16))
    text = world.live(10, challenge=challenge)
    assert verify(gate, world, "--challenge", challenge.hex(), text).status == 0
    assert verify(gate, world, "--challenge", bytes(16).hex(), text).status == 30
    assert verify(gate, world, text).status == 30


def test_a_time_in_iso_8601(gate: Path, world: World) -> None:
    moment = datetime.fromtimestamp(world.now, UTC)
    china = moment.astimezone(timezone(timedelta(hours=8)))
    for text in (moment.strftime("%Y-%m-%dT%H:%M:%SZ"), china.isoformat()):
        assert huepass("verify", "--gate", gate, "--at", text, world.paper(10)).status == 0


def test_now_is_the_default(gate: Path, world: World) -> None:
    # The world's time is over or still to come, but never now.
    done = huepass("verify", "--gate", gate, "--json", world.live(10))
    assert done.status == 30


def test_stale_lists(gate: Path, world: World) -> None:
    later = str(world.now + 2 * HOUR)
    done = huepass("verify", "--gate", gate, "--at", later, world.paper(10))
    assert done.status == 10
    assert "lists out of date" in done.out


def test_paper_that_the_gate_does_not_accept(tmp_path: Path, world: World) -> None:
    folder = GateFolder.create(tmp_path / "other", world.root(), Settings(accept_paper=False))
    folder.load(world.bundle(), world.now)
    done = verify(folder.path, world, "--json", world.paper(10))
    assert (done.status, json.loads(done.out)["error"]) == (30, "paper_not_accepted")


def test_anything_else_is_text(gate: Path, world: World) -> None:
    for text in ("https://example.org/x", "x" * 5000, "HP2:", "码", " "):
        done = verify(gate, world, "--json", text)
        assert done.status == 30
        assert json.loads(done.out)["error"] in {"not_ours", "too_large"}
        assert len(text) < 5 or text not in done.out + done.err


def test_a_picture_that_one_may_not_look_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    Path("closed").mkdir()
    with no_rights_to(Path("closed")):
        (found,) = _texts(["closed/code"])
    assert isinstance(found, HuepassError)
    assert found.reason == Reason.FILE_UNREADABLE
