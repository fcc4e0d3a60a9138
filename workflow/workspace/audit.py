"""Is the record as it was written, and does it lead to what is stored? Its seals, and proofs of one case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workflow.access.directory import Directory
from workflow.definition.content import content_hash
from workflow.engine.case import Case, Event
from workflow.engine.chain import digest
from workflow.engine.facts import SYSTEM
from workflow.engine.journal import MARK, is_journal, note
from workflow.engine.personal import without
from workflow.engine.replay import replay
from workflow.errors import InputError, LantikError, sentence
from workflow.language import N_
from workflow.store.protocol import Doc, Fault, Reader, Store, Transaction
from workflow.workspace import batches, lettering, seals
from workflow.workspace.acting import load
from workflow.workspace.clock import Clock
from workflow.workspace.erasures import CHAIN, erasures, kept_hashes
from workflow.workspace.files import Files
from workflow.workspace.papers import paper_faults
from workflow.workspace.seals import Seal
from workflow.workspace.typed import typed_verbs
from workflow.workspace.versions import Versions, version_id
from workflow.workspace.views import Report

_DEFINITIONS, _ERASURES = f"{MARK}definitions", f"{MARK}{CHAIN}"


@typed_verbs
class Audit:
    """`ws.audit`: the record checked against itself, against the cases, and against seals that left the house."""

    def __init__(
        self,
        store: Store,
        versions: Callable[[Reader], Versions],
        clock: Clock,
        files: Files | None = None,
    ) -> None:
        self._store, self._versions, self._clock, self._files = store, versions, clock, files

    def verify(self, seal: Seal | None = None) -> Report:
        """Check every line of the record, the chain of every case, its replay against the case as stored, papers and seals.

        Args:
            seal: a copy of a seal that was kept outside (`seals.read_file`): only it shows that the record's end was
                cut off.
        """
        faults = list(self._store.check())
        notes = tuple(self._store.notes())
        if faults:
            return Report(tuple(faults), notes)
        reader = self._store.read()
        events: dict[str, list[dict[str, Any]]] = defaultdict(list)
        hashes: list[str] = []
        followed: list[Mapping[str, Any]] = []
        for doc in reader.events():
            events[doc["case"]].append(dict(doc))
            if doc.get("followed"):
                followed.append(doc)
            hashes.append(str(doc.get("hash", "")))
        versions = self._versions(reader)
        kept = _kept(events.get(_ERASURES, ()))
        broken = set()  # what such a chain says is not asked: it may be anything
        for case, history in events.items():
            fault = _chain_fault(case, history, kept)
            if fault:
                broken.add(case)
            elif not is_journal(case):
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
        if broken.isdisjoint(doc["case"] for doc in followed):
            faults += _kept_beside(reader, followed)
        if self._files is not None and _ERASURES not in broken:
            faults += paper_faults(self._files, reader.all("cases"), events.get(_ERASURES, ()))
        if _DEFINITIONS not in broken:
            told = _published(events.get(_DEFINITIONS, ()))
            faults += [
                fault for doc in reader.all("versions") if (fault := _version_fault(versions, doc, told))
            ]
        if not broken:  # else the tree is another anyway
            tree = seals.tree_of(hashes)
            faults += seals.seal_faults(seals.on_record(events), tree)
            faults += seals.seal_faults([seal] if seal else (), tree, outside=True)
        cases = sum(not is_journal(case) for case in events)
        return Report(tuple(faults), notes, cases, len(hashes))

    def seal(self, *, actor: str = SYSTEM) -> dict[str, Any]:
        """Seal every event so far, and put the seal on the record; the present seal when nothing came since.

        Args:
            actor: who does it.

        Returns:
            The seal: `day`, `at`, `size` (how many events), `root`, and the proof that it goes on from the seal before.
            Keep a copy where nobody who can write to the store can reach it.

        Raises:
            InputError: there is no such user, or the account is closed.
        """
        if actor != SYSTEM:
            Directory(self._store.read()).actor(actor)
        last = self.last_seal()
        covered = last["size"] if last else 0
        hashes: list[str] = []
        anything = last is None
        for event in self._store.read().events():
            anything = anything or (len(hashes) >= covered and not seals.is_seal(event))
            hashes.append(event["hash"])
        if last is not None and not anything:
            return last
        made = seals.make_seal(seals.tree_of(hashes), self._clock.now(), last)

        def think(tx: Transaction) -> None:
            note(tx, seals.CHAIN, "seal", actor, self._clock.now(tx), made)

        self._store.transact(think)
        return made

    def seal_of_the_day(self) -> dict[str, Any] | None:
        """Seal the record unless that was done today already; None when it was, or when there is nothing to seal."""
        last = self.last_seal()
        if last is not None and last["day"] >= self._clock.now().date().isoformat():
            return None
        made = self.seal()
        return None if made == last else made

    def last_seal(self) -> dict[str, Any] | None:
        """The newest seal on the record."""
        history = self._store.read().history(f"{MARK}{seals.CHAIN}")
        return dict(history[-1]["fields"]) if history else None

    def prove(self, case: str, seal: Seal | None = None, *, without_personal: bool = False) -> dict[str, Any]:
        """The events of one case with what shows that they are under a seal; nobody else's events are in it.

        Args:
            case: its id.
            seal: which seal; None: one over the record as it is now.
            without_personal: whether personal values are left out, so that it can be given to anybody; the proof holds
                all the same.

        Raises:
            InputError: there is no such case, or the seal is not one of this record.
        """
        reader = self._store.read()
        load(reader, case)
        hashes, own = [], []
        kept = kept_hashes(erasures(reader))
        for index, event in enumerate(reader.events()):
            hashes.append(event["hash"])
            if event["case"] == case:
                own.append((index, _shown(event, kept, without_personal)))
        tree = seals.tree_of(hashes)
        if seal is not None and any(seals.seal_faults([seal], tree)):
            raise InputError(
                N_("The seal of {day} is not one of this record."),
                N_("`lantik audit verify --seal FILE` says what differs."),
                day=seal["day"],
            )
        return seals.make_proof(case, own, tree, seal or seals.make_seal(tree, self._clock.now(), None))

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


def _kept(erased: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], tuple[str, str]]:
    """What the chain of erasures keeps of hashes; nothing of one that was spoiled, which its own hashes tell."""
    try:
        return kept_hashes([one for one in erased if one.get("action") == "erase"])
    except (AttributeError, IndexError, TypeError, ValueError):
        return {}


def _kept_beside(reader: Reader, events: list[Mapping[str, Any]]) -> list[Fault]:
    """Letters and numbered lists that are not what the record leads to."""
    faults = []
    for kind in (lettering, batches):
        wanted = kind.expected(events)
        stored = {doc["id"]: doc for doc in reader.all(kind.TABLE)}
        for key in sorted({*wanted, *stored}):
            if wanted.get(key) != stored.get(key):
                message = sentence(N_("{what} is not what the record leads to"), {"what": key})
                faults.append(Fault(kind.TABLE, key, message))
    return faults


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


def _shown(event: Doc, kept: Mapping[tuple[str, int], Any], without_personal: bool) -> Doc:
    """An event as a proof shows it. Of one whose hash covers an erased value plainly only the hash can be shown."""
    if (event["case"], event["seq"]) in kept:
        return {name: event[name] for name in ("case", "seq", "hash")}
    return without(event, event["personal"]) if without_personal and "personal" in event else event


def _chain_fault(
    case: str, history: list[dict[str, Any]], kept: Mapping[tuple[str, int], tuple[str, str]]
) -> Fault | None:
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
        stated, rest = kept.get((case, n), (None, None))
        sound = (doc.get("hash"), digest(doc)) == (stated, rest) if stated else digest(doc) == doc.get("hash")
        if not sound:
            return Fault(
                "hash",
                place,
                sentence(N_("event {n} of case {case} is not as it was written"), {"n": n, "case": case}),
            )
        before = doc["hash"]
    return None
