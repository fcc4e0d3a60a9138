"""What an action demands before it fires: the right state, what it asks for, its rules, values that are unique.

Each function answers with reasons; none of them decides alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from workflow.definition.model import Action, Definition, Rule
from workflow.definition.rules import Step as RuleStep
from workflow.definition.rules import Verdict, typed
from workflow.definition.subject import midnight
from workflow.definition.wording import worded
from workflow.engine import rows
from workflow.engine.case import Act, Case, personal
from workflow.engine.facts import SYSTEM, Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.mend import menders, rests_on
from workflow.engine.replay import kept_documents
from workflow.engine.said import said
from workflow.errors import InputError, Reason
from workflow.language import N_


def wrong_state(definition: Definition, case: Case, action: Action) -> Reason:
    """The action cannot be taken where the case is."""
    return Reason(
        "state",
        N_("“{action}” is taken in {states}; the case is in “{state}”."),
        {
            "action": action.label,
            "states": [definition.states[one].label for one in action.source],
            "state": definition.states[case.state].label,
        },
        rule=f"from: [{', '.join(action.source)}]",
    )


def no_reason(action: Action) -> Reason:
    """A reason has to be given."""
    return Reason("reason", N_("“{action}” needs a reason."), {"action": action.label}, question=True)


def held_back(action: Action) -> Reason:
    """The machine lets the case not through, for a reason that nothing else has told."""
    return Reason(
        "cannot_tell", N_("“{action}” cannot be judged with what is known."), {"action": action.label}
    )


def standing(case: Case, action: Action, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an action asks for and the case keeps from before: after a return, and for all but the first who sign."""
    if not case.returned and case.signing != action.name:
        return {}
    asked = (*action.asks, *action.groups)
    return {name: case.fields[name] for name in asked if name in case.fields and name not in given}


def missing(
    version: RunningVersion, case: Case, act: Act, action: Action, given: Mapping[str, Any]
) -> list[Reason]:
    """What the action asks for and neither the act nor (while it is returned or being signed) the case has."""
    if act.actor == SYSTEM:
        return []
    definition = version.definition
    stands = standing(case, action, given)
    reasons = [
        Reason(
            "missing",
            N_("“{field}” is not filled in."),
            {"field": definition.fields[name].label},
            question=True,
        )
        for name in (*action.asks, *action.groups)
        if name not in given and name not in stands
    ]
    if action.reason == "required" and not (act.reason or "").strip():
        reasons.append(no_reason(action))
    return reasons


def target(version: RunningVersion, case: Case, act: Act, action: Action) -> str | Reason:
    """Where the action leads: its one target, or the one that the actor picked.

    Raises:
        InputError: the actor picked a state that the definition does not have.
    """
    legal = version.targets(action, case.state, case.came_from)
    labels = [version.state(one).label for one in legal]
    if act.to is not None and act.to not in version.definition.states:
        raise InputError(
            N_("“{definition}” has no state “{name}”."),
            N_("From here: {states}."),
            definition=version.id,
            name=act.to,
            states=", ".join(legal) or "-",
        )
    if act.to is not None and act.to not in legal:
        return Reason(
            "target",
            N_("“{action}” does not lead to “{state}” from here; it leads to {states}."),
            {"action": action.label, "state": version.state(act.to).label, "states": labels or "-"},
        )
    if act.to is not None or len(legal) == 1:
        return act.to or legal[0]
    if not legal:
        return Reason(
            "target",
            N_("There is no earlier state to which “{action}” could lead."),
            {"action": action.label},
        )
    return Reason(
        "to",
        N_("“{action}” leads to one of {states}: say which."),
        {"action": action.label, "states": labels},
        question=True,
    )


def batch_of(kind: str, case: Case, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The batch record's mark on the case: its number and date, from the fields named after it where there are such."""
    number = given.get(f"{kind}_number", given.get(kind))
    day = given.get(f"{kind}_date") or at.date().isoformat()
    found = {"batch": kind, "id": given.get(kind, number), "number": number, "date": day}
    return {key: value for key, value in found.items() if value is not None}


def batch_key(batch: Mapping[str, Any]) -> str:
    """Under which key a batch is kept: its kind, what it is called, the year of its date."""
    called = str(batch.get("id", "-")).strip().casefold()
    return f"{batch['batch']}|{called}|{batch['date'][:4]}"


def unique_keys(
    definition: Definition, given: Mapping[str, Any], held: Mapping[str, Any], at: datetime
) -> dict[str, str]:
    """Field → the key under which its value is taken, for what must be unique and is given, itself or its year or issuer.

    `year` is the year of the date that belongs to the number (`sk_number` and `sk_date`), else of the act; any other
    scope is the value of the field so named, or of the one that belongs to the number (`sk_issuer`).
    """
    if not definition.unique:
        return {}
    values = {**held, **given}
    keys = {}
    for field in definition.unique:
        name = field.name
        if values.get(name) is None:
            continue
        stem = name.removesuffix("_number")
        beside = [("date" if scope == "year" else scope) for scope in field.unique]
        if name in given or any(one in given for part in beside for one in (f"{stem}_{part}", part)):
            parts = [_scope(scope, stem, values, at) for scope in field.unique]
            keys[name] = "|".join((name, said(values[name]), *parts))
    return keys


def _scope(scope: str, stem: str, values: Mapping[str, Any], at: datetime) -> str:
    if scope == "year":
        return str(values.get(f"{stem}_date") or at.date().isoformat())[:4]
    return said(values.get(f"{stem}_{scope}", values.get(scope, "-")))


def unique_mark(definition: Definition, name: str, values: Mapping[str, Any]) -> str:
    """What cases that share a number must agree on: the date that belongs to it."""
    return (
        str(values.get(f"{name.removesuffix('_number')}_date", ""))
        if definition.fields[name].shared_in
        else ""
    )


def not_unique(
    definition: Definition,
    case: Case,
    action: Action,
    given: Mapping[str, Any],
    facts: Facts,
    at: datetime,
) -> list[Reason]:
    """Values that another case has already used where they must be unique."""
    reasons = []
    for name, key in unique_keys(definition, given, case.fields, at).items():
        holder = facts.taken(key)
        if holder is None or holder["case"] == case.id:
            continue
        field = definition.fields[name]
        if field.shared_in and holder.get("mark") == unique_mark(definition, name, {**case.fields, **given}):
            continue
        reasons.append(
            Reason(
                "not_unique",
                N_("“{field}” {value} is already used by case {other}; {case} cannot use it as well."),
                {
                    "field": field.label,
                    "value": {**case.fields, **given}[name],
                    "other": facts.told(holder["case"]),
                    "case": facts.told(case.id, {**case.fields, **given}),
                },
                rule=f"unique: [{', '.join(field.unique)}]",
            )
        )
    return reasons


class Step:
    """The rules of one action on one case, tried together; `reasons` keeps what they say against it."""

    def __init__(
        self,
        version: RunningVersion,
        case: Case,
        action: Action,
        act: Act,
        given: Mapping[str, Any],
        facts: Facts,
        at: datetime,
        entered: Mapping[str, Any] | None = None,
    ) -> None:
        self._version, self._case, self._action, self._act = version, case, action, act
        self._entered = given if entered is None else entered  # rows without what `sets` fills in
        self._given, self._facts, self._at = given, facts, at
        self._awaited = (
            frozenset()
            if act.actor == SYSTEM
            else frozenset((*action.asks, *action.groups)) - set(given) - set(standing(case, action, given))
        )
        self.reasons: list[Reason] = []
        self._waits = False

    def rules(self) -> RuleStep:
        """The rules of the version, ready to be asked over what this act would make of the case."""
        about = self._version.once(_facts_asked, self._action.name)
        return self._version.rules.step(self.values(), self._facts.lookup(self._at.date()), about)

    def holds(self) -> bool:
        """Whether every rule says yes and every needed document is there: the condition of the transition."""
        action, definition = self._action, self._version.definition
        asked = [definition.documents[name] for name in action.documents]
        if action.only_if or action.rows or any(one.needed_if for one in asked):
            step = self.rules()
            together = self._version.once(_only_if_together, action.name)
            if together is None or step.ask(together).answer is not True:
                for rule in action.only_if:
                    self.weigh(rule, step.ask(rule))
            self.reasons += rows.against(definition, action, self._act, self._entered, step)
            needed = [one for one in asked if one.needed_if is None or self._is_needed(step, one.needed_if)]
        else:
            needed = asked
        held = {**kept_documents(self._case, self._given, definition), **self._act.documents}
        self.reasons += [
            Reason(
                "document",
                N_("The document “{document}” is missing."),
                {"document": one.label},
                question=True,
            )
            for one in needed
            if one.name not in held
        ]
        return not self.reasons and not self._waits

    def _is_needed(self, step: RuleStep, rule: Rule) -> bool:
        """Whether a paper is asked for; not yet where that hangs on a field that the act itself still asks for."""
        verdict = step.ask(rule.source)
        if verdict.unknown and self._asked_for(verdict.unknown) in self._awaited:
            self._waits = True  # `missing` asks for the field already
            return False
        return verdict.answer is not False

    def weigh(self, rule: Rule, verdict: Verdict) -> None:
        """Note what a rule's verdict says against the act."""
        if verdict.answer is True:
            return
        if verdict.answer is False:
            self.reasons.append(
                Reason(
                    "rule",
                    rule.otherwise or N_("The rule does not hold: {rule}"),
                    {} if rule.otherwise else {"rule": rule.source},
                    rule=rule.source,
                    basis=rule.basis,
                    who_can_mend=menders(self._version, self._action, rule),
                    values=rests_on(self._version, rule, self.values()),
                )
            )
        elif verdict.unknown:
            asked = self._asked_for(verdict.unknown)
            if asked is not None and asked in (*self._action.asks, *self._action.groups):
                self._waits = True  # `missing` asks for it already
                return
            self.reasons.append(
                Reason(
                    "cannot_tell",
                    N_("Cannot tell yet: {fact} is not filled in."),
                    {"fact": self._fact(verdict.unknown)},
                    rule=rule.source,
                    basis=rule.basis,
                    who_can_mend=menders(self._version, self._action, rule),
                    question=asked is not None,
                )
            )
        else:
            self.reasons.append(
                Reason(
                    "rule_error",
                    N_("The rule cannot be worked out: {error}"),
                    {"error": worded(verdict.error or "?")},
                    rule=rule.source,
                    basis=rule.basis,
                )
            )

    def _fact(self, name: str) -> Any:
        root, _, rest = name.partition(".")
        fields = self._version.definition.fields
        if root == "case" and rest in fields:
            return fields[rest].label
        if root == "row":
            columns = (one.fields[rest] for one in fields.values() if rest in one.fields)
            return next((one.label for one in columns), name)
        return name

    def _asked_for(self, name: str) -> str | None:
        """The field, asked for by this action and not given yet, that a fact hangs on."""
        root, _, rest = name.partition(".")
        field = rest.split(".")[0] if root == "case" else root
        open_to = (
            field in self._action.may_ask and field not in self._given and field not in self._case.fields
        )
        return field if field in self._awaited or open_to else None

    def values(self) -> dict[str, Any]:
        """Every fact that a rule may name; None: it has no value."""
        case, definition = self._case, self._version.definition
        kept = {  # what an earlier version asked for and this one does not know stays on record only
            name: value
            for name, value in case.fields.items()
            if name in definition.fields and name not in self._awaited
        }
        given = {**kept, **self._given}  # what is asked for anew is not judged by the value of last time
        actor = self._facts.actor(self._act.actor) if self._act.actor != SYSTEM else None
        values: dict[str, Any] = {
            "case.id": case.id,
            "case.state": case.state,
            "case.phase": case.phase,
            "case.subject": case.subject,
            "case.unit": case.unit,
            "case.returned": case.returned,
            "case.returns": case.returns or 0,
            "case.filled": list(given),
            "case.documents": [*kept_documents(case, self._given, definition), *self._act.documents],
            "actor": self._act.actor,
            "today": midnight(self._at.date()),
        }
        if actor is not None:
            values |= {
                "actor.person": actor.person,
                "actor.roles": [role for role, _ in actor.roles if role != personal(actor.person)],
            }
        for name, moment in (("case.opened_on", case.opened), ("case.entered_on", case.entered)):
            values[name] = midnight((moment or self._at).date())
        for name, value in given.items():
            values[f"case.{name}"] = typed(definition.fields[name], value)
        for kind, batch in case.batches.items():
            values |= {f"case.{kind}.{part}": batch[part] for part in ("id", "number") if part in batch}
            values[f"case.{kind}.date"] = midnight(date.fromisoformat(batch["date"]))
        if self._version.subject is not None:
            values |= self._facts.subject(case, given, self._at.date())
        return values


def _only_if_together(version: RunningVersion, action: str) -> str | None:
    """The `only_if` rules of an action as one, where there are several."""
    declared = version.definition.actions.get(action)
    return version.rules.joined(declared.only_if) if declared is not None else None


def _facts_asked(version: RunningVersion, action: str) -> frozenset[str]:
    """The facts that the rules of an action name, with those of the papers that it asks for."""
    declared, papers = version.definition.actions.get(action), version.definition.documents
    if declared is None:
        return frozenset()
    needed = [one.needed_if for name in declared.documents if (one := papers.get(name)) and one.needed_if]
    return version.rules.facts_of_all([*declared.only_if, *needed, *declared.sets.values()])
