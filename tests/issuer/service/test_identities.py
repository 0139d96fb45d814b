"""By which documents persons are known: what is refused, what is kept, and what is not."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import text

from huepass.errors import HuepassError, KeyStoreError, Reason
from huepass.issuer.domain.identity import MaskedIdentity, NumberFormat, Presented
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service import identities, persons, registering
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from issuer.conftest import Clock
from issuer.rules import DAY, PEOPLE, districts, put_in_force, registrar
from people import machine_readable, permit, resident_id

NAME = "欧阳锦成"
BORN = "1985-03-12"


@pytest.fixture
def town(office: Office) -> Office:
    """An issuer whose programme asks for numbers of documents."""
    put_in_force(office, PEOPLE)
    return office


def keep(office: Office, presented: Presented, proofing: Proofing = Proofing.REGISTRAR) -> Person:
    """A new person who is known by a document."""
    with office.store.write() as connection:
        person = persons.register_in(office, connection)
        identities.keep(office, connection, person, presented, proofing, None)
        return person


def refused(office: Office, presented: Presented) -> HuepassError:
    """Why a document is refused; nothing of it is in the error, and nobody is registered."""
    before = count(office)
    with pytest.raises(HuepassError) as error:
        keep(office, presented)
    for word in (presented.number, presented.name, presented.birth_date):
        assert not word or word not in str(error.value)
    assert count(office) == before
    return error.value


def count(office: Office) -> tuple[int, int]:
    with office.store.read() as connection:
        found = connection.execute(
            text("SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM identity)")
        ).one()
    return found[0], found[1]


def test_masked_forms_are_what_is_kept(town: Office, clock: Clock) -> None:
    person = keep(town, Presented("mainland-id", resident_id(1), NAME, BORN))
    with town.store.read() as connection:
        assert identities.masked(connection, person) == [
            MaskedIdentity(
                "mainland-id",
                "4401************19",
                "欧**",
                "1985-**-**",
                "registrar",
                clock.now,
            )
        ]


def test_name_and_birthday_may_be_left_out(town: Office) -> None:
    person = keep(town, Presented("mainland-id", resident_id(1)))
    other = keep(town, Presented("passport", machine_readable(1)))
    with town.store.read() as connection:
        [first] = identities.masked(connection, person)
        [second] = identities.masked(connection, other)
    assert (first.name, first.birth_date) == ("", "1985-**-**")  # the number says it
    assert (second.name, second.birth_date) == ("", "")


def test_two_states_may_give_the_same_number_to_two_people(town: Office) -> None:
    number = machine_readable(1)
    first = keep(town, Presented("passport", number))
    second = keep(town, Presented("passport", number.replace("UTO", "D<<")))
    assert first.number != second.number


def test_the_number_leads_to_the_person_however_it_is_written(town: Office) -> None:
    number = resident_id(1)
    person = keep(town, Presented("mainland-id", number))
    with town.store.read() as connection:
        for written in (number, f"{number[:6]} {number[6:14]} {number[14:]}"):
            assert identities.by_document(town, connection, "mainland-id", written) == person
        assert identities.by_document(town, connection, "mainland-id", resident_id(2)) is None
        # The same characters on another kind of document are another document.
        assert identities.by_document(town, connection, "permit", permit(1)) is None


def test_one_person_one_code(town: Office) -> None:
    number = resident_id(1)
    keep(town, Presented("mainland-id", number))
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number)
    for written in (number, f" {number[:6]}-{number[6:]}", wide):
        error = refused(town, Presented("mainland-id", written, "李四"))
        assert (error.reason, error.detail) == (Reason.PERSON_EXISTS, "")


def test_a_number_that_is_missing(town: Office) -> None:
    for number in ("", "  "):
        assert refused(town, Presented("mainland-id", number)).reason == Reason.NUMBER_MISSING


def test_a_number_that_is_wrong(town: Office) -> None:
    error = refused(town, Presented("mainland-id", resident_id(1)[:-1] + "8"))
    assert (error.reason, "18 characters" in error.detail) == (Reason.NUMBER_INVALID, True)


def test_a_birthday_that_the_number_does_not_have(town: Office) -> None:
    presented = Presented("mainland-id", resident_id(1), NAME, "1985-03-13")
    assert refused(town, presented).reason == Reason.NUMBER_INVALID


def test_a_birthday_that_is_none(town: Office) -> None:
    for day in ("1985-02-30", "12.3.1985", "2199-01-01"):
        presented = Presented("passport", machine_readable(1), NAME, day)
        assert refused(town, presented).reason == Reason.REQUEST_INVALID


def test_somebody_who_is_not_born_yet(town: Office, clock: Clock) -> None:
    number = resident_id(1, "20261201")
    assert refused(town, Presented("mainland-id", number)).reason == Reason.NUMBER_INVALID
    clock.now += 10 * DAY
    assert keep(town, Presented("mainland-id", number))


def test_a_name_that_is_no_line_of_text(town: Office) -> None:
    for name in ("a\nb", "x" * 201, "  ", "a\u202eb"):
        error = refused(town, Presented("passport", machine_readable(1), name))
        assert error.reason == Reason.TEXT_INVALID


def test_a_kind_of_document_that_is_not_accepted(town: Office) -> None:
    error = refused(town, Presented("library-card", "1"))
    assert error.reason == Reason.DOCUMENT_NOT_ACCEPTED
    assert error.detail == "Go to the window. 中文 Go to the window."
    with town.store.read() as connection, pytest.raises(HuepassError) as caught:
        identities.by_document(town, connection, "library-card", "1")
    assert caught.value.reason == Reason.DOCUMENT_NOT_ACCEPTED


def test_a_number_where_none_is_asked_for(town: Office) -> None:
    for presented in (Presented("card", "1"), Presented("card", "", NAME)):
        assert refused(town, presented).reason == Reason.REQUEST_INVALID
    assert keep(town, Presented("card", ""))
    assert count(town)[1] == 0
    with town.store.read() as connection, pytest.raises(HuepassError) as caught:
        identities.by_document(town, connection, "card", "1")
    assert caught.value.reason == Reason.REQUEST_INVALID


def test_without_the_key_of_the_service_no_number_is_taken(town: Office, folder: Path) -> None:
    locked = Office(load_settings(folder), [], town.now)
    with pytest.raises(KeyStoreError) as error:
        keep(locked, Presented("mainland-id", resident_id(1)))
    assert error.value.reason == Reason.KEY_MISSING
    assert keep(locked, Presented("card", ""))
    locked.close()


def test_the_hash_is_keyed(town: Office, folder: Path) -> None:
    number = resident_id(1)
    hashed = identities.number_hash(town, NumberFormat.CN_RESIDENT_ID, number)
    assert len(hashed) == 32
    assert hashed != identities.number_hash(town, NumberFormat.CN_PASSPORT, number)
    other = Office(load_settings(folder), [], town.now, bytes(32))
    assert hashed != identities.number_hash(other, NumberFormat.CN_RESIDENT_ID, number)
    other.close()


def entries(office: Office) -> list[tuple[str, str]]:
    with office.store.read() as connection:
        rows = connection.execute(text("SELECT purpose, shown FROM look_up ORDER BY id"))
        return [(row.purpose, row.shown) for row in rows]


def test_staff_who_find_a_person_leave_an_entry(town: Office, li: Staff) -> None:
    number = resident_id(1)
    person = keep(town, Presented("mainland-id", number))
    known = identities.show_by_document(town, "mainland-id", number, li)
    assert known.person == person
    assert known.identities[0].number == "4401************19"
    assert identities.show(town, person.number, li) == known
    assert entries(town) == [("desk", "colour identity")] * 2
    assert identities.show(town, person.number) == known  # on the folder itself
    assert len(entries(town)) == 2


def test_a_document_of_nobody(town: Office, li: Staff) -> None:
    with pytest.raises(HuepassError) as error:
        identities.show_by_document(town, "mainland-id", resident_id(1), li)
    assert error.value.reason == Reason.PERSON_UNKNOWN
    assert entries(town) == []


def test_a_person_outside_the_scope_is_not_found(town: Office) -> None:
    number = resident_id(1)
    keep(town, Presented("mainland-id", number))
    districts(town, "jiangan")
    wang = registrar(town, "wang", "jiangan")
    with pytest.raises(HuepassError) as error:
        identities.show_by_document(town, "mainland-id", number, wang)
    assert (error.value.reason, error.value.detail) == (Reason.OUT_OF_SCOPE, "")
    assert entries(town) == []


def test_who_a_person_is_is_known_better_later(town: Office, clock: Clock) -> None:
    number = resident_id(1)
    person = keep(town, Presented("mainland-id", number, "张三"), Proofing.DECLARED)
    clock.now += DAY
    better = Presented("mainland-id", number, NAME)
    with town.store.write() as connection:
        found = identities.prove(town, connection, better, Proofing.PROVIDER, None)
        assert found == (person, True)
        # It is known already, and no other proof makes it less so.
        other = Presented("mainland-id", number)
        found = identities.prove(town, connection, other, Proofing.REGISTRAR, None)
        assert found == (person, False)
        [shown] = identities.masked(connection, person)
        unknown = Presented("mainland-id", resident_id(2))
        assert identities.prove(town, connection, unknown, Proofing.PROVIDER, None) is None
    assert (shown.name, shown.proofing, shown.proofed_at) == ("欧**", "provider", clock.now)


def test_a_person_whose_passport_was_renewed(town: Office, li: Staff) -> None:
    old, new = (Presented("passport", machine_readable(n), NAME) for n in (1, 2))
    person = keep(town, old)
    known = identities.add(town, person.number, new, li)
    assert [one.number for one in known.identities] == ["X****01", "X****02"]
    for presented in (old, new):
        found = identities.show_by_document(town, "passport", presented.number, li)
        assert found.person == person
    assert identities.add(town, person.number, new, li) == known  # again changes nothing
    assert entries(town) == [("desk", "colour identity")] * 4


def test_a_document_of_somebody_else(town: Office, li: Staff) -> None:
    number = resident_id(1)
    keep(town, Presented("mainland-id", number), Proofing.DECLARED)
    other = keep(town, Presented("mainland-id", resident_id(2)))
    with pytest.raises(HuepassError) as error:
        identities.add(town, other.number, Presented("mainland-id", number), li)
    assert (error.value.reason, error.value.detail) == (Reason.PERSON_EXISTS, "")
    with town.store.read() as connection:
        rows = connection.execute(text("SELECT proofing FROM identity ORDER BY id"))
        assert [row.proofing for row in rows] == ["declared", "registrar"]
    assert entries(town) == []


def test_one_more_document_that_is_none(town: Office, li: Staff) -> None:
    person = keep(town, Presented("mainland-id", resident_id(1)))
    for presented, reason in (
        (Presented("card", ""), Reason.NUMBER_MISSING),
        (Presented("library-card", "1"), Reason.DOCUMENT_NOT_ACCEPTED),
        (Presented("passport", "1"), Reason.NUMBER_INVALID),
    ):
        with pytest.raises(HuepassError) as error:
            identities.add(town, person.number, presented, li)
        assert error.value.reason == reason
    districts(town, "jiangan")
    wang = registrar(town, "wang", "jiangan")
    with pytest.raises(HuepassError) as error:
        identities.add(town, person.number, Presented("passport", machine_readable(1)), wang)
    assert error.value.reason == Reason.OUT_OF_SCOPE
    assert count(town)[1] == 1


def test_nothing_of_a_document_is_in_the_database_or_the_log(
    town: Office, folder: Path, caplog: pytest.LogCaptureFixture, li: Staff
) -> None:
    caplog.set_level(logging.DEBUG)
    number = resident_id(1)
    presented = Presented("mainland-id", number, NAME, BORN)
    registering.register(town, Applying("self", "mainland-id"), li, presented=presented)
    identities.show_by_document(town, "mainland-id", number, li)
    with pytest.raises(HuepassError):
        registering.register(town, Applying("self", "mainland-id"), li, presented=presented)
    hidden = (number, number[4:16], number[6:14], BORN, BORN[5:], NAME, NAME[1:])
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    assert {"issuer.db", "issuer.db-wal"} <= {one.name for one in files}
    for file in files:
        content = file.read_bytes()
        for word in hidden:
            assert word.encode() not in content, (file.name, word)
            assert word.encode("utf-16-le") not in content
    for word in hidden:
        assert word not in caplog.text
    masked = b"4401************19"
    assert any(masked in file.read_bytes() for file in files)  # so the search would find it
