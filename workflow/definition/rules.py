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

from workflow.definition.cel import Frame, environment, missing_fact, missing_key, plain_message
from workflow.definition.model import (
    RULE_TYPES,
    Definition,
    Field,
    FieldType,
    Quorum,
    Rule,
    SignOff,
    branches,
)
from workflow.definition.subject import (
    BASE,
    BATCH_FACTS,
    COLUMN_FUNCTIONS,
    Function,
    Subject,
    Unknown,
    midnight,
)
from workflow.definition.syntax import Node, in_loops, syntax_tree

MAX_RULE = 2000
#: the group of a rule that says how many votes a quorum takes, and the facts that it has beside all others
VOTES = "(votes)"
VOTE_FACTS: Mapping[str, str] = {"voters": "int", "abstained": "int"}
#: how often the functions over the rows of a group may stand inside of loops: each time they read all rows anew
MAX_IN_LOOPS = 2
TOO_DEAR = "the rule reads all rows again and again inside of loops"


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
        self._groups = {one.name: one for one in definition.fields.values() if one.type == "group"}
        self._envs: dict[str | None, cel.Env] = {None: environment(self.types, self.functions, self._frame)}
        self._compiled: dict[tuple[str | None, str], _Compiled] = {}
        #: a set of facts → the parameters among them
        self._own: dict[frozenset[str], Mapping[str, Any]] = {}
        for rule in rules_of(definition):
            try:
                self.compiled(rule.source, rule.group)
            except (RuntimeError, ValueError):
                continue  # told by `check`; asked all the same, it answers with its error
        self.facts: frozenset[str] = frozenset().union(
            *(one.facts for (group, _), one in self._compiled.items() if group is None)
        )

    def types_of(self, group: str | None) -> Mapping[str, str]:
        """Every fact that a rule may name: over one row of a group its columns too, over a vote its numbers."""
        if group == VOTES:
            return {**self.types, **VOTE_FACTS}
        columns = self._groups[group].fields if group in self._groups else {}
        return {**self.types, **{f"row.{name}": RULE_TYPES[one.type] for name, one in columns.items()}}

    def compiled(self, source: str, group: str | None = None) -> _Compiled:
        """A rule, compiled; `group`: over one row of it.

        Raises:
            RuntimeError: the engine refuses it; `cel.compile_errors` takes the message apart.
            ValueError: it is too long, or would take too long.
        """
        found = self._compiled.get((group, source))
        if found is None:
            if len(source) > MAX_RULE:
                raise ValueError(f"longer than {MAX_RULE} characters")
            types = self.types if group is None else self.types_of(group)
            if group not in self._envs:
                self._envs[group] = environment(types, self.functions, self._frame)
            expression = self._envs[group].compile(source)
            tree = syntax_tree(expression.serialize())
            names = frozenset(node.name for node in tree.walk() if node.kind == "name" and node.name in types)
            if too_dear(tree) is not None:
                raise ValueError(TOO_DEAR)
            found = self._compiled[group, source] = _Compiled(expression, tree, names)
        return found

    def joined(self, rules: Iterable[Rule]) -> str | None:
        """One rule that says yes where each of several rules over a case does; None where there is no such rule.

        Asking it costs as much as asking one of them. What it answers besides yes says nothing: then they are asked singly.
        """
        sources = [one.source for one in rules]
        if len(sources) < 2 or not all((None, one) in self._compiled for one in sources):
            return None
        source = " && ".join(f"({one}\n)" for one in sources)  # a rule may end with a comment
        if (None, source) not in self._compiled:
            try:
                expression = self._envs[None].compile(source)
            except RuntimeError:
                return None
            facts = frozenset[str]().union(*(self._compiled[None, one].facts for one in sources))
            self._compiled[None, source] = _Compiled(expression, syntax_tree(expression.serialize()), facts)
        return source

    def facts_of_all(self, rules: Iterable[Rule]) -> frozenset[str]:
        """The facts that some rules over a case name; what cannot be compiled names none."""
        found: frozenset[str] = frozenset()
        for rule in rules:
            if rule.group is None and (None, rule.source) in self._compiled:
                found |= self._compiled[None, rule.source].facts
        return found

    def facts_of(self, source: str) -> frozenset[str]:
        """The facts that a rule names; RuntimeError or ValueError as `compiled`."""
        return self.compiled(source).facts

    def step(
        self, values: Mapping[str, Any], lookup: Any = None, about: frozenset[str] = frozenset()
    ) -> Step:
        """Make ready to ask rules over one set of facts.

        Args:
            values: dotted name → Python value (a date as a datetime at midnight UTC); None and absent mean: no value.
                The parameters are known already.
            lookup: handed to the functions.
            about: the facts that the rules name which will be asked first; others may be asked all the same.
        """
        return Step(self, values, lookup, about)

    def activation(self, names: frozenset[str], values: Mapping[str, Any], group: str | None = None) -> Any:
        """The facts in the engine's own form, of these only what rules name."""
        return self._envs[group].Activation(
            {name: value for name in names if (value := values.get(name)) is not None}
        )

    def with_parameters(
        self, names: frozenset[str], values: Mapping[str, Any], group: str | None = None
    ) -> Any:
        """The same with the parameters, which no step brings."""
        own = self._own.get(names)
        if own is None:
            own = {name: value for name, value in self._parameters.items() if name in names}
            self._own[names] = own
        return self.activation(names, {**own, **values}, group)

    def failure(self, message: str, cause: Exception | None) -> Verdict:
        """Why a rule has no answer: what is not filled in, or else what went wrong."""
        name = missing_fact(message)
        if name is not None:
            return Verdict(None, unknown=name)
        column = missing_key(message)
        if column is not None and any(column in one.fields for one in self._groups.values()):
            return Verdict(None, unknown=f"row.{column}")
        if isinstance(cause, Unknown):
            return Verdict(None, unknown=cause.name)
        if cause is not None:
            return Verdict(None, error=str(cause) or cause.__class__.__name__)
        return Verdict(None, error=plain_message(message))

    @property
    def frame(self) -> Frame:
        """What the functions see while a rule runs."""
        return self._frame


class Step:
    """One moment of a case: many rules, asked over the same facts. Made by `RuleSet.step`."""

    def __init__(self, rules: RuleSet, values: Mapping[str, Any], lookup: Any, about: frozenset[str]) -> None:
        self._rules, self._values, self._lookup = rules, values, lookup
        self._names = about
        self._activation: Any = None

    def ask(self, rule: Rule | str, row: Mapping[str, Any] | None = None) -> Verdict:
        """Ask one rule, as text or as the definition has it; a rule that cannot be used answers with an error.

        Args:
            rule: the rule.
            row: the row that a rule over one row of a group speaks of, column → Python value.
        """
        value, failed = self._eval(rule, row)
        if failed is not None:
            return failed
        if value is True:
            return _YES
        return _NO if value is False else Verdict(None, error=f"the answer is {value!r}, not yes or no")

    def work_out(self, rule: Rule, row: Mapping[str, Any] | None = None) -> tuple[Any, Verdict | None]:
        """The value that an expression gives, as JSON; or None and the verdict that says why there is none."""
        value, failed = self._eval(rule, row)
        return (None, failed) if failed is not None else (_as_json(value), None)

    def _eval(self, rule: Rule | str, row: Mapping[str, Any] | None) -> tuple[Any, Verdict | None]:
        source, group = (rule, None) if isinstance(rule, str) else (rule.source, rule.group)
        try:
            one = self._rules.compiled(source, group)
            if group is not None:
                own = "" if group == VOTES else "row."
                values = {**self._values, **{f"{own}{name}": value for name, value in (row or {}).items()}}
                activation = self._rules.with_parameters(one.facts, values, group)
            else:
                if not one.facts <= self._names:
                    self._names = self._rules.facts | self._names | one.facts
                    self._activation = None
                if self._activation is None:
                    self._activation = self._rules.with_parameters(self._names, self._values)
                activation = self._activation
        except (RuntimeError, ValueError, TypeError) as fault:
            return None, Verdict(None, error=plain_message(str(fault)))
        frame = self._rules.frame
        before, frame.lookup, frame.cause = frame.lookup, self._lookup, None
        try:
            result = one.expression.eval(activation)
            value = result.value()
            if type(value) is not bool and result.type().name() == "ERROR":
                return None, self._rules.failure(str(value), frame.cause)
            return value, None
        except RuntimeError as fault:
            return None, self._rules.failure(str(fault), frame.cause)
        finally:
            frame.lookup, frame.cause = before, None


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, list):  # what the engine gives inside of a list it gives as values of its own
        return [_as_json(one.value() if hasattr(one, "value") else one) for one in value]
    return value


def rules_of(definition: Definition) -> Iterator[Rule]:
    """Every rule of a definition: those that decide, and those that work out a value (`Rule.gives`)."""
    if definition.opens_for:
        yield definition.opens_for
    yield from (role.who for role in definition.roles.values() if role.who)
    for field in definition.fields.values():
        yield from (column.computed for column in field.fields.values() if column.computed)
    yield from (one.unless for one in definition.on.values() if one.unless)
    for document in definition.documents.values():
        if document.needed_if:
            yield document.needed_if
    for action in definition.actions.values():
        yield from action.only_if
        yield from signing_rules(action.signoff) if action.signoff else ()
        yield from action.sets.values()
        for rows in action.rows:
            yield from rows.only_if
            yield from rows.sets.values()
        for mark in action.marks:
            if mark.where:
                yield mark.where
            yield from mark.sets.values()


def signing_rules(tree: SignOff) -> Iterator[Rule]:
    """The rules of a sign-off: under which a branch is asked, and how many votes a quorum takes."""
    for one in branches(tree):
        if one.when is not None:
            yield one.when
        if isinstance(one, Quorum) and isinstance(one.at_least, Rule):
            yield one.at_least


def too_dear(tree: Node) -> Node | None:
    """The call that makes a rule too dear: one over all rows inside of two loops, or one more than `MAX_IN_LOOPS` in one.

    A rule is asked while the store is held, so that its time must be bounded however many rows there are.
    """
    inside = [(node, depth) for node, depth in in_loops(tree) if depth and node.name in COLUMN_FUNCTIONS]
    deep = [node for node, depth in inside if depth > 1]
    return deep[0] if deep else inside[MAX_IN_LOOPS][0] if len(inside) > MAX_IN_LOOPS else None


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
    types |= {f"case.{one.name}": RULE_TYPES[one.type] for one in definition.fields.values()}
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
        return [_listed_row(field, row) for row in value]
    return value


#: in a listed row: the value of the group's key
KEY = "$key"


def typed_row(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    """One row of a group as `row.COLUMN` in rules; what is not filled in stays away.

    Example:
        >>> group = Field("c", "group", {}, fields={"since": Field("since", "date", {})})
        >>> typed_row(group, {"since": "2025-11-25", "note": None})["since"].isoformat()
        '2025-11-25T00:00:00+00:00'
    """
    known = field.fields
    return {name: typed(known[name], one) for name, one in row.items() if one is not None and name in known}


def _listed_row(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row inside of a list. Dates stay text there, since the rule engine takes none inside of maps: `date(c.since)`."""
    dates = {name for name, one in field.fields.items() if one.type == "date"}
    found = {
        name: one if name in dates or name not in field.fields else typed(field.fields[name], one)
        for name, one in row.items()
        if one is not None
    }
    return found | ({KEY: row.get(field.key)} if field.key else {})
