"""A backup: one zip with the record, the files and the definitions of a moment, and a manifest of hashes.

    manifest.json               what there is: name → size and SHA-256; the store, the commit and the hash it goes up to
    store.log/00000001.log …    the record; the last segment up to the last line, without the zeros after it
    store.files/<sha256>        the attached files
    definitions/…               the definitions folder beside the store, with city.yaml

The picture is not in it: it is made again from the record. A written line is never changed, so that a backup needs no lock
and stops nobody.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from workflow.errors import InputError, StoreError
from workflow.language import N_
from workflow.store.files import trouble
from workflow.store.opening import Paths
from workflow.store.segments import Segment

if TYPE_CHECKING:
    from workflow.store.tiny import TinyStore

FORMAT = "lantik-backup/1"
MANIFEST = "manifest.json"
LOG, FILES, DEFINITIONS = "store.log", "store.files", "definitions"
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Args:
        store: the store's own id; `commit` and `hash` those of the last line.
        made: when, as ISO text.
        segments: the length of each segment of the record when it is laid out again, bytes.
        files: name in the zip → `{"size": bytes, "sha256": hexadecimal}`.
    """

    store: str
    commit: int
    hash: str
    made: str
    segments: list[int]
    files: dict[str, dict[str, Any]]

    def as_json(self) -> bytes:
        """As the zip has it."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({"format": FORMAT, **said}, indent=1).encode() + b"\n"

    @classmethod
    def from_json(cls, data: bytes, path: Path) -> Manifest:
        """From what `as_json` made.

        Raises:
            InputError: it is no backup, or one of a newer format.
        """
        try:
            said = orjson.loads(data)
            kind = said.pop("format")
            if kind == FORMAT:
                sound = all({"size", "sha256"} <= {*one} for one in said["files"].values())
                if sound and all(type(one) is int for one in said["segments"]):
                    return cls(**said)
        except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
            kind = ""
        if str(kind).startswith("lantik-backup/") and kind != FORMAT:
            raise InputError(
                N_("{path} is a backup of a newer Lantik ({format}; this one knows {known})."),
                N_("Restore it with the newer program; nothing was changed."),
                path=str(path),
                format=str(kind),
                known=FORMAT,
            )
        raise no_backup(path)


def no_backup(path: Path) -> InputError:
    """The error for a file that is none of ours."""
    return InputError(
        N_("{path} is no backup of Lantik, or it is damaged."),
        N_("`lantik backup FILE` makes one; nothing was changed."),
        path=str(path),
    )


def back_up(store: TinyStore, to: Path) -> Manifest:
    """Write a backup of a store that others may be using.

    Args:
        store: the store, open.
        to: the new file.

    Raises:
        StoreError: the record is damaged, or something could not be read or written.

    Example:
        >>> import tempfile; from workflow.store.tiny import TinyStore
        >>> folder = Path(tempfile.mkdtemp())
        >>> with TinyStore(folder / "store.json") as store:
        ...     store.transact(lambda tx: tx.put("cases", {"id": "C-1"}))
        ...     sorted(back_up(store, folder / "backup.zip").files)
        ['store.log/00000001.log']
    """
    for fault in store.check():
        if fault.code == "document":  # of the picture, which is not in it
            continue
        raise StoreError(
            N_("The record is damaged, so that a backup of it would be, too: {fault}"),
            N_("Keep the backups that there are, and restore the newest: `lantik restore FILE`."),
            fault=fault.message,
        )
    before = store.erased()
    record, segments = store.record()
    made = write_backup(Paths.of(store.path), record, segments, to)
    if store.erased() != before:
        raise StoreError(
            N_("Data were erased while the backup was made, so that it would not be whole."),
            N_("Make it again."),
        )
    return made


def write_backup(paths: Paths, record: Mapping[str, Any], segments: Sequence[Segment], to: Path) -> Manifest:
    """Write what `back_up` writes, of a record that is known to be sound.

    Args:
        paths: the store's names.
        record: how far the record goes: `store`, `place`, `hash`, `commit`.
        segments: those up to there.
        to: the new file.

    Raises:
        StoreError: something could not be read or written.
    """
    files: dict[str, dict[str, Any]] = {}
    try:
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            for segment in segments:
                length = min(segment.size, record["place"] - segment.start)
                name = f"{LOG}/{segment.path.name}"
                files[name] = _put(archive, name, segment.path, length)
            for name, path in _beside(paths):
                files[name] = _put(archive, name, path)
            made = datetime.now(UTC).isoformat(timespec="seconds")
            sizes = [segment.size for segment in segments]
            manifest = Manifest(record["store"], record["commit"], record["hash"], made, sizes, files)
            archive.writestr(MANIFEST, manifest.as_json())
    except OSError as error:
        raise trouble(error, error.filename or to) from error
    return manifest


def _beside(paths: Paths) -> Iterator[tuple[str, Path]]:
    """Attached files and definitions, with their names in the zip."""
    attached = paths.log.with_suffix(".files")
    for name in sorted(os.listdir(attached)) if attached.is_dir() else ():
        if not name.startswith("."):
            yield f"{FILES}/{name}", attached / name
    folder = paths.picture.parent / DEFINITIONS
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            yield f"{DEFINITIONS}/{inner.as_posix()}", path


def _put(archive: zipfile.ZipFile, name: str, path: Path, length: int | None = None) -> dict[str, Any]:
    """One file, or its first bytes; its size and hash."""
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.file_size = length if length is not None else info.file_size
    with path.open("rb") as source, archive.open(info, "w") as into:
        while piece := source.read(PIECE if length is None else min(PIECE, length - size)):
            digest.update(piece)
            size += len(piece)
            into.write(piece)
    return {"size": size, "sha256": digest.hexdigest()}
