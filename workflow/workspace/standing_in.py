"""Standing in as people meet it: delegations, absences, and how both end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from workflow.access.delegation import Delegation
from workflow.access.directory import Directory, as_actor
from workflow.access.users import BUILT_IN_ROLES, User
from workflow.engine.journal import note
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader, Store, Transaction
from workflow.workspace.admins import ADMIN, require_admin
from workflow.workspace.city import City
from workflow.workspace.clock import Clock
from workflow.workspace.separation import keep_lent_apart
from workflow.workspace.typed import typed
from workflow.workspace.versions import Versions

Moment = date | datetime | None


class StandingIn:
    """The part of `ws.access` that says who stands in for whom.

    Args:
        store, clock: of the workspace.
        versions: makes the published versions from a transaction.
        city: the city's settings and tables.
    """

    def __init__(
        self, store: Store, clock: Clock, versions: Callable[[Reader], Versions], city: City
    ) -> None:
        self._store, self._clock, self._versions, self._city = store, clock, versions, city

    def _note(self, tx: Transaction, action: str, actor: str, data: Mapping[str, Any]) -> None:
        note(tx, "access", action, actor, self._clock.now(tx), data)

    # ── delegations ─────────────────────────────────────────────────────────────────────────────────────────────────

    def delegate(
        self,
        principal: str,
        *,
        to: str,
        role: str | None,
        since: Moment,
        until: Moment,
        reason: str,
        actor: str,
        unit: str | None = None,
        definition: str | None = None,
        onward: bool = False,
    ) -> Delegation:
        """Let somebody stand in; see `Workspace.delegate`."""
        start, end = self._moment(since, time.min), self._moment(until, time.max)

        def think(tx: Transaction) -> Delegation:
            directory, now = Directory(tx), self._clock.now(tx)
            holder, stand_in = directory.user(principal), directory.user(to)
            giver = directory.user(directory.actor(actor).id)
            self._check_place(tx, unit, definition)
            wanted = Delegation(
                "", holder.id, stand_in.id, role, start, end, reason.strip(), actor,
                unit=unit, definition=definition, onward=onward,
            )  # fmt: skip
            if actor != principal and not giver.holds(ADMIN):
                wanted = self._passed_on(tx, wanted, holder, giver, now)
            self._check_delegation(directory, holder, stand_in, wanted, now)
            lent = (one for one, _ in holder.roles if wanted.role in (None, one))
            keep_lent_apart(tx, stand_in, lent, self._city.settings.separate, now)
            made = replace(wanted, id=f"D-{tx.count('delegations') + 1:04}")
            tx.put("delegations", made.as_doc())
            self._note(tx, "delegate", actor, made.as_doc())
            return made

        return self._store.transact(think)

    def _check_place(self, tx: Reader, unit: str | None, definition: str | None) -> None:
        if definition is not None:
            self._versions(tx).newest(definition)
        if unit is not None and tx.get("units", unit) is None:
            near = get_close_matches(unit, [doc["id"] for doc in tx.all("units")], n=3)
            raise InputError(
                N_("There is no unit “{unit}”."),
                N_("Did you mean: {near}?") if near else None,
                unit=unit,
                near=", ".join(near),
            )

    def _passed_on(
        self, tx: Transaction, wanted: Delegation, holder: User, giver: User, now: datetime
    ) -> Delegation:
        """What somebody passes on who stands in themselves: no wider than they have it, and only where that is allowed."""
        directory = Directory(tx)
        has = [
            one
            for doc in tx.find("delegations", "to", giver.id)
            for one in (Delegation.from_doc(doc),)
            if one.principal == holder.id and directory.in_force(one, now)
        ]
        if not has:
            require_admin(tx, giver.id)
        allowed = [one for one in has if one.onward]
        for first in allowed:
            narrowed = replace(
                wanted,
                role=wanted.role or first.role,
                unit=wanted.unit or first.unit,
                definition=wanted.definition or first.definition,
                through=first.id,
            )
            within = first.unit is None or first.unit in directory.above(narrowed.unit)
            if (
                first.role in (None, narrowed.role)
                and first.definition in (None, narrowed.definition)
                and within
            ):
                self._check_circle(tx, first, wanted.to)
                return narrowed
        raise Refused(
            [
                Reason(
                    "onward",
                    N_("{user} may pass on what {principal} delegated only as wide as it was given to them.")
                    if allowed
                    else N_("{principal} delegated this to {user} alone; it may not be passed on."),
                    {"user": giver.name, "principal": holder.name},
                    rule="onward",
                    who_can_mend=(holder.id, BUILT_IN_ROLES[ADMIN]),
                )
            ]
        )

    def _check_circle(self, tx: Transaction, first: Delegation, to: str) -> None:
        """Refuse to pass something on to somebody through whose hands it came."""
        directory = Directory(tx)
        stand_in = directory.user(to)
        step: Delegation | None = first
        while step is not None:
            if directory.user(step.to).identity == stand_in.identity:
                raise Refused(
                    [
                        Reason(
                            "onward",
                            N_("{user} has it already: it came this way."),
                            {"user": stand_in.name},
                            rule="no circles",
                        )
                    ]
                )
            doc = tx.get("delegations", step.through) if step.through else None
            step = Delegation.from_doc(doc) if doc else None

    def _check_delegation(
        self, directory: Directory, holder: User, stand_in: User, wanted: Delegation, now: datetime
    ) -> None:
        if holder.identity == stand_in.identity:
            raise InputError(N_("Nobody stands in for themselves."), N_("Name another user."))
        start, end = wanted.since, wanted.until
        if end and ((start and end < start) or end < now):
            raise InputError(
                N_("The delegation would end before it begins, or has ended already."),
                N_("Name a later end."),
            )
        role = wanted.role
        if role is None or holder.holds(role):
            return
        lent = [
            one.principal
            for one in directory.mandates(as_actor(holder), now)
            if one.role in (None, role) and any(held == role for held, _ in one.principal.roles)
        ]
        if lent:
            reason = Reason(
                "onward",
                N_(
                    "{user} has the role “{role}” only in place of {principal} and cannot delegate it as their own."
                ),
                {"user": holder.name, "role": role, "principal": lent[0].name},
                rule="onward",
                who_can_mend=(lent[0].id, BUILT_IN_ROLES[ADMIN]),
            )
        else:
            reason = Reason(
                "mandate",
                N_("{user} does not hold the role “{role}” and cannot delegate it."),
                {"user": holder.name, "role": role},
                who_can_mend=(BUILT_IN_ROLES[ADMIN],),
            )
        raise Refused([reason])

    def _moment(self, given: Moment, edge: time) -> datetime | None:
        if given is None or isinstance(given, datetime):
            if given is not None and given.tzinfo is None:
                raise InputError(
                    N_("“{at}” is no moment in time with a zone."),
                    N_("Name a date, or a time with a zone."),
                    at=str(given),
                )
            return given
        return datetime.combine(given, edge, self._clock.tz)

    @typed
    def revoke_delegation(self, id: str, *, actor: str) -> Delegation:
        """End a delegation at once, and with it what was passed on by it.

        Raises:
            InputError: there is none of that id.
            Refused: the actor is neither its principal, nor who passed it on, nor an admin.
        """

        def think(tx: Transaction) -> Delegation:
            doc = tx.get("delegations", id)
            if doc is None:
                raise InputError(
                    N_("There is no delegation “{id}”."), N_("`lantik delegate list` names them."), id=id
                )
            found = Delegation.from_doc(doc)
            Directory(tx).actor(actor)
            if actor != found.principal and not (found.through and actor == found.by):
                require_admin(tx, actor)
            ended = replace(found, revoked=self._clock.now(tx))
            tx.put("delegations", ended.as_doc())
            self._note(tx, "revoke_delegation", actor, {"delegation": id})
            return ended

        return self._store.transact(think)

    def delegations(self) -> list[Delegation]:
        """Every delegation, also those that have ended."""
        return [Delegation.from_doc(doc) for doc in self._store.read().all("delegations")]

    def lent(self, delegation: Delegation) -> bool:
        """Whether a delegation holds now, also by the one through which it came."""
        reader = self._store.read()
        return Directory(reader).in_force(delegation, self._clock.now(reader))
