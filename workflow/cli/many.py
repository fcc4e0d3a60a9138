"""What is common to several cases: `case common`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.output import write_json, write_line
from workflow.cli.parser import Group
from workflow.language import _, text

if TYPE_CHECKING:
    from workflow.cli.context import Context


def register(group: Group) -> None:
    """Add this command."""
    common = group.command(
        "common", run, _("say what you may do to every one of some cases"),
        "lantik case common JF-2025-0001 JF-2025-0002 --as sekda",
    )  # fmt: skip
    common.add_argument("cases", metavar="CASE", nargs="+")


def run(context: Context) -> int:
    """List the actions that are open in every one of the cases."""
    found = context.session.common_actions(list(dict.fromkeys(context.given.cases)))
    if context.json:
        write_json([shapes.common(one) for one in found])
        return 0
    for one in found:
        asks = _("asks for: {what}").format(what=", ".join(one.asks)) if one.asks else ""
        write_line(f"{one.name}  ({text(one.label)} → {', '.join(one.targets)})  {asks}".rstrip())
    if not found:
        write_line(_("There is nothing that you may do to all of them."))
    return 0
