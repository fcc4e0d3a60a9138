"""Parts that several definitions share: which there are, who includes them, what definitions would say with them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workflow.definition.diagnostic import Diagnostic
from workflow.definition.include import Finder
from workflow.definition.model import Definition
from workflow.definition.reader import Reading, around, content_of, read
from workflow.definition.staffing.diagnostics import diagnostics
from workflow.errors import DefinitionError
from workflow.workspace.staffing import StaffedVersions
from workflow.workspace.versions import read_file

Unsaved = Mapping[Path, bytes]
"""What is to stand in parts, by their resolved path, in place of what stands in their files."""


@dataclass(slots=True)
class Noted:
    """Looks for the parts of one definition and notes in which files they were found.

    Args:
        find: looks for them.
        unsaved: what stands for the content of some.
        files: those that were found, resolved, in the order in which they were met.
    """

    find: Finder
    unsaved: Unsaved
    files: list[Path] = field(default_factory=list)

    def __call__(self, path: str) -> tuple[str, bytes] | None:
        """One part."""
        found = self.find(path)
        if found is None:
            return None
        file = Path(found[0]).resolve()
        self.files.append(file)
        return found[0], self.unsaved.get(file, found[1])


def is_part(path: Path) -> bool:
    """Whether a file says that it is a part of definitions."""
    try:
        return path.is_file() and any(line.startswith(b"part:") for line in content_of(path).splitlines())
    except (OSError, ValueError):
        return False


def including(part: Path) -> list[Path]:
    """The definition files around a part that include it: in its own folder, and in the two above it."""
    wanted = part.resolve()
    found = []
    for folder in (wanted.parent, *wanted.parents[1:3]):
        for file in sorted(folder.glob("*.yaml")):
            if file.name == "city.yaml" or file.name.endswith(".scenario.yaml") or file == wanted:
                continue
            if not file.is_file():  # a pipe would be waited for
                continue
            noted = Noted(around(str(file)), {})
            if not is_part(file):
                read(file, find=noted)
            if wanted in noted.files:
                found.append(file)
    return [_as_named(file, part) for file in found]


def _as_named(file: Path, part: Path) -> Path:
    """A file beside the part, written the way in which the part was named."""
    try:
        return Path(os.path.normpath(part.parent / os.path.relpath(file, part.parent.resolve())))
    except ValueError:  # another drive
        return file


class SharedParts(StaffedVersions):
    """The part of `ws.definitions` that reads definitions with the parts that they share."""

    def files(self) -> Sequence[Path]:
        """The definition files that an admin may edit: those beside the store, else the shipped ones."""
        return sorted(
            one
            for one in self._city.folder.glob("*.yaml")
            if one.name != "city.yaml" and not one.name.endswith(".scenario.yaml")
        )

    def parts(self) -> Sequence[Path]:
        """The parts that lie beside them, in `parts/`."""
        return sorted((self._city.folder / "parts").glob("*.yaml"))

    def including(self, part: str | Path) -> list[Path]:
        """The definition files that include a part, by themselves or through another part."""
        wanted = Path(part).resolve()
        return [path for path in self.files() if wanted in self._with_parts(path, None, {})[1]]

    def would_be(
        self, path: str | Path, content: bytes | None = None, unsaved: Unsaved | None = None
    ) -> Definition:
        """What a file says, saved or not, with parts that are saved or not.

        Args:
            path: the file of a definition.
            content: stands for an unsaved one.
            unsaved: resolved path of a part → what is to stand in it.

        Raises:
            InputError: it cannot be read.
            DefinitionError: it has errors of form.
        """
        reading, _files = self._with_parts(path, content, unsaved or {})
        if reading.definition is None:
            raise DefinitionError([one for one in reading.diagnostics if one.severity == "error"])
        return reading.definition

    def people_for(self, definition: Definition) -> list[Diagnostic]:
        """What is to be said about whether the store's people can complete a pathway (`W401` to `W404`)."""
        return diagnostics(self.staffing(definition))

    def _with_parts(
        self, path: str | Path, content: bytes | None, unsaved: Unsaved
    ) -> tuple[Reading, list[Path]]:
        """A file as it is read, and the files of its parts."""
        data = read_file(path) if content is None else content
        find = Noted(around(str(path)), unsaved)
        reading = self._read(path, data, find)
        return reading, find.files
