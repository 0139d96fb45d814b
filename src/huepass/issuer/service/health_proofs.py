"""Documents about their health that holders upload, keep and withdraw."""

import secrets
from typing import NamedTuple

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain import numbers
from huepass.issuer.domain.health_proofs import MAX_KEPT, MEDIA_TYPES, HealthProof, is_a
from huepass.issuer.domain.records import Holder
from huepass.issuer.programme.model import Text
from huepass.issuer.service.holders import trusted
from huepass.issuer.service.office import Office
from huepass.issuer.store import health_proofs


class ShownProof(NamedTuple):
    """A proof and what its kind is called."""

    proof: HealthProof
    name: Text | None
    """None if the programme in force doesn't know the kind any more."""


def add(office: Office, holder: Holder, kind: str, media_type: str, content: bytes) -> ShownProof:
    """Keep a document.

    Args:
        office: the issuer.
        holder: whose it is.
        kind: one of the programme's.
        media_type: what the holder says that it is; it is checked against how it begins.
        content: the file.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`, `proof_invalid`, `proofs_full`.
        FolderError: the database can't be used.
    """
    if not is_a(media_type, content):
        raise RequestRefused(Reason.PROOF_INVALID, ", ".join(MEDIA_TYPES))
    handle = numbers.number_from(secrets.token_bytes(numbers.RANDOM_SIZE))
    with office.store.write() as connection:
        person = trusted(connection, holder).person
        kinds = office.rules(connection).programme.proofs
        if kind not in kinds:
            known = ", ".join(kinds) or "none"
            raise RequestRefused(Reason.PROOF_INVALID, f"the programme's kinds are: {known}")
        if health_proofs.count_kept(connection, person.id) >= MAX_KEPT:
            raise RequestRefused(Reason.PROOFS_FULL, f"{MAX_KEPT} are kept")
        made = health_proofs.add(
            connection, person.id, handle, kind, media_type, content, office.now()
        )
        return ShownProof(made, kinds[kind].name)


def page(office: Office, holder: Holder, before: int | None, limit: int) -> list[ShownProof]:
    """The holder's proofs before a row ID, newest first; of withdrawn ones only the line is left.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`.
        FolderError: the database can't be used.
    """
    with office.store.read() as connection:
        person = trusted(connection, holder).person
        kinds = office.rules(connection).programme.proofs
        found = health_proofs.page(connection, person.id, before, limit)
    return [ShownProof(one, kinds[one.kind].name if one.kind in kinds else None) for one in found]


def content_of(office: Office, holder: Holder, handle: str) -> tuple[HealthProof, bytes]:
    """A proof and its file.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`; `proof_unknown`, also for one that
            was withdrawn.
        FolderError: the database can't be used.
    """
    written = numbers.normalized(handle)
    with office.store.read() as connection:
        person = trusted(connection, holder).person
        found = None if written is None else health_proofs.find(connection, person.id, written)
        if found is None or found.withdrawn_at is not None:
            raise RequestRefused(Reason.PROOF_UNKNOWN)
        return found, health_proofs.content_of(connection, found)


def withdraw(office: Office, holder: Holder, handle: str) -> None:
    """Erase a proof's file, also from the write-ahead log; that there was one stays on record.

    Raises:
        RequestRefused: `not_authenticated`, `not_permitted`; `proof_unknown`, also for one that
            was withdrawn.
        FolderError: the database can't be used.
    """
    written = numbers.normalized(handle)
    with office.store.write() as connection:
        person = trusted(connection, holder).person
        found = None if written is None else health_proofs.find(connection, person.id, written)
        if found is None or found.withdrawn_at is not None:
            raise RequestRefused(Reason.PROOF_UNKNOWN)
        health_proofs.withdraw(connection, found, office.now())
    office.store.forget()
