"""The two pathways of a JPT Pratama in one store: candidates seen in both, the choice and what becomes of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.office import Clock, Office, copied
from workflow import Case, Workspace
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.nip import make_nip
from workflow.shipped import shipped_definitions

OPEN, POOL = "jpt-seleksi-terbuka", "jpt-manajemen-talenta"
NAMES = ("Ani", "Budi", "Cici", "Dedi")
USERS: Mapping[str, tuple[str, ...]] = {
    "clerk": ("hr_officer",),
    "verifier": ("hr_verifier",),
    "division": ("hr_division_head",),
    "agency": ("hr_agency_head",),
    "pansel1": ("pansel",),
    "pansel2": ("pansel",),
    "pansel3": ("pansel",),
    "secretary": ("pyb",),
    "mayor": ("ppk",),
}
PAPERS = (
    "application_letter", "curriculum_vitae", "diploma", "rank_decree", "position_decree", "ratings", "leadership_course",
    "health_letter", "discipline_letter", "superior_approval", "identity_card", "wealth_and_tax", "photo",
)  # fmt: skip
PANSEL = [
    {"name": name, "origin": origin}
    for name, origin in zip("ABCDE", ("internal", "expert", "academic", "academic", "public"), strict=True)
]


def _post(id: str, level: str, *flags: str) -> Position:
    return Position(id, f"Kepala {id}", "structural", "CITY", level, retirement_age=60, flags=flags)


def _official(name: str, number: int) -> Person:
    born = date(1975, 3, number)
    return Person(
        name, make_nip(born, (2000, 3), "P", number), name, born, "P", "Katolik", "IV/b",
        education="S1", field_of_study="Hukum", ratings={"2023": "Baik", "2024": "Baik"}, healthy=True,
        under_discipline=False, study_leave=False, leadership_training=True, talent_box=8,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jpt") / "store.json"
    ws = Workspace.open(path, clock=Clock("2025-08-25T08:00"))
    ws.registry.put(
        [
            Unit("CITY", "Kota Kupang", "city"),
            _post("SOCIAL", "II.b"),
            _post("WORKS", "II.b"),
            *(_post(f"OFFICE-{name}", "III.a") for name in NAMES),
            *(_official(name, number) for number, name in enumerate(NAMES, 1)),
            *(Holding(f"H-{name}", name, f"OFFICE-{name}", "definitif", date(2018, 1, 2)) for name in NAMES),
        ],
        actor="admin",
    )
    for pathway in (OPEN, POOL):
        ws.definitions.publish(shipped_definitions() / f"{pathway}.yaml", "admin", scenarios=False)
    for user, roles in USERS.items():
        ws.add_user(user, name=user.title(), roles=roles, actor="admin")
    ws.close()
    return path


class Selection(Office):
    """The store, with the steps of an open selection on their usual days."""

    def act(self, case: str, action: str, actor: str, day: str, **given: Any) -> Case:
        self.clock.set(f"{day}T09:00")
        documents = given.pop("documents", {})
        reason = given.pop("reason", None)
        return self.ws.act(case, action, actor=actor, fields=given, documents=documents, reason=reason)

    def registering(self, post: str) -> str:
        """A case of which the registration is open, from 1 to 22 September."""
        self.clock.set("2025-08-25T08:00")
        case = self.ws.open_case(OPEN, post, actor="clerk").id
        self.act(case, "plan", "clerk", "2025-08-25", vacancy_cause="transfer", vacant_from="2025-08-01",
                 tmt="2025-12-01")  # fmt: skip
        papers = dict.fromkeys(("selection_plan", "pansel_draft"), "on file")
        self.act(case, "request_permission", "mayor", "2025-08-25", plan_number=self.number("plan"),
                 plan_date="2025-08-25", documents=papers)  # fmt: skip
        self.act(case, "record_permission", "clerk", "2025-08-28", permission_number=self.number("permission"),
                 permission_date="2025-08-28")  # fmt: skip
        self.act(case, "form_pansel", "mayor", "2025-08-29", pansel_number=self.number("pansel"),
                 pansel_date="2025-08-29", pansel_members=PANSEL)  # fmt: skip
        self.act(case, "announce", "pansel1", "2025-09-01", announcement_number=self.number("announcement"),
                 announcement_date="2025-09-01", registration_from="2025-09-01")  # fmt: skip
        return case

    def screened(self, case: str, *passed: str) -> Case:
        """Registered until 22 September, screened the day after."""
        self.act(case, "register", "clerk", "2025-09-15", candidates=[{"person": one} for one in passed])
        self.act(case, "close_registration", "pansel1", "2025-09-23")
        rows = [{"person": one, "file_complete": True, "result": "passed"} for one in passed]
        return self.act(case, "screen", "pansel1", "2025-09-23", candidates=rows)

    def shortlisted(self, case: str, **totals: float) -> Case:
        """Scored, ranked by three of the committee, handed to the mayor."""
        self.act(case, "conclude_screening", "pansel1", "2025-09-23")
        rows = [
            {"person": one, **dict.fromkeys(("assessment", "paper", "interview", "record"), total)}
            for one, total in totals.items()
        ]
        self.act(case, "score", "pansel2", "2025-10-06", candidates=rows)
        self.act(case, "rank", "pansel1", "2025-10-07", minutes_number="BA-1", minutes_date="2025-10-07")
        for member in ("pansel2", "pansel3"):
            self.act(case, "rank", member, "2025-10-07")
        return self.act(case, "forward", "secretary", "2025-10-08")

    def statuses(self, case: str) -> dict[str, str]:
        """Person → status in a case's list."""
        return {row["person"]: row["status"] for row in self.ws.case(case).fields["candidates"]}


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Iterator[Selection]:
    clock, path = Clock("2025-08-25T08:00"), copied(made, tmp_path)
    found = Selection(Workspace.open(path, clock=clock), clock, path)
    yield found
    found.ws.close()


@pytest.mark.parametrize("pathway", [OPEN, POOL])
def test_the_definitions_and_their_scenarios_are_without_fault_or_warning(
    office: Selection, pathway: str
) -> None:
    assert office.ws.definitions.check(shipped_definitions() / f"{pathway}.yaml") == []


def test_a_candidate_in_two_selections_is_seen_in_both(office: Selection) -> None:
    social, works = office.registering("SOCIAL"), office.registering("WORKS")
    for case in (social, works):
        office.act(case, "register", "clerk", "2025-09-15", candidates=[{"person": "Ani"}])
    assert [(one.case, one.status) for one in office.ws.registry.candidacies("Ani")] == [
        (social, "registered"),
        (works, "registered"),
    ]


def test_the_others_are_on_record_after_the_choice(office: Selection) -> None:
    case = office.registering("SOCIAL")
    office.screened(case, *NAMES)
    office.shortlisted(case, Ani=80, Budi=90, Cici=70, Dedi=60)
    assert office.codes(case, "choose", "mayor", fields={"nominee": "Dedi"}) == ["rule"]
    chosen = office.act(case, "choose", "mayor", "2025-10-09", nominee="Cici")
    assert (chosen.state, chosen.fields["nominee"], chosen.fields["chosen_rank"]) == ("endorsed", "Cici", 3)
    assert office.statuses(case) == {
        "Ani": "not_chosen", "Budi": "not_chosen", "Cici": "chosen", "Dedi": "not_shortlisted",
    }  # fmt: skip
    assert [one.status for one in office.ws.registry.candidacies("Ani")] == ["not_chosen"]
    assert office.ws.verify().ok


def test_fewer_than_three_are_announced_again_and_keep_their_place(office: Selection) -> None:
    case = office.registering("SOCIAL")
    office.screened(case, "Ani", "Budi")
    assert office.codes(case, "conclude_screening", "pansel1") == ["rule"]
    again = office.act(case, "announce_again", "pansel1", "2025-09-23", announcement_number="P-2",
                       announcement_date="2025-09-23", registration_from="2025-09-24")  # fmt: skip
    assert (again.state, again.due) == ("registration", date(2025, 10, 14))
    assert office.statuses(case) == {"Ani": "eligible", "Budi": "eligible"}


def test_who_is_chosen_in_one_selection_is_not_chosen_in_another_as_well(office: Selection) -> None:
    cases = [office.registering("SOCIAL"), office.registering("WORKS")]
    for case in cases:
        office.screened(case, "Ani", "Budi", "Cici")
    for case in cases:
        office.shortlisted(case, Ani=80, Budi=90, Cici=70)
    office.act(cases[0], "choose", "mayor", "2025-10-09", nominee="Ani")
    assert office.codes(cases[1], "choose", "mayor", fields={"nominee": "Ani"}) == ["active_proposal"]
    assert office.codes(cases[1], "choose", "mayor", fields={"nominee": "Budi"}) == []


def test_a_talent_is_listed_with_the_box_of_the_registry(office: Selection) -> None:
    office.clock.set("2026-01-05T08:00")
    case = office.ws.open_case(POOL, "SOCIAL", actor="clerk").id
    office.act(case, "plan", "clerk", "2026-01-05", vacancy_cause="transfer", vacant_from="2026-01-01",
               tmt="2026-03-01")  # fmt: skip
    office.act(case, "draw_pool", "clerk", "2026-01-05", pool_number="D-1", pool_date="2026-01-05",
               documents={"simata_extract": "on file"})  # fmt: skip
    listed = office.act(case, "list", "clerk", "2026-01-05", candidates=[{"person": "Ani"}])
    assert listed.fields["candidates"] == [
        {"person": "Ani", "box": 8, "status": "registered", "registered_on": "2026-01-05"}
    ]
    office.ws.registry.put([replace(_official("Budi", 2), talent_box=6)], actor="admin")
    assert office.codes(case, "list", "clerk", fields={"candidates": [{"person": "Budi"}]}) == ["rule"]


@pytest.mark.parametrize("flag", ["sekda", "inspektur", "sekwan", "dukcapil"])
def test_the_gate_of_a_special_post_is_there_before_the_decree(office: Selection, flag: str) -> None:
    case = office.registering("SOCIAL")
    office.screened(case, "Ani", "Budi", "Cici")
    office.shortlisted(case, Ani=80, Budi=90, Cici=70)
    office.act(case, "choose", "mayor", "2025-10-09", nominee="Ani")
    office.act(case, "request_pertek", "clerk", "2025-10-10", request_number="U-1", request_date="2025-10-10",
               documents=dict.fromkeys(PAPERS, "on file"))  # fmt: skip
    office.act(case, "grant_pertek", "clerk", "2025-11-03", pertek_number="P-1", pertek_date="2025-11-03")
    decree = {"decree_number": "SK-1", "decree_date": "2025-11-03"}
    office.ws.registry.put([_post("SOCIAL", "II.b", flag)], actor="admin")
    assert office.codes(case, "decree", "mayor", fields=decree) == ["rule"]
    office.ws.registry.put([_post("SOCIAL", "II.b")], actor="admin")
    assert office.codes(case, "decree", "mayor", fields=decree) == []
