"""How long a case takes to fill its seat: its history, held against what the registry knows of the seat before it."""

from __future__ import annotations

from datetime import date

from workflow.engine.calendar import Calendar
from workflow.engine.case import Case, Event
from workflow.registry.constraints import purpose
from workflow.registry.filling import TimeToFill, time_to_fill
from workflow.registry.model import Holding
from workflow.registry.vacancy import vacated
from workflow.store.protocol import Reader
from workflow.workspace.versions import Versions


def filling_of(
    reader: Reader, versions: Versions, calendar: Calendar, case: Case, today: date
) -> TimeToFill | None:
    """The time to fill of a case; None where it is to fill no seat (an acting appointment, a leave request).

    The seat is vacant since the day that the case names (`vacant_from`), else since the last holder before the case left.
    """
    definition = versions.get(case.definition, case.version).definition
    if definition.subject != "position" or purpose(definition) != "fills":
        return None
    opened = case.opened.date() if case.opened else today
    others = [
        one
        for one in map(Holding.from_doc, reader.find("holdings", "position", case.subject))
        if one.case != case.id and one.status == "definitif" and one.since <= opened
    ]
    void = [one for one in others if one.annulled is not None]
    left = vacated([one for one in others if one.annulled is None], opened)
    named = case.fields.get("vacant_from")
    since = date.fromisoformat(named) if isinstance(named, str) else left[0] if left else None
    if since is None and void:  # nobody else sat there: since whenever the case had it that was annulled
        since = _before(reader, versions, calendar, case, max(void, key=lambda one: one.annulled or date.min))
    return time_to_fill(
        [Event.from_doc(doc) for doc in reader.history(case.id)],
        lambda name, number: versions.get(name, number).definition,
        calendar,
        today,
        since,
        vacated(void, opened),
    )


def _before(reader: Reader, versions: Versions, calendar: Calendar, case: Case, void: Holding) -> date | None:
    """Since when the seat was vacant for the earlier case whose appointment was annulled."""
    doc = reader.get("cases", void.case) if void.case else None
    other = Case.from_doc(doc) if doc else None
    if other is None or other.opened is None or case.opened is None or other.opened >= case.opened:
        return None
    found = filling_of(reader, versions, calendar, other, other.opened.date())
    return found.vacant_since if found else None
