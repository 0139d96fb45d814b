"""Idempotency keys: a request that comes again does nothing twice, and gets the same answer."""

import asyncio
import os
import signal
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from huepass.issuer.api.app import create_app
from huepass.issuer.api.idempotency import KEY, REPLAYED
from huepass.issuer.domain.records import Role
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.api.lake import Lake
from issuer.api.test_problems import check
from issuer.conftest import PASSPHRASE, Clock
from issuer.server import Server, serving
from people import resident_id

DAY = 86400


def new_key() -> dict[str, str]:
    return {KEY: str(uuid.uuid4())}


def rows(server: Server, table: str) -> int:
    with closing(sqlite3.connect(server.folder / "issuer.db")) as connection:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found


@pytest.fixture
def person(admin: httpx.Client) -> str:
    number: str = admin.post("/v1/persons").json()["person"]
    return number


@pytest.mark.parametrize(
    ("path", "table", "body"),
    [
        ("/v1/persons", "person", None),
        ("/v1/persons/{person}/paper-passes", "paper_pass", None),
        ("/v1/persons/{person}/offers", "offer", {"tx_code": True}),
        ("/v1/persons/{person}/reports", "fact", {"answers": {}}),
    ],
)
def test_asked_twice_it_is_made_once(
    server: Server, admin: httpx.Client, person: str, path: str, table: str, body: Any
) -> None:
    path, key, before = path.format(person=person), new_key(), rows(server, table)
    first = admin.post(path, json=body, headers=key)
    second = admin.post(path, json=body, headers=key)
    assert first.status_code == second.status_code == 201
    assert second.content == first.content
    assert REPLAYED not in first.headers
    assert second.headers[REPLAYED] == "true"
    for answer in (first, second):
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == "no-store"
    assert rows(server, table) == before + 1


def test_a_list_is_published_once(admin: httpx.Client) -> None:
    key = new_key()
    first = admin.post("/v1/publications", headers=key)
    assert admin.post("/v1/publications", headers=key).content == first.content
    assert admin.post("/v1/publications").json()["sequence"] > first.json()["sequence"]


def test_the_answer_is_the_one_without_a_key(admin: httpx.Client, person: str) -> None:
    path = f"/v1/persons/{person}/offers"
    bare, named = admin.post(path), admin.post(path, headers=new_key())
    assert bare.json().keys() == named.json().keys() == {"offer", "expires"}
    assert dict(bare.headers).keys() == dict(named.headers).keys()


def test_without_a_key_it_is_made_twice(admin: httpx.Client) -> None:
    assert admin.post("/v1/persons").json() != admin.post("/v1/persons").json()


def test_key_reused(admin: httpx.Client, person: str) -> None:
    key, path = new_key(), f"/v1/persons/{person}/offers"
    assert admin.post(path, json={"valid": 60}, headers=key).status_code == 201
    check(admin.post(path, json={"valid": 61}, headers=key), 422, "key_reused")
    check(admin.post("/v1/persons", headers=key), 422, "key_reused")
    check(admin.post(path + "?x=1", json={"valid": 60}, headers=key), 422, "key_reused")


def test_somebody_elses_key_is_another_request(
    clients: dict[str | None, httpx.Client],
) -> None:
    key = new_key()
    answers = [clients[role].post("/v1/persons", headers=key) for role in ("admin", "registrar")]
    assert answers[0].json() != answers[1].json()
    assert not any(REPLAYED in answer.headers for answer in answers)
    check(clients["collector"].post("/v1/persons", headers=key), 403, "not_permitted")
    check(clients[None].post("/v1/persons", headers=key), 401, "not_authenticated")


@pytest.fixture
def lake(folder: Path, clock: Clock) -> Iterator[Lake]:
    lake = Lake(folder, clock)
    yield lake
    lake.office.close()


def test_another_holders_key_is_another_request(lake: Lake) -> None:
    key, number = new_key(), lake.person()
    wallets = [lake.wallet(number), lake.wallet(number), lake.wallet(lake.person())]
    answers = [wallet.post("/shares", headers=key) for wallet in wallets]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 3
    assert wallets[0].post("/shares", headers=key).content == answers[0].content


def test_a_strangers_key_is_another_request(lake: Lake) -> None:
    key = new_key()

    def register(born: str) -> httpx.Response:
        body = {
            "application": {"applicant": "community", "document": "card", "no_device": True},
            "identity": {"number": resident_id(1, born)},
        }
        return lake.ask("POST", "/v1/registrations", None, json=body, headers=key)

    one, other = register("20040101"), register("20040102")
    assert (one.status_code, other.status_code) == (201, 201)
    assert one.content != other.content
    assert register("20040101").content == one.content


def test_what_is_refused_is_not_kept(admin: httpx.Client, person: str) -> None:
    key, path = new_key(), f"/v1/persons/{person}/offers"
    check(admin.post(path, json={"valid": 0}, headers=key), 422, "validity_invalid")
    assert admin.post(path, json={"valid": 60}, headers=key).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "a\tb"])
def test_a_key_that_is_none(admin: httpx.Client, key: str) -> None:
    check(admin.post("/v1/persons", headers={KEY: key}), 422, "request_invalid")


def test_two_at_once(server: Server, admin: httpx.Client) -> None:
    key, before, barrier, answers = new_key(), rows(server, "person"), threading.Barrier(6), []

    def go() -> None:
        barrier.wait()
        answers.append(admin.post("/v1/persons", headers=key))

    threads = [threading.Thread(target=go) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.content for answer in answers}) == 1
    assert sum(REPLAYED in answer.headers for answer in answers) == 5
    assert rows(server, "person") == before + 1


def test_the_database_has_neither_offer_nor_key(
    server: Server, admin: httpx.Client, person: str
) -> None:
    key = new_key()
    made = admin.post(f"/v1/persons/{person}/offers", json={"tx_code": True}, headers=key).json()
    stored = b"".join(path.read_bytes() for path in server.folder.glob("issuer.db*"))
    assert rows(server, "kept_answer") > 0
    assert key[KEY].encode() not in stored
    assert made["offer"][-40:].encode() not in stored
    assert b"openid-credential-offer" not in stored
    assert key[KEY] not in server.log()


def test_killed_in_the_middle_everything_is_made_once(today: Path, tokens: dict[str, str]) -> None:
    keys, answered = [new_key() for _ in range(60)], dict[str, bytes]()
    enough = threading.Event()
    headers = {"Authorization": f"Bearer {tokens['registrar']}"}

    def go(url: str, some: list[dict[str, str]]) -> None:
        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            for key in some:
                try:
                    answer = client.post("/v1/persons", headers=key)
                except httpx.TransportError:
                    return  # killed: it may have been done or not
                assert answered.setdefault(key[KEY], answer.content) == answer.content
                if len(answered) >= 20:
                    enough.set()

    def go_all(url: str) -> list[threading.Thread]:
        threads = [threading.Thread(target=go, args=(url, keys[n::4])) for n in range(4)]
        for thread in threads:
            thread.start()
        return threads

    with serving(today) as server:
        threads = go_all(server.url)
        assert enough.wait(60)
        os.kill(server.process.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
    with serving(today) as server:
        for thread in go_all(server.url):
            thread.join()
        assert len(set(answered.values())) == len(keys) == rows(server, "person")


class Desk:
    """A service in this process, with a clock to set and a client with a token."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.clock = clock
        self._folder = folder
        office = Office(load_settings(folder), [], clock)
        token = staffing.add_staff(office, "wang", [Role.REGISTRAR])
        office.close()
        self._headers = {"Authorization": f"Bearer {token}"}
        self.restart()

    def restart(self) -> None:
        """Begin again, with the settings as they are now."""
        settings = load_settings(self._folder)
        keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
        self.app = create_app(settings, keys.signers, self.clock, keys.secret)

    def ask(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
                return await client.request(method, path, headers={**self._headers, **headers})

        return asyncio.run(go())

    def post(self, path: str, headers: dict[str, str]) -> httpx.Response:
        return self.ask("POST", path, headers)


@pytest.fixture
def desk(folder: Path, clock: Clock) -> Iterator[Desk]:
    desk = Desk(folder, clock)
    yield desk
    desk.app.state.office.close()


def test_after_a_day_the_key_is_a_new_one(desk: Desk) -> None:
    key = new_key()
    first = desk.post("/v1/persons", key)
    desk.clock.now += DAY - 1
    assert desk.post("/v1/persons", key).content == first.content
    desk.clock.now += 1
    assert desk.post("/v1/persons", key).content != first.content


def test_a_commit_that_fails_leaves_nothing_and_can_be_tried_again(
    desk: Desk, folder: Path
) -> None:
    key, person = new_key(), desk.post("/v1/persons", {}).json()["person"]
    path = f"/v1/persons/{person}/paper-passes"
    database = sqlite3.connect(folder / "issuer.db")
    with closing(database):
        # A rule that is looked at when the transaction ends, and not before.
        database.executescript(
            "CREATE TABLE never (id INTEGER REFERENCES staff(id) DEFERRABLE INITIALLY DEFERRED);"
            "CREATE TRIGGER late AFTER INSERT ON kept_answer"
            " BEGIN INSERT INTO never VALUES (-1); END;"
        )
        answer = desk.post(path, key)
        assert answer.status_code == 500
        assert database.execute("SELECT count(*) FROM paper_pass").fetchone() == (0,)
        database.execute("DROP TRIGGER late")
        assert desk.post(path, key).status_code == 201
        assert database.execute("SELECT count(*) FROM paper_pass").fetchone() == (1,)
