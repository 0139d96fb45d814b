"""What the endpoints depend on: the issuer, and who is asking."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office


def the_office(request: Request) -> Office:
    """The issuer that the app was made for."""
    office = request.app.state.office
    assert isinstance(office, Office)
    return office


TheOffice = Annotated[Office, Depends(the_office)]


def _with_role(role: Role) -> Callable[[Request, Office], Staff]:
    def who_asks(request: Request, office: TheOffice) -> Staff:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise RequestRefused(Reason.NOT_AUTHENTICATED)
        return staffing.authenticate(office, token.strip(), role)

    return who_asks


Registrar = Annotated[Staff, Depends(_with_role(Role.REGISTRAR))]
Authority = Annotated[Staff, Depends(_with_role(Role.AUTHORITY))]
Publisher = Annotated[Staff, Depends(_with_role(Role.PUBLISHER))]
