"""The record is enough: whatever was done, its events lead to the case as it stands; and `apply` changes nothing."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.world import USERS, Desk, World
from workflow.engine.case import Case, Decision, Event
from workflow.engine.chain import digest
from workflow.engine.replay import apply, replay
from workflow.errors import InputError

FIELDS: dict[str, Any] = {
    "send": {"amount": 50, "day": "2025-12-24"},
    "sign": {"note": "fine"},
    "label": {"number": "17"},
}
moves = st.lists(
    st.tuples(
        st.sampled_from(
            ["send", "check", "recheck", "label", "sign", "sign", "sign", "back", "hold", "resume", "tick"]
        ),
        st.sampled_from([*USERS, "reviewer", "head", "boss"]),
        st.sampled_from([None, None, None, "refuse", "abstain", "withdraw"]),
        st.sampled_from([None, "draft", "sent"]),
        st.integers(min_value=0, max_value=3),
        st.booleans(),
    ),
    max_size=25,
)


def walk(steps: list[tuple[str, str, str | None, str | None, int, bool]]) -> Desk:
    """Try each step in turn; those that are refused change nothing."""
    desk = Desk(world=World(stand_ins=[("board3", "guest", None), ("clerk", "legal", "clerk")]))
    desk.open()
    for action, user, vote, to, days, other in steps:
        if desk.case.final:
            break
        desk.now += timedelta(days=days)
        if action == "tick":
            desk.tick(desk.now)
            continue
        fields = dict(FIELDS.get(action, {}) if vote is None else {})
        if other and action == "sign" and vote is None:
            fields["note"] = "better"
        try:
            answer = desk.answer(action, user, vote=vote, to=to, reason="so it is", **fields)
        except InputError:
            continue
        if isinstance(answer, Decision):
            desk.keep(answer)
    return desk


@given(steps=moves)
@settings(max_examples=150, deadline=None)
def test_a_random_walk_replays_to_the_case_as_it_stands(
    steps: list[tuple[str, str, str | None, str | None, int, bool]],
) -> None:
    desk = walk(steps)
    assert desk.replayed() == replace(desk.case, revision=0)
    assert [one.seq for one in desk.events] == list(range(1, len(desk.events) + 1))


@given(steps=moves)
@settings(max_examples=60, deadline=None)
def test_a_case_and_its_events_travel_as_json(
    steps: list[tuple[str, str, str | None, str | None, int, bool]],
) -> None:
    desk = walk(steps)
    assert Case.from_doc(orjson.loads(orjson.dumps(desk.case.as_doc()))) == desk.case
    back = [Event.from_doc(orjson.loads(orjson.dumps(one.as_doc()))) for one in desk.events]
    assert replay(back, lambda name, number: desk.version.definition) == desk.replayed()
    assert all(digest(one.as_doc()) == one.hash for one in back)


@given(steps=moves)
@settings(max_examples=40, deadline=None)
def test_each_event_follows_the_one_before(
    steps: list[tuple[str, str, str | None, str | None, int, bool]],
) -> None:
    desk = walk(steps)
    assert [one.before for one in desk.events] == ["", *(one.hash for one in desk.events[:-1])]


@given(steps=moves)
@settings(max_examples=40, deadline=None)
def test_apply_changes_nothing_that_it_was_given(
    steps: list[tuple[str, str, str | None, str | None, int, bool]],
) -> None:
    desk = walk(steps)
    case = None
    for event in desk.events:
        before, said = deepcopy(case), deepcopy(event)
        after = apply(case, event, desk.version.definition)
        assert (case, event) == (before, said)
        assert apply(case, event, desk.version.definition) == after
        case = after


def test_an_event_that_was_changed_has_another_hash() -> None:
    desk = Desk().sent()
    event = desk.events[-1]
    assert digest(replace(event, reason="never said").as_doc()) != event.hash


def test_there_is_no_case_without_an_event() -> None:
    with pytest.raises(ValueError, match="at least one"):
        replay([], lambda name, number: Desk().version.definition)
