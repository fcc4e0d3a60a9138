"""Letters from outside: recorded once for many cases, each with its answer; corrected by a later one; both stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.databases import emptied, lite
from tests.workspace.letters import DAY, GRANTS, Asking, asking
from workflow import Act, Conflict, InputError, LetterLine, Refused, Workspace


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Asking]:
    found = asking(tmp_path)
    yield found
    assert found.ws.verify().ok
    found.ws.close()


@pytest.fixture(params=["file", "sqlite", "postgres"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Asking]:
    """The office in every kind of store."""
    target = {"file": lambda: None, "sqlite": lambda: lite(tmp_path)}.get(
        request.param, lambda: emptied(request.getfixturevalue("postgres"))
    )()
    found = asking(tmp_path, target)
    yield found
    found.ws.close()


# ── one letter, many cases ──────────────────────────────────────────────────────────────────────────────────────────


def test_one_letter_gives_each_case_its_own_answer_in_every_store(anywhere: Asking) -> None:
    first, second, third = anywhere.asked(), anywhere.asked(), anywhere.asked()
    done = anywhere.letter("A/1", {first: "yes", second: "no:too much", third: "change:other sum"})
    assert done == {first: "answered", second: "refused", third: "draft"}
    letter = anywhere.ws.letters.get("a/1")
    assert (letter.number, letter.cases, letter.by) == ("A/1", (first, second, third), "clerk")
    assert anywhere.ws.case(second).fields["letter_number"] == "A/1"
    assert anywhere.ws.history(second)[-1].reason == "too much"
    anywhere.letter("A/2", {first: "no:withdrawn", second: "no"}, corrects="A/1", reason="a mistake")
    assert anywhere.ws.case(first).state == "refused"
    assert [one.number for one, _told in anywhere.ws.letters.of(first)] == ["A/2", "A/1"]
    assert anywhere.ws.letters.get("A/1").corrected_by == anywhere.ws.letters.get("A/2").id
    assert anywhere.ws.verify().ok


def test_an_act_of_one_case_stands_under_the_same_letter(office: Asking) -> None:
    first, second = office.asked(), office.asked()
    given = {"letter_number": "A/1", "letter_date": DAY}
    office.ws.act(first, "yes", actor="clerk", fields=given)
    office.letter("A/1", {second: "yes"})
    assert office.ws.letters.get("A/1").cases == (first, second)


def test_a_number_stands_once_for_an_issuer_and_a_year(office: Asking) -> None:
    first, second = office.asked(), office.asked()
    office.letter("A/1", {first: "yes"})
    with pytest.raises(Refused, match=r"stands on record with the date 2025-11-25, not 2025-11-24"):
        office.letter("a/1 ", {second: "yes"}, day="2025-11-24")
    with pytest.raises(Refused, match="not as a correction"):
        office.letter("A/1", {first: "no:so"}, corrects="A/1", reason="so")
    assert office.letter("A/1", {second: "yes"}, day="2024-11-25") == {second: "answered"}, "another year"
    with pytest.raises(InputError, match="There are 2 letters"):
        office.ws.letters.get("A/1")


def test_recording_it_again_harms_nothing(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    seq = office.ws.case(case).seq
    assert office.letter("A/1", {case: "yes"}) == {case: ["already_done"]}
    office.letter("A/2", {case: "yes"}, corrects="A/1", reason="so")
    again = office.letter("A/2", {case: "yes"}, corrects="A/1", reason="so")
    assert again == {case: ["already_done"]}
    with pytest.raises(InputError, match="No case rests on letter A/1 any more"):
        office.letter("A/2", {}, corrects="A/1", reason="so")
    assert office.ws.case(case).seq == seq + 1


def test_all_or_none(office: Asking) -> None:
    good, bad = office.asked(), office.ws.open_case("grant", "a school", actor="clerk").id
    with pytest.raises(Refused, match=f"{bad}: “Record yes” is taken in Asked"):
        office.letter("A/1", {good: "yes", bad: "yes"}, atomic=True)
    assert office.ws.case(good).state == "asked"
    assert office.ws.letters.all() == []
    assert office.letter("A/1", {good: "yes", bad: "yes"}) == {good: "answered", bad: ["state"]}


def test_a_preview_says_what_then_happens_and_writes_nothing(office: Asking) -> None:
    good, bad = office.asked(), office.ws.open_case("grant", "a school", actor="clerk").id
    before = office.ws.store.position()
    lines = [LetterLine(good, "no", "so"), LetterLine(bad, "yes")]
    found = office.ws.letters.preview("A/1", DAY, lines, actor="clerk")
    assert [getattr(one, "state", None) for _case, one in found] == ["refused", None]
    assert office.ws.store.position() == before


@pytest.mark.parametrize(
    ("number", "result", "day", "said"),
    [
        ("A/1", "perhaps", DAY, "is no answer that a letter gives.*There are: yes, no, change"),
        ("A/1", "ask", DAY, "is no answer"),
        ("  ", "yes", DAY, "has a number"),
        ("A/1", "yes", "yesterday", "is not a date"),
    ],
)
def test_what_is_wrong_is_said(office: Asking, number: str, result: str, day: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        office.letter(number, {office.asked(): result}, day=day)


def test_a_case_stands_in_it_once_and_a_detail_is_a_field(office: Asking) -> None:
    case = office.asked()
    lines = [LetterLine(case, "yes"), LetterLine(case, "no", "so")]
    with pytest.raises(InputError, match="twice"):
        office.ws.letters.record("A/1", DAY, lines, actor="clerk")
    with pytest.raises(InputError, match=r"has no “amont”.*Did you mean: amount"):
        office.letter("A/1", {case: "yes"}, {case: {"amont": 3}})


def test_who_may_not_record_an_answer_records_no_letter(office: Asking) -> None:
    case = office.asked()
    [(_case, result)] = office.ws.letters.record("A/1", DAY, [LetterLine(case, "yes")], actor="boss")
    assert isinstance(result, Refused)
    assert result.reasons[0].code == "role"
    assert office.ws.letters.all() == []


def test_the_officer_may_name_who_wrote_it(office: Asking) -> None:
    office.letter("A/1", {office.asked(): "yes"}, issuer="ministry")
    office.letter("A/2", {office.asked(): "yes"}, issuer="Another office")
    assert [one.issuer for one in office.ws.letters.all()] == [
        "Another office",
        {"id": "Kementerian", "en": "Ministry"},
    ]


# ── a corrected letter ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_needs_a_reason(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    with pytest.raises(InputError, match="needs a reason"):
        office.letter("A/2", {case: "no:so"}, corrects="A/1")


def test_whom_it_does_not_name_keeps_the_answer_and_follows_its_number(office: Asking) -> None:
    named, other = office.asked(), office.asked()
    office.letter("A/1", {named: "yes", other: "yes"})
    assert office.letter("A/2", {named: "no:so"}, corrects="A/1", reason="a mistake") == {
        named: "refused",
        other: "answered",
    }
    assert office.ws.case(other).fields["letter_number"] == "A/2"
    event = office.ws.history(other)[-1]
    assert (event.action, event.actor, event.reason) == ("letter_corrected", "clerk", "a mistake")
    assert office.told("A/2", other).outcome == "follows"


def test_another_answer_takes_the_case_back_and_on_by_the_action_itself(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    office.letter("A/2", {case: "change:other sum"}, corrects="A/1", reason="a mistake")
    found = office.ws.case(case)
    assert (found.state, found.returned, found.came_from) == ("draft", True, ())
    assert [event.action for event in office.ws.history(case)[-2:]] == ["letter_corrected", "change"]
    assert found.revision == 4, "one commit"


def test_an_answer_that_had_sent_it_back_can_be_corrected_too(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "change:other sum"})
    assert office.letter("A/2", {case: "yes"}, corrects="A/1", reason="a mistake") == {case: "answered"}
    assert office.ws.case(case).came_from == ("draft", "asked")


def test_values_follow_and_signatures_given_on_them_fall(office: Asking) -> None:
    case = office.asked(amount=5)
    office.letter("A/1", {case: "yes"})
    office.ws.act(case, "sign", actor="boss")
    office.letter("A/2", {case: "yes"}, {case: {"amount": 7}}, corrects="A/1", reason="a mistake")
    found = office.ws.case(case)
    assert (found.fields["amount"], found.signatures) == (7, ())
    assert [one.what for one in office.ws.notices("boss")] == ["fell"]
    office.ws.act(case, "sign", actor="board")
    assert office.ws.act(case, "sign", actor="boss").state == "ordered"


def test_signatures_stay_where_nothing_changes_on_which_they_were_given(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    office.ws.act(case, "sign", actor="boss")
    office.letter("A/2", {}, corrects="A/1", reason="a mistake")
    assert len(office.ws.case(case).signatures) == 1


def test_values_follow_only_by_the_rules_under_which_they_were_given(office: Asking) -> None:
    case = office.asked(amount=5)
    office.letter("A/1", {case: "yes"})
    done = office.letter("A/2", {case: "yes"}, {case: {"amount": 700}}, corrects="A/1", reason="so")
    assert done == {case: ["rule"]}
    assert office.letter("A/2", {case: "yes"}, day="2025-11-26", corrects="A/1", reason="so") == {
        case: ["rule"]
    }
    assert office.ws.case(case).fields["amount"] == 5


def test_a_case_that_had_gone_on_goes_no_further_and_says_what_is_left(office: Asking) -> None:
    case, other = office.asked(), office.asked()
    office.letter("A/1", {case: "yes", other: "yes"})
    office.order("O/1", case, other)
    office.letter("A/2", {case: "no:so"}, corrects="A/1", reason="a mistake")
    assert office.ws.case(case).state == "ordered"
    told = office.told("A/2", case)
    assert (told.outcome, [one["en"] for one in told.ways]) == ("differs", ["Revoke"])
    assert office.told("A/2", other).outcome == "stands"
    assert office.ws.case(other).fields["letter_number"] == "A/1", "what was decided on stands"
    assert office.codes(case, "pay", "clerk") == ["letter_differs"]
    assert office.codes(other, "pay", "clerk") == []
    assert [one.what for one in office.ws.notices("boss")] == ["letter_differs"]
    assert office.codes(case, "revoke", "boss", reason="so") == []


def test_a_third_letter_may_let_it_go_on_again(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    office.order("O/1", case)
    office.letter("A/2", {case: "no:so"}, corrects="A/1", reason="a mistake")
    office.letter("A/3", {case: "yes"}, corrects="A/2", reason="it was right")
    assert office.told("A/3", case).outcome == "stands"
    assert office.ws.act(case, "pay", actor="clerk").state == "paid"


def test_a_case_that_was_sent_back_since_asks_anew(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    office.ws.act(case, "return", actor="boss", to="draft", reason="so")
    assert office.letter("A/2", {case: "no:so"}, corrects="A/1", reason="so") == {case: "draft"}
    assert office.told("A/2", case).outcome == "lapsed"
    office.ws.act(case, "ask", actor="clerk", fields={"amount": 6})
    assert office.letter("A/3", {case: "yes"}) == {case: "answered"}
    assert office.order("O/1", case) == ["ordered"]


def test_a_refused_case_stays_refused(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "no:so"})
    assert office.letter("A/2", {case: "yes"}, corrects="A/1", reason="so") == {case: "refused"}
    told = office.told("A/2", case)
    assert (told.outcome, told.ways) == ("differs", ())


def test_an_answer_of_another_kind_takes_no_place(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    with pytest.raises(InputError, match="There is no letter “A/9”"):
        office.letter("A/2", {case: "yes"}, corrects="A/9", reason="so")


# ── the record ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_that_was_altered_beside_the_record_is_found(tmp_path: Path) -> None:
    office = asking(tmp_path)
    office.letter("A/1", {office.asked(): "yes"})
    doc = next(iter(office.ws.store.read().all("letters")))
    office.ws.store.transact(lambda tx: tx.put("letters", {**doc, "number": "A/7"}))
    [fault] = office.ws.verify().faults
    assert (fault.code, fault.where) == ("letters", doc["id"])
    office.ws.close()


def test_it_is_there_when_the_store_is_opened_again(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"}, scan={"file": "a.pdf", "sha256": "0" * 64, "size": 3})
    ws: Workspace = office.again()
    letter = ws.letters.get("A/1")
    assert letter.scan is not None
    assert letter.scan["file"] == "a.pdf"
    [(_letter, told)] = ws.letters.of(case)
    assert (told.action, told.newest, told.same) == ("yes", True, True)


def test_a_session_records_as_its_user(office: Asking) -> None:
    case = office.asked()
    session = office.ws.as_user("clerk")
    [(_case, done)] = session.letters.record("A/1", DAY, [LetterLine(case, "yes")])
    assert done.state == "answered"
    with pytest.raises(InputError, match="does not act for"):
        session.letters.record("A/2", DAY, [LetterLine(case, "yes")], actor="boss")


def test_the_acts_of_a_letter_are_acts(office: Asking) -> None:
    case = office.asked()
    act = Act(case, "yes", {"letter_number": "A/1", "letter_date": DAY}, letter={"why": "x"})
    [done] = office.ws.act_many([act], actor="clerk")
    assert not isinstance(done, Exception)
    assert done.state == "answered"
    assert office.ws.letters.get("A/1").why == "x"


def test_who_saw_an_earlier_revision_is_told_who_was_quicker(office: Asking) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    office.letter("A/2", {case: "yes"}, corrects="A/1", reason="so")
    line = LetterLine(case, "no", "so", expected=2)
    [(_case, result)] = office.ws.letters.record(
        "A/3", DAY, [line], actor="clerk", corrects="A/2", reason="so"
    )
    assert isinstance(result, Conflict)
    assert "Clerk took “Corrected letter”" in str(result)


def test_a_letter_moves_with_its_case_to_a_version_with_other_names(office: Asking, tmp_path: Path) -> None:
    case = office.asked()
    office.letter("A/1", {case: "yes"})
    other = tmp_path / "grant2.yaml"
    other.write_text(GRANTS.replace("asked", "awaited").replace("  yes:", "  granted:"), encoding="utf-8")
    office.ws.publish(other, actor="admin", map={"asked": "awaited", "action:yes": "granted"})
    office.ws.definitions.migrate("grant", actor="admin")
    [entry] = office.ws.case(case).letters
    assert (entry["action"], entry["source"], entry["path"]) == ("granted", "awaited", ["draft"])
    office.letter("A/2", {case: "no:so"}, corrects="A/1", reason="a mistake")
    assert office.ws.case(case).state == "refused"
