"""What became of each case before that Tuesday: steps with day, hour and user, laid out backwards from where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from random import Random
from typing import Any

from workflow.demo.staff import Staff
from workflow.engine.calendar import Calendar
from workflow.registry.model import Position

TUESDAY = date(2025, 11, 25)
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
TESTED = ("perpindahan", "promosi")
#: the way of a case, and the working days (least, most) that each step usually takes after the one before
WAY: tuple[tuple[str, int, int], ...] = (
    ("open", 0, 0),
    ("nominate", 4, 9),
    ("verify", 2, 4),
    ("record_competency", 3, 6),
    ("assess", 2, 5),
    ("endorse", 2, 4),
    ("request_pertek", 1, 2),
    ("grant_pertek", 9, 13),
    ("decree", 2, 4),
)
#: the committee's papers by route
PAPERS: Mapping[str, tuple[str, ...]] = {
    "pertama": ("diploma", "rank_decree", "employee_card", "civil_servant_decrees", "basic_training", "credit_statement"),
    "perpindahan": ("diploma", "rank_decree", "position_decree", "ratings", "experience_statement"),
    "penyesuaian": (
        "diploma", "rank_decree", "employee_card", "civil_servant_decrees", "position_decree", "ratings",
        "adjustment_recommendation",
    ),
    "promosi": ("diploma", "rank_decree", "credit_statement", "position_decree", "ratings"),
}  # fmt: skip
COMMITTEE = ("tim-01", "tim-02", "tim-03", "tim-04", "tim-05")


@dataclass(frozen=True, slots=True)
class Step:
    """One act of one planned case; `open` opens it."""

    when: datetime
    plan: int
    action: str
    user: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One case: for which position, whom, by which route, and how far it has come.

    `last` is the last step of `WAY` that was taken, on `day`; `tail` an action that led off it (`return`, `suspend`, …).
    `signatures` says how many signed where `last` is `assess` and the sign-off is still open (0: all of them).
    """

    number: int
    position: Position
    person: str | None
    route: str | None
    last: str
    day: date
    tail: tuple[str, str, str, str | None] | None = None
    signatures: int = 0


class Planner:
    """Lays out the steps of plans.

    Args:
        staff: who does what.
        calendar: the working days.
        tz: the city's zone.
        seed: makes the same weeks again.
    """

    def __init__(self, staff: Staff, calendar: Calendar, tz: tzinfo, seed: int) -> None:
        self._staff, self._calendar, self._tz = staff, calendar, tz
        self._random = Random(seed)

    def steps(self, plan: Plan) -> Iterator[Step]:
        """Every step of a plan, in order."""
        names = [name for name, _, _ in WAY if name != "record_competency" or plan.route in TESTED]
        names = names[: names.index(plan.last) + 1]
        for name, day in zip(names, self._days(names, plan.day), strict=True):
            yield from self._step(plan, name, day)
        if plan.tail:
            action, user, reason, to = plan.tail
            yield Step(self._at(plan.day, 15, plan.number), plan.number, action, user, reason=reason, to=to)

    def _days(self, names: list[str], last: date) -> list[date]:
        gaps = {name: self._random.randint(least, most) for name, least, most in WAY}
        days = [last]
        for name in reversed(names[1:]):
            days.append(self._calendar.add_working(days[-1], -gaps[name]))
        return days[::-1]

    def _at(self, day: date, hour: int, number: int) -> datetime:
        return datetime.combine(day, time(hour, number % 60, number // 60 % 60), self._tz)

    def _step(self, plan: Plan, name: str, day: date) -> Iterator[Step]:
        number = plan.number
        proposer = self._staff.proposer(plan.position)
        month = f"{MONTHS[day.month - 1]}/{day.year}"
        match name:
            case "open":
                yield Step(self._at(day, 8, number), number, name, "hr-01" if number % 3 else proposer)
            case "nominate":
                assert plan.route is not None
                fields = {"nominee": plan.person, "route": plan.route, "tmt": TUESDAY.isoformat()}
                papers = {paper: {"noted": True} for paper in PAPERS[plan.route]}
                yield Step(self._at(day, 9, number), number, name, proposer, fields, papers)
            case "verify":
                yield Step(self._at(day, 10, number), number, name, f"verifikator-0{1 + number % 2}")
            case "record_competency":
                letter = f"UKOM/{number:04}/{month}"
                fields = {
                    "ukom_holder": plan.person, "ukom_number": letter, "ukom_date": day.isoformat(), "ukom_result": "passed",
                }  # fmt: skip
                yield Step(
                    self._at(day, 10, number),
                    number,
                    name,
                    "hr-02",
                    fields,
                    {"ukom_certificate": {"noted": True}},
                )
            case "assess":
                yield from self._signatures(plan, day, month)
            case "endorse":
                yield Step(self._at(day, 13, number), number, name, "sekda")
            case "request_pertek":
                fields = {
                    "request_number": f"800.1.3.3/{day:%d%m}/BKPSDM/{month}",
                    "request_date": day.isoformat(),
                }
                yield Step(self._at(day, 14, number), number, name, "hr-01", fields)
            case "grant_pertek":
                fields = {
                    "pertek_number": f"{day:%d%m}/B-AK.02.01/SD/KR.X/{day.year}",
                    "pertek_date": day.isoformat(),
                }
                yield Step(self._at(day, 10, number), number, name, "hr-01", fields)
            case "decree":
                fields = {
                    "decree_number": f"{day:%d%m}.a/BKPSDM.800.1.3.3/{month}", "decree_date": day.isoformat(),
                }  # fmt: skip
                yield Step(self._at(day, 14, number), number, name, "walikota", fields)

    def _signatures(self, plan: Plan, day: date, month: str) -> Iterator[Step]:
        number = plan.number
        first = {"minutes_number": f"BA/{day:%d%m}/TPK/{month}", "minutes_date": day.isoformat()}
        signers = ("kabid-mutasi", *(COMMITTEE[(number + i) % len(COMMITTEE)] for i in range(3)))
        for i, user in enumerate(signers[: plan.signatures or len(signers)]):
            yield Step(self._at(day, 9 + i, number), number, "assess", user, {} if i else first)
