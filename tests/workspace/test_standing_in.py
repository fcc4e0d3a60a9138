"""Standing in by unit and definition, passing on, revoking, and acting officials who take over a queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.engine.world import PERMIT
from tests.workspace.office import SENDING, UNITS, City, Office, checked, opened, permit_file, person, sent
from workflow import Answer, InputError, Refused
from workflow.registry.model import Holding, HoldingStatus, Position


def codes(deed: Callable[[], object]) -> list[str]:
    """The codes for which something is refused."""
    with pytest.raises(Refused) as caught:
        deed()
    return [one.code for one in caught.value.reasons]


# ── how far ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_delegation_for_one_definition_lends_nothing_in_another(office: Office, tmp_path: Path) -> None:
    other = permit_file(tmp_path, PERMIT.replace("id: permit", "id: parade", 1), "parade.yaml")
    office.ws.publish(other, actor="admin")
    office.ws.delegate("clerk", to="guest", definition="parade", actor="clerk")
    permit, parade = opened(office), office.ws.open_case("parade", "a street", actor="clerk")
    assert [one.case for one in office.ws.inbox("guest")] == [parade.id]
    assert office.codes(permit.id, "send", "guest", fields=SENDING) == ["role"]
    assert office.codes(permit.id, "send", "guest", fields=SENDING, on_behalf_of="clerk") == ["mandate"]
    assert office.ws.act(parade.id, "send", actor="guest", fields=SENDING).state == "sent"


@pytest.mark.parametrize("scope", [{"unit": "NOWHERE"}, {"definition": "permits"}])
def test_a_delegation_names_units_and_definitions_that_there_are(
    office: Office, scope: dict[str, str]
) -> None:
    with pytest.raises(InputError):
        office.ws.delegate("clerk", to="guest", actor="clerk", **scope)


@pytest.mark.parametrize(("unit", "waits"), [("CLINIC", 1), ("HEALTH", 1), ("CITY", 1), ("SCHOOLS", 0)])
def test_a_delegation_for_a_unit_reaches_it_and_what_lies_below(city: City, unit: str, waits: int) -> None:
    """The verifier's role is held in all of the city; what they lend is limited by the case's unit."""
    city.ws.add_user("guest", name="Guest", actor="admin")
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="nominate")
    city.ws.delegate("verifier", to="guest", unit=unit, actor="verifier")
    assert [one.case for one in city.ws.inbox("guest")] == [case] * waits
    allowed = {one.name for one in city.ws.explain(case, actor="guest") if one.allowed or not _by_role(one)}
    assert ("verify" in allowed) is bool(waits)


def _by_role(answer: Answer) -> bool:
    return any(one.code == "role" for one in answer.reasons)


# ── revoked at once ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_revoked_between_looking_and_acting_is_refused(office: Office) -> None:
    case = sent(office)
    made = office.ws.delegate("reviewer", to="guest", actor="reviewer")
    assert {one.name for one in office.ws.explain(case.id, actor="guest") if one.allowed} == {"check"}
    seen = office.ws.case(case.id).revision
    office.ws.access.revoke_delegation(made.id, actor="reviewer")
    assert office.codes(case.id, "check", "guest", on_behalf_of="reviewer", expected=seen) == ["mandate"]
    assert office.ws.inbox("guest").total == 0


def test_explain_says_in_whose_place_one_would_act(office: Office) -> None:
    case = sent(office)
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    said = {one.name: one.for_whom for one in office.ws.explain(case.id, actor="guest")}
    assert said["check"] == "Reviewer"
    assert {one.for_whom for one in office.ws.explain(case.id, actor="reviewer2")} == {None}


def test_who_somebody_is_is_no_role_that_they_lend(office: Office) -> None:
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    assert [(one.role, one.principal) for one in office.ws.access.rights("guest")] == [
        ("reviewer", "Reviewer")
    ]


def test_what_was_done_before_it_was_revoked_stands(office: Office) -> None:
    made = office.ws.delegate("reviewer", to="guest", actor="reviewer")
    case = office.ws.act(sent(office).id, "check", actor="guest")
    office.ws.access.revoke_delegation(made.id, actor="reviewer")
    event = office.ws.history(case.id)[-1]
    assert (event.principal, event.mandate, office.ws.verify().ok) == ("Reviewer", made.id, True)


# ── passed on ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_lent_is_passed_on_only_where_that_was_allowed(office: Office) -> None:
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    assert codes(lambda: office.ws.delegate("reviewer", to="clerk2", actor="guest")) == ["onward"]
    assert codes(lambda: office.ws.delegate("guest", to="clerk2", role="reviewer", actor="guest")) == [
        "onward"
    ]
    assert codes(lambda: office.ws.delegate("reviewer", to="clerk2", actor="boss")) == ["role"]


def test_what_may_be_passed_on_is_done_in_the_name_of_the_first(office: Office) -> None:
    first = office.ws.delegate("reviewer", to="guest", onward=True, actor="reviewer")
    second = office.ws.delegate("reviewer", to="clerk2", actor="guest")
    assert (second.through, second.onward) == (first.id, False)
    case = office.ws.act(sent(office).id, "check", actor="clerk2")
    event = office.ws.history(case.id)[-1]
    assert (event.actor, event.on_behalf_of, event.mandate) == ("clerk2", "reviewer", second.id)
    assert codes(lambda: office.ws.delegate("reviewer", to="head", actor="clerk2")) == ["onward"]


def test_what_was_passed_on_ends_with_that_through_which_it_came(office: Office) -> None:
    first = office.ws.delegate("reviewer", to="guest", onward=True, actor="reviewer")
    second = office.ws.delegate("reviewer", to="clerk2", actor="guest")
    case = sent(office)
    assert (office.ws.inbox("clerk2").total, office.ws.access.lent(second)) == (1, True)
    office.ws.access.revoke_delegation(first.id, actor="reviewer")
    assert (office.ws.inbox("clerk2").total, office.ws.access.lent(second)) == (0, False)
    assert office.codes(case.id, "check", "clerk2") == ["role"]


def test_who_passed_it_on_takes_it_back(office: Office) -> None:
    office.ws.delegate("reviewer", to="guest", onward=True, actor="reviewer")
    second = office.ws.delegate("reviewer", to="clerk2", actor="guest")
    office.ws.access.revoke_delegation(second.id, actor="guest")
    sent(office)
    assert office.ws.inbox("clerk2").total == 0


def test_nothing_is_passed_on_in_a_circle_or_wider_than_it_was_given(office: Office) -> None:
    office.ws.delegate(
        "reviewer", to="guest", role="reviewer", definition="permit", onward=True, actor="reviewer"
    )
    second = office.ws.delegate("reviewer", to="clerk2", onward=True, actor="guest")
    assert (second.role, second.definition) == ("reviewer", "permit")
    assert codes(lambda: office.ws.delegate("reviewer", to="guest", actor="clerk2")) == ["onward"]
    office.ws.access.grant("reviewer", "boss", None, actor="admin")
    assert codes(lambda: office.ws.delegate("reviewer", to="head", role="boss", actor="guest")) == ["onward"]
    with pytest.raises(InputError):
        office.ws.delegate("reviewer", to="reviewer", actor="clerk2")


# ── Plt and Plh ─────────────────────────────────────────────────────────────────────────────────────────────────────


def take_over(
    office: Office, status: HoldingStatus, since: str = "2025-11-01", until: str = "2025-11-30"
) -> None:
    """Somebody without a role of their own acts in the post with which the reviewer's role comes."""
    ws = office.ws
    ws.registry.put(
        [
            *UNITS,
            Position("DESK", "Kepala Pemeriksa", "structural", "HEALTH", "IV.a", retirement_age=58),
            person("P-1", "IV/a"),
            person("P-2", "IV/a"),
            Holding("H-1", "P-2", "DESK", status, date.fromisoformat(since), date.fromisoformat(until)),
        ],
        actor="admin",
    )
    ws.add_user("reviewer", name="Reviewer", roles=["reviewer"], person="P-1", actor="admin")
    ws.access.grant("reviewer", "reviewer", None, post="DESK", actor="admin")
    ws.add_user("guest", name="Guest", person="P-2", actor="admin")


def test_a_plh_acts_for_the_holder_from_the_first_day_to_the_last(office: Office) -> None:
    take_over(office, "plh", since="2025-11-26", until="2025-11-27")
    case = sent(office)
    waits = []
    for moment in ("2025-11-25T23:59", "2025-11-26T00:00", "2025-11-27T23:59", "2025-11-28T00:00"):
        office.clock.set(moment)
        waits.append([one.for_whom for one in office.ws.inbox("guest")])
    assert waits == [[], ["Reviewer"], ["Reviewer"], []]
    assert office.codes(case.id, "check", "guest") == ["role"]


def test_a_plh_binds_both_and_the_record_names_both(office: Office) -> None:
    take_over(office, "plh")
    case = office.ws.act(sent(office).id, "check", actor="guest")
    event = office.ws.history(case.id)[-1]
    assert (event.on_behalf_of, event.principal, event.mandate) == ("reviewer", "Reviewer", "H-1")
    assert set(event.people) == {"P-1", "P-2"}


def test_a_plt_acts_in_their_own_right_also_when_the_account_before_is_closed(office: Office) -> None:
    take_over(office, "plt")
    office.ws.access.set_active("reviewer", False, actor="admin")
    case = sent(office)
    assert [(one.case, one.for_whom, one.in_post) for one in office.ws.inbox("guest")] == [
        (case.id, None, "Plt. Kepala Pemeriksa")
    ]
    office.ws.act(case.id, "check", actor="guest")
    event = office.ws.history(case.id)[-1]
    assert (event.on_behalf_of, event.people, event.mandate) == (None, ("P-2",), "H-1")
    assert office.ws.verify().ok


def test_a_plt_counts_among_those_who_can_still_sign(office: Office) -> None:
    """A member is gone and another refuses; with the Plt of the one who is gone, two can still sign."""
    take_over(office, "plt")
    ws = office.ws
    ws.access.grant("board1", "board", None, post="DESK", actor="admin")
    ws.access.set_active("board1", False, actor="admin")
    case = checked(office)
    ws.act(case.id, "sign", actor="head", fields={"note": "fine"})
    assert ws.act(case.id, "sign", actor="board2", vote="refuse", reason="no").state == "checked"
    assert ws.act(case.id, "sign", actor="board3").state == "checked"
    assert ws.act(case.id, "sign", actor="guest").state == "granted"


def test_a_role_that_is_not_tied_to_the_post_is_not_taken_over(office: Office) -> None:
    take_over(office, "plt")
    office.ws.access.grant("reviewer", "clerk", None, actor="admin")
    opened(office, "reviewer")
    assert office.ws.inbox("guest").total == 0


def test_a_tie_goes_with_the_role(office: Office) -> None:
    take_over(office, "plt")
    user = office.ws.access.revoke("reviewer", "reviewer", None, actor="admin")
    assert user.posts == ()
    with pytest.raises(InputError):
        office.ws.access.grant("reviewer", "reviewer", None, post="NO-DESK", actor="admin")
