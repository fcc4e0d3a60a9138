"""Taking back what one did oneself: open to who did it, alone or standing in, until somebody else has acted.

An action that `withdraws` another one is bound to the people of that other one. The case keeps who they are (`own`) as long
as every act since then was theirs; claims, reminders and moves to another version are no acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.definition.model import Definition
from workflow.engine.case import Case, Event
from workflow.errors import Reason
from workflow.language import N_


def own_after(before: Case, event: Event, definition: Definition) -> Mapping[str, tuple[str, ...]]:
    """What may still be withdrawn after an act (fired, or a vote), and by whom.

    Args:
        before: the case before it.
        event: the act.
        definition: the version under which it happened.
    """
    if not event.people:
        return before.own
    own = {
        action: people for action, people in before.own.items() if not set(people).isdisjoint(event.people)
    }
    if event.fired:
        action = definition.actions.get(event.action)
        if action is not None and action.withdraws:
            own.pop(action.withdraws, None)
        if event.action in definition.withdrawn:
            signed = (who for one in before.signatures for who in (one.person, one.also) if who)
            mine = signed if before.signing == event.action else ()
            own[event.action] = tuple(dict.fromkeys((*mine, *event.people)))
    return own


def against_withdrawing(
    definition: Definition, case: Case, action: str, people: frozenset[str]
) -> Iterator[Reason]:
    """Why these people (actor and principal) may not take back what an action withdraws."""
    declared = definition.actions[action]
    taken = definition.actions.get(declared.withdraws or "")
    if taken is None:
        return
    data = {"action": declared.label, "other": taken.label}
    own = case.own.get(taken.name)
    if own is None:
        back = [one for one in definition.leaving(case.state) if one.faults and not one.withdraws]
        yield Reason(
            "acted_since",
            N_("Somebody else has acted since “{other}”, so that “{action}” is too late.")
            if taken.name in case.done
            else N_("“{other}” has not been taken, so that there is nothing to take back."),
            data,
            rule=f"withdraws: {taken.name}",
            who_can_mend=tuple(
                definition.roles[role].label
                for role in dict.fromkeys(role for one in back for role in one.roles)
            ),
        )
    elif people.isdisjoint(own):
        yield Reason(
            "duty",
            N_("“{action}” is for who took “{other}”, or stands in for them."),
            data,
            rule=f"withdraws: {taken.name}",
            who_can_mend=own,
        )
