"""Rules as formulas that are worked out over bands of values, without the rule engine.

What a formula cannot work out (a function, a date, a list) is an atom that may come out either way; the same atom comes out
the same way wherever it stands. So “it is possible” may be wrong, “it is impossible” never is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workflow.definition.space.domain import values
from workflow.definition.space.effort import Effort
from workflow.definition.space.logic import (
    FAILS,
    OPERATIONS,
    Formula,
    Need,
    Values,
    both,
    choice,
    constant,
    either,
    is_filled,
    lookup,
    opposite,
    strict,
    undecided,
)
from workflow.definition.space.vocabulary import COMPARISONS, NOT, Vocabulary
from workflow.definition.syntax import Node

_LOGIC = frozenset({"_&&_", "_||_", "_?_:_"})


class Formulas:
    """Makes formulas of rules.

    Args:
        vocabulary: the facts with their bands.
        effort: what working them out may cost.

    Example:
        >>> from workflow.definition.model import Definition, Field
        >>> from workflow.definition.rules import RuleSet
        >>> one = Definition("x", {}, "a", {}, {}, {}, fields={"n": Field("n", "number", {})})
        >>> rules = RuleSet(one)
        >>> tree = rules.compiled("case.n > 3 && case.n < 2").tree
        >>> formulas = Formulas(Vocabulary(one, rules.types, [tree]))
        >>> formulas.outcomes(formulas.make(tree))
        {False}
    """

    def __init__(self, vocabulary: Vocabulary, effort: Effort | None = None) -> None:
        self.vocabulary = vocabulary
        self.effort = effort or Effort()
        #: atoms, and facts that are no fields, of every formula made so far
        self.open: set[str] = set()

    def possible(self, formula: Formula, known: Values, budget: int = 20_000, size: int = 1) -> bool:
        """Whether what is not known can be such that the formula holds; yes, when that takes too long to tell.

        Args:
            formula: made here.
            known: what is settled.
            budget: how often the formula is worked out at most.
            size: what it costs to work it out once.
        """
        answers = self.outcomes(formula, known, budget, enough=True, size=size)
        return answers is None or True in answers

    def outcomes(
        self,
        formula: Formula,
        known: Values | None = None,
        budget: int = 20_000,
        enough: bool = False,
        size: int = 1,
    ) -> set[Any] | None:
        """Every answer that a formula can have (`FAILS` among them); None when that takes too long to tell.

        Args:
            formula: made here.
            known: what is settled.
            budget: how often the formula is worked out at most.
            enough: stop at the first yes.
            size: what it costs to work it out once.
        """
        found: set[Any] = set()
        todo: list[Values] = [dict(known or {})]
        while todo:
            budget -= 1
            if budget < 0:
                return None
            settled = todo.pop()
            self.effort.spend(size)
            answer = formula(settled)
            if isinstance(answer, Need):
                todo += [{**settled, answer.name: one} for one in self._values(answer.name)]
                continue
            found.add(answer)
            if enough and answer is True:
                break
        return found

    def _values(self, name: str) -> tuple[Any, ...]:
        return (False, True) if name.startswith("?") else values(self.vocabulary.domain(name))[::-1]

    # -- making

    def make(self, node: Node) -> Formula:
        """The formula of a rule, or of a part of one whose answer is yes or no."""
        if node.kind == "constant":
            return constant(node.value)
        if node.kind == "name":
            value = self.vocabulary.constant(node)
            if value is not NOT:
                return constant(value)
            return self._fact(node.name) if self.vocabulary.kind(node.name) == "yes_no" else self.atom(node)
        if node.kind != "call":
            return self.atom(node)
        match node.name:
            case "_&&_":
                return both([self.make(one) for one in node.parts])
            case "_||_":
                return either([self.make(one) for one in node.parts])
            case "!_":
                return opposite(self.make(node.parts[0]))
            case "_?_:_":
                return choice([self.make(one) for one in node.parts])
            case "@in":
                return self._contained(node)
        return self._compared(node) if node.name in COMPARISONS else self.atom(node)

    def _compared(self, node: Node) -> Formula:
        left, right = node.parts
        if node.name in ("_==_", "_!=_") and (self._yes_no(left) or self._yes_no(right)):
            same = strict(self.make(left), self.make(right), lambda one, other: one is other)
        elif self._comparable(node.name, left, right):
            operation = OPERATIONS["_==_" if node.name == "_!=_" else node.name]
            same = strict(self._term(left), self._term(right), operation)
        elif (
            node.name in ("_==_", "_!=_")
            and left.kind == "name"
            and left == replace(right, offset=left.offset)
        ):
            same = strict(self._known(left), constant(None), lambda one, _: True)
        else:
            return self._opaque(node)
        return opposite(same) if node.name == "_!=_" else same

    def _comparable(self, operator: str, left: Node, right: Node) -> bool:
        if not (self._is_term(left) and self._is_term(right)):
            return False
        one, other = self.vocabulary.fact(left), self.vocabulary.fact(right)
        if operator not in ("_==_", "_!=_") and any(
            self.vocabulary.kind(fact) != "number" for fact in (one, other) if fact
        ):
            return False  # words stand for others, so that their order says nothing
        return one is None or other is None or self.vocabulary.exact(one, other)

    def _is_term(self, node: Node) -> bool:
        if self.vocabulary.fact(node):
            return True
        table = self.vocabulary.table(node)
        return self._is_term(table[1]) if table else self.vocabulary.constant(node) is not NOT

    def _term(self, node: Node) -> Formula:
        fact = self.vocabulary.fact(node)
        if fact:
            return self._fact(fact)
        table = self.vocabulary.table(node)
        if table:
            entries, key = table[0], self._term(table[1])
            return strict(key, constant(None), lambda one, _: entries.get(one, FAILS))
        return constant(self.vocabulary.constant(node))

    def _yes_no(self, node: Node) -> bool:
        if node.kind == "constant":
            return isinstance(node.value, bool)
        if node.kind == "name":
            return self.vocabulary.types.get(node.name) == "bool"
        return node.kind == "call" and (
            node.name in COMPARISONS or node.name in ("_&&_", "_||_", "!_", "@in")
        )

    def _contained(self, node: Node) -> Formula:
        left, right = node.parts
        named = self.vocabulary.constant(left)
        if right.name == "case.filled" and isinstance(named, str) and self.vocabulary.field(f"case.{named}"):
            return is_filled(f"case.{named}")
        listed = self.vocabulary.constant(right)
        if not isinstance(listed, list) or not self._is_term(left):
            return self.atom(node)
        return strict(self._term(left), constant(None), lambda one, _: one in listed)

    def _known(self, node: Node) -> Formula:
        return lookup(node.name) if self.vocabulary.field(node.name) else constant(None)

    def _opaque(self, node: Node) -> Formula:
        """A comparison that cannot be worked out: those that say the same, or the opposite, become one atom."""
        left, right = node.parts
        match node.name:
            case "_<_":
                return self.atom(node)
            case "_>_":
                return self.atom(Node("call", name="_<_", parts=(right, left)))
            case "_>=_":
                return opposite(self.atom(Node("call", name="_<_", parts=(left, right))))
            case "_<=_":
                return opposite(self.atom(Node("call", name="_<_", parts=(right, left))))
        parts = tuple(sorted((left, right), key=spelled))
        same = self.atom(Node("call", name="_==_", parts=parts))
        return opposite(same) if node.name == "_!=_" else same

    def atom(self, node: Node) -> Formula:
        """What cannot be worked out; it fails where a field that it needs is not filled in."""
        strict = not any(
            one.kind == "loop" or (one.kind == "call" and one.name in _LOGIC) for one in node.walk()
        )
        facts = {one.name for one in node.walk() if one.kind == "name" and self.vocabulary.field(one.name)}
        name = "?" + spelled(node)
        self.open.add(name)
        return undecided(name, tuple(sorted(facts)) if strict else ())

    def _fact(self, fact: str) -> Formula:
        if self.vocabulary.field(fact) is None:
            self.open.add(fact)
        return lookup(fact)


def facts_of(vocabulary: Vocabulary, node: Node) -> frozenset[str]:
    """The fields' facts that a rule reads, `"x" in case.filled` among them."""
    found = {one.name for one in node.walk() if one.kind == "name" and vocabulary.field(one.name)}
    for one in node.walk():
        if one.kind == "call" and one.name == "@in" and one.parts[1].name == "case.filled":
            name = f"case.{one.parts[0].value}"
            found |= {name} if vocabulary.field(name) else set()
    return frozenset(found)


def spelled(node: Node) -> str:
    """A node as text, whatever its place in the file.

    Example:
        >>> spelled(Node("call", 3, "_<_", parts=(Node("name", 1, "case.a"), Node("constant", 5, value=2))))
        '(call:_<_:None (name:case.a:None) (constant::2))'
    """
    inside = "".join(f" {spelled(one)}" for one in node.parts)
    return f"({node.kind}:{node.name}{'?' if node.tested else ''}:{node.value!r}{inside})"
