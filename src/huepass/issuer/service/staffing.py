"""Who works for the issuer, and what they may do."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import numbers
from huepass.issuer.domain.codes import StaffCode, hash_of, staff_text
from huepass.issuer.domain.divisions import EVERYWHERE
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import line
from huepass.issuer.store import divisions, people, staff_sessions

TOKEN_SIZE: Final = 32  # bytes, random: nobody guesses one, so a plain hash is enough
_PREFIX: Final = "hpst_"


def add_staff(
    office: Office,
    name: str,
    roles: Iterable[str],
    authorities: Iterable[str] = (),
    scopes: Iterable[str] = (EVERYWHERE,),
    by: Staff | None = None,
) -> str:
    """Add a staff member; the token that this returns is not kept and can't be shown again.

    Args:
        office: the issuer.
        name: theirs.
        roles: at least one.
        authorities: those of the programme in force for which they set and lift categories.
        scopes: the administrative divisions in which they act; everywhere by default.
        by: who adds them; None for whoever works on the folder itself.

    Raises:
        RequestRefused: `text_invalid`, `staff_exists`, `role_unknown`, `not_in_programme`,
            `division_unknown`.
        FolderError: the database can't be used.
    """
    name = line(name)
    known = frozenset(_role(role) for role in roles)
    if not known:
        raise RequestRefused(Reason.ROLE_UNKNOWN, "at least one role is needed")
    token = new_token()
    with office.store.write() as connection:
        if people.find_staff(connection, name) is not None:
            raise RequestRefused(Reason.STAFF_EXISTS)
        acts_for = _authorities(office, connection, authorities)
        acts_in = scopes_from(connection, scopes)
        people.add_staff(
            connection,
            new_handle(),
            name,
            known,
            acts_for,
            _hash(token),
            office.now(),
            scopes=acts_in,
            by=by,
        )
    return token


def add_collector(
    office: Office, connection: Connection, code: StaffCode, division: str, by: Staff
) -> None:
    """Make whoever showed their code a collector, with the token that they made themselves.

    Args:
        office: the issuer.
        connection: a transaction that is alone in writing.
        code: theirs; nobody has or had its token.
        division: in which they act at first.
        by: who appoints them.

    Raises:
        RequestRefused: `staff_exists`.
    """
    if people.find_staff(connection, code.name) is not None:
        raise RequestRefused(Reason.STAFF_EXISTS)
    people.add_staff(
        connection,
        new_handle(),
        code.name,
        frozenset({Role.COLLECTOR}),
        (),
        code.token_hash,
        office.now(),
        scopes=[division],
        by=by,
    )


def set_authorities(office: Office, name: str, authorities: Iterable[str]) -> Staff:
    """Say for which authorities a staff member acts from now on, instead of those before.

    Raises:
        RequestRefused: `staff_unknown`, `not_in_programme`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        found = member_named(connection, name)
        acts_for = _authorities(office, connection, authorities)
        people.set_authorities(connection, found, acts_for)
        return replace(found, authorities=tuple(acts_for))


def set_scopes(office: Office, name: str, scopes: Iterable[str]) -> Staff:
    """Say in which divisions a staff member acts from now on, instead of those before.

    Raises:
        RequestRefused: `staff_unknown`, `division_unknown`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        found = member_named(connection, name)
        acts_in = scopes_from(connection, scopes)
        people.set_scopes(connection, found, acts_in)
        return replace(found, scopes=tuple(acts_in))


def authenticate(office: Office, token: str, role: Role | None = None) -> Staff:
    """The staff member of a token, if they have a role; any will do if None.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        hashed = _hash(token)
        found = people.staff_by_token(connection, hashed) or staff_sessions.staff_of(
            connection, hashed, office.now()
        )
    if found is None:
        raise RequestRefused(Reason.NOT_AUTHENTICATED)
    return found if role is None else _permitted(found, role)


def again(connection: Connection, by: Staff) -> Staff:
    """Who asks, as a transaction sees them; they may have been removed meanwhile.

    Raises:
        RequestRefused: `not_authenticated`.
    """
    found = people.find_staff(connection, by.name)
    if found is None or found.removed_at is not None:
        raise RequestRefused(Reason.NOT_AUTHENTICATED)
    return found


def staff_named(office: Office, name: str, role: Role) -> Staff:
    """The staff member of a name, if they have a role: for commands on the folder itself.

    Raises:
        RequestRefused: `staff_unknown`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return _permitted(member_named(connection, name), role)


def member_named(connection: Connection, name: str) -> Staff:
    """The staff member of a name, whatever they may do.

    Raises:
        RequestRefused: `staff_unknown`, also if they were removed.
    """
    try:
        found = people.find_staff(connection, line(name))
    except RequestRefused:  # nobody is called like that
        found = None
    if found is None or found.removed_at is not None:
        raise RequestRefused(Reason.STAFF_UNKNOWN)
    return found


def handle_of(office: Office, name: str) -> str:
    """The handle of a staff member, for commands: they take names, which stay on the machine.

    Raises:
        RequestRefused: `staff_unknown`, also if they were removed.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return member_named(connection, name).handle


def member_of(connection: Connection, handle: str) -> Staff:
    """The staff member of a handle as somebody typed it, whatever they may do.

    Raises:
        RequestRefused: `staff_unknown`, also if they were removed.
    """
    written = numbers.normalized(handle)
    found = None if written is None else people.staff_of_handle(connection, written)
    if found is None:
        raise RequestRefused(Reason.STAFF_UNKNOWN)
    return found


def list_staff(office: Office) -> list[Staff]:
    """Everybody who is or was staff, by name.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return people.list_staff(connection)


def remove_staff(office: Office, name: str) -> None:
    """End a staff member's access at once.

    Raises:
        RequestRefused: `staff_unknown`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        people.remove_staff(connection, member_named(connection, name), office.now())


def _permitted(member: Staff, role: Role) -> Staff:
    if not member.may(role):
        raise RequestRefused(Reason.NOT_PERMITTED, f"the role {role} is needed")
    return member


def new_token() -> str:
    """A token for a staff member, made by themselves or for them."""
    return _PREFIX + secrets.token_urlsafe(TOKEN_SIZE)


def staff_code(name: str) -> tuple[str, str]:
    """A token, and the code that its owner shows to be made a collector; nothing is kept.

    Args:
        name: theirs.

    Raises:
        RequestRefused: `text_invalid`.
    """
    token = new_token()
    return token, staff_text(StaffCode(line(name), _hash(token)))


def new_handle() -> str:
    """A random number for staff and points: some stand on posters."""
    return numbers.number_from(secrets.token_bytes(numbers.RANDOM_SIZE))


def scopes_from(connection: Connection, names: Iterable[str]) -> list[str]:
    """Divisions in which somebody is to act, each once.

    Raises:
        RequestRefused: `division_unknown`, also if there is none.
    """
    found = list(dict.fromkeys(names))
    there = (one == EVERYWHERE or divisions.find(connection, one) for one in found)
    if not found or not all(there):
        raise RequestRefused(Reason.DIVISION_UNKNOWN)
    return found


def _authorities(office: Office, connection: Connection, names: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(names))
    if found:
        there = office.rules(connection).programme.authorities
        if not set(found) <= set(there):
            known = ", ".join(there) or "none"
            raise RequestRefused(Reason.NOT_IN_PROGRAMME, f"its authorities are: {known}")
    return found


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        raise RequestRefused(Reason.ROLE_UNKNOWN, f"roles are {', '.join(Role)}") from error


def _hash(token: str) -> bytes:
    return hash_of(token.encode())
