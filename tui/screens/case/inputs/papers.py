"""The documents of an act: each on file or not, as a file or on paper; one key for all that the act needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Static

from workflow.language import plural
from workflow.language import translate as _

from .part import Part


class Mark(Checkbox):
    """A check mark that is told by its sign, not by its colour alone: `[ ]` or `[✓]`."""

    @property
    def _button(self) -> Content:
        style = self.get_visual_style("toggle--button") if self.has_focus else ""
        return Content.styled(
            "[✓]" if self.value else "[ ]", style or ("bold $text-success" if self.value else "$muted")
        )


class PaperPart(Vertical):
    """A document: on file or not; with a path it is copied to the store, without one it is noted as kept on paper.

    Args:
        name: the document's name.
        label: its label.
        mark: what is on file of it already: a mark of the record, a path that was typed before, or nothing.
    """

    def __init__(self, name: str, label: str, mark: Any) -> None:
        super().__init__(classes="paper", id=f"paper-{name}")
        self.field, self.label, self._mark = name, label, mark
        self.needed = True

    def compose(self) -> ComposeResult:
        """A check mark and a path on one line, the fault below."""
        with Horizontal(classes="line"):
            yield Mark(Content(self.label), bool(self._mark), compact=True)
            kept = self._mark.get("file") if isinstance(self._mark, Mapping) else None
            yield Input(
                self._mark if isinstance(self._mark, str) else "",
                placeholder=str(kept) if kept else _("path of a scan; else on paper"),
                compact=True,
            )
        yield Static(classes="says bad")

    def on_mount(self) -> None:
        """No line without words."""
        self.say("")

    @property
    def raw(self) -> Any:
        """The path as typed; else, where it is marked, what is on file already or True; else None."""
        if not self.query_one(Checkbox).value:
            return None
        typed = self.query_one(Input).value.strip()
        return typed or (self._mark if isinstance(self._mark, Mapping) else True)

    @property
    def shown(self) -> bool:
        """Whether it is asked: the act needs it, or something of it is there."""
        return self.needed or bool(self._mark) or bool(self.raw)

    def say(self, fault: str) -> None:
        """Show what is wrong with the path."""
        says = self.query_one(".says", Static)
        says.update(Content(fault))
        says.display = bool(fault)

    def mark(self) -> None:
        """It is on file."""
        self.query_one(Checkbox).value = True

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.say("")
        self.post_message(Part.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """A path is a document."""
        event.stop()
        self.say("")
        if event.value.strip():
            self.mark()
        self.post_message(Part.Changed())


class Papers(Vertical):
    """The documents that an act asks for, with how many of them are there.

    Args:
        papers: name, label and mark of each.
    """

    def __init__(self, papers: Sequence[tuple[str, str, Any]]) -> None:
        super().__init__(id="papers")
        self._papers = papers

    def compose(self) -> ComposeResult:
        """A heading with the button, then the documents."""
        with Horizontal(id="papers-head"):
            yield Static(id="papers-count", classes="quiet")
            yield Button(Content(_("All on file (F8)")), id="all-papers", compact=True)
        for name, label, mark in self._papers:
            yield PaperPart(name, label, mark)

    def on_mount(self) -> None:
        """Say how many there are."""
        self.count()

    def need(self, names: Collection[str]) -> None:
        """Ask only for these, and for what is marked."""
        for paper in self.query(PaperPart):
            paper.needed = paper.field in names
        self.count()

    def count(self) -> None:
        """Show those that are asked, and how many of them are marked."""
        asked = [paper for paper in self.query(PaperPart) if paper.shown]
        for paper in self.query(PaperPart):
            paper.display = paper.shown
        there = sum(bool(paper.raw) for paper in asked)
        said = plural("Documents: {there} of {n} on file", "Documents: {there} of {n} on file", len(asked))
        self.query_one("#papers-count", Static).update(Content(said.format(there=there, n=len(asked))))
        self.query_one("#all-papers").display = there < len(asked)
        self.display = bool(asked)

    def mark_all(self) -> None:
        """Every document that is needed is on file."""
        for paper in self.query(PaperPart):
            if paper.needed:
                paper.mark()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The button of the heading."""
        event.stop()
        self.mark_all()
