"""`ws.persons`: what is kept of a person, given to them, set right, and erased where the law allows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workflow.access.directory import Directory
from workflow.access.users import User
from workflow.engine.case import Event
from workflow.engine.journal import note
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.registry.model import Person
from workflow.store.protocol import Reader, Store, Transaction
from workflow.workspace.admins import ADMIN, require_admin
from workflow.workspace.city import City
from workflow.workspace.clock import Clock
from workflow.workspace.erasing import Survey
from workflow.workspace.erasures import CHAIN, Erased, Plan, erasures
from workflow.workspace.files import Files
from workflow.workspace.personal_export import everything_of
from workflow.workspace.registry import require_keeper
from workflow.workspace.set_right import set_right
from workflow.workspace.taking_out import take_out
from workflow.workspace.typed import typed_verbs
from workflow.workspace.versions import Versions


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: the plan that it followed, and the entry of the record; `entry` is None where it was a trial."""

    plan: Plan
    entry: Event | None


@typed_verbs
class Persons:
    """Everything about the personal data of one person.

    Args:
        store: where they are.
        files: the attached files; None where there are none.
        city: its settings.
        clock: the store's clock.
        versions: makes the published versions from a reader.
    """

    def __init__(
        self,
        store: Store,
        files: Files | None,
        city: City,
        clock: Clock,
        versions: Callable[[Reader], Versions],
    ) -> None:
        self._store, self._files, self._city = store, files, city
        self._clock, self._versions = clock, versions

    def export(self, person: str, *, actor: str) -> dict[str, Any]:
        """Everything that is kept of a person, and of nobody else, as one JSON document.

        Args:
            person: the id in the registry.
            actor: who keeps the registry, an auditor, or the person with their own account.

        Raises:
            Refused: the actor is none of them.
            InputError: there is nothing of such a person.
        """
        reader = self._store.read()
        user = Directory(reader).user(actor)
        Directory(reader).actor(actor)
        if user.person != person and not user.holds("auditor"):
            require_keeper(reader, actor)
        return everything_of(reader, self._survey(reader, person), self._clock.now(reader))

    def correct(self, person: str, changes: Mapping[str, Any], *, reason: str, actor: str) -> Person:
        """Set right what the registry has of a person.

        Args:
            person: the id.
            changes: name → value, as text or of its type; None takes away what may be absent.
            reason: why; it stands on the record, and the names of what was changed, but no value.
            actor: who keeps the registry.

        Raises:
            Refused: the actor keeps no registry, or no reason is given.
            InputError: there is no such person, no such name, or a value cannot be read.
        """
        why = _needed(reason, N_("A correction needs a reason."))

        def think(tx: Transaction) -> Person:
            require_keeper(tx, actor)
            doc = tx.get("people", person)
            if doc is None:
                raise _unknown(tx, person)
            before = Person.from_doc(doc)
            after = set_right(before, changes, self._clock.now(tx).date())
            changed = sorted({*doc, *after.as_doc()} - {n for n in doc if after.as_doc().get(n) == doc[n]})
            if changed:
                tx.put("people", after.as_doc())
                told = {"person": person, "changed": changed, "reason": why}
                note(tx, "registry", "correct", actor, self._clock.now(tx), told)
            return after

        return self._store.transact(think)

    # ── erasing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def plan(self, person: str) -> Plan:
        """What erasing a person would do now, and what would have to stay; nothing is written."""
        return self._survey(self._store.read(), person).plan()

    def propose(self, person: str, *, reason: str, basis: str, actor: str) -> Plan:
        """Propose an erasure, for another administrator to carry out (`personal_data: {second_admin: true}`).

        Raises:
            Refused: the actor is no administrator, or what must be kept forbids it.
        """

        def think(tx: Transaction) -> Plan:
            require_admin(tx, actor)
            plan = self._allowed(tx, person)
            now = self._clock.now(tx)
            told = {"person": person, "reason": reason, "basis": basis}
            tx.put("meta", {"id": _mark(person), "by": actor, "at": now.isoformat()})
            note(tx, CHAIN, "propose", actor, now, told)
            return plan

        _needed(reason, N_("An erasure needs a reason."))
        _needed(basis, N_("An erasure needs its legal basis."))
        return self._store.transact(think)

    def erase(
        self, person: str, *, reason: str, basis: str, actor: str, again: Mapping[str, Any] | None = None
    ) -> Erasure:
        """Erase what is personal and need not be kept, for good; the record still verifies.

        Args:
            person: the id in the registry; it stays, and with it appointments and who decided what.
            reason: why, as free text.
            basis: the legal basis, or the request that it answers.
            actor: an administrator.
            again: what an earlier erasure said that a restore has undone; None: this is the first.

        Raises:
            Refused: the actor is no administrator, no other one has proposed it where the city wants two, or the law
                keeps it: a post that is held, an open case, an open account.
            InputError: there is nothing of such a person.
        """
        why = _needed(reason, N_("An erasure needs a reason."))
        ground = _needed(basis, N_("An erasure needs its legal basis."))

        def think(tx: Transaction) -> Erasure:
            if again is None:
                self._may_erase(tx, person, actor)
                plan = self._allowed(tx, person)
            else:
                plan = self._survey(tx, person).plan()
            if plan.empty and again is None:
                raise InputError(
                    N_("Nothing is left of {person} that could be erased."),
                    N_("`lantik person erase {person} --dry-run` says what stays, and until when."),
                    person=person,
                )
            if tx.get("meta", _mark(person)) is not None:
                tx.drop("meta", _mark(person))
            survey = self._survey(tx, person)
            told = take_out(tx, survey, self._versions(tx), plan, again)
            told |= {"basis": ground, "reason": why}
            entry = note(tx, CHAIN, "erase", actor, self._clock.now(tx), told)
            return Erasure(plan, entry)

        done = self._store.transact(think)
        if self._files is not None and done.plan.papers:
            self._files.remove(*done.plan.papers)
        return done

    def erased(self, case: str) -> dict[int, list[Erased]]:
        """Which values of a case's events were erased: the event's number → what, when, by whom."""
        reader = self._store.read()
        found: dict[int, list[Erased]] = {}
        if reader.get("meta", f"journal:{CHAIN}") is None:
            return found
        for event in erasures(reader):
            said = event["fields"]
            for number, paths in said.get("events", {}).get(case, {}).items():
                one = Erased(tuple(paths), datetime.fromisoformat(event["at"]), event["actor"], said["basis"])
                found.setdefault(int(number), []).append(one)
        return found

    def beside(self) -> list[Path]:
        """Copies of the store beside it that an erasure does not reach.

        What a restore put aside, what a killed restore or a killed making left, the backup of an older format.
        """
        path = getattr(self._store, "path", None)
        if not isinstance(path, Path):
            return []
        stem = path.stem if path.suffix == ".json" else path.name
        left = ("before-restore-*", "restoring-*", "cut-short-*", "before-format-*.zip")
        return sorted(one for kind in left for one in path.parent.glob(f"{stem}.{kind}"))

    def unerased(self) -> bool:
        """Whether the files of the store's database may still have erased values; `Store.checkpoint` takes them away."""
        asked = getattr(self._store, "unerased", None)
        return bool(asked is not None and asked())

    def _survey(self, reader: Reader, person: str) -> Survey:
        today = self._clock.now(reader).date()
        return Survey(reader, self._versions(reader), person, today, self._city.settings.keep_years)

    def _allowed(self, reader: Reader, person: str) -> Plan:
        plan = self._survey(reader, person).plan()
        if plan.against and plan.against[0].code == "unknown_person":
            raise _unknown(reader, person)
        if plan.against:
            raise Refused(list(plan.against))
        return plan

    def _may_erase(self, tx: Transaction, person: str, actor: str) -> None:
        admin = require_admin(tx, actor)
        if not self._city.settings.erase_second_admin:
            return
        proposed = tx.get("meta", _mark(person))
        by = Directory(tx).user(proposed["by"]) if proposed else None
        if by is None or by.identity == admin.identity or not (by.active and by.holds(ADMIN)):
            others = [User.from_doc(doc) for doc in tx.all("users")]
            raise Refused(
                [
                    Reason(
                        "second_admin",
                        N_(
                            "Here two administrators erase: another one must have proposed it first, with"
                            " `lantik person erase {person} --propose`."
                        ),
                        {"person": person},
                        rule="personal_data: {second_admin: true}",
                        who_can_mend=tuple(
                            one.name
                            for one in others
                            if one.active and one.holds(ADMIN) and one.identity != admin.identity
                        ),
                    )
                ]
            )


def _mark(person: str) -> str:
    return f"erasure:{person}"


def _needed(words: str, template: str) -> str:
    if not words.strip():
        raise Refused([Reason("reason", template, question=True)])
    return words.strip()


def _unknown(reader: Reader, person: str) -> InputError:
    gone = [one for one in erasures(reader) if one["fields"]["person"] == person]
    if gone:
        return InputError(
            N_("The data of {person} were erased on {day} by {actor} ({basis})."),
            person=person,
            day=date.fromisoformat(gone[-1]["at"][:10]),
            actor=gone[-1]["actor"],
            basis=gone[-1]["fields"]["basis"],
        )
    return InputError(
        N_("There is no person “{id}”."), N_("`lantik import people` brings them in."), id=person
    )
