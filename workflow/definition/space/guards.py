"""The guards of a definition's actions, ready to be tried on what a case holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.definition.model import Definition, Quorum, Rule, Signer, SignOff, State
from workflow.definition.model import branches as branches_of
from workflow.definition.rules import RuleSet
from workflow.definition.space.effort import Effort
from workflow.definition.space.formula import Formulas, facts_of
from workflow.definition.space.logic import Formula, Values, both, either, opposite
from workflow.definition.space.vocabulary import Vocabulary
from workflow.definition.syntax import Node

#: facts that follow from where a case is
_WHERE = ("case.state", "case.phase", "case.returned")


@dataclass(frozen=True, slots=True)
class Guard:
    """All rules of one action as one formula.

    Args:
        formula: holds where every rule does.
        reads: the fields' facts that the rules name.
        where: facts of the case's place that they name.
        contradictory: whether nothing at all can meet them.
        open: atoms and facts of the world that they name, which may come out either way.
        size: what it costs to work it out once.
    """

    formula: Formula
    reads: frozenset[str]
    where: tuple[str, ...]
    contradictory: bool
    open: frozenset[str] = frozenset()
    size: int = 1


@dataclass(slots=True)
class Guards:
    """The guards of one definition.

    Args:
        definition: whose actions.
        vocabulary: the facts that the guards name.
        of: action → its guard.
    """

    definition: Definition
    vocabulary: Vocabulary
    formulas: Formulas
    of: Mapping[str, Guard]
    _tried: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    def passes(self, action: str, state: State, returned: bool, held: Values) -> bool:
        """Whether an action can be let through.

        Args:
            action: its name.
            state: where the case is.
            returned: whether it was sent back.
            held: the fields' facts as the act leaves them (None: not filled in); all that the guard reads.
        """
        guard = self.of[action]
        if not (guard.reads or guard.where):
            return not guard.contradictory
        self.formulas.effort.spend(len(guard.reads))
        key = (action, *(held[fact] for fact in guard.reads))
        if guard.where:
            key = (*key, state.name, returned)
        found = self._tried.get(key)
        if found is None:
            found = self._tried[key] = self.formulas.possible(
                guard.formula, self._known(guard.reads, state, returned, held), size=guard.size
            )
        return found

    def together(self, one: str, other: str, state: State, returned: bool, held: Values) -> bool:
        """Whether two actions can be let through at the same moment."""
        first, second = self.of[one], self.of[other]
        known = self._known(first.reads | second.reads, state, returned, held)
        size = first.size + second.size + len(known)
        return self.formulas.possible(both([first.formula, second.formula]), known, size=size)

    @staticmethod
    def _known(reads: Collection[str], state: State, returned: bool, held: Values) -> Values:
        known = {fact: held[fact] for fact in reads}
        return known | {"case.state": state.name, "case.phase": state.phase, "case.returned": returned}


def guards(
    definition: Definition,
    rules: RuleSet,
    unsure: Collection[str] = (),
    fixed: bool = True,
    effort: Effort | None = None,
) -> Guards:
    """Make the guards of a definition's actions.

    Args:
        definition: whose actions.
        rules: in which their rules compile.
        unsure: rules (as written) that are left out, since what they say is wrong or told already.
        fixed: whether parameters stand at their values; otherwise they may take any.
        effort: what working them out may cost.
    """
    trees = {name: list(_trees(rules, action.only_if, unsure)) for name, action in definition.actions.items()}
    worked = {
        name: list(_trees(rules, action.sets.values(), unsure)) for name, action in definition.actions.items()
    }
    branches = {name: _Branches(rules, action.signoff, unsure) for name, action in definition.actions.items()}
    every = [tree for several in trees.values() for tree in several]
    every += [tree for one in branches.values() for tree in one.trees]
    vocabulary = Vocabulary(definition, rules.types, every, fixed)
    formulas = Formulas(vocabulary, effort)
    return Guards(
        definition,
        vocabulary,
        formulas,
        {name: _guard(formulas, several, worked[name], branches[name]) for name, several in trees.items()},
    )


class _Branches:
    """Where anybody is asked to sign: the rules of a sign-off's branches, with the tree that they stand in."""

    def __init__(self, rules: RuleSet, tree: SignOff | None, unsure: Collection[str]) -> None:
        self.tree = tree
        own = [one.when for one in branches_of(tree) if one.when is not None] if tree is not None else []
        self.rules = {rule.source: node for rule in own for node in _trees(rules, [rule], unsure)}

    @property
    def trees(self) -> list[Node]:
        """The rules, compiled."""
        return list(self.rules.values())

    def formula(self, formulas: Formulas) -> Formula | None:
        """Holds where it can be told of each branch whether it is asked, and one is; None without rules."""
        if self.tree is None or not self.rules:
            return None
        told = [formulas.make(node) for node in self.trees]
        asks = self._asks(formulas, self.tree)
        known = [either([one, opposite(one)]) for one in told]
        return both(known if asks is None else [*known, asks])

    def _asks(self, formulas: Formulas, tree: SignOff) -> Formula | None:
        inside: Formula | None = None
        if not isinstance(tree, (Signer, Quorum)):
            found = [self._asks(formulas, one) for one in tree.of]
            inside = either([one for one in found if one is not None]) if None not in found else None
        node = self.rules.get(tree.when.source) if tree.when is not None else None
        own = formulas.make(node) if node is not None else None
        parts = [one for one in (own, inside) if one is not None]
        return both(parts) if parts else None


def _trees(rules: RuleSet, several: Iterable[Rule], unsure: Collection[str]) -> Iterator[Node]:
    for rule in several:
        if rule.source in unsure:
            continue
        try:
            yield rules.compiled(rule.source).tree
        except (RuntimeError, ValueError):
            continue  # told by the check of rules; here it may say anything


def _guard(formulas: Formulas, trees: list[Node], worked: list[Node], branches: _Branches) -> Guard:
    """The guard of rules, and of the expressions that fill in fields: what they need must be there too.

    In a sign-off with branches under rules somebody must be asked.
    """
    formulas.open.clear()
    parts = [formulas.make(tree) for tree in trees]
    asks = branches.formula(formulas)
    if asks is not None:
        parts, trees = [*parts, asks], [*trees, *branches.trees]
    named = {node.name for tree in trees for node in tree.walk() if node.kind == "name"}
    where, opened = tuple(one for one in _WHERE if one in named), frozenset(formulas.open).difference(_WHERE)
    formula = both([*parts, *(formulas.atom(tree) for tree in worked)])
    reads = frozenset[str]().union(*(facts_of(formulas.vocabulary, tree) for tree in (*trees, *worked)))
    size = sum(1 for tree in (*trees, *worked) for _ in tree.walk()) + 1
    return Guard(formula, reads, where, not formulas.possible(formula, {}, size=size), opened, size)
