"""Two short forms: that somebody is away and who acts for them, and that somebody stands in for somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tui.screens.case.inputs import ChoicePart, DatePart, Part, PickPart, TextPart, YesNoPart, pickable
from tui.screens.small_form import Row, SmallForm
from tui.widgets.table import Column
from workflow.language import plural, text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Session

ALL = "*"
"""Stands for all roles, all definitions."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of a form: the entry's number, what was entered, and what it leaves undone, in words."""

    id: str
    said: str
    warning: str = ""


def people_columns() -> list[Column]:
    """What a list of accounts shows."""
    return [
        Column("name", _("Name"), min_width=20, weight=1.5, sortable=False),
        Column("roles", _("Roles"), min_width=16, sortable=False),
        Column("id", _("Account"), min_width=10, priority=1, weight=0.7, sortable=False),
    ]


def accounts(session: Session) -> list[Row]:
    """The open accounts, by name, with their roles."""
    labels = session.access.roles()
    return [
        (one.id, [one.name, ", ".join(dict.fromkeys(text(labels.get(role, role)) for role, _unit in one.roles)), one.id])
        for one in sorted(session.access.users(), key=lambda one: one.name)
        if one.active
    ]  # fmt: skip


def _pick(name: str, label: str, kept: Mapping[str, Any], needed: bool = True, more: str = "") -> PickPart:
    return PickPart(name, label, people_columns(), lambda _one: None, needed, more, kept.get(name))


class _Form(SmallForm[Entered]):
    """What both forms have in common.

    Args:
        me: the user's id.
        today: the store's day.
        whose: the accounts in whose place this user may enter something, beside their own; None: everybody's.
    """

    def __init__(self, me: str, today: date, whose: Mapping[str, str] | None) -> None:
        super().__init__()
        self._me, self._today, self._whose = me, today, whose

    def _who(self, kept: Mapping[str, Any]) -> list[Part]:
        """The part that says whose it is; there only where there is a choice."""
        if self._whose is None:
            return [_pick("who", self.who_label(), kept, needed=False, more=_("Empty: your own."))]
        if not self._whose:
            return []
        options = [(self._me, _("my own")), *self._whose.items()]
        return [ChoicePart("who", self.who_label(), options, True, "", kept.get("who", self._me))]

    def who_label(self) -> str:
        """What the part is called."""
        return _("In whose place")


class AbsenceForm(_Form):
    """Enter that somebody is away, from which day to which, and who acts for them."""

    DRAFT = "absence"

    def heading(self) -> str:
        """What it is."""
        return _("Enter an absence")

    def about(self) -> str:
        """What follows."""
        return _("Whoever acts for the absent may do so from the first day to the last, and signs “a.n.”.")

    def who_label(self) -> str:
        """Whose absence."""
        return _("Who is away")

    def parts(self, kept: dict[str, Any]) -> Sequence[Part]:
        """Who, when, who acts, why."""
        since = kept.get("since", self._today.isoformat())
        return [
            *self._who(kept),
            DatePart("since", _("First day"), True, "", since),
            DatePart("until", _("Last day"), False, _("Empty: until it is cancelled."), kept.get("until")),
            _pick("to", _("Acts meanwhile"), kept, needed=False),
            _pick("second", _("If they are away too"), kept, needed=False),
            TextPart("reason", _("Reason"), True, "", kept.get("reason")),
        ]

    def first(self) -> dict[str, Any]:
        """Today stands there."""
        return {"since": self._today.isoformat()}

    def lists(self) -> dict[str, Callable[[Session], list[Row]]]:
        """Everybody with an account."""
        who = ["who"] if self._whose is None else []
        return dict.fromkeys([*who, "to", "second"], accounts)

    def problem(self, given: dict[str, Any]) -> tuple[str, str] | None:
        """The days in their order, somebody first before somebody second."""
        if given["until"] and given["until"] < given["since"]:
            return "until", _("The last day is before the first.")
        if given["second"] and not given["to"]:
            return "to", _("Name first who acts.")
        return None

    def write(self, given: dict[str, Any]) -> Callable[[Session], Entered]:
        """Enter it, and look which cases it would leave without people."""
        who = given.get("who") or self._me
        since, until = date.fromisoformat(given["since"]), given["until"]
        to = [one for one in (given["to"], given["second"]) if one]

        def do(session: Session) -> Entered:
            access = session.access
            made = access.add_absence(
                who,
                since=since,
                until=date.fromisoformat(until) if until else None,
                to=to,
                reason=given["reason"],
            )
            stuck = access.without_people(made.id)
            warning = ""
            if stuck:
                n = len(stuck)
                words = plural(
                    "While {user} is away nobody can complete {n} case:",
                    "While {user} is away nobody can complete {n} cases:",
                    n,
                )
                warning = f"{words.format(user=access.user(who).name, n=n)}\n{', '.join(stuck)}"
            return Entered(made.id, _("Absence {id} is entered.").format(id=made.id), warning)

        return do


class DelegationForm(_Form):
    """Let somebody stand in: in which role, unit and definition, from when to when, and why.

    Args:
        roles: the roles that there are to lend, by label.
        definitions: the published definitions, by title.
    """

    DRAFT = "delegation"

    def __init__(
        self,
        me: str,
        today: date,
        whose: Mapping[str, str] | None,
        roles: Mapping[str, str],
        definitions: Mapping[str, str],
    ) -> None:
        super().__init__(me, today, whose)
        self._roles, self._definitions = roles, definitions

    def heading(self) -> str:
        """What it is."""
        return _("Let somebody stand in")

    def about(self) -> str:
        """What follows."""
        return _("What they do in your place is recorded and shown with both names (a.n.); duties bind both.")

    def parts(self, kept: dict[str, Any]) -> Sequence[Part]:
        """Whose, who, how far, how long, why."""
        roles = [(ALL, _("all roles")), *self._roles.items()]
        definitions = [(ALL, _("every definition")), *self._definitions.items()]
        unit = [
            Column("name", _("Name"), min_width=20, sortable=False),
            Column("id", _("Id"), min_width=10, weight=0.5, sortable=False),
        ]
        below = _("Empty: everywhere. Else for this unit and what lies below it.")
        return [
            *self._who(kept),
            _pick("to", _("Who stands in"), kept),
            ChoicePart("role", _("Role"), roles, True, "", kept.get("role", ALL)),
            PickPart("unit", _("Unit"), unit, lambda _one: None, False, below, kept.get("unit")),
            ChoicePart("definition", _("Definition"), definitions, True, "", kept.get("definition", ALL)),
            DatePart("since", _("From"), False, _("Empty: from now on."), kept.get("since")),
            DatePart("until", _("Until"), False, _("Empty: until it is revoked."), kept.get("until")),
            YesNoPart("onward", _("May be passed on"), False, "", kept.get("onward")),
            TextPart("reason", _("Reason"), True, "", kept.get("reason")),
        ]

    def first(self) -> dict[str, Any]:
        """All of it stands there."""
        return {"role": ALL, "definition": ALL, **({"who": self._me} if self._whose else {})}

    def lists(self) -> dict[str, Callable[[Session], list[Row]]]:
        """Everybody with an account; the units."""
        who = ["who"] if self._whose is None else []
        return {**dict.fromkeys([*who, "to"], accounts), "unit": lambda session: pickable("unit", session)}

    def problem(self, given: dict[str, Any]) -> tuple[str, str] | None:
        """The days in their order."""
        if given["since"] and given["until"] and given["until"] < given["since"]:
            return "until", _("The last day is before the first.")
        return None

    def write(self, given: dict[str, Any]) -> Callable[[Session], Entered]:
        """Enter it, and look what the duties keep from the stand-in."""
        who = given.get("who") or self._me
        days = {name: date.fromisoformat(given[name]) if given[name] else None for name in ("since", "until")}
        role, definition = (given[name] if given[name] != ALL else None for name in ("role", "definition"))

        def do(session: Session) -> Entered:
            made = session.delegate(
                who,
                to=given["to"],
                role=role,
                unit=given["unit"],
                definition=definition,
                onward=bool(given["onward"]),
                reason=given["reason"],
                **days,
            )
            barred = session.access.barred_from(made)
            warning = ""
            if barred:
                words = _("The duties keep {to} from these cases, which wait for {principal}:").format(
                    to=session.access.user(made.to).name, principal=session.access.user(who).name
                )
                warning = f"{words}\n{', '.join(barred)}"
            return Entered(made.id, _("Delegation {id} is entered.").format(id=made.id), warning)

        return do
