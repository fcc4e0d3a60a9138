"""Going back over the shipped functional pathway: return with a list of faults, withdraw, suspend, reject, annul."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.office import PATHWAY, City, papers
from workflow import Act, Case, InputError, Refused
from workflow.definition.reader import read
from workflow.definition.ways import closure, ways_of
from workflow.registry.reference import Reference
from workflow.registry.vocabulary import position_subject
from workflow.shipped import shipped_definitions

BTS = {"part": "diploma", "kind": "BTS", "note": "page 2 cannot be read"}
BTL = {"part": "credit_statement", "kind": "BTL", "note": "of 2024"}
SUBJECTS = {"position": position_subject(Reference.load(shipped_definitions() / "reference"))}
OTHER: dict[str, Any] = {"diploma": "a new scan"}


def proposed(city: City) -> str:
    case = city.vacant()
    city.nominate(case, "P-NEW", "pertama")
    return case


def returned(city: City, *faults: dict[str, str], to: str = "vacant") -> str:
    case = proposed(city)
    city.ws.act(case, "return", actor="verifier", to=to, reason="see the list", faults=faults)
    return case


def reasons(city: City, case: str, action: str, actor: str, **given: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        city.ws.act(case, action, actor=actor, **given)
    return [(one.code, one.message) for one in refusal.value.reasons]


# ── a list of faults ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_return_keeps_its_list_of_faults_on_the_case_and_in_the_record(city: City) -> None:
    case = returned(city, BTS, BTL)
    found = city.ws.case(case)
    assert found.returned
    assert found.state == "vacant"
    assert [(one.part, one.kind, one.note, one.by, one.mended) for one in found.faults] == [
        ("diploma", "BTS", "page 2 cannot be read", "hr_verifier", False),
        ("credit_statement", "BTL", "of 2024", "hr_verifier", False),
    ]
    assert list(city.ws.history(case)[-1].faults) == [BTS, BTL]
    assert city.ws.verify().ok


def test_it_comes_forward_once_each_fault_is_mended_and_the_list_goes(city: City) -> None:
    case = returned(city, BTS, BTL)
    assert reasons(city, case, "nominate", "head") == [
        ("fault", "“Diploma” is to be mended first: BTS (page 2 cannot be read)."),
        ("fault", "“Credit statement” is to be mended first: BTL (of 2024)."),
    ]
    assert reasons(city, case, "nominate", "head", documents=OTHER) == [
        ("fault", "“Credit statement” is to be mended first: BTL (of 2024).")
    ]
    given = {**OTHER, "credit_statement": "of 2024"}
    found = city.ws.act(case, "nominate", actor="head", documents=given)
    assert (found.state, found.returned, found.faults) == ("proposed", False, ())
    assert found.documents["diploma"] == "a new scan"
    assert city.ws.verify().ok


def test_what_the_list_does_not_name_stays_as_it_is_and_the_refusal_says_who_named_it(city: City) -> None:
    case = returned(city, BTS)
    with pytest.raises(Refused) as refusal:
        city.ws.act(
            case,
            "nominate",
            actor="head",
            fields={"tmt": "2026-01-01", "route": "pertama"},
            documents={**OTHER, "rank_decree": "another one"},
        )
    assert [(one.code, one.message) for one in refusal.value.reasons] == [
        (
            "not_named",
            "“Effective date (planned)” stays as it is: the list of faults does not name it. It names Diploma.",
        ),
        (
            "not_named",
            "“Latest rank decree” stays as it is: the list of faults does not name it. It names Diploma.",
        ),
    ]
    assert [one.who_can_mend[0]["en"] for one in refusal.value.reasons] == ["HR verifier"] * 2  # type: ignore[index]
    assert city.ws.case(case).fields["tmt"] == "2025-12-01"


def test_what_is_not_filled_in_yet_may_be_given_beside_the_list(city: City) -> None:
    case = returned(city, BTS)
    found = city.ws.act(
        case, "nominate", actor="head", fields={"notes": "the page was torn"}, documents=OTHER
    )
    assert (found.state, found.fields["notes"]) == ("proposed", "the page was torn")


def test_a_field_on_the_list_is_changed_or_said_again(city: City) -> None:
    for value in ("2026-01-05", "2025-12-01"):
        case = returned(city, {"part": "tmt", "kind": "bts"})
        assert city.codes(case, "nominate", "head") == ["fault"]
        found = city.ws.act(case, "nominate", actor="head", fields={"tmt": value})
        assert (found.state, found.fields["tmt"]) == ("proposed", value)
        city.ws.act(case, "cancel", actor="agency", reason="the next one")


def test_another_nominee_brings_papers_of_their_own(city: City) -> None:
    case = returned(city, {"part": "nominee", "kind": "BTS", "note": "born on another day"})
    found = city.ws.act(
        case, "nominate", actor="head", fields={"nominee": "P-NEW-2"}, documents=papers("pertama")
    )
    assert (found.state, found.fields["nominee"]) == ("proposed", "P-NEW-2")


def test_a_return_without_a_list_leaves_everything_open_to_change(city: City) -> None:
    case = returned(city)
    found = city.ws.act(case, "nominate", actor="head", fields={"tmt": "2026-01-05"})
    assert (found.state, found.fields["tmt"]) == ("proposed", "2026-01-05")


def test_a_fault_that_nobody_could_mend_there_is_refused_and_says_where_it_is_given(city: City) -> None:
    case = proposed(city)
    assert reasons(city, case, "return", "verifier", to="vacant", reason="x", faults=[
        {"part": "minutes_number", "kind": "BTL"}]) == [
        ("fault_elsewhere", "“Committee minutes number” cannot be mended in “Vacant”; it is given in Verified.")
    ]  # fmt: skip
    assert city.ws.case(case).state == "proposed"


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ([{"part": "diplomma", "kind": "BTS"}], "no field or document “diplomma”"),
        ([{"part": "diploma", "kind": "TMS"}], "“TMS” is no kind of fault"),
        ([{"part": "diploma"}], "“-” is no kind of fault"),
        ([BTS, BTS], "stands twice"),
        ([{"part": "notes", "kind": "BTS"}], "is not there"),
        ([{"part": "diploma", "kind": "BTS", "page": 2}], "is no fault of a file"),
        (["diploma"], "is no fault of a file"),
        ([{"part": "diploma", "kind": "BTS", "note": 3}], "“note” of a fault"),
    ],
)
def test_a_list_that_says_nothing_of_the_case_is_wrong_input(
    city: City, faults: list[Any], said: str
) -> None:
    case = proposed(city)
    with pytest.raises(InputError, match=said):
        city.ws.act(case, "return", actor="verifier", to="vacant", reason="x", faults=faults)
    assert city.ws.case(case).faults == ()


def test_an_action_that_sends_nothing_back_takes_no_list(city: City) -> None:
    case = proposed(city)
    with pytest.raises(InputError, match="“Verify” takes no list of faults") as wrong:
        city.ws.act(case, "verify", actor="verifier", faults=[BTS])
    assert "return" in (wrong.value.hint or "")


def test_a_second_return_brings_a_list_of_its_own(city: City) -> None:
    case = returned(city, BTS)
    city.ws.act(case, "nominate", actor="head", documents=OTHER)
    found = city.ws.act(case, "return", actor="verifier", to="vacant", reason="again", faults=[BTL])
    assert [one.part for one in found.faults] == ["credit_statement"]
    assert city.codes(case, "nominate", "head", documents={"diploma": "a third one"}) == [
        "not_named",
        "fault",
    ]


def test_a_list_outlasts_a_rest_and_both_the_preview_and_explain_tell_of_it(city: City) -> None:
    case = proposed(city)
    city.ws.act(case, "verify", actor="verifier")
    notes = {"part": "verification_note", "kind": "BTL", "note": "which page?"}
    city.ws.act(case, "return", actor="division", to="proposed", reason="why?", faults=[notes])
    city.ws.act(case, "suspend", actor="division", reason="the archive is closed")
    found = city.ws.act(case, "resume", actor="division", reason="open again")
    assert (found.state, [one.part for one in found.faults]) == ("proposed", ["verification_note"])
    (answer,) = (one for one in city.ws.explain(case, actor="verifier") if one.name == "verify")
    assert answer.allowed
    assert [one.code for one in answer.questions] == ["fault"]
    seen = city.ws.preview(case, "verify", actor="verifier", fields={"verification_note": "page 2"})
    assert seen.case is not None
    assert seen.case.state == "verified"
    assert city.ws.verify().ok


def test_many_are_sent_back_with_one_list(city: City) -> None:
    cases = [city.vacant(), city.vacant()]
    for case, person in zip(cases, ("P-NEW", "P-NEW-2"), strict=True):
        city.nominate(case, person, "pertama")
    acts = [Act(one, "return", to="vacant", reason="both", faults=[BTS]) for one in cases]
    done = city.ws.act_many(acts, actor="verifier")
    assert [(one.state, len(one.faults)) for one in done if isinstance(one, Case)] == [("vacant", 1)] * 2


def test_the_first_who_signs_mends_what_the_list_names_and_the_others_only_sign(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="request")
    letter = {"pertek_number": "P-1", "pertek_date": "2025-11-03"}
    minutes = {"part": "minutes_number", "kind": "BTS", "note": "of another session"}
    given: dict[str, Any] = {"fields": letter, "to": "verified", "reason": "changed", "faults": [minutes]}
    city.ws.act(case, "pertek_changed", actor="officer", **given)
    assert city.codes(case, "assess", "division") == ["fault"]
    assert city.codes(case, "assess", "division", fields={"minutes_date": "2025-11-02"}) == [
        "not_named",
        "fault",
    ]
    after = city.ws.act(case, "assess", actor="division", fields={"minutes_number": "BA-2"})
    assert [(one.part, one.mended) for one in after.faults] == [("minutes_number", True)]
    for member in ("member1", "member2", "member3"):
        after = city.ws.act(case, "assess", actor=member)
    assert (after.state, after.faults) == ("assessed", ())
    assert city.ws.verify().ok


# ── where back leads, and what becomes of signatures ────────────────────────────────────────────────────────────────────


def assessing(city: City) -> str:
    """The division's head and one of the committee have signed."""
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="verify")
    city.assess(case, members=1)
    return case


def test_back_leads_only_to_where_the_case_has_been(city: City) -> None:
    case = assessing(city)
    (answer,) = (one for one in city.ws.explain(case, actor="division") if one.name == "return")
    assert answer.targets == ("vacant", "proposed")
    assert city.codes(case, "return", "division", to="endorsed", reason="x") == ["target"]
    assert city.codes(case, "return", "division", reason="x") == ["to"]
    assert city.codes(case, "return", "division", to="proposed") == ["reason"]


def test_a_return_resets_the_signatures_and_who_gave_them_is_told_while_history_keeps_them(
    city: City,
) -> None:
    case = assessing(city)
    found = city.ws.act(case, "return", actor="secretary", to="proposed", reason="the file is not complete")
    assert found.signatures == ()
    assert found.signing is None
    last = city.ws.history(case)[-1]
    assert {"fell": ["division", "member1"]} in last.followed
    for user in ("division", "member1"):
        assert "Your signature no longer counts: Secretary took “Return”." in [
            one.message for one in city.ws.notices(user, unread=True)
        ]
    assert not [one for one in city.ws.notices("member2") if one.what == "fell"]
    signed = [one.actor for one in city.ws.history(case) if one.action == "assess"]
    assert signed == ["division", "member1"]
    city.ws.act(case, "verify", actor="verifier")
    assert city.ws.case(case).signatures == ()
    assert city.assess(case).state == "assessed", "everybody signs anew"
    assert city.ws.verify().ok


def test_who_signs_and_sends_back_is_not_told_of_it(city: City) -> None:
    case = assessing(city)
    city.ws.act(case, "return", actor="division", to="proposed", reason="x")
    assert {"fell": ["member1"]} in city.ws.history(case)[-1].followed


# ── withdraw ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_proposer_withdraws_until_somebody_else_has_acted(city: City) -> None:
    case = proposed(city)
    assert city.ws.act(case, "withdraw", actor="head", reason="another nominee").state == "vacant"
    city.nominate(case, "P-NEW-2", "pertama", documents=papers("pertama"))
    city.ws.act(case, "verify", actor="verifier")
    city.ws.act(case, "return", actor="verifier", to="proposed", reason="a second look")
    with pytest.raises(Refused) as refusal:
        city.ws.act(case, "withdraw", actor="head", reason="too late")
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.message) == (
        "acted_since",
        "Somebody else has acted since “Nominate”, so that “Withdraw” is too late.",
    )
    assert {"id": "Verifikator BKPSDM", "en": "HR verifier"} in reason.who_can_mend
    assert city.ws.verify().ok


def test_nobody_else_withdraws_even_with_the_same_role(city: City) -> None:
    case = proposed(city)
    city.ws.add_user("head2", name="Head Two", roles=[("opd_head", "HEALTH")], actor="admin")
    for user in ("officer", "head2"):
        with pytest.raises(Refused) as refusal:
            city.ws.act(case, "withdraw", actor=user, reason="x")
        assert [(one.code, one.message, one.who_can_mend) for one in refusal.value.reasons] == [
            ("duty", "“Withdraw” is for who took “Nominate”, or stands in for them.", ("Head",))
        ]
    assert city.ws.case(case).state == "proposed"


def test_who_stands_in_for_the_proposer_withdraws(city: City) -> None:
    case = proposed(city)
    city.ws.add_user("deputy", name="Deputy", roles=[], actor="admin")
    city.ws.delegate("head", to="deputy", role="opd_head", reason="travels", actor="head")
    found = city.ws.act(case, "withdraw", actor="deputy", reason="as asked", on_behalf_of="head")
    assert found.state == "vacant"


def test_looking_and_taking_up_is_no_act_so_that_withdrawing_is_still_open(city: City) -> None:
    case = proposed(city)
    city.ws.claim(case, actor="verifier")
    city.clock.set("2025-12-20T08:00")
    city.ws.tick()
    assert city.ws.act(case, "withdraw", actor="head", reason="late, and nobody acted").state == "vacant"


# ── suspend, reject, cancel, annul ──────────────────────────────────────────────────────────────────────────────────────


def test_waiting_for_outside_and_resting_count_against_nobody(city: City) -> None:
    """Verify: 3 working days. At BKN: Monday 3 to Friday 14 November, 9. At rest: Monday 17 to Wednesday 19, 2."""
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="request")
    city.clock.set("2025-11-14T08:00")
    fields = {"pertek_number": "P-1", "pertek_date": "2025-11-14"}
    due = city.ws.act(case, "grant_pertek", actor="officer", fields=fields).due
    assert due == date(2025, 11, 21)
    city.clock.set("2025-11-17T08:00")
    assert city.ws.act(case, "suspend", actor="division", reason="a complaint").due is None
    city.clock.set("2025-11-19T08:00")
    due = city.ws.act(case, "resume", actor="division", reason="answered").due
    assert due == date(2025, 11, 25), "two working days later, as long as it rested"
    city.clock.set("2025-11-20T08:00")
    clock = city.ws.case_clock(case)
    assert (clock.own, clock.outside, clock.stopped) == (2, 9, 2)
    assert [(one.state, one.kind) for one in clock.stays if one.kind != "own"] == [
        ("pertek_requested", "outside"),
        ("suspended", "stopped"),
    ]


def test_a_rejected_or_cancelled_case_takes_no_action_any_more(city: City) -> None:
    for action, actor in (("reject", "division"), ("cancel", "agency")):
        case = proposed(city)
        assert city.ws.act(case, action, actor=actor, reason="x").final
        for name in city.ws.definitions.get(PATHWAY, 1).definition.actions:
            for user in ("head", "officer", "mayor", "secretary", "agency", "protocol"):
                assert "state" in city.codes(case, name, user) or "automatic" in city.codes(case, name, user)
        with pytest.raises(Refused):
            city.ws.ceremonies.add(_ceremony(city), [case], actor="protocol")
    assert not [one for one in city.ws.registry.holdings(person="P-NEW") if one.position == "NURSE-1"]


def _ceremony(city: City) -> str:
    return city.ws.ceremonies.create("Pelantikan", date(2025, 11, 25), place="Aula", actor="protocol").id


def shipped() -> list[str]:
    """The pathways that come with Lantik and appoint somebody."""
    return sorted(
        one.stem
        for one in shipped_definitions().glob("*.yaml")
        if one.stem != "city" and not one.stem.endswith(".scenario")
    )


@pytest.mark.parametrize("pathway", shipped())
def test_no_way_of_a_shipped_pathway_leads_from_rejected_to_an_appointment(pathway: str) -> None:
    definition = read(shipped_definitions() / f"{pathway}.yaml", subjects=SUBJECTS).definition
    assert definition is not None
    assert any("appoint" in one for action in definition.actions.values() for one in action.does)
    reached = closure(["rejected"], ways_of(definition))
    assert reached == {"rejected"}
    assert not [one.name for one in definition.leaving("rejected") if one.does]


def test_even_a_definition_that_appoints_a_rejected_case_is_refused_that(city: City, tmp_path: Path) -> None:
    text = (shipped_definitions() / f"{PATHWAY}.yaml").read_text(encoding="utf-8")
    side_door = """
  force:
    label: {id: Angkat saja, en: Appoint anyway}
    from: rejected
    to: inaugurated
    by: ppk
    side: true
    reopens: true
    does: [appoint]
"""
    path = tmp_path / "jabatan-fungsional.yaml"
    path.write_text(text.rstrip("\n") + side_door, encoding="utf-8")
    city.ws.publish(path, actor="admin")
    case = proposed(city)
    city.ws.act(case, "reject", actor="division", reason="unfit")
    assert reasons(city, case, "force", "mayor") == [
        (
            "case_over",
            "A case that was rejected, cancelled or annulled appoints nobody: a new one has to be opened.",
        )
    ]
    assert not city.ws.registry.holders_now("P-NEW")


def test_annulling_after_the_fact_gives_everything_back_and_the_record_tells_it(city: City) -> None:
    case = city.inaugurated("P-PROMOTE", "NURSE-2", "promosi")
    city.clock.set("2025-12-03T08:00")
    city.finish(case)
    city.clock.set("2025-12-10T08:00")
    fields = {"annulment_number": "9/2025", "annulment_date": "2025-12-10"}
    city.ws.act(case, "annul", actor="mayor", reason="no Pertek", fields=fields)
    assert [one.position for one in city.ws.registry.holders_now("P-PROMOTE")] == ["NURSE-1"]
    last = city.ws.history(case)[-1]
    effects = [one["effect"] for one in last.followed if "effect" in one]
    assert effects == ["take_back", "give_back", "open_vacancy"]
    assert (last.action, last.reason, last.fields["annulment_number"]) == ("annul", "no Pertek", "9/2025")
    (void,) = (one for one in city.ws.registry.holdings(person="P-PROMOTE") if one.position == "NURSE-2")
    assert (void.annulled, void.ended_by) == (date(2025, 12, 10), case)
    assert city.vacant("NURSE-2"), "the seat is open for another case"
    assert city.ws.verify().ok


def test_a_return_past_a_sign_off_tells_those_whose_signatures_had_carried_the_case_there(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="endorse")
    signed = ("division", "member1", "member2", "member3")
    assert city.ws.case(case).stood == {"verified": signed}
    city.ws.act(case, "return", actor="mayor", to="proposed", reason="from the file on")
    assert {"fell": list(signed)} in city.ws.history(case)[-1].followed
    assert [one.what for one in city.ws.notices("member3")] == ["fell"]
    assert city.ws.case(case).stood == {}
    city.ws.act(case, "verify", actor="verifier")
    for user in ("division", "member2", "member3", "member4"):
        minutes = {"minutes_number": "BA-2", "minutes_date": "2025-11-03"} if user == "division" else {}
        city.ws.act(case, "assess", actor=user, fields=minutes)
    city.ws.act(case, "return", actor="secretary", to="vacant", reason="again")
    (fell,) = (one["fell"] for one in city.ws.history(case)[-1].followed if "fell" in one)
    assert fell == ["division", "member2", "member3", "member4"], (
        "who signed in the earlier round is not told again"
    )
    assert city.ws.verify().ok
