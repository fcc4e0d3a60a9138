"""What users of other workflow engines ask for, numbers 16 to 20, 23 and 24 of the list: each a test of its number."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.engine.world import PERMIT
from tests.workspace.office import SENDING, City, Office, checked, opened, permit_file, person, sent
from workflow import Act, Case, InputError, Reason, Refused
from workflow.shipped import shipped_definitions

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def waits(office: Office, user: str) -> list[str]:
    return [one.case for one in office.ws.inbox(user)]


def test_ask_16_many_are_approved_at_once(office: Office) -> None:
    """Only common actions are offered; each case is a commit of its own with its own result; again harms nothing."""
    ws = office.ws
    good, ended, other = sent(office), opened(office), sent(office)
    cases = [good.id, ended.id, other.id]
    assert [one.name for one in ws.common_actions([good.id, other.id], actor="reviewer")] == ["check"]
    assert [one.name for one in ws.common_actions(cases, actor="reviewer")] == []
    acts = [Act(one, "check") for one in cases]
    done = ws.act_many(acts, actor="reviewer")
    assert [isinstance(one, Case) for one in done] == [True, False, True]
    assert isinstance(done[1], Refused)
    assert [one.code for one in done[1].reasons][:1] == ["state"]
    again = ws.act_many(acts, actor="reviewer")
    assert not any(isinstance(one, Case) for one in again)
    assert [ws.case(one).revision for one in cases] == [3, 1, 3]
    with pytest.raises(Refused):
        ws.act_many([Act(sent(office).id, "check"), Act(ended.id, "check")], actor="reviewer", atomic=True)
    assert len(waits(office, "reviewer")) == 1, "all or none: the one that could was not half done"


def test_ask_17_there_is_no_side_door(city: City) -> None:
    """One way to write: what an admin corrects in the registry stands on record, and a new definition changes no case."""
    ws = city.ws
    case = city.vacant()
    before = ws.case(case)
    with pytest.raises(Refused):
        ws.registry.put([person("P-NEW", "IV/a")], actor="mayor")
    known = len(list(ws.store.read().events()))
    ws.registry.put([person("P-NEW", "III/b")], actor="officer")
    (note,) = list(ws.store.read().events())[known:]
    assert (note["action"], note["actor"]) == ("write", "officer")
    shipped = city.path.parent / "other.yaml"
    source = (
        ws.definitions.newest("jabatan-fungsional").definition.source
        if hasattr(ws.definitions, "newest")
        else None
    )
    assert source is None or not shipped.exists()
    assert ws.case(case) == before
    with pytest.raises(InputError):
        ws.act(case, "overdue", actor="officer")
    with pytest.raises(InputError):
        ws.act(case, "nominate", actor="system")
    assert ws.verify().ok


def _another(city: City) -> Path:
    """The pathway as another file."""
    folder = city.path.parent / "definitions"
    shutil.copytree(shipped_definitions(), folder, dirs_exist_ok=True)
    path = folder / "jabatan-fungsional.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ntitle: {", "\n# another one\ntitle: {"), encoding="utf-8")
    return path


REMINDING = PERMIT.replace("within: 3 wd}", "within: 3 wd, remind: [{before: 1 wd}]}")


def test_ask_18_mail_goes_to_those_who_can_act_once_a_visit(office: Office, tmp_path: Path) -> None:
    """Told are those who can act now, once for each visit of a state, again on the next one, and no value of the case."""
    ws = office.ws
    ws.publish(permit_file(tmp_path, REMINDING), actor="admin")
    case = opened(office)
    ws.act(case.id, "send", actor="clerk", fields={**SENDING, "note": "a secret"})

    def told(user: str) -> list[str]:
        return [one.what for one in ws.notices(user) if one.what == "reminder"]

    office.clock.set("2025-11-27T08:00")
    ws.tick()
    ws.tick()
    assert {user: told(user) for user in ("reviewer", "reviewer2", "boss")} == {
        "reviewer": ["reminder"],
        "reviewer2": ["reminder"],
        "boss": ["reminder"],
    }
    assert told("clerk") == told("guest") == told("head") == []
    assert not any("secret" in one.message for one in ws.notices("reviewer"))
    ws.act(case.id, "back", actor="head", to="draft", reason="so")
    ws.act(case.id, "send", actor="clerk", fields={"day": "2025-12-24", "amount": 50})
    assert told("reviewer") == [], "it was for the stay that is over"
    office.clock.set("2025-12-01T08:00")
    ws.tick()
    assert told("reviewer") == ["reminder"], "the second visit tells again"


def test_ask_19_history_outlives_those_who_made_it(office: Office) -> None:
    """Append-only: names, roles and the right they acted by stand in the record as they were."""
    ws = office.ws
    ws.delegate("head", to="guest", reason="travel", actor="head")
    case = checked(office)
    ws.act(case.id, "sign", actor="guest", on_behalf_of="head", fields={"note": "yes"})
    before = ws.history(case.id)
    ws.access.revoke_delegation("D-0001", actor="head")
    ws.access.revoke("head", "head", None, actor="admin")
    ws.add_user("guest", name="Another Name", roles=[], actor="admin")
    for user in ("guest", "head", "reviewer"):
        ws.access.set_active(user, False, actor="admin")
    after = ws.history(case.id)[: len(before)]
    assert after == before
    last = after[-1]
    assert (last.name, last.principal, last.role, last.mandate) == ("Guest", "Head", "head", "D-0001")
    assert [one.role for one in ws.case(case.id).signatures] == ["head"]
    assert ws.verify().ok


def test_ask_20_leavers_joiners_and_empty_groups(office: Office) -> None:
    """Who may do it is asked when it is read; work that nobody can do is named as soon as the people change."""
    ws = office.ws
    case = sent(office)
    assert ws.access.stranded_work() == []
    for user in ("reviewer", "reviewer2", "boss"):
        ws.access.set_active(user, False, actor="admin")
    (alarm,) = ws.access.stranded_work()
    assert (alarm.case, alarm.action) == (case.id, "check")
    ws.access.grant("guest", "reviewer", None, actor="admin")
    assert ws.access.stranded_work() == []
    assert waits(office, "guest") == [case.id], "without a step of anybody"


def test_ask_23_written_order_is_the_order_and_changed_data_is_looked_at_again(office: Office) -> None:
    """Branches go in written order; a changed amount asks for more approvals and makes those given stale."""
    ws = office.ws
    ws.publish(EXAMPLES / "purchase-branches.yaml", actor="admin")
    for user, role in (("ruth", "requester"), ("uli", "unit_head"), ("fina", "finance"), ("cara", "chair")):
        ws.add_user(user, name=user.title(), roles=[role], actor="admin")
    case = ws.open_case("purchase-branches", "chairs", actor="ruth").id

    def submit(action: str, amount: int, **more: str) -> None:
        papers = {"quotation": f"of {amount}"}
        ws.act(case, action, actor="ruth", fields={"amount": amount, **more}, documents=papers)

    def turn() -> set[str]:
        return {user for user in ("uli", "fina", "cara") if waits(office, user)}

    submit("submit", 60_000_000, item="chairs")
    assert turn() == {"fina"}, "finance stands first"
    ws.act(case, "approve", actor="fina")
    assert turn() == {"uli"}
    submit("correct", 300_000_000)
    assert ws.case(case).signatures == (), "the initial was for another amount"
    ws.act(case, "approve", actor="fina")
    ws.act(case, "approve", actor="uli")
    assert (ws.case(case).state, turn()) == ("submitted", {"cara"}), "so much wants the board as well"
    ws.act(case, "approve", actor="cara")
    assert ws.case(case).state == "submitted", "the chair has two votes of five"
    ws.act(case, "approve", actor="board1")
    assert ws.case(case).state == "approved"


BANDS = """
    by: head
    only_if: [case.amount <= 60]
  grant_much:
    label: {id: Beri banyak, en: Grant much}
    from: checked
    to: granted
    by: boss
    only_if: [case.amount > 60]
"""


def test_ask_24_an_amount_goes_to_whoever_may_release_it(office: Office, tmp_path: Path) -> None:
    """By its amount a case goes to the right desk, and a gap or an overlap between the bands is told before publishing."""
    ws = office.ws
    begin, end = PERMIT.index("  sign:\n"), PERMIT.index("  lapse:")
    sign = "  sign:\n    label: {id: Tandatangani, en: Sign}\n    from: checked\n    to: granted"
    source = PERMIT[:begin] + sign + BANDS + PERMIT[end:]
    ws.publish(permit_file(tmp_path, _without(source, "refused:")), actor="admin")
    small, large = sent(office), opened(office)
    ws.act(large.id, "send", actor="clerk", fields={**SENDING, "amount": 90})
    for case in (small, large):
        ws.act(case.id, "check", actor="reviewer")
    assert [one.code for one in _refused(office, large.id, "sign", "head")] == ["rule"], (
        "too much for the head"
    )
    assert ws.act(large.id, "grant_much", actor="boss").state == "granted"
    assert ws.act(small.id, "sign", actor="head").state == "granted"
    gap = permit_file(tmp_path, _without(source.replace("> 60", "> 70"), "refused:"))
    (told,) = [one for one in ws.definitions.check(gap) if one.code in ("E316", "W301")]
    assert "checked" in told.message, told.message
    assert "60" in told.message, told.message
    overlap = permit_file(tmp_path, _without(source.replace("> 60", ">= 60"), "refused:"))
    assert "W302" in [one.code for one in ws.definitions.check(overlap)]


def _without(source: str, state: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.strip().startswith(state))


def _refused(office: Office, case: str, action: str, user: str) -> list[Reason]:
    with pytest.raises(Refused) as told:
        office.ws.act(case, action, actor=user)
    return list(told.value.reasons)
