"""Taking up what waits, letting it go, handing it on: the claims of a case, under the store's lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from workflow.access.users import BUILT_IN_ROLES
from workflow.definition.model import Definition
from workflow.engine import claiming
from workflow.engine.case import Case, Decision, Refusal
from workflow.engine.facts import Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.work import holds
from workflow.errors import LantikError, Reason, Refused
from workflow.language import N_
from workflow.registry.settings import CitySettings
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.acting import load, write
from workflow.workspace.drafts import hand_on_drafts
from workflow.workspace.facts import StoreFacts
from workflow.workspace.many import trial
from workflow.workspace.versions import Versions

Think = Callable[[RunningVersion, Case, StoreFacts, datetime], Decision | Refusal]


class Claiming:
    """Claims of work items.

    Args:
        transact: the store's `transact`.
        facts: makes the engine's facts from a transaction.
        versions: makes the published versions from a transaction.
        now: the store's clock, read inside the transaction.
        settings: how long a claim counts and who may reassign it.
    """

    def __init__(
        self,
        transact: Callable[[Callable[[Transaction], Any]], Any],
        facts: Callable[[Reader], StoreFacts],
        versions: Callable[[Reader], Versions],
        now: Callable[[Reader], datetime],
        settings: Callable[[], CitySettings],
    ) -> None:
        self._transact, self._facts, self._versions, self._now = transact, facts, versions, now
        self._settings = settings

    def claim(self, case: str, actor: str, on_behalf_of: str | None) -> Case:
        """Take up what a case waits for; see `Workspace.claim`."""
        return self._write(case, claiming.CLAIM, self._claims(actor, on_behalf_of))

    def release(self, case: str, actor: str) -> Case:
        """Let it go again; see `Workspace.release`."""
        return self._write(case, claiming.RELEASE, self._releases(actor))

    def reassign(self, case: str, to: str, reason: str, actor: str, fresh: bool = False) -> Case:
        """Give it to somebody else; see `Workspace.reassign`."""

        def hand_on(tx: Transaction, before: Case, after: Case) -> None:
            had = [one.actor for one in before.claims if one not in after.claims]
            hand_on_drafts(tx, before, had, to, fresh)

        return self._write(case, claiming.REASSIGN, self._reassigns(to, reason, actor, fresh), hand_on)

    def preview(
        self, step: str, cases: Sequence[str], actor: str, to: str | None, reason: str
    ) -> list[Case | LantikError]:
        """What a step would come to for each case, with nothing written; see `Workspace.preview_claims`."""
        if step == claiming.REASSIGN:
            decide = self._reassigns(to or "", reason, actor)
        else:
            decide = self._claims(actor, None) if step == claiming.CLAIM else self._releases(actor)
        return trial(self._transact, lambda tx, case: self._decided(tx, case, step, decide)[2].case, cases)

    def _claims(self, actor: str, on_behalf_of: str | None) -> Think:
        lasts = self._settings().claims_expire
        return lambda version, found, facts, now: claiming.claim(
            version, found, actor, on_behalf_of, lasts, facts, now
        )

    @staticmethod
    def _releases(actor: str) -> Think:
        return lambda version, found, facts, now: claiming.release(version, found, actor, facts, now)

    def _reassigns(self, to: str, reason: str, actor: str, fresh: bool = False) -> Think:
        settings = self._settings()

        def think(
            version: RunningVersion, found: Case, facts: StoreFacts, now: datetime
        ) -> Decision | Refusal:
            refusal = self._may_reassign(version, found, actor, facts, now)
            if refusal is not None:
                return Refusal((refusal,))
            return claiming.reassign(
                version, found, actor, to, reason, settings.claims_expire, facts, now, fresh
            )

        return think

    def _may_reassign(
        self, version: RunningVersion, case: Case, user: str, facts: Facts, now: datetime
    ) -> Reason | None:
        """Why somebody may not reassign: an admin may, and who holds one of the city's roles for it over the case's unit."""
        roles, actor = self._settings().claims_reassigned_by, facts.actor(user)
        if any(role == "admin" for role, _ in actor.roles):
            return None
        at = (version.id, case.unit)
        lent = [
            (one.principal, one.role) for one in facts.mandates(actor, now) if one.reaches(at, facts.above)
        ]
        for who, only in ((actor, None), *lent):
            if any(only in (None, role) and holds(who, role, case.unit, facts.above) for role in roles):
                return None
        known = version.definition.roles
        labels = tuple(known[role].label if role in known else role for role in roles)
        return Reason(
            "role",
            N_("Reassigning a case is for {roles}."),
            {"roles": [*labels, BUILT_IN_ROLES["admin"]]},
            rule=f"claims: {{reassigned_by: [{', '.join(roles)}]}}",
            who_can_mend=(*labels, BUILT_IN_ROLES["admin"]),
        )

    def _write(
        self,
        case: str,
        action: str,
        decide: Think,
        also: Callable[[Transaction, Case, Case], None] = lambda tx, before, after: None,
    ) -> Case:
        def think(tx: Transaction) -> Case:
            before, definition, answer = self._decided(tx, case, action, decide)
            also(tx, before, answer.case)
            return write(tx, definition, answer)

        made: Case = self._transact(think)
        return made

    def _decided(
        self, tx: Transaction, case: str, action: str, decide: Think
    ) -> tuple[Case, Definition, Decision]:
        """The case as it stands, its definition, and what is decided of it.

        Raises:
            Refused: with every reason.
        """
        found, facts = load(tx, case), self._facts(tx)
        version = self._versions(tx).get(found.definition, found.version)
        now = self._now(tx)
        answer = decide(version, found, facts, max(now, found.changed or now))
        if isinstance(answer, Refusal):
            raise Refused(answer.reasons, found.id, action)
        return found, version.definition, answer
