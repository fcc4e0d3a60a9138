"""The draft of an action on the user's desk: kept a moment after the last key, so that a closed terminal loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tui.screens.base import Framed

from ..draft import Draft

if TYPE_CHECKING:
    from textual.timer import Timer

    from workflow import Session

QUIET = 2.0
"""So many seconds after the last key."""


class Keeper:
    """Keeps what is typed for one action of one case.

    Args:
        screen: the form.
        case: the case's id.
        action: the action.
        kept: what the desk has of it already.
    """

    def __init__(self, screen: Framed, case: str, action: str, kept: Mapping[str, Any] | None) -> None:
        self._screen, self._case, self._action = screen, case, action
        self.kept: dict[str, Any] = dict(kept or {})
        self._timer: Timer | None = None

    def soon(self, given: Callable[[], dict[str, Any]]) -> None:
        """Keep it once the fingers rest; `given` says what there is then."""
        self._stop()
        self._timer = self._screen.set_timer(QUIET, lambda: self.now(given()))

    def now(self, given: dict[str, Any]) -> None:
        """Keep this, where it is something else than what is kept; nothing at all ends what was kept."""
        self._stop()
        if given == self.kept:
            return
        case, action, self.kept = self._case, self._action, given

        def keep(session: Session) -> None:
            session.desk.keep_draft(case, action, given)

        self._screen.commit(keep, failed=lambda _error: self.kept.clear())  # sending tells what is the matter

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()


def given(draft: Draft) -> dict[str, Any]:
    """What `ws.desk.keep_draft` takes: what an act would, and the lines of the form word for word.

    Args:
        draft: of somebody who typed something.
    """
    return {
        "fields": dict(draft.fields),
        "documents": {name: mark for name, mark in draft.documents.items() if not isinstance(mark, str)},
        "reason": draft.reason or None,
        "to": draft.to,
        "vote": draft.vote,
        "typed": {
            "raw": dict(draft.raw),
            "papers": dict(draft.papers),
            "when": draft.when,
            "faults": {part: list(said) for part, said in draft.faults.items()},
        },
    }


def restored(action: str, kept: Mapping[str, Any]) -> Draft:
    """The draft that was kept; one that no form typed has what an act would take."""
    typed = kept.get("typed") or {"raw": kept.get("fields") or {}, "papers": kept.get("documents") or {}}
    return Draft(
        action,
        raw=dict(typed["raw"]),
        papers=dict(typed["papers"]),
        reason=kept.get("reason") or "",
        to=kept.get("to"),
        vote=kept.get("vote"),
        when=typed.get("when", ""),
        faults={part: (said[0], said[1]) for part, said in typed.get("faults", {}).items()},
        kept=True,
    )
