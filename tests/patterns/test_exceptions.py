"""The exception patterns at work: five triggers, what becomes of the work item, of the case, and how it is mended.

Source: Russell, van der Aalst, ter Hofstede, Workflow Exception Patterns (CAiSE 2006). The names of the tests begin with the
word that `docs/patterns.md` has for each kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.patterns.shop import MORNING, Shop
from workflow import DefinitionError, InputError, Refused
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.nip import make_nip

Make = Callable[..., Shop]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda text, **more: Shop(tmp_path, text, **more)


DESK = """
roles: {clerk: {}, checker: {}, head: {}, boss: {}}
fields: {nominee: {type: person}, fit: {type: yes_no}}
initial: draft
states:
  draft: {}
  sent: {within: 3 d, overdue: OVERDUE}
  checked: {}
  granted: {final: true}
  closed: {final: true}
actions:
  send: {from: draft, to: sent, by: clerk, asks: nominee, may_ask: fit}
  check: {from: sent, to: checked, by: checker}
  grant: {from: checked, to: granted, by: head}
  force: {from: sent, to: checked, by: boss, side: true, reason: required}
  end: {from: [sent, checked], to: closed, by: boss, side: true, reason: required}
MORE"""
LAPSE = "  lapse: {from: [draft, sent, checked], to: closed, automatic: true}\n"


def text(more: str = "", overdue: str = "[{notify: boss}]") -> str:
    """A desk with more actions, and what else stands behind them."""
    return DESK.replace("MORE", more).replace("OVERDUE", overdue)


def desk(make: Make, more: str = "", overdue: str = "[{notify: boss}]", **people: int) -> Shop:
    """A desk at which a case was sent for somebody, and waits for the checker."""
    shop = make(text(more, overdue), people=people)
    shop.open()
    shop.act("send", "clerk", nominee="P-1")
    return shop


RESIGNED = f"""{LAPSE}
on:
  resigned: {{label: {{id: Mundur, en: Resigned}}, by: boss, about: nominee, from: [sent, checked], act: lapse}}
"""


# ── triggers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_deadline_expiry_is_answered_in_steps(make: Make) -> None:
    shop = desk(make, LAPSE, "[{notify: boss}, {after: 1 d, escalate: boss}, {after: 1 d, act: lapse}]")
    shop.pass_days(4)
    assert [one.what for one in shop.ws.notices("boss")] == ["overdue"]
    assert shop.waiting("boss") == set()
    shop.pass_days(1)
    assert shop.waiting("boss") == {"check"}
    shop.pass_days(1)
    assert shop.state == "closed"
    shop.sound()


UNSTAFFED = """
on:
  unstaffed: {label: {id: Kosong, en: Nobody is there}, nobody: true, from: sent, notify: head, escalate: boss}
"""


@pytest.mark.parametrize("how", ["absent", "closed", "taken away"])
def test_unavailability_somebody_absent_disabled_or_a_role_that_nobody_holds(make: Make, how: str) -> None:
    shop = desk(make, UNSTAFFED)
    shop.ws.tick()
    assert shop.waiting("boss") == set()
    assert shop.ws.notices("head") == []
    if how == "absent":
        shop.ws.access.add_absence(
            "checker", since=MORNING.date(), until=date(2025, 12, 1), to=[], reason="ill", actor="admin"
        )
    elif how == "closed":
        shop.ws.access.set_active("checker", active=False, actor="admin")
    else:
        shop.ws.access.revoke("checker", "checker", None, actor="admin")
    shop.ws.tick()
    assert [one.what for one in shop.ws.notices("head")] == ["happened"]
    assert shop.waiting("boss") == {"check"}
    shop.ws.tick()
    assert shop.words().count("answered") == 1  # once in each stay
    assert shop.act("check", "boss").state == "checked"
    shop.sound()


def test_unavailability_is_none_where_somebody_stands_in(make: Make) -> None:
    shop = desk(make, UNSTAFFED)
    shop.user("deputy")
    shop.ws.access.add_absence(
        "checker", since=MORNING.date(), until=date(2025, 12, 1), to=["deputy"], reason="ill", actor="admin"
    )
    shop.ws.tick()
    assert "answered" not in shop.words()
    assert shop.waiting("deputy") == {"check"}


def test_external_trigger_reaches_every_case_that_it_concerns_and_no_other(make: Make) -> None:
    shop = desk(make, RESIGNED)
    first = shop.case.id
    shop.open()
    second = shop.act("send", "clerk", nominee="P-2").id
    shop.open()
    third = shop.act("send", "clerk", nominee="P-1").id
    with pytest.raises(Refused):
        shop.ws.happened("resigned", "P-1", actor="clerk")
    found = shop.ws.happened("resigned", "P-1", actor="boss", reason="letter 12")
    assert sorted(one.id for one in found) == sorted([first, third])
    assert [shop.ws.case(one).state for one in (first, second, third)] == ["closed", "sent", "closed"]
    assert [one.reason for one in shop.history() if one.action == "happened"] == ["letter 12"]
    with pytest.raises(InputError, match="No open case"):
        shop.ws.happened("resigned", "P-1", actor="boss")
    with pytest.raises(InputError, match="resigned"):
        shop.ws.happened("resigne", "P-2", actor="boss")
    shop.sound()


def test_external_trigger_about_the_subject_a_post_is_abolished(make: Make) -> None:
    # it says neither `about` nor `from`: it is about the subject, in every open state
    shop = make(text(LAPSE + "on:\n  abolished: {by: boss, act: lapse}\n"))
    shop.open(subject="POST-1")
    kept = shop.ws.open_case("pattern", "POST-2", actor="clerk").id
    shop.ws.happened("abolished", "POST-1", actor="boss", reason="new structure")
    assert shop.state == "closed"
    assert shop.ws.case(kept).state == "draft"


UNFIT = """
  back: {from: checked, to: draft, automatic: true}
  correct: {from: checked, to: checked, by: clerk, side: true, asks: fit}
on:
  unfit: {label: {id: Tidak sehat, en: Not fit any more}, unless: case.fit, from: checked, notify: boss, act: back}
"""


def test_violation_data_that_changed_after_an_approval_takes_it_back_at_once(make: Make) -> None:
    shop = make(text(UNFIT))
    shop.open()
    shop.act("send", "clerk", nominee="P-1", fit=True)
    shop.act("check", "checker")
    assert shop.act("correct", "clerk", fit=True).state == "checked"
    shop.act("correct", "clerk", fit=False)
    assert shop.state == "draft"
    assert shop.words()[-3:] == ["correct", "answered", "back"]
    assert [one.what for one in shop.ws.notices("boss")] == ["happened"]
    assert shop.codes("grant", "head") == ["state"]
    shop.sound()


def test_violation_a_change_that_voids_the_signatures_given(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, head: {}, boss: {}}
        fields: {amount: {type: number}}
        initial: draft
        states: {draft: {}, sent: {}, granted: {final: true}}
        actions:
          send: {from: draft, to: sent, by: clerk, asks: amount}
          correct: {from: sent, to: sent, by: clerk, side: true, asks: amount}
          decide: {from: sent, to: granted, signoff: {all: [head, boss]}, resets_on: amount}
        """
    )
    shop.open()
    shop.act("send", "clerk", amount=5)
    shop.act("decide", "head")
    shop.act("correct", "clerk", amount=500)
    assert shop.now().signatures == ()
    assert [one.what for one in shop.ws.notices("head")] == ["fell"]
    shop.act("decide", "boss")
    assert shop.state == "sent"


POST = """
subject: position
roles: {officer: {}, boss: {}}
fields: {nominee: {type: person}, tmt: {type: date}}
initial: vacant
states:
  vacant: {phase: vacant}
  chosen: {phase: approval}
  reserved: {phase: approval}
  filled: {phase: filled, final: true}
  closed: {phase: closed, final: true}
actions:
  choose: {from: vacant, to: chosen, by: officer, asks: [nominee, tmt]}
  seat: {from: chosen, to: reserved, by: officer, does: [reserve]}
  seat_now: {from: chosen, to: reserved, automatic: true, does: [reserve]}
  appoint: {from: reserved, to: filled, by: boss, does: [appoint]}
  give_up: {from: [chosen, reserved], to: closed, automatic: true, does: [take_back]}
on:
  released: {by: officer, from: chosen, notify: boss, act: seat_now}
  resigned: {by: officer, about: nominee, from: [chosen, reserved], act: give_up}
"""
TAKEN = Holding("H-1", "P-2", "POST", "definitif", date(2025, 1, 1))


def post(make: Make) -> Shop:
    """A post with one seat, and a case for it in which somebody was chosen."""
    shop = make(POST)
    born = date(1990, 1, 1)
    people = [
        Person(f"P-{n}", make_nip(born, (2015, 3), "L", n), f"Orang {n}", born, "L", "Islam", "III/c")
        for n in (1, 2)
    ]
    shop.ws.registry.put(
        [Unit("U", "Dinas", "opd"), Position("POST", "Kepala", "structural", "U", "II.b"), *people],
        actor="admin",
    )
    shop.open("officer", subject="POST")
    shop.act("choose", "officer", nominee="P-1", tmt="2025-12-01")
    return shop


def test_failure_an_effect_that_fails_writes_nothing_and_can_be_tried_again(make: Make) -> None:
    shop = post(make)
    shop.ws.registry.put([TAKEN], actor="admin")
    before = shop.words()
    assert shop.codes("seat", "officer") != []
    assert shop.words() == before
    shop.ws.registry.put([replace(TAKEN, until=date(2025, 11, 1))], actor="admin")
    assert shop.act("seat", "officer").state == "reserved"
    shop.sound()


def test_failure_of_a_step_that_goes_by_itself_is_told_and_tried_again_by_the_clock(make: Make) -> None:
    shop = post(make)
    shop.ws.registry.put([TAKEN], actor="admin")
    shop.ws.happened("released", "POST", actor="officer", reason="letter of BKN")
    assert shop.state == "chosen"
    assert [one.what for one in shop.ws.notices("boss")] == ["happened"]
    shop.pass_days(1)
    assert shop.state == "chosen"
    assert shop.words().count("answered") == 1  # tried again in silence
    shop.ws.registry.put([replace(TAKEN, until=date(2025, 11, 1))], actor="admin")
    shop.ws.tick()
    assert shop.state == "reserved"
    assert shop.now().pending == ()
    shop.sound()


def test_violation_whose_action_is_refused_is_told_once_and_tried_again(make: Make) -> None:
    more = """  lapse: {from: sent, to: closed, automatic: true, only_if: "case.fit == true"}
  note: {from: sent, to: sent, by: clerk, side: true, may_ask: fit}
on:
  spoilt: {unless: case.nominee == "P-2", from: sent, act: lapse, notify: boss}
"""
    shop = desk(make, more)
    assert (shop.state, shop.now().pending) == ("sent", ("spoilt",))
    shop.pass_days(1)
    assert shop.words().count("answered") == 1  # tried again in silence
    shop.act("note", "clerk", fit=True)
    assert (shop.state, shop.now().pending) == ("closed", ())
    shop.sound()


def test_external_trigger_about_somebody_who_was_replaced_by_then_follows_nothing(make: Make) -> None:
    more = """  lapse: {from: checked, to: closed, automatic: true}
  replace: {from: sent, to: sent, by: clerk, side: true, asks: nominee}
on:
  resigned: {by: boss, about: nominee, from: checked, act: lapse}
"""
    shop = desk(make, more)
    shop.ws.happened("resigned", "P-1", actor="boss")
    shop.act("replace", "clerk", nominee="P-1")
    assert shop.now().pending == ("resigned",)
    shop.act("replace", "clerk", nominee="P-2")
    assert shop.now().pending == ()
    shop.act("check", "checker")
    assert shop.state == "checked"
    shop.sound()


# ── work item ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_continue_the_item_goes_on_and_somebody_is_told(make: Make) -> None:
    shop = desk(make)
    shop.pass_days(3)
    shop.ws.claim(shop.case.id, actor="checker")
    shop.pass_days(1)
    assert [one.what for one in shop.ws.notices("boss")] == ["overdue"]
    assert shop.waiting("checker") == {"check"}
    assert shop.now().claims


def test_reoffer_what_the_absent_had_taken_up_is_offered_to_all_again(make: Make) -> None:
    shop = desk(make, "on:\n  away: {nobody: true, from: sent, reoffer: true}\n", checker=2)
    shop.ws.claim(shop.case.id, actor="checker1")
    shop.ws.tick()
    assert shop.waiting("checker2") == set()
    shop.ws.access.add_absence(
        "checker1", since=MORNING.date(), until=date(2025, 12, 1), to=[], reason="ill", actor="admin"
    )
    shop.ws.tick()
    assert shop.now().claims == ()
    assert shop.waiting("checker2") == {"check"}
    assert [one.what for one in shop.ws.notices("checker1")] == ["claim_taken"]
    shop.sound()


def test_reallocate_by_a_head_with_a_reason(make: Make) -> None:
    shop = desk(make, checker=2)
    shop.ws.claim(shop.case.id, actor="checker1")
    with pytest.raises(Refused):
        shop.ws.reassign(shop.case.id, to="checker2", reason="", actor="admin")
    shop.ws.reassign(shop.case.id, to="checker2", reason="checker1 is on leave", actor="admin")
    assert shop.waiting("checker1") == set()
    assert shop.waiting("checker2") == {"check"}
    shop.sound()


def test_force_complete_with_a_reason(make: Make) -> None:
    shop = desk(make)
    shop.ws.claim(shop.case.id, actor="checker")
    assert shop.codes("force", "checker", reason="I") == ["role"]
    assert shop.codes("force", "boss") == ["reason"]
    shop.act("force", "boss", reason="the checker cannot be reached")
    assert shop.state == "checked"
    assert shop.now().claims == ()
    last = shop.history()[-1]
    assert (last.action, last.name, last.reason) == ("force", "Boss", "the checker cannot be reached")
    shop.sound()


def test_force_fail_with_a_reason(make: Make) -> None:
    shop = desk(make)
    assert shop.codes("end", "boss") == ["reason"]
    shop.act("end", "boss", reason="the request was a mistake")
    assert shop.state == "closed"
    shop.sound()


def test_restart_what_was_begun_begins_anew_in_the_same_state(make: Make) -> None:
    shop = make(
        """
        roles: {clerk: {}, head: {}, legal: {}, boss: {}}
        fields: {round: {type: date}}
        initial: draft
        states: {draft: {}, sent: {}, granted: {final: true}}
        actions:
          send: {from: draft, to: sent, by: clerk}
          decide: {from: sent, to: granted, signoff: {all: [head, legal]}, resets_on: round}
          restart: {from: sent, to: sent, by: boss, side: true, reason: required, sets: {round: today}}
        """
    )
    shop.open()
    shop.act("send", "clerk")
    shop.act("decide", "head")
    shop.act("restart", "boss", reason="the file was incomplete")
    assert shop.now().signatures == ()
    assert shop.waiting("head") == shop.waiting("legal") == {"decide"}
    shop.sound()


# ── case ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_case_continue_an_event_that_a_state_does_not_answer_to_stays_until_one_does(make: Make) -> None:
    on = LAPSE + "on:\n  resigned: {by: boss, about: nominee, from: checked, act: lapse}\n"
    shop = desk(make, on)
    shop.ws.happened("resigned", "P-1", actor="boss")
    assert shop.state == "sent"  # goes on
    assert shop.now().pending == ("resigned",)
    shop.sound()
    shop.act("check", "checker")
    assert shop.state == "closed"
    assert shop.now().pending == ()
    shop.sound()


def test_case_remove_ends_this_case_and_leaves_the_others(make: Make) -> None:
    shop = desk(make, RESIGNED)
    other = shop.case.id
    shop.open()
    shop.act("send", "clerk", nominee="P-2")
    shop.ws.happened("resigned", "P-2", actor="boss")
    assert shop.now().final
    assert shop.now().work == ()
    assert not shop.ws.case(other).final


# ── recovery ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_recovery_none_nothing_of_what_was_done_is_undone(make: Make) -> None:
    shop = desk(make, RESIGNED)
    shop.act("check", "checker")
    shop.ws.happened("resigned", "P-1", actor="boss")
    assert shop.now().fields["nominee"] == "P-1"
    assert shop.words() == ["open", "send", "check", "happened", "answered", "lapse"]


def test_recovery_compensate_gives_back_what_was_taken(make: Make) -> None:
    shop = post(make)
    shop.act("seat", "officer")
    shop.ws.happened("resigned", "P-1", actor="officer")
    assert shop.state == "closed"
    again = shop.open("officer", subject="POST").id  # the seat is free again
    shop.act("choose", "officer", nominee="P-2", tmt="2025-12-01")
    shop.act("seat", "officer")
    assert shop.act("appoint", "boss").state == "filled"
    assert again == shop.case.id
    shop.sound()


# ── what `check` says of it ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("on:\n  x: {act: lapse}\n", "E113"),
        ("on:\n  x: {by: boss, nobody: true, act: lapse}\n", "E113"),
        ("on:\n  x: {by: boss}\n", "E113"),
        ("on:\n  x: {nobody: true, about: nominee, act: lapse}\n", "E113"),
        ("on:\n  x: {by: boss, act: laps}\n", "E110"),
        ("on:\n  x: {by: boss, act: send}\n", "E312"),
        ("on:\n  x: {unless: case.fitt, act: lapse}\n", "E202"),
        ("  again: {from: checked, to: sent, automatic: true}\n  on_: {from: sent, to: checked, automatic: true}\n"
         "on:\n  x: {unless: case.fit, from: checked, act: again}\n  y: {unless: case.fit, from: sent, act: on_}\n", "E310"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_on_is_told_before_publishing(make: Make, more: str, code: str) -> None:
    with pytest.raises(DefinitionError) as told:
        make(text(LAPSE + more))
    assert code in {one.code for one in told.value.diagnostics}
