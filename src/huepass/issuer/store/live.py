"""Live credentials: a table for each window, dropped when the window is over.

A table that is dropped takes nothing with it from its neighbours and leaves no rows behind. Rows
lie in order of persons; the one index is of those that are revoked, so issuing writes in one place.
Each function works in a transaction.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, update

from huepass.issuer.domain.records import LiveCredential, Window
from huepass.issuer.store.engine import raw
from huepass.issuer.store.tables import window as window_table

_CREATE: Final = """
CREATE TABLE IF NOT EXISTS {name} (
    person INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    holder BLOB NOT NULL,
    colour INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person, serial)
) WITHOUT ROWID
"""

_OPEN: Final = """
SELECT id, key_id, expiry, lifetime, bits, next_counter, permutation_key, live = 1
FROM window WHERE permutation_key IS NOT NULL AND live
"""


def begin(connection: Connection, window: Window) -> None:
    """Make the table of a window; again changes nothing."""
    name = _name(window)
    connection.exec_driver_sql(_CREATE.format(name=name))
    connection.exec_driver_sql(
        f"CREATE INDEX IF NOT EXISTS {name}_revoked ON {name} (serial) WHERE revoked"
    )
    connection.execute(update(window_table).where(window_table.c.id == window.id).values(live=1))


def windows(connection: Connection) -> list[Window]:
    """The windows of live credentials that are not closed."""
    rows = raw(connection).execute(_OPEN)
    return [Window(*row) for row in rows]


def held_by(
    connection: Connection, person_id: int, windows: Sequence[Window]
) -> list[LiveCredential]:
    """What a person was given in some windows, revoked or not, in any order."""
    if not windows:
        return []
    query = " UNION ALL ".join(
        f"SELECT {window.id:d}, serial, holder, colour FROM {_name(window)} WHERE person = ?1"
        for window in windows
    )
    return [LiveCredential(*row) for row in raw(connection).execute(query, (person_id,))]


def add(
    connection: Connection, window: Window, rows: Iterable[tuple[int, int, bytes, int]]
) -> None:
    """Remember credentials: the person's row ID, serial, holder's keyed hash, colour."""
    raw(connection).executemany(
        f"INSERT INTO {_name(window)} (person, serial, holder, colour) VALUES (?, ?, ?, ?)", rows
    )


def revoke_all_of(
    connection: Connection, person_ids: Sequence[int], windows: Iterable[Window]
) -> int:
    """Revoke what persons hold in some windows; how many there were."""
    whose = [(person_id,) for person_id in person_ids]
    return sum(
        raw(connection)
        .executemany(
            f"UPDATE {_name(window)} SET revoked = 1 WHERE person = ? AND NOT revoked", whose
        )
        .rowcount
        for window in windows
    )


def revoked_in(connection: Connection, window: Window) -> list[int]:
    """The serials that are revoked in a window."""
    rows = connection.exec_driver_sql(f"SELECT serial FROM {_name(window)} WHERE revoked")
    return list(rows.scalars())


def drop(connection: Connection, window: Window) -> None:
    """Forget a window's credentials, and who has them."""
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_name(window)}")


def _name(window: Window) -> str:
    return f"live_{window.key_id.hex()}_{window.expiry:d}"
