"""The calendar of absences: who is away when, who acts for them, and which cases that would leave without people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from workflow.access.absence import Absence
from workflow.access.directory import Directory
from workflow.access.users import BUILT_IN_ROLES, User
from workflow.engine.case import Case
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.admins import require_admin
from workflow.workspace.facts import StoreFacts
from workflow.workspace.separation import keep_lent_apart, roles_of
from workflow.workspace.standing_in import StandingIn
from workflow.workspace.typed import typed

if TYPE_CHECKING:
    from workflow.workspace.staffing import Staff


class Absences(StandingIn):
    """The part of `ws.access` that keeps the calendar of absences."""

    @typed
    def add_absence(
        self,
        user: str,
        *,
        since: date,
        until: date | None = None,
        to: Sequence[str] = (),
        reason: str = "",
        actor: str,
    ) -> Absence:
        """Enter that somebody is away; whoever acts for them may do so from the first day, without a further step.

        Args:
            user: who is away.
            since: the first day.
            until: the last day; None: until it is cancelled.
            to: who acts for them: the first of these who is there then.
            reason: why.
            actor: the absent person, or an admin.

        Raises:
            Refused: the actor is neither, a stand-in has a role that is kept apart (`separate`), or the city wants every
                running case to keep its people (`unstaffed`).
            InputError: unknown users, an end before the beginning or in the past, or somebody who would stand in for
                themselves.
        """

        def think(tx: Transaction) -> Absence:
            directory, now = Directory(tx), self._clock.now(tx)
            directory.actor(actor)
            absent, stand_ins = directory.user(user), [directory.user(one) for one in dict.fromkeys(to)]
            if actor != user:
                require_admin(tx, actor)
            if any(one.identity == absent.identity for one in stand_ins):
                raise InputError(N_("Nobody stands in for themselves."), N_("Name another user."))
            if until is not None and (until < since or until < now.date()):
                raise InputError(
                    N_("The absence would end before it begins, or has ended already."),
                    N_("Name a later end."),
                )
            for one in stand_ins:
                keep_lent_apart(tx, one, roles_of(tx, user), self._city.settings.separate, now)
            made = Absence(
                f"A-{tx.count('absences') + 1:04}", user, since, until, tuple(one.id for one in stand_ins),
                reason.strip(), actor,
            )  # fmt: skip
            tx.put("absences", made.as_doc())
            if self._city.settings.absence_must_be_staffed:
                self._require_people(tx, made, now)
            self._note(tx, "add_absence", actor, made.as_doc())
            return made

        return self._store.transact(think)

    @typed
    def cancel_absence(self, id: str, *, actor: str) -> Absence:
        """End an absence at once: somebody is back, and nobody acts for them any more.

        Raises:
            InputError: there is none of that id.
            Refused: the actor is neither the absent person nor an admin.
        """

        def think(tx: Transaction) -> Absence:
            doc = tx.get("absences", id)
            if doc is None:
                raise InputError(
                    N_("There is no absence “{id}”."), N_("`lantik absence list` names them."), id=id
                )
            found = Absence.from_doc(doc)
            Directory(tx).actor(actor)
            if actor != found.user:
                require_admin(tx, actor)
            ended = replace(found, cancelled=self._clock.now(tx))
            tx.put("absences", ended.as_doc())
            self._note(tx, "cancel_absence", actor, {"absence": id})
            return ended

        return self._store.transact(think)

    def absences(self) -> list[Absence]:
        """Every absence, also those that are over."""
        return [Absence.from_doc(doc) for doc in self._store.read().all("absences")]

    def stands_in(self, absence: Absence) -> str | None:
        """Who acts for the absent now, by user id; None when nobody named is there."""
        reader = self._store.read()
        return Directory(reader).stands_in(absence, self._clock.now(reader))

    @typed
    def without_people(self, absence: str) -> list[str]:
        """The ids of the running cases that could be completed, and cannot be while an absence lasts.

        Asked for the first day of the absence that is not past, with whoever else is away then. A case that waits for longer
        than the absence is told too: it stands still meanwhile.

        Raises:
            InputError: there is none of that id.
        """
        reader = self._store.read()
        doc = reader.get("absences", absence)
        if doc is None:
            raise InputError(
                N_("There is no absence “{id}”."), N_("`lantik absence list` names them."), id=absence
            )
        return self._without_people(reader, Absence.from_doc(doc), self._clock.now(reader))

    def _without_people(self, reader: Reader, absence: Absence, now: datetime) -> list[str]:
        first = datetime.combine(absence.since, time.min, now.tzinfo)
        when = max(first, now)
        absent = Directory(reader).user(absence.user)
        away = away_at(reader, when)
        others = {person: stand_in for person, stand_in in away.items() if person != absent.identity}
        with_it, without = self._staff(reader, when, away), self._staff(reader, when, others)
        held = {role for role, _ in absent.roles}
        versions = self._versions(reader)
        stuck = []
        for case in self._that_ask_for(reader, held):
            definition = versions.get(case.definition, case.version).definition
            meanwhile = with_it.judge(definition, away=0, case=case)
            if not meanwhile.ok and without.judge(definition, away=0, case=case).ok:
                stuck.append(case.id)
        return stuck

    def _that_ask_for(self, reader: Reader, roles: set[str]) -> list[Case]:
        """The running cases whose definition knows one of these roles."""
        versions = self._versions(reader)
        return [
            Case.from_doc(doc)
            for doc in reader.all("cases")
            if not doc.get("final")
            and roles.intersection(versions.get(doc["definition"], doc["version"]).definition.roles)
        ]

    def _staff(self, reader: Reader, when: datetime, away: Mapping[str, str | None]) -> Staff:
        from workflow.workspace.staffing import Staff  # late: what judges a whole definition is much to load

        facts = StoreFacts(reader, self._city.calendar, self._city.reference, today=when.date())
        return Staff(facts, self._city.subjects, when.date(), away)

    def _require_people(self, tx: Transaction, absence: Absence, now: datetime) -> None:
        stuck = self._without_people(tx, absence, now)
        if stuck:
            raise Refused(
                [
                    Reason(
                        "unstaffed",
                        N_("With {user} away nobody could complete {cases}."),
                        {"user": Directory(tx).user(absence.user).name, "cases": _few(stuck)},
                        rule="standing_in: {must_be_staffed: true}",
                        who_can_mend=(BUILT_IN_ROLES["admin"],),
                    )
                ]
            )


def _few(cases: Sequence[str], most: int = 10) -> list[str]:
    return [*cases[:most], "…"] if len(cases) > most else [*cases]


def away_at(reader: Reader, when: datetime) -> dict[str, str | None]:
    """Who is away at a moment, as people, each with the person who acts for them, or None."""
    directory = Directory(reader)
    found: dict[str, str | None] = {}
    for doc in reader.all("absences"):
        one = Absence.from_doc(doc)
        if not one.in_force(when):
            continue
        absent: User = directory.user(one.user)
        stand_in = directory.stands_in(one, when)
        if stand_in is not None or absent.identity not in found:
            found[absent.identity] = directory.user(stand_in).identity if stand_in else None
    return found
