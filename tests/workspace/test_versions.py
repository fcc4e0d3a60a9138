"""Published versions: numbered, known by their content, and running cases stay on theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.world import PERMIT
from tests.workspace.office import Office, checked, opened, permit_file, sent
from workflow import InputError, Refused, Workspace

LONGER = PERMIT.replace("within: 3 wd", "within: 4 wd")
RENAMED = (
    PERMIT.replace("  sent:     {", "  submitted: {")
    .replace("to: sent\n", "to: submitted\n")
    .replace("from: sent\n", "from: submitted\n")
    .replace("[sent, checked]", "[submitted, checked]")
    .replace("[draft, sent]", "[draft, submitted]")
    .replace("[draft, sent, checked]", "[draft, submitted, checked]")
)


def test_the_first_version_is_number_one_by_whoever_published_it(office: Office) -> None:
    (version,) = office.ws.definitions.all()
    assert (version.number, version.published_by, len(version.hash)) == (1, "admin", 64)


def test_two_stores_in_one_process_keep_their_own_word_on_who_published(
    office: Office, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with Workspace.open(other / "store.json", clock=office.clock) as ws:
        ws.add_user("second", name="Second", roles=["admin"], actor="admin")
        ws.publish(permit_file(other), actor="second")
        assert ws.definitions.newest("permit").published_by == "second"
    assert office.ws.definitions.newest("permit").published_by == "admin"


def test_publishing_the_same_again_changes_nothing(office: Office, tmp_path: Path) -> None:
    before = office.ws.definitions.newest("permit")
    again = office.ws.publish(permit_file(tmp_path, name="other-name.yaml"), actor="admin")
    assert (again.number, again.hash) == (before.number, before.hash)
    assert len(office.ws.definitions.all()) == 1


def test_a_change_is_the_next_number_with_another_hash(office: Office, tmp_path: Path) -> None:
    before = office.ws.definitions.newest("permit")
    after = office.ws.publish(permit_file(tmp_path, LONGER), actor="admin")
    assert (after.number, after.hash != before.hash) == (2, True)


def test_going_back_to_earlier_content_is_a_new_version(office: Office, tmp_path: Path) -> None:
    office.ws.publish(permit_file(tmp_path, LONGER), actor="admin")
    assert office.ws.publish(permit_file(tmp_path, PERMIT), actor="admin").number == 3


def test_a_running_case_stays_on_its_version(office: Office, tmp_path: Path) -> None:
    old = opened(office)
    office.ws.publish(permit_file(tmp_path, LONGER), actor="admin")
    new = opened(office)
    dues = []
    for case in (old, new):
        done = office.ws.act(case.id, "send", actor="clerk", fields={"amount": 5, "day": "2025-12-24"})
        dues.append((done.version, str(done.due)))
    assert dues == [(1, "2025-11-28"), (2, "2025-12-01")]


MAP = {"sent": "submitted"}


def test_a_publish_that_strands_live_cases_is_refused(office: Office, tmp_path: Path) -> None:
    case, _ = sent(office), opened(office)
    with pytest.raises(Refused) as refusal:
        office.ws.publish(permit_file(tmp_path, RENAMED), actor="admin")
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.rule) == ("strands", "sent")
    assert case.id in reason.message
    assert "--map sent=NEW" in reason.message
    assert len(office.ws.definitions.all()) == 1


def test_a_state_in_which_nobody_stands_may_go(office: Office, tmp_path: Path) -> None:
    opened(office)
    assert office.ws.publish(permit_file(tmp_path, RENAMED), actor="admin").number == 2


def test_the_maps_of_the_versions_between_lead_on(office: Office, tmp_path: Path) -> None:
    sent(office)
    office.ws.publish(permit_file(tmp_path, RENAMED), actor="admin", map=MAP)
    once_more = RENAMED.replace("submitted", "handed_in")
    with pytest.raises(Refused, match=r"."):
        office.ws.publish(permit_file(tmp_path, once_more), actor="admin")
    assert (
        office.ws.publish(
            permit_file(tmp_path, once_more), actor="admin", map={"submitted": "handed_in"}
        ).number
        == 3
    )


def test_the_map_of_a_version_is_as_fixed_as_the_version(office: Office, tmp_path: Path) -> None:
    path = permit_file(tmp_path, RENAMED)
    for _ in range(2):
        assert office.ws.publish(path, actor="admin", map=MAP).number == 2
    assert office.ws.publish(path, actor="admin").number == 2
    with pytest.raises(InputError, match="lantik migrate"):
        office.ws.publish(path, actor="admin", map={"sent": "checked"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sentt": "submitted"}, "sent"),
        ({"sent": "submited"}, "submitted"),
        ({"action:sent": "check"}, "send"),
        ({"sent": "-"}, "-"),
        ({"sent": 7}, "no name"),
    ],
)
def test_a_map_names_what_there_is(office: Office, tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        office.ws.publish(permit_file(tmp_path, RENAMED), actor="admin", map=wrong)


def test_a_renamed_state_breaks_no_running_case(office: Office, tmp_path: Path) -> None:
    case = sent(office)
    office.ws.publish(permit_file(tmp_path, RENAMED), actor="admin", map=MAP)
    assert office.ws.inbox("reviewer").items[0].state_label["en"] == "Sent"
    assert office.ws.cases(search="sent").total == 1
    assert {one.name for one in office.ws.explain(case.id, actor="reviewer")} == {"check", "back", "hold"}
    assert office.ws.act(case.id, "check", actor="reviewer").state == "checked"
    assert office.ws.verify().ok


def test_both_versions_run_beside_each_other_after_opening_the_store_anew(
    office: Office, tmp_path: Path
) -> None:
    old = sent(office)
    office.ws.publish(permit_file(tmp_path, RENAMED), actor="admin", map=MAP)
    new = sent(office)
    ws = office.again()
    assert (ws.case(old.id).state, ws.case(new.id).state) == ("sent", "submitted")
    assert ws.definitions.running("permit") == {1: 1, 2: 1}
    assert ws.verify().ok


def test_a_role_of_an_older_version_may_still_be_given(office: Office, tmp_path: Path) -> None:
    case = checked(office)
    without = PERMIT.replace("  legal:    {label: {id: Bagian hukum, en: Legal}}\n", "")
    office.ws.publish(permit_file(tmp_path, without), actor="admin")
    assert office.ws.access.grant("guest", "legal", None, actor="admin").holds("legal")
    assert office.ws.case(case.id).version == 1


def test_the_id_of_a_definition_need_not_be_its_files_name(office: Office, tmp_path: Path) -> None:
    path = permit_file(tmp_path, PERMIT.replace("id: permit\n", "id: licence\n"), "anything.yaml")
    assert office.ws.publish(path, actor="admin").definition.id == "licence"


def test_a_version_that_is_not_there_is_wrong_input(office: Office) -> None:
    with pytest.raises(InputError, match="9"):
        office.ws.definitions.get("permit", 9)
    with pytest.raises(InputError, match="cannot be read"):
        office.ws.publish("nowhere.yaml", actor="admin")
