"""Published versions: reading them from the store, publishing a file as the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from workflow.definition.model import Definition, Version
from workflow.definition.plain import FORM, from_plain
from workflow.definition.subject import Subject
from workflow.engine.machine import RunningVersion, running
from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Reader

_versions: dict[tuple[str, int], Version] = {}
_published: dict[tuple[str, int, str, str], RunningVersion] = {}


def version_id(definition: str, number: int) -> str:
    """The id of a version's document.

    Example:
        >>> version_id("leave", 2)
        'leave@2'
    """
    return f"{definition}@{number}"


class Versions:
    """The published versions that a reader sees, compiled and kept by content.

    Args:
        reader: one consistent moment of the store.
        subjects: what `subject:` names bring to rules and effects.
    """

    def __init__(self, reader: Reader, subjects: Mapping[str, Subject]) -> None:
        self._reader, self._subjects = reader, subjects

    def newest(self, definition: str) -> RunningVersion:
        """The newest version of a definition.

        Raises:
            InputError: nothing of that name was published; names the near ones.
        """
        docs = self._reader.find("versions", "definition", definition)
        if not docs:
            known = sorted({doc["definition"] for doc in self._reader.all("versions")})
            near = get_close_matches(definition, known, n=3) or known
            raise InputError(
                N_("No definition “{name}” is published."),
                N_("Published are: {known}.") if near else N_("Publish one first: `lantik publish FILE`."),
                name=definition,
                known=", ".join(near),
            )
        return self._compiled(max(docs, key=lambda doc: doc["number"]))

    def get(self, definition: str, number: int) -> RunningVersion:
        """One version.

        Raises:
            InputError: there is none of that number.
        """
        doc = self._reader.get("versions", version_id(definition, number))
        if doc is None:
            raise InputError(
                N_("There is no version {number} of “{name}”."),
                N_("`lantik show {name}` names them."),
                name=definition,
                number=number,
            )
        return self._compiled(doc)

    def all(self) -> list[Version]:
        """Every version, as published."""
        return [self._compiled(doc).version for doc in self._reader.all("versions")]

    def roles(self) -> Mapping[str, Mapping[str, str]]:
        """Every role that a published version declares and that somebody can be given, with its label; the newest wins."""
        found: dict[str, Mapping[str, str]] = {}
        for version in sorted(self.all(), key=lambda one: one.number):
            roles = version.definition.roles.items()
            found |= {name: role.label for name, role in roles if role.who is None}
        return found

    def _compiled(self, doc: Mapping[str, Any]) -> RunningVersion:
        at, by = doc.get("published_at", ""), doc.get("published_by", "")
        known = _published.get((doc["hash"], doc["number"], at, by))
        if known is not None:
            return known
        key = (doc["hash"], doc["number"])
        version = _versions.get(key)
        if version is None:
            version = _versions[key] = Version(self.stored(doc), doc["number"])
        found = running(replace(version, published_at=at, published_by=by), self._subjects)
        _published[(*key, at, by)] = found
        return found

    def stored(self, doc: Mapping[str, Any]) -> Definition:
        """What a version says: from its plain form, or from its file where that is of another Lantik."""
        if doc.get("form") == FORM:
            return from_plain(doc["plain"], source=doc["source"], hash=doc["hash"], parts=doc.get("parts"))
        return self.parsed(doc)

    def parsed(self, doc: Mapping[str, Any]) -> Definition:
        """What the file of a version says, read again.

        Raises:
            InputError: it can no longer be read.
        """
        from workflow.definition.include import kept  # late: a command that publishes nothing parses nothing
        from workflow.definition.reader import read

        reading = read(
            doc["source"].encode(),
            file=doc.get("file", doc["id"]),
            subjects=self._subjects,
            find=kept(doc.get("parts") or {}),
        )
        if reading.definition is None:
            raise InputError(
                N_("Version {id} can no longer be read: {first}"),
                N_("It was published by a newer or older Lantik."),
                id=doc["id"],
                first=str(reading.diagnostics[0]) if reading.diagnostics else "?",
            )
        return reading.definition


def read_file(path: str | Path) -> bytes:
    """The bytes of a definition file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name that no system can have
        raise InputError(
            N_("{path} cannot be read: {why}."),
            N_("Check the path and its permissions."),
            path=ascii(str(path)) if isinstance(error, ValueError) else str(path),
            why=getattr(error, "strerror", None) or str(error),
        ) from None
