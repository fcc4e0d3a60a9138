"""The maps that were published with versions, and the running cases that a new version would leave without a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from workflow.definition.model import Definition, Label
from workflow.definition.renaming import Renaming
from workflow.errors import Reason
from workflow.language import N_, Counted
from workflow.store.protocol import Reader
from workflow.workspace.versions import version_id


def recorded(reader: Reader, definition: str, number: int, to: int) -> Renaming:
    """What the versions after `number` up to `to` said became of the names before them; nothing on the way back."""
    found = Renaming()
    for step in range(number + 1, to + 1):
        doc = reader.get("versions", version_id(definition, step))
        if doc is not None and doc.get("map"):
            found = found.then(Renaming.from_doc(doc["map"]))
    return found


def stranded(
    reader: Reader,
    definition: str,
    number: int,
    new: Definition,
    given: Renaming,
    state_label: Callable[[int, str], Label],
) -> list[Reason]:
    """The open cases that version `number` would leave in a state that it does not have, a reason for each such state."""
    found: dict[tuple[int, str], list[str]] = {}
    maps: dict[int, Renaming] = {}
    for doc in reader.find("cases", "definition", definition):
        version = doc["version"]
        if doc.get("final") or version >= number:
            continue
        if version not in maps:
            maps[version] = recorded(reader, definition, version, number - 1).then(given)
        state = given.states.get(doc["state"]) or maps[version].state(doc["state"])
        if state not in new.states:
            found.setdefault((version, doc["state"]), []).append(doc["id"])
    return [
        Reason(
            "strands",
            N_(
                "{open} of version {version} in “{label}” ({state}), which the new version does not have: {cases}."
                " Say what became of that state: --map {state}=NEW."
            ),
            {
                "count": len(cases),
                "open": Counted("{n} open case", "{n} open cases", len(cases)),
                "label": state_label(version, state),
                "state": state,
                "version": version,
                "cases": _some(cases),
            },
            rule=state,
        )
        for (version, state), cases in found.items()
    ]


def _some(cases: Iterable[str], most: int = 5) -> str:
    named = list(cases)
    return ", ".join(named[:most]) + (", …" if len(named) > most else "")
