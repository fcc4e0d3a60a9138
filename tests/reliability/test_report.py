"""The page of a run: new lines for what was tried, the old ones for what was not."""

from __future__ import annotations

from pathlib import Path

from tests.reliability.report import FOOT, HEAD, Told, rows_of


def test_a_run_of_a_part_keeps_the_lines_of_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "reliability.md"
    first, second = Told(), Told()
    first.note("kill -9", 1000, 60.2, "300 in an opening")
    first.note("damage", 10, 1)
    first.write(page)
    second.note("damage", 20_000, 2)
    second.note("at once", 8, 3)
    second.write(page)
    text = page.read_text()
    assert list(rows_of(text).values()) == [
        "| kill -9 | 1,000 | 60 | 300 in an opening |",
        "| damage | 20,000 | 2 |  |",
        "| at once | 8 | 3 |  |",
    ]
    assert text.startswith(HEAD)
    assert text.endswith(FOOT)


def test_a_page_with_another_table_is_written_anew(tmp_path: Path) -> None:
    page = tmp_path / "reliability.md"
    page.write_text("| what | trials |\n|---|---:|\n| old | 1 |\n\nText\n")
    told = Told()
    told.note("new", 1, 1)
    told.write(page)
    assert list(rows_of(page.read_text())) == ["new"]
