"""What the rules of a definition ask of each fact: its kind, and the constants that it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from workflow.definition.model import Definition, Field
from workflow.definition.space.domain import (
    ANYTHING,
    YES_NO,
    Domain,
    number_bands,
    option_bands,
    plain,
    plain_number,
    word_bands,
)
from workflow.definition.syntax import Node

Kind = Literal["yes_no", "words", "text", "number"]

#: a node that is no constant
NOT: Final = object()
COMPARISONS: Final = frozenset({"_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"})
_FIELD_KINDS: Mapping[str, Kind] = {
    "choice": "words",
    "yes_no": "yes_no",
    "number": "number",
    "text": "text",
    "person": "text",
    "position": "text",
    "unit": "text",
}
_TYPE_KINDS: Mapping[str, Kind] = {"bool": "yes_no", "string": "text", "int": "number", "double": "number"}


class Vocabulary:
    """The facts of a definition, each with the values that its rules tell apart.

    Args:
        definition: whose fields, states and parameters.
        types: every fact with its type name, as `RuleSet.types`.
        trees: the rules that are asked together.
        fixed: whether parameters stand at their values; otherwise they may take any.
    """

    def __init__(
        self, definition: Definition, types: Mapping[str, str], trees: Iterable[Node], fixed: bool = True
    ) -> None:
        self._definition, self.types, self._fixed = definition, types, fixed
        self._parameters: dict[str, Any] = (
            {
                f"params.{one.name}": one.value
                for one in definition.parameters.values()
                if plain(one.value) and f"params.{one.name}" in types
            }
            if fixed
            else {}
        )
        self._cuts: dict[str, set[Any]] = {}
        self._domains: dict[str, Domain] = {}
        #: the fields of which a rule asks whether they are filled in
        self.maybe_empty: set[str] = set()
        for tree in trees:
            for node in tree.walk():
                self._cut(node)

    def field(self, fact: str) -> Field | None:
        """The field behind a fact."""
        return self._definition.fields.get(fact[5:]) if fact.startswith("case.") else None

    def kind(self, fact: str) -> Kind | None:
        """How a fact can be compared; None when only whether it is there counts."""
        field = self.field(fact)
        if field is not None:
            return _FIELD_KINDS.get(field.type) if self.types.get(fact) != "dyn" else None
        if fact in ("case.state", "case.phase"):
            return "words"
        return _TYPE_KINDS.get(self.types.get(fact, ""))

    def fact(self, node: Node) -> str | None:
        """The comparable fact that a node is."""
        if node.kind != "name" or node.name in self._parameters or self.kind(node.name) is None:
            return None
        return node.name

    def constant(self, node: Node) -> Any:
        """The value of a node that has the same one always, else `NOT`."""
        if node.kind == "constant":
            return node.value
        if node.kind == "name":
            return self._parameters.get(node.name, NOT)
        parts = [self.constant(one) for one in node.parts]
        if any(one is NOT for one in parts):
            return NOT
        if node.kind == "list":
            return parts
        if node.kind == "map" and all(map(_is_text, parts[::2])):
            return dict(zip(parts[::2], parts[1::2], strict=True))
        if node.kind == "call" and parts and all(map(plain_number, parts)):
            match node.name:
                case "-_":
                    return -parts[0]
                case "_+_":
                    return parts[0] + parts[1]
                case "_-_":
                    return parts[0] - parts[1]
                case "_*_":
                    return parts[0] * parts[1]
        return NOT

    def table(self, node: Node) -> tuple[Mapping[str, Any], Node] | None:
        """`params.TABLE[key]`, or a table that is written out: the table and the key."""
        if node.kind != "call" or node.name != "_[_]":
            return None
        table = self.constant(node.parts[0])
        return (table, node.parts[1]) if isinstance(table, Mapping) else None

    def exact(self, left: str, right: str) -> bool:
        """Whether two facts can be compared with each other band by band."""
        kinds = {self.kind(left), self.kind(right)}
        return left == right or kinds in ({"yes_no"}, {"words"}, {"words", "text"})

    def domain(self, fact: str) -> Domain:
        """The bands of a fact's values."""
        found = self._domains.get(fact)
        if found is None:
            found = self._domains[fact] = self._bands(fact)
        return found

    # -- the constants

    def _cut(self, node: Node) -> None:
        if node.kind != "call" or len(node.parts) != 2:
            return
        left, right = node.parts
        if node.name in COMPARISONS:
            self._meet(left, right)
            self._meet(right, left)
        elif node.name == "@in" and right.name == "case.filled":
            self.maybe_empty.add(f"case.{left.value}")
        elif node.name == "@in" and self.fact(left):
            self._add(left, self.constant(right))
        elif found := self.table(node):
            self._add(found[1], list(found[0]))

    def _meet(self, one: Node, other: Node) -> None:
        fact, beside = self.fact(one), self.fact(other)
        if fact is None:
            return
        table = self.table(other)
        if table:
            self._add(one, list(table[0].values()))
        elif beside is None:
            self._add(one, self.constant(other))
        elif {self.kind(fact), self.kind(beside)} <= {"words", "text"}:
            self._add(one, self._options(beside) or self._options(fact))

    def _add(self, node: Node, constants: Any) -> None:
        fact = self.fact(node)
        if fact is None or constants is NOT:
            return
        found = constants if isinstance(constants, list) else [constants]
        wanted = _is_number if self.kind(fact) == "number" else _is_text
        self._cuts.setdefault(fact, set()).update(one for one in found if wanted(one))

    def _options(self, fact: str) -> list[str]:
        field = self.field(fact)
        if field is not None:
            return list(field.options)
        names = {"case.state": self._definition.states, "case.phase": self._definition.phases}
        return list(names.get(fact, ()))

    def _bands(self, fact: str) -> Domain:
        cuts, field = self._cuts.get(fact, set()), self.field(fact)
        match self.kind(fact):
            case "yes_no":
                return YES_NO
            case "words":
                return option_bands(self._options(fact), cuts)
            case "text":  # what is filled in is never blank, and has no space around it
                filled_in = field is not None and self._fixed
                return word_bands(one for one in cuts if not filled_in or (one and one == one.strip()))
            case "number":
                least, most = (field.least, field.most) if field is not None else (None, None)
                return number_bands(cuts, least, most, whole=self.types.get(fact) == "int")
        return ANYTHING


def _is_number(value: Any) -> bool:
    """A number that a field can come near to: none that is no number, or without end."""
    return plain_number(value) and abs(value) < 1e300


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
