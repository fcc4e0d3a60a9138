"""The parts of a form, one a type of field: each has `value` (as it goes to the engine) and `fault` (what is wrong)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, Input, Select, Static, Switch, TextArea

from tui.widgets.table import Column, ListSource, VirtualTable
from workflow.language import text
from workflow.language import translate as _


class Part(Vertical):
    """A label, something to fill in, and a line for what is wrong with it.

    Args:
        name: the field's name.
        label: its label.
        needed: whether the action asks for it.
        help: a line of help.
    """

    class Changed(Message):
        """Something was typed."""

    def __init__(self, name: str, label: str, needed: bool = True, help: str = "") -> None:
        super().__init__(classes="part", id=f"field-{name}")
        self.field, self._label, self._needed, self._help = name, label, needed, help
        self._said = ""

    def compose(self) -> ComposeResult:
        """Label and input on one line, the fault below."""
        with Horizontal(classes="line"):
            mark = Content.styled(" *", "$text-accent") if self._needed else Content("")
            yield Static(Content.assemble(self._label, mark), classes="label")
            yield from self.filler()
        yield Static(Content(self._help), classes="says quiet")

    def on_mount(self) -> None:
        """No line without words."""
        self.say("")

    def filler(self) -> ComposeResult:
        """What is filled in."""
        yield from ()

    @property
    def value(self) -> Any:
        """The value for the engine; None for nothing."""
        return self.raw or None

    @property
    def raw(self) -> Any:
        """As typed."""
        return None

    @property
    def fault(self) -> str:
        """What is wrong with what was typed; empty when nothing is."""
        return ""

    def say(self, fault: str) -> None:
        """Show what is wrong, else the help."""
        says = self.query_one(".says", Static)
        said = fault or self._help
        says.update(Content(said))
        says.set_class(bool(fault), "bad")
        says.display = bool(said)

    def changed(self) -> None:
        """Tell the form."""
        self.say(self.fault)
        self.post_message(self.Changed())


class TextPart(Part):
    """A line of text."""

    TYPE = "text"
    HINT = ""

    def __init__(self, name: str, label: str, needed: bool = True, help: str = "", raw: Any = None) -> None:
        super().__init__(name, label, needed, help)
        self._first = "" if raw is None else str(raw)

    def filler(self) -> ComposeResult:
        """An input."""
        yield Input(
            self._first, placeholder=_(self.HINT) if self.HINT else "", compact=True, id=f"in-{self.field}"
        )

    @property
    def raw(self) -> str:
        """As typed."""
        return self.query_one(Input).value.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check as one types."""
        event.stop()
        self.changed()


class NumberPart(TextPart):
    """A number; a comma is as good as a point."""

    @property
    def value(self) -> Any:
        """A number."""
        typed = self.raw.replace(",", ".")
        if not typed or self.fault:
            return None
        return int(typed) if typed.lstrip("-").isdigit() else float(typed)

    @property
    def fault(self) -> str:
        """No number."""
        try:
            float(self.raw.replace(",", ".") or 0)
        except ValueError:
            return _("This is no number: write it as 12 or 12.5.")
        return ""


class DatePart(TextPart):
    """A date: 2025-11-25, 25-11-2025, 25/11/2025, or `today`."""

    def filler(self) -> ComposeResult:
        """An input."""
        yield Input(
            self._first, placeholder=_("2025-11-25 or 25-11-2025"), compact=True, id=f"in-{self.field}"
        )

    @property
    def value(self) -> Any:
        """ISO text."""
        found = read_date(self.raw)
        return found.isoformat() if found else None

    @property
    def fault(self) -> str:
        """No date."""
        return (
            _("This is no date: write it as 2025-11-25.") if self.raw and read_date(self.raw) is None else ""
        )


def read_date(typed: str) -> date | None:
    """A date as people write it, or None.

    Example:
        >>> read_date("25/11/2025"), read_date("2025-11-25") == read_date("25-11-2025"), read_date("31-02-2025")
        (datetime.date(2025, 11, 25), True, None)
    """
    parts = typed.strip().replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
    try:
        return date(year, month, day) if year > 999 else None
    except ValueError:
        return None


class MomentPart(DatePart):
    """When it took effect: empty is now; a date alone is its morning at 08:00; with a time behind it, that time."""

    def __init__(self, name: str, label: str, help: str, raw: str, zone: Any) -> None:
        super().__init__(name, label, False, help, raw)
        self._zone = zone

    def filler(self) -> ComposeResult:
        """An input."""
        yield Input(self._first, placeholder=_("now"), compact=True, id=f"in-{self.field}")

    @property
    def value(self) -> Any:
        """A datetime with the store's zone."""
        day, _space, clock = self.raw.partition(" ")
        found = read_date(day)
        if found is None:
            return None
        try:
            hour, minute = (int(part) for part in (clock.strip() or "08:00").replace(".", ":").split(":"))
            return datetime(found.year, found.month, found.day, hour, minute, tzinfo=self._zone)
        except ValueError:
            return None

    @property
    def fault(self) -> str:
        """No moment."""
        return (
            _("Write it as 2025-11-25 08:00, or leave it empty for now.")
            if self.raw and self.value is None
            else ""
        )


class ChoicePart(Part):
    """One of some options."""

    def __init__(
        self,
        name: str,
        label: str,
        options: list[tuple[str, str]],
        needed: bool = True,
        help: str = "",
        raw: Any = None,
    ) -> None:
        super().__init__(name, label, needed, help)
        self._options, self._first = options, raw

    def filler(self) -> ComposeResult:
        """A list that opens."""
        known = {value for value, _label in self._options}
        yield Select(
            [(Content(label), value) for value, label in self._options],
            prompt=_("choose …"),
            compact=True,
            value=self._first if self._first in known else Select.NULL,
            id=f"in-{self.field}",
        )

    @property
    def raw(self) -> Any:
        """The option."""
        value = self.query_one(Select).value
        return None if value is Select.NULL else value

    def on_select_changed(self, event: Select.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.changed()


class YesNoPart(Part):
    """Yes or no."""

    def __init__(self, name: str, label: str, needed: bool = True, help: str = "", raw: Any = None) -> None:
        super().__init__(name, label, needed, help)
        self._first = bool(raw)

    def filler(self) -> ComposeResult:
        """A switch, with the word beside it."""
        yield Switch(self._first, animate=False, id=f"in-{self.field}")
        yield Static(Content(_("yes") if self._first else _("no")), classes="word")

    @property
    def raw(self) -> Any:
        """True or False."""
        return self.query_one(Switch).value

    @property
    def value(self) -> Any:
        """True or False."""
        return self.raw

    def on_switch_changed(self, event: Switch.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.query_one(".word", Static).update(Content(_("yes") if event.value else _("no")))
        self.changed()


class TextAreaPart(Part):
    """Several lines, for a reason."""

    def __init__(self, name: str, label: str, needed: bool = True, help: str = "", raw: str = "") -> None:
        super().__init__(name, label, needed, help)
        self._first = raw

    def filler(self) -> ComposeResult:
        """A box."""
        yield TextArea(self._first, compact=True, soft_wrap=True, id=f"in-{self.field}", tab_behavior="focus")

    @property
    def raw(self) -> str:
        """As typed."""
        return self.query_one(TextArea).text.strip()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.changed()


class Mark(Checkbox):
    """A check mark that is told by its sign, not by its colour alone: `[ ]` or `[✓]`."""

    @property
    def _button(self) -> Content:
        style = self.get_visual_style("toggle--button") if self.has_focus else ""
        return Content.styled(
            "[✓]" if self.value else "[ ]", style or ("bold $text-success" if self.value else "$muted")
        )


class PaperPart(Horizontal):
    """A document: there or not, and where its file lies if anybody wants to say."""

    def __init__(self, name: str, label: str, mark: Any) -> None:
        super().__init__(classes="paper", id=f"paper-{name}")
        self.field, self._label, self._mark = name, label, mark

    def compose(self) -> ComposeResult:
        """A check mark and a path."""
        yield Mark(Content(self._label), bool(self._mark), compact=True)
        yield Input(
            self._mark if isinstance(self._mark, str) else "", placeholder=_("file (optional)"), compact=True
        )

    @property
    def raw(self) -> Any:
        """The path, True, or None."""
        return self.query_one(Input).value.strip() or self.query_one(Checkbox).value or None

    def need(self, needed: bool) -> None:
        """Whether the route wants it."""
        self.set_class(not needed, "unneeded")

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.post_message(Part.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """A path is a document."""
        event.stop()
        if event.value.strip():
            self.query_one(Checkbox).value = True
        self.post_message(Part.Changed())


class PickPart(Part):
    """Somebody or something of the registry, found by typing; as quick with 100,000 as with ten.

    Args:
        columns: what the list shows.
        rows: asks for the list's rows in a thread: (id, texts).
    """

    ROWS = 6

    def __init__(
        self,
        name: str,
        label: str,
        columns: list[Column],
        known: Callable[[str], str | None],
        needed: bool = True,
        help: str = "",
        raw: Any = None,
    ) -> None:
        super().__init__(name, label, needed, help)
        self._columns, self._known = columns, known
        self._chosen: str | None = raw
        self._source: ListSource[tuple[str, list[str]]] | None = None

    def filler(self) -> ComposeResult:
        """A line for typing."""
        yield Input(placeholder=_("type a name or number"), compact=True, id=f"in-{self.field}")

    def compose(self) -> ComposeResult:
        """The line, the list below it while one searches."""
        yield from super().compose()
        table = VirtualTable(self._columns, multi=False, empty=_("Reading …"), classes="picker")
        table.can_focus = False
        yield table

    def on_mount(self) -> None:
        """Show who was chosen before."""
        self.query_one(VirtualTable).display = False
        if self._chosen:
            self._show_chosen()

    def offer(self, rows: list[tuple[str, list[str]]]) -> None:
        """The rows have come."""
        fields = [column.key for column in self._columns]
        self._source = ListSource(rows, key=lambda row: row[0], cells=lambda row: row[1], fields=fields)
        table = self.query_one(VirtualTable)
        table.empty = _("Nobody fits.")
        table.update_source(self._source)
        self._filter(self.query_one(Input).value)
        if self._chosen:
            self._show_chosen()

    def _show_chosen(self) -> None:
        if self._chosen:
            name = self._named(self._chosen)
            with self.prevent(Input.Changed):
                self.query_one(Input).value = name
            self.say("")

    def _named(self, id: str) -> str:
        row = self._source.get(id) if self._source is not None else None
        return row[1][0] if row is not None else self._known(id) or id

    @property
    def raw(self) -> Any:
        """The id of whom one chose."""
        return self._chosen

    @property
    def fault(self) -> str:
        """Something was typed and nobody chosen."""
        typed = self.query_one(Input).value.strip()
        return _("Pick a line with the arrow keys and Enter.") if typed and not self._chosen else ""

    def changed(self) -> None:
        """Say how to pick, calmly: one is still searching."""
        self.say(self.fault)
        self.query_one(".says").remove_class("bad")
        self.post_message(self.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types; what was chosen no longer is."""
        event.stop()
        self._chosen = None
        self._filter(event.value)
        self.query_one(VirtualTable).display = bool(event.value.strip())
        self.changed()

    def _filter(self, typed: str) -> None:
        if self._source is not None:
            self._source.filter(typed)
            table = self.query_one(VirtualTable)
            table.refresh_rows()
            words = typed.strip().casefold()
            best = (
                place
                for place in range(min(self._source.count, 500))
                if words in self._source.item(place)[1][0].casefold()
            )
            if words and (place := next(best, None)) is not None:
                table.cursor_key = self._source.key(place)

    def on_key(self, event: Any) -> None:
        """Arrows move in the list, Enter takes, while the line keeps the focus."""
        table = self.query_one(VirtualTable)
        if event.key == "down" and not table.display and not self._chosen:
            table.display = True
            event.stop()
            return
        if not table.display:
            return
        if event.key in ("down", "up", "pagedown", "pageup"):
            event.stop()
            event.prevent_default()
            step = {"down": 1, "up": -1, "pagedown": self.ROWS, "pageup": -self.ROWS}[event.key]
            table.action_move(step)
        elif event.key == "enter" and table.cursor_key is not None:
            event.stop()
            event.prevent_default()
            self._take(table.cursor_key)
        elif event.key == "escape":
            event.stop()
            table.display = False

    def on_virtual_table_row_selected(self, event: VirtualTable.RowSelected) -> None:
        """A click on a line."""
        event.stop()
        self._take(event.key)

    def _take(self, id: str) -> None:
        self._chosen = id
        self.query_one(VirtualTable).display = False
        self._show_chosen()
        self.changed()


def part_for(field: Any, needed: bool, raw: Any, known: Callable[[str], str | None]) -> Part:
    """The part that fits a field's type."""
    name, label, more = field.name, text(field.label), text(field.help) if field.help else ""
    kind = field.type
    if kind == "choice":
        return ChoicePart(
            name, label, [(value, text(one)) for value, one in field.options.items()], needed, more, raw
        )
    if kind == "yes_no":
        return YesNoPart(name, label, needed, more, raw)
    if kind == "date":
        return DatePart(name, label, needed, more, raw)
    if kind == "number":
        return NumberPart(name, label, needed, more, raw)
    if kind in ("person", "position", "unit"):
        return PickPart(name, label, picker_columns(kind), known, needed, more, raw)
    return TextPart(
        name,
        label,
        needed,
        more or (_("Groups are filled in from the command line.") if kind == "group" else ""),
        raw,
    )


def picker_columns(kind: str) -> list[Column]:
    """What a list of people, positions or units shows."""
    if kind == "person":
        return [
            Column("name", _("Name"), min_width=16, weight=1.4, sortable=False),
            Column("nip", _("NIP"), width=18, sortable=False),
            Column("rank", _("Rank"), width=6, sortable=False),
            Column("education", _("Education"), min_width=12, priority=1, sortable=False),
        ]
    return [
        Column("name", _("Name"), min_width=20, sortable=False),
        Column("id", _("Id"), min_width=10, weight=0.5, sortable=False),
    ]
