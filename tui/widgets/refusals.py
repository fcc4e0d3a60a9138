"""A refusal as people read it: every reason with its legal basis and who can mend it."""

from __future__ import annotations

from textual.content import Content

from workflow.errors import LantikError, Reason, Refused
from workflow.language import text
from workflow.language import translate as _


def refusal(error: LantikError) -> Content:
    """Everything that an error has to say, a line a reason."""
    if not isinstance(error, Refused):
        said = [Content.assemble(Content.styled("✗ ", "$text-error"), error.message)]
        return Content("\n").join([*said, Content.styled(error.hint, "$muted")] if error.hint else said)
    return Content("\n").join(_line(reason) for reason in error.reasons)


def _line(reason: Reason) -> Content:
    tail = [reason.basis] if reason.basis else []
    if reason.who_can_mend:
        tail.append(_("ask: {who}").format(who=", ".join(text(one) for one in reason.who_can_mend)))
    more = Content.styled(f" ({'; '.join(tail)})", "$muted") if tail else Content("")
    return Content.assemble(Content.styled("✗ ", "$text-error"), reason.message, more)
