"""Which cases a decree or another batch has, in the order of its annex: the number of a line is its place.

A line is given when the action that makes a case part of the batch takes place, in the same commit: whoever is returned or
refused before that has none, so that the lines run from 1 to n without a gap. A line that was signed keeps its number, also
when its decree is annulled afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.engine.case import Event
from workflow.engine.demands import batch_key
from workflow.store.protocol import Doc, Transaction

TABLE = "decrees"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: its kind (`decree`), what it is called, its date, and the cases on its lines, the first one first."""

    id: str
    kind: str
    number: str
    date: str
    lines: tuple[str, ...]

    @classmethod
    def from_doc(cls, doc: Doc) -> Batch:
        """From the document of the store."""
        return cls(doc["id"], doc["kind"], doc["number"], doc["date"], tuple(doc["lines"]))


def keep_batches(tx: Transaction, event: Event) -> None:
    """Give a case its line in the batch that an event puts it into."""
    for said in event.followed:
        if "batch" in said and "line" in said:
            tx.put(TABLE, with_line(tx.get(TABLE, batch_key(said)), said, event.case))


def with_line(doc: Doc | None, said: Mapping[str, Any], case: str) -> dict[str, Any]:
    """A batch's document with one more line."""
    if doc is None:
        number = str(said.get("number", said.get("id", "")))
        doc = {
            "id": batch_key(said),
            "kind": said["batch"],
            "number": number,
            "date": said["date"],
            "lines": [],
        }
    return {**doc, "lines": [*doc["lines"], case]}


def expected(events: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The documents to which the record leads: what `verify` compares with those that are stored."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        for said in event.get("followed", ()):
            if "batch" in said and "line" in said:
                key = batch_key(said)
                found[key] = with_line(found.get(key), said, event["case"])
    return found
