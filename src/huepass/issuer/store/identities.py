"""Documents by which persons are known: masked, with a keyed hash. Functions in a transaction."""

from sqlalchemy import Connection, Row, insert, select, update

from huepass.issuer.domain.identity import MaskedIdentity
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.store.people import person_of
from huepass.issuer.store.tables import identity


def add(
    connection: Connection,
    person: Person,
    number_hash: bytes,
    shown: MaskedIdentity,
    by: Staff | None,
) -> None:
    """Keep a document of a person; nobody has one with this hash."""
    connection.execute(
        insert(identity).values(
            person_id=person.id,
            document=shown.document,
            number_hash=number_hash,
            masked_number=shown.number,
            masked_name=shown.name,
            masked_birth=shown.birth_date,
            proofing=shown.proofing,
            proofed_at=shown.proofed_at,
            proofed_by=None if by is None else by.id,
        )
    )


def prove(
    connection: Connection, number_hash: bytes, shown: MaskedIdentity, by: Staff | None
) -> None:
    """It is known better now whose the document of a hash is."""
    connection.execute(
        update(identity)
        .where(identity.c.number_hash == number_hash)
        .values(
            masked_name=shown.name,
            masked_birth=shown.birth_date,
            proofing=shown.proofing,
            proofed_at=shown.proofed_at,
            proofed_by=None if by is None else by.id,
        )
    )


def find(connection: Connection, number_hash: bytes) -> tuple[Person, MaskedIdentity] | None:
    """Whose document has this hash, and what is kept of it."""
    row = connection.execute(
        select(identity).where(identity.c.number_hash == number_hash)
    ).one_or_none()
    return None if row is None else (person_of(connection, row.person_id), _masked(row))


def of(connection: Connection, person: Person) -> list[MaskedIdentity]:
    """A person's documents, the first one that was shown first."""
    rows = connection.execute(
        select(identity).where(identity.c.person_id == person.id).order_by(identity.c.id)
    )
    return [_masked(row) for row in rows]


def _masked(row: Row[tuple[object, ...]]) -> MaskedIdentity:
    return MaskedIdentity(
        document=row.document,
        number=row.masked_number,
        name=row.masked_name,
        birth_date=row.masked_birth,
        proofing=row.proofing,
        proofed_at=row.proofed_at,
    )
