"""Certificates that were issued or accepted, by their hashes. Each function is in a transaction."""

from sqlalchemy import Connection, delete, insert, select

from huepass.core.evidence import Certificate
from huepass.issuer.domain.evidence import certificate_hash
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.store.tables import certificate, used_evidence


def add_certificate(
    connection: Connection, holder: Person, issued: Certificate, by: Staff, now: int
) -> None:
    """Write down that a certificate is issued, and by whom."""
    connection.execute(
        insert(certificate).values(
            person_id=holder.id,
            kind=issued.kind,
            hash=certificate_hash(issued),
            begins_at=issued.not_before,
            expires_at=issued.expiry,
            issued_at=now,
            issued_by=by.id,
        )
    )


def use_evidence(connection: Connection, holder: Person, shown: Certificate, now: int) -> bool:
    """Let a certificate count for a person; whether it may, as it counts for nobody else."""
    connection.execute(delete(used_evidence).where(used_evidence.c.expires_at <= now))
    whose = connection.execute(
        select(used_evidence.c.person_id).where(used_evidence.c.hash == certificate_hash(shown))
    ).scalar_one_or_none()
    if whose is None:
        connection.execute(
            insert(used_evidence).values(
                hash=certificate_hash(shown), person_id=holder.id, expires_at=shown.expiry
            )
        )
    return whose in (None, holder.id)
