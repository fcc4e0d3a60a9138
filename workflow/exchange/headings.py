"""Finding the head of a table by its headings, wherever it begins, and the rows below it.

Understood are capitals and small letters, any punctuation, Indonesian and English, the usual synonyms, a head of two
lines whose upper cells are merged (“Pangkat” over “Gol” and “TMT”), and title lines above the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from workflow.errors import InputError
from workflow.exchange.columns import Layout, plain
from workflow.exchange.findings import Bad, Fault, Note, shown
from workflow.exchange.sheets import Book, Cell, Sheet, column_letter, is_blank
from workflow.language import N_

_HEAD_WITHIN = 40
_LEAST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One row below a head: its cells by the names of their columns."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def cell(self, name: str) -> Cell:
        """What stands in a column; None when it is empty or not there."""
        found = self.cells.get(name)
        return None if is_blank(found) else found

    def has(self, name: str) -> bool:
        """Whether the table has such a column."""
        return name in self.columns

    def finding(self, name: str | None, bad: Bad) -> Fault:
        """What is to be said about one cell of the row, with its place."""
        if name is None or name not in self.columns:
            return Fault(self.sheet, self.number, None, "", bad.code, bad.template, bad.data)
        index, heading = self.columns[name]
        value = shown("" if self.cells.get(name) is None else self.cells[name])
        return Fault(
            self.sheet, self.number, column_letter(index), value, bad.code, bad.template, bad.data, heading
        )


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a file that have a head above them, and what was left aside."""

    rows: tuple[Row, ...]
    unused: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()


def read_table(book: Book, layout: Layout) -> Table:
    """The rows of every sheet whose head has what the layout requires.

    Args:
        book: the sheets.
        layout: the columns that are understood and required.

    Raises:
        InputError: no sheet has such a head; names what is missing and the headings that come near.

    Example:
        >>> from workflow.exchange.columns import Column
        >>> book = Book("f.csv", (Sheet("f.csv", [["DAFTAR PEGAWAI"], ["N.I.P", "Nama", "Hobi"], ["1", "Ana", "-"]]),))
        >>> table = read_table(book, Layout((Column("nip", "NIP", ("n i p",)), Column("name", "Nama")), (("nip",),)))
        >>> table.rows[0].cells, table.unused
        ({'nip': '1', 'name': 'Ana'}, ('Hobi',))
    """
    heads = [(sheet, _find_head(sheet, layout)) for sheet in book.sheets]
    if not any(_complete(head, layout) for _, head in heads):
        raise _no_head(book, layout, heads)
    rows: list[Row] = []
    unused: dict[str, None] = {}
    faults: list[Fault] = []
    warnings: list[Fault] = []
    notes = list(book.notes)
    for sheet, head in heads:
        if head is None or not _complete(head, layout):
            if any(not is_blank(cell) for row in sheet.rows for cell in row):
                notes.append(
                    Note(
                        "sheet",
                        N_("The sheet “{sheet}” was not read: it has no head with {missing}."),
                        {
                            "sheet": sheet.name,
                            "missing": ", ".join(layout.missing(head.columns if head else ())),
                        },
                    )
                )
            continue
        faults += [fault for fault in sheet.faults if fault.row > head.last]
        unused.update(dict.fromkeys(head.unused))
        for row in _rows_below(sheet, head):
            if isinstance(row, Fault):
                faults.append(row)
            elif _is_aside(row, layout):
                warnings.append(_passed_over(row))
            else:
                rows.append(row)
    return Table(tuple(rows), tuple(unused), tuple(faults), tuple(warnings), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the head ends (its last row's number), and which column is where."""

    last: int
    columns: Mapping[str, tuple[int, str]]
    unused: tuple[str, ...]
    headings: tuple[str, ...]


def _complete(head: _Head | None, layout: Layout) -> bool:
    return head is not None and not layout.missing(head.columns)


def _find_head(sheet: Sheet, layout: Layout) -> _Head | None:
    """The line, or pair of lines, among the first ones that has the most known headings."""
    best: _Head | None = None
    for index, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
        upper = [_heading(cell) for cell in row]
        found = [_head(index + 1, upper, layout)]
        if index + 1 < len(sheet.rows):
            lower = [_heading(cell) for cell in sheet.rows[index + 1]]
            found.append(_head(index + 2, _joined(upper, lower), layout))
        for head in found:
            known = len(head.columns)
            if known >= min(_LEAST_KNOWN, len(layout.required)) and known > (
                len(best.columns) if best else 0
            ):
                best = head
    return best


def _head(last: int, headings: Sequence[str], layout: Layout) -> _Head:
    columns: dict[str, tuple[int, str]] = {}
    unused = []
    for index, heading in enumerate(headings):
        name = layout.name(heading) if heading else None
        if name is not None and name not in columns:
            columns[name] = (index, heading)
        elif heading and plain(heading) not in ("no", "nr", "no urut", "nomor urut"):
            unused.append(heading)
    return _Head(last, columns, tuple(unused), tuple(headings))


def _heading(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a year
    return "" if is_blank(cell) else shown(cell)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """A head of two lines as one: a merged cell's text stands over all of its columns."""
    width = max(len(upper), len(lower))
    above, joined = "", []
    for index in range(width):
        here = upper[index] if index < len(upper) else ""
        below = lower[index] if index < len(lower) else ""
        above = here or (above if below else "")
        joined.append(f"{above} {below}".strip())
    return joined


def _rows_below(sheet: Sheet, head: _Head) -> Iterable[Row | Fault]:
    width = len(head.headings)
    for number, cells in enumerate(sheet.rows[head.last :], head.last + 1):
        filled = [cell for cell in cells if not is_blank(cell)]
        if not filled or _is_numbering(filled) or _repeats(cells, head):
            continue
        if sheet.ragged and any(not is_blank(cell) for cell in cells[width:]):
            yield Fault(
                sheet.name,
                number,
                column_letter(width),
                shown(next(cell for cell in cells[width:] if not is_blank(cell))),
                "too_many_cells",
                N_("The row has more cells than the head; a cell with a comma in it needs quotes around it."),
            )
            continue
        given = {name: cells[at] if at < len(cells) else None for name, (at, _) in head.columns.items()}
        yield Row(sheet.name, number, given, head.columns)


def _is_numbering(cells: Sequence[Cell]) -> bool:
    """The line “1 2 3 4 …” that official tables have below their head."""
    numbers = [re.sub(r"\.0$|[()\s]", "", str(cell)) for cell in cells]
    return len(numbers) > 2 and numbers == [str(one) for one in range(1, len(numbers) + 1)]


def _repeats(cells: Sequence[Cell], head: _Head) -> bool:
    """The head once more, as on every page of a print."""
    return all(
        plain(_heading(cells[at]) if at < len(cells) else "") == plain(text)
        for at, text in head.columns.values()
    )


def _is_aside(row: Row, layout: Layout) -> bool:
    """A line between the rows (the name of an agency, a sum, a signature): nothing stands where something must."""
    needed = {name for group in layout.required for name in group}
    filled = {name for name in row.cells if row.cell(name) is not None}
    return not filled & needed and len(filled) < _LEAST_KNOWN


def _passed_over(row: Row) -> Fault:
    text = next((shown(cell) for cell in row.cells.values() if not is_blank(cell)), "")
    return Fault(
        row.sheet, row.number, None, text, "passed_over", N_("Passed over: the row is nearly empty."), {}
    )


def _no_head(book: Book, layout: Layout, heads: Sequence[tuple[Sheet, _Head | None]]) -> InputError:
    known = ", ".join(column.heading for column in layout.columns)
    best = max((head for _, head in heads if head), key=lambda head: len(head.columns), default=None)
    if best is None:
        return InputError(
            N_("{file} has no line of headings that is understood."),
            N_("Understood are: {known}."),
            file=book.name,
            known=known,
        )
    missing = layout.missing(best.columns)
    words = {plain(one): one for one in best.unused}
    near = [
        words[found]
        for one in missing
        for name in one.split(" / ")
        for found in get_close_matches(plain(name), words, n=2, cutoff=0.5)
    ]
    hint = (
        N_("Did you mean {near} by it? Understood are: {known}.") if near else N_("Understood are: {known}.")
    )
    return InputError(
        N_("{file} has no column {missing}."),
        hint,
        file=book.name,
        missing=", ".join(missing),
        near=", ".join(f"“{one}”" for one in dict.fromkeys(near)),
        known=known,
    )
