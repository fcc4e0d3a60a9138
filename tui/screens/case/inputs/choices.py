"""Parts that are chosen or written at length: one of some options, yes or no, a reason of several lines."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Select, Static, Switch, TextArea

from workflow.language import translate as _

from .part import Part


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
            [(Text(label), value) for value, label in self._options],  # of a Content it finds no letters
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
