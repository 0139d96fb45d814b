"""People with documents, divisions, points, look-ups, objections, proofs and kept answers."""

import secrets

import sqlalchemy as sa
from alembic import op

from huepass.issuer.domain.numbers import RANDOM_SIZE, number_from

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TRIGGERS = (
    "CREATE TRIGGER look_up_is_never_rewritten BEFORE UPDATE ON look_up "
    "BEGIN SELECT RAISE(ABORT, 'look-ups are never rewritten'); END",
    "CREATE TRIGGER look_up_is_never_deleted BEFORE DELETE ON look_up "
    "BEGIN SELECT RAISE(ABORT, 'look-ups are never deleted'); END",
)


def upgrade() -> None:
    """Create tables and columns; who is staff already gets a handle and acts everywhere."""
    op.create_table(
        "division",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_answer",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_kept_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_kept_answer_expires_at"), "kept_answer", ["expires_at"], unique=False)
    op.create_table(
        "category_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_category_import_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_import")),
        sa.UniqueConstraint("hash", name=op.f("uq_category_import_hash")),
    )
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.Column("masked_number", sa.Text(), nullable=False),
        sa.Column("masked_name", sa.Text(), server_default="", nullable=False),
        sa.Column("masked_birth", sa.Text(), server_default="", nullable=False),
        sa.Column("proofing", sa.Text(), nullable=False),
        sa.Column("proofed_at", sa.Integer(), nullable=False),
        sa.Column("proofed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.ForeignKeyConstraint(["proofed_by"], ["staff.id"], name=op.f("fk_identity_proofed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("number_hash", name=op.f("uq_identity_number_hash")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"], unique=False)
    op.create_table(
        "look_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("authority", sa.Text(), server_default="", nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_look_up_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_look_up_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_up")),
    )
    op.create_index(op.f("ix_look_up_person_id"), "look_up", ["person_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_membership_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(op.f("ix_membership_staff_id"), "membership", ["staff_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["staff.id"], name=op.f("fk_objection_answered_by")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("handle", name=op.f("uq_objection_handle")),
    )
    op.create_index(op.f("ix_objection_due_at"), "objection", ["due_at"], unique=False)
    op.create_index(op.f("ix_objection_person_id"), "objection", ["person_id"], unique=False)
    op.create_table(
        "point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("division", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_point_created_by")),
        sa.ForeignKeyConstraint(["division"], ["division.id"], name=op.f("fk_point_division")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point")),
        sa.UniqueConstraint("handle", name=op.f("uq_point_handle")),
    )
    op.create_index(op.f("ix_point_division"), "point", ["division"], unique=False)
    op.create_table(
        "proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proof_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("handle", name=op.f("uq_proof_handle")),
    )
    op.create_index(op.f("ix_proof_person_id"), "proof", ["person_id"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_staff_session")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_staff_session_expires_at"), "staff_session", ["expires_at"], unique=False
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("posted_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_posting_point_id")),
        sa.ForeignKeyConstraint(["posted_by"], ["staff.id"], name=op.f("fk_posting_posted_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_posting_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index(op.f("ix_posting_point_id"), "posting", ["point_id"], unique=False)
    op.create_index(op.f("ix_posting_staff_id"), "posting", ["staff_id"], unique=False)
    op.create_table(
        "reading_token",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reading_token_person_id")
        ),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_reading_token_point_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_reading_token")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_reading_token_expires_at"), "reading_token", ["expires_at"], unique=False
    )
    op.create_index(
        op.f("ix_reading_token_person_id"), "reading_token", ["person_id"], unique=False
    )
    op.add_column("fact", sa.Column("origin", sa.Text(), server_default="staff", nullable=False))
    op.add_column("fact", sa.Column("point_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_fact_point_id",
        "fact",
        ["point_id", "id"],
        unique=False,
        sqlite_where=sa.text("point_id IS NOT NULL"),
    )
    op.add_column("offer", sa.Column("origin", sa.Text(), server_default="staff", nullable=False))
    op.add_column(
        "paper_pass", sa.Column("origin", sa.Text(), server_default="staff", nullable=False)
    )
    op.add_column("person", sa.Column("division", sa.Text(), nullable=True))
    op.add_column("staff", sa.Column("scopes", sa.Text(), server_default="*", nullable=False))
    op.add_column("staff", sa.Column("subject", sa.Text(), nullable=True))
    op.add_column("staff", sa.Column("signing_key", sa.LargeBinary(), nullable=True))
    op.add_column("staff", sa.Column("appointed_by", sa.Integer(), nullable=True))
    op.add_column("staff", sa.Column("handle", sa.Text(), server_default="", nullable=False))
    _give_handles()
    op.create_index("uq_staff_handle", "staff", ["handle"], unique=True)
    op.create_index("uq_staff_subject", "staff", ["subject"], unique=True)
    op.add_column("wallet", sa.Column("origin", sa.Text(), server_default="staff", nullable=False))
    for trigger in _TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    """Remove them."""
    op.drop_column("wallet", "origin")
    op.drop_index("uq_staff_subject", table_name="staff")
    op.drop_index("uq_staff_handle", table_name="staff")
    op.drop_column("staff", "handle")
    op.drop_column("staff", "appointed_by")
    op.drop_column("staff", "signing_key")
    op.drop_column("staff", "subject")
    op.drop_column("staff", "scopes")
    op.drop_column("person", "division")
    op.drop_column("paper_pass", "origin")
    op.drop_column("offer", "origin")
    op.drop_index(
        "ix_fact_point_id", table_name="fact", sqlite_where=sa.text("point_id IS NOT NULL")
    )
    op.drop_column("fact", "point_id")
    op.drop_column("fact", "origin")
    op.drop_index(op.f("ix_reading_token_person_id"), table_name="reading_token")
    op.drop_index(op.f("ix_reading_token_expires_at"), table_name="reading_token")
    op.drop_table("reading_token")
    op.drop_index(op.f("ix_posting_staff_id"), table_name="posting")
    op.drop_index(op.f("ix_posting_point_id"), table_name="posting")
    op.drop_table("posting")
    op.drop_index(op.f("ix_staff_session_expires_at"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index(op.f("ix_proof_person_id"), table_name="proof")
    op.drop_table("proof")
    op.drop_index(op.f("ix_point_division"), table_name="point")
    op.drop_table("point")
    op.drop_index(op.f("ix_objection_person_id"), table_name="objection")
    op.drop_index(op.f("ix_objection_due_at"), table_name="objection")
    op.drop_table("objection")
    op.drop_index(op.f("ix_membership_staff_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_look_up_person_id"), table_name="look_up")
    op.drop_table("look_up")
    op.drop_index(op.f("ix_identity_person_id"), table_name="identity")
    op.drop_table("identity")
    op.drop_table("category_import")
    op.drop_index(op.f("ix_kept_answer_expires_at"), table_name="kept_answer")
    op.drop_table("kept_answer")
    op.drop_table("division")


def _give_handles() -> None:
    """Give everybody who is or was staff a random number."""
    connection = op.get_bind()
    for (row_id,) in connection.execute(sa.text("SELECT id FROM staff")).all():
        connection.execute(
            sa.text("UPDATE staff SET handle = :handle WHERE id = :id"),
            {"handle": number_from(secrets.token_bytes(RANDOM_SIZE)), "id": row_id},
        )
