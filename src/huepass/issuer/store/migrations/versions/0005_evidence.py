"""Certificates that were issued, and those of other issuers that were accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("begins_at", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id")
        ),
        sa.ForeignKeyConstraint(["issued_by"], ["staff.id"], name=op.f("fk_certificate_issued_by")),
        sa.UniqueConstraint("hash", name=op.f("uq_certificate_hash")),
    )
    op.create_index(op.f("ix_certificate_person_id"), "certificate", ["person_id"])
    op.create_table(
        "used_evidence",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_used_evidence")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_used_evidence_person_id")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_used_evidence_expires_at"), "used_evidence", ["expires_at"])


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("used_evidence")
    op.drop_table("certificate")
