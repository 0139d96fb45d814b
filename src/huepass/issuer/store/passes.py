"""Windows, paper passes and publications. Each function works in a transaction."""

from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy import Connection, Row, delete, func, insert, select, true, update

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Origin, PaperPass, Person, Publication, Staff, Window
from huepass.issuer.domain.windows import GATE_TOLERANCE, KEEP_REVOKED
from huepass.issuer.store.engine import raw
from huepass.issuer.store.tables import closed_revocation, paper_pass, publication, window

_REVOKE: Final = """
UPDATE paper_pass SET revoked_at = ?, revoked_by = ?
WHERE person_id = ? AND revoked_at IS NULL
AND window_id IN (SELECT id FROM window WHERE expiry > ?)
"""


def lease(
    connection: Connection,
    key_id: bytes,
    expiry: int,
    count: int,
    *,
    most: int = 0,
    lifetime: int,
    bits: int,
    new_key: Callable[[], bytes],
) -> tuple[Window, range]:
    """Take the next counters of a window, creating the window when it is the first time.

    The counters are used up when the transaction ends, whether or not credentials come of them.

    Args:
        connection: a transaction that is alone in writing.
        key_id: the window's key.
        expiry: the window's expiry, seconds.
        count: how many are needed.
        most: how many to take if there are as many; `count` if that is more.
        lifetime: of the key's credentials, seconds; for a new window.
        bits: serial space of a new window.
        new_key: makes the permutation key of a new window.

    Raises:
        RequestRefused: `window_full`, `window_closed`.
    """
    found = find_window(connection, key_id, expiry)
    if found is None:
        row = connection.execute(
            insert(window)
            .values(
                key_id=key_id,
                expiry=expiry,
                lifetime=lifetime,
                bits=bits,
                next_counter=0,
                permutation_key=new_key(),
            )
            .returning(window)
        ).one()
        found = _window(row)
    if found.permutation_key is None:
        raise RequestRefused(Reason.WINDOW_CLOSED)
    left = (1 << found.bits) - found.next_counter
    if left < count:
        raise RequestRefused(Reason.WINDOW_FULL)
    counters = range(found.next_counter, found.next_counter + min(max(count, most), left))
    connection.execute(
        update(window).where(window.c.id == found.id).values(next_counter=counters.stop)
    )
    return found, counters


def find_window(connection: Connection, key_id: bytes, expiry: int) -> Window | None:
    """The window of a key and an expiry, closed or not."""
    row = connection.execute(
        select(window).where(window.c.key_id == key_id, window.c.expiry == expiry)
    ).one_or_none()
    return None if row is None else _window(row)


def add_pass(
    connection: Connection,
    handle: str,
    holder: Person,
    of: Window,
    serial: int,
    now: int,
    origin: Origin = Origin.STAFF,
) -> None:
    """Remember a paper pass in the colour that its holder has."""
    connection.execute(
        insert(paper_pass).values(
            handle=handle,
            person_id=holder.id,
            window_id=of.id,
            serial=serial,
            colour=holder.colour,
            made_at=now,
            origin=origin,
        )
    )


def passes_of(
    connection: Connection, holder: Person, after: int = 0, limit: int | None = None
) -> list[PaperPass]:
    """A person's paper passes whose window is not closed, oldest first.

    Args:
        connection: a transaction.
        holder: the person.
        after: the row ID after which the list begins.
        limit: how many at most.
    """
    rows = connection.execute(
        select(paper_pass, window.c.expiry)
        .join(window)
        .where(paper_pass.c.person_id == holder.id, paper_pass.c.id > after)
        .order_by(paper_pass.c.id)
        .limit(limit)
    )
    return [_pass(row) for row in rows]


def printed_in(
    connection: Connection, holder: Person, key_id: bytes, expiry: int
) -> PaperPass | None:
    """The pass in their colour that a person printed in a window, if it is not revoked."""
    row = connection.execute(
        select(paper_pass, window.c.expiry)
        .join(window)
        .where(
            paper_pass.c.person_id == holder.id,
            paper_pass.c.origin == Origin.HOLDER,
            paper_pass.c.colour == holder.colour,
            paper_pass.c.revoked_at.is_(None),
            window.c.key_id == key_id,
            window.c.expiry == expiry,
        )
    ).one_or_none()
    return None if row is None else _pass(row)


def revoke_printed(
    connection: Connection,
    holder: Person,
    by: Staff | None,
    reason: str,
    now: int,
    but: str | None = None,
) -> int:
    """Revoke the passes that a person printed and a gate may still accept; how many there were.

    Args:
        connection: a transaction.
        holder: the person.
        by: the staff member who decided; None for the person.
        reason: why, for the record.
        now: the time.
        but: the handle of the one that stays.
    """
    not_over = select(window.c.id).where(window.c.expiry + GATE_TOLERANCE > now)
    done = connection.execute(
        update(paper_pass)
        .where(
            paper_pass.c.person_id == holder.id,
            paper_pass.c.origin == Origin.HOLDER,
            paper_pass.c.handle != (but or ""),
            paper_pass.c.revoked_at.is_(None),
            paper_pass.c.window_id.in_(not_over),
        )
        .values(revoked_at=now, revoked_by=by.id if by else None, revocation_reason=reason)
    )
    return done.rowcount


def find_pass(connection: Connection, handle: str) -> PaperPass | None:
    """The paper pass of a handle, if its window is not closed."""
    row = connection.execute(
        select(paper_pass, window.c.expiry).join(window).where(paper_pass.c.handle == handle)
    ).one_or_none()
    return None if row is None else _pass(row)


def revoke_pass(
    connection: Connection,
    handle: str,
    by: Staff | None,
    reason: str,
    now: int,
    *,
    origin: Origin | None = None,
) -> None:
    """Revoke one pass; the first revocation is the one that is remembered.

    Args:
        connection: a transaction.
        handle: the pass's.
        by: the staff member who decided; None for whoever works on the folder itself.
        reason: why, for the record.
        now: the time.
        origin: only if it was made by these.
    """
    connection.execute(
        update(paper_pass)
        .where(
            paper_pass.c.handle == handle,
            paper_pass.c.revoked_at.is_(None),
            true() if origin is None else paper_pass.c.origin == origin,
        )
        .values(revoked_at=now, revoked_by=by.id if by else None, revocation_reason=reason)
    )


def revoke_passes_of(
    connection: Connection, person_ids: Iterable[int], by: Staff | None, now: int
) -> int:
    """Revoke all passes of persons that a gate may still accept; how many there were."""
    who = None if by is None else by.id
    done = raw(connection).executemany(
        _REVOKE, [(now, who, person_id, now - GATE_TOLERANCE) for person_id in person_ids]
    )
    return done.rowcount


def windows_not_over(connection: Connection, now: int) -> list[Window]:
    """The windows whose credentials a gate may still accept; some may be closed already."""
    rows = connection.execute(select(window).where(window.c.expiry + GATE_TOLERANCE > now))
    return [_window(row) for row in rows]


def revoked_in(connection: Connection, of: Window) -> list[int]:
    """The serials of paper passes that are revoked in a window."""
    return list(
        connection.scalars(
            select(paper_pass.c.serial).where(
                paper_pass.c.window_id == of.id, paper_pass.c.revoked_at.is_not(None)
            )
        )
    )


def windows_to_close(connection: Connection, now: int) -> list[Window]:
    """The windows that are over and not closed."""
    over = (window.c.expiry + GATE_TOLERANCE <= now) & window.c.permutation_key.is_not(None)
    return [_window(row) for row in connection.execute(select(window).where(over))]


def close_window(connection: Connection, over: Window, revoked: Iterable[int]) -> None:
    """Forget who has a window's paper passes, and its permutation key.

    The window itself stays: a clock that was set back must not open it again. And so do the serials
    that are revoked, for `KEEP_REVOKED`: when it was the clock that was ahead, gates still need
    them.
    """
    kept = [{"window_id": over.id, "serial": serial} for serial in revoked]
    if kept:
        connection.execute(insert(closed_revocation), kept)
    connection.execute(delete(paper_pass).where(paper_pass.c.window_id == over.id))
    connection.execute(update(window).where(window.c.id == over.id).values(permutation_key=None))


def kept_revoked_in(connection: Connection, closed: Window) -> list[int]:
    """The serials that are revoked in a window that is closed."""
    return list(
        connection.scalars(
            select(closed_revocation.c.serial).where(closed_revocation.c.window_id == closed.id)
        )
    )


def forget_revoked(connection: Connection, now: int) -> None:
    """Forget the revoked serials of windows that have been over for `KEEP_REVOKED`."""
    old = select(window.c.id).where(window.c.expiry + KEEP_REVOKED <= now)
    connection.execute(delete(closed_revocation).where(closed_revocation.c.window_id.in_(old)))


def add_publication(connection: Connection, made: Publication, slot: int) -> None:
    """Remember a signed list in place of the ones before."""
    connection.execute(delete(publication))
    connection.execute(
        insert(publication).values(
            sequence=made.sequence,
            slot=slot,
            issued_at=made.issued_at,
            fresh_until=made.fresh_until,
            document=made.document,
        )
    )


def newest_publication(connection: Connection) -> Publication | None:
    """The newest revocation list."""
    row = connection.execute(
        select(publication).order_by(publication.c.sequence.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Publication(row.sequence, row.issued_at, row.fresh_until, row.document)


def newest_slot(connection: Connection) -> tuple[int, int] | None:
    """Number and publishing slot of the newest revocation list, without its bytes."""
    row = connection.execute(select(func.max(publication.c.sequence), publication.c.slot)).one()
    return None if row[0] is None else (row[0], row[1])


def _window(row: Row[tuple[object, ...]]) -> Window:
    return Window(
        row.id,
        row.key_id,
        row.expiry,
        row.lifetime,
        row.bits,
        row.next_counter,
        row.permutation_key,
        bool(row.live),
    )


def _pass(row: Row[tuple[object, ...]]) -> PaperPass:
    return PaperPass(
        row.id,
        row.handle,
        row.colour,
        row.made_at,
        row.expiry,
        row.revoked_at,
        row.person_id,
        row.serial,
        Origin(row.origin),
    )
