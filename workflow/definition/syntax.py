"""The checked syntax tree of a rule, read from the engine's serialized form (`cel.expr.CheckedExpr`).

It is protobuf; the few fields that the checks need are read here by hand, so that no further package is needed. Field
numbers after https://github.com/google/cel-spec: proto/cel/expr/checked.proto and syntax.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["constant", "name", "select", "call", "list", "map", "loop", "other"]


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a rule.

    Args:
        kind: what it is; `loop` is what `all`, `exists`, `map` and `filter` become.
        offset: where it stands in the rule's text, in characters from 0 (-1: nowhere).
        name: of a name (with its dots), a selected key, a called function or an operator (`_==_`, `@in`).
        value: of a constant.
        parts: its operands.
        tested: of a selected key: whether it is only asked if it is there, as `has()` does.
    """

    kind: Kind
    offset: int = -1
    name: str = ""
    value: Any = None
    parts: tuple[Node, ...] = ()
    tested: bool = False

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def in_loops(tree: Node, depth: int = 0) -> Iterator[tuple[Node, int]]:
    """Every node of a tree, and in how many loops it is worked out again and again.

    What a loop runs over is worked out once.

    Example:
        >>> inner = Node("loop", parts=(Node("name", name="b"), Node("call", name="rank")))
        >>> tree = Node("loop", parts=(Node("name", name="a"), inner))
        >>> [(node.name, depth) for node, depth in in_loops(tree) if node.name]
        [('a', 0), ('b', 1), ('rank', 2)]
    """
    yield tree, depth
    for place, part in enumerate(tree.parts):
        yield from in_loops(part, depth + (tree.kind == "loop" and place > 0))


def syntax_tree(serialized: bytes) -> Node:
    """The tree of a compiled rule.

    Args:
        serialized: what `Expression.serialize()` gives.

    Example:
        >>> from cel_expr_python import cel
        >>> rule = cel.NewEnv(variables={"case.route": cel.Type.STRING}).compile('case.route == "a"')
        >>> tree = syntax_tree(rule.serialize())
        >>> tree.name, [(part.kind, part.name or part.value) for part in tree.parts]
        ('_==_', [('name', 'case.route'), ('constant', 'a')])
    """
    (any_value,) = (value for number, value in _fields(serialized) if number == 2)
    checked = _fields(any_value)
    expression, source_info = b"", b""
    for number, value in checked:
        if number == 4:
            expression = value
        elif number == 5:
            source_info = value
    offsets: dict[int, int] = {}
    for number, entry in _fields(source_info):
        if number == 4:
            pair = dict(_fields(entry))
            offsets[pair.get(1, 0)] = pair.get(2, 0)
    return _node(expression, offsets)


def _node(data: bytes, offsets: dict[int, int]) -> Node:
    offset = -1
    for number, value in _fields(data):
        if number == 2:
            offset = offsets.get(value, -1)
        elif number == 3:
            return Node("constant", offset, value=_constant(value))
        elif number == 4:
            return Node("name", offset, _text(value, 1))
        elif number == 5:
            tested = any(key == 3 and bool(one) for key, one in _fields(value))
            return Node("select", offset, _text(value, 2), parts=_parts(value, (1,), offsets), tested=tested)
        elif number == 6:
            return Node("call", offset, _text(value, 2), parts=_parts(value, (1, 3), offsets))
        elif number == 7:
            return Node("list", offset, parts=_parts(value, (1,), offsets))
        elif number == 8:
            entries = (entry for key, entry in _fields(value) if key == 2)
            parts = tuple(part for entry in entries for part in _parts(entry, (3, 4), offsets))
            return Node("map", offset, parts=parts)
        elif number == 9:
            return Node("loop", offset, _text(value, 1), parts=_parts(value, (2, 4, 5, 6, 7), offsets))
    return Node("other", offset)


def _parts(data: bytes, numbers: tuple[int, ...], offsets: dict[int, int]) -> tuple[Node, ...]:
    return tuple(_node(value, offsets) for number, value in _fields(data) if number in numbers)


def _text(data: bytes, number: int) -> str:
    return next((value.decode() for key, value in _fields(data) if key == number), "")


def _constant(data: bytes) -> Any:
    for number, value in _fields(data):
        match number:
            case 2:
                return bool(value)
            case 3:
                return value - (1 << 64) if value >= 1 << 63 else value
            case 4:
                return value
            case 5:
                return struct.unpack("<d", value)[0]
            case 6:
                return value.decode()
            case 7:
                return value
    return None


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of one protobuf message: number and value (a whole number, or the bytes of what is inside)."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire == 2:
            size, at = _varint(data, at)
        else:
            size = 8 if wire == 1 else 4
        yield number, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    result = shift = 0
    while True:
        byte = data[at]
        at += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result, at
        shift += 7
