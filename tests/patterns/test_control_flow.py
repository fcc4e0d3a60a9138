"""The control-flow patterns, each shown at work by its number (Russell, ter Hofstede, van der Aalst, Mulyar 2006).

`docs/patterns.md` says of each how a definition says it; `test_the_page.py` holds that page and these tests together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.patterns.shop import MORNING, Shop
from workflow import Act, Case, DefinitionError, Refused

Make = Callable[..., Shop]

#: a draft that is sent, and decided by whoever the test says
DESK = """
roles: {{clerk: {{}}, head: {{}}, legal: {{}}, finance: {{}}, board: {{}}, boss: {{}}}}
fields: {{amount: {{type: number}}, note: {{type: text}}}}
initial: draft
states: {{draft: {{}}, sent: {{}}, granted: {{final: true}}, declined: {{final: true}}}}
actions:
  send: {{from: draft, to: sent, by: clerk, may_ask: [amount, note]}}
  decide: {{from: sent, to: granted, signoff: {tree}, refused: fail}}
  fail: {{from: sent, to: declined, automatic: true}}
"""


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda text, **more: Shop(tmp_path, text, **more)


def sent(make: Make, tree: str, amount: float = 0, **people: int) -> Shop:
    """A desk whose case waits for the signatures of a tree."""
    shop = make(DESK.format(tree=tree), people=people)
    shop.open()
    shop.act("send", "clerk", amount=amount)
    return shop


# ── basic control flow ──────────────────────────────────────────────────────────────────────────────────────────────


def test_01_sequence_the_second_step_waits_for_the_first(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, head: {}}
        initial: draft
        states: {draft: {}, checked: {}, done: {final: true}}
        actions:
          check: {from: draft, to: checked, by: clerk}
          close: {from: checked, to: done, by: head}
        """
    )
    shop.open()
    assert shop.codes("close", "head") == ["state"]
    assert shop.waiting("head") == set()
    shop.act("check", "clerk")
    assert shop.waiting("head") == {"close"}
    assert shop.waiting("clerk") == set()
    assert shop.act("close", "head").final
    shop.sound()


def test_02_parallel_split_both_lines_open_at_once(make: Make) -> None:
    shop = sent(make, "{all: [head, {in_order: [legal, finance]}]}")
    assert shop.waiting("head") == shop.waiting("legal") == {"decide"}
    assert shop.waiting("finance") == set()  # the second of its line


def test_03_synchronization_goes_on_when_the_last_line_is_done_and_not_before(make: Make) -> None:
    shop = sent(make, "{all: [head, {in_order: [legal, finance]}]}")
    shop.act("decide", "legal")
    shop.act("decide", "head")
    assert shop.state == "sent"
    assert shop.waiting("head") == set()
    assert shop.waiting("finance") == {"decide"}
    shop.act("decide", "finance")
    assert shop.state == "granted"
    shop.sound()


CHOICE = """
roles: {{clerk: {{}}, head: {{}}, boss: {{}}}}
fields: {{amount: {{type: number, min: 0}}}}
initial: draft
states: {{draft: {{}}, sent: {{}}, small: {{}}, large: {{}}, done: {{final: true}}}}
actions:
  send: {{from: draft, to: sent, by: clerk, asks: amount}}
  send_small: {{from: sent, to: small, by: clerk, only_if: "case.amount < 100.0"}}
  send_large: {{from: sent, to: large, by: clerk, only_if: "case.amount {more} 100.0"}}
  by_head: {{from: small, to: done, by: head}}
  by_boss: {{from: large, to: done, by: boss}}
"""


def test_04_exclusive_choice_one_way_alone_is_open_and_a_gap_is_told_before_publishing(
    make: Make, tmp_path: Path
) -> None:
    shop = make(CHOICE.format(more=">="))
    shop.open()
    shop.act("send", "clerk", amount=99)
    assert shop.codes("send_large", "clerk") == ["rule"]
    shop.act("send_small", "clerk")
    assert shop.waiting("head") == {"by_head"}
    assert shop.waiting("boss") == set()
    shop.open()
    shop.act("send", "clerk", amount=100)
    assert shop.codes("send_small", "clerk") == ["rule"]
    assert shop.act("send_large", "clerk").state == "large"
    gapped = tmp_path / "gapped"
    gapped.mkdir()
    with pytest.raises(DefinitionError) as gap:  # exactly one must hold: at 100 none would
        Shop(gapped, CHOICE.format(more=">"))
    assert "100" in str(gap.value)


def test_05_simple_merge_two_ways_lead_into_one_state(make: Make) -> None:
    shop = make(CHOICE.format(more=">="))
    ends = []
    for amount, send, close, who in (
        (1, "send_small", "by_head", "head"),
        (500, "send_large", "by_boss", "boss"),
    ):
        shop.open()
        shop.act("send", "clerk", amount=amount)
        shop.act(send, "clerk")
        ends.append(shop.act(close, who).state)
        assert shop.words() == ["open", "send", send, close]  # what comes behind the merge runs once
    assert ends == ["done", "done"]


# ── advanced branching and synchronization ──────────────────────────────────────────────────────────────────────────

BY_AMOUNT = (
    "{all: [head, {sign: legal, when: case.amount > 10.0}, {sign: finance, when: case.amount > 100.0}]}"
)


@pytest.mark.parametrize(
    ("amount", "asked"), [(5, {"head"}), (50, {"head", "legal"}), (500, {"head", "legal", "finance"})]
)
def test_06_multi_choice_opens_the_branches_whose_rule_says_yes(
    make: Make, amount: float, asked: set[str]
) -> None:
    shop = sent(make, BY_AMOUNT, amount)
    assert {one for one in ("head", "legal", "finance") if shop.waiting(one)} == asked


@pytest.mark.parametrize(("amount", "asked"), [(5, ["head"]), (50, ["head", "legal"])])
def test_07_structured_synchronizing_merge_waits_for_the_opened_branches_only(
    make: Make, amount: float, asked: list[str]
) -> None:
    shop = sent(make, BY_AMOUNT, amount)
    for number, who in enumerate(asked, 1):
        shop.act("decide", who)
        assert shop.state == ("granted" if number == len(asked) else "sent")
    shop.sound()


def test_37_local_synchronizing_merge_over_two_levels_of_branches(make: Make) -> None:
    second = "{all: [legal, {sign: finance, when: case.amount > 100.0}], when: case.amount > 10.0}"
    shop = make(DESK.format(tree=f"{{in_order: [{{all: [head, {second}]}}, boss]}}"))
    for amount, first in ((5, ["head"]), (50, ["head", "legal"]), (500, ["legal", "finance", "head"])):
        shop.open()
        shop.act("send", "clerk", amount=amount)
        for who in first:
            assert shop.waiting("boss") == set()
            shop.act("decide", who)
        assert shop.waiting("boss") == {"decide"}
        assert shop.act("decide", "boss").state == "granted"


def test_29_cancelling_discriminator_the_first_of_any_cancels_the_others(make: Make) -> None:
    shop = sent(make, "{any: [head, legal]}")
    assert shop.waiting("head") == shop.waiting("legal") == {"decide"}
    shop.act("decide", "legal")
    assert shop.state == "granted"
    assert shop.waiting("head") == set()
    assert shop.codes("decide", "head") == ["state"]


# ── several at once ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_13_a_number_known_when_the_definition_is_written(make: Make) -> None:
    shop = sent(make, "{all: [head, legal, finance]}")
    for who in ("finance", "head"):
        shop.act("decide", who)
    assert shop.state == "sent"
    assert shop.act("decide", "legal").state == "granted"


def test_30_structured_partial_join_n_of_m(make: Make) -> None:
    shop = sent(make, "{quorum: {of: board, at_least: 2}}", board=3)
    shop.act("decide", "board1")
    assert shop.state == "sent"
    assert shop.codes("decide", "board1") == ["already_signed"]
    assert shop.act("decide", "board3").state == "granted"


def test_32_cancelling_partial_join_the_votes_still_open_are_cancelled(make: Make) -> None:
    shop = sent(make, "{quorum: {of: board, at_least: 2}}", board=4)
    assert shop.waiting("board4") == {"decide"}
    shop.act("decide", "board1")
    shop.act("decide", "board2")
    assert shop.state == "granted"
    assert shop.waiting("board3") == shop.waiting("board4") == set()
    assert shop.codes("decide", "board4") == ["state"]


def test_34_static_partial_join_n_stands_in_the_definition_however_many_there_are(make: Make) -> None:
    shop = sent(make, "{quorum: {of: board, at_least: 2}}", board=3)
    for number in range(4, 8):
        shop.user(f"board{number}", "board")
    shop.act("decide", "board7")
    assert shop.act("decide", "board2").state == "granted"


def test_35_cancelling_partial_join_ends_as_soon_as_n_can_no_longer_be_reached(make: Make) -> None:
    shop = sent(make, "{quorum: {of: board, at_least: 2}}", board=3)
    shop.act("decide", "board1", vote="refuse")
    assert shop.state == "sent"
    shop.act("decide", "board2", vote="refuse", reason="no")
    assert shop.state == "declined"
    assert shop.waiting("board3") == set()
    shop.sound()


def test_26_cancel_several_one_act_takes_back_all_open_votes(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, board: {}}
        initial: draft
        states: {draft: {}, sent: {}, granted: {final: true}}
        actions:
          send: {from: draft, to: sent, by: clerk}
          decide: {from: sent, to: granted, signoff: {quorum: {of: board, at_least: 2}}}
          take_back: {from: sent, to: draft, by: clerk, side: true}
        """,
        people={"board": 3},
    )
    shop.open()
    shop.act("send", "clerk")
    shop.act("decide", "board1")
    shop.act("take_back", "clerk")
    assert [shop.waiting(f"board{n}") for n in (1, 2, 3)] == [set()] * 3
    shop.act("send", "clerk")  # the vote of the first round is gone
    assert shop.now().signatures == ()
    assert shop.waiting("board1") == {"decide"}
    shop.act("decide", "board2")
    assert shop.state == "sent"
    shop.sound()


# ── choices of the moment, cancelling, loops, ends ──────────────────────────────────────────────────────────────────

LIFE = """
roles: {clerk: {}, head: {}, admin_officer: {}}
initial: draft
states:
  draft: {}
  sent: {within: 3 d, overdue: [{act: lapse}]}
  granted: {final: true}
  declined: {final: true}
  lapsed: {final: true}
  cancelled: {final: true}
actions:
  send: {from: draft, to: sent, by: clerk}
  grant: {from: sent, to: granted, by: head}
  decline: {from: sent, to: declined, by: head, reason: required}
  send_back: {from: sent, to: draft, by: head, side: true, reason: required}
  lapse: {from: sent, to: lapsed, automatic: true}
  cancel: {from: [draft, sent], to: cancelled, by: admin_officer, side: true, reason: required}
"""


@pytest.mark.parametrize(
    ("first", "end"), [("grant", "granted"), ("decline", "declined"), ("clock", "lapsed")]
)
def test_16_deferred_choice_the_first_taken_closes_the_rest(make: Make, first: str, end: str) -> None:
    shop = make(LIFE)
    shop.open()
    shop.act("send", "clerk")
    assert shop.waiting("head") == {"grant", "decline"}
    if first == "clock":
        shop.pass_days(4)
    else:
        shop.act(first, "head", reason="so")
    assert shop.state == end
    assert shop.waiting("head") == set()
    shop.pass_days(10)  # the timer of a choice that was made stays silent
    assert shop.state == end
    shop.sound()


def test_10_arbitrary_cycles_each_round_begins_with_nothing_signed(make: Make) -> None:
    shop = make(LIFE)
    shop.open()
    for _ in range(4):
        shop.act("send", "clerk")
        shop.act("send_back", "head", reason="again")
    shop.act("send", "clerk")
    assert shop.act("grant", "head").state == "granted"
    assert shop.words().count("send") == 5
    shop.sound()


@pytest.mark.parametrize("before", [[], [("send", "clerk")]])
def test_20_cancel_case_from_wherever_it_is_with_a_reason(make: Make, before: list[tuple[str, str]]) -> None:
    shop = make(LIFE)
    shop.open()
    for action, who in before:
        shop.act(action, who)
    assert shop.codes("cancel", "admin_officer") == ["reason"]
    assert shop.codes("cancel", "clerk", reason="mine") == ["role"]
    shop.act("cancel", "admin_officer", reason="the post is gone")
    assert shop.now().final
    assert shop.waiting("head") == shop.waiting("clerk") == set()
    assert shop.history()[-1].reason == "the post is gone"


def test_25_cancel_region_leaving_a_state_ends_lines_claims_and_timers(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, head: {}, legal: {}, boss: {}}
        initial: draft
        states: {draft: {}, sent: {within: 3 d, overdue: [{act: lapse}]}, granted: {final: true}, lapsed: {final: true}}
        actions:
          send: {from: draft, to: sent, by: clerk}
          decide: {from: sent, to: granted, signoff: {all: [head, legal]}}
          stop: {from: sent, to: draft, by: boss, side: true}
          lapse: {from: sent, to: lapsed, automatic: true}
        """
    )
    shop.open()
    shop.act("send", "clerk")
    shop.act("decide", "head")
    shop.ws.claim(shop.case.id, actor="legal")
    assert shop.now().claims
    assert shop.now().signatures
    assert shop.now().due
    shop.act("stop", "boss")
    case = shop.now()
    assert (case.claims, case.signatures, case.due) == ((), (), None)
    assert shop.waiting("legal") == set()
    shop.pass_days(30)
    assert shop.state == "draft"
    shop.sound()


def test_43_explicit_termination_a_final_state_ends_everything(make: Make) -> None:
    shop = make(LIFE)
    shop.open()
    shop.act("send", "clerk")
    shop.act("grant", "head")
    case = shop.now()
    assert case.final
    assert case.work == ()
    assert case.due is None
    assert shop.codes("cancel", "admin_officer", reason="late") == ["state"]
    shop.pass_days(30)
    assert shop.words() == ["open", "send", "grant"]


# ── voters that are known only while the case runs ──────────────────────────────────────────────────────────────────


def test_14_a_number_known_at_the_start_all_who_hold_the_role_then(make: Make) -> None:
    shop = sent(make, "{quorum: {of: board, at_least: all}}", board=3)
    assert all(shop.waiting(f"board{number}") == {"decide"} for number in (1, 2, 3))
    for number in (2, 1):
        shop.act("decide", f"board{number}")
        assert shop.state == "sent"
    assert shop.act("decide", "board3").state == "granted"
    shop.sound()


PANEL = """
roles:
  clerk: {}
  chair: {}
  board: {}
  approver: {who: 'case.panel.map(row, row.who)'}
fields:
  panel: {type: group, key: who, fields: {who: {type: person}}}
initial: draft
states: {draft: {}, sent: {}, granted: {final: true}, declined: {final: true}}
actions:
  send: {from: draft, to: sent, by: clerk, rows: {of: panel, adds: true}}
  decide: {from: sent, to: granted, signoff: {quorum: {of: approver, at_least: all}}, refused: fail}
  fail: {from: sent, to: declined, automatic: true}
  add_approver: {from: sent, to: sent, by: chair, side: true, reason: required, rows: {of: panel, adds: true}}
  drop_approver: {from: sent, to: sent, by: chair, side: true, reason: required, rows: {of: panel, drops: true}}
"""


def seated(make: Make, *panel: int, board: int = 5) -> Shop:
    """A case whose approvers are those members of the board."""
    shop = make(PANEL, people={"board": board})
    shop.open()
    shop.act("send", "clerk", panel=[{"who": f"board{number}"} for number in panel])
    return shop


def test_15_a_number_not_known_before_an_approver_is_added_while_the_vote_runs(make: Make) -> None:
    shop = seated(make, 1, 2)
    assert shop.waiting("board1") == {"decide"}
    assert shop.waiting("board3") == set()
    assert shop.codes("decide", "board3") == ["role"]
    shop.act("decide", "board1")
    assert shop.codes("add_approver", "clerk", panel=[{"who": "board3"}], reason="wants it") == ["role"]
    shop.act("add_approver", "chair", panel=[{"who": "board3"}], reason="knows the matter")
    assert shop.waiting("board3") == {"decide"}  # and the vote that was given stands
    shop.act("decide", "board2")
    assert shop.state == "sent"  # without the third it would have been granted
    assert shop.act("decide", "board3").state == "granted"
    assert next(one for one in shop.history() if one.action == "add_approver").reason == "knows the matter"
    shop.sound()


def test_19_cancel_activity_one_approver_is_taken_off_with_a_reason(make: Make) -> None:
    shop = seated(make, 1, 2, 3)
    shop.act("decide", "board1")
    assert shop.codes("drop_approver", "chair", panel=[{"who": "board3"}]) == ["reason"]
    shop.act("drop_approver", "chair", panel=[{"who": "board3"}], reason="is abroad")
    assert shop.waiting("board3") == set()
    assert shop.codes("decide", "board3") == ["role"]
    assert shop.waiting("board2") == {"decide"}  # the others go on
    shop.act("drop_approver", "chair", panel=[{"who": "board1"}], reason="has an interest")
    assert [one.person for one in shop.now().signatures] == []  # what was signed falls with them
    shop.act("add_approver", "chair", panel=[{"who": "board4"}], reason="instead")
    shop.act("decide", "board2")
    shop.act("drop_approver", "chair", panel=[{"who": "board4"}], reason="not needed after all")
    assert shop.state == "granted"  # the last who was waited for is gone: the vote is counted anew
    shop.sound()


def test_36_dynamic_partial_join_the_number_is_worked_out_anew_when_voters_change(make: Make) -> None:
    shop = sent(make, '{quorum: {of: board, at_least: "voters * 2 / 3"}}', board=3)
    shop.act("decide", "board1")
    for number in (4, 5, 6):
        shop.user(f"board{number}", "board")
    shop.act("decide", "board2")
    assert shop.state == "sent"  # two of three would have been enough; of six it takes four
    assert [one.needed for one in shop.ws.signing(shop.case.id)] == [4]
    shop.act("decide", "board4")
    assert shop.state == "sent"
    shop.ws.access.revoke("board6", "board", None, actor="admin")
    assert shop.state == "granted"  # of five it takes three
    shop.sound()


CLOSING = """
roles: {{clerk: {{}}, chair: {{}}, board: {{}}}}
initial: draft
states: {{draft: {{}}, sent: {{}}, granted: {{final: true}}, declined: {{final: true}}}}
actions:
  send: {{from: draft, to: sent, by: clerk}}
  decide: {{from: sent, to: granted, signoff: {{quorum: {{of: board, at_least: {least}}}}}, refused: fail}}
  fail: {{from: sent, to: declined, automatic: true}}
  close_vote: {{from: sent, to: sent, by: chair, side: true, closes: decide}}
"""


@pytest.mark.parametrize(
    ("least", "end"), [("majority", "declined"), ("(voters - abstained) / 2 + 1", "granted")]
)
def test_27_complete_several_the_chair_closes_the_vote_and_who_is_missing_abstains(
    make: Make, least: str, end: str
) -> None:
    shop = make(CLOSING.format(least=least), people={"board": 5})
    shop.open()
    shop.act("send", "clerk")
    shop.act("decide", "board1")
    shop.act("decide", "board2")
    assert shop.codes("close_vote", "board3") == ["role"]
    assert shop.state == "sent"
    shop.act("close_vote", "chair")
    assert shop.state == end
    said = next(one for one in shop.history() if one.action == "close_vote").followed
    assert [one["person"] for one in said[0]["abstained"]] == ["board3", "board4", "board5"]
    assert shop.codes("decide", "board3") == ["state"]
    shop.sound()


def test_27_complete_several_without_an_end_for_too_few_the_vote_begins_anew(make: Make) -> None:
    text = CLOSING.format(least="majority").replace(", refused: fail", "").replace("  fail:", "  decline:")
    text = text.replace("to: declined, automatic: true", "to: declined, by: chair, side: true")
    shop = make(text, people={"board": 3})
    shop.open()
    shop.act("send", "clerk")
    shop.act("decide", "board1")
    assert shop.act("close_vote", "chair").state == "sent"
    assert [name for name in ("board1", "board2", "board3") if "decide" in shop.waiting(name)] == [
        "board1",
        "board2",
        "board3",
    ]
    shop.act("decide", "board1")
    assert shop.act("decide", "board2").state == "granted"
    shop.sound()


def test_27_complete_several_the_deadline_closes_the_vote(make: Make) -> None:
    text = CLOSING.format(least="(voters - abstained) / 2 + 1").replace(
        "sent: {}", "sent: {within: 3 wd, overdue: [{act: close_vote}]}"
    )
    shop = make(text, people={"board": 5})
    shop.open()
    shop.act("send", "clerk")
    shop.act("decide", "board1")
    shop.act("decide", "board2")
    shop.pass_days(10)
    assert shop.state == "granted"
    assert [one.action for one in shop.history()[-2:]] == ["close_vote", "decide"]
    shop.sound()


# ── acknowledgements, one at a time, milestones, rounds, events, critical sections ──────────────────────────────────

READING = """
roles: {clerk: {}, head: {}, union: {}}
initial: draft
states: {draft: {}, sent: {}, checked: {}, granted: {final: true}}
actions:
  send: {from: draft, to: sent, by: clerk}
  check: {from: sent, to: checked, by: head}
  grant: {from: checked, to: granted, by: head}
  send_back: {from: [sent, checked], to: draft, by: head, side: true}
  read: {from: [sent, checked], by: union, each: true}
"""


def test_12_several_without_synchronization_readers_hold_nothing_up(make: Make) -> None:
    shop = make(READING, people={"union": 3})
    shop.open()
    assert shop.waiting("union1") == set()
    shop.act("send", "clerk")
    assert [shop.waiting(f"union{number}") for number in (1, 2, 3)] == [{"read"}] * 3
    shop.act("read", "union2")
    assert shop.waiting("union2") == set()  # each takes it once
    assert shop.codes("read", "union2") == ["taken_already"]
    assert shop.codes("read", "clerk") == ["role"]
    shop.act("check", "head")  # the case goes on, and who has not read it is still asked
    assert [shop.waiting(f"union{number}") for number in (1, 2, 3)] == [{"read"}, set(), {"read"}]
    shop.act("read", "union1")
    shop.act("send_back", "head")
    assert shop.waiting("union3") == set()
    shop.act("send", "clerk")  # a new round: everybody is asked anew
    assert shop.waiting("union1") == shop.waiting("union2") == {"read"}
    shop.sound()
    shop.act("check", "head")
    assert shop.act("grant", "head").final
    assert shop.waiting("union3") == set()


def test_12_nobody_alone_takes_up_what_everybody_reads_and_it_is_nothing_to_wait_for(make: Make) -> None:
    shop = make(READING, people={"union": 2})
    shop.open()
    shop.act("send", "clerk")
    with pytest.raises(Refused):
        shop.ws.claim(shop.case.id, actor="union1")
    shop.ws.claim(shop.case.id, actor="head")
    assert shop.waiting("union1") == {"read"}
    shop.act("read", "union1")
    assert shop.now().claims  # it ends no claim of what the case waits for
    shop.ws.access.set_active("union2", active=False, actor="admin")
    assert shop.ws.access.stranded_work() == []


def test_12_a_state_that_is_only_read_is_told_before_publishing(make: Make) -> None:
    with pytest.raises(DefinitionError) as told:
        make(READING.replace("  grant: {from: checked, to: granted, by: head}\n", ""))
    assert told.value.diagnostics


def test_09_structured_discriminator_the_first_goes_on_and_the_others_stay_open_for_information(
    make: Make,
) -> None:
    shop = make(
        """
        roles: {clerk: {}, head: {}, legal: {}}
        initial: draft
        states: {draft: {}, sent: {}, decided: {}, done: {final: true}}
        actions:
          send: {from: draft, to: sent, by: clerk}
          decide: {from: sent, to: decided, signoff: {any: [head, legal]}}
          read: {from: decided, by: [head, legal], each: true}
          close: {from: decided, to: done, by: clerk}
        """
    )
    shop.open()
    shop.act("send", "clerk")
    shop.act("decide", "legal")
    assert shop.state == "decided"  # once, by the first
    assert shop.codes("decide", "head") == ["state"]
    assert shop.waiting("head") == {"read"}
    shop.act("read", "head")
    assert shop.words().count("decide") == 1
    assert shop.act("close", "clerk").final


@pytest.mark.parametrize("order", [("head", "legal", "finance"), ("finance", "head", "legal")])
def test_17_interleaved_parallel_routing_one_at_a_time_and_an_order_within(
    make: Make, order: tuple[str, ...]
) -> None:
    shop = sent(make, "{one_by_one: [{in_order: [head, legal]}, finance]}")
    assert shop.waiting("legal") == set()  # the order within a branch holds
    first = order[0]
    shop.ws.claim(shop.case.id, actor=first)
    for other in {"head", "finance"} - {first}:
        assert shop.waiting(other) == set()
        assert shop.codes("decide", other) == ["claimed"]
    for who in order:
        shop.ws.claim(shop.case.id, actor=who)
        shop.act("decide", who)
        assert shop.now().claims == ()
    assert shop.state == "granted"
    shop.sound()


@pytest.mark.parametrize("order", [("head", "legal", "finance"), ("finance", "legal", "head")])
def test_40_interleaved_routing_in_any_order_and_never_two_at_once(
    make: Make, order: tuple[str, ...]
) -> None:
    shop = sent(make, "{one_by_one: [head, legal, finance]}")
    for number, who in enumerate(order):
        shop.ws.claim(shop.case.id, actor=who)
        waiting = [one for one in ("head", "legal", "finance") if shop.waiting(one)]
        assert waiting == [who]
        with pytest.raises(Refused):
            shop.ws.claim(shop.case.id, actor=next(one for one in order[number + 1 :] + order if one != who))
        shop.act("decide", who)
    assert shop.state == "granted"
    shop.sound()


def test_40_without_a_claim_any_of_them_may_sign_next(make: Make) -> None:
    shop = sent(make, "{one_by_one: [head, legal]}")
    assert shop.waiting("head") == shop.waiting("legal") == {"decide"}
    shop.act("decide", "legal")
    assert shop.act("decide", "head").state == "granted"


def test_18_milestone_an_action_is_open_while_another_case_is_in_a_state(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, head: {}}
        fields: {plan: {type: text}}
        initial: draft
        states: {draft: {}, sent: {}, granted: {final: true}, dropped: {final: true}}
        actions:
          send:
            {from: draft, to: sent, by: clerk, asks: plan, only_if: 'state_of(case.plan) in ["open", "extended"]'}
          grant: {from: sent, to: granted, by: head, only_if: 'state_of(case.plan) == "open"'}
          drop: {from: [draft, sent], to: dropped, by: clerk}
        """,
        more={
            "plan": """
            roles: {clerk: {}}
            initial: draft
            states: {draft: {}, open: {}, closed: {final: true}}
            actions:
              open_it: {from: draft, to: open, by: clerk}
              close_it: {from: open, to: closed, by: clerk}
            """
        },
    )
    plan = shop.ws.open_case("plan", "2026", actor="clerk").id
    shop.open()
    assert shop.codes("send", "clerk", plan=plan) == ["rule"]  # not reached yet
    assert shop.codes("send", "clerk", plan="no-such-case") == ["rule"]
    shop.ws.act(plan, "open_it", actor="clerk")
    shop.act("send", "clerk", plan=plan)
    shop.ws.act(plan, "close_it", actor="clerk")
    assert shop.codes("grant", "head") == ["rule"]  # the milestone has passed
    assert shop.act("drop", "clerk").final


def test_21_structured_loop_so_many_rounds_and_no_more(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, head: {}}
        parameters: {most_returns: {value: 2}}
        initial: draft
        states: {draft: {}, sent: {}, granted: {final: true}, declined: {final: true}}
        actions:
          send: {from: draft, to: sent, by: clerk}
          send_back: {from: sent, to: draft, by: head, side: true, only_if: case.returns < params.most_returns}
          grant: {from: sent, to: granted, by: head}
          decline: {from: sent, to: declined, by: head}
        """
    )
    shop.open()
    for _ in range(2):
        shop.act("send", "clerk")
        shop.act("send_back", "head")
    shop.act("send", "clerk")
    assert shop.now().returns == 2
    assert shop.codes("send_back", "head") == ["rule"]
    assert shop.act("decline", "head").state == "declined"
    shop.sound()


def test_24_persistent_trigger_an_event_waits_until_a_state_answers_to_it_and_fires_once(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, head: {}}
        fields: {nominee: {type: person}}
        initial: draft
        states: {draft: {}, sent: {}, decreed: {}, done: {final: true}}
        actions:
          send: {from: draft, to: sent, by: clerk, asks: nominee}
          decree: {from: sent, to: decreed, automatic: true}
          close: {from: decreed, to: done, by: head}
          take_back: {from: [sent, decreed], to: draft, by: head, side: true}
        on:
          signed: {by: clerk, about: nominee, from: sent, act: decree}
        """
    )
    shop.open(nominee="P-1")
    shop.ws.happened("signed", "P-1", actor="clerk", reason="decree 7")  # before anybody waits for it
    assert (shop.state, shop.now().pending) == ("draft", ("signed",))
    shop.ws.tick()
    assert shop.state == "draft"
    shop.act("send", "clerk", nominee="P-1")
    assert (shop.state, shop.now().pending) == ("decreed", ())
    shop.act("take_back", "head")
    shop.act("send", "clerk", nominee="P-1")
    assert shop.state == "sent"  # it is used up
    shop.sound()


SECTION = """
roles: {clerk: {}, head: {}}
fields: {nominee: {type: person, unique_while: [sent, checked]}}
initial: draft
states: {draft: {}, sent: {}, checked: {}, granted: {final: true}, dropped: {final: true}}
actions:
  send: {from: draft, to: sent, by: clerk, asks: nominee}
  check: {from: sent, to: checked, by: head}
  rename: {from: [sent], to: sent, by: clerk, side: true, asks: nominee}
  take_back: {from: [sent, checked], to: draft, by: head, side: true}
  grant: {from: checked, to: granted, by: head}
  drop: {from: draft, to: dropped, by: clerk}
"""


def test_39_critical_section_one_nominee_in_one_case_at_a_time(make: Make) -> None:
    shop = make(SECTION)
    first = shop.open().id
    shop.act("send", "clerk", nominee="P-1")
    second = shop.open().id
    with pytest.raises(Refused) as refusal:
        shop.act("send", "clerk", nominee="P-1")
    assert [one.code for one in refusal.value.reasons] == ["held_elsewhere"]
    assert first in str(refusal.value)
    shop.act("check", "head", case=first)  # still inside
    assert shop.codes("send", "clerk", nominee="P-1") == ["held_elsewhere"]
    shop.act("take_back", "head", case=first)  # outside: the next may come in, and then the first may not
    assert shop.act("send", "clerk", nominee="P-1").state == "sent"
    with pytest.raises(Refused):
        shop.act("send", "clerk", case=first, nominee="P-1")
    shop.act("rename", "clerk", nominee="P-2")  # the value is given back with the change
    shop.act("send", "clerk", case=first, nominee="P-1")
    assert shop.codes("rename", "clerk", nominee="P-1") == ["held_elsewhere"]
    shop.act("check", "head", case=first)
    assert shop.act("grant", "head", case=first).final
    assert shop.act("rename", "clerk", case=second, nominee="P-1").state == "sent"
    shop.sound()


def test_39_of_many_sent_in_one_commit_two_cannot_both_come_in(make: Make) -> None:
    shop = make(SECTION)
    cases = [shop.open().id, shop.open().id]
    acts = [Act(one, "send", fields={"nominee": "P-1"}) for one in cases]
    done, refused = shop.ws.act_many(acts, actor="clerk")
    assert isinstance(done, Case)
    assert isinstance(refused, Refused)
    with pytest.raises(Refused):
        shop.ws.act_many(
            [Act(shop.open().id, "send", fields={"nominee": "P-9"}) for _ in range(2)],
            actor="clerk",
            atomic=True,
        )


@pytest.mark.parametrize("read_first", [None, "union", "deputy", "deputy for union"])
def test_12_inbox_and_act_agree_for_who_stands_in(make: Make, read_first: str | None) -> None:
    shop = make(READING)
    shop.user("deputy", "union")
    shop.ws.delegate(
        "union",
        to="deputy",
        role="union",
        since=MORNING.date(),
        until=date(2025, 12, 31),
        reason="trip",
        actor="union",
    )
    shop.open()
    shop.act("send", "clerk")
    if read_first is not None:
        who, _, whom = read_first.partition(" for ")
        shop.act("read", who, on_behalf_of=whom or None)
    for user in ("union", "deputy", "clerk"):
        waits = "read" in shop.waiting(user)
        allowed = next(one.allowed for one in shop.ws.explain(shop.case.id, actor=user) if one.name == "read")
        assert waits == allowed, user
    shop.sound()


def test_14_who_may_not_vote_by_a_duty_or_has_signed_elsewhere_is_not_waited_for(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, chair: {}, board: {}}
        initial: draft
        states: {draft: {}, sent: {}, granted: {final: true}}
        actions:
          send: {from: draft, to: sent, by: clerk}
          decide: {from: sent, to: granted, signoff: {in_order: [chair, {quorum: {of: board, at_least: all}}]}}
        duties: [{different: [send, decide]}]
        """,
        people={"board": 2},
    )
    shop.user("clerk2", "clerk", "board")
    shop.user("chair2", "chair", "board")
    shop.open("clerk2")
    shop.act("send", "clerk2")
    shop.act("decide", "chair2")
    assert shop.codes("decide", "clerk2") == ["duty"]
    shop.act("decide", "board2")
    assert [one.needed for one in shop.ws.signing(shop.case.id)] == [1, 2]
    assert shop.act("decide", "board1").state == "granted"
    shop.sound()
