"""Absences: somebody acts for the absent from the first day to the last, and nothing stands still unseen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.workspace.office import Clock, Office, copied, opened, sent
from workflow import InputError, Refused, Workspace
from workflow.shipped import shipped_definitions

FROM, UNTIL = date(2025, 11, 26), date(2025, 11, 28)


def codes(deed: Callable[[], object]) -> list[str]:
    """The codes for which something is refused."""
    with pytest.raises(Refused) as caught:
        deed()
    return [one.code for one in caught.value.reasons]


def waits(office: Office, *users: str) -> list[int]:
    """How much waits for each."""
    return [office.ws.inbox(user).total for user in users]


def test_the_stand_in_acts_from_the_first_day_to_the_last_without_a_further_step(office: Office) -> None:
    sent(office)
    office.ws.access.add_absence(
        "reviewer", since=FROM, until=UNTIL, to=["guest"], reason="travel", actor="reviewer"
    )
    found = []
    for moment in ("2025-11-25T23:59", "2025-11-26T00:00", "2025-11-28T23:59", "2025-11-29T00:00"):
        office.clock.set(moment)
        found.append([one.for_whom for one in office.ws.inbox("guest")])
    assert found == [[], ["Reviewer"], ["Reviewer"], []]


def test_the_record_says_by_which_absence(office: Office) -> None:
    made = office.ws.access.add_absence("reviewer", since=date(2025, 11, 25), to=["guest"], actor="admin")
    case = office.ws.act(sent(office).id, "check", actor="guest")
    event = office.ws.history(case.id)[-1]
    assert (event.on_behalf_of, event.principal, event.mandate) == ("reviewer", "Reviewer", made.id)
    assert set(event.people) == {"user:guest", "user:reviewer"}
    assert office.ws.verify().ok


def test_a_stand_in_who_is_away_too_gives_way_to_the_next_or_to_nobody(office: Office) -> None:
    access = office.ws.access
    sent(office)
    office.clock.set("2025-11-26T08:00")
    first = access.add_absence("reviewer", since=FROM, until=UNTIL, to=["guest", "head"], actor="admin")
    assert (access.stands_in(first), waits(office, "guest", "head")) == ("guest", [1, 0])
    access.add_absence("guest", since=FROM, until=FROM, actor="guest")
    assert (access.stands_in(first), waits(office, "guest", "head")) == ("head", [0, 1])
    access.set_active("head", False, actor="admin")
    assert (access.stands_in(first), waits(office, "guest")) == (None, [0])
    office.clock.set("2025-11-27T08:00")
    assert (access.stands_in(first), waits(office, "guest")) == ("guest", [1])


def test_two_absences_that_overlap_have_each_their_stand_in(office: Office) -> None:
    sent(office)
    office.clock.set("2025-11-27T08:00")
    office.ws.access.add_absence("reviewer", since=FROM, until=UNTIL, to=["guest"], actor="reviewer")
    office.ws.access.add_absence(
        "reviewer", since=date(2025, 11, 27), until=date(2025, 12, 3), to=["head"], actor="admin"
    )
    assert waits(office, "guest", "head") == [1, 1]
    office.clock.set("2025-12-01T08:00")
    assert waits(office, "guest", "head") == [0, 1]


def test_who_stands_in_passes_nothing_on(office: Office) -> None:
    office.ws.access.add_absence("reviewer", since=date(2025, 11, 25), to=["guest"], actor="reviewer")
    deed = lambda: office.ws.delegate("guest", to="clerk2", role="reviewer", actor="guest")  # noqa: E731
    assert codes(deed) == ["onward"]


def test_the_absent_comes_back_early(office: Office) -> None:
    case = sent(office)
    made = office.ws.access.add_absence("reviewer", since=date(2025, 11, 25), to=["guest"], actor="reviewer")
    assert {one.name for one in office.ws.explain(case.id, actor="guest") if one.allowed} == {"check"}
    office.ws.access.cancel_absence(made.id, actor="reviewer")
    assert office.codes(case.id, "check", "guest", on_behalf_of="reviewer") == ["mandate"]
    assert waits(office, "guest", "reviewer") == [0, 1]


def test_an_absence_names_people_and_days_that_can_be(office: Office) -> None:
    add = office.ws.access.add_absence
    for wrong in (
        {"since": UNTIL, "until": FROM},
        {"since": date(2025, 11, 1), "until": date(2025, 11, 24)},
        {"since": FROM, "to": ["reviewer"]},
        {"since": FROM, "to": ["nobody"]},
    ):
        with pytest.raises(InputError):
            add("reviewer", actor="reviewer", **wrong)  # type: ignore[arg-type]
    assert codes(lambda: add("reviewer", since=FROM, actor="clerk")) == ["role"]
    made = add("reviewer", since=FROM, actor="reviewer")
    assert codes(lambda: office.ws.access.cancel_absence(made.id, actor="clerk")) == ["role"]
    with pytest.raises(InputError):
        office.ws.access.cancel_absence("A-9999", actor="admin")


# ── work that nobody can take ───────────────────────────────────────────────────────────────────────────────────────


def stranded(office: Office) -> list[tuple[str, str, tuple[str, ...]]]:
    """Case, action and who lacks."""
    found = office.ws.access.stranded_work()
    return [(one.case, one.action, tuple(role["en"] for role in one.roles)) for one in found]


def test_work_is_stranded_when_all_who_could_take_it_are_away_or_gone(office: Office) -> None:
    case, access = sent(office), office.ws.access
    access.set_active("boss", False, actor="admin")
    access.set_active("reviewer2", False, actor="admin")
    assert stranded(office) == []
    gone = access.add_absence("reviewer", since=date(2025, 11, 25), actor="reviewer")
    assert stranded(office) == [(case.id, "check", ("Reviewer", "Boss"))]
    access.cancel_absence(gone.id, actor="reviewer")
    access.add_absence("reviewer", since=date(2025, 11, 25), to=["guest"], actor="reviewer")
    assert stranded(office) == []
    access.set_active("guest", False, actor="admin")
    assert stranded(office) == [(case.id, "check", ("Reviewer", "Boss"))]


def test_duties_count_among_those_who_are_there(office: Office) -> None:
    """Only the clerk who sent it is left to check it, standing in for the reviewer."""
    case, access = sent(office), office.ws.access
    for user in ("boss", "reviewer2"):
        access.set_active(user, False, actor="admin")
    access.add_absence("reviewer", since=date(2025, 11, 25), to=["clerk"], actor="reviewer")
    assert [one[:2] for one in stranded(office)] == [(case.id, "check")]


def test_a_new_role_is_no_longer_stranded(office: Office) -> None:
    case, access = opened(office), office.ws.access
    for user in ("clerk", "clerk2"):
        access.set_active(user, False, actor="admin")
    assert [one[:2] for one in stranded(office)] == [(case.id, "send")]
    access.grant("guest", "clerk", None, actor="admin")
    assert stranded(office) == []


# ── staffing of running cases ───────────────────────────────────────────────────────────────────────────────────────


def few_reviewers(office: Office) -> None:
    """One reviewer, nobody else who checks."""
    for user in ("boss", "reviewer2"):
        office.ws.access.set_active(user, False, actor="admin")


def test_an_absence_tells_which_running_cases_nobody_can_complete_meanwhile(office: Office) -> None:
    few_reviewers(office)
    case, access = sent(office), office.ws.access
    alone = access.add_absence("reviewer", since=FROM, until=UNTIL, actor="reviewer")
    assert access.without_people(alone.id) == [case.id]
    access.cancel_absence(alone.id, actor="reviewer")
    covered = access.add_absence("reviewer", since=FROM, until=UNTIL, to=["guest"], actor="reviewer")
    assert access.without_people(covered.id) == []
    access.cancel_absence(covered.id, actor="reviewer")
    barred = access.add_absence("reviewer", since=FROM, until=UNTIL, to=["clerk"], actor="reviewer")
    assert access.without_people(barred.id) == [case.id]


def test_what_could_not_be_completed_anyway_is_not_laid_to_the_absence(office: Office) -> None:
    few_reviewers(office)
    sent(office)
    office.ws.access.set_active("head", False, actor="admin")
    made = office.ws.access.add_absence("reviewer", since=FROM, until=UNTIL, actor="reviewer")
    assert office.ws.access.without_people(made.id) == []


CITY = """
standing_in:
  must_be_staffed: true
"""


def test_a_city_may_refuse_an_absence_that_leaves_a_case_without_people(
    permits_made: Path, tmp_path: Path
) -> None:
    path = with_city(copied(permits_made, tmp_path), CITY)
    clock = Clock("2025-11-25T08:00")
    with Workspace.open(path, clock=clock) as ws:
        office = Office(ws, clock, path)
        few_reviewers(office)
        sent(office)
        add = ws.access.add_absence
        assert codes(lambda: add("reviewer", since=FROM, until=UNTIL, actor="reviewer")) == ["unstaffed"]
        assert ws.access.absences() == []
        assert add("reviewer", since=FROM, until=UNTIL, to=["guest"], actor="reviewer").id == "A-0001"


def with_city(store: Path, more: str) -> Path:
    """A store beside which `city.yaml` says this of standing in and of roles that are kept apart."""
    folder = store.parent / "definitions"
    shutil.copytree(shipped_definitions(), folder)
    (folder / "city.yaml").write_text(city_text(more), encoding="utf-8")
    return store


def city_text(more: str) -> str:
    """The shipped settings with other words on standing in and on roles that are kept apart."""
    text = (shipped_definitions() / "city.yaml").read_text(encoding="utf-8")
    without = re.sub(r"^(separate|standing_in):.*\n(  .*\n)*", "", text, flags=re.MULTILINE)
    assert "separate" not in re.sub("#.*", "", without)
    return f"{without}\n{more}\n"
