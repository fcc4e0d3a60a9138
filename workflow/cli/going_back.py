"""The list of faults with which a case is sent back, on the command line: as it is typed, and as it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workflow.errors import InputError
from workflow.language import N_, _, text

if TYPE_CHECKING:
    from workflow import Case
    from workflow.definition.model import Definition


def read_faults(given: Sequence[str]) -> list[dict[str, str]]:
    """Faults as they stand on the command line: `PART=KIND` or `PART=KIND:NOTE`.

    Raises:
        InputError: one names no part, or no kind.

    Example:
        >>> read_faults(["diploma=BTS:unreadable: page 2", "tmt=btl"])
        [{'part': 'diploma', 'kind': 'BTS', 'note': 'unreadable: page 2'}, {'part': 'tmt', 'kind': 'BTL', 'note': ''}]
    """
    found = []
    for one in given:
        part, equals, said = one.partition("=")
        kind, _colon, note = said.partition(":")
        if not part.strip() or not equals or not kind.strip():
            raise InputError(
                N_("“{given}” is no part with what is wrong with it."),
                N_(
                    "Write it as --fault PART=BTS:NOTE (it does not conform) or PART=BTL:NOTE (it is missing)."
                ),
                given=one,
            )
        found.append({"part": part.strip(), "kind": kind.strip().upper(), "note": note.strip()})
    return found


def listed(definition: Definition, case: Case) -> Iterator[tuple[str, str]]:
    """The list that a case stands under: each part, what is wrong with it, and whether it is mended."""
    from workflow.engine.faults import KINDS  # late: it loads the engine

    for one in case.faults:
        declared = definition.fields.get(one.part) or definition.documents.get(one.part)
        label = text(declared.label) if declared is not None else one.part
        kind = f"{one.kind} ({_(KINDS.get(one.kind, one.kind))})"
        mended = _("mended") if one.mended else _("not mended yet")
        yield label, "; ".join([kind, *([one.note] if one.note else []), mended])


def in_short(faults: Sequence[Any]) -> str:
    """The list of an event, in one line."""
    return ", ".join(
        f"{one['part']} {one['kind']}{': ' + one['note'] if one.get('note') else ''}" for one in faults
    )
