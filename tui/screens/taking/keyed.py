"""The keys by which a screen takes up, lets go and hands over, and who has a case in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from tui.keys import Key
from tui.screens.base import Framed
from tui.words import day, moment
from workflow.language import N_
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Claim

KEYS = (
    Key("taking.take", "t", "take_up", N_("Take up")),
    Key("taking.let-go", "T", "let_go", N_("Let go"), show=False),
    Key("taking.hand-over", "h", "hand_over", N_("Hand over"), show=False),
)


class Takes(Framed):
    """A screen with cases that one may take up."""

    def cases_chosen(self) -> Mapping[str, str]:
        """What the keys are for: case → what it is about."""
        return {}

    def cases_done(self, done: frozenset[str]) -> None:
        """These went through."""

    def action_take_up(self) -> None:
        """So that nobody else does it at the same time."""
        from .doing import take_up  # late: forms are much to load, and the case's screen is among them

        if chosen := self.cases_chosen():
            take_up(self, chosen, self.cases_done)

    def action_let_go(self) -> None:
        """It is offered to all again."""
        from .doing import let_go  # late: forms are much to load, and the case's screen is among them

        if chosen := self.cases_chosen():
            let_go(self, chosen, self.cases_done)

    def action_hand_over(self) -> None:
        """To somebody else, with a reason."""
        from .doing import hand_over  # late: forms are much to load, and the case's screen is among them

        if chosen := self.cases_chosen():
            hand_over(self, chosen, self.cases_done)


def holder(claim: Claim, me: str) -> str:
    """Who has it, in a word or a name."""
    return _("you") if claim.actor == me else claim.name


def held(claim: Claim, me: str) -> str:
    """Who has taken something up, since when and until when."""
    since = moment(datetime.fromisoformat(claim.since))
    until = day(date.fromisoformat(claim.until))
    if claim.actor == me:
        return _("You took it up on {since}; it is yours until {until}.").format(since=since, until=until)
    words = _("{name} took it up on {since} and has it until {until}.")
    return words.format(name=claim.name, since=since, until=until)


def in_short(claim: Claim, me: str) -> str:
    """Who has it, and until when."""
    until = day(date.fromisoformat(claim.until))
    if claim.actor == me:
        return _("yours until {until}").format(until=until)
    return _("{name} has it until {until}").format(name=claim.name, until=until)
