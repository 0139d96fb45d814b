"""A service that is killed: what was answered stays, and no serial comes twice."""

import os
import signal
import threading
import time
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import httpx

from huepass.core import SoftwareSigner
from issuer.api.test_wallet_routes import ISSUER, Asker
from issuer.holder import proof, read
from issuer.server import serving


def offer(client: httpx.Client, token: str) -> dict[str, Any]:
    header = {"Authorization": f"Bearer {token}"}
    person = client.post("/v1/persons", headers=header).json()["person"]
    made: dict[str, Any] = client.post(f"/v1/persons/{person}/offers", headers=header).json()
    return made


def ask(wallet: Asker, keys: list[SoftwareSigner]) -> list[bytes]:
    nonce = wallet.nonce()
    answer = wallet.ask([proof(key, ISSUER, nonce, int(time.time())) for key in keys])
    assert answer.status_code == 200, answer.text
    return [urlsafe_b64decode(one["credential"] + "==") for one in answer.json()["credentials"]]


def test_killed_and_started_again(today: Path, tokens: dict[str, str]) -> None:
    keys = [[SoftwareSigner.generate() for _ in range(4)] for _ in range(12)]
    got: dict[int, list[bytes]] = {}
    refresh: dict[int, str] = {}
    with serving(today, "--workers", "2") as server:

        def work(number: int) -> None:
            with httpx.Client(base_url=server.url, timeout=60) as client:
                wallet = Asker(client, offer(client, tokens["registrar"]))
                got[number] = ask(wallet, keys[number])
                refresh[number] = wallet.tokens["refresh_token"]

        threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        os.kill(server.process.pid, signal.SIGKILL)
    assert len(got) == 12
    assert len({read(one)[0] for several in got.values() for one in several}) == 48
    with serving(today) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        new = Asker(client, offer(client, tokens["registrar"]))
        more = ask(new, [SoftwareSigner.generate() for _ in range(4)])
        for number, token in refresh.items():
            form = {"grant_type": "refresh_token", "refresh_token": token}
            new.tokens = client.post("/oid4vci/token", data=form).json()
            assert ask(new, keys[number]) == got[number]
        before = {read(one)[0] for several in got.values() for one in several}
        assert before.isdisjoint(read(one)[0] for one in more)
