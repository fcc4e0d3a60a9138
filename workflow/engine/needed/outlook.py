"""What the rules of a case will say on a later day, with what is known now and what will be another thing by then.

The rules themselves are asked, day by day; nothing says a second time when they hold. What is still open has no value to
them, so that a “no” is certain: whatever is given, the answer is no. Registry and other cases are taken as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

from workflow.definition.model import Action, Rule
from workflow.definition.rules import Verdict, typed
from workflow.definition.subject import midnight
from workflow.definition.syntax import Node
from workflow.engine.altered import altered
from workflow.engine.case import Act, Case
from workflow.engine.demands import Step
from workflow.engine.facts import SYSTEM, Facts
from workflow.engine.machine import RunningVersion

#: so many days ahead are looked at
HORIZON = 400
#: a rule that asks of more fields than this whether they are filled in is taken to hold
_MOST_ASKED = 4
_OPEN = Verdict(None)
_WHEN = frozenset({"today", "case.entered_on"})
#: stands among what is open once the case is sent back on the way
RETURNS = "returns()"
_REFERENCES = ("person", "position", "unit", "group")
_WHO = ("actor", "actor.person", "actor.roles")


@dataclass(frozen=True, slots=True)
class Then:
    """A moment further on, as rules would see it.

    Args:
        state: where the case is.
        moved: whether it has left the state in which it is now.
        returned: whether it was sent back.
        open: fields and batches that will have been given anew, with what nobody knows.
        known: fields whose value by then is known already.
        altered: whether an effect will have changed the registry.
    """

    state: str
    moved: bool = False
    returned: bool = False
    open: frozenset[str] = frozenset()
    known: tuple[tuple[str, Any], ...] = ()
    altered: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """What a rule reads: fields and batches, facts, whether they are filled in, papers, and how it hangs on the day."""

    fields: frozenset[str]
    facts: frozenset[str]
    filled: tuple[str, ...]
    papers: tuple[str, ...]
    moving: bool
    today: bool
    too_much: bool


class Outlook:
    """Asks the rules of one case about later days.

    Args:
        version: the case's.
        case: as it stands.
        facts: the world.
        now: the store's clock.
        later: whether an act may be entered later than it took effect.
    """

    def __init__(
        self, version: RunningVersion, case: Case, facts: Facts, now: datetime, later: bool = True
    ) -> None:
        self.version, self.case, self.facts, self.now = version, case, facts, now
        self.definition = version.definition
        self.today = now.date()
        self.until = self.today + timedelta(HORIZON)
        self._first = case.changed.astimezone(now.tzinfo).date() if later and case.changed else self.today
        subject = version.subject
        self._moving = subject.moving if subject else frozenset[str]()
        self._read: dict[str, _Read] = {}
        self._values: dict[tuple[Then, date], dict[str, Any]] = {}
        self._said: dict[tuple[Any, ...], Verdict] = {}

    # ── days ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def first(self, action: Action, then: Then, start: date) -> date | None:
        """The first day from `start` on that no rule of an action forbids; None: there is none as far as it was looked.

        Where no day from today on is possible, one that has passed is told for what the case waits for now: it can be
        entered later than it took effect.
        """
        rules = list(action.only_if)
        day = self._first_of(rules, then, start, self.until)
        if day is None and not then.moved and start == self.today and self._first < self.today:
            back = (self.today - timedelta(n) for n in range(1, (self.today - self._first).days + 1))
            return next((one for one in back if not self.against(rules, then, one)), None)
        return day

    def _first_of(self, rules: Sequence[Rule], then: Then, start: date, until: date) -> date | None:
        day, stuck = start, [*rules]
        while day <= until:
            # those that said no the day before are asked first: they are likely to say so again
            if not self.against(stuck, then, day):
                stuck = self.against(rules, then, day)
                if not stuck:
                    return day
            elif len(stuck) == len(rules):
                stuck = self.against(rules, then, day)
            if any(not self.hangs_on_the_day(one) for one in stuck):
                return None
            day += timedelta(1)
        return None

    def against(self, rules: Sequence[Rule], then: Then, day: date) -> list[Rule]:
        """The rules that say no on a day, whatever will be given."""
        return [one for one in rules if self.ask(one, then, day).answer is False]

    def hangs_on_the_day(self, rule: Rule) -> bool:
        """Whether a rule may say another thing on another day, with nothing changed."""
        read = self.read(rule)
        return read.today or read.moving

    # ── one rule on one day ─────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, rule: Rule, then: Then, day: date) -> Verdict:
        """What a rule says on a day: yes or no only where it is so whatever will be given."""
        read = self.read(rule)
        if read.too_much or (then.altered and read.moving):
            return _OPEN
        key = (
            rule.source,
            day if read.today or read.moving else None,
            then.state if read.facts & {"case.state", "case.phase"} else None,
            then.moved and "case.entered_on" in read.facts,
            then.returned and "case.returned" in read.facts,
            then.open & read.fields,
            tuple(one for one in then.known if one[0] in read.fields),
        )
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = self._ask(rule, read, then, day)
        return found

    def _ask(self, rule: Rule, read: _Read, then: Then, day: date) -> Verdict:
        values = self.values(then, day, read.moving)
        lookup = self.facts.lookup(day)
        said = [
            self.version.rules.step({**values, **one}, lookup).ask(rule)
            for one in self._variants(read, then, values)
        ]
        if all(one.answer is False for one in said):
            return said[0]
        if all(one.answer is True for one in said):
            return said[0]
        return next((one for one in said if one.answer is None), _OPEN)

    def _variants(self, read: _Read, then: Then, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Every way in which what is asked after may be filled in, or on file, by then."""
        maybe = [one for one in read.filled if one in then.open and one not in values["case.filled"]]
        given = values["case.documents"]
        dropped = any(
            self.definition.fields[one].type == "person" for one in then.open if one in self.definition.fields
        )
        papers = [one for one in read.papers if one not in given or dropped]
        for chosen in product((False, True), repeat=len(maybe) + len(papers)):
            filled = [one for one, yes in zip(maybe, chosen, strict=False) if yes]
            brought = [one for one, yes in zip(papers, chosen[len(maybe) :], strict=True) if yes]
            kept = [one for one in given if one not in papers]
            yield {"case.filled": [*values["case.filled"], *filled], "case.documents": [*kept, *brought]}

    def values(self, then: Then, day: date, moving: bool = True) -> dict[str, Any]:
        """Every fact as it would be: what is open has no value.

        Args:
            then: the moment.
            day: the day of it.
            moving: whether facts are wanted that change as days go by.
        """
        bare = replace(then, known=()) if not self._refers(then) else then
        base = self._values.get((bare, day if moving else self.today))
        if base is None:
            base = self._values[bare, day if moving else self.today] = self._base(bare, day)
        found = {**base, "today": midnight(day)}
        if bare is not then:
            fields = self.definition.fields
            for name, value in then.known:
                found[f"case.{name}"] = typed(fields[name], value)
            found["case.filled"] = list(
                dict.fromkeys((*base["case.filled"], *(name for name, _ in then.known)))
            )
        return found

    def _refers(self, then: Then) -> bool:
        """Whether a value that is known by then names somebody or something of the registry."""
        return any(self.definition.fields[name].type in _REFERENCES for name, _ in then.known)

    def _base(self, then: Then, day: date) -> dict[str, Any]:
        case, step = self._step(then, datetime.combine(day, time(), self.now.tzinfo))
        found = step.values()
        for name in _WHO:
            found.pop(name, None)
        if then.moved:
            found.pop("case.entered_on", None)
        if RETURNS in then.open:
            found.pop("case.returns", None)
        still = [one for one in self.case.fields if one in then.open and one in self.definition.fields]
        found["case.filled"] = list(dict.fromkeys((*case.fields, *still)))
        return found

    def _step(self, then: Then, at: datetime) -> tuple[Case, Step]:
        case = self.case
        fields = {name: value for name, value in case.fields.items() if name not in then.open}
        batches = {kind: one for kind, one in case.batches.items() if kind not in then.open}
        supposed = altered(
            case,
            state=then.state,
            phase=self.definition.states[then.state].phase,
            returned=then.returned,
            fields={**fields, **dict(then.known)},
            batches=batches,
        )
        action = next(iter(self.definition.actions.values()))
        act = Act(case.id, action.name, actor=SYSTEM)
        return supposed, Step(self.version, supposed, action, act, {}, self.facts, at)

    def fields(self, then: Then) -> dict[str, Any]:
        """The fields whose value by then is known, as they are stored."""
        kept = {name: value for name, value in self.case.fields.items() if name not in then.open}
        return {**kept, **dict(then.known)}

    def work_out(self, action: Action, then: Then, day: date, dated: bool) -> dict[str, Any]:
        """What an action fills in by itself, as far as it is known; with `dated` also what hangs on the day of the act."""
        found: dict[str, Any] = {}
        for name, rule in action.sets.items():
            read = self.read(rule)
            if not dated and (read.today or read.moving):
                continue
            if then.altered and read.moving:
                continue
            rules = self.version.rules.step(self.values(then, day), self.facts.lookup(day))
            value, failed = rules.work_out(rule)
            if failed is None and isinstance(value, (str, int, float, bool)):
                found[name] = value
        return found

    def missing(self, rule: Rule, then: Then, day: date) -> list[str]:
        """The facts without a value on which a rule hangs, by name."""
        read, values = self.read(rule), self.values(then, day)
        found = [
            one
            for one in sorted(read.facts)
            if values.get(one) is None and one not in _WHO and not one.startswith("params.")
        ]
        if not found and (unknown := self.ask(rule, then, day).unknown):
            found = [unknown]
        return found or [f"case.{one}" for one in read.filled if one in then.open]

    # ── what a rule reads ───────────────────────────────────────────────────────────────────────────────────────────

    def read(self, rule: Rule) -> _Read:
        """What a rule reads, kept for the next time."""
        found = self._read.get(rule.source)
        if found is None:
            found = self._read[rule.source] = self._reading(rule)
        return found

    def _reading(self, rule: Rule) -> _Read:
        try:
            compiled = self.version.rules.compiled(rule.source, rule.group)
        except (RuntimeError, ValueError):
            return _Read(frozenset(), frozenset(), (), (), False, False, True)
        facts, tree = compiled.facts, compiled.tree
        filled, plain = _asked_after(tree, "case.filled")
        papers, whole = _asked_after(tree, "case.documents")
        calls = {node.name for node in tree.walk() if node.kind == "call"}
        fields = {self.field_of(one) for one in facts} | set(filled)
        return _Read(
            frozenset(one for one in fields if one),
            facts,
            filled,
            papers,
            bool((facts | calls) & self._moving),
            bool(facts & _WHEN),
            not (plain and whole) or len(filled) + len(papers) > _MOST_ASKED,
        )

    def field_of(self, fact: str) -> str | None:
        """The field, or the kind of batch, that a fact hangs on."""
        root, _, rest = fact.partition(".")
        if fact == "case.returns":
            return RETURNS
        if root == "case":
            first = rest.split(".")[0]
            return first if first in self.definition.fields or "." in rest else None
        return root if root in self.definition.fields else None


def _asked_after(tree: Node, listed: str) -> tuple[tuple[str, ...], bool]:
    """The constants of which a rule asks whether they stand in a list, and whether it asks nothing else of that list."""
    found: dict[str, None] = {}
    uses = sum(1 for node in tree.walk() if node.kind == "name" and node.name == listed)
    for node in tree.walk():
        if node.kind == "call" and node.name == "@in" and node.parts[1].name == listed:
            name = node.parts[0].value
            if node.parts[0].kind == "constant" and isinstance(name, str):
                found[name] = None
                uses -= 1
    return tuple(found), uses == 0
