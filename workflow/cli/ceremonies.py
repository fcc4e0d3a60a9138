"""Ceremonies: `ceremony create`, `add`, `attend`, `hold`, `show`, `list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.moments import read_day
from workflow.cli.output import write_json, write_line, write_pairs, write_table
from workflow.cli.parser import Group
from workflow.errors import InputError
from workflow.language import N_, _, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow.ceremony.model import Ceremony
    from workflow.cli.context import Context

ALL = "all"


def register(top: Group) -> None:
    """Add these commands."""
    group = top.group("ceremony", _("plan and hold ceremonies"))
    create = group.command(
        "create", run_create, _("plan a ceremony; prints its id"),
        "lantik ceremony create 'Pelantikan pejabat fungsional' --date 2025-11-25 --place 'Aula rumah jabatan' --as u9",
    )  # fmt: skip
    create.add_argument("title", metavar="TITLE")
    create.add_argument("--date", required=True, metavar="DAY")
    create.add_argument("--place", default="", metavar="TEXT")
    add = group.command(
        "add", run_add, _("put cases on the roll, all or none"),
        "lantik ceremony add UPC-2025-001 JF-2025-0001 JF-2025-0002 --as u9\n"
        "lantik case list --state decreed --ids --limit 200 | xargs lantik ceremony add UPC-2025-001 --as u9",
    )  # fmt: skip
    add.add_argument("id", metavar="CEREMONY")
    add.add_argument("words", nargs="+", metavar="CASE")
    add.add_argument("--at", metavar="TIME", help=_("when it took effect (now where nothing is named)"))
    attend = group.command(
        "attend", run_attend, _("record who came, and who did not and why"),
        "lantik ceremony attend UPC-2025-001 --present all --absent JF-2025-0007='ill' --as u9",
    )  # fmt: skip
    attend.add_argument("id", metavar="CEREMONY")
    attend.add_argument(
        "--present",
        nargs="+",
        action="extend",
        default=[],
        metavar="CASE",
        help=_("who came; `all`: all but the absent"),
    )
    attend.add_argument(
        "--absent",
        nargs="+",
        action="extend",
        default=[],
        metavar="CASE=REASON",
        help=_("who did not, and why"),
    )
    hold = group.command(
        "hold", run_hold, _("inaugurate those present and postpone the others, all or none"),
        "lantik ceremony hold UPC-2025-001 --postpone-to 2025-12-02 --as u9",
    )  # fmt: skip
    hold.add_argument("id", metavar="CEREMONY")
    hold.add_argument("--postpone-to", metavar="DAY", help=_("the new day of those who did not come"))
    hold.add_argument("--at", metavar="TIME", help=_("when it was held (now where nothing is named)"))
    show = group.command(
        "show", run_show, _("show a ceremony with its roll"), "lantik ceremony show UPC-2025-001"
    )
    show.add_argument("id", metavar="CEREMONY")
    group.command("list", run_list, _("list ceremonies, the latest first"), "lantik ceremony list")


def _say(context: Context, ceremony: Ceremony) -> int:
    if context.json:
        write_json(shapes.ceremony(ceremony))
    else:
        write_line(_("{id}: {invited} on the roll, {present} present, {absent} absent, {unknown} not recorded.").format(
            id=ceremony.id, invited=ceremony.invited, present=ceremony.present, absent=ceremony.absent,
            unknown=ceremony.unknown,
        ))  # fmt: skip
    return 0


def run_create(context: Context) -> int:
    """Plan a ceremony."""
    given = context.given
    made: Ceremony = context.session.ceremonies.create(
        given.title, read_day(given.date), place=given.place, actor=context.user
    )
    if context.json:
        write_json(shapes.ceremony(made))
    else:
        print(made.id)
    return 0


def run_add(context: Context) -> int:
    """Put cases on the roll."""
    given = context.given
    at = context.moment(given.at)
    return _say(context, context.session.ceremonies.add(given.id, given.words, actor=context.user, at=at))


def run_attend(context: Context) -> int:
    """Record who came."""
    given = context.given
    ceremonies = context.session.ceremonies
    ceremony: Ceremony = ceremonies.get(given.id)
    absent = read_absent(given.absent)
    present = _present(ceremony, given.present, absent)
    _on_roll(ceremony, [*absent, *present])
    if not present and not absent:
        raise InputError(
            N_("Nobody is named."), N_("Name some with --present and --absent, or `--present all`.")
        )
    by_reason: dict[str, list[str]] = {}
    for case, reason in absent.items():
        by_reason.setdefault(reason, []).append(case)
    for reason, cases in by_reason.items():
        ceremony = ceremonies.attend(given.id, cases, "absent", reason=reason, actor=context.user)
    if present:
        ceremony = ceremonies.attend(given.id, present, "present", actor=context.user)
    return _say(context, ceremony)


def read_absent(given: Sequence[str]) -> dict[str, str]:
    """Who did not come, with the reason.

    Raises:
        InputError: one has no reason.

    Example:
        >>> read_absent(["JF-1=ill", "JF-2=on duty elsewhere"])
        {'JF-1': 'ill', 'JF-2': 'on duty elsewhere'}
    """
    found: dict[str, str] = {}
    for one in given:
        case, _equals, reason = one.partition("=")
        if not case.strip() or not reason.strip():
            raise InputError(
                N_("“{given}” gives no reason."), N_("Write it as --absent CASE=REASON."), given=one
            )
        found[case.strip()] = reason.strip()
    return found


def _present(ceremony: Ceremony, named: Sequence[str], absent: dict[str, str]) -> list[str]:
    """Who came; `all` leaves out those who are named, or were recorded, as absent."""
    both = [case for case in named if case in absent]
    if both:
        raise InputError(N_("{case} cannot be both present and absent."), N_("Name it once."), case=both[0])
    if ALL not in named:
        return list(dict.fromkeys(named))
    return [
        line.case for line in ceremony.lines
        if line.case in named or (line.case not in absent and line.attendance != "absent")
    ]  # fmt: skip


def _on_roll(ceremony: Ceremony, cases: Sequence[str]) -> None:
    known = {line.case for line in ceremony.lines}
    for case in cases:
        if case not in known:
            raise InputError(
                N_("Case {case} is not on the roll of {ceremony}."), N_("Add it first: `lantik ceremony add`."),
                case=case, ceremony=ceremony.id,
            )  # fmt: skip


def run_hold(context: Context) -> int:
    """Hold a ceremony."""
    given = context.given
    later = read_day(given.postpone_to) if given.postpone_to else None
    held: Ceremony = context.session.ceremonies.hold(
        given.id, postpone_to=later, actor=context.user, at=context.moment(given.at)
    )
    if context.json:
        write_json(shapes.ceremony(held))
        return 0
    done = [line for line in held.lines if line.outcome == "inaugurated"]
    postponed = [line for line in held.lines if line.outcome == "postponed"]
    write_line(_("{id}: {done} inaugurated, {postponed} postponed.").format(
        id=held.id, done=len(done), postponed=len(postponed)))  # fmt: skip
    for line in postponed:
        write_line(f"{line.case}  {text(line.new_date)}  {line.reason}")
    return 0


def run_show(context: Context) -> int:
    """Show a ceremony."""
    found: Ceremony = context.session.ceremonies.get(context.given.id)
    if context.json:
        write_json(shapes.ceremony(found))
        return 0
    held = text(found.held) if found.held else _("not yet")
    write_pairs([
        (_("Ceremony"), found.id), (_("Title"), found.title), (_("Day"), text(found.date)), (_("Place"), found.place),
        (_("Held"), held), (_("On the roll"), found.invited), (_("Present"), found.present), (_("Absent"), found.absent),
    ])  # fmt: skip
    if found.lines:
        print()
        words = {
            "present": _("present"),
            "absent": _("absent"),
            None: "",
            "inaugurated": _("inaugurated"),
            "postponed": _("postponed"),
        }
        write_table([_("Case"), _("Attendance"), _("Outcome"), _("New day"), _("Reason")], (
            [line.case, words[line.attendance], words[line.outcome], line.new_date, line.reason] for line in found.lines
        ))  # fmt: skip
    return 0


def run_list(context: Context) -> int:
    """List ceremonies."""
    found: list[Ceremony] = context.session.ceremonies.all()
    if context.json:
        write_json([shapes.ceremony(one) for one in found])
        return 0
    headers = [_("Ceremony"), _("Day"), _("Title"), _("On the roll"), _("Present"), _("Absent"), _("Held")]
    write_table(headers, ([
        one.id, one.date, one.title, one.invited, one.present, one.absent, one.held.date() if one.held else "",
    ] for one in found))  # fmt: skip
    return 0
