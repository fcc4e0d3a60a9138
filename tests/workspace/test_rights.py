"""Review of rights: who can take a role, what somebody can do; and roles that nobody may have together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.workspace.office import City, Clock, Office, copied, opened, sent
from tests.workspace.test_absences import city_text, codes, with_city
from workflow import DefinitionError, InputError, Workspace
from workflow.registry.settings import load_city
from workflow.shipped import shipped_definitions


def test_who_can_use_a_role_by_themselves_or_in_place_of_others(office: Office) -> None:
    access = office.ws.access
    lent = office.ws.delegate("reviewer", to="guest", definition="permit", actor="reviewer")
    gone = access.add_absence("reviewer2", since=date(2025, 11, 25), to=["head"], actor="reviewer2")
    office.ws.delegate("boss", to="clerk", actor="boss")
    found = [(one.user, one.principal, one.by, one.definition, one.away) for one in access.who("reviewer")]
    assert sorted(found, key=str) == sorted(
        [
            ("reviewer", None, "", None, False),
            ("reviewer2", None, "", None, True),
            ("head", "Reviewer2", gone.id, None, False),
            ("guest", "Reviewer", lent.id, "permit", False),
        ],
        key=str,
    )
    office.ws.access.set_active("reviewer", False, actor="admin")
    assert {one.user for one in access.who("reviewer")} == {"reviewer2", "head"}
    with pytest.raises(InputError):
        access.who("reviewers")


def test_who_can_use_a_role_for_a_unit(city: City) -> None:
    who = city.ws.access.who
    assert [one.user for one in who("opd_head", "CLINIC")] == ["head"]
    assert [one.user for one in who("opd_head", "SCHOOLS")] == ["school"]
    assert {one.user for one in who("opd_head")} == {"head", "school"}
    assert [one.user for one in who("ppk", "CLINIC")] == ["mayor"]
    city.ws.add_user("guest", name="Guest", actor="admin")
    city.ws.delegate("mayor", to="guest", unit="HEALTH", actor="mayor")
    assert [(one.user, one.unit) for one in who("ppk", "CLINIC")] == [("mayor", None), ("guest", "HEALTH")]
    assert [one.user for one in who("ppk", "SCHOOLS")] == ["mayor"]
    with pytest.raises(InputError):
        who("ppk", "NOWHERE")


def test_a_unit_bounds_only_a_role_that_is_of_a_unit(city: City) -> None:
    city.ws.add_user("guest", name="Guest", roles=[("ppk", "HEALTH"), ("opd_head", "HEALTH")], actor="admin")
    access = city.ws.access
    assert "guest" in {one.user for one in access.who("ppk", "SCHOOLS")}
    assert "guest" not in {one.user for one in access.who("opd_head", "SCHOOLS")}
    assert (bool(access.unbound("ppk")), access.unbound("opd_head")) == (True, [])
    reach = {one.roles: one.units for one in access.can("guest") if len(one.roles) == 1}
    assert reach == {("ppk",): (None,), ("opd_head",): ("HEALTH",)}


def can(office: Office, user: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Action → roles and principals."""
    return {one.action: (one.roles, one.principals) for one in office.ws.access.can(user)}


def test_what_somebody_can_do(office: Office) -> None:
    assert set(can(office, "reviewer")) == {"check", "recheck"}
    assert can(office, "guest") == {}
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    assert can(office, "guest") == {
        "check": (("reviewer",), ("Reviewer",)),
        "recheck": (("reviewer",), ("Reviewer",)),
    }
    office.ws.access.grant("guest", "boss", None, actor="admin")
    assert can(office, "guest")["check"] == (("reviewer", "boss"), ())
    assert can(office, "guest")["sign"] == (("boss",), ())
    office.ws.access.set_active("guest", False, actor="admin")
    assert can(office, "guest") == {}


def test_what_waits_for_somebody_is_among_what_they_can_do(office: Office) -> None:
    opened(office)
    sent(office)
    office.ws.delegate("reviewer", to="clerk2", actor="reviewer")
    for user in ("clerk", "clerk2", "reviewer", "boss", "guest"):
        waiting = {action for one in office.ws.inbox(user) for action in one.actions}
        assert waiting <= set(can(office, user))


def test_a_delegation_tells_what_the_duties_keep_from_the_stand_in(office: Office) -> None:
    mine, other = sent(office, "clerk"), sent(office, "clerk2")
    made = office.ws.delegate("reviewer", to="clerk", actor="reviewer")
    assert office.ws.access.barred_from(made) == [mine.id]
    assert [one.case for one in office.ws.inbox("clerk") if one.for_whom] == [other.id]


# ── roles that are kept apart ───────────────────────────────────────────────────────────────────────────────────────

SEPARATE = """
separate:
  - [clerk, reviewer]
  - [reviewer, board, boss]
"""


@pytest.fixture
def apart(permits_made: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The permits in a city that keeps roles apart."""
    path = with_city(copied(permits_made, tmp_path), SEPARATE)
    with Workspace.open(path, clock=Clock("2025-11-25T08:00")) as ws:
        yield ws


DEEDS: list[tuple[str, Callable[[Workspace], object]]] = [
    ("a grant", lambda ws: ws.access.grant("clerk", "reviewer", None, actor="admin")),
    ("a new user", lambda ws: ws.add_user("new", name="New", roles=["board", "boss"], actor="admin")),
    ("a changed user", lambda ws: ws.add_user("clerk", name="C", roles=["clerk", "reviewer"], actor="admin")),
    ("a delegation", lambda ws: ws.delegate("reviewer", to="clerk", actor="reviewer")),
    (
        "an absence",
        lambda ws: ws.access.add_absence("boss", since=date(2025, 12, 1), to=["board1"], actor="boss"),
    ),
]


@pytest.mark.parametrize("deed", [deed for _, deed in DEEDS], ids=[name for name, _ in DEEDS])
def test_nobody_comes_to_two_roles_that_are_kept_apart(
    apart: Workspace, deed: Callable[[Workspace], object]
) -> None:
    assert codes(lambda: deed(apart)) == ["separate"]


def test_two_accounts_of_one_person_are_one(apart: Workspace) -> None:
    apart.add_user("clerk", name="Clerk", roles=["clerk"], person="P-1", actor="admin")
    deed = lambda: apart.add_user("other", name="Other", roles=["reviewer"], person="P-1", actor="admin")  # noqa: E731
    assert codes(deed) == ["separate"]
    apart.access.set_active("clerk", False, actor="admin")
    assert deed().holds("reviewer")
    assert codes(lambda: apart.access.set_active("clerk", True, actor="admin")) == ["separate"]


def test_what_is_lent_keeps_a_role_away(apart: Workspace) -> None:
    made = apart.delegate("reviewer", to="guest", actor="reviewer")
    assert codes(lambda: apart.access.grant("guest", "clerk", None, actor="admin")) == ["separate"]
    apart.access.revoke_delegation(made.id, actor="reviewer")
    assert apart.access.grant("guest", "clerk", None, actor="admin").holds("clerk")


def test_roles_that_nothing_keeps_apart_go_together(apart: Workspace) -> None:
    assert apart.access.grant("clerk", "board", None, actor="admin").holds("board")
    assert codes(lambda: apart.access.grant("clerk", "boss", None, actor="admin")) == ["separate"]


def test_what_somebody_had_before_does_not_stand_in_the_way_of_other_changes(
    permits_made: Path, tmp_path: Path
) -> None:
    path, clock = copied(permits_made, tmp_path), Clock("2025-11-25T08:00")
    with Workspace.open(path, clock=clock) as ws:
        ws.access.grant("clerk", "reviewer", None, actor="admin")
    with_city(path, SEPARATE)
    with Workspace.open(path, clock=clock) as ws:
        assert ws.access.grant("clerk", "head", None, actor="admin").holds("head")
        assert not ws.access.revoke("clerk", "reviewer", None, actor="admin").holds("reviewer")
        assert codes(lambda: ws.access.grant("clerk", "reviewer", None, actor="admin")) == ["separate"]


@pytest.mark.parametrize("wrong", ["separate: ppk", "separate: [ppk, pyb]", "separate: [[ppk]]"])
def test_sets_of_roles_are_lists_of_two_at_least(wrong: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_city(city_text(wrong))
    assert {one.code for one in caught.value.diagnostics} == {"E108"}


def test_the_settings_are_read() -> None:
    found = load_city(city_text("separate: [[ppk, pyb]]\nstanding_in: {must_be_staffed: true}"))
    assert (found.separate, found.absence_must_be_staffed) == ((("ppk", "pyb"),), True)
    shipped = load_city(shipped_definitions() / "city.yaml")
    for usual in (shipped, load_city(city_text(""))):
        assert (usual.separate, usual.absence_must_be_staffed) == ((), False)
