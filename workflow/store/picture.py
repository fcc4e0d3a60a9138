"""The current picture, `store.json`: TinyDB's own layout, kept in memory while the store is open.

    {"record": {"1": {the place up to which it goes}}, "cases": {"1": {…}, …}, …,
     "history": {"1": {"newest": {…}}}, "seal": {"1": {"sha256": …}}}

Plain TinyDB reads it. Two of TinyDB's extension points make it fast: the `Storage` reads with orjson and writes a new
file that is renamed over the old one; the `Table` keeps documents and indexes in memory, so that reading or changing
one document touches nothing else. The seal is the hash of every byte before it.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from workflow.language import Phrase
from workflow.store.files import Files, trouble
from workflow.store.indexes import Index
from workflow.store.protocol import TABLES, Doc

FORMAT = 2
_SEAL_LENGTH = len(b',\n"seal":{"1":{"sha256":""}}}\n') + 64
_HEAD = re.compile(rb'\{"record":\{"1":(\{[^{}]*\})\}')


class BadPicture(Exception):  # a finding: the caller rebuilds the picture, or refuses the store
    """`store.json` is not what was written there; `foreign` when it is whole JSON of somebody else's."""

    def __init__(self, what: Phrase, foreign: bool = False) -> None:
        self.foreign = foreign
        super().__init__(what)


class PictureStorage(Storage):
    """TinyDB's storage: one file, read at once, replaced as a whole.

    Args:
        path: the file.
        files: the system's calls.
        mode: the mode of a new file.

    Example:
        >>> import tempfile; path = Path(tempfile.mkdtemp()) / "store.json"; storage = PictureStorage(path, Files())
        >>> storage.write({"record": {"1": {"format": 1, "place": 7}}, "cases": {"1": {"id": "C-1"}}})
        >>> storage.read()["cases"], storage.head()["place"], TinyDB(path).table("cases").all()
        ({'1': {'id': 'C-1'}}, 7, [{'id': 'C-1'}])
    """

    def __init__(self, path: Path, files: Files, mode: int = 0o600) -> None:
        self.path, self.files, self.mode = path, files, mode

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables; None when there is no file. `BadPicture` when it is not what `write` wrote."""
        try:
            data = self.files.load(self.path)
        except FileNotFoundError:
            return None
        body = memoryview(data)[:-_SEAL_LENGTH]  # no copy of a hundred MB
        if data[-_SEAL_LENGTH:] != _seal(hashlib.sha256(body)):
            raise BadPicture(Phrase("its seal does not match"), foreign=_foreign(data))
        was = gc.isenabled()
        gc.disable()  # a million small dicts, none of them garbage: looking through them takes longer than reading them
        try:
            tables: dict[str, dict[str, Any]] = orjson.loads(data)
            if not gc.get_freeze_count():  # once: what became garbage since would never be collected
                gc.freeze()
        finally:
            if was:
                gc.enable()
        return tables

    def head(self) -> dict[str, Any] | None:
        """The place up to which the file goes, without reading the rest; None when it says none."""
        try:
            fd = os.open(self.path, os.O_RDONLY)
        except OSError:
            return None
        try:
            found = _HEAD.match(os.read(fd, 1024))
        finally:
            os.close(fd)
        try:
            return orjson.loads(found[1]) if found else None
        except orjson.JSONDecodeError:
            return None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """A new file with these tables, durable, then renamed over the old one.

        Raises:
            StoreError: it could not be written; the old one stands.
        """
        new = self.path.with_name(self.path.name + ".new")
        try:
            fd = self.files.open(new, fresh=True, mode=self.mode)
            try:
                place = 0
                for piece in _pieces(data):
                    self.files.write(fd, piece, place)
                    place += len(piece)
                self.files.sync(fd)
            finally:
                self.files.close(fd)
            self.files.rename(new, self.path)
            self.files.sync_folder(self.path.parent)
        except OSError as error:
            with suppress(OSError):
                self.files.remove(new)
            raise trouble(error, self.path) from error


def _seal(digest: Any) -> bytes:
    return b',\n"seal":{"1":{"sha256":"%b"}}}\n' % digest.hexdigest().encode()


def _foreign(data: bytes) -> bool:
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return not (isinstance(found, dict) and "record" in found)


def _pieces(data: Mapping[str, Mapping[str, Any]]) -> Iterator[bytes]:
    """The file in pieces of about a MB, one document a line."""
    digest = hashlib.sha256()
    piece = bytearray(b"{")
    for number, (name, table) in enumerate(data.items()):
        piece += b"%b%b:{" % (b",\n" if number else b"", orjson.dumps(name))
        between = b""
        for number_in, doc in table.items():
            piece += b'%b"%b":%b' % (between, str(number_in).encode(), orjson.dumps(doc))
            between = b",\n"
            if len(piece) > 1 << 20:
                digest.update(piece)
                yield bytes(piece)
                piece.clear()
        piece += b"}"
    digest.update(piece)
    yield bytes(piece) + _seal(digest)


class PictureTable(Table):
    """TinyDB's table over documents in memory, each with a number (TinyDB's id) and an id of its own.

    TinyDB's queries work on it. Its writes do not: a store is changed through `transact`, which records it.
    """

    default_query_cache_capacity = 0

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        super().__init__(storage, name, cache_size=cache_size, persist_empty=persist_empty)
        self.documents: dict[str, Doc] = {}
        self.numbers: dict[str, int] = {}
        self.next_number = 1
        self._indexes: dict[str, Index] = {}

    def fill(self, raw: Mapping[str, Doc]) -> None:
        """Take in what the file has."""
        self.documents = {doc["id"]: doc for doc in raw.values()}
        self.numbers = dict(zip(self.documents, map(int, raw), strict=True))
        self.next_number = max(self.numbers.values(), default=0) + 1
        self._indexes.clear()

    def put(self, number: int, id: str, doc: Doc | None) -> None:
        """One document in place of the one with its id; None removes it."""
        old = self.documents.get(id)
        for index in self._indexes.values():
            index.change(id, old, doc)
        if doc is not None:
            self.documents[id] = doc
            self.numbers[id] = number
            if number >= self.next_number:
                self.next_number = number + 1
        elif old is not None:
            del self.documents[id], self.numbers[id]

    def index(self, name: str) -> Index:
        """One of its indexes; `KeyError` when `TABLES` names none such."""
        index = self._indexes.get(name)
        if index is None:
            if name not in TABLES[self.name]:
                raise KeyError(f"{self.name} has no index {name}")
            index = self._indexes[name] = Index(name, self.documents.values())
        return index

    def raw(self) -> dict[str, Doc]:
        """The documents as the file has them: under their numbers."""
        numbers = self.numbers
        return {str(numbers[key]): doc for key, doc in self.documents.items()}

    def _read_table(self) -> dict[str, Doc]:
        return self.raw()

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> NoReturn:
        raise TypeError("a store is changed through transact(), not through its tables")


class Picture(TinyDB):
    """The whole picture as a TinyDB.

    Args:
        path: `store.json`.
        files: the system's calls.
        mode: the mode of a new file.

    Attributes:
        record: the place up to which the file went when it was read.
        newest: case → the place of its newest event in the record.
    """

    table_class = PictureTable
    default_storage_class = PictureStorage  # type: ignore[assignment]  # TinyDB types it as its own JSON storage

    def __init__(self, path: Path, files: Files, mode: int = 0o600) -> None:
        super().__init__(path, files, mode)
        self.record: dict[str, Any] = {}
        self.newest: dict[str, int] = {}
        self.kept: dict[str, PictureTable] = {name: self._table(name) for name in TABLES}

    def _table(self, name: str) -> PictureTable:
        table = self.table(name)
        assert isinstance(table, PictureTable)
        return table

    def load(self) -> bool:
        """Read the file; False when there is none. `BadPicture` when it is not ours."""
        data = self.storage.read()
        if data is None:
            return False
        try:
            self.record = data["record"]["1"]
            self.newest = data["history"]["1"]["newest"]
            for name, table in self.kept.items():
                table.fill(data.get(name, {}))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadPicture(Phrase("it is not laid out as a store: {error}", error=error)) from error
        return True

    def tables_as_kept(self, record: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Everything as the file has it, going up to `record`."""
        data: dict[str, dict[str, Any]] = {"record": {"1": record}}
        for name, table in self.kept.items():
            data[name] = table.raw()
        data["history"] = {"1": {"newest": dict(self.newest)}}
        return data
