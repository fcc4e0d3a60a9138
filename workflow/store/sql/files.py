"""Attached files in a table, in pieces, each under the SHA-256 of the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store.sql import queries, schema


def put_file(connection: Connection, digest: str, pieces: Iterator[bytes]) -> None:
    """Write a file, unless it is there. The transaction around it makes it whole or not at all.

    Raises:
        StoreError: the pieces are not what the digest says.
    """
    if connection.execute(queries.PIECE, {"sha256": digest, "piece": 0}).first() is not None:
        return
    found = hashlib.sha256()
    number = 0
    for number, piece in enumerate(pieces, 1):
        found.update(piece)
        connection.execute(insert(schema.file), {"sha256": digest, "piece": number - 1, "content": piece})
    if not number:  # an empty file is one empty piece
        connection.execute(insert(schema.file), {"sha256": digest, "piece": 0, "content": b""})
    if found.hexdigest() != digest:
        raise StoreError(
            N_("The file {digest} is not what its name says."),
            N_("It is damaged where it came from: `lantik verify` there says more."),
            digest=digest,
        )
