"""Published versions beside each other: read one, tell two apart, move running cases from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from workflow.definition.compare import Difference, compare, renamings
from workflow.definition.include import Finder
from workflow.definition.model import Definition, Version
from workflow.definition.reader import Reading, read
from workflow.errors import DefinitionError, InputError
from workflow.language import N_
from workflow.store.protocol import Reader, Store
from workflow.workspace.city import City
from workflow.workspace.clock import Clock
from workflow.workspace.facts import StoreFacts
from workflow.workspace.migrating import Migrating, Moved
from workflow.workspace.strands import recorded
from workflow.workspace.typed import typed
from workflow.workspace.versions import Versions, read_file

#: a version, a definition, `ID@N`, `ID` (the newest), or the path of a file
Named = str | Path | Definition | Version


class BetweenVersions:
    """The part of `ws.definitions` that looks at versions once they are published.

    Args:
        store: where they are.
        city: its calendar, languages and subjects.
        clock: the store's clock.
        versions: makes the published versions from a reader.
    """

    def __init__(
        self,
        store: Store,
        city: City,
        clock: Clock,
        versions: Callable[[Reader], Versions],
    ) -> None:
        self._store, self._city, self._clock, self._versions = store, city, clock, versions

    def all(self) -> list[Version]:
        """Every published version, oldest first."""
        return self._versions(self._store.read()).all()

    def newest(self, definition: str) -> Version:
        """The newest version of a definition.

        Raises:
            InputError: nothing of that name was published.
        """
        return self._versions(self._store.read()).newest(definition).version

    def get(self, definition: str, number: int) -> Version:
        """One version.

        Raises:
            InputError: there is none of that number.
        """
        return self._versions(self._store.read()).get(definition, number).version

    def _read(self, path: str | Path, data: bytes, find: Finder | None = None) -> Reading:
        return read(
            data, file=str(path), languages=self._city.languages, subjects=self._city.subjects, find=find
        )

    def compare(self, old: Named, new: Named) -> list[Difference]:
        """What tells two definitions apart, in words.

        Between two versions of one definition the maps that were published on the way say what was renamed; else a state or
        action that kept its label under another name counts as renamed.

        Args:
            old: a version, a definition, `ID@N`, `ID` (the newest), or the path of a file.
            new: likewise.

        Raises:
            InputError: there is no such version or file.
            DefinitionError: the file has errors of form.
        """
        one, other = self._meant(old), self._meant(new)
        before, after = _plainly(one), _plainly(other)
        renaming = renamings(before, after)
        if isinstance(one, Version) and isinstance(other, Version) and one.id == other.id:
            reader = self._store.read()
            renaming = renaming.over(recorded(reader, one.id, one.number, other.number))
        return compare(before, after, renaming)

    def _meant(self, named: Named) -> Definition | Version:
        if isinstance(named, (Definition, Version)):
            return named
        if isinstance(named, Path) or named.endswith((".yaml", ".yml")):
            reading = self._read(named, read_file(named))
            if reading.definition is None:
                raise DefinitionError([one for one in reading.diagnostics if one.severity == "error"])
            return reading.definition
        return self.named(named)

    def named(self, name: str) -> Version:
        """A version by `ID@N`, or the newest by `ID`.

        Raises:
            InputError: there is none.
        """
        definition, _, number = name.partition("@")
        if not number:
            return self.newest(definition)
        if not number.isdecimal():
            raise InputError(
                N_("“{name}” names no version."), N_("Write it as {id}@2."), name=name, id=definition
            )
        return self.get(definition, int(number))

    @typed
    def migrate(
        self,
        definition: str,
        *,
        actor: str,
        to: int | None = None,
        source: int | None = None,
        map: Mapping[str, str] | None = None,
        cases: Sequence[str] | None = None,
        dry_run: bool = False,
        reason: str | None = None,
    ) -> list[Moved]:
        """Move running cases to another version, each in a commit of its own.

        A case whose history does not fit the version stays where it is, with every reason. The maps that were published
        with the versions on the way are used by themselves.

        Args:
            definition: its id.
            actor: an admin.
            to: the number of the version; None: the newest.
            source: only cases that run under the version of this number.
            map: old name → new name of states and actions, on top of what was published; `state:NAME` and `action:NAME`
                tell apart what is both, and `-` in place of a new name says that an action was dropped.
            cases: ids; None: every open case that runs under another version.
            dry_run: say what would happen, and write nothing.
            reason: why, kept on the record.

        Returns:
            What became of each case (`.outcome`: `moved`, `stays`, `refused`; `.reasons`, `.signatures`).

        Raises:
            Refused: the actor is no admin.
            InputError: an unknown definition, version, case or name in the map.
        """
        moving = self._migrating(actor, reason)
        return moving.move(definition, to, source, map or {}, cases, dry_run)

    @typed
    def undo_migration(
        self,
        definition: str,
        *,
        actor: str,
        cases: Sequence[str] | None = None,
        dry_run: bool = False,
        reason: str | None = None,
    ) -> list[Moved]:
        """Undo the last move of cases, as another entry of the record; refused for those to which something happened since.

        Args:
            definition: its id.
            actor: an admin.
            cases: ids; None: every open case that was ever moved.
            dry_run: say what would happen, and write nothing.
            reason: why, kept on the record.

        Raises:
            Refused: the actor is no admin.
            InputError: an unknown definition or case.
        """
        return self._migrating(actor, reason).undo(definition, cases, dry_run)

    def _facts(self, reader: Reader) -> StoreFacts:
        return StoreFacts(reader, self._city.calendar, self._city.reference, self._city.settings.term)

    def _migrating(self, actor: str, reason: str | None) -> Migrating:
        return Migrating(
            self._store, self._versions, self._city.calendar, self._clock, actor, reason, self._facts
        )


def _plainly(one: Definition | Version) -> Definition:
    return one.definition if isinstance(one, Version) else one
