"""Rows from a list of objects, filtered and sorted by index lists."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from .cell import Cell, plain
from .query import Term, fold, haystack, matching, parse

T = TypeVar("T")


class ListSource(Generic[T]):
    """A `RowSource` over objects in memory, comfortable with 100,000 of them.

    The texts that filters search are prepared once, at the first filter or by `prepare`.

    Args:
        items: the objects, in their natural order.
        key: an object's name, unique in the list.
        cells: an object's cells, in the order of the table's columns.
        fields: the names of the cells (the keys of the columns), for `field:value` and for sorting.
        aliases: other names of fields, such as those of the user's language.
        search: the texts of `fields` when they are not those of the cells; may be longer than the cells.
        sort_keys: what to sort a field by when it is not the text of its cell; None sorts last.
        version: differs when an object has changed; without it, objects given to `put` count as changed.
        style: the name of an object's row style.

    >>> cases = ListSource(["Siti", "Andreas"], key=str, cells=lambda name: [name], fields=["name"])
    >>> cases.sort("name")
    >>> cases.row(0)
    ['Andreas']
    >>> cases.filter("name:sit")
    >>> cases.count, cases.key(0)
    (1, 'Siti')
    """

    def __init__(
        self,
        items: Iterable[T] = (),
        *,
        key: Callable[[T], str],
        cells: Callable[[T], Sequence[Cell]],
        fields: Sequence[str] = (),
        aliases: Mapping[str, str] | None = None,
        search: Callable[[T], Sequence[str]] | None = None,
        sort_keys: Mapping[str, Callable[[T], Any]] | None = None,
        version: Callable[[T], Hashable] | None = None,
        style: Callable[[T], str | None] | None = None,
    ) -> None:
        self._key = key
        self._cells = cells
        self._places = {fold(field): place for place, field in enumerate(fields)}
        self._places |= {fold(alias): self._places[fold(field)] for alias, field in (aliases or {}).items()}
        self._search = search or (lambda item: [plain(cell) for cell in cells(item)])
        self._sort_keys = dict(sort_keys or {})
        self._version = version
        self._style = style
        self._terms: tuple[Term, ...] = ()
        self._sorted_by: tuple[str, bool] | None = None
        self._generation = 0
        self._items: list[T] = []
        self._keys: list[str] = []
        self._where: dict[str, int] = {}
        self._stamps: dict[str, int] = {}
        self._haystacks: list[str] | None = None
        self._ordered: Sequence[int] | None = None
        self._shown: Sequence[int] = ()
        self._index: dict[int, int] | None = None
        self.replace(items)

    # -- what a table asks ---------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many objects pass the filter."""
        return len(self._shown)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of the object shown at `index`."""
        return self._cells(self.item(index))

    def key(self, index: int) -> str:
        """The key of the object shown at `index`."""
        return self._keys[self._shown[index]]

    def index_of(self, key: str) -> int | None:
        """Where an object is shown, or None when it is hidden or gone."""
        place = self._where.get(key)
        if place is None or isinstance(shown := self._shown, range):
            return place
        if self._index is None:
            self._index = dict(zip(shown, range(len(shown)), strict=True))
        return self._index.get(place)

    def version(self, index: int) -> Hashable:
        """Differs when the object shown at `index` has changed."""
        place = self._shown[index]
        if self._version is not None:
            return self._version(self._items[place])
        return self._generation, self._stamps.get(self._keys[place], 0)

    def style(self, index: int) -> str | None:
        """The row style of the object shown at `index`."""
        return None if self._style is None else self._style(self.item(index))

    def knows(self, key: str) -> bool:
        """Whether the list has the object, shown or hidden."""
        return key in self._where

    # -- what a screen asks --------------------------------------------------------------

    @property
    def total(self) -> int:
        """How many objects there are, shown or hidden."""
        return len(self._items)

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """The field sorted by and whether it is reversed, or None in the natural order."""
        return self._sorted_by

    def item(self, index: int) -> T:
        """The object shown at `index`."""
        return self._items[self._shown[index]]

    def get(self, key: str) -> T | None:
        """The object of a key, shown or hidden."""
        place = self._where.get(key)
        return None if place is None else self._items[place]

    def filter(self, text: str) -> None:
        """Show only the objects that satisfy a filter as typed (see `query`); "" shows all."""
        terms = parse(text, self._places)
        if terms != self._terms:
            self._terms = terms
            self._show()

    def sort(self, field: str | None, reverse: bool = False) -> None:
        """Order by a field, equal ones in their natural order; None goes back to the natural order.

        Raises:
            KeyError: the field is neither in `fields` nor in `sort_keys`.
        """
        wanted = None if field is None else (field, reverse)
        if field is not None and field not in self._sort_keys and fold(field) not in self._places:
            raise KeyError(field)
        if wanted != self._sorted_by:
            self._sorted_by = wanted
            self._ordered = None
            self._show()

    def prepare(self) -> None:
        """Make the texts that filters search now, in a worker for instance, not at the first filter."""
        if self._haystacks is None:
            self._haystacks = [haystack(self._search(item)) for item in self._items]

    # -- changes -------------------------------------------------------------------------

    def replace(self, items: Iterable[T]) -> None:
        """Take a new list; the filter and the order stay."""
        self._items = list(items)
        self._generation += 1
        self._stamps = {}
        self._haystacks = None
        self._count_keys()

    def put(self, *items: T) -> None:
        """Take objects in place of those with the same keys, or at the end of the list."""
        for item in items:
            key = self._key(item)
            self._stamps[key] = self._stamps.get(key, 0) + 1
            place = self._where.get(key)
            if place is None:
                self._where[key] = len(self._items)
                self._keys.append(key)
                self._items.append(item)
            else:
                self._items[place] = item
            if self._haystacks is not None:
                text = haystack(self._search(item))
                if place is None:
                    self._haystacks.append(text)
                else:
                    self._haystacks[place] = text
        self._ordered = None
        self._show()

    def remove(self, *keys: str) -> None:
        """Take objects out; keys that are not in the list are passed over."""
        gone = {self._where[key] for key in keys if key in self._where}
        if gone:
            self._items = [item for place, item in enumerate(self._items) if place not in gone]
            if self._haystacks is not None:
                self._haystacks = [text for place, text in enumerate(self._haystacks) if place not in gone]
            self._count_keys()

    # -- index lists ---------------------------------------------------------------------

    def _count_keys(self) -> None:
        key = self._key
        self._keys = [key(item) for item in self._items]
        self._where = {name: place for place, name in enumerate(self._keys)}
        if len(self._where) != len(self._keys):
            twice = next(name for place, name in enumerate(self._keys) if self._where[name] != place)
            raise ValueError(f"two rows have the key {twice!r}")
        self._ordered = None
        self._show()

    def _show(self) -> None:
        """Make the list of what is shown: the order, then what the filter leaves of it."""
        if self._ordered is None:
            self._ordered = self._order()
        self._index = None
        self._shown = self._ordered
        if self._terms:
            self.prepare()
            self._shown = matching(self._terms, self._haystacks or [], self._ordered, self._places)

    def _order(self) -> Sequence[int]:
        places = range(len(self._items))
        if self._sorted_by is None:
            return places
        field, reverse = self._sorted_by
        values: list[Any]
        if (sort_key := self._sort_keys.get(field)) is not None:
            values = [sort_key(item) for item in self._items]
        else:
            place, search = self._places[fold(field)], self._search
            values = [fold(search(item)[place]) for item in self._items]
        known = [i for i in places if values[i] is not None]
        known.sort(key=values.__getitem__, reverse=reverse)
        return known if len(known) == len(values) else known + [i for i in places if values[i] is None]
