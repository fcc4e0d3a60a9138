"""The list of faults with which a case is sent back: what is wrong with which part, and what may be changed meanwhile.

Who sends a case back may name parts (fields and documents), each as `BTS`, it does not conform, or `BTL`, it is missing.
While such a list stands, only these parts may be changed, beside what is not filled in yet, and the case comes forward
again once each of them was given anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from workflow.definition.model import Action, Definition, Label
from workflow.engine.case import Act, Case, Event, FileFault
from workflow.engine.facts import SYSTEM
from workflow.errors import InputError, Reason
from workflow.language import N_

#: kind → what it means
KINDS: Mapping[str, str] = {"BTS": N_("does not conform"), "BTL": N_("missing or incomplete")}
_KEYS = ("part", "kind", "note")
_LONGEST_NOTE = 2_000
_MOST = 200


def part_label(definition: Definition, part: str) -> Label | str:
    """The label of a field or document; its name where the definition does not know it."""
    declared = definition.fields.get(part) or definition.documents.get(part)
    return declared.label if declared is not None else part


def parts_taken(action: Action) -> tuple[str, ...]:
    """The fields and documents that an action takes, in written order."""
    return (*action.asks, *action.groups, *action.may_ask, *action.documents)


def mends(definition: Definition, state: str) -> Mapping[str, tuple[Action, ...]]:
    """What can be given in a state: part → the actions that take it. Ways back and what fires by itself take nothing."""
    found: dict[str, tuple[Action, ...]] = {}
    for action in definition.leaving(state):
        if not (action.automatic or action.faults or action.withdraws):
            for part in parts_taken(action):
                found[part] = (*found.get(part, ()), action)
    return found


def read_faults(definition: Definition, action: Action, act: Act, case: Case) -> tuple[dict[str, str], ...]:
    """The list of an act as plain values, as they go into its event.

    Raises:
        InputError: the action takes no list; a part that the definition does not have, or that stands twice; no kind.
    """
    if not act.faults:
        return ()
    if action.faults is None:
        back = ", ".join(one.name for one in definition.leaving(case.state) if one.faults)
        raise InputError(
            N_("“{action}” takes no list of faults."),
            N_("These do: {actions}.") if back else N_("Say it as the reason."),
            action=action.label,
            actions=back,
        )
    if len(act.faults) > _MOST:
        raise InputError(N_("A list of faults has at most {most} entries."), most=_MOST)
    found: dict[str, dict[str, str]] = {}
    for given in act.faults:
        one = _read(definition, given, case)
        if one["part"] in found:
            raise InputError(
                N_("“{part}” stands twice in the list of faults."),
                N_("Say all of it in one note."),
                part=part_label(definition, one["part"]),
            )
        found[one["part"]] = one
    return tuple(found.values())


def _read(definition: Definition, given: Any, case: Case) -> dict[str, str]:
    if not isinstance(given, Mapping) or any(key not in _KEYS for key in given):
        raise InputError(
            N_("“{given}” is no fault of a file."),
            N_("It has: {keys}."),
            given=str(given)[:60],
            keys=", ".join(_KEYS),
        )
    values = {key: given.get(key) or "" for key in _KEYS}
    for key, value in values.items():
        if not isinstance(value, str) or len(value) > _LONGEST_NOTE:
            raise InputError(
                N_("“{key}” of a fault is a text of at most {most} characters."), key=key, most=_LONGEST_NOTE
            )
    part, kind, note = (values[key].strip() for key in _KEYS)
    parts = (*definition.fields, *definition.documents)
    if part not in parts:
        near = get_close_matches(part, parts, n=3)
        raise InputError(
            N_("“{definition}” has no field or document “{name}”."),
            N_("Did you mean: {near}?") if near else None,
            definition=definition.id,
            name=part,
            near=", ".join(near),
        )
    if kind.upper() not in KINDS:
        raise InputError(
            N_("“{kind}” is no kind of fault."),
            N_("Write BTS (it does not conform) or BTL (it is missing or incomplete)."),
            kind=kind or "-",
        )
    if kind.upper() == "BTS" and part not in case.fields and part not in case.documents:
        raise InputError(
            N_("“{part}” is not there, so that it cannot fail to conform."),
            N_("Write BTL: it is missing."),
            part=part_label(definition, part),
        )
    return {"part": part, "kind": kind.upper(), **({"note": note} if note else {})}


def against_list(
    definition: Definition, action: Action, act: Act, target: str, faults: Sequence[Mapping[str, Any]]
) -> list[Reason]:
    """What stands against sending a case back to `target` with this list.

    A part must be one that can be given there, or nobody could mend it.
    """
    if act.actor == SYSTEM or action.faults is None:
        return []
    if not faults:
        if action.faults == "optional":
            return []
        return [
            Reason(
                "faults",
                N_(
                    "“{action}” needs a list of faults: which part is missing (BTL) or does not conform (BTS)."
                ),
                {"action": action.label},
                rule="faults: required",
                question=True,
            )
        ]
    there = mends(definition, target)
    return [
        Reason(
            "fault_elsewhere",
            N_("“{part}” cannot be mended in “{state}”; it is given in {states}."),
            {
                "part": part_label(definition, one["part"]),
                "state": definition.states[target].label,
                "states": _given_in(definition, one["part"]) or "-",
            },
            rule=f"faults: {action.faults}",
        )
        for one in faults
        if one["part"] not in there
    ]


def _given_in(definition: Definition, part: str) -> list[Label]:
    return [state.label for state in definition.states.values() if part in mends(definition, state.name)]


def not_named(
    definition: Definition,
    case: Case,
    action: Action,
    act: Act,
    given: Mapping[str, Any],
    held: Mapping[str, Any],
) -> list[Reason]:
    """Every part that an act would change although the list of faults does not name it.

    Args:
        definition: the case's.
        case: as it stands, with its list.
        action: the action.
        act: who, and with which documents.
        given: the fields given.
        held: the documents that the case keeps with these fields.
    """
    if not case.faults or act.actor == SYSTEM or action.faults:
        return []
    named = {one.part for one in case.faults}
    changed = [
        *(name for name, value in given.items() if case.fields.get(name, value) != value),
        *(name for name, mark in act.documents.items() if held.get(name, mark) != mark),
    ]
    roles = _finders(definition, case.faults)
    return [
        Reason(
            "not_named",
            N_("“{part}” stays as it is: the list of faults does not name it. It names {parts}."),
            {
                "part": part_label(definition, name),
                "parts": [part_label(definition, one.part) for one in case.faults],
            },
            rule="faults",
            who_can_mend=roles,
        )
        for name in changed
        if name not in named
    ]


def unmended(
    definition: Definition, case: Case, action: Action, act: Act, given: Mapping[str, Any]
) -> list[Reason]:
    """The faults that an act, which would take the case forward, leaves open."""
    onward = not (action.side or action.faults or action.withdraws) and action.to != (case.state,)
    if not case.faults or act.actor == SYSTEM or not onward:
        return []
    there, own = mends(definition, case.state), parts_taken(action)
    return [
        Reason(
            "fault",
            N_("“{part}” is to be mended first: {kind}."),
            {"part": part_label(definition, one.part), "kind": _said(one)},
            rule="faults",
            who_can_mend=()
            if one.part in own
            else _labels(definition, (role for other in there[one.part] for role in other.roles)),
            question=one.part in own,
        )
        for one in case.faults
        if not one.mended and one.part in there and one.part not in given and one.part not in act.documents
    ]


def _said(one: FileFault) -> str:
    return f"{one.kind} ({one.note})" if one.note else one.kind


def _finders(definition: Definition, faults: Iterable[FileFault]) -> tuple[Label, ...]:
    return _labels(definition, (one.by for one in faults))


def _labels(definition: Definition, roles: Iterable[str]) -> tuple[Label, ...]:
    return tuple(definition.roles[role].label for role in dict.fromkeys(roles) if role in definition.roles)


def listed(event: Event) -> tuple[FileFault, ...]:
    """The list that an event brings with which it sends the case back."""
    by = event.role or ""
    return tuple(
        FileFault(str(one["part"]), str(one["kind"]), str(one.get("note", "")), by) for one in event.faults
    )


def mended_by(faults: tuple[FileFault, ...], event: Event) -> tuple[FileFault, ...]:
    """The list after an act that may have given some of its parts anew."""
    given = {*event.fields, *event.documents}
    if not faults or given.isdisjoint(one.part for one in faults):
        return faults
    return tuple(replace(one, mended=True) if one.part in given else one for one in faults)
