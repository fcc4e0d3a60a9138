"""A store's copies: `backup FILE`, `restore FILE`, `export all FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workflow.cli.output import write_json, write_line
from workflow.cli.parser import Group
from workflow.cli.writing import target, whole
from workflow.errors import InputError
from workflow.language import N_, Counted, _

if TYPE_CHECKING:
    from workflow.cli.context import Context
    from workflow.store.restore import Until


def register(top: Group) -> None:
    """Add `backup` and `restore`."""
    back = top.command(
        "backup",
        run_backup,
        _("copy the store, its files and its definitions into one file, while others use it"),
        "lantik backup lantik-2025-11-25.zip",
    )
    back.add_argument("file", metavar="FILE")
    put = top.command(
        "restore",
        run_restore,
        _("put a backup in the store's place; what is there is kept in a folder beside it"),
        "lantik restore lantik-2025-11-25.zip\nlantik restore lantik-2025-11-25.zip --until 2025-11-25T12:00\n"
        "lantik restore lantik-2025-11-25.zip --until JF-2025-0001#5\n"
        "lantik restore lantik-2025-11-25.zip --until 1041",
    )
    put.add_argument("file", metavar="FILE")
    put.add_argument(
        "--until",
        metavar="TIME|CASE#N|N",
        help=_("only what was recorded up to then, up to this event of a case, or up to this commit"),
    )


def register_export(take: Group) -> None:
    """Add `export all`."""
    made = take.command(
        "all",
        run_export_all,
        _("write everything as JSON lines in one zip, with a description"),
        "lantik export all everything.zip --as auditor-01",
    )
    made.add_argument("file", metavar="FILE")


def run_backup(context: Context) -> int:
    """Make a backup."""
    from workflow.store.backup import back_up
    from workflow.store.tiny import TinyStore

    store = context.workspace.store
    if not isinstance(store, TinyStore):
        raise InputError(
            N_("Only a store in a file is backed up here."),
            N_(
                "Back a database up with its own tools, or copy it into a file first: `lantik copy --to PATH`."
            ),
        )
    path = target(context.store, context.given.file)
    with whole(path) as new:
        made = back_up(store, new)
    size = path.stat().st_size
    if context.json:
        write_json(
            {
                "file": context.given.file,
                "commit": made.commit,
                "hash": made.hash,
                "made": made.made,
                "size": size,
            }
        )
    else:
        files = Counted("{n} file", "{n} files", len(made.files))
        words = _("{path}: {files} up to commit {commit}, {size} bytes.")
        write_line(words.format(path=context.given.file, files=files, commit=made.commit, size=size))
    return 0


def run_restore(context: Context) -> int:
    """Put a backup back."""
    from workflow.workspace.restoring import restore
    from workflow.workspace.target import store_path

    path = store_path(context.store)
    done, again = restore(Path(context.given.file).expanduser(), path, _until(context))
    if context.json:
        kept = str(done.kept) if done.kept else None
        write_json(
            {"store": str(path), "commit": done.commit, "of": done.of, "kept": kept, "erased_again": again}
        )
        return 0
    write_line(
        _("{path} is restored up to commit {n} of {all}.").format(path=path, n=done.commit, all=done.of)
    )
    if again:
        write_line(_("What was erased since is erased again: {people}.").format(people=", ".join(again)))
    if done.kept:
        write_line(_("What was there before lies in {folder}.").format(folder=done.kept))
    return 0


def _until(context: Context) -> Until | None:
    words: str | None = context.given.until
    if words is None:
        return None
    if words.isdecimal():
        return int(words)
    case, mark, number = words.rpartition("#")
    if mark and case and number.isdecimal():
        from workflow.store.restore import EventOf

        return EventOf(case, int(number))
    from workflow.cli.moments import read_moment
    from workflow.registry.settings import load_city
    from workflow.shipped import shipped_definitions
    from workflow.workspace.clock import zone

    own = Path(context.store).expanduser().absolute().parent / "definitions" / "city.yaml"
    city = load_city(own if own.exists() else shipped_definitions() / "city.yaml")
    return read_moment(words, zone(city.time_zone))


def run_export_all(context: Context) -> int:
    """Write everything in an open form."""
    from workflow.exchange.everything import write_everything
    from workflow.store.protocol import TABLES

    reader = context.session.store.read()
    attached = context.workspace.files
    names = sorted(attached.names()) if attached else []
    files = ((name, attached.read(name)) for name in names) if attached else ()
    path = target(context.store, context.given.file)
    with whole(path) as new:
        lines = write_everything(new, {name: reader.all(name) for name in TABLES}, reader.events(), files)
    if context.json:
        write_json({"file": context.given.file, "lines": lines, "files": len(names)})
    else:
        write_line(_("Written to {path}: {events}, {cases}, {files}.").format(
            path=context.given.file, events=Counted("{n} event", "{n} events", lines["events.jsonl"]),
            cases=Counted("{n} case", "{n} cases", lines["tables/cases.jsonl"]),
            files=Counted("{n} file", "{n} files", len(names))))  # fmt: skip
    return 0
