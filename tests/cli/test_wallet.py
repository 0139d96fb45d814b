"""`huepass wallet ...`, as scripts and people run it, with the real service."""

import fcntl
import io
import json
import os
import pty
import re
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import cbor2
import httpx
import pytest
import zxingcpp
from PIL import Image

from command import Done, huepass
from huepass.cli.app import create_app
from huepass.core import GateState, Policy, check, load_all
from huepass.core.text import challenge_to_text
from huepass.errors import CodeRefused
from huepass.issuer.create import create_issuer
from huepass.issuer.keystore import KeyMaker
from huepass.wallet import WalletFolder, bring_up
from issuer.conftest import CHEAP, PASSPHRASE, settings_for
from issuer.server import serving
from terminal import drawn_text
from wallet.conftest import CHEAP as CHEAP_WALLET
from wallet.fake import CREDENTIAL, FakeIssuer, Reply, cut

POLICY = Policy(accept_paper=False)
CHALLENGE = bytes(range(100, 116))


@dataclass
class Service:
    """A running service, and what its staff and gates can do."""

    folder: Path
    url: str
    staff: httpx.Client

    def person(self, colour: str = "green") -> str:
        number: str = self.staff.post("/v1/persons").json()["person"]
        self.colour(number, colour)
        return number

    def colour(self, person: str, colour: str) -> None:
        answer = self.staff.put(
            f"/v1/persons/{person}/colour", json={"colour": colour, "reason": "test"}
        )
        assert answer.status_code == 200, answer.text

    def offer(self, person: str, *, tx_code: bool = False) -> dict[str, str]:
        answer = self.staff.post(f"/v1/persons/{person}/offers", json={"tx_code": tx_code})
        assert answer.is_success, answer.text
        made: dict[str, str] = answer.json()
        return made

    def gate(self) -> GateState:
        """A gate with the newest lists."""
        self.staff.post("/v1/publications")
        paths = ("federation/roots.cbor", "federation/trust-list.cbor", "revocation-list.cbor")
        bundle = b"".join(self.staff.get(f"/{path}").content for path in paths)
        root = (self.folder / "federation" / "root-1.cbor").read_bytes()
        report = load_all(GateState.begin(root), bundle, int(time.time()))
        assert report.errors == ()
        return report.state


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service") / "issuer"
    port = free_port()
    settings = settings_for(folder, url=f"http://127.0.0.1:{port}")
    create_issuer(settings, KeyMaker(PASSPHRASE, CHEAP), lambda: int(time.time()))
    done = huepass("staff", "add", "li", "--role", "admin", "--dir", folder)
    assert done.status == 0, done.err
    with serving(folder, "--port", str(port)) as server:
        headers = {"Authorization": f"Bearer {done.out.strip()}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=60) as staff:
            yield Service(folder, server.url, staff)


@pytest.fixture
def wallet(tmp_path: Path) -> Path:
    """An empty wallet that opens quickly."""
    WalletFolder.create(tmp_path / "wallet", PASSPHRASE, CHEAP_WALLET)
    return tmp_path / "wallet"


def run(wallet: Path, *arguments: str | Path, stdin: bytes = b"", word: str = PASSPHRASE) -> Done:
    """Run a command in this process, which is much faster than in one of its own."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        patch.setenv("HUEPASS_WALLET", str(wallet))
        patch.setenv("HUEPASS_PASSPHRASE", word)
        with redirect_stdout(out), redirect_stderr(err):
            try:
                create_app()(["wallet", *map(str, arguments)])
            except SystemExit as end:
                assert isinstance(end.code, int)
                status = end.code
    return Done(status, out.getvalue(), err.getvalue())


def said(wallet: Path, *arguments: str | Path, stdin: bytes = b"") -> str:
    done = run(wallet, *arguments, stdin=stdin)
    assert done.status == 0, done.err
    assert done.err == ""
    return done.out


def refused(done: Done, reason: str, status: int = 1) -> None:
    assert (done.status, done.out) == (status, "")
    assert f"[{reason}]" in done.err
    assert re.search("[\u4e00-\u9fff]", done.err)
    assert "Traceback" not in done.err


def code(wallet: Path, *arguments: str) -> str:
    text: str = json.loads(said(wallet, "show", "--json", *arguments))["text"]
    return text


def answer(gate: GateState, text: str, challenge: bytes | None = None) -> tuple[str, int]:
    now = int(time.time())
    given = check(gate, text, policy=POLICY, now=now, started_at=0, challenge=challenge)
    return given.action, given.colour


def test_from_the_offer_to_the_gate_and_back(service: Service, wallet: Path) -> None:
    person = service.person()
    gate = service.gate()
    added = json.loads(said(wallet, "add", service.offer(person)["offer"], "--json"))
    assert (added["name"], added["colour"], added["added"]) == ("1", 1, 20)
    assert added["works_until"] > time.time() + 86400 - 600
    shown = code(wallet)
    assert answer(gate, shown) == ("pass", 1)

    # Worse: what is held is revoked, and the wallet learns of it when it refreshes.
    service.colour(person, "red")
    gate = service.gate()
    for text in (shown, code(wallet)):
        with pytest.raises(CodeRefused) as error:
            answer(gate, text)
        assert error.value.reason == "revoked"
    done = json.loads(said(wallet, "refresh", "--json"))
    assert (done["colour"], done["colour_changed"], done["unsure"]) == (3, True, False)
    assert answer(gate, code(wallet)) == ("refuse", 3)

    # Better again.
    service.colour(person, "green")
    assert "绿码 green（已变更 changed）" in said(wallet, "refresh")
    assert answer(gate, code(wallet)) == ("pass", 1)


def test_a_strip_offline_for_a_day(service: Service, wallet: Path) -> None:
    """The code of every moment until the strip's end is valid by the claims that a gate checks."""
    person = service.person("yellow")
    said(wallet, "add", service.offer(person)["offer"])
    gate = service.gate()
    store = WalletFolder.open(wallet, PASSPHRASE)
    (held,) = store.persons()
    now = int(time.time())
    end = max(one.expiry for one in held.strip)
    for at in range(now, end, 1800):
        text = bring_up(store, held.id, at).text(at)
        given = check(gate, text, policy=POLICY, now=at, started_at=0)
        assert given.colour == 2
        assert given.action == "check"


def test_two_strips_of_a_person_under_a_microscope(
    service: Service, wallet: Path, tmp_path: Path
) -> None:
    """No two credentials share anything but the colour, the key ID and the expiry."""
    person = service.person()
    other = tmp_path / "other"
    WalletFolder.create(other, PASSPHRASE, CHEAP_WALLET)
    strips = []
    for folder in (wallet, other):
        said(folder, "add", service.offer(person)["offer"])
        (one,) = WalletFolder.open(folder, PASSPHRASE).persons()
        strips += one.strip
    assert len(strips) == 40
    headers, expiries, seen = set(), set(), set()
    for held in strips:
        header, _, payload, signature = cbor2.loads(held.credential)
        claims = cbor2.loads(payload)
        assert claims.keys() == {4, 7, -65537}
        assert claims[-65537] == 1
        headers.add(header)
        expiries.add(claims[4])
        serial, key = claims[7][:4], claims[7][4:]
        # Serials are of a window: in another one the same is another's.
        seen |= {(claims[4], serial), key, signature[:32], signature[32:]}
    assert len(headers) == 1
    assert len(expiries) == 5
    assert len(seen) == 4 * 40
    assert len({len(held.credential) for held in strips}) == 1
    # Nor do the serials tell in which order they were given.
    for expiry in expiries:
        serials = [
            int.from_bytes(cbor2.loads(cbor2.loads(held.credential)[2])[7][:4])
            for held in strips
            if held.expiry == expiry
        ]
        gaps = {abs(one - two) for one in serials for two in serials if one != two}
        assert 1 not in gaps


def test_a_family_of_two(service: Service, wallet: Path) -> None:
    said(wallet, "add", service.offer(service.person())["offer"], "--name", "妈妈")
    offer = service.offer(service.person("yellow"))["offer"]
    said(wallet, "add", "-", "--name", "Li", stdin=offer.encode() + b"\n")
    gate = service.gate()
    assert answer(gate, code(wallet, "妈妈")) == ("pass", 1)
    assert answer(gate, code(wallet, "Li")) == ("check", 2)
    refused(run(wallet, "show"), "wrong_use", 2)
    refused(run(wallet, "show", "爸爸"), "holder_unknown")
    listed = said(wallet, "list").splitlines()
    assert [line.split()[:3] for line in listed] == [
        ["Li", "黄码", "yellow"], ["妈妈", "绿码", "green"]
    ]  # fmt: skip
    assert "广州 Guangzhou" in listed[0]
    assert len(said(wallet, "refresh", "--json").splitlines()) == 2
    assert said(wallet, "refresh", "--due") == ""
    assert said(wallet, "remove", "Li") == "已删除 Removed: Li\n"
    assert [json.loads(line)["name"] for line in said(wallet, "list", "--json").splitlines()] == [
        "妈妈"
    ]


def test_a_transaction_code(service: Service, wallet: Path) -> None:
    made = service.offer(service.person(), tx_code=True)
    refused(run(wallet, "add", made["offer"]), "tx_code_missing")
    wrong = "000000" if made["tx_code"] != "000000" else "111111"
    refused(run(wallet, "add", made["offer"], "--tx-code", wrong), "offer_refused")
    assert "绿码 green" in said(wallet, "add", made["offer"], "--tx-code", made["tx_code"])
    refused(run(wallet, "add", made["offer"], "--tx-code", made["tx_code"]), "offer_refused")


def test_pictures_of_offer_and_code(service: Service, wallet: Path, tmp_path: Path) -> None:
    picture = tmp_path / "offer.png"
    done = huepass("offer", service.person(), "-o", picture, "--dir", service.folder,
                   HUEPASS_PASSPHRASE=PASSPHRASE)  # fmt: skip
    assert done.status == 0, done.err
    said(wallet, "add", picture, "--name", "Li")
    out = said(wallet, "show", "-o", tmp_path / "live.png", "--once")
    assert "绿码 green" in out
    assert "Works without network until" in out
    assert "HP1:" not in out
    (found,) = zxingcpp.read_barcodes(
        Image.open(tmp_path / "live.png").convert("L"), formats=zxingcpp.BarcodeFormat.QRCode
    )
    assert (found.ec_level, len(found.text)) == ("L", 331)
    assert answer(service.gate(), found.text) == ("pass", 1)
    refused(run(wallet, "show", "-o", tmp_path / "live.svg"), "wrong_use", 2)


def test_a_challenge(service: Service, wallet: Path) -> None:
    said(wallet, "add", service.offer(service.person())["offer"])
    gate = service.gate()
    for text in (challenge_to_text(CHALLENGE), CHALLENGE.hex()):
        assert answer(gate, code(wallet, "--challenge", text), CHALLENGE) == ("pass", 1)
    for wrong, reason, status in (
        ("zz", "wrong_use", 2), ("00", "wrong_use", 2), ("HPC1:00", "bad_structure", 1),
        ("HPC1:!", "bad_base45", 1),
    ):  # fmt: skip
        refused(run(wallet, "show", "--challenge", wrong), reason, status)


def test_without_a_terminal_the_code_is_printed_once(service: Service, wallet: Path) -> None:
    said(wallet, "add", service.offer(service.person())["offer"])
    out = said(wallet, "show")
    assert answer(service.gate(), drawn_text(out)) == ("pass", 1)
    assert "绿码 green" in out
    assert "\x1b" not in out


def test_a_fifth_time_is_a_repetition_and_said_so(service: Service, wallet: Path) -> None:
    said(wallet, "add", service.offer(service.person())["offer"])
    texts = [said(wallet, "show") for _ in range(5)]
    assert ["could link" in text for text in texts] == [False] * 4 + [True]


def test_without_network_it_goes_on(wallet: Path, service: Service) -> None:
    said(wallet, "add", service.offer(service.person())["offer"])
    nobody = "http://127.0.0.1:9"
    done = huepass("wallet", "show", "--json", HUEPASS_WALLET=str(wallet),
                   HUEPASS_PASSPHRASE=PASSPHRASE, HTTP_PROXY=nobody, ALL_PROXY=nobody)  # fmt: skip
    assert done.status == 0, done.err


def test_one_that_fails_does_not_keep_the_others_from_theirs(
    service: Service, wallet: Path
) -> None:
    first = service.person()
    said(wallet, "add", service.offer(first)["offer"], "--name", "A")
    said(wallet, "add", service.offer(service.person())["offer"], "--name", "B")
    answer = service.staff.post(f"/v1/persons/{first}/wallets/end", json={"reason": "lost phone"})
    assert answer.is_success, answer.text
    done = run(wallet, "refresh", "--json")
    assert done.status == 1
    assert "[wallet_ended]" in done.err
    assert [json.loads(line)["name"] for line in done.out.splitlines()] == ["B"]
    assert "签发方已停用" in said(wallet, "list").splitlines()[0]
    # All that the lost phone held is revoked.
    gate = service.gate()
    with pytest.raises(CodeRefused):
        check(gate, code(wallet, "A"), policy=POLICY, now=int(time.time()), started_at=0)


def test_the_first_offer_makes_the_wallet(service: Service, tmp_path: Path) -> None:
    wallet = tmp_path / "new"
    offer = service.offer(service.person())["offer"]
    refused(run(wallet, "add", offer, word="short"), "passphrase_too_short")
    assert not wallet.exists()
    said(wallet, "add", offer)
    content = json.loads((wallet / "wallet.json").read_text())
    assert content["kdf"]["memory"] == 256 << 20


def test_an_offer_that_was_taken_and_not_finished_goes_on_with_refresh(
    wallet: Path, issuer: FakeIssuer
) -> None:
    issuer.now, issuer.slack = int(time.time()), 60
    issuer.twists_once[CREDENTIAL] = [cut]
    done = run(wallet, "add", issuer.link())
    assert (done.status, done.out) == (1, "")
    assert "codes are missing: run huepass wallet refresh" in done.err
    assert "[fetch_failed]" in done.err
    assert "green code" in said(wallet, "refresh")


def test_what_the_issuer_did_wrong_and_did_not_give_is_said(
    wallet: Path, issuer: FakeIssuer
) -> None:
    issuer.now, issuer.slack, issuer.cap = int(time.time()), 60, 4
    said(wallet, "add", issuer.link())
    done = run(wallet, "refresh")
    assert done.status == 0
    assert "a change of colour would not be seen" in done.err
    issuer.cap = 8
    issuer.twists[CREDENTIAL] = lambda reply: Reply(
        200, {"credentials": [*reply.body["credentials"], {"credential": "AAAA"}]}
    )
    done = run(wallet, "refresh")
    assert done.status == 0
    assert "1 that can't be used" in done.err


def test_no_wallet_and_a_wrong_passphrase(wallet: Path, tmp_path: Path) -> None:
    for words in (["list"], ["show"], ["refresh"], ["remove", "x"]):
        refused(run(tmp_path / "none", *words), "folder_missing")
        refused(run(wallet, *words, word="another one"), "passphrase_wrong")
    refused(run(wallet, "show"), "holder_unknown")
    refused(run(wallet, "add", "hello"), "offer_invalid")
    refused(run(wallet, "add", "none.png"), "file_unreadable")
    refused(run(wallet, "add", "-"), "offer_invalid")


@pytest.mark.parametrize("command", ["add", "refresh", "list", "show", "remove"])
def test_help_is_in_both_languages(command: str) -> None:
    done = huepass("wallet", command, "--help")
    assert done.status == 0
    assert re.search("[\u4e00-\u9fff]", done.out)


def test_on_a_terminal_the_code_renews_itself(service: Service, wallet: Path) -> None:
    said(wallet, "add", service.offer(service.person())["offer"], "--name", "小丽")
    with _Terminal(wallet, rows=50, columns=100) as terminal:
        # A screen can arrive in several pieces: it is whole when all of this was seen.
        terminal.until(lambda screen: screen.count("▀▀▀▀▀▀▀") >= 3)
        terminal.until(lambda screen: "绿码 green" in screen and "小丽" in screen)
        terminal.until(lambda screen: len(_clocks(screen)) >= 3)  # it runs
        os.kill(terminal.process.pid, signal.SIGINT)
        assert terminal.process.wait(30) == 0
        rest = terminal.until(lambda screen: "\x1b[?1049l" in screen)
    assert "Traceback" not in rest
    # It stood on a screen of its own, which the terminal forgets.
    assert rest.index("\x1b[?1049h") < rest.index("▀▀▀▀▀▀▀")
    (held,) = WalletFolder.open(wallet, PASSPHRASE).persons()
    assert sum(one.shown for one in held.held) == 1


def test_a_terminal_that_is_too_small_says_so(service: Service, wallet: Path) -> None:
    said(wallet, "add", service.offer(service.person())["offer"])
    with _Terminal(wallet, rows=24, columns=80) as terminal:
        shown = terminal.until(lambda screen: "[terminal_too_small]" in screen)
        assert "放大窗口" in shown
        assert terminal.process.wait(30) == 1


_SIZE = ("COLUMNS", "LINES")  # which count for more than what the terminal says


class _Terminal:
    """`huepass wallet show` on a terminal."""

    def __init__(self, wallet: Path, rows: int, columns: int) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "huepass", "wallet", "show", "--wallet", str(wallet)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={
                **{name: value for name, value in os.environ.items() if name not in _SIZE},
                "HUEPASS_PASSPHRASE": PASSPHRASE,
                "TERM": "xterm-256color",
            },
        )
        os.close(slave)
        self._shown = b""

    def until(self, there: Callable[[str], bool]) -> str:
        """Read until the screen shows something; fails after 30 s."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            screen = self._shown.decode(errors="replace")
            if there(screen):
                return screen
            try:
                self._shown += os.read(self._master, 65536)
            except OSError:  # the terminal's end, on Linux
                screen = self._shown.decode(errors="replace")
                assert there(screen), screen[-2000:]
                return screen
        raise AssertionError(self._shown.decode(errors="replace")[-2000:])

    def __enter__(self) -> "_Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


def _clocks(screen: str) -> set[str]:
    return set(re.findall(r"\d\d:\d\d:\d\d", screen))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
