"""Decrees and their numbered lines: `decree list`, `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.output import note, write_json, write_table
from workflow.cli.parser import Group
from workflow.language import _, plural, text

if TYPE_CHECKING:
    from workflow.cli.context import Context
    from workflow.workspace.batches import Batch
    from workflow.workspace.decrees import DecreeLine


def register(top: Group) -> None:
    """Add these commands."""
    group = top.group("decree", _("decrees with their numbered lines"))
    group.command("list", run_list, _("list decrees, the newest first"), "lantik decree list")
    show = group.command(
        "show", run_show, _("show a decree's lines, each beside the letter that it rests on"),
        "lantik decree show 1711.a/BKPSDM.800.1.3.3/XI/2025",
    )  # fmt: skip
    show.add_argument("number", metavar="NUMBER")


def run_list(context: Context) -> int:
    """List decrees."""
    found: list[Batch] = context.session.decrees.all()
    if context.json:
        write_json([shapes.batch(one) for one in found])
        return 0
    write_table(
        [_("Number"), _("Date"), _("Lines")], ([one.number, one.date, len(one.lines)] for one in found)
    )
    return 0


def run_show(context: Context) -> int:
    """Show a decree's annex."""
    decrees = context.session.decrees
    found: Batch = decrees.get(context.given.number)
    lines: list[DecreeLine] = decrees.lines(found.id)
    if context.json:
        write_json({**shapes.batch(found), "lines": [shapes.decree_line(one) for one in lines]})
        return 0
    write_table([_("No."), _("Case"), _("Line"), _("Letter"), _("State")], (
        [str(one.number), one.case, one.says, _letters(one), text(one.state)] for one in lines
    ))  # fmt: skip
    gone = sum(not one.stands for one in lines)
    if gone:
        note(
            plural(
                "{n} line of {all} no longer stands; those that do keep their numbers.",
                "{n} lines of {all} no longer stand; those that do keep their numbers.",
                gone,
            ).format(n=gone, all=len(lines))
        )
    return 0


def _letters(line: DecreeLine) -> str:
    """The letters behind a line: their numbers, and where one says otherwise, what it says."""
    told = []
    for one in line.letters:
        if one.newest:
            other = _("{number} says: {line}").format(number=one.number, line=one.says)
            told.append(one.number if one.same else other)
    return "; ".join(told)
