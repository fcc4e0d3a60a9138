"""The record for other programs: `export xes FILE`, `export csv FILE`."""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from workflow.cli import backups
from workflow.cli.output import write_json, write_line
from workflow.cli.parser import Group
from workflow.errors import InputError
from workflow.language import N_, _, plural

if TYPE_CHECKING:
    from workflow.cli.context import Context

#: the columns of `export csv`; scripts read them by name, so that names are added at the end and never changed
COLUMNS = (
    "case", "seq", "at", "recorded", "action", "actor", "name", "on_behalf_of", "role", "source", "target", "vote", "fired",
    "reason", "fields", "documents", "definition", "version", "subject", "unit", "due", "hash", "kind", "principal",
    "mandate",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")
_TYPED = ("name", "subject", "reason")


def register(top: Group) -> None:
    """Add these commands."""
    take = top.group("export", _("write the record for other programs"))
    for name, run, summary in (
        ("xes", run_xes, _("write every event as an IEEE 1849 XES log, for process mining")),
        ("csv", run_csv, _("write every event as a line of CSV; - is standard output")),
    ):
        made = take.command(name, run, summary, f"lantik export {name} log.{name} --as auditor-01")
        made.add_argument("file", metavar="FILE")
    backups.register_export(take)


def run_xes(context: Context) -> int:
    """Write an XES log."""
    context.session.now()  # an account that is open may read
    return _exported(context, context.workspace.export_xes(_target(context)))


def run_csv(context: Context) -> int:
    """Write the events as CSV."""
    events = context.session.store.read().events()
    if context.given.file == "-":
        write_csv(sys.stdout, events)
        return 0
    path = _target(context)
    try:
        handle, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                count = write_csv(file, events)
            Path(new).replace(path)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(
            N_("{path} cannot be written: {why}."), N_("Check the folder and its permissions."), path=str(path),
            why=error.strerror or str(error),
        ) from None  # fmt: skip
    return _exported(context, count)


def _exported(context: Context, count: int) -> int:
    if context.json:
        write_json({"file": context.given.file, "events": count})
    else:
        words = plural("{n} event written to {path}.", "{n} events written to {path}.", count)
        write_line(words.format(n=count, path=context.given.file))
    return 0


def _target(context: Context) -> Path:
    """Where to write: anywhere but over the store itself."""
    from workflow.store.opening import Paths

    path, paths = Path(context.given.file).expanduser(), Paths.of(Path(context.store).expanduser().absolute())
    there = path.resolve()
    own = [one.resolve() for one in (paths.picture, paths.lock, paths.checkpoint)]
    if there in own or paths.log.resolve() in there.parents:
        raise InputError(N_("{path} belongs to the store."), N_("Name another file."), path=str(path))
    return path


def write_csv(file: IO[str], events: Iterable[Mapping[str, Any]]) -> int:
    """Write events, one a line below a head of `COLUMNS`; fields and documents are JSON.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.

    Returns:
        How many there were.
    """
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    count = 0
    for count, event in enumerate(events, 1):  # noqa: B007 - the last number is the answer
        table.writerow([_cell(name, event.get(name)) for name in COLUMNS])
    return count


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Mapping, list)):
        return json.dumps(value, ensure_ascii=False)
    words = str(value)
    return f"'{words}" if name in _TYPED and words.startswith(_FORMULA) else words
