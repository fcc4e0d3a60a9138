"""Review of rights: `role who`, `user can`, `role gaps`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.inbox import action_in_words
from workflow.cli.output import note, write_json, write_line, write_table
from workflow.cli.parser import Group
from workflow.language import _, text

if TYPE_CHECKING:
    from workflow.cli.context import Context
    from workflow.workspace.review import Ability, Right, Stranded


def register(users: Group, roles: Group) -> None:
    """Add these commands to the groups `user` and `role`."""
    users.command(
        "can", run_can, _("say what a user may do, by their own roles and by those lent to them"),
        "lantik user can sekda --as admin",
    ).add_argument("id", metavar="ID")  # fmt: skip
    who = roles.command(
        "who", run_who, _("say who may use a role now, also in place of others"),
        "lantik role who opd_head --unit UNIT-7 --as admin",
    )  # fmt: skip
    who.add_argument("role", metavar="ROLE")
    who.add_argument("--unit", metavar="UNIT", help=_("for cases of this unit"))
    roles.command(
        "gaps",
        run_gaps,
        _("list the work that waits and that nobody can take"),
        "lantik role gaps --as admin",
    )


def run_who(context: Context) -> int:
    """Who may use a role."""
    found: list[Right] = context.session.access.who(context.given.role, context.given.unit)
    if context.json:
        write_json([shapes.right(one) for one in found])
        return 0
    if not found:
        write_line(_("Nobody may use this role now."))
        return 0
    write_table([_("User"), _("Name"), _("Unit"), _("In place of"), _("By"), _("Only"), _("Absent")], (
        [one.user, one.name, one.unit or "", one.principal or "", one.by, one.definition or "", _("yes") if one.away else ""]
        for one in found
    ))  # fmt: skip
    return 0


def run_can(context: Context) -> int:
    """What a user may do."""
    found: list[Ability] = context.session.access.can(context.given.id)
    if context.json:
        write_json([shapes.ability(one) for one in found])
        return 0
    if not found:
        write_line(_("“{user}” may take no action now.").format(user=context.given.id))
        return 0
    write_table([_("Definition"), _("Action"), _("Label"), _("Roles"), _("Units"), _("In place of")], (
        [
            one.definition, one.action, text(one.label), ", ".join(one.roles),
            ", ".join(unit or _("all of the city") for unit in one.units), ", ".join(one.principals),
        ]
        for one in found
    ))  # fmt: skip
    return 0


def run_gaps(context: Context) -> int:
    """What nobody can take."""
    found: list[Stranded] = context.session.access.stranded_work()
    if context.json:
        write_json([shapes.stranded(one) for one in found])
    elif found:
        write_table(
            [_("Case"), _("Definition"), _("State"), _("Action"), _("Unit"), _("Lacking")],
            (_row(one) for one in found),
        )
    else:
        write_line(_("Somebody can take each piece of work that waits."))
    return 0


def _row(one: Stranded) -> list[str]:
    return [
        one.case,
        one.definition,
        one.state,
        action_in_words(one.label, one.action),
        one.unit or "",
        ", ".join(text(role) for role in one.roles),
    ]


def tell_unbound(context: Context, grants: Iterable[tuple[str, str | None]]) -> None:
    """Say of a role that was given in a unit where the unit bounds nothing."""
    for role, unit in grants:
        everywhere = context.workspace.access.unbound(role) if unit is not None else []
        if everywhere:
            note(
                _("“{role}” has no `scope: unit` in {definitions}: there it counts for all cases, not only those of {unit}.")
                .format(role=role, definitions=", ".join(everywhere), unit=unit)
            )  # fmt: skip


class Gaps:
    """What a change of who may do what leaves that nobody can take; asked before it, told after it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._before = self._now()

    def _now(self) -> dict[tuple[str, str], Stranded]:
        return {(one.case, one.action): one for one in self._context.workspace.access.stranded_work()}

    def new(self) -> list[Stranded]:
        """What became stranded since."""
        return [one for key, one in self._now().items() if key not in self._before]

    def tell(self, most: int = 10) -> None:
        """Say it beside the answer."""
        found = self.new()
        for one in found[:most]:
            roles = ", ".join(text(role) for role in one.roles)
            note(_("Nobody can take “{action}” of {case} any more; it is for {roles}.").format(
                action=text(one.label), case=one.case, roles=roles))  # fmt: skip
        if len(found) > most:
            note(
                _("There are {count} more; `lantik role gaps` names them all.").format(
                    count=len(found) - most
                )
            )
