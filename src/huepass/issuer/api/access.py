"""What the endpoints depend on: the issuer, and who is asking."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Holder, Role, Staff
from huepass.issuer.service import holders, staffing
from huepass.issuer.service.office import Office

# Only for the description of the API; what comes is read below, for errors of our own.
_STAFF: Final = HTTPBearer(
    scheme_name="staff", description="A staff member's token.", auto_error=False
)
_HOLDER: Final = HTTPBearer(
    scheme_name="holder", description="A wallet's access token.", auto_error=False
)
_Shown = HTTPAuthorizationCredentials | None


def the_office(request: Request) -> Office:
    """The issuer that the app was made for."""
    office = request.app.state.office
    assert isinstance(office, Office)
    return office


TheOffice = Annotated[Office, Depends(the_office)]


def _with_role(role: Role | None) -> Callable[[Request, Office, _Shown], Staff]:
    def who_asks(
        request: Request, office: TheOffice, _: Annotated[_Shown, Depends(_STAFF)]
    ) -> Staff:
        return staffing.authenticate(office, _token(request), role)

    return who_asks


def _holder(request: Request, office: TheOffice, _: Annotated[_Shown, Depends(_HOLDER)]) -> Holder:
    return holders.authenticate(office, _token(request))


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise RequestRefused(Reason.NOT_AUTHENTICATED)
    return token.strip()


def _staff_token(request: Request, _: Annotated[_Shown, Depends(_STAFF)]) -> str:
    return _token(request)


AnyStaff = Annotated[Staff, Depends(_with_role(None))]
Registrar = Annotated[Staff, Depends(_with_role(Role.REGISTRAR))]
Authority = Annotated[Staff, Depends(_with_role(Role.AUTHORITY))]
Inspector = Annotated[Staff, Depends(_with_role(Role.INSPECTOR))]
Manager = Annotated[Staff, Depends(_with_role(Role.MANAGER))]
Collector = Annotated[Staff, Depends(_with_role(Role.COLLECTOR))]
Organisation = Annotated[Staff, Depends(_with_role(Role.ORGANISATION))]
Publisher = Annotated[Staff, Depends(_with_role(Role.PUBLISHER))]
Admin = Annotated[Staff, Depends(_with_role(Role.ADMIN))]
StaffToken = Annotated[str, Depends(_staff_token)]
TheHolder = Annotated[Holder, Depends(_holder)]
