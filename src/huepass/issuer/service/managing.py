"""Staff, as administrators over the API manage them: nobody gives what they don't have.

An administrator has all roles, so it is scopes and authorities that are not theirs to give. One who
acts everywhere answers for the whole issuer, as whoever works on its folder does, and names staff
for every authority; the others name them for those for which they act themselves. Nobody changes
or removes themselves.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.records import Staff
from huepass.issuer.service import staff_sessions, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.store import people


def page(office: Office, by: Staff, after: int, limit: int) -> list[Staff]:
    """Everybody who is or was staff within somebody's scope, oldest first, after a row ID.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        found = people.staff_after(connection, after, by.scopes)
        return list(islice((one for one in found if _covers(by, one.scopes)), limit))


class Added(NamedTuple):
    """A new staff member, and their token, which is not kept; None for who signs in elsewhere."""

    member: Staff
    token: str | None


def add(
    office: Office,
    by: Staff,
    name: str,
    roles: Iterable[str],
    authorities: Iterable[str] = (),
    scopes: Iterable[str] | None = None,
    subject: str | None = None,
) -> Added:
    """Add a staff member; the token that this returns is not kept and can't be shown again.

    Args:
        office: the issuer.
        by: who adds them.
        name: theirs.
        roles: at least one.
        authorities: for which they act.
        scopes: the divisions in which they act; those of who adds them by default.
        subject: who they are at the provider for staff; they sign in there and have no token.

    Raises:
        RequestRefused: `not_permitted`, `out_of_scope`, `text_invalid`, `staff_exists`,
            `role_unknown`, `not_in_programme`, `division_unknown`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        by = staffing.again(connection, by)
        acts_in = by.scopes if scopes is None else tuple(scopes)
        acts_for = tuple(authorities)
        _check_scopes(by, acts_in)
        if not _whole(by) and not set(acts_for) <= set(by.authorities):
            raise _not_theirs()
        token = staffing.add_staff(office, name, roles, acts_for, acts_in, by)
        if subject is not None:
            staff_sessions.set_subject(office, name, subject)
        member = staffing.member_named(connection, name)
        return Added(member, token if subject is None else None)


def change(
    office: Office,
    by: Staff,
    handle: str,
    *,
    authorities: Iterable[str] | None = None,
    scopes: Iterable[str] | None = None,
) -> Staff:
    """Say for which authorities and in which divisions somebody acts from now on.

    Args:
        office: the issuer.
        by: who says it.
        handle: of whom.
        authorities: instead of those before; None leaves them.
        scopes: instead of those before; None leaves them.

    Raises:
        RequestRefused: `staff_unknown`, `not_permitted`, `out_of_scope`, `not_in_programme`,
            `division_unknown`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        by = staffing.again(connection, by)
        member = _managed(connection, by, handle)
        acts_for = member.authorities if authorities is None else tuple(authorities)
        acts_in = member.scopes if scopes is None else tuple(scopes)
        _check_scopes(by, acts_in)
        # An authority in more divisions is as much to give as one more authority.
        kept = member.authorities if _covers(member, acts_in) else ()
        if not _whole(by) and not set(acts_for) <= {*by.authorities, *kept}:
            raise _not_theirs()
        if authorities is not None:
            member = staffing.set_authorities(office, member.name, acts_for)
        if scopes is not None:
            member = staffing.set_scopes(office, member.name, acts_in)
        return member


def remove(office: Office, by: Staff, handle: str) -> None:
    """End somebody's access at once.

    Raises:
        RequestRefused: `staff_unknown`, `not_permitted`, `out_of_scope`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        by = staffing.again(connection, by)
        staffing.remove_staff(office, _managed(connection, by, handle).name)


def _managed(connection: Connection, by: Staff, handle: str) -> Staff:
    """Somebody who is for `by` to manage.

    Raises:
        RequestRefused: `staff_unknown`, `not_permitted`, `out_of_scope`.
    """
    member = staffing.member_of(connection, handle)
    if member.id == by.id:
        raise RequestRefused(Reason.NOT_PERMITTED, "nobody changes what they may do themselves")
    _check_scopes(by, member.scopes)
    return member


def _check_scopes(by: Staff, scopes: Sequence[str]) -> None:
    if not _covers(by, scopes):
        raise RequestRefused(Reason.OUT_OF_SCOPE)


def _covers(by: Staff, scopes: Sequence[str]) -> bool:
    """Whether all scopes lie wholly within somebody's."""
    return all(map(by.covers, scopes))


def _whole(by: Staff) -> bool:
    return by.covers(EVERYWHERE)


def _not_theirs() -> RequestRefused:
    return RequestRefused(Reason.NOT_PERMITTED, "an authority for which you don't act yourself")
