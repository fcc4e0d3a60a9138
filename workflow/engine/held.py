"""Values that one case alone may hold while it is in certain states (`unique_while`): a critical section across cases.

A key is taken on coming into one of the states and given back on leaving them, in the commit of the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.definition.model import Definition
from workflow.engine.case import Case
from workflow.engine.facts import Facts
from workflow.engine.said import said
from workflow.errors import Reason
from workflow.language import N_


def held_keys(definition: Definition, state: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Field → the key that a case holds in a state with these values.

    Example:
        >>> from workflow.definition.model import Field
        >>> field = Field("nominee", "person", {}, unique_while=("proposed",))
        >>> permit = Definition("x", {}, "a", {}, {}, {}, fields={"nominee": field})
        >>> held_keys(permit, "proposed", {"nominee": "P-1"}), held_keys(permit, "draft", {"nominee": "P-1"})
        ({'nominee': 'while|nominee|p-1'}, {})
    """
    return {
        one.name: f"while|{one.name}|{said(values[one.name])}"
        for one in definition.fields.values()
        if state in one.unique_while and values.get(one.name) is not None
    }


def held_elsewhere(
    definition: Definition, case: Case, target: str, given: Mapping[str, Any], facts: Facts
) -> list[Reason]:
    """The values that another case holds where this one would come, as reasons.

    Args:
        definition: the case's.
        case: as it stands.
        target: the state to which it would come, or in which it stays.
        given: what the act gives.
        facts: the world.
    """
    values, reasons = {**case.fields, **given}, []
    for name, key in held_keys(definition, target, values).items():
        holder = facts.taken(key)
        if holder is None or holder["case"] in ("", case.id):
            continue
        field = definition.fields[name]
        reasons.append(
            Reason(
                "held_elsewhere",
                N_(
                    "“{field}” {value} stands in case {other} already, and only one case at a time may have it."
                ),
                {"field": field.label, "value": values[name], "other": holder["case"], "case": case.id},
                rule=f"unique_while: [{', '.join(field.unique_while)}]",
                who_can_mend=(holder["case"],),
            )
        )
    return reasons
