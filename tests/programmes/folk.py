"""Those who live and work in a town; each speaks with its service in short sentences."""

from typing import Any

import httpx

from huepass.core import Action, Answer, GateState, Policy, check, load_all
from huepass.errors import HuepassError, Reason
from huepass.issuer.service import staffing
from huepass.wallet import IssuerClient, WalletFolder, accept, bring_up, refresh
from huepass.wallet.refresh import renewed
from huepass.wallet.web import Web
from issuer.conftest import Clock
from programmes.records import Citizen, Records


class Caller:
    """Somebody who speaks with the API."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def bearer(self) -> dict[str, str]:
        """The header that says who asks."""
        return {}

    def asks(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """A request and the JSON of its answer; a refusal is raised with its reason."""
        headers = {**self.bearer(), **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        answer = self._client.request(method, path, headers=headers, **options)
        if answer.status_code >= 400:
            problem = answer.json()
            raise HuepassError(Reason(problem["reason"]), problem.get("detail", ""))
        is_json = answer.headers.get("Content-Type", "") == "application/json"
        return answer.json() if is_json and answer.content else answer.content

    def gets(self, path: str, **query: Any) -> Any:
        """What is there."""
        return self.asks("GET", path, params=query)

    def posts(self, path: str, body: Any = None, **options: Any) -> Any:
        """Something new."""
        return self.asks("POST", path, body, **options)

    def lists(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A whole list, page by page."""
        found, cursor = [], None
        while True:
            more = {} if cursor is None else {"cursor": cursor}
            page = self.gets(path, limit=5, **query, **more)
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found


class Officer(Caller):
    """Somebody who works for the town."""

    def __init__(self, client: httpx.Client, token: str) -> None:
        super().__init__(client)
        self._token = token

    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def registers(
        self,
        citizen: Citizen,
        who: str,
        channel: str = "offline",
        *,
        no_device: bool = True,
        answers: dict[str, Any] | None = None,
        **more: Any,
    ) -> str:
        """Somebody comes with their document; the person's number."""
        body = {
            "application": {
                "applicant": who, "document": citizen.document, "channel": channel,
                "no_device": no_device,
            },
            "identity": citizen.identity(),
            **({} if answers is None else {"answers": answers}),
            **more,
        }  # fmt: skip
        return str(self.posts("/v1/persons", body)["person"])

    def finds(self, citizen: Citizen) -> str:
        """The number of a person whose document lies here."""
        shown = {"document": citizen.document, "number": citizen.number}
        return str(self.posts("/v1/persons/find", shown)["person"])

    def reports_for(self, number: str, **answers: Any) -> Any:
        """The person declares their health at the desk."""
        return self.posts(f"/v1/persons/{number}/reports", {"answers": answers})

    def puts(self, number: str, category: str, reason: str, **more: Any) -> Any:
        """The person is put into a category."""
        return self.asks(
            "PUT", f"/v1/persons/{number}/categories/{category}", {"reason": reason, **more}
        )

    def lifts(self, number: str, category: str, reason: str) -> Any:
        """The person is taken out of a category."""
        return self.asks(
            "DELETE", f"/v1/persons/{number}/categories/{category}", params={"reason": reason}
        )

    def prints(self, number: str) -> str:
        """The text of a paper pass."""
        return str(self.posts(f"/v1/persons/{number}/paper-passes")["text"])

    def looks_up(self, citizen: Citizen, purpose: str, **more: Any) -> dict[str, Any]:
        """What the purpose shows of somebody whose document is known."""
        shown = {"document": citizen.document, "number": citizen.number}
        found: dict[str, Any] = self.posts("/v1/look-ups", {"purpose": purpose, **shown, **more})
        return found

    def sends(self, signed: bytes, *, only_try: bool = False) -> Any:
        """A list that the authority signed."""
        return self.posts(
            "/v1/imports",
            content=signed,
            headers={"Content-Type": "application/cose"},
            params={"dry_run": only_try},
        )

    def hires(self, name: str, *roles: str, **more: Any) -> "Officer":
        """Somebody new works here."""
        body = {"name": name, "roles": roles, **more}
        return Officer(self._client, self.posts("/v1/staff", body)["token"])


class Collector(Officer):
    """Somebody who takes readings, once a manager has scanned their code.

    Args:
        client: speaks with the API.
        name: theirs.
    """

    def __init__(self, client: httpx.Client, name: str) -> None:
        token, self.code = staffing.staff_code(name)
        super().__init__(client, token)

    def measures(self, point: dict[str, Any], holder: "Code", temperature: float) -> None:
        """Somebody makes a token for the point on purpose, and is measured."""
        self.takes(point, holder.token_for(point), temperature)

    def takes(self, point: dict[str, Any], token: str, temperature: float) -> Any:
        """A temperature of whoever shows this token."""
        path = f"/v1/points/{point['point']}/readings"
        return self.posts(path, {"token": token, "temperature": temperature})


class Phone(Caller):
    """A telephone with a wallet; nobody has shown who they are yet."""

    def __init__(
        self, client: httpx.Client, web: Web, store: WalletFolder, clock: Clock, records: Records
    ) -> None:
        super().__init__(client)
        self.store = store
        self.clock = clock
        self.issuer = IssuerClient(web, clock)
        self._records = records

    def takes(self, link: str) -> "Code":
        """A code is scanned, and its pass is in the wallet."""
        return Code(self, accept(self.store, self.issuer, self.issuer.offer(link)).person.id)

    def declares(self, citizen: Citizen, who: str = "self", **more: Any) -> "Code":
        """Somebody applies and says who they are; nobody checks it."""
        return self.takes(self.posts("/v1/registrations", _form(citizen, who, more))["offer"])

    def signs_in(self, citizen: Citizen) -> dict[str, str]:
        """Somebody shows their face to this phone."""
        begun = self.posts("/v1/registrations/sign-in")
        came_back = self._records.signs_in(citizen, begun["url"])
        return {"session": begun["session"], **came_back}

    def proves(
        self, citizen: Citizen, who: str = "self", *, no_device: bool = False, **more: Any
    ) -> "Code":
        """Somebody applies with their real name and face."""
        body = {
            **self.signs_in(citizen),
            "application": {"applicant": who, "no_device": no_device},
            **more,
        }
        return self.takes(self.posts("/v1/registrations/proven", body)["offer"])

    def recovers(self, citizen: Citizen) -> "Code":
        """The old phone is lost; its owner shows their face to this one."""
        made = self.posts("/v1/registrations/recovery", self.signs_in(citizen))
        return self.takes(made["offer"])


class Code(Caller):
    """A person's pass in a wallet, and what its holder can do with it."""

    def __init__(self, phone: Phone, person_id: str) -> None:
        super().__init__(phone._client)
        self.phone = phone
        self._id = person_id
        self._access: tuple[int, str] | None = None

    def bearer(self) -> dict[str, str]:
        now = self.phone.clock.now
        if self._access is None or self._access[0] != now:
            with self.phone.store.refreshing():
                _, _, tokens = renewed(self.phone.store, self.phone.issuer, self._id)
            self._access = now, tokens.access
        return {"Authorization": f"Bearer {self._access[1]}"}

    @property
    def screen(self) -> str:
        """The pass as the screen shows it now, without network."""
        now = self.phone.clock.now
        return bring_up(self.phone.store, self._id, now).text(now)

    def refreshes(self) -> None:
        """The phone fetches what is new."""
        refresh(self.phone.store, self.phone.issuer, self._id)
        self._access = None

    @property
    def page(self) -> dict[str, Any]:
        """What the holder sees of themselves."""
        page: dict[str, Any] = self.gets("/v1/holder")
        return page

    @property
    def colour(self) -> str:
        """The colour that the service says the holder has."""
        return str(self.page["colour"])

    def why(self, language: str = "en") -> str:
        """All that the holder is told about the colour."""
        told = self.gets("/v1/holder/explanation")["holder"][language]
        return "\n".join(line for section in told["sections"] for line in section["lines"])

    def reports(self, **answers: Any) -> Any:
        """The holder reports their health."""
        return self.posts("/v1/holder/reports", {"answers": answers})

    def records(self, kind: str) -> list[dict[str, Any]]:
        """What is on record, the newest first."""
        found = self.lists("/v1/holder/records", kind=kind)
        return [{**one, **one["content"]} for one in found]

    def answered(self, question: str) -> list[Any]:
        """What was answered to a question in each report, the newest first."""
        reports = [
            {one["question"]["id"]: one["answer"] for one in report["answers"]}
            for report in self.records("report")
        ]
        return [answers.get(question) for answers in reports]

    def looked_up(self) -> list[str]:
        """For what others looked at something of the holder, the newest first."""
        return [one["purpose"]["id"] for one in self.lists("/v1/holder/look-ups")]

    def applies_for(self, citizen: Citizen, who: str = "family", **more: Any) -> "Code":
        """The holder applies for somebody else, whose pass comes onto the same phone."""
        made = self.posts("/v1/holder/dependants", _form(citizen, who, more))
        return self.phone.takes(made["offer"])

    def shares(self) -> str:
        """What another phone scans to have this pass too."""
        return str(self.posts("/v1/holder/shares")["offer"])

    def token_for(self, point: dict[str, Any]) -> str:
        """A token for one reading, from what stands on the point's poster."""
        return str(self.posts("/v1/holder/reading-tokens", {"point": point["code"]})["token"])

    def prints(self) -> str:
        """The text of the holder's own pass on paper."""
        return str(self.posts("/v1/holder/paper-passes")["text"])


class Gate:
    """A gate that fetches what anybody can, and then checks offline.

    Args:
        client: fetches.
        clock: everybody's.
        hall: of the town that it stands in.
    """

    def __init__(self, client: httpx.Client, clock: Clock, hall: Officer) -> None:
        self._client = client
        self._clock = clock
        self.halls = [hall]
        """Of the towns whose revocations it fetches."""

    def fetched(self) -> GateState:
        """Roots, trust list and revocations, as of now; new lists are published first."""
        names = "root-1.cbor", "roots.cbor", "trust-list.cbor"
        first, *documents = (self._client.get(f"/federation/{name}").content for name in names)
        for hall in self.halls:
            hall.posts("/v1/publications")
            documents.append(hall.gets("/revocation-list.cbor"))
        report = load_all(GateState.begin(first), b"".join(documents), self._clock.now)
        assert report.errors == ()
        return report.state

    def sees(self, text: str) -> Answer:
        """What the gate's staff see."""
        now = self._clock.now
        policy = Policy(accept_paper=True)
        return check(self.fetched(), text, policy=policy, now=now, started_at=now - 3600)

    def lets_pass(self, text: str) -> bool:
        """Whether whoever shows this passes."""
        return self.sees(text).action == Action.PASS

    def checks(self, text: str) -> bool:
        """Whether whoever shows this is examined first."""
        return self.sees(text).action == Action.CHECK

    def stops(self, text: str) -> bool:
        """Whether whoever shows this may not pass."""
        return self.sees(text).action == Action.REFUSE


def _form(citizen: Citizen, who: str, more: dict[str, Any]) -> dict[str, Any]:
    no_device = more.pop("no_device", False)
    return {
        "application": {"applicant": who, "document": citizen.document, "no_device": no_device},
        "identity": citizen.identity(),
        **more,
    }
