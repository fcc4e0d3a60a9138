"""Reading the reference tables: a CSV file becomes typed rows; a bad cell is told with its file, line and column."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, TypeVar, cast

from workflow.errors import InputError
from workflow.language import N_, Counted, Phrase, Words

T = TypeVar("T")
_SHOWN = 5


def read_table(path: Path, row_type: type[T]) -> tuple[T, ...]:
    """The rows of a CSV file as values of a dataclass whose fields name the columns.

    A cell is read as its field's type says: `str`, `int`, `float`, `bool` (yes/no) or `tuple[str, ...]` (parted by
    `;`), each with `| None` where an empty cell is meant. A field with a default may lack its
    column; a column that no field names is a fault, as a misspelled one would otherwise be lost without a word.

    Args:
        path: a UTF-8 file with a head line.
        row_type: a dataclass.

    Raises:
        InputError: the file cannot be read, has no such columns, or has bad cells (the first five are told).

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> from workflow.registry.reference_rows import Rank
        >>> read_table(shipped_definitions() / "reference" / "ranks.csv", Rank)[8].name
        'Penata Muda'
    """
    columns = fields(cast(Any, row_type))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _check_head(path, reader.fieldnames or [], columns)
            rows, faults = [], []
            for row in reader:
                value, fault = _row(row, columns, row_type)
                if fault:
                    faults.append(f"{path.name}:{reader.line_num}: {fault}")
                elif value is not None:
                    rows.append(value)
    except FileNotFoundError:
        raise InputError(
            N_("The reference table {file} is missing in {folder}."),
            N_("Copy it from the tables that come with Lantik, or name the folder that has it."),
            file=path.name,
            folder=path.parent,
        ) from None
    except (OSError, UnicodeDecodeError, csv.Error) as cause:
        raise InputError(
            N_("The reference table {file} cannot be read: {cause}."),
            N_("It must be a readable CSV file in UTF-8."),
            file=path,
            cause=cause,
        ) from None
    if faults:
        raise InputError(
            N_("The reference table has {count}: {faults}."),
            N_("Mend these cells; nothing of the table is used until then."),
            count=Counted("{n} bad row", "{n} bad rows", len(faults)),
            faults="; ".join(faults[:_SHOWN]),
        )
    return tuple(rows)


def _check_head(path: Path, head: Any, columns: tuple[Field[Any], ...]) -> None:
    known = {column.name for column in columns}
    needed = {column.name for column in columns if column.default is MISSING}
    missing, unknown = sorted(needed - set(head)), sorted(set(head) - known)
    if missing or unknown:
        raise InputError(
            N_(
                "The reference table {file} has other columns than it should: missing {missing}; unknown {unknown}."
            ),
            N_("Its columns are: {columns}."),
            file=path.name,
            missing=", ".join(missing) or "–",
            unknown=", ".join(unknown) or "–",
            columns=", ".join(column.name for column in columns),
        )


def _row(
    row: Mapping[str, Any], columns: tuple[Field[Any], ...], row_type: type[T]
) -> tuple[T | None, Words | None]:
    if None in row:
        return None, Phrase("more cells than columns (a comma inside a cell needs quotes around the cell)")
    given: dict[str, Any] = {}
    for column in columns:
        cell = (row.get(column.name) or "").strip()
        kind = str(column.type)
        if not cell and "None" in kind:
            given[column.name] = None
            continue
        if not cell and column.default is not MISSING:
            continue
        if not cell and not kind.startswith("tuple"):
            return None, Phrase("{column}: empty", column=column.name)
        try:
            given[column.name] = _READERS[kind.removesuffix(" | None")](cell)
        except ValueError as cause:
            return None, f"{column.name}: {cause}"
    try:
        return row_type(**given), None
    except ValueError as cause:
        return None, str(cause)


def _whole(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise ValueError(Phrase("“{cell}” is no whole number", cell=cell)) from None


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ValueError(Phrase("“{cell}” is no number (decimals take a point)", cell=cell)) from None


def _yes_no(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError(Phrase("“{cell}” is neither yes nor no", cell=cell))
    return cell == "yes"


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


_READERS: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "int": _whole,
    "float": _number,
    "bool": _yes_no,
    "tuple[str, ...]": _list,
}
