"""The tables, as the newest migration leaves them. Times are seconds since the epoch.

Serials belong to a window, whoever gets them: every kind of credential takes its serials from the
window's one counter. Live credentials are in tables of their own, one for each window, which no
migration knows: see `huepass.issuer.store.live`.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("roles", Text, nullable=False),  # separated by spaces
    Column("token_hash", LargeBinary, nullable=False, unique=True),  # SHA-256
    Column("created_at", Integer, nullable=False),
    Column("removed_at", Integer),
    Column("authorities", Text, nullable=False, server_default=""),  # separated by spaces
)

programme = Table(
    "programme",
    metadata,
    Column("id", Integer, primary_key=True),  # 1 is the built-in one; the newest is in force
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("source", LargeBinary, nullable=False),
    Column("loaded_at", Integer, nullable=False),
    Column("loaded_by", Integer, ForeignKey("staff.id")),
    UniqueConstraint("name", "version"),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("colour", Integer, nullable=False),
    Column("registered_at", Integer, nullable=False),
    # What the engine said last, and under which programme; see `huepass.issuer.programme.engine`.
    Column("programme_id", Integer, nullable=False, server_default="1"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("since", Integer),
    Column("due_at", Integer, index=True),
)

# Facts are only ever added.
fact = Table(
    "fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("programme_id", Integer, ForeignKey("programme.id"), nullable=False),  # then in force
    Column("at", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("recorded_at", Integer, nullable=False),
    Column("recorded_by", Integer, ForeignKey("staff.id")),
    Index("ix_fact_person_id", "person_id", "at"),
)

region_risk = Table(
    "region_risk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("region", Text, nullable=False),
    Column("risk", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("recorded_by", Integer, ForeignKey("staff.id")),
)

# Evaluating everybody anew, batch by batch; the newest job is the one that counts.
job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("programme_id", Integer, ForeignKey("programme.id"), nullable=False),
    Column("cursor", Integer, nullable=False),  # everybody up to this row ID is done
    Column("done", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("started_at", Integer, nullable=False),
    Column("finished_at", Integer),
)

colour_change = Table(
    "colour_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("old", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("staff_id", Integer, ForeignKey("staff.id")),  # of the fact, if it was a fact
    Column("at", Integer, nullable=False),
    Column("cause", Text, nullable=False),
)

window = Table(
    "window",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key_id", LargeBinary, nullable=False),
    Column("expiry", Integer, nullable=False),
    Column("lifetime", Integer, nullable=False),
    Column("bits", Integer, nullable=False),
    Column("next_counter", Integer, nullable=False),
    Column("permutation_key", LargeBinary),  # NULL once the window is over and closed
    Column("live", Integer, nullable=False, server_default="0"),  # 1: it has a table of its own
    UniqueConstraint("key_id", "expiry"),
)

paper_pass = Table(
    "paper_pass",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("window_id", Integer, ForeignKey("window.id"), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("colour", Integer, nullable=False),
    Column("made_at", Integer, nullable=False),
    Column("revoked_at", Integer),
    Column("revoked_by", Integer, ForeignKey("staff.id")),
    Column("revocation_reason", Text),
    UniqueConstraint("window_id", "serial"),
    Index("ix_paper_pass_window_id_revoked_at", "window_id", "revoked_at"),
)

# What is left of a window that is closed: which of its serials are revoked, but not whose.
closed_revocation = Table(
    "closed_revocation",
    metadata,
    Column("window_id", Integer, ForeignKey("window.id"), primary_key=True),
    Column("serial", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

publication = Table(
    "publication",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("slot", Integer, nullable=False),
    Column("issued_at", Integer, nullable=False),
    Column("fresh_until", Integer, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

offer = Table(
    "offer",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("expires_at", Integer, nullable=False, index=True),
    Column("tx_code_hash", LargeBinary),  # keyed
    Column("tries_left", Integer, nullable=False),
    Column("used_at", Integer),
)

wallet = Table(
    "wallet",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("ended_at", Integer),
    Column("ended_by", Integer, ForeignKey("staff.id")),
    Column("end_reason", Text),
)

used_nonce = Table(
    "used_nonce",
    metadata,
    Column("nonce", LargeBinary, primary_key=True),  # begins with its expiry
    sqlite_with_rowid=False,
)

# Certificates that this issuer signed, for the record. The certificates themselves are not kept.
certificate = Table(
    "certificate",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),  # of issuer and number
    Column("begins_at", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
    Column("issued_at", Integer, nullable=False),
    Column("issued_by", Integer, ForeignKey("staff.id"), nullable=False),
)

# Certificates of other issuers that count for a person, until they end.
used_evidence = Table(
    "used_evidence",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # of issuer and number
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("expires_at", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
)
