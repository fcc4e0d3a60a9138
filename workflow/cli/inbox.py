"""`inbox`: what waits for you."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.cli import shapes
from workflow.cli.case_views import paging, say_more
from workflow.cli.claims import holder
from workflow.cli.notices import in_short
from workflow.cli.output import few, note, write_json, write_line, write_table
from workflow.cli.parser import Group
from workflow.language import _, plural, text

if TYPE_CHECKING:
    from workflow import InboxItem
    from workflow.cli.context import Context

DUES = ("overdue", "today", "week", "none")
CLAIMED = ("mine", "free", "others", "all")
SORTS = ("due", "opened", "changed", "state", "id")


def register(top: Group) -> None:
    """Add this command."""
    inbox = top.command(
        "inbox", run, _("what waits for you, the most urgent first"),
        "lantik inbox --as sekda\nlantik inbox --as u1 --search 'perawat kelapa lima' --due overdue",
    )  # fmt: skip
    inbox.add_argument("--search", default="", metavar="TEXT", help=_("words that must all be found"))
    inbox.add_argument("--unit", metavar="UNIT", help=_("this unit, and what belongs to it"))
    inbox.add_argument("--phase", metavar="PHASE")
    inbox.add_argument("--due", choices=DUES)
    inbox.add_argument("--sort", choices=SORTS)
    inbox.add_argument(
        "--filter", metavar="NAME", help=_("one of your own filters; what is named beside it counts first")
    )
    inbox.add_argument("--save", metavar="NAME", help=_("keep this filter under a name"))
    inbox.add_argument("--drop", metavar="NAME", help=_("throw a filter of your own away"))
    inbox.add_argument("--mine", action="store_true", help=_("only what you have taken up"))
    inbox.add_argument(
        "--claimed",
        choices=CLAIMED,
        help=_("what you have taken up, what nobody has, what others have, or all"),
    )
    paging(inbox)


def run(context: Context) -> int:
    """List what waits."""
    given, desk = context.given, context.session.desk
    if given.drop:
        desk.drop_filter(given.drop)
    claimed = "mine" if given.mine else given.claimed
    named = {
        "search": given.search, "unit": given.unit, "phase": given.phase, "due": given.due, "sort": given.sort,
        "claimed": claimed,
    }  # fmt: skip
    own = desk.filter(given.filter) if given.filter else {}
    wanted = {**own, **{key: one for key, one in named.items() if one}}
    if given.save:
        desk.save_filter(given.save, wanted)
    found = context.session.inbox(**wanted, after=given.after, limit=given.limit)
    if not found.total:
        desk.check_filter(phase=wanted.get("phase"), unit=wanted.get("unit"))
    if context.json:
        write_json(shapes.page(found, shapes.inbox_item))
        return 0
    news = len(context.session.notices(unread=True))
    if not found.total:
        chosen = any(key != "sort" for key in wanted)
        words = _("Nothing that waits for you is like that.") if chosen else _("Nothing waits for you.")
        write_line(words)
        if news:
            note(in_short(news))
        _say_asked(context)
        return 0
    headers = [_("Case"), _("State"), _("About"), _("Unit"), _("Nominee"), _("Action"), _("Due")]
    rows = [[
        one.case, text(one.state_label), one.title, one.unit, one.who, actions_of(one), deadline(one),
    ] for one in found]  # fmt: skip
    if any(one.claim for one in found):
        headers.append(_("Taken up by"))
        for row, one in zip(rows, found, strict=True):
            row.append(holder(one.claim) if one.claim else "")
    write_table(headers, rows, firm=(0, 5, 6))
    say_more(found)
    if news:
        note(in_short(news))
    _say_asked(context)
    return 0


def _say_asked(context: Context) -> None:
    """Whose questions wait for an answer."""
    asked = [one.case for one in context.session.advice.waiting()]
    if asked:
        note(_("Your advice is asked on {cases}: `lantik case questions`.").format(cases=few(asked)))


def action_in_words(label: Any, name: str) -> str:
    """An action as people call it, with the name that `case act` takes.

    Example:
        >>> action_in_words({"id": "Dukung", "en": "Endorse"}, "endorse")
        'Endorse (endorse)'
    """
    return f"{text(label)} ({name})"


def actions_of(item: InboxItem) -> str:
    """What may be done about it."""
    return " / ".join(map(action_in_words, item.labels, item.actions))


def deadline(item: InboxItem) -> str:
    """By when, in words."""
    if item.due is None:
        return _("returned") if item.returned else ""
    days = abs(item.waiting or 0)
    if item.overdue:
        words = plural("overdue by {n} working day", "overdue by {n} working days", days)
    elif days:
        words = plural("{n} working day left", "{n} working days left", days)
    else:
        words = _("today")
    return f"{item.due} {words.format(n=days)}" + (f", {_('returned')}" if item.returned else "")
