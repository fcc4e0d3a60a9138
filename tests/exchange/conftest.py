"""Sheets for the tests: rows written as CSV or as a workbook, and a store to import them into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from workflow import Workspace
from workflow.registry.reference import Reference
from workflow.shipped import shipped_definitions

Write = Callable[..., Path]


@pytest.fixture
def sheet(tmp_path: Path) -> Write:
    """`sheet(rows, "name.xlsx")` writes a workbook, `sheet(rows, "name.csv")` a CSV file."""

    def write(
        rows: Sequence[Sequence[Any]], name: str = "sheet.xlsx", **sheets: Sequence[Sequence[Any]]
    ) -> Path:
        path = tmp_path / name
        if name.endswith(".csv"):
            path.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
            return path
        book = openpyxl.Workbook()
        first = book.active
        assert first is not None
        first.title = "Data"
        for row in rows:
            first.append(list(row))
        for title, more in sheets.items():
            other = book.create_sheet(title)
            for row in more:
                other.append(list(row))
        book.save(path)
        return path

    return write


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(
        tmp_path / "store.json", clock=lambda: datetime(2025, 11, 25, 2, tzinfo=UTC)
    ) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference.load(shipped_definitions() / "reference")
