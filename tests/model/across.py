"""What must hold across cases, told from holdings, cases and the record alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from tests.model.office import POSTS, Office

END = date(9999, 12, 31)


def hold(office: Office) -> None:
    """Seats, proposals and numbers."""
    _seats(office)
    _proposals(office)
    _letters(office)


def _seats(office: Office) -> None:
    need = {one.id: one.need for one in POSTS}
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for one in office.ws.registry.holdings():
        if one.status == "definitif" and (one.until is None or one.until >= one.since):
            spans[one.position].append((one.since, one.until or END))
    for position, held in spans.items():
        for day, _ in held:
            there = sum(since <= day <= until for since, until in held)
            assert there <= need[position], f"{there} hold {position} on {day}, which needs {need[position]}"


def _proposals(office: Office) -> None:
    names: Counter[str] = Counter()
    for case in office.ws.cases(limit=1000):
        plain = office.witness.versions[case.version]
        fills = any("appoint" in one.get("does", ()) for one in plain["actions"].values())
        if fills and not case.final and case.phase != "vacant" and "nominee" in case.fields:
            names[case.fields["nominee"]] += 1
    twice = [name for name, count in names.items() if count > 1]
    assert not twice, f"{twice} are proposed twice"


def _letters(office: Office) -> None:
    users: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for case in office.ws.cases(limit=1000):
        for event in office.ws.history(case.id):
            if "letter_number" in event.fields:
                number, day = event.fields["letter_number"], event.fields["letter_date"]
                users[number, event.fields["letter_issuer"], day[:4]].add(case.id)
    twice = {key: cases for key, cases in users.items() if len(cases) > 1}
    assert not twice, f"a number was given twice: {twice}"
