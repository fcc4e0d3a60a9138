"""Asks the rules of a definition: each compiles once, and one step of a case asks many.

A rule answers yes, no, or “cannot tell yet”, where a fact that has no value decides. `||` and `&&` still answer where
the other side is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cel_expr_python import cel

from workflow.definition.cel import Frame, environment, missing_fact, plain_message
from workflow.definition.model import Definition, Field, FieldType, Rule
from workflow.definition.subject import BASE, BATCH_FACTS, Function, Subject, Unknown, midnight
from workflow.definition.syntax import Node, syntax_tree

MAX_RULE = 2000
_TYPES: Mapping[FieldType, str] = {
    "text": "string",
    "number": "double",
    "date": "timestamp",
    "yes_no": "bool",
    "choice": "string",
    "person": "string",
    "position": "string",
    "unit": "string",
    "group": "list(map(string, dyn))",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's answer.

    Args:
        answer: yes or no; None when it cannot tell.
        unknown: then the fact without a value that it needs (`case.tmt`),
        error: or else why it failed.
    """

    answer: bool | None
    unknown: str | None = None
    error: str | None = None


_YES, _NO = Verdict(True), Verdict(False)


@dataclass(frozen=True, slots=True)
class _Compiled:
    expression: cel.Expression
    tree: Node
    facts: frozenset[str]


class RuleSet:
    """The rules of one definition, ready to be asked. It may be kept and shared between threads.

    Args:
        definition: whose rules, fields, parameters and batches.
        subject: what `definition.subject` brings; None without one.
        untyped: facts of a faulty file whose type could not be read: rules may do with them what they like.

    Attributes:
        types: every fact that a rule may name, with its type name.
        functions: every function that a rule may call.
        facts: the facts that the definition's own rules name; no other needs to be looked up.

    Example:
        >>> from workflow.definition.model import Definition, Field
        >>> leave = Definition("leave", {}, "a", {}, {}, {}, fields={"days": Field("days", "number", {})})
        >>> step = RuleSet(leave).step({"case.days": 12.0})
        >>> step.ask("case.days <= 10").answer, step.ask("actor == 'u1'").unknown
        (False, 'actor')
    """

    def __init__(
        self, definition: Definition, subject: Subject | None = None, untyped: Iterable[str] = ()
    ) -> None:
        self.types = fact_types(definition, subject) | dict.fromkeys(untyped, "dyn")
        self.functions: tuple[Function, ...] = (
            *BASE.functions,
            *(subject.vocabulary.functions if subject else ()),
        )
        self._parameters = {
            f"params.{one.name}": _typed_parameter(one.value) for one in definition.parameters.values()
        }
        self._frame = Frame()
        self._env = environment(self.types, self.functions, self._frame)
        self._compiled: dict[str, _Compiled] = {}
        for rule in rules_of(definition):
            try:
                self.compiled(rule.source)
            except (RuntimeError, ValueError):
                continue  # told by `check`; asked all the same, it answers with its error
        self.facts: frozenset[str] = frozenset().union(*(one.facts for one in self._compiled.values()))

    def compiled(self, source: str) -> _Compiled:
        """A rule, compiled.

        Raises:
            RuntimeError: the engine refuses it; `cel.compile_errors` takes the message apart.
            ValueError: it is too long.
        """
        found = self._compiled.get(source)
        if found is None:
            if len(source) > MAX_RULE:
                raise ValueError(f"longer than {MAX_RULE} characters")
            expression = self._env.compile(source)
            tree = syntax_tree(expression.serialize())
            names = frozenset(
                node.name for node in tree.walk() if node.kind == "name" and node.name in self.types
            )
            found = self._compiled[source] = _Compiled(expression, tree, names)
        return found

    def facts_of(self, source: str) -> frozenset[str]:
        """The facts that a rule names; RuntimeError or ValueError as `compiled`."""
        return self.compiled(source).facts

    def step(self, values: Mapping[str, Any], lookup: Any = None) -> Step:
        """Make ready to ask rules over one set of facts.

        Args:
            values: dotted name → Python value (a date as a datetime at midnight UTC); None and absent mean: no value.
                The parameters are known already.
            lookup: handed to the functions.
        """
        return Step(self, {**self._parameters, **values}, lookup)

    def activation(self, names: frozenset[str], values: Mapping[str, Any]) -> Any:
        """The facts in the engine's own form, of these only what rules name."""
        return self._env.Activation({name: values[name] for name in names if values.get(name) is not None})

    @property
    def frame(self) -> Frame:
        """What the functions see while a rule runs."""
        return self._frame


class Step:
    """One moment of a case: many rules, asked over the same facts. Made by `RuleSet.step`."""

    def __init__(self, rules: RuleSet, values: Mapping[str, Any], lookup: Any) -> None:
        self._rules, self._values, self._lookup = rules, values, lookup
        self._names: frozenset[str] = frozenset()
        self._activation: Any = None

    def ask(self, rule: Rule | str) -> Verdict:
        """Ask one rule, as text or as the definition has it; a rule that cannot be used answers with an error."""
        try:
            one = self._rules.compiled(rule if isinstance(rule, str) else rule.source)
            if self._activation is None or not one.facts <= self._names:
                self._names = self._rules.facts | self._names | one.facts
                self._activation = self._rules.activation(self._names, self._values)
        except (RuntimeError, ValueError, TypeError) as fault:
            return Verdict(None, error=plain_message(str(fault)))
        frame = self._rules.frame
        before, frame.lookup, frame.cause = frame.lookup, self._lookup, None
        try:
            result = one.expression.eval(self._activation)
            value = result.value()
            if value is True:
                return _YES
            if value is False:
                return _NO
            return _failure(str(value), result.type().name(), frame.cause)
        except RuntimeError as fault:
            return _failure(str(fault), "ERROR", frame.cause)
        finally:
            frame.lookup, frame.cause = before, None


def _failure(message: str, type: str, cause: Exception | None) -> Verdict:
    if type != "ERROR":
        return Verdict(None, error=f"the answer is {type.lower()}, not yes or no")
    name = missing_fact(message)
    if name is not None:
        return Verdict(None, unknown=name)
    if isinstance(cause, Unknown):
        return Verdict(None, unknown=cause.name)
    if cause is not None:
        return Verdict(None, error=str(cause) or cause.__class__.__name__)
    return Verdict(None, error=plain_message(message))


def rules_of(definition: Definition) -> Iterator[Rule]:
    """Every rule of a definition."""
    if definition.opens_for:
        yield definition.opens_for
    for document in definition.documents.values():
        if document.needed_if:
            yield document.needed_if
    for action in definition.actions.values():
        yield from action.only_if


def fact_types(definition: Definition, subject: Subject | None = None) -> dict[str, str]:
    """Every fact that the rules of a definition may name, with its type name.

    Example:
        >>> from workflow.definition.model import Definition, Field
        >>> leave = Definition("leave", {}, "a", {}, {}, {}, fields={"from_day": Field("from_day", "date", {})})
        >>> fact_types(leave)["case.from_day"]
        'timestamp'
    """
    types = dict(BASE.facts)
    if subject:
        types |= subject.vocabulary.facts
    for batch in dict.fromkeys(action.batch for action in definition.actions.values() if action.batch):
        types |= {f"case.{batch}.{name}": kind for name, kind in BATCH_FACTS.items()}
    types |= {f"case.{one.name}": _TYPES[one.type] for one in definition.fields.values()}
    types |= {f"params.{one.name}": _type_of_value(one.value) for one in definition.parameters.values()}
    return types


def _type_of_value(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "int" if isinstance(value, int) else "double"
    if isinstance(value, date):
        return "timestamp"
    if isinstance(value, list):
        return f"list({_common(value)})"
    if isinstance(value, Mapping):
        return f"map(string, {_common(list(value.values()))})"
    return "string"


def _common(values: list[Any]) -> str:
    types = {_type_of_value(one) for one in values}
    if types == {"int", "double"}:
        return "double"
    return types.pop() if len(types) == 1 else "dyn"


def _typed_parameter(value: Any) -> Any:
    if isinstance(value, date):
        return midnight(value)
    if isinstance(value, list):
        return [_typed_parameter(one) for one in _alike(value)]
    if isinstance(value, Mapping):
        return dict(zip(value, (_typed_parameter(one) for one in _alike(list(value.values()))), strict=True))
    return value


def _alike(values: list[Any]) -> list[Any]:
    return [float(one) for one in values] if {type(one) for one in values} == {int, float} else values


def typed(field: Field | FieldType, value: Any) -> Any:
    """A field's value as rules see it.

    Args:
        field: the field, or its type alone (then the values inside of a group stay as they are).
        value: as it is stored: JSON, dates as ISO text; None stays None.

    Raises:
        ValueError: text that is no date or number.

    Example:
        >>> typed("number", 5), typed("date", "2025-11-25").isoformat()
        (5.0, '2025-11-25T00:00:00+00:00')
    """
    kind = field.type if isinstance(field, Field) else field
    if value is None:
        return None
    if kind == "number":
        return float(value)
    if kind == "date":
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        return midnight(value if isinstance(value, date) else date.fromisoformat(value[:10]))
    if kind == "group" and isinstance(field, Field):
        known = field.fields
        return [
            {name: typed(known[name], one) if name in known else one for name, one in row.items()}
            for row in value
        ]
    return value
