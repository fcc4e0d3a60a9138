"""Taking up what waits: `case claim`, `case release`, `case reassign`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.cases import in_short, told
from workflow.cli.output import write_json, write_line
from workflow.cli.parser import Group
from workflow.errors import Conflict, InputError, LantikError, Refused
from workflow.language import _, text

if TYPE_CHECKING:
    from workflow import Case, Claim
    from workflow.cli.context import Context


def register(group: Group) -> None:
    """Add these commands."""
    claim = group.command(
        "claim", run_claim, _("take up what waits for you, so that nobody else does it at the same time"),
        "lantik case claim JF-2025-0001 --as u1\nlantik case claim JF-2025-0001 --on-behalf-of u2 --as u3",
    )  # fmt: skip
    claim.add_argument("cases", metavar="CASE", nargs="+")
    claim.add_argument("--on-behalf-of", metavar="USER", help=_("for whom you stand in"))
    release = group.command(
        "release", run_release, _("let go of what you have taken up: it is offered to all again"),
        "lantik case release JF-2025-0001 --as u1",
    )  # fmt: skip
    release.add_argument("cases", metavar="CASE", nargs="+")
    reassign = group.command(
        "reassign", run_reassign, _("give what waits, or what somebody has taken up, to another"),
        "lantik case reassign JF-2025-0001 --to u2 --reason 'u1 is ill' --as head",
    )  # fmt: skip
    reassign.add_argument("cases", metavar="CASE", nargs="+")
    reassign.add_argument("--to", metavar="USER", required=True, help=_("somebody for whom it waits"))
    reassign.add_argument("--reason", metavar="TEXT", default="", help=_("why; it is told to them"))
    reassign.add_argument(
        "--fresh", action="store_true", help=_("they begin anew, without the drafts of whoever had it")
    )


def run_claim(context: Context) -> int:
    """Take up cases."""
    given = context.given
    return _each(context, lambda case: context.session.claim(case, on_behalf_of=given.on_behalf_of))


def run_release(context: Context) -> int:
    """Let cases go."""
    return _each(context, context.session.release)


def run_reassign(context: Context) -> int:
    """Give cases to somebody else."""
    given = context.given
    return _each(
        context,
        lambda case: context.session.reassign(case, to=given.to, reason=given.reason, fresh=given.fresh),
    )


def _each(context: Context, change: Callable[[str], Case]) -> int:
    """One commit a case; the exit code is the worst of them."""
    cases = list(dict.fromkeys(context.given.cases))
    if len(cases) == 1:
        case = change(cases[0])
        if context.json:
            write_json(shapes.case(case))
        else:
            write_line(claimed(context, case))
        return 0
    results: list[Case | LantikError] = []
    for case in cases:
        try:
            results.append(change(case))
        except (Refused, Conflict, InputError) as error:
            results.append(error)
    return told(context, cases, results, claimed)


def claimed(context: Context, case: Case) -> str:
    """A case with who has it, in one line."""
    holders = "; ".join(dict.fromkeys(holder(one) for one in case.claims))
    return f"{in_short(context, case)}  {holders or _('nobody has it')}"


def holder(claim: Claim) -> str:
    """Who has taken something up, and until when, in words."""
    words = _("{name} has it until {until}")
    return words.format(name=claim.name, until=text(date.fromisoformat(claim.until)))
