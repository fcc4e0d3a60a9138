"""A whole store copied to another place or kind: documents, record, files; interrupted it goes on, and all is compared.

The other store bears a mark until the copy is whole. Every step looks what is there already, so a copy that was cut short
is simply begun again; it also takes over what was written to the first store meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import orjson

from workflow.errors import InputError, StoreError
from workflow.language import N_
from workflow.shipped import copy_whole
from workflow.store.protocol import TABLES, Doc, Reader, Store, Transaction
from workflow.workspace.ahead import fetched
from workflow.workspace.files import Files
from workflow.workspace.target import MARK, is_address, open_store, refuse_unfinished

T = TypeVar("T")
Progress = Callable[[int, int, str], None]

#: documents or events a commit
BATCH = 500
_DOCUMENTS, _EVENTS, _FILES, _COMPARING = N_("documents"), N_("events"), N_("files"), N_("comparing")


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy has come to: how many documents, events and files the two stores now have alike."""

    documents: int
    events: int
    files: int


@dataclass(slots=True)
class _Sum:
    """Documents or events added up, in whatever order they come: alike on both sides when number and sum are."""

    number: int = 0
    weight: int = 0

    def add(self, what: str, doc: Doc) -> None:
        data = what.encode(errors="replace") + b"\0" + orjson.dumps(doc)
        self.weight += int.from_bytes(hashlib.blake2b(data, digest_size=24).digest())
        self.number += 1


@dataclass(frozen=True, slots=True)
class _Sums:
    tables: dict[str, _Sum] = field(default_factory=lambda: {table: _Sum() for table in TABLES})
    events: _Sum = field(default_factory=_Sum)


def copy(source: str | Path, target: str | Path, progress: Progress | None = None) -> Copied:
    """Copy a store to a place where there is none, or go on with a copy that was interrupted.

    Args:
        source: the path or URL of the store that is there.
        target: the path or URL of the other.
        progress: told how much of how much is done, and in a word of what.

    Raises:
        InputError: both are the same, or there is a store at the target already that is no unfinished copy.
        StoreError: one of them cannot be read or written, the first has a fault, or they were not alike in the end.
    """
    tell = progress or (lambda done, total, what: None)
    first, folder, first_files = open_store(source, create=False)
    try:
        refuse_unfinished(first, source)
        for fault in first.check():
            raise StoreError(
                N_("The store has a fault, so that a copy of it would have it, too: {fault}"),
                N_("`lantik verify` says all of them; restore a backup, and copy that. Nothing was copied."),
                fault=fault.message,
            )
        name = plain(source if is_address(source) else Path(source).expanduser().resolve())
        second, other_folder, second_files = _open_target(target, name)
        try:
            _definitions(folder, other_folder)
            reader = first.read()
            events = _documents(reader, second, tell)
            _events(reader, second, tell, events)
            number = _files(first_files, second_files, tell)
            sums = _compared(reader, second, tell)
            second.transact(lambda tx: tx.drop("meta", MARK))
            second.checkpoint()
        finally:
            second.close()
    finally:
        first.close()
    return Copied(sum(one.number for one in sums.tables.values()), sums.events.number, number)


def _open_target(target: str | Path, source: str) -> tuple[Store, Path, Files]:
    """The other store, with the mark on it.

    Args:
        target: where it is.
        source: of what it is to be a copy.

    Raises:
        InputError: there is a store already, or an unfinished copy of another one.
    """
    second, folder, files = open_store(target)
    try:
        now = second.read()
        mark = now.get("meta", MARK)
        if mark is None and any(now.count(table) for table in TABLES):
            raise InputError(
                N_("There is a store at {path} already; it was left as it is."),
                N_("Name another place with --to."),
                path=plain(target),
            )
        if mark is not None and mark["from"] != source:
            raise InputError(
                N_("At {path} is an unfinished copy of another store, {other}."),
                N_("Finish it from there, or name another place with --to."),
                path=plain(target),
                other=mark["from"],
            )
        if mark is None:
            second.transact(lambda tx: tx.put("meta", {"id": MARK, "from": source}))
    except BaseException:
        second.close()
        raise
    return second, folder, files


def _definitions(folder: Path, other: Path) -> None:
    """The definitions beside the first store go beside the other, unless there are some."""
    if (folder / "definitions").is_dir() and not (other / "definitions").exists():
        try:
            copy_whole(folder / "definitions", other / "definitions")
        except OSError as error:
            raise StoreError(
                N_("The definitions cannot be copied to {folder}: {why}."),
                N_("Choose a folder that you may write to."),
                folder=str(other),
                why=error.strerror or str(error),
            ) from None


def _documents(reader: Reader, second: Store, tell: Progress) -> int:
    """Copy the documents; returns how many events they speak of."""
    total = sum(reader.count(table) for table in TABLES)
    done = events = 0
    for table in TABLES:
        kept: set[str] = set()
        for batch in _batches(reader.all(table)):
            kept.update(doc["id"] for doc in batch)
            events += sum(doc.get("seq", 0) for doc in batch if table in ("cases", "meta"))
            _put(second, table, batch)
            done += len(batch)
            tell(done, total, _DOCUMENTS)
        now = second.read()
        if now.count(table) > len(kept):
            _drop(second, table, [doc["id"] for doc in now.all(table) if doc["id"] not in kept])
    return events


def _drop(second: Store, table: str, gone: Sequence[str]) -> None:
    """Remove what the first store has no more, since a copy was cut short."""

    def think(tx: Transaction, ids: Sequence[str]) -> None:
        for one in ids:
            tx.drop(table, one)

    for batch in _batches(one for one in gone if one != MARK):
        second.transact(lambda tx, batch=batch: think(tx, batch))  # type: ignore[misc]


def _put(second: Store, table: str, batch: Sequence[Doc]) -> None:
    def think(tx: Transaction) -> None:
        fetched(tx, **{table: [doc["id"] for doc in batch]})
        for doc in batch:
            if tx.get(table, doc["id"]) != doc:
                tx.put(table, doc)

    second.transact(think)


def _events(reader: Reader, second: Store, tell: Progress, total: int) -> None:
    newest: dict[str, Any] = {}
    for event in second.read().events():
        newest[event["case"]] = event["seq"]

    def missing() -> Iterator[Doc]:
        for event in reader.events():
            last = newest.get(event["case"])
            if last is None or event["seq"] > last:
                yield event

    done = sum(newest.values()) if newest else 0
    for batch in _batches(missing()):
        second.transact(lambda tx, batch=batch: _append(tx, batch))  # type: ignore[misc]
        done += len(batch)
        tell(min(done, total), total, _EVENTS)


def _append(tx: Transaction, batch: Sequence[Doc]) -> None:
    for event in batch:
        tx.append(event)


def _files(first: Files, second: Files, tell: Progress) -> int:
    names, there = first.names(), set(second.names())
    for number, name in enumerate(names, 1):
        if name not in there:
            second.put(name, first.read(name))
        tell(number, len(names), _FILES)
    return len(names)


def _compared(reader: Reader, second: Store, tell: Progress) -> _Sums:
    """Add up both stores.

    Raises:
        StoreError: they are not alike, or the second one's record has a fault.
    """
    faults = second.check()
    if faults:
        raise StoreError(
            N_("The copy has a fault: {fault}"),
            N_("It is not to be used. Look after its disk, and copy once more to another place."),
            fault=faults[0].message,
        )
    wanted, found = _added(reader), _added(second.read())
    tell(1, 1, _COMPARING)
    differ = [table for table in TABLES if wanted.tables[table] != found.tables[table]]
    if wanted.events != found.events:
        differ.append("events")
    if differ:
        raise StoreError(
            N_("The copy is not like the first store in: {what}."),
            N_("It is not to be used. Copy once more to another place."),
            what=", ".join(differ),
        )
    return found


def _added(reader: Reader) -> _Sums:
    sums = _Sums()
    for table in TABLES:
        for doc in reader.all(table):
            if doc["id"] != MARK:
                sums.tables[table].add(table, doc)
    for event in reader.events():
        sums.events.add("event", event)
    return sums


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    walk = iter(items)
    while batch := list(islice(walk, BATCH)):
        yield batch


def plain(target: str | Path) -> str:
    """A path or URL without user and password.

    Example:
        >>> plain("postgresql://officer:secret@db/lantik"), plain("store.json")
        ('postgresql://db/lantik', 'store.json')
    """
    text = str(target)
    kind, mark, rest = text.partition("://")
    return f"{kind}{mark}{rest.rpartition('@')[2]}" if mark else text
