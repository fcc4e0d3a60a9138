"""What a database said, as an error of the family: what happened, why, what to do. Never with a password in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from workflow.errors import StoreError
from workflow.language import N_

CONFLICTS = frozenset({"40001", "40P01"})
"""Two transactions cannot both stand (serialization failure, deadlock): think again."""

UNWRITTEN = N_("Nothing of this was written.")

#: SQLSTATE → what happened, what to do
_STATES: dict[str, tuple[str, str]] = {
    "28P01": (
        N_("The database {place} does not take the password of “{user}”."),
        N_("Look at the user and the password in the address, or keep it in ~/.pgpass."),
    ),
    "28000": (
        N_("The database {place} does not let “{user}” in: {why}."),
        N_("Ask its administrator for access (pg_hba.conf says who may come from where)."),
    ),
    "3D000": (
        N_("There is no database of this name at {place}."),
        N_("Make it first (createdb NAME), or look at the address."),
    ),
    "42501": (
        N_("“{user}” may not do this in the database {place}: {why}."),
        N_("Let the database's owner grant it, or open the store as the owner."),
    ),
    "25006": (
        N_("The database {place} may be read only just now."),
        N_("Is it a standby? Name the primary server in the address."),
    ),
    "53100": (
        N_("The disk of the database {place} is full."),
        N_("Make room on the server, then do it again; nothing of this was written."),
    ),
    "53300": (
        N_("The database {place} takes no more connections."),
        N_("Close a program that is not needed, or raise max_connections on the server."),
    ),
    "55P03": (
        N_("Another program holds what was needed in the database {place} for too long."),
        N_("Do it again; nothing of this was written."),
    ),
    "57014": (
        N_("The database {place} took too long over one question, and it was stopped."),
        N_("Do it again when less is going on; nothing of this was written."),
    ),
    "42P01": (
        N_("A table of the store in {place} is gone: {why}."),
        N_("Restore the database from its backup."),
    ),
}

#: words of a message that came without an SQLSTATE (connecting; SQLite) → what it is
_WORDS: Sequence[tuple[str, str]] = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("no pg_hba.conf entry", "28000"),
    ("remaining connection slots", "53300"),
    ("too many clients", "53300"),
    ("database or disk is full", "53100"),
    ("readonly database", "42501"),
    ("database is locked", "55P03"),
)

_LOST = frozenset({"57P01", "57P02", "57P03", "25P03", "25P04"})

#: how the driver begins to tell that a connection broke which it had
_BROKE = (
    "consuming input failed",
    "sending query failed",
    "sending failed",
    "flushing failed",
    "the connection is",
    "connection socket closed",
)


def state(error: BaseException) -> str:
    """The SQLSTATE of what a driver raised; the nearest one where it gave none, or an empty text."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    found = getattr(cause, "sqlstate", None)
    if found:
        return str(found)
    words = str(cause)
    if 'database "' in words and "does not exist" in words:
        return "3D000"
    if 'role "' in words and "does not exist" in words:
        return "28P01"
    return next((code for said, code in _WORDS if said in words), "")


def is_conflict(error: BaseException) -> bool:
    """Whether thinking again may help."""
    return isinstance(error, DBAPIError) and state(error) in CONFLICTS


def is_cut(error: BaseException) -> bool:
    """Whether a connection that stood is gone."""
    if not isinstance(error, DBAPIError):
        return False
    code = state(error)
    gone = error.connection_invalidated or code in _LOST or code.startswith("08")
    return gone or (_is_silent(error) and str(error.orig).startswith(_BROKE))


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone or none could be made, as while a server starts anew: later one may do better."""
    return is_cut(error) or _is_silent(error)


def _is_silent(error: BaseException) -> bool:
    """Whether the server gave no reason: the driver has no SQLSTATE to tell of one that is not there."""
    driver = error.orig if isinstance(error, DBAPIError) else None
    kind = type(driver)
    return kind.__name__ == "OperationalError" and kind.__module__.startswith("psycopg") and not state(error)


def place_of(url: URL) -> str:
    """Where a database is, for people: no user and no password.

    Example:
        >>> from sqlalchemy.engine import make_url
        >>> place_of(make_url("postgresql://officer:secret@db.kupang.go.id:5433/lantik"))
        'db.kupang.go.id:5433/lantik'
        >>> place_of(make_url("sqlite:////srv/lantik/store.db"))
        '/srv/lantik/store.db'
    """
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    host = url.host or str(url.query.get("host", "")) or "localhost"
    return f"{host}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def trouble(error: BaseException, url: URL) -> StoreError:
    """The sentence for what a database refused."""
    if isinstance(error, StoreError):
        return error
    place, user, why = place_of(url), url.username or "?", _why(error, url)
    known = _STATES.get(state(error))
    if known:
        return StoreError(known[0], known[1], place=place, user=user, why=why)
    if isinstance(error, PoolTimeout):
        return StoreError(
            N_("All connections of this program to the database {place} are in use."),
            N_("Do it again in a moment."),
            place=place,
        )
    if url.get_backend_name() == "sqlite":
        return StoreError(
            N_("The database file {place} cannot be used: {why}."),
            N_("Look at the path, its permissions and its disk; if it is damaged, restore a backup."),
            place=place,
            why=why,
        )
    if is_lost(error):
        return StoreError(
            N_("The database {place} cannot be reached: {why}."),
            N_("Is the server running, and is the address right? Nothing of this was written."),
            place=place,
            why=why,
        )
    return StoreError(
        N_("The database {place} refused: {why}."),
        N_("Nothing of this was written. Tell the administrator what it said."),
        place=place,
        why=why,
    )


def _why(error: BaseException, url: URL) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    said = lines[0] if lines else type(cause).__name__
    if url.password:
        said = said.replace(str(url.password), "…")
    return said[:300].rstrip(".")


__all__ = ["SQLAlchemyError", "is_conflict", "is_cut", "is_lost", "place_of", "state", "trouble"]
