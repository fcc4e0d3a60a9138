"""A person's data: given to them, set right, erased; and the record verifies all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.workspace.aid import AID, ASKED, SECRET, Aid, aid, held
from workflow import Act, InputError, Refused
from workflow.workspace import seals

FIRST, SECOND = "A-2025-01", "A-2025-02"


@pytest.fixture(params=["embedded", "sqlite"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Aid]:
    folder = tmp_path / "store"
    folder.mkdir()
    target = str(folder / "store.json") if request.param == "embedded" else f"sqlite:///{folder}/store.db"
    made = aid(folder, target)
    yield made
    made.ws.close()


def codes(office: Aid, person: str = "P-1", **more: object) -> list[str]:
    with pytest.raises(Refused) as refusal:
        office.erase(person, **more)
    return [one.code for one in refusal.value.reasons]


def test_an_erased_person_is_nowhere_any_more_and_the_record_verifies(office: Aid) -> None:
    before = office.ws.audit.seal()
    row = office.ws.registry.person("P-1")
    for words in (SECRET, row.name, row.nip, "K-77-1"):
        assert words.encode() in office.bytes()
    done = office.erase()
    assert done.plan.row
    for opened in (False, True):
        ws = office.again() if opened else office.ws
        report = ws.verify()
        assert report.ok, report.faults
        assert ws.audit.verify(seal=before).ok
        assert ws.case(FIRST).fields == {"who": "P-1", "amount": 8.0}
        assert ws.case(SECOND).fields["others"] == [
            {"who": "P-1", "share": 1},
            {"who": "P-2", "need": "kebutuhan orang lain", "share": 2},
        ]
        history = ws.history(FIRST)
        assert [one.action for one in history] == ["open", "ask", "return", "ask", "give"]
        assert history[1].fields == {"who": "P-1", "amount": 7.5}
        assert history[2].reason is None
        assert ws.history(SECOND)[2].reason == "urutannya salah"
        with pytest.raises(InputError, match=r"erased on .* by admin"):
            ws.persons.correct("P-1", {"name": "X"}, reason="none", actor="admin")
    office.ws.close()
    for words in (SECRET, row.name, row.nip, "K-77-1"):
        assert words.encode() not in office.bytes(), words


def test_it_says_of_each_value_when_and_by_whom_it_was_erased(office: Aid) -> None:
    office.erase()
    found = office.ws.persons.erased(FIRST)
    assert {n: set(one[0].paths) for n, one in found.items()} == {
        2: {"fields.remark", "fields.card"},
        3: {"reason"},
        4: {"fields.remark", "fields.card"},
    }
    assert (found[3][0].by, found[3][0].basis) == ("admin", "UU 27/2022 art 8")
    assert set(office.ws.persons.erased(SECOND)[2][0].paths) == {"fields.others.0.need"}


def test_the_papers_are_gone_and_their_names_stay(office: Aid) -> None:
    assert office.ws.files
    (digest,) = office.ws.files.names()
    plan = office.ws.persons.plan("P-1")
    assert dict(plan.papers) == {digest: "letter.txt"}
    office.erase()
    assert office.ws.files.names() == []
    assert office.ws.case(FIRST).documents["letter"]["file"] == "letter.txt"


def test_a_number_that_was_unique_and_personal_can_be_used_again(office: Aid) -> None:
    office.erase()
    case = office.ws.open_case("aid", "three", actor="clerk").id
    office.ws.act(case, "ask", actor="clerk", fields={**ASKED, "who": "P-2"})
    assert office.ws.case(case).fields["card"] == "K-77-1"


def test_a_plan_writes_nothing(office: Aid) -> None:
    position = office.ws.store.position()
    plan = office.ws.persons.plan("P-1")
    assert (plan.row, plan.values, plan.cases) == (True, 7, (FIRST, SECOND))
    assert office.ws.store.position() == position
    assert SECRET.encode() in office.bytes()


def test_what_the_law_keeps_is_not_erased(office: Aid) -> None:
    office.ws.registry.put([held("P-1", None)], actor="admin")
    assert codes(office) == ["holds_post"]
    case = office.ws.open_case("aid", "three", actor="clerk").id
    office.ws.act(case, "ask", actor="clerk", fields={"who": "P-1", "remark": "-", "amount": 1})
    office.ws.add_user("ani", name="Ani", person="P-1", actor="admin")
    assert codes(office) == ["holds_post", "open_case", "open_account"]
    assert SECRET.encode() in office.bytes()


def test_the_row_of_somebody_who_held_a_post_stays_for_some_years(office: Aid) -> None:
    office.ws.registry.put([held("P-1", date(2020, 6, 30))], actor="admin")
    plan = office.ws.persons.plan("P-1")
    assert (plan.row, plan.kept_until) == (False, date(2030, 6, 28))
    office.erase()
    assert office.ws.registry.person("P-1").id == "P-1"
    assert "remark" not in office.ws.case(FIRST).fields
    office.clock.set("2030-07-01T08:00")
    office.erase()
    assert office.ws.registry.people()[0].id == "P-2"
    assert [one.person for one in office.ws.registry.holdings()] == ["P-1"]
    assert office.ws.verify().ok


def test_a_case_on_which_a_post_rests_stays_as_long(office: Aid) -> None:
    office.ws.registry.put([replace(held("P-1", date(2020, 6, 30)), case=FIRST)], actor="admin")
    plan = office.ws.persons.plan("P-1")
    assert (plan.cases, plan.kept_cases) == ((SECOND,), (FIRST,))
    office.erase()
    assert office.ws.case(FIRST).fields["remark"] == SECRET


def test_two_are_erased_one_after_the_other(office: Aid) -> None:
    office.erase("P-1")
    office.erase("P-2")
    assert office.ws.verify().ok
    assert office.ws.case(SECOND).fields["others"] == [{"who": "P-1", "share": 1}, {"who": "P-2", "share": 2}]
    with pytest.raises(InputError, match="Nothing is left"):
        office.erase("P-2")
    office.ws.close()
    assert b"kebutuhan orang lain" not in office.bytes()


def test_only_an_administrator_erases_and_says_why(office: Aid) -> None:
    assert codes(office, actor="clerk") == ["role"]
    assert codes(office, reason=" ") == ["reason"]
    assert codes(office, basis="") == ["reason"]
    with pytest.raises(InputError, match="no person"):
        office.erase("P-99")


def test_where_the_city_wants_two_another_administrator_has_proposed_it(
    office: Aid,
) -> None:
    settings = replace(office.ws.city.settings, erase_second_admin=True)
    office.ws.city.__dict__["settings"] = settings
    office.ws.add_user("second", name="Second", roles=["admin"], actor="admin")
    assert codes(office) == ["second_admin"]
    said = {"reason": "asked for", "basis": "UU 27/2022"}
    office.ws.persons.propose("P-1", actor="admin", **said)
    assert codes(office) == ["second_admin"]
    assert office.erase(actor="second").entry.actor == "second"
    assert office.ws.verify().ok


def test_a_changed_byte_of_what_is_left_is_found(office: Aid) -> None:
    office.erase()
    event = office.ws.store.read().history(FIRST)[1]
    for changed in (
        {**event, "fields": {**event["fields"], "amount": 9.0}},
        {**event, "fields": {**event["fields"], "remark": "something else"}},
        {**event, "personal": {"fields.card": event["personal"]["fields.card"]}},
    ):
        office.ws.store.transact(lambda tx, changed=changed: tx.redact(changed))
        assert [fault.code for fault in office.ws.verify().faults] == ["hash"]
        office.ws.store.transact(lambda tx: tx.redact(event))
    assert office.ws.verify().ok


def test_a_proof_shows_no_value_that_was_erased_and_holds(office: Aid) -> None:
    seal = office.ws.audit.seal()
    whole = office.ws.audit.prove(FIRST, seal)
    office.erase()
    proof = office.ws.audit.prove(FIRST, seal)
    for one in (whole, proof):
        assert list(seals.proof_faults(one, seal)) == []
    assert SECRET in str(whole)
    assert SECRET not in str(proof)


def test_a_proof_can_leave_out_what_is_personal(office: Aid) -> None:
    seal = office.ws.audit.seal()
    proof = office.ws.audit.prove(SECOND, seal, without_personal=True)
    assert SECRET not in str(proof)
    assert "kebutuhan" not in str(proof)
    assert list(seals.proof_faults(proof, seal)) == []
    proof["events"][1]["event"]["fields"]["others"][0]["share"] = 3
    assert [fault.code for fault in seals.proof_faults(proof, seal)] == ["hash"]


# ── giving and setting right ────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_gets_everything_of_theirs_and_nothing_of_others(office: Aid) -> None:
    office.ws.add_user("ani", name="Ani", person="P-1", actor="admin")
    found = office.ws.persons.export("P-1", actor="ani")
    assert found["registry"]["nip"]
    assert [one["id"] for one in found["cases"]] == [FIRST, SECOND]
    assert found["cases"][0]["history"][1]["reason"].startswith(SECRET)
    assert found["cases"][1]["fields"] == {"others": [{"who": "P-1", "need": f"{SECRET} juga", "share": 1}]}
    assert "kebutuhan orang lain" not in str(found)
    with pytest.raises(Refused):
        office.ws.persons.export("P-1", actor="clerk")
    with pytest.raises(InputError):
        office.ws.persons.export("P-99", actor="admin")


def test_a_value_is_set_right_and_the_record_names_what_not_how(office: Aid) -> None:
    office.ws.persons.correct(
        "P-1", {"name": "Maria Tallo", "credit": "150,5".replace(",", ".")}, reason="typo", actor="admin"
    )
    row = office.ws.registry.person("P-1")
    assert (row.name, row.credit) == ("Maria Tallo", 150.5)
    event = office.ws.store.read().history("@registry")[-1]
    assert event["fields"]["changed"] == ["credit", "name"]
    assert "Tallo" not in str(event)
    for changes in ({"birth_date": "1991-01-01"}, {"credit": "many"}, {"shoe": "43"}, {"name": ""}):
        with pytest.raises(InputError):
            office.ws.persons.correct("P-1", changes, reason="typo", actor="admin")
    with pytest.raises(Refused):
        office.ws.persons.correct("P-1", {"name": "X"}, reason="", actor="admin")
    assert office.ws.verify().ok


def test_a_value_given_for_somebody_goes_although_another_was_named_since(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    office = aid(folder, str(folder / "store.json"))
    case = office.ws.open_case("aid", "three", actor="clerk").id
    office.ws.desk.keep_draft(case, "ask", {"fields": {"remark": f"{SECRET} konsep"}}, actor="clerk")
    office.ws.desk.keep_letter_draft([case], {"why": f"{SECRET} surat"}, actor="clerk")
    office.ws.act(case, "ask", actor="clerk", fields={"who": "P-1", "remark": f"{SECRET} lain", "amount": 1})
    office.ws.act(case, "return", actor="clerk", reason="salah orang")
    office.ws.act(
        case, "ask", actor="clerk", fields={"who": "P-2", "remark": "miliknya sendiri", "amount": 1}
    )
    office.ws.act(case, "give", actor="clerk")
    office.erase()
    assert office.ws.case(case).fields["remark"] == "miliknya sendiri"
    assert office.ws.verify().ok
    office.ws.close()
    assert SECRET.encode() not in office.bytes()


def test_notes_on_what_was_found_wrong_go_too(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    office = aid(folder, str(folder / "store.json"))
    definition = tmp_path / "aid.yaml"
    definition.write_text(
        AID.replace("side: true, reason: required}", "side: true, faults: required}"), encoding="utf-8"
    )
    office.ws.publish(definition, actor="admin")
    case = office.ws.open_case("aid", "three", actor="clerk").id
    given = {"who": "P-1", "remark": "biasa", "amount": 1}
    office.ws.act(case, "ask", actor="clerk", fields=given)
    found = [{"part": "remark", "kind": "BTS", "note": f"{SECRET} menurut atasan"}]
    office.ws.act_many([Act(case, "return", faults=found)], actor="clerk", atomic=True)
    office.ws.act(case, "ask", actor="clerk", fields={**given, "remark": "lain"})
    office.ws.act(case, "give", actor="clerk")
    assert f"{SECRET} menurut".encode() in office.bytes()
    office.erase()
    assert [one["part"] for one in office.ws.history(case)[2].faults] == ["remark"]
    assert office.ws.verify().ok
    office.ws.close()
    assert SECRET.encode() not in office.bytes()
