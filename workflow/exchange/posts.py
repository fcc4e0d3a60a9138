"""Who sits where, as a sheet of people says it: which position a text means, and whether its seat is free."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from workflow.exchange.columns import plain
from workflow.exchange.findings import Bad, shown
from workflow.exchange.plan import Draft
from workflow.exchange.units import Units
from workflow.language import N_, Counted
from workflow.registry.model import Holding, HoldingStatus, Person, Position

_ACTING = re.compile(r"^(plt|plh)\b\.?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A seat as a row claims it: the position, how it is held, and since when (None: the row does not say)."""

    position: Position
    status: HoldingStatus
    since: date | None
    until: date | None


class Posts:
    """Positions by what people call them."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._units = Units(draft.units.values())
        self._ids: dict[str, set[str]] = defaultdict(set)
        for position in draft.positions.values():
            for name in self._names(position):
                self._ids[name].add(position.id)
        self._of_person: dict[str, list[str]] = defaultdict(list)
        self._of_position: dict[str, list[str]] = defaultdict(list)
        for held in draft.holdings.values():
            self._index(held)

    def _names(self, position: Position) -> set[str]:
        unit = self._draft.units.get(position.unit)
        name = plain(position.name)
        names = {plain(position.id), name}
        if unit is not None:
            names.add(name.removesuffix(f" {plain(unit.name)}"))
        if position.function:
            names.add(plain(f"{position.function} {position.level}"))
        return names - {""}

    def _index(self, held: Holding) -> None:
        self._of_person[held.person].append(held.id)
        self._of_position[held.position].append(held.id)

    def find(self, text: str, unit: str | None, level: str | None) -> Position:
        """The position that a row means.

        Args:
            text: its name, id or function.
            unit: the unit as the row names it; a unit above the position's own will do.
            level: the level, where it stands in a column of its own.

        Raises:
            Bad: there is none, or there are several.
        """
        title, _, place = text.partition(" pada ")
        wanted = plain(title)
        found = self._ids.get(plain(text), set()) | self._ids.get(wanted, set())
        if level:
            found = self._ids.get(plain(f"{title} {level}"), set()) or found
        where = unit or place
        if where:
            units = self._units.named(where)
            if not units:
                raise Bad(
                    "unit_unknown",
                    N_("There is no unit “{value}”; the post “{post}” was left out. {near}"),
                    value=shown(where),
                    post=shown(text),
                    near=self._units.near(where),
                )
            found = found or self._ids.get(wanted.removesuffix(f" {plain(where)}"), set())
            positions = self._draft.positions
            exact = {one for one in found if positions[one].unit in units}
            found = exact or {one for one in found if positions[one].unit in self._units.within(units)}
        if not found:
            near = get_close_matches(wanted, self._ids, n=3, cutoff=0.7)
            raise Bad(
                "position_unknown",
                N_("There is no position “{value}” in {unit}; the person goes in without it. Near: {near}."),
                value=shown(text),
                unit=shown(where) or "–",
                near=", ".join(near) or "–",
            )
        if len(found) > 1:
            raise Bad(
                "position_ambiguous",
                N_(
                    "{count} positions are called “{value}”; the person goes in without it. Name the unit or the code."
                ),
                count=len(found),
                value=shown(text),
            )
        return self._draft.positions[found.pop()]

    def hold(self, person: Person, claim: Claim, today: date) -> tuple[Holding | None, list[Bad]]:
        """The holding that a claim comes to (None where the registry says otherwise), and what is worth a look.

        Raises:
            Bad: somebody else holds the seat of a structural post.
        """
        position, warnings = claim.position, []
        there = self._standing(self._of_person[person.id], today)
        own = next((one for one in there if (one.position, one.status) == (position.id, claim.status)), None)
        if own is not None:
            return replace(own, since=claim.since or own.since, until=claim.until or own.until), []
        if claim.status == "definitif":
            other = next((one for one in there if one.status == "definitif"), None)
            if other is not None:
                return None, [
                    Bad(
                        "holds_another",
                        N_("{person} holds {other}; a sheet does not move people, a case does."),
                        person=person.name,
                        other=self._title(other.position),
                    )
                ]
            warnings += self._seat(person, position, claim.since or today)
        since = claim.since
        if since is None:
            since = today
            warnings.append(
                Bad("since_unknown", N_("There is no TMT of the post; {today} was taken."), today=today)
            )
        return Holding(
            self._id(person, position, claim.status), person.id, position.id, claim.status, since, claim.until
        ), warnings

    def take(self, held: Holding) -> None:
        """Let the rows that follow see a holding."""
        if held.id not in self._of_person[held.person]:
            self._index(held)

    def _seat(self, person: Person, position: Position, since: date) -> list[Bad]:
        """What is to be said about the others who hold the position."""
        others = [
            one
            for one in self._standing(self._of_position[position.id], since)
            if one.status == "definitif" and one.person != person.id
        ]
        if len(others) < position.need:
            return []
        names = ", ".join(
            self._draft.people[one.person].name for one in others if one.person in self._draft.people
        )
        if position.kind == "structural":
            raise Bad(
                "seat_taken",
                N_("{holder} holds {position}; {person} cannot hold it as well."),
                holder=names or "?",
                position=position.name,
                person=person.name,
            )
        return [
            Bad(
                "need_exceeded",
                N_("{position} needs {need} and has {holders} with this one."),
                position=position.name,
                need=position.need,
                holders=Counted("{n} holder", "{n} holders", len(others) + 1),
            )
        ]

    def _standing(self, ids: list[str], day: date) -> list[Holding]:
        holdings = [self._draft.holdings[one] for one in ids if one in self._draft.holdings]
        return [one for one in holdings if one.until is None or one.until >= day]

    def _title(self, position: str) -> str:
        found = self._draft.positions.get(position)
        return found.name if found else position

    def _id(self, person: Person, position: Position, status: str) -> str:
        first = f"H-{person.id}-{position.id}" + ("" if status == "definitif" else f"-{status}")
        number, found = 1, first
        while found in self._draft.holdings:
            number += 1
            found = f"{first}-{number}"
        return found


def acting(text: str) -> tuple[str, HoldingStatus | None]:
    """A post without its “Plt.” or “Plh.”, and what that says.

    Example:
        >>> acting("Plt. Kepala Dinas Kesehatan"), acting("Camat Alak")
        (('Kepala Dinas Kesehatan', 'plt'), ('Camat Alak', None))
    """
    found = _ACTING.match(text)
    if found is None:
        return text, None
    status: HoldingStatus = "plt" if found[1].lower() == "plt" else "plh"
    return text[found.end() :], status
