"""A connection that is lost heals; what was written is written once, and nobody is told otherwise."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from tests.store.contract import append, case, event, put
from tests.store.databases import emptied
from workflow.errors import InputError, StoreError
from workflow.store.sql import upgrade
from workflow.store.sql.store import TAKEN, SqlStore
from workflow.store.sql.tries import Tries


@pytest.fixture
def address(postgres: str) -> str:
    return emptied(postgres)


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    with SqlStore(address, wait=5) as opened:
        yield opened


@pytest.fixture
def cut(address: str) -> Iterator[Callable[[], None]]:
    """Ends every other connection to the database, as a restart of the server does."""
    with psycopg.connect(address, autocommit=True) as connection:

        def now() -> None:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            ).fetchall()

        yield now


def test_reads_and_writes_go_on_after_the_connections_were_cut(
    store: SqlStore, cut: Callable[[], None]
) -> None:
    put(store, case(1))
    cut()
    assert store.position() == 2
    cut()
    assert store.read().get("cases", "C-1") == case(1)
    cut()
    put(store, case(2))
    assert store.read().count("cases") == 2


def test_a_reader_stays_at_its_moment_over_a_cut_when_nobody_wrote(
    store: SqlStore, cut: Callable[[], None]
) -> None:
    put(store, case(1))
    now = store.read()
    cut()
    assert now.get("cases", "C-1") == case(1)


def test_a_reader_whose_moment_is_lost_says_so(store: SqlStore, cut: Callable[[], None]) -> None:
    put(store, case(1))
    now = store.read()
    cut()
    put(store, case(2))
    with pytest.raises(StoreError, match="in the middle of reading"):
        now.count("cases")
    assert store.read().count("cases") == 2


def test_what_was_cut_while_thinking_is_thought_again(store: SqlStore, cut: Callable[[], None]) -> None:
    thought = []

    def think(tx: Any) -> int:
        thought.append(tx.count("cases"))
        tx.put("cases", case(1))
        tx.append(event(1))
        if len(thought) == 1:
            cut()
        return len(thought)

    assert store.transact(think) == 2
    assert store.read().history("C-1") == [event(1)]


def lose_the_answer(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, *, landed: bool, then: Any = None
) -> None:
    """The next commit is not answered: the connection breaks before it arrives, or after it was carried out."""
    dialect = store._engine.dialect
    real, left, mine = dialect.do_commit, [1], threading.get_ident()

    def do_commit(connection: Any) -> None:
        if not left or threading.get_ident() != mine:
            return real(connection)
        left.pop()
        if landed:
            real(connection)
        connection.dbapi_connection.close()
        if then is not None:
            then()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(dialect, "do_commit", do_commit)


@pytest.mark.parametrize("landed", [True, False])
def test_a_commit_that_was_not_answered_is_made_exactly_once(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, landed: bool
) -> None:
    put(store, {"id": "n", "value": 0}, table="meta")
    thought = []

    def one_more(tx: Any) -> str:
        thought.append(1)
        tx.put("meta", {"id": "n", "value": tx.get("meta", "n")["value"] + 1})
        tx.append(event(1, len(thought)))
        return "done"

    lose_the_answer(store, monkeypatch, landed=landed)
    assert store.transact(one_more) == "done"
    assert store.read().get("meta", "n") == {"id": "n", "value": 1}
    assert len(thought) == (1 if landed else 2)
    assert len(store.read().history("C-1")) == 1


def test_a_commit_that_nobody_can_be_asked_about_is_told_as_unknown(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqlStore(address, wait=0.2) as store:

        def gone(*_: Any, **__: Any) -> Any:
            raise psycopg.OperationalError("connection refused")

        lose_the_answer(
            store,
            monkeypatch,
            landed=True,
            then=lambda: monkeypatch.setattr(store._engine.dialect, "connect", gone),
        )
        store._engine.dispose()
        with pytest.raises(StoreError, match="whether it was written is not known"):
            put(store, case(1))
        monkeypatch.undo()
        assert store.read().count("cases") == 1


def test_a_server_that_stays_away_is_told_in_words(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store._wait = 0.1

    def gone(*_: Any, **__: Any) -> Any:
        raise psycopg.OperationalError("connection refused")

    store._engine.dispose()
    monkeypatch.setattr(store._engine.dialect, "connect", gone)
    for what in (store.position, store.read, lambda: put(store, case(1))):
        with pytest.raises(StoreError, match="cannot be reached: connection refused"):
            what()


def starting(dialect: Any, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """So often a server that starts anew takes no connection yet."""
    real, left = dialect.connect, [times]

    def connect(*given: Any, **more: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise psycopg.OperationalError("connection failed: FATAL:  the database system is starting up")
        return real(*given, **more)

    monkeypatch.setattr(dialect, "connect", connect)


@pytest.fixture
def restarts(store: SqlStore, cut: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The server starts anew: nobody's connection stands, and it is some time until it takes one."""

    def now() -> None:
        cut()
        starting(store._engine.dialect, monkeypatch, 4)

    return now


def test_a_server_that_starts_anew_is_waited_for(store: SqlStore, restarts: Callable[[], None]) -> None:
    put(store, case(1))
    restarts()
    assert store.read().get("cases", "C-1") == case(1)
    restarts()
    put(store, case(2))
    assert store.read().count("cases") == 2


def test_a_commit_that_was_not_answered_is_asked_about_when_the_server_is_back(
    store: SqlStore, restarts: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_answer(store, monkeypatch, landed=True, then=restarts)
    append(store, event(1))
    assert store.read().history("C-1") == [event(1)]


def test_a_connection_that_breaks_after_its_commit_spoils_nothing(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialect = store._engine.dialect
    real = dialect.do_commit

    def do_commit(connection: Any) -> None:
        real(connection)
        connection.dbapi_connection.close()

    with monkeypatch.context() as patch:
        patch.setattr(dialect, "do_commit", do_commit)
        assert store.transact(lambda tx: tx.count("cases")) == 0
        put(store, case(1))
    put(store, case(2))
    assert store.read().count("cases") == 2


def test_a_connection_that_breaks_after_a_clash_is_thought_about_again(
    store: SqlStore, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, {"id": "n", "value": 0}, table="meta")
    with SqlStore(address) as other:
        thought = []

        def rollback(connection: psycopg.Connection[Any]) -> None:
            connection.close()
            raise psycopg.OperationalError(
                "consuming input failed: server closed the connection unexpectedly"
            )

        def think(tx: Any) -> None:
            value = tx.get("meta", "n")["value"]
            thought.append(value)
            if len(thought) == 1:
                put(other, {"id": "n", "value": 10}, table="meta")
                monkeypatch.setattr(psycopg.Connection, "rollback", rollback)
            else:
                monkeypatch.undo()
            tx.put("meta", {"id": "n", "value": value + 1})

        store.transact(think)
        assert thought == [0, 10]
        assert store.read().get("meta", "n") == {"id": "n", "value": 11}


def test_a_store_whose_connection_is_cut_while_it_is_opened_opens(
    address: str, cut: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = upgrade.prepare, [3]

    def prepare(*given: Any, **more: Any) -> None:
        real(*given, **more)
        if left[0]:
            left[0] -= 1
            cut()

    monkeypatch.setattr(upgrade, "prepare", prepare)
    with SqlStore(address) as store:
        assert left == [0]
        assert store.read().count("cases") == 0


def test_an_id_taken_after_many_clashes_is_seen_when_thinking_again(
    store: SqlStore, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.store.sql.store._pause", lambda tries, most: None)
    put(store, {"id": "n", "value": 0}, table="meta")
    with SqlStore(address) as other:
        thought: list[int] = []

        def think(tx: Any) -> str:
            value = tx.get("meta", "n")["value"]
            if tx.get("uniques", "n") is not None:
                return "taken"
            thought.append(value)
            if len(thought) <= TAKEN:
                put(other, {"id": "n", "value": value + 1}, table="meta")
                tx.put("meta", {"id": "n", "value": value + 100})
            else:
                put(other, {"id": "n", "case": "theirs"}, table="uniques")
                tx.put("uniques", {"id": "n", "case": "ours"})
            return "ours"

        assert store.transact(think) == "taken"
        assert thought == list(range(TAKEN + 1))


def test_a_server_is_waited_for_from_when_it_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from when the work began, which may have clashed with others for longer than that."""
    cut = OperationalError(None, None, psycopg.errors.AdminShutdown())
    away = OperationalError(None, None, psycopg.OperationalError("connection failed: refused"))
    tries, begun = Tries(patience=30, wait=10), time.monotonic()

    def more(seconds: float, error: Exception) -> bool:
        monkeypatch.setattr(time, "monotonic", lambda: begun + seconds)
        return tries.more(error)

    assert [more(12, cut), more(13, away), more(22, away), more(24, away)] == [True, True, True, False]
    assert [more(25, cut), more(29, away), more(31, cut)] == [True, True, False]


def test_of_two_who_see_the_same_and_write_elsewhere_one_thinks_again(store: SqlStore) -> None:
    """Two officers on duty may each leave while the other stays: one transaction at a time could never let both go."""
    put(store, {"id": "a", "on": True}, {"id": "b", "on": True}, table="meta")
    both_looked = threading.Barrier(2)
    said: list[bool] = []

    def leave(who: str) -> None:
        first = [True]

        def think(tx: Any) -> bool:
            there = [one for one in "ab" if tx.get("meta", one)["on"]]
            if first:
                first.clear()
                both_looked.wait(10)
            if len(there) < 2:
                return False
            tx.put("meta", {"id": who, "on": False})
            return True

        said.append(store.transact(think))

    threads = [threading.Thread(target=leave, args=(who,)) for who in "ab"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == [False, True]
    assert sorted(one["on"] for one in store.read().all("meta")) == [False, True]


def test_an_id_that_somebody_took_meanwhile_is_seen_when_thinking_again(
    store: SqlStore, address: str
) -> None:
    with SqlStore(address) as other:
        taken: list[int] = []

        def think(tx: Any) -> bool:
            if tx.get("uniques", "n") is not None:
                return False
            if not taken:
                taken.append(1)
                put(other, {"id": "n", "case": "theirs"}, table="uniques")
            tx.put("uniques", {"id": "n", "case": "ours"})
            return True

        assert store.transact(think) is False
        assert store.read().get("uniques", "n") == {"id": "n", "case": "theirs"}


def test_one_whom_others_are_always_quicker_than_is_told_so(address: str) -> None:
    with SqlStore(address, patience=0.1) as slow, SqlStore(address) as quick:
        put(quick, {"id": "n", "value": 0}, table="meta")
        written = []

        def think(tx: Any) -> None:
            value = tx.get("meta", "n")["value"]
            written.append(1)
            put(quick, {"id": "n", "value": len(written)}, table="meta")
            tx.put("meta", {"id": "n", "value": value + 1000})

        with pytest.raises(StoreError, match="again and again") as caught:
            slow.transact(think)
        assert "Nothing of this was written" in str(caught.value)
        assert quick.read().get("meta", "n") == {"id": "n", "value": len(written)}
        assert len(written) >= 2


def test_an_error_of_the_database_inside_think_is_in_our_words(store: SqlStore) -> None:
    def think(tx: Any) -> None:
        tx._connection.exec_driver_sql("SET LOCAL statement_timeout = '20ms'")
        tx._connection.exec_driver_sql("SELECT pg_sleep(5)")

    with pytest.raises(StoreError, match="took too long") as caught:
        store.transact(think)
    assert not isinstance(caught.value, OperationalError)


def test_a_session_has_its_time_outs(store: SqlStore) -> None:
    with store._engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        ]
    assert found == ["1min", "30s", "10min"]


def test_waiting_ends_when_another_program_writes(store: SqlStore, address: str) -> None:
    assert store.wait(0.05) is False
    with SqlStore(address) as other:
        threading.Timer(0.1, lambda: put(other, case(1))).start()
        assert store.wait(20) is True
        assert store.read().get("cases", "C-1") == case(1)


@pytest.mark.parametrize("id", ["a\0b", "x" * 1001, "é" * 600])
def test_an_id_that_no_database_can_keep_is_refused(store: SqlStore, id: str) -> None:
    with pytest.raises(InputError, match="cannot be kept"):
        put(store, {"id": id}, table="meta")
    with pytest.raises(InputError, match="cannot be kept"):
        append(store, {"case": id, "seq": 1})
    assert store.read().get("meta", "a\0b") is None
    assert store.read().get("meta", "\ud800") is None
    assert store.read().history("a\0b") == []


def test_a_long_value_is_found_by(store: SqlStore) -> None:
    put(store, case(1, subject="x" * 10_000), case(2, subject="x" * 9_999))
    assert [one["id"] for one in store.read().find("cases", "subject", "x" * 10_000)] == ["C-1"]
