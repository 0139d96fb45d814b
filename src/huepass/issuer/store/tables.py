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
    text,
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
    Column("scopes", Text, nullable=False, server_default="*"),  # divisions, separated by spaces
    Column("subject", Text),  # at the OpenID Connect provider for staff
    Column("signing_key", LargeBinary),  # Ed25519, of imports that they sign
    Column("appointed_by", Integer),
    Column("handle", Text, nullable=False, server_default=""),  # every row has one of its own
    Index("uq_staff_subject", "subject", unique=True),
    Index("uq_staff_handle", "handle", unique=True),
)

# Administrative divisions: `jiangan.dazhi` is a part of `jiangan`.
division = Table(
    "division",
    metadata,
    Column("id", Text, primary_key=True),
    Column("en", Text, nullable=False),
    Column("zh", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Sign-ins of staff at an OpenID Connect provider.
staff_session = Table(
    "staff_session",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # SHA-256 of the token
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("expires_at", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
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
    Column("division", Text),
)

# Documents that were shown: the number itself is not kept.
identity = Table(
    "identity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("document", Text, nullable=False),
    Column("number_hash", LargeBinary, nullable=False, unique=True),  # keyed
    Column("masked_number", Text, nullable=False),
    Column("masked_name", Text, nullable=False, server_default=""),
    Column("masked_birth", Text, nullable=False, server_default=""),
    Column("proofing", Text, nullable=False),
    Column("proofed_at", Integer, nullable=False),
    Column("proofed_by", Integer, ForeignKey("staff.id")),
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
    Column("origin", Text, nullable=False, server_default="staff"),  # see `Origin`
    Column("point_id", Integer),  # the collection point of a reading
    Index("ix_fact_person_id", "person_id", "at"),
    Index("ix_fact_point_id", "point_id", "id", sqlite_where=text("point_id IS NOT NULL")),
)

# Documents about their health that holders uploaded; withdrawn ones are empty.
proof = Table(
    "proof",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("content", LargeBinary),
    Column("added_at", Integer, nullable=False),
    Column("withdrawn_at", Integer),
)

# Where readings are taken, and by whom.
point = Table(
    "point",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("division", Text, ForeignKey("division.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("created_by", Integer, ForeignKey("staff.id")),
    Column("removed_at", Integer),
)

posting = Table(
    "posting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False, index=True),
    Column("point_id", Integer, ForeignKey("point.id"), nullable=False, index=True),
    Column("since", Integer, nullable=False),
    Column("posted_by", Integer, ForeignKey("staff.id")),
    Column("ended_at", Integer),
)

# What holders show to be measured; gone once used or over.
reading_token = Table(
    "reading_token",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # SHA-256
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("point_id", Integer, ForeignKey("point.id"), nullable=False),
    Column("expires_at", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# For which persons an organisation may report: those who joined it.
membership = Table(
    "membership",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False, index=True),
    Column("since", Integer, nullable=False),
    Column("ended_at", Integer),
)

# Whoever looked at what of a person. Only ever added, and the person can read it.
look_up = Table(
    "look_up",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("staff_id", Integer, ForeignKey("staff.id")),
    Column("authority", Text, nullable=False, server_default=""),
    Column("purpose", Text, nullable=False),
    Column("shown", Text, nullable=False),  # separated by spaces
    Column("at", Integer, nullable=False),
)

objection = Table(
    "objection",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("colour", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("filed_at", Integer, nullable=False),
    Column("due_at", Integer, nullable=False, index=True),
    Column("answered_at", Integer),
    Column("answered_by", Integer, ForeignKey("staff.id")),
    Column("outcome", Text),
    Column("answer", Text),
)

# Imports of categories that an authority signed; none is done twice.
category_import = Table(
    "category_import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),  # SHA-256 of what was signed
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False),
    Column("authority", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("at", Integer, nullable=False),
)

# Answers to requests that may be sent again, sealed under the key that came with the request.
kept_answer = Table(
    "kept_answer",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # of who asks and their key
    Column("request_hash", LargeBinary, nullable=False),  # keyed
    Column("status", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
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
    Column("origin", Text, nullable=False, server_default="staff"),  # see `Origin`
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
    Column("origin", Text, nullable=False, server_default="staff"),  # see `Origin`
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
    Column("origin", Text, nullable=False, server_default="staff"),  # the offer's
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
