"""What an import has to say about single cells: a fault keeps its row out, a warning does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.errors import sentence
from workflow.language import N_, translate

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to say about one cell, or about a whole row.

    Args:
        sheet: the sheet's name; of a CSV file, the file's.
        row: the row as the user sees it, the first being 1.
        column: the column's letter, or None where the whole row is meant.
        value: what stands there, shortened.
        code: a short stable word that programs may compare.
        template: the sentence in English with `{names}`.
        data: the values of those names.
        heading: the column's heading as the file writes it.

    Example:
        >>> fault = Fault("Pegawai", 7, "B", "Islaam", "religion", "There is no religion “{value}”.", {"value": "Islaam"})
        >>> str(fault)
        'Pegawai, row 7, column B: There is no religion “Islaam”.'
    """

    sheet: str
    row: int
    column: str | None
    value: str
    code: str
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)
    heading: str = ""

    @property
    def message(self) -> str:
        """The sentence in the current language."""
        return sentence(self.template, self.data)

    @property
    def place(self) -> str:
        """Where it is, as people say it."""
        if self.column is None:
            pattern = N_("{sheet}, row {row}")
        elif self.heading:
            pattern = N_("{sheet}, row {row}, column {column} ({heading})")
        else:
            pattern = N_("{sheet}, row {row}, column {column}")
        return translate(pattern).format(
            sheet=self.sheet, row=self.row, column=self.column, heading=self.heading
        )

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    def as_dict(self) -> dict[str, Any]:
        """The shape that `--json` prints."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "heading": self.heading,
            "value": self.value,
            "code": self.code,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to say about the whole file.

    Example:
        >>> Note("sheet", "The sheet “{sheet}” was not read.", {"sheet": "Catatan"}).message
        'The sheet “Catatan” was not read.'
    """

    code: str
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the current language."""
        return sentence(self.template, self.data)


class Bad(ValueError):
    """A cell that cannot be read, without its place; whoever knows the place makes a `Fault` of it.

    Args:
        code: a short stable word.
        template: the sentence in English with `{names}`.
        **data: the values of those names.
    """

    def __init__(self, code: str, template: str, /, **data: Any) -> None:
        self.code, self.template, self.data = code, template, data
        super().__init__(template)

    def __str__(self) -> str:
        return sentence(self.template, self.data)


def shown(value: object) -> str:
    r"""A cell's value on one short line.

    Example:
        >>> shown("  Kepala\nDinas ")
        'Kepala Dinas'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
