"""Imports: all or nothing, by whom and when, and what each line is refused for."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import text

from huepass.core import Colour, SoftwareSigner
from huepass.errors import HuepassError, KeyStoreError, Reason, UsageError
from huepass.issuer.domain.imports import LinesRefused, parse, sign
from huepass.issuer.domain.records import Person, Role, Staff
from huepass.issuer.service import facts, identities, imports, paper, persons, staffing
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.imports import Effect
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.authorities import SIGNER, begin, member, signed, signing_member
from issuer.conftest import Clock
from issuer.rules import DAY
from people import registered, resident_id

DOCUMENTS = "document,number,category,reason"
SECRET = "K7QF-SECRET"


@pytest.fixture
def town(office: Office) -> Office:
    begin(office)
    return office


@pytest.fixture
def wang(town: Office) -> Staff:
    """Who signs for the CDC."""
    return signing_member(town, "wang", "cdc")


@pytest.fixture
def person(town: Office) -> Person:
    return registered(town, Applying("self", "card"), division="lake.north")


def refused(attempt: Callable[[], object]) -> HuepassError:
    with pytest.raises(HuepassError) as error:
        attempt()
    assert SECRET not in str(error.value)
    return error.value


def faults(attempt: Callable[[], object]) -> list[tuple[int, Reason]]:
    """The faults of the lines, which never say what a line says."""
    with pytest.raises(LinesRefused) as error:
        attempt()
    assert error.value.reason == Reason.IMPORT_INVALID
    for fault in error.value.faults:
        assert SECRET not in fault.detail
    return [(fault.place, fault.reason) for fault in error.value.faults]


def counts(office: Office) -> list[int]:
    """How much of everything there is."""
    with office.store.read() as connection:
        return [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("person", "fact", "identity", "category_import", "colour_change")
        ]


def test_categories_are_set_renewed_and_lifted(
    town: Office, wang: Staff, person: Person, clock: Clock
) -> None:
    other = registered(town, Applying("self", "card"))
    facts.set_category(town, other.number, "watched", wang)
    paper.make_paper_pass(town, person.number, wang)
    clock.now += 60
    header = "person,category,action,reason,at"
    document = signed(
        clock.now,
        f"{person.number},traced,set,met,{clock.now - 3600}",
        f"{other.number},watched,,,",
        f"{other.number},traced,set,travelled,",
        header=header,
    )
    done = imports.do_import(town, document, wang)
    assert [tuple(one) for one in done.done] == [
        (2, Effect.SET, Colour.YELLOW),
        (3, Effect.RENEWED, Colour.YELLOW),
        (4, Effect.SET, Colour.YELLOW),
    ]
    assert (done.lines, done.authority) == (3, "cdc")
    assert done.digest == sha256(parse(document).signed).digest()
    assert done.totals() == {Effect.SET: 2, Effect.RENEWED: 1}
    assert persons.show(town, person.number)[0].due_at == clock.now - 3600 + 2 * DAY
    clock.now += 60
    lifting = signed(
        clock.now,
        f"{person.number},traced,lift,tested",
        f"{other.number},watched,lift,",
        header="person,category,action,reason",
    )
    done = imports.do_import(town, lifting, wang)
    assert [one.effect for one in done.done] == [Effect.LIFTED, Effect.LIFTED]
    assert persons.show(town, person.number)[0].reason != "is_traced"


def test_facts_say_that_an_import_said_so_and_who_brought_it(
    town: Office, wang: Staff, person: Person, clock: Clock
) -> None:
    imports.do_import(town, signed(clock.now, f"{person.number},traced,met"), wang)
    with town.store.read() as connection:
        row = connection.execute(text("SELECT * FROM fact ORDER BY id DESC LIMIT 1")).one()
    assert (row.origin, row.recorded_by) == ("import", wang.id)
    assert row.body == '["traced","cdc","met"]'


def test_people_are_named_by_their_documents(town: Office, wang: Staff, clock: Clock) -> None:
    number = resident_id(901)
    document = signed(clock.now, f"card,{number},traced,met", header=DOCUMENTS)
    (done,) = imports.do_import(town, document, wang).done
    assert (done.effect, done.colour) == (Effect.REGISTERED, Colour.YELLOW)
    # The next day they are known, however the number is written.
    clock.now += 60
    document = signed(clock.now, f"card,{number.lower()} ,traced,met", header=DOCUMENTS)
    (done,) = imports.do_import(town, document, wang).done
    assert done.effect == Effect.RENEWED
    with town.store.read() as connection:
        found = identities.by_document(town, connection, "card", number)
    assert found is not None and found.division is None


def test_somebody_unknown_belongs_where_the_line_says(town: Office, clock: Clock) -> None:
    zhao = signing_member(town, "zhao", "cdc", scopes=("lake",))
    header = f"{DOCUMENTS},division"
    rows = (
        f"card,{resident_id(902)},traced,met,lake.north",
        f"card,{resident_id(903)},traced,met,",  # where zhao acts
    )
    imports.do_import(town, signed(clock.now, *rows, header=header), zhao)
    for n, division in ((902, "lake.north"), (903, "lake")):
        with town.store.read() as connection:
            found = identities.by_document(town, connection, "card", resident_id(n))
        assert found is not None and found.division == division
    rows = (
        f"card,{resident_id(904)},traced,met,hill",
        f"card,{resident_id(905)},traced,met,{SECRET}",
    )
    document = signed(clock.now, *rows, header=header)
    assert faults(lambda: imports.do_import(town, document, zhao)) == [
        (2, Reason.OUT_OF_SCOPE),
        (3, Reason.DIVISION_UNKNOWN),
    ]


def test_one_fault_and_nothing_is_written(
    town: Office, wang: Staff, person: Person, clock: Clock
) -> None:
    before = counts(town)
    document = signed(
        clock.now,
        f",card,{resident_id(906)},traced,met",
        f"{person.number},,,traced,met",
        f"{SECRET},,,traced,met",
        header="person,document,number,category,reason",
    )
    assert faults(lambda: imports.do_import(town, document, wang)) == [(4, Reason.PERSON_UNKNOWN)]
    assert counts(town) == before
    # What was refused can be sent again: it was not done.
    assert refused(lambda: imports.do_import(town, document, wang)).reason == Reason.IMPORT_INVALID


def test_every_line_is_looked_at(town: Office, wang: Staff, person: Person, clock: Clock) -> None:
    header = "person,document,number,category,action,reason,at"
    number, doctor = person.number, member(town, "chen", Role.AUTHORITY, "hospital")
    facts.set_category(town, number, "case", doctor)
    expected = {
        f"{number},,,{SECRET},,,": Reason.NOT_IN_PROGRAMME,
        f"{number},,,case,,,": Reason.NOT_PERMITTED,
        f"{number},,,case,lift,,": Reason.NOT_PERMITTED,
        f"{number},,,traced,,,": Reason.STATEMENT_REASON_INVALID,
        f"{number},,,traced,,{SECRET},": Reason.STATEMENT_REASON_INVALID,
        f"{number},,,watched,,met,": Reason.STATEMENT_REASON_INVALID,
        f"{number},,,watched,,,{clock.now + 1}": Reason.TIME_INVALID,
        f"{number},,,watched,,,{clock.now - 31 * DAY}": Reason.TIME_INVALID,
        f"{number},,,traced,lift,tested,": Reason.CATEGORY_NOT_SET,
        f",card,{resident_id(907)[:-1]}?,watched,,,": Reason.NUMBER_INVALID,
        f",card,{resident_id(908)},watched,lift,,": Reason.PERSON_UNKNOWN,
        f",{SECRET},1,watched,,,": Reason.DOCUMENT_NOT_ACCEPTED,
        f",card,{resident_id(909)},traced,,,": Reason.STATEMENT_REASON_INVALID,
        SECRET: Reason.REQUEST_INVALID,
    }
    before = counts(town)
    for row, reason in expected.items():
        document = signed(clock.now, row, header=header)
        assert faults(lambda d=document: imports.do_import(town, d, wang)) == [(2, reason)]  # type: ignore[misc]
    document = signed(clock.now, *expected, header=header)
    assert faults(lambda: imports.do_import(town, document, wang)) == [
        (place, reason) for place, reason in enumerate(expected.values(), 2)
    ]
    assert counts(town) == before


def test_a_person_twice_in_one_category(town: Office, wang: Staff, clock: Clock) -> None:
    number = resident_id(910)
    person = registered(town, Applying("self", "card"))
    rows = (
        f"card,{number},,traced,met",
        f"card,{number},,watched,",
        f"card,{number},,traced,travelled",
        f",,{person.number},watched,",
        f",,{person.number.lower()},watched,",
    )
    document = signed(clock.now, *rows, header="document,number,person,category,reason")
    assert faults(lambda: imports.do_import(town, document, wang)) == [
        (4, Reason.REQUEST_INVALID),
        (6, Reason.REQUEST_INVALID),
    ]


def test_somebody_outside_the_scope(town: Office, person: Person, clock: Clock) -> None:
    sun = signing_member(town, "sun", "cdc", scopes=("hill",))
    document = signed(clock.now, f"{person.number},traced,met")
    assert faults(lambda: imports.do_import(town, document, sun)) == [(2, Reason.OUT_OF_SCOPE)]


def test_somebody_outside_the_scope_by_their_document(
    town: Office, wang: Staff, clock: Clock
) -> None:
    row = f"card,{resident_id(913)},traced,met,lake"
    imports.do_import(town, signed(clock.now, row, header=f"{DOCUMENTS},division"), wang)
    sun = signing_member(town, "sun", "cdc", scopes=("hill",))
    clock.now += 1
    document = signed(clock.now, row, header=f"{DOCUMENTS},division")
    assert faults(lambda: imports.do_import(town, document, sun)) == [(2, Reason.OUT_OF_SCOPE)]


def test_a_list_is_for_the_authority_that_it_names_and_no_other(
    town: Office, person: Person, clock: Clock
) -> None:
    both = signing_member(town, "zhao", "hospital", "cdc")
    row = f"{person.number},case,"
    document = signed(clock.now, row)
    assert faults(lambda: imports.do_import(town, document, both)) == [(2, Reason.NOT_PERMITTED)]
    of_the_hospital = signed(clock.now, row, authority="hospital")
    assert imports.do_import(town, of_the_hospital, both).authority == "hospital"


def test_a_dry_run_writes_nothing_and_says_nothing_about_persons(
    town: Office, wang: Staff, person: Person, clock: Clock
) -> None:
    before = counts(town)
    rows = (f",card,{resident_id(911)},traced,met", f"{person.number},,,traced,met")
    document = signed(clock.now, *rows, header="person,document,number,category,reason")
    tried = imports.do_import(town, document, wang, only_try=True)
    assert (tried.lines, tried.done, tried.totals()) == (2, [], {})
    assert counts(town) == before
    assert persons.show(town, person.number)[0].colour == person.colour
    wrong = signed(clock.now, f"{SECRET},traced,met")
    assert faults(lambda: imports.do_import(town, wrong, wang, only_try=True)) == [
        (2, Reason.PERSON_UNKNOWN)
    ]
    assert len(imports.do_import(town, document, wang).done) == 2


def test_an_import_that_was_done(town: Office, wang: Staff, person: Person, clock: Clock) -> None:
    row = f"{person.number},traced,met"
    document = signed(clock.now, row)
    imports.do_import(town, document, wang)
    after = counts(town)
    for only_try in (False, True):
        error = refused(
            lambda t=only_try: imports.do_import(town, document, wang, only_try=t)  # type: ignore[misc]
        )
        assert error.reason == Reason.IMPORT_REPEATED
    assert counts(town) == after
    # The same list, signed anew, is another import: it renews.
    (done,) = imports.do_import(town, signed(clock.now, row), wang).done
    assert done.effect == Effect.RENEWED


@pytest.mark.parametrize(
    ("changes", "late", "detail"),
    [
        ({"issuer": "sz"}, 0, "another issuer"),
        ({"authority": "hospital"}, 0, "authority"),
        ({}, DAY + 1, "24 hours"),
        ({}, -301, "24 hours"),
    ],
)
def test_an_import_that_is_not_for_here_or_now(
    town: Office, wang: Staff, person: Person, clock: Clock,
    changes: dict[str, object], late: int, detail: str,
) -> None:  # fmt: skip
    document = signed(clock.now, f"{person.number},traced,met", **changes)
    clock.now += late
    error = refused(lambda: imports.do_import(town, document, wang))
    assert error.reason == Reason.IMPORT_REFUSED
    assert detail in error.detail


@pytest.mark.parametrize("late", [DAY, -300])
def test_an_import_of_almost_a_day_ago_or_of_a_fast_clock(
    town: Office, wang: Staff, person: Person, clock: Clock, late: int
) -> None:
    document = signed(clock.now, f"{person.number},traced,met")
    clock.now += late
    assert imports.do_import(town, document, wang).lines == 1


def test_an_import_signed_by_another_key(
    town: Office, wang: Staff, person: Person, clock: Clock
) -> None:
    head = parse(signed(clock.now, "")).head
    payload = f"person,category,reason\n{person.number},traced,met".encode()
    by_another = sign(head, payload, SoftwareSigner.from_seed(bytes(32)))
    changed = signed(clock.now, f"{person.number},traced,met").replace(b"traced,met", b"watched,me")
    for document in (by_another, changed):
        error = refused(lambda d=document: imports.do_import(town, d, wang))  # type: ignore[misc]
        assert error.reason == Reason.IMPORT_REFUSED
        assert "another key" in error.detail
    assert refused(lambda: imports.do_import(town, b"\x80", wang)).reason == Reason.IMPORT_REFUSED


def test_an_import_of_somebody_elses_key(
    town: Office, wang: Staff, person: Person, clock: Clock
) -> None:
    document = signed(clock.now, f"{person.number},traced,met")
    without = member(town, "zhao", Role.AUTHORITY, "cdc")
    error = refused(lambda: imports.do_import(town, document, without))
    assert (error.reason, error.detail) == (
        Reason.IMPORT_REFUSED,
        "you have no key for imports here",
    )
    other = SoftwareSigner.from_seed(bytes(32)).public_key
    imports.set_signing_key(town, "zhao", other)
    assert "another key" in refused(lambda: imports.do_import(town, document, without)).detail


def test_a_key_that_was_removed(town: Office, wang: Staff, person: Person, clock: Clock) -> None:
    imports.set_signing_key(town, "wang", None)
    document = signed(clock.now, f"{person.number},traced,met")
    assert refused(lambda: imports.do_import(town, document, wang)).reason == Reason.IMPORT_REFUSED


def test_keys_are_of_authorities_and_of_prime_order(town: Office, wang: Staff) -> None:
    staffing.add_staff(town, "desk", [Role.REGISTRAR])
    key = SIGNER.public_key
    error = refused(lambda: imports.set_signing_key(town, "desk", key))
    assert error.reason == Reason.NOT_PERMITTED
    error = refused(lambda: imports.set_signing_key(town, SECRET, key))
    assert error.reason == Reason.STAFF_UNKNOWN
    for wrong in (b"", key[:31], bytes(32)):
        with pytest.raises(UsageError):
            imports.set_signing_key(town, "wang", wrong)


def test_documents_need_the_services_secret(
    town: Office, wang: Staff, person: Person, clock: Clock
) -> None:
    locked = Office(load_settings(town.settings.folder), [], clock)
    imports.do_import(locked, signed(clock.now, f"{person.number},traced,met"), wang)
    by_document = signed(clock.now, f"card,{resident_id(912)},traced,met", header=DOCUMENTS)
    with pytest.raises(KeyStoreError) as error:
        imports.do_import(locked, by_document, wang)
    assert error.value.reason == Reason.KEY_MISSING
    locked.close()


def test_a_list_that_is_none(town: Office, wang: Staff, clock: Clock) -> None:
    error = refused(lambda: imports.do_import(town, signed(clock.now), wang))
    assert (error.reason, error.detail) == (Reason.IMPORT_INVALID, "it has no lines")


def test_each_sees_the_imports_of_their_authorities(
    town: Office, wang: Staff, person: Person, clock: Clock
) -> None:
    for _ in range(3):
        imports.do_import(town, signed(clock.now, f"{person.number},traced,met"), wang)
        clock.now += 60
    found = imports.page(town, wang, None, 2)
    assert [(one.staff, one.authority, one.lines) for one in found] == [("wang", "cdc", 1)] * 2
    assert [one.at for one in found] == [clock.now - 60, clock.now - 120]
    (first,) = imports.page(town, wang, found[-1].id, 2)
    assert first.at == clock.now - 180
    assert imports.page(town, member(town, "chen", Role.AUTHORITY, "hospital"), None, 9) == []
