"""Documents about their health that holders uploaded. Each function works in a transaction."""

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, true, update

from huepass.issuer.domain.health_proofs import HealthProof
from huepass.issuer.store.tables import proof

_WITHOUT_CONTENT = (
    proof.c.id,
    proof.c.handle,
    proof.c.kind,
    proof.c.media_type,
    proof.c.added_at,
    proof.c.withdrawn_at,
)


def add(
    connection: Connection,
    person_id: int,
    handle: str,
    kind: str,
    media_type: str,
    content: bytes,
    now: int,
) -> HealthProof:
    """Keep a proof under a handle that none has."""
    row = connection.execute(
        insert(proof)
        .values(
            handle=handle,
            person_id=person_id,
            kind=kind,
            media_type=media_type,
            content=content,
            added_at=now,
        )
        .returning(*_WITHOUT_CONTENT)
    ).one()
    return _proof(row)


def find(connection: Connection, person_id: int, handle: str) -> HealthProof | None:
    """A person's proof of a handle, withdrawn or not."""
    row = connection.execute(
        select(*_WITHOUT_CONTENT).where(proof.c.handle == handle, proof.c.person_id == person_id)
    ).one_or_none()
    return None if row is None else _proof(row)


def content_of(connection: Connection, of: HealthProof) -> bytes:
    """The file itself; empty once it was withdrawn."""
    found = connection.execute(select(proof.c.content).where(proof.c.id == of.id)).scalar_one()
    return b"" if found is None else bytes(found)


def page(
    connection: Connection, person_id: int, before: int | None, limit: int
) -> list[HealthProof]:
    """A person's proofs before a row ID, newest first, withdrawn ones too."""
    rows = connection.execute(
        select(*_WITHOUT_CONTENT)
        .where(proof.c.person_id == person_id, true() if before is None else proof.c.id < before)
        .order_by(proof.c.id.desc())
        .limit(limit)
    )
    return [_proof(row) for row in rows]


def kept(connection: Connection, person_id: int) -> list[HealthProof]:
    """A person's proofs that are not withdrawn, newest first."""
    rows = connection.execute(
        select(*_WITHOUT_CONTENT)
        .where(proof.c.person_id == person_id, proof.c.withdrawn_at.is_(None))
        .order_by(proof.c.id.desc())
    )
    return [_proof(row) for row in rows]


def count_kept(connection: Connection, person_id: int) -> int:
    """How many a person has that are not withdrawn."""
    found = connection.execute(
        select(func.count())
        .select_from(proof)
        .where(proof.c.person_id == person_id, proof.c.withdrawn_at.is_(None))
    )
    return int(found.scalar_one())


def withdraw(connection: Connection, of: HealthProof, now: int) -> None:
    """Erase the file; the line stays."""
    connection.execute(
        update(proof).where(proof.c.id == of.id).values(content=None, withdrawn_at=now)
    )


def _proof(row: Row[*tuple[Any, ...]]) -> HealthProof:
    return HealthProof(row.id, row.handle, row.kind, row.media_type, row.added_at, row.withdrawn_at)
