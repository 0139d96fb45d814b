"""Whole lives under the example programmes: people, staff, the service's clock, and a gate."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

import huepass.issuer
from huepass.core import Action, Colour, Level, from_text
from huepass.core.credential import Credential
from huepass.core.shown import parse
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import Cause
from huepass.issuer.service import explaining, facts, persons
from huepass.issuer.store import facts as stored
from programmes.city import City, city_of, refused
from programmes.story import at, clock, day

SOURCES = Path(huepass.issuer.__file__).parent


class Founder(Protocol):
    """Makes cities for a test."""

    def __call__(self, name: str, begins: str) -> City:
        """A city that begins with a programme at a local time of 2020."""
        ...


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Founder]:
    with ExitStack() as stack:
        yield lambda name, begins: stack.enter_context(city_of(name, begins, tmp_path / name))


def on_record(city: City, number: str) -> list[tuple[str, object]]:
    """The kinds and contents of all that is recorded about a person."""
    with city.office.store.read() as connection:
        rows = stored.facts_of(connection, city.person(number).id)
    return [(row.kind, json.loads(row.body)) for row in rows]


# Suikang, February 2020.


def test_suikang_pass_from_the_report_to_its_end(found: Founder) -> None:
    city = found("suikang-2020-02", "02-20 08:00")
    number = city.comes()
    assert city.colour(number) == "grey"
    city.reports(number)
    assert city.colour(number) == "plain"
    text = city.paper(number)
    answer = city.shown(text)
    assert (answer.colour, answer.level, answer.action) == (Colour.PLAIN, Level.CLEAR, Action.PASS)

    city.goes_to("02-27 07:59")
    assert city.shown(text).action == Action.PASS
    city.goes_to("02-27 08:01")
    assert city.colour(number) == "grey"
    assert city.history(number)[-1].cause == Cause.TIME
    city.refuses(text, "revoked")
    assert city.shown(city.paper(number)).action == Action.REFUSE

    city.reports(number)
    assert city.shown(city.paper(number)).action == Action.PASS


def test_suikang_offline_applications_are_refused_for_all_others(found: Founder) -> None:
    city = found("suikang-2020-02", "02-20 08:00")
    for place in ("property", "committee"):
        with refused("device_at_hand"):
            city.registers(place, "offline")
        assert city.registers(place, "offline", no_device=True)
    for who in ("self", "family"):
        with refused("channel_not_accepted", "online"):
            city.registers(who, "offline", no_device=True)


def test_suikang_a_pass_carries_nothing_that_was_reported(found: Founder) -> None:
    city = found("suikang-2020-02", "02-20 08:00")
    texts = []
    for answers in ({}, {"fever": True, "remarks": "泪如泉涌"}):
        number = city.comes()
        city.reports(number, **answers)
        texts.append(city.paper(number))
        assert number.replace("-", "").encode() not in from_text(texts[-1])
    credentials = [parse(from_text(text)) for text in texts]
    for one in credentials:
        assert isinstance(one, Credential)
        assert len(one.pseudonymous_id) == 4  # a serial, drawn anew for each pass
    assert {one.colour for one in credentials if isinstance(one, Credential)} == {Colour.PLAIN}
    assert len({len(text) for text in texts}) == 1


def test_suikang_a_forwarded_pass_does_not_know_its_holder(found: Founder) -> None:
    city = found("suikang-2020-02", "02-20 08:00")
    number = city.comes()
    city.reports(number)
    first, second = parse(from_text(city.paper(number))), parse(from_text(city.paper(number)))
    assert isinstance(first, Credential) and isinstance(second, Credential)
    assert first.pseudonymous_id != second.pseudonymous_id


def test_suikang_another_citys_gate_does_not_know_the_pass(found: Founder) -> None:
    city, other = found("suikang-2020-02", "02-20 08:00"), found("wuhan", "02-20 08:00")
    number = city.comes()
    city.reports(number)
    other.refuses(city.paper(number), "unknown_key")


# Suikang in colours.


def test_suikang_from_application_to_gate_through_red_and_back(found: Founder) -> None:
    city = found("suikang", "03-24 08:00")
    centre, district = city.hire("centre", "cdc"), city.hire("district", "district")
    number = city.comes()
    green = city.paper(number)
    assert city.shown(green).action == Action.PASS

    city.goes_to("03-26 14:30")
    done = facts.set_category(city.office, number, "close-contact", centre, reason="household")
    assert (done.person.colour, done.revoked) == (Colour.RED, 1)
    city.refuses(green, "revoked")
    red = city.paper(number)
    answer = city.shown(red)
    assert (answer.level, answer.action) == (Level.STOP, Action.REFUSE)
    assert "The centre for disease control that runs it lifts the red code." in city.told(number)
    assert "由执行隔离的疾控中心解除红码" in city.told(number, "zh")

    city.goes_to("04-01 10:00")
    assert city.colour(number) == "red"
    with refused("not_permitted", "The centre for disease control 疾病预防控制中心"):
        facts.lift_category(city.office, number, "close-contact", district, reason="ended")
    facts.lift_category(city.office, number, "close-contact", centre, reason="ended")
    assert city.colour(number) == "green"
    assert city.shown(city.paper(number)).action == Action.PASS
    assert [(colour_name(one.new), one.cause, one.staff) for one in city.history(number)] == [
        ("green", Cause.FACT, "desk"),
        ("red", Cause.FACT, "centre"),
        ("green", Cause.FACT, "centre"),
    ]


def test_suikang_colours_are_not_for_staff_to_choose(found: Founder) -> None:
    """Nobody can turn people red without a group, an authority and a record of it."""
    city = found("suikang", "03-24 08:00")
    number = city.registers()
    with refused("decisions_off"):
        persons.set_colour(city.office, number, "red", "because", city.hire("boss", "cdc"))
    assert city.colour(number) == "blue"


def test_suikang_only_its_authority_puts_people_into_a_group(found: Founder) -> None:
    city = found("suikang", "03-24 08:00")
    number = city.registers()
    hospital = city.hire("hospital", "hospital")
    with refused("not_permitted", "close-contact"):
        facts.set_category(city.office, number, "close-contact", hospital)
    with refused("not_permitted"):
        facts.set_category(city.office, number, "close-contact", city.desk)
    assert city.colour(number) == "blue"


def test_suikang_those_who_can_apply_themselves_do(found: Founder) -> None:
    city = found("suikang", "03-24 08:00")
    with refused("device_at_hand"):
        city.registers("family")
    child = city.registers("family", no_device=True)
    assert city.colour(child) == "green"
    assert city.shown(city.paper(child)).action == Action.PASS


# Yuekang.


@pytest.mark.parametrize("document", ["taiwan-permit", "foreign-passport", ""])
def test_yuekang_other_documents_are_refused_with_words(found: Founder, document: str) -> None:
    city = found("yuekang", "04-07 08:00")
    with refused("document_not_accepted", "Only the three documents"):
        city.registers(document=document)
    for accepted in ("mainland-id", "chinese-passport", "hk-macao-permit"):
        assert city.colour(city.registers(document=accepted)) == "green"


def test_yuekang_who_is_missing_in_the_records_comes_to_an_office(found: Founder) -> None:
    city = found("yuekang", "04-07 08:00")
    with refused("channel_not_accepted"):
        city.registers("registrar", "online")
    assert city.colour(city.registers("registrar", "offline")) == "green"


def test_yuekang_a_reading_stays_and_a_new_one_follows(found: Founder) -> None:
    city = found("yuekang", "04-07 08:00")
    number = city.registers()
    facts.take_reading(city.office, number, 38.6, city.desk)
    facts.take_reading(city.office, number, 36.6, city.desk)
    assert [body for kind, body in on_record(city, number) if kind == "t"] == [38.6, 36.6]


def test_yuekang_nothing_in_the_issuer_changes_or_deletes_a_fact() -> None:
    files = [path.read_text("utf-8") for path in SOURCES.rglob("*.py")]
    assert any(re.search(r"\binsert\(fact\)", text) for text in files)
    for text in files:
        assert not re.search(
            r"\b(update|delete)\((tables\.)?fact\)|\bfact\.(update|delete)\(", text
        )
        assert not re.search(r"(UPDATE|DELETE FROM|DROP TABLE) fact\b", text)


def test_yuekang_red_is_revoked_at_the_gate_and_lifted_by_a_notice(found: Founder) -> None:
    city = found("yuekang", "04-07 08:00")
    district = city.hire("district", "district")
    number = city.registers()
    green = city.paper(number)
    facts.set_category(city.office, number, "home-quarantine", district, reason="contact")
    city.refuses(green, "revoked")
    assert city.shown(city.paper(number)).action == Action.REFUSE
    facts.lift_category(city.office, number, "home-quarantine", district, reason="ended")
    assert city.shown(city.paper(number)).action == Action.PASS


# Hubei and Wuhan.


def test_hubei_everybody_gets_a_colour_when_the_closed_management_ends(found: Founder) -> None:
    city = found("hubei", "03-01 08:00")
    community = city.hire("community", "community")
    citizen, worker, feverish = (city.registers() for _ in range(3))
    for number in (citizen, worker):
        city.reports(number)
    city.reports(feverish, fever=True)
    facts.set_category(city.office, worker, "returning-worker", community, reason="employer")
    assert [city.colour(one) for one in (citizen, worker, feverish)] == ["grey", "green", "grey"]
    assert city.shown(city.paper(citizen)).action == Action.REFUSE
    assert city.shown(city.paper(worker)).action == Action.PASS

    city.goes_to("03-20 08:00")
    city.moves_to("hubei-2")
    assert [city.colour(one) for one in (citizen, worker, feverish)] == ["green", "green", "yellow"]
    assert city.history(citizen)[-1].cause == Cause.PROGRAMME
    assert city.shown(city.paper(feverish)).action == Action.CHECK


def test_hubei_home_observation_ends_by_the_clock(found: Founder) -> None:
    city = found("hubei-2", "03-20 08:00")
    community = city.hire("community", "community")
    number = city.registers()
    city.reports(number)
    green = city.paper(number)
    facts.set_category(city.office, number, "home-observation", community, reason="contact")
    city.refuses(green, "revoked")
    city.goes_to("04-03 07:59")
    assert city.colour(number) == "yellow"
    city.goes_to("04-03 08:01")
    assert city.colour(number) == "green"
    assert city.history(number)[-1].cause == Cause.TIME


def test_wuhan_people_move_to_colours_with_all_they_reported(found: Founder) -> None:
    city = found("wuhan", "02-29 08:00")
    community = city.hire("community", "community")
    well, coughing, isolated = (city.registers() for _ in range(3))
    for number in (well, coughing, isolated):
        city.reports(number)
    city.reports(coughing, cough=True)
    facts.set_category(city.office, isolated, "isolated", community, reason="contact")
    everybody = (well, coughing, isolated)
    assert [city.colour(one) for one in everybody] == ["plain", "plain", "grey"]
    before = on_record(city, coughing)

    city.goes_to("03-15 08:00")
    city.moves_to("wuhan-2")
    assert [city.colour(one) for one in everybody] == ["green", "yellow", "red"]
    assert on_record(city, coughing) == before


def test_wuhan_every_report_is_kept(found: Founder) -> None:
    city = found("wuhan", "02-29 08:00")
    number = city.registers()
    city.reports(number, stay="returning")
    city.reports(number, stay="returning", fever=True)
    kept = [body for kind, body in on_record(city, number) if kind == "r"]
    assert [one["fever"] for one in kept if isinstance(one, dict)] == [False, True]


# Guozhouxing.


def test_guozhouxing_from_application_to_gate_through_yellow_and_back(found: Founder) -> None:
    city = found("guozhouxing", "03-05 09:00")
    number = city.comes()
    assert city.colour(number) == "grey"
    city.reports(number)
    green = city.paper(number)
    assert city.shown(green).action == Action.PASS

    city.goes_to("03-06 08:00")
    assert city.reports(number, dry_cough=True).revoked == 1
    city.refuses(green, "revoked")
    answer = city.shown(city.paper(number))
    assert (answer.level, answer.action) == (Level.CHECK, Action.CHECK)

    for later in range(1, 15):
        city.goes_to(clock("03-06 08:00", later))
        city.reports(number)
        assert city.colour(number) == "yellow"
    assert "Days in a row so far: 13 of 14." in city.told(number)
    due = at("03-21 00:00")
    assert explaining.as_data(explaining.explain(city.office, number))["progress"] == {
        "done": 13, "needed": 14, "complete": due, "earliest": due,
    }  # fmt: skip
    city.goes_to("03-20 23:59")
    assert city.colour(number) == "yellow"
    city.goes_to("03-21 00:01")
    assert city.colour(number) == "green"
    last = city.history(number)[-1]
    assert (last.cause, last.at) == (Cause.TIME, at("03-21 00:01"))
    assert city.shown(city.paper(number)).action == Action.PASS


def test_guozhouxing_red_by_what_was_declared_is_refused_at_the_gate(found: Founder) -> None:
    city = found("guozhouxing", "03-05 09:00")
    number = city.comes()
    city.reports(number)
    green = city.paper(number)
    assert city.reports(number, stays=[["hubei", day("03-04")]]).revoked == 1
    city.refuses(green, "revoked")
    assert city.shown(city.paper(number)).action == Action.REFUSE


def test_guozhouxing_a_newly_dangerous_region_revokes_passes(found: Founder) -> None:
    city = found("guozhouxing", "03-05 09:00")
    number = city.comes()
    city.reports(number, stays=[["other-low", day("03-04")]])
    green = city.paper(number)
    city.goes_to("03-08 08:00")
    city.says_risk("other-low", "high")
    assert city.history(number)[-1].cause == Cause.RISK
    city.refuses(green, "revoked")


def test_guozhouxing_a_certificate_of_sichuan_makes_green_at_once(found: Founder) -> None:
    city = found("guozhouxing", "03-05 09:00")
    number = city.comes()
    city.reports(number, fever=True)
    city.goes_to("03-07 09:00")
    until = at("03-20 00:00")
    facts.accept_evidence(
        city.office, number, "migrant-worker", at("03-01 00:00"), until, city.desk
    )
    assert city.colour(number) == "green"
    assert city.shown(city.paper(number)).action == Action.PASS
    city.goes_to("03-20 00:01")
    assert city.colour(number) == "yellow"  # the fever was never taken back


def test_guozhouxing_only_green_takes_back_what_was_declared(found: Founder) -> None:
    city = found("guozhouxing", "03-05 09:00")
    number = city.registers()
    there: list[object] = [["other-low", day("03-04")]]
    city.reports(number, stays=there)
    city.reports(number, stays=[])  # green: a slip of the pen is corrected
    city.reports(number, stays=[["hubei", day("03-04")]])
    assert city.colour(number) == "red"
    city.goes_to("03-06 09:00")
    with refused("edit_refused"):
        city.reports(number, stays=[])
    city.reports(number, stays=[["hubei", day("03-04")]])  # the daily report
    assert city.colour(number) == "red"
    # What was declared before it was corrected is on record all the same.
    kept = [body for kind, body in on_record(city, number) if kind == "r"]
    assert [one["stays"] for one in kept if isinstance(one, dict)] == [
        there, [], [["hubei", day("03-04")]], [["hubei", day("03-04")]]
    ]  # fmt: skip


def test_guozhouxing_a_paper_card_is_for_people_without_a_phone(found: Founder) -> None:
    city = found("guozhouxing", "03-05 09:00")
    with refused("device_at_hand"):
        city.registers("community", "offline")
    old = city.registers("community", "offline", no_device=True)
    city.reports(old)
    assert city.shown(city.paper(old)).action == Action.PASS
