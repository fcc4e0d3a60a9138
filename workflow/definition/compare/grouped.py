"""Differences in what an action does to the rows of groups: which it takes, which it writes into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from workflow.definition.compare.difference import Difference
from workflow.definition.compare.parts import Thing, filled_in, members, placeless, rules, value
from workflow.definition.compare.words import Named, flag, quoted, series
from workflow.definition.model import Definition, Mark, Rows
from workflow.language import N_, Phrase


def rows(
    thing: Thing, before: Sequence[Rows], after: Sequence[Rows], old: Definition, new: Definition
) -> Iterator[Difference]:
    """The rows that an action takes, group by group."""
    was, now = {one.group: one for one in before}, {one.group: one for one in after}
    for group in dict.fromkeys([*was, *now]):
        one, other = was.get(group), now.get(group)
        if one is None and other is not None:
            yield thing.added(_of(new, group), "rows", _taken(other, new))
        elif one is not None and other is None:
            yield thing.removed(_of(old, group), "rows", _taken(one, old))
        elif one is not None and other is not None:
            yield from _changed(thing, one, other, old, new)


def _changed(thing: Thing, one: Rows, other: Rows, old: Definition, new: Definition) -> Iterator[Difference]:
    before, after = columns(old, one.group), columns(new, other.group)
    label = Phrase("{action}, {group}", action=thing.label, group=_label(new, one.group) or one.group)
    inside = Thing(thing.what, f"{thing.name}.{one.group}", label)
    yield from value(inside, N_("takes new rows"), "rows", one.adds, other.adds, flag)
    for part, was, now in (
        (N_("asks"), one.asks, other.asks),
        (N_("may ask"), one.may_ask, other.may_ask),
    ):
        yield from members(inside, part, "rows", was, now, partial(quoted, before), partial(quoted, after))
    yield from filled_in(inside, one.sets, other.sets, {**before, **after})
    yield from rules(inside, one.only_if, other.only_if)


def marks(
    thing: Thing, before: Sequence[Mark], after: Sequence[Mark], old: Named, new: Named
) -> Iterator[Difference]:
    """What an action writes into all rows of a group."""
    yield from members(
        thing, N_("writes"), "marks", [placeless(one) for one in before], [placeless(one) for one in after],
        old.mark, new.mark,
    )  # fmt: skip


def columns(definition: Definition, group: str) -> Mapping[str, Any]:
    """The labels of a group's columns."""
    field = definition.fields.get(group)
    return {name: column.label for name, column in field.fields.items()} if field else {}


def _label(definition: Definition, group: str) -> Any:
    field = definition.fields.get(group)
    return field.label if field else None


def _of(definition: Definition, group: str) -> Phrase:
    return Phrase(N_("rows of {group}"), group=quoted({group: _label(definition, group)}, group))


def _taken(one: Rows, definition: Definition) -> Any:
    return series([quoted(columns(definition, one.group), name) for name in (*one.asks, *one.may_ask)])
