"""Indexes in memory: which documents of a table have a value. Each is built on first use and kept up from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Doc = Mapping[str, Any]
_MAPPING = (
    dict,
    Mapping,
)  # to ask whether something is a dict is quick, to ask whether it is another mapping is not


def keys(doc: Doc, path: Sequence[str]) -> Sequence[Any]:
    """What a document is found by under a name: its value, each element of a list, None when there is no value.

    A dotted name looks into a mapping, or into each mapping of a list; an empty list is found by nothing. A comma in its
    last part pairs two values of one mapping.

    Args:
        doc: the document.
        path: the parts of the index's name.

    Example:
        >>> keys({"state": "vacant"}, ["state"]), keys({"state": "vacant"}, ["due"])
        (['vacant'], [None])
        >>> keys({"work": [{"role": "ppk"}, {"role": "pyb"}]}, ["work", "role"])
        ['ppk', 'pyb']
        >>> keys({"work": [{"role": "opd_head", "unit": "U-7"}]}, ["work", "role,unit"])
        [('opd_head', 'U-7')]
    """
    if len(path) == 1:
        value = doc.get(path[0])
        if not isinstance(value, (list, tuple, dict)):
            return [value]
    found: list[Any] = [doc]
    for name in path:
        if "," in name:
            first, second = name.split(",")
            pairs = [(one.get(first), one.get(second)) for one in found if isinstance(one, _MAPPING)]
            return list(dict.fromkeys(pairs))
        deeper: list[Any] = []
        for one in found:
            value = one.get(name) if isinstance(one, _MAPPING) else None
            if isinstance(value, (list, tuple)):
                deeper.extend(value)
            else:
                deeper.append(value)
        found = deeper
    if len(found) == 1:
        return [] if isinstance(found[0], (dict, list)) else found
    return list(dict.fromkeys(one for one in found if not isinstance(one, (dict, list))))


class Index:
    """One index of one table.

    A value that one document has costs no set of its own: its bucket is the id itself.

    Args:
        name: as `TABLES` has it, dotted or not.
        docs: what is in the table.

    Example:
        >>> index = Index("state", [{"id": "C-1", "state": "vacant"}, {"id": "C-2", "state": "vacant"}])
        >>> list(index.ids("vacant")), index.count("filled")
        (['C-1', 'C-2'], 0)
        >>> index.change("C-1", {"id": "C-1", "state": "vacant"}, {"id": "C-1", "state": "filled"})
        >>> list(index.ids("vacant")), list(index.ids("filled"))
        (['C-2'], ['C-1'])
    """

    __slots__ = ("_buckets", "_path", "_plain", "_root", "_without")

    def __init__(self, name: str, docs: Iterable[Doc]) -> None:
        self._path = name.split(".")
        self._root = self._path[0]
        self._plain = len(self._path) == 1
        self._without = keys({}, self._path)
        self._buckets: dict[Any, str | dict[str, None]] = {}
        add = self._add
        for doc in docs:
            for key in self.keys(doc):
                add(key, doc["id"])

    def keys(self, doc: Doc) -> Sequence[Any]:
        """What this index finds a document by."""
        value = doc.get(self._root)
        if value is None:
            return self._without
        if self._plain and isinstance(value, (str, int, float)):
            return (value,)
        return keys(doc, self._path)

    def ids(self, value: Any) -> Iterable[str]:
        """The ids of the documents with a value, in no particular order."""
        bucket = self._buckets.get(value, ())
        return (bucket,) if isinstance(bucket, str) else bucket

    def count(self, value: Any) -> int:
        """How many there are."""
        bucket = self._buckets.get(value, ())
        return 1 if isinstance(bucket, str) else len(bucket)

    def change(self, id: str, old: Doc | None, new: Doc | None) -> None:
        """Put a document in place of another (None: of nothing, or by nothing)."""
        if old is not None and new is not None and old.get(self._root) == new.get(self._root):
            return  # the usual case, and the cheap one
        before = self.keys(old) if old is not None else ()
        after = self.keys(new) if new is not None else ()
        if before == after:
            return
        for key in before:
            if key not in after:
                self._remove(key, id)
        for key in after:
            if key not in before:
                self._add(key, id)

    def _add(self, key: Any, id: str) -> None:
        bucket = self._buckets.get(key)
        if bucket is None:
            self._buckets[key] = id
        elif isinstance(bucket, str):
            self._buckets[key] = {bucket: None, id: None}
        else:
            bucket[id] = None

    def _remove(self, key: Any, id: str) -> None:
        bucket = self._buckets.get(key)
        if isinstance(bucket, dict):
            bucket.pop(id, None)
        elif bucket == id:
            del self._buckets[key]
