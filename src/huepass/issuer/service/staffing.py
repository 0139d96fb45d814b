"""Who works for the issuer, and what they may do."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import line
from huepass.issuer.store import people

TOKEN_SIZE: Final = 32  # bytes, random: nobody guesses one, so a plain hash is enough
_PREFIX: Final = "hpst_"


def add_staff(
    office: Office, name: str, roles: Iterable[str], authorities: Iterable[str] = ()
) -> str:
    """Add a staff member; the token that this returns is not kept and can't be shown again.

    Args:
        office: the issuer.
        name: theirs.
        roles: at least one.
        authorities: those of the programme in force for which they set and lift categories.

    Raises:
        RequestRefused: `text_invalid`, `staff_exists`, `role_unknown`, `not_in_programme`.
        FolderError: the database can't be used.
    """
    name = line(name)
    known = frozenset(_role(role) for role in roles)
    if not known:
        raise RequestRefused(Reason.ROLE_UNKNOWN, "at least one role is needed")
    token = _PREFIX + secrets.token_urlsafe(TOKEN_SIZE)
    with office.store.write() as connection:
        if people.find_staff(connection, name) is not None:
            raise RequestRefused(Reason.STAFF_EXISTS)
        acts_for = _authorities(office, connection, authorities)
        people.add_staff(connection, name, known, acts_for, _hash(token), office.now())
    return token


def set_authorities(office: Office, name: str, authorities: Iterable[str]) -> Staff:
    """Say for which authorities a staff member acts from now on, instead of those before.

    Raises:
        RequestRefused: `staff_unknown`, `not_in_programme`.
        FolderError: the database can't be used.
    """
    with office.store.write() as connection:
        found = people.find_staff(connection, name.strip())
        if found is None or found.removed_at is not None:
            raise RequestRefused(Reason.STAFF_UNKNOWN)
        acts_for = _authorities(office, connection, authorities)
        people.set_authorities(connection, found, acts_for)
        return replace(found, authorities=tuple(acts_for))


def authenticate(office: Office, token: str, role: Role) -> Staff:
    """The staff member of a token, if they have a role.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        found = people.staff_by_token(connection, _hash(token))
    if found is None:
        raise RequestRefused(Reason.NOT_AUTHENTICATED)
    return _permitted(found, role)


def staff_named(office: Office, name: str, role: Role) -> Staff:
    """The staff member of a name, if they have a role: for commands on the folder itself.

    Raises:
        RequestRefused: `staff_unknown`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        found = people.find_staff(connection, name.strip())
    if found is None or found.removed_at is not None:
        raise RequestRefused(Reason.STAFF_UNKNOWN)
    return _permitted(found, role)


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
        found = people.find_staff(connection, name.strip())
        if found is None or found.removed_at is not None:
            raise RequestRefused(Reason.STAFF_UNKNOWN)
        people.remove_staff(connection, found, office.now())


def _permitted(member: Staff, role: Role) -> Staff:
    if not member.may(role):
        raise RequestRefused(Reason.NOT_PERMITTED, f"the role {role} is needed")
    return member


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
    return sha256(token.encode()).digest()
