"""A small city to try things in: a few units, posts and people, a user for every role, and cases in several states.

    city = small_city(tmp_path)
    city.ws.inbox("verifier")            # made through the public API, as an office would
    city.clock.set("2025-12-01T08:00")   # the clock stands still until it is set

The clock stands at Tuesday 25 November 2025, 07:30 in Kupang. `city.cases` has the cases by a word for what they are:
`vacant`, `proposed`, `late` (proposed, overdue), `returned`, `verified`, `assessing` (two of the committee have signed),
`assessed`, `endorsed`, `requested`, `granted`, `decreed`, `scheduled` (for a ceremony today), `suspended`, `rejected`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from workflow import Workspace
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.nip import make_nip
from workflow.shipped import shipped_definitions

KUPANG = timezone(timedelta(hours=8), "WITA")
START = datetime(2025, 11, 25, 7, 30, tzinfo=KUPANG)
PATHWAY = "jabatan-fungsional"


class Stopped:
    """A clock that stands still until it is set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: str | datetime) -> None:
        found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        self.moment = found if found.tzinfo else found.replace(tzinfo=KUPANG)


USERS: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("head", "Retno Bessie", (("opd_head", "DINKES"),)),
    ("school_head", "Okto Naitboho", (("opd_head", "DISDIK"),)),
    ("officer", "Maria Tallo", ("hr_officer",)),
    ("verifier", "Yohanes Nenobais", ("hr_verifier",)),
    ("division", "Adriana Ndun", ("hr_division_head",)),
    ("agency", "Simson Boru", ("hr_agency_head",)),
    ("member1", "Dominggus Lay", ("committee",)),
    ("member2", "Elisabet Kana", ("committee",)),
    ("member3", "Fransiskus Bau", ("committee",)),
    ("member4", "Margarita Seran", ("committee",)),
    ("sekda", "Jeffry Pelt", ("pyb",)),
    ("mayor", "Christian Widodo", ("ppk",)),
    ("protocol", "Ina Manafe", ("ceremony_officer",)),
)

UNITS = (
    Unit("KOTA", "Kota Kupang", "city"),
    Unit("DINKES", "Dinas Kesehatan", "agency", "KOTA"),
    Unit("PKM-OEBOBO", "Puskesmas Oebobo", "health_centre", "DINKES"),
    Unit("PKM-SIKUMANA", "Puskesmas Sikumana", "health_centre", "DINKES"),
    Unit("DISDIK", "Dinas Pendidikan dan Kebudayaan", "agency", "KOTA"),
    Unit("SD-OEBA", "SD Negeri Oeba 1", "school", "DISDIK"),
    Unit("BKPSDM", "Badan Kepegawaian dan Pengembangan SDM", "agency", "KOTA"),
)


def _nurse(id: str, unit: str, level: str = "Ahli Pertama", need: int = 3) -> Position:
    return Position(
        id,
        f"Perawat {level}",
        "functional",
        unit,
        level,
        need,
        "Perawat",
        "Keahlian",
        "Profesi",
        58,
    )


POSITIONS = (
    Position("KADIS-KES", "Kepala Dinas Kesehatan", "structural", "DINKES", "II.b", retirement_age=60),
    Position(
        "KADIS-DIK",
        "Kepala Dinas Pendidikan dan Kebudayaan",
        "structural",
        "DISDIK",
        "II.b",
        retirement_age=60,
    ),
    Position("KABID-MUTASI", "Kepala Bidang Mutasi", "structural", "BKPSDM", "III.b", retirement_age=58),
    _nurse("PRW-OEBOBO", "PKM-OEBOBO", need=8),
    _nurse("PRW-SIKUMANA", "PKM-SIKUMANA", need=6),
    _nurse("PRW-MUDA-OEBOBO", "PKM-OEBOBO", "Ahli Muda", 2),
    Position(
        "GURU-OEBA",
        "Guru Ahli Pertama",
        "functional",
        "SD-OEBA",
        "Ahli Pertama",
        6,
        "Guru",
        "Keahlian",
        "S1",
        60,
    ),
)

_NAMES = (
    "Maria Goreti Bere",
    "Yuliana Taek",
    "Petrus Asa",
    "Anastasia Nahak",
    "Melkianus Tefa",
    "Ronaldo Leba",
    "Siti Rahmawati",
    "Bernadete Klau",
    "Agustinus Mau",
    "Ida Ayu Laksmi",
    "Frederika Adoe",
    "Gabriel Manek",
    "Hendrika Usfinit",
    "Imanuel Haba",
    "Jublina Ballo",
    "Kristofel Oematan",
    "Lusia Abi",
    "Mikael Seran",
    "Nurhayati Daeng",
    "Oktaviana Riwu",
)


def a_nominee(number: int, name: str, *, teacher: bool = False) -> Person:
    """A civil servant who may be appointed to a first functional post."""
    born = date(1992 + number % 7, 1 + number % 12, 1 + number % 28)
    religion = ("Katolik", "Kristen", "Islam", "Hindu")[number % 4]
    return Person(
        f"P-{number:04}",
        make_nip(born, (2019, 3), "P" if number % 2 else "L", 1 + number),
        name,
        born,
        "P" if number % 2 else "L",
        religion,
        "III/a",
        education="S1" if teacher else "Profesi",
        field_of_study="Pendidikan Guru Sekolah Dasar" if teacher else "Keperawatan",
        title_back="S.Pd." if teacher else "S.Kep., Ns.",
        birth_place="Kupang",
        rank_since=date(2023, 4, 1),
        ratings={"2023": "Baik", "2024": "Baik"},
        credit=50.0,
        experience_years=3.0,
        basic_training=True,
        healthy=True,
        under_discipline=False,
        study_leave=False,
    )


#: the documents of the route `pertama`
PAPERS = dict.fromkeys(
    (
        "diploma",
        "rank_decree",
        "employee_card",
        "civil_servant_decrees",
        "basic_training",
        "credit_statement",
    ),
    True,
)
STEPS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "verify": ("verifier", "verify", {}),
    "endorse": ("sekda", "endorse", {}),
    "request": ("officer", "request_pertek", {"request_date": "2025-11-03"}),
    "grant": ("officer", "grant_pertek", {"pertek_date": "2025-11-10"}),
    "decree": ("mayor", "decree", {"decree_date": "2025-11-14"}),
}


@dataclass
class SmallCity:
    """An open store with its clock."""

    ws: Workspace
    clock: Stopped
    path: Path
    cases: dict[str, str] = field(default_factory=dict)
    _nominees: int = 0
    _numbers: int = 0

    def close(self) -> None:
        self.ws.close()

    def open(self, position: str = "PRW-OEBOBO", by: str = "officer") -> str:
        """A vacant case."""
        return self.ws.open_case(PATHWAY, position, actor=by).id

    def next_nominee(self) -> str:
        """The next person of the city who is free."""
        self._nominees += 1
        return f"P-{self._nominees:04}"

    def nominate(self, case: str, person: str | None = None, by: str = "officer") -> str:
        """Propose the next free person on the route `pertama`; returns the person's id."""
        nominee = person or self.next_nominee()
        self.ws.act(
            case,
            "nominate",
            actor=by,
            fields={"nominee": nominee, "route": "pertama", "tmt": "2026-01-01"},
            documents=PAPERS,
        )
        return nominee

    def step(self, case: str, *names: str) -> None:
        """Take some of `STEPS`."""
        for name in names:
            actor, action, fields = STEPS[name]
            given = dict(fields)
            self._numbers += 1
            for asked, number in (
                ("request", "request_number"),
                ("grant", "pertek_number"),
                ("decree", "decree_number"),
            ):
                if name == asked:
                    given[number] = f"{self._numbers:03}/BKPSDM/2025"
            self.ws.act(case, action, actor=actor, fields=given)

    def assess(self, case: str, members: int = 3) -> None:
        """The head of transfers and some of the committee sign."""
        minutes = {"minutes_number": "BA-07/TPK/2025", "minutes_date": "2025-10-30"}
        self.ws.act(case, "assess", actor="division", fields=minutes)
        for number in range(1, members + 1):
            self.ws.act(case, "assess", actor=f"member{number}")


def empty_city(tmp_path: Path, name: str = "store.json") -> SmallCity:
    """Units, positions, people and users, and no case yet."""
    clock = Stopped(datetime(2025, 10, 1, 8, 0, tzinfo=KUPANG))
    path = tmp_path / name
    ws = Workspace.open(path, clock=clock)
    ws.publish(shipped_definitions() / "jabatan-fungsional.yaml", actor="admin")
    people = [a_nominee(number, name) for number, name in enumerate(_NAMES, 1)]
    people += [
        a_nominee(number, f"Guru {number}", teacher=True)
        for number in range(len(_NAMES) + 1, len(_NAMES) + 5)
    ]
    ws.registry.put([*UNITS, *POSITIONS, *people], actor="admin")
    ws.registry.put([Holding("H-1", "P-0020", "KADIS-KES", "definitif", date(2023, 1, 2))], actor="admin")
    for user, name, roles in USERS:
        ws.add_user(user, name=name, roles=roles, actor="admin")
    return SmallCity(ws, clock, path)


def small_city(tmp_path: Path, name: str = "store.json") -> SmallCity:
    """The small city with a case in each of the states that the module's docstring names."""
    city = empty_city(tmp_path, name)

    def at(moment: str) -> None:
        city.clock.set(moment)

    def made(word: str, position: str = "PRW-OEBOBO", propose: bool = True) -> str:
        case = city.cases[word] = city.open(position)
        if propose:
            city.nominate(case)
        return case

    at("2025-10-20T09:00")
    far = {
        word: made(word) for word in ("scheduled", "decreed", "granted", "requested", "endorsed", "assessed")
    }
    for case in far.values():
        city.step(case, "verify")
    at("2025-10-30T10:00")
    for case in far.values():
        city.assess(case)
    at("2025-11-03T09:00")
    for word in ("scheduled", "decreed", "granted", "requested", "endorsed"):
        city.step(far[word], "endorse")
    for word in ("scheduled", "decreed", "granted", "requested"):
        city.step(far[word], "request")
    at("2025-11-10T09:00")
    for word in ("scheduled", "decreed", "granted"):
        city.step(far[word], "grant")
    late = made("late", "PRW-SIKUMANA")
    at("2025-11-14T09:00")
    for word in ("scheduled", "decreed"):
        city.step(far[word], "decree")
    city.ws.act(
        far["scheduled"],
        "schedule",
        actor="protocol",
        fields={"ceremony": "UPC-2025-001", "ceremony_date": "2025-11-25"},
    )
    at("2025-11-18T08:15")
    verified, assessing = made("verified", "PRW-SIKUMANA"), made("assessing", "PRW-SIKUMANA")
    city.step(verified, "verify")
    city.step(assessing, "verify")
    city.assess(assessing, 2)
    suspended = made("suspended", "PRW-SIKUMANA")
    city.ws.act(suspended, "suspend", actor="division", reason="Menunggu hasil pemeriksaan inspektorat")
    at("2025-11-20T14:40")
    rejected, returned = made("rejected"), made("returned")
    city.ws.act(rejected, "reject", actor="division", reason="Formasi dialihkan")
    city.ws.act(returned, "return", actor="verifier", reason="SK pangkat tidak terbaca", to="vacant")
    at("2025-11-24T11:05")
    made("proposed", "PRW-SIKUMANA")
    made("vacant", "GURU-OEBA", propose=False)
    assert late
    city.clock.moment = START
    return city
