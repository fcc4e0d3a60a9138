"""The lines of a decree: numbered 1 to n without a gap over those who go on, each held against the letter behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.databases import emptied, lite
from tests.workspace.letters import DAY, Asking, asking
from tests.workspace.office import City, nurses, person
from workflow import Act, Case, InputError, LetterLine, Refused

NUMBER = "1211/B-AK/2025"
DECREE = {"decree_number": "99/BKPSDM/2025", "decree_date": "2025-11-14"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    found = asking(tmp_path_factory.mktemp("decrees"))
    yield found
    assert found.ws.verify().ok
    found.ws.close()


fates = st.lists(
    st.sampled_from(["ordered", "refused", "returned", "not yet", "revoked"]), min_size=1, max_size=7
)


@given(fates=fates, atomic=st.booleans())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_lines_run_from_1_to_n_over_those_who_go_on(office: Asking, fates: list[str], atomic: bool) -> None:
    number = office.number("order")
    cases = [office.asked() for _fate in fates]
    answers = {case: "no:so" if fate == "refused" else "yes" for case, fate in zip(cases, fates, strict=True)}
    office.letter(office.number("letter"), answers)
    for case, fate in zip(cases, fates, strict=True):
        if fate == "returned":
            office.ws.act(case, "return", actor="boss", to="draft", reason="dropped before it was signed")
    acts = [Act(one, "order", {"order_number": number, "order_date": DAY}) for one in cases]
    ready = [one for one, fate in zip(cases, fates, strict=True) if fate not in ("refused", "returned")]
    if atomic and len(ready) < len(cases):
        with pytest.raises(Refused):
            office.ws.act_many(acts, actor="boss", atomic=True)
        with pytest.raises(InputError):
            office.ws.decrees.get(number, "order")
        acts = [one for one in acts if one.case in ready]
    results = office.ws.act_many(acts, actor="boss", atomic=atomic) if acts else []
    assert [one.id for one in results if isinstance(one, Case)] == ready
    for case, fate in zip(cases, fates, strict=True):
        if fate == "revoked":
            office.ws.act(case, "revoke", actor="boss", reason="afterwards")
    if not ready:
        return
    lines = office.ws.decrees.lines(number, "order")
    assert [(one.number, one.case) for one in lines] == list(enumerate(ready, 1))
    assert [office.ws.case(one).batches["order"]["line"] for one in ready] == list(range(1, len(ready) + 1))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_lines_are_numbered_in_a_database_too(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    target = lite(tmp_path) if kind == "sqlite" else emptied(request.getfixturevalue("postgres"))
    found = asking(tmp_path, target)
    cases = [found.asked() for _n in range(3)]
    found.letter("A/1", {cases[0]: "yes", cases[1]: "no:so", cases[2]: "yes"})
    found.order("O/1", cases[0], cases[2])
    assert [one.case for one in found.ws.decrees.lines("o/1", "order")] == [cases[0], cases[2]]
    assert found.ws.verify().ok
    found.ws.close()


def test_a_line_that_was_altered_beside_the_record_is_found(tmp_path: Path) -> None:
    found = asking(tmp_path)
    case = found.asked()
    found.letter("A/1", {case: "yes"})
    found.order("O/1", case)
    doc = next(iter(found.ws.store.read().all("decrees")))
    found.ws.store.transact(lambda tx: tx.put("decrees", {**doc, "lines": []}))
    [fault] = found.ws.verify().faults
    assert fault.code == "decrees"
    found.ws.close()


# ── beside the letter: partial Pertek, DOMAIN 15 ────────────────────────────────────────────────────────────────────


def requested(city: City, *people: str) -> list[str]:
    """Cases of which BKN has been asked; it is 14 November."""
    city.put(nurses("NURSE-1", "Ahli Pertama", 9), *(person(one, "III/a") for one in people))
    city.clock.set("2025-11-03T08:00")
    cases = [city.walk(one, "NURSE-1", "pertama", until="request") for one in people]
    city.clock.set("2025-11-14T08:00")
    return cases


def letter(city: City, number: str, *lines: LetterLine, **about: str) -> None:
    for _case, result in city.ws.letters.record(number, "2025-11-14", lines, actor="officer", **about):
        assert isinstance(result, Case), result


def test_six_of_seven_stand_on_the_decree_and_the_seventh_is_returned(city: City) -> None:
    cases = requested(city, *(f"P-{n}" for n in range(1, 8)))
    lines = [LetterLine(one, "grant") for one in cases]
    lines[3] = LetterLine(cases[3], "changed", "Formasi belum sesuai", "verified")
    letter(city, NUMBER, *lines)
    acts = [Act(one, "decree", DECREE) for one in cases]
    results = city.ws.act_many(acts, actor="mayor")
    assert [isinstance(one, Case) for one in results] == [True, True, True, False, True, True, True]
    going = [one for one in cases if one != cases[3]]
    assert [(one.number, one.case) for one in city.ws.decrees.lines("99/bkpsdm/2025")] == list(
        enumerate(going, 1)
    )
    assert city.ws.case(cases[3]).returned
    assert {one.number for one, _told in city.ws.letters.of(cases[3])} == {NUMBER}


def test_a_line_that_differs_from_the_letter_is_refused_and_both_are_named(city: City) -> None:
    [case] = requested(city, "P-1")
    letter(city, NUMBER, LetterLine(case, "grant", says={"tmt": "2026-01-01", "subject": "NURSE-2"}))
    with pytest.raises(Refused) as refused:
        city.ws.act(case, "decree", actor="mayor", fields=DECREE)
    [reason] = refused.value.reasons
    assert reason.code == "letter_list"
    assert (
        f"Here, {case}: Maria P-1, Effective date (planned) 1 December 2025, Perawat Ahli Pertama."
        in reason.message
    )
    assert (
        f"In letter {NUMBER}: Maria P-1, Effective date (planned) 1 January 2026, Perawat Ahli Muda."
        in reason.message
    )


def test_kapuas_hulu_a_letter_with_an_error_is_revised_and_then_the_decree_goes_through(city: City) -> None:
    """Kapuas Hulu 2026: an error in BKN's list; the office asked BKN to revise its Pertek."""
    [case, other] = requested(city, "P-1", "P-2")
    letter(city, NUMBER, LetterLine(case, "grant", says={"nominee": "P-2"}), LetterLine(other, "grant"))
    assert city.codes(case, "decree", "mayor", fields=DECREE) == ["letter_list"]
    letter(city, "1300/B-AK/2025", LetterLine(case, "grant"), corrects=NUMBER, reason="Nama tertukar")
    assert city.codes(case, "decree", "mayor", fields=DECREE) == []
    assert city.codes(other, "decree", "mayor", fields=DECREE) == []
    [line, _other] = city.ws.decrees.lines(DECREE["decree_number"])
    assert [(one.number, one.same) for one in line.letters] == [("1300/B-AK/2025", True), (NUMBER, False)]


def test_a_corrected_date_follows_and_the_seat_is_decreed_from_then(city: City) -> None:
    [case] = requested(city, "P-1")
    letter(city, NUMBER, LetterLine(case, "grant"))
    corrected = LetterLine(case, "grant", says={"tmt": "2026-02-01"})
    letter(city, "1300/B-AK/2025", corrected, corrects=NUMBER, reason="TMT diubah BKN")
    assert city.ws.case(case).fields["tmt"] == "2026-02-01"
    assert city.codes(case, "decree", "mayor", fields=DECREE) == []


def test_a_letter_puts_nobody_else_into_a_case(city: City) -> None:
    [case, _other] = requested(city, "P-1", "P-2")
    letter(city, NUMBER, LetterLine(case, "grant"))
    another = LetterLine(case, "grant", says={"nominee": "P-2"})
    [(_case, result)] = city.ws.letters.record(
        "1300/B-AK/2025", "2025-11-14", [another], actor="officer", corrects=NUMBER, reason="so"
    )
    assert isinstance(result, Refused)
    assert [one.code for one in result.reasons] == ["another_person"]


def test_a_date_after_the_pension_does_not_follow(city: City) -> None:
    [case] = requested(city, "P-1")
    letter(city, NUMBER, LetterLine(case, "grant"))
    late = LetterLine(case, "grant", says={"tmt": "2055-01-01"})
    [(_case, result)] = city.ws.letters.record(
        "1300/B-AK/2025", "2025-11-14", [late], actor="officer", corrects=NUMBER, reason="so"
    )
    assert isinstance(result, Refused)
    assert "retires before the effective date" in str(result)


def test_the_preview_of_a_letter_comes_to_what_recording_it_does(city: City) -> None:
    [case] = requested(city, "P-1")
    given = {"fields": {"pertek_number": NUMBER, "pertek_date": "2025-11-14"}}
    seen = city.ws.preview(case, "grant_pertek", actor="officer", **given)
    done = city.ws.act(case, "grant_pertek", actor="officer", **given)
    assert seen.case is not None
    assert done.letters
    assert replace(seen.case, hash="") == replace(done, hash="")
