"""A service in this process with a clock to set, its people, and the wallets that they have."""

import asyncio
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx

from huepass.issuer.api.app import create_app
from huepass.issuer.domain.identity import NumberFormat, Presented
from huepass.issuer.domain.records import Origin, Role
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service import facts, offers, registering, staffing, wallets
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from huepass.issuer.store import divisions
from huepass.issuer.store.divisions import Division
from issuer.conftest import PASSPHRASE, Clock
from issuer.holder import code_in
from issuer.rules import FIRST, both, put_in_force
from pages.small import small_pages
from people import number_of

SECRET: Final = "K7QF-SECRET"
WELL: Final = {"fever": False}
_NEXT: Final = count(1)
_MORE = f"""
[appeals]
within = "3d"
to = "cdc"
text = {both("Whoever finds the colour wrong can object.")}

[proofs.discharge]
name = {both("Discharge letter")}

[look_ups.trace]
name = {both("Tracing contacts")}
authorities = ["cdc"]
shows = ["identity", "colour"]

[paper]
when = 'applicant == "community"'
text = {both("Only people without a smartphone.")}
"""
LAKE: Final = (
    FIRST.replace(f"name = {both('Card')}", f'name = {both("Card")}\nnumber = "cn-resident-id"')
    .replace(
        f'name = {both("Community")}\nchannels = ["offline"]\nneeds_no_device = true',
        f'name = {both("Community")}\nchannels = ["offline", "online"]\n'
        'needs_no_device = true\nproofing = ["registrar", "declared"]',
    )
    .replace(
        "[categories.case]",
        f"[categories.case.reasons]\ntested = {both('Tested positive')}\n\n"
        f"[categories.case.lift_reasons]\nhealed = {both('Two negative tests')}\n\n"
        "[categories.case]",
    )
    + _MORE
)
"""The programme `town` with appeals, proofs, look-ups, reasons and numbers of documents."""


class Wallet:
    """Somebody's wallet: asks with its access token."""

    def __init__(self, lake: "Lake", link: str) -> None:
        self._lake = lake
        office = lake.office
        tokens = office.commits.run(wallets.redeem(office, code_in(link), None))
        self.access: str = tokens["access_token"]

    def get(self, path: str = "", **query: Any) -> httpx.Response:
        return self._lake.ask("GET", f"/v1/holder{path}", self.access, params=query)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        options = more if body is None else {"json": body, **more}
        return self._lake.ask("POST", f"/v1/holder{path}", self.access, **options)

    def delete(self, path: str) -> httpx.Response:
        return self._lake.ask("DELETE", f"/v1/holder{path}", self.access)

    def upload(
        self, content: bytes, media_type: str = "application/pdf", kind: str = "discharge"
    ) -> httpx.Response:
        headers = {"Content-Type": media_type}
        return self.post(f"/proofs/{kind}", content=content, headers=headers)


class Lake:
    """The service.

    Args:
        folder: the issuer's.
        clock: to be set.
        programme: the one in force; None for the built-in one.
    """

    def __init__(self, folder: Path, clock: Clock, programme: str | None = LAKE) -> None:
        settings = load_settings(folder)
        keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
        self.clock = clock
        self.app = create_app(settings, keys.signers, clock, keys.secret, small_pages())
        self.office: Office = self.app.state.office
        if programme is not None:
            put_in_force(self.office, programme)
        with self.office.store.write() as connection:
            names = (
                ("east", "East", "东区"),
                ("east.one", "One", "一街"),
                ("west", "West", "西区"),
            )
            divisions.put(connection, (Division(*one) for one in names))

    def ask(self, method: str, path: str, token: str | None, **options: Any) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://lake") as client:
                own = {} if token is None else {"Authorization": f"Bearer {token}"}
                headers = {**own, **options.pop("headers", {})}
                return await client.request(method, path, headers=headers, **options)

        return asyncio.run(go())

    def staff(
        self, name: str, role: Role, *authorities: str, scopes: tuple[str, ...] = ("*",)
    ) -> str:
        """A staff member's token."""
        return staffing.add_staff(self.office, name, [role], authorities, scopes=scopes)

    def person(
        self,
        applicant: str = "self",
        proofing: Proofing = Proofing.REGISTRAR,
        division: str | None = "east.one",
    ) -> str:
        """The number of a person who is registered and well."""
        document = Presented("card", number_of(NumberFormat.CN_RESIDENT_ID, next(_NEXT)), "测试人")
        application = Applying(applicant, "card", no_device=applicant != "self")
        made = registering.register(
            self.office, application, None, presented=document, proofing=proofing, division=division
        )
        facts.report(self.office, made.person.number, WELL, None)
        return made.person.number

    def wallet(self, number: str, origin: Origin = Origin.STAFF) -> Wallet:
        """A new wallet of a person."""
        return Wallet(self, offers.make_offer(self.office, number, origin=origin).link)


def refused(answer: httpx.Response, status: int, reason: str) -> dict[str, Any]:
    """What an endpoint says that refuses, in both languages."""
    content: dict[str, Any] = answer.json()
    assert (answer.status_code, content["reason"]) == (status, reason), answer.text
    assert content["title"] and content["title_zh"]
    assert SECRET not in answer.text
    return content
