"""The tables of a store in a database, as queries see them; `migrations/` makes them.

    lantik_document   every document of every table (`kind`), its JSON as it was written
    lantik_index      which indexes `TABLES` named when the store was last opened, each with a number
    lantik_key        index number, value, rank, id: what a document is found by, one row a value; some come in an order
    lantik_event      the record: each event as the text that was written, with the SHA-256 of it
    lantik_commit     one row a commit, under a name that its writer chose: whether it landed can be asked afterwards
    lantik_file       attached files, in pieces

A new name in `TABLES` needs no new column: its index is built when the store is next opened. No row is touched by every
commit. `docs/decisions/0007-a-store-in-a-database.md` says why.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

#: the newest step of `migrations/`
HEAD = "0002"

metadata = MetaData()
Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER PRIMARY KEY alone
Name = String().with_variant(String(collation="C"), "postgresql")  # sorted as Python sorts, in every database

document = Table(
    "lantik_document",
    metadata,
    Column("number", Number, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("id", Name, nullable=False),
    Column("doc", JSON, nullable=False),
)
index = Table(
    "lantik_index",
    metadata,
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", Name, nullable=False),
    Column("name", Name, nullable=False),
)
key = Table(
    "lantik_key",
    metadata,
    Column("index", SmallInteger, primary_key=True, autoincrement=False),
    Column("value", Name, primary_key=True),
    Column("rank", Name, primary_key=True),
    Column("id", Name, primary_key=True),
)
event = Table(
    "lantik_event",
    metadata,
    Column("place", Number, primary_key=True),
    Column("case_id", Name, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("doc", Text, nullable=False),
    Column("sha256", Name, nullable=False),
)
commit = Table(
    "lantik_commit",
    metadata,
    Column("number", Number, primary_key=True),
    Column("name", Name, nullable=False),
    Column("at", Name, nullable=False),
)
file = Table(
    "lantik_file",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("piece", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
