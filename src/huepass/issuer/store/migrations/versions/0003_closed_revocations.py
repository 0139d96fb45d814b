"""The revoked serials of windows that are closed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "closed_revocation",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("window_id", "serial", name=op.f("pk_closed_revocation")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["window.id"], name=op.f("fk_closed_revocation_window_id")
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("closed_revocation")
