"""The calendar of absences: `absence add USER --from DAY --to USER`, `absence list`, `absence cancel ID`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.moments import begins, read_day
from workflow.cli.output import few, note, write_json, write_line, write_table
from workflow.cli.parser import Group
from workflow.language import _

if TYPE_CHECKING:
    from workflow.access.absence import Absence
    from workflow.cli.context import Context


def register(top: Group) -> None:
    """Add these commands."""
    group = top.group("absence", _("who is away, and who acts for them meanwhile"))
    add = group.command(
        "add", run_add, _("enter that somebody is away; whoever acts for them needs no further delegation"),
        "lantik absence add mayor --from 2025-12-01 --until 2025-12-05 --to deputy secretary --reason travel --as mayor",
    )  # fmt: skip
    add.add_argument("user", metavar="USER", help=_("who is away"))
    add.add_argument("--from", dest="since", required=True, metavar="DAY", help=_("the first day"))
    add.add_argument(
        "--until", metavar="DAY", help=_("the last day (until it is cancelled where none is named)")
    )
    add.add_argument(
        "--to", nargs="+", action="extend", default=[], metavar="USER",
        help=_("who acts for them: the first of these who is there"),
    )  # fmt: skip
    add.add_argument("--reason", required=True, metavar="TEXT", help=_("why"))
    group.command("list", run_list, _("list absences"), "lantik absence list --as admin")
    group.command(
        "cancel", run_cancel, _("end an absence at once"), "lantik absence cancel A-0001 --as mayor"
    ).add_argument("id", metavar="ID")


def run_add(context: Context) -> int:
    """Enter an absence."""
    given, access = context.given, context.session.access
    made: Absence = access.add_absence(
        given.user, since=read_day(given.since), until=read_day(given.until) if given.until else None, to=given.to,
        reason=given.reason, actor=context.user,
    )  # fmt: skip
    stuck: list[str] = access.without_people(made.id)
    if stuck:
        note(_("While {user} is away nobody can complete {cases}.").format(user=made.user, cases=few(stuck)))
    return _say(context, made)


def run_cancel(context: Context) -> int:
    """End an absence."""
    return _say(context, context.session.access.cancel_absence(context.given.id, actor=context.user))


def run_list(context: Context) -> int:
    """List absences."""
    now, access = context.workspace.now(), context.session.access
    found: list[Absence] = access.absences()
    if context.json:
        write_json([shapes.absence(one, access.stands_in(one), one.in_force(now)) for one in found])
        return 0
    if not found:
        write_line(_("No absence is entered."))
        return 0
    headers = ["ID", _("Away"), _("From"), _("Until"), _("Stand-ins"), _("Acts now"), _("State"), _("Reason")]
    write_table(headers, ([
        one.id, one.user, f"{one.since}", f"{one.until or ''}", ", ".join(one.to),
        (access.stands_in(one) or _("nobody")) if one.in_force(now) else "",
        state_of(one, now), one.reason,
    ] for one in found))  # fmt: skip
    return 0


def state_of(one: Absence, now: datetime) -> str:
    """Whether an absence counts, will count, or is over."""
    if one.cancelled:
        return _("cancelled")
    if one.in_force(now):
        return _("in force")
    return begins(one.since) if one.since > now.date() else _("over")


def _say(context: Context, one: Absence) -> int:
    stand_in = context.session.access.stands_in(one)
    in_force = one.in_force(context.workspace.now())
    if context.json:
        write_json(shapes.absence(one, stand_in, in_force))
        return 0
    state = state_of(one, context.workspace.now())
    days = f"{one.since} – {one.until or '…'}"
    write_line(f"{one.id}  " + _("{user} is away, {days}; {to} acts for them; {state}.").format(
        user=one.user, days=days, to=", ".join(one.to) or _("nobody"), state=state))  # fmt: skip
    return 0
