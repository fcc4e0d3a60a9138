"""Two offices to work in, each in a store of its own with a clock that stands still until it is set.

`permits` runs the permit of the engine's tests with no registry; `pathway` runs the shipped functional pathway over a small
health centre with somebody for each of its four routes.

    city = pathway(tmp_path)
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="decree")
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tests.engine.world import PERMIT
from workflow import Case, Refused, Workspace
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.nip import make_nip
from workflow.shipped import shipped_definitions

KUPANG = timezone(timedelta(hours=8), "WITA")


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, moment: str) -> None:
        self.set(moment)

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: str | datetime) -> None:
        self.moment = self.at(moment)

    @staticmethod
    def at(moment: str | datetime) -> datetime:
        """A moment in Kupang."""
        found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return found if found.tzinfo else found.replace(tzinfo=KUPANG)


@dataclass
class Office:
    """An open store, its clock, its file."""

    ws: Workspace
    clock: Clock
    path: Path
    _numbers: dict[str, int] = field(default_factory=dict)

    def codes(self, case: str, action: str, actor: str, **given: Any) -> list[str]:
        """The codes of the reasons for which an act is refused; empty when it is done."""
        try:
            self.ws.act(case, action, actor=actor, **given)
        except Refused as refusal:
            return [one.code for one in refusal.reasons]
        return []

    def again(self) -> Workspace:
        """The store closed and opened anew."""
        self.ws.close()
        self.ws = Workspace.open(self.path, clock=self.clock)
        return self.ws

    def number(self, kind: str) -> str:
        """A number that was not used before."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{self._numbers[kind]:03}/{kind}/2025"


# ── permits: no registry ────────────────────────────────────────────────────────────────────────────────────────────

PERMIT_USERS: Mapping[str, tuple[str, ...]] = {
    "clerk": ("clerk",),
    "clerk2": ("clerk",),
    "reviewer": ("reviewer",),
    "reviewer2": ("reviewer",),
    "head": ("head",),
    "board1": ("board",),
    "board2": ("board",),
    "board3": ("board",),
    "boss": ("boss",),
    "guest": (),
}
SENDING = {"amount": 50, "day": "2025-12-24"}


def permit_file(folder: Path, source: str = PERMIT, name: str = "permit.yaml") -> Path:
    """The permit's definition as a file."""
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path


def permits(folder: Path) -> Office:
    """A store with the permit published and a user for every role."""
    clock = Clock("2025-11-25T08:00")
    ws = Workspace.open(folder / "store.json", clock=clock)
    ws.publish(permit_file(folder), actor="admin")
    for user, roles in PERMIT_USERS.items():
        ws.add_user(user, name=user.title(), roles=roles, actor="admin")
    return Office(ws, clock, folder / "store.json")


def opened(office: Office, actor: str = "clerk", subject: str = "a shop") -> Case:
    """A permit that was opened."""
    return office.ws.open_case("permit", subject, actor=actor)


def sent(office: Office, actor: str = "clerk", subject: str = "a shop") -> Case:
    """A permit that was sent."""
    return office.ws.act(opened(office, actor, subject).id, "send", actor=actor, fields=SENDING)


def checked(office: Office) -> Case:
    """A permit that waits for signatures."""
    return office.ws.act(sent(office).id, "check", actor="reviewer")


# ── pathway: a health centre and the shipped definition ─────────────────────────────────────────────────────────────

PATHWAY = "jabatan-fungsional"
UNITS = (
    Unit("CITY", "Kota Kupang", "city"),
    Unit("HEALTH", "Dinas Kesehatan", "agency", "CITY"),
    Unit("CLINIC", "Puskesmas Oebobo", "health_centre", "HEALTH"),
    Unit("SCHOOLS", "Dinas Pendidikan dan Kebudayaan", "agency", "CITY"),
)


def nurses(id: str, level: str, need: int) -> Position:
    """A functional position of the clinic."""
    return Position(
        id, f"Perawat {level}", "functional", "CLINIC", level, need, "Perawat", "Keahlian", "Profesi", 60
    )


POSITIONS = (
    nurses("NURSE-1", "Ahli Pertama", 3),
    nurses("NURSE-2", "Ahli Muda", 2),
    nurses("NURSE-3", "Ahli Madya", 1),
    nurses("NURSE-4", "Ahli Utama", 1),
    Position("CHIEF", "Kepala Subbagian Tata Usaha", "structural", "CLINIC", "IV.a", retirement_age=58),
)


def person(id: str, rank: str, born: date = date(1990, 5, 17), **other: Any) -> Person:
    """A nurse against whom no rule has anything but, perhaps, what is named here."""
    serial = 1 + sum(map(ord, id)) % 900
    facts: dict[str, Any] = {
        "education": "Profesi", "field_of_study": "Keperawatan", "ratings": {"2023": "Baik", "2024": "Sangat Baik"},
        "credit": 110.0, "experience_years": 4.0, "basic_training": True, "healthy": True, "under_discipline": False,
        "study_leave": False, **other,
    }  # fmt: skip
    return Person(
        id, make_nip(born, (2015, 3), "P", serial), f"Maria {id}", born, "P", "Katolik", rank, **facts
    )


PEOPLE = (
    person("P-NEW", "III/a"),
    person("P-NEW-2", "III/a"),
    person("P-NEW-3", "III/b"),
    person("P-TRANSFER", "III/c", date(1985, 1, 1)),
    person("P-ADJUST", "III/b"),
    person("P-PROMOTE", "III/b"),
    person("P-OLD", "IV/a", date(1971, 1, 1)),
)
HOLDINGS = (
    Holding("H-CHIEF", "P-TRANSFER", "CHIEF", "definitif", date(2020, 1, 2)),
    Holding("H-NURSE", "P-PROMOTE", "NURSE-1", "definitif", date(2019, 3, 1)),
)
CITY_USERS: Mapping[str, tuple[Any, ...]] = {
    "head": (("opd_head", "HEALTH"),),
    "school": (("opd_head", "SCHOOLS"),),
    "officer": ("hr_officer",),
    "verifier": ("hr_verifier",),
    "division": ("hr_division_head",),
    "agency": ("hr_agency_head",),
    "member1": ("committee",),
    "member2": ("committee",),
    "member3": ("committee",),
    "member4": ("committee",),
    "secretary": ("pyb",),
    "mayor": ("ppk",),
    "protocol": ("ceremony_officer",),
}
PAPERS: Mapping[str, tuple[str, ...]] = {
    "pertama": ("employee_card", "civil_servant_decrees", "basic_training", "credit_statement"),
    "perpindahan": ("position_decree", "ratings", "experience_statement"),
    "penyesuaian": (
        "employee_card",
        "civil_servant_decrees",
        "position_decree",
        "ratings",
        "adjustment_recommendation",
    ),
    "promosi": ("credit_statement", "position_decree", "ratings"),
}
STEPS = ("open", "nominate", "verify", "record", "assess", "endorse", "request", "grant", "decree")


def papers(route: str) -> dict[str, Any]:
    """The documents of a route."""
    return dict.fromkeys(("diploma", "rank_decree", *PAPERS[route]), "on file")


@dataclass
class City(Office):
    """The health centre."""

    def put(self, *records: Person | Position | Holding | Unit) -> None:
        """Write records of the registry."""
        self.ws.registry.put(records, actor="admin")

    def change(self, id: str, **facts: Any) -> Person:
        """Change what the file says of a person."""
        found = replace(self.ws.registry.person(id), **facts)
        self.put(found)
        return found

    def vacant(self, position: str = "NURSE-1") -> str:
        """An open case."""
        return self.ws.open_case(PATHWAY, position, actor="officer").id

    def nominate(self, case: str, person: str, route: str, tmt: str = "2025-12-01", **other: Any) -> Case:
        """Propose somebody with the papers of the route."""
        given = {
            "fields": {"nominee": person, "route": route, "tmt": tmt},
            "documents": papers(route),
            **other,
        }
        return self.ws.act(case, "nominate", actor="head", **given)

    def nominate_codes(
        self, person: str, route: str, position: str = "NURSE-1", tmt: str = "2025-12-01"
    ) -> list[tuple[str, str | None]]:
        """The refusals of a nomination: (words, legal basis)."""
        case = self.vacant(position)
        try:
            self.nominate(case, person, route, tmt)
        except Refused as refusal:
            return [(one.message, one.basis) for one in refusal.reasons]
        return []

    def walk(self, person: str, position: str, route: str, *, until: str, tmt: str = "2025-12-01") -> str:
        """A case taken through `STEPS` as far as `until`; the decree is of Monday 17 November 2025."""
        self.clock.set("2025-11-03T08:00")
        case = self.vacant(position)
        for step in STEPS[1 : STEPS.index(until) + 1]:
            self.step(case, step, person, route, tmt)
        return case

    def step(self, case: str, step: str, person: str, route: str, tmt: str = "2025-12-01") -> None:
        """One of `STEPS` on its usual day."""
        ws = self.ws
        match step:
            case "nominate":
                self.nominate(case, person, route, tmt)
            case "verify":
                ws.act(case, "verify", actor="verifier")
            case "record" if route in ("perpindahan", "promosi"):
                self.record_test(case, person)
            case "assess":
                self.assess(case)
            case "endorse":
                ws.act(case, "endorse", actor="secretary")
            case "request":
                fields = {"request_number": self.number("request"), "request_date": "2025-11-03"}
                ws.act(case, "request_pertek", actor="officer", fields=fields)
            case "grant":
                self.clock.set("2025-11-14T08:00")
                fields = {"pertek_number": self.number("pertek"), "pertek_date": "2025-11-14"}
                ws.act(case, "grant_pertek", actor="officer", fields=fields)
            case "decree":
                self.clock.set("2025-11-17T08:00")
                fields = {"decree_number": self.number("decree"), "decree_date": "2025-11-17"}
                ws.act(case, "decree", actor="mayor", fields=fields)

    def record_test(self, case: str, person: str, result: str = "passed") -> Case:
        """The ministry's letter about the competency test."""
        letter = {
            "ukom_holder": person, "ukom_number": "UK-1", "ukom_date": "2025-10-20", "ukom_result": result,
        }  # fmt: skip
        return self.ws.act(
            case,
            "record_competency",
            actor="officer",
            fields=letter,
            documents={"ukom_certificate": "on file"},
        )

    def assess(self, case: str, members: int = 3) -> Case:
        """The head of transfers signs, then members of the committee."""
        minutes = {"minutes_number": "BA-1", "minutes_date": "2025-11-03"}
        found = self.ws.act(case, "assess", actor="division", fields=minutes)
        for n in range(1, members + 1):
            found = self.ws.act(case, "assess", actor=f"member{n}")
        return found

    def ceremony(self, *cases: str, day: date = date(2025, 11, 25)) -> str:
        """A ceremony with these cases on its roll, planned the day after the decree."""
        self.clock.set("2025-11-18T08:00")
        made = self.ws.ceremonies.create("Pelantikan", day, place="Aula", actor="protocol").id
        self.ws.ceremonies.add(made, cases, actor="protocol")
        return made

    def hold(self, ceremony: str, *absent: str, moment: str = "2025-11-25T10:00") -> None:
        """Hold it; all came but these."""
        self.clock.set(moment)
        roll = [line.case for line in self.ws.ceremonies.get(ceremony).lines]
        present = [case for case in roll if case not in absent]
        self.ws.ceremonies.attend(ceremony, present, "present", actor="protocol")
        if absent:
            self.ws.ceremonies.attend(ceremony, absent, "absent", reason="sakit", actor="protocol")
        self.ws.ceremonies.hold(ceremony, actor="protocol")

    def inaugurated(self, person: str, position: str, route: str) -> str:
        """A case that has come through its ceremony."""
        case = self.walk(person, position, route, until="decree")
        self.hold(self.ceremony(case))
        return case

    def finish(self, case: str) -> Case:
        """Report for duty, then close."""
        duty = {"spmt_number": "SPMT-1", "spmt_date": self.clock().date().isoformat()}
        self.ws.act(case, "report_duty", actor="agency", fields=duty)
        done = {"siasn_updated": True, "payroll_notified": True}
        return self.ws.act(case, "finish", actor="officer", fields=done)


def pathway(folder: Path) -> City:
    """The health centre in a new store."""
    clock = Clock("2025-11-03T08:00")
    ws = Workspace.open(folder / "store.json", clock=clock)
    ws.publish(shipped_definitions() / "jabatan-fungsional.yaml", actor="admin")
    ws.registry.put([*UNITS, *POSITIONS, *PEOPLE, *HOLDINGS], actor="admin")
    for user, roles in CITY_USERS.items():
        ws.add_user(user, name=user.title(), roles=roles, actor="admin")
    return City(ws, clock, folder / "store.json")


def copied(source: Path, folder: Path) -> Path:
    """A closed store's files in another folder; returns the copy's path."""
    shutil.copytree(source.parent, folder, dirs_exist_ok=True)
    return folder / source.name
