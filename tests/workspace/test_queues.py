"""The queue that is kept of what waits for a user says what an inbox says that is worked out anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workspace.office import (
    CITY_USERS,
    SENDING,
    City,
    Clock,
    Office,
    copied,
    opened,
    sent,
)
from workflow import LantikError, Workspace
from workflow.engine.facts import Actor
from workflow.registry.model import Unit
from workflow.workspace.queues import Queue, Queues
from workflow.workspace.reading import Reading
from workflow.workspace.views import InboxItem, Page

ASKED: Sequence[dict[str, Any]] = (
    {}, {"limit": 2}, {"due": "overdue"}, {"due": "week"}, {"due": "none"}, {"sort": "state"}, {"sort": "opened"},
    {"phase": "nomination"}, {"search": "sent"}, {"claimed": "mine"}, {"claimed": "free"},
)  # fmt: skip


def anew(ws: Workspace, user: str, **wanted: Any) -> Page[InboxItem]:
    """The inbox with nothing kept."""
    reader = ws.store.read()
    reading = Reading(reader, ws.facts(reader), ws.versions(reader), ws.clock.now(reader))
    asked = {
        "search": "",
        "unit": None,
        "phase": None,
        "due": None,
        "sort": "due",
        "after": None,
        "limit": 50,
    }
    return reading.inbox(reading.facts.actor(user), **{**asked, **wanted})


def held_against_anew(ws: Workspace, users: Sequence[str]) -> None:
    for user in users:
        for wanted in ASKED:
            kept, fresh = ws.inbox(user, **wanted), anew(ws, user, **wanted)
            assert list(kept) == list(fresh), (user, wanted)
            assert (kept.next, kept.total) == (fresh.next, fresh.total), (user, wanted)


USERS = ("clerk", "clerk2", "reviewer", "reviewer2", "head", "board1", "guest")
STEPS = st.tuples(
    st.sampled_from(("open", "send", "check", "return", "claim", "let go", "lend", "give", "take", "day")),
    st.integers(0, 7),
    st.sampled_from(USERS),
    st.sampled_from(USERS),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_after_whatever_happens_it_says_what_an_inbox_says_that_is_worked_out_anew(
    steps: list[tuple[str, int, str, str]], permits_made: Path, tmp_path_factory: Any
) -> None:
    folder = tmp_path_factory.mktemp("queues")
    clock = Clock("2025-11-25T08:00")
    ws = Workspace.open(copied(permits_made, folder), clock=clock)
    office = Office(ws, clock, folder / "store.json")
    cases = [sent(office).id, opened(office).id]
    held_against_anew(ws, USERS)
    for what, which, user, other in steps:
        case = cases[which % len(cases)]
        try:
            match what:
                case "open":
                    cases.append(opened(office).id)
                case "send":
                    ws.act(case, "send", actor=user, fields=SENDING)
                case "check" | "return":
                    ws.act(case, what, actor=user, reason="so")
                case "claim":
                    ws.claim(case, actor=user)
                case "let go":
                    ws.release(case, actor=user)
                case "lend":
                    ws.delegate(user, to=other, until=clock().date() + timedelta(which), actor=user)
                case "give":
                    ws.access.grant(user, "reviewer", None, actor="admin")
                case "take":
                    ws.access.revoke(user, "reviewer", None, actor="admin")
                case "day":
                    clock.set(clock() + timedelta(days=which))
        except LantikError:
            continue
        held_against_anew(ws, (user, other))
    held_against_anew(ws, USERS)
    ws.close()


def test_one_who_holds_a_role_in_a_unit_sees_what_belongs_to_it_and_to_those_below(city: City) -> None:
    case = city.vacant()
    assert [one.case for one in city.ws.inbox("head")] == [case]
    assert not list(city.ws.inbox("school"))
    held_against_anew(city.ws, list(CITY_USERS))


def test_a_unit_that_comes_below_another_takes_its_cases_along(city: City) -> None:
    case = city.vacant()
    assert not list(city.ws.inbox("school"))
    city.put(Unit("CLINIC", "Puskesmas Oebobo", "health_centre", "SCHOOLS"))
    assert [one.case for one in city.ws.inbox("school")] == [case]
    assert not list(city.ws.inbox("head"))


def test_a_row_tells_the_name_that_a_person_and_a_position_have_now(city: City) -> None:
    case = city.vacant()
    city.nominate(case, "P-NEW", "pertama")
    (before,) = city.ws.inbox("verifier")
    city.put(replace(city.ws.registry.person("P-NEW"), name="Yosefina Bria"))
    city.put(replace(city.ws.registry.position("NURSE-1"), name="Perawat Pertama"))
    (after,) = city.ws.inbox("verifier")
    assert (before.who, before.title) == ("Maria P-NEW", "Perawat Ahli Pertama")
    assert (after.who, after.title) == ("Yosefina Bria", "Perawat Pertama")


def test_what_another_process_writes_is_in_it(office: Office) -> None:
    assert not list(office.ws.inbox("reviewer"))
    with Workspace.open(office.path, clock=office.clock) as other:
        case = sent(Office(other, office.clock, office.path)).id
    assert [one.case for one in office.ws.inbox("reviewer")] == [case]


def test_many_changes_in_one_commit_are_in_it(office: Office) -> None:
    sent(office)
    held_against_anew(office.ws, ["clerk"])
    office.ws.store.transact(
        lambda tx: [
            office.ws.acting.open_in(tx, "permit", f"shop {n}", "clerk", {}, None) for n in range(100)
        ]
    )
    assert office.ws.inbox("clerk").total == 100
    held_against_anew(office.ws, ["clerk", "reviewer"])


def test_a_page_goes_on_where_the_one_before_ended_though_its_last_row_is_gone(office: Office) -> None:
    cases = [sent(office).id for _ in range(5)]
    first = office.ws.inbox("reviewer", limit=2)
    office.ws.act(first.items[-1].case, "check", actor="reviewer")
    assert [one.case for one in office.ws.inbox("reviewer", limit=2, after=first.next)] == cases[2:4]
    assert [one.case for one in office.ws.inbox("reviewer", after=cases[2])] == cases[3:]


def test_whoever_holds_on_to_an_earlier_moment_is_told_of_that_moment(office: Office) -> None:
    case = sent(office).id
    early = office.ws._reading()
    actor: Actor = early.facts.actor("reviewer")
    office.ws.act(case, "check", actor="reviewer")
    asked: dict[str, Any] = {
        "search": "",
        "unit": None,
        "phase": None,
        "due": None,
        "sort": "due",
        "after": None,
    }
    assert not list(office.ws.inbox("reviewer"))
    assert [one.case for one in early.inbox(actor, **asked, limit=5)] == [case]
    assert not list(office.ws.inbox("reviewer"))


def test_the_queues_that_were_not_asked_for_the_longest_go_first(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr("workflow.workspace.queues._MOST", 3)
    for _ in range(2):
        sent(office)
    for user in ("reviewer", "reviewer2", "reviewer", "head"):
        assert office.ws.inbox(user).total == (0 if user == "head" else 2)
    queues: Queues = office.ws.queues
    assert list(queues._of) == ["reviewer", "head"]


def test_however_many_ask_while_others_act_a_queue_is_worked_out_once(
    office: Office, monkeypatch: Any
) -> None:
    made: list[object] = []
    first = Queue.__init__
    monkeypatch.setattr(Queue, "__init__", lambda self, *given: (made.append(self), first(self, *given))[1])
    cases = [sent(office).id for _ in range(30)]
    assert office.ws.inbox("reviewer").total == 30
    seen: list[int] = []

    def ask() -> None:
        seen.extend(office.ws.inbox("reviewer").total for _ in range(40))

    threads = [Thread(target=ask) for _ in range(3)]
    for one in threads:
        one.start()
    for case in cases:
        office.ws.act(case, "check", actor="reviewer")
    for one in threads:
        one.join()
    assert len(seen) == 120
    assert office.ws.inbox("reviewer").total == 0
    assert len(made) == 1
