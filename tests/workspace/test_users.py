"""Users and roles: who may be what, near names, the last administrator, two accounts of one person."""

from __future__ import annotations

import pytest

from tests.workspace.office import SENDING, City, Office, checked, opened, papers
from workflow import InputError, Refused


def test_a_role_that_no_definition_declares_names_the_near_ones(office: Office) -> None:
    with pytest.raises(InputError, match="reviewer"):
        office.ws.add_user("new", name="New", roles=["reviwer"], actor="admin")


def test_a_role_is_held_everywhere_or_in_a_unit(city: City) -> None:
    user = city.ws.add_user("new", name="New", roles=["hr_officer", ("opd_head", "CLINIC")], actor="admin")
    assert user.roles == (("hr_officer", None), ("opd_head", "CLINIC"))


def test_an_unknown_unit_names_the_near_ones(city: City) -> None:
    with pytest.raises(InputError, match="CLINIC"):
        city.ws.add_user("new", name="New", roles=[("opd_head", "CLINIK")], actor="admin")


def test_an_unknown_person_is_wrong_input(city: City) -> None:
    with pytest.raises(InputError, match="P-NOBODY"):
        city.ws.add_user("new", name="New", person="P-NOBODY", actor="admin")


@pytest.mark.parametrize("id", ["", "two words", "x" * 101, "system"])
def test_an_id_that_cannot_be_one_is_wrong_input(office: Office, id: str) -> None:
    with pytest.raises(InputError):
        office.ws.add_user(id, name="New", actor="admin")


def test_a_user_needs_a_name(office: Office) -> None:
    with pytest.raises(InputError):
        office.ws.add_user("new", name="  ", actor="admin")


def test_a_role_that_is_no_name_and_no_pair_is_wrong_input(office: Office) -> None:
    with pytest.raises(InputError):
        office.ws.add_user("new", name="New", roles=[("clerk", "a", "b")], actor="admin")


def test_only_an_admin_manages_users(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        office.ws.add_user("new", name="New", actor="clerk")
    assert [one.code for one in caught.value.reasons] == ["role"]


def test_the_last_admin_stays(office: Office) -> None:
    for change in (
        lambda: office.ws.access.set_active("admin", False, actor="admin"),
        lambda: office.ws.access.revoke("admin", "admin", None, actor="admin"),
        lambda: office.ws.add_user("admin", name="Administrator", roles=["clerk"], actor="admin"),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert [one.code for one in caught.value.reasons] == ["last_admin"]


def test_with_a_second_admin_the_first_may_go(office: Office) -> None:
    office.ws.access.grant("boss", "admin", None, actor="admin")
    assert not office.ws.access.set_active("admin", False, actor="boss").active


def test_a_closed_admin_does_not_count_as_one(office: Office) -> None:
    office.ws.access.grant("boss", "admin", None, actor="admin")
    office.ws.access.set_active("boss", False, actor="admin")
    with pytest.raises(Refused):
        office.ws.access.set_active("admin", False, actor="admin")


def test_a_closed_account_acts_no_more_and_its_deeds_stay(office: Office) -> None:
    case = opened(office)
    office.ws.access.set_active("clerk", False, actor="admin")
    with pytest.raises(InputError, match="closed"):
        office.ws.act(case.id, "send", actor="clerk", fields=SENDING)
    assert office.ws.history(case.id)[0].name == "Clerk"


def test_another_role_does_not_open_a_closed_account(office: Office) -> None:
    office.ws.access.set_active("guest", False, actor="admin")
    assert not office.ws.access.grant("guest", "clerk", None, actor="admin").active


def test_a_role_shows_at_once_in_the_inbox_and_goes_at_once(office: Office) -> None:
    case = opened(office)
    office.ws.access.grant("guest", "clerk", None, actor="admin")
    assert [one.case for one in office.ws.inbox("guest")] == [case.id]
    office.ws.access.revoke("guest", "clerk", None, actor="admin")
    assert office.ws.inbox("guest").total == 0


def test_a_role_that_is_not_held_cannot_be_taken(office: Office) -> None:
    with pytest.raises(InputError):
        office.ws.access.revoke("guest", "clerk", None, actor="admin")


def test_two_accounts_of_one_person_are_one_to_duties(office: Office) -> None:
    office.ws.add_user("clerk", name="Clerk", roles=["clerk"], person="P-1", actor="admin")
    office.ws.add_user("clerk-as-boss", name="Clerk", roles=["boss"], person="P-1", actor="admin")
    case = opened(office)
    office.ws.act(case.id, "send", actor="clerk", fields=SENDING)
    assert office.codes(case.id, "check", "clerk-as-boss") == ["duty"]
    assert office.ws.inbox("clerk-as-boss").total == 0


def test_two_accounts_of_one_person_are_one_signature(office: Office) -> None:
    office.ws.add_user("board1", name="One", roles=["board"], person="P-1", actor="admin")
    office.ws.add_user("board9", name="Nine", roles=["board"], person="P-1", actor="admin")
    case = checked(office)
    office.ws.act(case.id, "sign", actor="head", fields={"note": "fine"})
    office.ws.act(case.id, "sign", actor="board1")
    assert office.codes(case.id, "sign", "board9") == ["already_signed"]


def test_an_agency_head_acts_for_the_units_below_and_no_other(city: City) -> None:
    fields = {"nominee": "P-NEW", "route": "pertama", "tmt": "2025-12-01"}
    given = {"fields": fields, "documents": papers("pertama")}
    case = city.vacant()
    assert city.ws.inbox("school").total == 0
    assert city.codes(case, "nominate", "school", **given) == ["role"]
    assert [one.case for one in city.ws.inbox("head")] == [case]
    assert city.codes(case, "nominate", "head", **given) == []


@pytest.mark.parametrize("id", ["", "a b", "a\tb", "a\x00b", "a\u202eb", "x" * 101])
def test_a_user_id_has_no_spaces_and_nothing_that_cannot_be_seen(office: Office, id: str) -> None:
    with pytest.raises(InputError):
        office.ws.add_user(id, name="New", actor="admin")


@pytest.mark.parametrize("role", [None, 7, ("clerk",), ("clerk", 7), (7, None), ("clerk", ["A"])])
def test_a_role_is_a_name_or_a_pair(office: Office, role: object) -> None:
    with pytest.raises(InputError):
        office.ws.add_user("new", name="New", roles=[role], actor="admin")
