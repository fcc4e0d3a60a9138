"""Running cases move to another version and back, one by one, on the record; and publishing can need a second admin."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.workspace.office import Office, checked, opened, permit_file, sent
from tests.workspace.test_versions import LONGER, MAP, RENAMED
from workflow import Case, Event, InputError, Refused, make_empty
from workflow.shipped import shipped_definitions
from workflow.workspace.migrating import Moved


@pytest.fixture
def renamed(office: Office, tmp_path: Path) -> tuple[Office, Case, Case]:
    """Two cases, one sent and one checked, and a second version in which `sent` is called otherwise."""
    cases = sent(office), checked(office)
    office.ws.publish(permit_file(tmp_path, RENAMED), actor="admin", map=MAP)
    return (office, *cases)


def outcomes(moved: list[Moved]) -> dict[str, tuple[str, str]]:
    return {one.case: (one.outcome, one.target) for one in moved}


def test_the_published_map_is_used_by_itself(renamed: tuple[Office, Case, Case]) -> None:
    office, first, second = renamed
    moved = office.ws.definitions.migrate("permit", actor="admin", reason="Peraturan baru")
    assert outcomes(moved) == {first.id: ("moved", "submitted"), second.id: ("moved", "checked")}
    case = office.ws.case(first.id)
    assert (case.state, case.version, case.revision) == ("submitted", 2, first.revision + 1)
    last: Event = office.ws.history(first.id)[-1]
    assert (last.action, last.source, last.target, last.version) == ("migrate", "sent", "submitted", 2)
    assert (last.reason, last.actor) == ("Peraturan baru", "admin")
    assert last.followed[0]["migration"]["states"] == MAP
    assert office.ws.act(first.id, "check", actor="reviewer").state == "checked"
    assert office.ws.verify().ok
    assert office.again().verify().ok


def test_the_published_map_is_turned_round_on_the_way_back(renamed: tuple[Office, Case, Case]) -> None:
    office, first, second = renamed
    office.ws.definitions.migrate("permit", actor="admin")
    moved = office.ws.definitions.migrate("permit", actor="admin", to=1)
    assert outcomes(moved) == {first.id: ("moved", "sent"), second.id: ("moved", "checked")}
    assert office.ws.case(second.id).came_from == second.came_from
    assert office.ws.verify().ok


def test_a_dry_run_says_the_same_and_writes_nothing(renamed: tuple[Office, Case, Case]) -> None:
    office, first, _ = renamed
    before = office.ws.store.position()
    told = office.ws.definitions.migrate("permit", actor="admin", dry_run=True)
    assert office.ws.store.position() == before
    assert office.ws.case(first.id) == first
    assert told == office.ws.definitions.migrate("permit", actor="admin")
    assert told[0].told(would=True).startswith("would move to “Sent” (submitted), version 2")
    assert office.ws.definitions.migrate("permit", actor="admin") == []


def test_a_refused_case_stays_and_the_others_move(office: Office, tmp_path: Path) -> None:
    first, second = sent(office), opened(office)
    without_draft = RENAMED.replace("  draft:\n", "  sketch:\n").replace("initial: draft", "initial: sketch")
    without_draft = without_draft.replace("from: draft", "from: sketch").replace("[draft,", "[sketch,")
    office.ws.publish(
        permit_file(tmp_path, without_draft), actor="admin", map={**MAP, "state:draft": "sketch"}
    )
    moved = office.ws.definitions.migrate(
        "permit", actor="admin", map={"state:draft": "checked"}, cases=[first.id, second.id]
    )
    assert outcomes(moved) == {first.id: ("moved", "submitted"), second.id: ("refused", "draft")}
    assert [one.code for one in moved[1].reasons] == ["history"]
    assert "Send" in moved[1].told()
    assert office.ws.case(second.id) == second
    assert office.ws.verify().ok


def test_a_given_signature_counts_on_and_is_named(office: Office, tmp_path: Path) -> None:
    case = checked(office)
    office.ws.act(case.id, "sign", actor="head", fields={"note": "fine"})
    office.ws.publish(permit_file(tmp_path, LONGER), actor="admin")
    (moved,) = office.ws.definitions.migrate("permit", actor="admin")
    assert [(one.name, one.role, one.counts) for one in moved.signatures] == [("Head", "head", True)]
    assert "counts on: the signature of Head" in moved.told()
    assert office.codes(case.id, "sign", "head") != []
    office.ws.act(case.id, "sign", actor="board1")
    assert office.ws.act(case.id, "sign", actor="board2").state == "granted"
    assert office.ws.verify().ok


def test_an_undo_puts_the_case_back_and_stays_on_record(renamed: tuple[Office, Case, Case]) -> None:
    office, first, second = renamed
    office.ws.definitions.migrate("permit", actor="admin")
    office.ws.act(second.id, "sign", actor="head", fields={"note": "fine"})
    back = office.ws.definitions.undo_migration("permit", actor="admin", reason="too early")
    assert outcomes(back) == {first.id: ("moved", "sent"), second.id: ("refused", "checked")}
    assert "Sign by Head" in back[1].told()
    case = office.ws.case(first.id)
    assert (case.state, case.version, case.came_from) == ("sent", 1, first.came_from)
    assert [one.action for one in office.ws.history(first.id)] == ["open", "send", "migrate", "migrate"]
    assert office.ws.verify().ok
    assert office.ws.act(first.id, "check", actor="reviewer").state == "checked"
    assert office.ws.verify().ok
    assert outcomes(office.ws.definitions.undo_migration("permit", actor="admin", cases=[first.id])) == {
        first.id: ("stays", "checked")
    }


def test_whatever_a_store_is_asked_for_must_be_there(renamed: tuple[Office, Case, Case]) -> None:
    office, first, _ = renamed
    definitions = office.ws.definitions
    with pytest.raises(Refused):
        definitions.migrate("permit", actor="clerk")
    with pytest.raises(Refused):
        definitions.undo_migration("permit", actor="clerk")
    for wrong in (
        {"to": 9},
        {"source": 9},
        {"cases": ["C-9"]},
        {"map": {"sent": "nowhere"}},
        {"map": {"x": "y"}},
    ):
        with pytest.raises(InputError):
            definitions.migrate("permit", actor="admin", **wrong)
    with pytest.raises(InputError):
        definitions.migrate("permits", actor="admin")
    assert definitions.migrate("permit", actor="admin", source=2) == []
    assert office.ws.case(first.id) == first


def test_a_name_that_is_a_state_and_an_action_is_told_apart(office: Office, tmp_path: Path) -> None:
    case = checked(office)
    both = RENAMED.replace("submitted", "check")
    office.ws.publish(permit_file(tmp_path, both), actor="admin")
    (moved,) = office.ws.definitions.migrate("permit", actor="admin", map=MAP | {"sent": "check"})
    assert moved.outcome == "moved"
    assert office.ws.case(case.id).came_from == ("draft", "check")
    third = both.replace("3 wd", "4 wd")
    office.ws.publish(permit_file(tmp_path, third), actor="admin")
    with pytest.raises(InputError, match="a state and an action"):
        office.ws.definitions.migrate("permit", actor="admin", map={"check": "check"})
    (moved,) = office.ws.definitions.migrate(
        "permit", actor="admin", map={"state:check": "check", "action:check": "check"}
    )
    assert (moved.outcome, moved.after) == ("moved", 3)


@pytest.fixture
def two_admins(office: Office) -> Office:
    """A city in which two administrators publish; `admin` and `second` are one person, `third` is another."""
    for user, person in (("second", "P-1"), ("third", None)):
        office.ws.add_user(user, name=user.title(), roles=["admin"], person=None, actor="admin")
        if person:
            doc = office.ws.store.read().get("users", user)
            office.ws.store.transact(
                lambda tx, doc=doc, person=person: tx.put("users", {**doc, "person": person})
            )
    doc = office.ws.store.read().get("users", "admin")
    office.ws.store.transact(lambda tx: tx.put("users", {**doc, "person": "P-1"}))
    own = office.path.parent / "definitions"
    own.mkdir()
    settings = (shipped_definitions() / "city.yaml").read_text()
    (own / "city.yaml").write_text(settings.replace("second_admin: false", "second_admin: true"))
    office.again()
    return office


def test_one_admin_alone_publishes_nothing(two_admins: Office, tmp_path: Path) -> None:
    path, ws = permit_file(tmp_path, LONGER), two_admins.ws
    with pytest.raises(Refused) as refusal:
        ws.publish(path, actor="admin")
    assert refusal.value.reasons[0].code == "second_admin"
    assert list(refusal.value.reasons[0].who_can_mend) == ["Third"]
    ws.definitions.propose(path, actor="admin")
    for same in ("admin", "second"):
        with pytest.raises(Refused):
            ws.publish(path, actor=same)
    with pytest.raises(Refused):
        ws.definitions.propose(path, actor="clerk")
    assert ws.publish(path, actor="third").number == 2
    assert ws.definitions.proposals() == []
    assert [one.action for one in map(Event.from_doc, ws.store.read().history("@definitions"))] == [
        "publish", "propose", "publish",
    ]  # fmt: skip
    assert ws.verify().ok


def test_a_store_that_is_being_set_up_needs_no_second_admin(two_admins: Office, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    shutil.copytree(shipped_definitions(), folder / "definitions")
    shutil.copy(two_admins.path.parent / "definitions" / "city.yaml", folder / "definitions" / "city.yaml")
    with make_empty(folder / "store.json") as ws:
        assert ws.definitions.newest("jabatan-fungsional").number == 1
        ws.add_user("second", name="Second", roles=["admin"], actor="admin")
        with pytest.raises(Refused):
            ws.publish(permit_file(tmp_path), actor="admin")


def test_a_map_that_was_changed_behind_the_record_is_a_fault(renamed: tuple[Office, Case, Case]) -> None:
    office, _, _ = renamed
    assert office.ws.verify().ok
    doc = office.ws.store.read().get("versions", "permit@2")
    office.ws.store.transact(lambda tx: tx.put("versions", {**doc, "map": {"states": {"sent": "checked"}}}))
    assert [(one.code, one.where) for one in office.ws.verify().faults] == [("version", "permit@2")]


def test_only_exactly_what_was_proposed_is_published(two_admins: Office, tmp_path: Path) -> None:
    ws = two_admins.ws
    sent(two_admins)
    ws.definitions.propose(permit_file(tmp_path, RENAMED), actor="admin", map=MAP)
    (proposal,) = ws.definitions.proposals()
    assert (proposal.definition, proposal.proposed_by, dict(proposal.map)) == (
        "permit",
        "admin",
        {"states": MAP},
    )
    with pytest.raises(Refused):
        ws.publish(permit_file(tmp_path, RENAMED + "\n"), actor="third")
    with pytest.raises(Refused):
        ws.publish(permit_file(tmp_path, RENAMED), actor="third", map={"sent": "checked"})
    ws.add_user("admin", name="Admin", roles=[], person=None, actor="third")
    with pytest.raises(Refused):
        ws.publish(permit_file(tmp_path, RENAMED), actor="third")
    ws.definitions.propose(permit_file(tmp_path, RENAMED), actor="second", map=MAP)
    assert ws.publish(permit_file(tmp_path, RENAMED), actor="third").number == 2
