"""What a case still needs: `case needed`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.cli.faults import in_words
from workflow.cli.output import write_json, write_line
from workflow.cli.parser import Group
from workflow.language import _, text

if TYPE_CHECKING:
    from workflow import Needed, NeededStep
    from workflow.cli.context import Context


def register(group: Group) -> None:
    """Add the command."""
    group.command(
        "needed",
        run_needed,
        _("say what is needed for a case to come to its end"),
        "lantik case needed JF-2025-0001",
    ).add_argument("case", metavar="CASE")


def run_needed(context: Context) -> int:
    """Say what is needed for a case to come to its end."""
    found: Needed = context.session.needed(context.given.case)
    if context.json:
        write_json(shape(found))
        return 0
    for line in found.summary():
        write_line(line)
    if found.obstacles:
        write_line("")
        write_line(_("The straight way is closed:") if found.steps else _("What stands in the way:"))
        for reason in found.obstacles:
            write_line(f"  {in_words(reason)}")
    for number, step in enumerate(found.steps, 1):
        write_line("")
        write_line(f"{number}. {step.title}")
        pairs = step.details()
        wide = max((len(name) for name, _value in pairs), default=0)
        for name, value in pairs:
            write_line(f"   {name.ljust(wide)}  {value}")
    return 0


def shape(found: Needed) -> dict[str, Any]:
    """The JSON shape of the answer."""
    last = found.steps[-1] if found.steps else None
    return {
        "case": found.case,
        "state": found.state,
        "today": found.today,
        "ends": [{"state": name, "label": text(label)} for name, label in found.ends.items()],
        "reached": found.reached,
        "possible": found.possible,
        "undecided": found.undecided,
        "earliest": last.earliest if last else None,
        "planned": last.planned if last else None,
        "expected": last.expected if last else None,
        "latest": last.latest if last else None,
        "looked_until": found.until,
        "obstacles": [one.as_dict() for one in found.obstacles],
        "steps": [step_shape(one) for one in found.steps],
    }


def step_shape(found: NeededStep) -> dict[str, Any]:
    """The JSON shape of one step."""
    waits = found.waits
    return {
        "action": found.action,
        "label": text(found.label),
        "from": {"state": found.source, "label": text(found.source_label)},
        "to": {"state": found.target, "label": text(found.target_label)},
        "side": found.side,
        "by_itself": found.by_itself,
        "who": [
            {
                "roles": [text(role) for role in place.roles],
                "needed": place.needed,
                "kind": place.kind,
                "either": place.either,
                "named_by_case": place.named,
                "people": [
                    {"user": one.user, "name": one.name, "role": one.role, "on_behalf_of": one.principal}
                    for one in place.people
                ],
            }
            for place in found.places
        ],
        "to_give": [
            {
                "name": one.name,
                "label": text(one.label),
                "kind": one.kind,
                "certain": one.certain,
                "supposed": [text(value) for value in one.supposed],
                "columns": [text(column) for column in one.columns],
            }
            for one in found.given
        ],
        "against": [one.as_dict() for one in found.against],
        "cannot_tell": [
            {
                "rule": one.rule,
                "message": text(one.says) if one.says else None,
                "basis": one.basis,
                "hangs_on": [text(fact) for fact in one.hangs_on],
            }
            for one in found.open
        ],
        "waits_for": {
            "whom": text(waits.whom),
            "expected": waits.expected,
            "parameter": waits.parameter,
            "basis": waits.basis,
            "note": waits.note,
        }
        if waits
        else None,
        "earliest": found.earliest,
        "first_working_day": found.working_day,
        "rests_on": [one.as_dict() for one in found.rests_on],
        "deadline": found.deadline,
        "planned": found.planned,
        "expected": found.expected,
        "latest": found.latest,
    }
