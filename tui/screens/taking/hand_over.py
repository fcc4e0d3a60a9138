"""To whom, and why: the form that hands a case over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.screens.case.inputs import Part, PickPart, TextPart
from tui.screens.small_form import Row, SmallForm
from tui.widgets.table import Column
from workflow.errors import LantikError
from workflow.language import plural, text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Session


@dataclass(frozen=True, slots=True)
class Handing:
    """To whom something goes, by account and name, and why."""

    to: str
    name: str
    reason: str


class HandOver(SmallForm[Handing]):
    """Ask to whom cases go, and why; ends with the answer. Nothing is written here.

    Args:
        cases: their ids.
    """

    DRAFT = "hand-over"

    def __init__(self, cases: Sequence[str]) -> None:
        super().__init__()
        self._cases = cases

    def heading(self) -> str:
        """How many."""
        n = len(self._cases)
        if n == 1:
            return _("Hand over {case}").format(case=self._cases[0])
        return plural("Hand over {n} case", "Hand over {n} cases", n).format(n=n)

    def about(self) -> str:
        """Who may, and who is told."""
        return _("For heads and administrators. The one who gets it is told the reason; it stands on record.")

    def yes(self) -> str:
        """The word on the button."""
        return _("Hand over (F10)")

    def parts(self, kept: dict[str, Any]) -> Sequence[Part]:
        """To whom, why."""
        hint = _("Only somebody for whom this work waits can get it.")
        return [
            PickPart("to", _("To whom"), takers_columns(), lambda _one: None, True, hint, kept.get("to")),
            TextPart("reason", _("Reason"), True, "", kept.get("reason")),
        ]

    def lists(self) -> dict[str, Callable[[Session], list[Row]]]:
        """Those for whom the cases wait."""
        cases = self._cases
        return {"to": lambda session: takers(session, cases)}

    def write(self, given: dict[str, Any]) -> Callable[[Session], Handing]:
        """The answer, where it would be taken for any of them; what stands against it is said in the form."""
        handing = Handing(given["to"], self.part("to", PickPart).called, given["reason"])
        cases = list(self._cases)

        def ask(session: Session) -> Handing:
            found = session.preview_claims("reassign", cases, to=handing.to, reason=handing.reason)
            if all(isinstance(one, LantikError) for one in found):
                raise found[0]
            return handing

        return ask


def takers_columns() -> list[Column]:
    """What the list of those who could take a case shows."""
    return [
        Column("name", _("Name"), min_width=18, weight=1.4, sortable=False),
        Column("role", _("Role"), min_width=14, sortable=False),
        Column("note", "", min_width=10, sortable=False),
    ]


def takers(session: Session, cases: Sequence[str]) -> list[Row]:
    """Who may use the roles for which some cases wait: (account, name, roles, whether they are away)."""
    workspace = session.workspace
    wanted: dict[tuple[str, str | None], Any] = {}
    named: dict[str, Any] = {}
    for one in cases:
        case = workspace.case(one)
        roles = workspace.definitions.get(case.definition, case.version).definition.roles
        for item in case.work:
            if item.person is not None:
                named[item.person] = roles[item.role].label
            else:
                wanted[item.role, item.unit] = roles[item.role].label
    found: dict[str, tuple[str, dict[str, None], bool]] = {}
    for (role, unit), label in wanted.items():
        for right in workspace.access.who(role, unit):
            known = found.setdefault(right.user, (right.name, {}, right.away))
            said = text(label)
            if right.principal:
                said += " " + _("a.n. {name}").format(name=right.principal)
            known[1][said] = None
    for user in workspace.access.users():
        if user.identity in named and user.active:
            found.setdefault(user.id, (user.name, {}, False))[1][text(named[user.identity])] = None
    return [
        (account, [name, ", ".join(roles), _("away") if away else ""])
        for account, (name, roles, away) in sorted(found.items(), key=lambda one: one[1][0])
    ]
