"""From a database without programmes to one with facts: every colour stays, and says why."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

from huepass.core import Colour
from huepass.issuer.domain.records import Cause, Staff
from huepass.issuer.service import due, explaining, paper, persons
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from huepass.issuer.store import engine
from huepass.issuer.store.tables import metadata
from issuer.conftest import Clock
from issuer.rules import FIRST, put_in_force

# By person: colour and time of each change, the clock being what it was.
CHANGES = {
    "one second": [(Colour.RED, 50), (Colour.YELLOW, 50), (Colour.GREEN, 50)],
    "clock set back": [(Colour.GREEN, 90), (Colour.RED, 40)],
    "the same again": [(Colour.RED, 10), (Colour.GREEN, 20), (Colour.GREEN, 30)],
    "grey again": [(Colour.GREEN, 10), (Colour.GREY, 20)],
    "nothing": [],
}
SINCE = {"one second": 50, "clock set back": 40, "the same again": 20, "grey again": 20}


def to(office: Office, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    with office.store.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def before_programmes(folder: Path, office: Office, li: Staff) -> None:
    """The database of version 0003, with people in it."""
    to(office, "0003")
    office.close()
    with closing(sqlite3.connect(folder / "issuer.db")) as connection:
        for number, (name, changes) in enumerate(CHANGES.items(), 1):
            colour = changes[-1][0] if changes else 0
            connection.execute(
                "INSERT INTO person VALUES (?, ?, ?, 1)", (number, name, int(colour))
            )
            old = 0
            for new, at in changes:
                connection.execute(
                    "INSERT INTO colour_change (person_id, old, new, reason, staff_id, at) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (number, old, int(new), f"因为 {new.name}", li.id, at),
                )
                old = new
        connection.commit()


def kept(office: Office) -> dict[str, tuple[object, ...]]:
    with office.store.read() as connection:
        rows = connection.execute(
            text("SELECT number, colour, reason, since, due_at, programme_id FROM person")
        )
        return {row[0]: tuple(row[1:]) for row in rows}


def test_everybody_keeps_their_colour(
    office: Office, folder: Path, clock: Clock, li: Staff
) -> None:
    before_programmes(folder, office, li)
    new = Office(load_settings(folder), [], clock)
    new.store.upgrade()
    with new.store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    found = kept(new)
    assert {name: one[0] for name, one in found.items()} == {
        name: changes[-1][0] if changes else Colour.GREY for name, changes in CHANGES.items()
    }
    assert {name: one[2] for name, one in found.items()} == {**SINCE, "nothing": None}
    with new.store.write() as connection:
        rows = connection.execute(
            text(
                "SELECT new, reason, staff_id, at, cause FROM colour_change "
                "WHERE person_id = 1 ORDER BY id"
            )
        ).all()
        assert [tuple(row) for row in rows] == [
            (new, f"因为 {new.name}", li.id, 50, "fact") for new, _ in CHANGES["one second"]
        ]
        # The engine says the same of the facts, for everybody.
        connection.execute(text("UPDATE person SET due_at = 0"))
    assert due.run(new) == (5, 0, 0)
    assert kept(new) == found
    new.close()


def test_what_was_decided_is_explained(
    office: Office, folder: Path, clock: Clock, li: Staff
) -> None:
    number = persons.register(office).number
    persons.set_colour(office, number, "red", "测试阳性", li)
    paper.make_paper_pass(office, number)
    to(office, "0003")
    office.store.upgrade()
    person, history = persons.show(office, number)
    assert [(one.staff, one.reason, one.cause) for one in history] == [
        ("li", "测试阳性", Cause.FACT)
    ]
    told = explaining.explain(office, number)
    assert told.outcome.colour == person.colour == Colour.RED
    assert "窗口决定为红码" in str(told.holder["zh"])
    assert persons.set_colour(office, number, "green", "again", li).person.colour == Colour.GREEN


def test_back_to_a_version_without_programmes(office: Office, li: Staff) -> None:
    number = persons.register(office).number
    persons.set_colour(office, number, "green", "x", li)
    put_in_force(office, FIRST)
    to(office, "0003")
    with office.store.read() as connection:
        rows = connection.execute(text("SELECT new, reason FROM colour_change")).all()
    assert [tuple(row) for row in rows] == [(Colour.GREEN, "x")]
