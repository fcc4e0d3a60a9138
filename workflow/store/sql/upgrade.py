"""Bringing a database to the schema that this program knows."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store.sql.connect import alone
from workflow.store.sql.schema import HEAD
from workflow.store.sql.trouble import place_of

MIGRATIONS = Path(__file__).with_name("migrations")
_LOCK = 4_927_518  # any number, the same in every program that upgrades


def prepare(engine: Engine, *, create: bool) -> None:
    """See that the tables are there and ours.

    Raises:
        StoreError: there is no store and `create` is False, or it is of a newer Lantik.
    """
    if revision(engine) == HEAD:
        return
    with alone(engine) as connection:
        if connection.dialect.name == "postgresql" and _speaks_locks(connection):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found = _revision_here(connection)  # another program may have brought it up to date by now
        if found == HEAD:
            return
        if found is None and not create:
            raise no_store(engine.url)
        if found is not None and found not in known():
            raise StoreError(
                N_(
                    "The store in {place} was made by a newer Lantik (schema {found}; this one knows {known})."
                ),
                N_("Install the newer version on this machine too; nothing was changed."),
                place=place_of(engine.url),
                found=found,
                known=HEAD,
            )
        run(connection)
        connection.commit()


def no_store(url: URL) -> StoreError:
    """The error for a database without a store."""
    return StoreError(
        N_("There is no store in the database {place}."),
        N_("`lantik init --store URL` makes one there, `lantik copy --to URL` fills it from another store."),
        place=place_of(url),
    )


def known() -> list[str]:
    """Every step that this program has, by its name."""
    return sorted(one.name.partition("_")[0] for one in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def run(connection: Connection) -> None:
    """Take every step that the database has not taken."""
    from alembic import command  # late: most openings find the schema as it should be
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def revision(engine: Engine) -> str | None:
    """The step that a database has taken last; None when there is no store in it."""
    with engine.connect() as connection:
        return _revision_here(connection)


def _revision_here(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "lantik_schema"):
        return None
    found = connection.execute(text("SELECT version_num FROM lantik_schema")).scalar()
    return str(found) if found is not None else None


def _speaks_locks(connection: Connection) -> bool:
    try:
        return str(connection.exec_driver_sql("SELECT version()").scalar()).startswith("PostgreSQL")
    except DBAPIError:
        return False
