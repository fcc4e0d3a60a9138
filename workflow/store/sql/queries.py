"""The questions that a reader asks, each as one statement with the indexes to answer it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import SmallInteger, and_, bindparam, func, literal, or_, select, tuple_, union_all
from sqlalchemy.sql import Select

from workflow.store.sql.schema import Name, commit, document, event, file, key

#: how many rows of a long answer come at once
PAGE = 2000
#: how many commit numbers may be under way at once; see `POSITION`
WINDOW = 1000

_d, _k, _e, _c, _f = document.c, key.c, event.c, commit.c, file.c

GET: Select[Any] = select(_d.id, _d.doc).where(_d.kind == bindparam("kind"), _d.id == bindparam("id"))


@cache
def ahead(documents: int, found: int) -> Any:
    """Some documents, and what is found by some values: `kind0` and `id0`, `of0`, `index0` and `value0`, and so on.

    The rows of a document have no index; those of what is found say which, and by what.
    """
    nothing = literal(-1, SmallInteger).label("number"), literal("", Name).label("value")
    parts = [
        select(_d.kind, _d.id, _d.doc, *nothing).where(
            _d.kind == bindparam(f"kind{n}"), _d.id == bindparam(f"id{n}")
        )
        for n in range(documents)
    ] + [
        select(_d.kind, _d.id, _d.doc, _k.index.label("number"), _k.value).where(
            _k.index == bindparam(f"index{n}"),
            _k.value == bindparam(f"value{n}"),
            _d.kind == bindparam(f"of{n}"),
            _d.id == _k.id,
        )
        for n in range(found)
    ]
    return union_all(*parts)


@cache
def some_of(kinds: int) -> Select[Any]:
    """The documents with some ids, of several kinds at once: `kind0` with `ids0`, and so on."""
    return select(_d.kind, _d.id, _d.doc).where(
        or_(
            *(
                and_(_d.kind == bindparam(f"kind{n}"), _d.id.in_(bindparam(f"ids{n}", expanding=True)))
                for n in range(kinds)
            )
        )
    )


ALL: Select[Any] = (
    select(_d.number, _d.id, _d.doc)
    .where(_d.kind == bindparam("kind"), _d.number > bindparam("after"))
    .order_by(_d.number)
    .limit(PAGE)
)
IDS: Select[Any] = (
    select(_d.number, _d.id)
    .where(_d.kind == bindparam("kind"), _d.number > bindparam("after"))
    .order_by(_d.number)
    .limit(PAGE)
)
FIND_IDS: Select[Any] = select(_k.id).where(_k.index == bindparam("index"), _k.value == bindparam("value"))
COUNT_ALL: Select[Any] = select(func.count()).where(_d.kind == bindparam("kind"))
FIND: Select[Any] = select(_d.id, _d.doc).where(
    _k.index == bindparam("index"),
    _k.value == bindparam("value"),
    _d.kind == bindparam("kind"),
    _d.id == _k.id,
)
COUNT: Select[Any] = select(func.count()).where(
    _k.index == bindparam("index"), _k.value == bindparam("value")
)
KEYS: Select[Any] = (
    select(_k.value, _k.rank, _k.id)
    .where(
        _k.index == bindparam("index"),
        tuple_(_k.value, _k.rank, _k.id) > tuple_(bindparam("value"), bindparam("rank"), bindparam("id")),
    )
    .order_by(_k.value, _k.rank, _k.id)
    .limit(PAGE)
)
_among = (  # cut to a page before a document is looked at
    select(_k.rank, _k.id)
    .where(
        _k.index == bindparam("index"),
        _k.value.in_(bindparam("values", expanding=True)),
        tuple_(_k.rank, _k.id) > tuple_(bindparam("rank"), bindparam("after")),
        _k.rank < bindparam("until"),
    )
    .order_by(_k.rank, _k.id)
    .limit(bindparam("most"))
    .subquery()
)
AMONG: Select[Any] = (
    select(_among.c.rank, _d.id, _d.doc)
    .where(_d.kind == bindparam("kind"), _d.id == _among.c.id)
    .order_by(_among.c.rank, _among.c.id)
)
_before = (
    select(_k.value, _k.id)
    .where(
        _k.index == bindparam("index"),
        _k.value < bindparam("until"),
        tuple_(_k.value, _k.rank, _k.id) > tuple_(bindparam("value"), literal(""), bindparam("after")),
    )
    .order_by(_k.value, _k.rank, _k.id)
    .limit(PAGE)
    .subquery()
)
BEFORE: Select[Any] = (
    select(_before.c.value, _d.id, _d.doc)
    .where(_d.kind == bindparam("kind"), _d.id == _before.c.id)
    .order_by(_before.c.value, _before.c.id)
)
BY_ID: Select[Any] = (
    select(_d.id, _d.doc)
    .where(_d.kind == bindparam("kind"), _d.id > bindparam("after"))
    .order_by(_d.id)
    .limit(bindparam("most"))
)
COUNT_KIND: Select[Any] = select(func.count()).select_from(
    select(_d.number).where(_d.kind == bindparam("kind")).limit(bindparam("most")).subquery()
)
COUNT_AMONG: Select[Any] = select(func.count()).select_from(
    select(_k.id)
    .where(
        _k.index == bindparam("index"),
        _k.value.in_(bindparam("values", expanding=True)),
        _k.rank < bindparam("until"),
    )
    .limit(bindparam("most"))
    .subquery()
)
HISTORY: Select[Any] = select(_e.doc).where(_e.case_id == bindparam("case")).order_by(_e.seq)
EVENTS: Select[Any] = (
    select(_e.place, _e.doc, _e.case_id, _e.seq, _e.sha256)
    .where(_e.place > bindparam("after"))
    .order_by(_e.place)
    .limit(PAGE)
)
FILES: Select[Any] = select(_f.sha256).where(_f.piece == 0).order_by(_f.sha256)
PIECE: Select[Any] = select(_f.content).where(
    _f.sha256 == bindparam("sha256"), _f.piece == bindparam("piece")
)

# Commits get their numbers before they land, so the newest number alone may stand still while an older one lands. With the
# count of those among the last thousand it grows at every commit: a number that comes late adds one to the count, and each
# step of the newest number takes at most as many out of the window as it adds to the sum, less the commit itself.
_newest = select(func.max(_c.number)).scalar_subquery()
POSITION: Select[Any] = select(func.coalesce(func.max(_c.number), 0) + func.count()).where(
    _c.number > _newest - WINDOW
)
