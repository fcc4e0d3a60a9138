"""Whether the people of a store can complete a pathway, and what a publish makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.definition.samples import APPROVAL
from tests.workspace.office import SENDING, City, Office, checked, opened, permit_file
from workflow import DefinitionError, Refused, Workspace
from workflow.shipped import copy_whole, shipped_definitions

STRICT = "must_be_staffed: true"


@pytest.fixture
def strict(tmp_path: Path) -> Workspace:
    """An office that publishes nothing that its people cannot complete."""
    copy_whole(shipped_definitions(), tmp_path / "definitions")
    settings = tmp_path / "definitions" / "city.yaml"
    settings.write_text(settings.read_text().replace("must_be_staffed: false", STRICT))
    ws = Workspace.open(tmp_path / "store.json")
    (tmp_path / "approval.yaml").write_text(APPROVAL)
    return ws


def test_the_team_that_is_found_can_really_do_it(office: Office) -> None:
    found = office.ws.definitions.staffing("permit")
    assert found.ok
    case, asked = opened(office).id, None
    for post in found.teams[0].team:
        for person in post.people:
            fields = (
                {"send": SENDING, "sign": {"note": "fine"}}.get(post.action, {})
                if asked != post.action
                else {}
            )
            asked = post.action
            office.ws.act(case, post.action, actor=person.removeprefix("user:"), fields=fields)
    assert office.ws.case(case).final


def test_a_store_without_people_says_which_roles_are_missing(office: Office) -> None:
    office.ws.access.set_active("reviewer", False, actor="admin")
    office.ws.access.set_active("reviewer2", False, actor="admin")
    office.ws.access.set_active("boss", False, actor="admin")
    found = office.ws.definitions.staffing("permit")
    assert [step.action for one in found.clashes if one.clash for step in one.clash.steps] == ["check"]


def test_two_accounts_of_one_person_are_one_person(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "store.json") as ws:
        (tmp_path / "approval.yaml").write_text(APPROVAL)
        ws.publish(tmp_path / "approval.yaml", actor="admin")
        ws.add_user("morning", name="Anna", roles=["clerk"], actor="admin", person="P-1")
        ws.add_user("evening", name="Anna", roles=["chief"], actor="admin", person="P-1")
        assert not ws.definitions.staffing("approval").ok
        ws.add_user("other", name="Budi", roles=["chief"], actor="admin")
        assert ws.definitions.staffing("approval").ok


def test_only_units_with_a_position_for_which_it_opens_are_judged(city: City) -> None:
    found = city.ws.definitions.staffing("jabatan-fungsional")
    assert found.ok
    assert [one.units for one in found.verdicts] == [("CLINIC",)]
    city.ws.access.set_active("officer", False, actor="admin")
    away = city.ws.definitions.staffing("jabatan-fungsional")
    assert not away.ok
    assert away.words("CLINIC") == "Puskesmas Oebobo"


def test_the_city_secretary_who_heads_an_agency_proposes_or_approves(city: City) -> None:
    city.ws.add_user("secretary", name="Secretary", roles=["pyb", ("opd_head", "HEALTH")], actor="admin")
    city.ws.access.set_active("head", False, actor="admin")
    team = {
        post.action: post.people for post in city.ws.definitions.staffing("jabatan-fungsional").teams[0].team
    }
    assert team["endorse"] == ("user:secretary",)
    assert team["nominate"] == ("user:officer",)


def test_check_with_people_adds_warnings_and_needs_a_file_without_errors(
    office: Office, tmp_path: Path
) -> None:
    file = permit_file(tmp_path)
    assert office.ws.definitions.check(file) == []
    found = office.ws.definitions.check(file, people=True)
    assert {one.severity for one in found} == {"warning"}
    assert {one.code for one in found} <= {"W402", "W403"}
    broken = permit_file(tmp_path, "format: lantik/2", "broken.yaml")
    assert {one.code[0] for one in office.ws.definitions.check(broken, people=True)} == {"E"}
    with pytest.raises(DefinitionError):
        office.ws.definitions.staffing(broken)


def test_a_running_case_is_judged_by_what_was_done_in_it(office: Office) -> None:
    ws = office.ws
    case = checked(office).id
    assert ws.definitions.staffing_of_case(case).ok
    for user in ("board2", "board3"):
        ws.access.set_active(user, False, actor="admin")
    assert ws.definitions.staffing_of_case(case).ok is ws.definitions.staffing("permit").ok
    ws.access.set_active("head", False, actor="admin")
    assert not ws.definitions.staffing_of_case(case).ok


def test_the_demonstration_city_is_staffed_and_leans_on_five_people(demo: Workspace) -> None:
    found = demo.definitions.staffing("jabatan-fungsional")
    assert found.ok
    assert sum(len(one.units) for one in found.verdicts) > 100
    accounts = {user.identity: user.id for user in demo.access.users()}
    assert {accounts[person] for person in found.depends_on} == {
        "sekda", "walikota", "kabid-mutasi", "upacara-01", "kepala-bkpsdm",
    }  # fmt: skip


def test_a_city_may_refuse_to_publish_what_nobody_can_complete(strict: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "approval.yaml"
    strict.publish(file, actor="admin")  # the store is being set up
    strict.add_user("watcher", name="Watcher", roles=["auditor"], actor="admin")
    file.write_text(APPROVAL.replace("within: 3 wd", "within: 4 wd"))
    with pytest.raises(Refused) as refused:
        strict.publish(file, actor="admin")
    assert [one.code for one in refused.value.reasons] == ["unstaffed", "unstaffed"]
    assert "nobody may take “Approve” (Chief)" in refused.value.reasons[1].message
    assert len(strict.definitions.all()) == 1
    strict.add_user("one", name="One", roles=["clerk", "chief"], actor="admin")
    with pytest.raises(Refused, match="different"):
        strict.publish(file, actor="admin")
    strict.add_user("two", name="Two", roles=["chief"], actor="admin")
    assert strict.publish(file, actor="admin").number == 2
    strict.close()


def test_roles_that_nobody_could_have_been_given_yet_are_no_reason(strict: Workspace, tmp_path: Path) -> None:
    strict.add_user("watcher", name="Watcher", roles=["auditor"], actor="admin")
    assert strict.publish(tmp_path / "approval.yaml", actor="admin").number == 1
    strict.close()


def test_other_cities_only_hear_of_it(office: Office, tmp_path: Path) -> None:
    office.ws.access.set_active("clerk", False, actor="admin")
    office.ws.access.set_active("clerk2", False, actor="admin")
    file = permit_file(tmp_path, permit_file(tmp_path).read_text().replace("within: 3 wd", "within: 4 wd"))
    assert "W401" in {one.code for one in office.ws.definitions.check(file, people=True)}
    assert office.ws.publish(file, actor="admin").number == 2
