"""Administrator and Pengawas posts, acting officials and executive posts side by side in one store, as shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.office import City, Clock, copied, papers, pathway, person
from workflow import Refused, Workspace
from workflow.registry.model import Holding, Position
from workflow.shipped import shipped_definitions

PATHWAYS = ("administrator-pengawas", "pelaksana", "plt-plh")
FILE = ("diploma", "rank_decree", "cv", "position_decree", "ratings")


def post(id: str, name: str, level: str) -> Position:
    """A structural post of the health office."""
    return Position(id, name, "structural", "HEALTH", level, retirement_age=58)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with the definitions published; made once, copied for each test."""
    found = pathway(tmp_path_factory.mktemp("posts"))
    for one in PATHWAYS:
        found.ws.definitions.publish(shipped_definitions() / f"{one}.yaml", "admin", scenarios=False)
    found.put(
        post("DIVISION", "Kepala Bidang Pelayanan", "III.b"),
        post("DIVISION-2", "Kepala Bidang Promosi", "III.b"),
        Position("CLERK", "Pengadministrasi", "executive", "HEALTH", "Klerek", 2, education="SLTA", retirement_age=58),
        person("P-DIVISION", "III/d", date(1980, 1, 1)),
        person("P-CLERK", "II/a", education="SLTA", field_of_study=None),
        Holding("H-DIVISION", "P-DIVISION", "DIVISION-2", "definitif", date(2020, 1, 2)),
    )  # fmt: skip
    found.ws.close()
    return found.path


@pytest.fixture
def city(made: Path, tmp_path: Path) -> City:
    clock, path = Clock("2025-11-03T08:00"), copied(made, tmp_path)
    return City(Workspace.open(path, clock=clock), clock, path)


def assigned(city: City, nominee: str = "P-DIVISION", since: str = "2025-10-01") -> str:
    """An acting case of the vacant division, ordered on its first day."""
    city.clock.set(f"{since}T08:00")
    case = city.ws.open_case("plt-plh", "DIVISION", actor="officer").id
    fields = {"nominee": nominee, "acting_kind": "plt", "acting_from": since}
    city.ws.act(case, "propose", actor="officer", fields=fields)
    order = {"order_number": city.number("SP"), "order_date": since}
    city.ws.act(case, "order", actor="secretary", fields=order, documents={"order": "on file"})
    return case


def extend(city: City, case: str) -> list[str]:
    """The codes of the refusals of an extension on this day; none when it is done."""
    fields = {"extension_number": city.number("SP"), "extension_date": city.clock().date().isoformat()}
    return city.codes(case, "extend", "secretary", fields=fields, documents={"order": "on file"})


def standing(ws: Workspace, position: str) -> tuple[int, int, int]:
    """(vacant, holders, acting) of a position today."""
    found = ws.registry.seat(position).standing
    return found.vacant, found.holders, found.acting


def decreed(city: City, nominee: str, position: str, opened: str = "2025-11-03") -> str:
    """An administrator case from the proposal to the decree of Monday 17 November 2025."""
    city.clock.set(f"{opened}T08:00")
    ws = city.ws
    case = ws.open_case("administrator-pengawas", position, actor="officer").id
    city.ws.act(
        case, "nominate", actor="head", documents=dict.fromkeys(FILE, "on file"),
        fields={"nominee": nominee, "route": "promosi", "tmt": "2025-11-25"},
    )  # fmt: skip
    ws.act(case, "verify", actor="verifier")
    session: dict[str, Any] = {"minutes_number": "BA-1", "minutes_date": opened}
    session |= dict.fromkeys(("integrity", "managerial", "technical", "sociocultural"), True)
    ws.act(case, "assess", actor="division", fields=session)
    for n in (1, 2, 3):
        ws.act(case, "assess", actor=f"member{n}")
    ws.act(case, "endorse", actor="secretary", fields={"memo_number": "ND-1", "memo_date": opened})
    ws.act(case, "approve", actor="mayor", fields={"disposition_number": "D-1", "disposition_date": opened})
    city.step(case, "request", nominee, "promosi")
    city.step(case, "grant", nominee, "promosi")
    compared = {"pertek_person": nominee, "pertek_position": position}
    ws.act(case, "compare_pertek", actor="officer", fields=compared, documents={"pertek_list": "on file"})
    city.step(case, "decree", nominee, "promosi")
    return case


# ── acting officials ────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_acts_does_not_fill_the_seat_and_keeps_the_own_post(city: City) -> None:
    case = city.ws.case(assigned(city))
    assert (case.state, case.fields["acting_until"]) == ("acting", "2025-12-31")
    assert standing(city.ws, "DIVISION") == (1, 0, 1)
    assert standing(city.ws, "DIVISION-2") == (0, 1, 0)
    assert city.ws.open_case("administrator-pengawas", "DIVISION", actor="officer").state == "vacant"


def test_a_term_is_over_by_itself_on_the_day_after_its_last(city: City) -> None:
    case = assigned(city)
    city.clock.set("2025-12-31T23:00")
    city.ws.tick()
    assert city.ws.case(case).state == "ending"
    assert standing(city.ws, "DIVISION") == (1, 0, 1)
    city.clock.set("2026-01-01T00:05")
    assert [event.action for event in city.ws.tick()] == ["overdue", "overdue", "expire"]
    over = city.ws.case(case)
    assert (over.state, over.final, over.fields["end_cause"]) == ("ended", True, "expired")
    assert standing(city.ws, "DIVISION") == (1, 0, 0)
    assert city.ws.verify().ok


def test_after_days_off_one_look_is_enough_and_the_term_is_not_longer_for_it(city: City) -> None:
    case = assigned(city)
    city.clock.set("2026-02-16T08:00")
    city.ws.tick()
    assert city.ws.case(case).state == "ended"
    (held,) = [one for one in city.ws.registry.holdings(person="P-DIVISION") if one.status == "plt"]
    assert held.until == date(2025, 12, 31)
    assert city.ws.tick() == []


def test_a_term_is_extended_once_and_then_another_person_must_come(city: City) -> None:
    case = assigned(city)
    city.clock.set("2025-12-15T08:00")
    assert extend(city, case) == []
    assert city.ws.case(case).fields["acting_until"] == "2026-03-31"
    assert extend(city, case) == ["rule"]
    city.clock.set("2026-04-01T08:00")
    city.ws.tick()
    again = city.ws.open_case("plt-plh", "DIVISION", actor="officer").id
    fields = {"nominee": "P-DIVISION", "acting_kind": "plt", "acting_from": "2026-04-01"}
    with pytest.raises(Refused, match="longest time as Plt"):
        city.ws.act(again, "propose", actor="officer", fields=fields)
    fields["nominee"] = "P-TRANSFER"
    assert city.ws.act(again, "propose", actor="officer", fields=fields).state == "proposed"


# ── acting beside filling ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_inauguration_ends_the_acting_and_the_acting_case_closes_over_it(city: City) -> None:
    acting = assigned(city)
    filling = decreed(city, "P-TRANSFER", "DIVISION")
    assert standing(city.ws, "DIVISION") == (1, 0, 1)
    city.hold(city.ceremony(filling))
    assert standing(city.ws, "DIVISION") == (0, 1, 0)
    assert extend(city, acting) == ["rule"]
    city.clock.set("2026-01-01T08:00")
    city.ws.tick()
    assert city.ws.case(acting).state == "ended"
    (held,) = [one for one in city.ws.registry.holdings(person="P-DIVISION") if one.status == "plt"]
    assert held.until == date(2025, 11, 24)


def test_a_promotion_leaves_a_vacancy_behind_that_opens_the_next_case(city: City) -> None:
    filling = decreed(city, "P-TRANSFER", "DIVISION")
    with pytest.raises(Refused, match="no vacant seat"):
        city.ws.open_case("administrator-pengawas", "CHIEF", actor="officer")
    city.hold(city.ceremony(filling))
    event = city.ws.history(filling)[-1]
    assert [one.get("effect") for one in event.followed if "effect" in one] == ["appoint", "release"]
    assert standing(city.ws, "CHIEF") == (1, 0, 0)
    assert city.ws.open_case("administrator-pengawas", "CHIEF", actor="officer").state == "vacant"


def test_nobody_is_inaugurated_into_a_seat_taken_meanwhile_and_the_refusal_names_both(city: City) -> None:
    case = decreed(city, "P-TRANSFER", "DIVISION")
    city.clock.set("2025-11-18T08:00")
    city.put(Holding("H-OTHER", "P-OLD", "DIVISION", "definitif", date(2025, 11, 18)))
    ceremony = city.ceremony(case)
    city.clock.set("2025-11-25T10:00")
    city.ws.ceremonies.attend(ceremony, [case], "present", actor="protocol")
    with pytest.raises(Refused) as caught:
        city.ws.ceremonies.hold(ceremony, actor="protocol")
    assert "Maria P-TRANSFER" in caught.value.message
    assert "Maria P-OLD" in caught.value.message


# ── executive posts ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_executive_post_needs_no_ceremony_and_its_holder_begins_with_the_statement_of_duty(
    city: City,
) -> None:
    ws = city.ws
    case = ws.open_case("pelaksana", "CLERK", actor="officer").id
    given = {"nominee": "P-CLERK", "route": "pertama", "tmt": "2025-11-03"}
    letters = ("diploma", "rank_decree", "request_letter", "civil_servant_decrees")
    ws.act(case, "nominate", actor="head", fields=given, documents=dict.fromkeys(letters, "on file"))
    ws.act(case, "verify", actor="verifier", fields={"map_entry": "4.2.1", "map_fits": True})
    ws.act(case, "initial", actor="secretary")
    ws.act(case, "decree", actor="agency", fields={"decree_number": "SK-1", "decree_date": "2025-11-03"})
    assert standing(ws, "CLERK") == (2, 0, 0)
    fields = {"spmt_number": "SPMT-1", "spmt_date": "2025-11-03"}
    found = ws.act(case, "report_duty", actor="head", fields=fields, documents={"spmt": "on file"})
    assert found.state == "on_duty"
    assert standing(ws, "CLERK") == (1, 1, 0)


def test_one_proposal_a_person_over_the_functional_and_the_administrator_pathway(city: City) -> None:
    functional = city.vacant("NURSE-2")
    given = {"nominee": "P-TRANSFER", "route": "perpindahan", "tmt": "2025-12-01"}
    city.ws.act(functional, "nominate", actor="head", fields=given, documents=papers("perpindahan"))
    other = city.ws.open_case("administrator-pengawas", "DIVISION", actor="officer")
    fields = {"nominee": "P-TRANSFER", "route": "promosi", "tmt": "2025-12-01"}
    codes = city.codes(other.id, "nominate", "head", fields=fields, documents=dict.fromkeys(FILE, "on file"))
    assert codes == ["active_proposal"]


# ── the files ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PATHWAYS)
def test_the_shipped_definition_has_nothing_against_it_and_its_scenarios_touch_all_of_it(
    city: City, name: str
) -> None:
    assert city.ws.definitions.check(shipped_definitions() / f"{name}.yaml") == []
