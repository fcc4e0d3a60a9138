"""Reads what an action fills in by itself, and what it takes for the rows of groups: `sets`, `rows`, `marks`."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import Field, Mark, Rows, Rule
from workflow.definition.parts import at, place_of, rule, rules, typed_rule
from workflow.definition.yaml import Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

_ROWS = ("of", "adds", "drops", "asks", "may_ask", "sets", "only_if")
_MARK = ("of", "where", "sets")


def sets(
    form: Form, node: Node | None, what: Words, fields: Mapping[str, Field], group: str | None = None
) -> dict[str, Rule]:
    """`sets`: field → the expression that fills it in; `group`: columns of it, over one row."""
    if node is None:
        return {}
    inside = of("sets", what)
    table = form.table(node, inside)
    read: dict[str, Rule] = {}
    for key, value in table.entries.values() if table else ():
        field = fields.get(key.text)
        if field is None:
            if group is not None or key.text not in form.declared["fields"]:
                form.findings.unknown(
                    "E110", key.place, N_("{what} names a field that is not declared: “{word}”"), fields, key.text,
                    what=inside,
                )  # fmt: skip
            continue
        if field.type == "group" or field.computed is not None:
            form.findings.error(
                "E113",
                key.place,
                N_("“{name}” in {what} cannot be set"),
                N_("set the columns of its rows with `marks`")
                if field.type == "group"
                else N_("it is worked out by itself"),
                name=key.text,
                what=inside,
            )
            continue
        made = typed_rule(
            form, value, Phrase("“{name}” in {what}", name=key.text, what=inside), field.type, group, field.options
        )  # fmt: skip
        if made is not None:
            read[key.text] = made
    return read


def rows(form: Form, node: Node | None, what: Words, fields: Mapping[str, Field]) -> tuple[Rows, ...]:
    """`rows`: one `{of, adds, asks, may_ask, sets, only_if}` or a list of them."""
    read: list[Rows] = []
    inside = of("rows", what)
    for table in _tables(form, node, inside):
        form.keys(table, inside, _ROWS, ("of",))
        group = _group(form, table, inside, fields)
        if group is None:
            continue
        if group.key is None:
            form.findings.error(
                "E113",
                place_of(table, "of"),
                N_("{what} takes single rows, and the group “{name}” has no `key`"),
                N_("say which column names a row: `key: …`"),
                name=group.name,
                what=inside,
            )
        given = {name: one for name, one in group.fields.items() if one.computed is None}
        read.append(
            Rows(
                group.name,
                form.flag(at(table, "adds"), of("adds", inside)),
                _columns(form, at(table, "asks"), of("asks", inside), given),
                _columns(form, at(table, "may_ask"), of("may_ask", inside), given),
                sets(form, at(table, "sets"), inside, group.fields, group.name),
                rules(form, at(table, "only_if"), of("only_if", inside), group.name),
                table.place,
                _drops(form, table, inside),
            )
        )
    return tuple(read)


def _drops(form: Form, table: Table, what: Words) -> bool:
    """`drops`: the rows that are named are struck off, so nothing is filled in there."""
    drops = form.flag(at(table, "drops"), of("drops", what))
    for key in ("adds", "asks", "may_ask", "sets", "only_if") if drops else ():
        if key in table.entries:
            form.findings.error(
                "E113",
                place_of(table, key),
                N_("“{key}” of {what} does not go together with “{other}”"),
                key=key,
                other="drops",
                what=what,
            )
    return drops


def marks(form: Form, node: Node | None, what: Words, fields: Mapping[str, Field]) -> tuple[Mark, ...]:
    """`marks`: one `{of, where, sets}` or a list of them."""
    read: list[Mark] = []
    inside = of("marks", what)
    for table in _tables(form, node, inside):
        form.keys(table, inside, _MARK, ("of", "sets"))
        group = _group(form, table, inside, fields)
        if group is None:
            continue
        where = rule(form, at(table, "where"), of("where", inside))
        read.append(
            Mark(
                group.name,
                Rule(where.source, place=where.place, group=group.name) if where else None,
                sets(form, at(table, "sets"), inside, group.fields, group.name),
                table.place,
            )
        )
    return tuple(read)


def _tables(form: Form, node: Node | None, what: Words) -> list[Table]:
    items = node.items if isinstance(node, Series) else [node] if node is not None else []
    found = (form.table(item, what) for item in items)
    return [one for one in found if one is not None]


def _group(form: Form, table: Table, what: Words, fields: Mapping[str, Field]) -> Field | None:
    node = at(table, "of")
    name = form.text(node, of("of", what))
    if name is None or not isinstance(node, Scalar):
        return None
    groups = {one.name: one for one in fields.values() if one.type == "group"}
    if name in groups:
        return groups[name]
    if name in form.declared["fields"] and name not in fields:
        return None  # said already: its declaration could not be read
    meant = form.findings.unknown(
        "E110", node.place, N_("{what} names a group that is not declared: “{word}”"), groups, name, what=what
    )
    return groups.get(meant or "")


def _columns(form: Form, node: Node | None, what: Words, columns: Mapping[str, Field]) -> tuple[str, ...]:
    read: dict[str, None] = {}
    for word in form.words(node, what):
        name: str | None = word.text
        if name not in columns:
            name = form.findings.unknown(
                "E110", word.place, N_("{what} names a column that it does not have: “{word}”"), columns, word.text,
                what=what,
            )  # fmt: skip
        if name is not None:
            read[name] = None
    return tuple(read)
