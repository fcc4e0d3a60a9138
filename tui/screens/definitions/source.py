"""What the editor shows: a definition's file, a part that several share, their scenarios, a published version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.errors import InputError
from workflow.language import N_

if TYPE_CHECKING:
    from workflow import Diagnostic, Session

SCENARIOS = ".scenario.yaml"
"""How the names of files of scenarios end."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said about a text.

    Args:
        diagnostics: findings, those of the text's own file first.
        drafts: what the definitions would become that it is, or that include it; by their files.
        outline: of the one definition.
    """

    diagnostics: tuple[Diagnostic, ...]
    drafts: Mapping[Path, Any]
    outline: str = ""

    @property
    def errors(self) -> int:
        """How many of the findings forbid to publish it."""
        return sum(one.severity == "error" for one in self.diagnostics)

    @property
    def changed(self) -> dict[Path, Any]:
        """The definitions that differ from their newest version."""
        return {path: one for path, one in self.drafts.items() if one.definition and one.changed}


class Source:
    """A text with a name; each kind knows how it is checked.

    Args:
        path: its file; None for what was published.
    """

    SHARED = False
    """Whether it is a part."""
    PUBLISHES = False
    """Whether something can be published from it."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """What it is called on the screen."""
        return self.path.name if self.path is not None else ""

    def read(self) -> bytes:
        """What stands in the file.

        Raises:
            InputError: it cannot be read.
        """
        assert self.path is not None
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise InputError(
                N_("{path} cannot be read: {why}."),
                N_("Check the path and its permissions."),
                path=str(self.path),
                why=error.strerror or str(error),
            ) from None

    def check(self, session: Session, content: bytes) -> Checked:
        """Everything that is to be said about a text that stands for the file's."""
        raise NotImplementedError

    def is_here(self, file: str) -> bool:
        """Whether a finding's file is this one."""
        return self.path is not None and Path(file).resolve() == self.path.resolve()

    def elsewhere(self, file: str) -> Source | None:
        """The source of another file that a finding names; None where there is none to open."""
        path = Path(file)
        return source_of(path) if path.is_file() else None

    def unsaved(self, content: bytes) -> tuple[bytes | None, dict[Path, bytes]]:
        """The text as the definitions take it: in place of their file, or in place of a part."""
        return content, {}


class DefinitionFile(Source):
    """The file of a definition."""

    PUBLISHES = True

    def check(self, session: Session, content: bytes) -> Checked:
        """Form, rules, shape; the version it would become."""
        assert self.path is not None
        draft = session.definitions.draft(self.path, content)
        return Checked(self._own_first(draft.diagnostics), {self.path: draft}, draft.outline)

    def _own_first(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return tuple(sorted(found, key=lambda one: not self.is_here(one.place.file)))


class PartFile(DefinitionFile):
    """The file of a part: what is to be said of the definitions that include it."""

    SHARED = True

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._among: Sequence[Path] | None = None

    def check(self, session: Session, content: bytes) -> Checked:
        """All definitions that include it, each finding once."""
        assert self.path is not None
        if self._among is None:
            self._among = session.definitions.including(self.path)
        drafts = session.definitions.drafts_with(self.path, content, self._among)
        found = {str(one): one for draft in drafts.values() for one in draft.diagnostics}
        alone = next(iter(drafts.values())).outline if len(drafts) == 1 else ""
        return Checked(self._own_first(found.values()), drafts, alone)

    def unsaved(self, content: bytes) -> tuple[bytes | None, dict[Path, bytes]]:
        """In place of the part."""
        assert self.path is not None
        return None, {self.path.resolve(): content}


class ScenarioFile(Source):
    """The file of scenarios of a definition; they are run as they were saved."""

    def check(self, session: Session, content: bytes) -> Checked:
        """Run them against the definition's file."""
        assert self.path is not None
        trial = session.definitions.try_file(self.path)
        return Checked(tuple(trial.diagnostics), {})


class PublishedText(Source):
    """A version as it was published, or one of its parts.

    Args:
        version: the version.
        part: the name of one of its parts.
    """

    def __init__(self, version: Any, part: str | None = None) -> None:
        super().__init__(None)
        self.version, self.part = version, part

    @property
    def name(self) -> str:
        """The definition with its number, and the part."""
        said = f"{self.version.id} {self.version.number}"
        return f"{said} · {self.part}" if self.part else said

    def read(self) -> bytes:
        """What was published."""
        definition = self.version.definition
        return str(definition.parts[self.part] if self.part else definition.source).encode()

    def check(self, session: Session, content: bytes) -> Checked:
        """What would be said of it today; of a part nothing by itself."""
        if self.part is not None:
            return Checked((), {})
        draft = session.definitions.draft_of(self.version)
        return Checked(draft.diagnostics, {}, draft.outline)

    def is_here(self, file: str) -> bool:
        """Whether a finding speaks of this text."""
        return file == self.part if self.part else file not in self.version.definition.parts

    def elsewhere(self, file: str) -> Source | None:
        """A part of the same version."""
        known = file in self.version.definition.parts
        return PublishedText(self.version, file) if known else None


def source_of(what: Any) -> Source:
    """The source of a path or a version."""
    if not isinstance(what, (str, Path)):
        return what if isinstance(what, Source) else PublishedText(what)
    path = Path(what)
    if path.name.endswith(SCENARIOS):
        return ScenarioFile(path)
    return PartFile(path) if path.parent.name == "parts" else DefinitionFile(path)
