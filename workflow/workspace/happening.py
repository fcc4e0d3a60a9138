"""What happens outside and concerns cases: recorded once, with every open case that it is about, in one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from workflow.definition.model import Definition, Label, Trigger
from workflow.engine.case import Case, Decision
from workflow.engine.facts import Facts
from workflow.engine.listed import listed
from workflow.engine.machine import RunningVersion
from workflow.engine.settling import joined, set_going
from workflow.engine.triggers import HAPPENED, concerns, happened
from workflow.engine.work import plays
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.acting import load, write
from workflow.workspace.facts import StoreFacts
from workflow.workspace.versions import Versions


@dataclass(frozen=True, slots=True)
class Recordable:
    """An external event that somebody may record with a case.

    Args:
        name: of the event, as `on` names it.
        label: what people call it.
        about: whom or what it would be about, by its id: every open case that has it hears of it too.
    """

    name: str
    label: Label
    about: str


class Happening:
    """Records external events.

    Args:
        transact: the store's `transact`.
        facts: makes the engine's facts from a transaction.
        versions: makes the published versions from a transaction.
        now: the store's clock, read inside the transaction.
        given_out: gives out what came up by it.
    """

    def __init__(
        self,
        transact: Callable[[Callable[[Transaction], Any]], Any],
        facts: Callable[[Reader], StoreFacts],
        versions: Callable[[Reader], Versions],
        now: Callable[[Reader], datetime],
        given_out: Callable[[Transaction, RunningVersion, Case, Decision], Case],
    ) -> None:
        self._given_out = given_out
        self._transact, self._facts, self._versions, self._now = transact, facts, versions, now

    def record(self, name: str, about: str, actor: str, reason: str | None) -> list[Case]:
        """Record an event; see `Workspace.happened`."""
        made: list[Case] = self._transact(lambda tx: self._record(tx, name, about, actor, reason))
        return made

    def recordable(self, reader: Reader, case: str, actor: str) -> list[Recordable]:
        """What somebody may record with a case; see `Workspace.recordable`."""
        found, facts = load(reader, case), self._facts(reader)
        version = self._versions(reader).get(found.definition, found.version)
        return [
            Recordable(trigger.name, trigger.label, about)
            for trigger in version.definition.on.values()
            if trigger.by and not found.final and trigger.name not in found.pending
            if _no_right(version, found, trigger, actor, facts, self._now(reader)) is None
            for about in _abouts(version.definition, found, trigger)
        ]

    def _record(self, tx: Transaction, name: str, about: str, actor: str, reason: str | None) -> list[Case]:
        facts, versions = self._facts(tx), self._versions(tx)
        who = facts.actor(actor)
        listening = self._listening(versions, name)
        found = list(_concerned(tx, versions, listening, name, about))
        refused = [
            one
            for version, case in found
            if (one := _no_right(version, case, version.definition.on[name], actor, facts, self._now(tx)))
        ]
        if refused:
            raise Refused(refused[:1], found[0][1].id, HAPPENED)
        if not found:
            raise InputError(
                N_("No open case hears of “{name}” about {about}."),
                N_("Name whom or what it is about by its id, as the cases have it."),
                name=name,
                about=about,
            )
        cases = []
        for version, case in found:
            now = max(self._now(tx), case.changed or self._now(tx))
            recorded = happened(version, case, name, who, (reason or "").strip() or None, now)
            answer = joined(recorded, set_going(version, recorded.case, facts, now, now))
            cases.append(self._given_out(tx, version, write(tx, version.definition, answer), answer))
        return cases

    @staticmethod
    def _listening(versions: Versions, name: str) -> set[str]:
        """The definitions of which a version hears of an event.

        Raises:
            InputError: none does; names the near ones.
        """
        every = [
            (version.id, one)
            for version in versions.all()
            for one in version.definition.on.values()
            if one.by
        ]
        known = {one.name for _, one in every}
        if name not in known:
            near = get_close_matches(name, known, n=3) or sorted(known)
            raise InputError(
                N_("No definition hears of “{name}”."),
                N_("They hear of: {near}.") if near else N_("An event is declared in `on`, with `by`."),
                name=name,
                near=", ".join(near),
            )
        return {definition for definition, one in every if one.name == name}


def _abouts(definition: Definition, case: Case, trigger: Trigger) -> Sequence[str]:
    """Whom or what an event of a case could be about."""
    return (case.subject,) if trigger.about is None else listed(definition, case.fields, trigger.about)


def _concerned(
    tx: Transaction, versions: Versions, listening: set[str], name: str, about: str
) -> Iterator[tuple[RunningVersion, Case]]:
    """The open cases that an event concerns, each with its version."""
    for definition in sorted(listening):
        for doc in tx.find("cases", "definition", definition):
            if not doc.get("final"):
                case = Case.from_doc(doc)
                version = versions.get(case.definition, case.version)
                if concerns(version, case, name, about):
                    yield version, case


def _no_right(
    version: RunningVersion, case: Case, trigger: Trigger, user: str, facts: Facts, now: datetime
) -> Reason | None:
    """Why somebody may not record an event with a case, or None: by role and scope, or standing in for who may."""
    actor, roles = facts.actor(user), version.definition.roles
    lent = [
        (one.principal, one.role)
        for one in facts.mandates(actor, now)
        if one.reaches((version.id, case.unit), facts.above)
    ]
    for who, only in ((actor, None), *lent):
        for role in trigger.by:
            if only in (None, role) and plays(version.definition, case, who, role, facts.above):
                return None
    labels = tuple(roles[role].label for role in trigger.by)
    return Reason(
        "role",
        N_("“{event}” is recorded by {roles}."),
        {"event": trigger.label, "roles": list(labels)},
        rule=f"by: [{', '.join(trigger.by)}]",
        who_can_mend=labels,
    )
