"""What a definition says of things that happen around a case, of votes that are closed, of readers: read, compared, kept."""

from __future__ import annotations

import json

import pytest

from tests.patterns.shop import whole
from workflow.definition.check import check_file
from workflow.definition.compare import compare
from workflow.definition.model import Definition
from workflow.definition.plain import from_plain, to_plain
from workflow.definition.reader import read

TEXT = """
roles: {clerk: {}, head: {}, board: {}, union: {}}
fields: {nominee: {type: person}, fit: {type: yes_no}}
initial: draft
states: {draft: {}, sent: {}, granted: {final: true}, closed: {final: true}}
actions:
  send: {from: draft, to: sent, by: clerk, asks: [nominee, fit]}
  decide: {from: sent, to: granted, signoff: {in_order: [{one_by_one: [clerk, head]}, {quorum: {of: board, at_least: all}}]}}
  close_vote: {from: sent, to: sent, by: head, side: true, closes: decide}
  read: {from: sent, by: union, each: true}
  withdraw: {from: sent, to: draft, by: clerk, side: true, withdraws: send}
  lapse: {from: [draft, sent], to: closed, automatic: true}
on:
  resigned: {by: clerk, about: nominee, act: lapse}
  unfit: {unless: case.fit, from: sent, notify: head}
"""


def definition(text: str = TEXT) -> Definition:
    """A definition out of the lines that matter."""
    reading = read(json.dumps(whole(text)).encode())
    assert reading.definition is not None, [str(one) for one in reading.diagnostics]
    return reading.definition


def test_it_is_clean_and_keeps_its_plain_form() -> None:
    one = definition()
    assert [str(fault) for fault in check_file(json.dumps(whole(TEXT)).encode())] == []
    again = from_plain(json.loads(json.dumps(to_plain(one))), source=one.source, hash=one.hash)
    assert to_plain(again) == to_plain(one)
    assert again.on["resigned"].source == ("draft", "sent")  # left out: every state that is not final
    assert again.actions["read"].each
    assert again.actions["lapse"].automatic


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "  unfit: {unless: case.fit, from: sent, notify: head}\n",
            "",
            "What follows on “unfit” (unfit) is gone",
        ),
        ("unless: case.fit,", "unless: '!case.fit',", "unless: `case.fit` → `!case.fit`"),
        ("from: sent, notify: head", "from: sent, notify: clerk", "`notify`: head → clerk"),
        ("about: nominee, act: lapse", "about: nominee, notify: head", "takes: lapse → nothing"),
        ("at_least: all", "at_least: 'voters - 1'", "at least `voters - 1` of “board”"),
        ("one_by_one", "all", "one at a time (“clerk” and “head”)"),
        ("{type: person}", "{type: person, unique_while: [sent]}", "`unique_while`: nothing → sent"),
        ("by: union, each: true", "to: sent, by: union, side: true", "`each`: yes → no"),
        ("side: true, closes: decide", "side: true", "`closes`: decide → nothing"),
    ],
)
def test_two_versions_are_told_apart_in_words(before: str, after: str, said: str) -> None:
    assert before in TEXT
    found = [one.sentence for one in compare(definition(), definition(TEXT.replace(before, after, 1)))]
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("by: union, each: true", "by: union, each: true, to: sent", "E113"),
        ("by: union, each: true", "by: union, each: true, side: true", "E113"),
        ("{in_order: [{one_by_one: [clerk, head]},", "{all: [{one_by_one: [clerk, head]},", "E113"),
        ("at_least: all", "at_least: most", "E108"),
        ("at_least: all", "at_least: 'votes / 2'", "E108"),
        ("at_least: all", "at_least: 'voters / 2.0'", "E204"),
        ("unless: case.fit", "unless: voters > 2", "E202"),
        ("closes: decide", "closes: send", "E317"),
        ("unless: case.fit, from: sent", "nobody: false, from: sent", "E113"),
        ("unless: case.fit, from: sent, notify: head", "nobody: true, from: sent, reoffer: false", "E113"),
        ("unless: case.fit, from: sent", "unless: case.fit, from: [sent, granted]", "E113"),
        ("[{one_by_one: [clerk, head]}, {quorum: {of: board, at_least: all}}]", "[clerk, head]", "E317"),
        ("from: sent, notify: head", "from: sent, act: read", "E312"),
        ("from: sent, notify: head", "from: sent, reoffer: false", "E113"),
        ("unless: case.fit", "nobody: false", "E113"),
        ("from: sent, notify: head", "from: sent, act: withdraw", "E312"),
        ("{type: person}", "{type: person, unique_while: [gone]}", "E110"),
    ],
)
def test_what_does_not_go_together_is_told(before: str, after: str, code: str) -> None:
    assert before in TEXT
    text = json.dumps(whole(TEXT.replace(before, after, 1)))
    assert code in {one.code for one in check_file(text.encode())}


def told(text: str) -> list[str]:
    """What `check` says, without the place."""
    return [f"{one.code} {one.message} {one.hint}" for one in check_file(json.dumps(whole(text)).encode())]


def test_every_state_is_named_from_which_an_answer_cannot_be_given() -> None:
    (said,) = told(
        TEXT.replace("from: [draft, sent], to: closed", "from: granted, to: closed, reopens: true")
    )
    assert "draft, sent" in said
    assert "`from` of “resigned”" in said


def test_a_vote_that_could_not_be_read_is_not_called_one_that_cannot_be_closed() -> None:
    (said,) = told(TEXT.replace("at_least: all", "at_least: most"))
    assert said.startswith("E108")
    assert "`majority`, `all`, or an expression over `voters`" in said


@pytest.mark.parametrize(("act", "codes"), [("close_vote", []), ("stay", ["E310"])])
def test_a_deadline_may_close_the_vote_but_not_just_begin_the_state_anew(act: str, codes: list[str]) -> None:
    text = TEXT.replace("sent: {}", f"sent: {{within: 5 wd, overdue: [{{act: {act}}}]}}").replace(
        "  lapse:", "  stay: {from: sent, to: sent, automatic: true}\n  lapse:"
    )
    found = [one for one in told(text) if "“stay”" not in one or act == "stay"]
    assert [one.split()[0] for one in found] == codes, found
