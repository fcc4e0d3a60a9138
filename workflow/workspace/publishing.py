"""Definitions as an admin meets them: check a file, save it, propose it, publish it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.definition.check import check
from workflow.definition.codes import HOLDING_UP
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.diagram import plain
from workflow.definition.include import kept
from workflow.definition.model import Definition, Label, Version
from workflow.definition.plain import FORM, to_plain
from workflow.definition.reader import Reading
from workflow.definition.renaming import Renaming, read_renaming
from workflow.definition.staffing.diagnostics import diagnostics
from workflow.engine.journal import note
from workflow.errors import DefinitionError, InputError, Refused
from workflow.language import N_, language
from workflow.shipped import copy_whole
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.admins import require_admin
from workflow.workspace.parts import SharedParts, Unsaved
from workflow.workspace.proposing import Proposal, proposals, propose, seconded, settled
from workflow.workspace.scenarios.outcome import Trial
from workflow.workspace.staffing import require_staffed
from workflow.workspace.strands import stranded
from workflow.workspace.typed import typed_verbs
from workflow.workspace.versions import read_file, version_id


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file, saved or not, would become if it were published now.

    Args:
        diagnostics: everything that is to be said about it, in its order.
        definition: its id; None while its form has errors.
        number: the version that it would be published as; the newest one's own when nothing has changed.
        changed: whether it differs from the newest published version.
        running: how many open cases run under earlier versions and would stay there.
        outline: its states and actions as a text diagram in the current language; empty while its form has errors.
        parts: the files of the parts that it includes.
    """

    diagnostics: tuple[Diagnostic, ...]
    definition: str | None = None
    number: int | None = None
    changed: bool = True
    running: int = 0
    outline: str = ""
    parts: tuple[Path, ...] = ()

    @property
    def errors(self) -> int:
        """How many of the diagnostics forbid to publish it."""
        return sum(one.severity == "error" for one in self.diagnostics)


@typed_verbs
class Definitions(SharedParts):
    """`ws.definitions`: published versions and files that may become one."""

    def check(
        self,
        path: str | Path,
        content: bytes | None = None,
        *,
        scenarios: bool = True,
        people: bool = False,
    ) -> list[Diagnostic]:
        """Everything that is to be said about a file, in its order; `content` stands for an unsaved one.

        Args:
            path: the file.
            content: what is to stand in it.
            scenarios: run the scenarios beside it too, once it has no errors of its own.
            people: ask also whether the store's people can complete it, likewise.

        Raises:
            InputError: it cannot be read.
        """
        data = read_file(path) if content is None else content
        reading = self._read(path, data)
        found = self._found(path, reading, scenarios)
        if people and reading.definition and not any(one.severity == "error" for one in found):
            found = [*found, *diagnostics(self.staffing(reading.definition))]
        return found

    def _found(self, path: str | Path, reading: Reading, scenarios: bool) -> list[Diagnostic]:
        found = check(reading, self._city.subjects)
        if not scenarios or reading.definition is None or any(one.severity == "error" for one in found):
            return found
        return [*found, *self.trial(path, reading.definition).diagnostics]

    def trial(self, path: str | Path, definition: Definition) -> Trial:
        """Run the scenarios beside a definition's file against what the file says, saved or not."""
        from workflow.workspace.scenarios.files import run_beside  # late: they open workspaces of their own

        return run_beside(Path(path), definition, self._city)

    def draft(self, path: str | Path, content: bytes | None = None, unsaved: Unsaved | None = None) -> Draft:
        """What a file would become: its diagnostics, its version, its outline.

        Args:
            path: the file of a definition.
            content: stands for an unsaved one.
            unsaved: resolved path of a part → what is to stand in it.

        Raises:
            InputError: it cannot be read.
        """
        reading, files = self._with_parts(path, content, unsaved or {})
        found = tuple(check(reading, self._city.subjects))
        definition, parts = reading.definition, tuple(files)
        if definition is None:
            return Draft(found, parts=parts)
        versions = self._store.read().find("versions", "definition", definition.id)
        newest = max(versions, key=lambda doc: doc["number"], default=None)
        changed = newest is None or newest["hash"] != definition.hash
        number = (newest["number"] if newest else 0) + changed
        running = sum(count for version, count in self.running(definition.id).items() if version != number)
        return Draft(found, definition.id, number, changed, running, plain(definition, language()), parts)

    def draft_of(self, version: Version) -> Draft:
        """What would be said today of a version that was published, with the parts that were kept with it."""
        definition = version.definition
        reading = self._read(f"{version.id}.yaml", definition.source.encode(), kept(definition.parts))
        found = tuple(check(reading, self._city.subjects))
        return Draft(found, version.id, version.number, False, 0, plain(definition, language()))

    def try_file(self, path: str | Path) -> Trial:
        """Run one file of scenarios, as it was saved, against the definition beside it."""
        from workflow.workspace.scenarios.files import run_file  # late: they open workspaces of their own

        return run_file(Path(path), self._city)

    def drafts_with(
        self, part: str | Path, content: bytes | None = None, among: Sequence[Path] | None = None
    ) -> dict[Path, Draft]:
        """What the definitions that include a part would become with it.

        Args:
            part: the file of the part.
            content: stands for an unsaved one.
            among: the definitions that include it, where that is known already; None: looked up.

        Raises:
            InputError: a file cannot be read.
        """
        unsaved = {Path(part).resolve(): content} if content is not None else {}
        return {
            path: self.draft(path, unsaved=unsaved)
            for path in (self.including(part) if among is None else among)
        }

    def editable(self, path: str | Path) -> bool:
        """Whether `save` may write a file: it lies beside the store. Those that come with Lantik are there to be copied."""
        own, folder = self._own_folder(), Path(path).resolve().parent
        return own is not None and own.is_dir() and folder in (own, own / "parts")

    def save(self, path: str | Path, content: bytes, *, actor: str) -> None:
        """Write a definition file beside the store, whole or not at all; it may still have errors (publishing may not).

        Raises:
            Refused: the actor is no admin.
            InputError: the file does not lie beside the store, or cannot be written.
        """
        require_admin(self._store.read(), actor)
        target = Path(path)
        if not self.editable(target):
            raise InputError(
                N_("{path} comes with Lantik and is not written to."),
                N_("Copy the definitions beside the store first, then change the copy."),
                path=str(path),
            )
        beside = target.with_name(f".{target.name}.new")
        try:
            beside.write_bytes(content)
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise _unwritable(target, error) from None

    def copy_beside(self, *, actor: str) -> Path:
        """Copy the definitions in use to `definitions/` beside the store, which uses the copy from then on.

        Returns:
            The folder of the copy; the present one where there is one already.

        Raises:
            Refused: the actor is no admin.
            InputError: the store lies in no folder, or it cannot be written to.
        """
        require_admin(self._store.read(), actor)
        own = self._own_folder()
        if own is None:
            raise InputError(
                N_("This store lies in no folder."),
                N_("Keep definitions in a folder of your own and publish them."),
            )
        if not own.is_dir():
            try:
                copy_whole(self._city.folder, own)
            except OSError as error:
                raise _unwritable(own, error) from None
        self._city.folder = own
        return own

    def _own_folder(self) -> Path | None:
        """Where the store's own definitions lie, or would; None for a store that lies in no folder."""
        return self._city.own

    def publish(
        self,
        path: str | Path,
        actor: str,
        content: bytes | None = None,
        map: Mapping[str, str] | None = None,
        *,
        scenarios: bool = True,
    ) -> Version:
        """Publish a file as the next version, once its scenarios pass; see `Workspace.publish`."""
        require_admin(self._store.read(), actor)
        definition = self._sound(path, content, scenarios)

        def think(tx: Transaction) -> Version:
            require_admin(tx, actor)
            return self._publish(tx, definition, Path(path).name, actor, map)

        return self._store.transact(think)

    def propose(
        self,
        path: str | Path,
        actor: str,
        content: bytes | None = None,
        map: Mapping[str, str] | None = None,
    ) -> Proposal:
        """Propose a file, for another admin to publish exactly this content (`publishing: {second_admin: true}`).

        Args:
            path: the file.
            actor: an admin.
            content: stands for an unsaved file.
            map: what became of states and actions, as for `publish`.

        Raises:
            DefinitionError: the file has errors, or a scenario beside it fails.
            Refused: the actor is no admin.
            InputError: the file cannot be read, or a name of the map is unknown.
        """
        require_admin(self._store.read(), actor)
        definition = self._sound(path, content)

        def think(tx: Transaction) -> Proposal:
            renaming = self._renaming(tx, definition, map) or Renaming()
            now = self._clock.now(tx)
            return propose(tx, definition.id, definition.hash, Path(path).name, actor, now, renaming)

        return self._store.transact(think)

    def proposals(self) -> list[Proposal]:
        """What was proposed and is not published yet, oldest first."""
        return proposals(self._store.read())

    def _sound(self, path: str | Path, content: bytes | None, scenarios: bool = True) -> Definition:
        """What a file without errors says.

        Raises:
            DefinitionError: it has some.
            InputError: it cannot be read.
        """
        data = read_file(path) if content is None else content
        reading = self._read(path, data)
        found = self._found(path, reading, scenarios)
        faults = [one for one in found if one.severity == "error" or one.code in HOLDING_UP]
        if faults or reading.definition is None:
            raise DefinitionError(faults)
        # the places in it name files as they are kept with the version, wherever these lay when it was published
        definition = self._read(Path(path).name, data, kept(reading.definition.parts)).definition
        assert definition is not None
        return definition

    def _renaming(
        self, reader: Reader, definition: Definition, given: Mapping[str, str] | None
    ) -> Renaming | None:
        if given is None:
            return None
        earlier = [
            self._versions(reader).get(definition.id, doc["number"]).definition
            for doc in reader.find("versions", "definition", definition.id)
        ]
        return read_renaming(given, earlier, definition)

    def _publish(
        self,
        tx: Transaction,
        definition: Definition,
        file: str,
        actor: str,
        given: Mapping[str, str] | None,
    ) -> Version:
        versions = tx.find("versions", "definition", definition.id)
        newest = max(versions, key=lambda doc: doc["number"]) if versions else None
        renaming = self._renaming(tx, definition, given)
        if newest is not None and newest["hash"] == definition.hash:
            if renaming and renaming.as_doc() != newest.get("map"):
                raise InputError(
                    N_("{id}, version {number} says the same already, and its map is not changed any more."),
                    N_("Give the map when cases move: `lantik migrate {id} --map OLD=NEW`."),
                    id=definition.id,
                    number=newest["number"],
                )
            return self._versions(tx).get(definition.id, newest["number"]).version
        if self._city.settings.must_be_staffed and tx.count("users") > 1:  # else it is being set up
            require_staffed(self._staff(tx).judge(definition, away=0), self._versions(tx).roles())
        number = (newest["number"] if newest else 0) + 1
        proposed = None
        if self._city.settings.second_admin and tx.count("users") > 1:  # else it is being set up
            proposed = seconded(tx, definition.id, definition.hash, actor, renaming)
            renaming = renaming or Renaming.from_doc(proposed.map)
        settled(tx, definition.id, definition.hash)
        renaming = renaming or Renaming()
        strands = stranded(
            tx, definition.id, number, definition, renaming, self._state_label(tx, definition.id)
        )
        if strands:
            raise Refused(strands)
        doc: dict[str, Any] = {
            "id": version_id(definition.id, number),
            "definition": definition.id,
            "number": number,
            "hash": definition.hash,
            "source": definition.source,
            "form": FORM,
            "plain": to_plain(definition),
            **({"parts": dict(definition.parts)} if definition.parts else {}),
            "file": file,
            "published_at": self._clock.now(tx).isoformat(),
            "published_by": actor,
        }
        told = {"definition": definition.id, "number": number, "hash": definition.hash}
        if renaming:
            doc["map"] = told["map"] = renaming.as_doc()
        if proposed is not None:
            doc["proposed_by"] = told["proposed_by"] = proposed.proposed_by
        tx.put("versions", doc)
        note(tx, "definitions", "publish", actor, self._clock.now(tx), told)
        return Version(definition, number, doc["published_at"], actor)

    def _state_label(self, reader: Reader, definition: str) -> Callable[[int, str], Label]:
        versions = self._versions(reader)
        return lambda number, state: versions.get(definition, number).state(state).label

    def running(self, definition: str) -> dict[int, int]:
        """Version number → how many open cases run under it."""
        counts: dict[int, int] = {}
        for doc in self._store.read().find("cases", "definition", definition):
            if not doc.get("final"):
                counts[doc["version"]] = counts.get(doc["version"], 0) + 1
        return counts


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        N_("{path} cannot be written: {why}."),
        N_("Check the permissions of the folder and the space on the disk."),
        path=str(path),
        why=error.strerror or str(error),
    )
