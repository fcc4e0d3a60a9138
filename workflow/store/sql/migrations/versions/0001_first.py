"""The first schema.

On PostgreSQL the record is partitioned by the hash of the case: a history then lies in one partition, the database itself
holds a case's numbers unique (a key must contain what is partitioned by), and nobody has to add a partition each New Year.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

PARTITIONS = 16


def upgrade() -> None:
    """Make the tables."""
    dialect = op.get_bind().dialect.name
    lite = dialect == "sqlite"
    number = sa.Integer() if lite else sa.BigInteger()
    name = sa.String() if lite else sa.String(collation="C")
    counted = () if lite else (sa.Identity(),)
    op.create_table(
        "lantik_document",
        sa.Column("number", number, *counted, primary_key=True),
        sa.Column("kind", name, nullable=False),
        sa.Column("id", name, nullable=False),
        sa.Column("doc", sa.JSON(), nullable=False),
        sa.UniqueConstraint("kind", "id", name="lantik_document_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("lantik_document_order", "lantik_document", ["kind", "number"])
    op.create_table(
        "lantik_index",
        sa.Column("number", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("kind", name, nullable=False),
        sa.Column("name", name, nullable=False),
        sa.UniqueConstraint("kind", "name", name="lantik_index_name"),
    )
    op.create_table(
        "lantik_key",
        sa.Column("index", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("value", name, primary_key=True),
        sa.Column("rank", name, primary_key=True),
        sa.Column("id", name, primary_key=True),
        sqlite_with_rowid=False,
    )
    if lite or not _partitions():
        op.create_table(
            "lantik_event",
            sa.Column("place", number, *counted, primary_key=True),
            sa.Column("case_id", name, nullable=False),
            sa.Column("seq", sa.Integer(), nullable=False),
            sa.Column("doc", sa.Text(), nullable=False),
            sa.Column("sha256", name, nullable=False),
            sa.UniqueConstraint("case_id", "seq", name="lantik_event_case"),
            sqlite_autoincrement=True,
        )
    else:
        op.execute(sa.schema.CreateSequence(sa.Sequence("lantik_event_place", data_type=sa.BigInteger())))
        op.create_table(
            "lantik_event",
            sa.Column(
                "place", number, nullable=False, server_default=sa.text("nextval('lantik_event_place')")
            ),
            sa.Column("case_id", name, primary_key=True),
            sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
            sa.Column("doc", sa.Text(), nullable=False),
            sa.Column("sha256", name, nullable=False),
            postgresql_partition_by="HASH (case_id)",
        )
        for part in range(PARTITIONS):
            op.execute(
                f"CREATE TABLE lantik_event_{part:02} PARTITION OF lantik_event "
                f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
            )
        op.create_index("lantik_event_order", "lantik_event", ["place"])
    op.create_table(
        "lantik_commit",
        sa.Column("number", number, *counted, primary_key=True),
        sa.Column("name", name, nullable=False),
        sa.Column("at", name, nullable=False),
        sa.UniqueConstraint("name", name="lantik_commit_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "lantik_file",
        sa.Column("sha256", name, primary_key=True),
        sa.Column("piece", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )


def _partitions() -> bool:
    """Whether the server partitions as PostgreSQL does; CockroachDB, which spreads rows by itself, does not."""
    return str(op.get_bind().exec_driver_sql("SELECT version()").scalar()).startswith("PostgreSQL")
