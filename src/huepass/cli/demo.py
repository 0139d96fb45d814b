"""`huepass demo`: the main job from end to end, on real parts, in half a minute.

It runs the other commands and the service as processes of their own, as a person would in several
terminals, and prints what they print.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
import typer
from rich.text import Text

from huepass.cli.output import console
from huepass.cli.picture import draw
from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.files import write_atomically
from huepass.pages import built

PASS, REFUSE, NOT_VALID = 0, 20, 30  # exit status of `huepass verify`
LATER: Final = 120  # seconds, after which a screenshot is worth nothing
_WITHOUT_NETWORK: Final = (("unshare", "--net"), ("unshare", "--map-root-user", "--net"))
_STEP_SECONDS: Final = 60


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    keep: Annotated[
        Path | None,
        typer.Option(help="Leave everything in this new folder. 把所有文件保留在此新文件夹。"),
    ] = None,
) -> None:
    """Issue, show, check offline, change the colour, refuse. 演示：发码、核验、变色、拒绝。"""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="huepass-demo-") as folder:
            _Demo(Path(folder)).play()
        return
    try:
        keep.mkdir(parents=True)
    except OSError as error:
        raise HuepassError(Reason.FOLDER_EXISTS, str(keep)) from error
    _Demo(keep.absolute()).play()
    typer.echo(f"\n文件保留在 Everything is in: {keep}")


class _Demo:
    """One run, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._console = console()
        self._environment = _without_proxies(os.environ) | {
            "HUEPASS_PASSPHRASE": secrets.token_urlsafe(24)
        }

    def play(self) -> None:
        """Do every step; the first that goes wrong ends it with an error (`demo_failed`)."""
        try:
            self._play()
        except (httpx.HTTPError, subprocess.TimeoutExpired) as error:
            # Not the error's own words, which have the command or the address in them.
            raise HuepassError(Reason.DEMO_FAILED, type(error).__name__) from None

    def _play(self) -> None:
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        self._say("1. 一个签发方，一个单成员联盟", "An issuer, and a federation of one")
        self._run("init", "issuer", "--url", url)
        token = self._run("staff", "add", "nurse", "--role", "admin", "--dir", "issuer", show=False)
        with self._service(port):
            self._with_service(url, token.strip())

    def _with_service(self, url: str, token: str) -> None:
        api = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_STEP_SECONDS,
            trust_env=False,  # no proxy is to see the token
        )
        with api:
            self._say("2. 登记一个人，不需要姓名；绿码", "A person, without a name; green")
            person = _answer(api.post("/v1/persons"))["person"]
            self._set_colour(api, person, "green", "tested negative")

            self._say("3. 一张纸质码，存为图片", "A paper pass, as a picture")
            made = _answer(api.post(f"/v1/persons/{person}/paper-passes"))
            picture = draw(made["text"], Colour.GREEN, "png")
            write_atomically(self._folder / "pass.png", picture)
            self._note(f"pass.png: {len(made['text'])} characters, {len(picture)} bytes")

            self._say("4. 手机钱包领取电子码", "A live pass, for a wallet")
            self._run("offer", person, "-o", "offer.png", "--dir", "issuer", show=False)
            self._run("wallet", "add", "offer.png", "--wallet", "wallet", "--name", "小丽")

            self._say("5. 检查点取得名单，然后断网核验", "A gate fetches the lists, goes offline")
            self._run("gate", "init", "gate", "--root", "issuer/federation/root-1.cbor",
                      "--url", url)  # fmt: skip
            self._run("gate", "sync", "gate")
            self._verify("pass.png", expected=PASS)
            self._show_code("live.png")
            shown_at = int(time.time())
            self._verify("live.png", expected=PASS)

            self._say("6. 两分钟后，截图已失效", "Two minutes later a screenshot is worth nothing")
            self._verify("live.png", at=shown_at + LATER, expected=NOT_VALID)

            self._say(
                "7. 颜色变红：手中的码被吊销", "The colour turns red: what is held is revoked"
            )
            self._set_colour(api, person, "red", "tested positive")
            _answer(api.post("/v1/publications"))
            self._note("POST /v1/publications: 新的吊销列表 a new revocation list")

            self._say("8. 检查点同步后拒绝同样的图片", "After its next sync the gate refuses both")
            self._run("gate", "sync", "gate")
            self._verify("pass.png", expected=NOT_VALID)
            # As of when it was shown: too old it is anyway.
            self._verify("live.png", at=shown_at, expected=NOT_VALID)

            self._say("9. 钱包刷新后出示红码", "The wallet refreshes and shows red")
            self._run("wallet", "refresh", "--wallet", "wallet")
            self._show_code("red.png")
            self._verify("red.png", expected=REFUSE)
        self._say("完成", "Done")
        if built() is not None:
            self._note("钱包和检查点的页面 Pages, the wallet and the gate:")
            self._note("  huepass init DIR && huepass serve DIR")
            self._note("  http://127.0.0.1:8000/wallet/  http://127.0.0.1:8000/gate/")

    def _set_colour(self, api: httpx.Client, person: str, colour: str, reason: str) -> None:
        done = _answer(
            api.put(f"/v1/persons/{person}/colour", json={"colour": colour, "reason": reason})
        )
        self._note(
            f"PUT /v1/persons/.../colour: {done['colour']}, {done['revoked']} 张吊销 revoked"
        )

    def _show_code(self, picture: str) -> None:
        words = ("wallet", "show", "-o", picture, "--once", "--wallet", "wallet")
        self._run(*words, prefix=_without_network())

    def _verify(self, picture: str, *, expected: int, at: int | None = None) -> None:
        offline = _without_network()
        if not offline:
            self._note(
                "(本机不允许隔离网络 this machine does not let a process give up its network)"
            )
        time_of = () if at is None else ("--at", str(at))
        self._run("verify", "--gate", "gate", *time_of, picture, prefix=offline, expected=expected)

    def _run(
        self, *words: str, prefix: Sequence[str] = (), expected: int = 0, show: bool = True
    ) -> str:
        """Run a command of huepass in the demo's folder and print what it printed."""
        self._say_command(" ".join((*prefix, "huepass", *words)))
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "huepass", *words],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_STEP_SECONDS,
        )
        if show:
            self._note(done.stdout.strip())
        if done.returncode != expected:
            self._note(done.stderr.strip())
            raise HuepassError(Reason.DEMO_FAILED, f"{words[0]} ended with {done.returncode}")
        return done.stdout

    @contextlib.contextmanager
    def _service(self, port: int) -> Iterator[None]:
        """The issuer's service, running until the block ends."""
        words = ["serve", "issuer", "--port", str(port)]
        self._say_command(" ".join(("huepass", *words, "&")))
        log = self._folder / "service.log"
        with (
            log.open("wb") as errors,
            subprocess.Popen(
                [sys.executable, "-m", "huepass", *words],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            ) as service,
        ):
            try:
                assert service.stdout is not None
                ready = service.stdout.readline()  # empty if it ended
                if not ready:
                    raise HuepassError(Reason.DEMO_FAILED, "the service did not start")
                self._note(ready.strip())
                yield
            finally:
                service.terminate()
                try:
                    service.wait(_STEP_SECONDS)
                except subprocess.TimeoutExpired:
                    service.kill()
                    raise

    def _say(self, zh: str, en: str) -> None:
        self._console.print()
        self._console.print(Text(f"{zh} — {en}", style="bold cyan"))

    def _say_command(self, command: str) -> None:
        self._console.print(Text(f"$ {command}", style="bold"), soft_wrap=True)

    def _note(self, text: str) -> None:
        for line in text.splitlines():
            self._console.print(Text("  " + line), soft_wrap=True)


def _without_proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """Everything here is on this machine, and a proxy elsewhere would only see the tokens."""
    return {
        name: value for name, value in environment.items() if not name.upper().endswith("_PROXY")
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _without_network() -> tuple[str, ...]:
    """The words before a command that take its network away, empty where that isn't allowed."""
    if shutil.which("unshare"):
        for words in _WITHOUT_NETWORK:
            if subprocess.run([*words, "true"], capture_output=True).returncode == 0:
                return words
    return ()


def _answer(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise HuepassError(Reason.DEMO_FAILED, f"the service answered {response.status_code}")
    body: dict[str, Any] = response.json()
    return body
