"""Users and roles: `user add`, `list`, `grant`, `revoke`, `close`, `open`, `can`; `role list`, `who`, `gaps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.cli import rights, shapes
from workflow.cli.output import write_json, write_line, write_table
from workflow.cli.parser import Group
from workflow.cli.rights import Gaps, tell_unbound
from workflow.errors import InputError
from workflow.language import N_, _, text

if TYPE_CHECKING:
    from workflow import User
    from workflow.cli.context import Context


def register(top: Group) -> None:
    """Add these commands."""
    group = top.group("user", _("users and the roles that they hold"))
    add = group.command(
        "add", run_add, _("add a user"),
        "lantik user add u1 --name 'Maria Tallo' --role hr_officer --role opd_head@UNIT-7 --person P-0001 --as admin",
    )  # fmt: skip
    add.add_argument("id", metavar="ID")
    add.add_argument("--name", required=True, metavar="NAME", help=_("as people read it"))
    add.add_argument(
        "--role", dest="roles", nargs="+", action="extend", default=[], metavar="ROLE[@UNIT]",
        help=_("a role; without a unit it is held in all of the city"),
    )  # fmt: skip
    add.add_argument("--person", metavar="PERSON", help=_("the person of the registry behind the account"))
    group.command(
        "list", run_list, _("list users; needs no user"), "lantik user list\nlantik user list --json"
    )
    for name, run, summary in (
        ("grant", run_grant, _("give a user one more role")),
        ("revoke", run_revoke, _("take a role from a user")),
    ):
        made = group.command(name, run, summary, f"lantik user {name} u1 opd_head@UNIT-7 --as admin")
        made.add_argument("id", metavar="ID")
        made.add_argument("role", metavar="ROLE[@UNIT]")
        if name == "grant":
            made.add_argument(
                "--post", metavar="POSITION", help=_("the post that it comes with: who acts there has it too")
            )
    for name, run, summary in (
        ("close", run_close, _("close an account; what it did stays on record")),
        ("open", run_open, _("open a closed account again")),
    ):
        group.command(name, run, summary, f"lantik user {name} u1 --as admin").add_argument(
            "id", metavar="ID"
        )
    roles = top.group("role", _("the roles that there are"))
    roles.command("list", run_roles, _("list roles and who holds them; needs no user"), "lantik role list")
    rights.register(group, roles)


def read_role(words: str) -> tuple[str, str | None]:
    """A role, and the unit in which it is held.

    Example:
        >>> read_role("opd_head@UNIT-7"), read_role("pyb")
        (('opd_head', 'UNIT-7'), ('pyb', None))
    """
    role, _at, unit = words.strip().partition("@")
    return role, unit or None


def in_words(role: str, unit: str | None) -> str:
    """A grant as it is written on the command line."""
    return f"{role}@{unit}" if unit else role


def _say(context: Context, user: User) -> int:
    if context.json:
        write_json(shapes.user(user))
    else:
        state = "" if user.active else f"  ({_('closed')})"
        write_line(f"{user.id}  {user.name}  {', '.join(in_words(*one) for one in user.roles)}{state}")
    return 0


def run_add(context: Context) -> int:
    """Add a user."""
    given = context.given
    if any(one.id == given.id for one in context.session.access.users()):
        raise InputError(
            N_("There is a user “{user}” already."), N_("`lantik user grant` and `lantik user revoke` change their roles."),
            user=given.id,
        )  # fmt: skip
    roles = [read_role(one) for one in given.roles]
    added = context.session.add_user(given.id, name=given.name, roles=roles, person=given.person)
    tell_unbound(context, roles)
    return _say(context, added)


def run_list(context: Context) -> int:
    """List users."""
    users = context.workspace.access.users()
    if context.json:
        write_json([shapes.user(one) for one in users])
        return 0
    write_table([_("User"), _("Name"), _("Roles"), _("Person"), _("Account")], (
        [one.id, one.name, ", ".join(in_words(*grant) for grant in one.roles), one.person, "" if one.active else _("closed")]
        for one in users
    ))  # fmt: skip
    return 0


def run_grant(context: Context) -> int:
    """Give a role."""
    role, unit = read_role(context.given.role)
    access = context.session.access
    granted = access.grant(context.given.id, role, unit, actor=context.user, post=context.given.post)
    tell_unbound(context, [(role, unit)])
    return _say(context, granted)


def run_revoke(context: Context) -> int:
    """Take a role."""
    role, unit = read_role(context.given.role)
    gaps = Gaps(context)
    changed = context.session.access.revoke(context.given.id, role, unit, actor=context.user)
    gaps.tell()
    return _say(context, changed)


def run_close(context: Context) -> int:
    """Close an account."""
    gaps = Gaps(context)
    closed = context.session.access.set_active(context.given.id, False, actor=context.user)
    gaps.tell()
    return _say(context, closed)


def run_open(context: Context) -> int:
    """Open an account again."""
    return _say(context, context.session.access.set_active(context.given.id, True, actor=context.user))


def run_roles(context: Context) -> int:
    """List roles with who holds them."""
    access = context.workspace.access
    holders: dict[str, list[dict[str, Any]]] = {}
    for user in access.users():
        for role, unit in user.roles if user.active else ():
            holders.setdefault(role, []).append({"id": user.id, "name": user.name, "unit": unit})
    roles = access.roles()
    if context.json:
        write_json([shapes.role(name, label, holders.get(name, [])) for name, label in roles.items()])
        return 0
    write_table([_("Role"), _("Label"), _("Held by")], (
        [name, text(label), ", ".join(in_words(one["id"], one["unit"]) for one in holders.get(name, [])) or "-"]
        for name, label in roles.items()
    ))  # fmt: skip
    return 0
