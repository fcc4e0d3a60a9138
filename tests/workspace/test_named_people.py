"""Work that a case gives to the people whom it names: in a database, over a migration, in a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

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
        ws.delegate("guest", to="cleo", reason="on leave", actor="guest")
        assert [one.case for one in ws.inbox("cleo")] == cases[:2]
        assert ws.act(cases[0], "check", actor="cleo").state == "checked"
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
    with pytest.raises(InputError, match="declares the role"):
        one.ws.access.grant("guest", "adviser", None, actor="admin")
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
