"""Programmes, facts, risks and jobs; each decision of staff becomes a fact."""

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NAMES = ("grey", "green", "yellow", "red", "blue", "orange", "plain")
_TRIGGERS = (
    "CREATE TRIGGER {table}_is_never_rewritten BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{words} are never rewritten'); END"
)


def upgrade() -> None:
    """Create tables and columns; everybody keeps their colour, by facts of programme 1."""
    op.add_column("staff", sa.Column("authorities", sa.Text(), nullable=False, server_default=""))
    _create_tables()
    op.add_column(
        "person", sa.Column("programme_id", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column("person", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("person", sa.Column("since", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("due_at", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_person_due_at"), "person", ["due_at"])
    _rebuild_history(nullable_staff=True)
    connection = op.get_bind()
    source = (files("huepass.issuer.programme.builtin") / "minimal.toml").read_bytes()
    connection.execute(
        sa.text("INSERT INTO programme VALUES (1, 'minimal', 1, :source, 0, NULL)"),
        {"source": source},
    )
    connection.exec_driver_sql("UPDATE person SET reason = 'no_decision'")
    for rows, person in _decided(connection):
        connection.exec_driver_sql(
            "INSERT INTO fact (person_id, programme_id, at, kind, body, recorded_at, recorded_by) "
            "VALUES (?, 1, ?, 'd', ?, ?, ?)",
            rows,
        )
        connection.exec_driver_sql("UPDATE person SET reason = ?, since = ? WHERE id = ?", [person])
    op.execute(_TRIGGERS.format(table="fact", words="facts"))


def downgrade() -> None:
    """Remove them, and the changes of colour that nobody decided on."""
    connection = op.get_bind()
    connection.exec_driver_sql("DELETE FROM colour_change WHERE staff_id IS NULL")
    _rebuild_history(nullable_staff=False)
    op.drop_index(op.f("ix_person_due_at"), "person")
    for name in ("due_at", "since", "reason", "programme_id"):
        op.drop_column("person", name)
    for table in ("job", "region_risk", "fact", "programme"):
        op.drop_table(table)
    op.drop_column("staff", "authorities")


def _create_tables() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("loaded_at", sa.Integer(), nullable=False),
        sa.Column("loaded_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_programme_name")),
        sa.ForeignKeyConstraint(["loaded_by"], ["staff.id"], name=op.f("fk_programme_loaded_by")),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fact_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_fact_programme_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_fact_recorded_by")),
    )
    op.create_index(op.f("ix_fact_person_id"), "fact", ["person_id", "at"])
    op.create_table(
        "region_risk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_risk")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["staff.id"], name=op.f("fk_region_risk_recorded_by")
        ),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_job_programme_id")
        ),
    )


def _rebuild_history(*, nullable_staff: bool) -> None:
    """The table of changes of colour with another shape: SQLite can't alter a column."""
    more = [sa.Column("cause", sa.Text(), nullable=False)] if nullable_staff else []
    op.create_table(
        "colour_change_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("old", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=nullable_staff),
        sa.Column("at", sa.Integer(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colour_change")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_colour_change_person_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_colour_change_staff_id")),
    )
    op.execute(
        "INSERT INTO colour_change_new SELECT id, person_id, old, new, reason, staff_id, at"
        + (", 'fact'" if nullable_staff else "")
        + " FROM colour_change"
    )
    op.drop_table("colour_change")
    op.rename_table("colour_change_new", "colour_change")
    op.create_index(op.f("ix_colour_change_person_id"), "colour_change", ["person_id"])
    op.execute(_TRIGGERS.format(table="colour_change", words="colour changes"))


def _decided(connection: sa.Connection) -> Iterator[tuple[list[Any], tuple[str, int, int]]]:
    """By person: the facts, and reason and beginning of the colour that the last one gave.

    Facts count by their time. Decisions count by their order, whatever a clock said: one that is
    not before its successor is a second before it.
    """
    changes = connection.exec_driver_sql(
        "SELECT person_id, new, reason, staff_id, at FROM colour_change ORDER BY person_id, id"
    ).all()
    for person_id, group in groupby(changes, key=lambda change: change[0]):
        rows: list[tuple[Any, ...]] = []
        final = since = later = None
        for _, new, reason, staff_id, at in reversed(list(group)):
            time = at if later is None else min(at, later - 1)
            if later is None:
                final, since = new, time
            elif new == final and since == later:
                since = time
            later = time
            body = json.dumps([new, reason], ensure_ascii=False, separators=(",", ":"))
            rows.append((person_id, time, body, at, staff_id))
        assert final is not None and since is not None
        name = _NAMES[final]
        yield rows[::-1], ("no_decision" if final == 0 else f"decided_{name}", since, person_id)
