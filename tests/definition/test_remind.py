"""`remind`: how it is read, what is wrong with it, how it is compared."""

from __future__ import annotations

import pytest

from tests.engine.world import PERMIT, definition
from workflow.definition.check import check
from workflow.definition.compare import compare
from workflow.definition.model import Reminder
from workflow.definition.plain import from_plain, to_plain
from workflow.definition.reader import read
from workflow.language import set_language

HERE = "    within: 5 wd\n"


def reminding(words: str, without: bool = False) -> str:
    return PERMIT.replace(HERE, ("" if without else HERE) + f"    remind: {words}\n", 1)


def codes(source: str) -> list[tuple[str, int]]:
    return [(one.code, one.place.line) for one in check(read(source.encode()))]


def test_a_reminder_has_a_time_and_perhaps_a_role() -> None:
    found = definition(reminding("[{before: 2 wd}, {before: 1 months, notify: boss}]"))
    assert [(one.before, one.notify) for one in found.states["draft"].remind] == [
        ("2 wd", None),
        ("1 months", "boss"),
    ]
    assert from_plain(to_plain(found), source=found.source, hash=found.hash) == found


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("[{before: 2 wd, notify: bos}]", "E110"),
        ("[{before: 0 wd}]", "E309"),
        ("[{before: soon}]", "E309"),
        ("[{notify: boss}]", "E107"),
        ("[{before: 2 wd, tell: boss}]", "E106"),
        ("2 wd", "E108"),
    ],
)
def test_what_is_wrong_with_it_is_told(words: str, code: str) -> None:
    found = codes(reminding(words))
    assert [one for one, _ in found], words
    assert code in [one for one, _ in found], found


def test_without_a_deadline_there_is_nothing_to_be_reminded_of() -> None:
    source = PERMIT.replace(
        "label: {id: Ditahan, en: Held}, clock",
        "label: {id: Ditahan, en: Held}, remind: [{before: 1 d}], clock",
    )
    assert "E113" in [one for one, _ in codes(source)]


def test_two_versions_are_told_apart_by_it() -> None:
    set_language("en")
    old = definition()
    new = definition(reminding("[{before: 2 wd, notify: boss}]"))
    assert [one.sentence for one in compare(old, new)] == [
        "State “Draft” (draft): reminder is new: 2 wd before: tell “Boss”"
    ]
    later = definition(reminding("[{before: 1 d}]"))
    assert [one.sentence for one in compare(new, later)] == [
        "State “Draft” (draft): reminder: 2 wd before: tell “Boss” → 1 d before: tell whomever it waits for"
    ]
    assert Reminder("1 d") in [type(one)(one.before, one.notify) for one in later.states["draft"].remind]
