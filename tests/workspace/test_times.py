"""Two times, one clock: when it took effect and when it was recorded."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.workspace.office import SENDING, Clock, Office, opened, permits, sent
from workflow import Act, InputError, Refused, Workspace
from workflow.shipped import shipped_definitions


def test_an_act_of_now_takes_effect_when_it_is_recorded(office: Office) -> None:
    (event,) = office.ws.history(opened(office).id)
    assert event.at == event.recorded == office.clock()


def test_an_act_may_be_entered_later_and_the_record_shows_both_times(office: Office) -> None:
    case = opened(office)
    office.clock.set("2025-12-05T08:00")
    then = Clock.at("2025-11-26T09:00")
    after = office.ws.act(case.id, "send", actor="clerk", fields=SENDING, at=then)
    event = office.ws.history(case.id)[-1]
    assert (event.at, event.recorded) == (then, office.clock())
    assert after.due == date(2025, 12, 1)  # three working days from the 26th


def test_authority_is_judged_when_it_is_recorded(office: Office) -> None:
    """An office enters last week's case with who may today, not with who might have then."""
    case = opened(office)
    office.clock.set("2025-12-05T08:00")
    office.ws.access.revoke("clerk", "clerk", None, actor="admin")
    then = {"fields": SENDING, "at": Clock.at("2025-11-26T09:00")}
    assert office.codes(case.id, "send", "clerk", **then) == ["role"]
    office.ws.access.grant("guest", "clerk", None, actor="admin")
    assert office.codes(case.id, "send", "guest", **then) == []


def test_a_delegation_of_today_serves_for_an_act_of_last_week(office: Office) -> None:
    case = opened(office)
    office.clock.set("2025-12-05T08:00")
    office.ws.delegate("clerk", to="guest", since=date(2025, 12, 5), actor="clerk")
    assert office.codes(case.id, "send", "guest", fields=SENDING, at=Clock.at("2025-11-26T09:00")) == []


def test_rules_are_judged_as_of_the_day_of_the_act(office: Office) -> None:
    case = opened(office)
    office.clock.set("2025-12-30T08:00")
    assert office.codes(case.id, "send", "clerk", fields=SENDING) == ["rule"]
    assert office.codes(case.id, "send", "clerk", fields=SENDING, at=Clock.at("2025-12-24T09:00")) == []


def test_nothing_happens_before_what_happened_last(office: Office) -> None:
    case = opened(office)
    office.clock.set("2025-12-05T08:00")
    with pytest.raises(InputError, match="last event"):
        office.ws.act(case.id, "send", actor="clerk", fields=SENDING, at=Clock.at("2025-11-24T09:00"))


def test_nothing_happens_in_the_future(office: Office) -> None:
    case = opened(office)
    tomorrow = Clock.at("2025-11-26T08:00")
    with pytest.raises(InputError, match="future"):
        office.ws.act(case.id, "send", actor="clerk", fields=SENDING, at=tomorrow)
    with pytest.raises(InputError, match="future"):
        office.ws.open_case("permit", "a shop", actor="clerk", at=tomorrow)
    with pytest.raises(InputError, match="future"):
        office.ws.tick(tomorrow)


def test_a_time_without_a_zone_is_wrong_input(office: Office) -> None:
    case = opened(office)
    naive = datetime(2025, 11, 25, 8)  # noqa: DTZ001
    with pytest.raises(InputError, match="zone"):
        office.ws.act(case.id, "send", actor="clerk", fields=SENDING, at=naive)
    with pytest.raises(InputError, match="zone"):
        office.ws.open_case("permit", "a shop", actor="clerk", at=naive)


def test_a_time_of_another_zone_is_told_in_the_citys(office: Office) -> None:
    case = office.ws.open_case("permit", "a shop", actor="clerk", at=datetime(2025, 11, 24, 22, tzinfo=UTC))
    assert case.opened == Clock.at("2025-11-25T06:00")
    assert case.opened is not None
    assert case.opened.isoformat() == "2025-11-25T06:00:00+08:00"


def test_a_case_may_be_opened_in_the_past(office: Office) -> None:
    case = office.ws.open_case("permit", "a shop", actor="clerk", at=Clock.at("2025-03-03T08:00"))
    assert case.due == date(2025, 3, 10)


@pytest.fixture
def strict(tmp_path: Path) -> Office:
    """An office whose city enters nothing later."""
    shutil.copytree(shipped_definitions(), tmp_path / "definitions")
    settings = tmp_path / "definitions" / "city.yaml"
    text = settings.read_text(encoding="utf-8")
    assert "entered_later: true" in text
    settings.write_text(text.replace("entered_later: true", "entered_later: false"), encoding="utf-8")
    return permits(tmp_path)


def test_a_city_may_refuse_what_is_entered_later(strict: Office) -> None:
    case = opened(strict)
    strict.clock.set("2025-11-26T08:00")
    then = Clock.at("2025-11-25T09:00")
    assert strict.codes(case.id, "send", "clerk", fields=SENDING, at=then) == ["entered_later"]
    with pytest.raises(Refused):
        strict.ws.open_case("permit", "a shop", actor="clerk", at=then)
    with pytest.raises(Refused):
        strict.ws.act_many([Act(case.id, "send", fields=SENDING, at=then)], actor="clerk", atomic=True)
    assert strict.codes(case.id, "send", "clerk", fields=SENDING, at=strict.clock()) == []


def test_such_a_city_still_catches_up_with_its_deadlines(strict: Office) -> None:
    opened(strict)
    strict.clock.set("2025-12-04T08:00")
    assert len(strict.ws.tick(Clock.at("2025-12-03T08:00"))) == 1


def test_a_clock_that_went_back_never_turns_a_history_round(office: Office) -> None:
    case = sent(office)
    office.clock.set("2025-11-24T08:00")
    after = office.ws.act(case.id, "check", actor="reviewer")
    times = [one.at for one in office.ws.history(after.id)]
    assert times == sorted(times)


def test_a_clock_without_a_zone_is_wrong_input(tmp_path: Path) -> None:
    ws = Workspace.open(tmp_path / "store.json", clock=lambda: datetime(2025, 11, 25))  # noqa: DTZ001
    with pytest.raises(InputError, match="time zone"):
        ws.now()
    ws.close()


def test_only_a_demonstrations_clock_is_moved(office: Office) -> None:
    with pytest.raises(InputError, match="demonstration"):
        office.ws.clock.set(Clock.at("2026-01-01T08:00"))


def test_a_demonstrations_clock_moves_forward_only(demo_copy: Workspace) -> None:
    later = Clock.at("2025-12-01T08:00")
    demo_copy.clock.set(later)
    assert demo_copy.now() >= later
    with pytest.raises(InputError, match="forward"):
        demo_copy.clock.set(Clock.at("2025-11-30T08:00"))
