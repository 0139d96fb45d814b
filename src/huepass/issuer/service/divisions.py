"""The administrative divisions in which people live and staff act."""

from collections.abc import Sequence

from sqlalchemy import Connection

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.divisions import EVERYWHERE, is_division, parent
from huepass.issuer.domain.records import Staff
from huepass.issuer.service.office import Office
from huepass.issuer.service.persons import line
from huepass.issuer.store import divisions
from huepass.issuer.store.divisions import Division


def page(office: Office, after: str, limit: int) -> list[Division]:
    """Divisions in order of their IDs, from the first one after an ID.

    Raises:
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        return divisions.page(connection, after, limit)


def put(office: Office, entries: Sequence[Division], by: Staff | None = None) -> None:
    """Add divisions, or give those that there are other names: all of them or none.

    None is ever removed: persons, points and staff belong to them.

    Args:
        office: the issuer.
        entries: in any order; the parent of each is there already or among them.
        by: who does it, and acts everywhere; None for whoever works on the folder itself.

    Raises:
        RequestRefused: `out_of_scope`, `division_invalid`, `division_unknown`, `text_invalid`.
        FolderError: the database can't be used.
    """
    if by is not None and not by.covers(EVERYWHERE):
        raise RequestRefused(Reason.OUT_OF_SCOPE)
    named = [Division(entry.id, line(entry.en), line(entry.zh)) for entry in entries]
    found: set[str] = set()
    for place, (id_, *_) in enumerate(named, 1):
        if not is_division(id_):
            detail = f"entry {place}: an ID is one to six parts of a-z and 0-9 with dots between"
            raise RequestRefused(Reason.DIVISION_INVALID, detail)
        if id_ in found:
            raise RequestRefused(Reason.DIVISION_INVALID, f"entry {place}: the ID is there twice")
        found.add(id_)
    with office.store.write() as connection:
        there = {None, *found, *divisions.ids(connection)}
        for place, (id_, *_) in enumerate(named, 1):
            if parent(id_) not in there:
                detail = f"entry {place}: the division that it is a part of is missing"
                raise RequestRefused(Reason.DIVISION_UNKNOWN, detail)
        divisions.put(connection, named)


def check_there(connection: Connection, division: str) -> None:
    """Refuse a division that is not there.

    Raises:
        RequestRefused: `division_unknown`.
    """
    if divisions.find(connection, division) is None:
        raise RequestRefused(Reason.DIVISION_UNKNOWN)
