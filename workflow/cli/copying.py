"""`lantik copy`: the whole store to another place or kind."""

from __future__ import annotations

from workflow.cli.context import Context
from workflow.cli.output import write_json, write_line
from workflow.cli.parser import Group
from workflow.language import Counted, _


def register(top: Group) -> None:
    """Add this command."""
    copy = top.command(
        "copy",
        run_copy,
        _("copy the whole store to another place or into a database, and compare the two"),
        "lantik copy --to postgresql://lantik@db.kupang.go.id/lantik\n"
        "lantik copy --store postgresql://lantik@db.kupang.go.id/lantik --to /srv/lantik/store.json\n"
        "lantik copy --to sqlite:////srv/lantik/city.db",
    )
    copy.add_argument(
        "--to", metavar="PATH|URL", required=True, help=_("where to; one that was cut short is gone on with")
    )


def run_copy(context: Context) -> int:
    """Copy and compare."""
    from workflow.cli.progress import Progress
    from workflow.workspace.copying import copy, plain

    progress = Progress()
    try:
        done = copy(context.store, context.given.to, progress)
    finally:
        progress.end()
    target = plain(context.given.to)
    if context.json:
        said = {"documents": done.documents, "events": done.events, "files": done.files}
        write_json({"from": plain(context.store), "to": target, **said})
    else:
        write_line(
            _("Copied to {target}: {documents}, {events}, {files}; both stores are alike.").format(
                target=target,
                documents=Counted("{n} document", "{n} documents", done.documents),
                events=Counted("{n} event", "{n} events", done.events),
                files=Counted("{n} file", "{n} files", done.files),
            )
        )
    return 0
