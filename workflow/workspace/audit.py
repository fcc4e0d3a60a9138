"""Is the record as it was written, and does it lead to what is stored?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from workflow.definition.content import content_hash
from workflow.engine.case import Case, Event
from workflow.engine.chain import digest
from workflow.engine.journal import is_journal
from workflow.engine.replay import replay
from workflow.errors import LantikError, sentence
from workflow.language import N_
from workflow.store.protocol import Fault, Reader, Store
from workflow.workspace.versions import Versions, version_id
from workflow.workspace.views import Report


class Audit:
    """`ws.audit`: the record checked against itself and against the cases."""

    def __init__(self, store: Store, versions: Callable[[Reader], Versions]) -> None:
        self._store, self._versions = store, versions

    def verify(self) -> Report:
        """Check every line of the record, the chain of every case, and that its replay gives the case as stored."""
        faults = list(self._store.check())
        notes = tuple(self._store.notes())
        if faults:
            return Report(tuple(faults), notes)
        reader = self._store.read()
        events: dict[str, list[dict[str, Any]]] = defaultdict(list)
        count = 0
        for doc in reader.events():
            events[doc["case"]].append(dict(doc))
            count += 1
        versions = self._versions(reader)
        for case, history in events.items():
            fault = _chain_fault(case, history)
            if fault is None and not is_journal(case):
                fault = self._replay_fault(reader, versions, case, history)
            if fault:
                faults.append(fault)
        faults += [
            Fault(
                "case_without_history",
                doc["id"],
                sentence(N_("case {case} is stored but has no event in the record"), {"case": doc["id"]}),
            )
            for doc in reader.all("cases")
            if doc["id"] not in events
        ]
        told = _published(events.get("@definitions", ()))
        faults += [fault for doc in reader.all("versions") if (fault := _version_fault(versions, doc, told))]
        cases = sum(not is_journal(case) for case in events)
        return Report(tuple(faults), notes, cases, count)

    def _replay_fault(
        self, reader: Reader, versions: Versions, case: str, history: list[dict[str, Any]]
    ) -> Fault | None:
        stored = reader.get("cases", case)
        if stored is None:
            return Fault(
                "case_missing", case, sentence(N_("case {case} has events but is not stored"), {"case": case})
            )
        try:
            led_to = replay(
                map(Event.from_doc, history), lambda name, number: versions.get(name, number).definition
            )
        except (LantikError, KeyError, ValueError) as error:
            return Fault(
                "replay",
                case,
                sentence(
                    N_("the history of case {case} cannot be replayed: {error}"),
                    {"case": case, "error": error},
                ),
            )
        found, wanted = led_to.as_doc(), Case.from_doc(stored).as_doc()
        differ = [name for name in {*found, *wanted} - {"revision"} if found.get(name) != wanted.get(name)]
        if differ:
            return Fault(
                "replay",
                case,
                sentence(
                    N_("case {case} is not what its history leads to: {differ}"),
                    {"case": case, "differ": ", ".join(sorted(differ))},
                ),
            )
        return None


def _published(journal: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """What the record says of each version when it was published: its id → hash and map."""
    return {
        version_id(one["fields"]["definition"], one["fields"]["number"]): one["fields"]
        for one in journal
        if one["action"] == "publish"
    }


def _version_fault(
    versions: Versions, doc: Mapping[str, Any], told: Mapping[str, Mapping[str, Any]]
) -> Fault | None:
    """Whether a version is still what was published: the file of its hash, its map, and its plain form what it says."""
    record = told.get(doc["id"])
    if record is None or (record["hash"], record.get("map")) != (doc["hash"], doc.get("map")):
        return Fault(
            "version",
            doc["id"],
            sentence(N_("version {version} is not the one that was published"), {"version": doc["id"]}),
        )
    parts = (doc.get("parts") or {}).values()
    if content_hash(doc["source"].encode(), (one.encode() for one in parts)) != doc["hash"]:
        return Fault(
            "version",
            doc["id"],
            sentence(N_("the file of version {version} is not the one of its hash"), {"version": doc["id"]}),
        )
    try:
        same = versions.parsed(doc) == versions.stored(doc)
    except (LantikError, ValueError) as error:
        return Fault(
            "version",
            doc["id"],
            sentence(N_("version {version} cannot be read: {error}"), {"version": doc["id"], "error": error}),
        )
    return (
        None
        if same
        else Fault(
            "version",
            doc["id"],
            sentence(N_("version {version} is not what its file says"), {"version": doc["id"]}),
        )
    )


def _chain_fault(case: str, history: list[dict[str, Any]]) -> Fault | None:
    before = ""
    for n, doc in enumerate(history, 1):
        place = f"{case}#{doc.get('seq')}"
        if doc.get("seq") != n:
            return Fault(
                "sequence",
                place,
                sentence(
                    N_("event {n} of case {case} says that it is number {number}"),
                    {"n": n, "case": case, "number": doc.get("seq")},
                ),
            )
        if doc.get("before", "") != before:
            return Fault(
                "chain",
                place,
                sentence(
                    N_("event {n} of case {case} does not follow the one before it"), {"n": n, "case": case}
                ),
            )
        if digest(doc) != doc.get("hash"):
            return Fault(
                "hash",
                place,
                sentence(N_("event {n} of case {case} is not as it was written"), {"n": n, "case": case}),
            )
        before = doc["hash"]
    return None
