"""A small town whose service is asked for everything, by everybody.

For every endpoint there is a request that does what the endpoint is for. Each makes what it needs:
a person in the district `east`, a collection point there, an objection.
"""

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from huepass.core import SoftwareSigner, challenge_from_text
from huepass.issuer.domain.codes import StaffCode, hash_of, staff_text
from huepass.issuer.domain.metadata import PRE_AUTHORIZED
from huepass.issuer.domain.records import Role
from huepass.issuer.domain.strips import CONFIGURATION
from huepass.issuer.service import imports
from huepass.issuer.store import people, staff_sessions
from issuer.api.lake import LAKE, WELL, Lake, Wallet
from issuer.authorities import SIGNER, signed
from issuer.conftest import Clock
from issuer.holder import code_in, proof
from issuer.sichuan import shown
from pages.small import ASSET
from people import resident_id

INSIDE, PLACE, OUTSIDE = "east", "east.one", "west"
REACHES: Final[Mapping[str, str]] = {"everywhere": "*", "inside": INSIDE, "outside": OUTSIDE}
PDF: Final = b"%PDF-1.7\n%%EOF\n"
_NEXT: Final = count(1)


class Who(NamedTuple):
    """Who asks: a role's name, `holder` or `anybody`; staff also have a reach and a name."""

    role: str
    token: str | None
    reach: str = ""
    name: str = ""


class Ask(NamedTuple):
    """A request, and what its answer is like if whoever asks is let in."""

    path: str
    json: Any = None
    status: int = 200
    more: Mapping[str, Any] = MappingProxyType({})
    token: str | None = None
    """Instead of the one of whoever asks."""
    shows: str = ""
    """What a list has in it for those in whose scope it is."""

    def options(self) -> dict[str, Any]:
        """For the client."""
        return {**({} if self.json is None else {"json": self.json}), **self.more}


Maker = Callable[["Town", Who], Ask]


class Town(Lake):
    """The town, its staff of every role, and somebody with a wallet.

    Args:
        folder: the issuer's.
        clock: to be set.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        programme = LAKE.replace('shows = ["identity", "colour"]', 'shows = ["identity", "proofs"]')
        super().__init__(folder, clock, programme)
        self._admin = self.staff("mayor", Role.ADMIN, "cdc", "hospital")
        self.me = self.wallet(self.resident())
        self.askers = [self._member(role, reach) for role in Role for reach in REACHES]
        self.askers += [Who("holder", self.me.access), Who("anybody", None)]

    def _member(self, role: Role, reach: str) -> Who:
        name = f"{role} {reach}"
        token = self.staff(name, role, "cdc", "hospital", scopes=(REACHES[reach],))
        return Who(str(role), token, reach, name)

    def do(self, method: str, path: str, json: Any = None, **more: Any) -> Any:
        """What the mayor's office is answered."""
        options = more if json is None else {"json": json, **more}
        answer = self.ask(method, path, self._admin, **options)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def resident(self) -> str:
        """The number of a person without a telephone, who may have paper."""
        return self.person("community")

    def somebody(self) -> Wallet:
        """The wallet of somebody new."""
        return self.wallet(self.resident())

    def point(self) -> str:
        """A collection point in the district."""
        body = {"name": f"Gate {next(_NEXT)}", "division": PLACE}
        number: str = self.do("POST", "/v1/points", body)["point"]
        return number

    def everything(self, who: Who, path: str) -> str:
        """A list, all its pages."""
        found, cursor = "", None
        while True:
            query = {"limit": "100"} if cursor is None else {"limit": "100", "cursor": cursor}
            answer = self.ask("GET", path, who.token, params=query)
            assert answer.status_code == 200, answer.text
            found += answer.text
            cursor = answer.json()["next"]
            if cursor is None:
                return found


def _person(rest: str = "", json: Any = None, status: int = 200) -> Maker:
    return lambda town, _: Ask(f"/v1/persons/{town.resident()}{rest}", json, status)


def _holder(rest: str = "", json: Any = None, status: int = 200) -> Maker:
    return lambda town, _: Ask(f"/v1/holder{rest}", json, status, token=town.somebody().access)


def _plain(path: str, json: Any = None, status: int = 200) -> Maker:
    return lambda _, __: Ask(path, json, status)


def _application(applicant: str = "self") -> dict[str, Any]:
    return {"applicant": applicant, "document": "card", "no_device": applicant != "self"}


def _number() -> str:
    """Of a card that nobody else has: the lake's people were born in other years."""
    return resident_id(next(_NEXT), "20050312")


def _registration(applicant: str) -> dict[str, Any]:
    return {
        "application": _application(applicant),
        "identity": {"number": _number()},
        "answers": WELL,
        "division": PLACE,
    }


def _register_oneself(_: Town, __: Who) -> Ask:
    return Ask("/v1/registrations", _registration("community"), 201)


def _register_dependant(_: Town, __: Who) -> Ask:
    return Ask("/v1/holder/dependants", _registration("community"), 201)


def _register(_: Town, __: Who) -> Ask:
    return Ask("/v1/persons", _registration("self"), 201)


def _find(town: Town, _: Who) -> Ask:
    sent = _registration("self")
    town.do("POST", "/v1/persons", sent)
    return Ask("/v1/persons/find", {"document": "card", **sent["identity"]})


def _add_identity(town: Town, _: Who) -> Ask:
    body = {"document": "card", "number": _number()}
    return Ask(f"/v1/persons/{town.resident()}/identities", body, 201)


def _lift(town: Town, _: Who) -> Ask:
    path = f"/v1/persons/{town.resident()}/categories/watched"
    town.do("PUT", path)
    return Ask(path)


def _evidence(town: Town, _: Who) -> Ask:
    path = f"/v1/persons/{town.resident()}/evidence"
    made = town.do("POST", f"{path}-challenges")
    text = shown(challenge_from_text(made["challenge"]), town.clock.now)
    # The town knows no such issuer.
    return Ask(path, {"text": text}, 422)


def _sheets(town: Town, _: Who) -> Ask:
    return Ask("/v1/paper-sheets", {"persons": [town.resident(), town.resident()]}, 201)


def _revoke(town: Town, _: Who) -> Ask:
    made = town.do("POST", f"/v1/persons/{town.resident()}/paper-passes")
    return Ask(f"/v1/paper-passes/{made['pass']}/revocation", {"reason": "lost"})


def _import(town: Town, who: Who) -> Ask:
    if who.role in (Role.AUTHORITY, Role.ADMIN):
        imports.set_signing_key(town.office, who.name, SIGNER.public_key)
    content = signed(town.clock.now, f"{town.resident()},watched,")
    more = {"content": content, "headers": {"Content-Type": "application/cose"}}
    return Ask("/v1/imports", more=more)


def _look_up(town: Town, _: Who) -> Ask:
    return Ask("/v1/look-ups", {"purpose": "trace", "person": town.resident()})


def _look_at_proof(town: Town, _: Who) -> Ask:
    person = town.resident()
    made = town.wallet(person).upload(PDF).json()
    sent = {"purpose": "trace", "person": person, "proof": made["proof"]}
    return Ask("/v1/look-ups/proofs", sent)


def _objection(town: Town) -> str:
    wallet = town.somebody()
    number: str = wallet.post("/objections", {"words": "I am well."}).json()["objection"]
    return number


def _objections(town: Town, _: Who) -> Ask:
    return Ask("/v1/objections", shows=_objection(town))


def _open_objection(town: Town, _: Who) -> Ask:
    return Ask(f"/v1/objections/{_objection(town)}")


def _answer(town: Town, _: Who) -> Ask:
    body = {"outcome": "rejected", "words": "It is right."}
    return Ask(f"/v1/objections/{_objection(town)}/answer", body, 201)


def _object(town: Town, _: Who) -> Ask:
    body = {"words": "I am well."}
    return Ask("/v1/holder/objections", body, 201, token=town.somebody().access)


def _sign_out(town: Town, who: Who) -> Ask:
    token = f"hpss_{next(_NEXT)}"
    if who.name:
        with town.office.store.write() as connection:
            member = people.find_staff(connection, who.name)
            assert member is not None
            ends = town.clock.now + 60
            staff_sessions.add(connection, hash_of(token.encode()), member, ends)
    return Ask("/v1/staff-session", status=204, token=token if who.name else None)


def _new_member() -> dict[str, Any]:
    return {"name": f"Zhou {next(_NEXT)}", "roles": ["registrar"], "scopes": [PLACE]}


def _add_staff(_: Town, __: Who) -> Ask:
    return Ask("/v1/staff", _new_member(), 201)


def _member_path(town: Town) -> str:
    return f"/v1/staff/{town.do('POST', '/v1/staff', _new_member())['staff']}"


def _staff(town: Town, _: Who) -> Ask:
    return Ask("/v1/staff", shows=_member_path(town).removeprefix("/v1/staff/"))


def _change_staff(town: Town, _: Who) -> Ask:
    return Ask(_member_path(town), {"scopes": [PLACE]})


def _remove_staff(town: Town, _: Who) -> Ask:
    return Ask(_member_path(town), status=204)


def _points(town: Town, _: Who) -> Ask:
    return Ask("/v1/points", shows=town.point())


def _point(rest: str = "", status: int = 200) -> Maker:
    return lambda town, _: Ask(f"/v1/points/{town.point()}{rest}", status=status)


def _code(name: str, token: str) -> dict[str, Any]:
    return {"staff_code": staff_text(StaffCode(name, hash_of(token.encode())))}


def _appoint(town: Town, _: Who) -> Ask:
    name = f"Lin {next(_NEXT)}"
    return Ask(f"/v1/points/{town.point()}/collectors", _code(name, f"hpst_{name}"), 201)


def _dismiss(town: Town, who: Who) -> Ask:
    asked = _appoint(town, who)
    done = town.do("POST", asked.path, asked.json)
    return Ask(f"{asked.path}/{done['staff']}", status=204)


def _take_reading(town: Town, who: Who) -> Ask:
    point = town.point()
    if who.role == Role.COLLECTOR and who.reach != "outside":
        assert who.token is not None
        town.do("POST", f"/v1/points/{point}/collectors", _code(who.name, who.token))
    token = town.me.post("/reading-tokens", {"point": point}).json()["token"]
    return Ask(f"/v1/points/{point}/readings", {"token": token, "temperature": 36.6}, 201)


def _reading_token(town: Town, _: Who) -> Ask:
    return Ask("/v1/holder/reading-tokens", {"point": town.point()}, 201)


def _report_for_member(town: Town, who: Who) -> Ask:
    person = town.resident()
    if who.role == Role.ORGANISATION:
        code = town.ask("GET", "/v1/staff/me", who.token).json()["code"]
        town.wallet(person).post("/memberships", {"organisation": code})
    status = 201 if who.role == Role.ORGANISATION else 404
    return Ask(f"/v1/organisation/members/{person}/reports", {"answers": WELL}, status)


def _membership(town: Town, _: Who) -> Ask:
    return Ask("/v1/holder/memberships", {"organisation": _organisation(town)}, 201)


def _organisation(town: Town) -> str:
    (asker,) = (one for one in town.askers if one.name == "organisation everywhere")
    code: str = town.ask("GET", "/v1/staff/me", asker.token).json()["code"]
    return code


def _leave(town: Town, _: Who) -> Ask:
    joined = town.me.post("/memberships", {"organisation": _organisation(town)}).json()
    return Ask(f"/v1/holder/memberships/{joined['organisation']}", status=204)


def _upload(town: Town, _: Who) -> Ask:
    more = {"content": PDF, "headers": {"Content-Type": "application/pdf"}}
    path = "/v1/holder/proofs/discharge"
    return Ask(path, status=201, more=more, token=town.somebody().access)


def _proof(status: int) -> Maker:
    def make(town: Town, _: Who) -> Ask:
        wallet = town.somebody()
        made = wallet.upload(PDF).json()
        return Ask(f"/v1/holder/proofs/{made['proof']}", status=status, token=wallet.access)

    return make


def _end_wallet(town: Town, _: Who) -> Ask:
    person = town.resident()
    wallet, other = town.wallet(person), town.wallet(person)
    handles = other.get("/wallets").json()["items"]
    (wanted,) = (one["wallet"] for one in handles if not one["is_this"])
    assert wallet.access != other.access
    return Ask(f"/v1/holder/wallets/{wanted}/end", token=other.access)


def _offer(town: Town, by_reference: bool) -> str:
    body = {"by_reference": by_reference}
    made = town.do("POST", f"/v1/persons/{town.resident()}/offers", body)
    link: str = made["offer"]
    return link


def _offer_at(town: Town, _: Who) -> Ask:
    return Ask("/oid4vci/offers/" + _offer(town, True).rpartition("%2F")[2])


def _token(town: Town, _: Who) -> Ask:
    code = code_in(_offer(town, False))
    form = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code}
    return Ask("/oid4vci/token", more={"data": form})


def _credential(town: Town, _: Who) -> Ask:
    nonce = town.ask("POST", "/oid4vci/nonce", None).json()["c_nonce"]
    url, now = town.office.settings.url, town.clock.now
    jwt = proof(SoftwareSigner.generate(), url, nonce, now)
    body = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [jwt]}}
    return Ask("/oid4vci/credential", body)


_BACK: Final = {"session": "x", "code": "x", "state": "x"}
_NO_PROVIDER: Final = 409
_CERTIFICATE: Final = {
    "kind": "health",
    "key": SoftwareSigner.from_seed(bytes(32)).public_key.hex(),
    "until": "2026-12-01",
}
_DIVISION: Final = {"id": "east.two", "en": "Two", "zh": "二街"}
ASKS: Final[Mapping[str, Maker]] = {
    "GET /openapi.json": _plain("/openapi.json"),
    "GET /health": _plain("/health"),
    "GET /ready": _plain("/ready"),
    "GET /federation/roots.cbor": _plain("/federation/roots.cbor"),
    "GET /federation/root-{version}.cbor": _plain("/federation/root-1.cbor"),
    "GET /federation/trust-list.cbor": _plain("/federation/trust-list.cbor"),
    "GET /revocation-list.cbor": _plain("/revocation-list.cbor"),
    "GET /wallet": _plain("/wallet", status=308),
    "GET /wallet/": _plain("/wallet/"),
    "GET /wallet/{name}": _plain("/wallet/worker.js"),
    "GET /gate": _plain("/gate", status=308),
    "GET /gate/": _plain("/gate/"),
    "GET /gate/{name}": _plain("/gate/worker.js"),
    "GET /assets/{name}": _plain(f"/{ASSET}"),
    "GET /icons/{name}": _plain("/icons/wallet.svg"),
    "GET /v1/programme": _plain("/v1/programme"),
    "GET /v1/divisions": _plain("/v1/divisions"),
    "POST /v1/registrations": _register_oneself,
    "POST /v1/registrations/sign-in": _plain("/v1/registrations/sign-in", status=_NO_PROVIDER),
    "POST /v1/registrations/proven": _plain(
        "/v1/registrations/proven", {**_BACK, "application": {"applicant": "self"}}, _NO_PROVIDER
    ),
    "POST /v1/registrations/recovery": _plain("/v1/registrations/recovery", _BACK, _NO_PROVIDER),
    "POST /v1/staff-session/sign-in": _plain("/v1/staff-session/sign-in", status=_NO_PROVIDER),
    "POST /v1/staff-session": _plain("/v1/staff-session", _BACK, _NO_PROVIDER),
    "GET /.well-known/openid-credential-issuer": _plain("/.well-known/openid-credential-issuer"),
    "GET /.well-known/oauth-authorization-server": _plain(
        "/.well-known/oauth-authorization-server"
    ),
    "GET /oid4vci/offers/{reference}": _offer_at,
    "POST /oid4vci/token": _token,
    "POST /oid4vci/nonce": _plain("/oid4vci/nonce"),
    "POST /oid4vci/credential": _credential,
    "POST /v1/persons": _register,
    "POST /v1/persons/find": _find,
    "GET /v1/persons/{person}": _person(),
    "POST /v1/persons/{person}/identities": _add_identity,
    "PUT /v1/persons/{person}/division": _person("/division", {"division": PLACE}),
    # The town's programme has no decisions.
    "PUT /v1/persons/{person}/colour": _person("/colour", {"colour": "red", "reason": "x"}, 409),
    "POST /v1/persons/{person}/offers": _person("/offers", status=201),
    "POST /v1/persons/{person}/wallets/end": _person("/wallets/end", {"reason": "lost"}),
    "POST /v1/persons/{person}/recovery": _person("/recovery", {"reason": "lost"}, 201),
    "POST /v1/persons/{person}/applications": _person("/applications", _application(), 201),
    "POST /v1/persons/{person}/reports": _person("/reports", {"answers": WELL}, 201),
    "POST /v1/persons/{person}/readings": _person("/readings", {"temperature": 36.6}, 201),
    "GET /v1/persons/{person}/explanation": _person("/explanation"),
    "PUT /v1/persons/{person}/categories/{category}": _person("/categories/watched"),
    "DELETE /v1/persons/{person}/categories/{category}": _lift,
    "POST /v1/persons/{person}/evidence-challenges": _person("/evidence-challenges", status=201),
    "POST /v1/persons/{person}/evidence": _evidence,
    # Nor does it have a key for certificates.
    "POST /v1/persons/{person}/certificates": _person("/certificates", _CERTIFICATE, 503),
    "POST /v1/persons/{person}/paper-passes": _person("/paper-passes", status=201),
    "GET /v1/persons/{person}/paper-passes": _person("/paper-passes"),
    "POST /v1/persons/{person}/paper-sheet": _person("/paper-sheet", status=201),
    "POST /v1/paper-sheets": _sheets,
    "POST /v1/paper-passes/{handle}/revocation": _revoke,
    "POST /v1/publications": _plain("/v1/publications", status=201),
    "POST /v1/imports": _import,
    "GET /v1/imports": _plain("/v1/imports"),
    "POST /v1/look-ups": _look_up,
    "POST /v1/look-ups/proofs": _look_at_proof,
    "GET /v1/objections": _objections,
    "GET /v1/objections/{objection}": _open_objection,
    "POST /v1/objections/{objection}/answer": _answer,
    "GET /v1/staff/me": _plain("/v1/staff/me"),
    "DELETE /v1/staff-session": _sign_out,
    "GET /v1/staff": _staff,
    "POST /v1/staff": _add_staff,
    "PATCH /v1/staff/{staff}": _change_staff,
    "DELETE /v1/staff/{staff}": _remove_staff,
    "PUT /v1/divisions": _plain("/v1/divisions", [_DIVISION]),
    "GET /v1/points": _points,
    "POST /v1/points": _plain("/v1/points", {"name": "Gate", "division": PLACE}, 201),
    "GET /v1/points/{point}": _point(),
    "DELETE /v1/points/{point}": _point(status=204),
    "GET /v1/points/{point}/collectors": _point("/collectors"),
    "POST /v1/points/{point}/collectors": _appoint,
    "DELETE /v1/points/{point}/collectors/{staff}": _dismiss,
    "GET /v1/points/{point}/readings": _point("/readings"),
    "POST /v1/points/{point}/readings": _take_reading,
    "GET /v1/organisation/members": _plain("/v1/organisation/members"),
    "POST /v1/organisation/members/{person}/reports": _report_for_member,
    "GET /v1/holder": _holder(),
    "GET /v1/holder/explanation": _holder("/explanation"),
    "GET /v1/holder/records": _holder("/records"),
    "GET /v1/holder/changes": _holder("/changes"),
    "GET /v1/holder/look-ups": _holder("/look-ups"),
    "POST /v1/holder/reports": _holder("/reports", {"answers": WELL}, 201),
    "POST /v1/holder/applications": _holder(
        "/applications", {"applicant": "self", "document": "card"}, 201
    ),
    "GET /v1/holder/wallets": _holder("/wallets"),
    "POST /v1/holder/wallets/{wallet}/end": _end_wallet,
    "POST /v1/holder/dependants": _register_dependant,
    "POST /v1/holder/shares": _holder("/shares", status=201),
    "GET /v1/holder/proofs": _holder("/proofs"),
    "POST /v1/holder/proofs/{kind}": _upload,
    "GET /v1/holder/proofs/{proof}": _proof(200),
    "DELETE /v1/holder/proofs/{proof}": _proof(204),
    "POST /v1/holder/objections": _object,
    "GET /v1/holder/objections": _holder("/objections"),
    "POST /v1/holder/paper-passes": _holder("/paper-passes", status=201),
    "GET /v1/holder/paper-passes": _holder("/paper-passes"),
    "POST /v1/holder/paper-sheet": _holder("/paper-sheet", status=201),
    "POST /v1/holder/reading-tokens": _reading_token,
    "GET /v1/holder/memberships": _holder("/memberships"),
    "POST /v1/holder/memberships": _membership,
    "DELETE /v1/holder/memberships/{organisation}": _leave,
}
"""A request for every endpoint."""
