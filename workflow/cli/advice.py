"""Asking for advice on a case: `case ask`, `case advise`, `case questions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.cases import in_short
from workflow.cli.output import write_json, write_line, write_table
from workflow.cli.parser import Group
from workflow.language import _

if TYPE_CHECKING:
    from workflow.cli.context import Context
    from workflow.workspace.advice import Question


def register(group: Group) -> None:
    """Add these commands."""
    ask = group.command(
        "ask", run_ask, _("ask somebody for advice; it is on record, and is no vote"),
        "lantik case ask JF-2025-0001 --to legal --question 'May the decree name two posts?' --as sekda",
    )  # fmt: skip
    ask.add_argument("case", metavar="CASE")
    ask.add_argument("--to", metavar="USER", required=True, help=_("whose advice is wanted"))
    ask.add_argument("--question", metavar="TEXT", required=True, help=_("what you want to know"))
    advise = group.command(
        "advise", run_advise, _("give the advice that you were asked for"),
        "lantik case advise JF-2025-0001 'No: one decree, one post.' --as legal",
    )  # fmt: skip
    advise.add_argument("case", metavar="CASE")
    advise.add_argument("answer", metavar="TEXT", help=_("what you advise"))
    group.command(
        "questions", run_questions, _("who was asked about a case, and what they said; without CASE: what you are asked"),
        "lantik case questions JF-2025-0001\nlantik case questions --as legal",
    ).add_argument("case", metavar="CASE", nargs="?")  # fmt: skip


def run_ask(context: Context) -> int:
    """Ask."""
    given = context.given
    case = context.session.advice.ask(given.case, to=given.to, question=given.question)
    if context.json:
        write_json(shapes.case(case))
    else:
        write_line(f"{in_short(context, case)}  " + _("{name} is asked").format(name=case.asked[-1].name))
    return 0


def run_advise(context: Context) -> int:
    """Answer."""
    case = context.session.advice.answer(context.given.case, context.given.answer)
    if context.json:
        write_json(shapes.case(case))
    else:
        write_line(f"{in_short(context, case)}  " + _("your advice is on record"))
    return 0


def run_questions(context: Context) -> int:
    """List questions."""
    advice, case = context.session.advice, context.given.case
    found: list[Question] = advice.of_case(case) if case else advice.waiting()
    if context.json:
        write_json([shapes.question(one) for one in found])
    elif not found:
        write_line(_("Nobody was asked.") if case else _("Nobody waits for your advice."))
    else:
        write_table([_("Case"), _("Asked by"), _("Asked"), _("Since"), _("Question"), _("Answer")], (
            [one.case, one.by_name, one.to_name, f"{one.since:%Y-%m-%d %H:%M}", one.question, one.answer or ""]
            for one in found
        ))  # fmt: skip
    return 0
