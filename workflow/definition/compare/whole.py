"""Two whole definitions, section by section, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from workflow.definition.compare.difference import Difference
from workflow.definition.compare.grouped import marks, rows
from workflow.definition.compare.parts import (
    Thing,
    filled_in,
    members,
    placeless,
    rest,
    rules,
    sign_off,
    value,
)
from workflow.definition.compare.words import NOTHING, Named, flag, plain, quoted, rule, series, within
from workflow.definition.model import (
    Action,
    Definition,
    Document,
    Duty,
    Field,
    Parameter,
    Role,
    State,
    Trigger,
)
from workflow.definition.renaming import Renaming
from workflow.language import N_, Phrase

T = TypeVar("T")


def compare(old: Definition, new: Definition, renaming: Renaming | None = None) -> list[Difference]:
    """What tells two definitions apart, in the order of the file; where something stands in the file makes no difference.

    Args:
        old: the earlier one.
        new: the later one.
        renaming: what became of states and actions; None: those that kept their label under another name.

    Example:
        >>> from workflow.definition.model import State
        >>> one = Definition("x", {"en": "X"}, "a", {"a": State("a", "vacant", {"en": "A"})}, {}, {})
        >>> two = replace(one, states={"a": State("a", "filled", {"en": "A"}, final=True)})
        >>> [told.sentence for told in compare(one, two)]
        ['State “A” (a): phase: “Vacant” → “Filled”', 'State “A” (a): final: no → yes']
    """
    return list(Comparison(old, new, renaming or renamings(old, new)).differences())


def renamings(old: Definition, new: Definition) -> Renaming:
    """The states and actions that kept their label under another name: what somebody who renames would map."""
    return Renaming(_moved(old.states, new.states), _moved(old.actions, new.actions))


def _moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    lost = [one for name, one in old.items() if name not in new]
    won = [one for name, one in new.items() if name not in old]
    found = {}
    for one in lost:
        alike = [other for other in won if other.label == one.label]
        if len(alike) == 1 and sum(other.label == one.label for other in lost) == 1:
            found[one.name] = alike[0].name
    return found


class Comparison:
    """Two definitions side by side, with the names of the one in terms of the other."""

    def __init__(self, old: Definition, new: Definition, renaming: Renaming) -> None:
        self.old, self.new, self.renaming = old, new, renaming
        self.was, self.now = Named(old), Named(new)

    def differences(self) -> Iterator[Difference]:
        """All of them."""
        yield from self._head()
        yield from self._section("parameter", self.old.parameters, self.new.parameters, self._parameter)
        yield from self._section("role", self.old.roles, self.new.roles, self._role)
        yield from self._section("field", self.old.fields, self.new.fields, self._field)
        yield from self._section("document", self.old.documents, self.new.documents, self._document)
        yield from self._section("state", self.old.states, self.new.states, self._state, self.renaming.states)
        yield from self._section(
            "action", self.old.actions, self.new.actions, self._action, self.renaming.actions
        )
        yield from self._section("trigger", self.old.on, self.new.on, self._trigger)
        yield from self._duties()

    def _head(self) -> Iterator[Difference]:
        old, new = self.old, self.new
        whole = Thing("definition", "")
        yield from value(whole, N_("id"), "id", old.id, new.id)
        yield from self._label(whole, N_("title"), "title", old.title, new.title)
        yield from members(whole, N_("legal basis"), "basis", old.basis, new.basis, plain, plain)
        yield from members(whole, N_("part"), "include", list(old.parts), list(new.parts), plain, plain)
        yield from value(whole, N_("subject"), "subject", old.subject, new.subject)
        yield from value(whole, N_("opens for"), "opens_for", old.opens_for, new.opens_for, rule)
        yield from value(whole, N_("number of a case"), "number", old.number, new.number)
        start = self.renaming.state(old.initial)
        if start != new.initial:
            before, after = quoted(self.was.states, old.initial), quoted(self.now.states, new.initial)
            yield whole.value(N_("first state"), "initial", before, after)
        yield from self._labels("phase", old.phases, new.phases)

    def _labels(self, what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
        for name in (one for one in old if one not in new):
            yield Difference("removed", what, name, old[name])
        for name, label in new.items():
            if name not in old:
                yield Difference("added", what, name, label)
            elif old[name] != label:
                yield from self._label(Thing(what, name, label), N_("label"), "label", old[name], label)
        shared = [name for name in old if name in new]
        if shared != [name for name in new if name in old]:
            before = series([quoted(old, name) for name in shared])
            after = series([quoted(new, name) for name in new if name in old])
            yield Thing("definition", "").value(N_("order of the phases"), "phases", before, after)

    @staticmethod
    def _label(thing: Thing, part: str, key: str, before: Any, after: Any) -> Iterator[Difference]:
        if before != after:
            yield thing.value(part, key, before or NOTHING, after or NOTHING)

    def _section(
        self,
        what: str,
        old: Mapping[str, T],
        new: Mapping[str, T],
        inside: Callable[[Thing, T, T], Iterator[Difference]],
        renamed: Mapping[str, str] | None = None,
    ) -> Iterator[Difference]:
        """One section: entries that are gone, then the new one's in their order."""
        came_from = {
            after: before for before, after in (renamed or {}).items() if after in new and before in old
        }
        for name, entry in old.items():
            if name not in new and name not in came_from.values():
                yield Difference("removed", what, name, getattr(entry, "label", None))
        for name, entry in new.items():
            before = came_from.get(name, name)
            label = getattr(entry, "label", None)
            if before not in old:
                yield Difference("added", what, name, label)
                continue
            if before != name:
                yield Difference("renamed", what, name, label, before=f"`{before}`", after=f"`{name}`")
            yield from inside(Thing(what, name, label), old[before], entry)

    def _role(self, thing: Thing, before: Role, after: Role) -> Iterator[Difference]:
        yield from self._label(thing, N_("label"), "label", before.label, after.label)
        yield from value(thing, N_("people of a case"), "who", before.who, after.who, rule)
        yield from rest(thing, before, after, ("label", "who"))

    def _parameter(self, thing: Thing, before: Parameter, after: Parameter) -> Iterator[Difference]:
        one, other = before.value, after.value
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            for key in dict.fromkeys([*one, *other]):
                if one.get(key) != other.get(key):
                    yield thing.value(f"{key}", "value", plain(one.get(key)), plain(other.get(key)))
        elif one != other:
            yield replace(thing.value("", "value", plain(one), plain(other)), part=None)
        yield from rest(thing, before, after, ("value",))

    def _field(self, thing: Thing, before: Field, after: Field) -> Iterator[Difference]:
        yield from self._label(thing, N_("label"), "label", before.label, after.label)
        yield from self._label(thing, N_("help"), "help", before.help, after.help)
        for part, key, one, other in (
            (N_("option"), "options", before.options, after.options),
            (N_("column"), "fields", _labels(before), _labels(after)),
        ):
            yield from members(
                thing, part, key, list(one), list(other),
                partial(quoted, one), partial(quoted, other),
            )  # fmt: skip
        for name in before.options:
            if name in after.options:
                said = Phrase(N_("label of the option {name}"), name=name)
                if before.options[name] != after.options[name]:
                    yield thing.value(said, "options", before.options[name], after.options[name])
        for name, column in before.fields.items():
            if name in after.fields:
                part_of = Thing("field", f"{thing.name}.{name}", after.fields[name].label)
                yield from self._field(part_of, column, after.fields[name])
        for part, key, was, now in (
            (N_("least value"), "min", before.least, after.least),
            (N_("greatest value"), "max", before.most, after.most),
            (N_("column by which rows are known"), "key", before.key, after.key),
        ):
            yield from value(thing, part, key, was, now)
        yield from value(thing, N_("worked out as"), "computed", before.computed, after.computed, rule)
        yield from value(thing, N_("personal value"), "personal", before.personal, after.personal, flag)
        yield from rest(thing, before, after, _FIELD)

    def _document(self, thing: Thing, before: Document, after: Document) -> Iterator[Difference]:
        yield from self._label(thing, N_("label"), "label", before.label, after.label)
        yield from value(thing, N_("needed if"), "needed_if", before.needed_if, after.needed_if, rule)
        yield from rest(thing, before, after, ("label", "needed_if"))

    def _state(self, thing: Thing, before: State, after: State) -> Iterator[Difference]:
        yield from self._label(thing, N_("label"), "label", before.label, after.label)
        if before.phase != after.phase:
            one, other = quoted(self.was.phases, before.phase), quoted(self.now.phases, after.phase)
            yield thing.value(N_("phase"), "phase", one, other)
        yield from value(thing, N_("final"), "final", before.final, after.final, flag)
        yield from value(thing, N_("deadline"), "within", before.within, after.within, within)
        steps = [placeless(one) for one in before.overdue], [placeless(one) for one in after.overdue]
        renamed = [
            replace(one, act=one.act and (self.renaming.action(one.act) or one.act)) for one in steps[0]
        ]
        yield from members(
            thing, N_("when overdue"), "overdue", renamed, steps[1], self.now.overdue, self.now.overdue
        )
        told = [placeless(one) for one in before.remind], [placeless(one) for one in after.remind]
        yield from members(thing, N_("reminder"), "remind", *told, self.was.remind, self.now.remind)
        yield from self._label(thing, N_("waits for"), "waits_for", before.waits_for, after.waits_for)
        yield from rest(
            thing, before, after, ("label", "phase", "final", "within", "overdue", "waits_for", "remind")
        )

    def _action(self, thing: Thing, before: Action, after: Action) -> Iterator[Difference]:
        yield from self._label(thing, N_("label"), "label", before.label, after.label)
        states, now = self.renaming.state, self.now
        for part, key, one, other, labels in (
            (N_("from"), "from", map(states, before.source), after.source, now.states),
            (N_("to"), "to", map(states, before.to), after.to, now.states),
            (N_("by"), "by", before.by, after.by, now.roles),
            (N_("asks"), "asks", before.asks, after.asks, now.fields),
            (N_("may ask"), "may_ask", before.may_ask, after.may_ask, now.fields),
            (N_("document"), "documents", before.documents, after.documents, now.documents),
            (N_("effect"), "does", before.does, after.does, {}),
        ):
            was: Mapping[str, Any] = {**_of(self.was, key), **labels}
            yield from members(
                thing, part, key, list(one), list(other),
                partial(quoted, was), partial(quoted, labels),
            )  # fmt: skip
        yield from value(
            thing, N_("goes back to where it came from"), "to", before.to_previous, after.to_previous, flag
        )
        yield from sign_off(thing, before.signoff, after.signoff, self.was, self.now)
        yield from rules(thing, before.only_if, after.only_if)
        refused = before.refused and (self.renaming.action(before.refused) or before.refused)
        withdrawn = before.withdraws and (self.renaming.action(before.withdraws) or before.withdraws)
        for part, key, was_name, name, labels in (
            (N_("when the sign-off is refused"), "refused", refused, after.refused, now.actions),
            (N_("veto"), "veto", before.veto, after.veto, now.roles),
            (N_("takes back"), "withdraws", withdrawn, after.withdraws, now.actions),
        ):
            if was_name != name:
                one_label = {**self.was.roles, **labels}
                yield thing.value(
                    part,
                    key,
                    quoted(one_label, was_name) if was_name else NOTHING,
                    quoted(labels, name) if name else NOTHING,
                )
        yield from self._label(thing, N_("waits for"), "external", before.external, after.external)
        yield from rows(thing, before.rows, after.rows, self.old, self.new)
        yield from filled_in(thing, before.sets, after.sets, {**self.was.fields, **now.fields})
        yield from marks(thing, before.marks, after.marks, self.was, now)
        yield from value(thing, N_("list of faults"), "faults", before.faults, after.faults)
        yield from rest(thing, before, after, _ACTION)

    def _trigger(self, thing: Thing, before: Trigger, after: Trigger) -> Iterator[Difference]:
        yield from self._label(thing, N_("label"), "label", before.label, after.label)
        was = [self.renaming.state(one) for one in before.source]
        yield from members(
            thing, N_("from"), "from", was, list(after.source),
            partial(quoted, self.now.states), partial(quoted, self.now.states),
        )  # fmt: skip
        yield from value(thing, N_("unless"), "unless", before.unless, after.unless, rule)
        act = before.act and (self.renaming.action(before.act) or before.act)
        yield from value(thing, N_("takes"), "act", act, after.act)
        yield from rest(thing, before, after, ("label", "source", "unless", "act"))

    def _duties(self) -> Iterator[Difference]:
        old = [placeless(self._named(duty)) for duty in self.old.duties]
        new = [placeless(duty) for duty in self.new.duties]
        for kind in ("different", "same", "never"):
            lost = [one for one in old if one.kind == kind and not _stands(one, new)]
            won = [one for one in new if one.kind == kind and not _stands(one, old)]
            if len(lost) == len(won) == 1:
                yield Difference(
                    "changed", "duty", kind, before=self.now.duty(lost[0]), after=self.now.duty(won[0])
                )
                continue
            for one in lost:
                said = self.was.duty(replace(one, actions=tuple(map(self._back, one.actions))))
                yield Difference("removed", "duty", kind, before=said)
            yield from (Difference("added", "duty", kind, after=self.now.duty(one)) for one in won)

    def _named(self, duty: Duty) -> Duty:
        return replace(duty, actions=tuple(self.renaming.action(one) or one for one in duty.actions))

    def _back(self, action: str) -> str:
        return next((old for old, new in self.renaming.actions.items() if new == action), action)


_FIELD = ("label", "help", "options", "fields", "least", "most", "key", "computed", "personal")
_ACTION = (
    "label", "source", "to", "to_previous", "by", "signoff", "refused", "veto", "asks", "may_ask", "documents", "only_if",
    "does", "external", "rows", "sets", "marks", "faults", "withdraws",
)  # fmt: skip


def _of(named: Named, key: str) -> Mapping[str, Any]:
    found: Mapping[str, Mapping[str, Any]] = {
        "from": named.states, "to": named.states, "by": named.roles, "asks": named.fields, "may_ask": named.fields,
        "documents": named.documents,
    }  # fmt: skip
    return found.get(key, {})


def _labels(field: Field) -> Mapping[str, Any]:
    return {name: column.label for name, column in field.fields.items()}


def _stands(duty: Duty, among: list[Duty]) -> bool:
    return any(
        (duty.kind, duty.field, set(duty.actions)) == (one.kind, one.field, set(one.actions)) for one in among
    )
