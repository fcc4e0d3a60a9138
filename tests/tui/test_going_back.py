"""Going back in the terminal: a list of faults is marked in the return's form, shown on the case, and mended in a form."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Select

from tests.builders import SmallCity, empty_city
from tests.tui.screen import screen_text, settled, terminal, typed
from tests.tui.test_case import begun, opened, state_of
from tui.screens.case.inputs import PaperPart
from tui.screens.case.inputs.faults import FaultLine, Kind


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    """One case, proposed by the officer and verified."""
    made = empty_city(tmp_path)
    case = made.cases["verified"] = made.open()
    made.nominate(case)
    made.step(case, "verify")
    return made


def sent_back(city: SmallCity) -> str:
    """A proposal that the verifier sent back with a list."""
    case = city.cases["verified"]
    city.ws.act(
        case,
        "return",
        actor="verifier",
        to="vacant",
        reason="see the list",
        faults=[
            {"part": "diploma", "kind": "BTS", "note": "page 2 cannot be read"},
            {"part": "tmt", "kind": "BTS"},
        ],
    )
    return case


async def test_the_officer_marks_what_is_wrong_in_the_form_of_the_return(city: SmallCity) -> None:
    case = city.cases["verified"]
    async with terminal(city, user="verifier", size=(110, 40)) as (app, pilot):
        form = await begun(app, pilot, case, "return")
        assert "say first where it leads" in screen_text(app)
        assert not [one for one in form.query(FaultLine) if one.display]
        form.query_one("#in-_to", Select).value = "vacant"
        await settled(pilot)
        assert "Space: BTS (does not conform), BTL (missing)" in screen_text(app)
        form.query_one("#in-_reason").focus()
        await typed(pilot, "see the list")
        form.query_one("#fault-tmt").query_one(Kind).focus()
        await pilot.press("space", "space")
        notes = form.query_one("#fault-notes").query_one(Kind)
        notes.focus()
        await pilot.press("space")
        assert notes.kind == "BTL", "what is not there can only be missing"
        await pilot.press("space", "escape")
        await settled(pilot)
        form = await begun(app, pilot, case, "return")
        assert form.query_one("#fault-tmt").query_one(Kind).kind == "BTL", "the draft keeps the marks"
        form.query_one("#fault-diploma").query_one(Input).focus()
        await typed(pilot, "page 2")
        await settled(pilot)
        assert "List of faults: 2 parts marked" in screen_text(app)
        assert "[BTS]" in screen_text(app)
        await pilot.press("f10")
        await settled(pilot)
        assert state_of(app, case) == "vacant"
        assert app.gateway is not None
        found = {one.part: (one.kind, one.note) for one in app.gateway.workspace.case(case).faults}
    assert found == {"tmt": ("BTL", ""), "diploma": ("BTS", "page 2")}


async def test_the_case_and_its_history_show_the_list(city: SmallCity) -> None:
    case = sent_back(city)
    async with terminal(city, size=(160, 50)) as (app, pilot):
        await opened(app, pilot, case)
        said = screen_text(app)
        assert "List of faults: 0 of 2 mended" in said
        assert "✗ Diploma  BTS: page 2 cannot be read" in said
        assert said.count("page 2 cannot be read") == 2, "on the case and in its history"
        assert "Time to fill" in said


async def test_the_form_that_mends_asks_only_for_what_the_list_names(city: SmallCity) -> None:
    case = sent_back(city)
    async with terminal(city, size=(110, 40)) as (app, pilot):
        form = await begun(app, pilot, case, "nominate")
        said = screen_text(app)
        assert "Sent back with a list of faults; everything else stays as it is:" in said
        assert {one.field for one in form._parts} >= {"tmt", "notes"}
        assert not {"nominee", "route"} & {one.field for one in form._parts}
        await settled(pilot)
        papers = [one.field for one in form.query(PaperPart) if one.display]
        assert papers == ["diploma"]
        assert not form.query_one("#paper-diploma", PaperPart).raw, "what was on file does not mend it"
        await pilot.press("f8")
        form.query_one("#in-tmt", Input).value = "2026-01-05"
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert state_of(app, case) == "proposed"
        assert app.gateway is not None
        after = app.gateway.workspace.case(case)
    assert after.faults == ()
    assert after.fields["tmt"] == "2026-01-05"


async def test_the_inbox_shows_the_list_beside_a_case_that_came_back(city: SmallCity) -> None:
    sent_back(city)
    async with terminal(city, size=(160, 45)) as (app, _pilot):
        assert "✗ Diploma  BTS: page 2 cannot be read" in screen_text(app)


async def test_the_arrow_keys_lead_from_part_to_part_of_the_list(city: SmallCity) -> None:
    case = city.cases["verified"]
    async with terminal(city, user="verifier", size=(110, 40)) as (app, pilot):
        form = await begun(app, pilot, case, "return")
        form.query_one("#in-_to", Select).value = "vacant"
        await settled(pilot)
        shown = [one.query_one(Kind) for one in form.query(FaultLine) if one.display]
        shown[0].focus()
        await pilot.press("down", "down", "space", "up", "up", "up")
        assert [one.kind for one in shown[:4]] == ["", "", "BTS", ""]
        assert shown[0].has_focus, "at the first one it stays"


async def test_the_form_says_which_fault_would_be_sent_as_it_was(city: SmallCity) -> None:
    case = sent_back(city)
    async with terminal(city, size=(110, 40)) as (app, pilot):
        form = await begun(app, pilot, case, "nominate")
        await pilot.press("f8")
        await settled(pilot)
        label = form.view.definition.fields["tmt"].label["en"]
        said = f"Not changed: {label}. To send it says that it is right as it stands."
        assert said in screen_text(app)
        form.query_one("#in-tmt", Input).value = "2026-01-05"
        await settled(pilot)
        assert "Not changed" not in screen_text(app)
        assert "then it waits for HR verifier" in screen_text(app)
