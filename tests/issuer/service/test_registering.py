"""Registering: who may be registered by whom, what is all or nothing, families, lost phones."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from huepass.errors import HuepassError, Reason
from huepass.issuer.domain.identity import Presented
from huepass.issuer.domain.records import Holder as Asking
from huepass.issuer.domain.records import Origin, Person, Role, Staff
from huepass.issuer.domain.refusals import WalletRefused
from huepass.issuer.programme.facts import Application, Fact, Report
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service import (
    facts,
    holders,
    identities,
    offers,
    organisations,
    recovering,
    registering,
    staffing,
    wallets,
)
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.offers import MadeOffer, Terms
from huepass.issuer.service.office import Office
from huepass.issuer.store import facts as stored
from huepass.issuer.store import live as live_passes
from huepass.issuer.store import memberships
from issuer.conftest import Clock
from issuer.holder import Holder, code_in
from issuer.rules import PEOPLE, districts, put_in_force, registrar
from people import resident_id

SELF = Applying("self", "mainland-id")
FAMILY = Applying("family", "mainland-id", no_device=True)
COLLEAGUE = Applying("colleague", "mainland-id")
WELL = {"fever": False}
ZHANG = Presented("mainland-id", resident_id(1), "张三")
LI = Presented("mainland-id", resident_id(2), "李四")


@pytest.fixture
def town(office: Office) -> Office:
    """An issuer whose programme asks for numbers of documents, and its divisions."""
    put_in_force(office, PEOPLE)
    districts(office, "jiangan", "jiangan.dazhi", "wuchang")
    return office


def refused(attempt: Callable[[], object]) -> HuepassError:
    with pytest.raises(HuepassError) as error:
        attempt()
    return error.value


def rows(office: Office, sql: str) -> list[tuple[object, ...]]:
    with office.store.read() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def person_of(office: Office, presented: Presented) -> Person:
    with office.store.read() as connection:
        found = identities.by_document(office, connection, presented.document, presented.number)
    assert found is not None
    return found


def known(office: Office, person: Person) -> list[Fact]:
    with office.store.read() as connection:
        return office.rules(connection).facts(stored.facts_of(connection, person.id))


def redeemed(office: Office, made: MadeOffer) -> Asking:
    """Whoever asks with the wallet that takes an offer."""
    tokens = office.commits.run(wallets.redeem(office, code_in(made.link), made.tx_code))
    return holders.authenticate(office, tokens["access_token"])


def live(office: Office, holder: Asking) -> bool:
    with office.store.read() as connection:
        try:
            return bool(holders.again(connection, holder))
        except HuepassError as error:
            assert error.reason == Reason.NOT_AUTHENTICATED
            return False


# At a desk.


def test_a_registrar_sees_the_document(town: Office, li: Staff) -> None:
    done = registering.register(town, SELF, li, presented=ZHANG, answers=WELL)
    assert (done.person.colour, done.person.reason, done.revoked) == (1, "is_well", 0)
    assert rows(town, "SELECT proofing, proofed_by FROM identity") == [("registrar", li.id)]
    assert [type(fact) for fact in known(town, done.person)] == [Application, Report]
    assert rows(town, "SELECT origin, recorded_by FROM fact") == [("staff", li.id)] * 2


@pytest.mark.parametrize(
    ("application", "presented", "more", "reason"),
    [
        (SELF, None, {}, Reason.NUMBER_MISSING),
        (SELF, Presented("mainland-id", resident_id(1)[:-1] + "8"), {}, Reason.NUMBER_INVALID),
        (SELF, Presented("permit", "H00000001"), {}, Reason.REQUEST_INVALID),  # another kind
        (Applying("self", "card"), Presented("card", "1"), {}, Reason.REQUEST_INVALID),
        (Applying("self", "library"), None, {}, Reason.DOCUMENT_NOT_ACCEPTED),
        (Applying("uncle", "mainland-id"), ZHANG, {}, Reason.NOT_IN_PROGRAMME),
        (SELF, ZHANG, {"proofing": Proofing.PROVIDER, "answers": {}}, Reason.ANSWERS_INVALID),
        (COLLEAGUE, ZHANG, {"proofing": Proofing.DECLARED}, Reason.PROOFING_NOT_ACCEPTED),
        (SELF, ZHANG, {"division": "atlantis"}, Reason.DIVISION_UNKNOWN),
    ],
)
def test_what_is_refused_leaves_nothing(
    town: Office,
    li: Staff,
    application: Applying,
    presented: Presented | None,
    more: dict[str, object],
    reason: Reason,
) -> None:
    error = refused(
        lambda: registering.register(
            town,
            application,
            li,
            presented=presented,
            **more,  # type: ignore[arg-type]
        )
    )
    assert error.reason == reason
    for table in ("person", "identity", "fact", "offer"):
        assert rows(town, f"SELECT count(*) FROM {table}") == [(0,)]


def test_which_proofing_is_accepted_is_told(town: Office, li: Staff) -> None:
    attempt = lambda: registering.register_online(town, COLLEAGUE, ZHANG)  # noqa: E731
    error = refused(attempt)
    assert error.reason == Reason.PROOFING_NOT_ACCEPTED
    assert error.detail == "colleague: provider, registrar"


def test_who_checks_is_welcome_where_nobody_need(town: Office, li: Staff) -> None:
    for number, proofing in enumerate(Proofing, 5):
        shown = Presented("mainland-id", resident_id(number))
        assert registering.register(town, FAMILY, li, presented=shown, proofing=proofing)


def test_one_person_one_code_by_whatever_way(town: Office, li: Staff) -> None:
    registering.register(town, SELF, li, presented=ZHANG)
    again: list[Callable[[], object]] = [
        lambda: registering.register(town, SELF, li, presented=ZHANG),
        lambda: registering.register_online(town, SELF, ZHANG),
    ]
    for attempt in again:
        error = refused(attempt)
        assert (error.reason, error.detail) == (Reason.PERSON_EXISTS, "")
    assert rows(town, "SELECT count(*) FROM person") == [(1,)]


def test_of_many_at_once_one_is_registered(town: Office) -> None:
    begin = Barrier(8)

    def attempt(_: int) -> Reason | None:
        begin.wait(30)
        try:
            registering.register_online(town, SELF, ZHANG)
        except HuepassError as error:
            return error.reason
        return None

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(attempt, range(8)))
    assert sorted(found, key=str) == [None, *[Reason.PERSON_EXISTS] * 7]
    assert rows(town, "SELECT count(*) FROM person") == [(1,)]


def test_who_acts_in_one_place_registers_people_of_that_place(town: Office) -> None:
    wang = registrar(town, "wang", "jiangan")
    person = registering.register(town, SELF, wang, presented=ZHANG).person
    assert person.division == "jiangan"
    inner = registering.register(town, SELF, wang, presented=LI, division="jiangan.dazhi").person
    assert inner.division == "jiangan.dazhi"
    assert registering.register_unknown(town, None, wang).division == "jiangan"


def test_who_acts_in_several_places_says_in_which(town: Office) -> None:
    wang = registrar(town, "wang", "jiangan", "wuchang")
    error = refused(lambda: registering.register(town, SELF, wang, presented=ZHANG))
    assert (error.reason, "name the division" in error.detail) == (Reason.OUT_OF_SCOPE, True)
    done = registering.register(town, SELF, wang, presented=ZHANG, division="wuchang")
    assert done.person.division == "wuchang"


def test_nobody_is_registered_once_more_without_a_document(town: Office, li: Staff) -> None:
    registering.register(town, SELF, li, presented=ZHANG)
    number = registering.register_unknown(town, None, li).number
    error = refused(lambda: facts.apply_for(town, number, SELF, li))
    assert error.reason == Reason.NUMBER_MISSING
    assert rows(town, "SELECT count(*) FROM fact WHERE kind = 'a'") == [(1,)]
    assert refused(lambda: identities.add(town, number, ZHANG, li)).reason == Reason.PERSON_EXISTS
    identities.add(town, number, LI, li)
    assert facts.apply_for(town, number, SELF, li).person.number == number
    # Where no number is asked for nobody can be told from anybody.
    unknown = registering.register_unknown(town, None, li).number
    assert facts.apply_for(town, unknown, Applying("self", "card"), li)


def test_nobody_registers_people_elsewhere(town: Office) -> None:
    wang = registrar(town, "wang", "jiangan.dazhi")
    for division in ("jiangan", "wuchang"):
        attempts: list[Callable[[], object]] = [
            lambda there=division: registering.register(  # type: ignore[misc]
                town, SELF, wang, presented=ZHANG, division=there
            ),
            lambda there=division: registering.register_unknown(  # type: ignore[misc]
                town, there, wang
            ),
        ]
        for attempt in attempts:
            assert refused(attempt).reason == Reason.OUT_OF_SCOPE


def test_where_a_person_belongs_changes_within_the_scope(town: Office, li: Staff) -> None:
    wang = registrar(town, "wang", "jiangan")
    number = registering.register(town, SELF, wang, presented=ZHANG).person.number
    assert registering.move(town, number, "jiangan.dazhi", wang).division == "jiangan.dazhi"
    for division in ("wuchang", None):
        error = refused(lambda there=division: registering.move(town, number, there, wang))  # type: ignore[misc]
        assert error.reason == Reason.OUT_OF_SCOPE
    assert refused(lambda: registering.move(town, number, "atlantis", li)).reason == (
        Reason.DIVISION_UNKNOWN
    )
    assert registering.move(town, number, "wuchang", li).division == "wuchang"
    error = refused(lambda: registering.move(town, number, "jiangan", wang))
    assert error.reason == Reason.OUT_OF_SCOPE
    assert registering.move(town, number, None, li).division is None


# Over the network.


def test_somebody_registers_themselves(town: Office) -> None:
    made = registering.register_online(town, SELF, ZHANG, division="wuchang", answers=WELL)
    assert made.tx_code is None
    holder = redeemed(town, made)
    assert (holder.person.division, holder.person.reason) == ("wuchang", "is_well")
    assert holder.wallet.origin == Origin.HOLDER
    assert rows(town, "SELECT proofing, proofed_by FROM identity") == [("declared", None)]
    assert rows(town, "SELECT DISTINCT origin, recorded_by FROM fact") == [("holder", None)]


def test_an_offer_is_made_as_asked_or_nobody_is_registered(town: Office) -> None:
    attempt = lambda: registering.register_online(town, SELF, ZHANG, terms=Terms(valid=0))  # noqa: E731
    assert refused(attempt).reason == Reason.VALIDITY_INVALID
    assert rows(town, "SELECT count(*) FROM person") == [(0,)]
    made = registering.register_online(town, SELF, ZHANG, terms=Terms(tx_code=True, valid=60))
    assert made.tx_code is not None
    assert made.expires_at == town.now() + 60


# Whom a provider names.


def test_a_proven_person_is_registered(town: Office) -> None:
    holder = redeemed(town, registering.register_proven(town, ZHANG, COLLEAGUE, answers=WELL))
    assert holder.wallet.origin == Origin.FAMILY
    assert rows(town, "SELECT proofing, proofed_by FROM identity") == [("provider", None)]


def test_nobody_leaves_their_division_by_signing_in(town: Office, li: Staff) -> None:
    registering.register(town, COLLEAGUE, li, presented=ZHANG, division="jiangan")
    holder = redeemed(town, registering.register_proven(town, ZHANG, SELF, division="wuchang"))
    assert holder.person.division == "jiangan"


def test_a_proven_person_who_is_registered_already_gets_a_wallet_too(
    town: Office, li: Staff
) -> None:
    person = registering.register(town, COLLEAGUE, li, presented=ZHANG, answers=WELL).person
    first = redeemed(town, offers.make_offer(town, person.number))
    made = registering.register_proven(town, ZHANG, SELF, division="wuchang", answers=WELL)
    second = redeemed(town, made)
    assert second.person.id == person.id
    assert second.person.division == "wuchang"
    assert second.wallet.origin == Origin.HOLDER
    assert live(town, first)  # somebody saw the document: whoever has a wallet keeps it
    applications = [fact for fact in known(town, person) if isinstance(fact, Application)]
    assert [fact.applicant for fact in applications] == ["colleague", "self"]
    assert rows(town, "SELECT count(*) FROM person") == [(1,)]


def test_who_only_said_so_loses_it_to_who_proves_it(town: Office) -> None:
    impostor = redeemed(town, registering.register_online(town, SELF, ZHANG))
    Holder(town, impostor.person.number).ask(2)
    real = redeemed(town, registering.register_proven(town, ZHANG, SELF))
    assert real.person.id == impostor.person.id
    assert (live(town, impostor), live(town, real)) == (False, True)
    with town.store.read() as connection:
        revoked = [
            live_passes.revoked_in(connection, one) for one in live_passes.windows(connection)
        ]
    assert list(map(len, revoked)) == [2]
    assert (
        rows(town, "SELECT end_reason FROM wallet WHERE ended_at IS NOT NULL")
        == [(identities.PROVEN,)] * 2
    )
    # Proving it once more ends nothing.
    redeemed(town, registering.register_proven(town, ZHANG, SELF))
    assert live(town, real)


def joined(office: Office, holder: Asking) -> list[str]:
    """The organisation that a holder joins, and what is left of that."""
    staffing.add_staff(office, "mill", [Role.ORGANISATION])
    mill = staffing.staff_named(office, "mill", Role.ORGANISATION)
    code = organisations.code_of(office, mill)
    assert code is not None
    organisations.join(office, holder, code)
    return still_in(office, holder.person)


def still_in(office: Office, person: Person) -> list[str]:
    with office.store.read() as connection:
        return [one.name for one in memberships.of_person(connection, person, 0, 9)]


@pytest.mark.parametrize("proven_before", [False, True])
def test_whose_organisation_it_was_who_only_said_so_reports_no_more(
    town: Office, li: Staff, *, proven_before: bool
) -> None:
    if proven_before:
        first = redeemed(town, registering.register_proven(town, ZHANG, SELF))
    else:
        first = redeemed(town, registering.register_online(town, SELF, ZHANG))
    assert joined(town, first) == ["mill"]
    registering.register_proven(town, ZHANG, SELF)
    assert still_in(town, first.person) == (["mill"] if proven_before else [])


def test_who_only_said_so_loses_it_to_who_shows_it_at_a_desk(town: Office, li: Staff) -> None:
    impostor = redeemed(town, registering.register_online(town, SELF, ZHANG))
    number = impostor.person.number
    assert joined(town, impostor) == ["mill"]
    known = identities.add(town, number, ZHANG, li)
    assert still_in(town, impostor.person) == []
    assert [one.proofing for one in known.identities] == ["registrar"]
    assert not live(town, impostor)
    assert rows(town, "SELECT end_reason, ended_by FROM wallet") == [(identities.PROVEN, li.id)]
    # Another document, or the same once more, ends nothing.
    real = redeemed(town, offers.make_offer(town, number, by=li))
    identities.add(town, number, ZHANG, li)
    identities.add(town, number, Presented("mainland-id", resident_id(3)), li)
    assert live(town, real)


@pytest.mark.parametrize(
    ("presented", "application", "more", "reason"),
    [
        (Presented("mainland-id", ""), SELF, {}, Reason.NUMBER_MISSING),
        (Presented("card", ""), Applying("self", "card"), {}, Reason.NUMBER_MISSING),
        (ZHANG, Applying("self", "passport"), {}, Reason.REQUEST_INVALID),
        (ZHANG, Applying("community", "mainland-id", "offline"), {}, Reason.DEVICE_AT_HAND),
        (ZHANG, SELF, {"answers": {"fever": 1}}, Reason.ANSWERS_INVALID),
        (ZHANG, SELF, {"division": "atlantis"}, Reason.DIVISION_UNKNOWN),
    ],
)
@pytest.mark.parametrize("is_known", [False, True])
def test_what_is_refused_of_a_proven_person(
    town: Office,
    presented: Presented,
    application: Applying,
    more: dict[str, object],
    reason: Reason,
    *,
    is_known: bool,
) -> None:
    if is_known:
        registering.register_online(town, SELF, ZHANG)
    before = [rows(town, f"SELECT * FROM {table}") for table in ("person", "identity", "fact")]
    attempt = lambda: registering.register_proven(  # noqa: E731
        town,
        presented,
        application,
        **more,  # type: ignore[arg-type]
    )
    assert refused(attempt).reason == reason
    after = [rows(town, f"SELECT * FROM {table}") for table in ("person", "identity", "fact")]
    assert after == before


# Families.


def test_a_holder_applies_for_their_family(town: Office) -> None:
    made = registering.register_online(town, SELF, ZHANG, division="wuchang")
    holder = redeemed(town, made)
    made = registering.register_dependant(town, holder, FAMILY, LI, answers=WELL)
    dependant = redeemed(town, made)
    assert dependant.person.id != holder.person.id
    assert dependant.person.division == "wuchang"
    assert dependant.wallet.origin == Origin.FAMILY
    assert person_of(town, LI).id == dependant.person.id
    assert live(town, holder)


@pytest.mark.parametrize(
    ("application", "presented", "reason"),
    [
        (SELF, LI, Reason.REQUEST_INVALID),
        (Applying("family", "mainland-id"), LI, Reason.DEVICE_AT_HAND),
        (COLLEAGUE, LI, Reason.PROOFING_NOT_ACCEPTED),
        (Applying("community", "mainland-id", no_device=True), LI, Reason.CHANNEL_NOT_ACCEPTED),
        (FAMILY, ZHANG, Reason.PERSON_EXISTS),
        (FAMILY, None, Reason.NUMBER_MISSING),
    ],
)
def test_what_a_holder_is_refused(
    town: Office, application: Applying, presented: Presented | None, reason: Reason
) -> None:
    holder = redeemed(town, registering.register_online(town, SELF, ZHANG))
    attempt = lambda: registering.register_dependant(town, holder, application, presented)  # noqa: E731
    assert refused(attempt).reason == reason
    assert rows(town, "SELECT count(*) FROM person") == [(1,)]


def test_a_wallet_that_has_ended_applies_for_nobody(town: Office, li: Staff) -> None:
    holder = redeemed(town, registering.register_online(town, SELF, ZHANG))
    wallets.end_wallets(town, holder.person.number, "lost", li)
    attempts: list[Callable[[], object]] = [
        lambda: registering.register_dependant(town, holder, FAMILY, LI),
        lambda: registering.register_dependant(town, holder, FAMILY, LI, division="lake"),
        lambda: registering.share(town, holder),
    ]
    for attempt in attempts:
        assert refused(attempt).reason == Reason.NOT_AUTHENTICATED
    assert rows(town, "SELECT count(*) FROM person") == [(1,)]


def test_a_shared_person_is_in_both_wallets(town: Office, clock: Clock) -> None:
    holder = redeemed(town, registering.register_online(town, SELF, ZHANG))
    made = registering.share(town, holder)
    assert (made.expires_at, made.tx_code) == (clock.now + 300, None)
    other = redeemed(town, made)
    assert other.person.id == holder.person.id
    assert other.wallet.origin == Origin.SHARED
    assert live(town, holder)


def test_what_was_shared_is_not_shared_on(town: Office) -> None:
    holder = redeemed(town, registering.register_online(town, SELF, ZHANG))
    other = redeemed(town, registering.share(town, holder))
    assert refused(lambda: registering.share(town, other)).reason == Reason.NOT_PERMITTED
    child = redeemed(town, registering.register_dependant(town, holder, FAMILY, LI))
    assert redeemed(town, registering.share(town, child)).wallet.origin == Origin.SHARED


def test_whom_a_pass_was_shared_with_applies_for_nobody(town: Office) -> None:
    holder = redeemed(town, registering.register_online(town, SELF, ZHANG))
    other = redeemed(town, registering.share(town, holder))
    error = refused(
        lambda: registering.register_dependant(town, other, FAMILY, LI, division="lake")
    )
    assert error.reason == Reason.NOT_PERMITTED


def test_what_is_shared_is_over_soon_and_good_once(town: Office, clock: Clock) -> None:
    holder = redeemed(town, registering.register_online(town, SELF, ZHANG))
    used, late = registering.share(town, holder), registering.share(town, holder, tx_code=True)
    redeemed(town, used)
    assert late.tx_code is not None
    clock.now += 300
    for made in (used, late):
        with pytest.raises(WalletRefused):
            redeemed(town, made)


def test_who_was_registered_by_others_can_hold_their_own(town: Office, li: Staff) -> None:
    holder = redeemed(town, registering.register_online(town, SELF, ZHANG))
    theirs = redeemed(town, registering.register_dependant(town, holder, FAMILY, LI))
    # At a desk, with the document: find and offer.
    known = identities.show_by_document(town, LI.document, LI.number, li)
    own = redeemed(town, offers.make_offer(town, known.person.number, by=li))
    assert own.person.id == theirs.person.id
    assert live(town, theirs)
    # And without a desk, by proving who they are.
    assert redeemed(town, registering.register_proven(town, LI, SELF)).person.id == own.person.id


# Whom an authority names.


def test_whom_an_authority_names(town: Office) -> None:
    wang = registrar(town, "wang", "jiangan")
    with town.store.write() as connection:
        person = registering.register_unapplied(town, connection, LI, None, wang)
    assert (person.colour, person.reason, person.division) == (0, "is_unknown", "jiangan")
    assert rows(town, "SELECT count(*) FROM fact") == [(0,)]
    assert rows(town, "SELECT proofing, proofed_by FROM identity") == [("declared", wang.id)]
    assert person_of(town, LI).id == person.id
    # Later they apply themselves, and what the authority said counts.
    assert redeemed(town, registering.register_proven(town, LI, SELF)).person.id == person.id


def test_an_authority_names_nobody_elsewhere_and_nobody_twice(town: Office) -> None:
    wang = registrar(town, "wang", "jiangan")

    def name(division: str | None) -> Person:
        with town.store.write() as connection:
            return registering.register_unapplied(town, connection, LI, division, wang)

    assert refused(lambda: name("wuchang")).reason == Reason.OUT_OF_SCOPE
    name(None)
    assert refused(lambda: name(None)).reason == Reason.PERSON_EXISTS
    assert rows(town, "SELECT count(*) FROM person") == [(1,)]


# A lost phone.


def test_a_lost_phone_and_a_new_one_in_one_go(town: Office, li: Staff) -> None:
    number = registering.register(town, SELF, li, presented=ZHANG, answers=WELL).person.number
    lost, kept = Holder(town, number), Holder(town, registering.register(
        town, SELF, li, presented=LI
    ).person.number)  # fmt: skip
    assert len(lost.ask(3)) == len(kept.ask(3)) == 3
    open_offer = offers.make_offer(town, number)
    offer, ended = recovering.recover(town, number, "stolen", li, Terms(tx_code=True))
    assert (ended.wallets, ended.revoked) == (1, 3)
    for gone in (lost.refresh, lambda: redeemed(town, open_offer)):
        with pytest.raises(WalletRefused):
            gone()
    assert redeemed(town, offer).person.number == number
    kept.refresh()


@pytest.mark.parametrize(
    ("reason", "terms", "expected"),
    [
        ("", Terms(), Reason.TEXT_INVALID),
        ("stolen", Terms(valid=0), Reason.VALIDITY_INVALID),
    ],
)
def test_a_recovery_that_is_refused_ends_nothing(
    town: Office, li: Staff, reason: str, terms: Terms, expected: Reason
) -> None:
    holder = redeemed(town, registering.register_online(town, SELF, ZHANG))
    attempt = lambda: recovering.recover(town, holder.person.number, reason, li, terms)  # noqa: E731
    assert refused(attempt).reason == expected
    assert live(town, holder)


def test_a_recovery_outside_the_scope_ends_nothing(town: Office) -> None:
    made = registering.register_online(town, SELF, ZHANG, division="wuchang")
    holder = redeemed(town, made)
    wang = registrar(town, "wang", "jiangan")
    attempt = lambda: recovering.recover(town, holder.person.number, "lost", wang)  # noqa: E731
    assert refused(attempt).reason == Reason.OUT_OF_SCOPE
    assert live(town, holder)


def test_an_editing_rule_holds_for_answers_of_a_proven_person(town: Office) -> None:
    stays = {"fever": True, "stays": [["lake", "2026-11-20"]]}
    registering.register_online(town, SELF, ZHANG, answers=stays)
    number = person_of(town, ZHANG).number
    error = refused(lambda: registering.register_proven(town, ZHANG, SELF, answers=WELL))
    assert error.reason == Reason.EDIT_REFUSED
    assert facts.report(town, number, {**stays, "fever": False}, None)
