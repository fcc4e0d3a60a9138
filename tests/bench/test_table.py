"""A list of 100,000 rows moves as one of 100 does: ratios within one run."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from textual.app import App, ComposeResult
from textual.geometry import Region

from tui.widgets.table import Column, ListSource, VirtualTable

COLUMNS = [Column("case", "Case", width=12), Column("position", "Position"), Column("unit", "Unit", width=12)]
LONG, SHORT = 100_000, 100


def rows(count: int) -> ListSource[int]:
    return ListSource(
        range(count),
        key=lambda number: f"JF-{number:06d}",
        cells=lambda number: [f"JF-{number:06d}", f"Perawat Ahli Muda {number % 97}", f"Unit {number % 53}"],
        fields=["case", "position", "unit"],
    )


class TableApp(App[None]):
    def __init__(self, source: ListSource[int]) -> None:
        super().__init__()
        self.source = source

    def compose(self) -> ComposeResult:
        yield VirtualTable(COLUMNS, self.source)


async def moves(count: int, action: str, times: int) -> float:
    """The usual seconds of an action and of painting what it changed."""
    app = TableApp(rows(count))
    took: list[float] = []
    async with app.run_test(size=(120, 40)) as pilot:
        table = app.query_one(VirtualTable)
        window = Region(0, 0, *table.size)
        for number in range(times):
            if number % 2 == 0:
                table.action_first()
                await pilot.pause()
                table.render_lines(window)
            begin = perf_counter()
            await table.run_action(action)
            table.render_lines(window)
            took.append(perf_counter() - begin)
    return median(took)


async def test_moving_down_costs_no_more_in_a_long_list() -> None:
    assert await moves(LONG, "move(1)", 100) / await moves(SHORT, "move(1)", 100) <= 3


async def test_paging_costs_no_more_in_a_long_list() -> None:
    assert await moves(LONG, "page(1)", 100) / await moves(SHORT, "page(1)", 100) <= 3


def test_a_filter_costs_less_than_making_the_texts_that_it_searches() -> None:
    source = rows(LONG)
    begin = perf_counter()
    source.prepare()
    prepared = perf_counter() - begin
    begin = perf_counter()
    source.filter("muda unit:52 !96")
    assert 0 < source.count < LONG
    assert (perf_counter() - begin) / prepared <= 1
