"""The table of the terminal: what it shows, where its cursor stays, how rows are marked, filtered and sorted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from tui.widgets.table import Cell, Column, ListSource, VirtualTable
from tui.widgets.table.cell import fit_content, fit_text
from tui.widgets.table.column import fit
from tui.widgets.table.query import fold, haystack, matching, parse

SIZES = [(60, 20), (80, 24), (120, 40)]
COLUMNS = [
    Column("due", "Due", width=8),
    Column("case", "Case", width=12),
    Column("position", "Position", min_width=16, weight=2),
    Column("unit", "Unit", width=10, priority=1, sortable=False),
    Column("days", "Days", width=5, align="right", priority=2),
]


@dataclass(frozen=True)
class Case:
    """A row of these tests."""

    id: str
    due: str = "today"
    position: str = "Perawat Ahli Muda"
    unit: str = "Dinkes"
    days: int | None = 0
    revision: int = 0


def a_case(number: int, **said: Any) -> Case:
    units = ("Dinkes", "Disdikpora", "BKPPD")
    return replace(Case(f"JF-{number:05d}", unit=units[number % 3], days=number), **said)


def cells_of(case: Case) -> Sequence[Cell]:
    return [case.due, case.id, case.position, case.unit, str(case.days)]


def rows_of(cases: Sequence[Case], cells: Callable[[Case], Sequence[Cell]] = cells_of) -> ListSource[Case]:
    return ListSource(
        cases,
        key=lambda case: case.id,
        cells=cells,
        fields=[column.key for column in COLUMNS],
        aliases={"jabatan": "position"},
        sort_keys={"days": lambda case: case.days},
        version=lambda case: case.revision,
        style=lambda case: "overdue" if case.due == "late" else None,
    )


def some(count: int) -> ListSource[Case]:
    return rows_of([a_case(number) for number in range(count)])


class Counting:
    """A source without an end in sight that counts what is asked of it."""

    def __init__(self, count: int, versioned: bool = True) -> None:
        self.count = count
        self.asked: list[int] = []
        self.changed: dict[int, int] = {}
        if versioned:
            self.version = lambda index: self.changed.get(index, 0)

    def row(self, index: int) -> Sequence[Cell]:
        self.asked.append(index)
        return [f"row {index}", str(self.changed.get(index, 0))]

    def key(self, index: int) -> str:
        return str(index)

    def index_of(self, key: str) -> int | None:
        return int(key) if int(key) < self.count else None


class TableApp(App[None]):
    def __init__(self, source: Any, **options: Any) -> None:
        super().__init__()
        self.table = VirtualTable(COLUMNS, source, **options)
        self.heard: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_virtual_table_row_highlighted(self, message: VirtualTable.RowHighlighted) -> None:
        self.heard.append(("at", message.key))

    def on_virtual_table_row_selected(self, message: VirtualTable.RowSelected) -> None:
        self.heard.append(("open", message.key))

    def on_virtual_table_selection_changed(self, message: VirtualTable.SelectionChanged) -> None:
        self.heard.append(("marked", message.keys))

    def on_virtual_table_sort_requested(self, message: VirtualTable.SortRequested) -> None:
        self.heard.append(("sort", message.column, message.reverse))
        message.table.show_sort(message.column, message.reverse)


@asynccontextmanager
async def shown(
    source: Any, size: tuple[int, int] = (80, 24), **options: Any
) -> AsyncIterator[tuple[VirtualTable, Pilot[None]]]:
    app = TableApp(source, **options)
    async with app.run_test(size=size) as pilot:
        app.table.focus()
        await pilot.pause()
        yield app.table, pilot


def screen(table: VirtualTable) -> list[str]:
    return [table.render_line(y).text for y in range(table.size.height)]


def cursor_line(table: VirtualTable) -> int:
    return next(y for y, line in enumerate(screen(table)) if line.startswith("▌"))


def heard(pilot: Pilot[None], kind: str) -> list[Any]:
    app = pilot.app
    assert isinstance(app, TableApp)
    return [message[1] for message in app.heard if message[0] == kind]


# -- what is shown ------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_every_line_fills_the_width_at_any_size(size: tuple[int, int]) -> None:
    odd = [
        a_case(0, position="山田 太郎 看護師 上級 職員 日本語 の 長い 名前"),
        a_case(1, position="Ni Luh 👩‍⚕️ Déwi"),
    ]
    async with shown(rows_of(odd + [a_case(n) for n in range(2, 90)]), size) as (table, _):
        width = table.scrollable_content_region.width
        assert {cell_len(line) for line in screen(table)} == {width}
        assert len(screen(table)) == size[1]


async def test_data_that_looks_like_markup_is_shown_as_it_is() -> None:
    async with shown(rows_of([a_case(0, position="[/] [bold]x[/bold]")])) as (table, _):
        assert "[/] [bold]x[/bold]" in screen(table)[1]


async def test_line_breaks_and_control_characters_stay_on_their_line() -> None:
    async with shown(rows_of([a_case(0, position="a\nb\x1b[31mc\u202ed")])) as (table, _):
        assert "a b�[31mc�d" in screen(table)[1]


async def test_styled_cells_keep_their_words_and_lose_only_what_does_not_fit() -> None:
    def styled(case: Case) -> Sequence[Cell]:
        return [Content.styled("3 late", "$text-error"), case.id, Text("x" * 90, "bold red"), case.unit, ""]

    async with shown(rows_of([a_case(0)], styled), (60, 20)) as (table, _):
        line = screen(table)[1]
        assert "3 late" in line
        assert "xxx…" in line
        assert cell_len(line) == table.scrollable_content_region.width


async def test_a_row_with_too_few_cells_is_blank_at_the_end() -> None:
    async with shown(rows_of([a_case(0)], lambda case: [case.due])) as (table, _):
        assert screen(table)[1].split() == ["▌", "today"]


async def test_the_heading_stays_when_the_rows_scroll() -> None:
    async with shown(some(500)) as (table, pilot):
        await pilot.press("end")
        lines = screen(table)
        assert lines[0].split() == ["Due", "Case", "Position", "Unit", "Days"]
        assert "JF-00499" in lines[-1]


async def test_an_empty_table_says_what_to_do_next() -> None:
    async with shown(rows_of([]), empty="Nothing waits for you. [/] Press v for another view.") as (table, _):
        line = next(line for line in screen(table) if "Nothing" in line)
        assert "[/] Press v" in line
        assert abs(len(line) - len(line.lstrip()) - (len(line) - len(line.rstrip()))) <= 1
        table.empty = "Nobody."
        assert any("Nobody." in line for line in screen(table))


async def test_an_empty_text_wraps_in_a_narrow_table() -> None:
    async with shown(rows_of([]), (20, 8), empty="Nothing waits for you, press v") as (table, _):
        assert " ".join(" ".join(screen(table)[1:]).split()) == "Nothing waits for you, press v"


async def test_an_unknown_row_style_changes_nothing() -> None:
    source = ListSource(["a"], key=str, cells=lambda name: [name], style=lambda _: "no such style")
    async with shown(source) as (table, _):
        assert "a" in screen(table)[1]


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark", "ansi-light"])
async def test_cursor_and_marks_are_seen_in_every_theme(theme: str) -> None:
    async with shown(some(3)) as (table, pilot):
        pilot.app.theme = theme
        await pilot.press("space", "down")
        await pilot.pause()
        assert screen(table)[1].startswith(" ●")
        bar = next(iter(table.render_line(2)))
        assert bar.text == "▌"
        assert bar.style is not None
        assert bar.style.color != bar.style.bgcolor


# -- columns ------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "keys"), [(120, 5), (80, 5), (60, 5), (54, 4), (44, 3), (10, 1)])
def test_the_least_important_columns_go_first(width: int, keys: int) -> None:
    layout = fit(COLUMNS, width, 3)
    by_importance = sorted(COLUMNS, key=lambda column: column.priority)
    kept = {column.key for column in by_importance[:keys]}
    assert [slot.column.key for slot in layout.slots] == [c.key for c in COLUMNS if c.key in kept]


@given(
    st.integers(0, 200),
    st.lists(st.tuples(st.none() | st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=8),
)
def test_columns_never_stand_wider_than_the_table(width: int, sizes: list[tuple[int | None, int]]) -> None:
    columns = [Column(str(i), "", width=fixed, min_width=least) for i, (fixed, least) in enumerate(sizes)]
    layout = fit(columns, width)
    assert layout.slots
    assert layout.slots[-1].x + layout.slots[-1].width <= width
    for before, after in zip(layout.slots, layout.slots[1:], strict=False):
        assert before.x + before.width < after.x


@given(st.text(), st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
@example("👩‍⚕️👩‍⚕️", 3, "left")
@example("é" * 9, 4, "right")
@example("日本語", 4, "left")
def test_a_cell_has_exactly_its_width(text: str, width: int, align: Any) -> None:
    assert cell_len(fit_text(text, width, align)) == width
    assert cell_len(fit_content(Content(text), width, align).plain) == width


# -- moving -------------------------------------------------------------------------------


async def test_keys_move_the_cursor() -> None:
    async with shown(some(100)) as (table, pilot):
        page = table.size.height - 2
        for key, index in [
            ("down", 1), ("j", 2), ("up", 1), ("k", 0), ("k", 0), ("end", 99), ("home", 0),
            ("G", 99), ("j", 99), ("g", 0), ("pagedown", page), ("pageup", 0),
        ]:  # fmt: skip
            await pilot.press(key)
            assert table.cursor_index == index, key
            assert f"JF-{index:05d}" in screen(table)[cursor_line(table)]


async def test_enter_opens_the_row_of_the_cursor() -> None:
    async with shown(some(3)) as (_, pilot):
        await pilot.press("down", "enter")
        assert heard(pilot, "open") == ["JF-00001"]
        assert heard(pilot, "at") == ["JF-00000", "JF-00001"]


async def test_keys_do_nothing_harmful_in_an_empty_table() -> None:
    async with shown(rows_of([])) as (table, pilot):
        await pilot.press("down", "pageup", "end", "enter", "space", "shift+down", "asterisk")
        await pilot.click(offset=(5, 3))
        assert table.cursor_key is None
        assert heard(pilot, "open") == []


async def test_the_cursor_goes_where_it_is_set_and_nowhere_unknown() -> None:
    async with shown(some(1000)) as (table, _):
        table.cursor_key = "JF-00700"
        assert "JF-00700" in screen(table)[cursor_line(table)]
        table.cursor_key = "no such"
        assert table.cursor_key == "JF-00700"


async def test_a_cursor_set_before_the_rows_come_waits_for_them() -> None:
    async with shown(None) as (table, _):
        table.cursor_key = "JF-00050"
        assert table.cursor_index is None
        table.update_source(some(100))
        assert table.cursor_key == "JF-00050"


async def test_every_binding_can_be_remapped_by_its_id() -> None:
    ids = {binding.id for _, binding in VirtualTable([])._bindings}
    assert None not in ids
    assert "table.mark" in ids


# -- the cursor stays on its row ------------------------------------------------------------


async def test_rows_that_come_or_go_above_do_not_move_the_row_under_the_hand() -> None:
    source = some(200)
    async with shown(source) as (table, pilot):
        table.cursor_key = "JF-00100"
        await pilot.pause()
        line = cursor_line(table)
        source.remove(*[f"JF-{n:05d}" for n in range(20)])
        table.refresh_rows()
        assert (table.cursor_key, cursor_line(table)) == ("JF-00100", line)
        source.replace([a_case(n) for n in range(900, 950)] + [a_case(n) for n in range(200)])
        table.refresh_rows()
        await pilot.pause()
        assert (table.cursor_key, cursor_line(table)) == ("JF-00100", line)
        assert heard(pilot, "at")[-1] == "JF-00100"


async def test_sorting_and_filtering_keep_the_cursor_on_its_row() -> None:
    source = some(200)
    async with shown(source) as (table, _):
        table.cursor_key = "JF-00099"
        source.sort("days", reverse=True)
        table.refresh_rows()
        assert (table.cursor_key, table.cursor_index) == ("JF-00099", 100)
        source.filter("unit:dinkes")
        table.refresh_rows()
        assert table.cursor_key == "JF-00099"
        assert "JF-00099" in screen(table)[cursor_line(table)]


async def test_when_its_row_is_gone_the_cursor_takes_the_next_one() -> None:
    source = some(5)
    async with shown(source) as (table, pilot):
        table.cursor_key = "JF-00002"
        await pilot.pause()
        source.remove("JF-00002")
        table.refresh_rows()
        assert table.cursor_key == "JF-00003"
        await pilot.press("end")
        source.remove("JF-00004")
        table.refresh_rows()
        assert table.cursor_key == "JF-00003"


async def test_a_filter_that_finds_nothing_gives_the_cursor_back_afterwards() -> None:
    source = some(50)
    async with shown(source) as (table, pilot):
        table.cursor_key = "JF-00030"
        source.filter("nothing at all")
        table.refresh_rows()
        await pilot.pause()
        assert table.cursor_index is None
        assert heard(pilot, "at")[-1] is None
        source.filter("")
        table.refresh_rows()
        assert table.cursor_key == "JF-00030"
        assert "JF-00030" in screen(table)[cursor_line(table)]


async def test_a_window_scrolled_away_from_the_cursor_holds_still_too() -> None:
    source = some(300)
    async with shown(source) as (table, pilot):
        table.scroll_to(y=100, animate=False)
        await pilot.pause()
        source.remove("JF-00010", "JF-00011")
        table.refresh_rows()
        assert "JF-00100" in screen(table)[1]


async def test_the_cursor_stays_in_sight_when_the_terminal_shrinks() -> None:
    async with shown(some(100), (120, 40)) as (table, pilot):
        table.cursor_key = "JF-00036"
        await pilot.resize_terminal(60, 12)
        await pilot.pause()
        assert "JF-00036" in screen(table)[cursor_line(table)]


# -- marking ------------------------------------------------------------------------------


async def test_space_marks_and_unmarks() -> None:
    async with shown(some(5)) as (table, pilot):
        await pilot.press("space", "down", "down", "space")
        assert table.selected == {"JF-00000", "JF-00002"}
        await pilot.press("space")
        assert table.selected == {"JF-00000"}
        assert heard(pilot, "marked")[-1] == {"JF-00000"}
        assert screen(table)[1].startswith(" ●")


async def test_a_range_grows_and_shrinks_and_leaves_other_marks_alone() -> None:
    async with shown(some(9)) as (table, pilot):
        await pilot.press("space", "down", "down", "shift+down", "shift+down", "shift+up")
        assert table.selected == {"JF-00000", "JF-00002", "JF-00003"}
        await pilot.press("down", "down", "shift+up")
        assert table.selected == {"JF-00000", "JF-00002", "JF-00003", "JF-00004", "JF-00005"}


@pytest.mark.parametrize("key", ["asterisk", "ctrl+a"])
async def test_all_of_the_filter_are_marked_and_unmarked_at_once(key: str) -> None:
    source = some(30)
    async with shown(source) as (table, pilot):
        await pilot.press("down", "space")
        source.filter("unit:dinkes")
        table.refresh_rows()
        assert table.hidden_selected == 1
        await pilot.press(key)
        assert len(table.selected) == 11
        await pilot.press(key)
        assert table.selected == {"JF-00001"}
        table.clear_selection()
        assert table.selected == frozenset()


async def test_marks_stay_on_hidden_rows_and_leave_with_rows_that_are_gone() -> None:
    source = some(6)
    async with shown(source) as (table, pilot):
        await pilot.press("asterisk")
        source.filter("dinkes")
        table.refresh_rows()
        assert len(table.selected) == 6
        source.remove("JF-00001")
        table.refresh_rows()
        assert len(table.selected) == 5


async def test_a_table_without_marks_takes_no_marking_keys() -> None:
    async with shown(some(3), multi=False) as (table, pilot):
        await pilot.press("space", "shift+down", "asterisk")
        assert table.selected == frozenset()


# -- the mouse ----------------------------------------------------------------------------


async def test_a_click_moves_and_a_second_one_opens() -> None:
    async with shown(some(9)) as (table, pilot):
        await pilot.click(offset=(10, 4))
        assert (table.cursor_key, heard(pilot, "open")) == ("JF-00003", [])
        await pilot.click(offset=(10, 4))
        assert heard(pilot, "open") == ["JF-00003"]
        await pilot.click(offset=(10, 15))
        assert table.cursor_key == "JF-00003"


async def test_a_double_click_opens_once() -> None:
    async with shown(some(9)) as (_, pilot):
        await pilot.double_click(offset=(10, 4))
        assert heard(pilot, "open") == ["JF-00003"]
        await pilot.triple_click(offset=(10, 6))
        assert heard(pilot, "open") == ["JF-00003", "JF-00005"]


async def test_clicks_mark_in_the_margin_with_control_and_in_ranges() -> None:
    async with shown(some(9)) as (table, pilot):
        await pilot.click(offset=(1, 2))
        await pilot.click(offset=(10, 4), control=True)
        assert table.selected == {"JF-00001", "JF-00003"}
        await pilot.click(offset=(10, 6), shift=True)
        assert table.selected == {"JF-00001", "JF-00003", "JF-00004", "JF-00005"}
        assert heard(pilot, "open") == []


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with shown(some(200)) as (table, pilot):
        await pilot._post_mouse_events([events.MouseScrollDown], table, (5, 5))
        await pilot.pause()
        assert table.scroll_offset.y > 0
        assert table.cursor_key == "JF-00000"


async def test_a_click_on_a_heading_asks_to_sort_and_again_to_reverse() -> None:
    async with shown(some(9)) as (table, pilot):
        await pilot.click(offset=(4, 0))
        assert "Due ▲" in screen(table)[0]
        await pilot.click(offset=(4, 0))
        assert "Due ▼" in screen(table)[0]
        unit = screen(table)[0].index("Unit")
        await pilot.click(offset=(unit, 0))
        app = pilot.app
        assert isinstance(app, TableApp)
        assert [message for message in app.heard if message[0] == "sort"] == [
            ("sort", "due", False),
            ("sort", "due", True),
        ]


# -- only what is seen ----------------------------------------------------------------------


async def test_of_100_000_rows_only_those_in_sight_are_asked_for() -> None:
    source = Counting(100_000)
    async with shown(source) as (table, pilot):
        rows = table.size.height - 1
        assert set(source.asked) == set(range(rows))
        await pilot.press("end")
        await pilot.pause()
        assert set(source.asked) == {*range(rows), *range(100_000 - rows, 100_000)}


async def test_moving_within_sight_asks_for_two_rows() -> None:
    source = Counting(100_000)
    async with shown(source) as (_, pilot):
        source.asked.clear()
        await pilot.press("down")
        await pilot.pause()
        assert sorted(source.asked) == [0, 1]


async def test_only_a_row_whose_version_changed_is_painted_again() -> None:
    source = Counting(1000)
    async with shown(source) as (table, pilot):
        source.asked.clear()
        source.changed[3] = 7
        source.changed[900] = 1
        table.refresh_rows()
        await pilot.pause()
        assert source.asked == [3]
        assert screen(table)[4].split() == ["row", "3", "7"]


async def test_rows_without_versions_are_painted_again_when_asked() -> None:
    source = Counting(1000, versioned=False)
    async with shown(source) as (table, pilot):
        source.changed[3] = 7
        table.refresh_rows()
        await pilot.pause()
        assert screen(table)[4].split() == ["row", "3", "7"]


async def test_another_source_with_the_same_keys_and_versions_is_painted_anew() -> None:
    async with shown(rows_of([a_case(0, position="Guru")])) as (table, pilot):
        table.update_source(rows_of([a_case(0, position="Bidan")]))
        await pilot.pause()
        assert "Bidan" in screen(table)[1]


# -- the list source ------------------------------------------------------------------------


def keys(source: ListSource[Case]) -> list[str]:
    return [source.key(index) for index in range(source.count)]


def test_a_filter_is_words_fields_and_exceptions() -> None:
    source = rows_of(
        [
            Case("A-1", position="Perawat Ahli Muda", unit="Dinkes"),
            Case("A-2", position="Guru Ahli Pertama", unit="Disdikpora", due="late"),
            Case("A-3", position="Perawat Terampil", unit="Dinkes Kota", due="10:30"),
        ]
    )
    for text, found in [
        ("", ["A-1", "A-2", "A-3"]),
        ("PERAWAT", ["A-1", "A-3"]),
        ("ahli perawat", ["A-1"]),
        ("unit:dinkes", ["A-1", "A-3"]),
        ("position:dinkes", []),
        ("jabatan:guru", ["A-2"]),
        ('unit:"dinkes k"', ["A-3"]),
        ("!perawat", ["A-2"]),
        ("!unit:kota ahli", ["A-1", "A-2"]),
        ("10:30", ["A-3"]),
        ("unit: !", ["A-1", "A-2", "A-3"]),
        ('"muda dinkes"', []),
        ("[/", []),
    ]:
        source.filter(text)
        assert keys(source) == found, text


def test_sorting_is_stable_puts_the_unknown_last_and_can_be_undone() -> None:
    source = rows_of([Case("A", days=2), Case("B", days=None), Case("C", days=1), Case("D", days=2)])
    source.sort("days")
    assert keys(source) == ["C", "A", "D", "B"]
    source.sort("days", reverse=True)
    assert keys(source) == ["A", "D", "C", "B"]
    source.filter("!case:a")
    assert keys(source) == ["D", "C", "B"]
    source.filter("")
    source.sort(None)
    assert keys(source) == ["A", "B", "C", "D"]
    with pytest.raises(KeyError):
        source.sort("no such")


def test_changed_new_and_removed_objects_take_their_places() -> None:
    source = rows_of([a_case(n) for n in (3, 1, 2)])
    source.sort("days")
    source.filter("perawat")
    source.put(a_case(0), a_case(1, position="Guru"), a_case(2, days=9, revision=1))
    assert keys(source) == ["JF-00000", "JF-00003", "JF-00002"]
    assert source.version(2) == 1
    assert source.index_of("JF-00001") is None
    assert source.knows("JF-00001")
    source.remove("JF-00003", "no such")
    assert keys(source) == ["JF-00000", "JF-00002"]
    assert source.index_of("JF-00002") == 1
    assert (source.total, source.get("JF-00003")) == (3, None)


def test_two_rows_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="JF-00001"):
        rows_of([a_case(1), a_case(1)])


# -- the filter against a plain reading of its grammar -----------------------------------------


def plain_terms(text: str, fields: Sequence[str]) -> Iterator[tuple[bool, str | None, str]]:
    """The grammar read letter by letter."""
    rest = text.lstrip()
    while rest:
        negated = rest.startswith("!")
        rest = rest[1:] if negated else rest
        head = ""
        for length, letter in enumerate(rest):
            if letter == ":" and length:
                head, rest = rest[:length], rest[length + 1 :]
                break
            if letter.isspace() or letter in '":':
                break
        if rest.startswith('"'):
            value, _, rest = rest[1:].partition('"')
        else:
            value = ""
            while rest and not rest[0].isspace():
                value, rest = value + rest[0], rest[1:]
        if head and fold(head) not in fields:
            yield negated, None, fold(head) + ":" + fold(value)
        elif value:
            yield negated, fold(head) or None, fold(value)
        rest = rest.lstrip()


words = st.text(alphabet='aAbßé !":\t', max_size=6)
queries = st.lists(st.one_of(words, st.sampled_from(["f:", "G:", "!", '"', " ", "x:"])), max_size=8).map(
    "".join
)


@given(queries, st.lists(st.tuples(words, words), max_size=6))
@example('f:"a b', [("a b", ""), ("a", "b")])
@example('!f:a"b', [('a"b', ""), ("", "a")])
def test_the_filter_agrees_with_a_plain_reading(query: str, rows: list[tuple[str, str]]) -> None:
    fields = {"f": 0, "g": 1}

    def passes(row: tuple[str, str]) -> bool:
        texts = [fold(text) for text in row]
        return all(
            any(value in text for text in (texts if field is None else [texts[fields[field]]])) is not negated
            for negated, field, value in plain_terms(query, list(fields))
        )

    haystacks = [haystack(row) for row in rows]
    found = matching(parse(query, fields), haystacks, range(len(rows)), fields)
    assert found == [index for index, row in enumerate(rows) if passes(row)]
