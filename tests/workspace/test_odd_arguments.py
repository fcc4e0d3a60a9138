"""What scripts hand over by mistake is wrong input that says so, and leaves the store as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.workspace.office import SENDING, Office, opened
from workflow import Act, InputError, Workspace

NAIVE = datetime(2025, 11, 25)  # noqa: DTZ001 - no zone: that is what is odd
ODD: tuple[Any, ...] = (
    None,
    7,
    1.5,
    True,
    b"x",
    [],
    ["a"],
    ("a",),
    {},
    object(),
    float("nan"),
    NAIVE,
)
CALLS: dict[str, Callable[[Workspace, Any], Any]] = {
    "publish": lambda ws, odd: ws.publish(odd, actor="admin"),
    "publish as": lambda ws, odd: ws.publish("permit.yaml", actor=odd),
    "user": lambda ws, odd: ws.add_user(odd, name="New", actor="admin"),
    "user's name": lambda ws, odd: ws.add_user("new", name=odd, actor="admin"),
    "user's admin": lambda ws, odd: ws.add_user("new", name="New", actor=odd),
    "principal": lambda ws, odd: ws.delegate(odd, to="clerk", actor="admin"),
    "stand-in": lambda ws, odd: ws.delegate("clerk", to=odd, actor="admin"),
    "definition": lambda ws, odd: ws.open_case(odd, "a shop", actor="clerk"),
    "subject": lambda ws, odd: ws.open_case("permit", odd, actor="clerk"),
    "opener": lambda ws, odd: ws.open_case("permit", "a shop", actor=odd),
    "case": lambda ws, odd: ws.act(odd, "send", actor="clerk"),
    "action": lambda ws, odd: ws.act("PERMIT-2025-0001", odd, actor="clerk"),
    "actor": lambda ws, odd: ws.act("PERMIT-2025-0001", "send", actor=odd),
    "acts": lambda ws, odd: ws.act_many([odd], actor="clerk"),
    "explained": lambda ws, odd: ws.explain(odd, actor="clerk"),
    "who asks": lambda ws, odd: ws.explain("PERMIT-2025-0001", actor=odd),
    "inbox": lambda ws, odd: ws.inbox(odd),
    "words": lambda ws, odd: ws.cases(search=odd),
    "case to read": lambda ws, odd: ws.case(odd),
    "case with a past": lambda ws, odd: ws.history(odd),
    "log": lambda ws, odd: ws.export_xes(odd),
    "entry of a list": lambda ws, odd: ws.common_actions([odd], actor="clerk"),
    "entry of claims": lambda ws, odd: ws.preview_claims("claim", [odd], actor="clerk"),
    "filter's name": lambda ws, odd: ws.desk.save_filter(odd, {"unit": "U"}, actor="clerk"),
    "draft's action": lambda ws, odd: ws.desk.keep_draft("PERMIT-2025-0001", odd, {}, actor="clerk"),
    "role granted": lambda ws, odd: ws.access.grant("clerk", odd, None, actor="admin"),
    "first day away": lambda ws, odd: ws.access.add_absence("clerk", since=odd, actor="clerk"),
    "who is there": lambda ws, odd: ws.access.add_absence(
        "clerk", since=NAIVE.date(), to=[odd], actor="clerk"
    ),
    "delegation": lambda ws, odd: ws.access.revoke_delegation(odd, actor="clerk"),
    "session": lambda ws, odd: ws.as_user(odd),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_argument_of_the_wrong_type_is_wrong_input(office: Office, call: Callable[..., Any]) -> None:
    opened(office)
    before = office.ws.store.position()
    for odd in ODD:
        with pytest.raises(InputError) as caught:
            call(office.ws, odd)
        assert str(caught.value)
    assert office.ws.store.position() == before
    assert office.again().verify().ok


@pytest.mark.parametrize("at", ["2025-11-25", 7, "", NAIVE, datetime.max.replace(tzinfo=UTC)])
def test_a_moment_is_a_datetime_with_a_zone(office: Office, at: Any) -> None:
    case = opened(office)
    with pytest.raises(InputError):
        office.ws.act(case.id, "send", actor="clerk", fields=SENDING, at=at)


def test_an_act_may_say_nothing_with_none(office: Office) -> None:
    one: Any = Act(opened(office).id, "send", SENDING, None)  # type: ignore[arg-type]
    assert [found.state for found in office.ws.act_many([one], actor="clerk")] == ["sent"]  # type: ignore[union-attr]


def test_an_odd_act_among_many_has_its_own_result(office: Office) -> None:
    good, odd = opened(office), opened(office)
    acts: list[Any] = [Act(odd.id, "send", SENDING, at="now"), Act(good.id, "send", SENDING)]  # type: ignore[arg-type]
    first, second = office.ws.act_many(acts, actor="clerk")
    assert isinstance(first, InputError)
    assert getattr(second, "state", None) == "sent"


@pytest.mark.parametrize(
    "path", ["a\x00b", "\ud800", "x" * 5000, "~nobody-of-this-name/store.json"], ids=ascii
)
def test_a_path_that_no_file_can_have_is_told(office: Office, path: str) -> None:
    with pytest.raises(InputError):
        office.ws.publish(path, actor="admin")
    with pytest.raises(InputError):
        Workspace.open(path, create=False)


def test_a_list_of_roles_is_no_text(office: Office) -> None:
    with pytest.raises(InputError, match="list"):
        office.ws.add_user("new", name="New", roles="clerk", actor="admin")
