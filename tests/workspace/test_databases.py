"""A workspace over a database is a workspace; a store is copied between the kinds and stays what it was."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.databases import emptied, lite
from tests.workspace.office import PERMIT_USERS, SENDING, Clock, Office, checked, opened, sent
from workflow import Act, Conflict, InputError, Refused, StoreError, Workspace
from workflow.store.protocol import TABLES
from workflow.workspace import copying
from workflow.workspace.copying import copy
from workflow.workspace.target import MARK, open_store
from workflow.workspace.ticking import candidates


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return lite(tmp_path) if request.param == "sqlite" else emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def database(address: str, permits_made: Path) -> Iterator[Office]:
    """The office that gives permits, in a database."""
    copy(permits_made, address)
    clock = Clock("2025-11-25T08:00")
    office = Office(Workspace.open(address, clock=clock), clock, Path())
    yield office
    office.ws.close()


def whole(target: str | Path) -> dict[str, Any]:
    store, _, files = open_store(target, create=False)
    now = store.read()
    said = {table: list(now.all(table)) for table in TABLES}
    said["events"] = list(now.events())  # type: ignore[assignment]
    said["files"] = files.names()  # type: ignore[assignment]
    store.close()
    return said


@pytest.mark.parametrize(
    ("make", "loads"), [(True, ["sqlalchemy", "alembic"]), (False, ["sqlalchemy"]), (None, [])]
)
def test_what_a_database_needs_is_loaded_for_a_database_alone(
    tmp_path: Path, make: bool | None, loads: list[str]
) -> None:
    target = str(tmp_path / "store.json") if make is None else lite(tmp_path)
    if make is False:
        Workspace.open(target).close()
    said = f"""
import sys
from workflow import Workspace
Workspace.open({target!r}).close()
print(*[one for one in ("sqlalchemy", "alembic") if one in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == loads


def waiting(office: Office) -> dict[str, list[str]]:
    """What waits for whom."""
    return {user: [one.case for one in office.ws.inbox(user).items] for user in PERMIT_USERS}


def test_a_permit_goes_its_way_in_a_database(database: Office, office: Office, address: str) -> None:
    case = checked(database)
    assert case == checked(office)
    assert waiting(database) == waiting(office)
    assert any(waiting(database).values())
    assert database.codes(case.id, "send", "clerk") != []
    with pytest.raises(Conflict):
        database.ws.act(case.id, "hold", actor="boss", reason="so", expected=1)
    assert database.ws.verify().ok
    with Workspace.open(address, clock=database.clock) as again:
        assert again.case(case.id) == case
        assert [one.seq for one in again.history(case.id)] == [1, 2, 3]


def test_a_batch_is_all_or_nothing_in_a_database(database: Office) -> None:
    good, bad = opened(database), opened(database)
    acts = [Act(good.id, "send", fields=SENDING), Act(bad.id, "check")]
    with pytest.raises(Refused):
        database.ws.act_many(acts, actor="clerk", atomic=True)
    assert database.ws.case(good.id) == good


def test_of_many_who_act_on_one_case_at_once_one_succeeds(database: Office, address: str) -> None:
    cases = [sent(database) for _ in range(3)]
    ready = threading.Barrier(4)
    answers: list[str] = []

    def officer(who: str) -> None:
        with Workspace.open(address, clock=database.clock) as ws:
            ready.wait(30)
            for case in cases:
                try:
                    ws.act(case.id, "check", actor=who, expected=case.revision)
                    answers.append("done")
                except (Conflict, Refused):
                    answers.append("late")

    threads = [threading.Thread(target=officer, args=(who,)) for who in ("reviewer", "reviewer2") * 2]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (answers.count("done"), answers.count("late")) == (3, 9)
    assert [len(database.ws.history(case.id)) for case in cases] == [3, 3, 3]
    assert database.ws.verify().ok


def test_an_attached_file_is_kept_in_the_database_once(database: Office, tmp_path: Path) -> None:
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(b"%PDF" + bytes(3 << 20))
    digest = hashlib.sha256(letter.read_bytes()).hexdigest()
    for _ in range(2):
        mark = database.ws.as_user("clerk").attach(letter)
        assert mark == {"file": "surat.pdf", "sha256": digest, "size": (3 << 20) + 4}
    files = database.ws.files
    assert files is not None
    assert files.names() == [digest]
    assert b"".join(files.read(digest)) == letter.read_bytes()
    with pytest.raises(InputError, match="cannot be read"):
        database.ws.attach(tmp_path / "none.pdf")


def test_a_file_that_is_not_what_it_is_called_is_not_kept(database: Office) -> None:
    files = database.ws.files
    assert files is not None
    with pytest.raises(StoreError, match="not what its name says"):
        files.put("0" * 64, iter([b"abc"]))
    assert files.names() == []


def test_a_store_goes_into_a_database_and_back_unchanged(
    address: str, office: Office, tmp_path: Path
) -> None:
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(b"%PDF a letter")
    office.ws.attach(letter)
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    office.ws.attach(empty)
    checked(office)
    office.ws.close()
    told: list[tuple[int, int, str]] = []
    done = copy(office.path, address, lambda *said: told.append(said))
    assert whole(address) == whole(office.path)
    assert {what for _, _, what in told} == {"documents", "events", "files", "comparing"}
    assert all(0 <= now <= total for now, total, _ in told)
    assert done.events == len(whole(office.path)["events"])
    assert done.files == 2
    back = tmp_path / "back" / "store.json"
    back.parent.mkdir()
    assert copy(address, back) == done
    assert whole(back) == whole(office.path)
    with Workspace.open(back, clock=office.clock) as ws:
        assert ws.verify().ok


@pytest.mark.parametrize("after", range(1, 9, 2))
def test_a_copy_that_was_cut_short_is_gone_on_with(
    address: str, office: Office, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    sent(office)
    monkeypatch.setattr(copying, "BATCH", 7)
    steps = 0

    def stop(*_: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(office.path, address, stop)
    with pytest.raises(StoreError, match="unfinished copy"):
        Workspace.open(address)
    office.ws.act(opened(office).id, "send", actor="clerk", fields=SENDING)  # it goes on meanwhile
    with pytest.raises(InputError, match="unfinished copy of another"):
        copy(_other(office.path), address)
    copy(office.path, address)
    assert whole(address) == whole(office.path)


def _other(path: Path) -> Path:
    other = path.with_name("other.json")
    if not other.exists():
        copy(path, other)
    return other


def test_a_copy_goes_over_no_other_store(database: Office, address: str, office: Office) -> None:
    before = whole(address)
    with pytest.raises(InputError, match="already"):
        copy(office.path, address)
    with pytest.raises(InputError, match="already"):
        copy(address, address)
    assert whole(address) == before


def test_a_store_whose_record_was_changed_is_not_copied(office: Office, tmp_path: Path) -> None:
    opened(office)
    office.ws.store.checkpoint()
    office.ws.close()
    first = sorted((office.path.parent / f"{office.path.stem}.log").glob("*.log"))[0]
    said = first.read_bytes()
    assert b'"actor":' in said
    first.write_bytes(said.replace(b'"actor":', b'"actoR":', 1))
    with pytest.raises(StoreError, match="hash does not match"):
        copy(office.path, lite(tmp_path))
    with pytest.raises(StoreError, match="no store"):
        open_store(lite(tmp_path), create=False)


def test_a_copy_that_differs_is_told(address: str, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = copying._append
    monkeypatch.setattr(copying, "_append", lambda tx, batch: real(tx, batch[:-1]))
    with pytest.raises(StoreError, match="not like the first store in: events"):
        copy(office.path, address)
    store, *_ = open_store(address)
    assert store.read().get("meta", MARK) is not None, "it is no store to work with"
    store.close()


def walked(ws: Workspace, user: str) -> list[tuple[str, tuple[str, ...], str | None]]:
    """Every row of somebody's inbox, page by page."""
    rows, after = [], None
    while True:
        page = ws.inbox(user, limit=7, after=after)
        rows += [(one.case, one.actions, one.for_whom) for one in page.items]
        after = page.next
        if after is None:
            return rows


@pytest.mark.parametrize(("exact", "most"), [(0, 5000), (10, 0), (10**6, 5000)])
def test_an_inbox_read_in_order_is_the_inbox_read_whole(
    demo: Workspace, demo_in_database: Workspace, monkeypatch: pytest.MonkeyPatch, exact: int, most: int
) -> None:
    monkeypatch.setattr("workflow.workspace.reading.EXACT", exact)
    monkeypatch.setattr("workflow.workspace.waiting._MOST", most)
    for user in demo.access.users():
        whole = walked(demo, user.id)
        assert walked(demo_in_database, user.id) == whole
        for wanted in ({"due": "overdue"}, {"due": "today"}, {"sort": "id"}, {"search": "perawat"}):
            assert demo_in_database.inbox(user.id, **wanted) == demo.inbox(user.id, **wanted)  # type: ignore[arg-type]
        page, plain = demo_in_database.inbox(user.id, limit=500), demo.inbox(user.id, limit=500)
        assert page.total == plain.total
        if whole:
            after = whole[len(whole) // 2][0]  # an id will do as well
            assert (
                demo_in_database.inbox(user.id, after=after).items == demo.inbox(user.id, after=after).items
            )


def listed(ws: Workspace, **wanted: Any) -> tuple[list[str], int]:
    """Every case of a list, page by page, and what its first page gives as their number."""
    page = ws.cases(limit=50, **wanted)
    total, rows = page.total, [one.id for one in page.items]
    while page.next is not None:
        page = ws.cases(limit=50, after=page.next, **wanted)
        rows += [one.id for one in page.items]
    return rows, total


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"phase": "vacant"},
        {"state": "nowhere"},
        {"phase": "vacant", "state": "vacant"},
        {"search": "perawat"},
    ],
)
def test_a_list_read_by_id_is_the_list_read_whole(
    demo: Workspace, demo_in_database: Workspace, wanted: dict[str, str]
) -> None:
    assert listed(demo_in_database, **wanted) == listed(demo, **wanted)
    assert listed(demo, **wanted)[0] or wanted == {"state": "nowhere"}


def test_a_list_is_not_confused_by_what_no_id_can_be(demo_in_database: Workspace) -> None:
    assert len(demo_in_database.cases(after="\1", limit=5).items) == 5
    with pytest.raises(InputError, match="cannot be read"):
        demo_in_database.cases(after="\0", limit=5)
    with pytest.raises(InputError, match="at least 1"):
        demo_in_database.cases(limit=0)


def test_what_is_overdue_is_found_by_its_day(demo: Workspace, demo_in_database: Workspace) -> None:
    for day in ("2025-11-20", "2025-12-24"):
        found, wanted = (
            sorted(one["id"] for one in candidates(reader, ws.versions(reader), day))
            for ws in (demo_in_database, demo)
            for reader in (ws.store.read(),)
        )
        assert found == wanted
        assert wanted


def test_claims_and_notices_are_kept_in_a_database(database: Office) -> None:
    case, late = sent(database), opened(database)
    database.ws.claim(case.id, actor="reviewer")
    database.clock.set("2025-12-03T08:00")
    ticked = database.ws.tick()
    assert {one.case: [event.action for event in one.events] for one in ticked.cases} == {
        case.id: ["claim_over"],
        late.id: ["overdue"],
    }
    assert database.ws.tick() == []
    assert [one.what for one in database.ws.notices("reviewer", unread=True)] == ["claim_over"]
    assert [one.what for one in database.ws.notices("boss", unread=True)] == ["overdue"]
    assert database.ws.mark_read("boss") == 1
    acts = [Act(case.id, "check"), Act(late.id, "check")]
    before = database.ws.store.position()
    found = database.ws.preview_many(acts, actor="reviewer2")
    assert [type(one).__name__ for one in found] == ["Case", "Refused"]
    assert database.ws.store.position() == before
    assert database.ws.verify().ok


def test_a_draft_finds_before_a_day_what_it_has_put(address: str) -> None:
    def case(number: int, due: str | None) -> dict[str, Any]:
        return {"id": f"C-{number}", "due": due}

    def think(tx: Any) -> list[str]:
        tx.put("cases", case(1, "2026-01-01"))
        tx.put("cases", case(4, "2025-01-04"))
        tx.drop("cases", "C-2")
        return [one["id"] for one in tx.before("cases", "due", "2025-06-01")]

    store, *_ = open_store(address)
    store.transact(
        lambda tx: [tx.put("cases", case(n, f"2025-01-0{n}" if n < 5 else None)) for n in (1, 2, 3, 5)]
    )
    assert store.transact(think) == ["C-3", "C-4"]
    store.close()


@pytest.fixture(scope="session")
def demo_in_database(demo_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demonstration city in an SQLite file, to be read only."""
    address = lite(tmp_path_factory.mktemp("demo-db"))
    copy(demo_made, address)
    with Workspace.open(address) as ws:
        yield ws
