"""The letters of the store: kept by the commit of the acts that record them, and derived from the record alone.

A letter's document says who wrote it, its number, date and scan, which cases it stands on, which letter it corrects and why,
and by which one it was corrected. Both letters stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from workflow.definition.model import Definition
from workflow.engine.case import Act, Case, Event
from workflow.engine.letters import CORRECT, LETTER, Entry, of_event, said, stem_of
from workflow.errors import Reason
from workflow.language import N_, Phrase
from workflow.store.protocol import Doc, Transaction

TABLE = "letters"
#: what the event of a correction is called where an action's label stands
CALLED: Mapping[str, Phrase] = {CORRECT: Phrase(N_("Corrected letter"))}
#: what a letter's line says of a case about a position, as far as the officer types nothing else
LISTED = ("nominee", "tmt")
SUBJECT = "subject"


def listed(definition: Definition, case: Case, act: Act) -> Act:
    """An act with what its letter's line says: as it was proposed, but for what the officer types off the letter."""
    action = definition.actions.get(act.action)
    if action is None or action.external is None or definition.subject is None:
        return act
    if stem_of(definition, action) is None:
        return act
    proposed = {**case.fields, **(act.fields or {})}
    lists = {name: proposed[name] for name in LISTED if proposed.get(name) is not None}
    told = act.letter or {}
    lists = {**lists, SUBJECT: case.subject, **told.get("lists", {})}
    return replace(act, letter={**told, "lists": {name: str(value) for name, value in lists.items()}})


def told_already(definition: Definition, case: Case, act: Act) -> Reason | None:
    """That a corrected letter stands on the case already, so that recording it again harms nothing."""
    action = definition.actions.get(act.action)
    entry = said(definition, action, act, act.fields) if action is not None and action.external else None
    if entry is None or all(one["letter"] != entry[LETTER] for one in case.letters):
        return None
    return Reason(
        "already_done",
        N_("Done already: letter {number} stands on this case."),
        {"number": entry["number"]},
    )


def keep_letters(tx: Transaction, event: Event) -> None:
    """Write the letter of an event: a new one, or one more case on it."""
    entry = of_event(event)
    if entry is None:
        return
    told = event.as_doc()
    before = tx.get(TABLE, entry[LETTER])
    tx.put(TABLE, with_case(before, entry, told))
    if before is None:
        mark = {"mark": entry["date"], **({"corrects": entry["corrects"]} if entry.get("corrects") else {})}
        tx.put("uniques", {"id": f"letter|{entry[LETTER]}", "case": event.case, **mark})
    earlier = tx.get(TABLE, entry["corrects"]) if entry.get("corrects") else None
    if earlier is not None and earlier.get("corrected_by") != entry[LETTER]:
        tx.put(TABLE, {**earlier, "corrected_by": entry[LETTER]})


def with_case(doc: Doc | None, entry: Entry, event: Mapping[str, Any]) -> dict[str, Any]:
    """A letter's document with one more case on it."""
    if doc is None:
        doc = {
            "id": entry[LETTER],
            **{name: entry[name] for name in ("stem", "issuer", "number", "date")},
            **{name: entry[name] for name in ("corrects", "why") if name in entry},
            "by": event["actor"],
            "name": event.get("name") or event["actor"],
            "recorded": event["recorded"],
            "cases": [],
        }
    scan = {"scan": entry["scan"]} if "scan" in entry and "scan" not in doc else {}
    cases = doc["cases"] if event["case"] in doc["cases"] else [*doc["cases"], event["case"]]
    return {**doc, **scan, "cases": cases}


def expected(events: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The documents to which the record leads: what `verify` compares with those that are stored."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        entry = next((one for one in event.get("followed", ()) if LETTER in one), None)
        if entry is None:
            continue
        found[entry[LETTER]] = with_case(found.get(entry[LETTER]), entry, event)
        if entry.get("corrects") in found:
            found[entry["corrects"]]["corrected_by"] = entry[LETTER]
    return found
