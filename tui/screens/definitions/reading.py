"""What the list of definitions shows, read in a thread: the files with what they would become, and the versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.errors import LantikError

if TYPE_CHECKING:
    from workflow import Session


@dataclass(frozen=True, slots=True)
class File:
    """A file of a definition, or of a part that several share.

    Args:
        path: where it is.
        draft: what it would become; None of a part, and where it cannot be read.
        editable: whether it lies beside the store.
        running: how many open cases run under the definition.
        problem: why it cannot be read.
        included: of a part, the ids of the definitions that include it; None of a definition.
        proposed: who has proposed the definition to be published by another administrator.
    """

    path: Path
    draft: Any
    editable: bool
    running: int
    problem: str = ""
    included: tuple[str, ...] | None = None
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A published version; `newest` is the one under which new cases are opened."""

    version: Any
    by: str
    at: datetime | None
    running: int
    newest: bool

    @property
    def key(self) -> str:
        """The row's name."""
        return f"{self.version.id}@{self.version.number}"


def files(session: Session) -> list[File]:
    """Every definition file, checked; then the parts, each with who includes it."""
    found = []
    names = {user.id: user.name for user in session.access.users()}
    proposed = {one.definition: names.get(one.proposed_by, "") for one in session.definitions.proposals()}
    including: dict[Path, list[str]] = {}
    for path in session.definitions.files():
        try:
            draft = session.definitions.draft(path)
        except LantikError as error:
            found.append(File(path, None, False, 0, error.message))
            continue
        running = sum(session.definitions.running(draft.definition).values()) if draft.definition else 0
        for part in draft.parts:
            including.setdefault(part, []).append(draft.definition or path.stem)
        who = proposed.get(draft.definition, "") if draft.changed else ""
        found.append(File(path, draft, session.definitions.editable(path), running, proposed=who))
    for path in session.definitions.parts():
        included = tuple(including.get(path.resolve(), ()))
        found.append(File(path, None, session.definitions.editable(path), 0, included=included))
    return found


def versions(session: Session) -> list[Published]:
    """Every published version, the newest of each definition first."""
    every = session.definitions.all()
    newest: dict[str, int] = {}
    for one in every:
        newest[one.id] = max(newest.get(one.id, 0), one.number)
    running = {name: session.definitions.running(name) for name in newest}
    names = {user.id: user.name for user in session.access.users()}
    found = [
        Published(
            one, names.get(one.published_by, one.published_by), _moment(one.published_at),
            running[one.id].get(one.number, 0), newest[one.id] == one.number,
        )
        for one in every
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.version.id, -one.version.number))


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None
