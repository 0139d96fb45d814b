"""Persons who prove who they are at a provider, under a programme that takes its word."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from huepass.errors import HuepassError, Reason, RequestRefused
from huepass.issuer.domain.identity import Presented
from huepass.issuer.domain.records import Origin, Role, Staff
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service import (
    holders,
    identities,
    organisations,
    persons,
    proving,
    registering,
    staffing,
    wallets,
)
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.offers import MadeOffer, make_offer
from huepass.issuer.service.office import Office
from huepass.issuer.service.proving import Wanted
from huepass.issuer.settings import load_settings
from huepass.issuer.store import memberships
from issuer.conftest import PASSPHRASE, Clock
from issuer.holder import code_in
from issuer.openid import FakeProvider, providing
from issuer.rules import put_in_force
from people import permit, resident_id
from programmes.story import EXAMPLES

NUMBER = resident_id(1)
SELF = Wanted("self")


@pytest.fixture
def provider(clock: Clock) -> Iterator[FakeProvider]:
    with providing(clock) as provider:
        provider.claims = {
            "sub": "a",
            "document": "mainland-id",
            "document_number": NUMBER,
            "name": "张伟",
            "birthdate": "1985-03-12",
        }
        yield provider


@pytest.fixture
def office(folder: Path, clock: Clock, provider: FakeProvider) -> Iterator[Office]:
    settings = replace(load_settings(folder), identity_provider=provider.settings())
    keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
    office = Office(settings, keys.signers, clock, keys.secret)
    put_in_force(office, (EXAMPLES / "yuekang.toml").read_text("utf-8"))
    yield office
    office.close()


def registered(office: Office, provider: FakeProvider, wanted: Wanted = SELF) -> MadeOffer:
    return proving.register(office, provider.returns(office), wanted)


def refused(office: Office, provider: FakeProvider, wanted: Wanted = SELF) -> HuepassError:
    with pytest.raises(HuepassError) as error:
        registered(office, provider, wanted)
    with office.store.read() as connection:
        number = provider.claims.get("document_number")
        if isinstance(number, str) and number == NUMBER:
            assert identities.by_document(office, connection, "mainland-id", NUMBER) is None
    return error.value


def taken(office: Office, made: MadeOffer) -> str:
    """A wallet takes an offer; its access token."""
    tokens = office.commits.run(wallets.redeem(office, code_in(made.link), None))
    token: str = tokens["access_token"]
    return token


def test_the_person_has_a_pass_and_is_known_again(office: Office, provider: FakeProvider) -> None:
    holder = holders.authenticate(office, taken(office, registered(office, provider)))
    assert holder.wallet.origin == Origin.HOLDER
    again = holders.authenticate(office, taken(office, registered(office, provider)))
    assert again.person == holder.person
    with office.store.read() as connection:
        (shown,) = identities.masked(connection, holder.person)
        assert identities.by_document(office, connection, "mainland-id", NUMBER) == holder.person
    assert (shown.proofing, shown.proofed_at) == (Proofing.PROVIDER, office.now())
    assert shown.name == "张**"
    assert shown.number not in ("", NUMBER)


def test_somebody_of_the_family_signs_in_beside_the_applicant(
    office: Office, provider: FakeProvider
) -> None:
    mine = holders.authenticate(office, taken(office, registered(office, provider)))
    provider.claims |= {"sub": "b", "document_number": resident_id(2), "name": None}
    made = registered(office, provider, Wanted("family"))
    theirs = holders.authenticate(office, taken(office, made))
    assert theirs.person != mine.person
    assert theirs.wallet.origin == Origin.FAMILY


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"document": None}, id="no record"),
        pytest.param({"document": "taiwan-permit"}, id="another kind of document"),
        pytest.param({"document": 5}, id="a kind that is no text"),
        pytest.param({"document_number": None}, id="no number"),
        pytest.param({"document_number": NUMBER[:-1] + "?"}, id="a wrong number"),
        pytest.param({"document": "hk-macao-permit"}, id="a number of another kind"),
        pytest.param({"birthdate": "1985-03-13"}, id="another birthday than the number's"),
        pytest.param({"name": "张\n伟"}, id="a name that is no line"),
    ],
)
def test_whose_record_is_missing_registers_offline(
    office: Office, provider: FakeProvider, claims: dict[str, object]
) -> None:
    provider.claims |= claims
    refusal = refused(office, provider)
    assert refusal.reason == Reason.IDENTITY_UNPROVEN
    assert "register offline" in refusal.detail
    assert "请线下登记" in refusal.detail
    with pytest.raises(RequestRefused) as error:
        proving.recover(office, provider.returns(office))
    assert error.value.reason == Reason.IDENTITY_UNPROVEN


@pytest.mark.parametrize("birthdate", ["0000-03-12", "1985", "12.3.1985", ""])
def test_a_birthday_that_is_none_is_left_out(
    office: Office, provider: FakeProvider, birthdate: str
) -> None:
    provider.claims |= {
        "document": "hk-macao-permit", "document_number": permit(3), "birthdate": birthdate,
    }  # fmt: skip
    holder = holders.authenticate(office, taken(office, registered(office, provider)))
    with office.store.read() as connection:
        (shown,) = identities.masked(connection, holder.person)
    assert shown.birth_date == ""


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Wanted("emperor"), Reason.NOT_IN_PROGRAMME),
        (Wanted("registrar"), Reason.CHANNEL_NOT_ACCEPTED),
        (Wanted("self", division="atlantis"), Reason.DIVISION_UNKNOWN),
        (Wanted("self", answers={"fever": True}), Reason.ANSWERS_INVALID),
    ],
)
def test_what_the_programme_does_not_have_is_refused(
    office: Office, provider: FakeProvider, wanted: Wanted, reason: Reason
) -> None:
    assert refused(office, provider, wanted).reason == reason


def test_a_used_sign_in_registers_nobody(office: Office, provider: FakeProvider) -> None:
    returned = provider.returns(office)
    asked = dict(provider.codes[returned.code])
    proving.register(office, returned, SELF)
    provider.codes[returned.code] = asked
    provider.claims |= {"document_number": resident_id(2)}
    with pytest.raises(RequestRefused) as error:
        proving.register(office, returned, SELF)
    assert error.value.reason == Reason.SIGN_IN_FAILED
    with office.store.read() as connection:
        found = identities.by_document(office, connection, "mainland-id", resident_id(2))
    assert found is None


def test_a_lost_phone(office: Office, provider: FakeProvider, li: Staff) -> None:
    lost = taken(office, registered(office, provider))
    number = holders.authenticate(office, lost).person.number
    done = proving.recover(office, provider.returns(office))
    assert done.ended.wallets == 1
    with pytest.raises(RequestRefused) as error:
        holders.authenticate(office, lost)
    assert error.value.reason == Reason.NOT_AUTHENTICATED
    new = holders.authenticate(office, taken(office, done.offer))
    assert new.person == persons.show(office, number, li)[0]


def test_a_phone_that_was_somebody_elses_all_along(
    office: Office, provider: FakeProvider, li: Staff
) -> None:
    presented = Presented("mainland-id", NUMBER)
    with office.store.write() as connection:
        person = registering.register_unapplied(office, connection, presented, None, li)
    impostor = holders.authenticate(office, taken(office, make_offer(office, person.number)))
    staffing.add_staff(office, "mill", [Role.ORGANISATION])
    code = organisations.code_of(office, staffing.staff_named(office, "mill", Role.ORGANISATION))
    assert code is not None
    organisations.join(office, impostor, code)
    assert proving.recover(office, provider.returns(office)).ended.wallets == 1
    with office.store.read() as connection:
        assert memberships.of_person(connection, person, 0, 9) == []


def test_a_lost_phone_of_nobody(office: Office, provider: FakeProvider) -> None:
    with pytest.raises(RequestRefused) as error:
        proving.recover(office, provider.returns(office))
    assert error.value.reason == Reason.PERSON_UNKNOWN


def test_a_lost_phone_where_a_provider_is_not_believed(
    office: Office, provider: FakeProvider, li: Staff
) -> None:
    text = (EXAMPLES / "yuekang.toml").read_text("utf-8")
    put_in_force(
        office,
        text.replace('proofing = ["provider"]', 'proofing = ["registrar"]').replace(
            "version = 1", "version = 2", 1
        )
        + '\n[[successions]]\nfrom = 1\nnote = { en = "No provider.", zh = "不再采用。" }\n',
    )
    application = Applying("self", "mainland-id")
    registering.register(office, application, li, presented=Presented("mainland-id", NUMBER))
    with pytest.raises(RequestRefused) as error:
        proving.recover(office, provider.returns(office))
    assert error.value.reason == Reason.PROOFING_NOT_ACCEPTED
    with pytest.raises(RequestRefused) as error:
        registered(office, provider)
    assert error.value.reason == Reason.PROOFING_NOT_ACCEPTED


def test_nothing_personal_is_written_anywhere(
    office: Office, provider: FakeProvider, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0, "huepass")
    registered(office, provider)
    proving.recover(office, provider.returns(office))
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(path.name.startswith("issuer.db") for path in files)
    for secret in (NUMBER, NUMBER[6:14], "张伟", "1985-03-12"):
        assert all(secret.encode() not in content for content in files.values())
        assert secret not in caplog.text
        assert all(secret not in path for path, _, _ in provider.asked)
