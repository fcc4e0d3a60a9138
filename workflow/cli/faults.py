"""How errors are told: one to three plain lines on standard error, or one JSON document with `--json`."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

from workflow.cli.output import clean, write_json
from workflow.errors import Conflict, DefinitionError, LantikError, Reason, Refused
from workflow.language import N_, _, text

OWN_FAULT = 70


def tell(error: LantikError, as_json: bool) -> int:
    """Tell an error; returns its exit code."""
    if as_json:
        write_json(as_document(error))
    else:
        for line in in_lines(error):
            sys.stderr.write(clean(line) + "\n")
    return error.exit_code


def as_document(error: LantikError) -> dict[str, Any]:
    """The JSON shape of an error."""
    if isinstance(error, Refused):
        reasons = [reason.as_dict() for reason in error.reasons]
        return {"already_done": reasons} if error.already else {"refused": reasons}
    told: dict[str, Any] = {"message": error.message, "hint": error.hint}
    if isinstance(error, Conflict):
        told |= {"case": error.case, "expected": error.expected, "revision": error.revision}
    if isinstance(error, DefinitionError):
        told["diagnostics"] = [one.as_dict() for one in error.diagnostics]
    return {"error": told}


def in_lines(error: LantikError) -> list[str]:
    """An error in plain lines; a refusal has one for each of its reasons, and one for what would be asked next."""
    if isinstance(error, Refused):
        against, asked = against_and_asked(error)
        return [_("Refused: {reason}").format(reason=in_words(reason)) for reason in against] + asked
    lines = [error.message]
    if isinstance(error, DefinitionError) and len(error.diagnostics) > 1:
        lines.append(
            _("`lantik check {file}` lists all of them.").format(file=error.diagnostics[0].place.file)
        )
    if error.hint:
        lines.append(error.hint)
    return lines


def against_and_asked(error: Refused) -> tuple[list[Reason], list[str]]:
    """What stands against an act, and apart from it the line that says what would be asked once nothing does.

    Where nothing but what is not given yet stands against it, that is the answer itself.

    Example:
        >>> role, field = Reason("role", "Not for you."), Reason("missing", "No number.", question=True)
        >>> against, asked = against_and_asked(Refused([field, role]))
        >>> [one.message for one in against], asked
        (['Not for you.'], ['Would be asked next: No number.'])
        >>> against_and_asked(Refused([field]))[1]
        []
    """
    against = [one for one in error.reasons if not one.question]
    asked = [one.message for one in error.reasons if one.question]
    if not (against and asked):
        return error.reasons, []
    return against, [_("Would be asked next: {what}").format(what=" ".join(asked))]


def in_words(reason: Reason) -> str:
    r"""A reason with what it rests on, its basis and who could mend it, in one line.

    Example:
        >>> in_words(Reason("age", "Too old.", basis="PermenPANRB 1/2023", who_can_mend=({"en": "HR officer"},)))
        'Too old. [PermenPANRB 1/2023] Who can mend it: HR officer.'
    """
    parts = [reason.message]
    if reason.values:
        parts.append(f"({'; '.join(map(str, reason.values))})")
    if reason.basis:
        parts.append(f"[{reason.basis}]")
    if reason.who_can_mend:
        parts.append(
            _("Who can mend it: {who}.").format(who=text(list(reason.who_can_mend)).removesuffix("."))
        )
    return " ".join(parts)


def own_fault(error: Exception, as_json: bool) -> int:
    """Tell a fault of the program itself; the traceback only with LANTIK_DEBUG=1."""
    if os.environ.get("LANTIK_DEBUG") == "1":
        traceback.print_exception(error)
    what = clean(f"{type(error).__name__}: {error}")[:300]
    told = LantikError(
        N_("Lantik met a fault of its own: {what}; please report it."),
        N_("LANTIK_DEBUG=1 before the command shows where it happened."),
        what=what,
    )
    tell(told, as_json)
    return OWN_FAULT
