"""Alembic's entry: it runs the steps on the connection that `workflow.store.sql.upgrade` gives it."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    version_table="lantik_schema",
)
with context.begin_transaction():
    context.run_migrations()
