"""Ceremonies as an officer meets them: create, put cases on the roll, record who came, hold.

The actions that it takes are found in each case's own definition: the one that asks for the field `ceremony` puts a case on
the roll, the one with `batch: ceremony` inaugurates, and the one that asks for `ceremony_date` alone postpones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar

from workflow.ceremony.model import Attendance, Ceremony, Line
from workflow.definition.model import Action
from workflow.engine.calendar import Calendar
from workflow.engine.case import Act, Case
from workflow.engine.facts import Actor
from workflow.engine.journal import note
from workflow.engine.machine import RunningVersion
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader, Store, Transaction

T = TypeVar("T")
POSTPONED_BY = 5


class Writer(Protocol):
    """What it asks of the one way to write."""

    def many_in(self, tx: Transaction, acts: Sequence[Act]) -> list[Case]:
        """Many acts inside one transaction: all of them, or `Refused`."""


class Office(Protocol):
    """What it asks of the workspace around it."""

    calendar: Calendar

    def now(self, reader: Reader) -> datetime:
        """The store's clock."""

    def actor(self, reader: Reader, user: str) -> Actor:
        """A user as the engine sees one."""

    def load(self, reader: Reader, case: str) -> Case:
        """A case by id."""

    def version(self, reader: Reader, case: Case) -> RunningVersion:
        """The version that a case runs under."""

    def newest(self, reader: Reader) -> Iterable[RunningVersion]:
        """The newest version of every definition."""


class Ceremonies:
    """`ws.ceremonies`."""

    def __init__(self, store: Store, writer: Writer, office: Office) -> None:
        self._store, self._writer, self._office = store, writer, office

    def all(self) -> list[Ceremony]:
        """Every ceremony, the latest day first."""
        found = map(Ceremony.from_doc, self._store.read().all("ceremonies"))
        return sorted(found, key=lambda one: (one.date, one.id), reverse=True)

    def get(self, id: str) -> Ceremony:
        """A ceremony; raises InputError when there is none of that id."""
        return _load(self._store.read(), id)

    def create(self, title: str, day: date, *, place: str = "", actor: str) -> Ceremony:
        """Plan a ceremony.

        Args:
            title: its name.
            day: when it is held: a working day, today at the earliest.
            place: where.
            actor: somebody whom a definition lets put cases on the roll of a ceremony or inaugurate.

        Raises:
            Refused: the day is none on which a ceremony may be, or the actor may not.
            InputError: the title is empty or the actor unknown.

        Source: Peraturan BKN 7/2017 (the day of a ceremony is a working day).
        """
        if not title.strip():
            raise InputError(
                N_("A ceremony needs a title."), N_("Give it one, such as “Pelantikan pejabat fungsional”.")
            )

        def think(tx: Transaction) -> Ceremony:
            self._require_officer(tx, actor)
            reasons = self._against_day(tx, day)
            if reasons:
                raise Refused(reasons)
            number = 1 + sum(1 for one in tx.all("ceremonies") if one["date"].startswith(str(day.year)))
            made = Ceremony(f"UPC-{day.year}-{number:03}", title.strip(), day, place.strip())
            tx.put("ceremonies", made.as_doc())
            self._note(
                tx, "create", actor, {"ceremony": made.id, "date": day.isoformat(), "title": made.title}
            )
            return made

        return self._store.transact(think)

    def _against_day(self, tx: Transaction, day: date) -> list[Reason]:
        closed = self._office.calendar.why_not(day)
        reasons = []
        if closed is not None:
            reasons.append(
                Reason(
                    "not_a_working_day",
                    N_("{day} is not a working day ({why})."),
                    {"day": day, "why": closed},
                    rule="a ceremony is held on a working day",
                    basis="Peraturan BKN 7/2017",
                )
            )
        if day < self._office.now(tx).date():
            reasons.append(Reason("past", N_("{day} has passed."), {"day": day}))
        return reasons

    def _require_officer(self, reader: Reader, actor: str) -> None:
        held = {role for role, _ in self._office.actor(reader, actor).roles}
        labels: dict[str, Mapping[str, str]] = {}
        for version in self._office.newest(reader):
            for action in version.definition.actions.values():
                if action.batch == "ceremony" or "ceremony" in action.asks:
                    labels |= {role: version.definition.roles[role].label for role in action.by}
        if not held.intersection(labels):
            raise Refused(
                [
                    Reason(
                        "role",
                        N_("Ceremonies are planned and held by {roles}."),
                        {"roles": list(labels.values()) or "-"},
                        who_can_mend=tuple(labels.values()),
                    )
                ]
            )

    def add(self, id: str, cases: Sequence[str], *, actor: str, at: datetime | None = None) -> Ceremony:
        """Put cases on the roll: each is scheduled, all in one commit or none.

        Args:
            id: the ceremony.
            cases: the cases; those that are on the roll already are passed over.
            actor: who schedules.
            at: when it took effect, as for `Workspace.act`.

        Raises:
            Refused: a case cannot be scheduled (every reason of every case), or the ceremony has been held.
            InputError: an unknown ceremony, case or user.
        """

        def think(tx: Transaction) -> Ceremony:
            ceremony = self._open(tx, id)
            known = {line.case for line in ceremony.lines}
            new = [case for case in dict.fromkeys(cases) if case not in known]
            fields = {"ceremony": ceremony.id, "ceremony_date": ceremony.date.isoformat()}
            wanted: list[Wanted] = [
                (case, _schedules, fields, f"{ceremony.id} {ceremony.title}") for case in new
            ]
            self._take(tx, wanted, actor, at)
            self._leave_other_rolls(tx, id, set(new))
            grown = replace(ceremony, lines=(*ceremony.lines, *(Line(case) for case in new)))
            tx.put("ceremonies", grown.as_doc())
            self._note(tx, "add", actor, {"ceremony": id, "cases": new})
            return grown

        return self._store.transact(think)

    def _note(self, tx: Transaction, action: str, actor: str, data: Mapping[str, Any]) -> None:
        note(tx, "ceremonies", action, actor, self._office.now(tx), data)

    def _leave_other_rolls(self, tx: Transaction, id: str, cases: set[str]) -> None:
        """A case is on one roll that is still to be held, at most."""
        for doc in list(tx.all("ceremonies")):
            other = Ceremony.from_doc(doc)
            left = tuple(line for line in other.lines if line.case not in cases)
            if other.id != id and other.held is None and len(left) < other.invited:
                tx.put("ceremonies", replace(other, lines=left).as_doc())

    def attend(
        self,
        id: str,
        cases: Sequence[str],
        attendance: Attendance,
        *,
        reason: str | None = None,
        actor: str,
    ) -> Ceremony:
        """Record who came, or who did not and why; may be corrected until the ceremony is held.

        Raises:
            Refused: the ceremony has been held, an absence has no reason, or the actor may not.
            InputError: a case that is not on the roll.
        """
        if attendance not in ("present", "absent"):
            raise InputError(
                N_("“{attendance}” is no attendance."),
                N_("Write present or absent."),
                attendance=attendance,
            )

        def think(tx: Transaction) -> Ceremony:
            self._require_officer(tx, actor)
            ceremony = self._open(tx, id)
            lines = {line.case: line for line in ceremony.lines}
            for case in cases:
                if case not in lines:
                    raise InputError(
                        N_("Case {case} is not on the roll of {ceremony}."),
                        N_("Add it first: `lantik ceremony add`."),
                        case=case,
                        ceremony=id,
                    )
            if attendance == "absent" and not (reason or "").strip():
                raise Refused([Reason("reason", N_("An absence needs a reason."), question=True)])
            why = reason if attendance == "absent" else None
            changed = {case: replace(lines[case], attendance=attendance, reason=why) for case in cases}
            tx.put("ceremonies", ceremony.with_lines(changed).as_doc())
            said = {"ceremony": id, "cases": list(changed), "attendance": attendance}
            self._note(tx, "attend", actor, said | ({"reason": why} if why else {}))
            return ceremony.with_lines(changed)

        return self._store.transact(think)

    def hold(
        self, id: str, *, postpone_to: date | None = None, actor: str, at: datetime | None = None
    ) -> Ceremony:
        """Inaugurate those present and postpone the others, all in one commit.

        Args:
            id: the ceremony.
            postpone_to: the new day of those who did not come; when left out, 5 working days later, or the last day that
                their deadline leaves if that is earlier.
            actor: who holds it in the record.
            at: when it took effect, as for `Workspace.act`.

        Raises:
            Refused: attendance is not complete, or a case cannot be inaugurated or postponed (every reason of every case).
        """

        def think(tx: Transaction) -> Ceremony:
            ceremony = self._open(tx, id)
            if not ceremony.lines:
                raise Refused([Reason("empty", N_("Nobody is on the roll of {ceremony}."), {"ceremony": id})])
            if ceremony.unknown:
                raise Refused(
                    [
                        Reason(
                            "attendance",
                            N_("Attendance is not recorded for {count} of {invited} on the roll."),
                            {"count": ceremony.unknown, "invited": ceremony.invited},
                        )
                    ]
                )
            lines = {line.case: self._outcome(tx, ceremony, line, postpone_to) for line in ceremony.lines}
            self._take(
                tx,
                [
                    (line.case, _inaugurates, {}, None)
                    if line.outcome == "inaugurated"
                    else (line.case, _postpones, {"ceremony_date": line.new_date}, line.reason)
                    for line in lines.values()
                ],
                actor,
                at,
            )
            held = replace(ceremony.with_lines(lines), held=at or self._office.now(tx), held_by=actor)
            tx.put("ceremonies", held.as_doc())
            told = {"ceremony": id, "invited": held.invited, "present": held.present, "absent": held.absent}
            self._note(tx, "hold", actor, told)
            return held

        return self._store.transact(think)

    def _outcome(self, tx: Transaction, ceremony: Ceremony, line: Line, postpone_to: date | None) -> Line:
        if line.attendance == "present":
            return replace(line, outcome="inaugurated")
        due = self._office.load(tx, line.case).due
        later = postpone_to or self._office.calendar.add_working(ceremony.date, POSTPONED_BY)
        return replace(
            line, outcome="postponed", new_date=min(later, due) if due and not postpone_to else later
        )

    def _take(self, tx: Transaction, wanted: Sequence[Wanted], actor: str, at: datetime | None) -> None:
        acts = []
        for case, fits, fields, reason in wanted:
            found = self._office.load(tx, case)
            version = self._office.version(tx, found)
            action = next((one for one in version.definition.leaving(found.state) if fits(one)), None)
            if action is None:
                action = next((one for one in version.definition.actions.values() if fits(one)), None)
            if action is None:
                raise InputError(
                    N_("The definition of case {case} knows no ceremony."),
                    N_("Leave the case out."),
                    case=case,
                )
            acts.append(
                Act(case, action.name, fields, reason=reason if action.reason else None, actor=actor, at=at)
            )
        self._writer.many_in(tx, acts)

    def _open(self, reader: Reader, id: str) -> Ceremony:
        ceremony = _load(reader, id)
        if ceremony.held is not None:
            raise Refused(
                [
                    Reason(
                        "held",
                        N_("{ceremony} was held on {day}; its roll is closed."),
                        {"ceremony": id, "day": ceremony.held.date()},
                    )
                ]
            )
        return ceremony


Wanted = tuple[str, Callable[[Action], bool], Mapping[str, object], str | None]


def _schedules(action: Action) -> bool:
    return "ceremony" in action.asks or ("ceremony" in action.may_ask and "ceremony_date" in action.asks)


def _inaugurates(action: Action) -> bool:
    return action.batch == "ceremony"


def _postpones(action: Action) -> bool:
    return action.side and "ceremony_date" in action.asks and "ceremony" not in action.asks


def _load(reader: Reader, id: str) -> Ceremony:
    doc = reader.get("ceremonies", id)
    if doc is None:
        near = get_close_matches(id, [one["id"] for one in reader.all("ceremonies")], n=3)
        raise InputError(
            N_("There is no ceremony “{ceremony}”."),
            N_("Did you mean: {near}?") if near else N_("`lantik ceremony create` plans one."),
            ceremony=id,
            near=", ".join(near),
        )
    return Ceremony.from_doc(doc)
