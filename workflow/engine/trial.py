"""One act on one case while it is being judged: what it would make of the case, and the events that make it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from workflow.definition.model import Action, Definition
from workflow.engine import asked, authority, deadline, demands, duty, letters, rows, signoff
from workflow.engine.altered import completed
from workflow.engine.authority import Standing
from workflow.engine.case import Act, Case, Change, Decision, Event, Refusal, Signature
from workflow.engine.chain import sealed
from workflow.engine.facts import SYSTEM, Facts
from workflow.engine.held import held_elsewhere
from workflow.engine.machine import RunningVersion
from workflow.engine.not_voted import missing_votes
from workflow.engine.replay import VOID, apply, drops, fallen, makes_void, return_entry
from workflow.engine.standing_in import in_place
from workflow.engine.stood import undone, users_of
from workflow.engine.trigger_events import moot_entries
from workflow.errors import Reason


class Trial:
    """One act on one case while it is being judged."""

    def __init__(
        self,
        version: RunningVersion,
        case: Case,
        act: Act,
        action: Action,
        given: Mapping[str, Any],
        facts: Facts,
        now: datetime,
        at: datetime,
    ) -> None:
        self.version, self.case, self.act, self.action = version, case, act, action
        self.given, self.facts, self.now, self.at = given, facts, now, at
        self.entered = given
        self.faults: tuple[Mapping[str, str], ...] = ()
        self.target = case.state
        self.worked: Mapping[str, Any] = {}
        self.followed: list[Mapping[str, Any]] = []
        self.changes: list[Change] = []

    @property
    def judged(self) -> Case:
        """The case without the signatures that the act makes void."""
        return self._judged if self.case.signing else self.case

    @cached_property
    def _judged(self) -> Case:
        case, act = self.case, self.act
        void = makes_void(case, act.action, self.given, act.documents, self.version.definition)
        return replace(case, signing=None, signatures=()) if void else case

    @property
    def needs(self) -> signoff.Needs:
        """What is open in the sign-off of the action, at this act."""
        return self._needs if self.action.signoff is not None else {}

    @cached_property
    def _needs(self) -> signoff.Needs:
        changes = bool(self.given or self.act.documents)
        definition = self.version.definition
        return asked.at_an_act(definition, self.step(), self.judged, self.action, changes, self.facts)

    def fire(self, standing: Standing) -> Decision:
        """The action takes place: one event, its effects, and the case in its new state."""
        return self._decision([self._event(standing, self.action, self.target, fired=True)])

    def sign(self, standing: Standing) -> Decision | Refusal:
        """One signature; the last one that is needed fires the action in the same event."""
        tree = self.action.signoff
        assert tree is not None
        after = [*self._signatures(), standing.signature(self.at)]
        outcome = signoff.status(tree, after, self._reach(after), self.needs)
        done = outcome == "done"
        event = self._event(
            standing,
            self.action,
            self.target if done else self.case.state,
            fired=done,
            vote="sign",
        )
        # who signs here is missing there: a quorum that was refused may just have lost its last hope
        return self._end(standing, event) if outcome == "failed" else self._decision([event])

    def vote_against(self, standing: Standing) -> Decision | Refusal:
        """A refusal, an abstention, or a signature taken back; an ended sign-off fires the action named by `refused`."""
        reasons = duty.breaches(self.version.definition, self.case, self.action.name, standing.people, {})
        if self.act.vote == "refuse" and not (self.act.reason or "").strip() and self._wants_reason():
            reasons.append(demands.no_reason(self.action))
        if reasons:
            return Refusal(tuple(reasons))
        self.followed, self.changes = [], []
        event = self._event(standing, self.action, self.case.state, fired=False, vote=self.act.vote)
        if self.act.vote == "withdraw" or not self._ended(standing):
            return self._decision([event])
        return self._end(standing, event)

    def _end(self, standing: Standing, event: Event) -> Decision | Refusal:
        """The sign-off can no longer succeed: the action named by `refused` fires behind this vote, or all begins anew."""
        self.followed, self.changes = [], []
        refused = self.action.refused
        if refused is None:
            return self._decision(
                [replace(event, followed=({"sign_off": VOID}, *fallen(self.case, event.actor)))]
            )
        self.act = replace(self.act, action=refused, fields={}, documents={}, vote=None)
        self.action = self.version.action(refused)
        self.given, self.worked, self.faults = {}, {}, ()
        target = demands.target(self.version, self.case, self.act, self.action)
        if isinstance(target, Reason):
            return Refusal((target,))
        self.target = target
        blocked = self.work_out() or self.weigh_effects()
        if blocked:
            return Refusal(tuple(blocked))
        first = self._sealed(event, self.case)
        refusing = apply(self.case, first, self.version.definition)
        return self._decision([event, self._event(standing, self.action, target, fired=True, case=refusing)])

    def _wants_reason(self) -> bool:
        follows = self.version.definition.actions.get(self.action.refused or "")
        return "required" in (self.action.reason, follows.reason if follows else None)

    def _ended(self, standing: Standing) -> bool:
        tree = self.action.signoff
        if tree is None:
            return False
        if standing.vetoes:
            return True
        after = [*self._signatures(), standing.signature(self.at, self.act.vote)]
        needs = self.needs
        if self.act.vote == "abstain" and asked.leaves_open(tree):  # the number may hang on who abstained
            voted = replace(self.judged, signing=self.action.name, signatures=tuple(after))
            needs = asked.fresh(self.version, voted, self.action, self.facts)
        return signoff.status(tree, after, self._reach(after), needs) == "failed"

    def _signatures(self) -> tuple[Signature, ...]:
        return self.judged.signatures if self.judged.signing == self.action.name else ()

    def _reach(self, signatures: Any) -> signoff.Reach:
        return authority.reach(self.version.definition, self.case, self.action, signatures, self.facts)

    def work_out(self) -> list[Reason]:
        """Work out what the action fills in by itself; what cannot be told yet, or is another case's, is a reason."""
        self.worked = {}
        reasons = self._fill_in() if self.action.sets or self.action.marks else []
        return reasons or self._taken_elsewhere()

    def _fill_in(self) -> list[Reason]:
        definition, step = self.version.definition, self.step()
        rules = step.rules()
        for name, rule in self.action.sets.items():
            value, failed = rules.work_out(rule)
            if failed is not None:
                step.weigh(rule, failed)
            else:
                self.worked = {**self.worked, name: value}
        if self.action.marks and not step.reasons:
            given = {**self.given, **self.worked}
            self.worked = {
                **self.worked,
                **rows.marked(definition, self.action, self.case, given, self.step(given).rules()),
            }
        return step.reasons

    def _taken_elsewhere(self) -> list[Reason]:
        """What another case has of the values that the action fills in, or of those that only one case may hold."""
        reasons: list[Reason] = []
        if self.worked:
            given = replace(self.case, fields={**self.case.fields, **self.given})
            definition = self.version.definition
            reasons = demands.not_unique(definition, given, self.action, self.worked, self.facts, self.at)
        if self.version.holds_alone:
            values = {**self.given, **self.worked}
            reasons += held_elsewhere(self.version.definition, self.case, self.target, values, self.facts)
        return reasons

    def step(self, given: Mapping[str, Any] | None = None) -> demands.Step:
        """The rules of the action over what the case would be with these values (those of the act, where left out)."""
        values = self.given if given is None else given
        return demands.Step(
            self.version, self.case, self.action, self.act, values, self.facts, self.at, self.entered
        )

    def weigh_effects(self) -> list[Reason]:
        """Work out what the action's effects would do; what stands against them are reasons."""
        self.followed, self.changes = [], []
        reasons: list[Reason] = []
        given = {**self.case.fields, **self.given, **self.worked}
        if self.action.batch:
            batch = demands.batch_of(self.action.batch, self.case, given, self.at)
            self.followed.append({**batch, "line": 1 + self.facts.lines(demands.batch_key(batch))})
        for effect in self.action.does:
            outcome = self.facts.outcome(effect, self.case, given, self.at.date())
            self.followed += [{"effect": effect, **one} for one in outcome.followed]
            self.changes += outcome.changes
            reasons += outcome.reasons
        return reasons

    def _event(
        self,
        standing: Standing,
        action: Action,
        target: str,
        *,
        fired: bool,
        vote: str | None = None,
        case: Case | None = None,
    ) -> Event:
        case = case or self.case
        due, left = case.due, case.left
        followed = self.followed if fired else []
        given = {**self.given, **self.worked} if fired and self.worked else self.given
        changed = self.given if case.signing == action.name else given
        definition = self.version.definition
        back = (
            fired and target in case.came_from and (not action.to_previous or _runs(definition, case.state))
        )
        if (
            case is self.case
            and case.signing
            and (
                (fired and target != case.state and drops(case, action.name, definition))
                or makes_void(case, action.name, changed, self.act.documents, definition)
            )
        ):
            followed = [
                *followed,
                *fallen(case, standing.actor.id, undone(case, target) if back else ()),
            ]
        elif back:
            lost = replace(case, signatures=())
            followed = [*followed, *fallen(lost, standing.actor.id, undone(case, target))]
        if fired and action.external is not None:
            entry = letters.said(definition, action, self.act, given)
            followed = [*followed, entry] if entry else followed
        if back:
            followed = [*followed, return_entry(case)]
        if case.pending and given:
            followed = [*followed, *moot_entries(definition, case, given)]
        if fired and action.closes:
            followed = [*followed, missing_votes(self.version, case, action.closes, self.facts)]
        if fired:
            batches = case.batches
            if followed:
                batches = {**batches, **{one["batch"]: one for one in followed if "batch" in one}}
            due, left = deadline.clock(
                definition,
                case,
                target,
                action.to_previous,
                self.at.date(),
                {**case.fields, **given},
                batches,
                self.facts.calendar,
            )
        return Event(
            case=case.id,
            seq=case.seq + 1,
            action=action.name,
            actor=standing.actor.id,
            at=self.at,
            recorded=self.now,
            source=case.state,
            target=target,
            definition=self.version.id,
            version=self.version.number,
            **in_place(self.version.definition, case, standing, self.facts, self.now),
            people=standing.people,
            name=standing.actor.name,
            role=standing.role,
            leaf=standing.leaf if action.signoff else None,
            kind=standing.kind if action.signoff else None,
            fields=dict(given),
            documents=dict(self.act.documents),
            reason=self.act.reason,
            vote=vote,
            fired=fired,
            faults=self.faults if fired else (),
            stood=self._stood(standing, action) if fired and action.signoff is not None else (),
            followed=tuple(followed),
            due=due,
            left=left,
            before=case.hash,
        )

    def _sealed(self, event: Event, case: Case) -> Event:
        event = asked.with_needs(self.version, case, event, self.facts)
        return sealed(event, case.hash, self.version.salts(event, self.facts.seed))

    def _stood(self, standing: Standing, action: Action) -> tuple[str, ...]:
        """The accounts whose signatures make an action fire; the clock, which counts them anew, signs nothing."""
        signs = () if standing.actor.id == SYSTEM else (standing.actor.id,)
        return users_of(
            self.judged if self.judged.signing == action.name else replace(self.judged, signatures=()), *signs
        )

    def _decision(self, events: list[Event]) -> Decision:
        case, written = self.case, []
        for event in events:
            event = self._sealed(event, case)
            case = apply(case, event, self.version.definition)
            written.append(event)
        fired = any(event.fired for event in written)
        after = completed(case, revision=self.case.revision + 1)  # `apply` made it
        return Decision(tuple(written), after, tuple(self.changes) if fired else ())


def _runs(definition: Definition, state: str) -> bool:
    """Whether a case is under way in a state: going back from it is a return, and takes up nothing again."""
    here = definition.states[state]
    return here.clock != "stopped" and not here.final
