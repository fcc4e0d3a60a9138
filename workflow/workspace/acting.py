"""The one way to write to a case: read, decide, write, all under the store's lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from workflow.access.directory import Directory
from workflow.definition.duration import Duration
from workflow.definition.model import Definition
from workflow.engine.altered import altered
from workflow.engine.case import Act, Case, Decision, Event, Refusal
from workflow.engine.chain import document_of
from workflow.engine.correcting import correct, earlier_entry
from workflow.engine.demands import unique_keys, unique_mark
from workflow.engine.facts import SYSTEM
from workflow.engine.held import held_keys
from workflow.engine.machine import RunningVersion
from workflow.engine.opening import open_case
from workflow.engine.settling import followed_up, settle
from workflow.errors import Conflict, InputError, LantikError, Reason, Refused
from workflow.language import N_
from workflow.registry.constraints import against_opening, purpose
from workflow.registry.settings import TWO_DAYS
from workflow.store.protocol import Reader, Transaction
from workflow.workspace import ahead
from workflow.workspace.acting_officials import changes_who_acts
from workflow.workspace.batches import keep_batches
from workflow.workspace.candidacies import keep_up
from workflow.workspace.distributing import comes_up, give_out
from workflow.workspace.facts import StoreFacts
from workflow.workspace.familiar import to_the_same
from workflow.workspace.lettering import CALLED, keep_letters, listed, told_already
from workflow.workspace.many import already_done, preview
from workflow.workspace.menders import with_names
from workflow.workspace.noticing import may_tell, notices_of
from workflow.workspace.typed import hold
from workflow.workspace.versions import Versions

Result = Case | LantikError


class Acting:
    """Opens cases and acts on them.

    Args:
        transact: the store's `transact`.
        facts: makes the engine's facts from a transaction and the moment.
        versions: makes the published versions from a transaction.
        now: the store's clock, read inside the transaction.
        later: whether acts may be entered later than they took effect.
        familiar: how long a case that is sent back is kept for whoever did that step before; None: not at all.
        claims_last: how long somebody has what is given out to them.
        people_changed: looks at other cases anew, once somebody acts in a post, or no longer does.
    """

    def __init__(
        self,
        transact: Callable[[Callable[[Transaction], Any]], Any],
        facts: Callable[[Reader, datetime], StoreFacts],
        versions: Callable[[Reader], Versions],
        now: Callable[[Reader], datetime],
        later: Callable[[], bool] = lambda: True,
        familiar: Callable[[], Duration | None] = lambda: None,
        people_changed: Callable[[Transaction], object] = lambda tx: None,
        claims_last: Callable[[], Duration] = lambda: TWO_DAYS,
    ) -> None:
        self._people_changed, self._claims_last = people_changed, claims_last
        self._transact, self._facts, self._versions, self._now = transact, facts, versions, now
        self._later, self._familiar = later, familiar

    def open(
        self,
        definition: str,
        subject: str,
        actor: str,
        given: Mapping[str, Any],
        at: datetime | None,
    ) -> Case:
        """Open a case in one commit; see `Workspace.open_case`."""

        def think(tx: Transaction) -> Case:
            return self.open_in(tx, definition, subject, actor, given, at)

        return _case(self._transact(think))

    def open_in(
        self,
        tx: Transaction,
        definition: str,
        subject: str,
        actor: str,
        given: Mapping[str, Any],
        at: datetime | None,
    ) -> Case:
        """Open a case inside a transaction."""
        now = self._now(tx)
        self._in_time(at, now)
        when = moment(at, now, None)
        version = self._versions(tx).newest(definition)
        unit = _unit(tx, version.definition, subject)
        facts = self._facts(tx, now)
        against = (
            against_opening(tx, purpose(version.definition), subject, facts.purpose)
            if version.definition.subject == "position"
            else ()
        )
        answer = open_case(
            version,
            next_id(tx, version.definition, when),
            subject,
            unit,
            actor,
            given,
            facts,
            now,
            when,
            against,
        )
        if isinstance(answer, Refusal):
            raise Refused(answer.reasons)
        return self.given_out(tx, version, write(tx, version.definition, answer), answer)

    def act(self, act: Act) -> Case:
        """One act in one commit; see `Workspace.act`."""
        return _case(self._transact(lambda tx: self.act_in(tx, act)))

    def act_in(self, tx: Transaction, act: Act, revision: int | None = None) -> Case:
        """One act inside a transaction; `revision` is the case's afterwards, where several acts make one commit.

        Raises:
            InputError, Refused, Conflict: as `Workspace.act`.
        """
        hold(Act, vars(act))
        ahead.for_act(tx, act)
        now = self._now(tx)
        case = load(tx, act.case)
        if act.actor == SYSTEM:  # what the clock does comes from `tick` alone
            Directory(tx).actor(act.actor)
        if act.expected is not None and act.expected != case.revision:
            last = Event.from_doc(tx.history(case.id)[-1])
            known = self._versions(tx).get(last.definition, last.version).definition.actions.get(last.action)
            raise Conflict(
                case.id,
                act.expected,
                case.revision,
                last.name or last.actor,
                f"{last.recorded.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
                known.label if known else CALLED.get(last.action, last.action),
            )
        version = self._versions(tx).get(case.definition, case.version)
        self._in_time(act.at, now)
        act = altered(act, at=moment(act.at, now, case.changed))
        act = listed(version.definition, case, act)
        facts, corrects = self._facts(tx, now), act.letter.get("corrects") if act.letter else None
        if corrects and (told := told_already(version.definition, case, act)) is not None:
            raise Refused([told], act.case, act.action, already=True)
        if corrects and earlier_entry(case, corrects) is not None:
            answer = followed_up(version, correct(version, case, act, facts, now), facts, act.at or now, now)
        else:
            answer = settle(version, case, act, facts, now)
        if isinstance(answer, Refusal):
            raise Refused(with_names(tx, answer.reasons), case.id, act.action)
        after = write(tx, version.definition, answer, revision)
        if answer.changes and changes_who_acts(tx, ((one.table, one.doc) for one in answer.changes)):
            self._people_changed(tx)
        lasts = self._familiar()
        if lasts is not None and after.returned and not case.returned:
            first = to_the_same(
                tx, version, after, lasts, self._facts(tx, now), max(now, after.changed or now)
            )
            after = write(tx, version.definition, first, after.revision) if first else after
        return self.given_out(tx, version, after, answer)

    def given_out(self, tx: Transaction, version: RunningVersion, case: Case, answer: Decision) -> Case:
        """A case with what came up in it given to those who are to do it, in the same commit."""
        if not comes_up(version, case, answer.events):
            return case
        now = self._now(tx)
        facts, now = self._facts(tx, now), max(now, case.changed or now)
        given = give_out(tx, version, case, self._claims_last(), facts, now)
        return write(tx, version.definition, given, case.revision) if given else case

    def _in_time(self, at: datetime | None, now: datetime) -> None:
        """Refuse a moment that has passed where the city enters nothing later (`entered_later` in `city.yaml`)."""
        if at is not None and at.tzinfo is not None and at < now and not self._later():
            raise Refused(
                [
                    Reason(
                        "entered_later",
                        N_("{at} has passed, and this city enters nothing later than it took effect."),
                        {"at": at.astimezone(now.tzinfo)},
                        rule="entered_later: false",
                    )
                ]
            )

    def many(self, acts: Sequence[Act], atomic: bool) -> list[Result]:
        """Many acts, each in a commit of its own, or all in one or none; see `Workspace.act_many`."""
        if not atomic:
            return [self._result(act) for act in acts]
        return list(self._transact(lambda tx: self.many_in(tx, acts)))

    def many_in(self, tx: Transaction, acts: Sequence[Act]) -> list[Case]:
        """Many acts inside one transaction: all of them, or `Refused` with every reason of every case."""
        cases: list[Case] = []
        refused: list[Refused] = []
        before: dict[str, int] = {}
        for act in acts:
            hold(Act, {"case": act.case})
            if act.case not in before:
                before[act.case] = load(tx, act.case).revision
            try:
                cases.append(self.act_in(tx, act, before[act.case] + 1))
            except Refused as refusal:
                refused.append(refusal)
        if refused:
            raise Refused(
                [
                    Reason(
                        reason.code,
                        N_("{case}: {reason}"),
                        {"case": one.case, "reason": _Worded(reason)},
                        reason.rule,
                        reason.basis,
                        reason.who_can_mend,
                        reason.question,
                    )
                    for one in refused
                    for reason in one.reasons
                ]
            )
        return cases

    def preview(self, acts: Sequence[Act]) -> list[Result]:
        """What many acts would come to, with nothing written; see `Workspace.preview_many`."""
        return preview(self._transact, self.act_in, acts)

    def _result(self, act: Act) -> Result:
        def think(tx: Transaction) -> Case:
            try:
                return self.act_in(tx, act)
            except Refused as error:
                raise already_done(tx, act, error) from None

        try:
            return _case(self._transact(think))
        except (Refused, Conflict, InputError) as error:
            return error


class _Worded:
    """A reason inside of another sentence, in the language in which that one is read."""

    __slots__ = ("_reason",)

    def __init__(self, reason: Reason) -> None:
        self._reason = reason

    def __str__(self) -> str:
        return self._reason.message


def _case(value: Any) -> Case:
    assert isinstance(value, Case)
    return value


def load(reader: Reader, case: str) -> Case:
    """A case by id.

    Raises:
        InputError: there is none; names the near ones.
    """
    doc = reader.get("cases", case)
    if doc is None:
        near = get_close_matches(str(case), (one["id"] for one in reader.all("cases")), n=3)
        raise InputError(
            N_("There is no case “{case}”."),
            N_("Did you mean: {near}?") if near else N_("`lantik case list` names them."),
            case=case,
            near=", ".join(near),
        )
    return Case.from_doc(doc)


def write(tx: Transaction, definition: Definition, answer: Decision, revision: int | None = None) -> Case:
    """Put a decision into the transaction: events, case, registry, notices, and the values that it takes.

    `revision` is the case's, where several decisions make one commit.
    """
    held: Mapping[str, Any] = {}
    before = tx.get("cases", answer.case.id)
    if before is not None:
        held = before.get("fields", {})
        if may_tell(before, answer):
            for doc in notices_of(Case.from_doc(before), answer, definition):
                tx.put("notices", doc)
    case = answer.case if revision is None else replace(answer.case, revision=revision)
    for event in answer.events:
        tx.append(document_of(event))
        for name, key in unique_keys(definition, event.fields, held, event.at).items():
            values = {**held, **event.fields}
            holder = tx.get("uniques", key)
            if holder is None or holder["case"] == event.case:
                tx.put(
                    "uniques", {"id": key, "case": event.case, "mark": unique_mark(definition, name, values)}
                )
        if event.followed:
            keep_letters(tx, event)
            keep_batches(tx, event)
    _keep_held(tx, definition, before, case)
    for change in answer.changes:
        tx.put(change.table, change.doc)
    tx.put("cases", case.as_doc())
    keep_up(tx, definition, case)
    return case


def _keep_held(tx: Transaction, definition: Definition, before: Mapping[str, Any] | None, case: Case) -> None:
    """Take and give back what a case alone may hold while it is in certain states."""
    if not any(one.unique_while for one in definition.fields.values()):
        return
    held = set(held_keys(definition, case.state, case.fields).values())
    old = set(held_keys(definition, before["state"], before.get("fields", {})).values()) if before else set()
    for key in sorted(old | held):
        holder = tx.get("uniques", key)
        if holder is None or holder["case"] in ("", case.id):
            tx.put("uniques", {"id": key, "case": case.id if key in held else "", "mark": ""})


def moment(at: datetime | None, now: datetime, changed: datetime | None) -> datetime:
    """When an act takes effect, in the store's zone.

    Raises:
        InputError: no zone is told, or it lies in the future, or before the case's last event.
    """
    if at is None:
        return max(now, changed) if changed else now
    if at.tzinfo is None:
        raise InputError(
            N_("“{at}” is no moment in time with a zone."),
            N_("Write it as 2025-11-25T08:00:00+08:00."),
            at=str(at),
        )
    try:
        at = at.astimezone(now.tzinfo)
    except OverflowError:  # the first or the last day that a calendar has
        raise InputError(N_("“{at}” lies outside of every calendar."), at=str(at)) from None
    if at > now:
        raise InputError(
            N_("{at} lies in the future; it is {now}."),
            N_("Leave the time out, or name an earlier one."),
            at=at,
            now=now,
        )
    if changed is not None and at < changed:
        raise InputError(
            N_("{at} lies before the case's last event ({changed})."),
            N_("Name a later moment."),
            at=at,
            changed=changed,
        )
    return at


def next_id(tx: Transaction, definition: Definition, when: datetime) -> str:
    """The next free case number of a definition: its `number` template, counted for each year."""
    template = definition.number or f"{definition.id.upper()}-{{year}}-{{n:04}}"
    key = f"counter:{definition.id}:{when.year}"
    counter = tx.get("meta", key)
    n = counter["n"] if counter else 0
    while True:
        n += 1
        found = template.format(year=when.year, month=f"{when.month:02}", n=n)
        if tx.get("cases", found) is None:
            tx.put("meta", {"id": key, "n": n})
            return found


def _unit(reader: Reader, definition: Definition, subject: str) -> str | None:
    """The unit that unit-scoped roles are judged against: the position's.

    Raises:
        InputError: the definition is about positions and there is none of that id.
    """
    if definition.subject != "position":
        return None
    doc = reader.get("positions", subject)
    if doc is not None:
        return str(doc["unit"])
    near = get_close_matches(subject, (one["id"] for one in reader.all("positions")), n=3)
    raise InputError(
        N_("There is no position “{position}”."),
        N_("Did you mean: {near}?")
        if near
        else N_("Import positions first: `lantik import positions FILE`."),
        position=subject,
        near=", ".join(near),
    )
