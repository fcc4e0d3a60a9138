"""The list of faults of a return: each part of the case with what is wrong with it (BTS, BTL) and a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Click
from textual.widgets import Input, Static

from workflow.language import plural
from workflow.language import translate as _

from .part import Part

KINDS = ("", "BTS", "BTL")
"""Nothing wrong; it does not conform; it is missing or incomplete."""

Marked = tuple[str, str]
"""Kind and note."""


class Kind(Static, can_focus=True):
    """`[   ]`, `[BTS]`, `[BTL]`: Space goes on to the next; told by its word, not by its colour alone.

    Args:
        kind: where it begins.
        kinds: those that may be.
    """

    BINDINGS = [
        Binding("space,enter", "next", show=False),
        Binding("down,j", "go(1)", show=False),
        Binding("up,k", "go(-1)", show=False),
    ]

    def __init__(self, kind: str, kinds: Sequence[str]) -> None:
        super().__init__(classes="fault-kind")
        self._kinds = tuple(kinds)
        self.kind = kind if kind in self._kinds else ""

    def on_mount(self) -> None:
        """Show where it stands."""
        self.put(self.kind)

    def put(self, kind: str) -> None:
        """Let it stand at a kind."""
        self.kind = kind
        self.update(Content.styled(f"[{kind:3}]", "bold $text-warning" if kind else "$muted"))

    def action_next(self) -> None:
        """On to the next kind."""
        self.put(self._kinds[(self._kinds.index(self.kind) + 1) % len(self._kinds)])
        self.post_message(Part.Changed())

    def action_go(self, by: int) -> None:
        """To the part below or above; at an end it stays."""
        shown = [one for one in self.screen.query(Kind) if one.parent is not None and one.parent.display]
        there = shown.index(self) + by
        if 0 <= there < len(shown):
            shown[there].focus()

    def on_click(self, event: Click) -> None:
        """A click is as good as Space."""
        event.stop()
        self.focus()
        self.action_next()


class FaultLine(Horizontal):
    """One part of the case.

    Args:
        part: the field or document.
        label: its label.
        there: whether it is filled in or on file; what is not there cannot fail to conform.
        marked: what was marked before.
    """

    def __init__(self, part: str, label: str, there: bool, marked: Marked) -> None:
        super().__init__(classes="fault", id=f"fault-{part}")
        self.part, self._label, self._there, self._first = part, label, there, marked

    def compose(self) -> ComposeResult:
        """Kind, label, note."""
        kind, note = self._first
        yield Kind(kind, KINDS if self._there else ("", "BTL"))
        yield Static(Content(self._label).truncate(36, ellipsis=True), classes="fault-label")
        yield Input(note, placeholder=_("note"), compact=True)

    @property
    def marked(self) -> Marked:
        """Kind and note as they stand."""
        return self.query_one(Kind).kind, self.query_one(Input).value.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Who writes what is wrong means that something is."""
        event.stop()
        kind = self.query_one(Kind)
        if event.value.strip() and not kind.kind:
            kind.put("BTS" if self._there else "BTL")
        self.post_message(Part.Changed())


class Faults(Vertical):
    """Every part that can be mended where the case goes back to.

    Args:
        lines: part, label, whether it is there, and what was marked before.
        targets: state → the parts that can be given there.
        needed: whether the action wants a list.
    """

    def __init__(
        self,
        lines: Sequence[tuple[str, str, bool, Marked]],
        targets: Mapping[str, Sequence[str]],
        needed: bool,
    ) -> None:
        super().__init__(id="faults")
        self._lines, self._targets, self._needed = lines, targets, needed

    def compose(self) -> ComposeResult:
        """A heading that counts, then the parts."""
        yield Static(id="faults-count", classes="quiet")
        for part, label, there, marked in self._lines:
            yield FaultLine(part, label, there, marked)

    def lead_to(self, target: str | None) -> None:
        """Show the parts that can be given in the state to which the case goes back."""
        if target is None and len(self._targets) == 1:
            (target,) = self._targets
        known = self._targets.get(target or "", ())
        for line in self.query(FaultLine):
            line.display = line.part in known
        self.count(target is not None)

    def count(self, leads: bool) -> None:
        """Say how many are marked, and how."""
        n = len(self.marked)
        said = plural("List of faults: {n} part marked", "List of faults: {n} parts marked", n).format(n=n)
        how = _("Space: BTS (does not conform), BTL (missing)") if leads else _("say first where it leads")
        star = Content.styled(" *", "$text-accent") if self._needed else Content("")
        self.query_one("#faults-count", Static).update(Content.assemble(said, star, f" · {how}"))

    @property
    def marked(self) -> dict[str, Marked]:
        """Part → kind and note, of the parts that are shown and marked."""
        lines = [one for one in self.query(FaultLine) if one.display]
        return {one.part: one.marked for one in lines if one.marked[0]}
