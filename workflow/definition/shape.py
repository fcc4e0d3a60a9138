"""Checks whether the flow of a definition holds together: level 3 of `lantik check`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from workflow.definition.contradictions import check_contradictions
from workflow.definition.findings import Findings
from workflow.definition.gaps import Gaps
from workflow.definition.model import (
    Action,
    All,
    AnyOf,
    Definition,
    InOrder,
    Place,
    Quorum,
    SignOff,
    State,
    Trigger,
    branches,
)
from workflow.definition.ways import closure, onward, ways_of
from workflow.language import N_

_DURATION = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?) ?([A-Za-z]+)")
_DAYS = {"wd": 1.4, "d": 1, "month": 30, "months": 30, "year": 365, "years": 365}
_LONGEST = 100 * 365
_HOW = N_("write a whole number and wd, d, months or years, as in “5 wd”")


def check_shape(
    definition: Definition, findings: Findings, states_at: Place | None = None, gaps: Gaps | None = None
) -> None:
    """Note every fault of the flow, each at the key of its state, action or duty.

    Args:
        definition: what is checked.
        findings: takes the faults.
        states_at: where the states begin, for a fault of all of them.
        gaps: what could not be read of the definition.
    """
    gaps = gaps or Gaps()
    shape = _Shape(definition, findings)
    if not gaps.final and definition.states and not any(state.final for state in definition.states.values()):
        findings.error(
            "E306",
            states_at or definition.place,
            N_("no state is final"),
            N_("say `final: true` where a case ends"),
        )
    if not gaps.graph and definition.states:
        shape.reach(gaps.final)
    shape.actions(gaps.actions)
    if not gaps.graph and not gaps.actions:
        shape.beginning()
    shape.deadlines()
    shape.overdue()
    shape.triggers(gaps.actions)
    for duty in definition.duties:
        if duty.kind == "never":
            field = definition.fields.get(duty.field or "")
            if field is not None and not field.names_people:
                findings.error(
                    "E308",
                    duty.place,
                    N_("a duty `never` names a field of type person; “{name}” is {type}"),
                    name=field.name,
                    type=field.type,
                )
        elif len(duty.actions) < 2:
            findings.error(
                "E308",
                duty.place,
                N_("a duty `{kind}` names fewer than two actions"),
                N_("name the actions that it joins"),
                kind=duty.kind,
            )
    check_contradictions(definition, findings)


class _Shape:
    def __init__(self, definition: Definition, findings: Findings) -> None:
        self.definition, self.findings = definition, findings
        states = definition.states
        self.refused = {one.refused: one for one in definition.actions.values() if one.refused}
        self.fired = {step.act for state in states.values() for step in state.overdue if step.act}
        self.fired |= {one.act for one in definition.on.values() if one.act}
        # withdrawing is no way out: as soon as somebody else has acted, it is too late
        lasting = {name: one for name, one in definition.actions.items() if not one.withdraws}
        self.ways = ways_of(replace(definition, actions=lasting))

    def reach(self, unsure_end: bool) -> None:
        """States without a way in or out, and actions that start only from such states."""
        definition = self.definition
        reached = closure([definition.initial], onward(definition))
        back: dict[str, set[str]] = {}
        for source, targets in self.ways.items():
            for target in targets & reached:
                back.setdefault(target, set()).add(source)
        ending = closure([state.name for state in definition.states.values() if state.final], back)
        for state in definition.states.values():
            if state.name not in reached:
                self._error(
                    "E301",
                    state,
                    N_("state “{name}” cannot be reached from “{initial}”"),
                    initial=definition.initial,
                )
            elif ending and not unsure_end and state.name not in ending:
                self._error("E302", state, N_("from state “{name}” no final state can be reached"))
        for action in definition.actions.values():
            if action.source and not reached & set(action.source):
                self._error(
                    "E303",
                    action,
                    N_("action “{name}” can never fire: it starts only from states that cannot be reached"),
                )

    def actions(self, unsure: Collection[str]) -> None:
        """Who may take an action, where it leads, and whether its sign-off can end."""
        for action in self.definition.actions.values():
            fired = action.name in self.refused or action.name in self.fired
            sure = action.name not in unsure
            if sure and not (action.by or action.signoff) and not fired:
                self._error(
                    "E304",
                    action,
                    N_("nobody and nothing may take action “{name}”"),
                    N_("say `by`, or name it in `refused`, in an `overdue` step or in `on`"),
                )
            final = [name for name in action.source if self._state_is_final(name)]
            if sure and final and not action.reopens:
                self._error(
                    "E305",
                    action,
                    N_("action “{name}” leaves the final state “{state}”"),
                    N_("say `reopens: true`, or drop that state"),
                    state=final[0],
                )
            if action.signoff is not None and (fault := _unfinishable(action.signoff)):
                self._error("E307", action, fault)
            if action.refused and action.refused in self.definition.actions:
                self._by_itself("E311", action, self.definition.actions[action.refused], action.source)

    def beginning(self) -> None:
        """Whether anybody can open a case: a case names nobody before it is there."""
        roles = self.definition.roles
        first = [
            one
            for one in self.definition.leaving(self.definition.initial)
            if not one.automatic and (one.by or one.signoff)
        ]
        if first and all(
            role in roles and roles[role].who is not None for one in first for role in one.roles
        ):
            self._error(
                "E304",
                first[0],
                N_("nobody can open a case: the people of “{name}” are named by the case itself"),
                N_("let a role that is given to people begin it"),
            )

    def _state_is_final(self, name: str) -> bool:
        state = self.definition.states.get(name)
        return state is not None and state.final

    def _by_itself(
        self, code: str, owner: Action | State | Trigger, fired: Action, sources: Iterable[str]
    ) -> None:
        """An action that fires with nobody there to fill in, sign or choose."""
        if fired.signoff is not None:
            self._error(
                code, owner, N_("“{action}” cannot fire by itself: it has a sign-off"), action=fired.name
            )
        if fired.asks or fired.documents:
            self._error(
                code,
                owner,
                N_("“{action}” cannot fire by itself: it asks for {what}"),
                action=fired.name,
                what=", ".join((*fired.asks, *fired.documents)),
            )
        if fired.faults == "required":
            self._error(
                code,
                owner,
                N_("“{action}” cannot fire by itself: it asks for a list of faults"),
                action=fired.name,
            )
        if len(fired.to) > 1:
            self._error(
                code,
                owner,
                N_("“{action}” cannot fire by itself: it leaves the target to choose"),
                action=fired.name,
            )
        if fired.withdraws:
            self._error(
                code,
                owner,
                N_("“{action}” cannot fire by itself: only who took “{other}” may withdraw it"),
                action=fired.name,
                other=fired.withdraws,
            )
        if fired.each:
            self._error(
                code,
                owner,
                N_("“{action}” cannot fire by itself: everybody takes it for themselves"),
                action=fired.name,
            )
        missing = [name for name in sources if fired.source and name not in fired.source]
        if missing and isinstance(owner, Trigger):
            self._error(
                code,
                owner,
                N_("“{action}” cannot fire from {states}"),
                N_("add these states to its `from`, or say in `from` of “{name}” which states answer to it"),
                action=fired.name,
                states=", ".join(missing),
            )
        elif missing:
            self._error(
                code,
                owner,
                N_("“{action}” cannot fire from state “{state}”"),
                N_("add the state to its `from`"),
                action=fired.name,
                state=missing[0],
            )

    def deadlines(self) -> None:
        """Deadlines that no calendar can meet, and those that never run."""
        for state in self.definition.states.values():
            times = [state.within.time] if state.within and not state.within.until else []
            times += [step.after for step in state.overdue if step.after]
            for words in times + [one.before for one in state.remind]:
                fault, hint = self._duration(words)
                if fault:
                    self._error("E309", state, fault, hint, words=words)
            if state.within is not None and state.clock == "stopped":
                self.findings.warning(
                    "W307",
                    state.place,
                    N_("the deadline of “{name}” never runs: the clock stands still there"),
                    N_("take out `within`, or `clock: stopped`"),
                    name=state.name,
                )

    def _duration(self, words: str) -> tuple[str | None, str | None]:
        number, _, unit = words.partition(" ")
        if number.startswith("params."):
            parameter = self.definition.parameters.get(number.removeprefix("params."))
            if parameter is None:
                return N_("the deadline of “{name}” names a parameter that is not declared: “{words}”"), None
            words = f"{parameter.value} {unit}".strip()
        found = _DURATION.fullmatch(words.strip())
        if found is None or found[2] not in _DAYS or "." in found[1]:
            return N_("the deadline “{words}” of “{name}” is no duration"), _HOW
        count = int(found[1][:12])
        if count <= 0:
            return N_("no calendar can meet the deadline “{words}” of “{name}”"), N_("write 1 or more")
        if count * _DAYS[found[2]] > _LONGEST:
            return N_("the deadline “{words}” of “{name}” is longer than a century"), None
        return None, None

    def overdue(self) -> None:
        """Steps that fire an action: whether it can, and whether the case goes round in a circle."""
        actions = self.definition.actions
        moves: dict[str, set[str]] = {}
        for state in self.definition.states.values():
            for step in state.overdue:
                fired = actions.get(step.act or "")
                if fired is not None:
                    self._by_itself("E312", state, fired, [state.name])
                    moves.setdefault(state.name, set()).update(self._leads(fired, state.name))
        for name, targets in moves.items():
            if name in closure(targets, moves):
                self._error(
                    "E310",
                    self.definition.states[name],
                    N_("when “{name}” is overdue, its steps lead the case back to it again and again"),
                    N_("let a step lead to a state where people decide"),
                )

    def _leads(self, fired: Action, state: str) -> tuple[str, ...]:
        """Where an action leads from a state; one that closes a vote, to where that vote ends."""
        if state not in fired.source:
            return ()
        vote = self.definition.actions.get(fired.closes or "")
        if vote is None:
            return fired.to
        refused = self.definition.actions.get(vote.refused or "")
        return (*vote.to, *(refused.to if refused else ()))

    def triggers(self, unread: Collection[str] = ()) -> None:
        """What follows by itself: whether its action can fire, and whether a case goes round in a circle."""
        actions = self.definition.actions
        moves: dict[str, set[str]] = {}
        for trigger in self.definition.on.values():
            fired = actions.get(trigger.act or "")
            if fired is None:
                continue
            self._by_itself("E312", trigger, fired, trigger.source)
            for name in trigger.source if not trigger.by else ():
                moves.setdefault(name, set()).update(one for one in fired.to if one != name)
        for trigger in self.definition.on.values():
            if not trigger.by and any(name in closure(moves.get(name, ()), moves) for name in trigger.source):
                self._error(
                    "E310",
                    trigger,
                    N_("what follows “{name}” leads a case back to where it came from again and again"),
                    N_("let it lead to a state where people decide"),
                )
        for action in actions.values():
            vote = actions.get(action.closes or "")
            if vote is None or vote.name in unread:
                continue
            stays = action.to == action.source and len(action.to) == 1
            if vote.signoff is None or not stays or not set(action.source) <= set(vote.source):
                self._error(
                    "E317",
                    action,
                    N_("“{name}” cannot close “{vote}”"),
                    N_(
                        "it closes a sign-off of its own state, and stays there: `from` and `to` are that state"
                    ),
                    vote=vote.name,
                )
            elif not any(isinstance(one, Quorum) for one in branches(vote.signoff)):
                self._error(
                    "E317",
                    action,
                    N_("“{name}” has nothing to close: the sign-off of “{vote}” has no quorum"),
                    N_(
                        "only a quorum ends without the votes of all; let who should be able to stop it refuse it"
                    ),
                    vote=vote.name,
                )

    def _error(
        self, code: str, at: State | Action | Trigger, template: str, hint: str | None = None, **data: object
    ) -> None:
        self.findings.error(code, at.place, template, hint, **({"name": at.name} | data))


def _unfinishable(tree: SignOff) -> str | None:
    """Why a sign-off can never succeed, or None."""
    if isinstance(tree, Quorum):
        if isinstance(tree.at_least, int) and tree.at_least < 1:
            return N_("the sign-off of “{name}” cannot complete: a quorum of no one")
        return None
    if isinstance(tree, (All, AnyOf, InOrder)):
        if not tree.of:
            return N_("the sign-off of “{name}” cannot complete: nobody signs in it")
        return next((fault for fault in map(_unfinishable, tree.of) if fault), None)
    return None
