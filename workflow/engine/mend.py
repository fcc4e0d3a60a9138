"""Who could make a rule say otherwise, and on what it rests: its facts with their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from workflow.definition.model import Action, Label, Rule
from workflow.engine.machine import RunningVersion
from workflow.errors import Fact


def menders(version: RunningVersion, action: Action, rule: Rule) -> tuple[Label, ...]:
    """The labels of those who could make a rule say otherwise.

    Where the action itself asks for a field of the rule, whoever takes it could give another value; else whoever takes an
    action that fills the field in. For what the registry says: who keeps it.
    """
    definition = version.definition
    facts = _facts(version, rule)
    fields = {one for fact in facts for one in _field(version, fact)}
    own = {*action.asks, *action.may_ask, *action.groups} & fields
    found: dict[str, None] = {}
    for other in definition.actions.values():
        gives = {*other.asks, *other.may_ask, *other.groups, *other.sets}
        if gives & fields and (not own or other.name == action.name):
            found.update(dict.fromkeys(other.roles))
    people = tuple(definition.roles[one].label for one in found)
    subject = version.subject
    kept = subject is not None and any(fact in subject.vocabulary.facts for fact in facts)
    return (*people, *((subject.keeper,) if kept and subject and subject.keeper else ()))


def rests_on(version: RunningVersion, rule: Rule, values: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The facts that a rule names and that have a value, in its order; of a group it is the number of its rows."""
    fields, parameters = version.definition.fields, version.definition.parameters
    found: list[Fact] = []
    for fact in _facts(version, rule):
        root, _, name = fact.partition(".")
        value = parameters[name].value if root == "params" and name in parameters else values.get(fact)
        if value is None or isinstance(value, Mapping):
            continue
        if isinstance(value, datetime):
            value = value.date()
        elif isinstance(value, list):
            rows = any(isinstance(one, Mapping) for one in value)
            value = len(value) if rows else ", ".join(map(str, value))
        elif isinstance(value, float) and value.is_integer():
            value = int(value)
        field = fields.get(name) if root == "case" else None
        words = field.options.get(value) if field is not None and isinstance(value, str) else None
        found.append(Fact(fact, field.label if field is not None else name or fact, value, words))
    return tuple(found)


def _facts(version: RunningVersion, rule: Rule) -> list[str]:
    try:
        found = version.rules.facts_of(rule.source)
    except (RuntimeError, ValueError):
        return []
    return sorted(found, key=lambda one: (rule.source.find(one), one))


def _field(version: RunningVersion, fact: str) -> Iterator[str]:
    root, _, rest = fact.partition(".")
    name = rest.split(".")[0] if root == "case" else root
    if name in version.definition.fields:
        yield name
