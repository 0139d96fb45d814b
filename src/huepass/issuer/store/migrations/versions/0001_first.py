"""The first tables: staff, persons, colours, windows, paper passes, publications."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_token_hash")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
    )
    op.create_table(
        "colour_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("old", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colour_change")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_colour_change_person_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_colour_change_staff_id")),
    )
    op.create_index(op.f("ix_colour_change_person_id"), "colour_change", ["person_id"])
    # History is written once; it is deleted only as a whole, when a programme ends.
    op.execute(
        "CREATE TRIGGER colour_change_is_never_rewritten BEFORE UPDATE ON colour_change "
        "BEGIN SELECT RAISE(ABORT, 'colour changes are never rewritten'); END"
    )
    op.create_table(
        "window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.LargeBinary(), nullable=False),
        sa.Column("expiry", sa.Integer(), nullable=False),
        sa.Column("lifetime", sa.Integer(), nullable=False),
        sa.Column("bits", sa.Integer(), nullable=False),
        sa.Column("next_counter", sa.Integer(), nullable=False),
        sa.Column("permutation_key", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window")),
        sa.UniqueConstraint("key_id", "expiry", name=op.f("uq_window_key_id")),
    )
    op.create_table(
        "paper_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.Integer(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_pass")),
        sa.UniqueConstraint("handle", name=op.f("uq_paper_pass_handle")),
        sa.UniqueConstraint("window_id", "serial", name=op.f("uq_paper_pass_window_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_paper_pass_person_id")),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name=op.f("fk_paper_pass_window_id")),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["staff.id"], name=op.f("fk_paper_pass_revoked_by")
        ),
    )
    op.create_index(op.f("ix_paper_pass_person_id"), "paper_pass", ["person_id"])
    op.create_index(
        op.f("ix_paper_pass_window_id_revoked_at"), "paper_pass", ["window_id", "revoked_at"]
    )
    op.create_table(
        "publication",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.Integer(), nullable=False),
        sa.Column("fresh_until", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_publication")),
    )


def downgrade() -> None:
    """Remove the tables."""
    for table in ("publication", "paper_pass", "window", "colour_change", "person", "staff"):
        op.drop_table(table)
