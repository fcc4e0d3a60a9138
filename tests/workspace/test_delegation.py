"""Standing in: for a while, in one role or all, revoked at once, recorded, and with the duties of both people."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workspace.office import SENDING, Office, checked, opened, sent
from workflow import InputError, Refused


def test_a_stand_in_acts_and_the_record_names_both(office: Office) -> None:
    office.ws.delegate("reviewer", to="guest", role="reviewer", reason="leave", actor="reviewer")
    case = office.ws.act(sent(office).id, "check", actor="guest")
    event = office.ws.history(case.id)[-1]
    assert (event.actor, event.on_behalf_of) == ("guest", "reviewer")
    assert set(event.people) == {"user:guest", "user:reviewer"}


def test_what_waits_for_the_principal_waits_for_the_stand_in(office: Office) -> None:
    case = sent(office)
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    assert [one.case for one in office.ws.inbox("guest")] == [case.id]


def test_the_inbox_says_for_whom_where_delegation_is_the_only_way(office: Office) -> None:
    case = sent(office)
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    name = office.ws.access.user("reviewer").name
    assert [one.for_whom for one in office.ws.inbox("guest")] == [name]
    assert {one.for_whom for one in office.ws.inbox("reviewer") if one.case == case.id} == {None}
    office.ws.access.grant("guest", "reviewer", None, actor="admin")
    assert [one.for_whom for one in office.ws.inbox("guest")] == [None]


def test_a_delegation_holds_from_its_first_day_to_its_last(office: Office) -> None:
    case = sent(office)
    office.ws.delegate(
        "reviewer", to="guest", since=date(2025, 11, 26), until=date(2025, 11, 27), actor="reviewer"
    )
    waits = []
    for moment in ("2025-11-25T23:59", "2025-11-26T00:00", "2025-11-27T23:59", "2025-11-28T00:00"):
        office.clock.set(moment)
        waits.append(office.ws.inbox("guest").total)
    assert waits == [0, 1, 1, 0]
    assert office.codes(case.id, "check", "guest", on_behalf_of="reviewer") == ["mandate"]


def test_a_delegation_is_revoked_at_once(office: Office) -> None:
    case = sent(office)
    made = office.ws.delegate("reviewer", to="guest", actor="reviewer")
    office.ws.access.revoke_delegation(made.id, actor="reviewer")
    assert office.codes(case.id, "check", "guest") == ["role"]


def test_one_role_is_lent_and_no_other(office: Office) -> None:
    office.ws.access.grant("reviewer", "clerk", None, actor="admin")
    office.ws.delegate("reviewer", to="guest", role="clerk", actor="reviewer")
    assert office.codes(sent(office).id, "check", "guest") == ["role"]


def test_who_loses_a_role_has_lent_nothing(office: Office) -> None:
    office.ws.delegate("reviewer", to="guest", role="reviewer", actor="reviewer")
    office.ws.access.revoke("reviewer", "reviewer", None, actor="admin")
    assert office.codes(sent(office).id, "check", "guest") == ["role"]


def test_a_closed_account_lends_nothing(office: Office) -> None:
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    office.ws.access.set_active("reviewer", False, actor="admin")
    assert office.codes(sent(office).id, "check", "guest") == ["role"]


def test_what_is_lent_is_not_lent_on(office: Office) -> None:
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    office.ws.delegate("guest", to="clerk2", actor="guest")
    assert office.codes(sent(office).id, "check", "clerk2") == ["role"]


def test_duties_hold_for_the_stand_in(office: Office) -> None:
    office.ws.delegate("reviewer", to="clerk", actor="reviewer")
    case = sent(office)
    assert office.ws.inbox("clerk").total == 0
    assert office.codes(case.id, "check", "clerk", on_behalf_of="reviewer") == ["duty"]


def test_duties_hold_for_the_principal(office: Office) -> None:
    office.ws.access.grant("clerk", "reviewer", None, actor="admin")
    office.ws.delegate("clerk", to="guest", actor="clerk")
    case = sent(office)
    assert office.ws.inbox("guest").total == 0
    assert office.codes(case.id, "check", "guest") == ["duty"]


def test_what_was_done_for_another_binds_both_later(office: Office) -> None:
    office.ws.delegate("clerk", to="guest", actor="clerk")
    case = opened(office)
    office.ws.act(case.id, "send", actor="guest", fields=SENDING)
    for user in ("clerk", "guest"):
        office.ws.access.grant(user, "reviewer", None, actor="admin")
        assert office.codes(case.id, "check", user) == ["duty"]


def test_a_signature_for_another_counts_once(office: Office) -> None:
    office.ws.delegate("board1", to="board2", actor="board1")
    case = checked(office)
    office.ws.act(case.id, "sign", actor="head", fields={"note": "fine"})
    office.ws.act(case.id, "sign", actor="board2", on_behalf_of="board1")
    assert office.codes(case.id, "sign", "board1") == ["already_signed"]
    assert office.codes(case.id, "sign", "board2") == ["already_signed"]
    assert office.ws.inbox("board2").total == 0
    assert office.ws.act(case.id, "sign", actor="board3").state == "granted"


def test_nobody_delegates_what_they_do_not_hold(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        office.ws.delegate("reviewer", to="guest", role="boss", actor="reviewer")
    assert [one.code for one in caught.value.reasons] == ["mandate"]


def test_nobody_delegates_for_somebody_else_but_an_admin(office: Office) -> None:
    with pytest.raises(Refused):
        office.ws.delegate("reviewer", to="guest", actor="clerk")
    assert office.ws.delegate("reviewer", to="guest", actor="admin").by == "admin"


def test_nobody_stands_in_for_themselves(office: Office) -> None:
    with pytest.raises(InputError):
        office.ws.delegate("reviewer", to="reviewer", actor="reviewer")


@pytest.mark.parametrize(
    ("since", "until"), [(date(2025, 12, 2), date(2025, 12, 1)), (None, date(2025, 11, 24))]
)
def test_a_delegation_does_not_end_before_it_begins_or_today(
    office: Office, since: date | None, until: date
) -> None:
    with pytest.raises(InputError):
        office.ws.delegate("reviewer", to="guest", since=since, until=until, actor="reviewer")


def test_only_the_principal_or_an_admin_revokes(office: Office) -> None:
    made = office.ws.delegate("reviewer", to="guest", actor="reviewer")
    with pytest.raises(Refused):
        office.ws.access.revoke_delegation(made.id, actor="guest")
    with pytest.raises(InputError):
        office.ws.access.revoke_delegation("D-9999", actor="admin")
