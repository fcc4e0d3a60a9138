"""An open selection in the terminal: an officer registers candidates, a member of the committee scores them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Select

from tests.builders import SmallCity, empty_city
from tests.tui.screen import screen_text, settled, terminal, typed
from tests.tui.test_rows import begun, pick
from tui.screens.case.inputs.row import KnownRow
from workflow.registry.model import Holding, Person, Position
from workflow.registry.nip import make_nip
from workflow.shipped import shipped_definitions

PATHWAY = "jpt-seleksi-terbuka"
APPLICANTS = ("Ani Tallo", "Budi Benu", "Cici Nalle")
MEMBERS = [
    {"name": f"Anggota {number}", "origin": origin}
    for number, origin in enumerate(("internal", "internal", "academic", "public", "expert"), 1)
]


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    """A vacant post of agency head, three who may apply for it, and the committee."""
    found = empty_city(tmp_path)
    found.ws.publish(shipped_definitions() / f"{PATHWAY}.yaml", actor="admin")
    entries: list[Any] = []
    for number, name in enumerate(APPLICANTS, 1):
        born = date(1974 + number, 3, 2)
        entries += [
            Position(f"CAMAT-{number}", f"Camat {number}", "structural", "KOTA", "III.a", retirement_age=58),
            Person(
                f"A-{number}", make_nip(born, (2000, 3), "P", 700 + number), name, born, "P", "Kristen", "IV/b",
                education="S1", ratings={"2023": "Baik", "2024": "Baik"}, experience_years=9, healthy=True,
                under_discipline=False, study_leave=False, leadership_training=True,
            ),
            Holding(f"H-A{number}", f"A-{number}", f"CAMAT-{number}", "definitif", date(2019, 1, 2)),
        ]  # fmt: skip
    found.ws.registry.put(entries, actor="admin")
    found.ws.add_user("pansel", name="Dr. Frans Gana", roles=["pansel"], actor="admin")
    return found


def announced(city: SmallCity) -> str:
    """A case whose registration is open."""
    ws = city.ws
    case = ws.open_case(PATHWAY, "KADIS-DIK", actor="officer").id

    def act(actor: str, action: str, documents: tuple[str, ...] = (), **fields: Any) -> None:
        papers = dict.fromkeys(documents, True)
        ws.act(case, action, actor=actor, fields=fields, documents=papers)

    act("officer", "plan", vacancy_cause="retirement", vacant_from="2025-09-01", tmt="2026-02-02")
    act(
        "mayor", "request_permission", ("selection_plan", "pansel_draft"), plan_number="1", plan_date="2025-10-01"
    )  # fmt: skip
    act("officer", "record_permission", permission_number="2", permission_date="2025-10-01")
    act("mayor", "form_pansel", pansel_number="3", pansel_date="2025-10-01", pansel_members=MEMBERS)
    today = "2025-10-01"
    act("pansel", "announce", announcement_number="4", announcement_date=today, registration_from=today)
    return case


async def test_candidates_are_registered_and_scored_in_the_terminal(city: SmallCity) -> None:
    case = announced(city)
    async with terminal(city, "officer", size=(100, 30)) as (app, pilot):
        await begun(app, pilot, case, "register")
        await pick(pilot, "ani tallo")
        await pilot.press("f4")
        await pick(pilot, "budi benu")
        await settled(pilot, 2)
        await pilot.press("f10")
        await settled(pilot)
        assert app.gateway is not None
        ws = app.gateway.workspace
        assert [row["status"] for row in ws.case(case).fields["candidates"]] == ["registered"] * 2
        assert "Ani Tallo, Budi Benu" in " ".join(
            str(app.screen.query_one("#history Static").render()).split()
        )

        ws.act(case, "register", actor="officer", fields={"candidates": [{"person": "A-3"}]})
        city.clock.set("2025-10-27T09:00")
        ws.act(case, "close_registration", actor="pansel")
        passed = [
            {"person": f"A-{number}", "file_complete": True, "result": "passed"} for number in (1, 2, 3)
        ]
        ws.act(case, "screen", actor="pansel", fields={"candidates": passed})
        ws.act(case, "conclude_screening", actor="pansel")

    async with terminal(city, "pansel", size=(100, 30), lang="id") as (app, pilot):
        form = await begun(app, pilot, case, "score")
        assert [line.called for line in form.query(KnownRow)] == list(APPLICANTS)
        assert not form.query_one(KnownRow).query(Select)
        for number, scores in enumerate((("80", "75", "90", "70"), ("70", "85", "88", "60"))):
            form.query(KnownRow)[number].query(Input).first().focus()
            for score in scores:
                await typed(pilot, score)
                await pilot.press("tab")
        await settled(pilot, 2)
        assert "Seleksi" in screen_text(app)
        await pilot.press("f10")
        await settled(pilot)
        assert app.gateway is not None
        rows = app.gateway.workspace.case(case).fields["candidates"]
        assert [row.get("total") for row in rows] == [pytest.approx(80.5), pytest.approx(77.3), None]
        assert "80.5" in " ".join(str(app.screen.query_one("#fields Static").render()).split())
