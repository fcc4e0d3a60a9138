"""What happens by itself after a deadline: notify, escalate, act; once each, also after days on which nobody asked."""

from __future__ import annotations

from datetime import date, datetime

from tests.engine.world import ZONE, Desk


def morning(day: int, month: int = 12) -> datetime:
    return datetime(2025, month, day, 7, tzinfo=ZONE)


def opened() -> Desk:
    """A draft that is due on Tuesday 2 December."""
    desk = Desk()
    desk.open()
    return desk


def test_on_the_last_day_nothing_happens() -> None:
    assert opened().tick(morning(2)) == []


def test_the_day_after_somebody_is_notified() -> None:
    (event,) = opened().tick(morning(3))
    assert (event.action, event.actor, event.fired) == ("overdue", "system", False)
    assert event.followed == ({"notify": "boss", "due": "2025-12-02"},)


def test_asking_again_does_nothing_more() -> None:
    desk = opened()
    desk.tick(morning(3))
    assert desk.tick(morning(4)) == []
    assert desk.case.steps == 1


def test_each_step_counts_from_the_one_before() -> None:
    desk = opened()
    assert [len(desk.tick(morning(day))) for day in (3, 4, 5, 6, 8, 9)] == [1, 0, 1, 0, 0, 2]


def test_an_escalation_lets_another_role_act() -> None:
    desk = opened()
    assert desk.codes("send", "boss", amount=3, day="2025-12-20") == ["role"]
    desk.tick(morning(5))
    assert desk.case.escalated == ("boss",)
    assert {item.role for item in desk.case.work} == {"clerk", "boss"}
    assert desk.act("send", "boss", amount=3, day="2025-12-20").state == "sent"


def test_an_escalation_ends_with_the_state() -> None:
    desk = opened()
    desk.tick(morning(5))
    desk.act("send", "clerk", amount=3, day="2025-12-20")
    assert (desk.case.escalated, desk.case.steps) == ((), 0)


def test_the_last_step_acts_by_itself() -> None:
    desk = opened()
    desk.tick(morning(5))
    note, act = desk.tick(morning(9))
    assert (note.action, act.action, act.actor, act.target) == ("overdue", "lapse", "system", "lapsed")
    assert desk.case.final


def test_days_on_which_nobody_asked_are_caught_up_with() -> None:
    desk = opened()
    late = desk.tick(morning(20))
    steady = opened()
    for day in range(3, 20):
        if not steady.case.final:
            steady.tick(morning(day))
    assert [one.action for one in late] == [one.action for one in steady.events[1:]]
    assert desk.case.state == steady.case.state == "lapsed"


def test_a_held_case_is_never_overdue() -> None:
    desk = opened()
    desk.act("hold", "boss", reason="a question")
    assert desk.tick(morning(30)) == []


def test_a_step_moves_no_deadline() -> None:
    desk = opened()
    desk.tick(morning(3))
    assert desk.case.due == date(2025, 12, 2)


def test_a_case_that_comes_back_to_a_state_begins_its_steps_anew() -> None:
    desk = opened()
    desk.tick(morning(3))
    desk.act("send", "clerk", amount=3, day="2025-12-20")
    desk.act("back", "head", reason="again", to="draft")
    assert (desk.case.steps, desk.case.due) == (0, date(2025, 12, 10))
    assert len(desk.tick(morning(11))) == 1
