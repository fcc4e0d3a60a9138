"""A version is one shared machine with no model; a case passes through it once."""

from __future__ import annotations

from tests.engine.world import Desk, definition
from workflow.definition.model import Version
from workflow.engine.machine import RunningVersion, running


def test_the_machine_has_no_model_of_its_own() -> None:
    desk = Desk().checked()
    assert list(desk.version.machine.models) == []


def test_every_case_of_a_version_passes_through_the_same_machine() -> None:
    one, other = Desk().checked(), Desk().sent()
    assert one.version.machine is other.version.machine
    assert (one.case.state, other.case.state) == ("checked", "sent")


def test_the_same_content_is_compiled_once() -> None:
    one, other = (running(Version(definition(), 1, published_by=by), {}) for by in ("admin", "somebody"))
    assert one.machine is other.machine
    assert (one.version.published_by, other.version.published_by) == ("admin", "somebody")


def test_a_version_and_the_next_are_two_machines() -> None:
    assert running(Version(definition(), 1), {}).machine is not running(Version(definition(), 2), {}).machine


def test_a_transition_fires_only_while_its_guard_holds() -> None:
    version = RunningVersion(Version(definition(), 1))
    check = version.action("check")
    assert version.fire(check, "sent", "checked", lambda: True)
    assert not version.fire(check, "sent", "checked", lambda: False)


def test_a_transition_fires_only_to_its_own_targets() -> None:
    version = RunningVersion(Version(definition(), 1))
    assert not version.fire(version.action("check"), "sent", "granted", lambda: True)


def test_one_target_is_always_legal() -> None:
    version = Desk().version
    assert version.targets(version.action("check"), "sent", ()) == ("checked",)


def test_of_several_targets_those_are_legal_where_the_case_has_been() -> None:
    version = Desk().version
    back = version.action("back")
    assert version.targets(back, "sent", ("draft",)) == ("draft",)
    assert version.targets(back, "checked", ("draft", "sent")) == ("draft", "sent")
    assert version.targets(back, "sent", ()) == ()


def test_previous_is_the_state_before() -> None:
    version = Desk().version
    assert version.targets(version.action("resume"), "held", ("draft", "sent")) == ("sent",)


def test_going_back_cuts_the_way_off_there() -> None:
    desk = Desk().checked()
    desk.act("back", "head", reason="again", to="draft")
    assert desk.case.came_from == ()
    desk.act("send", "clerk")
    assert desk.codes("back", "head", reason="again", to="sent") == ["target"]
