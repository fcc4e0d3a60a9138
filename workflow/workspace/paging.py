"""Pages of a list of cases: in which order, of which days, and where a page ended."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import TypeVar

from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Doc
from workflow.workspace.views import Page

SORTS = ("due", "opened", "changed", "state", "id")
DUES = ("overdue", "today", "week", "none")
#: the due day of what has none
NEVER = "9999-12-31"
#: sorts after every day
ENDLESS = "~"
#: stands between the parts of the place where a page ended
MARK = "~"

#: what a case that waits is sorted by: its due day, since when it is where it is, its id
Urgency = tuple[str, str, str]
Key = Callable[[Doc], tuple[str, ...]]
T = TypeVar("T")


def urgency(doc: Doc) -> Urgency:
    """What a case is sorted by among those that wait.

    Example:
        >>> urgency({"id": "C-1", "due": "2025-12-01", "entered": "2025-11-25"}), urgency({"id": "C-2"})
        (('2025-12-01', '2025-11-25', 'C-1'), ('9999-12-31', '', 'C-2'))
    """
    return doc.get("due") or NEVER, doc.get("entered", ""), doc["id"]


_KEYS: Mapping[str, Key] = {
    "due": urgency,
    "opened": lambda doc: (doc.get("opened", ""), doc["id"]),
    "changed": lambda doc: (doc.get("changed", ""), doc["id"]),
    "state": lambda doc: (doc["state"], doc.get("due") or NEVER, doc["id"]),
    "id": lambda doc: (doc["id"],),
}


def span(due: str | None, today: date) -> tuple[str, str]:
    """From which day on, and before which, a case is due that a filter lets through.

    Args:
        due: one of `DUES`; None lets all through.
        today: the day of asking.

    Raises:
        InputError: there is no such filter.

    Example:
        >>> span("week", date(2025, 11, 25)), span("overdue", date(2025, 11, 25)), span(None, date(2025, 11, 25))
        (('2025-11-25', '2025-12-02'), ('', '2025-11-25'), ('', '~'))
    """
    match due:
        case None:
            return "", ENDLESS
        case "none":
            return NEVER, ENDLESS
        case "overdue":
            return "", today.isoformat()
        case "today":
            return today.isoformat(), (today + timedelta(1)).isoformat()
        case "week":
            return today.isoformat(), (today + timedelta(7)).isoformat()
    raise InputError(
        N_("“{due}” is no deadline filter."), N_("Choose: {known}."), due=due, known=", ".join(DUES)
    )


def order(sort: str) -> Key:
    """What documents are sorted by; raises InputError for an order that there is not."""
    key = _KEYS.get(sort)
    if key is None:
        raise InputError(
            N_("“{sort}” is no order."), N_("Choose: {known}."), sort=sort, known=", ".join(SORTS)
        )
    return key


def page(docs: Sequence[Doc], sort: str, after: str | None, limit: int) -> Page[Doc]:
    """Sort documents and cut a page out of them.

    Args:
        docs: in any order.
        sort: one of `SORTS`.
        after: the `next` of the page before, or the id of its last case.
        limit: rows a page.

    Raises:
        InputError: there is no such order, or a page would have no row.
    """
    key = order(sort)
    ordered = sorted(docs, key=itemgetter("id") if sort == "id" else key)
    known = None if after is None else next((doc for doc in ordered if doc["id"] == after), None)
    return cut(ordered, key, ended(after, key(known) if known is not None else None), limit)


def ended(after: str | None, known: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Where a page ended: what its last row was sorted by, so that the row itself may have left the list since."""
    return None if after is None else known or tuple(after.split(MARK))


def cut(
    ordered: Sequence[T],
    key: Callable[[T], tuple[str, ...]],
    behind: tuple[str, ...] | None,
    limit: int,
    low: int = 0,
    high: int | None = None,
) -> Page[T]:
    """The page of a sorted list, or of a stretch of it, that begins behind a place.

    Args:
        ordered: the list.
        key: what it is sorted by.
        behind: the place; None: from the beginning.
        limit: rows a page.
        low: where the stretch begins.
        high: the row before which it ends; None: the list's end.

    Raises:
        InputError: the page would have no row.
    """
    if limit < 1:
        raise InputError(N_("A page has at least 1 row, not {limit}."), None, limit=limit)
    high = len(ordered) if high is None else high
    start = low if behind is None else bisect_right(ordered, behind, low, high, key=key)
    rows = ordered[start : min(start + limit, high)]
    return Page(rows, MARK.join(key(rows[-1])) if rows and start + limit < high else None, high - low)
