"""Recording what happened outside and concerns cases: `case happened`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.cases import in_short
from workflow.cli.output import write_json, write_line
from workflow.cli.parser import Group
from workflow.language import _

if TYPE_CHECKING:
    from workflow.cli.context import Context


def register(group: Group) -> None:
    """Add this command."""
    happened = group.command(
        "happened", run_happened, _("record what happened outside, with every open case that it concerns"),
        "lantik case happened resigned P-0001 --reason 'letter 12/2025' --as u1",
    )  # fmt: skip
    happened.add_argument("name", metavar="EVENT", help=_("its name in the definition, under `on`"))
    happened.add_argument("about", metavar="ABOUT", help=_("whom or what it is about: an id"))
    happened.add_argument("--reason", metavar="TEXT", help=_("how it became known"))


def run_happened(context: Context) -> int:
    """Record an event, and say what became of each case."""
    given = context.given
    cases = context.session.happened(given.name, given.about, reason=given.reason)
    if context.json:
        write_json([shapes.case(one) for one in cases])
    else:
        for one in cases:
            write_line(in_short(context, one))
    return 0
