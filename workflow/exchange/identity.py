"""Whether two rows, or a row and the registry, speak of the same person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from workflow.exchange import terms
from workflow.exchange.cells import read_digits, read_text
from workflow.exchange.columns import plain
from workflow.exchange.findings import Bad
from workflow.exchange.headings import Row
from workflow.exchange.plan import RowReader
from workflow.exchange.posts import acting
from workflow.language import N_
from workflow.registry.model import HoldingStatus, Person

_TITLES = re.compile(r"^((?:(?:prof|dr|drg|drh|drs|dra|ir|h|hj|apt|ns|pdt|rm)\.\s*)+)(?=\S)", re.IGNORECASE)
_COMPARED = 20


def check_same(reader: RowReader, given: dict[str, Any], before: Person | None) -> None:
    """The name of the row against the one that the registry has for its NIP."""
    if before is None or not given["name"] or plain(before.name) == plain(given["name"]):
        return
    data = {"name": before.name, "row": given["name"]}
    if _words(before.name) & _words(given["name"]):
        reader.warn("name", "name_differs", N_("The registry had the name {name}; now it is {row}."), **data)
    else:
        reader.fault(
            "nip",
            "nip_of_another",
            N_("The NIP belongs to {name} in the registry, not to {row} (BTS)."),
            **data,
        )


def check_twice(reader: RowReader, nip: str, rows: Sequence[Row]) -> None:
    """The same number in several rows: the first stands, unless they are different people; an acting post may follow."""
    if len(rows) < 2:
        return
    others = [row for row in rows[:_COMPARED] if row is not reader.row]
    mine = _words(_name_in(reader.row))
    if any(mine and _words(_name_in(row)) and not mine & _words(_name_in(row)) for row in others):
        where = ", ".join(f"{row.sheet} {row.number}" for row in others[:5])
        reader.fault(
            "nip",
            "duplicate",
            N_("Different people have this NIP in the file: see also row {rows}."),
            rows=where,
        )
        return
    first = next((row for row in rows if not _is_acting(row)), reader.row)
    if first is not reader.row and not _is_acting(reader.row):
        reader.fault(
            "nip",
            "duplicate",
            N_("The NIP {nip} stands in row {row} already."),
            nip=nip,
            row=f"{first.sheet} {first.number}",
        )


def rows_by_nip(rows: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
    """The rows that have the same NIP, in the order of the file."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        try:
            found[read_digits(row.cell("nip"))].append(row)
        except Bad:
            continue
    return found


def parted(text: str) -> tuple[str | None, str, str | None]:
    """A name with its titles, in three parts.

    Example:
        >>> parted("dr. Yuliana Nalle, S.Ked, M.Kes")
        ('dr.', 'Yuliana Nalle', 'S.Ked, M.Kes')
    """
    front = _TITLES.match(text)
    rest = text[front.end() :] if front else text
    name, _, back = rest.partition(",")
    return front[1].strip() if front else None, name.strip(), back.strip() or None


def _words(name: str) -> set[str]:
    return {word for word in plain(parted(name)[1]).split() if len(word) > 2}


def _name_in(row: Row) -> str:
    try:
        return read_text(row.cell("name"))
    except Bad:
        return ""


def _is_acting(row: Row) -> bool:
    """Whether a row speaks of a Plt or Plh: such a row may stand beside the person's own."""
    found: set[HoldingStatus | None] = set()
    for name in ("status", "any_status"):
        try:
            found.add(terms.status_of(read_text(row.cell(name))))
        except Bad:
            continue
    with suppress(Bad):
        found.add(acting(read_text(row.cell("position")))[1])
    return bool(found & {"plt", "plh"})


def is_employment(row: Row) -> bool:
    """Whether a column that is only called “Status” speaks of PNS, CPNS, PPPK."""
    try:
        terms.employment_of(read_text(row.cell("any_status")))
    except Bad:
        return False
    return True
