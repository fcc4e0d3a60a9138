"""What every store keeps. A test class for one store inherits `StoreContract` and says how to open it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from workflow.errors import InputError
from workflow.store.protocol import Store


def case(number: int = 1, state: str = "vacant", **more: Any) -> dict[str, Any]:
    return {"id": f"C-{number}", "state": state, **more}


def event(number: int = 1, seq: int = 1, **more: Any) -> dict[str, Any]:
    return {"case": f"C-{number}", "seq": seq, **more}


def put(store: Store, *docs: dict[str, Any], table: str = "cases") -> None:
    def think(tx: Any) -> None:
        for doc in docs:
            tx.put(table, doc)

    store.transact(think)


def append(store: Store, *events: dict[str, Any]) -> None:
    def think(tx: Any) -> None:
        for one in events:
            tx.append(one)

    store.transact(think)


def ids(docs: Any) -> list[str]:
    return sorted(doc["id"] for doc in docs)


class StoreContract:
    """Needs two fixtures: `store`, and `reopen`, which opens the same store once more (a second officer's)."""

    def test_what_was_put_is_got(self, store: Store) -> None:
        put(
            store,
            case(1, fields={"grade": 3.5, "list": [1, None, True], "text": "Wali Kota – “Kupang”\u0000"}),
        )
        assert store.read().get("cases", "C-1") == case(
            1, fields={"grade": 3.5, "list": [1, None, True], "text": "Wali Kota – “Kupang”\u0000"}
        )
        assert store.read().get("cases", "C-2") is None

    def test_transact_returns_what_think_returns(self, store: Store) -> None:
        assert store.transact(lambda tx: 42) == 42

    def test_what_was_put_is_there_after_opening_again(
        self, store: Store, reopen: Callable[[], Store]
    ) -> None:
        put(store, case(1), case(2))
        append(store, event(1))
        again = reopen().read()
        assert ids(again.all("cases")) == ["C-1", "C-2"]
        assert again.history("C-1") == [event(1)]

    def test_all_keeps_the_order_of_first_writing(self, store: Store, reopen: Callable[[], Store]) -> None:
        put(store, case(3), case(1), case(2))
        put(store, case(1, "filled"))
        store.transact(lambda tx: tx.drop("cases", "C-3"))
        put(store, case(3))
        assert [doc["id"] for doc in store.read().all("cases")] == ["C-1", "C-2", "C-3"]
        assert [doc["id"] for doc in reopen().read().all("cases")] == ["C-1", "C-2", "C-3"]

    def test_an_exception_in_think_writes_nothing_and_passes_through(self, store: Store) -> None:
        before = store.position()

        def think(tx: Any) -> None:
            tx.put("cases", case(1))
            tx.append(event(1))
            raise LookupError("no")

        with pytest.raises(LookupError):
            store.transact(think)
        now = store.read()
        assert now.get("cases", "C-1") is None
        assert list(now.events()) == []
        assert store.position() == before

    def test_a_transaction_sees_its_own_writes(self, store: Store) -> None:
        put(store, case(1), case(2))
        append(store, event(1, 1))

        def think(tx: Any) -> None:
            tx.put("cases", case(1, "filled"))
            tx.put("cases", case(3))
            tx.drop("cases", "C-2")
            tx.append(event(1, 2))
            assert tx.get("cases", "C-1")["state"] == "filled"
            assert tx.get("cases", "C-2") is None
            assert [doc["id"] for doc in tx.all("cases")] == ["C-1", "C-3"]
            assert ids(tx.find("cases", "state", "vacant")) == ["C-3"]
            assert ids(tx.find("cases", "state", "filled")) == ["C-1"]
            assert (tx.count("cases"), tx.count("cases", "state", "vacant")) == (2, 1)
            assert [one["seq"] for one in tx.history("C-1")] == [1, 2]
            assert [one["seq"] for one in tx.events()] == [1, 2]

        store.transact(think)
        assert ids(store.read().all("cases")) == ["C-1", "C-3"]

    def test_a_document_put_dropped_and_put_again_in_one_act_is_there(
        self, store: Store, reopen: Callable[[], Store]
    ) -> None:
        put(store, case(1), case(2))

        def think(tx: Any) -> None:
            tx.drop("cases", "C-1")
            tx.put("cases", case(1, "filled"))
            tx.put("cases", case(9))
            tx.drop("cases", "C-9")
            tx.drop("cases", "never there")

        store.transact(think)
        for one in (store, reopen()):
            assert [doc["state"] for doc in one.read().find("cases", "state", "filled")] == ["filled"]
            assert ids(one.read().all("cases")) == ["C-1", "C-2"]

    def test_find_follows_every_change(self, store: Store) -> None:
        put(store, case(1, "vacant"), case(2, "vacant"), case(3, "filled"))
        assert ids(store.read().find("cases", "state", "vacant")) == ["C-1", "C-2"]
        put(store, case(2, "filled"))
        assert ids(store.read().find("cases", "state", "vacant")) == ["C-1"]
        assert store.read().count("cases", "state", "filled") == 2
        store.transact(lambda tx: tx.drop("cases", "C-3"))
        assert ids(store.read().find("cases", "state", "filled")) == ["C-2"]
        assert store.read().find("cases", "state", "nowhere") == []

    def test_find_looks_into_lists_and_mappings(self, store: Store) -> None:
        put(
            store,
            case(1, work=[{"role": "ppk"}, {"role": "pyb"}], fields={"nominee": "P-1"}),
            case(2, work=[{"role": "ppk"}], fields={}),
            case(3, work=[]),
        )
        now = store.read()
        assert ids(now.find("cases", "work.role", "ppk")) == ["C-1", "C-2"]
        assert ids(now.find("cases", "work.role", "pyb")) == ["C-1"]
        assert ids(now.find("cases", "fields.nominee", "P-1")) == ["C-1"]
        assert now.count("cases", "work.role", "ppk") == 2

    def test_what_has_no_value_is_found_by_none(self, store: Store) -> None:
        put(
            store, {"id": "U-1"}, {"id": "U-2", "parent": "U-1"}, {"id": "U-3", "parent": None}, table="units"
        )
        assert ids(store.read().find("units", "parent", None)) == ["U-1", "U-3"]

    def test_an_index_that_nobody_declared_is_a_key_error(self, store: Store) -> None:
        with pytest.raises(KeyError):
            store.read().find("cases", "colour", "red")
        with pytest.raises(KeyError):
            store.read().get("no such table", "1")

    def test_a_history_is_the_events_of_one_case_in_order(self, store: Store) -> None:
        append(store, event(1, 1), event(2, 1), event(1, 2))
        append(store, event(2, 2), event(1, 3))
        now = store.read()
        assert [one["seq"] for one in now.history("C-1")] == [1, 2, 3]
        assert [one["seq"] for one in now.history("C-2")] == [1, 2]
        assert now.history("C-3") == []
        assert [(one["case"], one["seq"]) for one in now.events()] == [
            ("C-1", 1),
            ("C-2", 1),
            ("C-1", 2),
            ("C-2", 2),
            ("C-1", 3),
        ]

    def test_nobody_changes_a_document_from_outside(self, store: Store) -> None:
        mine, said = case(1, fields={"a": [1]}), event(1, fields={"a": [1]})

        def think(tx: Any) -> None:
            tx.put("cases", mine)
            tx.append(said)
            mine["fields"]["a"].append(2)
            said["fields"]["a"].append(2)

        store.transact(think)
        mine["state"] = "changed"
        assert store.read().get("cases", "C-1") == case(1, fields={"a": [1]})
        assert store.read().history("C-1") == [event(1, fields={"a": [1]})]

    def test_a_reader_stays_at_its_moment(self, store: Store) -> None:
        put(store, case(1), case(2))
        append(store, event(1, 1))
        then = store.read()
        put(store, case(1, "filled"), case(3))
        store.transact(lambda tx: tx.drop("cases", "C-2"))
        append(store, event(1, 2), event(4, 1))
        assert then.get("cases", "C-1") == case(1)
        assert then.get("cases", "C-3") is None
        assert [doc["id"] for doc in then.all("cases")] == ["C-1", "C-2"]
        assert ids(then.find("cases", "state", "vacant")) == ["C-1", "C-2"]
        assert then.find("cases", "state", "filled") == []
        assert (then.count("cases"), then.count("cases", "state", "vacant")) == (2, 2)
        assert [one["seq"] for one in then.history("C-1")] == [1]
        assert then.history("C-4") == []
        assert len(list(then.events())) == 1

    def test_position_grows_with_every_commit_and_with_nothing_else(self, store: Store) -> None:
        before = store.position()
        store.transact(lambda tx: tx.get("cases", "C-1"))
        assert store.position() == before
        put(store, case(1))
        append(store, event(1))
        assert store.position() > before

    def test_another_store_on_the_same_place_follows(self, store: Store, reopen: Callable[[], Store]) -> None:
        other = reopen()
        put(store, case(1))
        assert other.read().get("cases", "C-1") == case(1)
        put(other, case(1, "filled"))
        append(other, event(1))
        assert store.position() == other.position()
        assert store.read().find("cases", "state", "filled") == [case(1, "filled")]
        assert store.transact(lambda tx: tx.history("C-1")) == [event(1)]

    def test_threads_that_count_lose_nothing(self, store: Store) -> None:
        put(store, {"id": "n", "value": 0}, table="meta")

        def one_more(tx: Any) -> None:
            tx.put("meta", {"id": "n", "value": tx.get("meta", "n")["value"] + 1})

        def count_up() -> None:
            for _ in range(25):
                store.transact(one_more)

        threads = [threading.Thread(target=count_up) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert store.read().get("meta", "n") == {"id": "n", "value": 100}

    def test_what_json_has_not_is_refused_before_anything_is_written(self, store: Store) -> None:
        with pytest.raises(InputError):
            put(store, case(1, fields={"x": object()}))
        with pytest.raises(InputError):
            put(store, case(1, fields={"x": "\ud800"}))
        assert store.read().count("cases") == 0

    def test_a_whole_record_has_no_fault(self, store: Store) -> None:
        for number in range(5):
            put(store, case(number))
            append(store, event(number))
        assert store.check() == []
        store.checkpoint()
        assert store.check() == []
        assert store.notes() == ()

    def test_a_value_that_is_taken_out_of_an_event_is_gone_for_everybody(
        self, store: Store, reopen: Callable[[], Store]
    ) -> None:
        put(store, case(1, text="a secret"), case(2, text="another"))
        append(
            store, event(1, 1, reason="a secret"), event(2, 1, reason="another"), event(1, 2, reason="later")
        )
        other = reopen()
        position = store.position()

        def think(tx: Any) -> None:
            tx.redact(event(1, 1))
            tx.put("cases", case(1))
            tx.forget("cases", "C-1", lambda doc: {k: v for k, v in doc.items() if k != "text"})
            tx.append(event(3, 1, erased="C-1"))

        store.transact(think)
        for one in (store, other, reopen()):
            now = one.read()
            assert now.get("cases", "C-1") == case(1)
            assert now.history("C-1") == [event(1, 1), event(1, 2, reason="later")]
            assert [doc.get("reason") for doc in now.events()] == [None, "another", "later", None]
            assert now.get("cases", "C-2") == case(2, text="another")
            assert one.check() == []
        assert store.position() > position

    def test_a_document_of_which_nothing_stays_is_gone(
        self, store: Store, reopen: Callable[[], Store]
    ) -> None:
        put(
            store,
            {"id": "P-1", "nip": "1", "name": "Ani"},
            {"id": "P-2", "nip": "2", "name": "Budi"},
            table="people",
        )

        def think(tx: Any) -> None:
            tx.drop("people", "P-1")
            tx.forget("people", "P-1", lambda doc: None)

        store.transact(think)
        for one in (store, reopen()):
            assert ids(one.read().all("people")) == ["P-2"]
            assert one.check() == []

    def test_nothing_is_taken_out_when_think_raises(self, store: Store) -> None:
        append(store, event(1, 1, reason="stays"))

        def think(tx: Any) -> None:
            tx.redact(event(1, 1))
            tx.forget("cases", "C-1", lambda doc: None)
            raise LookupError

        with pytest.raises(LookupError):
            store.transact(think)
        assert store.read().history("C-1") == [event(1, 1, reason="stays")]
