"""Who looked at what of a person: written where it is shown, so that the person can read it."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.programme.model import DESK, MEMBERSHIP, OBJECTION, Shown, Text
from huepass.issuer.service.office import Office
from huepass.issuer.store import look_ups

PURPOSES: Final[Mapping[str, Text]] = {
    DESK: {"en": "To serve you at a desk", "zh": "窗口服务"},
    MEMBERSHIP: {"en": "To report for you as a member", "zh": "作为所属单位为您填报"},
    OBJECTION: {"en": "To answer your objection", "zh": "处理您的申诉"},
}
"""What the purposes are called that no programme names."""


def note(
    office: Office,
    connection: Connection,
    person: Person,
    by: Staff | None,
    purpose: str,
    *shown: Shown,
    authority: str = "",
) -> None:
    """Write down that somebody looks at something of a person, in the same transaction.

    Args:
        office: the issuer.
        connection: a transaction that is alone in writing.
        person: whom they look at.
        by: who looks; None for whoever works on the folder itself.
        purpose: what for: one of the programme's, or `DESK`.
        shown: what they are shown.
        authority: for which they act, if the purpose is for some only.
    """
    words = " ".join(sorted(shown))
    look_ups.add(connection, person, by, authority, purpose, words, office.now())


def note_desk(
    office: Office, connection: Connection, person: Person, by: Staff | None, *shown: Shown
) -> None:
    """The same for staff who serve the person at a desk; commands on the folder leave no entry."""
    if by is not None:
        note(office, connection, person, by, DESK, *shown)
