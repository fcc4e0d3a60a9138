"""A restore, seen from above the store: it is put on the record, and what was erased since the backup is erased again.

The erasures come from the store that is there and from the part of the backup that is cut off: each stands on a chain of
its own. They are read line by line without regard to hashes, since a damaged store is what one restores for.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import orjson

from workflow.engine.facts import SYSTEM
from workflow.engine.journal import MARK, note
from workflow.store import restore as store_restore
from workflow.store.opening import Paths
from workflow.store.protocol import Transaction
from workflow.store.restore import Restored
from workflow.workspace.core import Workspace
from workflow.workspace.erasures import CHAIN, erasures

_NEEDLE = f'"{MARK}{CHAIN}"'.encode()


def restore(
    backup: Path,
    target: Path,
    until: store_restore.Until | None = None,
    clock: Callable[[], datetime] | None = None,
) -> tuple[Restored, list[str]]:
    """Put a backup in a store's place, as `store.restore` does, and the people whose data were erased again.

    Args:
        backup: the file.
        target: the store's `store.json`.
        until: the last commit to keep, a moment, or an event; None: all.
        clock: tells the time instead of the system.

    Raises:
        InputError, StoreError: as `store.restore`; the present store stands.
    """
    known = [*_in_folder(Paths.of(target.absolute()).log), *_in_backup(backup)]
    again: list[str] = []

    def before(path: Path, done: Restored) -> None:
        with Workspace.open(path, clock=clock, create=False) as ws:
            there = {one["hash"] for one in erasures(ws.store.read())}
            for event in _later(known, there):
                said = event["fields"]
                ws.persons.erase(
                    said["person"],
                    reason=said.get("reason") or "-",
                    basis=said["basis"],
                    actor=event["actor"],
                    again=said,
                )
                again.append(said["person"])
            told = {"commit": done.commit, "of": done.of, "erased_again": again}

            def think(tx: Transaction) -> None:
                note(tx, "store", "restore", SYSTEM, ws.clock.now(tx), told)

            ws.store.transact(think)
            ws.store.checkpoint()

    done = store_restore.restore(backup, target, until, before=before)
    return done, again


def _later(known: list[Mapping[str, Any]], there: set[str]) -> Iterator[Mapping[str, Any]]:
    """Each erasure that the restored store has not, once, oldest first."""
    seen = set(there)
    for event in sorted(known, key=lambda one: str(one.get("recorded"))):
        if event["hash"] not in seen and event["action"] == "erase":
            seen.add(event["hash"])
            yield event


def _in_folder(log: Path) -> Iterator[Mapping[str, Any]]:
    for segment in sorted(log.glob("*.log")) if log.is_dir() else ():
        try:
            yield from _read(segment.read_bytes())
        except OSError:
            continue


def _in_backup(backup: Path) -> list[Mapping[str, Any]]:
    try:
        with ZipFile(backup) as archive:
            return [
                event
                for name in archive.namelist()
                if name.endswith(".log")
                for event in _read(archive.read(name))
            ]
    except (OSError, ValueError, KeyError, EOFError, NotImplementedError, BadZipFile, zlib.error):
        return []  # the restore itself says what is wrong with it


def _read(data: bytes) -> Iterator[Mapping[str, Any]]:
    """The events of the chain of erasures in a segment, as far as its lines can be read."""
    for line in data.split(b"\n"):
        if _NEEDLE in line:
            try:
                for entry in orjson.loads(line.strip(b"\0"))["events"]:
                    event = entry["event"]
                    if event["case"] == f"{MARK}{CHAIN}" and event["fields"]["person"] and event["hash"]:
                        yield event
            except (orjson.JSONDecodeError, KeyError, TypeError):
                continue
