"""The public API and what holds for it from the first day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workspace.office import SENDING, Office, checked, opened, permit_file, sent
from workflow import (
    Act,
    Case,
    Conflict,
    DefinitionError,
    InputError,
    LantikError,
    Refused,
    StoreError,
    Workspace,
)


def test_a_new_store_has_an_admin_and_nobody_else(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "store.json") as ws:
        assert [user.id for user in ws.access.users()] == ["admin"]


def test_a_store_that_must_exist_and_does_not_is_an_error_of_the_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Workspace.open(tmp_path / "none.json", create=False)
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("address", "kind"),
    [("mysql://user:secret@host/db", InputError), ("postgresql://user:secret@127.0.0.1:1/db", StoreError)],
)
def test_a_database_that_cannot_be_used_shows_no_password(address: str, kind: type[LantikError]) -> None:
    with pytest.raises(kind) as caught:
        Workspace.open(address)
    assert "secret" not in str(caught.value)


def test_what_was_done_is_there_when_the_store_is_opened_again(office: Office) -> None:
    case = sent(office)
    assert office.again().case(case.id) == case


def test_opening_a_case_is_one_event_and_revision_one(office: Office) -> None:
    case = opened(office)
    assert (case.revision, len(office.ws.history(case.id))) == (1, 1)


def test_an_act_without_sign_off_is_one_event_and_one_revision(office: Office) -> None:
    case = sent(office)
    assert (case.revision, len(office.ws.history(case.id))) == (2, 2)


def test_a_commit_that_writes_two_events_is_one_revision(office: Office) -> None:
    case = checked(office)
    after = office.ws.act(case.id, "sign", actor="boss", vote="refuse", reason="no")
    assert (after.revision - case.revision, after.seq - case.seq) == (1, 2)


def test_a_case_has_what_the_api_promises(office: Office) -> None:
    case = office.ws.case(sent(office).id)
    assert (case.definition, case.version, case.state, case.phase) == ("permit", 1, "sent", "asking")
    assert (case.fields, case.due) == ({"amount": 50, "day": "2025-12-24"}, date(2025, 11, 28))
    assert all(type(one) is str for one in (case.id, case.state, case.phase))


def test_an_event_has_what_the_api_promises(office: Office) -> None:
    first, second = office.ws.history(sent(office).id)
    assert (first.seq, first.action, first.source, first.target) == (1, "open", None, "draft")
    assert (second.actor, second.on_behalf_of, second.action) == ("clerk", None, "send")
    assert (second.source, second.target, second.fields) == ("draft", "sent", SENDING)
    assert second.reason is None
    assert second.before == first.hash
    assert len(second.hash) == 64


def test_numbers_of_cases_count_on_by_year(office: Office) -> None:
    ids = [opened(office).id for _ in range(2)]
    office.clock.set("2026-01-02T08:00")
    assert [*ids, opened(office).id] == ["PERMIT-2025-0001", "PERMIT-2025-0002", "PERMIT-2026-0001"]


def test_the_year_of_a_number_is_the_citys(office: Office) -> None:
    office.clock.set("2026-01-05T08:00")
    new_year = datetime(2025, 12, 31, 23, tzinfo=UTC)  # 07:00 on 1 January in Kupang
    assert office.ws.open_case("permit", "a shop", actor="clerk", at=new_year).id == "PERMIT-2026-0001"


# ── errors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "code"), [(Refused, 1), (InputError, 2), (DefinitionError, 2), (Conflict, 3), (StoreError, 4)]
)
def test_every_error_has_its_exit_code(kind: type[Refused], code: int) -> None:
    assert kind.exit_code == code


def test_a_refusal_writes_nothing(office: Office) -> None:
    case = sent(office)
    before = office.ws.store.position()
    assert office.codes(case.id, "check", "clerk") == ["role"]
    assert (office.ws.case(case.id), office.ws.store.position()) == (case, before)


def test_a_refusal_knows_its_case_and_action(office: Office) -> None:
    case = sent(office)
    with pytest.raises(Refused) as caught:
        office.ws.act(case.id, "check", actor="clerk")
    assert (caught.value.case, caught.value.action) == (case.id, "check")


@pytest.mark.parametrize("user", ["nobody", "system"])
def test_an_unknown_user_is_wrong_input(office: Office, user: str) -> None:
    """`system` is how the record names what happens by itself; nobody acts under that name."""
    case = sent(office)
    with pytest.raises(InputError, match="no user"):
        office.ws.act(case.id, "check", actor=user)


def test_an_unknown_case_names_the_near_ones(office: Office) -> None:
    case = sent(office)
    with pytest.raises(InputError, match=case.id):
        office.ws.case("PERMIT-2025-001")


def test_an_unknown_definition_names_the_near_ones(office: Office) -> None:
    with pytest.raises(InputError, match="permit"):
        office.ws.open_case("permits", "a shop", actor="clerk")


def test_who_saw_an_older_revision_gets_a_conflict_that_says_who_changed_it(office: Office) -> None:
    case = opened(office)
    office.ws.act(case.id, "send", actor="clerk2", fields=SENDING)
    with pytest.raises(Conflict) as caught:
        office.ws.act(case.id, "hold", actor="boss", reason="so", expected=case.revision)
    assert (caught.value.expected, caught.value.revision, caught.value.by) == (1, 2, "Clerk2")


def test_who_saw_the_present_revision_acts(office: Office) -> None:
    case = opened(office)
    assert office.ws.act(case.id, "hold", actor="boss", reason="so", expected=case.revision).state == "held"


@pytest.mark.parametrize("broken", ["broken \udce9", "zero \0"], ids=ascii)
def test_text_with_broken_characters_is_wrong_input_everywhere(office: Office, broken: str) -> None:
    case = opened(office)
    with pytest.raises(InputError):
        office.ws.act(case.id, "hold", actor="boss", reason=broken)
    with pytest.raises(InputError):
        office.ws.open_case("permit", broken, actor="clerk")


# ── many at once ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_many_acts_have_a_result_each_in_order(office: Office) -> None:
    good, gone = opened(office), sent(office)
    acts = [
        Act(gone.id, "send", fields=SENDING),
        Act(good.id, "send", fields=SENDING),
        Act("none", "send"),
        Act(good.id, "hold", reason="so", expected=1),
    ]
    results = office.ws.act_many(acts, actor="clerk")
    assert [type(one) for one in results] == [Refused, Case, InputError, Conflict]


def test_many_acts_do_not_undo_each_other(office: Office) -> None:
    good, gone = opened(office), sent(office)
    office.ws.act_many([Act(good.id, "send", fields=SENDING), Act(gone.id, "send")], actor="clerk")
    assert office.ws.case(good.id).state == "sent"


def test_an_atomic_batch_is_all_or_nothing(office: Office) -> None:
    good, gone = opened(office), sent(office)
    with pytest.raises(Refused) as caught:
        office.ws.act_many(
            [Act(good.id, "send", fields=SENDING), Act(gone.id, "send", fields=SENDING)],
            actor="clerk",
            atomic=True,
        )
    assert office.ws.case(good.id) == good
    assert gone.id in caught.value.reasons[0].message
    assert "Reason(" not in caught.value.message


def test_an_atomic_batch_is_one_commit(office: Office) -> None:
    cases = [opened(office) for _ in range(3)]
    before = office.ws.store.position()
    done = office.ws.act_many(
        [Act(one.id, "send", fields=SENDING) for one in cases], actor="clerk", atomic=True
    )
    assert [(one.state, one.revision) for one in done if isinstance(one, Case)] == [("sent", 2)] * 3
    batch = office.ws.store.position() - before
    opened(office)
    assert batch == office.ws.store.position() - before - batch


def test_two_acts_on_one_case_in_a_batch_are_one_revision(office: Office) -> None:
    case = opened(office)
    boss = [Act(case.id, "hold", reason="so"), Act(case.id, "resume")]
    office.ws.act_many(boss, actor="boss", atomic=True)
    assert (office.ws.case(case.id).revision, office.ws.case(case.id).seq) == (2, 3)


def test_a_conflict_in_an_atomic_batch_writes_nothing(office: Office) -> None:
    one, other = opened(office), opened(office)
    with pytest.raises(Conflict):
        office.ws.act_many(
            [Act(one.id, "hold", reason="so"), Act(other.id, "hold", reason="so", expected=9)],
            actor="boss",
            atomic=True,
        )
    assert office.ws.case(one.id) == one


# ── explain ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_explain_names_every_action_of_the_state(office: Office) -> None:
    case = checked(office)
    names = {one.name for one in office.ws.explain(case.id, actor="clerk")}
    assert names == {"recheck", "label", "weigh", "sign", "back", "hold"}


def test_what_is_not_given_yet_is_a_question_and_no_reason(office: Office) -> None:
    (send, _) = office.ws.explain(opened(office).id, actor="clerk")
    assert (send.name, send.allowed, send.reasons, send.asks) == ("send", True, (), ("amount", "day"))
    assert {one.code for one in send.questions} == {"missing"}, (
        "the amount, on which it hangs whether a paper is needed"
    )


def test_explain_writes_nothing(office: Office) -> None:
    case = opened(office)
    before = office.ws.store.position()
    office.ws.explain(case.id, actor="clerk")
    assert office.ws.store.position() == before


USERS = ("clerk", "clerk2", "reviewer", "reviewer2", "head", "board1", "board2", "board3", "boss", "guest")
GIVEN = {"send": SENDING, "sign": {"note": "fine"}}


def given_to(office: Office, action: str) -> dict[str, Any] | None:
    """What an action asks for; a label's number may be used once, and all examples share one office."""
    return {"number": office.number("label")} if action == "label" else GIVEN.get(action)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    way=st.lists(st.sampled_from(["send", "check", "hold", "resume", "sign", "back", "label"]), max_size=6),
    data=st.data(),
)
def test_explain_and_act_agree(office: Office, way: list[str], data: st.DataObject) -> None:
    """Allowed and nothing to ask: it goes through. Not allowed: it does not, whatever is given."""
    case = opened(office, data.draw(st.sampled_from(["clerk", "clerk2"])))
    users = {"send": "clerk", "check": "reviewer", "sign": "head", "label": "clerk2"}
    for action in way:
        office.codes(
            case.id, action, users.get(action, "boss"), fields=given_to(office, action), reason="so", to=None
        )
    user = data.draw(st.sampled_from(USERS))
    for answer in office.ws.explain(case.id, actor=user):
        to = answer.targets[0] if len(answer.targets) > 1 else None
        found = office.codes(
            case.id, answer.name, user, fields=given_to(office, answer.name), reason="so", to=to, documents={}
        )
        own = {one.code for one in answer.reasons}
        assert (not found) == answer.allowed, (answer, found)
        assert own <= set(found)
        if not found:
            break


# ── inbox and lists ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_inbox_has_what_waits_for_a_user_and_nothing_else(office: Office) -> None:
    draft, waiting = opened(office), sent(office)
    assert [one.case for one in office.ws.inbox("reviewer")] == [waiting.id]
    assert [one.case for one in office.ws.inbox("clerk")] == [draft.id]
    assert office.ws.inbox("guest").total == 0


def test_the_most_urgent_comes_first_and_is_told_in_working_days(office: Office) -> None:
    late = sent(office)
    office.clock.set("2025-12-01T08:00")
    soon = sent(office)
    assert [(one.case, one.overdue, one.waiting) for one in office.ws.inbox("reviewer")] == [
        (late.id, True, -1),
        (soon.id, False, 3),
    ]


@pytest.mark.parametrize(
    ("due", "count"), [("overdue", 1), ("today", 0), ("week", 1), ("none", 0), (None, 2)]
)
def test_the_inbox_filters_by_deadline(office: Office, due: str | None, count: int) -> None:
    sent(office)
    office.clock.set("2025-12-01T08:00")
    sent(office)
    assert office.ws.inbox("reviewer", due=due).total == count


@pytest.mark.parametrize("wanted", [{"due": "soon"}, {"sort": "colour"}, {"limit": 0}])
def test_an_unknown_filter_is_wrong_input(office: Office, wanted: dict[str, object]) -> None:
    with pytest.raises(InputError):
        office.ws.inbox("reviewer", **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize("sort", ["due", "opened", "changed", "state", "id"])
def test_pages_together_are_the_whole_in_order(office: Office, sort: str) -> None:
    for n in range(7):
        sent(office, subject=f"shop {n % 3}")
    whole = [one.case for one in office.ws.inbox("reviewer", sort=sort)]
    found: list[str] = []
    after = None
    while True:
        page = office.ws.inbox("reviewer", sort=sort, after=after, limit=3)
        found += [one.case for one in page]
        assert page.total == 7
        if page.next is None:
            break
        after = page.next
    assert found == whole


def test_the_next_page_goes_on_though_the_last_row_has_left_the_list(office: Office) -> None:
    for _ in range(5):
        sent(office)
    page = office.ws.inbox("reviewer", limit=2)
    office.ws.act(page.items[-1].case, "check", actor="reviewer")
    rest = office.ws.inbox("reviewer", after=page.next)
    assert (len(rest), rest.total) == (3, 4)


def test_search_finds_all_words_wherever_they_stand(office: Office) -> None:
    shop, mill = sent(office, subject="A Shop in Oebobo"), sent(office, subject="a mill in Oebobo")
    assert [one.case for one in office.ws.inbox("reviewer", search="oebobo SHOP")] == [shop.id]
    assert office.ws.inbox("reviewer", search="oebobo sent").total == 2
    assert [one.id for one in office.ws.cases(search=mill.id[-4:] + " mill")] == [mill.id]


def test_cases_are_listed_by_state_phase_and_definition(office: Office) -> None:
    draft, waiting = opened(office), sent(office)
    assert [one.id for one in office.ws.cases(state="sent")] == [waiting.id]
    assert {one.id for one in office.ws.cases(phase="asking")} == {draft.id, waiting.id}
    assert office.ws.cases(definition="other").total == 0
    page = office.ws.cases(limit=1)
    assert [one.id for one in office.ws.cases(after=page.next)] == [waiting.id]


# ── the clock's own work, sessions, export ──────────────────────────────────────────────────────────────────────────


def test_tick_takes_each_step_once(office: Office) -> None:
    case = opened(office)
    office.clock.set("2025-12-03T07:00")
    assert [one.case for one in office.ws.tick()] == [case.id]
    assert office.ws.tick() == []
    assert office.ws.case(case.id).revision == 2


def test_tick_catches_up_after_days_off(office: Office) -> None:
    case = opened(office)
    office.clock.set("2026-01-15T07:00")
    assert [one.action for one in office.ws.tick()] == ["overdue", "overdue", "overdue", "lapse"]
    assert office.ws.case(case.id).state == "lapsed"
    assert office.ws.verify().ok


def test_tick_as_of_an_earlier_moment_touches_nothing_that_has_changed_since(office: Office) -> None:
    late = office.ws.act(sent(office).id, "check", actor="reviewer")
    office.clock.set("2026-02-02T08:00")
    back = office.ws.act(late.id, "back", actor="head", reason="so", to="draft")
    office.ws.tick(office.clock.at("2026-01-30T08:00"))
    assert office.ws.case(late.id) == back


def test_a_session_acts_as_its_user(office: Office) -> None:
    case = office.ws.as_user("clerk").open_case("permit", "a shop")
    assert office.ws.history(case.id)[0].actor == "clerk"
    assert [one.case for one in office.ws.as_user("clerk").inbox()] == [case.id]


def test_a_session_acts_for_nobody_else(office: Office) -> None:
    case = sent(office)
    with pytest.raises(InputError, match="clerk"):
        office.ws.as_user("clerk").act(case.id, "check", actor="reviewer")
    assert office.ws.case(case.id) == case


def test_a_session_of_a_closed_account_reads_nothing(office: Office) -> None:
    case, session = opened(office), office.ws.as_user("guest")
    office.ws.access.set_active("guest", False, actor="admin")
    with pytest.raises(InputError, match="closed"):
        session.case(case.id)


def test_a_password_is_refused_while_accounts_have_none(office: Office) -> None:
    with pytest.raises(InputError):
        office.ws.as_user("clerk", password="secret")


def test_what_hangs_on_a_session_acts_as_its_user_too(office: Office) -> None:
    clerk = office.ws.as_user("clerk")
    with pytest.raises(InputError, match="does not act for “admin”"):
        clerk.access.grant("clerk", "boss", None, actor="admin")
    with pytest.raises(InputError, match="does not act for “admin”"):
        clerk.definitions.publish("permit.yaml", "admin")
    with pytest.raises(Refused):
        clerk.access.grant("clerk", "boss", None)
    assert office.ws.as_user("admin").access.grant("clerk", "boss", None).roles != clerk.user.roles[:1]
    assert clerk.definitions.all() == office.ws.definitions.all()


def test_the_log_exports_every_event(office: Office, tmp_path: Path) -> None:
    sent(office)
    count = office.ws.export_xes(tmp_path / "log.xes")
    text = (tmp_path / "log.xes").read_text(encoding="utf-8")
    assert count >= 2
    assert all(word in text for word in ("concept:name", "org:resource", "time:timestamp", "send"))


def test_a_definition_with_faults_is_not_published(office: Office, tmp_path: Path) -> None:
    path = permit_file(tmp_path, "format: lantik/1\nid: broken\n", "broken.yaml")
    with pytest.raises(DefinitionError) as caught:
        office.ws.publish(path, actor="admin")
    assert caught.value.diagnostics
    assert [one.definition.id for one in office.ws.definitions.all()] == ["permit"]


def test_only_an_admin_publishes(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        office.ws.publish(permit_file(tmp_path, name="again.yaml"), actor="clerk")
