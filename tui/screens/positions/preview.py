"""What stands beside the tree: a unit's numbers, or a position with its holders and the cases behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.content import Content

from workflow.errors import LantikError
from workflow.language import N_, plural, text
from workflow.language import translate as _

from .rows import share, standing
from .tree import Row, SeatRow, UnitRow

if TYPE_CHECKING:
    from workflow import Session

STATUSES = {"definitif": N_("definitive"), "plt": N_("acting (Plt)"), "plh": N_("daily acting (Plh)")}
KINDS = {"structural": N_("structural"), "functional": N_("functional"), "executive": N_("executive")}
MOST = 12


@dataclass(frozen=True, slots=True)
class Behind:
    """An open case behind a position, in words."""

    case: str
    state: Any
    nominee: str | None
    due: date | None
    overdue: bool


def behind(session: Session, row: SeatRow) -> list[Behind]:
    """The open cases of a position; runs in a thread."""
    found = []
    today = session.now().date()
    for name, _phase in row.seat.cases[:MOST]:
        try:
            case = session.case(name)
            state = session.definitions.get(case.definition, case.version).definition.states[case.state].label
        except (LantikError, KeyError):
            continue
        found.append(
            Behind(
                name,
                state,
                _name(session, case.fields.get("nominee")),
                case.due,
                bool(case.due and case.due < today),
            )
        )
    return found


def _name(session: Session, person: object) -> str | None:
    if not isinstance(person, str):
        return None
    try:
        return str(session.registry.person(person).name)
    except LantikError:
        return person


def unit(row: UnitRow) -> Content:
    """A unit: where it belongs, and what is below it."""
    counts = row.below
    rows = [
        (_("Need"), counts.need), (_("Filled"), counts.filled), (_("Vacant"), counts.vacant), (_("Acting"), counts.acting),
        (_("Open cases"), counts.cases),
    ]  # fmt: skip
    width = max(len(label) for label, _count in rows)
    lines: list[Content] = [Content.styled(row.unit.name, "bold")]
    lines += [Content.styled(" / ".join(row.path[:-1]), "$muted")] if len(row.path) > 1 else []
    lines += [Content(""), share(counts)]
    lines += [Content(f"{label:<{width}}  {count:>6}") for label, count in rows]
    if row.longest is not None:
        said = plural("longest vacant for {days} day", "longest vacant for {days} days", row.longest)
        lines += [Content(""), Content(said.format(days=row.longest))]
    return Content("\n").join(lines)


def position(row: SeatRow, cases: Sequence[Behind] | None) -> Content:
    """A position: how it stands, who holds it since when and as what, and the cases that are to fill it.

    Args:
        row: the position.
        cases: what `behind` found; None while it is still looking.
    """
    seat, stands = row.seat.position, row.seat.standing
    level = " · ".join(one for one in (_(KINDS.get(seat.kind, seat.kind)), seat.level) if one)
    lines: list[Content] = [
        Content.styled(seat.name, "bold"),
        Content.styled(" / ".join(row.path[1:] or row.path), "$muted"),
        Content.styled(f"{level} · {seat.id}", "$muted"),
        Content(""),
        Content.assemble(
            standing(row), "  ",
            _("{filled} of {need} filled").format(filled=row.counts.filled, need=stands.need),
        ),
    ]  # fmt: skip
    if row.days is not None:
        said = plural("vacant for {days} day", "vacant for {days} days", row.days)
        lines.append(Content(said.format(days=row.days)))
    lines += [Content(""), Content.styled(_("Holders"), "bold $text-accent")]
    lines += [_holder(holding, name) for holding, name in row.seat.holders[:MOST]]
    if not row.seat.holders:
        lines.append(Content.styled(_("nobody"), "$muted"))
    if (more := len(row.seat.holders) - MOST) > 0:
        lines.append(Content.styled(_("and {count} more").format(count=more), "$muted"))
    lines += [Content(""), Content.styled(_("Open cases"), "bold $text-accent")]
    if not row.seat.cases:
        none = _("none; n opens one") if stands.vacant else _("none")
        lines.append(Content.styled(none, "$muted"))
    elif cases is None:
        lines.append(Content.styled("…", "$muted"))
    else:
        for case in cases:
            lines += _case(case)
        if (more := len(row.seat.cases) - len(cases)) > 0:
            lines.append(Content.styled(_("and {count} more").format(count=more), "$muted"))
    return Content("\n").join(lines)


def _holder(holding: Any, name: str) -> Content:
    status = _(STATUSES.get(holding.status, holding.status))
    said = _("{status}, since {since}").format(status=status, since=text(holding.since))
    if holding.until:
        said = _("{said}, until {until}").format(said=said, until=text(holding.until))
    style = "$muted" if holding.status == "definitif" else "$text-accent"
    return Content.assemble(name, "\n  ", Content.styled(said, style))


def _case(case: Behind) -> list[Content]:
    head = Content.assemble(Content.styled(case.case, "bold"), "  ", text(case.state))
    rest = [case.nominee or _("no nominee yet")]
    if case.due:
        due = _("overdue since {day}") if case.overdue else _("due {day}")
        rest.append(due.format(day=text(case.due)))
    return [head, Content.styled("  " + ", ".join(rest), "$text-error" if case.overdue else "$muted")]


def about(row: Row, cases: Sequence[Behind] | None) -> Content:
    """Any row of the tree."""
    return unit(row) if isinstance(row, UnitRow) else position(row, cases)
