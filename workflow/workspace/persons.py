"""`ws.persons`: what is kept of a person, given to them, set right, and erased where the law allows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workflow.access.directory import Directory
from workflow.access.users import User
from workflow.engine.case import Event
from workflow.engine.chain import digest
from workflow.engine.journal import note
from workflow.engine.replay import replay
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.registry.model import Person
from workflow.store.protocol import Doc, Reader, Store, Transaction
from workflow.workspace.admins import ADMIN, require_admin
from workflow.workspace.city import City
from workflow.workspace.clock import Clock
from workflow.workspace.erasing import CHAIN, Erased, Plan, Survey, erasures, kept_hashes, redacted
from workflow.workspace.files import Files
from workflow.workspace.personal_export import everything_of
from workflow.workspace.registry import require_keeper
from workflow.workspace.set_right import set_right
from workflow.workspace.versions import Versions


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: the plan that it followed, and the entry of the record; `entry` is None where it was a trial."""

    plan: Plan
    entry: Event | None


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
            entry = self._take_out(tx, plan, why, ground, actor, again)
            return Erasure(plan, entry)

        done = self._store.transact(think)
        if self._files is not None:
            for digest in done.plan.papers:
                self._files.remove(digest)
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
        """Copies of the store beside it that an erasure does not reach: what a restore put aside, or an older format."""
        path = getattr(self._store, "path", None)
        if not isinstance(path, Path):
            return []
        stem = path.stem if path.suffix == ".json" else path.name
        return sorted(
            [*path.parent.glob(f"{stem}.before-restore-*"), *path.parent.glob(f"{stem}.before-format-*.zip")]
        )

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

    def _take_out(
        self,
        tx: Transaction,
        plan: Plan,
        reason: str,
        basis: str,
        actor: str,
        again: Mapping[str, Any] | None,
    ) -> Event:
        survey = self._survey(tx, plan.person)
        events = {
            case: {str(n): list(paths) for n, paths in one.items()} for case, one in plan.events.items()
        }
        earlier = kept_hashes([*erasures(tx), *([{"fields": again}] if again else [])])
        cases = {*plan.events, *(case for case, _ in earlier)}
        histories = {case: {one["seq"]: one for one in tx.history(case)} for case in cases}
        kept: dict[str, dict[str, list[str]]] = {}
        changed: dict[str, dict[int, Doc]] = {}
        for case, numbers in plan.events.items():
            for number, paths in numbers.items():
                made, plainly = redacted(histories[case][number], paths)
                changed.setdefault(case, {})[number] = made
                tx.redact(made)
                if plainly or (case, number) in earlier:
                    kept.setdefault(case, {})[str(number)] = [made["hash"], digest(made)]
        for (case, number), (stated, rest) in earlier.items() if again else ():
            there = histories[case].get(number)
            if number not in plan.events.get(case, {}) and there is not None and there["hash"] == stated:
                kept.setdefault(case, {})[str(number)] = [stated, rest]
        self._change_cases(tx, survey, plan, changed)
        self._change_documents(tx, plan)
        told: dict[str, Any] = {"person": plan.person, "basis": basis, "reason": reason, "row": plan.row}
        for name, value in (("events", _merged(again, events)), ("kept", kept), ("papers", plan.papers)):
            if value:
                told[name] = dict(value)
        if again is not None:
            told["again"] = True
        if tx.get("meta", _mark(plan.person)) is not None:
            tx.drop("meta", _mark(plan.person))
        return note(tx, CHAIN, "erase", actor, self._clock.now(tx), told)

    def _change_cases(
        self, tx: Transaction, survey: Survey, plan: Plan, changed: Mapping[str, Mapping[int, Doc]]
    ) -> None:
        """The cases as a replay of what is left leads to them, so that `verify` finds the two the same."""
        versions = self._versions(tx)
        for case in plan.cases:
            doc = tx.get("cases", case)
            if doc is None or case not in changed:
                continue
            tx.forget("cases", case, survey.scrub_case(doc, plan.events[case]))
            history = [changed[case].get(one["seq"], one) for one in tx.history(case)]
            led_to = replay(map(Event.from_doc, history), lambda name, n: versions.get(name, n).definition)
            tx.put("cases", replace(led_to, revision=doc["revision"]).as_doc())

    def _change_documents(self, tx: Transaction, plan: Plan) -> None:
        if plan.row:
            tx.drop("people", plan.person)
            tx.forget("people", plan.person, _nothing)
            for user in plan.accounts:
                _change(tx, "users", user, _nameless)
        for table, ids, scrub in (
            ("absences", plan.absences, _reasonless),
            ("delegations", plan.delegations, _reasonless),
            ("ceremonies", plan.ceremonies, _Roll(frozenset(plan.cases))),
        ):
            for one in ids:
                _change(tx, table, one, scrub)
        undraft = _Undraft(frozenset(plan.cases))
        for user in [doc["id"] for doc in tx.all("users")]:
            desk = tx.get("meta", f"desk:{user}")
            if desk is not None:
                if undraft(desk) != desk:
                    tx.put("meta", undraft(desk))
                tx.forget("meta", desk["id"], undraft)
        for table, ids in (("notices", plan.notices), ("uniques", plan.uniques)):
            for one in ids:
                tx.drop(table, one)
                tx.forget(table, one, _nothing)


def _change(tx: Transaction, table: str, id: str, scrub: Callable[[Doc], Doc]) -> None:
    doc = tx.get(table, id)
    if doc is not None:
        tx.put(table, scrub(doc))
        tx.forget(table, id, scrub)


def _nothing(_: Doc) -> None:
    return None


def _nameless(doc: Doc) -> Doc:
    return {**doc, "name": doc["id"]}


def _reasonless(doc: Doc) -> Doc:
    return {**doc, "reason": ""} if "reason" in doc else doc


@dataclass(frozen=True, slots=True)
class _Undraft:
    """Takes what somebody had typed about some cases out of their desk."""

    cases: frozenset[str]

    def __call__(self, doc: Doc) -> Doc:
        drafts = doc.get("drafts", {})
        left = {key: one for key, one in drafts.items() if one["case"] not in self.cases}
        return doc if left == drafts else {**doc, "drafts": left}


@dataclass(frozen=True, slots=True)
class _Roll:
    """Takes the reasons for which somebody did not come out of a ceremony's roll."""

    cases: frozenset[str]

    def __call__(self, doc: Doc) -> Doc:
        lines = [
            {
                name: value
                for name, value in line.items()
                if name != "reason" or line["case"] not in self.cases
            }
            for line in doc["lines"]
        ]
        return {**doc, "lines": lines}


def _merged(again: Mapping[str, Any] | None, events: Mapping[str, Any]) -> dict[str, Any]:
    """What was erased now, beside what an earlier erasure says."""
    found = {case: dict(numbers) for case, numbers in (again or {}).get("events", {}).items()}
    for case, numbers in events.items():
        for number, paths in numbers.items():
            there = found.setdefault(case, {})
            there[number] = sorted({*there.get(number, ()), *paths})
    return found


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
