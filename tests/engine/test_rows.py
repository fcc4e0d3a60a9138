"""Rows of groups: registered one by one, scored cell by cell, ranked, and marked when one of them is chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.engine.world import TUESDAY, Desk, definition
from workflow.definition.model import Version
from workflow.engine.duty import barred
from workflow.engine.machine import RunningVersion
from workflow.errors import InputError

SELECTION = """\
format: lantik/1
id: selection
title: {id: Seleksi, en: Selection}
phases: {work: {id: Kerja, en: Work}}
parameters:
  least: {value: 2}
  weights: {value: {test: 0.4, talk: 0.6}}
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
  boss:  {label: {id: Kepala, en: Boss}}
fields:
  winner:   {type: text, label: {id: Terpilih, en: Winner}}
  closed_on: {type: date, label: {id: Tutup, en: Closed on}}
  until:    {type: date, label: {id: Sampai, en: Until}}
  candidates:
    type: group
    key: who
    label: {id: Calon, en: Candidates}
    fields:
      who:    {type: text, label: {id: Nama, en: Name}}
      status: {type: choice, options: [registered, shortlisted, chosen, passed_over], label: {id: Status, en: Status}}
      since:  {type: date, label: {id: Sejak, en: Since}}
      test:   {type: number, min: 0, max: 100, label: {id: Ujian, en: Test}}
      talk:   {type: number, min: 0, max: 100, label: {id: Wawancara, en: Talk}}
      total:
        type: number
        label: {id: Jumlah, en: Total}
        computed: row.test * params.weights.test + row.talk * params.weights.talk
initial: open
states:
  open:   {phase: work, label: {id: Dibuka, en: Open}}
  scored: {phase: work, label: {id: Dinilai, en: Scored}, within: {until: case.until}, overdue: [{act: lapse}]}
  done:   {phase: work, final: true, label: {id: Selesai, en: Done}}
  lapsed: {phase: work, final: true, label: {id: Gugur, en: Lapsed}}
actions:
  register:
    label: {id: Daftarkan, en: Register}
    from: open
    to: open
    by: clerk
    rows:
      of: candidates
      adds: true
      may_ask: [test]
      sets: {status: registered, since: today}
      only_if: [{rule: 'row.who != "Zero"', else: {id: Tidak boleh, en: Not Zero}, basis: Law 3}]
  score:
    label: {id: Nilai, en: Score}
    from: open
    to: open
    by: clerk
    side: true
    rows: {of: candidates, asks: [test, talk]}
  drop:
    label: {id: Mundur, en: Drop}
    from: open
    to: open
    by: clerk
    side: true
    rows:
      of: candidates
      sets: {status: passed_over}
      only_if: [{rule: 'row.status == "registered"', else: {id: Sudah tidak ikut, en: Takes no part}}]
  close:
    label: {id: Tutup, en: Close}
    from: open
    to: scored
    by: clerk
    only_if:
      - {rule: case.candidates.size() >= params.least, else: {id: Kurang, en: Too few}}
      - {rule: 'case.candidates.all(c, has(c.total))', else: {id: Belum dinilai, en: Not all scored}}
    sets: {closed_on: today, until: 'add_days(today, 7)'}
    marks: {of: candidates, where: 'row.who in top(case.candidates, "total", 2)', sets: {status: shortlisted}}
  choose:
    label: {id: Pilih, en: Choose}
    from: scored
    to: done
    by: boss
    asks: winner
    only_if:
      - rule: case.candidates.exists(c, c.who == case.winner && c.status == "shortlisted")
        else: {id: Bukan calon, en: Not on the list}
    marks:
      - {of: candidates, where: row.who == case.winner, sets: {status: chosen}}
      - {of: candidates, where: 'row.status == "shortlisted"', sets: {status: passed_over}}
  lapse: {label: {id: Gugur, en: Lapse}, from: scored, to: lapsed}
"""


_SELECTION = RunningVersion(Version(definition(SELECTION), 1))


@pytest.fixture
def desk() -> Desk:
    desk = Desk(_SELECTION)
    desk.open()
    for who in ("Ani", "Beni", "Citra"):
        register(desk, who)
    return desk


def register(desk: Desk, *who: str, **cells: Any) -> Any:
    return desk.act("register", "clerk", candidates=[{"who": one, **cells} for one in who])


def score(desk: Desk, **marks: tuple[float, float]) -> None:
    rows = [{"who": who, "test": test, "talk": talk} for who, (test, talk) in marks.items()]
    desk.act("score", "clerk", candidates=rows)


def rows(desk: Desk, column: str) -> dict[str, Any]:
    return {row["who"]: row.get(column) for row in desk.case.fields["candidates"]}


def test_each_row_gets_what_the_action_sets(desk: Desk) -> None:
    assert rows(desk, "status") == dict.fromkeys(("Ani", "Beni", "Citra"), "registered")
    assert rows(desk, "since")["Ani"] == "2025-11-25"


def test_cells_are_written_row_by_row_and_the_total_is_worked_out(desk: Desk) -> None:
    score(desk, Beni=(80, 90))
    assert rows(desk, "total") == {"Ani": None, "Beni": 86, "Citra": None}
    score(desk, Ani=(50, 50))
    assert rows(desk, "total") == {"Ani": 50, "Beni": 86, "Citra": None}


def test_a_total_that_cannot_be_worked_out_any_more_is_not_kept(desk: Desk) -> None:
    score(desk, Beni=(80, 90))
    score(desk, Beni=(0, 0))
    assert rows(desk, "total")["Beni"] == 0


def test_asked_cells_are_questions(desk: Desk) -> None:
    assert desk.codes("score", "clerk", candidates=[{"who": "Ani", "test": 3}]) == ["missing"]
    assert desk.codes("score", "clerk") == ["missing"]


def test_a_cell_that_is_asked_for_is_told_once_though_a_rule_hangs_on_it_too() -> None:
    rule = "    rows: {of: candidates, asks: [test, talk], only_if: [{rule: row.talk > 1.0}]}"
    source = SELECTION.replace("    rows: {of: candidates, asks: [test, talk]}", rule)
    desk = Desk(RunningVersion(Version(definition(source), 1)))
    desk.open()
    desk.act("register", "clerk", candidates=[{"who": "Ani"}])
    assert desk.codes("score", "clerk", candidates=[{"who": "Ani", "test": 3}]) == ["missing"]
    (reason,) = desk.reasons("score", "clerk", candidates=[{"who": "Ani", "test": 3, "talk": 1}])
    assert (reason.code, reason.message) == ("rule", "Ani: the rule does not hold: row.talk > 1.0")


def test_a_rule_over_a_row_names_the_row(desk: Desk) -> None:
    reasons = desk.reasons("register", "clerk", candidates=[{"who": "Doni"}, {"who": "Zero"}])
    assert [(one.code, one.message, one.basis) for one in reasons] == [("rule", "Zero: Not Zero", "Law 3")]


def test_a_rule_over_a_row_speaks_of_what_it_was_before_the_action_set_anything(desk: Desk) -> None:
    assert desk.codes("drop", "clerk", candidates=[{"who": "Ani"}]) == []
    desk.act("drop", "clerk", candidates=[{"who": "Ani"}])
    assert rows(desk, "status")["Ani"] == "passed_over"
    assert desk.codes("drop", "clerk", candidates=[{"who": "Ani"}]) == ["rule"]


@pytest.mark.parametrize(
    ("action", "given", "words"),
    [
        ("score", [{"who": "Nobody", "test": 1, "talk": 1}], "has no row"),
        ("score", [{"test": 1}], "by which it is known"),
        ("score", [{"who": "Ani", "test": 1, "talk": 101}], "at most 100"),
        ("score", [{"who": "Ani", "test": -1, "talk": 1}], "at least 0"),
        ("score", [{"who": "Ani", "status": "chosen"}], "not asked for here"),
        ("score", [{"who": "Ani", "total": 3}], "declared columns"),
        ("score", [{"who": "Ani", "test": 1, "talk": 1}, {"who": "Ani"}], "stands twice"),
        ("register", "Ani", "list of rows"),
        ("close", [{"who": "Ani"}], "does not ask"),
    ],
)
def test_rows_that_are_not_taken_are_wrong_input(desk: Desk, action: str, given: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        desk.act(action, "clerk", candidates=given)


def test_rules_see_the_rows(desk: Desk) -> None:
    assert desk.codes("close", "clerk") == ["rule"]
    score(desk, Ani=(1, 1), Beni=(2, 2), Citra=(3, 3))
    assert desk.codes("close", "clerk") == []


def test_what_fires_fills_in_and_marks_the_rows(desk: Desk) -> None:
    score(desk, Ani=(10, 10), Beni=(90, 90), Citra=(50, 60))
    desk.act("close", "clerk")
    assert (desk.case.fields["closed_on"], desk.case.fields["until"]) == ("2025-11-25", "2025-12-02")
    assert rows(desk, "status") == {"Ani": "registered", "Beni": "shortlisted", "Citra": "shortlisted"}
    assert desk.codes("choose", "boss", winner="Ani") == ["rule"]
    desk.act("choose", "boss", winner="Citra")
    assert rows(desk, "status") == {"Ani": "registered", "Beni": "passed_over", "Citra": "chosen"}


def test_a_deadline_may_be_a_recorded_day_itself(desk: Desk) -> None:
    score(desk, Ani=(1, 1), Beni=(2, 2), Citra=(3, 3))
    desk.act("close", "clerk")
    assert str(desk.case.due) == "2025-12-02"
    assert desk.tick(TUESDAY + timedelta(days=7)) == []
    assert [event.action for event in desk.tick(TUESDAY + timedelta(days=8))] == ["overdue", "lapse"]
    assert desk.case.state == "lapsed"


def test_a_history_with_rows_replays_to_the_case(desk: Desk) -> None:
    score(desk, Ani=(10, 10), Beni=(90, 90), Citra=(50, 60))
    desk.act("close", "clerk")
    assert replace(desk.replayed(), revision=desk.case.revision) == desk.case


def test_who_stands_on_a_list_is_barred_from_the_actions_that_never_names() -> None:
    """The clerk is person C, and registers themself: that is allowed, to score is not."""
    source = SELECTION.replace("who:    {type: text,", "who:    {type: person,")
    source += "duties: [{never: candidates, in: [score, close]}]\n"
    desk = Desk(RunningVersion(Version(definition(source), 1)))
    desk.open()
    register(desk, "C", "P-1")
    reasons = desk.reasons("score", "clerk", candidates=[{"who": "P-1", "test": 1, "talk": 1}])
    assert [(one.code, one.rule) for one in reasons] == [("duty", "never: candidates")]
    assert desk.codes("drop", "clerk", candidates=[{"who": "P-1"}]) == []
    assert barred(desk.version.definition, desk.case, "close") == ("C", "P-1")
    assert barred(desk.version.definition, desk.case, "drop") == ()
