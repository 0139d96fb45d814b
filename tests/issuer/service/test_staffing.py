"""Who works for the issuer, and what they may do."""

from pathlib import Path

import pytest

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Role
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office


def refusal(attempt: object) -> Reason:
    with pytest.raises(RequestRefused) as error:
        attempt()  # type: ignore[operator]
    return error.value.reason


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("needed", Role)
def test_a_token_opens_what_its_role_may_do(office: Office, role: Role, needed: Role) -> None:
    token = staffing.add_staff(office, "li", [role])
    if role in (needed, Role.ADMIN):
        assert staffing.authenticate(office, token, needed).name == "li"
        assert staffing.staff_named(office, "li", needed).roles == {role}
    else:
        for attempt in (
            lambda: staffing.authenticate(office, token, needed),
            lambda: staffing.staff_named(office, "li", needed),
        ):
            assert refusal(attempt) == Reason.NOT_PERMITTED


def test_the_token_is_not_kept(office: Office, folder: Path) -> None:
    token = staffing.add_staff(office, "li", [Role.ADMIN])
    assert len(token.removeprefix("hpst_")) == 43  # 256 bits in base64
    office.close()
    for path in folder.rglob("*"):
        if path.is_file():
            assert token.removeprefix("hpst_").encode() not in path.read_bytes()


@pytest.mark.parametrize("token", ["", "x", "hpst_", "ü"])
def test_a_token_that_nobody_has_is_refused(office: Office, token: str) -> None:
    staffing.add_staff(office, "li", [Role.ADMIN])
    assert (
        refusal(lambda: staffing.authenticate(office, token, Role.ADMIN))
        == Reason.NOT_AUTHENTICATED
    )


def test_who_was_removed_is_refused_at_once_and_stays_on_the_list(office: Office) -> None:
    token = staffing.add_staff(office, "li", [Role.ADMIN])
    staffing.remove_staff(office, "li")
    assert (
        refusal(lambda: staffing.authenticate(office, token, Role.ADMIN))
        == Reason.NOT_AUTHENTICATED
    )
    for attempt in (
        lambda: staffing.staff_named(office, "li", Role.ADMIN),
        lambda: staffing.remove_staff(office, "li"),
    ):
        assert refusal(attempt) == Reason.STAFF_UNKNOWN
    (found,) = staffing.list_staff(office)
    assert found.removed_at is not None
    # History must not become ambiguous.
    assert refusal(lambda: staffing.add_staff(office, "li", [Role.ADMIN])) == Reason.STAFF_EXISTS


@pytest.mark.parametrize("roles", [["emperor"], ["admin", "emperor"], []])
def test_a_role_that_does_not_exist_is_refused(office: Office, roles: list[str]) -> None:
    assert refusal(lambda: staffing.add_staff(office, "li", roles)) == Reason.ROLE_UNKNOWN


def test_a_name_that_is_no_line_of_text_is_refused(office: Office) -> None:
    assert refusal(lambda: staffing.add_staff(office, " ", [Role.ADMIN])) == Reason.TEXT_INVALID


def test_somebody_unknown_is_refused(office: Office) -> None:
    assert refusal(lambda: staffing.staff_named(office, "wang", Role.ADMIN)) == Reason.STAFF_UNKNOWN
