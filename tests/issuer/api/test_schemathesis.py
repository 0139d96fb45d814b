"""Requests that schemathesis makes up from the description, to a running service.

No answer is an error inside the service, and every answer is as the description has it: status,
reason, media type, headers, and schema. `make soak` asks more often.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

import api_file
from huepass.issuer.domain.records import Role
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.api.lake import LAKE, WELL
from issuer.holder import code_in
from issuer.rules import districts, put_in_force
from issuer.server import Server, serving
from people import resident_id

schemathesis.serializer.alias("application/cose", "application/octet-stream")
DOCUMENT: Final = api_file.described()
SCHEMA: Final = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS: Final = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
CHECKS: Final = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LEAST: Final = 10  # requests of each operation and kind
ALL: Final = 300  # in full
# What the router says of an address that is none, or of another method there.
NO_ROUTE: Final = {"not_found", "method_not_allowed"}


class Service:
    """A running service, where there is something to ask for.

    Args:
        server: the service.
        token: of an administrator.
    """

    def __init__(self, server: Server, token: str) -> None:
        self.url = server.url
        self._server = server
        self._staff = httpx.Client(
            base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=60
        )
        self.staff_token = token
        self.person = self._registered()
        self.known = {
            "person": self.person,
            "point": self._made("/v1/points", {"name": "Gate", "division": "east"})["point"],
            "category": "watched",
            "kind": "discharge",
            "handle": self._made(f"/v1/persons/{self.person}/paper-passes")["pass"],
            "staff": self._made("/v1/staff", {"name": "Zhou", "roles": ["registrar"]})["staff"],
            "version": "1",
        }

    def close(self) -> None:
        self._staff.close()

    def _made(self, path: str, body: Any = None) -> dict[str, Any]:
        made: dict[str, Any] = self._staff.post(path, json=body).raise_for_status().json()
        return made

    def _registered(self) -> str:
        application = {"applicant": "community", "document": "card", "no_device": True}
        identity = {"number": resident_id(1)}
        sent = {"application": application, "identity": identity, "answers": WELL}
        number: str = self._made("/v1/persons", {**sent, "division": "east"})["person"]
        return number

    def holder_token(self) -> str:
        """The access token of a new wallet."""
        offer = self._made(f"/v1/persons/{self.person}/offers")["offer"]
        grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
        form = {"grant_type": grant, "pre-authorized_code": code_in(offer)}
        answer = self._staff.post("/oid4vci/token", data=form).raise_for_status()
        token: str = answer.json()["access_token"]
        return token

    def log(self) -> str:
        """What the service has logged until now."""
        return self._server.log()


@pytest.fixture(scope="module")
def service(
    issuer_today: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    folder = Path(shutil.copytree(issuer_today[0], tmp_path_factory.mktemp("asked") / "issuer"))
    office = Office(load_settings(folder), [], lambda: int(time.time()))
    put_in_force(office, LAKE)
    districts(office, "east", "west")
    token = staffing.add_staff(office, "mayor", [Role.ADMIN], ["cdc", "hospital"])
    office.close()
    with serving(folder) as server:
        service = Service(server, token)
        yield service
        service.close()


def headers_for(operation: dict[str, Any], service: Service) -> dict[str, str]:
    """How somebody signs in who may ask."""
    schemes = {name for one in operation.get("security", ()) for name in one}
    if not schemes:
        return {}
    token = service.staff_token if "staff" in schemes else service.holder_token()
    return {"Authorization": f"Bearer {token}"}


def check_described(operation: dict[str, Any], response: schemathesis.Response) -> None:
    """Its status is one that the operation names, and so is the reason."""
    answered = operation["responses"].get(str(response.status_code))
    if response.headers["content-type"] == ["application/problem+json"]:
        reason = response.json()["reason"]
        if reason in NO_ROUTE:
            return
        assert answered is not None, (response.status_code, reason)
        assert reason in answered["content"]["application/problem+json"]["examples"]
    else:
        assert answered is not None, response.status_code


@pytest.mark.soak
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_it_is_described(
    service: Service, soak: Callable[[int], int], label: str, mode: GenerationMode
) -> None:
    method, path = label.split(" ", 1)
    described = DOCUMENT["paths"][path][method.lower()]
    operation: APIOperation[Any, Any, Any] = OPERATIONS[label]
    headers = headers_for(described, service)
    names = sorted(service.known)

    @settings(
        max_examples=max(LEAST, soak(ALL)),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.sets(st.sampled_from(names)))
    def ask(case: Case, kept: set[str]) -> None:
        for name in (case.path_parameters or {}).keys() & service.known.keys() - kept:
            case.path_parameters[name] = service.known[name]
        response = case.call(base_url=service.url, headers=headers, timeout=60)
        case.validate_response(response, checks=CHECKS)
        check_described(described, response)

    # Where nothing is sent nothing can be wrong with it.
    with suppress(Unsatisfiable) if mode.is_negative else nullcontext():
        ask()
