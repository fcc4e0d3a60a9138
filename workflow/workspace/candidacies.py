"""Who stands as a candidate in which case: kept beside the cases, so that somebody in two selections is seen in both.

A candidacy is a row of a group whose key is a person. It is derived from the case in the same commit, never written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workflow.definition.model import Definition
from workflow.engine.case import Case
from workflow.store.protocol import Reader, Transaction

TABLE = "candidacies"


@dataclass(frozen=True, slots=True)
class Candidacy:
    """Somebody's row in a case: as which status, and whether the case is still open."""

    case: str
    definition: str
    subject: str
    field: str
    status: str | None
    open: bool


def keep_up(tx: Transaction, definition: Definition, case: Case) -> None:
    """Write the candidacies of a case as it is now; what has not changed is not written again."""
    for doc in _of(definition, case):
        if tx.get(TABLE, doc["id"]) != doc:
            tx.put(TABLE, doc)


def _of(definition: Definition, case: Case) -> Iterator[dict[str, Any]]:
    for field in definition.fields.values():
        if field.key is None or field.fields[field.key].type != "person":
            continue
        for row in case.fields.get(field.name) or ():
            person = row.get(field.key)
            if person is not None:
                yield {
                    "id": f"{case.id}|{field.name}|{person}",
                    "case": case.id,
                    "person": person,
                    "definition": case.definition,
                    "subject": case.subject,
                    "field": field.name,
                    "status": row.get("status"),
                    "open": not case.final,
                }


def of_person(reader: Reader, person: str, besides: str | None = None) -> list[Candidacy]:
    """The candidacies of a person, those in open cases first; `besides`: not those in this case."""
    found = [
        Candidacy(
            doc["case"], doc["definition"], doc["subject"], doc["field"], doc.get("status"), doc["open"]
        )
        for doc in reader.find(TABLE, "person", person)
        if doc["case"] != besides
    ]
    return sorted(found, key=lambda one: (not one.open, one.case))
