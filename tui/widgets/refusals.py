"""A refusal as people read it: every reason with its legal basis and who can mend it, case by case."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from workflow.errors import LantikError, Reason, Refused
from workflow.language import text
from workflow.language import translate as _


def refusal(error: LantikError) -> Content:
    """Everything that an error has to say, a line a reason; reasons of many cases stand under their case."""
    if not isinstance(error, Refused):
        said = [Content.assemble(Content.styled("✗ ", "$text-error"), error.message)]
        return Content("\n").join([*said, Content.styled(error.hint, "$muted")] if error.hint else said)
    lines: list[Content] = []
    last: Any = None
    for reason in error.reasons:
        inner = reason.data.get("reason")
        if not isinstance(inner, Reason):
            lines.append(_line(reason))
            continue
        if (case := reason.data.get("case")) != last:
            lines.append(Content.styled(str(case), "bold"))
            last = case
        lines.append(Content.assemble("  ", _line(inner)))
    return Content("\n").join(lines)


def _line(reason: Reason) -> Content:
    tail = [reason.basis] if reason.basis else []
    if reason.who_can_mend:
        tail.append(_("ask: {who}").format(who=", ".join(text(one) for one in reason.who_can_mend)))
    more = Content.styled(f" ({'; '.join(tail)})", "$muted") if tail else Content("")
    return Content.assemble(Content.styled("✗ ", "$text-error"), reason.message, more)
