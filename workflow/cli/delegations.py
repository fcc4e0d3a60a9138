"""Standing in for somebody: `delegate USER --to USER`, `delegate list`, `delegate revoke ID`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.cli import shapes
from workflow.cli.moments import begins, read_edge
from workflow.cli.output import few, note, write_json, write_line, write_table
from workflow.cli.parser import Group
from workflow.errors import InputError
from workflow.language import N_, _

if TYPE_CHECKING:
    from workflow import Delegation
    from workflow.cli.context import Context


def register(top: Group) -> None:
    """Add these commands."""
    made = top.command(
        "delegate", run, _("let somebody stand in for a user; `delegate list`, `delegate revoke ID`"),
        "lantik delegate sekda --to asisten1 --role pyb --since 2025-12-01 --until 2025-12-12 --reason 'leave' --as sekda\n"
        "lantik delegate sekda --to asisten1 --unit UNIT-7 --definition jabatan-fungsional --reason 'leave' --as sekda\n"
        "lantik delegate list --as sekda\n"
        "lantik delegate revoke D-0001 --as sekda",
    )  # fmt: skip
    made.usage = "lantik delegate USER --to USER --reason TEXT [--role ROLE] … | list | revoke ID"
    made.add_argument(
        "words", nargs="+", metavar="USER", help=_("whose role it is; or `list`, or `revoke` and an id")
    )
    made.add_argument("--to", metavar="USER", help=_("who stands in"))
    made.add_argument("--role", metavar="ROLE", help=_("which role (all of them where none is named)"))
    made.add_argument("--unit", metavar="UNIT", help=_("only for cases of this unit or below it"))
    made.add_argument("--definition", metavar="ID", help=_("only for cases of this definition"))
    made.add_argument("--onward", action="store_true", help=_("the stand-in may pass it on"))
    made.add_argument("--since", metavar="TIME", help=_("from when (at once where nothing is named)"))
    made.add_argument("--until", metavar="TIME", help=_("until when; a day counts as a whole"))
    made.add_argument("--reason", metavar="TEXT", help=_("why"))


def run(context: Context) -> int:
    """Do one of the three."""
    word, *rest = context.given.words
    if word == "list" and not rest:
        return _list(context)
    if word == "revoke" and len(rest) == 1:
        return _say(context, context.session.access.revoke_delegation(rest[0], actor=context.user))
    if rest or word == "revoke":
        raise InputError(
            N_("“{words}” is not understood."),
            N_("`lantik delegate --help` shows the form."),
            words=" ".join([word, *rest]),
        )
    return _delegate(context, word)


def _delegate(context: Context, principal: str) -> int:
    given = context.given
    missing = [f"--{name}" for name in ("to", "reason") if not getattr(given, name)]
    if missing:
        raise InputError(
            N_("Still missing: {what}."),
            N_("`{command} --help` shows the form."),
            what=", ".join(missing),
            command="lantik delegate",
        )
    zone = context.workspace.clock.tz
    made: Delegation = context.session.delegate(
        principal, to=given.to, role=given.role, since=read_edge(given.since, zone), until=read_edge(given.until, zone),
        reason=given.reason, unit=given.unit, definition=given.definition, onward=given.onward,
    )  # fmt: skip
    barred: list[str] = context.workspace.access.barred_from(made)
    if barred:
        note(_("The duties keep {to} from {cases}, which wait for {principal}.").format(
            to=made.to, principal=made.principal, cases=few(barred)))  # fmt: skip
    return _say(context, made)


def _say(context: Context, one: Delegation) -> int:
    in_force = context.workspace.access.lent(one)
    if context.json:
        write_json(shapes.delegation(one, in_force))
    else:
        write_line(f"{one.id}  " + _("{to} stands in for {principal} ({role}); {state}.").format(
            to=one.to, principal=one.principal, role=_scope(one), state=_state(context, one),
        ))  # fmt: skip
    return 0


def _state(context: Context, one: Delegation) -> str:
    """Whether a delegation counts, will count, or is over."""
    now = context.workspace.now()
    if one.revoked:
        return _("revoked")
    if context.workspace.access.lent(one):
        return _("in force")
    if one.since is not None and one.since > now:
        return begins(one.since)
    return _("over") if one.until is not None and one.until < now else _("not in force")


def _scope(one: Delegation) -> str:
    """How far it reaches: the role, the unit, the definition, and whether it may be passed on."""
    parts = [
        one.role or _("all roles"),
        one.unit,
        one.definition,
        _("may be passed on") if one.onward else None,
    ]
    return ", ".join(part for part in parts if part)


def _list(context: Context) -> int:
    access = context.workspace.access
    found: list[Delegation] = context.session.access.delegations()
    if context.json:
        write_json([shapes.delegation(one, access.lent(one)) for one in found])
        return 0
    if not found:
        write_line(_("Nobody stands in for anybody by delegation."))
        return 0
    headers = ["ID", _("For"), _("Stand-in"), _("Role"), _("Since"), _("Until"), _("State"), _("Reason")]
    write_table(headers, ([
        one.id, one.principal, one.to, _scope(one),
        f"{one.since:%Y-%m-%d %H:%M}" if one.since else "", f"{one.until:%Y-%m-%d %H:%M}" if one.until else "",
        _state(context, one), one.reason,
    ] for one in found))  # fmt: skip
    return 0
