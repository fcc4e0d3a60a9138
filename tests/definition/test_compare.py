"""Two versions told apart in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.test_rows import SELECTION
from tests.engine.world import PERMIT, definition
from workflow.definition.compare import Difference, compare, renamings
from workflow.definition.reader import read
from workflow.definition.renaming import Renaming
from workflow.language import set_language


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def told(*changes: tuple[str, str], source: str = PERMIT) -> list[str]:
    """The sentences about what these replacements change."""
    after = source
    for old, new in changes:
        assert old in after
        after = after.replace(old, new)
    return [one.sentence for one in compare(definition(source), definition(after))]


TREE = "{in_order: [head, {quorum: {of: board, at_least: 2}}]}"
CASES: list[tuple[str, list[tuple[str, str]], list[str]]] = [
    ("nothing", [], []),
    ("where it stands", [("actions:\n", "\n\nactions:\n")], []),
    ("a title", [("en: Permit}", "en: Licence}")], ["Definition: title: “Permit” → “Licence”"]),
    (
        "a title in the other language",
        [("id: Izin,", "id: Perizinan,")],
        ["Definition: title: “Izin” [id] → “Perizinan” [id]"],
    ),
    ("a number", [("most: {value: 1000}", "most: {value: 2000}")], ["Parameter “most”: 1000 → 2000"]),
    (
        "one cell of a table of numbers",
        [("most: {value: 1000}", "most: {value: 1000}\n  ages: {value: {a: 1, b: 2}}")],
        ["Parameter “ages” is new"],
    ),
    ("a scope", [("en: Head}, scope: unit}", "en: Head}}")], ["Role “Head” (head): `scope`: unit → nothing"]),
    (
        "an option",
        [("large: {id: Besar, en: Large}}", "large: {id: Besar, en: Large}, huge: {id: Raksasa, en: Huge}}")],
        ["Field “Kind” (kind): option is new: “Huge”"],
    ),
    (
        "a column",
        [
            (
                "nights: {type: number, label: {id: Malam, en: Nights}}",
                "nights: {type: text, label: {id: Malam, en: Nights}}",
            )
        ],
        ["Field “Nights” (trips.nights): `type`: number → text"],
    ),
    (
        "a document",
        [("needed_if: case.amount > 100", "needed_if: case.amount > 200")],
        ["Document “Plan” (plan): needed if: `case.amount > 100` → `case.amount > 200`"],
    ),
    ("a deadline", [("within: 3 wd", "within: 5 wd")], ["State “Sent” (sent): deadline: 3 wd → 5 wd"]),
    (
        "what happens when overdue",
        [("{after: 2 wd, escalate: boss}", "{after: 3 wd, escalate: boss}")],
        [
            "State “Draft” (draft): when overdue: after 2 wd: let “Boss” act too → after 3 wd: let “Boss” act too",
        ],
    ),
    (
        "a phase of a state",
        [("checked:  {phase: asking", "checked:  {phase: closed")],
        ["State “Checked” (checked): phase: “Asking” → “Closed”"],
    ),
    (
        "who",
        [("by: [reviewer, boss]\n    may_ask: [holder]", "by: [reviewer, legal]\n    may_ask: [holder]")],
        ["Action “Check” (check): by: “Boss” → “Legal”"],
    ),
    (
        "one more who",
        [
            (
                "by: [reviewer, boss]\n    may_ask: [holder]",
                "by: [reviewer, boss, legal]\n    may_ask: [holder]",
            )
        ],
        ["Action “Check” (check): by is new: “Legal”"],
    ),
    (
        "what is asked",
        [
            (
                "asks: [amount, day]\n    may_ask: [holder, note,",
                "asks: [amount, day, note]\n    may_ask: [holder,",
            )
        ],
        ["Action “Send” (send): asks is new: “Note”", "Action “Send” (send): may ask is gone: “Note”"],
    ),
    (
        "a rule",
        [("rule: case.amount <= params.most, else", "rule: case.amount < params.most, else")],
        [
            "Action “Send” (send): rule: `case.amount <= params.most` (“The amount is too much”) → "
            "`case.amount < params.most` (“The amount is too much”)"
        ],
    ),
    (
        "the basis of a rule",
        [("basis: Law 9", "basis: Law 10")],
        ['Action “Weigh” (weigh): legal basis of rule `case.kind == "large"`: Law 9 → Law 10'],
    ),
    (
        "an approver of a step",
        [(TREE, "{in_order: [legal, {quorum: {of: board, at_least: 2}}]}")],
        ["Action “Sign” (sign): approver of step 1: “Head” → “Legal”"],
    ),
    (
        "how many of a quorum",
        [("at_least: 2", "at_least: 3")],
        ["Action “Sign” (sign): approver of step 2: at least 2 of “Board” → at least 3 of “Board”"],
    ),
    (
        "a step more",
        [(TREE, "{in_order: [head, legal, {quorum: {of: board, at_least: 2}}]}")],
        ["Action “Sign” (sign): step 2 of the sign-off is new: “Legal”"],
    ),
    (
        "a step less",
        [(TREE, "{in_order: [{quorum: {of: board, at_least: 2}}]}")],
        ["Action “Sign” (sign): step 1 of the sign-off is gone: “Head”"],
    ),
    (
        "another kind of tree",
        [(TREE, "{any: [head, {all: [legal, board]}]}")],
        [
            "Action “Sign” (sign): sign-off: “Head”, then at least 2 of “Board” → “Head” or (“Legal” and “Board”)",
        ],
    ),
    ("a veto", [("    veto: boss\n", "    veto: legal\n")], ["Action “Sign” (sign): veto: “Boss” → “Legal”"]),
    (
        "a duty",
        [("[send, check, sign]", "[send, check, recheck, sign]")],
        [
            "A duty has changed: different people for “Send”, “Check”, “Sign” → "
            "different people for “Send”, “Check”, “Check again”, “Sign”"
        ],
    ),
    (
        "a duty less",
        [("  - never: holder\n", "")],
        ["A duty is gone: nobody acts on a case in which they are “Holder”"],
    ),
    (
        "an action more",
        [
            (
                "  fail: {",
                "  drop: {label: {id: Buang, en: Drop}, from: sent, to: lapsed, by: boss, side: true}\n  fail: {",
            )
        ],
        ["Action “Drop” (drop) is new"],
    ),
    (
        "where it leads",
        [("from: draft, to: lapsed, automatic", "from: [draft, sent], to: lapsed, automatic")],
        ["Action “Lapse” (lapse): from is new: “Sent”"],
    ),
]


@pytest.mark.parametrize(
    ("changes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_change_is_told_in_words(changes: list[tuple[str, str]], expected: list[str]) -> None:
    assert told(*changes) == expected


ROWS: list[tuple[tuple[str, str], list[str]]] = [
    (
        ("test:   {type: number, min: 0, max: 100", "test:   {type: number, min: 0, max: 10"),
        ["Field “Test” (candidates.test): greatest value: 100 → 10"],
    ),
    (
        ("row.talk * params.weights.talk", "row.talk"),
        [
            "Field “Total” (candidates.total): worked out as: `row.test * params.weights.test + row.talk * "
            "params.weights.talk` → `row.test * params.weights.test + row.talk`"
        ],
    ),
    (
        ("      may_ask: [test]\n", "      may_ask: [test, talk]\n"),
        ["Action “Register, Candidates” (register.candidates): may ask is new: “Talk”"],
    ),
    (
        ("{status: registered, since: today}", "{status: registered}"),
        ["Action “Register, Candidates” (register.candidates): fills in “Since” is gone: `today`"],
    ),
    (
        ("'add_days(today, 7)'", "'add_days(today, 9)'"),
        ["Action “Close” (close): fills in “Until”: `add_days(today, 7)` → `add_days(today, 9)`"],
    ),
    (
        ("    rows: {of: candidates, asks: [test, talk]}\n", ""),
        ["Action “Score” (score): rows of “Candidates” is gone: “Test”, “Talk”"],
    ),
    (
        ("within: {until: case.until}", "within: {until: case.closed_on}"),
        ["State “Scored” (scored): deadline: until case.until → until case.closed_on"],
    ),
]


@pytest.mark.parametrize(("change", "expected"), ROWS)
def test_changes_of_rows_and_what_is_filled_in_are_told(change: tuple[str, str], expected: list[str]) -> None:
    assert told(change, source=SELECTION) == expected


def test_a_change_of_what_is_written_into_rows_is_told() -> None:
    (said,) = told(
        (
            "'row.who in top(case.candidates, \"total\", 2)'",
            "'row.who in top(case.candidates, \"total\", 3)'",
        ),
        source=SELECTION,
    )
    assert said.startswith(
        "Action “Close” (close): writes: in the rows of “Candidates” where `row.who in top("
    )
    assert said.endswith('3)`: status ← `"shortlisted"`')


def test_a_part_is_told_by_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "format: lantik/1\npart: {id: Tambahan, en: More}\n"
        "states: {sent: {phase: asking, label: {id: Terkirim, en: Sent}, within: 3 wd}}\n"
    )
    file = tmp_path / "permit.yaml"
    without = PERMIT.replace(
        "  sent:     {phase: asking, label: {id: Terkirim, en: Sent}, within: 3 wd}\n", ""
    )
    file.write_text(without.replace("id: permit\n", "id: permit\ninclude: more.yaml\n"))
    joined = read(file).definition
    assert joined is not None
    assert [one.sentence for one in compare(definition(), joined)] == ["Definition: part is new: more.yaml"]


RENAMED = [
    ("  sent:     {", "  filed:    {"),
    ("to: sent\n", "to: filed\n"),
    ("from: sent\n", "from: filed\n"),
    ("[sent, checked]", "[filed, checked]"),
    ("[draft, sent]", "[draft, filed]"),
    ("[draft, sent, checked]", "[draft, filed, checked]"),
    ("  check:\n", "  verify:\n"),
    ("[send, check, sign]", "[send, verify, sign]"),
    ("[check, recheck]", "[verify, recheck]"),
]


def test_a_name_that_changed_under_its_label_is_told_once() -> None:
    assert told(*RENAMED) == [
        "State `sent` is now called `filed`",
        "Action `check` is now called `verify`",
    ]


def test_a_renaming_that_is_known_is_used() -> None:
    other = [*RENAMED, ("en: Sent}", "en: Filed}")]
    assert "State “Sent” (sent) is gone" in told(*other)
    after = PERMIT
    for old, new in other:
        after = after.replace(old, new)
    found = compare(definition(), definition(after), Renaming({"sent": "filed"}, {"check": "verify"}))
    assert [(one.kind, one.name, one.key) for one in found] == [
        ("renamed", "filed", None),
        ("changed", "filed", "label"),
        ("renamed", "verify", None),
    ]
    assert renamings(definition(), definition(after)) == Renaming({}, {"check": "verify"})


def test_the_way_back_tells_the_opposite() -> None:
    changed = PERMIT.replace("[send, check, sign]", "[send, sign]").replace(
        "photo: {label: {id: Foto, en: Photo}}", ""
    )
    changed = changed.replace("\n  photo", "")
    there = compare(definition(), definition(changed))
    back = compare(definition(changed), definition())
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((opposite[one.kind], one.what, one.name) for one in there) == sorted(
        (one.kind, one.what, one.name) for one in back
    )
    assert len(there) == 2


def test_the_words_follow_the_readers_language() -> None:
    (found,) = compare(definition(), definition(PERMIT.replace("within: 3 wd", "within: 5 wd")))
    set_language("id")
    assert "“Terkirim”" in found.sentence
    assert found.as_dict() == {
        "kind": "changed",
        "what": "state",
        "name": "sent",
        "part": "within",
        "before": "3 wd",
        "after": "5 wd",
        "sentence": found.sentence,
    }
    assert isinstance(found, Difference)
