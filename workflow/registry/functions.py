"""The functions that rules may call with `subject: position`: about tables of the service, seats, and times of the city.

Those about one person stand in `workflow.registry.functions_of_person`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from workflow.definition.subject import Function
from workflow.registry.acting import acting_on
from workflow.registry.credit import credit_earned
from workflow.registry.functions_of_office import functions_of_office
from workflow.registry.functions_of_person import functions_of_person
from workflow.registry.ladder import class_order, level_class
from workflow.registry.lookup import RegistryLookup, today
from workflow.registry.reference import Reference


def functions(reference: Reference) -> tuple[Function, ...]:
    """Every function of the subject `position`.

    Args:
        reference: the reference tables that they look into.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> names = {one.name for one in functions(Reference.load(shipped_definitions() / "reference"))}
        >>> {"credit", "election_ban", "years_held"} <= names
        True
    """

    def table(of: Callable[..., object]) -> Callable[..., object]:
        return lambda _lookup, *arguments: of(*arguments)

    return (
        *functions_of_person(reference),
        *functions_of_office(),
        Function("rank_order", ("string",), "int", table(reference.rank_order)),
        Function("education_order", ("string",), "int", table(reference.education_order)),
        Function("level_order", ("string",), "int", table(lambda level: reference.level_order(level) or 0)),
        Function("eselon_order", ("string",), "int", table(partial(_eselon_order, reference))),
        Function("level_class", ("string",), "string", table(partial(level_class, reference))),
        Function("class_order", ("string",), "int", table(partial(class_order, reference))),
        Function("next_level", ("string",), "string", table(partial(_next_level, reference))),
        Function("credit_for_next", ("string",), "double", table(partial(_credit_for_next, reference))),
        Function("credit", ("string", "string", "int"), "double", table(partial(_credit, reference))),
        Function("credit", ("string", "string", "double"), "double", table(partial(_credit, reference))),
        Function("acting_now", ("string",), "bool", _acting_now),
        Function("election_ban", ("timestamp", "int"), "bool", _election_ban),
        Function("new_term_ban", ("timestamp", "int"), "bool", _new_term_ban),
    )


def _eselon_order(reference: Reference, level: str) -> int:
    return reference.eselons[level].order if level in reference.eselons else 0


def _next_level(reference: Reference, level: str) -> str:
    return (reference.next_level(level) if level in reference.levels else None) or ""


def _credit_for_next(reference: Reference, level: str) -> float:
    row = reference.levels.get(level)  # the class of an executive post has no next level either
    return float("inf") if row is None or row.credit_for_next is None else row.credit_for_next


def _credit(reference: Reference, level: str, predicate: str, months: float) -> float:
    return credit_earned(reference, level, predicate, months)


def _acting_now(lookup: RegistryLookup, position: str) -> bool:
    return bool(acting_on(lookup.reader, "position", position, today(lookup)))


def _election_ban(lookup: RegistryLookup, day: datetime, months: int) -> bool:
    return lookup.term.election_ban(day.date(), months)


def _new_term_ban(lookup: RegistryLookup, day: datetime, months: int) -> bool:
    return lookup.term.new_term_ban(day.date(), months)
