"""`ws.letters`: a decision from outside, recorded once for all the cases that its letter covers; each has its own answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from workflow.definition.model import Action, Definition, Label, State
from workflow.engine import letters as engine
from workflow.engine.case import Act, Case
from workflow.engine.correcting import earlier_entry
from workflow.engine.machine import RunningVersion
from workflow.errors import InputError, Refused
from workflow.language import N_
from workflow.store.protocol import Doc, Reader
from workflow.workspace.acting import Acting, Result, load
from workflow.workspace.facts import StoreFacts
from workflow.workspace.lettering import LISTED, SUBJECT, TABLE
from workflow.workspace.typed import typed_verbs
from workflow.workspace.versions import Versions


@dataclass(frozen=True, slots=True)
class LetterLine:
    """What a letter says of one case.

    Args:
        case: its id.
        result: the answer: an action of the case that somebody outside decides, or a part of its name (`grant`, `changed`).
        reason: why, where the answer needs a reason.
        to: which state, where the answer leads to one of several.
        says: field → value where the letter's line is not as it was proposed (`subject`: the position); in a correction the
            values of the case follow.
        expected: the revision of the case that the caller saw.
    """

    case: str
    result: str
    reason: str | None = None
    to: str | None = None
    says: Mapping[str, Any] = field(default_factory=dict)
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on record.

    Args:
        id: who wrote it, number and year.
        issuer: who wrote it, as a text or a label.
        number, date: as they stand on it.
        cases: the cases on which it stands, in the order of its lines.
        by, name, recorded: who recorded it first, and when.
        scan: the mark of its scan, or None.
        corrects, why: the letter whose place it takes, and why; `corrected_by` the one that took its own.
    """

    id: str
    issuer: str | Label
    number: str
    date: date
    cases: tuple[str, ...]
    by: str
    name: str
    recorded: datetime
    scan: Mapping[str, Any] | None = None
    corrects: str | None = None
    why: str | None = None
    corrected_by: str | None = None

    @classmethod
    def from_doc(cls, doc: Doc) -> Letter:
        """From the document of the store."""
        return cls(
            doc["id"], doc["issuer"], doc["number"], date.fromisoformat(doc["date"]), tuple(doc["cases"]), doc["by"],
            doc["name"], datetime.fromisoformat(doc["recorded"]), doc.get("scan"), doc.get("corrects"), doc.get("why"),
            doc.get("corrected_by"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterAnswer:
    """An answer that a letter may give to a case: the action, the states to which it may lead, whether it needs a reason."""

    action: str
    label: Label
    targets: tuple[tuple[str, Label], ...]
    needs_reason: bool
    side: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter says of one case, and how the case stands to it.

    Args:
        case: the case.
        letter, number: the letter's id and its number.
        action, label: the answer.
        outcome: `answered`, `follows` (values followed a correction), `stands` (decided on before, stays), `differs` (the
            case went on by another answer and must be sent back or ended).
        says: the letter's line in words; `now` the case's, and `same` whether they agree.
        ways: what is left to be done where it differs: labels of actions.
        newest: whether no later letter of its kind stands on the case.
    """

    case: str
    letter: str
    number: str
    action: str
    label: str | Label
    outcome: str
    says: str
    now: str
    same: bool
    ways: tuple[Label, ...] = ()
    newest: bool = True


@typed_verbs
class Letters:
    """`ws.letters`."""

    def __init__(
        self,
        read: Callable[[], Reader],
        acting: Acting,
        facts: Callable[[Reader], StoreFacts],
        versions: Callable[[Reader], Versions],
    ) -> None:
        self._read, self._acting, self._facts, self._versions = read, acting, facts, versions

    # ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def all(self) -> list[Letter]:
        """Every letter, the newest date first."""
        found = map(Letter.from_doc, self._read().all(TABLE))
        return sorted(found, key=lambda one: (one.date, one.number), reverse=True)

    def get(self, letter: str) -> Letter:
        """A letter by its number or its id; raises InputError where there is none, or several of that number."""
        return self._get(self._read(), letter)

    def _get(self, reader: Reader, letter: str) -> Letter:
        doc = reader.get(TABLE, letter)
        if doc is not None:
            return Letter.from_doc(doc)
        known = [Letter.from_doc(one) for one in reader.all(TABLE)]
        found = [one for one in known if one.number.casefold() == letter.strip().casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(
                N_("There are {count} letters with the number {number}."),
                N_("Name one by its id: {ids}."),
                count=len(found),
                number=letter,
                ids=", ".join(one.id for one in found),
            )
        near = get_close_matches(letter, [one.number for one in known], n=3)
        raise InputError(
            N_("There is no letter “{letter}”."),
            N_("Did you mean: {near}?") if near else N_("`lantik letter list` names them."),
            letter=letter,
            near=", ".join(near),
        )

    def lines(self, letter: str) -> list[Told]:
        """What a letter says of each case on which it stands, and how the case stands to it, in the order of its lines."""
        reader = self._read()
        found = self._get(reader, letter)
        facts, versions = self._facts(reader), self._versions(reader)
        told = [(one, load(reader, one)) for one in found.cases]
        return [
            self._told(case, entry, versions.get(case.definition, case.version).definition, facts)
            for _id, case in told
            if (entry := _last(case, found.id)) is not None
        ]

    def of(self, case: str) -> list[tuple[Letter, Told]]:
        """The letters of a case, the newest first, with what each says of it."""
        reader = self._read()
        found = load(reader, case)
        facts = self._facts(reader)
        definition = self._versions(reader).get(found.definition, found.version).definition
        return [
            (self._get(reader, entry["letter"]), self._told(found, entry, definition, facts))
            for entry in reversed(found.letters)
        ]

    def _told(self, case: Case, entry: Mapping[str, Any], definition: Definition, facts: StoreFacts) -> Told:
        lists = entry.get("lists", {})
        now = {name: case.subject if name == SUBJECT else case.fields.get(name) for name in lists}
        newest = next(one for one in reversed(case.letters) if one["stem"] == entry["stem"])
        differs = bool(entry.get("differs")) and newest is entry
        return Told(
            case.id,
            entry["letter"],
            entry["number"],
            entry["action"],
            engine.answer_label(definition, entry),
            entry.get("outcome", "answered"),
            engine.line_in_words(definition, lists, facts),
            engine.line_in_words(definition, now, facts),
            not engine.differences(case, entry, {}),
            tuple(one.label for one in engine.ways_out(definition, case, entry)) if differs else (),
            newest is entry,
        )

    def state_of(self, reader: Reader, case: Case) -> State:
        """The state in which a case stands, as its version declares it."""
        return self._versions(reader).get(case.definition, case.version).definition.states[case.state]

    def line_of(self, reader: Reader, case: Case) -> str:
        """The line that a list has of a case: whom, for what, from when."""
        definition = self._versions(reader).get(case.definition, case.version).definition
        held = {name: case.fields[name] for name in LISTED if name in case.fields}
        return engine.line_in_words(definition, {**held, SUBJECT: case.subject}, self._facts(reader))

    def answers(self, case: str, corrects: str | None = None) -> list[LetterAnswer]:
        """The answers that a letter may give to a case where it stands; with `corrects` those that may take its place."""
        reader = self._read()
        found = load(reader, case)
        version = self._versions(reader).get(found.definition, found.version)
        definition, state, way = version.definition, found.state, found.came_from
        entry = earlier_entry(found, self._get(reader, corrects).id) if corrects else None
        if entry is not None:
            state, way = entry["source"], tuple(entry["path"])
        return [
            LetterAnswer(
                one.name,
                one.label,
                tuple((name, definition.states[name].label) for name in version.targets(one, state, way)),
                one.reason == "required",
                one.side,
            )
            for one in definition.leaving(state)
            if (stem := engine.stem_of(definition, one)) is not None
            and (entry is None or stem == entry["stem"])
        ]

    # ── recording ───────────────────────────────────────────────────────────────────────────────────────────────────

    def record(
        self,
        number: str,
        day: str | date,
        lines: Sequence[LetterLine],
        *,
        actor: str,
        issuer: str | None = None,
        scan: Mapping[str, Any] | None = None,
        corrects: str | None = None,
        reason: str | None = None,
        atomic: bool = False,
        at: datetime | None = None,
    ) -> list[tuple[str, Result]]:
        """Record a letter from outside: its own answer for each case.

        Args:
            number: as it stands on the letter; one issuer uses it once a year.
            day: the letter's date.
            lines: what it says of each case.
            actor: who records it: somebody who may take the action that each answer is.
            issuer: who wrote it; left out: whom the definition names.
            scan: the mark of its scan, as `attach` gives it.
            corrects: the letter (number or id) whose place it takes. Cases of that one that `lines` do not name keep their
                answer.
            reason: why it was corrected; and the reason of each answer that needs one and has none of its own.
            atomic: True: all in one commit, or an exception and nothing is written. Else each case is a commit of its own.
            at: when it took effect, as for `Workspace.act`.

        Returns:
            Each case with what came of it, in order: the case, or the error that it met.

        Raises:
            Refused: (`atomic`) with every reason of every case; or the letter stands on record with another date.
            InputError: something is unknown, there is no line, or a correction gives no reason.
        """
        acts = self._acts(number, day, lines, actor, issuer, scan, corrects, reason, at)
        return self._paired(acts, self._acting.many(acts, atomic))

    def preview(
        self,
        number: str,
        day: str | date,
        lines: Sequence[LetterLine],
        *,
        actor: str,
        issuer: str | None = None,
        scan: Mapping[str, Any] | None = None,
        corrects: str | None = None,
        reason: str | None = None,
        at: datetime | None = None,
    ) -> list[tuple[str, Result]]:
        """What `record` would come to, with nothing written."""
        acts = self._acts(number, day, lines, actor, issuer, scan, corrects, reason, at)
        return self._paired(acts, self._acting.preview(acts))

    @staticmethod
    def _paired(acts: Sequence[Act], results: Sequence[Result]) -> list[tuple[str, Result]]:
        return [(act.case, result) for act, result in zip(acts, results, strict=True)]

    def _acts(
        self,
        number: str,
        day: str | date,
        lines: Sequence[LetterLine],
        actor: str,
        issuer: str | None,
        scan: Mapping[str, Any] | None,
        corrects: str | None,
        reason: str | None,
        at: datetime | None,
    ) -> list[Act]:
        reader = self._read()
        earlier = self._get(reader, corrects) if corrects is not None else None
        if earlier is not None and not (reason or "").strip():
            raise InputError(
                N_("A letter that takes the place of {number} needs a reason."),
                N_("Say why it was corrected."),
                number=earlier.number,
            )
        kept = self._unnamed(reader, earlier, {one.case for one in lines})
        lines = [*lines, *(LetterLine(case, entry["action"]) for case, entry in kept.items())]
        if earlier is not None and not lines:
            raise InputError(
                N_("No case rests on letter {number} any more."),
                N_("`lantik letter show {number}` shows what took its place."),
                number=earlier.number,
            )
        if not number.strip() or not lines:
            raise InputError(
                N_("A letter has a number, and a line for each case that it covers."),
                N_("Name the cases as CASE=RESULT."),
            )
        twice = [
            one.case for place, one in enumerate(lines) if one.case in [other.case for other in lines[:place]]
        ]
        if twice:
            raise InputError(
                N_("Case {case} stands in the letter twice."), N_("Give it one answer."), case=twice[0]
            )
        told: dict[str, Any] = {
            "issuer": issuer,
            "scan": dict(scan) if scan else None,
            "why": reason if earlier else None,
        }
        told |= {"corrects": earlier.id, "replaces": earlier.number} if earlier else {}
        shared = {name: value for name, value in told.items() if value}
        return [
            self._act(reader, one, number, day, actor, shared, reason, at, kept.get(one.case))
            for one in lines
        ]

    @staticmethod
    def _unnamed(
        reader: Reader, earlier: Letter | None, named: Collection[str]
    ) -> dict[str, Mapping[str, Any]]:
        """What the earlier letter said of the cases on which it stands still and that the new one does not name."""
        found = {}
        for case in earlier.cases if earlier else ():
            if earlier is not None and case not in named:
                entry = earlier_entry(load(reader, case), earlier.id)
                if entry is not None:
                    found[case] = entry
        return found

    def _act(
        self,
        reader: Reader,
        line: LetterLine,
        number: str,
        day: str | date,
        actor: str,
        shared: Mapping[str, Any],
        reason: str | None,
        at: datetime | None,
        kept: Mapping[str, Any] | None,
    ) -> Act:
        case = load(reader, line.case)
        version = self._versions(reader).get(case.definition, case.version)
        again = bool(shared.get("corrects")) and _last(case, shared["corrects"]) is not None
        action = _answer(version, case, line.result, again)
        stem = engine.stem_of(version.definition, action)
        fields = {f"{stem}_number": number.strip(), f"{stem}_date": _day(day)}
        own = {name: value for name, value in line.says.items() if name in (*action.asks, *action.may_ask)}
        _known(version.definition, line.says)
        follows = {name: value for name, value in line.says.items() if name not in own and name != SUBJECT}
        lists = dict(line.says) if kept is None else dict(kept.get("lists", {}))
        letter = {**shared, "lists": lists, "follows": follows}
        to = line.to if len(action.to) > 1 else None
        why = line.reason or (reason if action.reason or shared.get("corrects") else None)
        act = Act(
            case.id,
            action.name,
            {**fields, **own},
            reason=why,
            to=to,
            expected=line.expected,
            at=at,
            actor=actor,
            letter=letter,
        )
        otherwise = list(
            engine.known_otherwise(version.definition, action, act, act.fields, self._facts(reader))
        )
        if otherwise:
            raise Refused(otherwise)
        return act


def _last(case: Case, letter: str) -> Mapping[str, Any] | None:
    return next((one for one in reversed(case.letters) if one["letter"] == letter), None)


def _day(day: str | date) -> str:
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day.strip())
        except ValueError:
            raise InputError(
                N_("“{words}” is not a date."), N_("Write it as 2025-11-25."), words=day
            ) from None
    return day.isoformat()


def _known(definition: Definition, says: Mapping[str, Any]) -> None:
    for name in says:
        field = definition.fields.get(name)
        if name != SUBJECT and (field is None or field.type == "group"):
            near = get_close_matches(name, [*definition.fields, SUBJECT], n=3)
            raise InputError(
                N_("A line of a letter has no “{name}” in “{definition}”."),
                N_("Did you mean: {near}?") if near else None,
                name=name,
                definition=definition.id,
                near=", ".join(near),
            )


def _answer(version: RunningVersion, case: Case, word: str, again: bool) -> Action:
    """The answer that a word means, among those that a letter may give where the case stands (or stood)."""
    definition = version.definition
    here = [one for one in definition.actions.values() if engine.stem_of(definition, one) is not None]
    fitting = [one for one in here if again or case.state in one.source] or here
    wanted = word.strip().casefold()
    for choice in (fitting, here):
        exact = [one for one in choice if one.name == wanted]
        parts = [one for one in choice if wanted in one.name.split("_")]
        labels = [one for one in choice if wanted in (text.casefold() for text in one.label.values())]
        found = exact or parts or labels
        if len(found) == 1:
            return found[0]
        if found:
            break
    raise InputError(
        N_("“{word}” is no answer that a letter gives to case {case}."),
        N_("There are: {near}."),
        word=word,
        case=case.id,
        near=", ".join(one.name for one in fitting) or "-",
    )
