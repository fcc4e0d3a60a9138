"""`tasks`: the work that waits and who has it; `next`: what to do when one thing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.claims import holder
from workflow.cli.inbox import action_in_words, actions_of, deadline
from workflow.cli.output import write_json, write_line, write_table
from workflow.cli.parser import Group
from workflow.language import _, text

if TYPE_CHECKING:
    from workflow import InboxItem
    from workflow.cli.context import Context
    from workflow.workspace.tasks import Task


def register(top: Group) -> None:
    """Add these commands."""
    tasks = top.command(
        "tasks", run_tasks, _("the work that waits, and who has taken it up, as far as you may see it"),
        "lantik tasks --as sekda\nlantik tasks --of u1 --as head",
    )  # fmt: skip
    tasks.add_argument("--of", metavar="USER", help=_("only what this user has taken up"))
    tasks.add_argument("--unit", metavar="UNIT", help=_("this unit, and what belongs to it"))
    following = top.command(
        "next", run_next, _("the most urgent thing that waits for you"),
        "lantik next --as sekda\nlantik next --after JF-2025-0001 --claim --as u1",
    )  # fmt: skip
    following.add_argument("--after", metavar="CASE", help=_("the case that you come from"))
    following.add_argument("--filter", metavar="NAME", help=_("one of your own filters"))
    following.add_argument("--claim", action="store_true", help=_("take it up at once"))


def run_tasks(context: Context) -> int:
    """List work."""
    found: list[Task] = context.session.desk.tasks(of=context.given.of, unit=context.given.unit)
    if not found:
        context.session.desk.check_filter(unit=context.given.unit)
    if context.json:
        write_json([shapes.task(one) for one in found])
    elif not found:
        write_line(_("Nothing waits that you may see."))
    else:
        write_table([_("Case"), _("About"), _("State"), _("Action"), _("Role"), _("Due"), _("Taken up by")], (
            [
                one.case, one.title, text(one.state), action_in_words(one.label, one.action), text(one.role),
                f"{one.due or ''}", holder(one.claim) if one.claim else "",
            ]
            for one in found
        ), firm=(0, 5))  # fmt: skip
    return 0


def run_next(context: Context) -> int:
    """Say what comes next, and take it up where that is wanted."""
    given, session = context.given, context.session
    found: InboxItem | None = session.desk.next_task(after=given.after, filter=given.filter)
    if found is not None and given.claim:
        session.claim(found.case)
    if context.json:
        write_json(shapes.inbox_item(found) if found is not None else None)
    elif found is None:
        write_line(_("Nothing more waits for you."))
    else:
        words = (found.case, text(found.state_label), found.title, actions_of(found), deadline(found))
        write_line("  ".join(words).rstrip())
    return 0
