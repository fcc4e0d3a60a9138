"""Separation and binding of duties: who may not, or must, take an action because of what was done before.

People are compared, never accounts, over the whole case; what a stand-in does counts for both.
Source: ANSI INCITS 359-2004 (dynamic separation of duty), here by the history of the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.definition.model import Definition, Duty
from workflow.engine.case import Case
from workflow.engine.withdrawing import against_withdrawing
from workflow.errors import Reason
from workflow.language import N_


def barred(definition: Definition, case: Case, action: str) -> tuple[str, ...]:
    """The people who may not take an action of this case, by `different` and `never`."""
    people: dict[str, None] = {}
    for duty in definition.duties_of(action):
        if duty.kind == "different":
            for other in duty.actions:
                if other != action:
                    people.update(dict.fromkeys(case.done.get(other, ())))
        elif duty.kind == "never":
            people.update(dict.fromkeys(_own_people(definition, case, duty, {})))
    return tuple(people)


def _own_people(definition: Definition, case: Case, duty: Duty, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The person in the field of a `never`, or everybody in its rows: those there now, and those whom the act would name."""
    name = duty.field or ""
    key = definition.fields[name].key
    found: list[Any] = [case.fields.get(name), given.get(name)]
    if key is not None:
        found = [row.get(key) for rows in found for row in rows or ()]
    return tuple(dict.fromkeys([one for one in found if isinstance(one, str)]))


def bound(definition: Definition, case: Case, action: str) -> tuple[str, ...] | None:
    """The people to whom every `same`, and what it `withdraws`, leaves an action; empty when it binds nobody yet.

    Returns:
        None where two of them leave it to different people, or others have acted since, so that nobody may take it.
    """
    groups = [people for duty in definition.duties_of(action) if (people := _begun(duty, case, action))]
    declared = definition.actions.get(action)
    if declared is not None and declared.withdraws:
        groups.append(case.own.get(declared.withdraws, ()))
    if not groups:
        return ()
    left = tuple(one for one in dict.fromkeys(groups[0]) if all(one in group for group in groups[1:]))
    return left or None


def _begun(duty: Duty, case: Case, action: str) -> tuple[str, ...]:
    """Who began what a `same` leaves to them, and who may finish it in their place."""
    if duty.kind != "same":
        return ()
    begun = next((tuple(case.done[other]) for other in duty.actions if case.done.get(other)), ())
    if not case.heirs:
        return begun
    return tuple(dict.fromkeys(who for one in begun for who in (one, *case.heirs.get(one, ()))))


def breaches(
    definition: Definition, case: Case, action: str, people: Iterable[str], given: Mapping[str, Any]
) -> list[Reason]:
    """Every duty that an action by these people (actor and principal) would break, each as a reason that names why."""
    acting = frozenset(people)
    found = [
        reason
        for duty in definition.duties_of(action)
        for reason in _BREACH[duty.kind](definition, case, duty, action, acting, given)
    ]
    if definition.actions[action].withdraws:
        found += against_withdrawing(definition, case, action, acting)
    return found


def _took_another(
    definition: Definition,
    case: Case,
    duty: Duty,
    action: str,
    people: frozenset[str],
    given: Mapping[str, Any],
) -> Iterator[Reason]:
    for other in duty.actions:
        if other != action and people.intersection(case.done.get(other, ())):
            yield Reason(
                "duty",
                N_("You took “{other}” in this case; “{action}” must be taken by somebody else."),
                {"other": definition.actions[other].label, "action": definition.actions[action].label},
                rule=f"different: [{', '.join(duty.actions)}]",
                who_can_mend=_labels(definition, action),
            )


def _left_to_others(
    definition: Definition,
    case: Case,
    duty: Duty,
    action: str,
    people: frozenset[str],
    given: Mapping[str, Any],
) -> Iterator[Reason]:
    only, left = _begun(duty, case, action), bound(definition, case, action)
    free = bool(people.intersection(left or ())) or (bool(people) and people.issubset(only))
    if only and not free:
        yield Reason(
            "duty",
            N_("Who began this finishes it: “{action}” is left to {people}."),
            {"action": definition.actions[action].label, "people": ", ".join(only)},
            rule=f"same: [{', '.join(duty.actions)}]",
            who_can_mend=only,
        )


def _own_case(
    definition: Definition,
    case: Case,
    duty: Duty,
    action: str,
    people: frozenset[str],
    given: Mapping[str, Any],
) -> Iterator[Reason]:
    if people.intersection(_own_people(definition, case, duty, given)):
        yield Reason(
            "duty",
            N_("Nobody acts on their own case: you are the one in “{field}”."),
            {"field": definition.fields[duty.field or ""].label},
            rule=f"never: {duty.field}",
            who_can_mend=_labels(definition, action),
        )


_BREACH = {"different": _took_another, "same": _left_to_others, "never": _own_case}


def _labels(definition: Definition, action: str) -> tuple[Mapping[str, str], ...]:
    return tuple(definition.roles[role].label for role in definition.actions[action].roles)
