"""The database file: migrations, durability, one writer at a time."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

from huepass.errors import FolderError, Reason
from huepass.issuer.domain import numbers
from huepass.issuer.service import persons, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import load_settings
from huepass.issuer.store import engine
from huepass.issuer.store.engine import Store
from huepass.issuer.store.tables import metadata
from issuer.conftest import Clock


def test_the_migrations_make_the_tables(tmp_path: Path) -> None:
    store = Store(tmp_path / "issuer.db")
    store.create()
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.upgrade()
    store.close()


def test_a_database_from_before_wallets_is_brought_up_to_date(folder: Path, clock: Clock) -> None:
    path = folder / "issuer.db"
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    settings = load_settings(folder)
    old = Office(settings, [], clock)
    number = persons.register(old).number
    with old.store.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    old.close()
    with closing(sqlite3.connect(path)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        connection.execute(
            "INSERT INTO window VALUES (1, x'01020304', 2000000000, 9, 26, 5, x'00')"
        )
        connection.commit()
    assert "wallet" not in names
    new = Office(settings, [], clock)
    new.store.upgrade()
    assert persons.show(new, number)[0].number == number
    with new.store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        row = connection.execute(text("SELECT next_counter, live FROM window WHERE id = 1")).one()
        assert tuple(row) == (5, 0)
    new.close()


def test_staff_from_before_handles_get_one_each(office: Office) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    with office.store.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        connection.execute(
            text(
                "INSERT INTO staff (name, roles, token_hash, created_at, removed_at) VALUES "
                "('li', 'registrar', x'01', 1, NULL), ('王芳', 'publisher', x'02', 2, 3)"
            )
        )
    office.store.upgrade()
    with office.store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    found = {one.name: one for one in staffing.list_staff(office)}
    assert {"li", "王芳"} <= found.keys()
    handles = [one.handle for one in found.values()]
    assert len(set(handles)) == len(handles)
    assert [numbers.normalized(handle) for handle in handles] == handles
    assert (found["li"].scopes, found["王芳"].removed_at) == (("*",), 3)


def test_an_interrupted_migration_leaves_no_table(office: Office) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    with office.store.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.execute(text("CREATE TABLE used_nonce (id INTEGER)"))
    with pytest.raises(FolderError):  # a table is in the way, after others have been made
        office.store.upgrade()
    with office.store.read() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert "used_nonce" in names
    assert "offer" not in names
    assert version == "0001"


def test_what_is_answered_is_on_the_disk(office: Office) -> None:
    for transaction in (office.store.read, office.store.write):
        with transaction() as connection:
            found = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
        }


def test_one_writer_at_a_time_across_stores(office: Office, folder: Path) -> None:
    other = Store(folder / "issuer.db")
    order = []
    started = threading.Event()

    def write() -> None:
        started.set()
        with other.write():
            order.append("second")

    thread = threading.Thread(target=write)
    with office.store.write():
        thread.start()
        started.wait()
        order.append("first")
    thread.join()
    other.close()
    assert order == ["first", "second"]


def test_a_writer_that_waits_too_long_is_told(office: Office, folder: Path) -> None:
    other = Store(folder / "issuer.db", busy_seconds=0)
    with office.store.write(), pytest.raises(FolderError) as error, other.write():
        pass
    assert error.value.reason == Reason.FOLDER_BUSY
    other.close()


def test_a_failed_transaction_changes_nothing(office: Office) -> None:
    with pytest.raises(ZeroDivisionError), office.store.write() as connection:
        connection.execute(text("DELETE FROM publication"))
        _ = 1 // 0
    with office.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM publication")).scalar() == 1


def publications(store: Store) -> object:
    with store.read() as connection:
        return connection.execute(text("SELECT count(*) FROM publication")).scalar()


def test_a_transaction_within_another_is_a_part_of_it(office: Office) -> None:
    with pytest.raises(ZeroDivisionError), office.store.write():
        with office.store.write() as connection:
            connection.execute(text("DELETE FROM publication"))
        assert publications(office.store) == 0  # seen by whoever reads in between
        _ = 1 // 0
    assert publications(office.store) == 1
    with office.store.write(), office.store.write() as connection:
        connection.execute(text("DELETE FROM publication"))
    assert publications(office.store) == 0


def test_what_fails_within_another_transaction_is_undone_alone(office: Office) -> None:
    with office.store.write() as outer:
        outer.execute(text("UPDATE publication SET slot = 7"))
        with pytest.raises(ZeroDivisionError), office.store.write() as connection:
            connection.execute(text("DELETE FROM publication"))
            _ = 1 // 0
    with office.store.read() as connection:
        assert connection.execute(text("SELECT slot FROM publication")).scalars().all() == [7]


def test_another_thread_is_in_no_transaction_of_this_one(office: Office) -> None:
    found: list[object] = []
    with office.store.write() as connection:
        connection.execute(text("DELETE FROM publication"))
        thread = threading.Thread(target=lambda: found.append(publications(office.store)))
        thread.start()
        thread.join()
    assert found == [1]
    assert publications(office.store) == 0


def test_the_log_is_emptied_when_the_outer_transaction_has_ended(
    office: Office, folder: Path
) -> None:
    log = folder / "issuer.db-wal"
    with office.store.write() as connection:
        connection.execute(text("DELETE FROM publication"))
        office.store.forget()
        assert publications(office.store) == 0
    assert log.stat().st_size == 0
    with office.store.write() as connection:
        connection.execute(text("UPDATE staff SET name = name"))
        connection.execute(text("CREATE TABLE more (id INTEGER)"))
    assert log.stat().st_size > 0  # no more than once


def transactions(store: Store) -> list[Callable[[], object]]:
    """Every way to use a database that is there already."""
    return [
        store.upgrade,
        lambda: store.read().__enter__(),
        lambda: store.write().__enter__(),
        store.forget,
    ]


@pytest.mark.parametrize("way", range(4))
def test_a_missing_database_is_not_made_up(tmp_path: Path, way: int) -> None:
    store = Store(tmp_path / "issuer.db")
    with pytest.raises(FolderError) as error:
        transactions(store)[way]()
    assert error.value.reason == Reason.FOLDER_MISSING
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", range(4))
def test_an_empty_database_is_not_filled(tmp_path: Path, way: int) -> None:
    (tmp_path / "issuer.db").touch()
    store = Store(tmp_path / "issuer.db")
    with pytest.raises(FolderError) as error:
        transactions(store)[way]()
    store.close()
    assert error.value.reason == Reason.FOLDER_BROKEN
    assert (tmp_path / "issuer.db").read_bytes() == b""


def test_a_database_without_a_version_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "issuer.db")) as connection:
        connection.execute("CREATE TABLE mine (id INTEGER)")
    store = Store(tmp_path / "issuer.db")
    with pytest.raises(FolderError) as error:
        store.upgrade()
    store.close()
    assert error.value.reason == Reason.FOLDER_BROKEN
    with closing(sqlite3.connect(tmp_path / "issuer.db")) as connection:
        names = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert names == [("mine",)]


def test_a_database_that_is_there_is_not_made_again(office: Office) -> None:
    with pytest.raises(FolderError) as error:
        office.store.create()
    assert error.value.reason == Reason.FOLDER_EXISTS
    with office.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM publication")).scalar() == 1


def test_a_new_database_is_its_owners(tmp_path: Path) -> None:
    # A name that would mean something in a URI.
    store = Store(tmp_path / "a?mode=memory#%41.db")
    store.create()
    with store.write() as connection:
        connection.execute(
            text("INSERT INTO person (number, colour, registered_at) VALUES ('a', 0, 0)")
        )
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    assert modes == {0o600}
    assert [path.name for path in tmp_path.iterdir()] == ["a?mode=memory#%41.db"]


def test_a_database_that_can_not_be_written_is_not_called_broken(office: Office) -> None:
    with pytest.raises(FolderError) as error, office.store.write() as connection:
        connection.execute(text("PRAGMA query_only = ON"))  # as a file without the permission
        connection.execute(text("DELETE FROM publication"))
    assert error.value.reason == Reason.FILE_UNWRITABLE


def test_a_database_that_can_not_be_opened_is_not_called_broken(tmp_path: Path) -> None:
    (tmp_path / "issuer.db" / "x").mkdir(parents=True)
    for name in ("issuer.db", "n" * 300):
        store = Store(tmp_path / name)
        with pytest.raises(FolderError) as error:
            store.upgrade()
        assert error.value.reason == Reason.FILE_UNREADABLE


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "issuer.db").write_bytes(b"not a database" * 100)
    store = Store(tmp_path / "issuer.db")
    for attempt in (store.upgrade, lambda: store.read().__enter__()):
        with pytest.raises(FolderError) as error:
            attempt()
        assert error.value.reason == Reason.FOLDER_BROKEN
    store.close()


def test_a_database_of_a_newer_version_is_refused(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(FolderError) as error:
        office.store.upgrade()
    assert error.value.reason == Reason.FOLDER_BROKEN


def test_values_are_not_in_error_messages(office: Office) -> None:
    with pytest.raises(Exception) as error, office.store.write() as connection:
        connection.execute(
            text("INSERT INTO person (number, colour, registered_at) VALUES (:number, NULL, 1)"),
            {"number": "K7QF-2M9D"},
        )
    assert "K7QF" not in str(error.value)
