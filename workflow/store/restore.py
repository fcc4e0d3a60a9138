"""Putting a backup back, up to its end or to an earlier moment, without losing what is there.

The new store is laid out and read through beside the present one first; only then do they change places, under the lock,
and the present one is kept in a folder of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import orjson

from workflow.errors import InputError, StoreError
from workflow.language import N_
from workflow.store.backup import DEFINITIONS, FILES, LOG, MANIFEST, PIECE, Manifest, no_backup
from workflow.store.files import Files, trouble
from workflow.store.line import Line
from workflow.store.lock import WAIT, StoreLock
from workflow.store.log import Log
from workflow.store.opening import Paths
from workflow.store.segments import FIRST, LARGEST
from workflow.store.tiny import TinyStore

_NAMES = re.compile(rf"{LOG}/\d{{8}}\.log|{FILES}/[0-9a-f]{{64}}|{DEFINITIONS}/[^\0\\]+")


@dataclass(frozen=True, slots=True)
class EventOf:
    """An event, by its case and its number in it; said as `JF-2025-0001#5`."""

    case: str
    seq: int

    def is_in(self, line: Line) -> bool:
        """Whether a commit has it."""
        events = (one["event"] for one in line.body.get("events", ()))
        return any((one["case"], one["seq"]) == (self.case, self.seq) for one in events)


#: up to where a record is kept: a commit, a moment, or an event
Until = int | datetime | EventOf


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: up to which commit, of how many that the backup has, and where the store of before lies now."""

    commit: int
    of: int
    kept: Path | None


def restore(
    backup: Path,
    target: Path,
    until: Until | None = None,
    wait: float = WAIT,
    before: Callable[[Path, Restored], None] = lambda path, done: None,
) -> Restored:
    """Put a backup in a store's place.

    Args:
        backup: the file.
        target: the store's `store.json`; what is there is moved to a folder beside it, never removed.
        until: the last commit to keep; a moment with a zone: nothing recorded after it is kept; or an event: the commit that
            has it is the last one that is kept. None: all.
        wait: how many seconds to wait for somebody who is writing to the present store.
        before: called with the new store's path before it takes the present one's place: what must be done to it first.

    Raises:
        InputError: it is no backup, or has nothing up to `until`.
        StoreError: the backup is damaged, or something could not be read or written. The present store stands.

    Example:
        >>> import tempfile; from workflow.store.backup import back_up
        >>> folder = Path(tempfile.mkdtemp())
        >>> with TinyStore(folder / "store.json") as store:
        ...     for n in (1, 2): store.transact(lambda tx: tx.put("cases", {"id": f"C-{n}"}))
        ...     made = back_up(store, folder / "backup.zip")
        >>> restore(folder / "backup.zip", folder / "store.json", until=1).kept.name
        'store.before-restore-1'
        >>> with TinyStore(folder / "store.json") as store: store.read().count("cases")
        1
    """
    target = target.absolute()
    if target.exists() and not (target.is_file() or target.is_dir()):  # a device is not to be moved away
        raise StoreError(
            N_("{path} is no ordinary file."), N_("Name a file, such as store.json."), path=str(target)
        )
    side = _fresh(target, "restoring")
    try:
        side.mkdir(mode=0o700)
        try:
            manifest = _laid_out(backup, side)
            try:
                commit, last = _cut(side / LOG, until, manifest)
                _read_through(backup, side, manifest, last, whole=commit == manifest.commit)
            except StoreError as error:
                if {"place", "segment"} & error.data.keys():  # of a folder that is gone when this is read
                    raise _damaged(
                        backup, error.message.replace(f"{side}{os.sep}", "").rstrip(".")
                    ) from error
                raise
            done = Restored(commit, manifest.commit, None)
            before(side / "store.json", done)
            return replace(done, kept=_exchange(side, target, wait))
        finally:
            shutil.rmtree(side, ignore_errors=True)
    except OSError as error:
        raise trouble(error, error.filename or target) from error


# --- the new store, beside the present one -----------------------------------------------------------------------------


def _laid_out(backup: Path, side: Path) -> Manifest:
    """Unpack a backup, each file against its hash, and give the record's segments their full length."""
    try:
        with zipfile.ZipFile(backup) as archive:
            manifest = Manifest.from_json(archive.read(MANIFEST), backup)
            if {*archive.namelist()} != {MANIFEST, *manifest.files}:
                raise _damaged(backup, "what is in it is not what its manifest names")
            for name, said in manifest.files.items():
                if not _NAMES.fullmatch(name) or ".." in name.split("/"):
                    raise _damaged(backup, name)
                _unpack(archive, name, said, side / name, backup)
    except FileNotFoundError as error:
        raise InputError(N_("{path} is not there."), path=str(backup)) from error
    except (zipfile.BadZipFile, KeyError, EOFError, RuntimeError, zlib.error) as error:  # or with a password
        raise no_backup(backup) from error
    for number, size in enumerate(manifest.segments, 1):
        path = side / LOG / f"{number:08d}.log"
        if not path.exists() or not 0 <= size - path.stat().st_size <= LARGEST:
            raise _damaged(backup, f"{LOG}/{path.name}")
        with path.open("ab") as file:  # the zeros behind the last line
            file.write(bytes(size - path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    Files().sync_folder(side / LOG)
    return manifest


def _unpack(archive: zipfile.ZipFile, name: str, said: dict[str, object], to: Path, backup: Path) -> None:
    digest, size = hashlib.sha256(), 0
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with archive.open(name) as source, to.open("xb") as into:
        to.chmod(0o600)
        while piece := source.read(PIECE):
            digest.update(piece)
            size += len(piece)
            into.write(piece)
        into.flush()
        os.fsync(into.fileno())
    if (size, digest.hexdigest()) != (said["size"], said["sha256"]):
        raise _damaged(backup, name)


def _damaged(backup: Path, what: str) -> StoreError:
    return StoreError(
        N_("The backup {path} is damaged ({what})."),
        N_("Take another backup; nothing was changed."),
        path=str(backup),
        what=what,
    )


def _cut(folder: Path, until: Until | None, manifest: Manifest) -> tuple[int, int]:
    """Take everything after `until` off the record; the last commit that is kept, and the number of its last one then.

    Where a later commit erased values from what is kept, one more is written that names those lines.
    """
    if until is None:
        return manifest.commit, manifest.commit
    if isinstance(until, int) and not 0 < until <= manifest.commit:
        raise InputError(
            N_("The backup goes from commit 1 to {last}, and {until} is none of them."),
            N_("Leave --until out for all of it."),
            last=manifest.commit,
            until=until,
        )
    log = Log(folder, Files())
    try:
        log.segments.find()
        blanked = log.blanked()
        kept: Line | None = None
        found = isinstance(
            until, int
        )  # whether anything of that time is kept: a commit without events tells no time
        reached = False
        for line in log.follow(thorough=True):
            if reached or _after(line, until):
                break
            kept, found = line, found or bool(line.body["events"])
            reached = isinstance(until, EventOf) and until.is_in(line)
        else:
            if isinstance(until, EventOf) and not reached:
                raise InputError(
                    N_("The backup has no event {seq} of case {case}."),
                    N_("`lantik case history {case}` numbers them; a later backup may have it."),
                    case=until.case,
                    seq=until.seq,
                )
            return manifest.commit, manifest.commit
        if kept is None or not found:
            raise InputError(N_("The backup has nothing of that time or before."), N_("Name a later time."))
        last = log.segments.at(kept.place)
        for segment in log.segments.all[last.number :]:
            segment.path.unlink()
        with last.path.open("rb+") as file:
            file.seek(kept.end - last.start)
            file.write(bytes(last.end - kept.end))
            file.flush()
            os.fsync(file.fileno())
        return kept.commit, _named_again(log, kept, blanked)
    finally:
        log.close()


def _named_again(log: Log, kept: Line, blanked: Mapping[int, str]) -> int:
    """Name the lines out of which a commit that was cut off erased values; the number of the last commit."""
    lines = [[place, digest] for place, digest in sorted(blanked.items()) if place < kept.end]
    if not lines:
        return kept.commit
    cut = Log(log.folder, Files())
    try:
        cut.segments.find()
        cut.go_to(kept.end, kept.hash, kept.commit, log.store)
        line, _ = cut.append([], b"[]", b"[]", {}, b',"blanked":' + orjson.dumps(lines))
        return line.commit
    finally:
        cut.close()


def _after(line: Line, until: Until) -> bool:
    if isinstance(until, EventOf):
        return False
    if isinstance(until, int):
        return line.commit > until
    return any(
        datetime.fromisoformat(one["event"]["recorded"]) > until
        for one in line.body["events"]
        if "recorded" in one["event"]
    )


def _read_through(backup: Path, side: Path, manifest: Manifest, last: int, *, whole: bool) -> None:
    """Open the new store, which makes its picture, and check every line."""
    log = Log(side / LOG, Files())
    try:
        for _ in log.follow(thorough=True):
            pass
        found = log.commit, log.store, log.hash.decode()
    finally:
        log.close()
    with TinyStore(side / "store.json", create=False, grown=0) as store:
        faults = store.check()
    wanted = last, manifest.store, manifest.hash if whole else found[2]
    if faults or found != wanted:
        raise _damaged(backup, "the record is not the one of the manifest")


# --- the exchange ------------------------------------------------------------------------------------------------------


def _exchange(side: Path, target: Path, wait: float) -> Path | None:
    """Let the new store take the present one's place; where the present one lies now."""
    paths, files = Paths.of(target), Files()
    mode = 0o660 if paths.log.exists() and paths.log.stat().st_mode & 0o070 else 0o600
    if mode == 0o660:
        _share(side, paths.log.stat().st_gid)
    attached, definitions = paths.log.with_suffix(".files"), target.parent / DEFINITIONS
    lock = StoreLock(paths.lock, files, wait, mode, anchor=paths.log / FIRST)
    checkpoints = StoreLock(paths.checkpoint, files, wait, mode)
    with checkpoints.held(), lock.held():
        moves: list[tuple[Path, Path]] = []
        kept = _fresh(target, "before-restore")
        pairs = [(paths.picture, side / "store.json"), (paths.log, side / LOG)]
        if (side / DEFINITIONS).is_dir() and not _same(side / DEFINITIONS, definitions):
            pairs.append((definitions, side / DEFINITIONS))
        try:
            _add_files(side / FILES, attached)
            for present, _ in pairs:  # the picture first: it is never there without its record
                if present.exists():
                    kept.mkdir(mode=0o2770 if mode == 0o660 else 0o700, exist_ok=True)
                    _move(present, kept / present.name, moves)
            for present, new in reversed(pairs):
                _move(new, present, moves)
            files.sync_folder(target.parent)
        except BaseException:
            for old, new in reversed(moves):
                with suppress(OSError):
                    new.rename(old)
            with suppress(OSError):
                kept.rmdir()
            raise
    lock.close()
    checkpoints.close()
    return kept if kept.exists() else None


def _move(old: Path, new: Path, moves: list[tuple[Path, Path]]) -> None:
    old.rename(new)
    moves.append((old, new))


def _add_files(new: Path, attached: Path) -> None:
    """Put attached files beside those that are there; a name is the content's hash: only what does not fit is replaced."""
    if not new.is_dir():
        return
    attached.mkdir(mode=0o700, exist_ok=True)
    for one in new.iterdir():
        present = attached / one.name
        if not present.exists() or (_fits(one) and not _fits(present)):
            one.replace(present)
    Files().sync_folder(attached)


def _fits(paper: Path) -> bool:
    with paper.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == paper.name


def _same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files."""

    def content(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }

    return other.is_dir() and content(one) == content(other)


def _share(side: Path, group: int) -> None:
    for one in (side, *side.rglob("*")):
        os.chown(one, -1, group)
        one.chmod(0o2770 if one.is_dir() else 0o660)


def _fresh(target: Path, word: str) -> Path:
    """A name beside the store that nothing has."""
    stem = target.stem if target.suffix == ".json" else target.name
    number = 1
    while (found := target.with_name(f"{stem}.{word}-{number}")).exists():
        number += 1
    return found
