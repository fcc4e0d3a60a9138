"""The menu of a case's actions: those that may be taken with a number, then the others with why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui import keys
from tui.case_view import CaseView
from tui.keys import Key
from tui.screens.dialogs import Dialog
from workflow.language import N_, text
from workflow.language import translate as _

from .words import in_place_of, open_actions, reason_lines

if TYPE_CHECKING:
    from workflow import Answer


def _common(views: Sequence[CaseView], counts: Mapping[str, int]) -> Iterator[tuple[Answer, str]]:
    """The answers of the first case that allows each of these actions; what all allow first, what leads aside last."""
    found = [
        next(one for view in views for one in view.answers if one.name == name and one.allowed)
        for name in counts
    ]
    for answer in sorted(found, key=lambda one: (counts[one.name] < len(views), one.side)):
        yield answer, text(answer.label)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was picked."""

    action: str
    vote: str | None = None


class ActionMenu(Dialog[Choice]):
    """Digits pick at once; arrows and Enter too.

    Args:
        view: the case.
        side: True: only the ways back and out; None: everything.
        count: how many cases it is for.
        among: for many cases: all of them, and the actions that count with how many of the cases allow each.
        more: what else may be done to many: name and label; picked as an action of that name.
    """

    CSS_PATH = "acting.tcss"
    BINDINGS = [
        *keys.bind(
            Key("menu.down", "j", "down", N_("Down"), show=False),
            Key("menu.up", "k", "up", N_("Up"), show=False),
        ),
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 10)),
    ]

    def __init__(
        self,
        view: CaseView,
        side: bool | None = None,
        count: int = 1,
        among: tuple[Sequence[CaseView], Mapping[str, int]] | None = None,
        more: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__()
        self._view, self._count = view, count
        self._many = among is not None
        self._counts = among[1] if among is not None else {}
        found = (
            [(answer, label) for answer, label in open_actions(view) if side is None or answer.side == side]
            if among is None
            else list(_common(*among))
        )
        self._choices = [
            (Choice(answer.name, None if answer.allowed else "withdraw"), label, answer)
            for answer, label in found
        ]
        self._more = list(more)
        self._refused = (
            []
            if self._many
            else [one for one in view.answers if not one.allowed and (side is None or one.side == side)]
        )

    def compose(self) -> ComposeResult:
        """What it is for, and the list."""
        with Vertical(classes="box menu"):
            about = (
                _("{n} cases").format(n=self._count)
                if self._many
                else f"{self._view.case.id} · {self._view.title}"
            )
            yield Static(Content(about), classes="question")
            yield OptionList(*self._options(), id="actions", compact=True)
            if self._choices or self._more:
                yield Static(Content(_("Number or Enter to take one, Esc to go back")), classes="quiet")

    def _options(self) -> list[Option]:
        options = []
        for number, (choice, label, answer) in enumerate(self._choices, 1):
            targets = ", ".join(text(self._view.definition.states[one].label) for one in answer.targets)
            where = (
                Content.styled(f"  → {targets}", "$muted") if targets and choice.vote is None else Content("")
            )
            n = self._counts.get(choice.action, self._count)
            if n < self._count:
                few = _("{n} of {count}").format(n=n, count=self._count)
                where = Content.assemble(where, Content.styled(f"  {few}", "$text-warning"))
            options.append(
                Option(
                    Content.assemble(
                        Content.styled(f"{number} ", "bold $accent"),
                        Content.styled(label, "bold"),
                        where,
                        in_place_of(answer),
                    )
                )
            )
        for number, (_name, label) in enumerate(self._more, len(self._choices) + 1):
            said = Content.assemble(
                Content.styled(f"{number} ", "bold $accent"), Content.styled(label, "bold")
            )
            options.append(Option(said))
        for answer in self._refused:
            lines = [Content.styled(f"– {text(answer.label)}", "$muted")]
            for reason in answer.reasons:
                lines += reason_lines(reason)
            options.append(Option(Content("\n").join(lines), disabled=True))
        if not options:
            options.append(Option(Content(_("There is nothing here.")), disabled=True))
        return options

    def on_mount(self) -> None:
        """Begin at the first."""
        menu = self.query_one(OptionList)
        menu.focus()
        menu.highlighted = 0 if self._choices or self._more else None

    def action_pick(self, digit: int) -> None:
        """A digit picks; a binding, so that one typed before the menu is drawn counts too."""
        self._take(digit - 1)

    def _take(self, place: int) -> None:
        choices = [
            *(choice for choice, _label, _answer in self._choices),
            *(Choice(name) for name, _label in self._more),
        ]
        if place < len(choices):
            self.dismiss(choices[place])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click picks."""
        self._take(event.option_index)

    def action_down(self) -> None:
        """Down."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Up."""
        self.query_one(OptionList).action_cursor_up()
