"""Work that a case gives to the people whom it names: in a database, over a migration, in a scenario."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.patterns.bureau import ACTIONS, ROLES, USERS, bureau, written
from tests.workspace.office import Clock
from workflow import Act, InputError, Workspace
from workflow.cli import main

FIELDS = {"adviser": "type: person"}
ASKING = {**ACTIONS, "send": "from: draft, to: sent, by: clerk, asks: adviser"}
ADVISED = written(
    {**ROLES, "adviser": "who: case.adviser"},
    {**ASKING, "check": "from: sent, to: checked, by: adviser"},
    fields=FIELDS,
)


def test_a_database_finds_what_a_case_gives_to_a_person(tmp_path: Path) -> None:
    path = tmp_path / "letter.yaml"
    path.write_text(ADVISED, encoding="utf-8")
    with Workspace.open(f"sqlite:///{tmp_path}/store.db", clock=Clock("2025-11-25T08:00")) as ws:
        ws.publish(path, actor="admin")
        for user, roles in USERS.items():
            ws.add_user(user, name=user.title(), roles=roles, actor="admin", person=f"P-{user}")
        cases = [ws.open_case("letter", str(n), actor="cora").id for n in range(3)]
        ws.act_many([Act(case, "send", fields={"adviser": "P-guest"}) for case in cases[:2]], actor="cora")
        ws.act(cases[2], "send", actor="cora", fields={"adviser": "P-carl"})
        assert [[one.case for one in ws.inbox(user)] for user in ("guest", "carl", "cleo")] == [
            cases[:2],
            cases[2:],
            [],
        ]
        lent = ws.delegate("guest", to="cleo", reason="on leave", actor="guest")
        assert [one.case for one in ws.inbox("cleo")] == cases[:2]
        assert ws.act(cases[0], "check", actor="cleo").state == "checked"
        ws.claim(cases[1], actor="cleo", on_behalf_of="guest")
        ws.access.revoke_delegation(lent.id, actor="guest")
        assert [event.action for event in ws.tick()] == ["claim_lapsed"]
        assert ws.verify().ok


def test_a_case_that_moves_to_a_version_with_such_a_role_names_its_people(tmp_path: Path) -> None:
    one = bureau(tmp_path, written(ROLES, ASKING, fields=FIELDS), people={"guest": "P-9"})
    case = one.sent(adviser="P-9")
    assert one.waits("carl") == [case]
    one.republish(ADVISED)
    one.ws.definitions.migrate("letter", actor="admin")
    assert (one.waits("carl"), one.waits("guest")) == ([], [case])
    assert one.ws.act(case, "check", actor="guest").state == "checked"
    assert one.ws.verify().ok
    one.ws.close()


def test_such_a_role_is_given_to_nobody(tmp_path: Path) -> None:
    one = bureau(tmp_path, ADVISED)
    assert "adviser" not in one.ws.access.roles()
    for ask in (
        lambda: one.ws.access.grant("guest", "adviser", None, actor="admin"),
        lambda: one.ws.access.who("adviser"),
    ):
        with pytest.raises(InputError, match="each case of letter names its people"):
            ask()
    one.ws.close()


def test_a_scenario_lets_the_one_act_whom_its_case_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.yaml").write_text(ADVISED, encoding="utf-8")
    story = """\
format: lantik-scenario/1
definition: letter.yaml
city:
  people: {ani: {name: Ani}, budi: {name: Budi}}
  users: {ani: {roles: [], person: ani}, budi: {roles: [], person: budi}}
scenarios:
  - name: Whoever is named checks it
    steps:
      - {do: send, with: {adviser: budi}, then: {waits_for: adviser}}
      - {do: check, by: ani, refused: role}
      - {do: check, then: {state: checked}}
      - {do: sign, then: {final: true}}
"""
    (tmp_path / "letter.scenario.yaml").write_text(story, encoding="utf-8")
    code = main(["check", str(tmp_path / "letter.yaml"), "--lang", "en"])
    told = capsys.readouterr()
    assert (code, told.out) == (0, ""), told.out + told.err
    assert "1 scenario passed" in told.err


def test_changing_whom_it_names_takes_it_from_who_had_it(tmp_path: Path) -> None:
    actions = {
        **ASKING,
        "check": "from: sent, to: checked, by: adviser",
        "change": "from: sent, to: sent, by: head, side: true, asks: adviser",
    }
    source = written({**ROLES, "adviser": "who: case.adviser"}, actions, fields=FIELDS)
    one = bureau(tmp_path, source, people={"carl": "P-1", "cleo": "P-2"})
    case = one.sent(adviser="P-1")
    one.ws.claim(case, actor="carl")
    one.ws.act(case, "change", actor="hans", fields={"adviser": "P-2"})
    assert (one.waits("carl"), one.waits("cleo")) == ([], [case])
    assert [told.message for told in one.ws.notices("carl")] == ["You have it no longer: Hans took “Change”."]
    assert one.codes(case, "check", "carl") == ["role"]
    assert one.ws.act(case, "check", actor="cleo").state == "checked"
    assert one.ws.verify().ok
    one.ws.close()


def test_inbox_explain_and_act_say_the_same_of_work_that_is_named_or_given_out(tmp_path: Path) -> None:
    actions = {
        **ASKING,
        "check": "from: sent, to: checked, signoff: {all: [adviser, checker]}, distribute: least_open",
        "sign": "from: checked, to: done, by: [head, adviser], distribute: round_robin",
    }
    source = written(
        {**ROLES, "adviser": "who: case.adviser"},
        actions,
        fields=FIELDS,
        more="duties:\n  - different: [check, sign]\n",
    )
    users = {**USERS, "hera": ["head"]}
    one = bureau(tmp_path, source, users, people={"guest": "P-9", "carl": "P-1"})
    one.ws.delegate("guest", to="cora", reason="on leave", actor="guest")
    cases = [one.sent(adviser=named) for named in ("P-9", "P-1", "P-9")]
    for steps in (
        ("check", "guest"),
        ("check", "cleo"),
        ("check", "carl"),
        ("sign", "hera"),
        ("sign", "hans"),
    ):
        for case in cases:
            doc = one.ws.case(case)
            for user in users:
                inbox = {item.case: item.actions for item in one.ws.inbox(user)}
                told = {
                    answer.name
                    for answer in one.ws.explain(case, actor=user)
                    if answer.allowed and not answer.side
                }
                assert set(inbox.get(case, ())) == told, (case, user, doc.state)
                for action in ("check", "sign"):
                    goes = one.ws.preview(case, action, actor=user).case is not None
                    assert goes == (action in told), (case, user, action)
            one.codes(case, steps[0], steps[1])
    assert {one.ws.case(case).state for case in cases} & {"checked", "done"}
    assert one.ws.verify().ok
    one.ws.close()


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["send", "check", "release", "tick"]), max_size=14), st.booleans())
def test_work_that_is_given_out_is_shared_evenly_and_never_stuck(steps: list[str], least: bool) -> None:
    mode = "least_open" if least else "round_robin"
    checkers = ("carl", "cleo", "caro")
    actions = {**ACTIONS, "check": f"from: sent, to: checked, by: checker, distribute: {mode}"}
    users = {"cora": ["clerk"], **{user: ["checker"] for user in checkers}}
    with TemporaryDirectory() as folder:
        one = bureau(Path(folder), written(ROLES, actions), users)
        had: list[str] = []
        for step in steps:
            waiting = [case.id for case in one.ws.cases(state="sent")]
            if step == "send":
                had += one.has(one.sent())
            elif step == "tick":
                one.clock.set(one.clock() + timedelta(days=1))
                one.ws.tick()
            elif waiting and (holder := one.has(waiting[0])):
                if step == "release":
                    one.ws.release(waiting[0], actor=holder[0])
                else:
                    one.ws.act(waiting[0], "check", actor=holder[0])
            for case in one.ws.cases(state="sent"):
                assert any(case.id in one.waits(user) for user in checkers)
        if not least:
            counts = [had.count(user) for user in checkers]
            assert max(counts) - min(counts) <= 1
        assert one.ws.verify().ok
        one.ws.close()


def test_what_comes_up_by_an_event_from_outside_is_given_out_too(tmp_path: Path) -> None:
    actions = {
        **ACTIONS,
        "check": "from: sent, to: checked, by: checker, distribute: round_robin",
        "hurry": "from: draft, to: sent, automatic: true",
    }
    more = "on:\n  urgent: {label: {id: Mendesak, en: Urgent}, by: head, from: draft, act: hurry}\n"
    one = bureau(tmp_path, written(ROLES, actions, more=more))
    case = one.ws.open_case("letter", "a letter", actor="cora").id
    one.ws.happened("urgent", "a letter", actor="hans")
    assert one.has(case) == ["carl"]
    assert one.ws.verify().ok
    one.ws.close()
