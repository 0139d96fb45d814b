"""Who may have a paper pass, passes for many at once, and those that holders print."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from huepass.core import Colour, Policy, cbor, check, from_text, load
from huepass.errors import CodeRefused, Reason, RequestRefused
from huepass.issuer.domain.records import Holder, Origin, Role, Staff
from huepass.issuer.domain.windows import GATE_TOLERANCE
from huepass.issuer.service import facts, paper, persons, publishing, staffing
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.holders import authenticate
from huepass.issuer.service.office import Office
from huepass.issuer.service.sheets import sheets_of
from huepass.issuer.service.wallets import end_wallets
from huepass.issuer.store import divisions, people
from huepass.issuer.store.divisions import Division
from issuer import holder as wallets
from issuer.conftest import NOON, Clock
from issuer.rules import DAY, FIRST, both, doctor, put_in_force

POLICY = Policy(accept_paper=True)
RULE = f"""
[paper]
when = 'channel == "offline"'
text = {both("Only who applied at the desk.")}
"""


def serial_of(made: str) -> int:
    claims = cbor.decode(cbor.decode(from_text(made))[2])  # type: ignore[index, arg-type]
    return int.from_bytes(claims[7], "big")  # type: ignore[index, call-overload]


def refusal(work: Callable[[], object]) -> RequestRefused:
    with pytest.raises(RequestRefused) as error:
        work()
    return error.value


def apply(office: Office, channel: str) -> str:
    """A person for whom somebody applied, online or at the desk; their number."""
    number = persons.register(office).number
    applicant = "self" if channel == "online" else "community"
    facts.apply_for(
        office, number, Applying(applicant, "card", channel, channel == "offline"), None
    )
    return number


def holder_of(office: Office, number: str) -> Holder:
    return authenticate(office, wallets.Holder(office, number).tokens["access_token"])


def passes(office: Office) -> int:
    with office.store.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM paper_pass")).scalar_one())


def gate_refuses(office: Office, made: paper.MadePass) -> bool:
    publishing.publish(office)
    now = office.now()
    state = load(office.documents.state(now), publishing.newest(office).document, now)
    try:
        check(state, made.text, policy=POLICY, now=now, started_at=now)
    except CodeRefused as error:
        assert error.reason == Reason.REVOKED
        return True
    return False


@pytest.fixture
def town(office: Office) -> Office:
    """An issuer whose programme gives paper to those who applied at the desk."""
    put_in_force(office, FIRST + RULE)
    return office


@pytest.fixture
def somebody(office: Office) -> str:
    """A person under the built-in programme."""
    return persons.register(office).number


@pytest.fixture
def committee(office: Office) -> Staff:
    """A registrar of one division."""
    with office.store.write() as connection:
        divisions.put(
            connection,
            [Division(name, name, name) for name in ("jiangan", "jiangan.dazhi", "hanyang")],
        )
    staffing.add_staff(office, "wu", [Role.REGISTRAR, Role.PUBLISHER], scopes=["jiangan"])
    return staffing.staff_named(office, "wu", Role.REGISTRAR)


def in_division(office: Office, division: str) -> str:
    with office.store.write() as connection:
        return persons.register_in(office, connection, division).number


class TestWhoMayHaveOne:
    def test_whom_the_programme_gives_one(self, town: Office) -> None:
        assert paper.make_paper_pass(town, apply(town, "offline")).text

    def test_whoever_else_is_refused_and_told_who_may(self, town: Office) -> None:
        number = apply(town, "online")
        error = refusal(lambda: paper.make_paper_pass(town, number))
        assert error.reason == Reason.PAPER_NOT_ALLOWED
        assert error.detail == ("Only who applied at the desk. 中文 Only who applied at the desk.")
        assert passes(town) == 0

    def test_also_one_who_prints_it_themselves(self, town: Office) -> None:
        holder = holder_of(town, apply(town, "online"))
        error = refusal(lambda: paper.print_own(town, holder))
        assert error.reason == Reason.PAPER_NOT_ALLOWED
        assert passes(town) == 0

    def test_the_newest_application_counts(self, town: Office, clock: Clock) -> None:
        number = apply(town, "offline")
        clock.now += 60
        facts.apply_for(town, number, Applying("self", "card", "online", False), None)
        error = refusal(lambda: paper.make_paper_pass(town, number))
        assert error.reason == Reason.PAPER_NOT_ALLOWED

    def test_without_a_rule_everybody(self, office: Office, somebody: str) -> None:
        assert paper.make_paper_pass(office, somebody).colour == Colour.GREY


class TestManyAtOnce:
    def test_each_gets_one_in_the_order_of_the_list(self, office: Office, li: Staff) -> None:
        numbers = [persons.register(office).number for _ in range(3)]
        for number, colour in zip(numbers, ("green", "red", "blue"), strict=True):
            persons.set_colour(office, number, colour, "x", li)
        made = paper.make_paper_passes(office, numbers, li)
        assert [one.colour for one in made] == [Colour.GREEN, Colour.RED, Colour.BLUE]
        assert len({serial_of(one.text) for one in made}) == 3
        for number, one in zip(numbers, made, strict=True):
            (listed,) = paper.list_passes(office, number)
            assert listed.handle == one.handle

    @pytest.mark.parametrize("place", [1, 2, 3])
    def test_one_who_is_refused_refuses_all(self, town: Office, place: int) -> None:
        numbers = [apply(town, "offline") for _ in range(3)]
        numbers[place - 1] = apply(town, "online")
        error = refusal(lambda: paper.make_paper_passes(town, numbers))
        assert error.reason == Reason.PAPER_NOT_ALLOWED
        assert f"entry {place} of the list" in error.detail
        assert f"名单第 {place} 项" in error.detail
        assert "Only who applied at the desk." in error.detail
        assert not any(number in error.detail for number in numbers)
        assert passes(town) == 0

    def test_a_number_that_nobody_has_is_named_by_its_place(self, office: Office) -> None:
        wrong = "0000-0000-0000-0000"
        numbers = [persons.register(office).number, wrong]
        error = refusal(lambda: paper.make_paper_passes(office, numbers))
        assert error.reason == Reason.PERSON_UNKNOWN
        assert error.detail == "entry 2 of the list, 名单第 2 项"
        assert passes(office) == 0

    def test_somebody_twice_is_refused(self, office: Office, somebody: str) -> None:
        numbers = [somebody, persons.register(office).number, somebody.lower().replace("-", "")]
        error = refusal(lambda: paper.make_paper_passes(office, numbers))
        assert error.reason == Reason.LIST_INVALID
        assert error.detail.startswith("entry 3 of the list")
        assert passes(office) == 0

    @pytest.mark.parametrize("count", [0, 201])
    def test_none_and_too_many_are_refused(self, office: Office, somebody: str, count: int) -> None:
        error = refusal(lambda: paper.make_paper_passes(office, [somebody] * count))
        assert error.reason == Reason.LIST_INVALID

    def test_as_many_as_a_list_may_have(self, office: Office) -> None:
        numbers = [persons.register(office).number for _ in range(200)]
        made = paper.make_paper_passes(office, numbers)
        assert len({serial_of(one.text) for one in made}) == 200

    def test_a_window_that_is_nearly_full_gives_none(self, office: Office, somebody: str) -> None:
        paper.make_paper_pass(office, somebody)
        with office.store.write() as connection:
            connection.execute(text("UPDATE window SET next_counter = (1 << bits) - 1"))
        numbers = [somebody, persons.register(office).number]
        error = refusal(lambda: paper.make_paper_passes(office, numbers))
        assert error.reason == Reason.WINDOW_FULL
        assert passes(office) == 1

    def test_an_entry_out_of_scope_refuses_all(self, office: Office, committee: Staff) -> None:
        numbers = [in_division(office, "jiangan.dazhi"), in_division(office, "hanyang")]
        error = refusal(lambda: paper.make_paper_passes(office, numbers, committee))
        assert error.reason == Reason.OUT_OF_SCOPE
        assert error.detail == "entry 2 of the list, 名单第 2 项"
        assert passes(office) == 0
        assert len(paper.make_paper_passes(office, numbers[:1], committee)) == 1

    def test_each_person_can_read_who_had_it_made_and_who_looked(
        self, office: Office, li: Staff
    ) -> None:
        numbers = [persons.register(office).number for _ in range(2)]
        paper.make_paper_passes(office, numbers, li)
        paper.make_paper_pass(office, numbers[0], li)
        paper.list_passes(office, numbers[1], li)
        with office.store.read() as connection:
            rows = connection.execute(
                text(
                    "SELECT number, staff_id, purpose, shown FROM look_up "
                    "JOIN person ON person.id = person_id ORDER BY look_up.id"
                )
            ).all()
        entry = (li.id, "desk", "colour")
        assert [tuple(row) for row in rows] == [
            (numbers[0], *entry), (numbers[1], *entry), (numbers[0], *entry), (numbers[1], *entry),
        ]  # fmt: skip


class TestPrintedByTheHolder:
    def test_it_is_on_record_as_theirs(self, office: Office, somebody: str) -> None:
        holder = holder_of(office, somebody)
        printed = paper.print_own(office, holder)
        staff_made = paper.make_paper_pass(office, somebody)
        assert [(one.handle, one.origin) for one in paper.own_passes(office, holder)] == [
            (printed.handle, Origin.HOLDER),
            (staff_made.handle, Origin.STAFF),
        ]

    def test_asked_again_it_is_the_same_pass(
        self, office: Office, clock: Clock, somebody: str
    ) -> None:
        holder = holder_of(office, somebody)
        first = paper.print_own(office, holder)
        clock.now += 3600
        again = paper.print_own(office, holder)
        assert again.handle == first.handle
        assert serial_of(again.text) == serial_of(first.text)
        assert passes(office) == 1
        assert not gate_refuses(office, first)

    def test_every_wallet_of_the_person_prints_the_same(
        self, office: Office, somebody: str
    ) -> None:
        made = {paper.print_own(office, holder_of(office, somebody)).handle for _ in range(3)}
        assert len(made) == 1

    def test_a_new_one_revokes_the_one_before(
        self, office: Office, clock: Clock, somebody: str
    ) -> None:
        first = paper.print_own(office, holder_of(office, somebody))
        by_staff = paper.make_paper_pass(office, somebody)
        clock.now += DAY
        second = paper.print_own(office, holder_of(office, somebody))
        assert second.handle != first.handle
        assert gate_refuses(office, first)
        assert not gate_refuses(office, second)
        assert not gate_refuses(office, by_staff)

    def test_a_better_colour_gives_a_new_one_and_revokes_the_old(
        self, office: Office, somebody: str, li: Staff
    ) -> None:
        persons.set_colour(office, somebody, "yellow", "x", li)
        holder = holder_of(office, somebody)
        yellow = paper.print_own(office, holder)
        persons.set_colour(office, somebody, "green", "x", li)
        green = paper.print_own(office, holder)
        assert (yellow.colour, green.colour) == (Colour.YELLOW, Colour.GREEN)
        assert gate_refuses(office, yellow)
        assert not gate_refuses(office, green)

    def test_a_revoked_one_is_not_given_again(
        self, office: Office, somebody: str, li: Staff
    ) -> None:
        holder = holder_of(office, somebody)
        lost = paper.print_own(office, holder)
        paper.revoke_pass(office, lost.handle, "lost", li)
        found = paper.print_own(office, holder)
        assert found.handle != lost.handle
        assert gate_refuses(office, lost)
        assert not gate_refuses(office, found)

    def test_one_that_staff_made_is_not_printed_again(self, office: Office, somebody: str) -> None:
        by_staff = paper.make_paper_pass(office, somebody)
        printed = paper.print_own(office, holder_of(office, somebody))
        assert printed.handle != by_staff.handle
        assert not gate_refuses(office, by_staff)

    def test_one_that_is_over_is_not_revoked(
        self, office: Office, clock: Clock, somebody: str
    ) -> None:
        first = paper.print_own(office, holder_of(office, somebody))
        clock.now = first.expires_at + GATE_TOLERANCE
        paper.print_own(office, holder_of(office, somebody))
        before, _ = paper.list_passes(office, somebody)
        assert (before.handle, before.revoked_at) == (first.handle, None)

    def test_nobody_else_loses_one(self, office: Office, clock: Clock, somebody: str) -> None:
        other = persons.register(office).number
        theirs = paper.print_own(office, holder_of(office, other))
        paper.print_own(office, holder_of(office, somebody))
        clock.now += DAY
        paper.print_own(office, holder_of(office, somebody))
        assert not gate_refuses(office, theirs)

    def test_what_time_has_changed_is_on_it(self, office: Office, clock: Clock) -> None:
        put_in_force(office, FIRST)
        number = apply(office, "online")
        facts.report(office, number, {"fever": False}, None)
        facts.set_category(office, number, "watched", doctor(office, "chen", "cdc"))
        holder = holder_of(office, number)
        assert paper.print_own(office, holder).colour == Colour.YELLOW
        clock.now += 2 * DAY + 60
        assert paper.print_own(office, holder_of(office, number)).colour == Colour.GREEN

    def test_a_wallet_that_the_code_was_shared_with_prints_nothing_and_sees_no_passes(
        self, office: Office, somebody: str
    ) -> None:
        own = paper.print_own(office, holder_of(office, somebody))
        theirs = holder_of(office, somebody)
        with office.store.write() as connection:
            connection.execute(
                text("UPDATE wallet SET origin = 'shared' WHERE id = :id"), {"id": theirs.wallet.id}
            )
        for work in (paper.print_own, paper.own_passes):
            assert refusal(lambda work=work: work(office, theirs)).reason == (  # type: ignore[misc]
                Reason.NOT_PERMITTED
            )
        assert passes(office) == 1
        assert not gate_refuses(office, own)

    def test_whoever_lost_the_phone_loses_what_it_printed(
        self, office: Office, somebody: str, li: Staff
    ) -> None:
        printed = paper.print_own(office, holder_of(office, somebody))
        by_staff = paper.make_paper_pass(office, somebody)
        assert end_wallets(office, somebody, "lost", li) == (1, 1)
        assert gate_refuses(office, printed)
        assert not gate_refuses(office, by_staff)

    def test_a_wallet_that_has_ended_prints_nothing(self, office: Office, somebody: str) -> None:
        holder = holder_of(office, somebody)
        with office.store.write() as connection:
            connection.execute(text("UPDATE wallet SET ended_at = 1"))
        for work in (paper.print_own, paper.own_passes):
            assert refusal(lambda work=work: work(office, holder)).reason == (  # type: ignore[misc]
                Reason.NOT_AUTHENTICATED
            )
        assert passes(office) == 0


class TestWhatNobodyGets:
    def test_it_is_revoked(self, office: Office) -> None:
        numbers = [persons.register(office).number for _ in range(2)]
        made = paper.make_paper_passes(office, numbers)
        with pytest.raises(OSError, match="paper jam"), paper.handing_out(office, made):
            raise OSError("paper jam")
        assert all(gate_refuses(office, one) for one in made)

    def test_what_a_holder_printed_stays(self, office: Office, somebody: str) -> None:
        holder = holder_of(office, somebody)
        printed = paper.print_own(office, holder)
        again = paper.print_own(office, holder)
        with pytest.raises(OSError, match="paper jam"), paper.handing_out(office, [again]):
            raise OSError("paper jam")
        assert not gate_refuses(office, printed)
        assert paper.print_own(office, holder).handle == printed.handle

    def test_what_is_handed_out_stays(self, office: Office, somebody: str) -> None:
        made = [paper.make_paper_pass(office, somebody)]
        with paper.handing_out(office, made):
            pass
        assert not gate_refuses(office, made[0])


class TestScope:
    def test_a_pass_of_a_person_elsewhere_is_not_revoked(
        self, office: Office, committee: Staff
    ) -> None:
        here, there = (
            paper.make_paper_pass(office, in_division(office, name)).handle
            for name in ("jiangan", "hanyang")
        )
        error = refusal(lambda: paper.revoke_pass(office, there, "x", committee))
        assert error.reason == Reason.OUT_OF_SCOPE
        assert paper.revoke_pass(office, here, "x", committee).revoked_at == NOON
        with office.store.read() as connection:
            rows = connection.execute(text("SELECT count(*) FROM paper_pass WHERE revoked_at"))
            assert rows.scalar_one() == 1


class TestSheets:
    def test_each_says_which_one_it_is(self, office: Office, li: Staff) -> None:
        numbers = [persons.register(office).number for _ in range(2)]
        persons.set_colour(office, numbers[1], "green", "x", li)
        made = paper.make_paper_passes(office, numbers)
        first, second = sheets_of(office, made)
        assert (first.place, second.place) == ((1, 2), (2, 2))
        assert (first.text, second.text) == (made[0].text, made[1].text)
        assert (first.label, second.label) == (("未定", "undetermined"), ("绿码", "green"))
        assert first.issuer == first.title == ("广州", "Guangzhou")
        assert first.notice is None

    def test_a_single_one_has_no_place(self, town: Office) -> None:
        made = paper.make_paper_pass(town, apply(town, "offline"))
        (sheet,) = sheets_of(town, [made])
        assert sheet.place is None
        assert sheet.title == ("中文 Town", "Town")
        assert sheet.notice == ("中文 An example.", "An example.")
        assert sheet.label == ("中文 grey", "grey")
        assert sheet.expires_at == made.expires_at

    def test_nothing_of_the_person_is_on_it(self, town: Office) -> None:
        number = apply(town, "offline")
        made = paper.make_paper_pass(town, number)
        (sheet,) = sheets_of(town, [made])
        with town.store.read() as connection:
            person = people.find_person(connection, number)
        assert person is not None
        written = " ".join(map(str, sheet._replace(text="")))
        assert number not in written
        assert made.handle not in written
        assert str(serial_of(made.text)) not in written
