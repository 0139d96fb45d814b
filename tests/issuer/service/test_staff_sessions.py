"""Staff who sign in at a provider."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Role
from huepass.issuer.domain.sign_in import Purpose
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.service import staff_sessions, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.service.staff_sessions import LIFETIME, Session
from huepass.issuer.settings import load_settings
from issuer.conftest import PASSPHRASE, Clock
from issuer.openid import FakeProvider, providing


@pytest.fixture
def provider(clock: Clock) -> Iterator[FakeProvider]:
    with providing(clock) as provider:
        provider.claims = {"sub": "li@gz"}
        yield provider


@pytest.fixture
def office(folder: Path, clock: Clock, provider: FakeProvider) -> Iterator[Office]:
    settings = replace(load_settings(folder), staff_provider=provider.settings(claims=None))
    keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
    office = Office(settings, keys.signers, clock, keys.secret)
    staff_sessions.add_staff(office, "li", "li@gz", [Role.REGISTRAR])
    yield office
    office.close()


def signed_in(office: Office, provider: FakeProvider) -> Session:
    return staff_sessions.sign_in(office, provider.returns(office, Purpose.STAFF))


def is_let_in(office: Office, token: str) -> bool:
    try:
        return staffing.authenticate(office, token, Role.REGISTRAR).name == "li"
    except RequestRefused as refusal:
        assert refusal.reason == Reason.NOT_AUTHENTICATED
        return False


def test_a_session_opens_what_the_staff_member_may_do_for_a_day(
    office: Office, provider: FakeProvider, clock: Clock
) -> None:
    made = signed_in(office, provider)
    assert made.expires_at == clock.now + LIFETIME
    assert len(made.token.removeprefix("hpss_")) == 43  # 256 bits in base64
    assert is_let_in(office, made.token)
    with pytest.raises(RequestRefused) as error:
        staffing.authenticate(office, made.token, Role.ADMIN)
    assert error.value.reason == Reason.NOT_PERMITTED
    clock.now += LIFETIME - 1
    assert is_let_in(office, made.token)
    clock.now += 1
    assert not is_let_in(office, made.token)
    with pytest.raises(RequestRefused) as error:
        staff_sessions.sign_out(office, made.token)
    assert error.value.reason == Reason.NOT_AUTHENTICATED


def test_a_provider_for_staff_is_asked_for_nothing_but_who(
    office: Office, provider: FakeProvider
) -> None:
    signed_in(office, provider)
    assert provider.count("/userinfo") == 0


def test_who_signs_out_is_out_and_others_are_not(office: Office, provider: FakeProvider) -> None:
    one, other = signed_in(office, provider), signed_in(office, provider)
    staff_sessions.sign_out(office, one.token)
    assert not is_let_in(office, one.token)
    assert is_let_in(office, other.token)


def test_only_a_session_can_be_signed_out(office: Office) -> None:
    token = staffing.add_staff(office, "wang", [Role.ADMIN])
    for wrong, reason in (
        (token, Reason.NOT_FOUND),
        ("", Reason.NOT_AUTHENTICATED),
        ("hpss_", Reason.NOT_AUTHENTICATED),
    ):
        with pytest.raises(RequestRefused) as error:
            staff_sessions.sign_out(office, wrong)
        assert error.value.reason == reason
    assert staffing.authenticate(office, token, Role.ADMIN).name == "wang"


def test_somebody_who_is_no_staff_is_refused(office: Office, provider: FakeProvider) -> None:
    provider.claims = {"sub": "somebody"}
    with pytest.raises(RequestRefused) as error:
        signed_in(office, provider)
    assert error.value.reason == Reason.NOT_PERMITTED


def test_a_name_is_no_subject(office: Office, provider: FakeProvider) -> None:
    staffing.add_staff(office, "wang", [Role.ADMIN])
    provider.claims = {"sub": "wang"}
    with pytest.raises(RequestRefused) as error:
        signed_in(office, provider)
    assert error.value.reason == Reason.NOT_PERMITTED


def test_a_sign_in_makes_one_session(office: Office, provider: FakeProvider) -> None:
    returned = provider.returns(office, Purpose.STAFF)
    asked = dict(provider.codes[returned.code])
    staff_sessions.sign_in(office, returned)
    provider.codes[returned.code] = asked
    with pytest.raises(RequestRefused) as error:
        staff_sessions.sign_in(office, returned)
    assert error.value.reason == Reason.SIGN_IN_FAILED


def test_who_was_removed_is_out_at_once_and_stays_out(
    office: Office, provider: FakeProvider
) -> None:
    made = signed_in(office, provider)
    staffing.remove_staff(office, "li")
    assert not is_let_in(office, made.token)
    with pytest.raises(RequestRefused) as error:
        signed_in(office, provider)
    assert error.value.reason == Reason.NOT_PERMITTED


def test_a_subject_can_go_to_another_name_once_its_owner_was_removed(
    office: Office, provider: FakeProvider
) -> None:
    for attempt in (
        lambda: staff_sessions.add_staff(office, "li2", "li@gz", [Role.REGISTRAR]),
        lambda: staff_sessions.set_subject(office, "wang", "li@gz"),
    ):
        if not [one for one in staffing.list_staff(office) if one.name == "wang"]:
            staffing.add_staff(office, "wang", [Role.ADMIN])
        with pytest.raises(RequestRefused) as error:
            attempt()
        assert error.value.reason == Reason.STAFF_EXISTS
    # Neither half of what failed is there.
    assert [one.name for one in staffing.list_staff(office)] == ["li", "wang"]
    staffing.remove_staff(office, "li")
    staff_sessions.set_subject(office, "wang", "li@gz")
    token = signed_in(office, provider).token
    assert staffing.authenticate(office, token, Role.ADMIN).name == "wang"


def test_another_subject_ends_what_the_first_began(office: Office, provider: FakeProvider) -> None:
    made = signed_in(office, provider)
    staff_sessions.set_subject(office, "li", "li@new")
    assert not is_let_in(office, made.token)
    provider.claims = {"sub": "li@new"}
    assert is_let_in(office, signed_in(office, provider).token)
    staff_sessions.set_subject(office, "li", None)
    with pytest.raises(RequestRefused) as error:
        signed_in(office, provider)
    assert error.value.reason == Reason.NOT_PERMITTED


@pytest.mark.parametrize("subject", ["", "a" * 256, "李", "a\n"])
def test_a_subject_that_can_not_be_one_is_refused(office: Office, subject: str) -> None:
    with pytest.raises(RequestRefused) as error:
        staff_sessions.set_subject(office, "li", subject)
    assert error.value.reason == Reason.TEXT_INVALID


def test_a_subject_of_nobody_is_refused(office: Office) -> None:
    with pytest.raises(RequestRefused) as error:
        staff_sessions.set_subject(office, "wang", "wang@gz")
    assert error.value.reason == Reason.STAFF_UNKNOWN


def test_the_token_is_not_kept(office: Office, provider: FakeProvider, folder: Path) -> None:
    token = signed_in(office, provider).token
    office.close()
    for path in folder.rglob("*"):
        if path.is_file():
            assert token.removeprefix("hpss_").encode() not in path.read_bytes()


def test_sessions_that_are_over_are_forgotten(
    office: Office, provider: FakeProvider, clock: Clock
) -> None:
    signed_in(office, provider)
    clock.now += LIFETIME
    signed_in(office, provider)
    with office.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM staff_session").scalar_one() == 1
