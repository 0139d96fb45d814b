"""Offers, wallets and used nonces; windows of live credentials."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the column."""
    op.add_column("window", sa.Column("live", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "offer",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("tx_code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_offer_person_id")),
    )
    op.create_index(op.f("ix_offer_person_id"), "offer", ["person_id"])
    op.create_index(op.f("ix_offer_expires_at"), "offer", ["expires_at"])
    op.create_table(
        "wallet",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wallet_person_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_wallet_ended_by")),
    )
    op.create_index(op.f("ix_wallet_person_id"), "wallet", ["person_id"])
    op.create_table(
        "used_nonce",
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_used_nonce")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove the tables, and the credentials of open windows with them."""
    connection = op.get_bind()
    for (name,) in connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'live_*'"
    ).all():
        op.drop_table(name)
    for table in ("used_nonce", "wallet", "offer"):
        op.drop_table(table)
    op.drop_column("window", "live")
