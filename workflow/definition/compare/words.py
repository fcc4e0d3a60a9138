"""The parts of a definition in words, for sentences about them: sign-offs, rules, deadlines, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workflow.definition.model import (
    All,
    AnyOf,
    Definition,
    Duty,
    InOrder,
    Mark,
    OverdueStep,
    Quorum,
    Reminder,
    Rule,
    Signer,
    SignOff,
    Within,
)
from workflow.language import N_, Phrase

#: names → labels of one definition
Labels = Mapping[str, Any]
NOTHING = Phrase(N_("nothing"))


class Named:
    """The labels of a definition's roles, states, actions and so on; a name without one stands for itself."""

    def __init__(self, definition: Definition) -> None:
        self.roles = {name: one.label for name, one in definition.roles.items()}
        self.states = {name: one.label for name, one in definition.states.items()}
        self.actions = {name: one.label for name, one in definition.actions.items()}
        self.fields = {name: one.label for name, one in definition.fields.items()}
        self.documents = {name: one.label for name, one in definition.documents.items()}
        self.phases = dict(definition.phases)

    def sign_off(self, tree: SignOff | None, inside: bool = False) -> Any:
        """A tree of signatures in words."""
        if tree is None:
            return NOTHING
        if tree.when is not None:
            said = self.sign_off(replace(tree, when=None), inside=True)
            return Phrase(N_("{who} where `{rule}`"), who=said, rule=tree.when.source)
        if isinstance(tree, Signer):
            role = quoted(self.roles, tree.role)
            return Phrase(N_("initials of {role}"), role=role) if tree.initial else role
        if isinstance(tree, Quorum):
            return self._quorum(tree)
        joint = _JOINTS[type(tree)]
        found = joined(joint, [self.sign_off(one, inside=True) for one in tree.of])
        if isinstance(tree, All) and tree.alone:
            return Phrase(N_("one at a time ({inner})"), inner=found)
        return Phrase("({inner})", inner=found) if inside and len(tree.of) > 1 else found

    def _quorum(self, tree: Quorum) -> Any:
        roles = series([self._voter(one, tree.weight(one)) for one in tree.roles])
        if tree.at_least == "majority":
            return Phrase(N_("more than half of {role}"), role=roles)
        if tree.at_least == "all":
            return Phrase(N_("all of {role}"), role=roles)
        if isinstance(tree.at_least, Rule):
            return Phrase(N_("at least `{number}` of {role}"), number=tree.at_least.source, role=roles)
        return Phrase(N_("at least {number} of {role}"), number=tree.at_least, role=roles)

    def _voter(self, role: str, weight: int) -> Any:
        name = quoted(self.roles, role)
        return (
            name if weight == 1 else Phrase(N_("{role} with {number} votes each"), role=name, number=weight)
        )

    def duty(self, duty: Duty) -> Any:
        """A duty in words."""
        if duty.kind == "never":
            return Phrase(
                N_("nobody acts on a case in which they are {field}"),
                field=quoted(self.fields, duty.field or ""),
            )
        said = (
            N_("different people for {actions}")
            if duty.kind == "different"
            else N_("the same person for {actions}")
        )
        return Phrase(said, actions=series([quoted(self.actions, one) for one in duty.actions]))

    def mark(self, one: Mark) -> Any:
        """What is written into the rows of a group, in words."""
        written = series(
            [Phrase("{name} ← `{source}`", name=name, source=rule.source) for name, rule in one.sets.items()]
        )
        group = quoted(self.fields, one.group)
        if one.where is None:
            return Phrase(N_("in every row of {group}: {written}"), group=group, written=written)
        return Phrase(
            N_("in the rows of {group} where `{where}`: {written}"),
            group=group,
            where=one.where.source,
            written=written,
        )

    def overdue(self, step: OverdueStep) -> Any:
        """An overdue step in words."""
        for said, name, labels in (
            (N_("tell {name}"), step.notify, self.roles),
            (N_("let {name} act too"), step.escalate, self.roles),
            (N_("take {name}"), step.act, self.actions),
        ):
            if name:
                found = Phrase(said, name=quoted(labels, name))
                return (
                    Phrase(N_("after {time}: {what}"), time=step.after, what=found) if step.after else found
                )
        return NOTHING

    def remind(self, one: Reminder) -> Any:
        """A reminder in words."""
        who = quoted(self.roles, one.notify) if one.notify else Phrase(N_("whomever it waits for"))
        return Phrase(N_("{time} before: tell {name}"), time=one.before, name=who)


_JOINTS: Mapping[type, str] = {
    All: N_("{first} and {second}"),
    AnyOf: N_("{first} or {second}"),
    InOrder: N_("{first}, then {second}"),
}


def joined(joint: str, parts: Sequence[Any]) -> Any:
    """Parts in one phrase, each pair with the same word between."""
    if not parts:
        return NOTHING
    found = parts[0]
    for one in parts[1:]:
        found = Phrase(joint, first=found, second=one)
    return found


def series(parts: Sequence[Any]) -> Any:
    """Parts with commas between, each worded when the whole is.

    Example:
        >>> str(series(["a", "b"])), str(series([]))
        ('a, b', 'nothing')
    """
    return joined("{first}, {second}", parts)


def quoted(labels: Labels, name: str) -> Any:
    """A name by its label, in quotation marks."""
    return Phrase("“{label}”", label=labels[name]) if name in labels else name


def rule(one: Rule | None) -> Any:
    """A rule as it is written, with what it says when it does not hold."""
    if one is None:
        return NOTHING
    if one.otherwise:
        return Phrase("`{source}` (“{otherwise}”)", source=one.source, otherwise=one.otherwise)
    return f"`{one.source}`"


def within(one: Within | None) -> Any:
    """A deadline in words."""
    if one is None:
        return Phrase(N_("none"))
    if one.until:
        return Phrase(N_("until {fact}"), fact=one.until)
    if one.since:
        return Phrase(N_("{time} since {since}"), time=one.time, since=one.since)
    return one.time


def flag(value: object) -> Any:
    """Yes or no."""
    return Phrase(N_("yes")) if value else Phrase(N_("no"))


def plain(value: Any) -> Any:
    """Any other value: as it is, a list with commas, nothing as such."""
    if value is None or value == () or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return flag(value)
    if isinstance(value, (list, tuple)):
        return series([plain(one) for one in value])
    if isinstance(value, Mapping):
        return series([Phrase("{name}: {value}", name=name, value=plain(one)) for name, one in value.items()])
    return value
