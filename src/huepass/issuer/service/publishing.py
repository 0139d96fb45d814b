"""Publishing the revocation list at fixed times and on demand (spec section 5)."""

from sqlalchemy import Connection

from huepass.core import sign_revocation_list
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import publishing
from huepass.issuer.domain.records import Publication, Window
from huepass.issuer.domain.tokens import nonces_before
from huepass.issuer.service.office import Office
from huepass.issuer.store import kept_answers, live, passes, wallets


def publish(office: Office) -> Publication:
    """Sign and publish a new list now.

    Raises:
        RequestRefused: `no_usable_key`.
        FolderError: the database or the documents can't be used.
    """
    with office.store.write() as connection:
        made, closed = _publish(office, connection)
    if closed:
        office.store.forget()
    return made


def publish_if_due(office: Office) -> Publication | None:
    """Publish unless some process has done so in the current slot.

    Raises:
        RequestRefused: `no_usable_key`.
        FolderError: the database or the documents can't be used.
    """
    with office.store.read() as connection:
        if not _is_due(office, connection):
            return None
    with office.store.write() as connection:
        if not _is_due(office, connection):
            return None  # another worker was first
        made, closed = _publish(office, connection)
    if closed:
        office.store.forget()
    return made


def newest(office: Office) -> Publication:
    """The newest list.

    Raises:
        RequestRefused: `not_published`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        found = passes.newest_publication(connection)
    if found is None:
        raise RequestRefused(Reason.NOT_PUBLISHED)
    return found


def _is_due(office: Office, connection: Connection) -> bool:
    slot = publishing.slot_of(office.now(), office.settings.publish_interval)
    last = passes.newest_slot(connection)
    return last is None or last[1] != slot


def _publish(office: Office, connection: Connection) -> tuple[Publication, int]:
    """The list that was signed, and how many windows were closed on the way."""
    settings, now = office.settings, office.now()
    last = passes.newest_slot(connection)
    sequence = publishing.next_sequence(last[0] if last else None, now)
    fresh_until = now + settings.fresh_for
    closed = passes.windows_to_close(connection, now)
    for window in closed:
        passes.close_window(connection, window, _revoked_in(connection, window))
        if window.is_live:
            live.drop(connection, window)
    passes.forget_revoked(connection, now)
    wallets.forget_expired(connection, now, nonces_before(now))
    kept_answers.forget_expired(connection, now)
    document = sign_revocation_list(
        office.revoke_signer(now),
        issuer=settings.issuer,
        sequence=sequence,
        issued_at=now,
        fresh_until=fresh_until,
        windows=publishing.plan(
            (
                (window, _revoked_in(connection, window))
                for window in passes.windows_not_over(connection, now)
                if publishing.is_named(window, now, fresh_until)
            ),
            now,
            fresh_until,
        ),
    )
    made = Publication(sequence, now, fresh_until, document)
    passes.add_publication(connection, made, publishing.slot_of(now, settings.publish_interval))
    return made, len(closed)


def _revoked_in(connection: Connection, window: Window) -> list[int]:
    if window.permutation_key is None:
        return passes.kept_revoked_in(connection, window)
    of_kind = live.revoked_in if window.is_live else passes.revoked_in
    return of_kind(connection, window)
