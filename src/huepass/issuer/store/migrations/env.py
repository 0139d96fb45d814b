"""Alembic's entry: runs the migrations in the connection that `Store.upgrade` hands over."""

from alembic import context

from huepass.issuer.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite can, with the transactions that the store begins
)
with context.begin_transaction():
    context.run_migrations()
