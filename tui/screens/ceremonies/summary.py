"""What stands beside the roll: the counter, the oath groups, the checks."""

from __future__ import annotations

from textual.content import Content

from workflow.language import text
from workflow.language import translate as _

from .day import weekday
from .roll import Roll

BAR = 30


def summary(roll: Roll) -> Content:
    """Counter, groups, checks; after the ceremony what became of them."""
    ceremony = roll.ceremony
    lines = [
        Content.styled(ceremony.title, "bold"),
        Content.styled(weekday(ceremony.date) + (f" · {ceremony.place}" if ceremony.place else ""), "$muted"),
        Content(""),
        Content.assemble(
            Content.styled(f"{ceremony.present} / {ceremony.invited}", "bold $text-success"),
            f"  {_('present')}",
        ),
        _bar(ceremony.present, ceremony.absent, ceremony.invited),
        Content.styled(
            _("{absent} absent · {unknown} not recorded").format(
                absent=ceremony.absent, unknown=ceremony.unknown
            ),
            "$muted",
        ),
        Content(""),
        Content.styled(_("Oath groups"), "bold $text-accent"),
    ]
    groups = roll.groups()
    width = max((len(group.religion) for group in groups), default=0)
    lines += [Content(f"{one.religion:<{width}}  {one.came:>4} / {len(one.lines)}") for one in groups]
    lines += [Content("")]
    if ceremony.held:
        lines.append(
            Content.styled("★ " + _("Held on {day}").format(day=text(ceremony.held)), "bold $text-success")
        )
        postponed = [one for one in roll.lines() if one.outcome == "postponed"]
        lines.append(Content(_("{count} inaugurated").format(count=ceremony.invited - len(postponed))))
        lines += [
            Content.assemble(
                Content.styled("↷ ", "$text-warning"), one.entry.name,
                Content.styled(f"\n  {text(one.new_date)} · {one.reason or ''}", "$muted"),
            )
            for one in postponed
        ]  # fmt: skip
        return Content("\n").join(lines)
    lines.append(Content.styled(_("Checks"), "bold $text-accent"))
    against = roll.against()
    lines += [Content.assemble(Content.styled("! ", "bold $text-error"), one) for one in against]
    if not against:
        lines.append(
            Content.assemble(Content.styled("✓ ", "$text-success"), _("Ready: h holds the ceremony."))
        )
    return Content("\n").join(lines)


def _bar(present: int, absent: int, invited: int) -> Content:
    """Present, absent and the rest as a bar; the numbers beside it say the same."""
    if not invited:
        return Content("")
    came, missed = present * BAR // invited, -(-absent * BAR // invited)
    missed = min(missed, BAR - came)
    return Content.assemble(
        Content.styled("█" * came, "$text-success"),
        Content.styled("▒" * missed, "$text-error"),
        Content.styled("░" * (BAR - came - missed), "$muted"),
    )
