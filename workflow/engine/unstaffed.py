"""What waits and nobody can take: the one judgement behind the alarm, and behind `on: {nobody: true}`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workflow.definition.model import Action, All, AnyOf, Definition, InOrder, Quorum, SignOff
from workflow.engine.case import Case, WorkItem


def lacking(
    definition: Definition, case: Case, anyone: Callable[[WorkItem], bool]
) -> Iterator[tuple[Action, list[WorkItem]]]:
    """The actions that a case waits for and for which people are lacking, each with the work items that lack them.

    Where one of several roles would do, all of them lack people; where several must sign, those are told that lack them.

    Args:
        definition: the case's.
        case: as it stands.
        anyone: whether somebody who is there could take a work item.
    """
    by_action: dict[str, list[WorkItem]] = {}
    for item in case.work:
        if definition.actions[item.action].each:
            continue  # it holds nothing up
        by_action.setdefault(item.action, []).append(item)
    for name, items in by_action.items():
        action = definition.actions[name]
        found = [item for item in items if not anyone(item)]
        able = {item.role for item in items if item.person is not None and item not in found}
        found = [item for item in found if item.role not in able]  # of those whom a case names one will do
        if found and (len(found) == len(items) or not _one_will_do(action)):
            yield action, found


def _one_will_do(action: Action) -> bool:
    """Whether its roles stand for one another."""
    return action.signoff is None or _has_choice(action.signoff)


def _has_choice(tree: SignOff) -> bool:
    if isinstance(tree, AnyOf) or (isinstance(tree, Quorum) and len(tree.roles) > 1):
        return True
    return isinstance(tree, (All, InOrder)) and any(map(_has_choice, tree.of))
