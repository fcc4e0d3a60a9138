"""The store itself: `init`, `demo`, `clock`, `checkpoint`, `tick`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.cli import place, shapes
from workflow.cli.faults import as_document
from workflow.cli.moments import read_moment, step_from
from workflow.cli.output import note, write_json, write_line
from workflow.cli.parser import Group
from workflow.errors import InputError
from workflow.language import N_, Counted, _, text

if TYPE_CHECKING:
    from workflow import Ticked, Version
    from workflow.cli.context import Context


def register(top: Group) -> None:
    """Add these commands."""
    init = top.command(
        "init",
        run_init,
        _("make an empty store"),
        "lantik init\nlantik init --store /srv/lantik/store.json --group bkpsdm",
    )
    init.add_argument("--group", metavar="NAME", help=_("a group of this host whose members share the store"))
    demo = top.command(
        "demo",
        run_demo,
        _("make the demonstration city"),
        "lantik demo\nlantik demo --store /tmp/city/store.json --seed 7 --cases 1000\n"
        "lantik demo --cases 0 --start 2025-09-22T08:00",
    )
    demo.add_argument(
        "--seed", type=int, default=None, metavar="N", help=_("another number makes other people")
    )
    demo.add_argument("--cases", type=int, default=None, metavar="N", help=_("how many cases it has"))
    demo.add_argument("--start", metavar="TIME", help=_("where its clock begins (25 November 2025, 07:30)"))
    clock = top.command(
        "clock",
        run_clock,
        _("tell the store's time, or move a demonstration's clock forward"),
        "lantik clock\nlantik clock --forward 2d\nlantik clock --forward 2025-12-01T08:00",
    )
    clock.add_argument("--forward", metavar="2d|3h|TIME", help=_("by how much, or to when"))
    top.command("checkpoint", run_checkpoint, _("bring store.json up to the record"), "lantik checkpoint")
    tick = top.command(
        "tick",
        run_tick,
        _("do what is due by itself: reminders and escalations of overdue cases"),
        "lantik tick\nlantik tick --at 2025-12-01",
    )
    tick.add_argument("--at", metavar="TIME", help=_("as of when (now where nothing is named)"))


def run_init(context: Context) -> int:
    """Make an empty store with the shipped definitions beside it."""
    group = context.given.group
    from workflow.setup import make_empty

    if "://" in context.store:
        return _init_database(context)
    path = place.new_place(context.store)
    number = place.group_number(group) if group else None
    with place.whole_or_not_at_all(path):
        with make_empty(path) as workspace:
            versions = workspace.definitions.all()
        reachable = number is None or place.share(path, number)
    if not reachable:
        words = _("Its folder is not the group's yet: chgrp {group} {folder} && chmod 2770 {folder}")
        note(words.format(group=group, folder=path.absolute().parent))
    return _told_init(context, str(path), versions, path.parent / "definitions")


def _init_database(context: Context) -> int:
    if context.given.group:
        raise InputError(
            N_("A database is shared by its own users, not by a group of this host."),
            N_("Leave --group out."),
        )
    from workflow.setup import make_empty

    with make_empty(context.store) as workspace:
        versions, folder = workspace.definitions.all(), workspace.city.folder
    return _told_init(context, context.store.rpartition("@")[2], versions, folder)


def _told_init(context: Context, path: str, versions: Sequence[Version], folder: Path) -> int:
    """Say what the new store has."""
    if context.json:
        published = [shapes.version(version) for version in versions]
        write_json({"store": path, "users": ["admin"], "published": published})
        return 0
    write_line(_("Made {path}. It has the user “admin”.").format(path=path))
    for version in versions:
        write_line(_("Published {id}, version {n}.").format(id=version.id, n=version.number))
    write_line(_("The definitions and the city's settings lie in {folder}.").format(folder=folder))
    write_line(_("Next: `lantik user add`, `lantik import positions FILE`, or `lantik` for the screens."))
    return 0


def run_demo(context: Context) -> int:
    """Make the demonstration city."""
    given = {name: getattr(context.given, name) for name in ("seed", "cases")}
    wanted: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if wanted.get("cases", 0) < 0:
        raise InputError(
            N_("A city has no fewer than 0 cases."), N_("Leave --cases out, or name a number from 0.")
        )
    if context.given.start is not None:
        from workflow.workspace.clock import WITA  # the demonstration is Kupang

        wanted["start"] = read_moment(context.given.start, WITA)
    path = place.new_place(context.store)
    from workflow.cli.progress import Progress
    from workflow.demo import make_demo

    progress = Progress()
    try:
        with place.whole_or_not_at_all(path):
            make_demo(path, progress=progress, **wanted).close()
    finally:
        progress.end()
    return _told_demo(context, path)


def _told_demo(context: Context, path: Path) -> int:
    """Say what the demonstration city has."""
    users = context.workspace.access.users()
    now = context.workspace.now()
    total = context.workspace.cases(limit=1).total
    if context.json:
        write_json({"store": str(path), "now": now, "users": [user.id for user in users], "cases": total})
        return 0
    write_line(_("Made the demonstration city at {path}: {users}, {cases}; its clock says {now}.").format(
        path=path, users=Counted("{n} user", "{n} users", len(users)),
        cases=Counted("{n} case", "{n} cases", total), now=text(now)))  # fmt: skip
    write_line(_("Next: `lantik` opens the screens; `lantik user list` shows who you could be."))
    return 0


def run_clock(context: Context) -> int:
    """Tell the time, or move it."""
    clock = context.workspace.clock
    now = clock.now()
    if context.given.forward is not None:
        now = clock.set(step_from(context.given.forward, now, clock.tz))
    if context.json:
        write_json({"now": now, "zone": str(clock.tz), "demonstration": clock.is_story})
    else:
        kind = _("a demonstration's clock") if clock.is_story else _("the system's clock")
        write_line(f"{text(now)}  {clock.tz}  ({kind})")
    return 0


def run_checkpoint(context: Context) -> int:
    """Bring the picture up to the record."""
    context.workspace.store.checkpoint()
    position = context.workspace.store.position()
    if context.json:
        write_json({"store": context.store, "position": position})
    else:
        write_line(_("{path} goes up to commit {n} now.").format(path=context.store, n=position))
    return 0


def run_tick(context: Context) -> int:
    """Do what is due by itself; the exit code is the worst that a case met."""
    ticked: Ticked = context.workspace.tick(context.moment(context.given.at))
    failed = [(one.case, one.error) for one in ticked.failed if one.error]
    seal = context.workspace.audit.seal_of_the_day()
    if context.json:
        write_json([
            *(shapes.event(event) for event in ticked),
            *({"case": case, "exit_code": error.exit_code, **as_document(error)} for case, error in failed),
        ])  # fmt: skip
    for event in () if context.json else ticked:
        write_line(f"{event.case}  {event.action}  {event.source or ''} → {event.target}")
    for case, error in () if context.json else failed:
        write_line(f"{case}  {error}")
    if not (ticked.cases or context.json):
        write_line(_("Nothing was due."))
    if seal is not None and not context.json:
        sealed = Counted("{n} event", "{n} events", seal["size"])
        write_line(_("Sealed {events}, root {root}.").format(events=sealed, root=seal["root"]))
    return max((error.exit_code for _case, error in failed), default=0)
