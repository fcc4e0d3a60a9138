"""Definitions as an admin meets them: check a file, publish it, look at versions."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.definition.check import check, check_file
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.diagram import plain
from workflow.definition.model import Version
from workflow.definition.plain import FORM, to_plain
from workflow.definition.reader import read
from workflow.engine.journal import note
from workflow.errors import DefinitionError, InputError
from workflow.language import N_, language
from workflow.shipped import copy_whole
from workflow.store.protocol import Reader, Store, Transaction
from workflow.workspace.access import require_admin
from workflow.workspace.city import City
from workflow.workspace.clock import Clock
from workflow.workspace.versions import Versions, read_file, version_id


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
    """

    diagnostics: tuple[Diagnostic, ...]
    definition: str | None = None
    number: int | None = None
    changed: bool = True
    running: int = 0
    outline: str = ""

    @property
    def errors(self) -> int:
        """How many of the diagnostics forbid to publish it."""
        return sum(one.severity == "error" for one in self.diagnostics)


class Definitions:
    """`ws.definitions`: published versions and files that may become one."""

    def __init__(
        self,
        store: Store,
        city: City,
        clock: Clock,
        versions: Callable[[Reader], Versions],
    ) -> None:
        self._store, self._city, self._clock, self._versions = store, city, clock, versions

    def check(self, path: str | Path, content: bytes | None = None) -> list[Diagnostic]:
        """Everything that is to be said about a file, in its order; `content` stands for an unsaved one.

        Raises:
            InputError: it cannot be read.
        """
        data = read_file(path) if content is None else content
        return check_file(data, file=str(path), languages=self._city.languages, subjects=self._city.subjects)

    def draft(self, path: str | Path, content: bytes | None = None) -> Draft:
        """What a file would become: its diagnostics, its version, its outline; `content` stands for an unsaved one.

        Raises:
            InputError: it cannot be read.
        """
        data = read_file(path) if content is None else content
        reading = read(data, file=str(path), languages=self._city.languages, subjects=self._city.subjects)
        found = tuple(check(reading, self._city.subjects))
        definition = reading.definition
        if definition is None:
            return Draft(found)
        versions = self._store.read().find("versions", "definition", definition.id)
        newest = max(versions, key=lambda doc: doc["number"], default=None)
        changed = newest is None or newest["hash"] != definition.hash
        number = (newest["number"] if newest else 0) + changed
        running = sum(count for version, count in self.running(definition.id).items() if version != number)
        return Draft(found, definition.id, number, changed, running, plain(definition, language()))

    def editable(self, path: str | Path) -> bool:
        """Whether `save` may write a file: it lies beside the store. Those that come with Lantik are there to be copied."""
        own = self._own_folder()
        return own is not None and Path(path).resolve().parent == own and own.is_dir()

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

    def publish(self, path: str | Path, actor: str, content: bytes | None = None) -> Version:
        """Publish a file as the next version; see `Workspace.publish`."""
        data = read_file(path) if content is None else content
        faults = [one for one in self.check(path, data) if one.severity == "error"]
        if faults:
            raise DefinitionError(faults)

        def think(tx: Transaction) -> Version:
            require_admin(tx, actor)
            return self._publish(tx, data, Path(path).name, actor)

        return self._store.transact(think)

    def _publish(self, tx: Transaction, data: bytes, file: str, actor: str) -> Version:
        definition = read(
            data, file=file, languages=self._city.languages, subjects=self._city.subjects
        ).definition
        assert definition is not None
        versions = tx.find("versions", "definition", definition.id)
        newest = max(versions, key=lambda doc: doc["number"]) if versions else None
        if newest is not None and newest["hash"] == definition.hash:
            return self._versions(tx).get(definition.id, newest["number"]).version
        number = (newest["number"] if newest else 0) + 1
        doc: dict[str, Any] = {
            "id": version_id(definition.id, number),
            "definition": definition.id,
            "number": number,
            "hash": definition.hash,
            "source": definition.source,
            "form": FORM,
            "plain": to_plain(definition),
            "file": file,
            "published_at": self._clock.now(tx).isoformat(),
            "published_by": actor,
        }
        tx.put("versions", doc)
        told = {"definition": definition.id, "number": number, "hash": definition.hash}
        note(tx, "definitions", "publish", actor, self._clock.now(tx), told)
        return Version(definition, number, doc["published_at"], actor)

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

    def running(self, definition: str) -> dict[int, int]:
        """Version number → how many open cases run under it."""
        counts: dict[int, int] = {}
        for doc in self._store.read().find("cases", "definition", definition):
            if not doc.get("final"):
                counts[doc["version"]] = counts.get(doc["version"], 0) + 1
        return counts

    def files(self) -> Sequence[Path]:
        """The definition files that an admin may edit: those beside the store, else the shipped ones."""
        return sorted(
            one
            for one in self._city.folder.glob("*.yaml")
            if one.name != "city.yaml" and not one.name.endswith(".scenario.yaml")
        )


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        N_("{path} cannot be written: {why}."),
        N_("Check the permissions of the folder and the space on the disk."),
        path=str(path),
        why=error.strerror or str(error),
    )
