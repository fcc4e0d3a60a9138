"""What a case waits for, and for whom: the one predicate that inbox, badge, counter and reminder ask.

The work items of a case follow from its version, its state and its history alone. Who may take them is judged when they
are read, so that a role given or taken away shows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache

from workflow.definition.model import Definition, Quorum, SignOff
from workflow.engine import signoff
from workflow.engine.case import Case, Claim, Signature, WorkItem, personal
from workflow.engine.claims import held_off
from workflow.engine.duty import barred, bound
from workflow.engine.facts import Actor, Mandate, Place

#: where no case stands
NOWHERE: Place = ("", None)
Above = Callable[[str | None], Collection[str]]


def work_of(definition: Definition, case: Case) -> tuple[WorkItem, ...]:
    """The work items of a case: one for each action that is not `side` and each role that could take it now."""
    if case.final:
        return ()
    items: list[WorkItem] = []
    for action in definition.leaving(case.state):
        if action.side or action.automatic:
            continue
        signatures = case.signatures if case.signing == action.name else ()
        if action.signoff:
            out = tuple(
                dict.fromkeys(
                    (
                        *barred(definition, case, action.name),
                        *(who for one in signatures for who in (one.person, one.also) if who),
                    )
                )
            )
            needs = tuple(sorted(case.needs.get(action.name, {}).items()))
            roles = list(_turn(action.signoff, signatures, needs))
        else:
            out = tuple(
                dict.fromkeys((*barred(definition, case, action.name), *case.taken.get(action.name, ())))
            )
            escalated = () if action.each else case.escalated
            roles = [*action.by, *escalated]
        only = bound(definition, case, action.name)
        if only is None:
            continue
        for role in dict.fromkeys(roles):
            if definition.roles[role].who is not None:
                named = case.named.get(role) or ("",)  # nobody: work that waits, and that nobody can take
                items += [
                    WorkItem(action.name, role, None, out, only, one) for one in named if one not in out
                ]
                continue
            unit = case.unit if definition.roles[role].scope == "unit" else None
            items.append(WorkItem(action.name, role, unit, out, only))
    return tuple(items)


@lru_cache(maxsize=4096)
def _turn(
    tree: SignOff, signatures: tuple[Signature, ...], needs: tuple[tuple[str, int], ...]
) -> tuple[str, ...]:
    places = signoff.turn(tree, signatures, _anybody, dict(needs))
    return tuple(role for place in places for role in place.roles)


def _anybody(quorum: Quorum) -> int:
    return 2 * signoff.UNCOUNTED


def waits_for(
    work: Iterable[WorkItem],
    actor: Actor,
    mandates: Iterable[Mandate],
    above: Above,
    at: Place | None = None,
    claims: Iterable[Claim] = (),
) -> tuple[str, ...]:
    """The actions among a case's work items that are this person's: by role, scope, delegation, duties and turn.

    What somebody else has taken up (`claims` in force) is not. Rules do not count here: whether an act would go through
    now is what `explain` tells. `at` is where the case stands; without it, mandates that are limited to a unit or a
    definition do not count.
    """
    mandates = tuple(one for one in mandates if one.reaches(at or NOWHERE, above))
    claims = tuple(claims)
    return tuple(
        dict.fromkeys(
            item.action
            for item in work
            if any(not held_off(claims, item, people) for people in _ways(item, actor, mandates, above))
        )
    )


def takes(item: WorkItem, actor: Actor, mandates: tuple[Mandate, ...], above: Above) -> bool:
    """Whether a work item is somebody's to take, whoever else has taken it up."""
    return any(True for _ in _ways(item, actor, mandates, above))


def _ways(
    item: WorkItem, actor: Actor, mandates: tuple[Mandate, ...], above: Above
) -> Iterator[tuple[str, ...]]:
    """The ways in which a work item is somebody's to take: for themselves, or in whose place; each by its people."""
    if actor.person in item.barred:
        return
    if holds(actor, item.held_as, item.unit, above) and (not item.only or actor.person in item.only):
        yield (actor.person,)
    for mandate in mandates:
        whose = mandate.principal.person
        if (
            (mandate.role is None or mandate.role == item.role)
            and whose not in item.barred
            and (not item.only or whose in item.only or actor.person in item.only)
            and holds(mandate.principal, item.held_as, item.unit, above)
        ):
            yield (actor.person, whose)


def holds(actor: Actor, role: str, unit: str | None, above: Above) -> bool:
    """Whether somebody holds a role: in all of the city, in the unit or above it; anywhere when no unit is asked for."""
    return any(
        held == role and (unit is None or where is None or where in above(unit))
        for held, where in actor.roles
    )


def plays(definition: Definition, case: Case, actor: Actor, role: str, above: Above) -> bool:
    """Whether somebody may act in a role of a case: they hold it there, or the case names them for it."""
    declared = definition.roles[role]
    if declared.who is not None:
        return any(holds(actor, personal(one), None, above) for one in case.named.get(role, ()))
    return holds(actor, role, case.unit if declared.scope == "unit" else None, above)
