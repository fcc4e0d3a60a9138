"""Saving the text of the editor: whole, not over what somebody else wrote, and never into what comes with Lantik."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.screens.base import Framed
from tui.screens.dialogs import Confirm, Told
from tui.widgets.refusals import refusal
from workflow.errors import LantikError
from workflow.language import translate as _

from .source import Source, source_of

if TYPE_CHECKING:
    from workflow import Session


class Saving(Framed):
    """A screen with a text that may be saved to its file.

    Args:
        source: what is edited.
        changed: told when something was saved or published.
    """

    def __init__(self, source: Any, changed: Callable[[], object]) -> None:
        super().__init__()
        self.source: Source = source_of(source)
        self.changed = changed
        self._saved: bytes | None = None

    @property
    def content_now(self) -> bytes:
        """The text as it would be saved."""
        raise NotImplementedError

    def was_saved(self) -> None:
        """The text is what stands in the file."""

    def save(self, then: Callable[[], object], overwrite: bool = False) -> None:
        """Save the text; a file that comes with Lantik is copied first, one that changed meanwhile asks first."""
        path, content, before = self.source.path, self.content_now, self._saved
        if path is None or before is None:
            return

        def do(session: Session) -> str:
            if not session.definitions.editable(path):
                return "copy"
            if not overwrite and _normal(self.source.read()) not in (_normal(before), _normal(content)):
                return "changed"
            session.definitions.save(path, content, actor=session.id)
            return "saved"

        def done(outcome: str) -> None:
            if outcome == "copy":
                self._ask_for_copy(then)
            elif outcome == "changed":
                self._ask_to_overwrite(then)
            else:
                self._saved = content
                self.was_saved()
                self.changed()
                then()

        self.commit(do, done, self.told)

    def _ask_for_copy(self, then: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.commit(
                    lambda session: session.definitions.copy_beside(actor=session.id), copied, self.told
                )

        def copied(folder: Path) -> None:
            path = self.source.path
            assert path is not None
            inside = Path("parts", path.name) if self.source.SHARED else Path(path.name)
            self.source = source_of(folder / inside)
            self.save(then, overwrite=True)

        detail = _(
            "{file} comes with Lantik and is not written to. A copy of all definitions beside the store is yours to "
            "change;\nthis store uses the copy from then on."
        ).format(file=self.source.name)
        self.app.push_screen(
            Confirm(_("Copy the definitions beside the store?"), detail, _("Copy and save")), answered
        )

    def _ask_to_overwrite(self, then: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.save(then, overwrite=True)

        detail = _("Somebody changed it after you opened it. Saving now would lose what they wrote.")
        question = _("{file} is another one now. Overwrite it?").format(file=self.source.name)
        self.app.push_screen(Confirm(question, detail, _("Overwrite"), danger=True), answered)

    def told(self, error: LantikError) -> None:
        """Say why nothing was done."""
        self.app.push_screen(Told(_("It was not done"), refusal(error)))


def _normal(data: bytes) -> bytes:
    """Without regard to how lines end."""
    return data.replace(b"\r\n", b"\n")
