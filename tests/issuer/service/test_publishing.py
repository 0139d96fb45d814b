"""Publishing the revocation list (spec section 5)."""

import threading

import pytest
from sqlalchemy import text

from huepass.core import RevocationList, load
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Staff
from huepass.issuer.service import paper, persons, publishing
from huepass.issuer.service.office import Office
from issuer.conftest import NOON, Clock


def test_the_list_has_what_is_revoked_and_nothing_else(
    office: Office, clock: Clock, li: Staff
) -> None:
    number = persons.register(office).number
    made = [paper.make_paper_pass(office, number) for _ in range(5)]
    paper.revoke_pass(office, made[1].handle, "x", li)
    paper.revoke_pass(office, made[3].handle, "x", li)
    clock.now += 86400
    other = paper.make_paper_pass(office, number)
    document = publishing.publish(office).document
    found = load(office.documents.state(clock.now), document, clock.now).lists["gz"]
    assert [window[1] for window in found.windows] == [made[0].expires_at]
    assert sum(len(list(serials)) for serials in found.windows.values()) == 2
    assert found.covers(other.expires_at, 8 * 86400)
    assert found.fresh_until == clock.now + 14400


def test_every_signing_has_a_higher_number(office: Office, clock: Clock) -> None:
    numbers = [publishing.publish(office).sequence for _ in range(3)]
    clock.now -= 1000
    numbers.append(publishing.publish(office).sequence)
    clock.now += 100_000
    numbers.append(publishing.publish(office).sequence)
    assert numbers == sorted(set(numbers))
    assert publishing.newest(office).sequence == numbers[-1]


def test_a_slot_is_published_once(office: Office, clock: Clock) -> None:
    assert publishing.publish_if_due(office) is None  # init published in this slot
    clock.now += 600 - NOON % 600 - 1
    assert publishing.publish_if_due(office) is None
    clock.now += 1
    assert publishing.publish_if_due(office) is not None
    assert publishing.publish_if_due(office) is None


def test_of_several_workers_one_publishes(office: Office, clock: Clock) -> None:
    clock.now += 600
    done = []
    begin = threading.Barrier(8)

    def work() -> None:
        begin.wait()
        done.append(publishing.publish_if_due(office))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 8
    assert sum(made is not None for made in done) == 1


def test_without_a_revoke_key_nothing_is_published(office: Office, clock: Clock) -> None:
    before = publishing.newest(office)
    clock.now += 366 * 86400
    with pytest.raises(RequestRefused) as error:
        publishing.publish(office)
    assert error.value.reason == Reason.NO_USABLE_KEY
    assert publishing.newest(office) == before


def published(office: Office) -> RevocationList:
    """A new list as a gate reads it that has none yet."""
    now = office.now()
    return load(office.documents.state(now), publishing.publish(office).document, now).lists["gz"]


def test_after_a_clock_was_ahead_the_list_names_what_is_revoked(
    office: Office, clock: Clock, li: Staff
) -> None:
    number = persons.register(office).number
    made = [paper.make_paper_pass(office, number) for _ in range(3)]
    paper.revoke_pass(office, made[1].handle, "x", li)
    before = published(office).windows
    ((window, serials),) = before.items()
    for days in (10, 59):
        clock.now = NOON + days * 86400
        assert published(office).windows == {}
        clock.now = NOON + 60
        after = published(office).windows
        assert after.keys() == {window}
        assert list(after[window]) == list(serials)
    assert len(list(serials)) == 1


def test_of_a_window_that_is_closed_revoked_serials_stay_for_60_days(
    office: Office, clock: Clock, li: Staff
) -> None:
    number = persons.register(office).number
    made = [paper.make_paper_pass(office, number) for _ in range(3)]
    paper.revoke_pass(office, made[1].handle, "x", li)

    def count(table: str) -> int:
        with office.store.read() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    for late, kept in ((300, 1), (60 * 86400 - 1, 1), (60 * 86400, 0)):
        clock.now = made[0].expires_at + late
        publishing.publish(office)
        assert count("paper_pass") == 0
        assert count("closed_revocation") == kept
