"""The service as a process: several workers, clean ends, renewal without a restart, its log."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from huepass.issuer.api.server import MAX_CONNECTIONS
from huepass.issuer.documents import Documents
from huepass.issuer.domain.federation import next_trust_list
from huepass.issuer.keystore import load_folder, unlock_all
from issuer.conftest import PASSPHRASE
from issuer.server import COMMAND, Server, serving


def client_of(server: Server, header: dict[str, str]) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers=header, timeout=60)


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def test_several_workers_share_one_counter_and_leak_nothing(
    today: Path, tokens: dict[str, str]
) -> None:
    secrets = {PASSPHRASE, *tokens.values()}
    made: list[dict[str, str]] = []
    with serving(today, "--workers", "2") as server:
        assert server.ready.count("\n") == 1
        header = {"Authorization": f"Bearer {tokens['admin']}"}
        with httpx.Client(base_url=server.url, headers=header, timeout=60) as client:
            person = client.post("/v1/persons").json()["person"]

            def work() -> None:
                with httpx.Client(base_url=server.url, headers=header, timeout=60) as mine:
                    for _ in range(10):
                        made.append(mine.post(f"/v1/persons/{person}/paper-passes").json())

            threads = [threading.Thread(target=work) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len({entry["text"] for entry in made}) == 60
            listed = client.get(f"/v1/persons/{person}/paper-passes?limit=100").json()["items"]
            assert {entry["pass"] for entry in listed} == {entry["pass"] for entry in made}
            reason = "a private matter"
            body = {"colour": "red", "reason": reason}
            assert client.put(f"/v1/persons/{person}/colour", json=body).json()["revoked"] == 60
            client.get(f"/nowhere/{person}?name={person}")
            client.put(f"/v1/persons/{person}/colour", json={"colour": reason})
            client.post(f"/v1/paper-passes/{made[0]['pass']}/revocation", json={"reason": reason})
        for child in children(server.process.pid):
            for name in ("environ", "cmdline"):
                content = Path(f"/proc/{child}/{name}").read_bytes()
                assert PASSPHRASE.encode() not in content
        server.process.terminate()
        assert server.process.wait(30) == 0
        log = server.log()
    assert "POST /v1/persons/{person}/paper-passes 201" in log
    assert "WARNING" not in log
    assert "ERROR" not in log
    secrets |= {person, person.replace("-", ""), reason}
    secrets |= {entry[name] for entry in made for name in ("pass", "text")}
    assert [secret for secret in secrets if secret in log] == []


def test_workers_end_when_the_parent_is_killed(today: Path) -> None:
    with serving(today, "--workers", "2") as server:
        wait_until(lambda: len(children(server.process.pid)) >= 2)
        workers = children(server.process.pid)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        wait_until(lambda: not any(alive(worker) for worker in workers))


@pytest.mark.soak
def test_killed_under_load_nothing_answered_is_lost(
    today: Path, tokens: dict[str, str], soak: Callable[[int], int]
) -> None:
    header = {"Authorization": f"Bearer {tokens['admin']}"}
    answered: set[str] = set()
    texts: list[str] = []
    with serving(today) as server, client_of(server, header) as client:
        path = f"/v1/persons/{client.post('/v1/persons').json()['person']}/paper-passes"
    for _ in range(soak(100)):
        enough = len(texts) + 20
        with serving(today, "--workers", "2") as server:

            def work(server: Server = server) -> None:
                with client_of(server, header) as client, suppress(httpx.TransportError):
                    while True:  # until it is killed
                        made = client.post(path).json()
                        answered.add(made["pass"])
                        texts.append(made["text"])

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            wait_until(lambda enough=enough: len(texts) > enough)  # type: ignore[misc]
            for pid in (server.process.pid, *children(server.process.pid)):
                os.kill(pid, signal.SIGKILL)
            server.process.wait()
            for thread in threads:
                thread.join()
    with serving(today) as server, client_of(server, header) as client:
        page = client.get(path).json()
        kept = {entry["pass"] for entry in page["items"]}
        while page["next"]:
            page = client.get(path, params={"cursor": page["next"]}).json()
            kept |= {entry["pass"] for entry in page["items"]}
    assert answered <= kept
    assert len(set(texts)) == len(texts) > 20


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_process_ends_cleanly(today: Path, number: signal.Signals) -> None:
    with serving(today) as server:
        os.kill(server.process.pid, number)
        assert server.process.wait(30) == 0
        assert "Traceback" not in server.log()


def test_a_renewed_trust_list_is_served_without_a_restart(today: Path) -> None:
    documents = Documents(today / "federation")
    custodians = unlock_all(load_folder(today / "federation-keys"), PASSPHRASE)
    with serving(today) as server, httpx.Client(base_url=server.url) as client:
        before = client.get("/federation/trust-list.cbor").content
        trust = documents.trust_list()
        assert trust is not None
        now = int(time.time())
        documents.sign_and_install(next_trust_list(trust, now), custodians, now)
        after = client.get("/federation/trust-list.cbor").content
        assert before != after == (today / "federation" / "trust-list.cbor").read_bytes()


def test_lists_are_published_at_fixed_times(today: Path) -> None:
    path = today / "issuer.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("interval = 600", "interval = 1"), "utf-8")
    with (
        serving(today, "--workers", "2") as server,
        httpx.Client(base_url=server.url) as client,
    ):
        tags = set()

        def five() -> bool:
            tags.add(client.get("/revocation-list.cbor").headers["ETag"])
            return len(tags) >= 5

        wait_until(five)
        log = server.log()
    published = [line.split(",")[0] for line in log.splitlines() if "list published" in line]
    first, last = (datetime.fromisoformat(published[place]) for place in (0, -1))
    # One a second by whichever worker; a line can be late by a second and not by more.
    assert 4 <= len(published) <= (last - first).total_seconds() + 2


def test_an_address_in_use_is_refused(today: Path) -> None:
    with serving(today) as server:
        port = server.url.rpartition(":")[2]
        result = subprocess.run(
            [*COMMAND, "serve", str(today), "--port", port],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "HUEPASS_PASSPHRASE": PASSPHRASE},
        )
    assert result.returncode == 1
    assert "[address_in_use]" in result.stderr
    assert "Traceback" not in result.stderr


def test_slow_clients_do_not_use_up_the_service(today: Path) -> None:
    with serving(today) as server, ExitStack() as held:
        host, port = server.url.removeprefix("http://").split(":")
        for _ in range(MAX_CONNECTIONS):
            held.enter_context(socket.create_connection((host, int(port)), 20))
        wait_until(lambda: httpx.get(f"{server.url}/health").status_code == 503)
        held.close()
        wait_until(lambda: httpx.get(f"{server.url}/health").status_code == 200)
