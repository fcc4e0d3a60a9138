"""Reading the whole record again: every event against its digest and its case's event before, and what is found by what."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from workflow.errors import sentence
from workflow.language import N_
from workflow.store.protocol import TABLES, Fault
from workflow.store.sql.keys import Indexes
from workflow.store.sql.moment import Moment


def check(moment: Moment, indexes: Indexes) -> list[Fault]:
    """Every fault, each with its place.

    Args:
        moment: what is read, all of one moment.
        indexes: the store's indexes.
    """
    faults: list[Fault] = []
    ends: dict[str, tuple[int, str]] = {}
    for row in moment.entries():
        _check_event(row, ends, faults)
    for kind in TABLES:
        _check_table(moment, indexes, kind, faults)
    return faults


def _check_event(row: Any, ends: dict[str, tuple[int, str]], faults: list[Fault]) -> None:
    where = f"{row.case_id}#{row.seq}"

    def fault(code: str, said: str) -> None:
        data = {"case": row.case_id, "n": row.seq, "place": row.place}
        faults.append(Fault(code, where, sentence(said, data)))

    if hashlib.sha256(row.doc.encode()).hexdigest() != row.sha256:
        fault("damage", N_("event {n} of case {case} (place {place}) is not as it was written"))
        ends.pop(row.case_id, None)  # the next one is judged by itself
        return
    event = _read(row.doc)
    if event is None:
        fault("damage", N_("event {n} of case {case} (place {place}) is not as it was written"))
        ends.pop(row.case_id, None)
        return
    if str(event.get("case")) != row.case_id or event.get("seq") != row.seq:
        fault("damage", N_("event {n} of case {case} (place {place}) belongs elsewhere"))
        return
    before = ends.get(row.case_id)
    if before is not None and row.seq <= before[0]:
        fault("order", N_("event {n} of case {case} (place {place}) stands after a later one"))
    if "hash" in event and before is not None and before[1] and event.get("before", "") != before[1]:
        fault("chain", N_("event {n} of case {case} (place {place}) does not follow the one before it"))
    if "hash" in event and before is None and event.get("before") and row.seq == 1:
        fault("chain", N_("event {n} of case {case} (place {place}) does not follow the one before it"))
    ends[row.case_id] = (row.seq, str(event.get("hash", "")))


def _read(doc: str) -> dict[str, Any] | None:
    """An event, or None where somebody made the digest of what is none."""
    try:
        found = orjson.loads(doc)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _check_table(moment: Moment, indexes: Indexes, kind: str, faults: list[Fault]) -> None:
    """Whether the documents of a table and what they are found by agree; told in one fault a table.

    Both sides are added up as numbers that each row's digest gives, so that no memory is needed for millions.
    """
    wanted = total = 0
    for key, doc in moment.numbered(kind):
        for number, value, rank in indexes.rows(kind, doc):
            wanted += _weight(number, value, rank, key)
            total += 1
    found = 0
    for number, value, rank, key in moment.keys(kind):
        found += _weight(number, value, rank, key)
        total -= 1
    if wanted != found or total:
        faults.append(
            Fault(
                "index",
                kind,
                sentence(
                    N_("what the table {table} is found by does not agree with its documents"),
                    {"table": kind},
                ),
            )
        )


def _weight(number: int, value: str, rank: str, id: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(f"{number}\0{value}\0{rank}\0{id}".encode(), digest_size=16).digest()
    )
