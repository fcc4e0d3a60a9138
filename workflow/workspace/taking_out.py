"""Taking a person's data out: events without the values, cases as a replay of these leads to them, documents scrubbed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow.engine.case import Event
from workflow.engine.chain import digest
from workflow.engine.replay import replay
from workflow.store.protocol import Doc, Transaction
from workflow.workspace.erasing import Survey
from workflow.workspace.erasures import Plan, erasures, kept_hashes, redacted
from workflow.workspace.versions import Versions


def take_out(
    tx: Transaction, survey: Survey, versions: Versions, plan: Plan, again: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Take everything that a plan names out of events, cases and other documents.

    Args:
        tx: in which it is written.
        survey: of the same moment as the plan.
        versions: the published versions.
        plan: what goes.
        again: what an earlier erasure said that a restore has undone.

    Returns:
        What the entry of the record says of it.
    """
    events = {case: {str(n): list(paths) for n, paths in one.items()} for case, one in plan.events.items()}
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
    _change_cases(tx, survey, versions, plan, changed)
    _change_documents(tx, plan)
    told: dict[str, Any] = {"person": plan.person, "row": plan.row}
    for name, value in (("events", _merged(again, events)), ("kept", kept), ("papers", plan.papers)):
        if value:
            told[name] = dict(value)
    return told | ({"again": True} if again is not None else {})


def _change_cases(
    tx: Transaction,
    survey: Survey,
    versions: Versions,
    plan: Plan,
    changed: Mapping[str, Mapping[int, Doc]],
) -> None:
    """The cases as a replay of what is left leads to them, so that `verify` finds the two the same."""
    for case in plan.cases:
        doc = tx.get("cases", case)
        if doc is None or case not in changed:
            continue
        tx.forget("cases", case, survey.scrub_case(doc, plan.events[case]))
        history = [changed[case].get(one["seq"], one) for one in tx.history(case)]
        led_to = replay(map(Event.from_doc, history), lambda name, n: versions.get(name, n).definition)
        tx.put("cases", replace(led_to, revision=doc["revision"]).as_doc())


def _change_documents(tx: Transaction, plan: Plan) -> None:
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
        drafts, letters = doc.get("drafts", {}), doc.get("letters", [])
        left = {key: one for key, one in drafts.items() if one["case"] not in self.cases}
        kept = [one for one in letters if self.cases.isdisjoint(one["cases"])]
        if left == drafts and kept == letters:
            return doc
        return {**doc, **({"drafts": left} if drafts else {}), **({"letters": kept} if letters else {})}


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
