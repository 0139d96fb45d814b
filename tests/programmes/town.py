"""A town at work under an example programme, over its API: offices, phones, a gate, and a clock.

The service runs as it does for everybody, on a socket of its own; only its clock stands until it is
set. People have real wallets, gates check offline with what anybody can fetch.
"""

import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from fastapi import FastAPI

from huepass.core import SoftwareSigner
from huepass.issuer.api.app import create_app
from huepass.issuer.api.page_routes import Pages
from huepass.issuer.create import create_issuer
from huepass.issuer.documents import Documents
from huepass.issuer.domain.federation import described_as, next_trust_list
from huepass.issuer.domain.imports import CHANCE_SIZE, Format, Head, sign
from huepass.issuer.domain.records import Role
from huepass.issuer.keystore import KeyMaker, load_folder, unlock_all, unlock_service
from huepass.issuer.provider_settings import ClaimNames, ProviderSettings
from huepass.issuer.service import due, imports, moving, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.service.rules import colours_of
from huepass.issuer.settings import load_settings
from huepass.pages import PageFiles
from huepass.wallet import WalletFolder
from huepass.wallet.web import Limits, Web
from issuer.conftest import CHEAP, PASSPHRASE, Clock, settings_for
from people import number_of
from programmes.folk import Collector, Gate, Officer, Phone
from programmes.records import CLIENT, PAGE, Citizen, Records, keeping_records
from programmes.story import EXAMPLES, at, example

_SURNAMES: Final = "李王张刘陈杨赵黄周吴"


class Town:
    """An issuer that began with a programme, at work.

    Args:
        app: the service.
        clock: the one clock of everybody.
        url: where the service answers.
        folder: where phones are kept.
        records: where people sign in.
        name: the example's.
    """

    def __init__(
        self, app: FastAPI, clock: Clock, url: str, folder: Path, records: Records, name: str
    ) -> None:
        self.office: Office = app.state.office
        """The service's own, for its clock to do what comes due."""
        self.url = url
        self.clock = clock
        self.records = records
        self._app = app
        self._folder = folder
        self._stack = ExitStack()
        self._numbers = count(1)
        self._client = self._stack.enter_context(httpx.Client(base_url=url, timeout=30))
        self._web = self._stack.enter_context(Web(Limits(connect=5, silence=30, whole=60)))
        token = staffing.add_staff(
            self.office, "hall", [Role.ADMIN], list(example(name).authorities)
        )
        self.hall = Officer(self._client, token)
        """Who hires the others."""
        self.gate = Gate(self._client, clock, self.hall)

    def goes_to(self, when: str) -> None:
        """The clock goes on, and the service does what has come due, as it does by itself."""
        self.clock.now = at(when)
        due.run(self.office)

    def citizen(self, document: str = "mainland-id", name: str = "") -> Citizen:
        """Somebody who lives here, with a document."""
        programme, n = example(self.example), next(self._numbers)
        kind = programme.documents.get(document)
        number = number_of(None if kind is None else kind.number, n)
        return Citizen(name or _SURNAMES[n % 10] + "小明", document, number or f"T{n:08}")

    @property
    def example(self) -> str:
        """The example's name that is in force."""
        with self.office.store.read() as connection:
            programme = self.office.rules(connection).programme
        return programme.id + (f"-{programme.version}" if programme.version > 1 else "")

    def phone(self) -> Phone:
        """A new phone."""
        path = self._folder / f"phone-{next(self._numbers)}"
        store = WalletFolder.create(path, PASSPHRASE, CHEAP)
        return Phone(self._client, self._web, store, self.clock, self.records)

    def key_for(self, name: str) -> SoftwareSigner:
        """A key with which somebody who works here signs lists."""
        signer = SoftwareSigner.generate()
        imports.set_signing_key(self.office, name, signer.public_key)
        return signer

    def signed(self, authority: str, signer: SoftwareSigner, *lines: str) -> bytes:
        """A list of an authority: `document,number,category,action,reason` on each line."""
        head = Head(Format.CSV, authority, "gz", self.clock.now, secrets.token_bytes(CHANCE_SIZE))
        rows = ["document,number,category,action,reason", *lines]
        return sign(head, "\n".join(rows).encode(), signer)

    def moves_to(self, name: str) -> None:
        """Another version is put in force, and everybody evaluated by it."""
        moving.load(self.office, (EXAMPLES / f"{name}.toml").read_bytes(), None)
        for _ in moving.go_on(self.office, moving.in_this_process(self.office)):
            pass
        self.signs_colours(name)

    def signs_colours(self, name: str) -> None:
        """The custodians sign a trust list with an example's colours, for the gates."""
        settings = self.office.settings
        documents = Documents(settings.documents)
        trust = documents.trust_list()
        assert trust is not None
        colours = colours_of(0, example(name), settings.colours)
        address = settings.revocation_list_url
        issuers = described_as(trust, settings.issuer, settings.names, colours, address)
        after = next_trust_list(trust, self.clock.now, issuers)
        custodians = unlock_all(load_folder(settings.custodian_keys), PASSPHRASE)
        assert documents.sign_and_install(after, custodians, self.clock.now)[1]

    def collector(self, name: str) -> Collector:
        """Somebody who is to take readings."""
        return Collector(self._client, name)

    def serves(self, pages: PageFiles) -> None:
        """From now on the service has another build of the pages."""
        self._app.state.pages = Pages(pages)

    def close(self) -> None:
        """Everybody goes home."""
        self._stack.close()


@contextmanager
def town_of(
    name: str,
    begins: str | int | Clock,
    folder: Path,
    pages: PageFiles | None = None,
    **settings: Any,
) -> Iterator[Town]:
    """A town that begins with an example programme at a local time of 2020, or at some second.

    Args:
        name: the example's.
        begins: when; or a clock, which may go.
        folder: for all that is kept.
        pages: which the service has for browsers.
        settings: of the issuer, instead of the usual ones.
    """
    if isinstance(begins, Clock):
        clock = begins
    else:
        clock = Clock(at(begins) if isinstance(begins, str) else begins)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        keeping_records(clock) as records,
    ):
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        made = settings_for(
            folder / "issuer",
            url=url,
            colours=colours_of(0, example(name), {}),
            wallet_ahead=6 * 3600,  # a window ahead is enough for people who come back each day
            identity_provider=ProviderSettings(records.url, CLIENT, PAGE, claims=ClaimNames()),
            **settings,
        )
        create_issuer(made, KeyMaker(PASSPHRASE, CHEAP), clock, example(name))
        keys = unlock_service(load_folder(made.keys), PASSPHRASE)
        app = create_app(load_settings(made.folder), keys.signers, clock, keys.secret, pages)
        with _serving(app, listener):
            town = Town(app, clock, url, folder, records, name)
            try:
                yield town
            finally:
                town.close()


@contextmanager
def _serving(app: Any, listener: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
