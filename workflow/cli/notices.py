"""`notices`: what you are told of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.output import write_json, write_line, write_table
from workflow.cli.parser import Group
from workflow.language import _, plural

if TYPE_CHECKING:
    from workflow.cli.context import Context


def register(top: Group) -> None:
    """Add this command."""
    notices = top.command(
        "notices", run, _("what you are told of cases: reminders, deadlines that passed, what was given or taken"),
        "lantik notices --as u1\nlantik notices --all --as u1\nlantik notices --mark-read --as u1",
    )  # fmt: skip
    notices.add_argument(
        "--all", action="store_true", help=_("those that you have read, and what is past, too")
    )
    notices.add_argument("--mark-read", action="store_true", help=_("mark what is shown as read"))


def run(context: Context) -> int:
    """List notices, newest first."""
    session = context.session
    found = session.notices(unread=not context.given.all)
    if context.given.mark_read:
        session.mark_read([one.id for one in found])
    if context.json:
        write_json([shapes.notice(one) for one in found])
        return 0
    if not found:
        write_line(_("You are told nothing new."))
        return 0
    headers = [_("When"), _("Case"), _("About"), _("Notice"), _("State")]
    write_table(headers, ([
        f"{one.at:%Y-%m-%d %H:%M}", one.case, one.title, one.message, _state(one.past, one.read is not None),
    ] for one in found), firm=(0, 1, 3))  # fmt: skip
    return 0


def _state(past: bool, read: bool) -> str:
    return _("past") if past else _("read") if read else _("new")


def in_short(count: int) -> str:
    """How many notices are new, in a line."""
    words = plural("{n} new notice: `lantik notices`.", "{n} new notices: `lantik notices`.", count)
    return words.format(n=count)
