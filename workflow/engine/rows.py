"""The rows of groups: taking single rows of an act, and what an action fills in by itself (`rows`, `sets`, `marks`).

A group with a key is a list of rows, each known by its key. An act gives cells; what it does not name stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflow.definition.model import Action, Definition, Field, Rows, Rule
from workflow.definition.rules import Step, typed_row
from workflow.engine.case import Act, Case
from workflow.errors import InputError, Reason
from workflow.language import N_

Row = Mapping[str, Any]


def merged(group: Field, rows: Rows, before: Sequence[Row], given: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows of a group after an act: known ones changed cell by cell, new ones at the end.

    Args:
        group: a group with a key.
        rows: what the action takes.
        before: the rows of the case.
        given: those of the act, their cells read already.

    Raises:
        InputError: a row without its key, a key that stands twice or is not known, a column that is not asked for.

    Example:
        >>> group = Field("c", "group", {"en": "C"}, fields={"who": Field("who", "text", {}), "score": Field(
        ...     "score", "number", {})}, key="who")
        >>> merged(group, Rows("c", asks=("score",)), [{"who": "A"}, {"who": "B"}], [{"who": "B", "score": 7}])
        [{'who': 'A'}, {'who': 'B', 'score': 7}]
    """
    key = str(group.key)
    after = {row.get(key): dict(row) for row in before}
    seen: set[Any] = set()
    for row in given:
        name = row.get(key)
        if name is None:
            raise InputError(
                N_("A row of “{group}” lacks “{column}”, by which it is known."),
                N_("Name it: {column}=…"),
                group=group.label,
                column=group.fields[key].label or key,
            )
        if name in seen:
            raise InputError(
                N_("“{row}” stands twice in “{group}”."), N_("Name it once."), row=name, group=group.label
            )
        seen.add(name)
        if rows.drops and name in after:
            del after[name]
            continue
        if name not in after and not rows.adds:
            raise InputError(
                N_("“{group}” has no row “{row}”."),
                N_("It has: {rows}."),
                group=group.label,
                row=name,
                rows=", ".join(str(one) for one in after) or "-",
            )
        for column in row:
            if column not in (key, *rows.asks, *rows.may_ask):
                raise InputError(
                    N_("“{column}” of “{group}” is not asked for here."),
                    N_("Asked for: {asked}."),
                    column=column,
                    group=group.label,
                    asked=", ".join((key, *rows.asks, *rows.may_ask)),
                )
        after[name] = {**after.get(name, {}), **row}
    return list(after.values())


def taken(definition: Definition, rows: Rows, act: Act) -> frozenset[Any]:
    """The keys of the rows that an act names."""
    key, given = definition.fields[rows.group].key or "", act.fields.get(rows.group)
    if not isinstance(given, (list, tuple)):
        return frozenset()
    keys = (row.get(key) for row in given if isinstance(row, Mapping))
    return frozenset(one.strip() if isinstance(one, str) else one for one in keys)


def filled(
    definition: Definition, action: Action, act: Act, given: Mapping[str, Any], rules: Step
) -> dict[str, Any]:
    """The given rows with what `rows` sets in them, and with what is worked out from the others."""
    after = dict(given)
    for rows in action.rows:
        if rows.group not in after:
            continue
        group = definition.fields[rows.group]
        touched = taken(definition, rows, act)
        after[rows.group] = [
            {**row, **_values(group, row, rows.sets, rules)} if row.get(group.key or "") in touched else row
            for row in after[rows.group]
        ]
    return {name: computed(definition.fields[name], value, rules) for name, value in after.items()}


def computed(field: Field, value: Any, rules: Step) -> Any:
    """The rows of a group with their computed columns worked out anew; any other value as it is."""
    if field.type != "group":
        return value
    columns = {name: one.computed for name, one in field.fields.items() if one.computed is not None}
    if not columns:
        return value
    bare = ({name: cell for name, cell in row.items() if name not in columns} for row in value)
    return [{**row, **_values(field, row, columns, rules)} for row in bare]


def _values(group: Field, row: Row, wanted: Mapping[str, Rule], rules: Step) -> dict[str, Any]:
    """What expressions give over one row, in order; each sees what those before it gave. What cannot be told stays away."""
    found: dict[str, Any] = {}
    for name, rule in wanted.items():
        value, failed = rules.work_out(rule, typed_row(group, {**row, **found}))
        if failed is None:
            found[name] = value
    return found


def against(
    definition: Definition, action: Action, act: Act, given: Mapping[str, Any], rules: Step
) -> Iterator[Reason]:
    """What stands against the rows of an act: cells that are still to be given, rules that a row does not meet.

    A row is judged as it would be with the cells that are given, before `sets` fills in others: a rule about
    `row.status` speaks of the status that it has so far.
    """
    for rows in action.rows:
        group = definition.fields[rows.group]
        touched = taken(definition, rows, act)
        for row in computed(group, given.get(rows.group, ()), rules):
            name = row.get(group.key or "")
            if name not in touched:
                continue
            asked = [column for column in rows.asks if row.get(column) is None]
            for column in asked:
                yield Reason(
                    "missing",
                    N_("“{column}” of {row} is not filled in."),
                    {"column": group.fields[column].label, "row": name},
                    question=True,
                )
            for rule in rows.only_if:
                yield from _row_rule(group, row, rule, rules, asked)


def _row_rule(group: Field, row: Row, rule: Rule, rules: Step, asked: Sequence[str]) -> Iterator[Reason]:
    """What one rule has against one row; what hangs on a cell that is asked for is told by that alone."""
    verdict = rules.ask(rule, typed_row(group, row))
    if verdict.answer is True or (verdict.unknown or "").removeprefix("row.") in asked:
        return
    name = row.get(group.key or "")
    if verdict.answer is False:
        yield Reason(
            "rule",
            N_("{row}: {reason}") if rule.otherwise else N_("{row}: the rule does not hold: {rule}"),
            {"row": name} | ({"reason": rule.otherwise} if rule.otherwise else {"rule": rule.source}),
            rule=rule.source,
            basis=rule.basis,
        )
        return
    column = (verdict.unknown or "").removeprefix("row.")
    known = group.fields.get(column)
    yield Reason(
        "cannot_tell",
        N_("{row}: cannot tell yet, {fact} is not filled in.") if verdict.unknown else N_("{row}: {fact}"),
        {"row": name, "fact": known.label if known else verdict.unknown or verdict.error or "?"},
        rule=rule.source,
        basis=rule.basis,
    )


def marked(
    definition: Definition, action: Action, case: Case, given: Mapping[str, Any], rules: Step
) -> dict[str, Any]:
    """The groups into which an action writes when it fires, row by row."""
    after: dict[str, Any] = {}
    for mark in action.marks:
        group = definition.fields[mark.group]
        rows = after.get(mark.group, given.get(mark.group, case.fields.get(mark.group))) or ()
        after[mark.group] = [
            {**row, **_values(group, row, mark.sets, rules)}
            if mark.where is None or rules.ask(mark.where, typed_row(group, row)).answer is True
            else row
            for row in rows
        ]
    return {name: computed(definition.fields[name], rows, rules) for name, rows in after.items()}
