"""Moving running cases to another version of their definition, and back: each case in a commit of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from workflow.access.directory import Directory
from workflow.definition.model import Definition, Label
from workflow.definition.renaming import Renaming, read_renaming
from workflow.engine.asked import with_needs
from workflow.engine.calendar import Calendar
from workflow.engine.case import Case, Event, Refusal
from workflow.engine.facts import Facts
from workflow.engine.given import LONGEST_TEXT, whole
from workflow.engine.machine import RunningVersion
from workflow.engine.migrate import Move, Return, Stay, migrate, plan_migration, plan_undo
from workflow.engine.moved import migration
from workflow.errors import InputError, Reason
from workflow.language import N_
from workflow.store.protocol import Reader, Store, Transaction
from workflow.workspace.acting import load, write
from workflow.workspace.admins import require_admin
from workflow.workspace.clock import Clock
from workflow.workspace.strands import recorded
from workflow.workspace.versions import Versions, version_id

Outcome = Literal["moved", "stays", "refused"]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature of an open sign-off that a move met: whether it counts on, or is asked for again."""

    name: str
    role: str
    label: Label
    counts: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What a migration did with one case, or would do.

    Args:
        case: its id.
        outcome: `moved`, `stays` (nothing to do) or `refused`.
        source: its state before, by name; `source_label` in words.
        target: its state afterwards, likewise; the same as before where it was not moved.
        before: the number of its version before; `after` afterwards.
        reasons: why it stays or was refused.
        signatures: what became of the given signatures of its open sign-off.
    """

    case: str
    outcome: Outcome
    source: str
    source_label: Label
    target: str
    target_label: Label
    before: int
    after: int
    reasons: tuple[Reason, ...] = ()
    signatures: tuple[Signed, ...] = ()

    def told(self, *, would: bool = False) -> str:
        """One line about it in the current language; `would`: nothing has been written."""
        if self.outcome == "refused":
            return _worded(N_("refused: {reasons}"), reasons=" ".join(one.message for one in self.reasons))
        if self.outcome == "stays":
            return _worded(N_("stays: {reasons}"), reasons=" ".join(one.message for one in self.reasons))
        said = N_("would move to “{state}” ({name}), version {number}") if would else N_(
            "moved to “{state}” ({name}), version {number}"
        )  # fmt: skip
        parts = [_worded(said, state=self.target_label, name=self.target, number=self.after)]
        for counts, words in (
            (True, N_("counts on: the signature of {people}")),
            (False, N_("asked for again: the signature of {people}")),
        ):
            people = [one.name for one in self.signatures if one.counts is counts]
            if people:
                parts.append(_worded(words, people=" · ".join(people)))
        return "; ".join(parts)


def _worded(pattern: str, **data: Any) -> str:
    return Reason("told", pattern, data).message


class Migrating:
    """Moves running cases; see `Definitions.migrate` and `Definitions.undo_migration`.

    Args:
        store: where the cases are.
        versions: makes the published versions from a reader.
        calendar: the city's working days.
        clock: the store's clock.
        actor: the admin who moves them.
        reason: why, kept on the record.
    """

    def __init__(
        self,
        store: Store,
        versions: Callable[[Reader], Versions],
        calendar: Calendar,
        clock: Clock,
        actor: str,
        reason: str | None,
        facts: Callable[[Reader], Facts],
    ) -> None:
        require_admin(store.read(), actor)
        if reason is not None and len(reason) > LONGEST_TEXT:
            raise InputError(N_("A reason is a text of at most 10,000 characters."), N_("Write it shorter."))
        self._store, self._versions, self._calendar, self._clock = store, versions, calendar, clock
        self._facts = facts
        self._actor, self._reason = actor, whole(reason or "").strip() or None

    def move(
        self,
        definition: str,
        to: int | None,
        source: int | None,
        given: Mapping[str, str],
        cases: Sequence[str] | None,
        dry_run: bool,
    ) -> list[Moved]:
        """Move the cases of a definition to a version, one after the other."""
        reader = self._store.read()
        versions = self._versions(reader)
        new = versions.newest(definition) if to is None else versions.get(definition, to)
        chosen = list(self._chosen(reader, definition, cases))
        if source is not None:
            versions.get(definition, source)
            chosen = [doc for doc in chosen if doc["version"] == source]
        elif cases is None:
            chosen = [doc for doc in chosen if doc["version"] != new.number]
        numbers = {doc["version"] for doc in chosen} | set(range(1, new.number))
        olds = [one for n in sorted(numbers) for one in [_definition(reader, versions, definition, n)] if one]
        renaming = read_renaming(given, olds, new.definition)
        plans = {n: self._renaming(reader, versions, definition, n, new.number, renaming) for n in numbers}

        def think(reader: Reader, case: Case) -> Move | Stay | Refusal:
            history = [Event.from_doc(doc) for doc in reader.history(case.id)]
            old = self._versions(reader).get(definition, case.version)
            renamed = plans.get(case.version, renaming)
            return plan_migration(case, history, old.version, new.version, renamed)

        return [self._one(doc["id"], think, dry_run) for doc in chosen]

    def undo(self, definition: str, cases: Sequence[str] | None, dry_run: bool) -> list[Moved]:
        """Undo the last move of the cases of a definition, one after the other."""
        reader = self._store.read()
        self._versions(reader).newest(definition)
        chosen = list(self._chosen(reader, definition, cases))
        if cases is None:
            chosen = [doc for doc in chosen if _was_moved(reader, doc)]

        def think(reader: Reader, case: Case) -> Return | Stay | Refusal:
            history = [Event.from_doc(doc) for doc in reader.history(case.id)]
            versions = self._versions(reader)
            return plan_undo(case, history, lambda name, number: versions.get(name, number).definition)

        return [self._one(doc["id"], think, dry_run) for doc in chosen]

    def _chosen(
        self, reader: Reader, definition: str, cases: Sequence[str] | None
    ) -> Iterator[Mapping[str, Any]]:
        """The cases that are named, or all open ones of the definition."""
        if cases is None:
            yield from (doc for doc in reader.find("cases", "definition", definition) if not doc.get("final"))
            return
        for named in dict.fromkeys(cases):
            found = load(reader, named)
            if found.definition != definition:
                raise InputError(
                    N_("Case {case} runs under “{other}”, not under “{definition}”."),
                    N_("Name cases of one definition."),
                    case=named, other=found.definition, definition=definition,
                )  # fmt: skip
            yield found.as_doc()

    def _renaming(
        self, reader: Reader, versions: Versions, definition: str, number: int, to: int, given: Renaming
    ) -> Renaming:
        """What became of the names of one version: the maps that were published on the way, then what is given."""
        own = _definition(reader, versions, definition, number)
        return recorded(reader, definition, number, to).then(given).over(_known(given, own))

    def _one(
        self, id: str, think: Callable[[Reader, Case], Move | Return | Stay | Refusal], dry_run: bool
    ) -> Moved:
        """One case, in a commit of its own; read anew in it, so that what happened meanwhile counts."""

        def commit(tx: Transaction) -> Moved:
            case = load(tx, id)
            plan = think(tx, case)
            if isinstance(plan, (Move, Return)):
                actor = Directory(tx).actor(self._actor)
                number = plan.new.number if isinstance(plan, Move) else plan.before.version
                ask = partial(self._asked, tx, self._of(tx, case.definition, number))
                answer = migrate(plan, actor, self._calendar, self._clock.now(tx), self._reason, ask)
                write(tx, self._of(tx, case.definition, answer.case.version).definition, answer)
            return self._told(tx, case, plan)

        if not dry_run:
            return self._store.transact(commit)
        reader = self._store.read()
        case = load(reader, id)
        return self._told(reader, case, think(reader, case))

    def _asked(self, reader: Reader, version: RunningVersion, case: Case, event: Event) -> Event:
        return with_needs(version, case, event, self._facts(reader))

    def _of(self, reader: Reader, definition: str, number: int) -> RunningVersion:
        return self._versions(reader).get(definition, number)

    def _told(self, reader: Reader, case: Case, plan: Move | Return | Stay | Refusal) -> Moved:
        here = self._of(reader, case.definition, case.version).state(case.state)
        if isinstance(plan, (Stay, Refusal)):
            stays = isinstance(plan, Stay)
            reasons = (plan.reason,) if isinstance(plan, Stay) else plan.reasons
            return Moved(
                case.id, "stays" if stays else "refused", case.state, here.label, case.state, here.label,
                case.version, case.version, reasons,
            )  # fmt: skip
        number, target = (
            (plan.new.number, plan.target)
            if isinstance(plan, Move)
            else (plan.before.version, plan.before.state)
        )
        there = self._of(reader, case.definition, number).state(target)
        return Moved(
            case.id, "moved", case.state, here.label, target, there.label, case.version, number, (),
            tuple(self._signatures(reader, case, plan)),
        )  # fmt: skip

    def _signatures(self, reader: Reader, case: Case, plan: Move | Return) -> Iterator[Signed]:
        if isinstance(plan, Return):
            return
        roles = self._of(reader, case.definition, case.version).definition.roles
        for one in plan.carried:
            doc = reader.get("users", one.signature.actor)
            name = str(doc["name"]) if doc else one.signature.actor
            role = one.signature.role
            yield Signed(name, role, roles[role].label if role in roles else {}, one.leaf is not None)


def _known(given: Renaming, own: Definition | None) -> Renaming:
    """The part of a renaming that names states and actions of one version."""
    if own is None:
        return Renaming()
    return Renaming(
        {old: new for old, new in given.states.items() if old in own.states},
        {old: new for old, new in given.actions.items() if old in own.actions},
    )


def _definition(reader: Reader, versions: Versions, definition: str, number: int) -> Definition | None:
    there = reader.get("versions", version_id(definition, number))
    return versions.get(definition, number).definition if there is not None else None


def _was_moved(reader: Reader, doc: Mapping[str, Any]) -> bool:
    return any(migration(Event.from_doc(one)) is not None for one in reader.history(doc["id"]))
