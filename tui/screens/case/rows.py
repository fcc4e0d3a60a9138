"""The rows of groups in words: candidates and the like as a table, and what an act changed in them as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.case_view import CaseView, Declared, shown
from workflow.language import plural, text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Event

GAP = 2
"""Cells between two columns."""
FEW = 3
"""Of more rows than this an act is told by their number alone."""

Row = Mapping[str, Any]


def cell(view: CaseView, column: Declared, value: Any) -> str:
    """A cell in words: a name, a label, a number; nothing where it is not filled in."""
    return "" if value is None else str(text(shown(column, value, view.names)))


def rows_of(value: Any) -> list[Row]:
    """The rows of a group's value; none of what is no list of rows, as an earlier version may have left it."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, (list, tuple)) else []


# ── the table ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def tables(view: CaseView, room: int) -> Iterator[Content]:
    """Each group that has rows: its label, and a table where that fits into `room` cells, else a paragraph a row."""
    for name, value in view.case.fields.items():
        group, rows = view.definition.fields.get(name), rows_of(value)
        if group is None or not rows:
            continue
        columns = [one for one in group.fields.values() if any(row.get(one.name) is not None for row in rows)]
        if not columns:
            continue
        yield Content("")
        yield Content.assemble(
            Content.styled(text(group.label), "bold"), Content.styled(f"  {len(rows)}", "$muted")
        )
        said = [[cell(view, one, row.get(one.name)) for one in columns] for row in rows]
        widths = _widths(columns, said, room)
        if widths is None:
            lines = [_paragraph(columns, one) for one in said]
        else:
            yield _line(columns, [text(one.label) for one in columns], widths, "$muted")
            lines = [_line(columns, one, widths) for one in said]
        for row, line in zip(rows, lines, strict=True):
            yield line
            yield from _also(view, group, row)


def _widths(columns: Sequence[Declared], said: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide each column is; a heading gives way to narrow cells. None where they do not fit side by side."""
    widths = []
    for place, column in enumerate(columns):
        cells = max(Content(row[place]).cell_length for row in said)
        widths.append(max(cells, min(Content(text(column.label)).cell_length, max(cells, 9))))
    return widths if sum(widths) + GAP * (len(widths) - 1) <= room else None


def _line(
    columns: Sequence[Declared], cells: Sequence[str], widths: Sequence[int], style: str = ""
) -> Content:
    parts = []
    for column, said, width in zip(columns, cells, widths, strict=True):
        fits = Content.styled(said, style).truncate(width, ellipsis=True)
        gap = " " * (width - fits.cell_length)
        parts.append(Content.assemble(gap, fits) if column.type == "number" else Content.assemble(fits, gap))
    return Content(" " * GAP).join(parts).rstrip()


def _paragraph(columns: Sequence[Declared], cells: Sequence[str]) -> Content:
    first, *others = cells
    more = " · ".join(
        f"{text(column.label)}: {said}" for column, said in zip(columns[1:], others, strict=True) if said
    )
    return Content.assemble("· ", Content.styled(first, "bold"), f"  {more}" if more else "")


def _also(view: CaseView, group: Declared, row: Row) -> Iterator[Content]:
    """In which other cases somebody stands as a candidate too."""
    others = view.elsewhere.get(str(row.get(group.key))) if group.key else None
    if others:
        cases = ", ".join(f"{case} ({text(status)})" if status else case for case, status in others)
        yield Content.styled("  ↳ " + _("also in {cases}").format(cases=cases), "$text-warning")


# ── what an act did ─────────────────────────────────────────────────────────────────────────────────────────────────────


def deeds(view: CaseView, event: Event) -> Iterator[str]:
    """What an event changed in rows, a sentence for each group."""
    for name, value in event.fields.items():
        group = view.definition.fields.get(name)
        if group is None or not isinstance(value, (list, tuple)):
            continue
        yield f"{text(group.label)}: {_deed(view, group, _before(view, event, name), rows_of(value))}"


def _before(view: CaseView, event: Event, name: str) -> list[Row]:
    """The rows as they were when the event came."""
    found: list[Row] = []
    for one in view.history:
        if one.seq == event.seq:
            break
        if name in one.fields:
            found = rows_of(one.fields[name])
    return found


def _deed(view: CaseView, group: Declared, before: Sequence[Row], after: Sequence[Row]) -> str:
    if group.key is None:
        return plural("{n} row", "{n} rows", len(after)).format(n=len(after))
    key = group.key
    known = {row.get(key): row for row in before}
    new = [row for row in after if row.get(key) not in known]
    changed = [row for row in after if row.get(key) in known and row != known[row.get(key)]]
    parts = []
    if new:
        said = plural("{n} added", "{n} added", len(new)).format(n=len(new))
        names = [cell(view, group.fields[key], row.get(key)) for row in new]
        parts.append(f"{said} ({', '.join(names)})" if len(new) <= FEW else said)
    if changed and len(changed) <= FEW:
        parts += [_changes(view, group, known[row.get(key)], row) for row in changed]
    elif changed:
        parts.append(plural("{n} changed", "{n} changed", len(changed)).format(n=len(changed)))
    return "; ".join(parts) or _("nothing changed")


def _changes(view: CaseView, group: Declared, before: Row, after: Row) -> str:
    """One row, with the cells that are others now: `Ani Tallo: Paper 80, Interview 75`."""
    key = group.key or ""
    cells = [
        f"{text(column.label)} {cell(view, column, after.get(name)) or '–'}"
        for name, column in group.fields.items()
        if after.get(name) != before.get(name)
    ]
    return f"{cell(view, group.fields[key], after.get(key))}: {', '.join(cells)}"
