"""The case screen: where it stands, why an action is refused, forms that keep what was typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandInput, CommandList
from textual.pilot import Pilot
from textual.widgets import Input, Select, TextArea

from tests.builders import SmallCity, small_city
from tests.tui.screen import screen_text, settled, terminal, typed
from tui.app import LantikApp
from tui.screens.case import CaseScreen
from tui.screens.case.form import ActionForm, keeping
from tui.screens.case.inputs import PaperPart, PickPart, pickable
from tui.screens.case.menu import ActionMenu
from tui.screens.dialogs import Confirm
from workflow.language import text, translate
from workflow.shipped import shipped_definitions


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return small_city(tmp_path)


async def opened(app: LantikApp, pilot: Pilot[Any], case: str) -> None:
    app.open_case(case)
    await settled(pilot)


async def begun(app: LantikApp, pilot: Pilot[Any], case: str, action: str) -> ActionForm:
    """The form of an action, reached as a user would: the case, the menu, the action."""
    await opened(app, pilot, case)
    assert isinstance(app.screen, CaseScreen)
    assert app.screen.view is not None
    from tui.screens.case.words import open_actions

    number = [answer.name for answer, _label in open_actions(app.screen.view)].index(action) + 1
    await pilot.press("a", str(number))
    await settled(pilot)
    assert isinstance(app.screen, ActionForm)
    return app.screen


def state_of(app: LantikApp, case: str) -> str:
    assert app.gateway is not None
    return str(app.gateway.workspace.case(case).state)


async def test_the_timeline_says_what_is_done_and_where_it_is(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await opened(app, pilot, city.cases["endorsed"])
        assert "✓ Vacant ── ✓ Nomination ── ● Approval ── ○ Inauguration ── ○ Filled" in screen_text(app)


async def test_a_refused_action_says_why_and_who_could_help(city: SmallCity) -> None:
    async with terminal(city, size=(160, 50)) as (app, pilot):
        await opened(app, pilot, city.cases["proposed"])
        said = screen_text(app)
        assert "– Verify" in said
        assert "you are HR officer" in said
        assert "could help: HR verifier" in said


async def test_history_reads_as_sentences_with_the_reason(city: SmallCity) -> None:
    async with terminal(city, size=(160, 50)) as (app, pilot):
        await opened(app, pilot, city.cases["returned"])
        said = screen_text(app)
        assert "20 Nov 2025 14:40" in said
        assert "Yohanes Nenobais: Return" in said
        assert "Reason: SK pangkat tidak terbaca" in said
        assert "Maria Tallo opened the case" in said


async def test_history_tells_of_a_move_to_another_version_and_back(city: SmallCity, tmp_path: Path) -> None:
    again = tmp_path / "jabatan-fungsional.yaml"
    again.write_text((shipped_definitions() / again.name).read_text() + "# once more\n")
    definitions, case = city.ws.definitions, city.cases["proposed"]
    definitions.publish(again, "admin")
    for move in (definitions.migrate, definitions.undo_migration):
        (moved,) = move("jabatan-fungsional", actor="admin", cases=[case])
        assert moved.outcome == "moved"
    async with terminal(city, size=(160, 50)) as (app, pilot):
        await opened(app, pilot, case)
        said = screen_text(app)
        assert "moved the case to version 2" in said
        assert "took back the move to version 2" in said


async def test_signatures_say_who_signed_and_how_many_are_missing(city: SmallCity) -> None:
    async with terminal(city, "member3", size=(120, 40)) as (app, pilot):
        await opened(app, pilot, city.cases["assessing"])
        said = screen_text(app)
        assert "✓ 1. Head of transfers  signature: Adriana Ndun" in said
        assert "● 2. Performance committee  2 of 4 signatures, 3 needed" in said
        assert "✓ Dominggus Lay" in said
        assert "✓ Elisabet Kana" in said


async def test_a_form_sends_what_was_asked_and_says_who_is_next(city: SmallCity) -> None:
    case = city.cases["endorsed"]
    async with terminal(city) as (app, pilot):
        await begun(app, pilot, case, "request_pertek")
        await typed(pilot, "800/77")
        await pilot.press("tab")
        await typed(pilot, "24-11-2025")
        await settled(pilot)
        assert "then it waits for HR officer" in screen_text(app)
        await pilot.press("f10")
        await settled(pilot)
        assert state_of(app, case) == "pertek_requested"
        assert isinstance(app.screen, CaseScreen)
        assert "Pertek requested" in screen_text(app)


async def test_a_wrong_date_is_told_while_one_types(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await begun(app, pilot, city.cases["endorsed"], "request_pertek")
        await pilot.press("tab")
        await typed(pilot, "31-02-2025")
        await settled(pilot)
        assert "This is no date" in screen_text(app)


async def test_a_rule_speaks_before_anything_is_sent(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await begun(app, pilot, city.cases["endorsed"], "request_pertek")
        await typed(pilot, "1")
        await pilot.press("tab")
        await typed(pilot, "2025-12-24")
        await settled(pilot)
        assert "The request's date lies in the future" in screen_text(app)


async def test_what_was_typed_survives_a_conflict(city: SmallCity) -> None:
    case = city.cases["endorsed"]
    async with terminal(city) as (app, pilot):
        form = await begun(app, pilot, case, "request_pertek")
        await typed(pilot, "800/77")
        await pilot.press("tab")
        await typed(pilot, "2025-11-24")
        assert app.gateway is not None
        app.gateway.workspace.act(case, "return", actor="sekda", reason="lengkapi", to="proposed")
        await pilot.press("f10")
        await settled(pilot)
        said = screen_text(app)
        assert "Jeffry Pelt changed this case" in said
        assert form.query_one("#in-request_number", Input).value == "800/77"
        await pilot.press("f5")
        await settled(pilot)
        assert app.screen is form
        said = screen_text(app)
        assert "Jeffry Pelt: Return" in said
        assert "800/77" in said
        assert state_of(app, case) == "proposed"


async def test_what_was_typed_survives_a_refusal(city: SmallCity) -> None:
    case = city.cases["endorsed"]
    async with terminal(city) as (app, pilot):
        form = await begun(app, pilot, case, "request_pertek")
        await typed(pilot, "800/78")
        await pilot.press("f10")
        await settled(pilot)
        assert app.screen is form
        assert "Refused. What you typed is kept." in screen_text(app)
        assert form.query_one("#in-request_number", Input).value == "800/78"
        assert state_of(app, case) == "endorsed"


async def test_leaving_a_form_keeps_a_draft_that_no_quitting_loses(city: SmallCity) -> None:
    case = city.cases["endorsed"]
    async with terminal(city) as (app, pilot):
        await begun(app, pilot, case, "request_pertek")
        await typed(pilot, "800/79")
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("a", "1")
        await settled(pilot)
        assert app.screen.query_one("#in-request_number", Input).value == "800/79"
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("q")
        await pilot.pause()
        assert app.return_code == 0
    async with terminal(city) as (app, pilot):
        await begun(app, pilot, case, "request_pertek")
        assert app.screen.query_one("#in-request_number", Input).value == "800/79"


async def test_quitting_asks_while_something_is_typed_that_is_not_kept_yet(
    city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "QUIET", 1000.0)
    async with terminal(city) as (app, pilot):
        await begun(app, pilot, city.cases["endorsed"], "request_pertek")
        await typed(pilot, "800/79")
        await pilot.press("ctrl+q")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)


async def test_quitting_asks_nothing_when_nothing_would_be_lost(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("q")
        await pilot.pause()
        assert app.return_code == 0


async def test_what_cannot_be_undone_asks_first_and_starts_on_cancel(city: SmallCity) -> None:
    case = city.cases["assessed"]
    async with terminal(city, "sekda") as (app, pilot):
        form = await begun(app, pilot, case, "reject")
        form.query_one(TextArea).text = "Formasi dialihkan"
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)
        assert app.focused is not None
        assert app.focused.id == "no"
        await pilot.press("enter")
        await settled(pilot)
        assert state_of(app, case) == "assessed"
        await pilot.press("f10")
        await settled(pilot)
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert state_of(app, case) == "rejected"


async def test_the_last_signature_of_a_quorum_moves_the_case(city: SmallCity) -> None:
    case = city.cases["assessing"]
    async with terminal(city, "member3") as (app, pilot):
        form = await begun(app, pilot, case, "assess")
        assert form.query_one("#in-_vote", Select).value == "sign"
        await pilot.press("f10")
        await settled(pilot)
        assert state_of(app, case) == "assessed"


async def test_a_refusal_in_a_sign_off_wants_a_reason(city: SmallCity) -> None:
    case = city.cases["assessing"]
    async with terminal(city, "member3") as (app, pilot):
        form = await begun(app, pilot, case, "assess")
        form.query_one("#in-_vote", Select).value = "refuse"
        await settled(pilot)
        assert "needs a reason" in screen_text(app)
        form.query_one(TextArea).text = "Angka kredit belum sah"
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert app.gateway is not None
        assert any(one.vote == "refuse" for one in app.gateway.workspace.case(case).signatures)


async def test_where_nothing_can_be_taken_the_menu_asks_for_no_number(city: SmallCity) -> None:
    case = city.cases["assessing"]
    async with terminal(city, "admin") as (app, pilot):
        await opened(app, pilot, case)
        await pilot.press("a")
        await settled(pilot)
        assert isinstance(app.screen, ActionMenu)
        assert "Number or Enter" not in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert not isinstance(app.screen, ActionMenu)


async def test_a_long_menu_keeps_its_hint_on_a_small_terminal(city: SmallCity) -> None:
    async with terminal(city, "verifier", size=(80, 24)) as (app, pilot):
        await opened(app, pilot, city.cases["proposed"])
        await pilot.press("a")
        await settled(pilot)
        assert app.screen.query_one("#actions").max_scroll_y > 0, "not all of it fits"
        assert "Number or Enter to take one, Esc to go back" in screen_text(app)


async def test_a_signature_can_be_taken_back(city: SmallCity) -> None:
    case = city.cases["assessing"]
    async with terminal(city, "member1") as (app, pilot):
        await opened(app, pilot, case)
        await pilot.press("u")
        await settled(pilot)
        assert isinstance(app.screen, ActionForm)
        state = text(app.screen.view.state)
        stays = f"Your mark is taken back; the case stays in “{state}”"
        assert f"{stays}, then it waits for" in screen_text(app)
        await pilot.press("f10")
        await settled(pilot)
        assert f"{case}: {stays[:20]}" in screen_text(app)
        assert app.gateway is not None
        assert len(app.gateway.workspace.case(case).signatures) == 2  # the head's and the other member's


async def test_a_vacancy_is_proposed_from_the_keyboard_alone(city: SmallCity) -> None:
    case = city.cases["vacant"]
    async with terminal(city, "school_head", size=(120, 46)) as (app, pilot):
        form = await begun(app, pilot, case, "nominate")
        await typed(pilot, "guru 22")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert form.query_one(PickPart).raw == "P-0022"
        form.query_one("#in-route", Select).value = "pertama"
        form.query_one("#in-tmt", Input).value = "2026-01-01"
        for paper in form.query(PaperPart):
            if paper.field in (
                "diploma",
                "rank_decree",
                "employee_card",
                "civil_servant_decrees",
                "basic_training",
                "credit_statement",
            ):
                paper.query_one("Mark").toggle()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "then it waits for HR verifier" in screen_text(app)
        await pilot.press("f10")
        await settled(pilot)
        assert state_of(app, case) == "proposed"


async def test_a_return_asks_how_far_back(city: SmallCity) -> None:
    case = city.cases["endorsed"]
    async with terminal(city, "sekda") as (app, pilot):
        form = await begun(app, pilot, case, "return")
        form.query_one("#in-_to", Select).value = "proposed"
        form.query_one(TextArea).text = "Periksa ijazah"
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert state_of(app, case) == "proposed"


async def test_a_commit_by_another_program_shows_on_the_open_case(city: SmallCity) -> None:
    case = city.cases["proposed"]
    async with terminal(city) as (app, pilot):
        await opened(app, pilot, case)
        assert app.gateway is not None
        app.gateway.workspace.act(case, "verify", actor="verifier")
        app.poll()
        await settled(pilot)
        assert "Verified" in screen_text(app)


async def test_a_case_that_is_not_there_is_a_message_not_a_crash(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await opened(app, pilot, "JF-2025-9999")
        assert "There is no case" in screen_text(app)
        assert app.is_running


async def test_what_does_nothing_now_gives_way_where_the_line_of_keys_is_short(city: SmallCity) -> None:
    async with terminal(city, size=(80, 24)) as (app, pilot):
        await opened(app, pilot, city.cases["proposed"])
        line = screen_text(app).splitlines()[-1]
        assert "What is needed" in line
        assert "Esc Back" in line
        assert "Take back" not in line
        assert "? Help" in line


async def test_the_palette_asks_in_the_users_language(city: SmallCity) -> None:
    async with terminal(city, lang="id") as (app, pilot):
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert app.screen.query_one(CommandInput).placeholder == translate("Search for commands …")


async def test_the_palette_says_in_the_users_language_that_nothing_fits(city: SmallCity) -> None:
    async with terminal(city, lang="id") as (app, pilot):
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"qxzqxz")
        found = app.screen.query_one(CommandList)
        for _look in range(200):
            if found.option_count and found.get_option_at_index(0).disabled:
                break
            await pilot.pause(0.05)
        await pilot.pause()
        said = screen_text(app)
        assert "No matches" not in said
        assert "“qxzqxz”" in said


async def test_the_palette_has_the_cases_actions_and_why_not(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await opened(app, pilot, city.cases["proposed"])
        await pilot.press("ctrl+p")
        await settled(pilot)
        await typed(pilot, "verify")
        await pilot.pause(0.5)
        assert "Not now" in screen_text(app)


# ── documents ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def nominating(app: LantikApp, pilot: Pilot[Any], case: str, route: str) -> ActionForm:
    form = await begun(app, pilot, case, "nominate")
    await typed(pilot, "guru 22")
    await settled(pilot)
    await pilot.press("enter")
    form.query_one("#in-route", Select).value = route
    form.query_one("#in-tmt", Input).value = "2026-01-01"
    await settled(pilot)
    return form


async def test_only_the_documents_of_the_chosen_route_are_asked(city: SmallCity) -> None:
    async with terminal(city, "school_head", size=(120, 46)) as (app, pilot):
        form = await nominating(app, pilot, city.cases["vacant"], "pertama")
        asked = {paper.field for paper in form.query(PaperPart) if paper.display}
        assert "diploma" in asked
        assert "basic_training" in asked
        assert "position_decree" not in asked
        assert f"Documents: 0 of {len(asked)} on file" in screen_text(app)


async def test_one_key_says_that_all_needed_documents_are_on_file(city: SmallCity) -> None:
    case = city.cases["vacant"]
    async with terminal(city, "school_head", size=(120, 46)) as (app, pilot):
        await nominating(app, pilot, case, "pertama")
        await pilot.press("f8")
        await settled(pilot)
        assert "then it waits for HR verifier" in screen_text(app)
        await pilot.press("f10")
        await settled(pilot)
        assert app.gateway is not None
        documents = app.gateway.workspace.case(case).documents
        assert documents["diploma"] is True
        assert "position_decree" not in documents


async def test_a_path_is_copied_to_the_store_and_the_case_shows_its_name(
    city: SmallCity, tmp_path: Path
) -> None:
    case, scan = city.cases["vacant"], tmp_path / "ijazah.pdf"
    scan.write_bytes(b"%PDF ijazah")
    async with terminal(city, "school_head", size=(120, 46)) as (app, pilot):
        form = await nominating(app, pilot, case, "pertama")
        await pilot.press("f8")
        form.query_one("#paper-diploma Input", Input).value = str(scan)
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert app.gateway is not None
        mark = app.gateway.workspace.case(case).documents["diploma"]
        assert mark["file"] == "ijazah.pdf"
        assert (city.path.with_suffix(".files") / mark["sha256"]).read_bytes() == b"%PDF ijazah"
        assert isinstance(app.screen, CaseScreen)
        assert "ijazah.pdf (1 kB)" in screen_text(app)


async def test_a_file_that_is_not_there_is_said_beside_it_and_nothing_is_written(city: SmallCity) -> None:
    case = city.cases["vacant"]
    async with terminal(city, "school_head", size=(120, 46)) as (app, pilot):
        form = await nominating(app, pilot, case, "pertama")
        await pilot.press("f8")
        form.query_one("#paper-diploma Input", Input).value = "/nowhere/ijazah.pdf"
        await settled(pilot)
        assert "/nowhere/ijazah.pdf cannot be read" in screen_text(app)
        await pilot.press("f10")
        await settled(pilot)
        assert app.screen is form
        assert state_of(app, case) == "vacant"


async def test_what_is_missing_is_said_beside_its_field_after_sending(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        form = await begun(app, pilot, city.cases["endorsed"], "request_pertek")
        await typed(pilot, "800/81")
        await pilot.press("f10")
        await settled(pilot)
        assert "is not filled in" in str(form.query_one("#field-request_date .says").render())
        assert form.focused is form.query_one("#in-request_date")


async def test_people_are_picked_by_name_nip_and_what_they_hold_today(city: SmallCity) -> None:
    async with terminal(city, "school_head") as (app, _pilot):
        assert app.gateway is not None
        rows = dict(pickable("person", app.gateway.session))
        held = [one for one in app.gateway.workspace.registry.holdings() if one.until is None]
        assert held
        for one in held:
            assert rows[one.person][2] != "–"
        assert len(rows["P-0022"][1]) == 18


async def test_who_changes_a_case_while_one_types_is_named_and_what_was_typed_is_kept(
    city: SmallCity,
) -> None:
    case = city.cases["endorsed"]
    async with terminal(city) as (app, pilot):
        form = await begun(app, pilot, case, "request_pertek")
        await typed(pilot, "800/77")
        assert app.gateway is not None
        city.clock.set("2025-11-25T07:42")
        app.gateway.workspace.act(case, "suspend", actor="division", reason="Menunggu inspektorat")
        app.poll()
        await settled(pilot)
        said = screen_text(app)
        assert "25 Nov 2025 07:42  Adriana Ndun: Suspend" in said
        assert "What you typed is kept. Press F5 to see the case as it is now." in said
        assert "800/77" in [one.value for one in form.query(Input)]


async def test_a_stand_in_is_told_apart_in_signatures_and_history(city: SmallCity) -> None:
    case = city.cases["assessing"]
    absence = city.ws.access.add_absence(
        "member3", since=city.clock().date(), to=["protocol"], reason="leave", actor="member3"
    )
    city.ws.act(case, "assess", actor="protocol", on_behalf_of="member3")
    async with terminal(city, "member4", size=(220, 46)) as (app, pilot):
        await opened(app, pilot, case)
        said = screen_text(app)
        assert "Ina Manafe on behalf of (a.n.) Fransiskus Bau signed “Assess”" in said
        assert f"by absence {absence.id}" in said
