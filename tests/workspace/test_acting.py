"""Acting for a post beside its filling, and cases of several definitions about one seat and one person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.workspace.office import City, pathway
from workflow import Refused

ACTING = """\
format: lantik/1
id: plt
title: {id: Penugasan Plt, en: Acting assignment}
subject: position
opens_for: position.kind == "structural"
number: "PLT-{year}-{n:04}"
parameters:
  months: {value: 3}
  levels: {value: {Ahli Madya: [Administrator, Pengawas], Ahli Muda: [Pengawas], Ahli Pertama: [Pengawas]}}
roles:
  officer: {label: {id: Petugas, en: Officer}}
fields:
  nominee: {type: person, label: {id: Pejabat, en: Official}}
  acting_kind: {type: choice, options: {plt: {id: Plt, en: Acting}, plh: {id: Plh, en: Daily}}, label: {id: Jenis, en: Kind}}
  acting_from: {type: date, label: {id: Mulai, en: From}}
  acting_until: {type: date, label: {id: Sampai, en: Until}}
initial: vacant
states:
  vacant: {phase: vacant, label: {id: Kosong, en: Vacant}}
  acting: {phase: approval, label: {id: Ditugaskan, en: Acting}}
  over:   {phase: closed, final: true, label: {id: Selesai, en: Over}}
actions:
  assign:
    label: {id: Tugaskan, en: Assign}
    from: vacant
    to: acting
    by: officer
    asks: [nominee, acting_kind, acting_from, acting_until]
    does: appoint_acting
    only_if:
      - rule: 'case.acting_kind == "plh" || position.vacant > 0'
      - rule: case.acting_until <= term_end(case.acting_from, params.months)
      - rule: acting_terms(nominee, position) == 0 && same_agency(nominee, position)
      - rule: >-
          nominee.kind == "functional" ? position.level_class in params.levels[nominee.level]
          : class_order(position.level) - class_order(nominee.level) in [0, 1]
      - rule: '!new_term_ban(today, 6) && !election_ban(today, 6)'
  extend:
    label: {id: Perpanjang, en: Extend}
    from: acting
    to: acting
    by: officer
    asks: acting_until
    does: extend_acting
    only_if:
      - rule: case.acting_until <= term_end(case.acting_from, 2 * params.months)
      - rule: acting_terms(nominee, position) < 2
  finish: {label: {id: Akhiri, en: End}, from: acting, to: over, by: officer, does: end_acting}
"""

FILLING = """\
format: lantik/1
id: lain
title: {id: Pengisian lain, en: Another filling}
subject: position
number: "LAIN-{n:04}"
roles:
  officer: {label: {id: Petugas, en: Officer}}
fields:
  nominee: {type: person, label: {id: Calon, en: Nominee}}
initial: vacant
states:
  vacant: {phase: vacant, label: {id: Kosong, en: Vacant}}
  named:  {phase: nomination, label: {id: Diusulkan, en: Named}}
  filled: {phase: filled, final: true, label: {id: Terisi, en: Filled}}
actions:
  name:    {label: {id: Usulkan, en: Name}, from: vacant, to: named, by: officer, asks: nominee}
  appoint: {label: {id: Angkat, en: Appoint}, from: named, to: filled, by: officer, does: [appoint, release]}
"""


@pytest.fixture
def city(tmp_path: Path) -> City:
    found = pathway(tmp_path)
    for name, text in (("plt.yaml", ACTING), ("lain.yaml", FILLING)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        found.ws.publish(tmp_path / name, actor="admin")
    found.ws.add_user("clerk", name="Clerk", roles=("officer",), actor="admin")
    held = found.ws.registry.holdings(person="P-TRANSFER")[0]
    found.put(type(held)(held.id, held.person, held.position, held.status, held.since, date(2025, 9, 30)))
    return found


def assign(city: City, nominee: str = "P-PROMOTE", until: str = "2025-12-31", kind: str = "plt") -> str:
    """An acting case of the section head's post that has somebody act from 1 October on."""
    city.clock.set("2025-11-25T08:00")
    case = city.ws.open_case("plt", "CHIEF", actor="clerk").id
    fields = {"nominee": nominee, "acting_kind": kind, "acting_from": "2025-10-01", "acting_until": until}
    city.ws.act(case, "assign", actor="clerk", fields=fields)
    return case


def refused(city: City, definition: str, position: str) -> Refused:
    """The refusal of opening one more case."""
    with pytest.raises(Refused) as caught:
        city.ws.open_case(definition, position, actor="clerk")
    return caught.value


def test_a_term_of_three_months_is_extended_once_by_three_and_then_another_person_must_come(
    city: City,
) -> None:
    case = assign(city)
    assert city.ws.registry.seat("CHIEF").standing.acting == 1
    assert city.ws.registry.seat("CHIEF").standing.vacant == 1
    assert city.codes(case, "extend", "clerk", fields={"acting_until": "2026-04-01"}) == ["rule"]
    city.ws.act(case, "extend", actor="clerk", fields={"acting_until": "2026-03-31"})
    (held,) = [one for one in city.ws.registry.holdings(person="P-PROMOTE") if one.status == "plt"]
    assert held.until == date(2026, 3, 31)
    assert "rule" in city.codes(case, "extend", "clerk", fields={"acting_until": "2026-03-31"})
    city.clock.set("2026-04-01T08:00")
    city.ws.act(case, "finish", actor="clerk")
    again = city.ws.open_case("plt", "CHIEF", actor="clerk").id
    fields = {
        "nominee": "P-PROMOTE",
        "acting_kind": "plt",
        "acting_from": "2026-04-01",
        "acting_until": "2026-06-30",
    }
    assert city.codes(again, "assign", "clerk", fields=fields) == ["rule"]


def test_of_somebody_without_a_post_it_cannot_be_told_whether_they_may_act(city: City) -> None:
    case = city.ws.open_case("plt", "CHIEF", actor="clerk").id
    fields = {
        "nominee": "P-NEW",
        "acting_kind": "plt",
        "acting_from": "2025-10-01",
        "acting_until": "2025-12-31",
    }
    assert set(city.codes(case, "assign", "clerk", fields=fields)) == {"cannot_tell"}
    assert city.ws.registry.seat("CHIEF").standing.acting == 0


def test_an_acting_case_stands_beside_the_filling_case_and_one_of_each_is_enough(city: City) -> None:
    acting = assign(city)
    filling = city.ws.open_case("lain", "CHIEF", actor="clerk").id
    second = refused(city, "plt", "CHIEF")
    assert [one.code for one in second.reasons] == ["acting_case_open"]
    assert acting in second.message
    assert "Maria P-PROMOTE" in second.message
    third = refused(city, "lain", "CHIEF")
    assert [one.code for one in third.reasons] == ["case_open"]
    assert filling in third.message


def test_filling_cases_of_two_definitions_share_the_seats(city: City) -> None:
    first, second = city.vacant("NURSE-2"), city.ws.open_case("lain", "NURSE-2", actor="clerk").id
    for definition in ("lain", "jabatan-fungsional"):
        with pytest.raises(Refused) as caught:
            city.ws.open_case(definition, "NURSE-2", actor="clerk" if definition == "lain" else "officer")
        assert first in caught.value.message
        assert second in caught.value.message


def test_one_proposal_a_person_over_two_definitions_and_the_refusal_names_both_cases(city: City) -> None:
    mine = city.ws.open_case("lain", "NURSE-2", actor="clerk").id
    city.ws.act(mine, "name", actor="clerk", fields={"nominee": "P-NEW"})
    other = city.vacant("NURSE-1")
    with pytest.raises(Refused) as caught:
        city.nominate(other, "P-NEW", "pertama")
    (reason,) = caught.value.reasons
    assert reason.code == "active_proposal"
    for word in (mine, other, "Maria P-NEW"):
        assert word in reason.message


def test_who_acts_may_be_proposed_and_who_is_proposed_may_act(city: City) -> None:
    assign(city)
    case = city.ws.open_case("lain", "NURSE-2", actor="clerk").id
    assert city.ws.act(case, "name", actor="clerk", fields={"nominee": "P-PROMOTE"}).state == "named"


def test_a_definitive_holder_ends_the_acting_and_its_case_closes_over_it(city: City) -> None:
    acting = assign(city)
    filling = city.ws.open_case("lain", "CHIEF", actor="clerk").id
    city.ws.act(filling, "name", actor="clerk", fields={"nominee": "P-NEW"})
    city.ws.act(filling, "appoint", actor="clerk")
    event = city.ws.history(filling)[-1]
    assert [one["effect"] for one in event.followed if "effect" in one] == ["appoint", "end_acting"]
    standing = city.ws.registry.seat("CHIEF").standing
    assert (standing.vacant, standing.acting) == (0, 0)
    assert city.ws.act(acting, "finish", actor="clerk").final


def test_the_store_finds_a_person_among_candidates(city: City) -> None:
    row = {"id": "C-1:P-NEW", "case": "C-1", "person": "P-NEW", "status": "registered", "open": True}
    city.ws.store.transact(lambda tx: tx.put("candidacies", row))
    reader = city.again().store.read()
    assert list(reader.find("candidacies", "person", "P-NEW")) == [row]
    facts = city.ws.facts(reader)
    assert facts.lookup(date(2025, 11, 25)).term.mayor_sworn_in == date(2025, 2, 20)


def test_an_acting_assignment_waits_for_the_end_of_the_mayors_first_six_months(city: City) -> None:
    city.clock.set("2025-08-20T08:00")
    case = city.ws.open_case("plt", "CHIEF", actor="clerk").id
    fields = {
        "nominee": "P-PROMOTE",
        "acting_kind": "plh",
        "acting_from": "2025-08-20",
        "acting_until": "2025-09-30",
    }
    assert city.codes(case, "assign", "clerk", fields=fields) == ["rule"]
    city.clock.set("2025-08-21T08:00")
    assert city.codes(case, "assign", "clerk", fields=fields) == []
