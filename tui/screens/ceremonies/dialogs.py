"""Decisions about a ceremony: planning one, why somebody did not come, and holding it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from tui.screens.dialogs import Dialog
from tui.widgets.refusals import refusal
from workflow.errors import LantikError
from workflow.language import plural, text
from workflow.language import translate as _

from .day import parse_day, weekday
from .roll import Roll

if TYPE_CHECKING:
    from tui.app import LantikApp

POSTPONED_BY = 5
"""Working days after the ceremony that the new day is proposed for."""
MANY = 20
"""More cases than this ask for their number to be typed."""


class NewCeremony(Dialog[str]):
    """Plan a ceremony: title, day, place. What the office's rules say against the day is shown here, and nothing is lost.

    Args:
        today: the store's day.
        calendar: the city's working days.
    """

    def __init__(self, today: date, calendar: Any) -> None:
        super().__init__()
        self._today, self._calendar = today, calendar

    def compose(self) -> ComposeResult:
        """Three lines to fill in."""
        with Vertical(classes="box form"):
            yield Static(Content(_("Plan a ceremony")), classes="question")
            yield Static(Content(_("Title")))
            yield Input(_("Inauguration of functional officials"), id="title", compact=True)
            yield Static(Content(_("Day (year-month-day)")))
            yield Input(self._calendar.add_working(self._today, 5).isoformat(), id="day", compact=True)
            yield Static(id="day-says", classes="quiet")
            yield Static(Content(_("Place")))
            yield Input(id="place", compact=True)
            with VerticalScroll(classes="detail", id="why", can_focus=False):
                yield Static(id="reasons")
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel")), id="no", compact=True)
                yield Button(Content(_("Plan it")), id="yes", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Start with the title."""
        self.query_one("#why").display = False
        self.query_one("#title").focus()
        self._judge()

    @on(Input.Changed)
    def _judge(self) -> None:
        day = parse_day(self.query_one("#day", Input).value)
        said, bad = _about_day(day, self._today, self._calendar)
        says = self.query_one("#day-says", Static)
        says.update(Content(said))
        says.set_class(bad, "bad")
        self.query_one("#yes", Button).disabled = bad or not self.query_one("#title", Input).value.strip()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Plan it, or leave it."""
        if event.button.id == "no":
            self.dismiss(None)
        else:
            self.run_worker(self._create(), exclusive=True)

    async def _create(self) -> None:
        day = parse_day(self.query_one("#day", Input).value)
        gateway = cast("LantikApp", self.app).gateway
        if day is None or gateway is None:
            return
        title, place = self.query_one("#title", Input).value, self.query_one("#place", Input).value
        try:
            made = await gateway.write(
                lambda session: session.ceremonies.create(title, day, place=place, actor=session.id)
            )
        except LantikError as error:
            self.query_one("#reasons", Static).update(refusal(error))
            self.query_one("#why").display = True
            return
        self.dismiss(made.id)


def _about_day(day: date | None, today: date, calendar: Any, last: date | None = None) -> tuple[str, bool]:
    """A day in words, and whether it cannot be taken."""
    if day is None:
        return _("Write a day such as {example}.").format(example=today.isoformat()), True
    if day < today:
        return _("{day} has passed.").format(day=weekday(day)), True
    closed = calendar.why_not(day)
    if closed is not None:
        return _("{day} is not a working day ({why}).").format(day=weekday(day), why=closed), True
    if last is not None and day > last:
        return _("{day} is after the last day allowed, {last}.").format(
            day=weekday(day), last=text(last)
        ), True
    return weekday(day), False


class WhyAbsent(Dialog[str]):
    """The reason of an absence; it goes into the record and into the postponement."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names

    def compose(self) -> ComposeResult:
        """Who, and a line for the reason."""
        shown = ", ".join(self._names[:3])
        if len(self._names) > 3:
            shown = _("{names} and {count} more").format(names=shown, count=len(self._names) - 3)
        with Vertical(classes="box form"):
            yield Static(Content(_("Why absent?")), classes="question")
            yield Static(Content(shown), classes="quiet")
            yield Input(placeholder=_("such as: ill, on official travel"), id="reason", compact=True)
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel")), id="no", compact=True)
                yield Button(
                    Content(_("Record the absence")), id="yes", variant="primary", compact=True, disabled=True
                )

    def on_mount(self) -> None:
        """Write the reason."""
        self.query_one("#reason").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Without a reason there is no absence."""
        self.query_one("#yes", Button).disabled = not event.value.strip()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter records it."""
        if event.value.strip():
            self.dismiss(event.value.strip())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Record it, or leave it."""
        self.dismiss(self.query_one("#reason", Input).value.strip() if event.button.id == "yes" else None)


@dataclass(frozen=True, slots=True)
class Holding:
    """The decision to hold it; `postpone_to` is the new day of those who are absent."""

    postpone_to: date | None


class HoldCeremony(Dialog[Holding]):
    """Shows exactly what will be committed; starts on Cancel, or where the number of people is to be typed.

    Args:
        roll: the ceremony with its people, attendance complete.
    """

    def __init__(self, roll: Roll) -> None:
        super().__init__()
        self._roll = roll
        self._absent = roll.absent()
        self._typed = str(roll.ceremony.invited) if roll.ceremony.invited > MANY else None

    def compose(self) -> ComposeResult:
        """Who is inaugurated, who is postponed to when, what cannot be undone."""
        ceremony = self._roll.ceremony
        with Vertical(classes="box form"):
            yield Static(Content(_("Hold “{title}” now?").format(title=ceremony.title)), classes="question")
            said = plural("{count} person is inaugurated", "{count} people are inaugurated", ceremony.present)
            yield Static(
                Content.assemble(
                    Content.styled("★ ", "$text-success"), Content.styled(said.format(count=ceremony.present), "bold"),
                    Content.styled(f"  {self._by_religion()}", "$muted"),
                )
            )  # fmt: skip
            if self._absent:
                yield from self._postponed()
            yield Static(
                Content(
                    _(
                        "All of it is one commit. An inauguration is undone only by annulling the decree, case by case."
                    )
                ),
                classes="quiet last",
            )
            if self._typed is not None:
                yield Static(
                    Content(
                        _("Type {count}, the number of people on the roll, to go on:").format(
                            count=self._typed
                        )
                    )
                )
                yield Input(id="typed", compact=True)
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel")), id="no", compact=True)
                yield Button(Content(_("Hold it")), id="yes", variant="error", compact=True, disabled=True)

    def _postponed(self) -> ComposeResult:
        said = plural("{count} person is postponed to", "{count} people are postponed to", len(self._absent))
        yield Static(
            Content.assemble(
                Content.styled("↷ ", "$text-warning"),
                Content.styled(said.format(count=len(self._absent)), "bold"),
            )
        )
        yield Input(self._roll.proposed_day(POSTPONED_BY).isoformat(), id="day", compact=True)
        yield Static(id="day-says", classes="quiet")
        lines = [
            Content.assemble(
                line.entry.name, Content.styled(f"  {line.entry.case} · {line.reason or ''}", "$muted")
            )
            for line in self._absent
        ]
        with VerticalScroll(classes="detail", id="absent"):
            yield Static(Content("\n").join(lines))

    def _by_religion(self) -> str:
        return " · ".join(f"{group.religion} {group.came}" for group in self._roll.groups() if group.came)

    def on_mount(self) -> None:
        """Start on Cancel, or where the number is to be typed."""
        self.query_one("#typed" if self._typed is not None else "#no").focus()
        self._judge()

    @property
    def _day(self) -> date | None:
        return parse_day(self.query_one("#day", Input).value) if self._absent else None

    @on(Input.Changed)
    def _judge(self) -> None:
        bad = False
        if self._absent:
            roll, last = self._roll, self._roll.last_day()
            said, bad = _about_day(self._day, roll.calendar.add_working(roll.today, 1), roll.calendar, last)
            if not bad and last is not None:
                said = _("{day}; the last day allowed is {last}").format(day=said, last=text(last))
            says = self.query_one("#day-says", Static)
            says.update(Content(said))
            says.set_class(bad, "bad")
        if self._typed is not None:
            bad = bad or self.query_one("#typed", Input).value.strip() != self._typed
        self.query_one("#yes", Button).disabled = bad

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Hold it, or leave it."""
        self.dismiss(Holding(self._day) if event.button.id == "yes" else None)
