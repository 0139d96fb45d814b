"""Look-ups: what a purpose shows, who may, and the entry that the person can read."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from huepass.errors import HuepassError, Reason
from huepass.issuer.domain.identity import Presented
from huepass.issuer.domain.records import Person, Role, Staff
from huepass.issuer.service import facts, look_ups, paper
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.look_ups import Wanted
from huepass.issuer.service.office import Office
from huepass.issuer.store import health_proofs
from huepass.issuer.store import look_ups as kept
from issuer.authorities import begin, member
from issuer.conftest import Clock
from issuer.rules import DAY, HOUR
from people import registered, resident_id

PNG = b"\x89PNG\r\n\x1a\n and so on"
HANDLE = "0123-4567-89AB-CDEF"
NUMBER = resident_id(950)
SECRET = "K7QF-SECRET"


@pytest.fixture
def town(office: Office) -> Office:
    begin(office)
    return office


@pytest.fixture
def chen(town: Office) -> Staff:
    """An inspector of the CDC."""
    return member(town, "chen", Role.INSPECTOR, "cdc")


@pytest.fixture
def person(town: Office) -> Person:
    """Somebody of whom everything is known."""
    shown = Presented("card", NUMBER, "王小明", "1985-03-12")
    made = registered(town, Applying("self", "card"), presented=shown, division="lake.north")
    facts.report(town, made.number, {"fever": False, "stays": [["lake", "2026-11-20"]]}, None)
    facts.take_reading(town, made.number, 36.6, None)
    cdc = member(town, "wang", Role.AUTHORITY, "cdc")
    facts.set_category(town, made.number, "traced", cdc, reason="met")
    with town.store.write() as connection:
        health_proofs.add(connection, made.id, HANDLE, "test-result", "image/png", PNG, town.now())
    return made


def refused(attempt: Callable[[], object]) -> HuepassError:
    with pytest.raises(HuepassError) as error:
        attempt()
    assert SECRET not in str(error.value)
    return error.value


def seen_by(office: Office, person: Person) -> list[kept.LookUp]:
    """What the person can read."""
    with office.store.read() as connection:
        return kept.page(connection, person.id, None, 100)


def test_a_purpose_that_shows_everything(
    town: Office, chen: Staff, person: Person, clock: Clock
) -> None:
    found = look_ups.look_up(town, Wanted("tracing", person.number), chen)
    assert found.authority == "cdc"
    assert found.colour is not None and found.colour.reason == "is_traced"
    assert found.reports is not None and found.reports[0].answers["fever"] is False
    assert found.readings is not None and found.readings[0].temperature == 36.6
    assert found.categories is not None
    ((category, _, until, authority, reason),) = found.categories
    assert (category.id, authority, reason) == ("traced", "cdc", "met")
    assert until is not None and until >= clock.now + 2 * DAY
    assert found.proofs is not None and [one.handle for one in found.proofs] == [HANDLE]
    (entry,) = seen_by(town, person)
    assert entry[1:] == (
        "chen",
        "cdc",
        "tracing",
        ("categories", "colour", "identity", "proofs", "readings", "reports"),
        clock.now,
    )


def test_an_identity_is_shown_masked(town: Office, chen: Staff, person: Person) -> None:
    (identity,) = look_ups.look_up(town, Wanted("tracing", person.number), chen).identities or ()
    assert identity.document == "card"
    shown = " ".join(map(str, identity))
    for secret in (NUMBER, NUMBER[6:14], "小明", "0312", "03-12"):
        assert secret not in shown


def test_a_purpose_shows_nothing_else(town: Office, person: Person) -> None:
    li = member(town, "zhou", Role.INSPECTOR)
    found = look_ups.look_up(town, Wanted("entry", person.number), li)
    assert found.colour is not None
    assert found[3] is None and set(found[5:]) == {None}
    (entry,) = seen_by(town, person)
    assert (entry.authority, entry.purpose, entry.shown) == ("", "entry", ("colour",))


def test_a_purpose_of_everybody_for_an_authority_of_ones_own(
    town: Office, chen: Staff, person: Person
) -> None:
    look_ups.look_up(town, Wanted("entry", person.number, authority="cdc"), chen)
    assert seen_by(town, person)[0].authority == "cdc"
    error = refused(
        lambda: look_ups.look_up(town, Wanted("entry", person.number, authority=SECRET), chen)
    )
    assert error.reason == Reason.NOT_PERMITTED


def test_a_person_is_found_by_a_document(town: Office, chen: Staff, person: Person) -> None:
    written = f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:].lower()}"
    found = look_ups.look_up(town, Wanted("tracing", document="card", number=written), chen)
    assert found.colour is not None and found.colour.number == person.number
    assert len(seen_by(town, person)) == 1


def test_a_purpose_that_there_is_not(town: Office, chen: Staff, person: Person) -> None:
    # Nor is the desk a purpose that anybody may name.
    for purpose in (SECRET, "desk", ""):
        error = refused(
            lambda p=purpose: look_ups.look_up(town, Wanted(p, person.number), chen)  # type: ignore[misc]
        )
        assert error.reason == Reason.NOT_IN_PROGRAMME
        assert error.detail == "its purposes are: tracing, entry"
    assert seen_by(town, person) == []


def test_a_purpose_of_another_authority(town: Office, person: Person) -> None:
    doctor = member(town, "sun", Role.INSPECTOR, "hospital")
    error = refused(lambda: look_ups.look_up(town, Wanted("tracing", person.number), doctor))
    assert error.reason == Reason.NOT_PERMITTED
    assert error.detail.startswith("tracing: only cdc: ")
    both = member(town, "zhao", Role.INSPECTOR, "cdc", "hospital")
    wanted = Wanted("tracing", person.number, authority="hospital")
    assert refused(lambda: look_ups.look_up(town, wanted, both)).reason == Reason.NOT_PERMITTED
    assert seen_by(town, person) == []


def test_somebody_outside_the_scope(town: Office, person: Person) -> None:
    there = member(town, "liu", Role.INSPECTOR, "cdc", scopes=("lake",))
    look_ups.look_up(town, Wanted("tracing", person.number), there)
    elsewhere = member(town, "sun", Role.INSPECTOR, "cdc", scopes=("hill",))
    for wanted in (
        Wanted("tracing", person.number),
        Wanted("tracing", document="card", number=NUMBER),
    ):
        error = refused(lambda w=wanted: look_ups.look_up(town, w, elsewhere))  # type: ignore[misc]
        assert error.reason == Reason.OUT_OF_SCOPE
    assert len(seen_by(town, person)) == 1


@pytest.mark.parametrize(
    ("whom", "reason"),
    [
        (("",), Reason.REQUEST_INVALID),
        ((SECRET, "card", "1"), Reason.REQUEST_INVALID),
        ((SECRET, "", "1"), Reason.REQUEST_INVALID),
        (("", "", SECRET), Reason.REQUEST_INVALID),
        (("", SECRET, "1"), Reason.DOCUMENT_NOT_ACCEPTED),
        (("", "card", ""), Reason.NUMBER_MISSING),
        (("", "card", SECRET), Reason.NUMBER_INVALID),
        (("", "card", resident_id(951)), Reason.PERSON_UNKNOWN),
        ((SECRET,), Reason.PERSON_UNKNOWN),
        (("0000-0000-0000-0000",), Reason.PERSON_UNKNOWN),
    ],
)
def test_nobody_who_could_be_found(
    town: Office, chen: Staff, whom: tuple[str, ...], reason: Reason
) -> None:
    error = refused(lambda: look_ups.look_up(town, Wanted("tracing", *whom), chen))
    assert error.reason == reason


def test_a_pass_is_never_a_key(town: Office, chen: Staff, person: Person) -> None:
    made = paper.make_paper_pass(town, person.number)
    for key in (made.text, made.handle):
        error = refused(lambda k=key: look_ups.look_up(town, Wanted("tracing", k), chen))  # type: ignore[misc]
        assert error.reason == Reason.PERSON_UNKNOWN


def test_reports_of_two_weeks_and_the_newest(
    town: Office, chen: Staff, person: Person, clock: Clock
) -> None:
    def times() -> list[int]:
        found = look_ups.look_up(town, Wanted("tracing", person.number), chen)
        return [one.at for one in found.reports or ()]

    for _ in range(3):
        clock.now += 10 * DAY
        facts.report(town, person.number, {"fever": False}, None)
    assert times() == [clock.now, clock.now - 10 * DAY]
    clock.now += 100 * DAY
    assert times() == [clock.now - 100 * DAY]


def test_the_newest_readings(town: Office, chen: Staff, person: Person, clock: Clock) -> None:
    for _ in range(25):
        clock.now += HOUR
        facts.take_reading(town, person.number, 36.5, None)
    found = look_ups.look_up(town, Wanted("tracing", person.number), chen)
    assert [one.at for one in found.readings or ()] == [
        clock.now - HOUR * before for before in range(20)
    ]


def test_a_category_that_has_ended_is_not_shown(
    town: Office, chen: Staff, person: Person, clock: Clock
) -> None:
    clock.now += 3 * DAY
    found = look_ups.look_up(town, Wanted("tracing", person.number), chen)
    assert found.categories == []
    # What time did is shown, and is time's doing.
    assert found.colour is not None and found.colour.reason != "is_traced"


def test_a_proof_is_seen_by_a_look_up_of_its_own(town: Office, chen: Staff, person: Person) -> None:
    for wanted in (
        Wanted("tracing", person.number),
        Wanted("tracing", document="card", number=NUMBER),
    ):
        proof, content = look_ups.look_at_proof(town, wanted, HANDLE.lower(), chen)
        assert (proof.media_type, content) == ("image/png", PNG)
    entries = seen_by(town, person)
    assert [entry.shown for entry in entries] == [("proofs",)] * 2


def test_a_proof_that_there_is_not(town: Office, chen: Staff, person: Person) -> None:
    wanted = Wanted("tracing", person.number)
    other = Wanted("tracing", registered(town, Applying("self", "card")).number)
    for whose, handle in ((wanted, SECRET), (wanted, "0" * 16), (other, HANDLE)):
        error = refused(
            lambda w=whose, h=handle: look_ups.look_at_proof(town, w, h, chen)  # type: ignore[misc]
        )
        assert error.reason == Reason.PROOF_UNKNOWN
    with town.store.write() as connection:
        (proof,) = health_proofs.page(connection, person.id, None, 1)
        health_proofs.withdraw(connection, proof, town.now())
    error = refused(lambda: look_ups.look_at_proof(town, wanted, HANDLE, chen))
    assert error.reason == Reason.PROOF_UNKNOWN
    assert look_ups.look_up(town, wanted, chen).proofs == []


def test_a_proof_is_listed_however_many_were_withdrawn_since(
    town: Office, chen: Staff, person: Person
) -> None:
    with town.store.write() as connection:
        for number in range(101):
            added = health_proofs.add(
                connection, person.id, f"{number:016}", "test-result", "image/png", PNG, town.now()
            )
            health_proofs.withdraw(connection, added, town.now())
    found = look_ups.look_up(town, Wanted("tracing", person.number), chen).proofs
    assert found is not None and [one.handle for one in found] == [HANDLE]


def test_a_purpose_without_proofs_shows_none(town: Office, chen: Staff, person: Person) -> None:
    wanted = Wanted("entry", person.number)
    error = refused(lambda: look_ups.look_at_proof(town, wanted, HANDLE, chen))
    assert error.reason == Reason.NOT_PERMITTED
    assert seen_by(town, person) == []


def test_nothing_is_shown_if_the_entry_is_not_on_the_disk(
    town: Office, chen: Staff, person: Person
) -> None:
    with town.store.write() as connection:
        # A constraint that is looked at when the transaction ends, and does not hold then.
        connection.execute(
            text("CREATE TABLE n (p INTEGER REFERENCES person(id) DEFERRABLE INITIALLY DEFERRED)")
        )
        connection.execute(
            text("CREATE TRIGGER t AFTER INSERT ON look_up BEGIN INSERT INTO n VALUES (-1); END")
        )
    wanted = Wanted("tracing", person.number)
    for attempt in (
        lambda: look_ups.look_up(town, wanted, chen),
        lambda: look_ups.look_at_proof(town, wanted, HANDLE, chen),
    ):
        with pytest.raises(Exception, match="FOREIGN KEY"):
            attempt()
    assert seen_by(town, person) == []


def test_entries_are_read_page_by_page(town: Office, chen: Staff, person: Person) -> None:
    for _ in range(3):
        look_ups.look_up(town, Wanted("entry", person.number), chen)
    with town.store.read() as connection:
        first = kept.page(connection, person.id, None, 2)
        rest = kept.page(connection, person.id, first[-1].id, 2)
    assert [entry.id for entry in (*first, *rest)] == [3, 2, 1]
