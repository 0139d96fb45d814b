"""The database file: how it is opened, brought up to date and written to."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from huepass.errors import FolderError, Reason

BUSY_SECONDS: Final = 30
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_BEGIN: Final = "huepass_begin"


class Store:
    """An issuer's database; safe for several threads and several processes.

    Args:
        path: the database file; only `create` makes it.
        busy_seconds: how long to wait for another process that writes.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self._path = path
        # Values of rows never get into error messages: they would end up in logs.
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)),
            creator=lambda: _connect(path, busy_seconds),
            hide_parameters=True,
            pool_size=4,
            max_overflow=60,
        )
        event.listen(self._engine, "connect", _on_connect)
        event.listen(self._engine, "begin", _on_begin)
        self._writer = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        # SQLite lets waiting writers poll; within a process a lock is fairer.
        self._lock = threading.Lock()
        self._own = _Own()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing.

        In a thread that is writing it is a part of that transaction, and sees what was written.

        Raises:
            FolderError: `folder_missing`, `folder_busy`, `folder_broken`, `file_unreadable`.
        """
        if self._own.writing is not None:
            yield self._own.writing
            return
        with self._translated(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is alone in writing; when the block ends it is on the disk.

        Within another one of the same thread it is a part of that: then it is on the disk when the
        outer block ends, and what is raised undoes the inner block alone, unless it goes on.

        Raises:
            FolderError: `folder_missing`, `folder_busy`, `folder_broken`, `file_unreadable`,
                `file_unwritable`.
        """
        if self._own.writing is not None:
            with self._own.writing.begin_nested():
                yield self._own.writing
            return
        try:
            with (
                self._lock,
                self._translated(),
                self._writer.connect() as connection,
                connection.begin(),
            ):
                self._own.writing = connection
                try:
                    yield connection
                finally:
                    self._own.writing = None
        finally:
            forget, self._own.forget = self._own.forget, False
        if forget:
            self.forget()

    def create(self) -> None:
        """Make the file, which only its owner may read, and its tables.

        Raises:
            FolderError: `folder_exists`, `file_unwritable`.
        """
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError as error:
            raise FolderError(Reason.FOLDER_EXISTS, f"{self._path} is there already") from error
        except OSError as error:
            raise _unwritable(f"{self._path}: {error.strerror}") from error
        with self._translated(create=True):
            self._migrate(_migrations())

    def upgrade(self) -> None:
        """Bring the tables of an older version up to date, all or nothing.

        A file that is empty is never filled: an issuer that starts anew without knowing it would
        forget what it has revoked and give the same serials out again.

        Raises:
            FolderError: `folder_missing`, `folder_busy`, `file_unreadable`, `file_unwritable`;
                `folder_broken`, also for a database without a version or of a newer one.
        """
        config = _migrations()
        head = ScriptDirectory.from_config(config).get_current_head()
        with self._translated():
            with self._engine.connect() as connection:
                revision = MigrationContext.configure(connection).get_current_revision()
            if revision is None:
                raise FolderError(Reason.FOLDER_BROKEN, f"{self._path} is not an issuer's database")
            if revision != head:
                self._migrate(config)

    def _migrate(self, config: Config) -> None:
        with self._writer.connect() as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def forget(self) -> None:
        """Empty the write-ahead log, where erased rows would live on.

        In a thread that is writing it is done when that transaction has ended.

        Raises:
            FolderError: `folder_missing`, `folder_broken`.
        """
        if self._own.writing is not None:
            self._own.forget = True
            return
        with self._translated(), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            # Not in a transaction. Where somebody else is at work, the next time does it.
            with suppress(sqlite3.OperationalError):
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        self._engine.dispose()

    @contextmanager
    def _translated(self, *, create: bool = False) -> Iterator[None]:
        if not create:
            _check_there(self._path)
        try:
            yield
        except CommandError as error:
            raise FolderError(Reason.FOLDER_BROKEN, "database of another version") from error
        except PoolTimeoutError as error:
            raise FolderError(Reason.FOLDER_BUSY, "too many transactions at once") from error
        except (OperationalError, sqlite3.OperationalError) as error:
            raise _operational(self._path, error) from error
        except sqlite3.DatabaseError as error:
            if type(error) is sqlite3.DatabaseError:
                raise FolderError(Reason.FOLDER_BROKEN, f"database: {error}") from error
            raise
        except DatabaseError as error:
            if type(error) is DatabaseError:  # not one of its kinds, which are our own mistakes
                raise FolderError(Reason.FOLDER_BROKEN, f"database: {error.orig}") from error
            raise


class _Own(threading.local):
    """What a thread is in the middle of."""

    writing: Connection | None = None
    forget: bool = False


def raw(connection: Connection) -> sqlite3.Connection:
    """The driver's connection in a transaction, for statements that are run for every request.

    SQLAlchemy's own work on a statement is several times SQLite's.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _check_there(path: Path) -> None:
    try:
        size = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        raise FolderError(Reason.FOLDER_MISSING, f"{path} is missing") from None
    except OSError as error:
        raise FolderError(Reason.FILE_UNREADABLE, f"{path}: {error.strerror}") from error
    if size == 0:
        raise FolderError(Reason.FOLDER_BROKEN, f"{path} is empty")


def _operational(path: Path, error: OperationalError | sqlite3.OperationalError) -> FolderError:
    cause = error.orig if isinstance(error, OperationalError) else error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest of it is details
    detail = f"{path}: {cause}"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return FolderError(Reason.FOLDER_BUSY, "the database is locked")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL):
        return _unwritable(detail)
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return FolderError(Reason.FILE_UNREADABLE, detail)
    return FolderError(Reason.FOLDER_BROKEN, detail)


def _unwritable(detail: str) -> FolderError:
    return FolderError(Reason.FILE_UNWRITABLE, detail)


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    # Left to itself SQLite would make a file that is missing.
    return sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?mode=rw",
        uri=True,
        timeout=busy_seconds,
        check_same_thread=False,  # the pool hands a connection from thread to thread
    )


def _on_connect(connection: Any, _record: object) -> None:
    # Transactions are begun by `_on_begin`, not by the driver's guesses.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
