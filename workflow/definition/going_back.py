"""Checks of the ways back: lists of faults that could not be mended, and withdrawing that could never be done."""

from __future__ import annotations

from workflow.definition.findings import Findings
from workflow.definition.gaps import Gaps
from workflow.definition.model import Action, Definition
from workflow.definition.ways import closure
from workflow.language import N_


def check_going_back(definition: Definition, findings: Findings, gaps: Gaps) -> None:
    """Note every fault of `faults` and `withdraws`, each at its action.

    Args:
        definition: what is checked.
        findings: takes the faults.
        gaps: what could not be read of the definition.
    """
    if gaps.graph:
        return
    for action in definition.actions.values():
        if action.name in gaps.actions:
            continue
        if action.faults:
            _faults(definition, action, findings)
        if action.withdraws in definition.actions:
            _withdrawing(definition, action, findings)


def _faults(definition: Definition, action: Action, findings: Findings) -> None:
    """Note a list of faults (`faults`) on an action that sends no case back, or back to where nothing can be given."""
    targets = sorted(_before(definition, action))
    if not targets:
        findings.error(
            "E321",
            action.place,
            N_("action “{name}” has `faults` and leads back to no state where a case has been before"),
            N_("a list of faults belongs to an action that sends back; leave it out here"),
            name=action.name,
        )
    elif not any(_takes(definition, state) for state in targets):
        findings.error(
            "E321",
            action.place,
            N_("no fault that “{name}” lists could be mended: in {states} no field and no document is given"),
            N_("let it lead to a state in which an action asks for them"),
            name=action.name,
            states=", ".join(targets),
        )


def _withdrawing(definition: Definition, action: Action, findings: Findings) -> None:
    """Note an action that withdraws another one and starts where that one never leads, or that a duty forbids."""
    taken = definition.actions[action.withdraws or ""]
    reached = closure(taken.to, _forward(definition))
    starts = [state for state in action.source if state in reached]
    if taken.name == action.name or not starts:
        findings.error(
            "E322",
            action.place,
            N_("“{name}” can never withdraw “{other}”, which does not lead to where it starts"),
            N_("let it start from where “{other}” leads: {states}"),
            name=action.name,
            other=taken.name,
            states=", ".join(taken.to) or "-",
        )
    for duty in definition.duties:
        if duty.kind == "different" and {action.name, taken.name} <= set(duty.actions):
            findings.error(
                "E322",
                action.place,
                N_("“{name}” can never withdraw “{other}”: a duty wants different people for them"),
                N_("take “{name}” out of that duty"),
                name=action.name,
                other=taken.name,
            )


def _before(definition: Definition, action: Action) -> set[str]:
    """The states to which an action may lead and in which a case that it starts from may have been before."""
    if action.to_previous:
        running = [name for name in action.source if _runs(definition, name)]
        return {
            state
            for other in definition.actions.values()
            if any(name in other.to for name in running)
            for state in other.source
            if _runs(definition, state)
        }
    ways = _forward(definition)
    return {
        target
        for target in action.to
        if _runs(definition, target)
        and any(source != target and source in closure([target], ways) for source in action.source)
    }


def _runs(definition: Definition, name: str) -> bool:
    """Whether a case is under way in a state: not at its end, and not at rest."""
    state = definition.states.get(name)
    return state is not None and not state.final and state.clock != "stopped"


def _takes(definition: Definition, state: str) -> bool:
    """Whether any action of a state, but for the ways back, takes fields or documents."""
    return any(
        action.asks or action.may_ask or action.documents or action.rows
        for action in definition.leaving(state)
        if not (action.faults or action.withdraws or action.automatic)
    )


def _forward(definition: Definition) -> dict[str, set[str]]:
    """The graph of the ways on: without those that lead back, which a list of faults, a choice or `withdraws` tells."""
    found: dict[str, set[str]] = {}
    for action in definition.actions.values():
        if len(action.to) == 1 and not (action.faults or action.withdraws):
            for source in action.source:
                found.setdefault(source, set()).update(action.to)
    return found
