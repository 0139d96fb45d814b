"""Recording facts: what is refused, who may, and the colour that follows."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from huepass.core import Colour
from huepass.errors import HuepassError, Reason
from huepass.issuer.domain.records import Cause, Staff
from huepass.issuer.service import explaining, facts, paper, persons, staffing
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.office import Office
from issuer.conftest import Clock
from issuer.rules import DAY, FIRST, HOUR, doctor, put_in_force
from people import registered

WELL = {"fever": False}
SELF = Applying("self", "card")


@pytest.fixture
def town(office: Office) -> Office:
    """An issuer with a programme in which colours follow from facts."""
    put_in_force(office, FIRST)
    return office


@pytest.fixture
def number(town: Office) -> str:
    """A person for whom somebody has applied, and who is well."""
    made = registered(town, SELF).number
    facts.report(town, made, WELL, None)
    return made


def refused(attempt: Callable[[], object]) -> HuepassError:
    with pytest.raises(HuepassError) as error:
        attempt()
    return error.value


def colour(office: Office, number: str) -> Colour:
    return Colour(persons.show(office, number)[0].colour)


def test_a_colour_follows_from_what_is_recorded(town: Office, clock: Clock) -> None:
    person = registered(town, SELF)
    assert (person.colour, person.reason, person.since) == (0, "is_unknown", clock.now)
    clock.now += 60
    person = facts.report(town, person.number, WELL, None).person
    assert (person.colour, person.reason, person.since) == (1, "is_well", clock.now)
    assert person.due_at == clock.now + 7 * DAY
    history = persons.show(town, person.number)[1]
    assert [(one.old, one.new, one.reason, one.staff, one.cause) for one in history] == [
        (0, 1, "is_well", None, Cause.FACT)
    ]


def test_what_gets_worse_is_revoked(town: Office, number: str) -> None:
    paper.make_paper_pass(town, number)
    done = facts.report(town, number, {"fever": True}, None)
    assert (done.person.colour, done.revoked) == (Colour.YELLOW, 1)


def test_of_two_words_in_one_second_the_later_counts(town: Office, number: str) -> None:
    for fever in (True, False, True, False):
        facts.report(town, number, {"fever": fever}, None)
    assert colour(town, number) == Colour.GREEN


def test_with_a_clock_that_was_ahead_the_later_word_counts(
    town: Office, number: str, clock: Clock
) -> None:
    clock.now += 3 * DAY
    facts.report(town, number, {"fever": True}, None)
    clock.now -= 3 * DAY
    assert facts.report(town, number, WELL, None).person.colour == Colour.GREEN
    assert explaining.explain(town, number).outcome.colour == Colour.GREEN


def test_nobody_sets_a_colour(town: Office, number: str, li: Staff) -> None:
    error = refused(lambda: persons.set_colour(town, number, "green", "a favour", li))
    assert error.reason == Reason.DECISIONS_OFF


@pytest.mark.parametrize(
    ("sent", "reason", "detail"),
    [
        (Applying("uncle", "card"), Reason.NOT_IN_PROGRAMME, "self, community"),
        (Applying("self", "library card"), Reason.DOCUMENT_NOT_ACCEPTED, "Go to the window."),
        (Applying("self", "library card"), Reason.DOCUMENT_NOT_ACCEPTED, "中文 Go to"),
        (Applying("self", "card", "offline"), Reason.CHANNEL_NOT_ACCEPTED, "online"),
        (Applying("self", "card", "pigeon"), Reason.CHANNEL_NOT_ACCEPTED, "online"),
        (Applying("community", "card", "offline"), Reason.DEVICE_AT_HAND, ""),
    ],
)
def test_an_application_that_the_programme_does_not_take(
    town: Office, sent: Applying, reason: Reason, detail: str
) -> None:
    error = refused(lambda: registered(town, sent))
    assert error.reason == reason
    assert detail in error.detail
    with town.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM person")).scalar() == 0


def test_a_person_without_a_smartphone_is_applied_for(town: Office) -> None:
    sent = Applying("community", "card", "offline", no_device=True)
    assert registered(town, sent).colour == Colour.GREY


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, "fever: is missing"),
        ({"fever": None}, "fever: is missing"),
        ({"fever": "s3cret"}, "fever: true or false"),
        ({"fever": 1}, "fever: true or false"),
        ({"fever": True, "s3cret": 1}, "has not; it has: fever, stays"),
        ({"fever": True, "stays": "s3cret"}, "stays: a list"),
        ({"fever": True, "stays": [["s3cret", "2026-11-20"]]}, "stays: a list"),
        ({"fever": True, "stays": [["lake", "2026-11-23"]]}, "stays: a list"),  # to come
        ({"fever": True, "stays": [["lake", "2026-11-22"]] * 51}, "stays: a list"),
        ({"fever": 3, "stays": 3}, "fever: true or false is needed; stays"),
    ],
)
def test_answers_that_are_none(
    town: Office, number: str, answers: dict[str, object], wrong: str
) -> None:
    error = refused(lambda: facts.report(town, number, answers, None))
    assert error.reason == Reason.ANSWERS_INVALID
    assert wrong in error.detail
    assert "s3cret" not in str(error)


def test_with_some_colours_nothing_is_taken_back(town: Office, number: str, clock: Clock) -> None:
    stays = [["lake", "2026-11-20"]]
    facts.report(town, number, {"fever": False, "stays": stays}, None)
    facts.report(town, number, WELL, None)  # green: it may
    facts.report(town, number, {"fever": True, "stays": stays}, None)
    for edited in (None, [], [["lake", "2026-11-19"]]):
        error = refused(
            lambda stays=edited: facts.report(  # type: ignore[misc]
                town, number, {"fever": False, "stays": stays}, None
            )
        )
        assert error.reason == Reason.EDIT_REFUSED
    later = [["lake", "2026-11-22"], ["lake", "2026-11-20"]]
    facts.report(town, number, {"fever": True, "stays": later}, None)
    assert colour(town, number) == Colour.YELLOW
    clock.now += 8 * DAY  # it has run out
    facts.report(town, number, {"fever": True}, None)


def test_a_category_is_set_and_lifted_by_whom_it_says(town: Office, number: str) -> None:
    chen, zhao = doctor(town, "chen", "hospital"), doctor(town, "zhao", "cdc", "hospital")
    done = facts.set_category(town, number, "case", chen)
    assert (done.person.colour, done.person.reason) == (Colour.RED, "is_case")
    history = persons.show(town, number)[1]
    assert (history[-1].staff, history[-1].cause) == ("chen", Cause.FACT)
    assert facts.lift_category(town, number, "case", zhao).person.colour == Colour.GREEN


def test_who_may_not_is_told_who_may(town: Office, number: str, li: Staff) -> None:
    cdc = doctor(town, "wang", "cdc")
    for attempt in (
        lambda: facts.set_category(town, number, "case", cdc),
        lambda: facts.lift_category(town, number, "case", cdc),
        lambda: facts.set_category(town, number, "case", li),  # an admin is no authority
    ):
        error = refused(attempt)
        assert error.reason == Reason.NOT_PERMITTED
        assert "hospital: Hospital 中文 Hospital" in error.detail
    both = doctor(town, "zhao", "cdc", "hospital")
    error = refused(lambda: facts.set_category(town, number, "case", both, authority="cdc"))
    assert error.reason == Reason.NOT_PERMITTED
    assert colour(town, number) == Colour.GREEN


def test_what_is_not_set_is_not_lifted(town: Office, number: str, clock: Clock) -> None:
    cdc = doctor(town, "wang", "cdc")
    error = refused(lambda: facts.lift_category(town, number, "watched", cdc))
    assert error.reason == Reason.CATEGORY_NOT_SET
    facts.set_category(town, number, "watched", cdc)
    clock.now += 3 * DAY  # it has ended
    error = refused(lambda: facts.lift_category(town, number, "watched", cdc))
    assert error.reason == Reason.CATEGORY_NOT_SET


def test_a_category_that_is_renewed_lasts_longer(town: Office, number: str, clock: Clock) -> None:
    cdc = doctor(town, "wang", "cdc")
    facts.set_category(town, number, "watched", cdc)
    clock.now += DAY
    done = facts.set_category(town, number, "watched", cdc)
    assert done.person.due_at == clock.now + 2 * DAY


@pytest.mark.parametrize("late", [1, -31 * DAY])
def test_only_what_has_happened_lately_is_recorded(
    town: Office, number: str, clock: Clock, late: int
) -> None:
    cdc, at = doctor(town, "wang", "cdc"), clock.now + late
    for attempt in (
        lambda: facts.set_category(town, number, "watched", cdc, at=at),
        lambda: facts.take_reading(town, number, 36.6, None, at=at),
    ):
        assert refused(attempt).reason == Reason.TIME_INVALID


def test_a_category_can_be_set_since_yesterday(town: Office, number: str, clock: Clock) -> None:
    cdc, at = doctor(town, "wang", "cdc"), clock.now - DAY
    done = facts.set_category(town, number, "watched", cdc, at=at)
    assert done.person.due_at == clock.now + DAY


@pytest.mark.parametrize("degrees", [29.9, 45.1, float("nan"), float("inf"), -36.6])
def test_a_reading_that_is_none(town: Office, number: str, degrees: float) -> None:
    error = refused(lambda: facts.take_reading(town, number, degrees, None))
    assert error.reason == Reason.READING_INVALID


def test_the_newest_reading_counts(town: Office, number: str, clock: Clock) -> None:
    assert facts.take_reading(town, number, 38, None).person.colour == Colour.RED
    facts.take_reading(town, number, 36.5, None, at=clock.now - HOUR)  # taken before, sent later
    assert colour(town, number) == Colour.RED
    assert facts.take_reading(town, number, 36.5, None).person.colour == Colour.GREEN


def test_evidence_counts_while_it_is_valid(town: Office, clock: Clock) -> None:
    made = persons.register(town).number
    end = clock.now + DAY
    done = facts.accept_evidence(town, made, "vaccinated", clock.now, end, None)
    assert (done.person.colour, done.person.due_at) == (Colour.GREEN, end)
    error = refused(lambda: facts.accept_evidence(town, made, "horoscope", 0, end, None))
    assert error.reason == Reason.NOT_IN_PROGRAMME


def test_facts_are_never_rewritten(town: Office, number: str) -> None:
    with pytest.raises(IntegrityError), town.store.write() as connection:
        connection.execute(text("UPDATE fact SET body = '{}'"))


def test_staff_act_for_authorities_that_there_are(town: Office) -> None:
    error = refused(lambda: doctor(town, "chen", "witches"))
    assert error.reason == Reason.NOT_IN_PROGRAMME
    assert "cdc, hospital" in error.detail
    doctor(town, "chen", "cdc")
    assert staffing.set_authorities(town, "chen", ["hospital"]).authorities == ("hospital",)
    assert [one.authorities for one in staffing.list_staff(town)] == [("hospital",)]
    error = refused(lambda: staffing.set_authorities(town, "chan", ["hospital"]))
    assert error.reason == Reason.STAFF_UNKNOWN


def test_an_explanation_is_for_the_holder_or_for_staff(town: Office, number: str) -> None:
    facts.set_category(town, number, "case", doctor(town, "chen", "hospital"))
    explained = explaining.explain(town, number)
    data = explaining.as_data(explained)
    assert data["reasons"] == ["is_case"]
    assert "中文 is_case" in str(data["holder"]["zh"])
    assert "[is_case]" not in str(data["holder"])
    assert "[is_case]" in str(data["staff"]["en"])


def test_staff_who_have_a_colour_explained_leave_an_entry(
    town: Office, number: str, li: Staff
) -> None:
    explaining.explain(town, number)
    explaining.explain(town, number, li)
    with town.store.read() as connection:
        rows = connection.execute(text("SELECT staff_id, purpose, shown FROM look_up")).all()
    assert [tuple(row) for row in rows] == [(li.id, "desk", "categories colour")]
