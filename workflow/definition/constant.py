"""Finds rules whose answer is always the same, whatever a case is like."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

from workflow.definition.cel import plain_message
from workflow.definition.model import Definition
from workflow.definition.rules import RuleSet
from workflow.definition.space.formula import Formulas
from workflow.definition.space.logic import FAILS
from workflow.definition.space.vocabulary import Vocabulary
from workflow.definition.subject import Unknown

MAX_COMBINATIONS = 4096


def constant_answer(definition: Definition, rules: RuleSet, source: str) -> bool | str | None:
    """The answer that a rule always gives.

    A rule is tried with no facts at all (`true || …` needs none), and, where it names only choices and yes/no fields,
    with every combination of their values. Any other rule is worked out as a formula: numbers are cut where the rule
    compares them (and end at the field's `min` and `max`), words stand for themselves or for every other one, and what
    cannot be worked out may come out either way. Parameters count as facts: an admin may change them.

    Args:
        definition: whose fields.
        rules: in which the rule compiles.
        source: the rule.

    Returns:
        True or False; the reason as text for a rule that always fails; None when it depends on the case.

    Example:
        >>> from workflow.definition.model import Definition, Field
        >>> fields = {"ok": Field("ok", "yes_no", {}), "n": Field("n", "number", {})}
        >>> one = Definition("x", {}, "a", {}, {}, {}, fields=fields)
        >>> asked = ("1 < 2", "case.ok && !case.ok", "case.ok", "case.n > 5 && case.n < 3", "case.n > 5")
        >>> [constant_answer(one, RuleSet(one), rule) for rule in asked]
        [True, False, None, False, None]
    """
    compiled = rules.compiled(source)
    calls = {node.name for node in compiled.tree.walk() if node.kind == "call"}
    functions = {one.name for one in rules.functions}
    answer = _answer(rules, source, {})
    if isinstance(answer, bool) or not (compiled.facts or calls & functions):
        return answer
    domains = {name: _values(definition, name) for name in sorted(compiled.facts)}
    if (
        calls & functions
        or not all(domains.values())
        or prod(len(one) for one in domains.values()) > MAX_COMBINATIONS
    ):
        return _worked_out(definition, rules, source)
    answers: set[bool | str] = set()
    for combination in product(*domains.values()):
        answers.add(_answer(rules, source, dict(zip(domains, combination, strict=True))))
        if len(answers) > 1:
            return None
    return answers.pop()


def constant_over_rows(definition: Definition, rules: RuleSet, source: str, group: str) -> bool | None:
    """The answer that a rule over the rows of a group always gives, whatever stands in them; `true` alone means all rows.

    Args:
        definition: whose fields.
        rules: in which the rule compiles.
        source: the rule.
        group: the name of the group.
    """
    if source.strip() == "true":
        return None
    answer = _answer(rules, source, {}, group)
    return answer if isinstance(answer, bool) else _worked_out(definition, rules, source, group)


def _worked_out(definition: Definition, rules: RuleSet, source: str, group: str | None = None) -> bool | None:
    """The answer of a rule as a formula, where there is only one whatever the world is like."""
    tree = rules.compiled(source, group).tree
    types = rules.types if group is None else rules.types_of(group)
    formulas = Formulas(Vocabulary(definition, types, [tree], fixed=False))
    answers = formulas.outcomes(formulas.make(tree), budget=MAX_COMBINATIONS)
    if answers is None or len(answers) != 1 or FAILS in answers:
        return None
    return bool(answers.pop())


def _values(definition: Definition, name: str) -> tuple[Any, ...]:
    """All values of a fact that has few."""
    if name == "case.returned":
        return (False, True)
    field = definition.fields.get(name.removeprefix("case.")) if name.startswith("case.") else None
    if field is None:
        return ()
    return (False, True) if field.type == "yes_no" else tuple(field.options)


class _NoWorld:
    """Stands for the world of a rule that must not need one."""

    def __getattr__(self, name: str) -> Any:
        raise Unknown(name)


def _answer(rules: RuleSet, source: str, values: dict[str, Any], group: str | None = None) -> bool | str:
    compiled = rules.compiled(source, group)
    rules.frame.lookup = _NoWorld()
    try:
        value = compiled.expression.eval(rules.activation(compiled.facts, values)).value()
    except RuntimeError as fault:
        return plain_message(str(fault))
    finally:
        rules.frame.lookup = rules.frame.cause = None
    return value if isinstance(value, bool) else plain_message(str(value))
