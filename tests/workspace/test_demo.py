"""The demonstration city: the same for a seed, alive in every phase, with work for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from workflow import Case, InputError, Reason, Refused, Workspace, make_demo


def every_case(ws: Workspace) -> list[Case]:
    return list(ws.cases(limit=10_000))


def test_a_seed_makes_the_same_city_again(demo: Workspace, tmp_path: Path) -> None:
    with make_demo(tmp_path / "store.json") as again:
        for table in ("units", "positions", "people", "holdings", "users", "versions", "cases", "ceremonies"):
            ours, theirs = (map(_unsalted, one.store.read().all(table)) for one in (again, demo))
            assert list(ours) == list(theirs), table
        ours, theirs = (map(_unsalted, one.store.read().events()) for one in (again, demo))
        assert list(ours) == list(theirs)


def _unsalted(doc: Mapping[str, Any]) -> dict[str, Any]:
    """A document without what is new each time: the salts of personal values, and the hashes that cover them."""
    return {name: value for name, value in doc.items() if name not in ("hash", "before", "personal")}


def test_another_seed_makes_other_people_and_progress_is_told_from_nothing_to_all(
    demo: Workspace, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "store.json"
    with make_demo(
        path, seed=7, cases=1, progress=lambda done, total, what: told.append((done, total))
    ) as other:
        assert {one.name for one in other.registry.people()} != {one.name for one in demo.registry.people()}
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_it_begins_on_the_founding_morning(demo: Workspace) -> None:
    assert f"{demo.now():%A %Y-%m-%d %H}" == "Tuesday 2025-11-25 07"
    assert demo.clock.is_story


def test_eighty_nominees_are_on_the_roll_of_that_day(demo: Workspace) -> None:
    roll = next(one for one in demo.ceremonies.all() if one.held is None)
    assert (roll.invited, roll.date.isoformat()) == (80, "2025-11-25")
    cases = [demo.case(line.case) for line in roll.lines]
    assert {one.state for one in cases} == {"scheduled"}
    assert len({one.fields["nominee"] for one in cases}) == 80


def test_all_four_routes_are_among_them(demo: Workspace) -> None:
    roll = next(one for one in demo.ceremonies.all() if one.held is None)
    routes = Counter(demo.case(line.case).fields["route"] for line in roll.lines)
    assert set(routes) == {"pertama", "perpindahan", "penyesuaian", "promosi"}


def test_there_is_a_case_in_every_phase(demo: Workspace) -> None:
    phases = {one.phase for one in every_case(demo)}
    assert phases == {"vacant", "nomination", "approval", "inauguration", "filled", "closed"}


def test_some_are_overdue_some_returned_some_suspended_and_some_half_signed(demo: Workspace) -> None:
    cases = every_case(demo)
    today = demo.now().date()
    assert any(one.due and one.due < today for one in cases)
    assert any(one.returned for one in cases)
    assert any(one.state == "suspended" for one in cases)
    assert any(one.signatures for one in cases)


def test_its_overdue_cases_have_been_ticked(demo_copy: Workspace) -> None:
    assert demo_copy.tick() == []


def test_everybody_who_acts_has_something_to_do(demo: Workspace) -> None:
    idle = {user.id for user in demo.access.users() if not demo.inbox(user.id).total}
    by_role = Counter(role for user in demo.access.users() for role, _ in user.roles if user.id not in idle)
    declared = set(demo.definitions.newest("jabatan-fungsional").definition.roles)
    assert declared <= set(by_role)


def test_it_is_as_its_record_says(demo: Workspace) -> None:
    report = demo.verify()
    assert (report.ok, report.notes) == (True, ())
    assert report.cases >= 300


def test_nobody_acted_on_their_own_case_and_nobody_twice(demo: Workspace) -> None:
    for case in every_case(demo):
        acted = {who for people in case.done.values() for who in people}
        assert case.fields.get("nominee") not in acted
        apart = [set(case.done.get(name, ())) for name in ("nominate", "verify", "assess", "decree")]
        assert sum(map(len, apart)) == len(set().union(*apart))


def test_no_seat_is_held_twice(demo: Workspace) -> None:
    for seat in demo.registry.seats():
        assert seat.standing.holders <= seat.position.need


def test_a_store_is_never_made_over_another(tmp_path: Path) -> None:
    make_demo(tmp_path / "store.json", cases=0).close()
    with pytest.raises(InputError):
        make_demo(tmp_path / "store.json", cases=0)


# ── one predicate, one answer: on the demonstration's cases and people ──────────────────────────────────────────────

#: reasons that are about the person, not about what is given or known
PERSONAL = {"role", "turn", "duty", "already_signed", "mandate"}


def test_the_inbox_has_exactly_what_a_user_may_take(demo: Workspace) -> None:
    random = Random(25)
    cases = random.sample(every_case(demo), 60)
    for user in random.sample([one.id for one in demo.access.users() if one.active], 14):
        waiting = {item.case: set(item.actions) for item in demo.inbox(user, limit=10_000)}
        for case in cases:
            takes = {
                answer.name
                for answer in demo.explain(case.id, actor=user)
                if not answer.side and not PERSONAL.intersection(one.code for one in answer.reasons)
            }
            assert waiting.get(case.id, set()) == takes, (user, case.id)


def refusal(ws: Workspace, case: str, action: str, user: str) -> list[Reason] | None:
    """The reasons against an act with nothing given; None when it is done."""
    try:
        ws.act(case, action, actor=user)
    except Refused as refused:
        return refused.reasons
    return None


def test_explain_says_yes_with_no_question_exactly_where_act_succeeds(demo_copy: Workspace) -> None:
    ws, random = demo_copy, Random(11)
    users = [one.id for one in ws.access.users() if one.active]
    tried = Counter[bool]()
    functional = [one for one in every_case(ws) if one.definition == "jabatan-fungsional"]
    others = [one for one in every_case(ws) if one.definition != "jabatan-fungsional"]
    for case in [*random.sample(functional, 50), *others]:
        for user in random.sample(users, 6):
            for answer in ws.explain(case.id, actor=user):
                ready = answer.allowed and not answer.questions
                against = refusal(ws, case.id, answer.name, user)
                assert (against is None) == ready, (case.id, user, answer, against)
                tried[ready] += 1
                if against is None:
                    break
                assert [one.code for one in against if not one.question] == [
                    one.code for one in answer.reasons
                ]
    assert tried[True] > 3
    assert tried[False] > 100
    assert ws.verify().ok


@pytest.mark.parametrize("seed", [3, 4])
def test_a_seed_whose_candidates_are_officials_or_the_presidents_makes_a_city(
    tmp_path: Path, seed: int
) -> None:
    with make_demo(tmp_path / "store.json", seed=seed, cases=40) as ws:
        assert ws.cases().total >= 80 + 40
